"""Work intervals in an intensity stream, found without laps.

In: intensity once a second (power or grade-adjusted speed over threshold), on a clock
that includes pauses. Out: the stretches of work, and one line that says what they
are. Seconds without a value count as rest: who stands still with the watch paused
is resting.

A Schmitt trigger does it: work begins where the smoothed intensity rises above `on`
and ends where it falls below `off`. Two levels, so that noise around one of them does
not chop an effort; a demand for contrast, so that steady running just above the
level is no interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import sqrt
from statistics import fmean, median
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = [
    "EFFORT_LEVELS",
    "LONG_EFFORTS",
    "SHORT_EFFORTS",
    "Interval",
    "Levels",
    "Trace",
    "detect",
    "detect_heart_bumps",
    "is_regular",
    "segments",
    "structure",
]

MIN_SHORT_REPEATS = 6
"""Fewer short surges than this are an accident of terrain or traffic, not 30/30s."""

CONTRAST_SPAN_S = 60
"""How much of what came before and after an effort it has to stand out from."""

MAX_DURATION_CV = 0.35
MAX_PERIOD_CV = 0.40
MIN_LIKE_S = 120


class Levels(NamedTuple):
    """Intensity above which work begins and below which it ends, and its least contrast.

    `contrast` is by how much work exceeds the minute on either side of it.
    """

    on: float
    off: float
    contrast: float


class Pass(NamedTuple):
    """What one pass looks for: width of the smoothing, shortest work, shortest rest."""

    window_s: int
    min_work_s: int
    min_rest_s: int


LONG_EFFORTS, SHORT_EFFORTS, HEART_BUMPS = Pass(15, 40, 15), Pass(7, 15, 8), Pass(1, 40, 15)

EFFORT_LEVELS, HEART_LEVELS = Levels(0.92, 0.84, 0.10), Levels(0.94, 0.90, 0.05)
"""Heart rate swings less than effort does, so its levels lie closer together."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of work, [start_s, end_s); `intensity` is its mean over threshold."""

    start_s: int
    end_s: int
    intensity: float

    @property
    def duration_s(self) -> int:
        """Length in seconds."""
        return self.end_s - self.start_s


Seconds = npt.NDArray[np.int_]


class Trace:
    """Intensity second by second, smoothed once for all thresholds that it is held against.

    Args:
        intensity: (n,) intensity over threshold, one value a second; NaN is rest.
    """

    def __init__(self, intensity: FloatArray) -> None:
        self._known = np.isfinite(intensity)
        self._gaps = not self._known.all()
        self._sum = _running_sum(np.where(self._known, intensity, 0.0) if self._gaps else intensity)
        self._smoothed: dict[int, FloatArray] = {}

    def __len__(self) -> int:
        return len(self._known)

    def mean(self, start: Seconds, end: Seconds) -> FloatArray:
        """Means over the seconds [start, end), those of rest among them."""
        return self._total(start, end) / (end - start)

    def mean_around(self, start: Seconds, end: Seconds) -> FloatArray:
        """Means over the minute before [start, end) and the minute after it together."""
        before = np.maximum(start - CONTRAST_SPAN_S, 0)
        after = np.minimum(end + CONTRAST_SPAN_S, len(self))
        seconds: Seconds = np.maximum(start - before + after - end, 1)
        return (self._total(before, start) + self._total(end, after)) / seconds

    def _total(self, start: Seconds, end: Seconds) -> FloatArray:
        return self._sum[end] - self._sum[start]

    @cached_property
    def _count(self) -> FloatArray:
        """(n + 1,) how many values there are before each second, and in all."""
        return _running_sum(self._known) if self._gaps else np.arange(len(self) + 1.0)

    def smoothed(self, window_s: int) -> FloatArray:
        """(n,) centred mean over an odd number of seconds, of those with a value; 0 in rest."""
        if window_s not in self._smoothed:
            total = _window_sum(self._sum, window_s)
            count = _window_sum(self._count, window_s)
            if self._gaps:
                total, count = total * self._known, np.maximum(count, 1.0)
            self._smoothed[window_s] = total / count
        return self._smoothed[window_s]


def detect(
    trace: Trace, threshold: float = 1.0, levels: Levels = EFFORT_LEVELS
) -> tuple[Interval, ...]:
    """Find the work intervals of a session.

    A first pass looks for efforts of 40 s and more. Where it finds no regular series of
    three, a second looks for short ones (30/30s; of 45-s efforts noise hides some from
    the first pass), which count only as a regular series of six or more.

    Args:
        trace: the session's intensity.
        threshold: the intensity that counts as 1.
        levels: shares of the threshold that part work from rest.
    """
    long = segments(trace, LONG_EFFORTS, levels, threshold)
    if len(long) >= 3 and is_regular(long):
        return long
    short = segments(trace, SHORT_EFFORTS, levels, threshold)
    return short if len(short) >= MIN_SHORT_REPEATS and is_regular(short) else long


