"""What a coach prescribes and what the athlete's day makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.simulation.athlete import SyntheticAthlete
from models.simulation.plan import Step
from models.verdicts import Kind

__all__ = [
    "Case",
    "Design",
    "Levels",
    "Prescription",
    "SquadSport",
    "SwimSet",
    "meant_hard",
    "pick",
    "spread",
]

SquadSport = Literal["run", "ride", "swim"]
SwimSet = tuple[int, float, int]
"""(lengths, speed over threshold speed, seconds at the wall) of `simulate_swim`."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One athlete's own levels on the day, as shares of threshold.

    `athlete` is the athlete of that day. `easy_run` and `easy_ride` are where this person
    trains easily; `execution` is by how much hard work misses what was meant.
    """

    athlete: SyntheticAthlete
    easy_run: float
    easy_ride: float
    execution: float = 1.0

    def run_race(self, seconds: float) -> float:
        """Level speed of an all-out run of some minutes; beyond an hour people slow down."""
        v = self.athlete.threshold_speed_mps
        return 1 + self.athlete.d_prime_m / (v * seconds) - _tired(seconds)

    def ride_race(self, seconds: float) -> float:
        """Power of an all-out ride of some minutes; beyond an hour people slow down."""
        watts = self.athlete.critical_power_w
        return 1 + self.athlete.w_prime_j / (watts * seconds) - _tired(seconds)

    def run_work(self, level: float) -> float:
        """Hard running as it turns out: never so slow that it would be an easy pace."""
        return max(level * self.execution, self.easy_run + 0.05, 0.90)


def _tired(seconds: float) -> float:
    """What is lost of threshold in efforts of an hour and more."""
    return 0.05 * max(0.0, math.log2(seconds / 2700))


@dataclass(frozen=True, slots=True)
class Case:
    """What a session is meant to be, and under what name it is counted."""

    name: str
    session_class: Literal["easy", "key"]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Prescription:
    """One session before it is done.

    `plan` is for the road, `sets` for the pool. `climb` is (level metres first, metres of one
    hill, its grade), to be run up and down again; `hilly` is the hilly loop. `stop_s` is how
    long a stop takes. `heart_bpm` is how much faster the heart beats that day at the same work,
    `drift` by what its drift is multiplied.
    """

    case: Case
    plan: tuple[Step, ...] = ()
    sets: tuple[SwimSet, ...] = ()
    indoors: bool = False
    hilly: bool = False
    climb: tuple[float, float, float] | None = None
    stops_per_hour: float = 2.0
    stop_s: tuple[int, int] = (8, 60)
    temperature_c: float | None = None
    heart_bpm: float = 0.0
    drift: float = 1.0
    title: str | None = None


Design = Callable[[np.random.Generator, Levels, float], Prescription]
"""Draws one session of a design; the last argument is how many minutes it should take."""


def spread(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between two."""
    return float(rng.uniform(low, high))


def meant_hard(
    name: str,
    kind: Kind,
    plan_of: Callable[[np.random.Generator, Levels], tuple[Step, ...]],
    *,
    stops_per_hour: float,
) -> Design:
    """A key session of a name and kind, of whatever length its plan has."""

    def design(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
        return Prescription(
            Case(name, "key", kind),
            plan_of(rng, who),
            hilly=kind == "hilly_hard",
            stops_per_hour=stops_per_hour,
            title=name.capitalize(),
        )

    return design


def pick(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))
