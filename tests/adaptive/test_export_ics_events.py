"""Events keep their names: whatever plans follow each other, calendars show the last one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.exports.events import revised, written
from adaptive.library.exported import ToldEvent
from adaptive.plans import Block, Plan, PlanDay
from adaptive.week import DoneBlock, PhaseState, WeekSession, monday_of, week_name

MONDAY = date(2026, 11, 23)
MORNING = datetime.combine(MONDAY, time())
DAYS = [MONDAY + timedelta(days=n) for n in range(7)]


def block(kind, day, at=time(18), **fields):
    return Block(
        id=f"{day}-{kind}",
        kind=kind,
        slot=fields.pop("slot", "standalone"),
        day=day,
        session_index=fields.pop("session_index", None),
        start=datetime.combine(day, at),
        minutes=fields.pop("minutes", 22.0),
        exercises=(),
        rules=(),
        why=fields.pop("why", "it fits there; really, \U0001f600 it does."),
        **fields,
    )


def plan(*blocks, sessions=(), done=(), monday=MONDAY, zone=UTC):
    days = [monday + timedelta(days=n) for n in range(7)]
    return Plan(
        week=week_name(monday),
        first=days[0],
        last=days[-1],
        phase=PhaseState("strengthening", monday, 3, 1),
        days=tuple(
            PlanDay(
                day,
                tuple(one for one in sessions if one.day == day),
                tuple(one for one in done if one.start.date() == day),
            )
            for day in days
        ),
        blocks=tuple(sorted(blocks, key=lambda one: one.start)),
        psoas_minutes=0,
        unplaced=(),
        relaxed=(),
        warnings=(),
        questions=(),
        cost=0,
        zone=zone,
    )


class Told:
    """What calendars are told, export after export."""

    def __init__(self):
        self.events: dict[str, ToldEvent] = {}
        self.exports = 0

    def export(self, made, moment=MORNING):
        self.exports += 1
        changed = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=self.exports)
        found = list(
            revised(sorted(self.events.values(), key=lambda one: (str(one.start), one.uid)),
                    made, moment, library="abc", changed=changed)
        )  # fmt: skip
        self.events |= {one.uid: one for one in found}
        return found

    @property
    def standing(self):
        return sorted((one.day, one.kind) for one in self.events.values() if not one.cancelled)


def test_an_unchanged_plan_tells_nothing_new():
    told, made = Told(), plan(block("strengthening", DAYS[1]), block("activation", DAYS[2]))
    assert len(told.export(made)) == 2
    assert told.export(made) == []


def test_a_block_that_moves_keeps_its_event():
    told = Told()
    (first,) = told.export(plan(block("strengthening", DAYS[1])))
    (moved,) = told.export(plan(block("strengthening", DAYS[2])))
    assert (moved.uid, moved.sequence, moved.day) == (first.uid, 1, DAYS[2])
    assert moved.changed > first.changed


def test_the_block_that_stays_is_not_taken_for_the_one_that_moves():
    told = Told()
    tuesday, friday = told.export(
        plan(block("strengthening", DAYS[1], pair="A"), block("strengthening", DAYS[4], pair="B"))
    )
    changed = told.export(
        plan(block("strengthening", DAYS[4], pair="B"), block("strengthening", DAYS[5], pair="A"))
    )
    assert [(one.uid, one.day) for one in changed] == [(tuesday.uid, DAYS[5])]
    assert told.events[friday.uid] == friday


def test_what_is_no_longer_planned_is_cancelled_and_comes_back_as_another_event():
    told = Told()
    (first,) = told.export(plan(block("strengthening", DAYS[1])))
    (gone,) = told.export(plan())
    assert (gone.uid, gone.cancelled, gone.sequence) == (first.uid, True, 1)
    assert told.export(plan()) == []
    (again,) = told.export(plan(block("strengthening", DAYS[1])))
    assert again.uid != first.uid
    assert again.sequence == 0


def test_a_cancelled_event_says_so_to_calendars_that_show_it_all_the_same():
    told = Told()
    told.export(plan(block("strengthening", DAYS[1])))
    (gone,) = told.export(plan())
    event = written(gone, alarm_min=10)
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"].startswith("No longer planned: Strengthening")
    assert event.subcomponents == []


def test_what_lies_behind_stays_as_it_was_told():
    told = Told()
    told.export(plan(block("strengthening", DAYS[0]), block("strengthening", DAYS[3])))
    assert (
        told.export(plan(block("strengthening", DAYS[3])), datetime.combine(DAYS[1], time())) == []
    )


def test_todays_block_that_was_done_stays_though_its_hour_is_to_come():
    told = Told()
    told.export(plan(block("strengthening", DAYS[0])))
    done = DoneBlock("strengthening", datetime.combine(DAYS[0], time(7)), 22, logged=True)
    assert told.export(plan(done=[done]), datetime.combine(DAYS[0], time(8))) == []


def test_todays_block_that_is_put_off_within_the_day_takes_its_event_along():
    told = Told()
    (first,) = told.export(plan(block("activation", DAYS[0], time(7))))
    later = block("activation", DAYS[0], time(20))
    (moved,) = told.export(plan(later), datetime.combine(DAYS[0], time(12)))
    assert (moved.uid, moved.start.hour) == (first.uid, 20)


def test_the_weeks_that_a_plan_is_not_about_are_left_alone():
    told, next_week = Told(), MONDAY + timedelta(weeks=1)
    told.export(plan(block("strengthening", next_week), monday=next_week))
    assert told.export(plan()) == []


def test_two_libraries_never_give_events_the_same_name():
    made, fields = plan(block("activation", DAYS[0])), {"changed": datetime(2026, 1, 1, tzinfo=UTC)}
    moment = datetime.combine(MONDAY, time())
    names = {next(revised([], made, moment, library=one, **fields)).uid for one in ("a", "b")}
    assert len(names) == 2


WEEKS = st.lists(
    st.sets(
        st.tuples(st.sampled_from(["activation", "strengthening", "drills"]), st.sampled_from(DAYS))
    ),
    min_size=1,
    max_size=6,
)


@given(WEEKS)
def test_whatever_plans_follow_each_other_the_last_one_stands_and_sequences_only_rise(weeks):
    told = Told()
    for wanted in weeks:
        before = dict(told.events)
        for one in told.export(plan(*(block(kind, day) for kind, day in wanted))):
            assert one.uid not in before or one.sequence == before[one.uid].sequence + 1
            assert one.uid not in before or not before[one.uid].cancelled
        assert told.standing == sorted((day, kind) for kind, day in wanted)


@given(WEEKS, st.integers(0, 6))
def test_as_days_go_by_nothing_of_the_past_is_told_anew(weeks, gone):
    told = Told()
    told.export(plan(*(block(kind, day) for kind, day in weeks[0])))
    moment = datetime.combine(DAYS[gone], time())
    for wanted in weeks[1:]:
        ahead = [block(kind, day) for kind, day in wanted if day >= moment.date()]
        assert all(one.day >= moment.date() for one in told.export(plan(*ahead), moment))


def session(day, **fields):
    start = datetime.combine(day, time(17))
    return WeekSession("s", start, 45, "running", "run", "easy", "endurance", "calendar", **fields)


def test_an_hour_that_nobody_knows_is_not_made_up():
    begin = datetime.combine(DAYS[1], time(6))
    vague = session(DAYS[1], earliest=begin, latest=begin + timedelta(hours=14))
    made = plan(
        block("strengthening", DAYS[1], slot="after", session_index=0, pair="A"), sessions=[vague]
    )
    (told,) = Told().export(made)
    event = written(told, alarm_min=15)
    assert event.decoded("DTSTART") == DAYS[1]
    assert event.decoded("DTEND") == DAYS[2]
    assert "18:00" in event["DESCRIPTION"]
    (alarm,) = event.subcomponents
    assert alarm.decoded("TRIGGER") == timedelta(hours=8)


def test_an_event_says_what_it_is_for_whom_it_is_not_and_why():
    made = plan(
        block("strengthening", DAYS[1], slot="after", session_index=0, pair="A", minutes=21.6),
        sessions=[session(DAYS[1])],
    )
    (told,) = Told().export(made)
    event = written(told)
    assert event["SUMMARY"] == "Strengthening A (22 min) after the easy run"
    assert "Why: it fits there; really, \U0001f600 it does." in event["DESCRIPTION"]
    assert event["DESCRIPTION"].endswith("Training information, no diagnosis.")
    assert event["TRANSP"] == "TRANSPARENT"
    assert event.subcomponents == []


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Berlin", date(2026, 10, 24), time(18), "2026-10-24 16:00"),
        ("Europe/Berlin", date(2026, 10, 25), time(18), "2026-10-25 17:00"),
        ("Europe/Berlin", date(2027, 3, 27), time(18), "2027-03-27 17:00"),
        ("Europe/Berlin", date(2027, 3, 28), time(18), "2027-03-28 16:00"),
        ("America/New_York", date(2026, 10, 31), time(18), "2026-10-31 22:00"),
        ("America/New_York", date(2026, 11, 1), time(18), "2026-11-01 23:00"),
        ("Pacific/Auckland", date(2026, 9, 27), time(7), "2026-09-26 18:00"),
    ],
)
def test_an_hour_is_that_of_the_athletes_clock_across_changes_of_the_clocks(zone, day, at, instant):
    monday = monday_of(day)
    made = plan(block("strengthening", day, at), monday=monday, zone=ZoneInfo(zone))
    (told,) = Told().export(made, datetime.combine(monday, time()))
    start = written(told).decoded("DTSTART")
    assert (start.hour, str(start.tzinfo)) == (at.hour, zone)
    assert f"{start.astimezone(UTC):%Y-%m-%d %H:%M}" == instant
