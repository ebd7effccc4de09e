"""What holds every level, what the phase machine decided, and when activation may be less often."""

from dataclasses import replace

import pytest
from condition_cases import STARTED, condition, on, said, state, work

from adaptive.condition.exercises import exercise_levels
from adaptive.condition.known import Known
from adaptive.condition.symptoms import signs_due
from adaptive.programme.rulebook import standard
from adaptive.shifts import Shift

BOOK = standard()
DAY = 30
RISE = Shift(
    day=on(DAY),
    kind="hold",
    before="strengthening",
    phase="strengthening",
    reason="on_cadence",
    rule="cadence_rise",
    why="Your steps are shorter than your own.",
    until=on(DAY + 14),
)


def test_fitness_that_rises_too_fast_holds_to_the_end_of_its_week():
    """Day 28 is a Monday."""
    found = state(DAY, first=27, last=36, ramp_red={on(DAY)}).conditions
    assert sorted(found) == [on(n) for n in range(30, 35)]
    assert {(one.rule, one.may_step_up, one.overlay) for one in found.values()} == {
        ("ramp", False, "hold")
    }


def test_what_the_phase_machine_holds_is_held_until_its_day():
    held = [condition(DAY + n, shifts=[RISE]) for n in (-1, 0, 13, 14)]
    assert [one.may_step_up for one in held] == [True, False, False, True]
    assert held[1].rule == "cadence_rise"
    assert held[1].reason == "your steps are shorter than your own"


@pytest.mark.parametrize("kind", ["move", "ask"])
def test_moves_and_questions_hold_nothing(kind):
    assert condition(DAY, shifts=[replace(RISE, kind=kind)]).rule == ""


@pytest.mark.parametrize(
    ("choice", "held"), [("intended", False), ("something else", False), ("don't know", True)]
)
def test_an_answer_that_explains_a_change_of_cadence_ends_its_hold(choice, held):
    answer = said("answer", DAY + 1, question=f"cadence:{on(DAY)}", choice=choice)
    assert condition(DAY + 1, answer, shifts=[RISE]).may_step_up != held
    assert bool(state(DAY + 1, answer, shifts=[RISE]).emphasis) == held


def test_a_rise_of_cadence_is_tightness_as_long_as_it_holds():
    assert [state(DAY + n, shifts=[RISE]).emphasis for n in (0, 13, 14)] == [
        {"tightness"},
        {"tightness"},
        set(),
    ]
    other = replace(RISE, rule="disagree")
    assert state(DAY, shifts=[other]).emphasis == set()
    weak = said("symptom", DAY, signs=["pelvis_tilts"])
    assert state(DAY, weak, shifts=[RISE]).emphasis == {"tightness", "weakness"}


def test_from_day_21_of_activation_four_days_a_week_are_enough():
    """The first day is day 1; days of illness don't count."""
    found = state(25, first=0, last=25, entries=STARTED[:1]).conditions
    assert sorted(found) == [on(n) for n in range(20, 26)]
    assert {(one.activation_per_week, one.overlay) for one in found.values()} == {(4, None)}
    sick = said("ill", 3), said("well", 6)
    later = state(30, *sick, first=24, last=26, entries=STARTED[:1]).conditions
    assert [later[on(n)].activation_per_week for n in (24, 25, 26)] == [None, 4, 4]


@pytest.mark.parametrize(
    ("content", "days", "due"),
    [
        ({"signs": [], "asked": True}, 27, False),
        ({"signs": [], "asked": True}, 28, True),
        ({"signs": ["stiff_back"]}, 27, False),
        ({"signs": []}, 1, True),
        ({"back": 3.0}, 1, True),
    ],
)
def test_signs_are_asked_for_every_28_days(content, days, due):
    entries = [said("symptom", DAY, **content)]
    assert signs_due(entries, on(DAY + days), BOOK.state.signs_days) == due


def test_levels_know_what_held_each_day():
    sore = said("symptom", 24, soreness=7.0)
    done = [work(15), *(replace(work(day), logged=True, effort=5) for day in (22, 25))]
    known = Known(on(DAY), STARTED, [sore], done=done)
    free = replace(known, diary=[])
    through = [state(DAY, *one.diary, done=done, first=0) for one in (free, known)]
    assert exercise_levels(free, through[0], BOOK)["seated_leg_raise"] == 1
    assert exercise_levels(known, through[1], BOOK)["seated_leg_raise"] == 0
