"""What if: a week's plan as it would be, tried on a copy of the library that nobody keeps.

All that the athlete can tell is told to the copy by the very code that tells it to the library,
so a trial knows no rules of its own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from adaptive import columns, planning
from adaptive.agenda import changing
from adaptive.agenda.days import day_named, time_named
from adaptive.agenda.entries import entries
from adaptive.agenda.free_time import set_away
from adaptive.library.copying import copied
from adaptive.library.store import Store
from adaptive.plans import Plan
from adaptive.programme.rulebook import standard
from adaptive.replanning import moving
from adaptive.replanning.changes import changes, sentences
from ingest.errors import KneedriveError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WhatIf"]


class WhatIf:
    """What a week would be, were things otherwise. Nothing of it is written to the library.

    Each word gives the trial back, so that several can be said in a row. Days are written as
    `adaptive.agenda.days.day_named` reads them: "2026-11-26", "tomorrow", "thu".

    Example:
        >>> trial = library.what_if()  # doctest: +SKIP
        >>> trial.add("sun", "10 km race", priority="A").changes()  # doctest: +SKIP
    """

    def __init__(self, store: Store, today: date, monday: date) -> None:
        self._store, self._today, self._monday = copied(store), today, monday
        # What is told now is what the trial is compared with, and what it keeps to.
        planning.plan(self._store, today, None, monday)
        self._before = planning.inputs_of(self._store, today, None, monday)

    def add(self, day: str, title: str, at: str | None = None, **told: str) -> Self:
        """A session, a race or a day of rest more.

        Args:
            day: when.
            title: what, in the words of a calendar: "5x1000 @10k", "Rest day".
            at: the time of day, such as "18:00"; the usual one if not given.
            told: what the title leaves open: sport, class, kind, minutes, priority.

        Raises:
            UsageError: the day is over, or nothing names any training.
        """
        when = time_named(at) if at else None
        changing.add(self._store, day_named(day, self._today), when, title, told, self._today)
        return self

    def move(self, entry: str, day: str, at: str | None = None) -> Self:
        """A calendar's entry on another day; it is named by its id or the day that has only it.

        Raises:
            UsageError: the day is over.
            KneedriveError: there is no such entry, or more than one.
        """
        one = changing.one(entries(self._store.calendar, self._today), entry, self._today)
        when = time_named(at) if at else None
        changing.move(self._store, one, day_named(day, self._today), when, self._today)
        return self

    def remove(self, entry: str) -> Self:
        """A calendar's entry less; it is named as in `move`.

        Raises:
            KneedriveError: there is no such entry, or more than one.
        """
        one = changing.one(entries(self._store.calendar, self._today), entry, self._today)
        changing.take_away(self._store, one, self._today)
        return self

    def away(self, first: str, last: str | None = None, *, free: bool = False) -> Self:
        """Some days away from home with no equipment, or kept `free` of psoas work.

        Raises:
            UsageError: the span makes no sense.
        """
        begin = day_named(first, self._today)
        end = day_named(last, self._today) if last else begin
        set_away(self._store, begin, end, self._today, free=free)
        return self

    def put(self, block: str, day: str, at: str | None = None) -> Self:
        """A block on another day, where it stays.

        Raises:
            KneedriveError: it would break a rule, which is named.
            UsageError: no block, or more than one, has this name; the day is of another week.
        """
        when = time_named(at) if at else None
        to = day_named(day, self._today)
        moved = moving.move(self._store, block, to, when, self._today, None)
        if moved.refused:
            raise KneedriveError(
                " ".join(one.why for one in moved.refused), hint=moved.advice or None
            )
        return self

    def plan(self) -> Plan:
        """The week's plan as it would be."""
        return planning.plan(self._store, self._today, None, self._monday, start=False)

    def changes(self) -> pd.DataFrame:
        """What would be otherwise than planned, and why; see docs/frames.md."""
        after = planning.inputs_of(self._store, self._today, None, self._monday)
        why = planning.reasons(self._store, self._today)
        found = changes(self._before, after, standard(), why)
        return columns.frame(
            "changes",
            (
                {
                    "kind": one.kind,
                    "what": one.what,
                    "was": one.was and one.was.start,
                    "now": one.now and one.now.start,
                    "why": sentences([one])[0],
                }
                for one in found
            ),
        )
