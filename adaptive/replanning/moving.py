"""The athlete's hand in a plan: blocks pinned, moved and let go; and what changed since the last.

These are use cases: they open no library, but read and write the one they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from adaptive import planning
from adaptive.library.store import Store
from adaptive.planner import Refused, refusal
from adaptive.planner import plan as place
from adaptive.plans import Block, Plan
from adaptive.programme.rulebook import standard
from adaptive.replanning.changes import Change, changes, sentences, what_changed
from adaptive.week import Pin, PlanInputs, monday_of, week_name
from ingest.errors import KneedriveError, UsageError

__all__ = ["Moved", "Since", "move", "pin", "since_last", "unpin"]


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of pinning, moving or letting go: `refused` are the rules it would have broken.

    `plan` is the week as it is now, `changes` what that changed in it.
    """

    pin: Pin | None
    refused: tuple[Refused, ...]
    plan: Plan
    changes: tuple[Change, ...]

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


def move(
    store: Store, name: str, day: date, at: time | None, today: date, now: datetime | None
) -> Moved:
    """Put a block on another day of its week, and perhaps at a time, where it then stays.

    Where that would break a rule nothing changes, and the rules are named.

    Raises:
        UsageError: no block, or more than one, has this name; the day lies in another week.
    """
    inputs, block = _find(store, name, today, now)
    if day not in inputs.days:
        raise UsageError(
            f"{day} lies in another week than {block.id}",
            hint=f"A block moves within its week, {inputs.days[0]} to {inputs.days[-1]}.",
        )
    return _pin(store, inputs, block, Pin(block.kind, day, at))


def pin(store: Store, name: str, today: date, now: datetime | None) -> Moved:
    """Keep a block on its day whatever else changes.

    What hangs on a session follows its session; what stands alone keeps its time.

    Raises:
        UsageError: no block, or more than one, has this name.
    """
    inputs, block = _find(store, name, today, now)
    at = block.start.time() if block.slot == "standalone" else None
    return _pin(store, inputs, block, Pin(block.kind, block.day, at))


def unpin(store: Store, name: str, today: date, now: datetime | None) -> Moved:
    """Let a pinned block go where it is best.

    Raises:
        KneedriveError: it is not pinned.
        UsageError: no block, or more than one, has this name.
    """
    inputs, block = _find(store, name, today, now)
    if not _pinned(inputs, block):
        raise KneedriveError(f"{block.id} is not pinned", hint="See: kneedrive plan")
    store.pins.take_back(block.kind, block.day, today)
    after = replace(inputs, pins=_without(inputs.pins, block))
    return _told(store, inputs, after, None)


def _pin(store: Store, inputs: PlanInputs, block: Block, wanted: Pin) -> Moved:
    others = replace(inputs, pins=_without(inputs.pins, block))
    if refused := refusal(others, standard(), wanted):
        return Moved(None, refused, _plan(store, inputs), ())
    if block.day != wanted.day and _pinned(inputs, block):
        store.pins.take_back(block.kind, block.day, inputs.today)
    store.pins.put(wanted, inputs.today)
    # Its old place is given up: kept to, it would be filled with another block of the kind.
    intended = tuple(i for i in inputs.intended if (i.kind, i.start) != (block.kind, block.start))
    after = replace(others, pins=(*others.pins, wanted), intended=intended)
    return _told(store, inputs, after, wanted)


def _told(store: Store, before: PlanInputs, after: PlanInputs, wanted: Pin | None) -> Moved:
    made = _plan(store, after)
    return Moved(wanted, (), made, changes(before, after, standard()))


def _plan(store: Store, inputs: PlanInputs) -> Plan:
    return planning.plan(
        store, inputs.today, inputs.now, inputs.week_start, intended=inputs.intended
    )


def _pinned(inputs: PlanInputs, block: Block) -> bool:
    return any((one.kind, one.day) == (block.kind, block.day) for one in inputs.pins)


def _without(pins: Iterable[Pin], block: Block) -> tuple[Pin, ...]:
    return tuple(one for one in pins if (one.kind, one.day) != (block.kind, block.day))


def _find(store: Store, name: str, today: date, now: datetime | None) -> tuple[PlanInputs, Block]:
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
        return inputs, found[0]
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
