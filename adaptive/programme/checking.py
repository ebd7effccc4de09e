"""Whether the programme agrees with itself: every contradiction in words, none in a good one.

Each function looks at one kind of record and names record and field. What a record must look
like at all is checked before, where the files are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import get_args

from adaptive.programme.prescribing import prescribe
from adaptive.programme.values import (
    BlockType,
    Exercise,
    PhaseType,
    Rulebook,
)
from adaptive.week import BlockKind, Phase

__all__ = ["contradictions"]

# The numbers the planner reads: a rulebook without one of them must not load.
_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "H1": ("window_min",),
    "H2": ("hours", "hours_level_3", "hours_level_4"),
    "H3": ("days_a", "hours_b", "hours_c"),
    "H4": ("window_min", "hours_after_hard"),
    "H5": ("hours", "per_week"),
    "H6": (),
    "H7": ("minutes",),
    "H8": ("hours",),
    "H9": ("hours",),
    "H10": (),
    "H11": (),
    "H12": (),
    "H13": ("activation_minutes", "minutes"),
    "H14": ("minutes",),
    "H15": ("hours_after_race", "hours_after_long_race", "long_race_min"),
    "H16": (),
    "H17": (),
    "P1": ("first", "second"),
    "P2": ("best_gap_h", "hours_per_point"),
    "P3": ("hours", "per_hour"),
    "P4": ("points",),
    "P5": ("points",),
    "P6": ("points",),
    "P7": ("long_run", "race"),
    "P8": ("minutes", "per_minute"),
    "P9": ("per_move",),
    "P10": ("per_missing",),
    "P11": ("points",),
    "P12": ("points",),
    "P13": ("per_move",),
    "P14": ("per_hour",),
}
# Strengthening before a hard session or a race, long holds before training and loading an ill
# athlete do harm; those rules never give way. "level" is a lighter level, which is no rule.
_RELAXABLE = {"level", *_NUMBERS} - {"H1", "H2", "H3", "H12", "H15"}
_PAIRS = ("A", "B")
_BLOCKS: Sequence[tuple[BlockKind, str | None]] = [
    (kind, pair)
    for kind in get_args(BlockKind)
    for pair in (_PAIRS if kind == "strengthening" else (None,))
]


def contradictions(book: Rulebook) -> Iterable[str]:
    """What in a rulebook does not fit the rest of it."""
    faults = [
        *_names(book.exercises.values()),
        *(
            f"exercise {one.id}: {fault}"
            for one in book.exercises.values()
            for fault in _exercise(one, book)
        ),
        *(
            f"block {one.name}: {fault}"
            for one in book.blocks
            for fault in _unknown("exercises", one.exercises, book.exercises)
        ),
        *_kinds(book.blocks),
        *_phases(book.phases),
        *_rules(book),
    ]
    # Minutes are worked out from all of it, so only once the rest is right.
    return faults or _minutes(book)


def _names(exercises: Iterable[Exercise]) -> Iterable[str]:
    words = Counter(word for one in exercises for word in {one.id, one.name, *one.aliases})
    yield from (f"two exercises are called {word}" for word, n in words.items() if n > 1)


def _exercise(exercise: Exercise, book: Rulebook) -> Iterable[str]:
    loaded_by = (exercise.heavier_needs,) if exercise.heavier_needs else ()
    yield from _unknown("equipment", exercise.equipment + loaded_by, book.equipment)
    yield from _unknown("conditions", exercise.avoid_if, book.conditions)
    yield from _unknown("exercises", exercise.alternatives, book.exercises)
    ranges = {
        "reps": exercise.reps,
        "hold_s": exercise.hold_s,
        "work_s": exercise.work_s,
        "cadence_rpm": exercise.cadence_rpm,
    }
    for name, span in ranges.items():
        if span and span[0] > span[1]:
            yield f"{name} must be low and high"
        if name == exercise.grows and (not span or span[0] == span[1]):
            yield f"{name} is no range that could grow"
    if exercise.heavier and not (exercise.grows and exercise.easier):
        yield "heavier without the levels below, easier and grows"


def _kinds(blocks: Sequence[BlockType]) -> Iterable[str]:
    found = Counter[tuple[BlockKind, str | None]]((block.kind, block.pair) for block in blocks)
    for kind, pair in dict.fromkeys([*_BLOCKS, *found]):
        wanted = int((kind, pair) in _BLOCKS)
        if found[kind, pair] != wanted:
            words = f"{kind} {pair}" if pair else kind
            yield f"block {words}: there must be {wanted}, not {found[kind, pair]}"


def _phases(phases: Sequence[PhaseType]) -> Iterable[str]:
    if tuple(phase.id for phase in phases) != get_args(Phase):
        yield f"phases must be {', '.join(get_args(Phase))}, in this order"
    for earlier, later in pairwise(phases):
        if earlier.days and later.first_week != earlier.first_week + earlier.days / 7:
            yield f"phase {later.id}: its first week does not follow {earlier.id}"


def _rules(book: Rulebook) -> Iterable[str]:
    for name, numbers in _NUMBERS.items():
        if name not in book.rules:
            yield f"rule {name} is missing"
        else:
            missing = [number for number in numbers if number not in book.rules[name].numbers]
            yield from (f"rule {name}: the number {number} is missing" for number in missing)
    yield from (f"rule {name}: nothing obeys it" for name in book.rules if name not in _NUMBERS)
    yield from (
        f"relaxation: {name} is never relaxed or unknown"
        for name in book.relaxation
        if name not in _RELAXABLE
    )


def _minutes(book: Rulebook) -> Iterable[str]:
    """That blocks take what they say at the start, and that no progress leads beyond the limits."""
    highest = {name: exercise.top_level() for name, exercise in book.exercises.items()}
    most: dict[tuple[str, str | None], float] = {}
    for block in book.blocks:
        start = prescribe(book, block.kind, block.pair, levels={})
        top = prescribe(book, block.kind, block.pair, levels=highest)
        assert start, "an athlete for whom nothing is missing gets every block"
        assert top
        most[block.kind, block.pair] = top.minutes
        if start.minutes != block.minutes:
            yield (
                f"block {block.name}: {block.minutes:g} minutes, "
                f"but its exercises take {start.minutes:g}"
            )
    activation = most["activation", None]
    if activation > book.rules["H7"]["minutes"]:
        yield f"block activation: takes up to {activation:g} minutes, longer than H7 allows"
    for pair in _PAIRS:
        both = activation + most["strengthening", pair]
        if both > book.rules["H14"]["minutes"]:
            yield f"block strengthening {pair}: up to {both:g} minutes a day, more than H14 allows"


def _unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    if strangers := sorted(set(names) - set(known)):
        yield f"unknown {kind} {', '.join(strangers)}"
