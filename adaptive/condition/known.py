"""What the athlete's state is read from, and how conditions of one day come together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from adaptive.diary import DiaryEntry
from adaptive.shifts import Shift
from adaptive.week import (
    BlockKind,
    Condition,
    DoneBlock,
    Overlay,
    PhaseEntry,
    WeekSession,
)

__all__ = ["LOADING", "Known", "as_clause", "stricter"]

LOADING: frozenset[BlockKind] = frozenset({"strengthening", "drills", "single_leg_pedalling"})
"""The work that loads or impacts."""

_Bound = TypeVar("_Bound", int, float)

_GRAVITY: tuple[Overlay | None, ...] = (None, "hold", "taper", "paused", "stop")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the athlete on `today`.

    Args:
        today: later days are looked at from here.
        entries: the recorded moves between phases, the first of them the programme's start.
        diary: what was logged, by the day it is about, and within a day as it was told.
        done: psoas work since the programme began; what is planned for the days ahead may be
            among it.
        sessions: done ones and coming ones: those since the last illness, and races as far
            ahead as one looks and a taper reaches.
        trained: days since the programme began on which any training was recorded.
        safety: the safety answers, ids of `Safety.screen`; None where they were not given.
        safety_told: the day on which they were given.
        birth_year: None where it was not told.
        shifts: what was decided about the phase before, holds among it; no move that was undone.
        equipment: what the athlete has, None for everything.
        avoid: what speaks against exercises.
        ramp_red: days on which fitness rose too fast for a step up.
    """

    today: date
    entries: Sequence[PhaseEntry]
    diary: Sequence[DiaryEntry] = ()
    done: Sequence[DoneBlock] = ()
    sessions: Sequence[WeekSession] = ()
    trained: AbstractSet[date] = frozenset()
    safety: Sequence[str] | None = None
    safety_told: date | None = None
    birth_year: int | None = None
    shifts: Sequence[Shift] = ()
    equipment: frozenset[str] | None = None
    avoid: frozenset[str] = frozenset()
    ramp_red: AbstractSet[date] = frozenset()

    def logged(self, *kinds: str) -> list[DiaryEntry]:
        """The entries of these kinds."""
        return [entry for entry in self.diary if entry.kind in kinds]

    def strengthened(self, since: date) -> date | None:
        """The first day from this one on with strengthening, done or planned."""
        days = (block.start.date() for block in self.done if block.kind == "strengthening")
        return min((day for day in days if day >= since), default=None)


def as_clause(sentence: str) -> str:
    """A sentence as part of another one."""
    return f"{sentence[0].lower()}{sentence[1:].rstrip('.')}"


def stricter(conditions: Iterable[Condition]) -> Condition:
    """What is left when all of them hold: nothing that any of them forbids.

    The gravest names overlay and rule; the reasons are joined, but beside a pause or a stop
    nothing else matters.
    """
    ranked = sorted(conditions, key=lambda one: _GRAVITY.index(one.overlay), reverse=True)
    if not ranked:
        return Condition()
    gravest = ranked[0]
    alone = gravest.overlay in {"paused", "stop"}
    told = [one for one in ranked if not alone or one.overlay == gravest.overlay]
    return Condition(
        overlay=gravest.overlay,
        rule=gravest.rule,
        reason="; ".join(dict.fromkeys(one.reason for one in told if one.reason)),
        allowed=frozenset.intersection(*(one.allowed for one in ranked)),
        sets_share=min(one.sets_share for one in ranked),
        level_drop=max(one.level_drop for one in ranked),
        strengthening_per_week=_least(one.strengthening_per_week for one in ranked),
        activation_minutes=_least(one.activation_minutes for one in ranked),
        activation_per_week=_least(one.activation_per_week for one in ranked),
        may_step_up=all(one.may_step_up for one in ranked),
    )


def _least(bounds: Iterable[_Bound | None]) -> _Bound | None:
    return min((bound for bound in bounds if bound is not None), default=None)