def detect_heart_bumps(trace: Trace, threshold: float = 1.0) -> tuple[Interval, ...]:
    """Find the bumps that intervals leave in heart rate, where effort is not known.

    Args:
        trace: heart rate over threshold, already smoothed.
        threshold: the heart rate that counts as 1.
    """
    return segments(trace, HEART_BUMPS, HEART_LEVELS, threshold)


def segments(
    trace: Trace, look: Pass, levels: Levels, threshold: float = 1.0
) -> tuple[Interval, ...]:
    """One pass of the detector: smooth, trigger, merge, keep what is long and stands out."""
    smooth = trace.smoothed(look.window_s)
    above = smooth > levels.on * threshold
    if not above.any():
        return ()
    # Only these seconds switch; between the levels the state stays as it is.
    switches = np.flatnonzero(above | (smooth < levels.off * threshold))
    on = np.concatenate(([False], above[switches]))
    edges = switches[on[1:] != on[:-1]].tolist()
    if len(edges) % 2:
        edges.append(len(trace))
    merged: list[list[int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if merged and start - merged[-1][1] < look.min_rest_s:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    work = [span for span in merged if span[1] - span[0] >= look.min_work_s]
    if not work:
        return ()
    starts, ends = np.array(work).T
    level = trace.mean(starts, ends) / threshold
    contrast = level - trace.mean_around(starts, ends) / threshold
    return tuple(
        Interval(start, end, mean)
        for (start, end), mean, stands_out in zip(
            work, level.tolist(), contrast >= levels.contrast, strict=True
        )
        if stands_out
    )


def is_regular(intervals: Sequence[Interval]) -> bool:
    """Whether efforts come at like distances or are of like length, as planned ones do.

    Likeness of short efforts is no sign of a plan: surges of a ride with others are
    all just long enough to count.
    """
    if len(intervals) < 2:
        return False
    starts = [interval.start_s for interval in intervals]
    periods = [later - earlier for earlier, later in pairwise(starts)]
    durations = [interval.duration_s for interval in intervals]
    if len(periods) > 1 and _spread(periods) <= MAX_PERIOD_CV:
        return True
    return median(durations) >= MIN_LIKE_S and _spread(durations) <= MAX_DURATION_CV


def structure(intervals: Sequence[Interval], *, of: str = "") -> str:
    """What was done, as a coach writes it: "5 x 4:00 at 1.20, rest 3:00".

    Intensity is the share of threshold; `of` names the threshold in the text. Efforts
    of unlike length are given as a range, fewer than two as an empty string.
    """
    if len(intervals) < 2:
        return ""
    durations = [interval.duration_s for interval in intervals]
    rests = [later.start_s - earlier.end_s for earlier, later in pairwise(intervals)]
    work = _clock(median(durations))
    if _spread(durations) > MAX_DURATION_CV:
        work = f"{_clock(min(durations))}-{_clock(max(durations))}"
    level = f"{fmean(interval.intensity for interval in intervals):.2f}" + (of and f" of {of}")
    return f"{len(intervals)} x {work} at {level}, rest {_clock(median(rests))}"


def _running_sum(values: npt.NDArray[Any]) -> FloatArray:
    """(n + 1,) the sum of all values before each second, and of all."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


def _window_sum(running: FloatArray, window_s: int) -> FloatArray:
    """(n,) sums over windows centred on each second, cut short at both ends."""
    n, half = len(running) - 1, window_s // 2
    inner = max(n - half, 0)
    sums = np.full(n, running[-1])
    sums[:inner] = running[half + 1 :]
    sums[half + 1 :] -= running[1:inner]
    return sums


def _spread(values: Sequence[float]) -> float:
    """Coefficient of variation."""
    mean = fmean(values)
    return sqrt(fmean([(value - mean) ** 2 for value in values])) / mean


def _clock(seconds: float) -> str:
    """Minutes and seconds, rounded as workouts are written: the trigger cuts some seconds off."""
    grid = 5 if seconds < 120 else 15 if seconds < 300 else 30
    minutes, rest = divmod(round(seconds / grid) * grid, 60)
    return f"{minutes}:{rest:02d}"
