"""What calendars were told of the plan, and the random words that its exports need."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from adaptive.library.recordings import Transaction
from adaptive.week import BlockKind

__all__ = ["OWN_DOMAIN", "Exported", "ToldEvent"]

OWN_DOMAIN = "@kneedrive"
"""How the names of all exported events end, so that they are known again in any calendar."""

Word = Literal["calendar", "feed"]
"""What a random word is for: part of the names of events, or the address of the feed."""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as calendars were told it last.

    `start` is local, and a day alone where the hour is not known; where the event is `cancelled`
    it stood there. `sequence` counts up whenever it says something else, which it last did at
    `changed` (UTC, whole seconds). `content` is the event itself in iCalendar's words.
    """

    uid: str
    kind: BlockKind
    start: date
    sequence: int
    changed: datetime
    content: str
    cancelled: bool = False

    @property
    def day(self) -> date:
        """The day it stands on."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


class Exported:
    """The exported events in the library's database, and its random words."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def revise(
        self, since: date, revised: Callable[[Sequence[ToldEvent]], Iterable[ToldEvent]]
    ) -> list[ToldEvent]:
        """Keep what is to be told otherwise from now on of the events since a day.

        Of two exports at once the second sees what the first has told.

        Args:
            since: the first day that is looked at.
            revised: gives those that change, and new ones, from those that there are.

        Returns:
            All events since that day as they now are, by start.
        """
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO events "
                "(uid, kind, start, sequence, changed, content, cancelled) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        one.uid,
                        one.kind,
                        one.start.isoformat(),
                        one.sequence,
                        one.changed.isoformat(),
                        one.content,
                        int(one.cancelled),
                    )
                    for one in revised(self._since(since))
                ],
            )
            return self._since(since)

    def _since(self, day: date) -> list[ToldEvent]:
        rows = self._connection.execute(
            "SELECT uid, kind, start, sequence, changed, content, cancelled FROM events "
            "WHERE start >= ? ORDER BY start, uid",
            (day.isoformat(),),
        )
        return [
            ToldEvent(
                uid,
                kind,
                datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start),
                sequence,
                datetime.fromisoformat(changed),
                content,
                bool(cancelled),
            )
            for uid, kind, start, sequence, changed, content, cancelled in rows
        ]

    def word(self, name: Word) -> str:
        """A random word of this library's own, which is made when it is first asked for."""
        found = self._connection.execute("SELECT value FROM words WHERE name = ?", (name,))
        if row := found.fetchone():
            return str(row[0])
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO words VALUES (?, ?)", (name, secrets.token_hex(16)))
        return self.word(name)

    def renew(self, name: Word) -> None:
        """Make another word in place of one, which then is worth nothing any more."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO words VALUES (?, ?)", (name, secrets.token_hex(16)))
