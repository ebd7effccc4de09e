"""The steps of a workout on the watch: what a dose asks for, one thing after the other.

Pure. Each exercise begins with a step that lasts until the lap key is pressed and shows how to
set up; its sets are repeated. Who works each side gets a step a side, who alternates one with
the repetitions of both. A rest follows each set, so that the last one is time to change over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adaptive.plans import Dose
from adaptive.programme.values import Exercise

__all__ = ["Repeat", "Step", "exercise_steps"]

Intensity = Literal["active", "rest", "warmup"]

_TIMED_S = 5
"""Holds from here on the watch times; a shorter one is part of its repetition, as the note says."""

_SHORTEST_REST_S = 1
"""A change of sides that takes less is none."""

_SIDES: Mapping[str, tuple[str, ...]] = {
    "both": ("",),
    "each": ("Left", "Right"),
    "alternating": ("Left", "Right"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: so many `reps`, `seconds` or `metres`, or until the lap key is pressed."""

    name: str
    intensity: Intensity
    note: str = ""
    exercise: Exercise | None = None
    reps: int | None = None
    seconds: float | None = None
    metres: float | None = None
    cadence_rpm: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps to be done `times` over."""

    steps: tuple[Step, ...]
    times: int


def exercise_steps(dose: Dose, exercise: Exercise, ready: Intensity) -> Iterator[Step | Repeat]:
    """Getting ready for an exercise, and its sets."""
    yield Step(exercise.name, ready, " ".join(filter(None, [exercise.setup, _note(dose)])))
    one_round, rounds = _round(dose, exercise)
    rest = _rest(exercise.rest_s)
    sets = dose.sets or 1
    if sets == 1:
        yield from _times(one_round, rounds)
        yield from rest
    else:
        # Repetitions within repetitions are more than watches understand.
        yield from _times([*(one_round * rounds), *rest], sets)


def _note(dose: Dose) -> str:
    return f"{dose.note[:1].upper()}{dose.note[1:]}." if dose.note else ""


def _times(steps: Sequence[Step], times: int) -> Iterator[Step | Repeat]:
    if times == 1:
        yield from steps
    else:
        yield Repeat(tuple(steps), times)


def _round(dose: Dose, exercise: Exercise) -> tuple[list[Step], int]:
    """What is done before it begins anew, and how often that makes a set."""
    reps, tempo = dose.reps or 1, exercise.tempo_s
    if dose.distance_m:
        effort = _effort(dose, exercise, metres=dose.distance_m)
        return [effort, *_rest(tempo.get("walk_back", 0), "Walk back")], 1
    if dose.work_s:
        easy = _rest(tempo.get("rest", 0), "Both legs, easy")
        efforts = [
            [_effort(dose, exercise, side, seconds=dose.work_s), *easy]
            for side in _SIDES[dose.side]
        ]
        return [step for effort in efforts for step in effort], reps
    if dose.hold_s and dose.hold_s >= _TIMED_S:
        change = _change(exercise)
        holds = [
            [_effort(dose, exercise, side, seconds=dose.hold_s), *change]
            for side in _SIDES[dose.side]
        ]
        steps = [step for hold in holds for step in hold]
        return steps if reps > 1 else steps[: len(steps) - len(change)], reps
    if dose.side == "alternating":
        return [_effort(dose, exercise, reps=2 * reps)], 1
    return [_effort(dose, exercise, side, reps=reps) for side in _SIDES[dose.side]], 1


def _change(exercise: Exercise) -> Sequence[Step]:
    """Changing sides; it takes as long as it takes where the exercise does not tell."""
    if "change" in exercise.tempo_s:
        return _rest(exercise.tempo_s["change"], "Change sides")
    return (Step("Change sides", "rest"),)


def _rest(seconds: float, name: str = "Rest") -> Sequence[Step]:
    return (Step(name, "rest", seconds=seconds),) if seconds >= _SHORTEST_REST_S else ()


def _effort(
    dose: Dose,
    exercise: Exercise,
    side: str = "",
    *,
    reps: int | None = None,
    seconds: float | None = None,
    metres: float | None = None,
) -> Step:
    told = [
        f"{side}." if side else "",
        f"{dose.reps} per side, in turn." if reps and dose.side == "alternating" else "",
        f"Hold {dose.hold_s:g} s." if reps and dose.hold_s else "",
        f"{dose.load[:1].upper()}{dose.load[1:]}." if dose.load else "",
        exercise.cue,
    ]
    return Step(
        f"{side}: {exercise.name}" if side else exercise.name,
        "active",
        " ".join(filter(None, told)),
        exercise,
        reps=reps,
        seconds=seconds,
        metres=metres,
        cadence_rpm=exercise.cadence_rpm,
    )
