"""What is known on one day, as gates and rules ask for it; each part is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from adaptive import phases
from adaptive.checks import Check, checks
from adaptive.condition import Known, Standing, standing
from adaptive.condition.felt import Felt, felt
from adaptive.programme.rulebook import Rulebook
from adaptive.shifting.table import Table
from adaptive.shifts import CadenceReader, Shift
from adaptive.week import BlockKind, Condition, DoneBlock, PhaseEntry, PhaseState

__all__ = ["Facts", "as_of"]


def as_of(known: Known, day: date, shifts: Sequence[Shift] = ()) -> Known:
    """What was known on an earlier day, with what has been decided since then for it.

    What was logged later about days before it was not known, so that it matters on the day on
    which it is told.
    """
    moves = [one.entry for one in shifts if one.kind == "move"]
    return replace(
        known,
        today=day,
        entries=sorted(
            (one for one in (*known.entries, *moves) if one.day <= day), key=lambda one: one.day
        ),
        diary=[one for one in known.diary if one.on_day <= day and one.told <= day],
        done=[one for one in known.done if one.start.date() <= day],
        sessions=[one for one in known.sessions if one.day <= day or one.origin != "done"],
        shifts=[one for one in (*known.shifts, *shifts) if one.day <= day],
        ramp_red={red for red in known.ramp_red if red <= day},
    )


@dataclass(frozen=True)
class Facts:
    """Everything about `known.today`, and nothing that was told later."""

    known: Known
    reader: CadenceReader | None
    book: Rulebook
    table: Table

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self.known.today

    @property
    def monday(self) -> bool:
        """Whether it is a Monday."""
        return self.day.weekday() == 0

    @cached_property
    def standing(self) -> Standing:
        """The athlete's state on the day."""
        return standing(self.known, self.day, self.day, self.book)

    @property
    def state(self) -> PhaseState:
        """The phase, with what overlays it."""
        return self.standing.states[self.day]

    @property
    def condition(self) -> Condition:
        """What the state allows."""
        return self.standing.conditions.get(self.day, Condition())

    @cached_property
    def entry(self) -> PhaseEntry:
        """What began the phase."""
        return phases.stay(self.standing.entries, self.day)

    @property
    def length_days(self) -> int | None:
        """How many days the phase lasts at least."""
        return self.entry.days or self.book.phase(self.state.phase).days

    @property
    def short(self) -> bool:
        """Whether the stay is meant to be shorter than its phase."""
        own = self.book.phase(self.state.phase).days
        return bool(self.entry.days and own and self.entry.days < own)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every self-check, by the day it is about."""
        return checks(self.known.diary, self.known.sessions)

    @cached_property
    def known_checks(self) -> tuple[Check, ...]:
        """The last checks where there are enough of late to know how the knee lifts, else none."""
        fresh = sum(self.recent(one.on_day) for one in self.checks)
        return self.checks if fresh >= self.table.numbers.checks_to_know else ()

    @property
    def checked_today(self) -> bool:
        """Whether a check was logged on the day, be it about an earlier one."""
        return any(one.told == self.day for one in self.checks)

    @cached_property
    def felt(self) -> list[Felt]:
        """What was felt of late, by day; older logs say nothing more."""
        return felt(one for one in self.known.diary if self.recent(one.on_day))

    def recent(self, day: date) -> bool:
        """Whether what was logged about a day still says how it is now."""
        return day > self.day - timedelta(days=self.table.numbers.memory_days)

    def done(self, *kinds: BlockKind) -> list[DoneBlock]:
        """The work of some kinds in this phase; today's only where it was logged."""
        return [
            block
            for block in self.known.done
            if block.kind in kinds
            and self.entry.day <= block.start.date()
            and (block.logged or block.start.date() < self.day)
        ]

    @cached_property
    def activated(self) -> frozenset[date]:
        """The days of this phase on which activation was logged, or a check, which is its end."""
        logged = {block.start.date() for block in self.done("activation") if block.logged}
        return frozenset(logged | {one.on_day for one in self.checks if one.on_day >= self.since})

    @property
    def since(self) -> date:
        """The first day of the phase."""
        return self.entry.day

    @property
    def moved(self) -> PhaseEntry | None:
        """The last move; None where the programme has only begun."""
        last = phases.history(self.known.entries, self.day)[-1]
        return None if last.reason == "start" else last

    @property
    def cool_until(self) -> date:
        """Until this day nothing moves on after the last move."""
        if self.moved is None:
            return self.since
        days = self.table.numbers.cool_down_days
        return self.moved.day + timedelta(days=min(days, self.moved.days or days))

    @property
    def taken_back(self) -> bool:
        """Whether the athlete took back a move lately, which even symptoms heed."""
        return bool(self.moved and self.moved.reason == "undo" and self.day < self.cool_until)
