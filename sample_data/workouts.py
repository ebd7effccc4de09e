"""Structured workouts: what was planned, as the watch keeps and follows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adaptive.exports.fit_files import Message
from models.simulation import Step, SyntheticAthlete

__all__ = ["Block", "Followed", "plan_of", "step_numbers", "workout_messages"]


@dataclass(frozen=True, slots=True)
class Block:
    """Steps of a structured workout, to be done `times` over."""

    steps: tuple[Step, ...]
    times: int = 1


@dataclass(frozen=True, slots=True)
class Followed:
    """The structured workout on the watch while a session was recorded."""

    name: str
    blocks: tuple[Block, ...]


def plan_of(blocks: Sequence[Block]) -> tuple[Step, ...]:
    """The steps in the order in which they are done."""
    return tuple(step for block in blocks for step in block.steps * block.times)


def step_numbers(workout: Followed) -> list[int]:
    """For every step done, its index among the workout's messages."""
    numbers, first = [], 0
    for block in workout.blocks:
        numbers += list(range(first, first + len(block.steps))) * block.times
        first += len(block.steps) + (block.times > 1)
    return numbers


def workout_messages(workout: Followed, sport: str, athlete: SyntheticAthlete) -> Iterator[Message]:
    """The workout and its steps; a repetition is a step that points back."""
    steps: list[dict[str, Any]] = []
    for block in workout.blocks:
        first = len(steps)
        steps += [_workout_step(step, sport, athlete) for step in block.steps]
        if block.times > 1:
            again = {"duration_type": "repeat_until_steps_cmplt", "duration_value": first}
            steps.append({**again, "target_value": block.times, "intensity": "active"})
    facts = {"sport": sport, "num_valid_steps": len(steps), "wkt_name": workout.name}
    yield "workout", facts
    for index, step in enumerate(steps):
        yield "workout_step", {"message_index": index, **step}


def _workout_step(step: Step, sport: str, athlete: SyntheticAthlete) -> dict[str, Any]:
    """Work has a target some per cent wide; rest has none."""
    fields = {"duration_type": "time", "duration_value": 1000 * step.duration_s}
    fields["intensity"] = step.intent
    if step.intent in {"rest", "recovery"}:
        return {**fields, "target_type": "open", "target_value": 0}
    low, high = 0.97 * step.intensity, 1.03 * step.intensity
    # FIT counts speed targets in mm/s, and power targets in watts from 1000 upwards.
    if sport == "running":
        unit, scale, zero = "speed", 1000 * athlete.threshold_speed_mps, 0
    else:
        unit, scale, zero = "power", athlete.critical_power_w, 1000
    return {
        **fields,
        "target_type": unit,
        "target_value": 0,
        "custom_target_value_low": round(zero + low * scale),
        "custom_target_value_high": round(zero + high * scale),
    }
