"""The athlete's hand in a plan: blocks pinned, moved and let go; and what changed since the last.

These are use cases: they open no library, but read and write the one they are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from adaptive import planning
from adaptive.explain.naming import KIND_WORDS, listed
from adaptive.library.store import Store
from adaptive.planner import Refused, refusal
from adaptive.planner import plan as place
from adaptive.plans import Block, Plan
from adaptive.programme.rulebook import standard
from adaptive.replanning.changes import Change, changes, sentences, what_changed
from adaptive.week import Pin, PlanInputs, monday_of, week_name
from adaptive.wording import place_words
from ingest.errors import KneedriveError, UsageError

__all__ = ["Moved", "Place", "Places", "Since", "move", "pin", "places", "since_last", "unpin"]


@dataclass(frozen=True, slots=True)
class Place:
    """A day of a block's week: the rules that keep the block off it, or `where` it would stand.

    `start` is when; both are None where a rule forbids it.
    """

    day: date
    refused: tuple[Refused, ...]
    start: datetime | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """A block where it stands, and what would come of moving it to each day of its week."""

    block: Block
    days: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of pinning, moving or letting go: `refused` are the rules it would have broken.

    `plan` is the week as it is now, `changes` what that changed in it. `possible` are the other
    days of the week on which a refused block may stand.
    """

    pin: Pin | None
    refused: tuple[Refused, ...]
    plan: Plan
    changes: tuple[Change, ...]
    possible: tuple[date, ...] = ()

    @property
    def advice(self) -> str:
        """Where a refused block could stand instead; empty where there is no such day."""
        days = listed((f"{day:%A}" for day in self.possible), "or")
        return f"It could stand on {days}." if days else ""

    def to_json(self) -> dict[str, Any]:
        """The answer of `plan pin`, `plan move` and `plan unpin`."""
        return {
            "pin": self.pin
            and {
                "kind": self.pin.kind,
                "date": self.pin.day.isoformat(),
                "at": self.pin.at and f"{self.pin.at:%H:%M}",
            },
            "refused": [{"rule": one.rule, "why": one.why} for one in self.refused],
            "possible": [day.isoformat() for day in self.possible],
            "changes": [change.to_json(self.plan.zone) for change in self.changes],
            "plan": self.plan.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Since:
    """What changed in a week since the plan that was made on `day`, the last that said otherwise.

    `day` is None where there is no such plan.
    """

    day: date | None
    changes: tuple[Change, ...]

    @property
    def sentences(self) -> list[str]:
        """The changes in words."""
        return sentences(self.changes)


def since_last(
    store: Store, today: date, now: datetime | None, week_start: date | None = None
) -> Since:
    """What changed in a week's plan since it was last told otherwise, and why."""
    inputs = planning.inputs_of(store, today, now, week_start)
    blocks = place(inputs, standard()).blocks
    for kept in reversed(store.plans.all(week_name(inputs.week_start), today)):
        told = kept.blocks
        if what_changed(told, blocks, inputs):
            why = planning.reasons(store, today)
            return Since(kept.day, changes(kept.inputs, inputs, standard(), why, told))
    return Since(None, ())


def places(store: Store, name: str, today: date, now: datetime | None) -> Places:
    """Where a block may go within its week, and what forbids the other days; nothing is written.

    Raises:
        UsageError: no block, or more than one, has this name.
    """
    found = _find(store, name, today, now)
    return Places(found.block, tuple(_place(found, day) for day in found.inputs.days))


def move(
    store: Store, name: str, day: date, at: time | None, today: date, now: datetime | None
) -> Moved:
    """Put a block on another day of its week, and perhaps at a time, where it then stays.

    Where that would break a rule nothing changes, and the rules are named.

    Raises:
        UsageError: no block, or more than one, has this name; the day lies in another week.
    """
    found = _find(store, name, today, now)
    days = found.inputs.days
    if day not in days:
        raise UsageError(
            f"{day} lies in another week than {found.block.id}",
            hint=f"A block moves within its week, {days[0]} to {days[-1]}.",
        )
    return _pin(store, found, Pin(found.block.kind, day, at))


def pin(store: Store, name: str, today: date, now: datetime | None) -> Moved:
    """Keep a block on its day whatever else changes.

    What hangs on a session follows its session; what stands alone keeps its time.

    Raises:
        UsageError: no block, or more than one, has this name.
    """
    found = _find(store, name, today, now)
    block = found.block
    at = block.start.time() if block.slot == "standalone" else None
    return _pin(store, found, Pin(block.kind, block.day, at))


def unpin(store: Store, name: str, today: date, now: datetime | None) -> Moved:
    """Let a pinned block go where it is best.

    Raises:
        KneedriveError: it is not pinned.
        UsageError: no block, or more than one, has this name.
    """
    found = _find(store, name, today, now)
    if not found.pinned:
        raise KneedriveError(f"{found.block.id} is not pinned", hint="See: kneedrive plan")
    store.pins.take_back(found.block.kind, found.block.day, today)
    return _told(store, found.inputs, found.unpinned, None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A block that is still to come, and what its week is made from.

    `taken` are the days that have work of its kind besides it, done or planned.
    """

    inputs: PlanInputs
    block: Block
    taken: frozenset[date]

    @property
    def pinned(self) -> bool:
        return self.unpinned.pins != self.inputs.pins

    @property
    def unpinned(self) -> PlanInputs:
        """The week without a pin of the block."""
        at = (self.block.kind, self.block.day)
        pins = tuple(one for one in self.inputs.pins if (one.kind, one.day) != at)
        return replace(self.inputs, pins=pins)

    def moved(self, wanted: Pin) -> PlanInputs:
        """The week with the block put elsewhere.

        Its old place is given up: kept to, it would be filled with another block of the kind.
        """
        at = (self.block.kind, self.block.start)
        intended = tuple(one for one in self.inputs.intended if (one.kind, one.start) != at)
        return replace(self.unpinned, pins=(*self.unpinned.pins, wanted), intended=intended)

    def refused(self, wanted: Pin) -> tuple[Refused, ...]:
        """The rules that putting it elsewhere would break."""
        if wanted.day in self.taken:
            rule = "H5" if wanted.kind == "strengthening" else "H17"
            why = f"{wanted.day:%A} has its {KIND_WORDS[wanted.kind]} already."
            return (Refused(rule, why),)
        return refusal(self.unpinned, standard(), wanted)


def _place(found: _Found, day: date) -> Place:
    wanted = Pin(found.block.kind, day)
    if refused := found.refused(wanted):
        return Place(day, refused)
    made = place(found.moved(wanted), standard())
    there = next(one for one in made.blocks_on(day) if one.kind == wanted.kind)
    sessions = next(one.sessions for one in made.days if one.day == day)
    return Place(day, (), there.start, place_words(there.slot, there.session_index, sessions))


def _pin(store: Store, found: _Found, wanted: Pin) -> Moved:
    inputs, block = found.inputs, found.block
    if refused := found.refused(wanted):
        others = (day for day in inputs.open_days if day != block.day)
        possible = tuple(day for day in others if not found.refused(Pin(block.kind, day)))
        return Moved(None, refused, _plan(store, inputs), (), possible)
    if block.day != wanted.day and found.pinned:
        store.pins.take_back(block.kind, block.day, inputs.today)
    store.pins.put(wanted, inputs.today)
    return _told(store, inputs, found.moved(wanted), wanted)


def _told(store: Store, before: PlanInputs, after: PlanInputs, wanted: Pin | None) -> Moved:
    made = _plan(store, after)
    return Moved(wanted, (), made, changes(before, after, standard()))


def _plan(store: Store, inputs: PlanInputs) -> Plan:
    return planning.plan(
        store, inputs.today, inputs.now, inputs.week_start, intended=inputs.intended
    )


def _find(store: Store, name: str, today: date, now: datetime | None) -> _Found:
    """A block that is still to come, by its id, or by its kind where that is enough.

    An id begins with its day, which tells the week.
    """
    try:
        day = date.fromisoformat(name[:10])
    except ValueError:
        day = today
    inputs = planning.inputs_of(store, today, now, monday_of(day))
    blocks = place(inputs, standard()).blocks
    kind = name.replace("-", "_").lower()
    found = [block for block in blocks if name == block.id] or [
        block for block in blocks if block.kind == kind
    ]
    if len(found) == 1:
        (block,) = found
        others = {one.day for one in blocks if one.kind == block.kind} - {block.day}
        done = {one.start.date() for one in inputs.done_blocks if one.kind == block.kind}
        return _Found(inputs, block, frozenset(others | done))
    raise UsageError(
        f"{len(found)} blocks of this week are called {name}"
        if found
        else f"no block that is still to come is called {name}",
        hint=_choices(found or blocks),
    )


def _choices(blocks: Sequence[Block]) -> str:
    if not blocks:
        return "Nothing more is planned in that week."
    return "Name one of: " + ", ".join(block.id for block in blocks)
