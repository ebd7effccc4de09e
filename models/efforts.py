"""What later thresholds need of one session, and nothing else.

Thresholds look back over months. They read these digests, never the streams, so that a
library of years is looked through in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Session
from ingest.repair.cadence_lock import trusted_heart_rate
from ingest.sports import Family, is_indoor_run
from ingest.stream import Stream
from models.curves import best_over_distance, best_windows, mean_maximal, rolling_mean
from models.grade import grade_adjusted_speed, grade_pct

__all__ = [
    "LONG_S",
    "PEAK_S",
    "POWER_DURATIONS_S",
    "RUN_DISTANCES_M",
    "STEADY_S",
    "SWIM_DISTANCES_M",
    "Efforts",
    "extract",
    "swum_m",
]

POWER_DURATIONS_S = (120, 150, 180, 240, 300, 360, 420, 480, 600, 720, 900, 1080, 1200, 1500, 1800)
"""Spaced evenly on a logarithmic scale, so that long durations do not outvote short ones."""
RUN_DISTANCES_M = (400.0, 800.0, 1000.0, 1500.0, 3000.0, 5000.0)
SWIM_DISTANCES_M = (200.0, 400.0, 1500.0)

# Whoever is slower stands at the wall; nobody is faster (a length counted late).
_SWIMMING_MPS = (0.5 / 3.6, 2.5)
# After so long a rest a swim begins anew: 200 m after a 400 m test are no 600 m.
_LONG_REST_S = 60

STEADY_S = 180
"""Length of a steady window."""
_STEADY_FROM_S, _STEADY_TO_S = 300, 3600  # before it heart rate is still rising, later it drifts
_STEADY_CV = 0.06
_STEADY_GRADE_PCT = 3.0
PEAK_S = 10
"""A lone reading is no maximum: the heart must have held it."""
_HARD_S = 60
LONG_S = 1200
"""Threshold heart rate shows in twenty minutes at threshold intensity."""


@dataclass(frozen=True, slots=True)
class Efforts:
    """Digest of one session; None is not recorded or not reached.

    Intensity is grade-adjusted speed in m/s for runs and power in W for rides.
    `best_power_w` belongs to `POWER_DURATIONS_S`, `best_times_s` to `RUN_DISTANCES_M`
    (grade-adjusted) or `SWIM_DISTANCES_M`. `steady_heart_rate_bpm` and `steady_intensity`
    are means over steady 3-min windows of minutes 5 to 60. The heart rates are the best 10 s,
    60 s and 20 min, with the mean intensity of the minute that led to the best 10 s and of the
    best 20 min. `device_values` are what the device believes about the athlete.
    """

    family: Family
    date: date
    duration_s: float
    best_power_w: tuple[float | None, ...] = ()
    best_times_s: tuple[float | None, ...] = ()
    steady_heart_rate_bpm: tuple[float, ...] = ()
    steady_intensity: tuple[float, ...] = ()
    heart_rate_10s_bpm: float | None = None
    heart_rate_60s_bpm: float | None = None
    heart_rate_20min_bpm: float | None = None
    peak_intensity: float | None = None
    intensity_20min: float | None = None
    device_values: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; fields that say nothing are left out."""
        content = {k: v for k, v in asdict(self).items() if v not in (None, (), {})}
        return {**content, "date": self.date.isoformat()}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The digest that `to_dict` wrote; keys of later versions are passed over."""
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in content.items()
            if key in known
        }
        values["date"] = date.fromisoformat(content["date"])
        return cls(**values)


def swum_m(distance_m: FloatArray) -> FloatArray:
    """Metres of each second in which a swimmer swam; rests at the wall are left out."""
    return _swum(distance_m)[0]


def _swum(distance_m: FloatArray) -> tuple[FloatArray, npt.NDArray[np.int32]]:
    """(n,) metres of the seconds swum, and the numbers of the stretches between long rests."""
    steps = np.diff(distance_m[np.isfinite(distance_m)])
    slowest, fastest = _SWIMMING_MPS
    swam = np.flatnonzero((steps > slowest) & (steps < fastest))
    rested = np.diff(swam, prepend=swam[:1]) > _LONG_REST_S
    return steps[swam], np.cumsum(rested, dtype=np.int32)


def extract(
    stream: Stream,
    session: Session,
    family: Family,
    device_values: Mapping[str, float],
    *,
    day: date | None = None,
) -> Efforts:
    """The digest of one session.

    Args:
        stream: the session on its timer clock.
        session: its facts.
        family: its sport's family.
        device_values: what the device believes about the athlete (`Activity.athlete_values`).
        day: the athlete's local day; the UTC day of the start where it is not given.
    """
    heart_rate = trusted_heart_rate(stream)
    paced = family == "run" or "power_w" in stream
    slope_pct = grade_pct(stream) if paced else np.full(len(stream), np.nan)
    intensity = _intensity(stream, slope_pct, family, session.sub_sport)
    widths_s = (PEAK_S, _HARD_S, LONG_S)
    (ten_s, minute, long), starts = best_windows(heart_rate, widths_s, stream.stretch)
    steady_heart_rate, steady_intensity = _steady(stream, heart_rate, intensity, slope_pct)
    return Efforts(
        family=family,
        date=day or session.start.date(),
        duration_s=float(len(stream)),
        best_power_w=_best_power(stream, family),
        best_times_s=_best_times(stream, family, intensity),
        steady_heart_rate_bpm=steady_heart_rate,
        steady_intensity=steady_intensity,
        heart_rate_10s_bpm=_told(ten_s),
        heart_rate_60s_bpm=_told(minute),
        heart_rate_20min_bpm=_told(long),
        peak_intensity=_intensity_within(intensity, starts[0], PEAK_S, lead_s=_HARD_S - PEAK_S),
        intensity_20min=_intensity_within(intensity, starts[2], LONG_S),
        device_values=_device_values(session, family, device_values),
    )


def _device_values(
    session: Session, family: Family, device_values: Mapping[str, float]
) -> dict[str, float]:
    """The device's values; the threshold power a ride was scored with is one of them."""
    scored_with = session.device_values.get("threshold_power_w")
    if family == "ride" and scored_with:
        return {**device_values, "threshold_power_w": scored_with}
    return dict(device_values)


