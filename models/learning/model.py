"""The learned probability that a session is key, and what speaks for it.

A multinomial logistic model for each sport and sensor tier: easy against the three ways of being
key (intervals; tempo, races and hard hills; long). The probability of key is one less that of
easy. What was learned lies in `parameters.json`, which people can read; nothing else is needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, isfinite, log
from typing import Any, Literal, NamedTuple, Self

import numpy as np

from ingest.activity import FloatArray
from ingest.sports import Family
from models.learning.features import TIERS, Sight, features, row
from models.verdicts import Kind, Tier

__all__ = [
    "CLASSES",
    "MIN_CORRECTIONS",
    "MODELS",
    "ClassModel",
    "Correction",
    "Cuts",
    "Opinion",
    "ParametersError",
    "TierModel",
    "class_of",
    "own_bias",
    "probability",
    "shipped_text",
]

CLASSES = ("easy", "interval", "tempo", "long")
"""What the model tells apart; tempo stands for races and hard hills too."""

_KINDS: tuple[Kind, ...] = ("endurance", "interval", "tempo", "long")

_CLASS_OF: dict[Kind, int] = {"interval": 1, "tempo": 2, "race": 2, "hilly_hard": 2, "long": 3}

MODELS: tuple[tuple[Family, Tier], ...] = (
    ("run", "T1"),
    ("run", "T2"),
    ("run", "T3"),
    ("ride", "T1"),
    ("ride", "T2"),
    ("ride", "T3"),
    ("swim", "T2"),
)
"""There is one of each; in water heart rate does not count."""

MIN_CORRECTIONS = 8
"""Fewer say more about those sessions than about the athlete."""

BIAS_SD = 0.7
"""How far apart athletes are in what they call key, in log-odds."""

FARTHEST_SD = 3.0
"""No feature counts for more than this many standard deviations of those learned from."""

CONTRADICTION_SD = 1.0
"""Rules that say otherwise by more than this are heard: then the class is uncertain. The rules
come from real sessions, the model has learned from simulated ones."""

_TOLD = 2
"""Contributions that a reason names; more is a list, no reason."""

_SURE = 30.0
"""Log-odds beyond which floating point knows nothing between probable and certain."""


def class_of(kind: Kind | None) -> int:
    """Which of `CLASSES` a kind of session is."""
    return 0 if kind is None else _CLASS_OF.get(kind, 0)


class ParametersError(ValueError):
    """The parameters are not those of a model for these features."""


class Correction(NamedTuple):
    """An earlier session that the athlete labelled, and what the model says of it by itself."""

    log_odds: float
    is_key: bool


class Cuts(NamedTuple):
    """Probabilities of key: a session is key from `key` on, uncertain between `low` and `high`.

    A missed key costs the legs more than a false one, a lost slot: `key` lies below a half.
    """

    low: float
    key: float
    high: float


class Opinion(NamedTuple):
    """What the model says of a session; `reasons` name what speaks most for it.

    `log_odds` are those of key whoever the athlete is, `probability` that for this athlete.
    """

    probability: float
    log_odds: float
    session_class: Literal["easy", "key"]
    kind: Kind
    uncertain: bool
    reasons: tuple[str, ...]


class Reading(NamedTuple):
    """What a model reads in one session.

    Log-odds of key, which of `CLASSES` it is if it is key, and (k,) by how much each feature
    raises the log-odds above what they are at its mean.
    """

    log_odds: float
    likeliest_key: int
    contributions: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TierModel:
    """The model of one sport and tier.

    `coefficients` (4, k) belong to features less `means` (k,), over `scales` (k,), as far as
    `FARTHEST_SD`; `intercepts` are (4,). A feature that is not known (NaN) counts as its mean.
    `slope` and `offset` make the log-odds of key honest ones (Platt 1999).
    """

    means: FloatArray
    scales: FloatArray
    coefficients: FloatArray
    intercepts: FloatArray
    slope: float = 1.0
    offset: float = 0.0

    def standardized(self, values: FloatArray) -> FloatArray:
        """(..., k) features as the coefficients take them."""
        apart = (values - self.means) / self.scales
        apart[np.isnan(apart)] = 0.0
        return np.minimum(np.maximum(apart, -FARTHEST_SD), FARTHEST_SD)

    def log_odds(self, values: FloatArray) -> FloatArray:
        """(...) calibrated log-odds of key for (..., k) features."""
        logits = self._logits(self.standardized(values))
        key: FloatArray = np.logaddexp.reduce(logits[..., 1:], axis=-1) - logits[..., 0]
        return self.slope * key + self.offset

    def reading(self, values: FloatArray) -> Reading:
        """What (k,) features of one session say."""
        apart = self.standardized(values)
        easy, *keys = self._logits(apart).tolist()
        highest = max(keys)
        shares = [exp(logit - highest) for logit in keys]
        total = sum(shares)
        toward: FloatArray = np.array(shares) / total @ self.coefficients[1:] - self.coefficients[0]
        return Reading(
            log_odds=self.slope * (highest + log(total) - easy) + self.offset,
            likeliest_key=1 + keys.index(highest),
            contributions=self.slope * toward * apart,
        )

    def _logits(self, apart: FloatArray) -> FloatArray:
        logits: FloatArray = apart @ self.coefficients.T + self.intercepts
        return logits


@dataclass(frozen=True, slots=True, eq=False)
class ClassModel:
    """What was learned, ready to be asked.

    `version` names it. `decides` says by tier whether the rules or the model names the class, and
    `cuts` from which probability on. `training` tells what it learned from, and `scores`
    by tier how well it does on those that it had not seen (`measured_on`), all as in the file.
    """

    version: str
    decides: Mapping[Tier, Literal["rule", "model"]]
    cuts: Mapping[Tier, Cuts]
    training: Mapping[str, Any]
    measured_on: str
    scores: Mapping[str, Any]
    models: Mapping[tuple[Family, Tier], TierModel]

    @classmethod
    def loads(cls, text: str) -> Self:
        """The model that a text in JSON describes.

        Raises:
            ParametersError: It describes none, or one of other features than ours.
        """
        try:
            content = json.loads(text)
            return cls(
                version=str(content["version"]),
                decides={tier: _decider(content["decides"][tier]) for tier in TIERS},
                cuts={tier: _cuts(content["cuts"][tier]) for tier in TIERS},
                training=content["training"],
                measured_on=str(content["measured_on"]),
                scores=content["scores"],
                models={
                    (sport, tier): _model(tier, content["models"][sport][tier])
                    for sport, tier in MODELS
                },
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ParametersError(f"parameters of the class model: {error!r}") from error

    @classmethod
    def shipped(cls) -> ClassModel:
        """The model that comes with kneedrive."""
        return _shipped()

    def ask(self, sight: Sight, bias: float = 0.0) -> Opinion | None:
        """What it says of a session; None where there is no model.

        Args:
            sight: the session, the past, and what the rules say.
            bias: of this athlete (`own_bias`).
        """
        sport, tier = sight.case.sport, sight.seen.session.tier
        if (sport, tier) not in self.models:
            return None
        read = self.models[sport, tier].reading(row(tier, sight))
        p = probability(read.log_odds + bias)
        low, key, high = self.cuts[tier]
        is_key = p >= key
        contradicted = sight.margin_sd * (1 if is_key else -1) <= -CONTRADICTION_SD
        return Opinion(
            probability=p,
            log_odds=read.log_odds,
            session_class="key" if is_key else "easy",
            kind=_KINDS[read.likeliest_key if is_key else 0],
            uncertain=low < p < high or contradicted,
            reasons=_reasons(tier, sight, read.contributions, is_key=is_key),
        )


def own_bias(corrections: Sequence[Correction]) -> float:
    """By how much this athlete calls key what others would not, in log-odds.

    The most probable value given earlier labels, where athletes differ by a normal distribution
    of `BIAS_SD`; 0 below `MIN_CORRECTIONS`.
    """
    if len(corrections) < MIN_CORRECTIONS:
        return 0.0
    bias = 0.0
    for _ in range(20):  # Newton's steps; the posterior is concave, the prior keeps them short
        said = [probability(one.log_odds + bias) for one in corrections]
        slope = sum(one.is_key - p for one, p in zip(corrections, said, strict=True))
        slope -= bias / BIAS_SD**2
        bias += slope / (sum(p * (1 - p) for p in said) + BIAS_SD**-2)
    return bias


def probability(log_odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + exp(-max(-_SURE, min(log_odds, _SURE))))


def _reasons(tier: Tier, sight: Sight, raises: FloatArray, *, is_key: bool) -> tuple[str, ...]:
    """The strongest contributions in words, each said once."""
    told: list[str] = []
    strength = (raises if is_key else -raises).tolist()
    for place in sorted(range(len(strength)), key=strength.__getitem__, reverse=True):
        if strength[place] <= 0 or len(told) == _TOLD:
            break
        feature = features(tier)[place]
        words = feature.words if is_key else feature.against
        if words and (said := words(sight)) and said not in told:
            told.append(said)
    return tuple(told)


def shipped_text() -> str:
    """The parameters that come with kneedrive, as they stand in the file."""
    return (files(__package__) / "parameters.json").read_text(encoding="utf-8")


@cache
def _shipped() -> ClassModel:
    return ClassModel.loads(shipped_text())


def _decider(word: str) -> Literal["rule", "model"]:
    if word == "rule":
        return "rule"
    if word == "model":
        return "model"
    raise ValueError(f'"decides" must be rule or model, not {word!r}')


def _cuts(content: Sequence[float]) -> Cuts:
    cuts = Cuts(*(float(value) for value in content))
    if not 0 < cuts.low <= cuts.key <= cuts.high < 1:
        raise ValueError(f"cuts must rise between 0 and 1: {content}")
    return cuts


def _model(tier: Tier, content: Mapping[str, Any]) -> TierModel:
    """One model, checked against the features it is to read."""
    names = [feature.name for feature in features(tier)]
    if content["features"] != names:
        raise ValueError(f"{tier} was trained on other features: {content['features']}")
    shapes = {
        "means": (len(names),),
        "scales": (len(names),),
        "coefficients": (len(CLASSES), len(names)),
        "intercepts": (len(CLASSES),),
    }
    arrays = {name: np.array(content[name], np.float64) for name in shapes}
    for name, shape in shapes.items():
        if arrays[name].shape != shape or not np.isfinite(arrays[name]).all():
            raise ValueError(f"{tier}: {name} must be {shape} finite numbers")
    if not (arrays["scales"] > 0).all():
        raise ValueError(f"{tier}: scales must be above 0")
    slope, offset = float(content["slope"]), float(content["offset"])
    if not (slope > 0 and isfinite(slope) and isfinite(offset)):
        raise ValueError(f"{tier}: slope must be above 0 and offset finite")
    return TierModel(**arrays, slope=slope, offset=offset)
