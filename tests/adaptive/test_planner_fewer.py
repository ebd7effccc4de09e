"""A week in which the athlete's state wants less work than the phase does."""

from datetime import timedelta

import pytest
from week_plans import BOOK, at, of, planned
from week_strategies import ACTIVATION, FIVE_RUNS, MONDAY, STRENGTHENING, session, week

from adaptive.planner import refusal
from adaptive.week import Condition, DoneBlock, Pin

WHY = "your back was tense (since Monday): one level lower, at most one session a week"
SETBACK = Condition("hold", "setback", WHY, level_drop=1, strengthening_per_week=1)
LONG = Condition(
    rule="long_activation",
    reason="after 20 days of activation 4 days a week are enough",
    activation_per_week=4,
)


def on_days(condition, *days):
    return {MONDAY + timedelta(days=n): condition for n in days}


def test_two_sessions_of_strengthening_become_one_and_the_block_says_why():
    assert len(of(planned(*FIVE_RUNS), "strengthening")) == 2
    made = planned(*FIVE_RUNS, conditions=on_days(SETBACK, *range(7)))
    (block,) = (block for block in made.blocks if block.kind == "strengthening")
    assert "at most one session a week." in block.why
    assert made.unplaced == ()


@pytest.mark.parametrize("day", range(7))
def test_the_bound_of_any_day_still_open_is_that_of_the_week(day):
    made = planned(*FIVE_RUNS, conditions=on_days(SETBACK, day))
    assert len(of(made, "strengthening")) == 1


def test_what_was_done_counts_and_the_other_days_say_why_they_have_none():
    """On Thursday, when Monday's strengthening is done, an easy run could carry more."""
    made = planned(
        *FIVE_RUNS,
        today=MONDAY + timedelta(days=2),
        conditions=on_days(SETBACK, *range(2, 7)),
        done_blocks=(DoneBlock("strengthening", at(0, 8), 15, "A"),),
    )
    assert of(made, "strengthening") == []
    assert made.unplaced == ()
    assert {day.why for day in made.free_days} == {f"Y{WHY[1:]}."}


def test_a_bound_that_is_no_less_than_the_phase_wants_says_nothing():
    twice = Condition(rule="x", reason="nothing", strengthening_per_week=2)
    made = planned(*FIVE_RUNS, conditions=on_days(twice, *range(7)))
    assert len(of(made, "strengthening")) == 2
    assert not any("othing." in block.why for block in made.blocks)


def test_activation_on_four_days_is_spread_over_the_week():
    made = planned(began=ACTIVATION, conditions=on_days(LONG, *range(7)))
    assert [start[:3] for start in of(made, "activation")] == ["Mon", "Wed", "Fri", "Sun"]
    assert all("4 days a week are enough." in block.why for block in made.blocks)
    assert len(of(planned(began=ACTIVATION), "activation")) == 7


def test_days_of_activation_that_are_done_count_among_the_four():
    made = planned(
        began=ACTIVATION,
        today=MONDAY + timedelta(days=2),
        conditions=on_days(LONG, *range(2, 7)),
        done_blocks=tuple(DoneBlock("activation", at(day, 8), 10) for day in (0, 1)),
    )
    assert [start[:3] for start in of(made, "activation")] == ["Thu", "Sun"]


def test_a_pinned_day_of_activation_stays_among_the_four():
    pins = Pin("activation", MONDAY + timedelta(days=1)), Pin("activation", MONDAY)
    made = planned(began=ACTIVATION, conditions=on_days(LONG, *range(7)), pins=pins)
    assert [start[:3] for start in of(made, "activation")] == ["Mon", "Tue", "Thu", "Sun"]


def test_where_fewer_than_four_days_have_room_all_of_them_are_taken_and_the_others_say_why():
    full = [session(day, "05:00", "interval", 1000) for day in range(4)]
    made = planned(*full, began=ACTIVATION, conditions=on_days(LONG, *range(7)))
    assert [start[:3] for start in of(made, "activation")] == ["Fri", "Sat", "Sun"]
    assert len(made.unplaced) == 4


def test_strengthening_cannot_be_pinned_beyond_the_bound():
    monday, thursday = (Pin("strengthening", MONDAY + timedelta(days=n)) for n in (0, 3))
    fields = {"began": STRENGTHENING, "conditions": on_days(SETBACK, *range(7))}
    inputs = week(*FIVE_RUNS, pins=(monday,), **fields)
    assert [found.rule for found in refusal(inputs, BOOK, thursday)] == ["P1"]
    made = planned(*FIVE_RUNS, pins=(monday, thursday), **fields)
    assert of(made, "strengthening") == ["Mon 07:45"]
    assert any("Your pin of" in words for words in made.warnings)
