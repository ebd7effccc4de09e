"""From a session's samples to a stream: timer clock, gaps filled, faults masked.

In: what the device wrote, at its own times, with spikes and drop-outs. Out: one row
for each second in which the timer ran (`ingest.stream.Stream`). A gap is filled only as far
as the quantity behind it can be trusted to have moved smoothly; beyond that it
stays NaN. What was masked is told in the stream's issues.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ingest.activity import Activity, FloatArray, Issue, Samples, Session
from ingest.channels import CHANNELS
from ingest.sports import Family, family
from ingest.stream import Stream

__all__ = ["clean"]

BoolArray = npt.NDArray[np.bool_]
Readings = dict[str, FloatArray]

# Seconds between two readings that may be joined by a straight line. Heart rate moves
# slowly, cadence does not. Channels that are not named are joined from second to second only:
# pedalling angles wrap around, developer fields may be codes.
_LONGEST_FILL_S = {
    "heart_rate_bpm": 30.0,
    "speed_mps": 15.0,
    "altitude_m": 15.0,
    "latitude_deg": 15.0,
    "longitude_deg": 15.0,
    "temperature_c": 120.0,
    "cadence_rpm": 5.0,
    "cadence_spm": 5.0,
    "ground_contact_ms": 10.0,
    "contact_balance_left_pct": 10.0,
    "vertical_oscillation_mm": 10.0,
    "vertical_ratio_pct": 10.0,
    "step_length_m": 10.0,
    # Distance is a sum: what lies between two readings was covered, whatever the gap.
    "distance_m": np.inf,
}
_NEXT_SECOND_S = 1.0
# A device that stores only turning points promises straight lines between them.
_SMART_FILL_S = 30.0
_SMART_CHANNELS = {"speed_mps", "altitude_m", "latitude_deg", "longitude_deg"}

# What running looks like; the channels' own ranges leave room for walking and for other sports.
_RUNNING_RANGE = {
    "speed_mps": (0.0, 34 / 3.6),
    "ground_contact_ms": (140.0, 400.0),
    "contact_balance_left_pct": (45.0, 55.0),
    "vertical_oscillation_mm": (30.0, 160.0),
    "vertical_ratio_pct": (3.0, 16.0),
    "step_length_m": (0.4, 2.0),
}

# No heart changes by more than 8 beats a minute within a second, or by 25 within five; a
# reading is trusted again within 10 of the median of the minute around it.
_LEAP_BPM, _LEAP_5S_BPM, _ASTRAY_BPM, _MEDIAN_READINGS = 8.0, 25.0, 10.0, 61

_SPIKE_FROM_W, _SPIKE_RATIO = 500.0, 1.5
_PEDALLING_RPM, _ROLLING_MPS, _LOST_READINGS = 40.0, 10 / 3.6, 3
# No athlete speeds up and brakes again so fast.
_ACCELERATION_MPS2 = {"run": 4.0, "ride": 6.0}

_EARTH_RADIUS_M = 6_371_000.0
# Speed from distance: over one second, GPS is mostly noise.
_SPEED_OVER_S = 5.0

_PAUSE_SPLITS_STRETCH_S = 60.0
# Where the device noted no pauses, or fewer than its timer tells of: silence for so long while
# hardly moving was one.
_SILENT_PAUSE_S, _SILENT_PAUSE_M = 10.0, 15.0
# However far it moved, hours without one sample are not training (a file glued together).
_LONGEST_SILENCE_S = 4 * 3600.0
_LONGEST_SESSION_S = 4 * 86400


def clean(activity: Activity, session: Session) -> Stream:
    """The session on its timer clock, one row a second.

    Args:
        activity: the recording; its `timer_runs` say when the timer ran.
        session: one of its sessions.

    Returns:
        A stream of about `session.timer_s` rows. A session without samples gives rows
        without columns. NaN is a reading that was never made, was masked as a fault,
        or lies in a gap too long to fill.
    """
    kind = family(session.sport, session.sub_sport)
    samples = activity.samples.part(session.rows)
    start_s = (session.start - activity.start).total_seconds()
    clock_s = _timer_clock(activity, session, samples, start_s)
    readings = _with_motion(samples)
    issues: list[Issue] = []
    columns = {}
    for name, values in readings.items():
        bad = _out_of_range(name, values, kind)
        if name in _FAULTS:
            bad |= _FAULTS[name](samples.time_s, np.where(bad, np.nan, values), readings, kind)
        if bad.any():
            issues.append(_masked(name, bad))
        good = np.where(bad, np.nan, values)
        columns[name] = _on_clock(name, samples.time_s, good, clock_s, readings)
    columns |= _pool_swim(activity, session, start_s, clock_s)
    stretch = np.cumsum(np.diff(clock_s, prepend=clock_s[:1]) > _PAUSE_SPLITS_STRETCH_S)
    return Stream(clock_s - start_s, stretch.astype(np.int32), columns, tuple(issues))


def _masked(name: str, bad: BoolArray) -> Issue:
    count = int(np.count_nonzero(bad))
    what = CHANNELS[name].meaning if name in CHANNELS else name
    message = f"{count} implausible reading{'s' * (count > 1)} of {what} left out"
    return Issue(f"masked_{name}", "note", message)


# --- the clock --------------------------------------------------------------------------


def _timer_clock(
    activity: Activity, session: Session, samples: Samples, start_s: float
) -> FloatArray:
    """Whole seconds (from the activity's start) in which the timer ran."""
    end_s = max([start_s + session.elapsed_s, *samples.time_s[-1:].tolist()])
    runs = [
        (max(a, start_s), min(b, end_s))
        for a, b in activity.timer_runs
        if a < end_s and b > start_s
    ] or [(start_s, end_s)]
    if len(samples):
        noted = any(event.name == "timer" for event in activity.events)
        too_long = sum(b - a for a, b in runs) > session.timer_s + _SILENT_PAUSE_S
        heard_from, heard_to = _heard(samples, may_be_paused=too_long or not noted)
    else:
        heard_from, heard_to = np.array([start_s]), np.array([start_s + _LONGEST_SESSION_S])
    seconds = [
        np.arange(round(first), round(last), dtype=np.float64)
        for a, b in runs
        for first, last in zip(np.maximum(heard_from, a), np.minimum(heard_to, b), strict=True)
        if first < last
    ]
    clock = np.unique(np.concatenate(seconds)) if seconds else samples.time_s[:0]
    return clock[:_LONGEST_SESSION_S] if len(clock) else np.round(samples.time_s[:1])


def _heard(samples: Samples, *, may_be_paused: bool) -> tuple[FloatArray, FloatArray]:
    """Starts and ends of the times between silences that can only be pauses."""
    time_s = samples.time_s
    gap_s = np.diff(time_s)
    pause = gap_s > _LONGEST_SILENCE_S
    if may_be_paused and "distance_m" in samples:
        moved_m = np.diff(samples["distance_m"])
        pause |= (gap_s > _SILENT_PAUSE_S) & (moved_m < _SILENT_PAUSE_M)
    # The sample before a pause still stands for its own second.
    heard_to = np.append(time_s[:-1][pause] + 1.0, time_s[-1] + _LONGEST_SILENCE_S)
    heard_from = np.append(time_s[0] - _LONGEST_SILENCE_S, time_s[1:][pause])
    return heard_from, heard_to


# --- gaps -------------------------------------------------------------------------------


def _on_clock(
    name: str, time_s: FloatArray, values: FloatArray, clock_s: FloatArray, readings: Readings
) -> FloatArray:
    """One channel at the clock's seconds, gaps filled by the channel's own rule."""
    good = np.isfinite(values)
    if not good.any():
        return np.full(len(clock_s), np.nan)
    t, v = (time_s, values) if good.all() else (time_s[good], values[good])
    after = np.searchsorted(t, clock_s).clip(0, len(t) - 1)
    before = np.where((t[after] > clock_s) & (after > 0), after - 1, after)
    gap_s = t[after] - t[before]
    straight = np.interp(clock_s, t, v)
    if name == "power_w":
        cranks = readings["cadence_rpm"][good] if "cadence_rpm" in readings else np.ones(len(t))
        ends = (v[before], v[after]), (cranks[before], cranks[after])
        filled = _power_between(gap_s, *ends, straight)
    else:
        limit_s = _LONGEST_FILL_S.get(name, _NEXT_SECOND_S)
        if name in _SMART_CHANNELS and _is_smart(time_s):
            limit_s = max(limit_s, _SMART_FILL_S)
        filled = np.where(gap_s <= limit_s, straight, np.nan)
    return np.where((t[before] <= clock_s) & (clock_s <= t[after]), filled, np.nan)


def _power_between(
    gap_s: FloatArray,
    watts: tuple[FloatArray, FloatArray],
    cranks: tuple[FloatArray, FloatArray],
    straight: FloatArray,
) -> FloatArray:
    """Power jumps, so a gap is bridged only briefly, or where the cranks tell more."""
    pedalled = (np.minimum(*watts) > 0) & (np.minimum(*cranks) > 0)
    still = np.maximum(*cranks) == 0
    return np.select(
        [gap_s <= 3, (gap_s <= 10) & pedalled, still], [watts[0], straight, 0.0], np.nan
    )


def _is_smart(time_s: FloatArray) -> bool:
    """Whether the device stored only some seconds (key points) rather than each."""
    return len(time_s) > 1 and float(np.quantile(np.diff(time_s), 0.9)) > 1.0


# --- faults -----------------------------------------------------------------------------


def _out_of_range(name: str, values: FloatArray, kind: Family) -> BoolArray:
    channel = CHANNELS.get(name)
    if channel is None:
        return np.zeros(len(values), bool)
    low, high = channel.low, channel.high
    if kind == "run" and name in _RUNNING_RANGE:
        low, high = _RUNNING_RANGE[name]
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
    leap = np.zeros(len(x), bool)
    leap[1:] = (np.abs(np.diff(x)) > _LEAP_BPM) & (np.diff(t) <= 1.5)
    leap[1:] |= (np.abs(np.diff(x)) > _LEAP_5S_BPM) & (np.diff(t) <= 5)
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
        beside = np.maximum(padded[:-4], padded[4:])
        # What the rider held for three of five seconds was no spike.
        held = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1).max()
        bad |= high & (watts > _SPIKE_RATIO * np.maximum(beside, held))
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


