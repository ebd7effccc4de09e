"""How hard a session was for this athlete, in a handful of numbers.

In: a session's profile and the athlete's thresholds. Out: `Evidence`, the numbers that the
rules weigh. A channel that is missing for more than a fifth of the session counts as not
recorded: its numbers are NaN.

Thresholds are known to some per cent only. `Intensity.evidence` therefore also tells
what the numbers would be were the thresholds a little higher or lower.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import exp
from statistics import median
from typing import Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Estimate, Thresholds
from models.intervals import Trace, detect, detect_heart_bumps
from models.profile import Profile
from models.series import Interval, is_regular
from models.verdicts import Tier

__all__ = ["NEW_DAYS", "Evidence", "Intensity"]

HARD = 0.95
"""Share of threshold, of effort as of heart rate, from which a minute is hard."""

SURGE = 1.05
"""Share of threshold effort that cannot be held for long."""

SMOOTHED_S = 31
"""Thirty seconds, and one so that the window has a middle."""

_RECORDED = (SMOOTHED_S // 2 + 1 + np.arange(SMOOTHED_S // 2)) / SMOOTHED_S
"""(15,) how much of the windows of a session's first seconds was recorded."""

RAISED, BEFORE_DRIFT = 0.85, 0.75
"""From the first second of a heart rate at such a share of threshold to the last, a high one means
work for so long; later it may be drift. Easy minutes before and after change nothing."""

NEW_DAYS = 28
NEW_EFFORT_SD, NEW_HEART_SD = 0.08, 0.04
"""In so many days after the first session known, thresholds are off by such shares at least,
whatever the few sessions say of them."""

WRIST_C = 5.0
"""By how much a watch on a warm wrist reads above the air: 3-10 C, towards the lower end in the
heat, where skin and air differ less."""


