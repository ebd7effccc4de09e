"""The page Calendar does what the calendar's commands do, and loses nothing that was typed."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

import sample_data
from adaptive.web.app import create
from adaptive.web.site import Site

TODAY = sample_data.TODAY
TUE, THU = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
HOME = "http://127.0.0.1:8765"


@pytest.fixture
def client(library):
    app = create(Site(library, TODAY))
    headers = {"Origin": HOME, "Referer": f"{HOME}/calendar"}
    return TestClient(app, base_url=HOME, headers=headers)


@pytest.fixture
def planned(ask):
    return ask("calendar", "import", sample_data.calendar())


def words(html):
    """The text of a page as it is read."""
    main = html.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def said(html):
    """The message that a page begins with, and whether it is a refusal."""
    kind, text = re.search(r'<div class="said (\w+)".*?>(.*?)</div>', html, re.DOTALL).groups()
    return kind, words("<main" + text)


def field(html, ids):
    """The value that stands in a field."""
    tag = re.search(rf'<input id="{ids}"[^>]*>', html)[0]
    return unescape(re.search(r'value="([^"]*)"', tag)[1])


def drop(client, content, name="plan.ics", **told):
    return client.post("/calendar/import", files={"file": (name, content)}, data=told)


def entry(ask, title):
    (row,) = [one for one in ask("calendar", "list", "--all") if one["title"] == title]
    return row


def ics(*events):
    """A calendar of (uid, day, title), and no name of its own."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for uid, day, title in events:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}"]
        lines += [f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def test_each_coming_entry_is_there_with_class_and_source(client, ask, planned):
    page = client.get("/calendar").text
    rows = ask("calendar", "list")
    assert rows
    assert len(re.findall('<li class="entry"', page)) >= len(rows)
    for row in rows:
        (item,) = re.findall(
            rf'<li class="entry" id="entry-{row["id"]}">(.*?)</li>', page, re.DOTALL
        )
        text = words("<main" + item)
        assert row["title"] in text
        assert row["class"] in text
        assert f"from {row['source']}" in text


def test_a_dropped_calendar_is_what_calendar_import_takes_in(client, ask, kneedrive, tmp_path):
    content = sample_data.calendar().read_bytes()
    answer = drop(client, content, sample_data.calendar().name)
    kind, text = said(answer.text)
    other = tmp_path / "other"
    kneedrive("import", sample_data.folder(), "--library", other)
    by_command = kneedrive(
        "calendar", "import", sample_data.calendar(), "--library", other, "--today", TODAY, "--json"
    ).json()
    assert kind == "done"
    assert f"{len(by_command['added'])} new" in text
    told = kneedrive("calendar", "list", "--library", other, "--today", TODAY, "--json").json()
    assert ask("calendar", "list") == told
    _, again = said(drop(client, content, sample_data.calendar().name).text)
    assert f"{len(by_command['added'])} as before" in again


def test_what_changed_and_stays_corrected_is_told(client, ask):
    drop(client, ics(("a", TUE, "Easy run 45 min"), ("b", THU, "Ride 2h")))
    ask("calendar", "change", entry(ask, "Easy run 45 min")["id"], "--minutes", 60)
    _, text = said(drop(client, ics(("a", TUE, "Easy run 50 min"))).text)
    assert "1 changed, 1 gone" in text
    assert "title, minutes (your own minutes stays)" in text
    assert "Ride 2h" in text


def test_another_calendar_of_the_same_name_waits_for_a_word(client, ask):
    drop(client, ics(("a", TUE, "Easy run 45 min")))
    answer = drop(client, ics(("z", THU, "Swim 2000 m")))
    kind, text = said(answer.text)
    assert kind == "refused"
    assert "has no entry in common" in text
    assert "--" not in text
    assert [one["title"] for one in ask("calendar", "list")] == ["Easy run 45 min"]
    ticket = re.search(r'name="undecided" value="([^"]+)"', answer.text)[1]
    kind, _ = said(client.post("/calendar/import", data={"undecided": ticket, "name": "Pool"}).text)
    assert kind == "done"
    assert {one["source"] for one in ask("calendar", "list")} == {"plan", "Pool"}
    assert "Pool: 1 coming" in words(client.get("/calendar").text)


def test_or_it_takes_the_place_of_the_earlier_one(client, ask):
    drop(client, ics(("a", TUE, "Easy run 45 min")))
    ticket = re.search(
        r'name="undecided" value="([^"]+)"', drop(client, ics(("z", THU, "Swim 2000 m"))).text
    )[1]
    client.post("/calendar/import", data={"undecided": ticket, "name": "", "replace": "yes"})
    assert [one["title"] for one in ask("calendar", "list")] == ["Swim 2000 m"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 50, b"GIF89a", b"a,b\n1,2\n"])
