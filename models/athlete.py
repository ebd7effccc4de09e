"""Facts about the athlete and thresholds, each with the day from which it holds.

A threshold is never a bare number: it carries its uncertainty, where it came from
and the sessions behind it, so that every load and class can be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = [
    "FTP",
    "NINE_IN_TEN_SD",
    "Athlete",
    "Effort",
    "Estimate",
    "Origin",
    "Setting",
    "Sport",
    "Thresholds",
]

Sport = Literal["run", "ride"]
"""What has heart-rate anchors and a curve of its own."""

NINE_IN_TEN_SD = 1.645
"""A range of so many standard deviations to each side holds the true value nine times in ten."""

FTP = "ftp_w"
"""A setting that stands for critical power: `Athlete.ftp_of_cp` of it."""

Origin = Literal["athlete", "device", "measured", "estimated", "prior"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its standard deviation, in the unit its field's name states.

    `origin`: set by the "athlete", believed by the "device", "measured" in efforts made in
    earnest, "estimated" from sessions that only hint at it, or "prior" where nothing but a
    population guess is known. `since` is the day of the latest evidence (of what a device
    believes, the day it first said so); `basis` says in a few words what it rests on.
    """

    value: float
    sd: float
    origin: Origin
    since: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a session did for a threshold: a best, a steady stretch or a peak.

    `rate` is in W or m/s, None where only heart rate counts. `weight` is how much it counts,
    from 0 to 1.
    """

    date: date
    rate: float | None = None
    duration_s: float | None = None
    distance_m: float | None = None
    heart_rate_bpm: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Athlete:
    """What the athlete told, all optional; facts hold for all days.

    `level` shapes the guess of critical power before any effort, `usual_hours_per_week` fitness
    before the first day known. `ftp_of_cp` is the share of critical power that hour-long power
    (FTP) is; it differs between people.
    """

    sex: Literal["female", "male"] | None = None
    birth_year: int | None = None
    mass_kg: float | None = None
    height_cm: float | None = None
    level: Literal["beginner", "regular", "trained"] = "regular"
    usual_hours_per_week: float | None = None
    ftp_of_cp: float = 0.96


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What separates easy from hard for one athlete on one day.

    `history_days` is the time since the first session known: young histories make
    classes less certain. Power and speed thresholds are critical power and the
    grade-adjusted speed at threshold heart rate. Running power is each maker's own estimate: its
    threshold is known only to athletes who set it, whose runs then count by it.
    """

    on: date
    history_days: int
    critical_power_w: Estimate
    w_prime_j: Estimate
    run_speed_mps: Estimate
    critical_speed_mps: Estimate
    d_prime_m: Estimate
    run_threshold_heart_rate_bpm: Estimate
    ride_threshold_heart_rate_bpm: Estimate
    run_max_heart_rate_bpm: Estimate
    ride_max_heart_rate_bpm: Estimate
    resting_heart_rate_bpm: Estimate
    swim_speed_mps: Estimate
    run_power_w: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold the athlete set: a field of `Thresholds`, its value, and from which day."""

    name: str
    value: float
    since: date
