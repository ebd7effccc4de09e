"""The seconds in which the timer ran."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from ingest.activity import Activity, FloatArray, Session

__all__ = ["timer_clock"]

BoolArray = npt.NDArray[np.bool_]

_START, _END = itemgetter(0), itemgetter(1)

# A silence so long may be a pause that the device did not note.
_PAUSE_S = 10.0
# Where nothing but the samples tells: if the athlete hardly moved (a slow walk is 1.5 km/h).
_PAUSE_M, _STANDING_MPS = 15.0, 1.5 / 3.6
_EXPLAINED = 1.1
# Where runs make up less of the timer's time, and hold less of the samples, a start got lost.
_NOTED_SHARE = 0.95
# However far it moved, hours without one sample are not training (a file glued together).
_LONGEST_SILENCE_S = 4 * 3600.0
_LONGEST_SESSION_S = 4 * 86400


def timer_clock(
    activity: Activity,
    session: Session,
    start_s: float,
    time_s: FloatArray,
    distance_m: FloatArray | None,
) -> FloatArray:
    """Whole seconds (from the activity's start) in which the timer ran, rising.

    Args:
        activity: the recording, for its `timer_runs`.
        session: one of its sessions.
        start_s: when that started.
        time_s: (n,) times of its samples.
        distance_m: (n,) distance at them, None where unknown.
    """
    end_s = max([start_s + session.elapsed_s, *time_s[-1:].tolist()])
    runs = [
        (max(a, start_s), min(b, end_s))
        for a, b in activity.timer_runs
        if a < end_s and b > start_s
    ] or [(start_s, end_s)]
    if len(time_s):
        short = _length(runs) < _NOTED_SHARE * session.timer_s
        # A pool swim has few samples, made at the wall.
        if short and not session.pool_length_m and _within(runs, time_s).mean() < _NOTED_SHARE:
            runs = [(start_s, end_s)]
        too_long_s = _length(runs) - session.timer_s
        if too_long_s > _PAUSE_S:
            pause = _untimed(runs, time_s, distance_m, too_long_s)
        elif any(event.name == "timer" for event in activity.events):
            pause = np.zeros(len(time_s) - 1, bool)
        else:
            pause = _still_silences(time_s, distance_m)
        heard = _between(time_s, pause | (np.diff(time_s) > _LONGEST_SILENCE_S))
    else:
        heard = [(start_s, start_s + _LONGEST_SESSION_S)]
    seconds = [
        np.arange(round(max(a, c)), round(min(b, d)), dtype=np.float64)
        for a, b in runs
        for c, d in heard[bisect_right(heard, a, key=_END) : bisect_left(heard, b, key=_START)]
    ]
    clock = np.concatenate([time_s[:0], *seconds])
    if (np.diff(clock) <= 0).any():  # runs that overlap
        clock = np.unique(clock)
    return clock[:_LONGEST_SESSION_S] if len(clock) else np.round(time_s[:1])


def _length(runs: list[tuple[float, float]]) -> float:
    return sum(b - a for a, b in runs)


def _within(runs: list[tuple[float, float]], moments_s: FloatArray) -> BoolArray:
    """Which moments lie in a run."""
    inside = np.zeros(len(moments_s), bool)
    for a, b in runs:
        inside |= (a <= moments_s) & (moments_s <= b)
    return inside


def _untimed(
    runs: list[tuple[float, float]],
    time_s: FloatArray,
    distance_m: FloatArray | None,
    too_long_s: float,
) -> BoolArray:
    """(n - 1,) steps between samples that the device did not time, `too_long_s` in all.

    The longest silences that fit; where they don't explain it, standing as well: some bike
    computers stop their timer then and go on writing.
    """
    step_s = np.diff(time_s)
    silent = (step_s > _PAUSE_S) & _within(runs, time_s[:-1] + step_s / 2)
    pause = np.zeros(len(step_s), bool)
    left_s = too_long_s + _PAUSE_S
    for step in sorted(np.flatnonzero(silent), key=lambda step: -step_s[step]):
        if step_s[step] <= left_s:
            pause[step] = True
            left_s -= step_s[step]
    if left_s > 2 * _PAUSE_S and distance_m is not None:
        standing = pause.copy()
        for first, last in _stretches(_moved_m(time_s, distance_m) <= 0):
            standing[first:last] |= time_s[last] - time_s[first] > _PAUSE_S
        # On a trainer the distance may stand still while the rider doesn't.
        if step_s[standing].sum() < _EXPLAINED * too_long_s:
            pause = standing
    return pause


def _still_silences(time_s: FloatArray, distance_m: FloatArray | None) -> BoolArray:
    """(n - 1,) steps in which nothing was written and hardly a metre was covered."""
    step_s = np.diff(time_s)
    if distance_m is None:
        return np.zeros(len(step_s), bool)
    moved_m = _moved_m(time_s, distance_m)
    return (step_s > _PAUSE_S) & (moved_m < np.minimum(_PAUSE_M, _STANDING_MPS * step_s))


def _moved_m(time_s: FloatArray, distance_m: FloatArray) -> FloatArray:
    """(n - 1,) metres from sample to sample; infinite where no distance is known."""
    known = np.isfinite(distance_m)
    if not known.any():
        return np.full(len(time_s) - 1, np.inf)
    return np.diff(np.interp(time_s, time_s[known], distance_m[known]))


def _between(time_s: FloatArray, pause: BoolArray) -> list[tuple[float, float]]:
    """The times outside pauses. The sample before a pause still stands for its own second."""
    pauses = _stretches(pause)
    heard_to = np.append(time_s[pauses[:, 0]] + 1.0, time_s[-1] + _LONGEST_SILENCE_S)
    heard_from = np.append(time_s[0] - _LONGEST_SILENCE_S, time_s[pauses[:, 1]])
    return list(zip(heard_from.tolist(), heard_to.tolist(), strict=True))


def _stretches(steps: BoolArray) -> npt.NDArray[np.intp]:
    """(k, 2) samples between which all steps are true."""
    return np.flatnonzero(np.diff(steps, prepend=False, append=False)).reshape(-1, 2)
