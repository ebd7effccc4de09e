"""What the athlete means to do, second by second: steps of effort, and stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = ["Intent", "Step", "Stop", "Timeline", "draw_stops", "repeat", "steady", "timeline"]

Intent = Literal["warmup", "active", "interval", "recovery", "rest", "cooldown"]


@dataclass(frozen=True, slots=True)
class Step:
    """`duration_s` of timer at `intensity` times threshold (speed or power); 0 is standing."""

    duration_s: int
    intensity: float
    intent: Intent = "active"


@dataclass(frozen=True, slots=True)
class Stop:
    """A halt of `duration_s` once the plan has run for `at_s` seconds."""

    at_s: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan with its stops, one row (n,) per elapsed second.

    `intensity` is 0 while halted, `step` indexes the plan's steps.
    """

    intensity: FloatArray
    step: npt.NDArray[np.intp]
    halted: npt.NDArray[np.bool_]


def steady(minutes: float, intensity: float) -> tuple[Step, ...]:
    """A plan of one step."""
    return (Step(round(60 * minutes), intensity),)


def repeat(times: int, *steps: Step) -> tuple[Step, ...]:
    """The steps `times` over."""
    return steps * times


def draw_stops(
    rng: np.random.Generator, duration_s: float, per_hour: float, seconds: tuple[int, int] = (8, 60)
) -> tuple[Stop, ...]:
    """Halts at traffic lights and crossings: a Poisson number, none in the first 2 minutes."""
    count = int(rng.poisson(per_hour * duration_s / 3600))
    at = np.unique(rng.integers(120, max(121, int(duration_s) - 60), count))
    return tuple(Stop(int(a), int(rng.integers(*seconds))) for a in at)


def timeline(plan: Sequence[Step], stops: Sequence[Stop] = ()) -> Timeline:
    """Lay the plan out over elapsed time; a stop shifts what comes after it.

    Raises:
        ValueError: A stop lies beyond the end of the plan.
    """
    durations = [step.duration_s for step in plan]
    if any(stop.at_s >= sum(durations) for stop in stops):
        raise ValueError("stops must lie before the end of the plan")
    intensity = np.repeat([step.intensity for step in plan], durations).astype(np.float64)
    at = np.repeat([stop.at_s for stop in stops], [stop.duration_s for stop in stops]).astype(int)
    return Timeline(
        intensity=np.insert(intensity, at, 0.0),
        step=np.insert(np.repeat(np.arange(len(plan)), durations), at, _step_at(durations, at)),
        halted=np.insert(np.zeros(len(intensity), dtype=bool), at, values=True),
    )


def _step_at(durations: Sequence[int], at: npt.NDArray[np.int_]) -> npt.NDArray[np.intp]:
    """The step in whose course each of these timer seconds lies."""
    last = len(durations) - 1
    return np.minimum(np.searchsorted(np.cumsum(durations), at, side="right"), last)
