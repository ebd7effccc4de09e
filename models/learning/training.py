"""How the parameters of the class model are found, and what was tried instead.

Of all of kneedrive only this module and `models.evaluation` use scikit-learn. Athletes are never
split: what is measured, and what calibrates, are sessions of athletes that the model never saw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from ingest.activity import FloatArray
from models.evaluation import leave_athletes_out
from models.learning.features import features
from models.learning.model import CLASSES, TierModel
from models.verdicts import Tier

__all__ = ["boosted", "certain", "fitted", "held_out", "logistic", "parameters"]

Strings = npt.NDArray[np.str_]
Learner = Callable[[FloatArray, FloatArray, Strings, FloatArray], FloatArray]
"""Learns from (n, k) features, (n, 4) shares of the classes and the (n,) athletes they are of, and
gives the (m,) log-odds of key for (m, k) other features."""

FOLDS = 5
PENALTY_C = 0.3
"""Inverse strength of the L2 penalty: some thousand sessions, but few athletes."""

NEVER = -20.0
"""Intercept of a class that no session had: nobody's swim is long, say."""


def certain(classes: npt.NDArray[np.int_]) -> FloatArray:
    """(n, 4) shares of the classes where (n,) classes are known."""
    return np.eye(len(CLASSES))[classes]


def logistic(values: FloatArray, shares: FloatArray, athletes: Strings) -> TierModel:
    """A multinomial logistic model that can only add, calibrated on athletes left out.

    Args:
        values: (n, k) features, NaN where unknown.
        shares: (n, 4) how probable each of `CLASSES` is.
        athletes: (n,) whose session each is.
    """
    out_of_fold = held_out(
        lambda x, y, _, unseen: fitted(x, y).log_odds(unseen), values, shares, athletes
    )
    platt = LogisticRegression(C=np.inf).fit(
        np.tile(out_of_fold, 2)[:, np.newaxis],
        np.repeat([1, 0], len(values)),
        sample_weight=np.concatenate((shares[:, 1:].sum(axis=1), shares[:, 0])),
    )
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    return replace(fitted(values, shares), slope=slope, offset=offset)


def fitted(values: FloatArray, shares: FloatArray) -> TierModel:
    """The most probable coefficients of which none is below 0; those of easy are 0.

    Every feature is made so that more of it can only speak for key. Without that constraint
    a model learns that, among simulated sessions, some hard one had a low heart rate, and calls
    a walk key.
    """
    known = np.isfinite(values).any(axis=0)
    means, scales = np.zeros(values.shape[1]), np.ones(values.shape[1])
    means[known], scales[known] = np.nanmean(values[:, known], 0), np.nanstd(values[:, known], 0)
    scales[scales == 0] = 1.0
    empty = TierModel(means, scales, np.zeros((len(CLASSES), 0)), np.zeros(len(CLASSES)))
    apart = empty.standardized(values)
    seen = 1 + np.flatnonzero(shares[:, 1:].any(axis=0))
    told = shares[:, [0, *seen]]
    shape = (len(seen), values.shape[1])
    size = shape[0] * shape[1]

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        coefficients, intercepts = point[:size].reshape(shape), point[size:]
        logits = np.column_stack((np.zeros(len(apart)), apart @ coefficients.T + intercepts))
        logs = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        wrong = (np.exp(logs) * told.sum(axis=1, keepdims=True) - told)[:, 1:]
        slopes = np.concatenate(
            ((wrong.T @ apart + coefficients / PENALTY_C).ravel(), wrong.sum(0))
        )
        return float((coefficients**2).sum() / (2 * PENALTY_C) - (told * logs).sum()), slopes

    found = minimize(
        loss,
        np.zeros(size + len(seen)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * size + [(None, None)] * len(seen),
    ).x
    coefficients, intercepts = np.zeros((len(CLASSES), shape[1])), np.full(len(CLASSES), NEVER)
    intercepts[0] = 0.0
    coefficients[seen], intercepts[seen] = found[:size].reshape(shape), found[size:]
    return TierModel(means, scales, coefficients, intercepts)


def boosted(values: FloatArray, shares: FloatArray, _: Strings, unseen: FloatArray) -> FloatArray:
    """Gradient-boosted trees, held to the same constraint: the model to beat."""
    weights = np.concatenate((shares[:, 1:].sum(axis=1), shares[:, 0]))
    is_key, told = np.repeat([1, 0], len(values)), weights > 0
    fitted = HistGradientBoostingClassifier(
        max_leaf_nodes=15,
        min_samples_leaf=20,
        l2_regularization=1.0,
        monotonic_cst=np.ones(values.shape[1], int),
        random_state=0,
    ).fit(np.tile(values, (2, 1))[told], is_key[told], sample_weight=weights[told])
    return np.asarray(fitted.decision_function(unseen), np.float64)


def held_out(
    learner: Learner, values: FloatArray, shares: FloatArray, athletes: Strings
) -> FloatArray:
    """(n,) log-odds of key, each from what was learned of other athletes."""
    found = np.empty(len(values))
    folds = min(FOLDS, len(np.unique(athletes)))
    for known, left in leave_athletes_out(athletes.tolist(), folds):
        found[left] = learner(values[known], shares[known], athletes[known], values[left])
    return found


def parameters(tier: Tier, model: TierModel) -> dict[str, Any]:
    """A model as plain values for JSON, rounded to what matters."""
    return {
        "features": [feature.name for feature in features(tier)],
        "means": _rounded(model.means),
        "scales": _rounded(model.scales),
        "coefficients": _rounded(model.coefficients),
        "intercepts": _rounded(model.intercepts),
        "slope": round(model.slope, 4),
        "offset": round(model.offset, 4),
    }


def _rounded(values: FloatArray) -> Any:  # noqa: ANN401 - a list, or a list of them
    return np.round(values, 5).tolist()
