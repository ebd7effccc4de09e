"""Calendars that are broken, huge or made to do harm: a clear word, and nothing lost."""

from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.calendars import CalendarError, CalendarFile, read_calendar
from ingest.calendars.reading import MAX_STEPS
from ingest.calendars.repeats import steps
from ingest.errors import KneedriveError

GOOD = ("BEGIN:VEVENT", "UID:good", "DTSTART:20261201T070000", "SUMMARY:Easy run", "END:VEVENT")


def event(*lines):
    return ("BEGIN:VEVENT", *lines, "END:VEVENT")


def calendar(*parts):
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", *(row for part in parts for row in part)]
    return "\r\n".join((*rows, "END:VCALENDAR", "")).encode()


def read(data, **options):
    return read_calendar(
        data,
        zone=ZoneInfo("Europe/Berlin"),
        since=date(2026, 11, 1),
        until=date(2027, 11, 1),
        **options,
    )


def titles(found):
    return [one.title for one in found.events]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"<!DOCTYPE html><html><title>Sign in</title></html>", "web page"),
        (b"Date;Title;Duration\n2026-12-01;Run;45\n", "table"),
        (b"PK\x03\x04" + bytes(200), "zip archive"),
        (bytes(range(256)) * 4, "not text"),
        (b"Dear athlete, here is your plan.", "nothing in it begins a calendar"),
    ],
)
def test_what_is_no_calendar_is_named_with_what_to_do(data, word):
    with pytest.raises(CalendarError, match=word) as told:
        read(data, name="plan.ics")
    assert "plan.ics" in told.value.message
    assert told.value.hint


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("ingest.calendars.components.MAX_BYTES", 100)
    with pytest.raises(CalendarError, match="larger"):
        read(calendar(GOOD))


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("DTSTART:20261301T070000",), "which is no time"),
        (("DTSTART:tomorrow",), "which is no time"),
        ((), "no start"),
        (("DTSTART:20261201T070000", "RECURRENCE-ID:never"), "which is no time"),
        (("DTSTART:20261201T070000", "RRULE:FREQ=SOMETIMES"), "no known way"),
        (("DTSTART:20261201T070000", "RRULE:INTERVAL=2"), "no known way"),
        (("DTSTART:20261201T070000", "RRULE:FREQ=SECONDLY"), "more often than daily"),
        (("DTSTART:20261201T070000", "RRULE:FREQ=HOURLY;COUNT=1000000000"), "more often"),
        (("DTSTART:20261201T070000", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3"), "a day"),
        (("DTSTART:20261201T070000", *["RRULE:FREQ=DAILY"] * 5), "5 rules"),
        (("DTSTART:20261201T070000Z", "DURATION:P99999999999W"), "left out"),
    ],
)
def test_an_event_that_cannot_be_read_is_named_and_stops_no_other(lines, word):
    found = read(calendar(event("UID:bad", "SUMMARY:Hills", *lines), GOOD))
    assert "Easy run" in titles(found)
    if found.problems:
        assert word in found.problems[0]
        assert '"Hills"' in found.problems[0]
        assert found.unread == {"bad"}
        assert found.complete
    else:  # the length alone is beyond reason: the event stands without an end
        assert titles(found) == ["Easy run", "Hills"]


def test_an_event_whose_repetition_cannot_be_read_keeps_its_first_day():
    found = read(calendar(event("UID:1", "DTSTART:20261201T070000", "RRULE:FREQ=MINUTELY")))
    assert [one.start for one in found.events] == [datetime.fromisoformat("2026-12-01T07:00")]
    assert "beyond its first day" in found.problems[0]


def test_an_unreadable_event_without_a_name_makes_the_file_incomplete():
    assert not read(calendar(event("SUMMARY:Hills"), GOOD)).complete
    assert read(calendar(GOOD)).complete


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes():
    whole = calendar(GOOD, event("UID:2", "DTSTART:20261203T070000", "SUMMARY:Swim"))
    for length in range(whole.index(b"END:VEVENT"), len(whole) - 15):
        found = read(whole[:length])
        assert titles(found)[0] == "Easy run"
        assert not found.complete
        assert any("cut off" in problem for problem in found.problems)


