"""The measures say what they claim: by hand, by scikit-learn, and by laws."""

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from models.evaluation import (
    CLASSES,
    MEASURES,
    Scored,
    baselines,
    forward_in_time,
    grouped,
    intervals,
    kappa,
    leave_athletes_out,
    reliability,
    risk_coverage,
    scores,
)

START = datetime(2026, 3, 2, 18, tzinfo=UTC)


def row(truth, predicted, probability=math.nan, *, athlete="a", day=0, **more):
    start = START + timedelta(days=day)
    return Scored(athlete, f"{day}", start, "T1", truth, predicted, probability, **more)


HAND = [
    row("key", "key", 0.95, day=0, intensity_factor=0.92),
    row("key", "key", 0.75, day=1, intensity_factor=0.80),
    row("key", "easy", 0.45, day=2, uncertain=True, intensity_factor=0.90),
    row("key", "easy", 0.05, day=3, intensity_factor=0.70),
    row("easy", "easy", 0.05, day=4, intensity_factor=0.70),
    row("easy", "easy", 0.15, day=5, uncertain=True, intensity_factor=0.88),
    row("easy", "key", 0.75, day=6, intensity_factor=0.95),
    row("brick", "brick", day=7),
]


def test_the_measures_of_eight_sessions_by_hand():
    found = scores(HAND)
    assert (found.n, found.athletes) == (8, 1)
    assert found.coverage == pytest.approx(6 / 8)
    assert found.accuracy == pytest.approx(5 / 8)
    assert found.accuracy_certain == pytest.approx(4 / 6)
    assert found.key_recall == pytest.approx(2 / 4)
    assert found.key_protected == pytest.approx(3 / 4)
    assert found.false_key_rate == pytest.approx(1 / 3)
    assert found.false_hard_rate == pytest.approx(2 / 3)
    f1_easy, f1_key = 2 * 2 / (3 + 4), 2 * 2 / (4 + 3)
    assert found.macro_f1 == pytest.approx((f1_easy + f1_key) / 2)
    # Bins: 0-0.1 (0.05 key, 0.05 easy), 0.1-0.2, 0.4-0.5, 0.7-0.8 (key, easy), 0.9-1.
    gaps = [2 * abs(0.05 - 0.5), 0.15, 0.55, 2 * abs(0.75 - 0.5), 0.05]
    assert found.calibration_error == pytest.approx(sum(gaps) / 7)
    squares = [0.05, 0.25, 0.55, 0.95, 0.05, 0.15, 0.75]
    assert found.brier == pytest.approx(sum(x * x for x in squares) / 7)
    recalls = {"easy": 2 / 3, "key": 2 / 4, "brick": 1.0}
    assert {name: found.recalls[name] for name in recalls} == pytest.approx(recalls)
    assert math.isnan(found.recalls["other"])


def test_kinds_count_where_the_class_is_right_and_a_kind_was_told():
    rows = [
        row("key", "key", truth_kind="tempo", predicted_kind="tempo"),
        row("key", "key", truth_kind="tempo", predicted_kind="interval"),
        row("key", "key", predicted_kind="interval"),
        row("easy", "key", truth_kind="endurance", predicted_kind="tempo"),
    ]
    assert scores(rows).kind_accuracy == pytest.approx(1 / 2)


def test_what_there_is_nothing_of_is_not_a_number_and_null_in_json():
    found = scores([row("easy", "easy")])
    assert math.isnan(found.key_recall)
    assert math.isnan(found.brier)
    assert found.to_json()["key_recall"] is None
    assert found.to_json()["accuracy"] == 1
    assert found.macro_f1 == 1
    assert scores([]).to_json()["accuracy"] is None


def test_the_surest_come_first_and_equals_together():
    coverage, risk = risk_coverage(HAND)
    # Sure by 0.95 (three, one of them wrong), 0.85, 0.75 (two, one wrong), 0.55 (wrong).
    assert coverage.tolist() == pytest.approx([3 / 7, 4 / 7, 6 / 7, 1])
    assert risk.tolist() == pytest.approx([1 / 3, 1 / 4, 2 / 6, 3 / 7])


def test_reliability_sets_what_was_said_beside_what_was_so():
    low, *_, high = reliability(HAND)
    assert (low.n, low.low, low.probability, low.key_share) == (2, 0.0, pytest.approx(0.05), 0.5)
    assert (high.n, high.high, high.key_share) == (1, 1.0, 1.0)


