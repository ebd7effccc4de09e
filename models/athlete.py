"""Facts about the athlete and thresholds, each with the day from which it holds.

A threshold is never a bare number: it carries its uncertainty, where it came from
and the sessions behind it, so that every load and class can be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Athlete", "Estimate", "Origin", "Setting", "Sport", "Thresholds"]

Sport = Literal["run", "ride"]
"""What has heart-rate anchors and a curve of its own."""

Origin = Literal["athlete", "device", "measured", "estimated", "prior"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its standard deviation, in the unit its field's name states.

    `origin`: set by the "athlete", believed by the "device", "measured" in efforts made in
    earnest, "estimated" from sessions that only hint at it, or "prior" where nothing but a
    population guess is known. `since` is the day of the latest evidence; `basis` says in a few
    words what it rests on.
    """

    value: float
    sd: float
    origin: Origin
    since: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Athlete:
    """What the athlete told, all optional."""

    sex: Literal["female", "male"] | None = None
    birth_year: int | None = None
    mass_kg: float | None = None
    height_cm: float | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What separates easy from hard for one athlete on one day.

    `history_days` is the time since the first session known: young histories make
    classes less certain. Power and speed thresholds are critical power and the
    grade-adjusted speed at threshold heart rate.
    """

    on: date
    history_days: int
    critical_power_w: Estimate
    w_prime_j: Estimate
    run_speed_mps: Estimate
    run_threshold_heart_rate_bpm: Estimate
    ride_threshold_heart_rate_bpm: Estimate
    run_max_heart_rate_bpm: Estimate
    ride_max_heart_rate_bpm: Estimate
    resting_heart_rate_bpm: Estimate
    swim_speed_mps: Estimate


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold the athlete set: a field of `Thresholds`, its value, and from which day."""

    name: str
    value: float
    since: date
