"""The page "Take along": its downloads, and the feed that calendars subscribe to."""

import io
import re
import zipfile

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

import sample_data
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.site import Site

ADDRESS = "http://127.0.0.1:8765"


def browser(folder, **site):
    app = create(Site(folder, sample_data.TODAY, **site))
    return TestClient(app, base_url=ADDRESS, headers={"Origin": ADDRESS})


@pytest.fixture
def client(library):
    return browser(library)


def address(client):
    found = re.search(r'value="(http://[^"]+\.ics)"', client.get("/exports").text)
    assert found
    return found[1].removeprefix(ADDRESS)


def test_every_download_is_a_file_of_its_kind(client):
    kinds = {
        "/exports/calendar.ics": ("text/calendar; charset=utf-8", b"BEGIN:VCALENDAR"),
        "/exports/watch.zip": ("application/zip", b"PK"),
        "/exports/report.html": ("text/html; charset=utf-8", b"<!doctype html"),
        "/exports/tables.zip": ("application/zip", b"PK"),
        "/exports/week.md": ("text/markdown; charset=utf-8", b"#"),
    }
    shown = client.get("/exports").text
    for path, (kind, begin) in kinds.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == kind
        name = re.fullmatch(r'attachment; filename="(kneedrive-[\w.-]+)"',
                            answer.headers["content-disposition"])  # fmt: skip
        assert name, path
        assert name[1].endswith(path.rpartition(".")[2])
        assert answer.content.lower().startswith(begin.lower()), path
        assert path in shown


def test_the_zips_hold_files_that_are_not_empty(client):
    for path, ending in (("/exports/watch.zip", ".fit"), ("/exports/tables.zip", ".csv")):
        packed = zipfile.ZipFile(io.BytesIO(client.get(path).content))
        assert packed.testzip() is None
        assert packed.namelist()
        assert all(one.endswith(ending) and packed.read(one) for one in packed.namelist())


def test_weeks_and_reminder_are_as_chosen(client):
    def events(query):
        return Calendar.from_ical(client.get(f"/exports/calendar.ics?{query}").content).events

    one, four = events("weeks=1&alarm=10"), events("weeks=4&alarm=")
    assert len(one) < len(four)
    assert all(event.walk("VALARM") for event in one)
    assert not any(event.walk("VALARM") for event in four)


@pytest.mark.parametrize("query", ["weeks=&alarm=x", "weeks=-1", "weeks=9999999", "alarm=99999"])
def test_what_nobody_can_choose_is_taken_for_the_usual(client, query):
    assert (
        client.get(f"/exports/calendar.ics?{query}").content
        == client.get("/exports/calendar.ics").content
    )


def test_too_many_weeks_are_refused_in_words(client):
    answer = client.get("/exports/calendar.ics?weeks=99")
    assert answer.status_code == 404
    assert "99 weeks cannot be planned" in answer.text


def test_the_feed_is_a_calendar_of_the_plan(client):
    answer = client.get(address(client))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "content-disposition" not in answer.headers
    assert Calendar.from_ical(answer.content).events


def test_who_has_the_feed_already_is_told_so_until_the_plan_changes(client, library):
    path = address(client)
    first = client.get(path)
    tag, last = first.headers["etag"], first.headers["last-modified"]
    for known in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-Modified-Since": last},
        {"If-None-Match": tag, "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        answer = client.get(path, headers=known)
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == tag
    for unknown in (
        {"If-None-Match": '"other"', "If-Modified-Since": last},
        {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert client.get(path, headers=unknown).status_code == 200, unknown
    with Store.open(library) as store:
        store.set_fact("time_zone", "Europe/Berlin", sample_data.TODAY)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_feed_is_shown_to_nobody_without_its_secret(client):
    path = address(client)
    for wrong in ("/feed/.ics", "/feed/x.ics", "/feed/%C3%A4.ics", path.replace(".ics", "0.ics")):
        assert client.get(wrong).status_code == 404, wrong


def test_a_new_address_ends_the_old_one(client):
    old = address(client)
    answer = client.post("/exports/feed")
    assert "new address" in answer.text
    assert address(client) != old
    assert client.get(old).status_code == 404
    assert client.get(address(client)).status_code == 200


def test_the_address_is_the_same_at_every_look(client):
    assert address(client) == address(client)


def test_without_a_library_there_is_no_feed_and_the_page_leads_to_the_import(tmp_path):
    new = browser(tmp_path / "none")
    assert new.get("/feed/abc.ics").status_code == 404
    assert new.get("/exports", follow_redirects=False).headers["location"] == "/import"
    assert not (tmp_path / "none").exists()


def test_each_control_has_a_label(client):
    html = client.get("/exports").text
    for control in re.findall(r"<(?:input|select)[^>]*>", html):
        named = re.search(r'id="([^"]+)"', control)
        labelled = re.search(rf"<label>[^<]*\s*{re.escape(control)}", html)
        assert labelled or (named and f'for="{named[1]}"' in html), control


def test_a_calendar_program_asks_without_an_origin(client, library):
    path = address(client)
    program = TestClient(create(Site(library, sample_data.TODAY)), base_url=ADDRESS)
    for host in ("127.0.0.1:8765", "localhost:8765"):
        assert program.get(path, headers={"Host": host}).status_code == 200
    assert program.head(path).headers["etag"]
