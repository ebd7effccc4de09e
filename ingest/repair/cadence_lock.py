"""Heart rate that is the step rate: what an optical sensor reads once it counts steps.

The light of a wrist sensor swings with the arm as well as with the pulse, and when both lie
close, or the pulse is faint, the sensor may follow the arm for minutes: mostly somewhere
between 165 and 185 in both readings, or at half of that where it counts one foot. True heart
rates lie there too, and for a while beside the step rate. So being near counts for little
(of 96 real runs, 15 had two minutes within 3 beats of the step rate with little scatter). A
lock must also come or go by a leap, and ripple as the steps do. None of those runs then is
suspected, and nine in ten locks of five minutes that were put into such runs are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Issue
from ingest.repair.motion import Readings
from ingest.repair.notes import place
from ingest.stream import Stream

__all__ = ["SUSPECTED", "seconds_of", "suspected", "trusted_heart_rate"]

SUSPECTED = "cadence_lock_suspected"

# Twice the step rate is no reading of a heart.
_BEATS_PER_STEP = (1.0, 0.5)
# Nearer than this for half of each minute, for two minutes at least, while running.
_NEAR_BPM, _MINUTE_S, _LEAST_S, _RUNNING_SPM = 3.0, 61, 120, 140.0
# Within the seconds on either side of an end heart rate leaps, and over the half minutes around
# those the steps stay: at the start and the end of an effort both change.
_LEAP_BPM, _LEAP_S = 10.0, (10, 25)
_STEADY_SPM, _STEADY_S = 3.0, (30, 60)
# The ripple is what 5-s means do about 61-s means. Sensors answer some seconds late.
_RIPPLE_S, _LATE_S, _LEAST_CORRELATION, _STUMBLE_BPM = 5, (0, 2, 4, 6, 8), 0.5, 12.0


def suspected(elapsed_s: FloatArray, columns: Readings) -> list[Issue]:
    """The stretches of a run in which heart rate may be the step rate, an issue each.

    Args:
        elapsed_s: (m,) seconds of the timer clock.
        columns: heart rate and cadence on it, (m,) each; NaN where missing.
    """
    if not {"heart_rate_bpm", "cadence_spm"} <= columns.keys():
        return []
    heart_rate, cadence = columns["heart_rate_bpm"], columns["cadence_spm"]
    running = np.where(cadence >= _RUNNING_SPM, cadence, np.nan)
    return [
        Issue(
            SUSPECTED,
            "note",
            f"for {(last - first) / 60:.0f} min heart rate moves with the steps; "
            "the sensor may have counted them",
            **place(elapsed_s[first], elapsed_s[last - 1]),
        )
        for beats in _BEATS_PER_STEP
        for first, last in _locks(heart_rate, beats * running)
    ]


def trusted_heart_rate(stream: Stream) -> FloatArray:
    """(m,) heart rate without what may be the step rate: what is no evidence of anything."""
    doubtful = [seconds_of(stream, issue) for issue in stream.issues if issue.code == SUSPECTED]
    heart_rate = stream["heart_rate_bpm"]
    return np.where(np.any(doubtful, axis=0), np.nan, heart_rate) if doubtful else heart_rate


def seconds_of(stream: Stream, issue: Issue) -> npt.NDArray[np.bool_]:
    """Which seconds an issue is about."""
    assert issue.start_s is not None  # a suspicion always has its place
    assert issue.end_s is not None
    return (stream.elapsed_s >= issue.start_s) & (stream.elapsed_s <= issue.end_s)


def _locks(bpm: FloatArray, steps: FloatArray) -> list[tuple[int, int]]:
    """Rows (first, end) between which heart rate is bound to `steps` a minute."""
    near = np.abs(bpm - steps) <= _NEAR_BPM
    if 2 * np.count_nonzero(near) < _LEAST_S:
        return []
    mostly = _centred_mean(near, _MINUTE_S) >= 0.5
    edges = np.flatnonzero(np.diff(mostly, prepend=False, append=False)).reshape(-1, 2).tolist()
    return [
        (first, end)
        for first, end in edges
        if end - first >= _LEAST_S
        and any(_leaps(bpm, steps, at) for at in (first, end))
        and _ripples_along(bpm[first:end], steps[first:end])
    ]


def _leaps(bpm: FloatArray, steps: FloatArray, at: int) -> bool:
    """Whether heart rate alone leaps there; before the first minute it may have."""
    if at < _STEADY_S[1]:
        return True
    leap, change = _change(bpm, at, *_LEAP_S), _change(steps, at, *_STEADY_S)
    return abs(leap) >= _LEAP_BPM and abs(change) <= _STEADY_SPM


def _change(values: FloatArray, at: int, near: int, far: int) -> float:
    """From the mean before a row to the mean after it, both `near` to `far` rows away."""
    return _mean(values[at + near : at + far]) - _mean(values[at - far : at - near])


def _ripples_along(bpm: FloatArray, steps: FloatArray) -> bool:
    """Whether the small ups and downs are the same, at once or a few seconds later."""
    # Further away one of the two stumbled (a stop, a spike), and its leap would drown the ripple.
    beside = np.abs(bpm - steps) <= _STUMBLE_BPM
    beats, strides = _ripple(bpm[beside]), _ripple(steps[beside])
    return any(
        _correlation(beats[late:], strides[: len(strides) - late]) >= _LEAST_CORRELATION
        for late in _LATE_S
    )


def _ripple(values: FloatArray) -> FloatArray:
    smooth = _centred_mean(values, _RIPPLE_S)
    return smooth - _centred_mean(smooth, _MINUTE_S)


def _correlation(a: FloatArray, b: FloatArray) -> float:
    """Of two series about zero; 0 where one stands still."""
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread else 0.0


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan


def _centred_mean(values: FloatArray | npt.NDArray[np.bool_], width: int) -> FloatArray:
    """Mean of `width` values around each, of fewer at the ends."""
    sums = np.append(0.0, np.cumsum(values, dtype=np.float64))
    rows = np.arange(len(values))
    first, end = np.maximum(rows - width // 2, 0), np.minimum(rows + width // 2 + 1, len(values))
    means: FloatArray = (sums[end] - sums[first]) / (end - first)
    return means
