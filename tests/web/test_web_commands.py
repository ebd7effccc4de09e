"""Where the terminal names a command, a page links to the page that does it."""

import pytest

from adaptive.web.commands import linked


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "goes on after: kneedrive log cleared.",
            'goes on after: <a href="/log?open=cleared">Log: cleared</a>.',
        ),
        ("kneedrive log check 15 15 ok", '<a href="/log?open=check">Log: check</a>'),
        ("What you logged: kneedrive log; more", 'What you logged: <a href="/log">Log</a>; more'),
        (
            "Import first: kneedrive import FOLDER (or: kneedrive calendar import FILE.ics)",
            'Import first: <a href="/import">Import</a> (or: <a href="/calendar">Calendar</a>)',
        ),
        ("kneedrive juggle", "kneedrive juggle"),
        ("<b>no command</b>", "&lt;b&gt;no command&lt;/b&gt;"),
    ],
)
def test_commands_become_links(text, html):
    assert str(linked(text)) == html


def test_a_phone_gets_the_name_of_a_page_that_it_may_not_see():
    assert str(linked("Plans: kneedrive plan", on_phone=True)) == "Plans: Week"
    assert "href" in linked("kneedrive log well", on_phone=True)
