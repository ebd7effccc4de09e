"""Blocks of the plan as workouts for the watch: one FIT file each, the same plan the same bytes.

What is done on a mat is a strength workout, drills are a run and single-leg pedalling is a ride,
whose first step lasts until the work begins and whose last one is the rest of the session.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from garmin_fit_sdk import Profile

from adaptive import planning
from adaptive.exports.fit_files import DEVICE, Message, encoded, stamp
from adaptive.exports.watch_steps import Repeat, Step, exercise_steps
from adaptive.plans import Block
from adaptive.programme.rulebook import standard
from adaptive.programme.values import Exercise, Rulebook
from adaptive.week import BlockKind, monday_of

if TYPE_CHECKING:
    from adaptive.library.store import Store

__all__ = ["file_name", "fitting", "workout_file", "workouts"]

_WITHIN: Mapping[BlockKind, tuple[str, str, str]] = {
    "drills": ("running", "generic", "Run on"),
    "single_leg_pedalling": ("cycling", "generic", "Ride on"),
}
"""Work within a session: its sport, and what the rest of the session is called."""

_TEXT_BYTES = 200
"""The format ends at 254 bytes, and in so many every cue fits whole. How much of it a watch shows
at once is its own affair (Garmin's C library reserves 50), so what matters stands first."""

_CUSTOM = 65534
"""The profile's category for an exercise that it does not know."""

_CAPABILITIES = 32
"""What Garmin itself writes into workouts."""


def workouts(
    store: Store, today: date, now: datetime | None, week_start: date | None = None
) -> dict[str, bytes]:
    """The workouts of a week's blocks that are still to come, by file name.

    Args:
        store: the library; the plan is noted in it as `planning.plan` does.
        today: the day from which to look.
        now: what ended before it is over; None leaves in the whole day.
        week_start: the week's Monday, this week's if not given.

    Raises:
        KneedriveError: there is nothing to plan from, or the week lies before the programme.
    """
    book = standard()
    plan = planning.plan(store, today, now, week_start)
    return {
        file_name(block): workout_file(block, book)
        for block in plan.blocks
        if block.day >= today and (now is None or block.end > now)
    }


def file_name(block: Block) -> str:
    """What the block's file is called: "2026-11-26-strengthening-a.fit"."""
    pair = f"-{block.pair.lower()}" if block.pair else ""
    return f"{block.id.replace('_', '-')}{pair}.fit"


def workout_file(block: Block, book: Rulebook) -> bytes:
    """One block as a FIT workout."""
    steps = list(_steps(block, book))
    sport, sub_sport, _ = _WITHIN.get(block.kind, ("training", "strength_training", ""))
    # Runs and rides know no repetitions: there the note says how many, and the lap key ends them.
    flat = list(_step_messages(steps, counted=block.kind not in _WITHIN))
    created = datetime.combine(monday_of(block.day), time(), UTC)
    # Watches tell workouts apart by these four, so each block has a number of its own.
    number = zlib.crc32(file_name(block).encode()) or 1
    workout = {
        "sport": sport,
        "sub_sport": sub_sport,
        "capabilities": _CAPABILITIES,
        "num_valid_steps": len(flat),
        "wkt_name": fitting(_workout_name(block, book)),
        "wkt_description": fitting(f"{block.start:%A %H:%M}, {block.minutes:g} min"),
    }
    return encoded(
        [
            (
                "file_id",
                {
                    "type": "workout",
                    **DEVICE,
                    "serial_number": number,
                    "time_created": stamp(created),
                },
            ),
            ("workout", workout),
            *(("workout_step", {"message_index": i, **step}) for i, step in enumerate(flat)),
            *_titles(block, book),
        ]
    )


def _workout_name(block: Block, book: Rulebook) -> str:
    """With "kneedrive" and the kind in front: the recording that comes back is known by them."""
    return f"kneedrive {book.block(block.kind, block.pair).name} {block.day.day} {block.day:%b}"


def _steps(block: Block, book: Rulebook) -> Iterator[Step | Repeat]:
    within = _WITHIN.get(block.kind)
    for place, dose in enumerate(block.exercises):
        yield from exercise_steps(
            dose, book.exercises[dose.id], ready="warmup" if within and place == 0 else "rest"
        )
    if within:
        yield Step(within[2], "active", "The rest of your session.")


def _step_messages(steps: Sequence[Step | Repeat], *, counted: bool) -> Iterator[dict[str, Any]]:
    """The fields of the steps; a repetition is a step that points back."""
    index = 0
    for one in steps:
        if isinstance(one, Step):
            yield _fields(one, counted=counted)
            index += 1
            continue
        for step in one.steps:
            yield _fields(step, counted=counted)
        yield {
            "duration_type": "repeat_until_steps_cmplt",
            "duration_value": index,
            "target_value": one.times,
        }
        index += len(one.steps) + 1


def _fields(step: Step, *, counted: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {"wkt_step_name": fitting(step.name), "intensity": step.intensity}
    if step.note:
        fields["notes"] = fitting(step.note)
    if step.reps is not None and counted:
        fields |= {"duration_type": "reps", "duration_value": step.reps}
    elif step.seconds is not None:
        fields |= {"duration_type": "time", "duration_value": round(1000 * step.seconds)}
    elif step.metres is not None:
        fields |= {"duration_type": "distance", "duration_value": round(100 * step.metres)}
    else:
        fields["duration_type"] = "open"
    fields |= {"target_type": "open", "target_value": 0}
    if step.cadence_rpm:
        low, high = step.cadence_rpm
        fields |= {
            "target_type": "cadence",
            "custom_target_value_low": low,
            "custom_target_value_high": high,
        }
    if step.exercise:
        category, number = _fit_exercise(step.exercise)
        fields |= {"exercise_category": category, "exercise_name": number}
    return fields


def _titles(block: Block, book: Rulebook) -> Iterator[Message]:
    """What the exercises are called here; the profile's names come near at best."""
    for index, dose in enumerate(block.exercises):
        exercise = book.exercises[dose.id]
        category, number = _fit_exercise(exercise)
        yield (
            "exercise_title",
            {
                "message_index": index,
                "exercise_category": category,
                "exercise_name": number,
                "wkt_step_name": fitting(exercise.name),
            },
        )


def _fit_exercise(exercise: Exercise) -> tuple[int, int]:
    """Category and number in the profile; one that it lacks has a number made of its id."""
    if exercise.fit_name is None:
        return _CUSTOM, zlib.crc32(exercise.id.encode()) % _CUSTOM
    category, name = exercise.fit_name
    return _number("exercise_category", category), _number(f"{category}_exercise_name", name)


def _number(kind: str, word: str) -> int:
    return next(int(n) for n, name in Profile["types"][kind].items() if name == word)


def fitting(text: str) -> str:
    """A text that fits, ending with a whole word."""
    if len(text.encode()) <= _TEXT_BYTES:
        return text
    short = text.encode()[: _TEXT_BYTES - 3].decode(errors="ignore")
    return short.rpartition(" ")[0].rstrip(" ,;.:") + "..."
