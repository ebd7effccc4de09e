"""Loops to run and ride on, in the open sea.

A loop is closed: altitude and course repeat after `length_m`, as on the rounds that
people know by heart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ingest.activity import FloatArray
from models.simulation.physiology import autoregressive

__all__ = ["HOME", "Place", "Terrain", "draw_terrain", "hill_course"]

_METRES_PER_DEGREE = 111_320.0

_SHORTEST_WAVE_M, _LONGEST_WAVE_M = 300.0, 12_000.0
# With fewer, one wave dominates and hills come as regularly as on a roller coaster.
_WAVES = 12


class Place(NamedTuple):
    """Where a loop begins and ends."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float


HOME = Place(2.0, 2.0, 60.0)
"""In the Gulf of Guinea, more than 400 km off the coast: no position can be anyone's."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """A loop sampled every metre, (length_m,) each: metres up, east and north of `start`."""

    up_m: FloatArray
    east_m: FloatArray
    north_m: FloatArray
    start: Place = HOME
    grade: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        ahead, behind = np.roll(self.up_m, -5), np.roll(self.up_m, 5)
        object.__setattr__(self, "grade", (ahead - behind) / 10)

    @property
    def length_m(self) -> int:
        """The length of one round."""
        return len(self.up_m)

    @property
    def ascent_m_per_km(self) -> float:
        """Climbing per kilometre."""
        climbed = np.maximum(0, np.diff(self.up_m, append=self.up_m[0])).sum()
        return float(climbed / self.length_m * 1000)

    def track(self, distance_m: FloatArray, rng: np.random.Generator) -> dict[str, FloatArray]:
        """What barometer and satellites make of going these distances (n,) along the loop."""
        marks = np.arange(self.length_m)

        def along(values: FloatArray) -> FloatArray:
            level: FloatArray = np.interp(distance_m, marks, values, period=self.length_m)
            return level

        def wandering(metres: float, memory: float) -> FloatArray:
            return autoregressive(rng, len(distance_m), memory=memory, sd=metres)

        east = along(self.east_m) + wandering(1.7, 0.97)
        north = along(self.north_m) + wandering(1.7, 0.97)
        shrink = np.cos(np.radians(self.start.latitude_deg))
        return {
            "altitude_m": self.start.altitude_m + along(self.up_m) + wandering(0.8, 0.9995),
            "latitude_deg": self.start.latitude_deg + north / _METRES_PER_DEGREE,
            "longitude_deg": self.start.longitude_deg + east / (_METRES_PER_DEGREE * shrink),
        }


def draw_terrain(
    rng: np.random.Generator, *, length_m: int = 5000, ascent_m_per_km: float = 6.0
) -> Terrain:
    """A loop whose height is a sum of sinusoids with waves of 0.3 to 12 km.

    Longer waves are higher, as hills are, and the whole is scaled to the ascent asked
    for. The course is a circle with a few bulges.
    """
    along = np.arange(length_m) / length_m
    slowest = max(1, round(length_m / _LONGEST_WAVE_M))
    fastest = max(slowest + 1, round(length_m / _SHORTEST_WAVE_M))
    turns = np.exp(rng.uniform(np.log(slowest), np.log(fastest), _WAVES)).round()
    phases = rng.uniform(0, 2 * np.pi, _WAVES)
    heights = rng.lognormal(0, 0.5, _WAVES) / turns
    shape = (heights * np.sin(2 * np.pi * np.outer(along, turns) + phases)).sum(axis=1)
    climbed = np.maximum(0, np.diff(shape, append=shape[0])).sum()
    up = shape * (ascent_m_per_km * length_m / 1000 / climbed)

    angle = 2 * np.pi * along
    bulge = 1 + sum(
        rng.uniform(-0.25, 0.25) * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) / k
        for k in (2, 3, 5, 7)
    )
    east, north = bulge * np.cos(angle), bulge * np.sin(angle)
    # Walk the outline at an even pace and at the right size.
    steps = np.hypot(np.diff(east, append=east[0]), np.diff(north, append=north[0]))
    walked = np.concatenate(([0.0], np.cumsum(steps)))
    even = np.linspace(0, walked[-1], length_m, endpoint=False)
    scale = float(length_m / walked[-1])

    def paced(outline: FloatArray) -> FloatArray:
        moved = np.append(outline, outline[0]) - outline[0]
        return np.asarray(np.interp(even, walked, scale * moved), dtype=np.float64)

    return Terrain(
        up_m=up - up[0],
        east_m=paced(east),
        north_m=paced(north),
    )


def hill_course(level_m: float, hill_m: float, grade: float, times: int) -> Terrain:
    """A way to a hill of an even slope, that hill up and down again `times`, and a way home.

    The course is a circle: where it leads matters to nobody.
    """
    up = np.linspace(0, hill_m * grade, round(hill_m), endpoint=False)
    height = np.concatenate(
        (np.zeros(round(level_m)), *(np.concatenate((up, up[-1] - up)),) * times, np.zeros(5000))
    )
    angle = 2 * np.pi * np.arange(len(height)) / len(height)
    radius = len(height) / (2 * np.pi)
    return Terrain(up_m=height, east_m=radius * np.cos(angle), north_m=radius * np.sin(angle))
