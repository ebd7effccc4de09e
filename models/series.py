"""A row of efforts: whether somebody planned it, and how a coach writes it down.

Planned efforts are alike, come in sets, in two or three series one after the other, or grow
and shrink like a ladder. Hills, traffic and company make efforts too, but of any length.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import fmean, median

__all__ = [
    "Interval",
    "are_alike",
    "are_strides",
    "clock",
    "described",
    "is_even",
    "is_regular",
    "is_series",
]

MAX_DURATION_CV, MIN_LIKE_S = 0.35, 120
MAX_PERIOD_CV, MAX_MIXED_CV, MAX_MIXED_REST = 0.40, 0.70, 3
"""Spread of the periods of a fartlek and of the length of its efforts, and rest over effort."""

EVEN_CV = 0.05
"""Spread of efforts and of the rests between them that nobody need look at twice."""

LADDER_CV, LADDER_STEP = 0.15, 3
"""Spread of the rests of a ladder, and how many times as long one rung is as the next."""

PAIR_REST = 0.1
"""Of the work: a shorter rest is a halt in a tempo run."""

LIKE, LIKE_S = 0.2, 8
"""Efforts are alike that differ by less than this share, or by these seconds."""

BETWEEN_SETS, BETWEEN_SETS_S = 2.5, 60
"""A rest of so many times the usual, and of so many seconds more, parts two sets."""

MAX_SERIES = 3

STRIDES_S, STRIDES_WORK_S = 35, 240
"""The longest stride, as smoothing shows it, and what all of them make up at most."""

MAIN_SHARE = 0.75
"""A series of so many of the efforts is the session's, whatever else was a little fast."""

MIN_SETS_OF = 6
"""Sets of shorter efforts hold as many of them as an accident of terrain does not."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of work, [start_s, end_s); `intensity` is its mean over threshold.

    `distance_m` is how far it went, where it was laid out by distance.
    """

    start_s: int
    end_s: int
    intensity: float
    distance_m: float | None = None

    @property
    def duration_s(self) -> int:
        """Length in seconds."""
        return self.end_s - self.start_s


def is_regular(intervals: Sequence[Interval]) -> bool:
    """Whether efforts come at like distances or are of like length, as planned ones do.

    Likeness of short efforts is no sign of a plan: surges of a ride with others are
    all just long enough to count.
    """
    if len(intervals) < 3:
        return _is_pair(intervals)
    starts = [interval.start_s for interval in intervals]
    periods = [later - earlier for earlier, later in pairwise(starts)]
    durations = _durations(intervals)
    like = are_alike(intervals)
    if like and median(durations) >= MIN_LIKE_S:
        return True
    if len(periods) > 2 and _spread(periods) <= MAX_PERIOD_CV:
        usual_rest = median(_rests(intervals)) / median(durations)
        return like or (_spread(durations) <= MAX_MIXED_CV and usual_rest <= MAX_MIXED_REST)
    return len(intervals) >= MIN_SETS_OF and (is_series(intervals) or _is_mostly_one(intervals))


def are_alike(intervals: Sequence[Interval]) -> bool:
    """Whether the efforts are roughly of a length."""
    return _spread(_durations(intervals)) <= MAX_DURATION_CV


def is_even(intervals: Sequence[Interval]) -> bool:
    """Whether the efforts, and the rests between them, are all of a length."""
    return (
        len(intervals) >= 2
        and _spread(_durations(intervals)) <= EVEN_CV
        and _spread(_rests(intervals)) <= EVEN_CV
    )


def is_series(intervals: Sequence[Interval]) -> bool:
    """Whether a coach might have set them so: all alike, in sets or series, or as a ladder."""
    if len(intervals) < 3:
        return _is_pair(intervals)
    parts = list(takewhile(lambda part: len(part) > 1, _parts(intervals)))
    if sum(map(len, parts)) < len(intervals):  # one effort is no part of a series
        return _is_ladder(intervals)
    several = len(parts) <= MAX_SERIES and len(intervals) > 2 * len(parts)
    return len(parts) == 1 or several or _are_sets(parts) or _is_ladder(intervals)


def described(intervals: Sequence[Interval], *, of: str = "") -> str:
    """What was done, as a coach writes it: "5 x 4:00 at 1.20, rest 3:00".

    Intensity is the share of threshold; `of` names the threshold in the text. Sets, series of
    unlike efforts and ladders are told as such. Other efforts of unlike length are given as a
    range, fewer than two as an empty string.
    """
    if len(intervals) < 2:
        return ""
    parts = list(_parts(intervals))
    if _are_sets(parts):
        between = [later[0].start_s - earlier[-1].end_s for earlier, later in pairwise(parts)]
        return f"{len(parts)} x ({_repeats(parts[0], _level(intervals, of))}){_rest(between)}"
    if len(intervals) > 2 and _is_ladder(intervals):
        return f"{_steps(intervals)} at {_level(intervals, of)}{_rest(_rests(intervals))}"
    if 1 < len(parts) <= MAX_SERIES and len(parts) < len(intervals):
        told = [_repeats(parts[0], _level(parts[0], of))]
        told += [_repeats(part, _level(part)) for part in parts[1:]]
        return ", then ".join(told)
    return _repeats(intervals, _level(intervals, of))


def are_strides(intervals: Sequence[Interval]) -> bool:
    """Whether these are no more than strides (on a bike sprints): short, few and well rested."""
    durations = _durations(intervals)
    return (
        len(intervals) > 1
        and max(durations) <= STRIDES_S
        and sum(durations) < STRIDES_WORK_S
        and median(_rests(intervals)) >= 1.5 * median(durations)
    )