def test_an_event_that_never_ends_does_not_swallow_the_next():
    found = read(calendar(GOOD[:-1], event("UID:2", "DTSTART:20261203T070000", "SUMMARY:Swim")))
    assert titles(found) == ["Easy run", "Swim"]


def test_a_zone_that_nobody_knows_is_told_once():
    rows = ("DTSTART;TZID=Middle-earth/Shire:20261201T070000",)
    found = read(calendar(*(event(f"UID:{n}", *rows) for n in range(3))))
    assert [one.start.hour for one in found.events] == [7, 7, 7]
    assert len(found.problems) == 1
    assert "Middle-earth/Shire" in found.problems[0]


@pytest.mark.parametrize("name", ["Europe", "../etc", "/etc/passwd", "a\0b", ".", "x" * 5000])
def test_a_zone_named_like_a_folder_or_a_path_is_one_that_nobody_knows(name):
    """Found by fuzzing: the name of a folder of zones ended the reading."""
    zone = f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\nEND:VTIMEZONE\r\n"
    begins = f"DTSTART;TZID={name}:20260901T180000\r\n"
    text = f"BEGIN:VCALENDAR\r\n{zone}BEGIN:VEVENT\r\nUID:1\r\n{begins}SUMMARY:Run\r\n"
    found = read(f"{text}END:VEVENT\r\nEND:VCALENDAR\r\n".encode())
    assert not any("site-packages" in one or "Errno" in one for one in found.problems)


def test_zones_of_one_file_are_not_those_of_the_next():
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Mine", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:-0500", "TZOFFSETTO:-0500", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    mine = event("UID:1", "DTSTART;TZID=Mine:20261201T070000")
    assert read(calendar(zone, mine)).events[0].start.hour == 13
    assert read(calendar(mine)).events[0].start.hour == 7


def test_a_zone_whose_clocks_change_each_second_is_not_followed():
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Mad", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "RRULE:FREQ=SECONDLY", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "END:STANDARD",
        "END:VTIMEZONE",
    )  # fmt: skip
    found = read(calendar(zone, event("UID:1", "DTSTART;TZID=Mad:20261201T070000")))
    assert "Mad" in found.problems[0]


def test_titles_bring_no_commands_to_the_terminal_and_no_endless_text():
    wild = "\x1b[31mRed\x1b[0m \x07\x00run\u202e\u2028" + "x" * 10_000
    found = read(
        calendar(event("UID:1", "DTSTART:20261201T070000", f"SUMMARY:{wild}",
                       "DESCRIPTION:" + "word " * 10_000))
    )  # fmt: skip
    (one,) = found.events
    assert one.title.startswith("Red run x")
    assert one.title.isprintable()
    assert len(one.title) == 200
    assert len(one.description) <= 5000


def test_a_thousand_listed_dates_and_ten_thousand_nested_components_harm_nothing():
    days = [f"2027{month:02}{day:02}" for month in range(1, 10) for day in range(1, 29)]
    dates = ",".join(f"{day}T0{hour}0000" for day in days for hour in range(4))
    listed = event("UID:1", "DTSTART:20261201T070000", f"RDATE:{dates}")
    nested = ("BEGIN:VEVENT", "UID:2", "DTSTART:20261202T070000", *["BEGIN:VALARM"] * 10_000)
    found = read(calendar(listed, nested, GOOD))
    assert len(found.events) == 4 * len(days) + 1 + 2
    assert found.problems == ()


