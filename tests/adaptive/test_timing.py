"""What a timer counts of an exercise."""

import pytest

from adaptive.programme.rulebook import standard
from adaptive.programme.timing import intervals

BOOK = standard()


def counted(name, level=1):
    one = BOOK.exercises[name]
    return intervals(one, one.dose(level))


def test_a_hold_is_timed_side_by_side_and_set_by_set():
    pieces = [(one.words, one.seconds) for one in counted("standing_march_hold")]
    assert pieces[0] == ("Get ready", 5)
    assert pieces[1:5] == [
        ("Left, set 1 of 3", 10),
        ("Change", 3),
        ("Right, set 1 of 3", 10),
        ("Rest", 15),
    ]
    assert pieces[-1] == ("Right, set 3 of 3", 10)


def test_repetitions_are_counted_by_who_does_them_and_rests_are_timed():
    pieces = counted("lying_leg_raise")
    assert [one.seconds for one in pieces] == [None, None, 30, None, None, 30, None, None]
    assert pieces[0].words == "Left, 10 repetitions, set 1 of 3"


def test_sides_in_turn_change_after_each_hold():
    sides = [one.words.split(",")[0] for one in counted("t2_march") if one.work]
    assert sides == ["Left", "Right"] * 5


def test_a_higher_level_holds_longer():
    holds = {level: counted("standing_march_hold", level)[1].seconds for level in (1, 2)}
    assert holds == {1: 10, 2: 15}


@pytest.mark.parametrize("name", BOOK.exercises)
def test_timed_work_takes_the_minutes_that_the_plan_counts_with(name):
    one = BOOK.exercises[name]
    pieces = intervals(one, one.dose(1))
    assert pieces
    assert all(piece.words for piece in pieces)
    if all(piece.seconds is not None for piece in pieces):
        taken = sum(piece.seconds for piece in pieces)
        assert taken == pytest.approx(one.seconds(one.dose(1)), abs=one.ready_s + 40)


@pytest.mark.parametrize("name", BOOK.exercises)
def test_every_set_of_every_side_is_there(name):
    one = BOOK.exercises[name]
    dose = one.dose(1)
    pieces = [piece for piece in intervals(one, dose) if piece.work]
    sets = dose.sets or 1
    assert len(pieces) % sets == 0
    lefts = sum(piece.words.startswith("Left") for piece in pieces)
    assert lefts == sum(piece.words.startswith("Right") for piece in pieces)
