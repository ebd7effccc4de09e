"""How the model is taught: by intentions, and by rules of thumb that vote."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.learning import training, votes
from models.learning.features import features
from models.learning.model import CLASSES

RNG = np.random.default_rng(0)
ABSTAINS = votes.ABSTAINS


def taught(n=600, k=4, athletes=12):
    """Features of which the first two speak for key, and shares of the classes."""
    values = RNG.normal(size=(n, k))
    logits = np.column_stack(
        (np.zeros(n), 2 * values[:, 0] - 1, 2 * values[:, 1] - 1, np.full(n, -3.0))
    )
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    classes = np.array([RNG.choice(len(CLASSES), p=p) for p in chances])
    return values, classes, np.array([f"s{i % athletes}" for i in range(n)])


def share_key(log_odds):
    return 1 / (1 + np.exp(-log_odds))


class TestLogistic:
    def test_it_finds_what_was_put_in_and_is_calibrated(self):
        values, classes, athletes = taught(3000)
        found = training.logistic(values, training.certain(classes), athletes)
        assert found.coefficients[1].argmax() == 0
        assert found.coefficients[2].argmax() == 1
        assert found.slope == pytest.approx(1.0, abs=0.15)
        assert share_key(found.log_odds(values)).mean() == pytest.approx(
            (classes > 0).mean(), abs=0.02
        )

    def test_no_feature_ever_speaks_for_easy(self):
        values, classes, athletes = taught()
        values[:, 2] = (classes == 0) + 0.1 * values[:, 2]  # would, if it were let
        found = training.logistic(values, training.certain(classes), athletes)
        assert (found.coefficients >= 0).all()
        assert (found.coefficients[0] == 0).all()

    def test_what_is_unknown_everywhere_and_a_class_that_nobody_had_do_no_harm(self):
        values, classes, athletes = taught()
        values[:, 3] = np.nan
        classes[classes == 3] = 0
        found = training.logistic(values, training.certain(classes), athletes)
        assert np.isfinite(found.log_odds(values)).all()
        assert found.reading(values[0]).likeliest_key != 3

    def test_shares_of_classes_teach_as_certain_classes_do(self):
        values, classes, athletes = taught()
        certain = training.logistic(values, training.certain(classes), athletes)
        again = training.logistic(
            np.tile(values, (2, 1)),
            0.5 * training.certain(np.tile(classes, 2)),
            np.tile(athletes, 2),
        )
        np.testing.assert_allclose(again.log_odds(values), certain.log_odds(values), atol=0.02)

    def test_the_same_rows_give_the_same_model(self):
        values, classes, athletes = taught()
        one, two = (
            training.logistic(values, training.certain(classes), athletes) for _ in range(2)
        )
        np.testing.assert_array_equal(one.coefficients, two.coefficients)

    def test_parameters_name_the_features(self):
        names = [one.name for one in features("T2")]
        values, classes, athletes = taught(k=len(names))
        model = training.logistic(values, training.certain(classes), athletes)
        plain = training.parameters("T2", model)
        assert plain["features"] == names
        assert np.shape(plain["coefficients"]) == (len(CLASSES), len(names))


def test_nobody_is_judged_by_what_was_learned_of_her():
    values, classes, athletes = taught()

    def learner(_, __, known, unseen):
        assert not set(known) & set(athletes[np.isin(values, unseen).all(axis=1)])
        return np.zeros(len(unseen))

    assert (training.held_out(learner, values, training.certain(classes), athletes) == 0).all()


def test_trees_learn_it_too():
    values, classes, athletes = taught(2000)
    odds = training.held_out(training.boosted, values, training.certain(classes), athletes)
    assert odds[classes > 0].mean() > odds[classes == 0].mean() + 0.5


class TestVotes:
    def cast(self, n, rights, speaks):
        """Classes, and votes of functions of known accuracy that each speak of one class."""
        classes = RNG.choice(4, size=n, p=[0.7, 0.1, 0.1, 0.1])
        columns = []
        for place, (right, speak) in enumerate(zip(rights, speaks, strict=True)):
            said = np.where(RNG.random(n) < right, classes, (classes + 1 + place % 3) % 4)
            columns.append(np.where(RNG.random(n) < speak, said, ABSTAINS))
        return classes, np.column_stack(columns)

    def test_they_are_right_more_often_together_than_alone(self):
        classes, cast = self.cast(3000, (0.8, 0.8, 0.8, 0.7), (0.8, 0.7, 0.9, 0.8))
        alone = [(cast[:, k] == classes)[cast[:, k] != ABSTAINS].mean() for k in range(4)]
        assert (votes.shares(cast).argmax(axis=1) == classes).mean() > max(alone)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.lists(st.integers(-1, 3), min_size=5, max_size=5), min_size=1, max_size=40))
    def test_shares_are_shares_and_follow_those_who_agree(self, cast):
        found = votes.shares(np.array(cast))
        assert np.isfinite(found).all()
        np.testing.assert_allclose(found.sum(axis=1), 1.0)

    def test_a_session_of_which_nobody_speaks_is_as_most_are(self):
        _, cast = self.cast(500, (0.9, 0.9, 0.9), (0.9, 0.9, 0.9))
        cast[0] = ABSTAINS
        assert votes.shares(cast)[0].argmax() == 0
