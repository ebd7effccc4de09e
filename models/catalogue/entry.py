"""What is told of a metric, in which units, and how well it is founded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["GRADES", "UNITS", "Grade", "LeftOut", "Metric"]

Grade = Literal["A", "B", "C", "D"]

GRADES: Mapping[Grade, str] = {
    "A": "measured: several studies agree that it says what it claims to say",
    "B": "accepted practice, with some studies behind it",
    "C": "a convention of coaches, hardly studied",
    "D": "our own choice; where sources are named, it leans on them",
}

UNITS: Mapping[str, str] = {
    "W": "watts",
    "J": "joules",
    "m": "metres",
    "s": "seconds",
    "m/s": "metres a second (people are shown a pace)",
    "bpm": "heartbeats a minute",
    "TSS": "training stress (100 is an hour at threshold)",
    "TSS/day": "training stress a day",
    "spm": "steps of both feet a minute",
    "rpm": "revolutions a minute",
    "ms": "milliseconds",
    "mm": "millimetres",
    "min": "minutes",
    "deg": "degrees of the crank",
    "kN/m": "kilonewtons a metre",
    "%": "percent",
    "pp": "percentage points",
    "points": "minutes times weight",
    "1": "a share or a ratio",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    `name` is the field's standard term and `keys` the names under which JSON answers hold it,
    none where it is only a step to others. `says` is what it means, `mind` where it misleads,
    each for the athlete who reads it. `unit` is empty where it is told in words; several are
    parted by commas, as sports are. `sources` are keys of `SOURCES`.
    """

    name: str
    keys: tuple[str, ...]
    function: Callable[..., Any]
    unit: str
    sports: str
    grade: Grade
    sources: tuple[str, ...]
    says: str
    mind: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What athletes may look for in vain, and why. `functions` compute it for who wants it."""

    name: str
    why: str
    sources: tuple[str, ...] = ()
    functions: tuple[Callable[..., Any], ...] = ()
