"""How hard a session was for this athlete, in a handful of numbers.

In: a session's profile and the athlete's thresholds. Out: `Evidence`, the numbers that the
rules weigh. A channel that is missing for more than a fifth of the session counts as not
recorded: its numbers are NaN.

Thresholds are known to some per cent only. `Intensity.evidence` therefore also tells
what the numbers would be were the thresholds a little higher or lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Estimate, Thresholds
from models.intervals import Interval, Trace, detect, detect_heart_bumps
from models.profile import Profile, smooth
from models.verdicts import Tier

__all__ = ["Evidence", "Intensity"]

HARD = 0.95
"""Share of threshold, of effort as of heart rate, from which a minute is hard."""

SURGE = 1.05
"""Share of threshold effort that cannot be held for long."""

BEFORE_DRIFT = 0.75
"""Share of a session in which a high heart rate means work; later it may be drift."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules weigh. Efforts and heart rates are shares of threshold.

    Minutes are timer minutes; NaN where the channel was not recorded. `best_10` is the
    best 10-min mean effort, `best_10_heart` the mean heart rate in it, `lower_quartile` of
    effort tells what the easier part of the session was like; `heart_hard_early_min` leaves
    out the last quarter, where heart rate drifts up by itself. `interval_heart` is the
    median of the highest heart rates reached in the intervals or just after them.
    """

    best_10: float
    best_10_heart: float
    lower_quartile: float
    intensity_factor: float
    hard_min: float
    hard_block_min: float
    surge_min: float
    mean_heart: float
    heart_hard_min: float
    heart_hard_early_min: float
    climbing_share: float
    intervals: tuple[Interval, ...]
    interval_heart: float


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
        if profile.family == "ride":
            return cls(
                profile, thresholds.critical_power_w, thresholds.ride_threshold_heart_rate_bpm
            )
        swims = profile.family == "swim"
        effort = thresholds.swim_speed_mps if swims else thresholds.run_speed_mps
        return cls(profile, effort, thresholds.run_threshold_heart_rate_bpm)

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

    def evidence(self, shift: float = 0.0) -> Evidence:
        """The numbers of the session if the thresholds were `shift` standard deviations higher.

        Both move together: threshold speed is estimated as the speed at threshold heart
        rate, so whoever errs on one errs on the other.
        """
        profile = self.profile
        effort = self.effort_threshold.value + shift * self.effort_threshold.sd
        heart = self.heart_threshold.value + shift * self.heart_threshold.sd
        hard = self._effort >= HARD * effort
        heart_hard = self._heart >= HARD * heart
        hard_s = np.count_nonzero(hard)
        early = round(BEFORE_DRIFT * len(heart_hard))
        intervals = self._intervals(effort, heart)
        return Evidence(
            best_10=profile.best_10 / effort,
            best_10_heart=profile.best_10_heart_bpm / heart,
            lower_quartile=profile.lower_quartile / effort,
            intensity_factor=profile.normalized_effort / effort,
            hard_min=hard_s / 60 if profile.has_effort else np.nan,
            hard_block_min=_longest_run(hard) / 60 if profile.has_effort else np.nan,
            surge_min=_minutes(self._effort >= SURGE * effort, profile.has_effort),
            mean_heart=profile.mean_heart_rate_bpm / heart,
            heart_hard_min=_minutes(heart_hard, profile.has_heart),
            heart_hard_early_min=_minutes(heart_hard[:early], profile.has_heart),
            climbing_share=np.count_nonzero(profile.climbing & hard) / hard_s if hard_s else 0.0,
            intervals=intervals,
            interval_heart=self._interval_heart(intervals) / heart,
        )

    def _intervals(self, effort: float, heart: float) -> tuple[Interval, ...]:
        """Intervals of effort, or where it is unknown the bumps that they leave in heart rate."""
        if self.profile.has_effort:
            return detect(self._trace, threshold=effort)
        return detect_heart_bumps(self._trace, threshold=heart) if self.profile.has_heart else ()

    @cached_property
    def _effort(self) -> FloatArray:
        """(n,) smoothed effort."""
        return smooth(self.profile.effort, self.profile.stretch)

    @cached_property
    def _heart(self) -> FloatArray:
        """(n,) smoothed heart rate; empty where it does not count."""
        profile = self.profile
        return smooth(profile.heart_rate_bpm, profile.stretch) if profile.has_heart else np.empty(0)

    @cached_property
    def _trace(self) -> Trace:
        """Effort, or where it is unknown heart rate, with the pauses in between."""
        clock_s = self.profile.clock_s
        laid = np.full(int(clock_s[-1]) + 1 if len(clock_s) else 0, np.nan)
        laid[clock_s] = self.profile.effort if self.profile.has_effort else self._heart
        return Trace(laid)

    @cached_property
    def _beating(self) -> FloatArray:
        """(n + 1,) heart rate, and where it is unknown or over less than any other."""
        return np.append(np.where(np.isfinite(self._heart), self._heart, -np.inf), -np.inf)

    def _interval_heart(self, intervals: Sequence[Interval]) -> float:
        """Heart rate lags by about half a minute, so its peak may come after the effort."""
        if not (intervals and self.profile.has_heart):
            return np.nan
        spans = [(interval.start_s, interval.end_s + 30) for interval in intervals]
        rows = self.profile.clock_s.searchsorted(spans).ravel()
        peaks = np.maximum.reduceat(self._beating, rows)[::2]
        known = peaks[np.isfinite(peaks)].tolist()
        return float(median(known)) if known else np.nan


def _minutes(where: npt.NDArray[np.bool_], recorded: bool) -> float:
    return np.count_nonzero(where) / 60 if recorded else np.nan


def _longest_run(where: npt.NDArray[np.bool_]) -> int:
    """The number of rows in the longest unbroken run of true."""
    bounded = np.concatenate(([False], where, [False]))
    edges = np.flatnonzero(bounded[1:] != bounded[:-1])
    return int((edges[1::2] - edges[::2]).max(initial=0))
