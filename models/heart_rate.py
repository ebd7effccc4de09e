"""Heart-rate anchors: resting, maximum and threshold heart rate, running and riding apart.

A device that was told (or worked out) an anchor is believed before any formula; what was
seen in sessions corrects it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.athlete import Athlete, Effort, Estimate, Origin, Sport
from models.digests import Digests, Past, latest, window
from models.efforts import LONG_S, PEAK_S
from models.quantile import quantile

__all__ = [
    "combine",
    "hard_twenties",
    "max_heart_rate",
    "peaks",
    "resting_heart_rate",
    "threshold_heart_rate",
]

_DEVICE = "read from the device"

# Riding uses less muscle: its heart rates are some five beats below those of running.
_RIDE_BELOW_RUN_BPM, _RIDE_BELOW_RUN_SD = 5.0, 5.0

_MAX_BPM, _MAX_SD, _MAX_BY_AGE_SD, _MAX_DEVICE_SD = 190.0, 12.0, 10.0, 3.0
# The peaks of hard training stay a little below the maximum.
_PEAK_OF_MAX, _PEAK_SD = 0.97, 0.03
# Tanaka's formula for a child of ten, and two standard deviations: what is above is the sensor's.
_NO_HEART_BPM = 221.0
_LONE_PEAK_BPM = 5.0
# A peak was reached in earnest if the minute that led to it was nearly at threshold intensity.
# The threshold may itself rest on a guessed maximum, and one guessed too high would make nothing
# hard: of runs it is enough to be as far above the easy pace as threshold pace should be.
_HARD_PEAK, _HARD_PACE, _EASY_QUANTILE = 0.95, 1.25, 0.25

_RESTING_BPM, _RESTING_SD, _RESTING_DEVICE_SD = 60.0, 8.0, 4.0

_THRESHOLD_WINDOW_DAYS = 90
# Threshold heart rate by source. Critical power is less sure than threshold speed, so a ride
# may pass for hard that was not. The uncertainty of the maximum comes on top of the reserve's.
_LTHR_EFFORT_SD: dict[Sport, float] = {"run": 3.0, "ride": 5.0}
_LTHR_DEVICE_SD, _LTHR_RESERVE_SD = 4.0, 5.0
# Twenty minutes at threshold intensity or above it: a little more than threshold heart rate.
# Counting slower ones as well would pull the threshold down to them. For the same reason it may
# raise what the other sources say and never lower it: whether it was at threshold intensity is
# told by an uncertain threshold, and a tempo run a little below it looks just so.
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
        hard_from: threshold intensity (m/s or W), which tells what was hard; None before it is
            known.
    """
    own = past[sport]
    seen, seen_on = _highest(own)
    device = _believed(past, "max_heart_rate_bpm", _MAX_DEVICE_SD, sport)
    if device is not None and device.value >= seen:
        return device
    if device is not None:
        return Estimate(seen, _MAX_DEVICE_SD, "estimated", seen_on, "above the device's maximum")

    guess = _expected_max(on, athlete, sport)
    hard = _led_to_by_hard_work(own, sport, hard_from)
    if (count := np.count_nonzero(hard)) > 1:
        highest, highest_on = _highest(own, hard)
        reached = (highest / _PEAK_OF_MAX, _PEAK_SD * highest)
        value, sd = combine([reached, (guess.value, guess.sd)])
        basis = f"highest of {count} hard sessions, and a {guess.basis}"
        return Estimate(max(value, seen), sd, "measured", highest_on, basis)
    if seen > guess.value:
        value, sd = _at_least(seen, guess)
        return Estimate(value, sd, "estimated", seen_on, f"highest so far, and a {guess.basis}")
    return guess


def threshold_heart_rate(
    past: Past,
    on: date,
    sport: Sport,
    highest: Estimate,
    resting: Estimate,
    hard_from: float | None = None,
) -> Estimate:
    """Threshold heart rate in one sport: device, share of reserve and a hard 20 min, combined.

    `hard_from` is the threshold intensity that tells a hard 20 min; None before it is known.
    """
    reserve = resting.value + _LTHR_OF_RESERVE * (highest.value - resting.value)
    reserve_sd = math.hypot(
        _LTHR_RESERVE_SD, _LTHR_OF_RESERVE * highest.sd, (1 - _LTHR_OF_RESERVE) * resting.sd
    )
    sources, names = [(reserve, reserve_sd)], ["85 % of heart rate reserve"]
    origin: Origin = "prior" if highest.origin == "prior" else "estimated"
    days = [highest.since, resting.since]
    if device := _believed(past, "threshold_heart_rate_bpm", _LTHR_DEVICE_SD, sport):
        sources.append((device.value, device.sd))
        names.append("the device's value")
        days.append(device.since)
        origin = "device"
    if hard_from:
        own = window(past[sport], on, _THRESHOLD_WINDOW_DAYS)
        hard = own["intensity_20min"] >= hard_from
        if (last := latest(hard)) is not None:
            told = _LTHR_OF_20MIN * quantile(own["heart_rate_20min_bpm"][hard], 0.95)
            if told > combine(sources)[0]:
                sources.append((told, _LTHR_EFFORT_SD[sport]))
                count = np.count_nonzero(hard)
                names.append(f"{count} hard 20 min in {_THRESHOLD_WINDOW_DAYS} days")
                days.append(date.fromordinal(own["day"][last]))
                origin = "measured"
    value, sd = combine(sources)
    since = max(filter(None, days), default=None)
    return Estimate(value, sd, origin, since, ", ".join(reversed(names)))


