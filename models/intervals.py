"""Work intervals in an intensity stream, found without laps.

In: intensity once a second (power, grade-adjusted speed or heart rate) on a clock that includes
pauses, and the threshold that it is held against. Out: the stretches of work. Seconds without a
value count as rest: who stands still with the watch paused is resting.

A Schmitt trigger looks first: work begins where the smoothed intensity rises above `on`
and ends where it falls below `off`. Two levels, so that noise around one of them does
not chop an effort; a demand for contrast, so that steady running just above the
level is no interval.

The threshold may be a few per cent off, though, the rests too fast, or the road restless. A
second look therefore asks where the session itself parts into hard and easy, and takes the
cheapest way from one to the other and back (Viterbi's path through two states, with a price on
each change). What it finds counts only as a series that a coach might have set: likeness tells
intervals from hills and traffic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.series import Interval, is_even, is_regular, is_series

__all__ = [
    "EFFORT_LEVELS",
    "LONG_EFFORTS",
    "SHORT_EFFORTS",
    "Interval",
    "Levels",
    "Trace",
    "detect",
    "detect_heart_bumps",
    "segments",
]

MIN_SHORT_REPEATS = 6
"""Fewer short surges than this are an accident of terrain or traffic, not 30/30s."""

CONTRAST_SPAN_S = 60
"""How much of what came before and after an effort it has to stand out from."""

INTERRUPTION = 1 / 3
"""A gap of less than this share of the usual rest is a corner or a crossing, no rest."""

WORK_S = 180
"""The session's own level of work is what its hardest seconds, so many, exceed."""

LEAST_WORK, LEAST_HEART = 0.85, 0.88
"""Share of threshold that it reaches at least: the threshold may be set too high, but nobody's
work is easy running."""

OWN_SPLITS, HEART_SPLITS = ((0.85, 0.15), (0.65, 0.30)), ((0.93, 0.05), (0.90, 0.06))
"""Where work and rest part, and how far beyond that they are in doubt no longer, as shares of
that level: first for rests that are run, then for rests on an uneasy road. Easy minutes more or
less change neither."""

CHANGE_S = 6
"""What a change of sides costs: as much as so many seconds on the wrong one. Twice that is the
shortest work and the shortest rest that the second look sees."""


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


Seconds = npt.NDArray[np.int_]


class Trace:
    """Intensity second by second, smoothed once for all thresholds that it is held against.

    Args:
        intensity: (n,) one value a second, in the unit of its threshold; NaN is rest.
    """

    def __init__(self, intensity: FloatArray) -> None:
        self._known = np.isfinite(intensity)
        self._gaps = not self._known.all()
        self._sum = _running_sum(np.where(self._known, intensity, 0.0) if self._gaps else intensity)
        self._smoothed: dict[int, FloatArray] = {}
        self._spans: dict[tuple[float, float], list[tuple[int, int]]] = {}

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

    @cached_property
    def own_level(self) -> float:
        """What the hardest three minutes of the session exceed."""
        smooth = self.smoothed(LONG_EFFORTS.window_s)
        rank = len(smooth) - WORK_S
        return float(np.partition(smooth, rank)[rank]) if rank >= 0 else 0.0

    def own_spans(self, split: tuple[float, float]) -> list[tuple[int, int]]:
        """Work (start_s, end_s) by a split of the session's own level, which must not be 0."""
        if split not in self._spans:
            middle, doubt = split
            shares = np.diff(self._sum) / self.own_level
            edges = _changes(np.clip((shares - middle) / doubt, -1.0, 1.0), CHANGE_S)
            if len(edges) % 2:
                edges.append(len(self))
            spans = list(zip(edges[::2], edges[1::2], strict=True))
            self._spans[split] = _without_interruptions(spans)
        return self._spans[split]


