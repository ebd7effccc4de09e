"""The athlete's way through the programme: its phases, and the psoas work that was planned."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from adaptive.library.recordings import Transaction
from adaptive.plans import Block
from adaptive.week import DoneBlock, PhaseEntry

__all__ = ["Way"]


class Way:
    """What the library's database says of the athlete's way through the programme."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def entries(self) -> list[PhaseEntry]:
        """Start of the programme and the athlete's own settings, in order of entry."""
        rows = self._connection.execute("SELECT day, phase, reason FROM programme ORDER BY id")
        return [PhaseEntry(date.fromisoformat(day), phase, reason) for day, phase, reason in rows]

    def enter(self, entry: PhaseEntry) -> None:
        """Add an entry; earlier ones stay as history."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO programme (day, phase, reason) VALUES (?, ?, ?)",
                (entry.day.isoformat(), entry.phase, entry.reason),
            )

    def blocks(self, since: datetime, before: datetime) -> list[DoneBlock]:
        """Psoas work that was planned for a span of local time, by start."""
        rows = self._connection.execute(
            "SELECT kind, start, minutes, pair FROM planned WHERE start >= ? AND start < ? "
            "ORDER BY start, kind",
            (since.isoformat(), before.isoformat()),
        )
        return [
            DoneBlock(kind, datetime.fromisoformat(start), minutes, pair)
            for kind, start, minutes, pair in rows
        ]

    def replace_blocks(
        self, since: datetime, before: datetime, blocks: Sequence[Block | DoneBlock]
    ) -> None:
        """Note what is planned for a span of local time, instead of what was."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM planned WHERE start >= ? AND start < ?",
                (since.isoformat(), before.isoformat()),
            )
            db.executemany(
                "INSERT INTO planned VALUES (?, ?, ?, ?)",
                [(b.start.isoformat(), b.kind, b.minutes, b.pair) for b in blocks],
            )
