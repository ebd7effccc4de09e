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

from collections.abc import Sequence
from functools import cached_property
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


class Spans(NamedTuple):
    """Stretches [starts, ends) of a session, in order: (k,) seconds each."""

    starts: Seconds
    ends: Seconds

    @classmethod
    def between(cls, edges: Sequence[int], length_s: int) -> Spans:
        """From each first edge to each second one; what has begun last may go on to the end."""
        bounds = np.array([*edges, length_s][: len(edges) + len(edges) % 2], np.int_)
        return cls(bounds[::2], bounds[1::2])

    @property
    def rests_s(self) -> Seconds:
        """(k - 1,) what lies between one stretch and the next."""
        return self.starts[1:] - self.ends[:-1]

    def joined(self, least_rest_s: float) -> Spans:
        """Those joined between which lies less than a rest."""
        parted = self.rests_s >= least_rest_s
        if parted.all():
            return self
        return Spans(
            self.starts[np.concatenate(([True], parted))],
            self.ends[np.concatenate((parted, [True]))],
        )

    def where(self, kept: npt.NDArray[np.bool_]) -> Spans:
        """Some of them."""
        return Spans(self.starts[kept], self.ends[kept])


class Work(NamedTuple):
    """Stretches with (k,) their mean intensity and that of the minutes around them."""

    spans: Spans
    level: FloatArray
    around: FloatArray

    def intervals(self, threshold: float, contrast: float) -> tuple[Interval, ...]:
        """Those of enough contrast, held against a threshold."""
        level = self.level / threshold
        clear = level - self.around / threshold >= contrast
        if not clear.any():
            return ()
        starts, ends = self.spans.where(clear)
        return tuple(map(Interval, starts.tolist(), ends.tolist(), level[clear].tolist()))


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
        self._own_work: dict[tuple[float, float], Work] = {}

    def __len__(self) -> int:
        return len(self._known)

    def mean(self, start: Seconds, end: Seconds) -> FloatArray:
        """Means over the seconds [start, end), those of rest among them."""
        return self._total(start, end) / (end - start)

    def work(self, spans: Spans) -> Work:
        """What stretches were like, and the minute before and the minute after them together."""
        starts, ends = spans
        before = np.maximum(starts - CONTRAST_SPAN_S, 0)
        after = np.minimum(ends + CONTRAST_SPAN_S, len(self))
        seconds: Seconds = np.maximum(starts - before + after - ends, 1)
        around = (self._total(before, starts) + self._total(ends, after)) / seconds
        return Work(spans, self.mean(starts, ends), around)

    def _total(self, start: Seconds, end: Seconds) -> FloatArray:
        return self._sum[end] - self._sum[start]

    def smoothed(self, window_s: int) -> FloatArray:
        """(n,) centred mean over an odd number of seconds, of those with a value; 0 in rest."""
        if window_s not in self._smoothed:
            smooth = _window_sum(self._sum, window_s)
            half, n = window_s // 2, len(self)
            if self._gaps or n < window_s:
                smooth *= self._known
                smooth /= np.maximum(_window_sum(self._count, window_s), 1.0)
            else:  # nothing to count: only windows at both ends are shorter than the others
                shorter = np.arange(half + 1, window_s)
                smooth[:half] /= shorter
                smooth[half : n - half] /= window_s
                smooth[n - half :] /= shorter[::-1]
            self._smoothed[window_s] = smooth
        return self._smoothed[window_s]

    @cached_property
    def _count(self) -> FloatArray:
        """(n + 1,) how many values there are before each second, and in all."""
        return _running_sum(self._known)

    @cached_property
    def own_level(self) -> float:
        """What the hardest three minutes of the session exceed."""
        smooth = self.smoothed(LONG_EFFORTS.window_s)
        rank = len(smooth) - WORK_S
        return float(np.partition(smooth, rank)[rank]) if rank >= 0 else 0.0

    def own_work(self, split: tuple[float, float]) -> Work:
        """Work by a split of the session's own level, which must not be 0."""
        if split not in self._own_work:
            middle, doubt = split
            ahead = (np.diff(self._sum) / self.own_level - middle) / doubt
            np.minimum(np.maximum(ahead, -1.0, out=ahead), 1.0, out=ahead)
            spans = Spans.between(_changes(ahead, CHANGE_S), len(self))
            if len(spans.starts) >= 3:
                spans = spans.joined(INTERRUPTION * median(spans.rests_s.tolist()))
            self._own_work[split] = self.work(spans)
        return self._own_work[split]


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
    below = smooth < levels.off * threshold
    # Between the levels, 0, the state stays as it is.
    asked = above.view(np.int8) - below.view(np.int8)
    starts = np.concatenate(([0], 1 + np.flatnonzero(asked[1:] != asked[:-1])))
    switches = starts[asked[starts] != 0]
    on = np.concatenate(([False], above[switches]))
    edges = switches[on[1:] != on[:-1]].tolist()
    spans = Spans.between(edges, len(trace)).joined(look.min_rest_s)
    spans = spans.where(spans.ends - spans.starts >= look.min_work_s)
    return trace.work(spans).intervals(threshold, levels.contrast)


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
        work = trace.own_work(split).intervals(threshold, contrast)
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
    works = ahead > 0.0
    starts = np.concatenate(([0], 1 + np.flatnonzero(works[1:] != works[:-1])))
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
