"""What an entry of the diary means: work done or skipped, scores from 0 to 10.

In: what the athlete logged, as kept. Out: what was done, in place of what was planned. Silence
is not skipping: what was planned and nobody has spoken of counts as done as planned.

Pure: the library keeps the entries (`adaptive.library.diary`), `adaptive.condition` draws the
conclusions from illness and symptoms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

from adaptive.week import BlockKind, DoneBlock, DoneExercise
from ingest.errors import UsageError

__all__ = [
    "HELD",
    "DiaryEntry",
    "answers",
    "block_meant",
    "done_blocks",
    "score",
    "skipped",
    "soreness",
    "spoken_of",
    "work_done",
]

_KINDS: Mapping[str, BlockKind] = {
    **{kind: kind for kind in get_args(BlockKind)},
    "strength": "strengthening",
    "drill": "drills",
    "pedalling": "single_leg_pedalling",
    "single-leg-pedalling": "single_leg_pedalling",
    "t2": "transition",
    "stretching": "stretch",
    "stretches": "stretch",
}
"""What people call the kinds of work."""

_BLOCK_ID = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z_]+?)(?:-(\d+))?")
"""Blocks are named by day and kind, and counted where a day has several of a kind."""

SCORES: Mapping[str, float] = {"none": 0, "slight": 2, "moderate": 5, "severe": 8}
"""Words for scores: the middle of what such words stand for on pain scales of 0 to 10."""

HELD = "held"
"""The kind of the entry about what was forgotten."""

_NOON = time(12)
"""Stands for the hour of work that was not planned and whose hour was not told."""


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """Something that the athlete logged about a day.

    `kind` is done, skip, check, knee_lift, cadence, symptom, effort, ill, well, cleared, change,
    note, answer or held. `at` is None where no time was told, `told` the day on which it was
    logged.
    `content` by kind, each only where it was told:

    - done and skip: `block` (a kind of work) and `planned` (the start of the planned block that
      it speaks of, or None); done: `minutes`, `pair`, `effort`, `exercises`; skip: `why`;
    - check: `march_left_s` and `march_right_s` (seconds, at most 15), `smooth` (true or false),
      `feel` ("deep" or "front"), `dead_bug_flat` (true or false), `dead_bug_range` ("full" or
      "half"), `back` and `hip_pull` (0 to 10);
    - knee_lift: `left_deg` and `right_deg`, or `left_cm` and `right_cm`;
    - cadence: `cadence_spm` and `speed_mps`, or `cadence_rpm` and `power_w`;
    - symptom: `back`, `hip_pull` and `soreness` (0 to 10), `sharp` (true), `signs` and
      `red_flags` (lists of ids); `asked` (true) where the list of signs was gone through;
    - effort: `session` (its id) and `effort` (1 to 10);
    - ill: `fever`;
    - change: `what` ("shoes", "device", "bike" or "pedals") and `name`;
    - note: `text`;
    - held: `spans`, what is left of days whose reason was deleted (see
      `adaptive.condition.forgotten`);
    - answer: `question` (a `Question.id`) and `choice`; what an answer caused (done, skip,
      symptom) carries its `question` too.
    """

    kind: str
    on_day: date
    at: time | None
    content: Mapping[str, Any]
    told: date


def done_blocks(
    planned: Iterable[DoneBlock], entries: Iterable[DiaryEntry]
) -> tuple[DoneBlock, ...]:
    """What was done, by start: as logged, and as planned where nothing was logged about it.

    The latest word about a block counts. A word about a kind of work that names no planned
    block speaks of all of it on that day.
    """
    said: dict[tuple[BlockKind, date, str | None], DiaryEntry] = {}
    for entry in entries:
        if entry.kind in {"done", "skip"}:
            kind, planned_at = entry.content["block"], entry.content.get("planned")
            if planned_at is None:
                said = {key: one for key, one in said.items() if key[:2] != (kind, entry.on_day)}
            said[kind, entry.on_day, planned_at] = entry
    logged = [_logged(entry) for entry in said.values() if entry.kind == "done"]
    silent = [
        block
        for block in planned
        if not {
            (block.kind, block.start.date(), None),
            (block.kind, block.start.date(), block.start.isoformat()),
        }
        & said.keys()
    ]
    return tuple(sorted([*silent, *logged], key=lambda block: (block.start, block.kind)))


def spoken_of(planned: Sequence[DoneBlock], entries: Iterable[DiaryEntry]) -> tuple[DoneBlock, ...]:
    """What was planned, and what was when it was logged as done and is planned no more.

    A new plan leaves out what is done; who speaks of it again means the same block.
    """
    known = {(block.kind, block.start) for block in planned}
    gone = {
        (block.kind, block.start): block
        for entry in entries
        if entry.kind == "done" and entry.content.get("planned")
        for block in [
            replace(_logged(entry), start=datetime.fromisoformat(entry.content["planned"]))
        ]
        if (block.kind, block.start) not in known
    }
    return (*planned, *gone.values())


def skipped(entries: Iterable[DiaryEntry]) -> dict[tuple[date, BlockKind], DiaryEntry]:
    """By day and kind of work the skips that were the last word about it."""
    said = {
        (entry.on_day, entry.content["block"]): entry
        for entry in entries
        if entry.kind in {"done", "skip"}
    }
    return {key: entry for key, entry in said.items() if entry.kind == "skip"}


def answers(entries: Iterable[DiaryEntry]) -> dict[str, str]:
    """By the id of the question the last choice of those that were answered."""
    return {
        entry.content["question"]: entry.content["choice"]
        for entry in entries
        if entry.kind == "answer"
    }


def soreness(entries: Iterable[DiaryEntry]) -> dict[date, float]:
    """The worst soreness (0 to 10) that was logged on each day."""
    worst: dict[date, float] = {}
    for entry in entries:
        if (told := entry.content.get("soreness")) is not None:
            worst[entry.on_day] = max(told, worst.get(entry.on_day, 0.0))
    return worst


def block_meant(
    word: str, day: date, planned: Sequence[DoneBlock]
) -> tuple[BlockKind, date, tuple[DoneBlock, ...]]:
    """What an athlete means by a kind of work or by a block's id.

    Args:
        word: such as "strengthening", "t2" or "2026-11-26-strengthening".
        day: the day it is about, unless an id names another.
        planned: what is known to have been planned.

    Returns:
        The kind, the day, and those of the planned blocks that are meant, maybe none.

    Raises:
        UsageError: it is neither.
    """
    number = None
    name = word.strip().lower()
    if found := _BLOCK_ID.fullmatch(name):
        try:
            day = date.fromisoformat(found[1])
        except ValueError:
            raise UsageError(f"{word!r} names no day", hint="Days: 2026-11-26.") from None
        name, number = found[2], int(found[3] or 1)
    if name not in _KINDS:
        raise UsageError(
            f"{word!r} is no kind of work and no block",
            hint=f"Kinds: {', '.join(get_args(BlockKind))}; ids: kneedrive plan --explain",
        )
    kind = _KINDS[name]
    of_day = sorted(
        (block for block in planned if block.kind == kind and block.start.date() == day),
        key=lambda block: block.start,
    )
    return kind, day, tuple(of_day if number is None else of_day[number - 1 : number])


def work_done(
    kind: BlockKind,
    day: date,
    planned: DoneBlock | None,
    *,
    at: time | None,
    now: datetime | None,
    usual: DoneBlock,
    effort: float | None = None,
    exercises: Sequence[DoneExercise] = (),
) -> tuple[time, dict[str, Any]]:
    """The entry about work that was done: when it began, and its content.

    Args:
        kind: of the work.
        day: on which it was done.
        planned: the planned block it was, None for work beyond the plan.
        at: when it began, if that was told.
        now: the time at which it is logged, when it must be over; None where not known.
        usual: minutes and pair of such work where it was not planned.
        effort: felt effort, 1 to 10.
        exercises: those that went otherwise than prescribed.
    """
    as_planned = planned or usual
    lasted = timedelta(minutes=as_planned.minutes)
    start = planned.start if planned else datetime.combine(day, _NOON)
    if now and now.date() == day and (planned is None or planned.end > now):
        start = max(now - lasted, datetime.combine(day, time()))
    content = {
        "block": kind,
        "planned": planned and planned.start.isoformat(),
        "minutes": as_planned.minutes,
        "pair": as_planned.pair,
        "effort": effort,
        "exercises": [
            {"id": one.id, "reps": one.reps, "technique_ok": one.technique_ok} for one in exercises
        ],
    }
    return at or start.time(), content


def score(text: str) -> float:
    """A score of 0 to 10, written as a number or in a word.

    Raises:
        UsageError: it is neither.
    """
    written = text.strip().lower().removesuffix("/10")
    try:
        value = SCORES[written] if written in SCORES else float(written.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 10:
        raise UsageError(
            f"{text!r} is no score", hint=f"It may be 0 to 10, or {', '.join(SCORES)}."
        )
    return value


def _logged(entry: DiaryEntry) -> DoneBlock:
    content = entry.content
    return DoneBlock(
        kind=content["block"],
        start=datetime.combine(entry.on_day, entry.at or _NOON),
        minutes=content["minutes"],
        pair=content.get("pair"),
        logged=True,
        effort=content.get("effort"),
        exercises=tuple(DoneExercise(**one) for one in content.get("exercises", ())),
    )
