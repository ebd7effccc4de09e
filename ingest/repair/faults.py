"""Readings that cannot be true: out of range, leaps, spikes, drop-outs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.channels import CHANNELS
from ingest.repair.motion import Readings
from ingest.sports import Family

__all__ = ["RUNNING_DYNAMICS", "found"]

BoolArray = npt.NDArray[np.bool_]

# What running looks like; the channels' own ranges leave room for walking and for other sports.
RUNNING_DYNAMICS = {
    "ground_contact_ms": (140.0, 400.0),
    "contact_balance_left_pct": (45.0, 55.0),
    "vertical_oscillation_mm": (30.0, 160.0),
    "vertical_ratio_pct": (3.0, 16.0),
    "step_length_m": (0.4, 2.0),
}
_RUNNING_RANGE = {"speed_mps": (0.0, 34 / 3.6), **RUNNING_DYNAMICS}

# No heart changes by more than 8 beats a minute within a second, or by 25 within five; a
# reading is trusted again within 10 of the median of the minute around it.
_LEAP_BPM, _LEAP_5S_BPM, _ASTRAY_BPM, _MEDIAN_READINGS = 8.0, 25.0, 10.0, 61

_SPIKE_FROM_W, _SPIKE_RATIO = 500.0, 1.5
_PEDALLING_RPM, _ROLLING_MPS, _LOST_READINGS = 40.0, 10 / 3.6, 3
# No athlete speeds up and brakes again so fast.
_ACCELERATION_MPS2 = {"run": 4.0, "ride": 6.0}


def found(name: str, time_s: FloatArray, readings: Readings, kind: Family) -> BoolArray | None:
    """Which readings of a channel cannot be true; None where none."""
    values = readings[name]
    bad = _out_of_range(name, values, kind)
    if name in _FAULTS:
        plausible = values if bad is None else np.where(bad, np.nan, values)
        more = _FAULTS[name](time_s, plausible, readings, kind)
        bad = more if bad is None else bad | more
    return bad if bad is not None and bad.any() else None


def _out_of_range(name: str, values: FloatArray, kind: Family) -> BoolArray | None:
    channel = CHANNELS.get(name)
    if channel is None or not len(values):
        return None
    low, high = channel.low, channel.high
    if kind == "run" and name in _RUNNING_RANGE:
        low, high = _RUNNING_RANGE[name]
    # Two numbers tell of most channels that nothing is wrong (fmin passes over NaN).
    if not (np.fmin.reduce(values) < low or np.fmax.reduce(values) > high):
        return None
    return (values < low) | (values > high)


def _heart_rate_faults(
    time_s: FloatArray, bpm: FloatArray, readings: Readings, kind: Family
) -> BoolArray:
    """Readings reached by a leap that no heart makes, until they agree with their minute."""
    del readings, kind
    rows = np.flatnonzero(np.isfinite(bpm))
    bad = np.zeros(len(bpm), bool)
    if len(rows) < 3:
        return bad
    t, x = time_s[rows], bpm[rows]
    change, gap_s = np.abs(np.diff(x)), np.diff(t)
    leap = np.zeros(len(x), bool)
    leap[1:] = (change > _LEAP_BPM) & (gap_s <= 1.5) | (change > _LEAP_5S_BPM) & (gap_s <= 5)
    leap[5:] |= (np.abs(x[5:] - x[:-5]) > _LEAP_5S_BPM) & (t[5:] - t[:-5] <= 5)
    if not leap.any():
        return bad
    # Only near a leap can a reading be bad, so only there a median is needed.
    half = _MEDIAN_READINGS // 2
    near = np.unique(np.flatnonzero(leap)[:, None] + np.arange(-half, half + 1))
    near = near[(near >= 0) & (near < len(x))]
    around = np.lib.stride_tricks.sliding_window_view(np.pad(x, half, mode="edge"), 2 * half + 1)
    astray = np.zeros(len(x), bool)
    astray[near] = np.abs(x[near] - np.median(around[near], axis=1)) > _ASTRAY_BPM
    bad[rows] = _runs_touching(astray, leap)
    return bad


def _runs_touching(mask: BoolArray, touched: BoolArray) -> BoolArray:
    """The runs of True in `mask` that hold at least one True of `touched`."""
    run = np.cumsum(np.diff(mask, prepend=False) & mask) * mask
    hit = np.zeros(int(run.max()) + 1, bool)
    hit[run[touched]] = True
    hit[0] = False
    return hit[run]


def _power_faults(
    time_s: FloatArray, watts: FloatArray, readings: Readings, kind: Family
) -> BoolArray:
    """Lone spikes of a ride, and zeros from which the rider comes back without having coasted."""
    del time_s
    bad = np.zeros(len(watts), bool)
    if len(watts) < 5 or kind != "ride":
        return bad
    high = watts > _SPIKE_FROM_W
    if high.any():
        padded = np.pad(np.nan_to_num(watts), 2)
        bad = high & (watts > _SPIKE_RATIO * np.maximum(padded[:-4], padded[4:]))
    if bad.any():
        # What the rider held for three of five seconds, ever, was no spike.
        held = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1).max()
        bad &= watts > _SPIKE_RATIO * held
    cadence, speed = readings.get("cadence_rpm"), readings.get("speed_mps")
    if cadence is not None and speed is not None:
        silent = (watts == 0) & (cadence >= _PEDALLING_RPM) & (speed > _ROLLING_MPS)
        bad |= _lost(silent, watts > 0)
    return bad


def _lost(silent: BoolArray, working: BoolArray) -> BoolArray:
    """Runs of `silent`, three readings or longer, between readings of `working`.

    When a rider stops pedalling, many meters report the last cadence for some seconds beside
    zero power; then the cadence falls to zero as well, and the zeros were true.
    """
    edges = np.flatnonzero(np.diff(silent, prepend=False, append=False))
    lost = np.zeros(len(silent), bool)
    for first, end in edges.reshape(-1, 2):
        inside = first > 0 and end < len(silent)
        if inside and end - first >= _LOST_READINGS and working[first - 1] and working[end]:
            lost[first:end] = True
    return lost


def _speed_faults(
    time_s: FloatArray, speed: FloatArray, readings: Readings, kind: Family
) -> BoolArray:
    """Lone leaps that no athlete can accelerate to and brake from."""
    del readings
    bad = np.zeros(len(speed), bool)
    if len(speed) > 2:
        limit = _ACCELERATION_MPS2["ride" if kind == "ride" else "run"]
        change = np.diff(speed) / np.diff(time_s)
        into, out = change[:-1], change[1:]
        bad[1:-1] = (np.abs(into) > limit) & (np.abs(out) > limit) & (into * out < 0)
    return bad


_FAULTS: dict[str, Callable[[FloatArray, FloatArray, Readings, Family], BoolArray]] = {
    "heart_rate_bpm": _heart_rate_faults,
    "power_w": _power_faults,
    "speed_mps": _speed_faults,
}
