"""Heart-rate anchors: resting, maximum and threshold heart rate, running and riding apart.

A device that was told (or worked out) an anchor is believed before any formula; what was
seen in sessions corrects it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from models.athlete import Athlete, Estimate, Origin, Sport
from models.digests import Digests, Past, latest, window
from models.quantile import quantile

__all__ = ["combine", "max_heart_rate", "resting_heart_rate", "threshold_heart_rate"]

_DEVICE = "read from the device"

# Riding uses less muscle: its heart rates are some five beats below those of running.
_RIDE_BELOW_RUN_BPM, _RIDE_BELOW_RUN_SD = 5.0, 5.0

_THRESHOLD_WINDOW_DAYS = 90
# Before so many sessions the highest heart rate seen says more about the sessions.
_SESSIONS_TO_SEE_MAX = 20
_MAX_WITHOUT_AGE_BPM, _MAX_PRIOR_SD = 190.0, 10.0
_MAX_DEVICE_SD, _MAX_SEEN_SD = 3.0, 4.0
_LONE_PEAK_BPM = 5.0
_HARD_PEAK = 0.95  # share of threshold intensity in the minute that led to a peak

_RESTING_BPM, _RESTING_SD, _RESTING_DEVICE_SD = 60.0, 8.0, 4.0

# Threshold heart rate by source, most certain first.
_LTHR_EFFORT_SD, _LTHR_DEVICE_SD, _LTHR_RESERVE_SD = 3.0, 4.0, 7.0
# Twenty minutes at threshold intensity or above it: a little more than threshold heart rate.
# Counting slower ones as well would pull the threshold down to them.
_LTHR_OF_20MIN = 0.98
_LTHR_OF_RESERVE = 0.85


def resting_heart_rate(past: Past) -> Estimate:
    """The device's latest, else a guess."""
    if told := past.believed("resting_heart_rate_bpm"):
        return Estimate(told[0], _RESTING_DEVICE_SD, "device", told[1], _DEVICE)
    return Estimate(_RESTING_BPM, _RESTING_SD, "prior", basis="population guess")


def max_heart_rate(
    past: Past,
    on: date,
    athlete: Athlete,
    sport: Sport,
    hard_from: float | None = None,
) -> Estimate:
    """Maximum heart rate in one sport.

    Args:
        past: sessions of the year up to `on`.
        on: the day.
        athlete: year of birth and sex shape the guess (Tanaka et al. 2001).
        sport: running or riding.
        hard_from: intensity (m/s or W) from which a peak counts as reached in earnest; None
            before a threshold is known.
    """
    own = past[sport]
    seen, seen_on = _highest(own)
    device = _believed(past, "max_heart_rate_bpm", _MAX_DEVICE_SD, sport)
    if device is not None and device.value >= seen:
        return device
    if device is not None:
        return Estimate(seen, _MAX_DEVICE_SD, "estimated", seen_on, "above the device's maximum")

    guess = _expected_max(on, athlete, sport)
    recorded = np.isfinite(own["heart_rate_10s_bpm"])
    if np.count_nonzero(recorded) >= _SESSIONS_TO_SEE_MAX:
        hard = own[:0]
        if hard_from:
            hard = own[recorded & (own["peak_intensity"] >= _HARD_PEAK * hard_from)]
        in_earnest = len(hard) > 1
        highest, highest_on = _highest(hard) if in_earnest else (seen, seen_on)
        seen_sd = _MAX_SEEN_SD if in_earnest else _MAX_PRIOR_SD
        value, sd = combine([(highest, seen_sd), (guess, _MAX_PRIOR_SD)])
        basis = f"highest of {len(hard)} hard sessions" if in_earnest else "highest of all sessions"
        return Estimate(max(value, seen), sd, "estimated", highest_on, f"{basis}, and a guess")
    if seen > guess:
        return Estimate(seen, _MAX_SEEN_SD, "estimated", seen_on, "highest so far")
    basis = "population guess" if athlete.birth_year is None else "guess by age"
    return Estimate(guess, _MAX_PRIOR_SD, "prior", basis=basis)


