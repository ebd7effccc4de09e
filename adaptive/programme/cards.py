"""Each exercise as one athlete meets it: dose at their level, minutes, and what stands against it.

Pure. The command line, the reference pages and JSON show the same cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from adaptive.plans import Dose
from adaptive.programme.prescribing import against, fitting
from adaptive.programme.values import Exercise, Rulebook

__all__ = ["Card", "cards"]


@dataclass(frozen=True, slots=True)
class Card:
    """An exercise for one athlete.

    `block` is where it stands in the programme, None for a stand-in. `level` runs to `top_level`,
    the highest that the athlete's equipment allows. `against` says why it is not for them, empty
    where nothing does; `instead` is what they do in its place.
    """

    exercise: Exercise
    block: str | None
    dose: Dose
    minutes: float
    level: int
    top_level: int
    equipment: tuple[str, ...]
    avoid_if: tuple[str, ...]
    stand_ins: tuple[Exercise, ...]
    against: str = ""
    instead: Exercise | None = None

    @property
    def tempo(self) -> str:
        """The parts of a repetition in words: "up 1 s, hold 2.5 s, down 3 s"."""
        return ", ".join(
            f"{part.replace('_', ' ')} {seconds:g} s"
            for part, seconds in self.exercise.tempo_s.items()
        )

    def to_json(self) -> dict[str, Any]:
        """The card as `exercises --json` shows it, with ids where there are any."""
        one = self.exercise
        return {
            **self.dose.to_json(),
            "level": self.level,
            "top_level": self.top_level,
            "minutes": self.minutes,
            "phase": one.phase,
            "block": self.block,
            "aliases": list(one.aliases),
            "sports": list(one.sports),
            "equipment": list(one.equipment),
            "setup": one.setup,
            "cue": one.cue,
            "tempo_s": dict(one.tempo_s),
            "rest_s": one.rest_s,
            "self_check": one.self_check,
            "easier": one.easier,
            "harder": list(one.harder),
            "avoid_if": list(one.avoid_if),
            "not_when": list(one.not_when),
            "alternatives": list(one.alternatives),
            "against": self.against or None,
            "instead": self.instead and self.instead.id,
        }


def cards(
    book: Rulebook,
    *,
    levels: Mapping[str, int] = MappingProxyType({}),
    equipment: frozenset[str] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> dict[str, Card]:
    """All exercises by id, those of the blocks first; levels, equipment and avoid as prescribed."""
    placed = {
        fit.planned.id: (block.name, fit)
        for block in book.blocks
        for fit in fitting(book, block.kind, block.pair, equipment=equipment, avoid=avoid)
    }
    found = {}
    for name in dict.fromkeys([*placed, *book.exercises]):
        exercise = book.exercises[name]
        top = exercise.top_level(equipment)
        level = min(levels.get(name, 0), top)
        dose = exercise.dose(level)
        block, fit = placed.get(name, (None, None))
        found[name] = Card(
            exercise=exercise,
            block=block,
            dose=dose,
            minutes=round(exercise.seconds(dose) / 60, 1),
            level=level,
            top_level=top,
            equipment=tuple(book.equipment[one].name for one in exercise.equipment),
            avoid_if=tuple(book.conditions[one].name for one in exercise.avoid_if),
            stand_ins=tuple(book.exercises[one] for one in exercise.alternatives),
            against=against(exercise, book, equipment, avoid),
            instead=fit.done if fit and fit.against else None,
        )
    return found
