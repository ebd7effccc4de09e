"""Where the athlete put blocks: the latest word by kind and day counts."""

from __future__ import annotations

import sqlite3
from datetime import date, time

from adaptive.library.recordings import Transaction
from adaptive.week import BlockKind, Pin

__all__ = ["Pins"]


class Pins:
    """The pins in the library's database. Nothing is overwritten: what was told later wins."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def of(self, first: date, last: date, as_of: date) -> tuple[Pin, ...]:
        """The pins from one day to another, by day, of what was told up to a day."""
        rows = self._connection.execute(
            "SELECT kind, pinned, at, gone FROM pins "
            "WHERE pinned BETWEEN ? AND ? AND day <= ? ORDER BY day, id",
            (first.isoformat(), last.isoformat(), as_of.isoformat()),
        )
        latest = {
            (pinned, kind): None
            if gone
            else Pin(kind, date.fromisoformat(pinned), at and time.fromisoformat(at))
            for kind, pinned, at, gone in rows
        }
        return tuple(pin for _, pin in sorted(latest.items()) if pin)

    def put(self, pin: Pin, today: date) -> None:
        """Note that a block is to stay on a day."""
        at = f"{pin.at:%H:%M}" if pin.at else None
        self._say(pin.kind, pin.day, at, today, gone=False)

    def take_back(self, kind: BlockKind, day: date, today: date) -> None:
        """Note that the block of a day may go where it is best."""
        self._say(kind, day, None, today, gone=True)

    def _say(self, kind: BlockKind, day: date, at: str | None, today: date, *, gone: bool) -> None:
        with self._transaction() as db:
            db.execute(
                "INSERT INTO pins (day, kind, pinned, at, gone) VALUES (?, ?, ?, ?, ?)",
                (today.isoformat(), kind, day.isoformat(), at, int(gone)),
            )