def test_the_baselines_class_the_same_sessions_in_simpler_ways():
    found = baselines(HAND)
    assert {one.predicted for one in found["majority"]} == {"key"}
    hard = [one.session for one in found["intensity factor"] if one.predicted == "key"]
    assert hard == ["0", "2", "5", "6"]
    assert "cascade" not in found
    by_rules = baselines([replace(one, cascade="easy") for one in HAND])["cascade"]
    assert scores(by_rules).key_recall == 0
    assert scores(by_rules).coverage == 1


def test_groups_come_in_order_of_their_names():
    rows = [replace(HAND[0], tier=tier) for tier in ("T3", "T1", "T3")]
    assert {name: len(group) for name, group in grouped(rows, lambda one: one.tier).items()} == {
        "T1": 1,
        "T3": 2,
    }


# -- laws ------------------------------------------------------------------------------

ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(CLASSES),
        st.sampled_from(CLASSES),
        st.one_of(st.just(math.nan), st.floats(0, 1)),
        athlete=st.sampled_from("abc"),
        day=st.integers(0, 400),
        uncertain=st.booleans(),
        intensity_factor=st.one_of(st.just(math.nan), st.floats(0.3, 1.3)),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda one: (one.athlete, one.session),
)


def values(found):
    return {name: getattr(found, name) for name in MEASURES}


@given(ROWS)
def test_the_measures_are_those_of_scikit_learn(rows):
    truth, said = [one.truth for one in rows], [one.predicted for one in rows]
    found = scores(rows)
    assert found.accuracy == pytest.approx(metrics.accuracy_score(truth, said))
    occurring = [name for name in ("easy", "key") if name in {*truth, *said}]
    if occurring:
        f1 = metrics.f1_score(truth, said, labels=occurring, average="macro", zero_division=0)
        assert found.macro_f1 == pytest.approx(f1)
    for name in CLASSES:
        if name in truth:
            recall = metrics.recall_score(truth, said, labels=[name], average=None, zero_division=0)
            assert found.recalls[name] == pytest.approx(recall[0])
    told = [r for r in rows if r.truth in {"easy", "key"} and math.isfinite(r.probability)]
    if told:
        squares = [(one.probability - (one.truth == "key")) ** 2 for one in told]
        assert found.brier == pytest.approx(np.mean(squares))
    if len({one.truth for one in told}) == 2:
        keys = [one.truth == "key" for one in told]
        brier = metrics.brier_score_loss(keys, [one.probability for one in told])
        assert found.brier == pytest.approx(brier)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, chance: random.Random):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert values(scores(mixed)) == pytest.approx(values(scores(rows)), nan_ok=True)
    for ours, theirs in zip(risk_coverage(mixed), risk_coverage(rows), strict=True):
        assert ours == pytest.approx(theirs)
    ours, theirs = (dict(intervals(r, resamples=20).bounds) for r in (mixed, rows))
    for name in MEASURES:
        assert ours[name] == pytest.approx(theirs[name], nan_ok=True)


@given(ROWS)
def test_who_is_always_right_scores_one(rows):
    perfect = [
        replace(one, predicted=one.truth, probability=float(one.truth == "key"), uncertain=False)
        for one in rows
    ]
    found = values(scores(perfect))
    for name in ("false_key_rate", "calibration_error", "brier"):
        assert found[name] == 0 or math.isnan(found[name])
    for name in ("coverage", "accuracy", "accuracy_certain", "macro_f1", "key_recall"):
        assert found[name] == 1 or math.isnan(found[name])
    assert not risk_coverage(perfect)[1].any()


@given(ROWS)
def test_doubting_more_protects_more_keys_and_costs_more_easy_ones(rows):
    before, after = scores(rows), scores([replace(one, uncertain=True) for one in rows])
    for name in ("key_protected", "false_hard_rate"):
        assert getattr(after, name) == 1 or math.isnan(getattr(before, name))
        assert not getattr(after, name) < getattr(before, name)
    assert after.accuracy == before.accuracy
    assert after.coverage == 0


