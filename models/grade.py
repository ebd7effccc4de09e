"""Slope, and the level speed that costs as much as running up or down it.

Grades are fractions (0.05 climbs 5 m in 100 m), positive uphill. NaN is unknown.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.stream import Stream

__all__ = [
    "blend_factor",
    "grade",
    "grade_adjusted_speed",
    "grade_pct",
    "level_speed",
    "minetti_cost",
    "minetti_factor",
]

RUN_WINDOW_M = 150.0
"""Shorter windows turn height noise into effort: over 20 m, level running gains 2 % speed."""
RIDE_WINDOW_M = 40.0

# The steepest slope on which Minetti and colleagues measured.
_STEEPEST = 0.45
# Descents in the field (a fit to many runners' heart rates, as the elevate project notes it).
_DESCENT_GRADE = np.arange(-0.30, 0.01, 0.02)
_DESCENT_FACTOR = np.array(
    [1.50, 1.40, 1.30, 1.235, 1.15, 1.09, 1.02, 0.95, 0.91, 0.89, 0.88, 0.88, 0.89, 0.91, 0.95, 1.0]
)
_SMOOTHING_S = 11


def minetti_cost(grade: npt.ArrayLike) -> FloatArray:
    """Energy of running on a slope, J/kg/m (Minetti et al. 2002, J Appl Physiol 93:1039).

    Beyond the measured +-45 % the cost stays at its last value.
    """
    i = np.clip(np.asarray(grade, dtype=np.float64), -_STEEPEST, _STEEPEST)
    return ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6


def minetti_factor(grade: npt.ArrayLike) -> FloatArray:
    """Cost on a slope over cost on the level."""
    return minetti_cost(grade) / minetti_cost(0.0)


def blend_factor(grade: npt.ArrayLike) -> FloatArray:
    """Minetti uphill; downhill whichever is dearer, Minetti or what runners show outdoors.

    On a treadmill in the laboratory running down 10 % costs 0.6 of level running, outdoors
    0.88: a steep descent must not turn a run into a rest.
    """
    i = np.asarray(grade, dtype=np.float64)
    factor = minetti_factor(i)
    return np.where(
        i < 0, np.maximum(factor, np.interp(i, _DESCENT_GRADE, _DESCENT_FACTOR)), factor
    )


def grade_adjusted_speed(speed_mps: npt.ArrayLike, grade: npt.ArrayLike) -> FloatArray:
    """The speed on the level that costs as much; an unknown grade counts as level."""
    factor = blend_factor(np.nan_to_num(np.asarray(grade, dtype=np.float64)))
    return np.asarray(speed_mps, dtype=np.float64) * factor


def grade(
    distance_m: FloatArray, altitude_m: FloatArray, window_m: float = RUN_WINDOW_M
) -> FloatArray:
    """Slope over a window centred on each sample.

    Args:
        distance_m: (n,) distance so far, never falling; NaN where unknown.
        altitude_m: (n,) height; NaN where unknown.
        window_m: length of the window; at the ends it is cut short.

    Returns:
        (n,) grade within +-0.45; NaN where distance or altitude is unknown, and 0 where
        the athlete moved less than a tenth of the window.
    """
    slope = np.full(len(distance_m), np.nan)
    known = np.isfinite(distance_m) & np.isfinite(altitude_m)
    if np.count_nonzero(known) < 2:
        return slope
    d = np.maximum.accumulate(distance_m[known])
    h = _smooth(altitude_m[known])
    behind = np.maximum(d - window_m / 2, d[0])
    ahead = np.minimum(d + window_m / 2, d[-1])
    run = ahead - behind
    rise = np.interp(ahead, d, h) - np.interp(behind, d, h)
    enough = run >= window_m / 10
    slope[known] = np.where(
        enough, np.clip(rise / np.where(enough, run, 1.0), -_STEEPEST, _STEEPEST), 0.0
    )
    return slope


def grade_pct(stream: Stream, window_m: float = RUN_WINDOW_M) -> FloatArray:
    """Slope at each second of a stream, in percent; NaN where unknown."""
    return 100.0 * grade(stream["distance_m"], stream["altitude_m"], window_m)


def level_speed(stream: Stream) -> FloatArray:
    """A run's grade-adjusted speed at each second, m/s; its speed where height is unknown."""
    return grade_adjusted_speed(stream["speed_mps"], grade_pct(stream) / 100.0)


def _smooth(altitude_m: FloatArray) -> FloatArray:
    """Median of three against single jumps, then a moving mean against noise."""
    padded = np.pad(altitude_m, 1, mode="edge")
    a, b, c = padded[:-2], padded[1:-1], padded[2:]
    median = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    padded = np.pad(median, _SMOOTHING_S // 2, mode="edge")
    return np.convolve(padded, np.full(_SMOOTHING_S, 1 / _SMOOTHING_S), mode="valid")