@dataclass(frozen=True)
class Intensity:
    """A session's profile, held against the thresholds of its day.

    Without effort, heart rate tells the class; `measure` says in words what they are a share of.
    """

    profile: Profile
    effort_threshold: Estimate
    heart_threshold: Estimate

    @classmethod
    def of(cls, profile: Profile, thresholds: Thresholds) -> Self:
        """Power is compared with critical power, speed with threshold speed."""
        effort, heart = thresholds.run_speed_mps, thresholds.run_threshold_heart_rate_bpm
        if profile.family == "ride":
            effort, heart = thresholds.critical_power_w, thresholds.ride_threshold_heart_rate_bpm
        elif profile.family == "swim":
            effort = thresholds.swim_speed_mps
        if thresholds.history_days < NEW_DAYS:
            effort, heart = _at_least(effort, NEW_EFFORT_SD), _at_least(heart, NEW_HEART_SD)
        return cls(profile, effort, heart)

    @property
    def measure(self) -> str:
        """What effort, or where it is unknown heart rate, is a share of."""
        if not self.profile.has_effort:
            return "threshold heart rate"
        return "threshold power" if self.profile.family == "ride" else "threshold pace"

    @property
    def tier(self) -> Tier:
        """Which of effort and heart rate there is to go by."""
        if self.profile.has_effort:
            return "T1" if self.profile.has_heart else "T2"
        return "T3" if self.profile.has_heart else "T5"

    @property
    def air_c(self) -> float:
        """The temperature of the air, as far as the device tells; NaN where it doesn't."""
        worn = WRIST_C if self.profile.family == "run" else 0.0
        return self.profile.temperature_c - worn

    def evidence(self, shift: float = 0.0) -> Evidence:
        """The numbers of the session if the thresholds were `shift` standard deviations higher.

        Both move together: threshold speed is estimated as the speed at threshold heart
        rate, so whoever errs on one errs on the other. They move by ratios, and so stay above 0.
        """
        return Evidence(
            self, _shifted(self.effort_threshold, shift), _shifted(self.heart_threshold, shift)
        )

    @cached_property
    def effort(self) -> FloatArray:
        """(n,) 30-s means of effort, 0 where it is unknown.

        Before and after the session there was rest, whether or not it was recorded.
        """
        means = self._effort_trace.smoothed(SMOOTHED_S).copy()
        recorded = _RECORDED[: len(means) // 2]
        means[: len(recorded)] *= recorded
        means[len(means) - len(recorded) :] *= recorded[::-1]
        return means

    @cached_property
    def heart(self) -> FloatArray:
        """(n,) 30-s means of heart rate, 0 where it is unknown; empty where it does not count."""
        counts = self.profile.has_heart
        return Trace(self.profile.heart_rate_bpm if counts else np.empty(0)).smoothed(SMOOTHED_S)

    @cached_property
    def peak_bpm(self) -> float:
        """The highest heart rate; 0 without any."""
        return float(np.fmax.reduce(self.profile.heart_rate_bpm, initial=0.0))

    @cached_property
    def _effort_trace(self) -> Trace:
        return Trace(self.profile.effort)

    @cached_property
    def trace(self) -> Trace:
        """Effort, or where it is unknown heart rate, on the clock: pauses pass as rest."""
        profile = self.profile
        if not profile.has_effort:
            return Trace(self._on_clock(np.where(self.heart > 0, self.heart, np.nan)))
        return Trace(self._on_clock(profile.effort)) if profile.pauses else self._effort_trace

    def _on_clock(self, values: FloatArray) -> FloatArray:
        laid = np.full(int(self.clock_s[-1]) + 1 if len(values) else 0, np.nan)
        laid[self.clock_s] = values
        return laid

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Intervals of effort, or where it is unknown the bumps that they leave in heart rate.

        They are looked for with the threshold as it is and, where that shows no regular series,
        with one a standard deviation lower, whatever evidence is asked for: work that stands out
        from its rests does so by any threshold, only how intense it was differs.
        """
        return self._found[0]

    @cached_property
    def _found(self) -> tuple[tuple[Interval, ...], bool]:
        """The intervals, and whether they are regular."""
        if not (self.profile.has_effort or self.profile.has_heart):
            return (), False
        look = detect if self.profile.has_effort else detect_heart_bumps
        threshold, lower = self.measured_by.value, _shifted(self.measured_by, -1.0)
        found = look(self.trace, threshold)
        if is_regular(found):
            return found, True
        more = look(self.trace, lower)
        # How intense they were is still told by the threshold as it is.
        return (_scaled(more, lower / threshold), True) if is_regular(more) else (found, False)

    @property
    def measured_by(self) -> Estimate:
        """The threshold that `measure` names."""
        return self.effort_threshold if self.profile.has_effort else self.heart_threshold

    @property
    def regular(self) -> bool:
        """Whether the intervals come or last as planned ones do."""
        return self._found[1]

    @cached_property
    def interval_bpm(self) -> float:
        """The median of the highest heart rates in the intervals or just after; NaN without.

        Heart rate lags by about half a minute.
        """
        if not (self.intervals and self.profile.has_heart):
            return np.nan
        spans = [(interval.start_s, interval.end_s + 30) for interval in self.intervals]
        rows = self.clock_s.searchsorted(spans).ravel()
        peaks = np.maximum.reduceat(np.append(self.heart, 0.0), rows)[::2]
        known = peaks[peaks > 0].tolist()
        return float(median(known)) if known else np.nan

    @cached_property
    def clock_s(self) -> npt.NDArray[np.int64]:
        """(n,) the second on the clock of each row."""
        return self.profile.clock_s


@dataclass(frozen=True)
class Evidence:
    """What the rules weigh, found when they ask. Efforts and heart rates are shares of threshold.

    Minutes are timer minutes; NaN where the channel was not recorded.
    """

    session: Intensity
    threshold_effort: float
    threshold_heart: float

    @property
    def best_10(self) -> float:
        """Best 10-min mean effort."""
        return self.session.profile.best_10 / self.threshold_effort

    @property
    def hardest_4(self) -> float:
        """Mean effort of the hardest four minutes, on end or not."""
        return self.session.profile.hardest_4 / self.threshold_effort

    @property
    def best_10_heart(self) -> float:
        """Mean heart rate in the best ten minutes."""
        return self.session.profile.best_10_heart_bpm / self.threshold_heart

    @property
    def exceeded_25_min(self) -> float:
        """What effort was above for 25 min in all: what lies below is easy in hard sessions."""
        return self.session.profile.exceeded_25_min / self.threshold_effort

    @property
    def intensity_factor(self) -> float:
        """Normalized effort."""
        return self.session.profile.normalized_effort / self.threshold_effort

    @property
    def mean_heart(self) -> float:
        """Mean heart rate."""
        return self.session.profile.mean_heart_rate_bpm / self.threshold_heart

    @cached_property
    def hard_min(self) -> float:
        """Minutes of hard effort."""
        return np.count_nonzero(self._hard) / 60 if self._has_effort else np.nan

    @property
    def hard_block_min(self) -> float:
        """The longest of them on end."""
        # Most sessions have no hard minutes to look for runs in.
        return _longest_run(self._hard) / 60 if self.hard_min > 0 else self.hard_min

    @property
    def surge_min(self) -> float:
        """Minutes of an effort that cannot be held for long."""
        surges = self.session.effort >= SURGE * self.threshold_effort
        return np.count_nonzero(surges) / 60 if self._has_effort else np.nan

    @property
    def climbing_share(self) -> float:
        """How much of the hard effort was uphill."""
        if not self.hard_min > 0:
            return 0.0
        climbing = self.session.profile.climbing & self._hard
        return np.count_nonzero(climbing) / np.count_nonzero(self._hard)

    @property
    def peak_heart(self) -> float:
        """The highest heart rate of all."""
        return self.session.peak_bpm / self.threshold_heart if self._has_heart else np.nan

    @cached_property
    def heart_hard_min(self) -> float:
        """Minutes with a high heart rate."""
        return np.count_nonzero(self._heart_hard) / 60 if self._has_heart else np.nan

    @cached_property
    def heart_hard_early_min(self) -> float:
        """Those before the last quarter of raised heart rate, where it drifts up by itself."""
        if not self.heart_hard_min > 0:
            return self.heart_hard_min
        # A hard second is a raised one: there are a first and a last.
        raised = self.session.heart >= RAISED * self.threshold_heart
        first, after = int(raised.argmax()), len(raised) - int(raised[::-1].argmax())
        early = self._heart_hard[: first + round(BEFORE_DRIFT * (after - first))]
        return np.count_nonzero(early) / 60

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """The session's intervals; how intense they were depends on the threshold."""
        by = self.threshold_effort if self._has_effort else self.threshold_heart
        return _scaled(self.session.intervals, self.session.measured_by.value / by)

    @property
    def regular(self) -> bool:
        """Whether they come or last as planned ones do."""
        return self.session.regular

    @property
    def interval_heart(self) -> float:
        """The median of the highest heart rates reached in the intervals or just after them."""
        return self.session.interval_bpm / self.threshold_heart

    @cached_property
    def _hard(self) -> npt.NDArray[np.bool_]:
        return self.session.effort >= HARD * self.threshold_effort

    @cached_property
    def _heart_hard(self) -> npt.NDArray[np.bool_]:
        hard_bpm = HARD * self.threshold_heart
        if self.session.peak_bpm < hard_bpm:  # no mean is higher: easy sessions need none
            return np.empty(0, np.bool_)
        return self.session.heart >= hard_bpm

    @property
    def _has_effort(self) -> bool:
        return self.session.profile.has_effort

    @property
    def _has_heart(self) -> bool:
        return self.session.profile.has_heart


def _scaled(intervals: tuple[Interval, ...], ratio: float) -> tuple[Interval, ...]:
    if ratio == 1.0:
        return intervals
    return tuple(
        Interval(one.start_s, one.end_s, one.intensity * ratio, one.distance_m) for one in intervals
    )


def _at_least(known: Estimate, share: float) -> Estimate:
    """The estimate with a standard deviation of no less than a share of it, unless it was set."""
    if known.origin == "athlete" or known.sd >= share * known.value:
        return known
    return replace(known, sd=share * known.value)


def _shifted(known: Estimate, by_sd: float) -> float:
    return known.value * exp(by_sd * known.sd / known.value)


def _longest_run(where: npt.NDArray[np.bool_]) -> int:
    """The number of rows in the longest unbroken run of true."""
    bounded = np.concatenate(([False], where, [False]))
    edges = np.flatnonzero(bounded[1:] != bounded[:-1])
    return int((edges[1::2] - edges[::2]).max(initial=0))
