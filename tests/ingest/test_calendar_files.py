"""Calendars as programs and platforms write them; every event here is made up."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.calendars import CalendarEvent, read_calendar

BERLIN = ZoneInfo("Europe/Berlin")
at = datetime.fromisoformat


def event(*lines):
    return "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def calendar(*parts, end="\r\n"):
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""))
    return text.replace("\n", end).encode()


def read(data, *, zone=BERLIN, since=date(2026, 11, 1), until=date(2027, 11, 1), name=""):
    return read_calendar(data, zone=zone, since=since, until=until, name=name)


def only(data, **options):
    (found,) = read(data, **options).events
    return found


def starts(found):
    return [one.start.strftime("%m-%d %H:%M") for one in found.events]


TRAININGPEAKS = calendar(
    "METHOD:PUBLISH",
    "PRODID:-//ddaysoftware.com//NONSGML DDay.iCal 1.0//EN",
    event(
        "DESCRIPTION:Workout type: Bike\\nkeep it smooth\\, spin easily\\n\\nno surges",
        " \\nPlanned Time: ",
        " 1:00\\n",
        "DTEND;VALUE=DATE:20261125",
        "DTSTAMP:20261121T135723Z",
        "DTSTART;VALUE=DATE:20261124",
        "SEQUENCE:0",
        "SUMMARY:Bike: Endurance Z2",
        "UID:0f5a1a1c-0000-4e4b-9944-18ae38eeac38",
    ),
    event(
        "DESCRIPTION:Workout type: Run\\nPlanned Time: 0:40\\nActual Time: 0:49\\nActual Di",
        " stance: 7.87 km\\n",
        "DTEND:20261119T223701",
        "DTSTART:20261119T215701",
        "SEQUENCE:0",
        "SUMMARY:Run: Easy",
        "UID:2e44d0f1-0000-40ca-ac8d-2730e7e9ce6e",
    ),
)

GOOGLE = calendar(
    "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Training\\, mine",
    "X-WR-TIMEZONE:Europe/Berlin",
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
    event(
        "DTSTART;TZID=Europe/Berlin:20261124T180000",
        "DTEND;TZID=Europe/Berlin:20261124T191500",
        "RRULE:FREQ=WEEKLY;UNTIL=20261222T225959Z;BYDAY=TU",
        "EXDATE;TZID=Europe/Berlin:20261201T180000",
        "UID:track@google.com",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        "SUMMARY:Track: 5x1000 @10k",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:This is an event reminder",
        "TRIGGER:-P0DT0H30M0S",
        "END:VALARM",
    ),
    event(
        "DTSTART;TZID=Europe/Berlin:20261209T070000",
        "DTEND;TZID=Europe/Berlin:20261209T080000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261208T180000",
        "UID:track@google.com",
        "SEQUENCE:2",
        "SUMMARY:Track\\, moved",
    ),
    event(
        "DTSTART;TZID=Europe/Berlin:20261215T180000",
        "DTEND;TZID=Europe/Berlin:20261215T191500",
        "RECURRENCE-ID:20261215T170000Z",
        "UID:track@google.com",
        "STATUS:CANCELLED",
        "SUMMARY:Track: 5x1000 @10k",
    ),
    event(
        "DTSTART:20261126T170000Z",
        "DTEND:20261126T180000Z",
        "UID:single@google.com",
        "DESCRIPTION:<p>Easy&nbsp\\;run</p><br><b>no</b> watch",
        "SUMMARY:Easy run",
    ),
)

OUTLOOK = calendar(
    "METHOD:PUBLISH",
    "PRODID:Microsoft Exchange Server 2010",
    "X-WR-CALNAME:Kalender",
    "BEGIN:VTIMEZONE",
    "TZID:Home of the club",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
    event(
        "DESCRIPTION:\\n",
        "UID:040000008200E00074C5B7101A82E008",
        "SUMMARY;LANGUAGE=de-DE:Lauftreff",
        "DTSTART;TZID=W. Europe Standard Time:20261125T183000",
        "DTEND;TZID=W. Europe Standard Time:20261125T193000",
        "CATEGORIES:Sport,Verein",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    ),
    event(
        "UID:040000008200E00074C5B7101A82E009",
        "SUMMARY:Schwimmen",
        "DTSTART;TZID=Home of the club:20270701T190000",
        "DURATION:PT1H30M",
    ),
)

APPLE = calendar(
    "CALSCALE:GREGORIAN",
    "PRODID:-//Apple Inc.//macOS 15.1//EN",
    "X-APPLE-CALENDAR-COLOR:#1BADF8",
    event(
        "CREATED:20261101T100000Z",
        "UID:5C3A7F0E-0000-4F7E-8F7E-000000000001",
        "DTEND;VALUE=DATE:20261130",
        "SUMMARY:Training camp 🏃‍♀️",
        "LOCATION:Lake\\nHouse 3",
        "DTSTART;VALUE=DATE:20261127",
        "SEQUENCE:0",
    ),
)


def test_a_planned_session_of_trainingpeaks_is_of_the_whole_day_and_a_done_one_has_its_time():
    done, planned = read(TRAININGPEAKS).events
    assert planned.all_day
    assert planned.start == at("2026-11-24")
    assert planned.end == at("2026-11-25")
    assert planned.title == "Bike: Endurance Z2"
    assert planned.description.splitlines()[0] == "Workout type: Bike"
    assert planned.description.endswith("Planned Time: 1:00")
    assert not done.all_day
    assert done.start == at("2026-11-19 21:57:01")
    assert "Actual Distance: 7.87 km" in done.description


def test_a_series_has_each_instance_with_the_moved_and_the_cancelled_one():
    found = read(GOOGLE)
    assert found.name == "Training, mine"
    assert found.producer.startswith("-//Google Inc")
    assert found.problems == ()
    series = [one for one in found.events if one.uid == "track@google.com"]
    assert [(one.occurrence, one.start, one.cancelled) for one in series] == [
        ("2026-11-24T18:00:00", at("2026-11-24 18:00"), False),
        ("2026-12-08T18:00:00", at("2026-12-09 07:00"), False),
        ("2026-12-15T18:00:00", at("2026-12-15 18:00"), True),
        ("2026-12-22T18:00:00", at("2026-12-22 18:00"), False),
    ]
    assert series[1].title == "Track, moved"
    assert series[0].end == at("2026-11-24 19:15")


def test_an_instance_has_one_name_before_and_after_it_is_moved():
    weekly = event("UID:1", "DTSTART:20261201T180000", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event("UID:1", "DTSTART:20261209T070000", "RECURRENCE-ID:20261208T180000")
    names = [
        {one.occurrence for one in read(calendar(*parts)).events}
        for parts in ((weekly,), (weekly, moved), (moved, weekly))
    ]
    assert names[0] == names[1] == names[2]


def test_markup_in_descriptions_is_taken_off():
    easy = next(one for one in read(GOOGLE).events if one.title == "Easy run")
    assert easy.description == "Easy run\n\nno watch"
    assert easy.start == at("2026-11-26 18:00")


def test_outlooks_names_of_zones_and_zones_of_the_files_own_are_known():
    club, swim = read(OUTLOOK).events
    assert club == CalendarEvent(
        uid="040000008200E00074C5B7101A82E008",
        occurrence="",
        start=at("2026-11-25 18:30"),
        end=at("2026-11-25 19:30"),
        all_day=False,
        title="Lauftreff",
        categories=("Sport", "Verein"),
    )
    assert (swim.start, swim.end) == (at("2027-07-01 19:00"), at("2027-07-01 20:30"))


def test_days_of_a_camp_are_one_event_and_its_pictogram_stays_whole():
    camp = only(APPLE)
    assert (camp.start, camp.end, camp.all_day) == (
        at("2026-11-27"),
        at("2026-11-30"),
        True,
    )
    assert camp.title == "Training camp 🏃\u200d♀️"


@pytest.mark.parametrize(
    ("producer", "title", "description"),
    [
        ("-// Trainer Road LLC// Cycling// EN", "1:30 - Petit", "TSS 81, IF 0.64, kJ(Cal) 900."),
        ("-//Runna//EN", "🏃 Rolling hills • 6.5km", "Intervals • 6.5km • 35m - 40m"),
        ("-//Garmin//Connect//EN", "Base", ""),
        ("-//intervals.icu//EN", "Ride - Sweet Spot 3x12", "- 12m 90%"),
    ],
)
def test_platforms_write_days(producer, title, description):
    found = read(
        calendar(
            f"PRODID:{producer}",
            event(
                "UID:1",
                "DTSTART;VALUE=DATE:20261216",
                "DTEND;VALUE=DATE:20261217",
                f"SUMMARY:{title}",
                "DESCRIPTION:" + description.replace(",", "\\,"),
            ),
        )
    )
    (one,) = found.events
    assert (one.title, one.description, one.all_day) == (title, description, True)
    assert found.producer == " ".join(producer.split())


def test_a_day_without_value_type_and_without_an_end_is_that_day():
    one = only(calendar(event("UID:1", "DTSTART:20261220", "DTEND:20261220")))
    assert (one.all_day, one.end) == (True, at("2026-12-21"))


def test_times_of_other_zones_are_turned_into_the_athletes():
    data = calendar(event("UID:1", "DTSTART;TZID=America/New_York:20261125T200000"))
    assert only(data).start == at("2026-11-26 02:00")
    assert only(data, zone=ZoneInfo("Asia/Tokyo")).start == at("2026-11-26 10:00")


def test_a_time_without_zone_is_the_athletes_wherever_that_is():
    data = calendar(event("UID:1", "DTSTART:20261125T200000"))
    assert only(data, zone=UTC).start == only(data).start == at("2026-11-25 20:00")


def test_what_repeats_keeps_its_local_time_through_the_change_of_clocks():
    weekly = event("UID:1", "DTSTART:20261015T160000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
    window = {"since": date(2026, 10, 1), "until": date(2026, 11, 30)}
    meant = read(calendar("X-WR-TIMEZONE:Europe/Berlin", weekly), **window)
    assert {one.start.hour for one in meant.events} == {18}
    written = read(calendar(weekly), **window)
    assert {one.start.hour for one in written.events} == {17, 18}


def test_dates_may_be_listed_one_by_one():
    found = read(
        calendar(
            event(
                "UID:1",
                "DTSTART:20261201T070000",
                "RDATE:20261203T070000,20261205T070000",
                "EXDATE:20261203T070000",
            )
        )
    )
    assert starts(found) == ["12-01 07:00", "12-05 07:00"]


def test_of_several_versions_the_highest_sequence_counts_wherever_it_stands():
    old = event("UID:1", "SEQUENCE:1", "DTSTART:20261201T070000", "SUMMARY:old")
    new = event("UID:1", "SEQUENCE:2", "DTSTART:20261202T070000", "SUMMARY:new")
    assert only(calendar(old, new)).title == only(calendar(new, old)).title == "new"


def test_a_version_moved_out_of_the_days_asked_for_takes_the_old_one_along():
    old = event("UID:1", "SEQUENCE:1", "DTSTART:20261201T070000")
    new = event("UID:1", "SEQUENCE:2", "DTSTART:20301202T070000")
    assert read(calendar(old, new)).events == ()


def test_events_that_a_program_gave_one_name_are_told_apart_by_their_start():
    found = read(
        calendar(
            event("UID:same", "DTSTART:20261201T070000", "SUMMARY:a"),
            event("UID:same", "DTSTART:20261202T070000", "SUMMARY:b"),
            event("UID:same", "DTSTART:20261202T070000", "SUMMARY:b again"),
        )
    )
    assert [one.title for one in found.events] == ["a", "b again"]
    assert len({one.uid for one in found.events}) == 2


def test_an_event_without_a_name_gets_the_same_one_each_time():
    data = calendar(event("DTSTART:20261201T070000", "SUMMARY:Run"))
    assert only(data).uid == only(data).uid != ""


def test_what_a_calendar_takes_back_is_kept_and_marked():
    data = calendar("METHOD:CANCEL", event("UID:1", "DTSTART:20261201T070000"))
    assert only(data).cancelled


def test_several_calendars_in_a_file_are_read_one_after_the_other():
    one = calendar("X-WR-CALNAME:one", event("UID:1", "DTSTART:20261201T070000"))
    two = calendar("X-WR-CALNAME:two", event("UID:2", "DTSTART:20261202T070000"))
    found = read(one + two)
    assert found.name == "one"
    assert [each.uid for each in found.events] == ["1", "2"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_end_of_line_and_any_encoding_will_do(end, encoding):
    text = calendar(event("UID:1", "DTSTART:20261201T070000", "SUMMARY:Läufchen"), end=end)
    assert only(text.decode().encode(encoding)).title == "Läufchen"


def test_a_letter_that_was_folded_in_the_middle_is_whole_again():
    title = "SUMMARY:Läufchen".encode()
    cut = title.index("ä".encode()) + 1
    folded = title[:cut] + b"\r\n " + title[cut:]
    data = calendar(event("UID:1", "DTSTART:20261201T070000", "SUMMARY:X"))
    assert only(data.replace(b"SUMMARY:X", folded)).title == "Läufchen"


def test_a_description_written_without_folding_is_read_to_its_end():
    data = calendar(
        event("UID:1", "DTSTART:20261201T070000", "DESCRIPTION:first", "then this - and that")
    )
    assert only(data).description == "first\nthen this - and that"


def test_an_empty_calendar_still_has_its_name():
    found = read(calendar("X-WR-CALNAME:Plan", "PRODID:me"))
    assert (found.name, found.producer, found.events) == ("Plan", "me", ())


def test_tasks_and_journals_are_no_events():
    todo = "BEGIN:VTODO\nUID:9\nDTSTART:20261201T070000\nSUMMARY:Taxes\nEND:VTODO"
    assert read(calendar(todo, event("UID:1", "DTSTART:20261201T080000"))).events[0].uid == "1"


def test_events_come_in_order_and_only_from_the_days_asked_for():
    days = [event(f"UID:{day}", f"DTSTART:202612{day:02}T070000") for day in (9, 3, 5, 20)]
    found = read(calendar(*days), since=date(2026, 12, 3), until=date(2026, 12, 9))
    assert starts(found) == ["12-03 07:00", "12-05 07:00", "12-09 07:00"]
