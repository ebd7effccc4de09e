"""Races ahead: taper before an A race, nothing new before any."""

import pytest
from condition_cases import condition, on, race, said, session, state, twice_weekly, work

from adaptive.week import EVERY_KIND, Condition

RACE = 60
HABIT = (*twice_weekly(RACE), *(work(20, kind) for kind in EVERY_KIND))


@pytest.mark.parametrize(
    ("ahead", "share", "minutes"),
    [(15, 1.0, None), (14, 0.5, None), (7, 0.5, None), (6, 0.5, 5), (0, 0.5, 5), (-1, 1.0, None)],
)
def test_an_a_race_halves_the_sets_in_14_days_and_shortens_activation_in_race_week(
    ahead, share, minutes
):
    found = condition(RACE - ahead, sessions=[race(RACE, "A")], done=HABIT)
    assert (found.sets_share, found.activation_minutes) == (share, minutes)
    tapers = share < 1
    assert (found.overlay == "taper") == tapers
    assert found.may_step_up != tapers
    assert found.level_drop == 0


@pytest.mark.parametrize("priority", ["B", "C"])
@pytest.mark.parametrize(("ahead", "held"), [(15, False), (14, True), (0, True), (-1, False)])
def test_before_lesser_races_nothing_is_stepped_up_and_that_is_all(priority, ahead, held):
    found = condition(RACE - ahead, sessions=[race(RACE, priority)], done=HABIT)
    expected = Condition(may_step_up=False, rule="race", reason=found.reason)
    assert found == (expected if held else Condition())


def test_in_a_taper_only_habitual_loading_remains():
    habit = [*twice_weekly(RACE), work(RACE - 14, "drills")]
    found = condition(RACE - 10, sessions=[race(RACE, "A")], done=habit)
    assert found.allowed == EVERY_KIND - {"drills", "single_leg_pedalling"}


def test_of_two_races_the_stricter_rule_holds():
    both = [race(RACE, "B"), race(RACE + 5, "A")]
    assert condition(RACE - 1, sessions=both, done=HABIT).overlay == "taper"
    assert condition(RACE - 10, sessions=both, done=HABIT).overlay is None


def test_a_race_said_in_words_of_days():
    near = {
        n: condition(RACE - n, sessions=[race(RACE, "A")], done=HABIT).reason for n in (0, 1, 2)
    }
    assert "is today" in near[0]
    assert "is tomorrow" in near[1]
    assert "is 2 days ahead" in near[2]


def test_a_hard_session_is_no_race():
    hard = [session(RACE, session_class="key")]
    assert condition(RACE - 3, sessions=hard, done=HABIT) == Condition()


def test_an_athlete_who_is_ill_in_a_taper_is_paused():
    found = state(RACE - 5, said("ill", RACE - 5), sessions=[race(RACE, "A")], done=HABIT)
    assert found.states[on(RACE - 5)].overlay == "paused"
    assert found.conditions[on(RACE - 5)].activation_minutes == 5
