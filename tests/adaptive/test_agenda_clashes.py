"""A hard session in the hours after finished strengthening is warned of, with a better day."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from calendar_files import TODAY

from adaptive.agenda.clashes import clashes
from adaptive.programme.rulebook import standard
from adaptive.week import DoneBlock, PhaseState, PlanInputs, WeekSession

TUESDAY_NOON = datetime.combine(TODAY + timedelta(days=1), time(12))
MONDAY_EVENING = datetime.combine(TODAY, time(18, 45))
DONE = DoneBlock("strengthening", MONDAY_EVENING, 15, "A")  # over at 19:00


def session(day, at, session_class="key", entry_id="moved", **more):
    start = datetime.combine(TODAY + timedelta(days=day), at)
    return WeekSession(
        None, start, 60, "running", "run", session_class, "interval", "calendar",
        entry_id=entry_id, **more,
    )  # fmt: skip


def found(*sessions, done=(DONE,), now=TUESDAY_NOON, levels=None):
    state = PhaseState("strengthening", TODAY - timedelta(days=20), 5, 21)
    inputs = PlanInputs(
        today=now.date() if now else TODAY + timedelta(days=1),
        week_start=TODAY,
        phase=state,
        phase_by_day=dict.fromkeys((TODAY + timedelta(days=n) for n in range(7)), state),
        sessions=sessions,
        rulebook_version=standard().version,
        now=now,
        done_blocks=done,
        levels=levels or {},
    )
    return clashes(inputs, {"moved"}, standard())


def test_the_warning_names_the_hours_and_the_nearest_day_that_is_better():
    (clash,) = found(session(1, time(14)))
    assert (round(clash.hours), clash.needed_h) == (19, 20)
    assert clash.better == TODAY + timedelta(days=2)
    assert str(clash) == (
        "Tuesday's interval run begins 19 hours after Monday's strengthening; 20 hours are "
        "needed. Wednesday 25 November would be better."
    )


def test_hours_that_are_not_over_yet_are_not_rounded_up_to_those_needed():
    (clash,) = found(session(1, time(14, 45)))
    assert "begins 19 hours after" in str(clash)


@pytest.mark.parametrize(("priority", "days"), [("A", 5), ("B", 3), ("C", 2)])
def test_a_race_wants_more_hours_the_dearer_it_is(priority, days):
    race = replace(session(days, time(18, 30)), kind="race", race_priority=priority)
    (clash,) = found(race)
    assert clash.needed_h == 24 * days
    assert not found(replace(race, start=race.start + timedelta(minutes=30)))


def test_after_the_hours_are_over_nothing_is_said():
    assert not found(session(1, time(15)))
    assert not found(session(3, time(7)))


def test_stronger_work_wants_more_hours():
    strong = dict.fromkeys(standard().block("strengthening", "A").exercises, 4)
    (clash,) = found(session(2, time(6)), levels=strong)
    assert (clash.hours, clash.needed_h) == (35, 36)


def test_an_easy_session_may_follow_at_any_time():
    assert not found(session(1, time(7), "easy"))
    assert found(session(1, time(7), "easy", uncertain=True))


def test_of_an_hour_that_is_not_sure_the_earliest_counts():
    early = datetime.combine(TODAY + timedelta(days=1), time(13))
    assert found(session(1, time(18), earliest=early, latest=early + timedelta(hours=6)))


def test_the_better_day_has_no_other_hard_session():
    others = [session(day, time(18), entry_id=f"other{day}") for day in (2, 3)]
    (clash,) = found(session(1, time(14)), *others)
    assert clash.better == TODAY + timedelta(days=4)


def test_where_no_day_is_left_that_is_said():
    others = [session(day, time(18), entry_id=f"other{day}") for day in range(2, 7)]
    (clash,) = found(session(1, time(14)), *others)
    assert clash.better is None
    assert str(clash).endswith("No other day of that week is free of it.")


@pytest.mark.parametrize("now", [TUESDAY_NOON, None])
def test_only_what_is_finished_is_in_the_way(now):
    """What is still planned is placed anew."""
    tonight = DoneBlock("strengthening", TUESDAY_NOON + timedelta(hours=6), 15, "B")
    assert not found(session(2, time(7)), done=(tonight,), now=now)
    logged = DoneBlock("strengthening", TUESDAY_NOON + timedelta(hours=6), 15, "B", logged=True)
    assert found(session(2, time(7)), done=(logged,), now=now)


def test_activation_is_in_nobodys_way():
    assert not found(session(1, time(7)), done=(DoneBlock("activation", MONDAY_EVENING, 10),))


def test_sessions_that_nobody_touched_are_not_spoken_of():
    assert not found(session(1, time(7), entry_id="other"))
