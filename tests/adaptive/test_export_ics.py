"""The calendar file: by the standard, the same while the plan is, and updates instead of copies."""

import re
import shutil
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.tz import tzical
from icalendar import Calendar
from ics_client import Client, faults

import sample_data
from adaptive import facts, planning
from adaptive.agenda import changing
from adaptive.exports import ics
from adaptive.exports.zones import time_zone
from adaptive.library.store import Store
from adaptive.week import DayOff

TODAY = sample_data.TODAY


@pytest.fixture
def store(lived_library, tmp_path):
    """A library whose athlete has come to strengthening, with her coach's calendar."""
    with Store.open(Path(shutil.copytree(lived_library, tmp_path / "lived"))) as found:
        yield found


def events(data):
    return Calendar.from_ical(data).events


def day_of(event):
    return event.decoded("DTSTART").timetuple()[:3]


def with_hours(found):
    """The events whose hour is known."""
    return [event for event in found if isinstance(event.decoded("DTSTART"), datetime)]


def test_the_file_keeps_every_rule_of_the_standard(store):
    facts.tell(store, "time_zone", "Europe/Berlin", TODAY)
    for alarm in (None, 0, 15):
        assert faults(ics.calendar(store, TODAY, None, alarm_min=alarm)) == []


def test_the_checker_of_the_standard_finds_what_is_wrong(store):
    right = ics.calendar(store, TODAY, None)
    wrong = {
        "CRLF": right.replace(b"\r\n", b"\n"),
        "bytes in a line": right.replace(b"\r\n ", b""),
        "not balanced": right.replace(b"END:VEVENT\r\n", b"", 1),
        "DTSTAMP is missing": re.sub(rb"DTSTAMP:.*\r\n", b"", right),
        "not escaped": right.replace(rb"\,", b","),
        "VALUE=DURATION": right.replace(b";VALUE=DURATION", b""),
        "times": re.sub(rb"UID:.*\r\n", b"UID:a\r\n", right),
    }
    for what, data in wrong.items():
        assert any(what in fault for fault in faults(data)), what


def test_it_has_each_block_of_the_plan_with_its_exercises(store):
    plans = planning.ahead(store, TODAY, None, 4)
    blocks = [block for plan in plans for block in plan.blocks]
    found = events(ics.calendar(store, TODAY, None))
    assert [day_of(event) for event in found] == [b.day.timetuple()[:3] for b in blocks]
    assert {event.decoded("DTSTART") for event in with_hours(found)} <= {b.start for b in blocks}
    assert len(with_hours(found)) > len(found) / 2
    for event, block in zip(found, blocks, strict=True):
        assert all(dose.name in event["DESCRIPTION"] for dose in block.exercises)
        assert block.why in event["DESCRIPTION"]


def test_an_unchanged_plan_gives_the_same_bytes_at_any_later_hour(store):
    first = ics.calendar(store, TODAY, datetime.combine(TODAY, time(5)))
    assert ics.calendar(store, TODAY, datetime.combine(TODAY, time(5, 30))) == first


def test_importing_twice_gives_no_duplicates(store):
    client = Client()
    client.take(ics.calendar(store, TODAY, None))
    shown, changes = client.shown, client.changes
    client.take(ics.calendar(store, TODAY, None))
    assert (client.shown, client.changes) == (shown, changes)


def test_a_block_that_goes_with_its_session_to_another_day_moves_in_the_calendar(store):
    client = Client()
    client.take(ics.calendar(store, TODAY, None, weeks=1))
    before = dict(client.events)
    second = next(uid for uid in before if "strengthening-2" in uid)
    wednesday, thursday = TODAY + timedelta(days=2), TODAY + timedelta(days=3)
    assert day_of(before[second]) == wednesday.timetuple()[:3]
    changing.swap(store, wednesday.isoformat(), thursday.isoformat(), TODAY)
    client.take(ics.calendar(store, TODAY, None, weeks=1))
    assert day_of(client.events[second]) == thursday.timetuple()[:3]
    assert client.events[second]["SEQUENCE"] > before[second]["SEQUENCE"]
    assert sum("strengthening" in uid for uid in client.events) == 2
    assert len(client.shown) == len(planning.plan(store, TODAY, None).blocks)


def test_a_day_that_is_kept_free_cancels_its_blocks_in_the_file_and_takes_them_from_the_feed(store):
    client = Client()
    client.take(ics.calendar(store, TODAY, None, weeks=1))
    free = [TODAY + timedelta(days=n) for n in range(7)]
    store.calendar.set_off(free, DayOff(TODAY, blocked=True), TODAY)
    file = ics.calendar(store, TODAY, None, weeks=1)
    assert faults(file) == []
    client.take(file)
    left = [block.day for block in planning.plan(store, TODAY, None).blocks]
    assert len(client.shown) == len(left)
    data, _ = ics.feed(store, TODAY, None)
    assert faults(data) == []
    assert not any(event["STATUS"] == "CANCELLED" for event in events(data))
    this_week = [e for e in events(data) if str(e["UID"]).startswith("2026-W48")]
    assert len(this_week) == len(left)