# -- likeness ----------------------------------------------------------------------------


def _is_pair(intervals: Sequence[Interval]) -> bool:
    """Whether these are two efforts of a like length with a rest worth the name between them."""
    if len(intervals) != 2:
        return False
    shorter_s = min(_durations(intervals))
    rest_s = _rests(intervals)[0]
    return shorter_s >= MIN_LIKE_S and are_alike(intervals) and rest_s >= PAIR_REST * shorter_s


def _parts(intervals: Sequence[Interval]) -> Iterator[list[Interval]]:
    """The efforts in series of like ones, and these in sets that a longer rest parts."""
    part = [intervals[0]]
    worked_s, rested_s = part[0].duration_s, 0
    for later in intervals[1:]:
        rest_s = later.start_s - part[-1].end_s
        usual_s = rested_s / (len(part) - 1) if len(part) > 1 else rest_s
        same_set = rest_s <= max(BETWEEN_SETS * usual_s, usual_s + BETWEEN_SETS_S)
        if same_set and _alike(part[0], later, worked_s / len(part)):
            part.append(later)
            worked_s, rested_s = worked_s + later.duration_s, rested_s + rest_s
        else:
            yield part
            part = [later]
            worked_s, rested_s = later.duration_s, 0
    yield part


def _is_mostly_one(intervals: Sequence[Interval]) -> bool:
    """Whether nearly all are one series of like efforts, with others before or after it."""
    longest = max(map(len, _parts(intervals)))
    return longest >= MIN_SETS_OF and longest >= MAIN_SHARE * len(intervals)


def _are_sets(parts: Sequence[Sequence[Interval]]) -> bool:
    """Whether all parts hold as many efforts, and of a like length."""
    return (
        len({len(part) for part in parts}) == 1
        and len(parts[0]) > 1 < len(parts)
        and all(_alike(parts[0][0], part[0]) for part in parts)
    )


def _is_ladder(intervals: Sequence[Interval]) -> bool:
    """Whether efforts grow or shrink, or first the one and then the other, at even rests."""
    if len(intervals) < 4 or any(_alike(one, other) for one, other in pairwise(intervals)):
        return False
    durations = _durations(intervals)
    grows = [later >= earlier for earlier, later in pairwise(durations)]
    turns = sum(earlier != later for earlier, later in pairwise(grows))
    return (
        turns <= 1
        and _spread(_rests(intervals)) <= LADDER_CV
        and all(max(pair) <= LADDER_STEP * min(pair) for pair in pairwise(durations))
    )


def _alike(one: Interval, other: Interval, usual_s: float | None = None) -> bool:
    """Whether two efforts were meant to be of one length.

    `usual_s` stands for the length of the first where it is one of a series.
    """
    if one.distance_m or other.distance_m:
        return one.distance_m == other.distance_m
    one_s, other_s = usual_s or one.duration_s, other.duration_s
    return abs(one_s - other_s) <= max(LIKE_S, LIKE * max(one_s, other_s))


def _durations(intervals: Sequence[Interval]) -> list[int]:
    return [interval.duration_s for interval in intervals]


def _rests(intervals: Sequence[Interval]) -> list[int]:
    return [later.start_s - earlier.end_s for earlier, later in pairwise(intervals)]


def _spread(values: Sequence[float]) -> float:
    """Coefficient of variation; 0 of nothing but zeros."""
    mean = fmean(values) or 1.0
    return math.sqrt(fmean([(value - mean) ** 2 for value in values])) / mean


# -- words -------------------------------------------------------------------------------


def _repeats(part: Sequence[Interval], level: str) -> str:
    once = f"{_length(part)} at {level}"
    return f"{len(part)} x {once}{_rest(_rests(part))}" if len(part) > 1 else once


def _rest(rests_s: Sequence[int]) -> str:
    usual_s = median(rests_s)
    return f", rest {clock(usual_s)}" if usual_s else " without rest"


def _level(part: Sequence[Interval], of: str = "") -> str:
    return f"{fmean(interval.intensity for interval in part):.2f}" + (of and f" of {of}")


def _length(part: Sequence[Interval]) -> str:
    """How long the efforts were, in time or, where they were laid out so, in metres."""
    distances = [interval.distance_m for interval in part if interval.distance_m]
    if len(distances) == len(part) and len(set(distances)) == 1:
        return f"{distances[0]:.0f} m"
    durations = _durations(part)
    if are_alike(part):
        return clock(median(durations))
    return f"{clock(min(durations))}-{clock(max(durations))}"


def _steps(intervals: Sequence[Interval]) -> str:
    """The rungs of a ladder: "1-2-3-2-1 min"."""
    distances = [interval.distance_m for interval in intervals if interval.distance_m]
    if len(distances) == len(intervals):
        return "-".join(f"{metres:.0f}" for metres in distances) + " m"
    rungs = [clock(seconds) for seconds in _durations(intervals)]
    if all(rung.endswith(":00") for rung in rungs):
        return "-".join(rung.removesuffix(":00") for rung in rungs) + " min"
    return "-".join(rungs)


def clock(seconds: float) -> str:
    """Minutes and seconds, rounded as workouts are written: the trigger cuts some seconds off."""
    grid = 5 if seconds < 120 else 15 if seconds < 300 else 30
    minutes, rest = divmod(round(seconds / grid) * grid, 60)
    return f"{minutes}:{rest:02d}"
