"""What a timer beside the mat counts: an exercise's sets, sides and holds, one after the other.

Pure. Holds and efforts are timed, repetitions are counted by who does them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adaptive.plans import Dose
from adaptive.programme.values import Exercise

__all__ = ["Interval", "intervals"]

_WORTH_TIMING_S = 5
"""A pause of two or three seconds within a repetition is counted in the head."""

_TO_CHANGE_S = 3
"""To stand or lie on the other side, where the exercise names no time for it."""

_GET_READY_S = 5
"""From the tap on the phone to the first hold."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A piece of an exercise.

    `words` say what it is, `seconds` how long it lasts: None until it is done. `work` is false
    while one rests or changes sides.
    """

    words: str
    seconds: float | None
    work: bool = True


def intervals(exercise: Exercise, dose: Dose) -> list[Interval]:
    """A dose piece by piece; before the first hold there is time to put the phone down."""
    held = dose.work_s or dose.hold_s or 0
    timed = held if held >= _WORTH_TIMING_S else None
    found = [Interval("Get ready", _GET_READY_S, work=False)] if timed else []
    for n in range(1, (dose.sets or 1) + 1):
        if n > 1 and exercise.rest_s:
            found.append(Interval("Rest", exercise.rest_s, work=False))
        in_set = f", set {n} of {dose.sets}" if (dose.sets or 1) > 1 else ""
        found += _timed_set(exercise, dose, timed, in_set) if timed else _set(dose, in_set)
    return found


def _timed_set(exercise: Exercise, dose: Dose, held: float, in_set: str) -> Iterator[Interval]:
    """Holds or efforts, each side by itself; the parts of a repetition stand between them."""
    between = sum(exercise.tempo_s.values())
    sides = ["Both sides"] if dose.side == "both" else ["Left", "Right"]
    reps = dose.reps or 1
    turns = (
        [(side, n) for n in range(1, reps + 1) for side in sides]
        if dose.side == "alternating"
        else [(side, n) for side in sides for n in range(1, reps + 1)]
    )
    for place, (side, n) in enumerate(turns):
        if place:
            yield _pause(between)
        count = f", {n} of {reps}" if reps > 1 else ""
        yield Interval(f"{side}{count}{in_set}", held)


def _pause(seconds: float) -> Interval:
    pause = seconds or _TO_CHANGE_S
    return Interval("Change" if pause < _WORTH_TIMING_S else "Rest", pause, work=False)


def _set(dose: Dose, in_set: str) -> Iterator[Interval]:
    """A set whose repetitions, or metres, are counted by who does them."""
    if dose.distance_m:
        yield Interval(f"{dose.distance_m:g} m{in_set}", None)
        return
    amount = f"{dose.reps} repetitions" if (dose.reps or 1) > 1 else "once"
    if dose.side == "each":
        yield Interval(f"Left, {amount}{in_set}", None)
        yield Interval(f"Right, {amount}{in_set}", None)
    else:
        sided = " a side, in turn" if dose.side == "alternating" else ""
        yield Interval(f"{amount.capitalize()}{sided}{in_set}", None)