def _told(value: float, digits: int = 3) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None


def _intensity(
    stream: Stream, slope_pct: FloatArray, family: Family, sub_sport: str | None
) -> FloatArray:
    """Power of a ride, grade-adjusted speed of a run; a treadmill's speed is a guess."""
    if family == "ride":
        return stream["power_w"]
    if family == "run" and not is_indoor_run(sub_sport):
        return grade_adjusted_speed(stream["speed_mps"], slope_pct / 100.0)
    return np.full(len(stream), np.nan)


def _best_power(stream: Stream, family: Family) -> tuple[float | None, ...]:
    if family != "ride" or "power_w" not in stream:
        return ()
    best = mean_maximal(stream["power_w"], POWER_DURATIONS_S, stream.stretch)
    return tuple(_told(watts, 1) for watts in best)


def _best_times(stream: Stream, family: Family, intensity: FloatArray) -> tuple[float | None, ...]:
    if family == "swim":
        metres, stretch = _swum(stream["distance_m"])
        covered_m = np.append(0.0, np.cumsum(metres))
        after_rest = np.flatnonzero(np.diff(stretch)) + 1
        best = best_over_distance(  # where a stretch ends the next one begins
            np.insert(covered_m, after_rest + 1, covered_m[after_rest]),
            SWIM_DISTANCES_M,
            np.insert(np.append(stretch[:1], stretch), after_rest + 1, stretch[after_rest]),
        )
    elif family == "run" and np.isfinite(intensity).any():
        # What was not recorded was not covered; the sum must not stand still at NaN.
        best = best_over_distance(np.nancumsum(intensity), RUN_DISTANCES_M, stream.stretch)
    else:
        return ()
    return tuple(_told(seconds, 1) for seconds in best)


def _steady(
    stream: Stream, heart_rate: FloatArray, intensity: FloatArray, slope_pct: FloatArray
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Heart rate and intensity of windows, one after the other, in which little changed."""
    windows = slice(_STEADY_FROM_S, min(_STEADY_TO_S, len(stream)))
    count = (windows.stop - windows.start) // STEADY_S
    if count < 1 or not np.isfinite(intensity).any() or "heart_rate_bpm" not in stream:
        return (), ()

    def cut(values: FloatArray) -> FloatArray:
        return values[windows][: count * STEADY_S].reshape(count, STEADY_S)

    effort, bpm = cut(rolling_mean(intensity, 15)), cut(heart_rate)
    mean = effort.mean(axis=1)
    level = np.abs(np.nan_to_num(cut(slope_pct))).mean(axis=1) < _STEADY_GRADE_PCT
    unbroken = np.ptp(cut(stream.elapsed_s), axis=1) < STEADY_S
    steady = effort.std(axis=1) < _STEADY_CV * mean
    kept = steady & level & unbroken & np.isfinite(bpm.mean(axis=1)) & (mean > 0)
    return (
        tuple(np.round(bpm.mean(axis=1)[kept], 1).tolist()),
        tuple(np.round(mean[kept], 3).tolist()),
    )


def _intensity_within(
    intensity: FloatArray, start: int | None, width_s: int, *, lead_s: int = 0
) -> float | None:
    """Mean intensity over the window with the highest heart rate, and `lead_s` before it."""
    if start is None:
        return None
    held = intensity[max(start - lead_s, 0) : start + width_s]
    known = held[np.isfinite(held)]
    return _told(known.mean()) if len(known) > 0.9 * len(held) else None