def test_what_is_no_calendar_is_refused_with_its_reason(client, ask, content):
    kind, _ = said(drop(client, content).text)
    assert kind == "refused"
    assert ask("calendar", "list") == []


def test_no_file_is_told(client):
    assert said(client.post("/calendar/import", data={}).text)[0] == "refused"


def test_a_session_is_added_as_the_command_adds_it(client, ask):
    told = {"day": THU, "at": "18:00", "title": "5x1000 @10k", "sport": "", "minutes": "70"}
    kind, text = said(client.post("/calendar/add", data=told).text)
    row = entry(ask, "5x1000 @10k")
    assert kind == "done"
    assert "Added: Thu 26 Nov 18:00 5x1000 @10k" in text
    assert (row["date"], row["at"], row["class"], row["duration_min"]) == (
        str(THU), "18:00", "key", 70,
    )  # fmt: skip


def test_a_race_with_its_priority_moves_the_plan(client, ask):
    day = TODAY + timedelta(days=6)
    client.post("/calendar/add", data={"day": day, "title": "10 km run", "priority": "A"})
    row = entry(ask, "10 km run")
    assert (row["kind"], row["race_priority"]) == ("race", "A")
    assert "A race" in words(client.get("/calendar").text)
    assert "A race" in words(client.get("/week").text)


@pytest.mark.parametrize(
    "told",
    [
        {"title": "5x1000 & more", "day": str(TODAY - timedelta(days=1))},
        {"title": "Hullabaloo", "day": str(THU)},
        {"title": "Easy run", "day": str(THU), "minutes": "1"},
        {"title": "Easy run", "day": str(THU), "at": "soon"},
        {"title": "Easy run", "day": "someday"},
        {"title": "", "day": str(THU), "minutes": "30"},
    ],
)
def test_what_makes_no_sense_is_told_and_still_stands_in_the_form(client, ask, told):
    page = client.post("/calendar/add", data=told).text
    kind, text = said(page)
    assert kind == "refused"
    assert "--" not in text
    for name, value in told.items():
        assert field(page, f"add-{name}") == (value if value or name != "day" else str(TODAY))
    assert ask("calendar", "list") == []


def test_only_what_differs_from_what_was_shown_is_told(client, ask, planned):
    row = next(one for one in ask("calendar", "list") if one["class"] == "easy" and one["at"])
    page = client.get(f"/calendar/entries/{row['id']}").text
    shown = {name: field(page, f"entry-{name}") for name in ("day", "at", "title", "minutes")}
    assert shown["title"] == row["title"]
    told = {**shown, "class": "key", "at": "19:15"}
    kind, _ = said(client.post(f"/calendar/entries/{row['id']}/change", data=told).text)
    (after,) = [one for one in ask("calendar", "list") if one["id"] == row["id"]]
    assert kind == "done"
    assert (after["class"], after["at"]) == ("key", "19:15")
    assert set(after["corrected"]) == {"session_class", "at"}
    client.post(f"/calendar/entries/{row['id']}/back")
    assert [one for one in ask("calendar", "list") if one["id"] == row["id"]] == [row]


def test_an_entry_is_moved_by_its_day_and_time(client, ask, planned):
    row = ask("calendar", "list")[1]
    client.post(f"/calendar/entries/{row['id']}/change", data={"day": str(THU), "at": "06:30"})
    (after,) = [one for one in ask("calendar", "list") if one["id"] == row["id"]]
    assert (after["date"], after["at"]) == (str(THU), "06:30")


def test_a_refused_correction_still_stands_in_the_form(client, ask, planned):
    row = ask("calendar", "list")[1]
    answer = client.post(f"/calendar/entries/{row['id']}/change", data={"minutes": "2"})
    assert said(answer.text)[0] == "refused"
    assert field(answer.text, "entry-minutes") == "2"


def test_what_is_unclear_is_called_easy_or_hard_in_one_click(client, ask):
    ask("calendar", "add", THU, "Run")
    row = entry(ask, "Run")
    assert row["uncertain"]
    assert "says nothing of how hard" in words(client.get("/calendar").text)
    client.post(f"/calendar/entries/{row['id']}/change", data={"class": "easy"})
    after = entry(ask, "Run")
    assert (after["class"], after["uncertain"]) == ("easy", False)