def combine(sources: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean and standard deviation of (value, sd) pairs, weighted by inverse variance."""
    weights = [sd**-2.0 for _, sd in sources]
    total = sum(weights)
    mean = sum(w * value for w, (value, _) in zip(weights, sources, strict=True)) / total
    return mean, total**-0.5


def peaks(past: Past, sport: Sport, hard_from: float | None) -> list[Effort]:
    """The highest heart rates of a sport's sessions, best first.

    They weigh 1 if hard work led to them and 0 if not; so does a lone peak, which may be a fault.
    Where hard work led to none, or to one alone, the highest so far is all that counts.
    """
    own = past[sport]
    bpm = own["heart_rate_10s_bpm"]
    hard = _led_to_by_hard_work(own, sport, hard_from)
    highest, _ = _highest(own, hard)
    counts = hard & (bpm <= highest)
    if np.count_nonzero(hard) < 2:
        highest, _ = _highest(own)
        counts = bpm == highest
    found = [
        Effort(
            date=date.fromordinal(session["day"]),
            rate=float(session["peak_intensity"]),
            duration_s=float(PEAK_S),
            heart_rate_bpm=float(session["heart_rate_10s_bpm"]),
            weight=float(counted),
        )
        for session, counted in zip(own, counts, strict=True)
        if np.isfinite(session["heart_rate_10s_bpm"])
    ]
    return sorted(found, key=lambda e: (-e.weight, -(e.heart_rate_bpm or 0.0)))


def hard_twenties(past: Past, on: date, sport: Sport, hard_from: float) -> list[Effort]:
    """The 20 min at threshold intensity or above it that tell it, the latest first."""
    own = window(past[sport], on, _THRESHOLD_WINDOW_DAYS)
    return [
        Effort(
            date=date.fromordinal(session["day"]),
            rate=float(session["intensity_20min"]),
            duration_s=float(LONG_S),
            heart_rate_bpm=float(session["heart_rate_20min_bpm"]),
        )
        for session in own[own["intensity_20min"] >= hard_from][::-1]
    ]


def _highest(
    sessions: Digests, counts: npt.NDArray[np.bool_] | Literal[True] = True
) -> tuple[float, date | None]:
    """The highest peak; the second highest where the first stands alone, as faults do."""
    known = np.fmax(sessions["heart_rate_10s_bpm"], 0.0)  # NaN as 0
    bpm = (known * (known < _NO_HEART_BPM) * counts)[::-1]  # of equal ones the latest
    highest = []
    for _ in range(min(int(np.count_nonzero(bpm)), 2)):
        row = int(bpm.argmax())
        highest.append((float(bpm[row]), date.fromordinal(sessions["day"][-1 - row])))
        bpm[row] = 0.0
    if len(highest) > 1 and highest[0][0] > highest[1][0] + _LONE_PEAK_BPM:
        return highest[1]
    return highest[0] if highest else (0.0, None)


def _led_to_by_hard_work(
    own: Digests, sport: Sport, hard_from: float | None
) -> npt.NDArray[np.bool_]:
    """Of which sessions the highest heart rate was reached in earnest."""
    least = _HARD_PEAK * hard_from if hard_from else math.inf
    if sport == "run":
        paces = own["intensity_20min"][np.isfinite(own["intensity_20min"])]
        if len(paces):
            least = min(least, _HARD_PACE * quantile(paces, _EASY_QUANTILE))
    hard: npt.NDArray[np.bool_] = own["peak_intensity"] >= least
    return hard


def _expected_max(on: date, athlete: Athlete, sport: Sport) -> Estimate:
    lower = _RIDE_BELOW_RUN_BPM if sport == "ride" else 0.0
    if athlete.birth_year is None:
        return Estimate(_MAX_BPM - lower, _MAX_SD, "prior", basis="population guess")
    expected = 208.0 - 0.7 * (on.year - athlete.birth_year)
    if athlete.sex == "female":
        expected -= 5.0  # the formula was too high for women who run (Nikolaidis et al. 2018)
    return Estimate(expected - lower, _MAX_BY_AGE_SD, "prior", basis="guess by age")


def _at_least(least: float, guess: Estimate) -> tuple[float, float]:
    """Mean and standard deviation of a normal guess once all below `least` is ruled out."""
    z = (least - guess.value) / guess.sd
    above = math.erfc(z / math.sqrt(2)) / 2
    shift = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / above
    return guess.value + shift * guess.sd, guess.sd * math.sqrt(1 + z * shift - shift * shift)


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