def detect(
    trace: Trace, threshold: float = 1.0, levels: Levels = EFFORT_LEVELS
) -> tuple[Interval, ...]:
    """Find the work intervals of a session.

    A first pass looks for efforts of 40 s and more. Where it finds no regular series of
    three, a second looks for short ones (30/30s; of 45-s efforts noise hides some from
    the first pass), which count only as a regular series of six or more. What a look by
    the session's own level finds stands instead where it is a series, unless that series
    was found already and is even.

    Args:
        trace: the session's intensity.
        threshold: the intensity that counts as 1.
        levels: shares of the threshold that part work from rest.
    """
    found = segments(trace, LONG_EFFORTS, levels, threshold)
    if not (len(found) >= 3 and is_regular(found)):
        short = segments(trace, SHORT_EFFORTS, levels, threshold)
        if len(short) >= MIN_SHORT_REPEATS and is_regular(short):
            found = short
    own = _by_own_level(trace, threshold, levels.contrast, OWN_SPLITS, LEAST_WORK)
    return _better(found, own)


def detect_heart_bumps(trace: Trace, threshold: float = 1.0) -> tuple[Interval, ...]:
    """Find the bumps that intervals leave in heart rate, where effort is not known.

    Args:
        trace: heart rate, already smoothed.
        threshold: the heart rate that counts as 1.
    """
    found = segments(trace, HEART_BUMPS, HEART_LEVELS, threshold)
    own = _by_own_level(trace, threshold, HEART_LEVELS.contrast, HEART_SPLITS, LEAST_HEART)
    return _better(found, own)


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
    return tuple(
        interval
        for interval, contrast in _measured(trace, work, threshold)
        if contrast >= levels.contrast
    )


def _measured(
    trace: Trace, spans: Sequence[Sequence[int]], threshold: float
) -> Iterator[tuple[Interval, float]]:
    """Spans (start_s, end_s) with their intensity, and their contrast to what is around them."""
    if not spans:
        return
    starts, ends = np.array(spans).T
    level = trace.mean(starts, ends) / threshold
    contrast = level - trace.mean_around(starts, ends) / threshold
    for (start, end), mean, stands_out in zip(
        spans, level.tolist(), contrast.tolist(), strict=True
    ):
        yield Interval(start, end, mean), stands_out


def _by_own_level(
    trace: Trace,
    threshold: float,
    contrast: float,
    splits: Sequence[tuple[float, float]],
    least: float,
) -> tuple[Interval, ...]:
    """A series of work by the session's own level; () where it holds none."""
    if trace.own_level < least * threshold:
        return ()
    for split in splits:
        measured = _measured(trace, trace.own_spans(split), threshold)
        work = tuple(interval for interval, stands_out in measured if stands_out >= contrast)
        if is_series(work):
            return work
    return ()


def _better(found: tuple[Interval, ...], own: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The first look's efforts if they are even and no fewer, else the second's if it has any."""
    return found if not own or (is_even(found) and len(found) >= len(own)) else own


def _changes(ahead: FloatArray, price: float) -> list[int]:
    """Where the cheapest path from rest to work and back changes sides.

    Args:
        ahead: (n,) by how much each second would cost less in work than in rest.
        price: of a change.

    Of the cheapest paths that end in work and in rest only the difference in cost counts. It
    moves between two walls, a price away from zero each; at a wall the side is certain
    whatever comes later, and between one wall and the other lies a change: where the first
    was touched last. Seconds in a row that speak for the same side are one step.
    """
    starts = np.flatnonzero(np.diff(ahead > 0.0, prepend=not ahead[0] > 0.0))
    gains = np.add.reduceat(ahead, starts).tolist()
    changes: list[int] = []
    lead = side = -price
    touched = 0
    for gain, end in zip(gains, [*starts[1:].tolist(), len(ahead)], strict=True):
        lead += gain
        if -price < lead < price:
            continue
        lead = price if gain > 0 else -price
        if lead != side:
            changes.append(touched)
            side = lead
        touched = end
    return changes


def _without_interruptions(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans (start_s, end_s), those joined that only a crossing parted."""
    if len(spans) < 3:
        return list(spans)
    rests = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
    least = INTERRUPTION * median(rests)
    joined = [spans[0]]
    for span, rest in zip(spans[1:], rests, strict=True):
        if rest < least:
            joined[-1] = joined[-1][0], span[1]
        else:
            joined.append(span)
    return joined


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
