"""A new database out of a damaged one: what can be read of it row by row, and the originals.

The damaged file is set aside, never deleted.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from adaptive.keeping.findings import Finding
from adaptive.library.database import connect
from adaptive.library.files import cannot_write, make_lasting, replacing, unused
from adaptive.library.schema import SCHEMA_VERSION, version_of
from ingest.errors import KneedriveError

__all__ = ["rebuild"]

_MOST_ROWS = 2**40
_TRIES = 5_000
"""So many reads of a table may fail: a lost page loses the rows of it, and no more."""

_SIDES = ("-wal", "-shm")


def rebuild(folder: Path, today: date) -> list[Finding]:
    """Put a new database in a library, with all that can be read of the one that is there.

    The recordings in it are to be read again: `examine` does that, and takes in the originals
    whose rows were lost.

    Returns:
        What could not be saved, by table, and where the old database lies now.

    Raises:
        KneedriveError: there is no database, it was written by a newer kneedrive, or the disk
            does not take a new one.
    """
    old = folder / "library.sqlite"
    if not old.exists():
        raise KneedriveError(
            f"there is no database in {folder}",
            hint="kneedrive restore FILE puts a backup there; kneedrive import PATH begins anew.",
        )
    new = folder / ".library.sqlite.rebuilt"
    new.unlink(missing_ok=True)
    try:
        findings = list(_saved(old, new))
        aside = unused(folder, f"library.damaged-{today}", ".sqlite")
        # A copy first: at no moment is there no database.
        kept = [_copied_file(old, aside)]
        if (log := _beside(old, "-wal")).exists():
            kept.append(_copied_file(log, _beside(aside, "-wal")))
        make_lasting(kept)
        # What its log held was read with it; beside a new one it would do harm.
        for side in _SIDES:
            _beside(old, side).unlink(missing_ok=True)
        new.replace(old)
        make_lasting([old])
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        for side in ("", *_SIDES):
            _beside(new, side).unlink(missing_ok=True)
    where = f"the database as it was lies in {aside.name}"
    return [*findings, Finding("set_aside", "note", where)]


def _beside(database: Path, side: str) -> Path:
    """What SQLite keeps beside a database."""
    return database.with_name(database.name + side)


def _copied_file(path: Path, place: Path) -> Path:
    with path.open("rb") as source, replacing(place) as file:
        shutil.copyfileobj(source, file)
    return place


def _saved(old: Path, new: Path) -> Iterator[Finding]:
    """Copy all rows that can be read; tell the tables of which some cannot."""
    with (
        closing(connect(new)) as target,
        closing(sqlite3.connect(f"{old.as_uri()}?mode=ro", uri=True)) as source,
    ):
        if _version(source) > SCHEMA_VERSION:
            raise KneedriveError(
                "this library was written by a newer kneedrive",
                hint="Update kneedrive; nothing was changed.",
            )
        target.execute("PRAGMA foreign_keys = OFF")
        for (table,) in target.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall():
            if lost := _copied(source, target, table):
                yield Finding(
                    "lost", "note", f"of {table}, {lost}", "A backup may have it: kneedrive restore"
                )
        target.execute("UPDATE activities SET reading = 0")
        _without_astray(target)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        target.execute("PRAGMA journal_mode = DELETE")


def _version(source: sqlite3.Connection) -> int:
    try:
        return version_of(source)
    except sqlite3.DatabaseError:
        return 0


def _copied(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> str:
    """Copy what can be read of a table: what was lost of it, in words."""
    wanted = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.DatabaseError:
        return "nothing can be read"
    names = [name for name in wanted if name in there]
    if not names:  # of an earlier schema, which had none
        return ""
    columns = ", ".join(names)
    marks = ", ".join("?" * len(names))
    if table == "state":
        target.execute("DELETE FROM state")
    refused = 0
    reader = _Reader(source, f"SELECT {columns} FROM {table} WHERE rowid BETWEEN ? AND ?")  # noqa: S608 - names of ours
    for row in reader.rows(0, _MOST_ROWS):
        try:
            target.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)  # noqa: S608 - names of ours
        except sqlite3.Error:  # what the schema does not allow is no row that kneedrive wrote
            refused += 1
    if table == "state":
        target.execute("INSERT INTO state SELECT 1, 0 WHERE NOT EXISTS (SELECT * FROM state)")
    parts = [f"{refused} rows make no sense"] if refused else []
    parts += ["some rows cannot be read"] if reader.lost else []
    return ", ".join(parts)


class _Reader:
    """Rows of a damaged table, by ranges that are halved wherever one cannot be read."""

    def __init__(self, source: sqlite3.Connection, query: str) -> None:
        self.lost = False
        self._source = source
        self._query = query
        self._tries = _TRIES

    def rows(self, first: int, last: int) -> Iterator[tuple[object, ...]]:
        """All rows of a range that can be read."""
        waiting = [(first, last)]
        while waiting:
            first, last = waiting.pop()
            try:
                found = self._source.execute(self._query, (first, last)).fetchall()
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                self._tries -= 1
                if first < last and self._tries > 0:
                    middle = (first + last) // 2
                    waiting += [(middle + 1, last), (first, middle)]
                else:
                    self.lost = True
                continue
            yield from found


def _without_astray(target: sqlite3.Connection) -> None:
    """Leave out rows that speak of sessions or recordings which were lost."""
    target.execute(
        "DELETE FROM activities WHERE NOT json_valid(details) OR datetime(start) IS NULL"
    )
    target.execute("PRAGMA foreign_keys = ON")
    for _ in range(3):  # a row that goes may leave another one astray
        for table, row, parent, _ in target.execute("PRAGMA foreign_key_check").fetchall():
            if parent == "sessions" and table == "sessions":
                target.execute("UPDATE sessions SET merged_into = NULL WHERE rowid = ?", (row,))
            else:
                target.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - a name of ours
