"""Critical power and W' of a rider."""

from __future__ import annotations

from datetime import date

from models.athlete import Athlete, Estimate
from models.critical import Curve
from models.digests import Past
from models.rate_curve import GUESS, told_by

__all__ = ["critical_power"]

_WATTS_PER_KG, _WOMEN_SHARE, _MASS_KG = 2.8, 0.9, 70.0
_CP_PRIOR_SD, _W_PRIME_J, _W_PRIME_SD = 45.0, 18_000.0, 6_000.0
_FTP_OF_CP, _FTP_SD = 0.96, 0.08


def critical_power(
    past: Past, on: date, athlete: Athlete, highest: Estimate
) -> tuple[Estimate, Estimate]:
    """Critical power and W' from the rides with a power meter."""
    prior, guess = _power_prior(past, athlete)
    return told_by(prior, guess, past["ride"], on, highest, "ride")


def _power_prior(past: Past, athlete: Athlete) -> tuple[Curve, Estimate]:
    """What is believed before any effort: the device's FTP, else a guess from body mass."""
    mass = past.believed("mass_kg")
    mass_kg = athlete.mass_kg or (mass[0] if mass else _MASS_KG)
    watts = _WATTS_PER_KG * mass_kg * (_WOMEN_SHARE if athlete.sex == "female" else 1.0)
    guess = Estimate(watts, _CP_PRIOR_SD, "prior", basis=GUESS)
    # The threshold power of runs is another one.
    if ftp := past.believed("threshold_power_w", {"ride"}):
        watts = ftp[0] / _FTP_OF_CP
        guess = Estimate(watts, _FTP_SD * watts, "device", ftp[1], "the device's FTP")
    return Curve(guess.value, _W_PRIME_J, guess.sd, _W_PRIME_SD), guess
