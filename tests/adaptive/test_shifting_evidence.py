"""The evidence score: golden values, caps, and what recordings can never do."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shifting_cases import checks_of, facts, in_phase, said

from adaptive.shifting.evidence import PRIOR, probability, terms
from adaptive.shifts import Evidence

LIFTING = in_phase("strengthening", 0)


def lifts(good, of_last):
    """Checks that tell nothing but whether they were good."""
    return [
        said("knee_lift", n, left_deg=90, right_deg=90 if n < good else 60) for n in range(of_last)
    ]


def weighed(*diary, day=10, entries=LIFTING, **composites):
    """The terms by signal."""
    found = terms(facts(day, *diary, entries=entries), composites)
    return {one.signal: one for one in found}


def score(*diary, **rest):
    """The probability of being ready."""
    return probability(weighed(*diary, **rest).values())


@pytest.mark.parametrize(
    ("good", "of_last", "expected"),
    [(5, 6, 0.6183), (6, 6, 0.9358), (6, 8, 0.3683), (7, 8, 0.8399), (8, 8, 0.9793)],
)
def test_g_e1_checks_alone(good, of_last, expected):
    assert score(*lifts(good, of_last)) == pytest.approx(expected, abs=5e-5)


def test_a_back_tension_of_three_costs_what_a_milder_history_cannot_spare():
    tense = [said("symptom", day, back=3) for day in range(5)]
    assert score(*lifts(7, 8), *tense) == pytest.approx(0.78, abs=0.005)
    assert score(*lifts(8, 8), *tense) == pytest.approx(0.97, abs=0.005)


def test_with_nothing_logged_three_in_ten_are_ready():
    assert score() == pytest.approx(0.3)
    assert pytest.approx(log(0.3 / 0.7)) == PRIOR


def test_the_largest_terms_come_first_and_each_says_what_it_is():
    found = terms(facts(20, *checks_of(0, 20, back=4, feel="deep"), entries=LIFTING), {})
    assert [one.signal for one in found[:2]] == ["checks", "back"]
    assert found[0].says == "8 of your last 8 checks were good"
    sizes = [abs(one.weight) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    assert all(one.says and one.n for one in found)


@pytest.mark.parametrize(("seconds", "weight"), [(15, 0.708), (10, -0.125), (13, 0.375), (0, -1.0)])
def test_hold_seconds_count_within_one(seconds, weight):
    held = [said("check", day, march_left_s=seconds, march_right_s=seconds) for day in range(8)]
    assert weighed(*held)["march_hold"].weight == pytest.approx(weight, abs=1e-3)


def test_feeling_counts_little():
    assert weighed(*checks_of(0, 7, feel="deep"))["feel"].weight == pytest.approx(0.6)
    assert weighed(*checks_of(0, 7, feel="front"))["feel"].weight == pytest.approx(-0.6)
    three = [*checks_of(0, 4), *checks_of(5, 7, feel="deep")]
    assert weighed(*three)["feel"].weight == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("name", "value", "weight"),
    [
        ("back", 0, 0.4),
        ("back", 2, 0.0),
        ("back", 3, -0.4),
        ("back", 10, -2.0),
        ("hip_pull", 0, 0.3),
        ("hip_pull", 4, -0.6),
        ("hip_pull", 10, -1.5),
    ],
)
def test_tension_counts_by_the_point_within_its_caps(name, value, weight):
    logs = [said("symptom", day, **{name: value}) for day in range(5)]
    assert weighed(*logs)[name].weight == pytest.approx(weight)


def test_faithful_activation_counts_and_faithless_against():
    begun = in_phase("activation", 0)
    assert weighed(*checks_of(1, 8), day=9, entries=begun)["adherence"].weight == 0.3
    assert weighed(*checks_of(2, 8), day=9, entries=begun)["adherence"].weight == 0.0
    assert weighed(*checks_of(4, 8), day=9, entries=begun)["adherence"].weight == -0.5


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_recordings_never_turn_a_failed_history_into_a_pass(gait, pedalling):
    failed = score(*lifts(6, 8), gait=gait, pedalling=pedalling)
    found = weighed(*lifts(6, 8), gait=gait, pedalling=pedalling)
    assert abs(found["gait"].weight + found["pedalling"].weight) <= 0.75 + 1e-12
    assert failed <= 0.5525


def test_recordings_are_told_by_size_and_never_called_better():
    for found in weighed(gait=0.4, pedalling=9.0).values():
        assert "better" not in found.says
    assert "+0.4 standard errors" in weighed(gait=0.4)["gait"].says


def test_two_failed_checks_with_the_best_recordings_come_to_little_more_than_even():
    assert score(*lifts(6, 8), gait=9, pedalling=9) == pytest.approx(0.55, abs=0.005)


@given(st.lists(st.floats(-5, 5), max_size=8))
def test_probability_lies_between_nothing_and_certainty(weights):
    found = [Evidence("x", None, "", "x", weight=weight) for weight in weights]
    assert 0 < probability(found) < 1
