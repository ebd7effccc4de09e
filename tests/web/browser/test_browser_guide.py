"""The guide's pictures: made here, of the sample athlete; `make screenshots` stores them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
PHONE = {"viewport": {"width": 375, "height": 740}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1100, "height": 760}}


def drawn(page):
    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot')].every(p => p.matches('.js-plotly-plot'))"
    )


def today(page, site):
    page.goto(site.url)


def check_in(page, site):
    page.goto(f"{site.url}/#check")


def week(page, site):
    page.goto(f"{site.url}/week")


def move(page, site):
    page.goto(f"{site.url}/week")
    page.get_by_role("link", name="Move Strengthening").last.click()
    page.get_by_role("dialog").wait_for()


def session(page, site):
    page.goto(f"{site.url}/sessions?class=key&sport=running")
    page.locator("li.session", has_text="key, interval").locator("a").first.click()
    page.wait_for_selector(".js-plotly-plot")


def phase(page, site):
    page.goto(f"{site.url}/phase")
    drawn(page)


def load(page, site):
    page.goto(f"{site.url}/load")
    drawn(page)


PICTURES = {
    "today": (PHONE, today),
    "check-in": (PHONE, check_in),
    "week": (DESK, week),
    "move": (DESK, move),
    "session": (DESK, session),
    "phase": (DESK, phase),
    "load": (DESK, load),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_guide_shows_the_page_as_it_is(serve, lived_library, open_page, shot, name):
    look, go = PICTURES[name]
    site = serve(lived_library)
    page = open_page("about:blank", **look)
    go(page, site)
    assert shot(page, name).stat().st_size > 10_000


def test_the_guide_names_the_pictures_that_are_made_and_no_others():
    named = set(re.findall(r"\]\(screenshots/([a-z-]+)\.png\)", GUIDE))
    assert named == set(PICTURES)
