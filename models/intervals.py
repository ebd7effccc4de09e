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
from itertools import pairwise
from statistics import fmean, median

import numpy as np

from ingest.activity import FloatArray

__all__ = ["Interval", "detect", "detect_heart_bumps", "is_regular", "segments", "structure"]

MIN_SHORT_REPEATS = 6
"""Fewer short surges than this are an accident of terrain or traffic, not 30/30s."""

CONTRAST_SPAN_S = 60
"""How much of what came before and after an effort it has to stand out from."""

MAX_DURATION_CV = 0.35
MAX_PERIOD_CV = 0.40
MIN_LIKE_S = 120


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


def detect(
    intensity: FloatArray, *, on: float = 0.92, off: float = 0.84, contrast: float = 0.10
) -> tuple[Interval, ...]:
    """Find the work intervals of a session.

    A first pass looks for efforts of 40 s and more. Where it finds no regular series of
    three, a second looks for short ones (30/30s; of 45-s efforts noise hides some from
    the first pass), which count only as a regular series of six or more.

    Args:
        intensity: (n,) intensity over threshold, one value a second; NaN is rest.
        on: smoothed intensity above which work begins.
        off: smoothed intensity below which it ends.
        contrast: by how much an effort must exceed the minute on either side.
    """
    long = segments(
        intensity, window_s=15, min_work_s=40, min_rest_s=15, on=on, off=off, contrast=contrast
    )
    if len(long) >= 3 and is_regular(long):
        return long
    short = segments(
        intensity, window_s=7, min_work_s=15, min_rest_s=8, on=on, off=off, contrast=contrast
    )
    return short if len(short) >= MIN_SHORT_REPEATS and is_regular(short) else long


def detect_heart_bumps(heart: FloatArray) -> tuple[Interval, ...]:
    """Find the bumps that intervals leave in heart rate, where effort is not known.

    Args:
        heart: (n,) heart rate over threshold, one value a second, smoothed; NaN is rest.
            It swings less than effort does, so the levels lie closer together.
    """
    return segments(
        heart, window_s=1, min_work_s=40, min_rest_s=15, on=0.94, off=0.90, contrast=0.05
    )


def segments(
    intensity: FloatArray,
    *,
    window_s: int,
    min_work_s: int,
    min_rest_s: int,
    on: float,
    off: float,
    contrast: float,
) -> tuple[Interval, ...]:
    """One pass of the detector: smooth, trigger, merge, keep what is long and stands out."""
    if not len(intensity):
        return ()
    raw = np.nan_to_num(intensity, nan=0.0)
    smooth = np.where(np.isnan(intensity), 0.0, _moving_mean(intensity, window_s))
    # +1 switches on, -1 off, 0 keeps the state: carry the last switch forward.
    switch = np.where(smooth > on, 1, np.where(smooth < off, -1, 0))
    last = np.maximum.accumulate(np.where(switch != 0, np.arange(len(raw)), -1))
    working = (last >= 0) & (switch[last] == 1)
    edges = np.flatnonzero(np.diff(working, prepend=False, append=False))
    merged: list[list[int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if merged and start - merged[-1][1] < min_rest_s:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    total = np.concatenate(([0.0], np.cumsum(raw)))
    found = []
    for start, end in merged:
        before, after = max(start - CONTRAST_SPAN_S, 0), min(end + CONTRAST_SPAN_S, len(raw))
        around_s = start - before + after - end
        level = (total[end] - total[start]) / (end - start)
        around = (total[start] - total[before] + total[after] - total[end]) / max(around_s, 1)
        if end - start >= min_work_s and level - around >= contrast:
            found.append(Interval(start, end, float(level)))
    return tuple(found)


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


def _moving_mean(values: FloatArray, window_s: int) -> FloatArray:
    """(n,) centred mean over an odd number of seconds, of those with a value."""
    half = window_s // 2
    known = np.isfinite(values)
    total = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    count = np.concatenate(([0], np.cumsum(known)))
    at = np.arange(len(values))
    first, end = np.maximum(at - half, 0), np.minimum(at + half + 1, len(values))
    n = np.maximum(count[end] - count[first], 1)
    return np.asarray((total[end] - total[first]) / n, dtype=np.float64)


def _spread(values: Sequence[float]) -> float:
    """Coefficient of variation."""
    return float(np.std(values) / np.mean(values))


def _clock(seconds: float) -> str:
    """Minutes and seconds, rounded as workouts are written: the trigger cuts some seconds off."""
    grid = 5 if seconds < 120 else 15 if seconds < 300 else 30
    minutes, rest = divmod(round(seconds / grid) * grid, 60)
    return f"{minutes}:{rest:02d}"
