"""What became of a week's blocks between two plans, and why.

The cause of a change is found by trying: of all that two plans were made from differently, it is
the one thing that, put alone into the earlier inputs, makes the planner do the same. Where no
single one does, it is what is left when everything needless has been taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal

from adaptive.explain.naming import KIND_WORDS, listed, sentence
from adaptive.planner import plan
from adaptive.plans import Block
from adaptive.programme.rulebook import Rulebook
from adaptive.replanning.differences import (
    SAME_TIME,
    Difference,
    differences,
    same_work,
)
from adaptive.week import BlockKind, Intended, PlanInputs

__all__ = ["Change", "changes", "sentences", "what_changed"]

MOST_TRIES = 40
"""So many weeks are planned at most in the search for causes; it takes half a second."""


@dataclass(frozen=True, slots=True)
class Change:
    """One block that stands elsewhere, is new, is gone or has another dose.

    `was` and `now` are the block in both plans, None where there is none. `cause` is a
    clause, None where none was found, and `sessions` are the ids of the sessions in it.
    """

    was: Block | None
    now: Block | None
    cause: str | None = None
    sessions: tuple[str, ...] = ()

    @property
    def what(self) -> Literal["moved", "came", "went", "dose"]:
        """What became of it."""
        if self.was is None:
            return "came"
        if self.now is None:
            return "went"
        return "dose" if _same_place(self.was, self.now) else "moved"

    @property
    def kind(self) -> BlockKind:
        """What kind of work it is."""
        return self.block.kind

    @property
    def block(self) -> Block:
        """The block as it is now, or was."""
        block = self.now or self.was
        assert block is not None  # there is no change without a block
        return block

    def to_json(self, zone: tzinfo) -> dict[str, Any]:
        """The change as `plan --diff --json` shows it; `zone` is where its local times hold."""

        def instant(local: datetime) -> str:
            return local.replace(tzinfo=zone).astimezone(UTC).isoformat()

        return {
            "block": self.block.id,
            "kind": self.kind,
            "what": self.what,
            "from": self.was and instant(self.was.start),
            "to": self.now and instant(self.now.start),
            "cause": self.cause,
            "sessions": list(self.sessions),
            "why": sentences([self])[0],
        }


def changes(
    before: PlanInputs,
    after: PlanInputs,
    book: Rulebook,
    reasons: Mapping[str, str] | None = None,
    told: Sequence[Block] | None = None,
) -> tuple[Change, ...]:
    """What differs between the plans of one week that two inputs give, by start, with causes.

    Blocks whose time has come are no matter of it. `reasons` say by session id why it has its
    class. `told` are the blocks of the earlier plan as they were told then, should the programme
    have changed since.
    """
    planned = plan(before, book).blocks if told is None else told
    found = what_changed(planned, plan(after, book).blocks, after)
    if not found:
        return ()
    search = _Search(
        before, after, book, planned, differences(before, after, planned, reasons or {})
    )
    return tuple(search.explained(change) for change in found)


def what_changed(
    before: Sequence[Block], after: Sequence[Block], inputs: PlanInputs
) -> list[Change]:
    """Which blocks differ, by start, as far as their time has not come in the later inputs.

    A block that moved is one change: of a kind, blocks of the same day belong together,
    and what then is left in its order.
    """
    old, new, found = list(before), list(after), []

    def pair(same: Callable[[Block, Block], bool]) -> None:
        for block in list(new):
            twin = next((one for one in old if same(one, block)), None)
            if twin:
                old.remove(twin)
                new.remove(block)
                if not _same_place(twin, block) or twin.exercises != block.exercises:
                    found.append(Change(twin, block))

    pair(_same_place)
    over = inputs.earliest
    # What was missed may have moved to a time ahead; what was done, or only fits a time that
    # has come, has not.
    old = [block for block in old if not _done(block, inputs)]
    new = [block for block in new if block.start >= over]
    pair(_same_day)
    pair(_same_kind)
    found += [Change(block, None) for block in old if block.start >= over]
    found += [Change(None, block) for block in new]
    ahead = (change for change in found if change.block.start >= over)
    return sorted(ahead, key=lambda change: (change.block.start, change.kind))


def _same_place(one: Block, other: Block) -> bool:
    return (
        _same_day(one, other)
        and one.slot == other.slot
        and abs(one.start - other.start) <= SAME_TIME
    )


def _same_day(one: Block, other: Block) -> bool:
    return _same_kind(one, other) and one.day == other.day


def _same_kind(one: Block, other: Block) -> bool:
    return one.kind == other.kind


def _done(block: Block, inputs: PlanInputs) -> bool:
    return any(same_work(block, done) for done in inputs.done_blocks)


class _Search:
    """The search for the causes of changes; every week is planned once, and not too many."""

    def __init__(
        self,
        before: PlanInputs,
        after: PlanInputs,
        book: Rulebook,
        planned: Sequence[Block],
        found: Sequence[Difference],
    ) -> None:
        # The earlier plan is what replanning keeps to, here as in the later plan.
        intended = tuple(Intended(b.kind, b.start, b.slot) for b in planned)
        self._base = replace(before, intended=intended)
        self._after = after
        self._book = book
        self._planned = planned
        self._differences = found
        renewed = before.rulebook_version != after.rulebook_version
        self._renewed = "the programme itself was renewed" if renewed else None
        self._tried: dict[frozenset[int], list[Change]] = {}

    def explained(self, change: Change) -> Change:
        """The change with its cause."""
        if self._makes(change, frozenset()):
            return replace(change, cause=self._renewed)
        everything = frozenset(range(len(self._differences)))
        for one in sorted(everything):
            if self._makes(change, frozenset({one})):
                return self._caused(change, [one])
        if not self._makes(change, everything):
            return change
        needed = everything
        for one in sorted(everything, reverse=True):  # time is the first that is not needed
            if self._makes(change, needed - {one}):
                needed -= {one}
        return self._caused(change, sorted(needed))

    def _caused(self, change: Change, causes: Sequence[int]) -> Change:
        chosen = [self._differences[one] for one in causes]
        told = [one for one in chosen if not one.only_time] or chosen
        # What holds of several days is told of each, with what else holds of it; said once it does.
        clauses = dict.fromkeys(clause for one in told for clause in one.words.split("; "))
        return replace(
            change,
            cause=", and ".join(clauses),
            sessions=tuple(name for one in chosen for name in one.sessions),
        )

    def _makes(self, change: Change, causes: frozenset[int]) -> bool:
        """Whether these differences alone make the planner do this."""
        if causes not in self._tried:
            if len(self._tried) >= MOST_TRIES:
                return False
            inputs = self._base
            for one in sorted(causes):
                inputs = self._differences[one].apply(inputs)
            blocks = plan(inputs, self._book).blocks
            self._tried[causes] = what_changed(self._planned, blocks, self._after)
        return any(_alike(change, other) for other in self._tried[causes])


def _alike(one: Change, other: Change) -> bool:
    """Whether the same became of the same block, be it at another minute."""
    return (one.what, one.kind, one.was and one.was.start, one.now and one.now.day) == (
        other.what,
        other.kind,
        other.was and other.was.start,
        other.now and other.now.day,
    )


# -- words ---------------------------------------------------------------------------------------


def sentences(found: Iterable[Change]) -> list[str]:
    """The changes in words, one sentence a cause."""
    by_cause: dict[str | None, list[Change]] = {}
    for change in found:
        by_cause.setdefault(change.cause, []).append(change)
    return [
        sentence(f"{cause}: {_effects(caused)}" if cause else _effects(caused))
        for cause, caused in by_cause.items()
    ]


def _effects(found: Sequence[Change]) -> str:
    """What became of several blocks; what went the same way is said once, for all its days."""
    together: dict[object, list[Change]] = {}
    for change in found:
        together.setdefault(_way(change), []).append(change)
    effects: dict[str, list[str]] = {}
    for group in together.values():
        effects.setdefault(_effect(group), []).append(f"{group[0].block.day:%A}")
    return "; ".join(words.format(days=listed(days)) for words, days in effects.items())


def _way(change: Change) -> object:
    was, now = change.was, change.now
    if was and now and change.what == "dose":
        return change.kind, _dose(was, now)
    if was and now and was.day == now.day:
        return change  # each has its own hours
    return change.what, was and was.day, now and now.day


def _effect(group: Sequence[Change]) -> str:
    """What became of blocks of one day; `{days}` stands for it where other days may follow."""
    was, now = group[0].was, group[0].now
    what = listed(KIND_WORDS[change.kind] for change in group)
    if was is None or now is None:
        return f"{what} {'added' if was is None else 'dropped'} on {{days}}"
    if group[0].what == "dose":
        days = listed(f"{change.block.day:%A}" for change in group)
        return f"{what} on {days}: {_dose(was, now)}"
    if was.day == now.day:
        return f"{what} on {now.day:%A} moved {_hours(was, now)}"
    return f"{what} moved from {was.day:%A} to {now.day:%A}"


def _hours(was: Block, now: Block) -> str:
    if abs(was.start - now.start) <= SAME_TIME:
        return f"to {_SLOTS[now.slot]}"
    return f"from {was.start:%H:%M} to {now.start:%H:%M}"


_SLOTS = {
    "before": "before the session",
    "warm_up": "the warm-up",
    "during": "within the session",
    "transition": "between bike and run",
    "after": "after the session",
    "standalone": "a time of its own",
}


def _dose(was: Block, now: Block) -> str:
    """What is prescribed otherwise."""
    old = {dose.id: dose.name for dose in was.exercises}
    new = {dose.id: dose.name for dose in now.exercises}
    gone = [name for id_, name in old.items() if id_ not in new]
    come = [name for id_, name in new.items() if id_ not in old]
    if gone and come:
        return f"{listed(come)} instead of {listed(gone)}"
    if gone or come:
        return f"with {listed(come)} besides" if come else f"without {listed(gone)}"
    if was.minutes != now.minutes:
        return f"{now.minutes:.0f} min, not {was.minutes:.0f}"
    return "another dose"