def test_what_was_taken_away_can_be_brought_back(client, ask, planned):
    before = ask("calendar", "list")
    client.post(f"/calendar/entries/{before[0]['id']}/remove")
    assert ask("calendar", "list") == before[1:]
    assert f"/calendar/entries/{before[0]['id']}/put-back" in client.get("/calendar").text
    client.post(f"/calendar/entries/{before[0]['id']}/put-back")
    assert ask("calendar", "list") == before


def test_entries_and_days_are_swapped(client, ask, planned):
    one, other = ask("calendar", "list")[:2]
    client.post("/calendar/swap", data={"one": one["id"], "other": other["id"]})
    days = {row["id"]: row["date"] for row in ask("calendar", "list")}
    assert (days[one["id"]], days[other["id"]]) == (other["date"], one["date"])
    client.post("/calendar/swap", data={"one": one["date"], "other": other["date"]})
    days = {row["id"]: row["date"] for row in ask("calendar", "list")}
    assert (days[one["id"]], days[other["id"]]) == (one["date"], other["date"])


def test_free_hours_are_noted_for_each_weekday(client, ask):
    client.post("/calendar/available", data={"monday": "18-20:30", "sunday": "none"})
    assert ask("calendar", "available") == [
        {"weekday": "monday", "windows": [["18:00", "20:30"]]},
        {"weekday": "sunday", "windows": []},
    ]
    page = client.get("/calendar").text
    assert (field(page, "monday"), field(page, "sunday")) == ("18:00-20:30", "none")
    client.post("/calendar/available", data={"monday": "", "sunday": "none"})
    assert [one["weekday"] for one in ask("calendar", "available")] == ["sunday"]


def test_hours_that_make_no_sense_save_none_and_stay_in_their_fields(client, ask):
    page = client.post("/calendar/available", data={"monday": "18-20", "friday": "late"}).text
    assert said(page)[0] == "refused"
    assert (field(page, "monday"), field(page, "friday")) == ("18-20", "late")
    assert ask("calendar", "available") == []


def test_days_away_are_told_and_taken_back(client, ask):
    last = THU + timedelta(days=2)
    told = {"first": str(THU), "last": str(last), "equipment": ["band", "step"]}
    assert said(client.post("/calendar/away", data=told).text)[0] == "done"
    days = ask("away")
    assert [one["equipment"] for one in days] == [["band", "step"]] * 3
    assert "Thu 26 Nov to Sat 28 Nov: away, with band, step" in words(client.get("/calendar").text)
    client.post("/calendar/away", data={"first": str(THU), "last": str(last), "back": "yes"})
    assert ask("away") == []
    client.post("/calendar/away", data={"first": str(THU), "free": "yes"})
    assert [one["free_of_psoas_work"] for one in ask("away")] == [True]


def test_days_that_end_before_they_begin_are_refused(client, ask):
    page = client.post("/calendar/away", data={"first": str(THU), "last": str(TUE)}).text
    assert said(page)[0] == "refused"
    assert (field(page, "first"), field(page, "last")) == (str(THU), str(TUE))
    assert ask("away") == []


def test_a_title_is_text_and_no_markup(client, ask):
    title = 'Run <script>alert(1)</script> "easy"'
    client.post("/calendar/add", data={"day": str(THU), "title": title})
    row = entry(ask, title)
    for path in ("/calendar", f"/calendar/entries/{row['id']}"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("act", ["change", "remove", "put-back", "back"])
def test_an_entry_that_is_not_there_is_told(client, act):
    answer = client.post(f"/calendar/entries/ffff/{act}", data={"class": "easy"})
    assert 'class="said refused"' in answer.text or answer.status_code == 404


def test_a_hard_session_too_soon_after_finished_work_is_warned_of(client, strengthening):
    ask = strengthening
    ask("log", "done", "strengthening", "--at", "20:00")
    told = {"day": str(TUE), "at": "06:00", "title": "5x1000 @10k"}
    _, text = said(client.post("/calendar/add", data=told).text)
    assert "Careful: Tuesday's interval run begins" in text
    assert date.fromisoformat(entry(ask, "5x1000 @10k")["date"]) == TUE


@pytest.mark.parametrize("before", [[], ["remove"], ["remove", "put-back"]])
def test_an_own_entry_has_nothing_below_it_and_is_not_lost(client, ask, before):
    client.post("/calendar/add", data={"day": THU.isoformat(), "title": "Easy run 45 min"})
    row = entry(ask, "Easy run 45 min")
    for act in before:
        client.post(f"/calendar/entries/{row['id']}/{act}")
    answer = client.post(f"/calendar/entries/{row['id']}/back")
    assert said(answer.text) == ("refused", "nothing was changed")
    assert entry(ask, "Easy run 45 min")["date"] == THU.isoformat()
