"""Critical power and W' of a rider."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

from models.athlete import Athlete, Effort, Estimate
from models.critical import Curve
from models.digests import Past
from models.rate_curve import GUESS, evidence, told_by

__all__ = ["critical_power", "efforts"]

# W/kg of people who cycle; a wide guess, and the standard deviation says so.
_WATTS_PER_KG = {"beginner": 2.2, "regular": 2.8, "trained": 3.4}
_WOMEN_SHARE, _MASS_KG, _MASS_SD_KG = 0.9, 70.0, 12.0
_CP_PRIOR_SD, _W_PRIME_J, _W_PRIME_SD = 45.0, 18_000.0, 6_000.0
_FTP_SD = 0.08


def critical_power(
    past: Past, on: date, athlete: Athlete, highest: Estimate
) -> tuple[Estimate, Estimate]:
    """Critical power and W' from the rides with a power meter."""
    prior, guess = _power_prior(past, athlete)
    return told_by(prior, guess, past["ride"], on, highest, "ride")


def efforts(past: Past, on: date, athlete: Athlete, highest: Estimate) -> tuple[Effort, ...]:
    """The efforts behind critical power and W', the latest first."""
    prior, _ = _power_prior(past, athlete)
    return evidence(prior, past["ride"], on, highest, "ride").efforts()


def _power_prior(past: Past, athlete: Athlete) -> tuple[Curve, Estimate]:
    """What is believed before any effort: the device's FTP, else a guess from body mass."""
    mass = past.believed("mass_kg")
    mass_kg = athlete.mass_kg or (mass[0] if mass else None)
    watts_per_kg = _WATTS_PER_KG[athlete.level] * (_WOMEN_SHARE if athlete.sex == "female" else 1.0)
    guess = Estimate(watts_per_kg * (mass_kg or _MASS_KG), _CP_PRIOR_SD, "prior", basis=GUESS)
    if mass_kg is None:
        guess = replace(guess, sd=math.hypot(guess.sd, watts_per_kg * _MASS_SD_KG))
    # The threshold power of runs is another one.
    if ftp := past.believed("threshold_power_w", {"ride"}):
        watts = ftp[0] / athlete.ftp_of_cp
        guess = Estimate(watts, _FTP_SD * watts, "device", ftp[1], "the device's FTP")
    return Curve(guess.value, _W_PRIME_J, guess.sd, _W_PRIME_SD), guess
