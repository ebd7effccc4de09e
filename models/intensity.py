"""How hard a session was, second by second and in a handful of numbers.

In: a session's stream and the athlete's thresholds. Out: `Intensity`, effort (power or
grade-adjusted speed over threshold) and heart rate over threshold as 30-s means, and
from it `Evidence`, the numbers that the rules weigh. A channel that is missing for more
than a fifth of the session counts as not recorded: its numbers are NaN.

Thresholds are known to some per cent only. `Intensity.evidence` therefore also tells
what the numbers would be were the thresholds a little higher or lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Lap, Session
from ingest.sports import Family, family, is_indoor_run
from ingest.stream import Stream
from models.athlete import Estimate, Thresholds
from models.curves import mean_maximal_start, rolling_mean
from models.grade import grade_adjusted_speed, grade_pct
from models.intervals import Interval, Trace, detect, detect_heart_bumps
from models.load import normalized_power
from models.quantile import quantile
from models.verdicts import Tier

__all__ = ["Evidence", "Intensity", "measure"]

MIN_COVERAGE = 0.8
"""Below this share of seconds a channel says too little about the session."""

HARD = 0.95
"""Share of threshold, of effort as of heart rate, from which a minute is hard."""

SURGE = 1.05
"""Share of threshold effort that cannot be held for long."""

BEFORE_DRIFT = 0.75
"""Share of a session in which a high heart rate means work; later it may be drift."""

CLIMB_PCT = 4.0
"""Grade from which a minute is one of climbing."""

LONGEST_PAUSE_S = 900
"""Pauses are rest between intervals; beyond a quarter of an hour more is no more rest."""

MOVING_MPS = {"run": 0.42, "ride": 1.1, "swim": 0.14}
"""1.5, 4 and 0.5 km/h: slower is standing about."""


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


class _Means(NamedTuple):
    """Means that thresholds only scale. The best ten minutes are all where there are fewer."""

    best_10: float
    best_10_heart: float
    lower_quartile: float
    heart: float


@dataclass(frozen=True)
class Intensity:
    """Effort and heart rate over threshold, (m,) each, one row per timer second.

    `effort` and `heart` are centred 30-s means that do not reach across long pauses;
    all NaN where not recorded. `raw_effort` is effort before smoothing. `clock_s` is
    the second of each row on a clock on which pauses pass too. `effort_sd` and `heart_sd`
    are how far off the thresholds may be, as shares of them. `measure` says in words what
    effort, or where it is unknown heart rate, is a share of.
    """

    effort: FloatArray
    heart: FloatArray
    raw_effort: FloatArray
    intensity_factor: float
    moving: npt.NDArray[np.bool_]
    climbing: npt.NDArray[np.bool_]
    clock_s: npt.NDArray[np.int64]
    effort_sd: float
    heart_sd: float
    measure: str

    @property
    def tier(self) -> Tier:
        """Which of effort and heart rate there is to go by."""
        if self.has_effort:
            return "T1" if self.has_heart else "T2"
        return "T3" if self.has_heart else "T5"

    @cached_property
    def has_effort(self) -> bool:
        """Whether power or speed was recorded well enough."""
        return bool(np.isfinite(self.effort).any())

    @cached_property
    def has_heart(self) -> bool:
        """Whether heart rate was recorded well enough."""
        return bool(np.isfinite(self.heart).any())

    def evidence(self, shift: float = 0.0) -> Evidence:
        """The numbers of the session if the thresholds were `shift` standard deviations higher.

        Both move together: threshold speed is estimated as the speed at threshold heart
        rate, so whoever errs on one errs on the other.
        """
        more_effort, more_heart = 1 + shift * self.effort_sd, 1 + shift * self.heart_sd
        hard = self.effort >= HARD * more_effort
        heart_hard = self.heart >= HARD * more_heart
        hard_s = np.count_nonzero(hard)
        early = round(BEFORE_DRIFT * len(heart_hard))
        intervals = self._intervals(more_effort, more_heart)
        return Evidence(
            best_10=self._means.best_10 / more_effort,
            best_10_heart=self._means.best_10_heart / more_heart,
            lower_quartile=self._means.lower_quartile / more_effort,
            intensity_factor=self.intensity_factor / more_effort,
            hard_min=hard_s / 60 if self.has_effort else np.nan,
            hard_block_min=_longest_run(hard) / 60 if self.has_effort else np.nan,
            surge_min=_minutes(self.effort >= SURGE * more_effort, self.has_effort),
            mean_heart=self._means.heart / more_heart,
            heart_hard_min=_minutes(heart_hard, self.has_heart),
            heart_hard_early_min=_minutes(heart_hard[:early], self.has_heart),
            climbing_share=np.count_nonzero(self.climbing & hard) / hard_s if hard_s else 0.0,
            intervals=intervals,
            interval_heart=self._interval_heart(intervals) / more_heart,
        )

    def _intervals(self, more_effort: float, more_heart: float) -> tuple[Interval, ...]:
        """Intervals of effort, or where it is unknown the bumps that they leave in heart rate."""
        if self.has_effort:
            return detect(self._trace, threshold=more_effort)
        if not self.has_heart:
            return ()
        return detect_heart_bumps(self._trace, threshold=more_heart)

    @cached_property
    def _trace(self) -> Trace:
        """Effort, or where it is unknown heart rate, with the pauses in between."""
        laid = np.full(int(self.clock_s[-1]) + 1 if len(self.clock_s) else 0, np.nan)
        laid[self.clock_s] = self.raw_effort if self.has_effort else self.heart
        return Trace(laid)

    @cached_property
    def _means(self) -> _Means:
        start = mean_maximal_start(self.effort, 600)
        ten = slice(None) if start is None else slice(start, start + 600)
        moved = self.effort[self.moving & np.isfinite(self.effort)]
        return _Means(
            best_10=_mean(self.effort[ten]),
            best_10_heart=_mean(self.heart[ten]),
            lower_quartile=quantile(moved, 0.25) if len(moved) else np.nan,
            heart=_mean(self.heart),
        )

    @cached_property
    def _beating(self) -> FloatArray:
        """(m + 1,) heart rate, and where it is unknown or over less than any other."""
        return np.append(np.where(np.isfinite(self.heart), self.heart, -np.inf), -np.inf)

    def _interval_heart(self, intervals: Sequence[Interval]) -> float:
        """Heart rate lags by about half a minute, so its peak may come after the effort."""
        if not (intervals and self.has_heart):
            return np.nan
        spans = [(interval.start_s, interval.end_s + 30) for interval in intervals]
        rows = self.clock_s.searchsorted(spans).ravel()
        peaks = np.maximum.reduceat(self._beating, rows)[::2]
        known = peaks[np.isfinite(peaks)].tolist()
        return float(median(known)) if known else np.nan


def measure(
    stream: Stream, session: Session, thresholds: Thresholds, lengths: Sequence[Lap] = ()
) -> Intensity:
    """Effort and heart rate of a session over the athlete's thresholds.

    Args:
        stream: the session, cleaned, one row a second.
        session: its sport decides what effort is: power on the bike, grade-adjusted speed on
            foot, speed in water. Treadmill speed is not trusted, nor is a ride's speed.
        thresholds: of the day of the session.
        lengths: the lengths of a pool swim; where given, they are its effort.
    """
    sport = family(session.sport, session.sub_sport)
    if sport == "swim" and lengths:
        stream = _swim_stream(lengths, session.pool_length_m)
    effort_threshold, heart_threshold = _thresholds(thresholds, sport)
    slope_pct = grade_pct(stream)
    missing = np.full(len(stream), np.nan)
    if sport == "ride":
        effort, measure_of = stream["power_w"], "threshold power"
    elif is_indoor_run(session.sub_sport):
        effort, measure_of = missing, ""
    else:
        effort = stream["speed_mps"]
        if sport == "run":
            effort = grade_adjusted_speed(effort, slope_pct / 100.0)
        measure_of = "threshold pace"
    # In water the wrist reads too little and too late.
    heart = missing if sport == "swim" else stream["heart_rate_bpm"]
    if np.count_nonzero(np.isfinite(effort)) < MIN_COVERAGE * len(stream):
        effort, measure_of = missing, "threshold heart rate"
    if np.count_nonzero(np.isfinite(heart)) < MIN_COVERAGE * len(stream):
        heart = missing
    effort = effort / effort_threshold.value
    return Intensity(
        effort=_smooth(effort, stream.stretch),
        heart=_smooth(heart / heart_threshold.value, stream.stretch),
        raw_effort=effort,
        intensity_factor=normalized_power(effort, stream.stretch),
        moving=~(stream["speed_mps"] < MOVING_MPS.get(sport, 0.0)),
        climbing=slope_pct > CLIMB_PCT,
        clock_s=_clock(stream.elapsed_s),
        effort_sd=effort_threshold.sd / effort_threshold.value,
        heart_sd=heart_threshold.sd / heart_threshold.value,
        measure=measure_of,
    )


def _thresholds(known: Thresholds, sport: Family) -> tuple[Estimate, Estimate]:
    """What effort and heart rate are compared with in a sport."""
    if sport == "ride":
        return known.critical_power_w, known.ride_threshold_heart_rate_bpm
    effort = known.swim_speed_mps if sport == "swim" else known.run_speed_mps
    return effort, known.run_threshold_heart_rate_bpm


def _clock(elapsed_s: FloatArray) -> npt.NDArray[np.int64]:
    """Whole seconds from the first row, pauses included up to `LONGEST_PAUSE_S`."""
    steps = np.clip(np.diff(elapsed_s, prepend=elapsed_s[:1]).round(), 1, LONGEST_PAUSE_S)
    steps[:1] = 0
    return np.cumsum(steps).astype(np.int64)


def _smooth(values: FloatArray, stretch: npt.NDArray[np.int32]) -> FloatArray:
    """Centred 31-s mean within each stretch; NaN in its first and last 15 s."""
    if np.isnan(values).all():
        return values
    return np.append(rolling_mean(values, 31, stretch)[15:], np.full(min(15, len(values)), np.nan))


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan


def _minutes(where: npt.NDArray[np.bool_], recorded: bool) -> float:
    return np.count_nonzero(where) / 60 if recorded else np.nan


def _longest_run(where: npt.NDArray[np.bool_]) -> int:
    """The number of rows in the longest unbroken run of true."""
    bounded = np.concatenate(([False], where, [False]))
    edges = np.flatnonzero(bounded[1:] != bounded[:-1])
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _swim_stream(lengths: Sequence[Lap], pool_length_m: float | None) -> Stream:
    """A pool swim second by second, from its lengths; rest at the wall is a pause.

    A watch that misses a turn, or sees one too many, makes lengths of half and of double
    speed: those are unknown.
    """
    swum = [
        (length.start_s - lengths[0].start_s, length.elapsed_s, speed)
        for length in lengths
        if length.intensity == "active"
        and length.elapsed_s > 0
        and (speed := length.avg_speed_mps or (pool_length_m or 0) / length.elapsed_s)
    ]
    usual = float(np.median([speed for _, _, speed in swum])) if swum else np.nan
    seconds = [start + np.arange(round(elapsed)) for start, elapsed, _ in swum]
    speeds = [
        np.full(round(elapsed), speed if 0.6 < speed / usual < 1.6 else np.nan)
        for _, elapsed, speed in swum
    ]
    at = np.concatenate([np.empty(0), *seconds])
    return Stream(
        elapsed_s=at,
        stretch=np.zeros(len(at), dtype=np.int32),
        columns={"speed_mps": np.concatenate([np.empty(0), *speeds])},
    )
