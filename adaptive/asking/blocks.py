"""Recorded sessions that may have been a block of the plan: asked once, then the block is ticked.

Two kinds: an activity recorded from a workout that kneedrive exported, and a short strength
session beside a block of its day that nobody has spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from adaptive.agenda.days import day_name
from adaptive.assessing import Assessed
from adaptive.diary import DiaryEntry
from adaptive.library.recordings import Json
from adaptive.library.store import Store
from adaptive.shifts import Question
from adaptive.telling.work import undecided
from adaptive.week import BlockKind, DoneBlock

__all__ = ["MEMORY", "Tick", "ticks"]

MEMORY = timedelta(days=7)
"""Nobody remembers longer which quarter of an hour that was."""

EXPORTED = "kneedrive"
"""Exported workouts are called so in front, and watches name the activity after the workout."""

STRETCHED = 2
"""With setting up and a word in between a block takes up to so many times its minutes; longer
sessions of strength are training of their own, and who has one each week is not asked each week."""

BESIDE = timedelta(hours=3)
"""Between planned and recorded start; further apart it was something else, or will be asked for."""

_BY_THEMSELVES: frozenset[BlockKind] = frozenset({"activation", "strengthening"})
"""Other work lies within a run or a ride, and is recorded with it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A recorded session that may have been a planned block."""

    session: Assessed
    block: DoneBlock

    @property
    def question(self) -> Question:
        """Whether it was."""
        stored, block = self.session.stored, self.block
        what = f"{block.kind.replace('_', ' ')} {block.pair or ''}".rstrip()
        return Question(
            f"block:{stored.id}",
            f"Was the {stored.duration_s / 60:.0f} min session on {day_name(stored.local_date)} at "
            f"{stored.local_start:%H:%M} your {what}?",
            ("yes", "no"),
            "Tell: kneedrive answer",
        )

    def done(self, store: Store, today: date) -> DiaryEntry:
        """The block as done, with the time, the length and the felt effort of the recording."""
        from adaptive.judging import felt_effort  # slow to load, and seldom needed

        stored, block = self.session.stored, self.block
        content = {
            "block": block.kind,
            "planned": block.start.isoformat(),
            "minutes": round(stored.duration_s / 60, 1),
            "pair": block.pair,
            "effort": felt_effort(store, stored),
            "exercises": [],
        }
        begun = stored.local_start.time().replace(second=0, microsecond=0)
        return DiaryEntry("done", stored.local_date, begun, content, today)


def ticks(
    store: Store, known: Sequence[Assessed], answered: Iterable[str], today: date
) -> list[Tick]:
    """The recordings of the last days that may have been a block, each with the nearest one.

    Args:
        store: what was planned, and how recordings are called.
        known: recorded sessions.
        answered: ids of questions that were answered.
        today: the day on which one would be asked.
    """
    blocks = undecided(store, today - MEMORY, today)
    if not blocks:
        return []
    lately = [one for one in known if today - MEMORY <= one.stored.local_date <= today]
    called = store.merges.told([one.stored.id for one in lately])
    fitting = sorted(
        (
            (abs(one.stored.local_start - block.start), Tick(one, block))
            for one in lately
            for block in blocks
            if block.start.date() == one.stored.local_date
            and _fits(one, block, _name(called[one.stored.id]))
        ),
        key=lambda found: found[0],
    )
    done, taken, found = set(answered), set[tuple[str, object]](), []
    for _, tick in fitting:
        asked, place = tick.question.id, (tick.block.kind, tick.block.start)
        if asked not in done and place not in taken:
            found.append(tick)
            done.add(asked)
            taken.add(place)
    return found


def _fits(one: Assessed, block: DoneBlock, name: str) -> bool:
    """Whether a recording may have been a block of its day."""
    if name.startswith(EXPORTED):
        named = [kind for kind in get_args(BlockKind) if kind.replace("_", " ") in name]
        return block.kind in _BY_THEMSELVES and (not named or block.kind in named)
    return (
        block.kind in _BY_THEMSELVES
        and (one.family == "strength" or one.stored.sport == "training")
        and one.stored.duration_s <= STRETCHED * 60 * block.minutes
        and abs(one.stored.local_start - block.start) <= BESIDE
    )


def _name(words: Json) -> str:
    """What an activity, or the workout that was followed, is called, in small letters."""
    names = (
        (words["workout"] or {}).get("name"),
        words["name"],
        (words["export"] or {}).get("title"),
    )
    called = [name.strip().lower() for name in names if name]
    return next((name for name in called if name.startswith(EXPORTED)), "")
