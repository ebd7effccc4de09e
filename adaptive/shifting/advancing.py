"""Day by day through what is known: everything that follows for the phase."""

from __future__ import annotations

from datetime import date, timedelta

from adaptive.condition import Known
from adaptive.programme.rulebook import Rulebook
from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifting import table
from adaptive.shifting.deciding import decide
from adaptive.shifting.facts import Facts, as_of
from adaptive.shifts import CadenceReader, Shift

__all__ = ["advance"]


def advance(
    known: Known,
    since: date,
    reader: CadenceReader | None = None,
    rulebook: Rulebook | None = None,
) -> tuple[Shift, ...]:
    """The new moves, holds and questions of the days from `since` to today, in order.

    Each day is decided by what had been told by then, so that going through a span at once gives
    what going through it day by day does. What is decided already is not decided again: it may
    begin with a day that was looked at before.

    Args:
        known: of the athlete, with what was decided before.
        since: the first day to decide about.
        reader: of cadence; None where there is none to be had.
        rulebook: the programme, the standard one unless given.
    """
    book = rulebook or standard_book()
    begin = min(entry.day for entry in known.entries)
    told = {entry.told for entry in known.diary} | {block.start.date() for block in known.done}
    made: list[Shift] = []
    for ahead in range((known.today - max(since, begin)).days + 1):
        day = max(since, begin) + timedelta(days=ahead)
        # On a day without news nothing happens but what recordings say on Mondays.
        if day in told or (reader and day.weekday() == 0):
            while new := decide(Facts(as_of(known, day, made), reader, book, table.standard())):
                made += new
    return tuple(made)
