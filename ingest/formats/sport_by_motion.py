"""What a recording was, by how it moved, where the file does not say."""

from __future__ import annotations

import numpy as np

from ingest.activity import FloatArray, Lap, Samples
from ingest.channels import CHANNELS
from ingest.formats.sport_words import Sport
from ingest.repair.motion import with_motion

__all__ = ["pool_lengths", "sport_by_motion", "times_are_invented"]

# What a quarter of a minute covers has little noise of positions left in it.
_STRETCH_S, _LEAST_STRETCHES = 15.0, 20
_STANDING_MPS = 0.5
# Who runs keeps a pace: between the slowest and the fastest twentieth of the time lie 0.4 of
# the usual speed. Of 230 recordings with a known sport this finds 79 of 113 runs and 54 of 79
# rides, and takes no other for either; slow rides and runs with rests stay without a name.
_RUN_USUAL_MPS, _RUN_SPREAD = (2.0, 5.0), 0.4
# Who rides reaches a speed that no runner holds; beyond the upper bounds it was a motor.
_RIDE_USUAL_MPS, _RIDE_FAST_MPS = (3.0, 13.0), (6.5, 18.0)

# Pools are 15 to 50 m long (some 50 yards and more); fewer lengths may be chance.
_POOL_M, _POOL_ERROR, _LEAST_LENGTHS = (15.0, 60.0), 0.02, 4
_FASTEST_SWIM_MPS = 2.5

_ONLY_PLACES = {"latitude_deg", "longitude_deg", "altitude_m"}


def sport_by_motion(samples: Samples) -> Sport | None:
    """Running or cycling, if its speed leaves no doubt; else None."""
    speed_mps = _speed(samples)
    moving = speed_mps[speed_mps > _STANDING_MPS]
    if len(moving) < _LEAST_STRETCHES:
        return None
    slow, usual, fast = np.quantile(moving, [0.05, 0.5, 0.95])
    if _within(usual, _RUN_USUAL_MPS) and fast - slow <= _RUN_SPREAD * usual:
        return "running", None
    if _within(usual, _RIDE_USUAL_MPS) and _within(fast, _RIDE_FAST_MPS):
        return "cycling", None
    return None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def times_are_invented(samples: Samples) -> bool:
    """Whether places alone were stored, at times no athlete can keep: a course to follow."""
    if not samples.columns.keys() <= _ONLY_PLACES:
        return False
    time_s, distance_m = _covered(samples)
    if len(time_s) < 2:
        return False
    return float(np.median(np.diff(distance_m) / np.diff(time_s))) > CHANNELS["speed_mps"].high


def pool_lengths(samples: Samples) -> list[Lap]:
    """The lengths of a pool swim, if that is what the distance tells; else none.

    Without any position it then grows by the length of the pool, or a multiple of it, and by
    nothing else. Rests at the wall count to the length after them.
    """
    time_s, distance_m = _covered(samples)
    walls = np.flatnonzero(np.diff(distance_m) > 0) + 1
    if "latitude_deg" in samples or len(walls) < _LEAST_LENGTHS:
        return []
    swum_m = np.diff(distance_m)[walls - 1]
    pool_m = float(swum_m.min())
    count = np.round(swum_m / pool_m)
    each_s = np.diff(time_s[walls], prepend=time_s[0]) / count
    is_pool = (
        _POOL_M[0] <= pool_m <= _POOL_M[1]
        and (abs(swum_m / pool_m - count) <= _POOL_ERROR).all()
        and (pool_m <= _FASTEST_SWIM_MPS * each_s).all()
    )
    if not is_pool:
        return []
    took_s = np.repeat(each_s, count.astype(int))
    starts = time_s[0] + np.cumsum(took_s) - took_s
    return [
        Lap(start, elapsed_s, distance_m=pool_m, intensity="active")
        for start, elapsed_s in zip(starts.tolist(), took_s.tolist(), strict=True)
    ]


def _speed(samples: Samples) -> FloatArray:
    """Mean speed over one short stretch after the other."""
    time_s, distance_m = _covered(samples)
    if not len(time_s):
        return time_s
    stretches = np.arange(time_s[0], time_s[-1], _STRETCH_S)
    return np.diff(np.interp(stretches, time_s, distance_m)) / _STRETCH_S


def _covered(samples: Samples) -> tuple[FloatArray, FloatArray]:
    """When what distance was known to be covered."""
    distance_m = with_motion(samples).get("distance_m", np.full(len(samples), np.nan))
    known = np.isfinite(distance_m)
    return samples.time_s[known], distance_m[known]
