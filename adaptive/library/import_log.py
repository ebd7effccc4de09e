"""The account of all imports: what became of each file, and which folders are looked through."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from adaptive.library.recordings import Transaction

__all__ = ["Import", "ImportLog", "Judged"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a file; `stamp` tells whether it is still the same (None: unknown)."""

    path: str
    outcome: str
    reason: str | None
    sha256: str | None
    stamp: str | None


@dataclass(frozen=True, slots=True)
class Import:
    """One import; `unchanged` counts the files that were as when last looked at, by outcome.

    `seconds` is None where it was interrupted.
    """

    id: int
    day: date
    began: datetime | None
    seconds: float | None
    version: str | None
    counts: Mapping[str, int]
    unchanged: Mapping[str, int]


class ImportLog:
    """Imports and outcomes in the library's database."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def begin(self, day: date, version: str) -> int:
        """Note that an import began; its id goes with every outcome."""
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO imports (day, began, version) VALUES (?, ?, ?)",
                (day.isoformat(), datetime.now(UTC).isoformat(timespec="seconds"), version),
            )
        assert row.lastrowid is not None
        return row.lastrowid

    def finish(self, import_id: int, seconds: float, unchanged: Mapping[str, int]) -> None:
        """Note that an import came to its end."""
        with self._transaction() as db:
            db.execute(
                "UPDATE imports SET seconds = ?, unchanged = ? WHERE id = ?",
                (seconds, json.dumps(dict(unchanged)), import_id),
            )

    def revise(self, import_id: int, reasons: Mapping[str, str]) -> None:
        """Call files merged, once all of an import are known: why, by their paths."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE outcomes SET outcome = 'merged', reason = ? "
                "WHERE import_id = ? AND path = ?",
                [(reason, import_id, path) for path, reason in reasons.items()],
            )

    def latest(self, version: str) -> dict[str, Judged]:
        """By path what this version of kneedrive last made of each file it ever met."""
        rows = self._connection.execute(
            "SELECT path, outcome, reason, sha256, stamp, max(import_id) FROM outcomes "
            "JOIN imports ON imports.id = import_id WHERE version = ? GROUP BY path",
            (version,),
        )
        return {row[0]: Judged(*row[:5]) for row in rows}

    def all(self) -> list[Import]:
        """All imports, the first one first."""
        counts: dict[int, dict[str, int]] = {}
        for import_id, outcome, count in self._connection.execute(
            "SELECT import_id, outcome, count(*) FROM outcomes GROUP BY import_id, outcome"
        ):
            counts.setdefault(import_id, {})[outcome] = count
        rows = self._connection.execute(
            "SELECT id, day, began, seconds, version, unchanged FROM imports ORDER BY id"
        )
        return [
            Import(
                number,
                date.fromisoformat(day),
                began and datetime.fromisoformat(began),
                seconds,
                version,
                counts.get(number, {}),
                json.loads(unchanged),
            )
            for number, day, began, seconds, version, unchanged in rows
        ]

    def files(self, import_id: int) -> list[Judged]:
        """What became of the files of one import, without those that were unchanged."""
        rows = self._connection.execute(
            "SELECT path, outcome, reason, sha256, stamp FROM outcomes WHERE import_id = ? "
            "ORDER BY rowid",
            (import_id,),
        )
        return [Judged(*row) for row in rows]

    # -- remembered folders ------------------------------------------------------------

    def folders(self) -> list[Path]:
        """The folders that an import without a path looks through."""
        rows = self._connection.execute("SELECT path FROM folders ORDER BY path")
        return [Path(os.fsdecode(path)) for (path,) in rows]

    def remember(self, folders: Iterable[Path]) -> None:
        """Look through these folders from now on; those within remembered ones are there."""
        # Another import may be remembering the same: only within the transaction `known` holds.
        with self._transaction() as db:
            known = set(self.folders())
            new = {
                folder
                for folder in (Path(os.path.abspath(place)) for place in folders)  # noqa: PTH100
                if not known.intersection([folder, *folder.parents])
            }
            db.executemany("INSERT INTO folders VALUES (?)", [(_column(f),) for f in sorted(new)])

    def forget(self, folder: Path) -> bool:
        """Look through this folder no more; False where it was not remembered."""
        with self._transaction() as db:
            found = db.execute("DELETE FROM folders WHERE path = ?", (_column(folder),))
        return found.rowcount > 0


def _column(folder: Path) -> str | bytes:
    """A path as SQLite takes it: text, or the bytes of a name that is none."""
    name = os.fsencode(folder)
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name


def insert_outcomes(db: sqlite3.Connection, import_id: int, judged: Iterable[Judged]) -> None:
    """Note what became of some files, within a transaction."""
    db.executemany(
        "INSERT OR REPLACE INTO outcomes (import_id, path, outcome, reason, sha256, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(import_id, j.path, j.outcome, j.reason, j.sha256, j.stamp) for j in judged],
    )