# --- motion from what was recorded ----------------------------------------------------------


def _with_motion(samples: Samples) -> Readings:
    """The columns, with distance from positions and speed from distance where absent."""
    readings = dict(samples.columns)
    if "distance_m" not in readings and {"latitude_deg", "longitude_deg"} <= readings.keys():
        readings["distance_m"] = _track_length(readings["latitude_deg"], readings["longitude_deg"])
    if "speed_mps" not in readings and "distance_m" in readings and len(samples) > 1:
        readings["speed_mps"] = _speed_from(samples.time_s, readings["distance_m"])
    return readings


def _track_length(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Metres along the track since its first known position."""
    length = np.full(len(latitude_deg), np.nan)
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    lat, lon = np.radians(latitude_deg[known]), np.radians(longitude_deg[known])
    east = np.diff(lon) * np.cos((lat[1:] + lat[:-1]) / 2)
    steps_m = _EARTH_RADIUS_M * np.hypot(np.diff(lat), east)
    length[known] = np.cumsum(np.append(0.0, steps_m))[: len(lat)]
    return length


def _speed_from(time_s: FloatArray, distance_m: FloatArray) -> FloatArray:
    """Speed over the last seconds."""
    speed = np.full(len(time_s), np.nan)
    known = np.flatnonzero(np.isfinite(distance_m))
    if len(known) < 2:
        return speed
    t, d = time_s[known], distance_m[known]
    back = np.maximum(t - _SPEED_OVER_S, t[0])
    back[0] = t[1]
    speed[known] = (d - np.interp(back, t, d)) / (t - back)
    return speed


def _pool_swim(
    activity: Activity, session: Session, start_s: float, clock_s: FloatArray
) -> Readings:
    """Distance and speed from the lengths of a pool swim; nothing for other sessions.

    Samples of a pool swim jump by a whole length at the wall, or don't count metres at all.
    """
    end_s = start_s + session.elapsed_s
    swum = [
        length
        for length in activity.lengths
        if length.intensity == "active" and start_s - 1 <= length.start_s < end_s
    ]
    if not (swum and session.pool_length_m):
        return {}
    begin = np.array([length.start_s for length in swum])
    end = np.minimum(begin + [length.elapsed_s for length in swum], np.append(begin[1:], np.inf))
    metres = np.arange(len(swum) + 1) * session.pool_length_m
    knots_s, knots_m = np.column_stack((begin, end)).ravel(), np.repeat(metres, 2)[1:-1]
    current = np.searchsorted(begin, clock_s, side="right") - 1
    swimming = (current >= 0) & (clock_s < end[current])
    speed = session.pool_length_m / np.maximum(end - begin, 1.0)
    return {
        "distance_m": np.interp(clock_s, knots_s, knots_m),
        "speed_mps": np.where(swimming, speed[current], 0.0),
    }