@given(ROWS)
def test_the_whole_of_the_curve_is_the_error_of_all(rows):
    coverage, risk = risk_coverage(rows)
    told = [r for r in rows if r.truth in {"easy", "key"} and math.isfinite(r.probability)]
    if told:
        assert coverage[-1] == 1
        assert risk[-1] == pytest.approx(np.mean([not one.right for one in told]))
        assert (np.diff(coverage) > 0).all()
    assert sum(found.n for found in reliability(rows)) == len(told)


@given(ROWS)
def test_calibration_error_is_that_of_the_reliability_diagram(rows):
    bins = reliability(rows)
    if bins:
        gaps = sum(one.n * abs(one.probability - one.key_share) for one in bins)
        error = gaps / sum(one.n for one in bins)
        assert scores(rows).calibration_error == pytest.approx(error, abs=1e-12)


# -- intervals -------------------------------------------------------------------------


def test_intervals_are_drawn_over_athletes_and_so_wider_than_over_sessions():
    """Of ten athletes five are always classed right, five never."""
    rows = [
        row("key", "key" if number % 2 else "easy", athlete=f"{number}", day=day)
        for number in range(10)
        for day in range(20)
    ]
    found = intervals(rows)
    assert found.over == "athletes"
    low, high = found.bounds["accuracy"]
    # Half of ten drawn: binomial, 5 % and 95 % at 0.2 or 0.3 and 0.7 or 0.8.
    assert 0.2 <= low <= 0.3
    assert 0.7 <= high <= 0.8
    alone = intervals([replace(one, athlete="a") for one in rows])
    assert alone.over == "sessions"
    low, high = alone.bounds["accuracy"]
    assert 0.42 < low < 0.46
    assert 0.54 < high < 0.58


def test_the_same_seed_draws_the_same_and_another_one_another():
    rows = [row("key", "key" if day % 3 else "easy", day=day) for day in range(31)]
    assert intervals(rows) == intervals(rows)
    assert intervals(rows, resamples=50, seed=1) != intervals(rows, resamples=50, seed=2)


def test_what_there_is_nothing_of_has_no_interval():
    found = intervals([row("easy", "easy", day=day) for day in range(3)])
    assert all(math.isnan(end) for end in found.bounds["key_recall"])
    assert found.bounds["accuracy"] == (1, 1)
    assert found.to_json()["key_recall"] == [None, None]


# -- people ----------------------------------------------------------------------------


def test_kappa_is_agreement_beyond_chance():
    first = ["key"] * 20 + ["key"] * 5 + ["easy"] * 10 + ["easy"] * 15
    second = ["key"] * 20 + ["easy"] * 5 + ["key"] * 10 + ["easy"] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert math.isnan(kappa(["key"], ["key"]))


# -- parting ---------------------------------------------------------------------------

ATHLETES = [name for name in "abcdef" for _ in range(7)]


@pytest.mark.parametrize("folds", [None, 3])
def test_no_athlete_is_on_both_sides_and_each_is_tested_once(folds):
    tested = []
    for train, test in leave_athletes_out(ATHLETES, folds):
        whose = [{ATHLETES[i] for i in side} for side in (train, test)]
        assert not whose[0] & whose[1]
        assert len(train) + len(test) == len(ATHLETES)
        tested += test.tolist()
    assert sorted(tested) == list(range(len(ATHLETES)))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 60)), min_size=1, max_size=60),
    st.integers(1, 5),
)
def test_what_is_tested_comes_after_all_that_was_learned_from(sessions, folds):
    athletes = [name for name, _ in sessions]
    starts = [START + timedelta(days=day) for _, day in sessions]
    for train, test in forward_in_time(athletes, starts, folds):
        for name in "abc":
            earlier = [starts[i] for i in train if athletes[i] == name]
            later = [starts[i] for i in test if athletes[i] == name]
            if earlier and later:
                assert max(earlier) < min(later)


def test_each_session_but_those_of_the_first_part_is_tested_once():
    athletes = ["a"] * 10 + ["b"] * 20
    starts = [START + timedelta(days=n) for n in [*range(10), *range(20)]]
    folds = list(forward_in_time(athletes, starts, folds=4))
    tested = sorted(i for _, test in folds for i in test.tolist())
    assert tested == [*range(2, 10), *range(14, 30)]
    assert [len(train) for train, _ in folds] == [6, 12, 18, 24]
