"""What one session cost: load by power, pace, heart rate, felt effort or duration.

All loads are in the units of training stress score: 100 is an hour at threshold. Each
method says nothing (None or NaN) where its readings or thresholds are missing, and the best
method that says something gives the session's load, with the threshold it rests on.

Streams are on the timer clock, one row a second; NaN is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.sports import Family, is_indoor_run
from ingest.stream import Stream
from models.athlete import Athlete, Estimate, Thresholds
from models.curves import rolling_mean
from models.efforts import swum_m
from models.grade import level_speed
from models.verdicts import Load, Method

__all__ = [
    "Load",
    "Method",
    "duration_stress",
    "heart_rate_tss",
    "intensity_factor",
    "normalized_power",
    "rpe_stress",
    "session_load",
    "swim_stress",
    "training_stress",
    "trimp",
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

# Load of an hour about which nothing but its length is known.
_DURATION_HOUR: dict[Family, float] = {"run": 50.0, "ride": 50.0, "swim": 50.0}
_DURATION_HOUR_OTHER = 30.0

# A method counts if at least this share of the session has readings; below it a method is
# only used if no other one speaks, and below half not at all.
_GOOD_COVERAGE, _LEAST_COVERAGE = 0.8, 0.5


# --- formulas ---------------------------------------------------------------------------


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
    reserve = np.clip((heart_rate_bpm - resting_bpm) / (max_bpm - resting_bpm), 0.0, None)
    return float(np.nansum(reserve * a * np.exp(b * reserve)) / 60.0)


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


def zone_points(
    heart_rate_bpm: FloatArray, bounds_bpm: Sequence[float], per_minute: Sequence[float]
) -> float:
    """Minutes in each heart-rate zone times the zone's points, summed.

    Edwards: bounds at 50, 60, 70, 80, 90 % of maximum, points 0 to 5. Lucia: bounds at the two
    thresholds, points 1, 2, 3. Not part of any load here; athletes know them from elsewhere.

    Args:
        heart_rate_bpm: (n,) one value a second; NaN counts nothing.
        bounds_bpm: (k,) rising; a zone begins on its bound.
        per_minute: (k + 1,) points of a minute, from below the first bound upwards.
    """
    known = heart_rate_bpm[np.isfinite(heart_rate_bpm)]
    zone = np.searchsorted(bounds_bpm, known, side="right")
    return float(np.asarray(per_minute, dtype=np.float64)[zone].sum() / 60.0)


def rpe_stress(duration_s: float, rpe: float) -> float:
    """Load from felt effort of 0 to 10 (session RPE)."""
    hour = float(np.interp(rpe, range(11), (0.0, *_RPE_HOUR)))
    return hour * duration_s / _HOUR_S


def duration_stress(duration_s: float, family: Family) -> float:
    """Load of a session of which only the length is known."""
    return _DURATION_HOUR.get(family, _DURATION_HOUR_OTHER) * duration_s / _HOUR_S


# --- one session ------------------------------------------------------------------------


def session_load(
    stream: Stream,
    family: Family,
    thresholds: Thresholds,
    athlete: Athlete,
    rpe: float | None = None,
    *,
    sub_sport: str | None = None,
    running_power: bool = False,
) -> Load:
    """The load of one session by the best method its recording allows.

    Args:
        stream: the session on its timer clock.
        family: what kind of sport it was.
        thresholds: those of the session's day.
        athlete: facts about the athlete.
        rpe: felt effort of 0 to 10, if logged.
        sub_sport: the device's word; a treadmill's pace is trusted less than heart rate.
        running_power: whether a runner wants load from running power, which each maker
            estimates in its own way.
    """
    duration_s = float(len(stream))
    candidates: dict[Method, Callable[[], Load | None]] = {
        "power": lambda: _by_power(stream, thresholds.critical_power_w),
        "pace": lambda: (
            _by_swim_pace(stream, thresholds.swim_speed_mps)
            if family == "swim"
            else _by_pace(stream, thresholds.run_speed_mps)
        ),
        "heart_rate": lambda: _by_heart_rate(stream, family, thresholds, athlete.sex),
        "rpe": lambda: None if rpe is None else Load(rpe_stress(duration_s, rpe), "rpe"),
    }
    order = _order(family, sub_sport, running_power=running_power)
    spoken = [load for method in order if (load := candidates[method]()) is not None]
    # Sorting is stable: a method with few readings gives way to a fuller one.
    spoken.sort(key=lambda load: load.coverage < _GOOD_COVERAGE)
    best, *others = [*spoken, Load(duration_stress(duration_s, family), "duration", quality="low")]
    return replace(best, others={load.method: load.tss for load in others})


def _order(family: Family, sub_sport: str | None, *, running_power: bool) -> tuple[Method, ...]:
    """Which method is asked before which; duration always speaks last."""
    if family == "ride":
        return ("power", "heart_rate", "rpe")
    if family == "swim":
        return ("pace", "rpe", "heart_rate")
    if family == "run":
        power: tuple[Method, ...] = ("power",) if running_power else ()
        if is_indoor_run(sub_sport):
            return (*power, "heart_rate", "rpe", "pace")
        return (*power, "pace", "heart_rate", "rpe")
    # Lifting moves the heart rate without saying what it cost.
    return ("rpe",) if family == "strength" else ("rpe", "heart_rate")


def _by_power(stream: Stream, threshold: Estimate) -> Load | None:
    normalized = normalized_power(stream["power_w"], stream.stretch)
    intensity = intensity_factor(normalized, threshold.value)
    tss = training_stress(len(stream), intensity)
    load = _measured("power", tss, stream.coverage.get("power_w", 0.0), threshold, intensity)
    return load and replace(load, normalized_power_w=normalized)


def _by_pace(stream: Stream, threshold: Estimate) -> Load | None:
    normalized = normalized_power(level_speed(stream), stream.stretch)
    intensity = intensity_factor(normalized, threshold.value)
    tss = training_stress(len(stream), intensity)
    return _measured("pace", tss, stream.coverage.get("speed_mps", 0.0), threshold, intensity)


def _by_swim_pace(stream: Stream, threshold: Estimate) -> Load | None:
    """Swimming speed while moving; rests at the wall cost nothing."""
    metres = swum_m(stream["distance_m"])
    if not len(metres):
        return None
    moving_s, moved_m = float(len(metres)), float(metres.sum())
    tss = swim_stress(moving_s, moved_m, threshold.value)
    intensity = intensity_factor(moved_m / moving_s, threshold.value)
    return _measured("pace", tss, stream.coverage["distance_m"], threshold, intensity)


def _by_heart_rate(
    stream: Stream, family: Family, thresholds: Thresholds, sex: Sex | None
) -> Load | None:
    if family == "ride":
        threshold = thresholds.ride_threshold_heart_rate_bpm
        highest = thresholds.ride_max_heart_rate_bpm
    else:
        threshold = thresholds.run_threshold_heart_rate_bpm
        highest = thresholds.run_max_heart_rate_bpm
    resting = thresholds.resting_heart_rate_bpm
    bpm = stream["heart_rate_bpm"]
    tss = heart_rate_tss(bpm, resting.value, threshold.value, highest.value, sex)
    return _measured("heart_rate", tss, stream.coverage.get("heart_rate_bpm", 0.0), threshold)


def _measured(
    method: Method,
    tss: float,
    coverage: float,
    threshold: Estimate,
    intensity: float | None = None,
) -> Load | None:
    """A load from readings; None where less than half the session has any, or all are zero."""
    if coverage < _LEAST_COVERAGE or not tss > 0:
        return None
    trusted = coverage >= _GOOD_COVERAGE and threshold.origin != "prior"
    return Load(
        tss=tss,
        method=method,
        threshold=threshold,
        coverage=coverage,
        quality="good" if trusted else "low",
        intensity_factor=intensity,
    )