def test_a_rule_that_never_meets_a_day_and_one_from_the_year_one_come_to_an_end():
    never = event("UID:1", "DTSTART:20260101", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    ancient = event("UID:2", "DTSTART:00010101T070000", "RRULE:FREQ=YEARLY", "SUMMARY:old")
    far = event("UID:3", "DTSTART:99991231T235959Z", "DURATION:P9D")
    assert titles(read(calendar(never, ancient, far, GOOD))) == ["Easy run", "old"]


def test_events_that_would_take_too_long_are_counted_and_named_as_unread(monkeypatch):
    monkeypatch.setattr("ingest.calendars.reading.MAX_STEPS", 1000)
    daily = [event(f"UID:{n}", "DTSTART:20261201T070000", "RRULE:FREQ=DAILY") for n in range(3)]
    found = read(calendar(*daily, GOOD))
    assert found.problems == (
        "2 events were left out: the file takes too long to read. Export fewer years.",
    )
    assert found.unread == {"1", "2"}
    assert {one.uid for one in found.events} == {"0", "good"}


def test_rules_that_never_meet_a_day_are_followed_to_the_end_of_time_a_few_times_only():
    rule = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    assert steps_of("DTSTART:20260101", rule) == 7979
    assert steps_of("DTSTART:20260101", rule.replace("YEARLY", "DAILY")) > MAX_STEPS / 20
    assert steps_of("DTSTART:20260101", rule.replace("YEARLY", "DAILY;COUNT=1")) > MAX_STEPS / 20


def test_the_series_of_a_real_calendar_are_counted_by_their_age():
    assert steps_of("DTSTART:20261001T070000", "RRULE:FREQ=DAILY") == 31
    assert steps_of("DTSTART:20261001T070000", "RRULE:FREQ=DAILY;BYHOUR=7,19") == 62
    assert steps_of("DTSTART:20261001T070000", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH") == 4
    assert steps_of("DTSTART:20261001T070000") == 0


def steps_of(*lines):
    return steps(icalendar.Event.from_ical("\r\n".join(event(*lines))), date(2026, 11, 1))


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted():
    found = read(calendar(*(event(f"UID:{n}", "SUMMARY:x") for n in range(140))))
    assert len(found.problems) == 21
    assert found.problems[-1] == "And 120 more."
    assert len(found.unread) == 140


def test_twenty_thousand_events_are_read_without_loss():
    days = [f"2026{11 + n % 2}{1 + n % 28:02}" for n in range(20_000)]
    rows = (event(f"UID:{n}", f"DTSTART;VALUE=DATE:{day}") for n, day in enumerate(days))
    assert len(read(calendar(*rows)).events) == 20_000


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_calendar_or_an_error_of_ours(data):
    for some in (data, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data):
        with suppress(KneedriveError):
            assert isinstance(read(some), CalendarFile)


WHOLE = calendar(
    GOOD,
    event(
        "UID:w", "DTSTART;TZID=Europe/Berlin:20261124T180000", "DURATION:PT1H", "SEQUENCE:3",
        "RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=TU", "EXDATE;TZID=Europe/Berlin:20261201T180000",
        "CATEGORIES:a,b", "STATUS:CONFIRMED", "SUMMARY:5x1000\\, easy", "DESCRIPTION:<b>x</b>",
    ),
    event("UID:w", "RECURRENCE-ID:20261208T170000Z", "DTSTART:20261209T170000Z"),
)  # fmt: skip

PIECES = [
    b"\r\n", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VTIMEZONE\r\n", b";TZID=X", b":",
    b"\xff", b"RRULE:FREQ=DAILY;COUNT=9\r\n", b"RDATE:20261201\r\n", b"DTEND:1\r\n", b"\\", b'"',
    b"Z", b"0",
    b"UNTIL=20261301;", b"-", b"99999999999", b"DTSTART:00000101\r\n", b"INTERVAL=0;", b"\x00",
]  # fmt: skip


@given(st.data())
def test_a_good_file_with_random_damage_ends_in_a_calendar_or_an_error_of_ours(data):
    whole = WHOLE
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole)))
        cut = data.draw(st.integers(0, 12))
        whole = whole[:at] + data.draw(st.sampled_from([b"", *PIECES])) + whole[at + cut :]
    with suppress(KneedriveError):
        found = read(whole)
        assert all(one.title.isprintable() for one in found.events)
        assert list(found.events) == sorted(found.events, key=lambda one: one.start)
