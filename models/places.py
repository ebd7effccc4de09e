"""Where sessions begin and end: places on the ground and how far apart they are."""

from __future__ import annotations

from math import cos, hypot, radians

__all__ = ["METRES_PER_DEGREE", "Place", "apart_m"]

Place = tuple[float, float]
"""Latitude and longitude in degrees; for privacy they come rounded to about a hundred metres."""

METRES_PER_DEGREE = 111_320
"""Of latitude."""


def apart_m(one: Place, other: Place) -> float:
    """Metres between two places, as the crow flies.

    The earth is taken as flat between them: right to a per cent up to some hundred kilometres.
    """
    north = one[0] - other[0]
    east = (one[1] - other[1] + 180) % 360 - 180
    return hypot(north, east * cos(radians((one[0] + other[0]) / 2))) * METRES_PER_DEGREE
