"""Hard sessions that were put into the hours after strengthening that is done already.

Strengthening still to come is placed anew, so only what is finished can be in the way. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from adaptive.agenda.coming import name
from adaptive.programme.rulebook import Rulebook
from adaptive.week import DoneBlock, PlanInputs, WeekSession, monday_of

__all__ = ["Clash", "clashes"]


@dataclass(frozen=True, slots=True)
class Clash:
    """A hard session that starts too soon after strengthening, and a day of its week without that.

    `hours` lie between them, `needed_h` should. `better` is None where no day is left.
    """

    session: WeekSession
    block: DoneBlock
    hours: float
    needed_h: float
    better: date | None

    def __str__(self) -> str:
        done = f"{self.block.start:%A}'s strengthening"
        words = (
            f"{self.session.day:%A}'s {name(self.session)} begins {_span(self.hours)} after "
            f"{done}; {self.needed_h:.0f} hours are needed."
        )
        if self.better is None:
            return f"{words} No other day of that week is free of it."
        return f"{words} {self.better:%A %d %B} would be better."

    def to_json(self) -> dict[str, Any]:
        """The warning as the calendar commands print it with --json."""
        return {
            "entry": self.session.entry_id,
            "strengthening_end": self.block.end.isoformat(),
            "hours": round(self.hours, 1),
            "needed_h": self.needed_h,
            "better_date": self.better and self.better.isoformat(),
            "says": str(self),
        }


def clashes(inputs: PlanInputs, entry_ids: Collection[str], book: Rulebook) -> list[Clash]:
    """What speaks against the hard sessions of some entries as they stand now.

    Args:
        inputs: of the week that they are in; what was done stands in `done_blocks`.
        entry_ids: the entries that were added, moved or changed.
        book: the programme, which says how many hours are needed.
    """
    found = {}
    for session in inputs.sessions:
        if session.entry_id in entry_ids and session.hard and session.entry_id not in found:
            nearest = _nearest(inputs, session, book)
            if nearest is not None:
                block, needed = nearest
                hours = (session.first_start - block.end) / timedelta(hours=1)
                found[session.entry_id] = Clash(
                    session, block, hours, needed, _better(inputs, session, book)
                )
    return list(found.values())


def _nearest(
    inputs: PlanInputs, session: WeekSession, book: Rulebook
) -> tuple[DoneBlock, float] | None:
    """The last finished strengthening that is too close before a session, and the hours needed."""
    race_h = _hours_before_race(session, book)
    near = [
        (block, max(needed_h, race_h))
        for block, needed_h in _finished(inputs, book)
        if timedelta() <= session.first_start - block.end < timedelta(hours=max(needed_h, race_h))
    ]
    return max(near, key=lambda one: one[0].end, default=None)


def _hours_before_race(session: WeekSession, book: Rulebook) -> float:
    """The hours that a race wants after strengthening; none for what is no race."""
    rule = book.rules["H3"]
    hours = {"A": 24 * rule["days_a"], "B": rule["hours_b"], "C": rule["hours_c"]}
    return hours[session.race_priority] if session.kind == "race" else 0


def _finished(inputs: PlanInputs, book: Rulebook) -> Iterator[tuple[DoneBlock, float]]:
    """Strengthening that is done, and the hours it wants before anything hard."""
    for block in inputs.done_blocks:
        over = block.end <= inputs.now if inputs.now else block.start.date() < inputs.today
        if block.kind == "strengthening" and (block.logged or over):
            exercises = book.block("strengthening", block.pair or "A").exercises
            level = max((inputs.levels.get(one, 0) for one in exercises), default=0)
            yield block, book.hours_before_hard(level)


def _better(inputs: PlanInputs, session: WeekSession, book: Rulebook) -> date | None:
    """The nearest day of the same week, the later of two, on which nothing hard is in the way."""
    monday = monday_of(session.day)
    hard = {
        one.day
        for one in inputs.sessions
        if one.hard and (one.entry_id is None or one.entry_id != session.entry_id)
    }
    days = (monday + timedelta(days=n) for n in range(7))
    free = [
        day
        for day in days
        if day >= inputs.today
        and day != session.day
        and day not in hard
        and _nearest(inputs, _on(session, day), book) is None
    ]
    return min(free, key=lambda day: (abs(day - session.day), session.day - day), default=None)


def _on(session: WeekSession, day: date) -> WeekSession:
    shift = day - session.day
    return replace(
        session,
        start=session.start + shift,
        earliest=session.earliest and session.earliest + shift,
        latest=session.latest and session.latest + shift,
    )


def _span(hours: float) -> str:
    """Whole hours that have passed: 19.7 of 20 hours are not 20."""
    if hours < 1:
        return f"{int(hours * 60)} minutes"
    return f"{int(hours)} hour{'' if int(hours) == 1 else 's'}"
