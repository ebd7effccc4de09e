"""What was decided about the phase is kept as it was, also when it was undone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adaptive.library.store import Store
from adaptive.shifts import Evidence, Shift

MOVE = Shift(
    day=date(2026, 11, 20),
    kind="move",
    before="activation",
    phase="strengthening",
    reason="ready",
    rule="A",
    why="7 of the last 8 checks were good.",
    numbers=(Evidence("checks", 7, "of 8", "7 of 8 good", n=8, weight=2.5),),
    explanations=("a new shoe",),
    days=7,
)
HOLD = Shift(
    day=date(2026, 11, 22),
    kind="hold",
    before="strengthening",
    phase="strengthening",
    reason="ready",
    rule="cadence",
    why="Your cadence fell.",
    until=date(2026, 11, 29),
)
TODAY = date(2026, 11, 23)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path, create=True) as opened:
        yield opened


def test_what_was_decided_is_read_as_it_was_kept(store):
    store.shifts.keep([MOVE, HOLD], TODAY, date(2026, 11, 22))
    assert store.shifts.all(TODAY) == [MOVE, HOLD]


def test_days_that_are_over_are_decided_once_and_today_stays_open(store):
    assert store.shifts.decided_until(TODAY) is None
    store.shifts.keep([], TODAY, date(2026, 11, 22))
    store.shifts.keep([], TODAY, date(2026, 11, 22))
    assert store.shifts.decided_until(TODAY) == date(2026, 11, 22)
    assert store.shifts.decided_until(date(2026, 11, 22)) is None


def test_what_is_decided_later_is_not_known_before(store):
    store.shifts.keep([MOVE], TODAY, date(2026, 11, 22))
    assert store.shifts.all(date(2026, 11, 22)) == []


def test_what_is_undone_stays_with_its_day_and_held_before(store):
    store.shifts.keep([MOVE, HOLD], date(2026, 11, 22), date(2026, 11, 21))
    store.shifts.keep([], TODAY, date(2026, 11, 22), undone=[MOVE])
    undone, untouched = store.shifts.all(TODAY)
    assert undone.undone == TODAY
    assert untouched == HOLD
    assert store.shifts.all(date(2026, 11, 22)) == [MOVE, HOLD]


def test_as_long_as_a_day_is_not_over_it_may_be_decided_anew(store):
    store.shifts.keep([MOVE], MOVE.day, MOVE.day)
    store.shifts.keep([HOLD], HOLD.day, HOLD.day)
    store.shifts.reopen(HOLD.day)
    assert store.shifts.all(TODAY) == [MOVE]


def test_what_the_athlete_took_back_is_not_decided_anew(store):
    back = replace(MOVE, phase="activation", reason="undo")
    store.shifts.keep([MOVE], MOVE.day, MOVE.day)
    store.shifts.keep([back], MOVE.day, MOVE.day, undone=[MOVE])
    store.shifts.reopen(MOVE.day)
    assert store.shifts.all(TODAY) == [replace(MOVE, undone=MOVE.day), back]


def test_a_day_that_is_looked_at_from_two_days_is_decided_once(store):
    store.shifts.keep([MOVE], TODAY, date(2026, 11, 22))
    back = date(2026, 11, 21)
    store.shifts.keep([MOVE], back, date(2026, 11, 20))
    assert store.shifts.all(back) == [MOVE]
    assert store.shifts.all(TODAY) == [MOVE]


def test_a_look_ahead_does_not_decide_about_days_that_come_otherwise(store):
    ahead = date(2027, 1, 20)
    store.shifts.keep([HOLD], ahead, date(2027, 1, 19))
    store.shifts.keep([], TODAY, date(2026, 11, 22))
    store.shifts.keep([], date(2026, 11, 24), date(2026, 11, 23))
    assert store.shifts.all(TODAY) == []
    assert store.shifts.all(ahead) == []


def test_a_gap_that_is_told_of_later_counts_from_its_own_day(store):
    for day in (20, 21, 22):
        store.shifts.keep([], date(2026, 11, day), date(2026, 11, day - 1))
    layoff = replace(MOVE, day=date(2026, 11, 15), reason="layoff", rule="layoff")
    store.shifts.keep([layoff], TODAY, date(2026, 11, 22))
    assert store.shifts.all(TODAY) == [layoff]
