"""What the learned model looks at, as one table.

Ten easy minutes more or less make no other session of it, so nothing here changes by them: best
stretches, minutes above a level and highest heart rates, but no means or shares of the whole.
Duration counts only from where it is long. And nothing here can rise as a session gets easier:
the model may then only add (`models.learning.training`), which keeps it sane on sessions unlike
any that it learned from.

Half of the table compares with thresholds, which may be wrong; the other half with the athlete's
own earlier sessions, of whom some record all and some only what was hard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import isnan, log, log1p, nan
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.sports import Family
from models.history import History
from models.intensity import Evidence
from models.profile import Profile
from models.quantile import quantile
from models.rules import INTERVAL_HEART, LONG_MIN, STANDS_OUT, Case
from models.series import Interval
from models.verdicts import Tier

__all__ = ["FEATURES", "TIERS", "Feature", "Sight", "features", "row"]

Channel = Literal["effort", "heart_rate"]

TIERS: dict[Tier, frozenset[Channel]] = {
    "T1": frozenset({"effort", "heart_rate"}),
    "T2": frozenset({"effort"}),
    "T3": frozenset({"heart_rate"}),
}
"""The tiers that have a model, and the channels there are."""

FEW = 5
"""Earlier sessions that weigh as much as what most people do."""

USUAL_EFFORT: dict[Family, float] = {"run": 0.88, "ride": 0.75, "swim": 1.0}
USUAL_HEART = 0.88
"""Best ten minutes of the session in the middle, as most people train, over threshold."""

ABOVE_USUAL = 1.05
FASTER = 1.10
HIGHER_HEART = (1.02, 1.04, 1.07)
"""Shares of what is usual, from which the best ten minutes, or a minute, are more than that."""

LONG_SHARE = 1.4
"""A long session is by so much longer than the one in the middle."""

MIN_KNOWN = 3
"""Fewer sessions have no middle."""


@dataclass(frozen=True)
class Sight:
    """A session as the features see it: what the rules weighed, the past, what the rules said.

    `margin_sd` is by how many standard deviations of the thresholds the rules say key.
    """

    case: Case
    history: History
    margin_sd: float

    @property
    def seen(self) -> Evidence:
        """The session held against the thresholds."""
        return self.case.seen

    @property
    def profile(self) -> Profile:
        """The session itself."""
        return self.case.seen.session.profile

    @cached_property
    def usually_long_min(self) -> float:
        """Minutes that are long by their distance from the session in the middle.

        Of whoever trains three times a week every third session may be long.
        """
        least, unknown = LONG_MIN[self.case.sport]
        counted = self.history.counted_min
        if len(counted) < MIN_KNOWN:
            return unknown
        return max(least, LONG_SHARE * quantile(counted, 0.5))

    @cached_property
    def usual_effort(self) -> float:
        """Best ten minutes (W or m/s) of the session in the middle."""
        others = USUAL_EFFORT[self.case.sport] * self.seen.threshold_effort
        return _middle(self.history.best_10, others)

    @cached_property
    def usual_heart(self) -> float:
        """Highest ten minutes of heart rate (bpm) of the session in the middle."""
        return _middle(self.history.best_heart_10_bpm, USUAL_HEART * self.seen.threshold_heart)

    @cached_property
    def work(self) -> tuple[Interval, ...]:
        """Regular intervals, where the heart bore them out or was not recorded."""
        seen = self.seen
        if seen.peak_heart < INTERVAL_HEART or not seen.regular:
            return ()
        return seen.intervals

    @property
    def work_min(self) -> float:
        """Minutes of work in them."""
        return sum(interval.duration_s for interval in self.work) / 60

    def effort_min(self, least: float) -> float:
        """Minutes of at least so much effort (W or m/s)."""
        return np.count_nonzero(self.seen.session.effort >= least) / 60

    def heart_min(self, least_bpm: float) -> float:
        """Minutes with at least that heart rate."""
        if self.seen.session.peak_bpm < least_bpm:
            return 0.0
        return np.count_nonzero(self.seen.session.heart >= least_bpm) / 60


class Feature(NamedTuple):
    """One column: its name and unit, the channels it needs, and what it is where unknown.

    `of` finds it. `words` says in a reason what speaks for key, and `against` what for easy; None
    where the number says nothing to people, or the rules have said it.
    """

    name: str
    unit: str
    needs: frozenset[Channel]
    unknown: str
    of: Callable[[Sight], float]
    words: Callable[[Sight], str] | None = None
    against: Callable[[Sight], str] | None = None


def _middle(past: FloatArray, others: float) -> float:
    """The median of earlier sessions, drawn towards what others do where few are known."""
    known = len(past)
    return (known * quantile(past, 0.5) + FEW * others) / (known + FEW) if known else others


def _log(ratio: float) -> float:
    return log(ratio) if ratio > 0 else nan


def _rank(value: float, past: FloatArray) -> float:
    """The share of earlier sessions that were lower, drawn towards a half where few are known."""
    if isnan(value):
        return 0.5
    return (float(np.count_nonzero(past < value)) + FEW / 2) / (len(past) + FEW)


def _contrast(s: Sight) -> float:
    """Best ten minutes less the easier part of the session.

    On a road's bike power comes and goes by itself, and a short session has no easier part.
    """
    easier = s.seen.exceeded_25_min
    if s.case.sport == "ride" or easier == 0:
        return 0.0
    return min(s.seen.best_10 - easier, 2 * STANDS_OUT)


_SPORTS: dict[Family, tuple[str, str, str]] = {
    "run": ("runs", "faster", "slower"),
    "ride": ("rides", "stronger", "weaker"),
    "swim": ("swims", "faster", "slower"),
}


TELLING = 0.6
"""The share of earlier sessions that a comparison is worth a sentence from."""


def _among_own(s: Sight, what: str, past: FloatArray, count: int) -> str:
    """What is so of most earlier sessions, in words; "" where it is of few or few are known."""
    known = len(past)
    if known < FEW or count < TELLING * known:
        return ""
    of = f"all {known} of your" if count == known else f"{count} of your {known}"
    return f"{what} in {of} earlier {_SPORTS[s.case.sport][0]}"


def _count(where: npt.NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(where))


def _best_10_higher(s: Sight) -> str:
    past = s.history.best_10
    what = f"best 10 min {_SPORTS[s.case.sport][1]} than"
    return _among_own(s, what, past, _count(past < s.profile.best_10))


def _best_10_lower(s: Sight) -> str:
    past = s.history.best_10
    what = f"best 10 min {_SPORTS[s.case.sport][2]} than"
    return _among_own(s, what, past, _count(past > s.profile.best_10))


def _heart_higher(s: Sight) -> str:
    past = s.history.best_heart_10_bpm
    what = "heart rate over 10 min higher than"
    return _among_own(s, what, past, _count(past < s.profile.best_heart_10_bpm))


def _heart_lower(s: Sight) -> str:
    past = s.history.best_heart_10_bpm
    what = "heart rate over 10 min lower than"
    return _among_own(s, what, past, _count(past > s.profile.best_heart_10_bpm))


def _faster(s: Sight) -> str:
    minutes = s.effort_min(FASTER * s.usual_effort)
    return f"{minutes:.0f} min at least 10 % above your usual best 10 min" if minutes >= 1 else ""


def _longer(s: Sight) -> str:
    return f"{s.case.minutes:.0f} min, far longer than most of your {_SPORTS[s.case.sport][0]}"


def _repeats(s: Sight) -> str:
    return f"{len(s.work)} regular efforts, {s.work_min:.0f} min in all"


EFFORT: frozenset[Channel] = frozenset({"effort"})
HEART: frozenset[Channel] = frozenset({"heart_rate"})
ANY: frozenset[Channel] = frozenset()
BOTH = EFFORT | HEART

_KNOWN = "never unknown"
_SHORT = "the session is shorter: as on average"
_OTHERS = "nothing earlier: as others train"
_THRESHOLD, _RATIO, _MINUTES = "share of threshold", "log of a ratio", "log of 1 + min"


def _heart_minutes(share: float) -> Feature:
    name = f"heart_{round(100 * share - 100)}_min"

    def minutes(s: Sight) -> float:
        return log1p(s.heart_min(share * s.usual_heart))

    return Feature(name, _MINUTES, HEART, _OTHERS, minutes)


FEATURES: tuple[Feature, ...] = (
    Feature("margin", "SD of thresholds", ANY, _KNOWN, lambda s: s.margin_sd),
    Feature("long", "0 or 1", ANY, _KNOWN, lambda s: float(s.case.minutes >= s.case.long_from_min)),
    Feature(
        "usually_long",
        "0 or 1",
        ANY,
        _OTHERS,
        lambda s: float(s.case.minutes >= s.usually_long_min),
        _longer,
    ),
    Feature(
        "beyond_long",
        _RATIO,
        ANY,
        _OTHERS,
        lambda s: log(max(s.case.minutes / min(s.case.long_from_min, s.usually_long_min), 1.0)),
        _longer,
    ),
    Feature("best_10", _THRESHOLD, EFFORT, _KNOWN, lambda s: s.seen.best_10),
    Feature(
        "best_20",
        _THRESHOLD,
        EFFORT,
        _SHORT,
        lambda s: s.profile.best_20 / s.seen.threshold_effort,
    ),
    Feature("contrast", _THRESHOLD, EFFORT, _KNOWN, _contrast),
    Feature("hard_block_min", _MINUTES, EFFORT, _KNOWN, lambda s: log1p(s.seen.hard_block_min)),
    Feature(
        "sprint_min",
        _MINUTES,
        EFFORT,
        _KNOWN,
        lambda s: log1p(s.effort_min(1.2 * s.seen.threshold_effort)),
    ),
    Feature(
        "best_10_above_usual",
        _RATIO,
        EFFORT,
        _OTHERS,
        lambda s: log(max(s.profile.best_10 / s.usual_effort / ABOVE_USUAL, 1.0)),
        _best_10_higher,
        _best_10_lower,
    ),
    Feature(
        "best_10_rank",
        "share",
        EFFORT,
        "nothing earlier: a half",
        lambda s: _rank(s.profile.best_10, s.history.best_10),
        _best_10_higher,
        _best_10_lower,
    ),
    Feature(
        "faster_min",
        _MINUTES,
        EFFORT,
        _OTHERS,
        lambda s: log1p(s.effort_min(FASTER * s.usual_effort)),
        _faster,
    ),
    Feature("work_min", _MINUTES, ANY, _KNOWN, lambda s: log1p(s.work_min), _repeats),
    Feature("repeats", "log of 1 + n", ANY, _KNOWN, lambda s: log1p(len(s.work)), _repeats),
    Feature("best_10_heart", _THRESHOLD, BOTH, _KNOWN, lambda s: s.seen.best_10_heart),
    Feature(
        "heart_above_usual",
        _RATIO,
        HEART,
        _OTHERS,
        lambda s: _log(s.profile.best_heart_10_bpm / s.usual_heart),
        _heart_higher,
        _heart_lower,
    ),
    Feature(
        "heart_rank",
        "share",
        HEART,
        "nothing earlier: a half",
        lambda s: _rank(s.profile.best_heart_10_bpm, s.history.best_heart_10_bpm),
        _heart_higher,
        _heart_lower,
    ),
    *(_heart_minutes(share) for share in HIGHER_HEART),
)

_OF_TIER = {tier: tuple(f for f in FEATURES if f.needs <= there) for tier, there in TIERS.items()}


def features(tier: Tier) -> tuple[Feature, ...]:
    """The columns of a tier, in order."""
    return _OF_TIER[tier]


def row(tier: Tier, sight: Sight) -> FloatArray:
    """(k,) the features of a session; what is not known is NaN."""
    values = np.array([feature.of(sight) for feature in _OF_TIER[tier]])
    values[~np.isfinite(values)] = np.nan
    return values
