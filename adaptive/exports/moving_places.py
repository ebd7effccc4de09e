"""Places moved so that they tell nobody's home, while every distance between them stays.

All positions are turned on the sphere together: the place where most training begins comes to
0 N 0 E, in the sea off West Africa, where no time zone is, and all else is turned about it by an
angle that nobody keeps. Lengths, speeds, shapes and what is near to what are as they were.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = ["Turn", "moved", "turn"]

Turn = npt.NDArray[np.float64]
"""A rotation (3, 3) of points on the unit sphere."""


def turn(starts_deg: Iterable[tuple[float, float]], angle_deg: float) -> Turn:
    """The rotation that brings the middle of some places to 0 N 0 E, and turns about it.

    Args:
        starts_deg: latitude and longitude of each place; none gives the turn alone.
        angle_deg: by which what lies around is turned, clockwise seen from the earth's centre.
    """
    places = np.array(list(starts_deg), dtype=float).reshape(-1, 2)
    points = _points(places[:, 0], places[:, 1])
    # The median of each coordinate: who travels now and then keeps the place of home.
    middle = np.median(points, axis=1) if len(places) else np.array([1.0, 0.0, 0.0])
    length = np.linalg.norm(middle)
    x, y, z = middle / length if length else (1.0, 0.0, 0.0)
    east, up = np.arctan2(y, x), np.arcsin(np.clip(z, -1, 1))
    return _about(0, np.radians(angle_deg)) @ _about(1, up) @ _about(2, -east)


def moved(
    turned: Turn, latitude_deg: FloatArray, longitude_deg: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(n,) latitudes and longitudes after the rotation; NaN stays."""
    x, y, z = turned @ _points(latitude_deg, longitude_deg)
    return np.degrees(np.arcsin(np.clip(z, -1, 1))), np.degrees(np.arctan2(y, x))


def _points(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    flat = np.cos(latitude)
    return np.array([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _about(axis: int, angle: float) -> Turn:
    """The rotation about an axis, counter-clockwise seen against it."""
    one, other = [number for number in range(3) if number != axis]
    cosine, sine = np.cos(angle), np.sin(angle) * (-1 if axis == 1 else 1)
    made = np.eye(3)
    made[one, one] = made[other, other] = cosine
    made[one, other], made[other, one] = -sine, sine
    return made
