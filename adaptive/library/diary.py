"""What the athlete logged. Nothing is overwritten; what was undone is kept, but does not count."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from adaptive.diary import HELD, DiaryEntry
from adaptive.library.recordings import Transaction, judged_anew, local_start

__all__ = ["Diary", "insert"]

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
        entry = DiaryEntry(kind, on_day, at, content, told)
        self.add_all([entry])
        return entry

    def add_all(self, entries: Sequence[DiaryEntry]) -> None:
        """Note several things, all or none; sessions follow a felt effort at once."""
        with self._transaction() as db:
            insert(db, entries)
            _judge_anew(db, entries)

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

    def efforts(self) -> dict[str, float]:
        """By session the felt effort, 1 to 10, as the athlete told it last.

        What was told of a recording counts for the session that stands for it.
        """
        rows = self._connection.execute(
            "SELECT coalesce(merged_into, told), effort FROM "
            "(SELECT id AS entry, json_extract(content, '$.session') AS told, "
            "json_extract(content, '$.effort') AS effort FROM diary "
            "WHERE kind = 'effort' AND NOT undone) "
            "LEFT JOIN sessions ON sessions.id = told ORDER BY entry"
        )
        return dict(rows.fetchall())

    def last(self, as_of: date) -> DiaryEntry | None:
        """The entry that `undo` would take back."""
        last = _last(self._connection, as_of)
        return _entry(*last[:-1]) if last else None

    def undo(self, as_of: date) -> list[DiaryEntry]:
        """Take back the last entry of those told up to a day, the latest first.

        With an answer goes what it caused. Empty where there is none.
        """
        with self._transaction() as db:
            last = _last(db, as_of)
            if last is None:
                return []
            gone = [last]
            if last[0] == "answer":
                gone += db.execute(
                    f"SELECT {_COLUMNS}, id FROM diary WHERE NOT undone AND id < ? "  # noqa: S608 - a constant
                    "AND day = ? AND json_extract(content, '$.question') = ? ORDER BY id DESC",
                    (last[-1], last[-2], json.loads(last[3])["question"]),
                ).fetchall()
            db.executemany("UPDATE diary SET undone = 1 WHERE id = ?", [row[-1:] for row in gone])
            entries = [_entry(*row[:-1]) for row in gone]
            _judge_anew(db, entries)
        return entries


def insert(db: sqlite3.Connection, entries: Iterable[DiaryEntry]) -> None:
    """Add entries within a transaction, as they are."""
    db.executemany(
        "INSERT INTO diary (kind, on_day, at, content, day) VALUES (?, ?, ?, ?, ?)",
        [
            (
                one.kind,
                one.on_day.isoformat(),
                one.at and one.at.isoformat("minutes"),
                json.dumps(one.content),
                one.told.isoformat(),
            )
            for one in entries
        ],
    )


def _last(db: sqlite3.Connection, as_of: date) -> tuple[Any, ...] | None:
    """The row of the last entry told up to a day, its number at the end.

    What is left of forgotten health answers is no word of the athlete's to take back.
    """
    found: tuple[Any, ...] | None = db.execute(
        f"SELECT {_COLUMNS}, id FROM diary "  # noqa: S608 - a constant
        "WHERE NOT undone AND day <= ? AND kind <> ? ORDER BY id DESC LIMIT 1",
        (as_of.isoformat(), HELD),
    ).fetchone()
    return found


def _judge_anew(db: sqlite3.Connection, entries: Iterable[DiaryEntry]) -> None:
    """Sessions are compared with how hard earlier ones felt: those that follow are judged too."""
    felt = [one.content["session"] for one in entries if one.kind == "effort"]
    if felt:
        judged_anew(db, min(local_start(db, session_id) for session_id in felt).date())


def _entry(kind: str, on_day: str, at: str | None, content: str, told: str) -> DiaryEntry:
    return DiaryEntry(
        kind=kind,
        on_day=date.fromisoformat(on_day),
        at=time.fromisoformat(at) if at else None,
        content=json.loads(content),
        told=date.fromisoformat(told),
    )
