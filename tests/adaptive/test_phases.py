"""Phases by time: two weeks, six weeks, then integration; paused days do not count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive import phases
from adaptive.week import PhaseEntry

START = date(2026, 6, 1)
STARTED = [PhaseEntry(START, "activation", "start")]


def on(day, entries=STARTED):
    """The state on the day of the programme counted from 1."""
    return phases.phase_on(entries, START + timedelta(days=day - 1))


@pytest.mark.parametrize(
    ("day", "phase", "week", "day_of_phase"),
    [
        (1, "activation", 1, 1),
        (14, "activation", 2, 14),
        (15, "strengthening", 3, 1),
        (56, "strengthening", 8, 42),
        (57, "integration", 9, 1),
        (400, "integration", 58, 344),
    ],
)
def test_the_article_5_and_6_activation_lasts_two_weeks_and_strengthening_weeks_3_to_8(
    day, phase, week, day_of_phase
):
    state = on(day)
    assert (state.phase, state.week, state.day) == (phase, week, day_of_phase)
    assert state.since == START + timedelta(days=day - day_of_phase)


def test_an_override_restarts_the_clock_at_the_first_day_of_its_phase():
    back = START + timedelta(days=70)
    entries = [*STARTED, PhaseEntry(back, "strengthening", "override")]
    assert phases.phase_on(entries, back - timedelta(days=1)).phase == "integration"
    state = phases.phase_on(entries, back)
    assert (state.phase, state.since, state.week, state.day) == ("strengthening", back, 3, 1)
    assert phases.phase_on(entries, back + timedelta(days=41)).phase == "strengthening"
    assert phases.phase_on(entries, back + timedelta(days=42)).phase == "integration"


def test_maintenance_comes_by_override_and_stays():
    entries = [*STARTED, PhaseEntry(START, "maintenance", "override")]
    assert on(300, entries).phase == "maintenance"


def test_before_the_first_entry_there_is_no_phase():
    with pytest.raises(ValueError, match="not begun"):
        phases.phase_on(STARTED, START - timedelta(days=1))


def test_history_lists_recorded_moves_and_those_by_time_in_order():
    moves = phases.history(STARTED, START + timedelta(days=60))
    assert [(move.phase, move.reason) for move in moves] == [
        ("activation", "start"),
        ("strengthening", "time"),
        ("integration", "time"),
    ]
    assert phases.history(moves, START + timedelta(days=60)) == moves


def test_the_next_step_counts_down_in_days():
    step = phases.next_step(STARTED, START + timedelta(days=11))
    assert (step.phase, step.on, step.days_left) == ("strengthening", date(2026, 6, 15), 3)
    assert step.met == ("day 12 of 14 of activation",)
    assert step.missing == ("3 more days, until 2026-06-15",)


def test_nothing_follows_integration_by_time():
    step = phases.next_step(STARTED, START + timedelta(days=89))
    assert (step.phase, step.on) == (None, None)
    assert step.missing == ("time alone does not end integration",)


entries_of_a_year = st.lists(
    st.builds(
        PhaseEntry,
        st.integers(0, 300).map(lambda n: START + timedelta(days=n)),
        st.sampled_from(["activation", "strengthening", "integration", "maintenance"]),
        st.just("override"),
    ),
    max_size=5,
)


@given(entries_of_a_year, st.integers(0, 300))
def test_entries_after_a_day_change_nothing_about_it(entries, offset):
    day = START + timedelta(days=offset)
    known = [entry for entry in entries if entry.day <= day]
    assert phases.phase_on(STARTED + entries, day) == phases.phase_on(STARTED + known, day)


@given(entries_of_a_year, st.integers(0, 300), st.sets(st.integers(0, 400), max_size=60))
def test_the_foreseen_step_is_the_one_that_comes(entries, offset, pauses):
    day = START + timedelta(days=offset)
    known = STARTED + [entry for entry in entries if entry.day <= day]
    paused = frozenset(START + timedelta(days=n) for n in pauses) - {day}
    step = phases.next_step(known, day, paused=paused)
    if step.on is not None:
        assert phases.phase_on(known, step.on, paused=paused).phase == step.phase
        assert phases.phase_on(known, step.on, paused=paused).day == 1
        eve = phases.phase_on(known, step.on - timedelta(days=1), paused=paused)
        assert eve.phase == phases.phase_on(known, day, paused=paused).phase


def test_paused_days_count_towards_no_phase_and_end_none():
    paused = frozenset(START + timedelta(days=n) for n in range(10, 15))

    def state(offset):
        found = phases.phase_on(STARTED, START + timedelta(days=offset), paused=paused)
        return found.phase, found.day

    assert state(9) == ("activation", 10)
    assert state(12) == ("activation", 10)
    assert state(15) == ("activation", 11)
    assert state(18) == ("activation", 14)
    assert state(19) == ("strengthening", 1)


def test_a_phase_that_ends_while_paused_ends_with_the_pause():
    paused = frozenset(START + timedelta(days=n) for n in range(14, 20))
    days = [START + timedelta(days=n) for n in (13, 14, 19, 20)]
    states = [phases.phase_on(STARTED, day, paused=paused) for day in days]
    assert [state.phase for state in states] == [*["activation"] * 3, "strengthening"]


def test_while_paused_nobody_knows_when_the_next_step_comes():
    day = START + timedelta(days=11)
    step = phases.next_step(STARTED, day, paused=frozenset({day}))
    assert (step.phase, step.on, step.days_left) == ("strengthening", None, 3)
    assert step.missing == ("3 more days, counted once the pause is over",)


def test_an_entry_may_say_how_long_its_phase_lasts():
    back = START + timedelta(days=100)
    entries = [*STARTED, PhaseEntry(back, "activation", "layoff", 7)]
    assert phases.phase_on(entries, back + timedelta(days=6)).phase == "activation"
    assert phases.phase_on(entries, back + timedelta(days=7)).phase == "strengthening"
    assert phases.phase_on(entries, back + timedelta(days=48)).phase == "strengthening"
    assert phases.phase_on(entries, back + timedelta(days=49)).phase == "integration"
    assert phases.next_step(entries, back).days_left == 7