def test_fewer_weeks_take_nothing_back(store):
    client = Client()
    client.take(ics.calendar(store, TODAY, None, weeks=4))
    shown = client.shown
    client.take(ics.calendar(store, TODAY, None, weeks=1))
    assert client.shown == shown


def test_the_feed_remembers_what_lies_behind_and_the_file_does_not(store):
    first, _ = ics.feed(store, TODAY, None)
    uids = {str(event["UID"]) for event in events(first)}
    later = TODAY + timedelta(days=9)
    told, _ = ics.feed(store, later, None)
    behind = {
        str(event["UID"]) for event in events(told) if event.decoded("DTSTART").date() < later
    }
    assert behind
    assert behind <= uids
    ahead = events(ics.calendar(store, later, None))
    assert all(day_of(event) >= later.timetuple()[:3] for event in ahead)


def test_the_feed_says_when_it_changed_last(store):
    now = datetime.combine(TODAY, time(5)).astimezone()
    _, first = ics.feed(store, TODAY, now.replace(tzinfo=None))
    _, again = ics.feed(store, TODAY, now.replace(tzinfo=None) + timedelta(minutes=5))
    assert first == again == now
    facts.tell(store, "time_zone", "Europe/Berlin", TODAY)
    _, changed = ics.feed(store, TODAY, now.replace(tzinfo=None) + timedelta(minutes=10))
    assert changed == now + timedelta(minutes=10)


def test_a_clock_that_was_set_back_never_makes_the_later_word_look_older(store):
    now = datetime.combine(TODAY, time(5))
    client = Client()
    client.take(ics.calendar(store, TODAY, now))
    facts.tell(store, "time_zone", "Europe/Berlin", TODAY)
    client.take(ics.calendar(store, TODAY, now - timedelta(hours=2)))
    assert all(e["DTSTART"].params.get("TZID") for e in with_hours(client.events.values()))


def test_times_are_those_of_the_named_zone_and_read_back_as_the_same_instants(store):
    facts.tell(store, "time_zone", "America/New_York", TODAY)
    plans = planning.ahead(store, TODAY, None, 4)
    zone = ZoneInfo("America/New_York")
    starts = {b.start.replace(tzinfo=zone).astimezone(UTC) for p in plans for b in p.blocks}
    calendar = Calendar.from_ical(ics.calendar(store, TODAY, None))
    found = recurring_ical_events.of(calendar).between(TODAY, TODAY + timedelta(weeks=5))
    assert len(found) == sum(len(plan.blocks) for plan in plans)
    assert {event.start.astimezone(UTC) for event in with_hours(found)} <= starts


def test_without_a_named_zone_the_times_are_those_of_any_clock(store):
    found = events(ics.calendar(store, TODAY, None))
    assert all(event.decoded("DTSTART").tzinfo is None for event in with_hours(found))


@pytest.mark.parametrize(
    "key",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
     "Europe/Dublin", "Pacific/Auckland", "Africa/Casablanca"],
)  # fmt: skip
def test_a_zone_is_told_so_that_another_reader_finds_each_offset(key):
    told = tzical(StringIO(time_zone(key, 2025).to_ical().decode())).get()
    zone, hour = ZoneInfo(key), datetime(2026, 1, 1, tzinfo=UTC)
    while hour < datetime(2028, 1, 1, tzinfo=UTC):
        local = hour.astimezone(zone)
        # Twice-shown hours are left out: without a mark for which, readers choose as they like.
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            assert local.replace(tzinfo=told).utcoffset() == local.utcoffset(), local
        hour += timedelta(hours=3)


def test_yearly_rules_are_written_as_calendars_know_them():
    lines = time_zone("Europe/Berlin", 2025).to_ical().decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in lines
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in lines
    assert "DTSTART:20250330T020000" in lines  # by the clock that held before


def test_the_command_writes_a_file_that_reads_back(kneedrive, library, tmp_path):
    path = tmp_path / "plan.ics"
    words = ("--library", library, "--today", TODAY)
    answer = kneedrive("export", "ics", path, "--alarm", 10, "--weeks", 2, *words)
    assert answer.status == 0
    assert "plan.ics" in answer.err
    assert "time_zone" in answer.err
    found = events(path.read_bytes())
    assert found
    assert all(event.walk("VALARM") for event in found)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_command_refuses_a_folder_that_is_not_there(kneedrive, library, tmp_path):
    words = ("--library", library, "--today", TODAY)
    answer = kneedrive("export", "ics", tmp_path / "none" / "plan.ics", *words)
    assert answer.status == 2
    assert "there is no folder" in answer.err


def test_our_own_export_gives_no_sessions_and_says_so(kneedrive, library, tmp_path):
    path, words = tmp_path / "plan.ics", ("--library", library, "--today", TODAY)
    kneedrive("export", "ics", path, *words)
    before = kneedrive("plan", *words, "--json").json()
    imported = kneedrive("calendar", "import", path, *words, "--json").json()
    assert imported["added"] == []
    assert any("kneedrive planned and exported itself" in one for one in imported["remarks"])
    assert kneedrive("plan", *words, "--json").json() == before
