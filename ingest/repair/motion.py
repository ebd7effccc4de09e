"""Distance and speed where the device recorded positions, metres or lengths of a pool only."""

from __future__ import annotations

import numpy as np

from ingest.activity import Activity, FloatArray, Samples, Session

__all__ = ["Readings", "pool_swim", "with_motion"]

Readings = dict[str, FloatArray]

_EARTH_RADIUS_M = 6_371_000.0
# Speed from distance: over one second, GPS is mostly noise.
_SPEED_OVER_S = 5.0


def with_motion(samples: Samples) -> Readings:
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


def pool_swim(
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
