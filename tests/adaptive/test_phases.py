"""Phases by recorded moves: none by time; paused days do not count; what is undone never was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive import phases
from adaptive.week import PhaseEntry

START = date(2026, 6, 1)
STARTED = [PhaseEntry(START, "activation", "start")]


def day(number):
    """The day of the programme counted from 0."""
    return START + timedelta(days=number)


def move(number, phase, reason="ready"):
    """A move on a day."""
    return PhaseEntry(day(number), phase, reason)


def on(number, entries=STARTED, **rest):
    """Phase, day of the phase and week of the programme."""
    state = phases.phase_on(entries, day(number), **rest)
    return state.phase, state.day, state.week


def test_no_phase_ends_by_time():
    assert on(0) == ("activation", 1, 1)
    assert on(14) == ("activation", 15, 3)
    assert on(400) == ("activation", 401, 58)


def test_the_article_6_strengthening_is_counted_from_week_3_on():
    entries = [*STARTED, move(20, "strengthening")]
    assert on(19, entries) == ("activation", 20, 3)
    assert on(20, entries) == ("strengthening", 1, 3)
    assert on(61, entries) == ("strengthening", 42, 8)


def test_an_override_restarts_the_clock_at_the_first_day_of_its_phase():
    entries = [*STARTED, move(70, "integration"), move(90, "strengthening", "override")]
    assert on(89, entries)[0] == "integration"
    assert on(90, entries) == ("strengthening", 1, 3)


def test_before_the_first_entry_there_is_no_phase():
    for ask in (phases.phase_on, phases.stay, phases.history):
        with pytest.raises(ValueError, match="not begun"):
            ask(STARTED, day(-1))


def test_history_lists_the_moves_in_order_and_of_one_day_the_last():
    entries = [
        move(20, "integration", "override"),
        *STARTED,
        move(20, "maintenance", "override"),
        move(40, "strengthening", "boost"),
    ]
    assert phases.history(entries, day(30)) == (entries[1], entries[2])


def test_a_move_that_was_taken_back_leaves_the_clock_as_it_was():
    entries = [*STARTED, move(14, "strengthening"), move(18, "activation", "undo")]
    assert on(17, entries) == ("strengthening", 4, 3)
    assert on(18, entries) == ("activation", 19, 3)
    assert phases.stay(entries, day(18)) == STARTED[0]
    again = [*entries, move(30, "strengthening")]
    assert on(31, again) == ("strengthening", 2, 3)


def test_two_moves_can_be_taken_back_one_after_the_other():
    entries = [
        *STARTED,
        move(14, "strengthening"),
        move(56, "integration"),
        move(60, "strengthening", "undo"),
        move(61, "activation", "undo"),
    ]
    assert on(60, entries) == ("strengthening", 47, 9)
    assert on(61, entries) == ("activation", 62, 9)


def test_paused_days_count_towards_no_phase():
    paused = frozenset(day(n) for n in range(10, 15))
    spent = [on(n, paused=paused)[1] for n in (9, 12, 15, 18)]
    assert spent == [10, 10, 11, 14]


entries_of_a_year = st.lists(
    st.builds(
        move,
        st.integers(0, 300),
        st.sampled_from(["activation", "strengthening", "integration", "maintenance"]),
        st.sampled_from(["ready", "override", "undo"]),
    ),
    max_size=6,
)


@given(entries_of_a_year, st.integers(0, 300))
def test_entries_after_a_day_change_nothing_about_it(entries, number):
    known = [entry for entry in entries if entry.day <= day(number)]
    assert on(number, STARTED + entries) == on(number, STARTED + known)


@given(entries_of_a_year, st.integers(0, 300), st.sets(st.integers(0, 400), max_size=60))
def test_there_is_a_state_on_every_day_and_its_day_counts_from_one(entries, number, pauses):
    paused = frozenset(day(n) for n in pauses)
    state = phases.phase_on(STARTED + entries, day(number), paused=paused)
    assert state.since <= day(number)
    assert 1 <= state.day <= (day(number) - state.since).days + 1
