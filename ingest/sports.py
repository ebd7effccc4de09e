"""Which family a sport belongs to: the distinction the rest of kneedrive makes.

Sports keep the FIT profile's names ("running", "cycling", "e_biking"). A family
decides which cadence is meant, which load formula applies and what may be placed
around the session.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

__all__ = ["Family", "family", "is_assisted_or_commute", "is_indoor", "is_indoor_run"]

Family = Literal["run", "ride", "swim", "strength", "transition", "other"]

_FAMILIES: dict[str, Family] = {
    "running": "run",
    "wheelchair_push_run": "other",
    "cycling": "ride",
    "e_biking": "ride",
    "swimming": "swim",
    "transition": "transition",
}

_STRENGTH_SUB_SPORTS = {"strength_training", "flexibility_training", "yoga", "pilates"}


@cache  # asked of each session of a history, several times
def family(sport: str, sub_sport: str | None = None) -> Family:
    """The family of a sport; everything kneedrive only counts the load of is "other"."""
    if sub_sport in _STRENGTH_SUB_SPORTS:
        return "strength"
    if sport == "fitness_equipment":
        return {"treadmill": "run", "indoor_cycling": "ride", "spin": "ride"}.get(  # type: ignore[return-value]
            sub_sport or "", "other"
        )
    return _FAMILIES.get(sport, "other")


def is_assisted_or_commute(sport: str, sub_sport: str | None) -> bool:
    """A ride that is transport: by e-bike, or recorded as a commute."""
    return sport == "e_biking" or sub_sport in {"commuting", "e_bike_fitness", "e_bike_mountain"}


_INDOOR = {
    "indoor_cycling", "indoor_rowing", "indoor_running", "indoor_walking", "spin", "treadmill",
    "virtual_activity",
}  # fmt: skip


def is_indoor(sub_sport: str | None) -> bool:
    """Whether positions, if any, are not where the athlete was."""
    return sub_sport in _INDOOR


def is_indoor_run(sub_sport: str | None) -> bool:
    """A run whose speed is the device's guess: on a belt, or where no satellite reaches."""
    return sub_sport in {"treadmill", "indoor_running", "virtual_activity"}