def threshold_heart_rate(
    past: Past,
    on: date,
    sport: Sport,
    highest: Estimate,
    resting: Estimate,
    hard_from: float | None = None,
) -> Estimate:
    """Threshold heart rate in one sport: device, hard 20 min and share of reserve, combined.

    `hard_from` is the threshold intensity that tells a hard 20 min; None before it is known.
    """
    reserve = resting.value + _LTHR_OF_RESERVE * (highest.value - resting.value)
    sources, names = [(reserve, _LTHR_RESERVE_SD)], ["85 % of heart rate reserve"]
    origin: Origin = "prior" if highest.origin == "prior" else "estimated"
    since = highest.since
    if device := _believed(past, "threshold_heart_rate_bpm", _LTHR_DEVICE_SD, sport):
        sources.append((device.value, device.sd))
        names.append("the device's value")
        origin, since = "device", device.since
    if hard_from:
        own = window(past[sport], on, _THRESHOLD_WINDOW_DAYS)
        bpm = own["heart_rate_20min_bpm"]
        hard = np.isfinite(bpm) & (own["intensity_20min"] >= hard_from)
        if (last := latest(hard)) is not None:
            best = quantile(bpm[hard], 0.95)
            sources.append((_LTHR_OF_20MIN * best, _LTHR_EFFORT_SD))
            count = np.count_nonzero(hard)
            names.append(f"{count} hard 20 min in {_THRESHOLD_WINDOW_DAYS} days")
            origin, since = "estimated", date.fromordinal(own["day"][last])
    value, sd = combine(sources)
    return Estimate(value, sd, origin, since, ", ".join(reversed(names)))


def combine(sources: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean and standard deviation of (value, sd) pairs, weighted by inverse variance."""
    weights = [sd**-2.0 for _, sd in sources]
    total = sum(weights)
    mean = sum(w * value for w, (value, _) in zip(weights, sources, strict=True)) / total
    return mean, total**-0.5


def _highest(sessions: Digests) -> tuple[float, date | None]:
    """The highest peak; the second highest where the first stands alone, as faults do."""
    bpm = sessions["heart_rate_10s_bpm"]
    rising = np.argsort(bpm, kind="stable")[: np.count_nonzero(np.isfinite(bpm))]
    peaks = [
        (float(bpm[row]), date.fromordinal(sessions["day"][row])) for row in rising[:-3:-1].tolist()
    ]
    if len(peaks) > 1 and peaks[0][0] > peaks[1][0] + _LONE_PEAK_BPM:
        return peaks[1]
    return peaks[0] if peaks else (0.0, None)


def _expected_max(on: date, athlete: Athlete, sport: Sport) -> float:
    expected = _MAX_WITHOUT_AGE_BPM
    if athlete.birth_year is not None:
        expected = 208.0 - 0.7 * (on.year - athlete.birth_year)
        if athlete.sex == "female":
            expected -= 5.0  # the formula was too high for women who run (Nikolaidis et al. 2018)
    return expected - (_RIDE_BELOW_RUN_BPM if sport == "ride" else 0.0)


def _believed(past: Past, key: str, sd: float, sport: Sport) -> Estimate | None:
    """The device's latest value, from the sport's own files where there are any.

    Devices keep zones by sport; files of other sports carry general ones, which are running's.
    """
    if told := past.believed(key, {sport}):
        return Estimate(told[0], sd, "device", told[1], _DEVICE)
    if sport == "run":
        others, shift = set(past.families) - {"ride"}, 0.0
    else:
        others, shift = set(past.families), -_RIDE_BELOW_RUN_BPM
        sd = math.hypot(sd, _RIDE_BELOW_RUN_SD)
    if told := past.believed(key, others):
        return Estimate(told[0] + shift, sd, "device", told[1], _DEVICE)
    return None
