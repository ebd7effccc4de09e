"""What the athlete logged. Nothing is overwritten; what was undone is kept, but does not count."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from adaptive.diary import DiaryEntry
from adaptive.library.recordings import Transaction

__all__ = ["Diary"]

_COLUMNS = "kind, on_day, at, content, day"


class Diary:
    """The diary in the library's database."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def add(
        self, kind: str, on_day: date, at: time | None, content: Mapping[str, Any], told: date
    ) -> DiaryEntry:
        """Note something about a day, told on another or the same one."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO diary (kind, on_day, at, content, day) VALUES (?, ?, ?, ?, ?)",
                (
                    kind,
                    on_day.isoformat(),
                    at and at.isoformat("minutes"),
                    json.dumps(content),
                    told.isoformat(),
                ),
            )
        return DiaryEntry(kind, on_day, at, content, told)

    def entries(
        self, since: date = date.min, until: date = date.max, as_of: date = date.max
    ) -> list[DiaryEntry]:
        """What counts about the days of a span, of what was told up to a day.

        By the day it is about, and within a day in the order it was told in.
        """
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM diary WHERE NOT undone "  # noqa: S608 - a constant
            "AND on_day BETWEEN ? AND ? AND day <= ? ORDER BY on_day, id",
            (since.isoformat(), until.isoformat(), as_of.isoformat()),
        )
        return [_entry(*row) for row in rows]

    def undo(self, as_of: date) -> DiaryEntry | None:
        """Take back the last entry of those told up to a day; None where there is none."""
        with self._transaction() as db:
            row = db.execute(
                f"SELECT id, {_COLUMNS} FROM diary "  # noqa: S608 - a constant
                "WHERE NOT undone AND day <= ? ORDER BY id DESC LIMIT 1",
                (as_of.isoformat(),),
            ).fetchone()
            if row is None:
                return None
            db.execute("UPDATE diary SET undone = 1 WHERE id = ?", row[:1])
            return _entry(*row[1:])


def _entry(kind: str, on_day: str, at: str | None, content: str, told: str) -> DiaryEntry:
    return DiaryEntry(
        kind=kind,
        on_day=date.fromisoformat(on_day),
        at=time.fromisoformat(at) if at else None,
        content=json.loads(content),
        told=date.fromisoformat(told),
    )
