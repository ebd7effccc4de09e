"""Levels folded over logged blocks: when an exercise steps up, and when it must not."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.programme.progression import Appearance, appearances, levels
from adaptive.programme.rulebook import standard
from adaptive.week import Condition, DoneBlock, DoneExercise

BOOK = standard()
FIRST = date(2026, 3, 2)  # a Monday
A = ("seated_leg_raise", "band_standing_march")


def done(day, kind="strengthening", pair="A", *, exercises=(), effort=5, logged=True):
    start = datetime.combine(FIRST + timedelta(days=day), time(18))
    return DoneBlock(kind, start, 15, pair, logged, effort, tuple(exercises))


def after(*blocks, **told):
    return levels(blocks, BOOK, **told)


def twice_a_week(weeks, **told):
    return [done(7 * week + day, **told) for week in range(weeks) for day in (0, 3)]


def test_nothing_logged_leaves_every_level_where_it_is():
    assert after() == {}
    assert after(*(done(day, logged=False) for day in (0, 3, 7, 10))) == {}


def test_one_good_session_is_not_enough():
    assert after(done(0)) == dict.fromkeys(A, 0)


def test_two_good_sessions_in_a_row_step_one_exercise_up():
    assert after(done(0), done(3)) == {A[0]: 1, A[1]: 0}


def test_the_other_exercise_waits_for_its_next_session():
    assert after(done(0), done(3), done(7)) == {A[0]: 1, A[1]: 1}


def test_the_next_step_takes_two_more_sessions():
    blocks = twice_a_week(2)
    assert after(*blocks[:3])[A[0]] == 1
    assert after(*blocks)[A[0]] == 2


def test_the_order_in_which_blocks_come_does_not_matter():
    blocks = twice_a_week(3)
    assert after(*reversed(blocks)) == after(*blocks)


def test_pairs_progress_apart():
    found = after(done(0), done(3, pair="B"), done(7), done(10, pair="B"))
    assert found["seated_leg_raise"] == 1
    assert found["lying_leg_raise"] == 1


def test_an_unlogged_session_between_two_logged_ones_says_nothing():
    assert after(done(0), done(3, logged=False), done(7))[A[0]] == 1


@pytest.mark.parametrize(("effort", "level"), [(None, 1), (7, 1), (8, 0)])
def test_an_effort_above_seven_is_no_good_session(effort, level):
    assert after(done(0), done(3, effort=effort))[A[0]] == level


@pytest.mark.parametrize(("felt", "level"), [(3, 1), (4, 0)])
def test_soreness_above_three_on_the_next_day_is_no_good_session(felt, level):
    assert after(done(0), done(3), soreness={FIRST + timedelta(days=4): felt})[A[0]] == level


def test_soreness_of_another_day_says_nothing():
    assert after(done(0), done(3), soreness={FIRST + timedelta(days=3): 9})[A[0]] == 1


@pytest.mark.parametrize(("reps", "level"), [(12, 1), (15, 1), (11, 0)])
def test_fewer_repetitions_than_prescribed_are_no_good_session(reps, level):
    told = [DoneExercise(A[0], reps=reps)]
    assert after(done(0), done(3, exercises=told))[A[0]] == level


def test_at_the_top_of_the_range_its_repetitions_are_asked_for():
    low, top = ([DoneExercise(A[0], reps=reps)] for reps in (12, 15))
    at_2 = twice_a_week(2)
    assert after(*at_2)[A[0]] == 2
    weak = [done(14, exercises=low), done(17, exercises=low), done(21, exercises=low)]
    assert after(*at_2, *weak)[A[0]] == 2
    strong = [done(14, exercises=top), done(17, exercises=top), done(21, exercises=top)]
    assert after(*at_2, *strong)[A[0]] == 3


def test_a_bad_session_between_breaks_the_row():
    assert after(done(0), done(3, effort=9), done(7))[A[0]] == 0


def test_technique_that_failed_once_keeps_the_level_and_twice_in_a_row_lowers_it():
    bad = [DoneExercise(A[0], technique_ok=False)]
    up = [done(0), done(3)]
    assert after(*up, done(7, exercises=bad))[A[0]] == 1
    assert after(*up, done(7, exercises=bad), done(10))[A[0]] == 1
    assert after(*up, done(7, exercises=bad), done(10, exercises=bad))[A[0]] == 0


def test_no_level_falls_below_the_first():
    bad = [DoneExercise(A[0], technique_ok=False)]
    assert after(*(done(day, exercises=bad) for day in (0, 3, 7, 10)))[A[0]] == 0


def test_failed_technique_of_one_exercise_holds_the_other_not_back():
    bad = [DoneExercise(A[0], technique_ok=False)]
    assert after(done(0, exercises=bad), done(3, exercises=bad)) == {A[0]: 0, A[1]: 1}


def test_in_the_week_of_a_phase_change_nothing_steps_up_and_the_step_waits():
    blocks = [done(0), done(3), done(7)]
    changed = {"phase_changes": [FIRST + timedelta(days=6)]}
    assert after(*blocks[:2], **changed)[A[0]] == 0
    assert after(*blocks, **changed)[A[0]] == 1


@pytest.mark.parametrize(
    "day", [Condition(may_step_up=False), Condition(sets_share=0.5), Condition(level_drop=1)]
)
def test_a_held_or_lighter_day_steps_nothing_up(day):
    """Before a race, after an illness, on hold: the condition of the day says so."""
    assert after(done(0), done(3), conditions={FIRST + timedelta(days=3): day})[A[0]] == 0


def test_an_exercise_that_changed_keeps_its_level_for_a_week():
    """Every other day, so that two good sessions lie within six days of the change."""
    fast = [done(day) for day in (0, 2, 4, 6, 8)]
    assert after(*fast[:2])[A[0]] == 1
    assert after(*fast[:4])[A[0]] == 1
    assert after(*fast)[A[0]] == 1
    assert after(*fast, done(9))[A[0]] == 2
    bad = [done(10 + n, exercises=[DoneExercise(A[0], technique_ok=False)]) for n in (0, 1)]
    assert after(*fast, done(9), *bad)[A[0]] == 1, "a step down waits for nothing"


@pytest.mark.parametrize(("capped", "level"), [((3,), 0), ((), 1), ((-4,), 0), ((-8,), 1)])
def test_no_step_comes_with_more_sessions_a_week(capped, level):
    """In the week in which a bound of one a week ends, and in the one after it."""
    once = {FIRST + timedelta(days=day - 1): Condition(strengthening_per_week=1) for day in capped}
    assert after(done(0), done(3), conditions=once)[A[0]] == level


def test_a_week_of_one_session_may_step_up():
    once = {FIRST + timedelta(days=day): Condition(strengthening_per_week=1) for day in range(14)}
    assert after(done(0), done(7), conditions=once)[A[0]] == 1


def test_every_exercise_that_can_be_done_has_its_level_and_its_last_two_techniques():
    bad = [DoneExercise(A[0], technique_ok=False)]
    blocks = [done(0), done(3, exercises=bad), done(7), done(10, logged=False)]
    found = appearances(blocks, BOOK, {A[0]: 2})
    assert found == {
        "seated_leg_raise": Appearance(2, (False, True)),
        "band_standing_march": Appearance(0, (True, True)),
        "lying_leg_raise": Appearance(0, ()),
        "step_up_knee_drive": Appearance(0, ()),
    }


def test_what_equipment_and_complaints_rule_out_is_not_among_them():
    found = appearances([], BOOK, {}, equipment=frozenset(), avoid=frozenset({"low_back_pain"}))
    assert "band_standing_march" not in found
    assert "lying_leg_raise" not in found
    assert "slow_standing_march" in found


def test_loads_end_where_the_equipment_does():
    blocks = twice_a_week(20)
    assert after(*blocks)[A[0]] == 4
    assert after(*blocks, equipment=frozenset({"band"})) == {A[0]: 2, A[1]: 4}


def test_stand_ins_have_levels_of_their_own():
    found = after(*twice_a_week(2), equipment=frozenset())
    assert set(found) == {"seated_leg_raise", "slow_standing_march"}


def test_activation_steps_up_to_its_longest_hold_and_gets_no_load():
    found = after(*(done(day, "activation", None) for day in range(40)))
    assert found == {
        "breath_9090": 2,
        "dead_bug_heel_tap": 1,
        "standing_march_hold": 2,
        "low_step_knee_drive": 2,
    }


def test_strengthening_logged_without_its_pair_counts_for_the_exercises_that_were_told():
    told = [DoneExercise("lying_leg_raise")]
    found = after(done(0, pair=None), done(3, pair=None, exercises=told))
    assert found == {"lying_leg_raise": 0}


def test_exercises_that_the_programme_does_not_know_are_passed_over():
    assert "situps" not in after(done(0, exercises=[DoneExercise("situps")]))


EXERCISES = st.lists(
    st.builds(
        DoneExercise,
        id=st.sampled_from(("seated_leg_raise", "lying_leg_raise", "standing_march_hold")),
        reps=st.none() | st.integers(5, 16),
        technique_ok=st.booleans(),
    ),
    max_size=2,
    unique_by=lambda one: one.id,
)
LOGS = st.lists(
    st.builds(
        done,
        day=st.integers(0, 60),
        kind=st.sampled_from(("activation", "strengthening", "drills", "stretch")),
        pair=st.just(None),
        exercises=EXERCISES,
        effort=st.none() | st.integers(1, 10),
        logged=st.booleans(),
    ).flatmap(
        lambda block: (
            st.sampled_from([replace(block, pair=pair) for pair in "AB"])
            if block.kind == "strengthening"
            else st.just(block)
        )
    ),
    max_size=40,
    unique_by=lambda block: block.start,
)
HELD = st.frozensets(st.integers(0, 60), max_size=20).map(
    lambda days: {FIRST + timedelta(days=n): Condition(may_step_up=False) for n in days}
)


@given(LOGS, HELD, st.sampled_from((None, frozenset(), frozenset({"band", "ankle_weights"}))))
def test_one_exercise_at_most_steps_up_in_a_session_by_one_and_never_past_its_top(
    blocks, held, equipment
):
    told = {"conditions": held, "equipment": equipment}
    blocks = sorted(blocks, key=lambda block: block.start)
    before = {}
    for n, block in enumerate(blocks):
        now = after(*blocks[: n + 1], **told)
        risen = {name: level for name, level in now.items() if level > before.get(name, 0)}
        assert len(risen) <= 1
        assert all(level == before.get(name, 0) + 1 for name, level in risen.items())
        assert not risen or (block.logged and block.start.date() not in held)
        assert all(
            0 <= level <= BOOK.exercises[name].top_level(equipment) for name, level in now.items()
        )
        before = now
    assert after(*blocks, **told) == before
