"""How far each exercise has come, given all that the athlete's state held back."""

from __future__ import annotations

from adaptive import diary, phases
from adaptive.condition.known import Known
from adaptive.condition.standing import Standing
from adaptive.programme.progression import levels
from adaptive.programme.rulebook import Rulebook

__all__ = ["exercise_levels"]


def exercise_levels(known: Known, standing: Standing, book: Rulebook) -> dict[str, int]:
    """The level of every exercise that was logged; `standing` reaches back to the first of them."""
    moves = phases.history(standing.entries, known.today)
    return levels(
        known.done,
        book,
        conditions=standing.conditions,
        phase_changes={move.day for move in moves[1:]},
        soreness=diary.soreness(known.diary),
        equipment=known.equipment,
        avoid=known.avoid | standing.avoid,
    )
