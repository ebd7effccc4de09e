"""Leg stiffness of running from contact and flight times, after Morin.

The force on the ground is taken for half a sine. That holds on the flat alone: on slopes steps
are not even (Meyer et al. 2023).

References:
    Morin et al. 2005, Journal of Applied Biomechanics 21:167.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.activity import FloatArray

__all__ = ["Stiffness", "flight_time_s", "morin"]

_G_MPS2 = 9.81
_LEG_SHARE = 0.53
"""Leg length from trochanter to ground over body height."""


@dataclass(frozen=True, slots=True)
class Stiffness:
    """The spring that a runner's leg behaves like; NaN where there is none.

    `peak_force_n` is the highest force of a step, `drop_m` how far the trunk sinks in it,
    `compression_m` how much shorter the leg gets.
    """

    peak_force_n: FloatArray
    drop_m: FloatArray
    compression_m: FloatArray

    @property
    def vertical_kn_m(self) -> FloatArray:
        """Vertical stiffness."""
        return self.peak_force_n / self.drop_m / 1000

    @property
    def leg_kn_m(self) -> FloatArray:
        """Leg stiffness."""
        return self.peak_force_n / self.compression_m / 1000


def flight_time_s(cadence_spm: FloatArray | float, contact_s: FloatArray | float) -> FloatArray:
    """What a step leaves of its time when the foot is off the ground; NaN where nothing is left."""
    flight = np.asarray(60 / np.asarray(cadence_spm, np.float64) - contact_s)
    return np.where(flight > 0, flight, np.nan)


def morin(
    *,
    mass_kg: float,
    height_m: float,
    speed_mps: FloatArray | float,
    contact_s: FloatArray | float,
    flight_s: FloatArray | float,
) -> Stiffness:
    """The spring of a runner on the flat.

    Args:
        mass_kg: body mass.
        height_m: body height; the leg is 53 % of it.
        speed_mps: (n,) running speed.
        contact_s: (n,) time of a foot on the ground.
        flight_s: (n,) time from one foot's leaving the ground to the other's landing.
    """
    contact = np.asarray(contact_s, np.float64)
    force = mass_kg * _G_MPS2 * np.pi / 2 * (np.asarray(flight_s) / contact + 1)
    drop = force * contact**2 / (mass_kg * np.pi**2) - _G_MPS2 * contact**2 / 8
    leg, half_step = _LEG_SHARE * height_m, np.asarray(speed_mps) * contact / 2
    with np.errstate(invalid="ignore"):  # a step longer than a leg can reach
        compression = leg - np.sqrt(leg**2 - half_step**2) + drop
    return Stiffness(np.asarray(force), drop, compression)
