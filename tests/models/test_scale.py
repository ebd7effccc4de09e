"""One scale for all methods of load."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scale import Scale


def scale(*sessions, family="ride"):
    learned = Scale()
    for loads in sessions:
        learned.add(family, loads)
    return learned


def test_before_anything_is_known_every_method_counts_as_it_is():
    assert Scale().factor("run", "heart_rate") == 1.0
    assert Scale().factor("strength", "duration") == 1.0


def test_a_method_moves_towards_the_best_one_as_sessions_agree():
    """n * median / (n + 6): half way after six sessions."""
    sessions = [{"power": 60.0, "heart_rate": 50.0}] * 6
    assert scale(*sessions).factor("ride", "heart_rate") == pytest.approx((60 / 50) ** 0.5)
    assert scale(*sessions).factor("ride", "power") == 1.0


def test_many_sessions_bring_a_method_onto_the_scale():
    learned = scale(*[{"power": 60.0, "heart_rate": 75.0}] * 300)
    assert 75.0 * learned.factor("ride", "heart_rate") == pytest.approx(60.0, rel=0.01)


def test_one_wild_session_among_many_changes_little():
    usual = [{"pace": 60.0, "heart_rate": 50.0}] * 20
    calm, wild = (
        scale(*usual, odd, family="run").factor("run", "heart_rate")
        for odd in (usual[0], {"pace": 60.0, "heart_rate": 6.0})
    )
    assert wild == pytest.approx(calm)


def test_a_shift_beyond_belief_is_bounded():
    """A method that says a fifth has a wrong threshold."""
    learned = scale(*[{"power": 100.0, "heart_rate": 20.0, "duration": 20.0}] * 100)
    assert learned.factor("ride", "heart_rate") == pytest.approx(exp(0.35))
    assert learned.factor("ride", "duration") == pytest.approx(2.0)


def test_what_an_hour_usually_costs_is_learned_within_few_sessions():
    learned = scale(*[{"heart_rate": 70.0, "duration": 50.0}] * 3)
    assert log(learned.factor("ride", "duration")) == pytest.approx(0.75 * log(70 / 50))


def test_the_measure_is_itself_on_the_scale():
    """Heart rate that says too little does not make an hour look cheap."""
    learned = scale(
        *[{"power": 60.0, "heart_rate": 50.0}] * 300,
        *[{"heart_rate": 50.0, "duration": 50.0}] * 300,
    )
    assert 50.0 * learned.factor("ride", "duration") == pytest.approx(60.0, rel=0.01)


def test_sports_are_learned_apart():
    learned = scale({"power": 60.0, "heart_rate": 50.0})
    assert learned.factor("run", "heart_rate") == 1.0


@pytest.mark.parametrize(
    "loads",
    [
        {},
        {"power": 50.0},
        {"power": 0.0, "heart_rate": 40.0},
        {"power": 4.0, "heart_rate": 1.0},
        {"power": 4.0, "duration": 40.0, "heart_rate": 30.0},
    ],
)
def test_a_session_without_two_loads_worth_the_name_teaches_nothing(loads):
    assert scale(loads).factor("ride", "heart_rate") == 1.0


methods = st.sampled_from(["power", "heart_rate", "rpe", "duration"])
sessions = st.lists(st.dictionaries(methods, st.floats(0, 500), max_size=4), max_size=40)


@given(sessions)
def test_no_factor_is_wilder_than_half_or_double(loads):
    learned = scale(*loads)
    for method in ("power", "heart_rate", "rpe", "duration"):
        assert learned.factor("ride", method) * (1 + 1e-9) >= 0.5
        assert learned.factor("ride", method) <= 2.0 * (1 + 1e-9)


@given(st.lists(st.floats(5, 500), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_of_sessions_with_the_same_methods_the_order_does_not_matter(loads, random):
    shuffled = random.sample(loads, len(loads))
    one, other = (
        scale(*[{"power": 60.0, "heart_rate": load} for load in order]).factor("ride", "heart_rate")
        for order in (loads, shuffled)
    )
    assert one == pytest.approx(other)
