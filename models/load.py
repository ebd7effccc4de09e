"""What a session cost: the formulas of load by power, pace, heart rate, felt effort, duration.

All loads are in the units of training stress score: 100 is an hour at threshold.
`models.session_load` chooses among them.

Streams are on the timer clock, one row a second; NaN is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.sports import Family
from models.curves import rolling_mean

__all__ = [
    "duration_stress",
    "edwards_points",
    "heart_rate_tss",
    "intensity_factor",
    "lucia_points",
    "normalized_power",
    "rpe_stress",
    "session_rpe",
    "swim_stress",
    "time_in_zones",
    "training_stress",
    "trimp",
    "zonal_heart_rate_tss",
    "zone_points",
]

Sex = Literal["female", "male"]

_SMOOTHING_S = 30
_HOUR_S = 3600.0

# Banister's weights: lactate rises differently in women and men, and so does the impulse of an
# hour at the same share of heart rate reserve.
_BANISTER = {"male": (0.64, 1.92), "female": (0.86, 1.67)}

# Load of an hour by felt effort 1..10, as coaches commonly set it.
_RPE_HOUR = (20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0, 120.0, 140.0)

# Load of an hour by share of threshold heart rate, as published for training by heart rate.
_FRIEL_BOUNDS = np.array([0.85, 0.90, 0.95, 1.00, 1.03, 1.06])
_FRIEL_HOUR = np.array([40.0, 60.0, 70.0, 80.0, 100.0, 120.0, 140.0])
_EDWARDS_BOUNDS = np.array([0.5, 0.6, 0.7, 0.8, 0.9])

# Load of an hour about which nothing but its length is known.
_DURATION_HOUR: dict[Family, float] = {"run": 50.0, "ride": 50.0, "swim": 50.0}
_DURATION_HOUR_OTHER = 30.0


def normalized_power(power_w: FloatArray, stretch: npt.NDArray[np.int32] | None = None) -> float:
    """Fourth-power mean of the 30-s trailing mean (Coggan), W.

    Only full windows count; a session shorter than one gives its mean. Works for any
    quantity whose cost rises steeply, such as grade-adjusted speed.

    Args:
        power_w: (n,) one value a second, NaN where missing.
        stretch: (n,) numbers of stretches over whose ends no window reaches.

    Returns:
        Normalized power; NaN without readings.
    """
    known = power_w[np.isfinite(power_w)]
    if not len(known):
        return float("nan")
    windows = rolling_mean(power_w, _SMOOTHING_S, stretch)
    windows = windows[np.isfinite(windows)]
    if not len(windows):
        return float(known.mean())
    return float(np.mean(np.square(np.square(windows))) ** 0.25)


def intensity_factor(normalized: float, threshold: float) -> float:
    """Normalized power or speed over threshold power or speed."""
    return normalized / threshold


def training_stress(duration_s: float, intensity: float) -> float:
    """Training stress score: hours x intensity factor squared x 100 (Coggan)."""
    return 100.0 * duration_s / _HOUR_S * intensity**2


def swim_stress(duration_s: float, distance_m: float, critical_speed_mps: float) -> float:
    """Swim load: hours x (speed over critical swim speed) cubed x 100; drag grows so."""
    if duration_s <= 0:
        return 0.0
    return 100.0 * duration_s / _HOUR_S * (distance_m / duration_s / critical_speed_mps) ** 3


def trimp(
    heart_rate_bpm: FloatArray,
    resting_bpm: float,
    max_bpm: float,
    sex: Sex | None = None,
) -> float:
    """Banister's training impulse, summed over the seconds with a heart rate.

    Unknown sex counts as male; loads relative to threshold hardly depend on it.
    """
    a, b = _BANISTER[sex or "male"]
    known = heart_rate_bpm[np.isfinite(heart_rate_bpm)]
    reserve = np.maximum((known - resting_bpm) / (max_bpm - resting_bpm), 0.0)
    return float((reserve * a * np.exp(b * reserve)).sum() / 60.0)


def heart_rate_tss(
    heart_rate_bpm: FloatArray,
    resting_bpm: float,
    threshold_bpm: float,
    max_bpm: float,
    sex: Sex | None = None,
) -> float:
    """Training impulse on the scale where an hour at threshold heart rate is 100.

    Seconds without a heart rate count as the mean of the others. NaN where there are none,
    or where the anchors contradict each other.
    """
    known = heart_rate_bpm[np.isfinite(heart_rate_bpm)]
    if not len(known) or not resting_bpm < min(threshold_bpm, max_bpm):
        return float("nan")
    hour = 60.0 * trimp(np.full(60, threshold_bpm), resting_bpm, max_bpm, sex)
    impulse = trimp(known, resting_bpm, max_bpm, sex) * len(heart_rate_bpm) / len(known)
    return 100.0 * impulse / hour


def time_in_zones(values: FloatArray, bounds: Sequence[float] | FloatArray) -> FloatArray:
    """Seconds in each zone.

    Args:
        values: (n,) one value a second; NaN is in no zone.
        bounds: (k,) rising, in the unit of the values; a zone begins on its bound.

    Returns:
        (k + 1,) seconds, from below the first bound upwards.
    """
    zone = np.searchsorted(bounds, values[np.isfinite(values)], side="right")
    return np.bincount(zone, minlength=len(bounds) + 1).astype(np.float64)


def zone_points(
    heart_rate_bpm: FloatArray,
    bounds_bpm: Sequence[float] | FloatArray,
    per_minute: Sequence[float] | FloatArray,
) -> float:
    """Minutes in each heart-rate zone times the zone's points, summed.

    No load here is made of it; athletes know these sums from elsewhere.

    Args:
        heart_rate_bpm: (n,) one value a second; NaN counts nothing.
        bounds_bpm: (k,) rising; a zone begins on its bound.
        per_minute: (k + 1,) points of a minute, from below the first bound upwards.
    """
    return float(time_in_zones(heart_rate_bpm, bounds_bpm) @ np.asarray(per_minute)) / 60.0


def edwards_points(heart_rate_bpm: FloatArray, max_bpm: float) -> float:
    """Minutes in the five zones of 10 % from half of maximum heart rate up, times 1 to 5."""
    return zone_points(heart_rate_bpm, max_bpm * _EDWARDS_BOUNDS, range(6))


def lucia_points(heart_rate_bpm: FloatArray, first_bpm: float, second_bpm: float) -> float:
    """Minutes below, between and above the two ventilatory thresholds, times 1, 2 and 3."""
    return zone_points(heart_rate_bpm, (first_bpm, second_bpm), (1, 2, 3))


def zonal_heart_rate_tss(heart_rate_bpm: FloatArray, threshold_bpm: float) -> float:
    """Load by zones of threshold heart rate (Friel); `heart_rate_tss` is the finer one."""
    return zone_points(heart_rate_bpm, threshold_bpm * _FRIEL_BOUNDS, _FRIEL_HOUR / 60.0)


def session_rpe(duration_s: float, rpe: float) -> float:
    """Minutes times felt effort of 0 to 10 (Foster et al. 2001), in units of its own."""
    return rpe * duration_s / 60.0


def rpe_stress(duration_s: float, rpe: float) -> float:
    """Load from felt effort of 0 to 10 (session RPE)."""
    hour = float(np.interp(rpe, range(11), (0.0, *_RPE_HOUR)))
    return hour * duration_s / _HOUR_S


def duration_stress(duration_s: float, family: Family) -> float:
    """Load of a session of which only the length is known."""
    return _DURATION_HOUR.get(family, _DURATION_HOUR_OTHER) * duration_s / _HOUR_S
