"""Whether the database is sound, and holds what the rest of kneedrive relies on.

In: a connection. Out: findings; what can be made again is taken out where repair is asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime

from adaptive.keeping.findings import Finding
from adaptive.library.recordings import sessions_changed
from adaptive.library.schema import migrate

__all__ = ["look_over"]

_FIRST = datetime(1990, 1, 1)  # noqa: DTZ001 - a wall clock, before any recording

_JSON = {
    "activities": ("details",),
    "sessions": ("details", "efforts", "recorded"),
    "profiles": ("facts",),
    "form": ("facts",),
    "merged": ("sources", "details", "efforts"),
    "assessments": ("assessment",),
    "facts": ("value",),
    "calendar": ("content",),
    "available": ("windows",),
    "days_off": ("content",),
    "diary": ("content",),
    "shifts": ("content",),
}
_DAYS = {
    "imports": ("day",),
    "sessions": ("local_date",),
    "programme": ("day",),
    "separated": ("day",),
    "facts": ("day",),
    "settings": ("day", "since"),
    "labels": ("day",),
    "calendar": ("day",),
    "days_off": ("day", "off"),
    "pins": ("day", "pinned"),
    "diary": ("day", "on_day"),
    "plans": ("day",),
    "shifts": ("day", "on_day"),
    "decided": ("until",),
}
_MADE = {"profiles", "form", "merged", "assessments"}
"""Tables of what is made of the recordings, by session."""


def look_over(db: sqlite3.Connection, *, repair: bool) -> Iterator[Finding]:
    """What is wrong in an open database of the current schema.

    Raises:
        sqlite3.DatabaseError: it is malformed.
    """
    yield from _integrity(db, repair=repair)
    yield from _schema(db)
    yield from _references(db, repair=repair)
    yield from _values(db, repair=repair)


def _integrity(db: sqlite3.Connection, *, repair: bool) -> Iterator[Finding]:
    """What SQLite objects to; indexes are made again."""
    objections = _objections(db)
    mended = repair and any("index" in said for said in objections)
    if mended:
        db.execute("REINDEX")
        mended = not _objections(db)
    for said in objections:
        what = f"SQLite says of the database: {said}"
        yield Finding("integrity", "damage", what, "kneedrive doctor --rebuild", repaired=mended)


def _objections(db: sqlite3.Connection) -> list[str]:
    return [said for (said,) in db.execute("PRAGMA integrity_check") if said != "ok"]


def _schema(db: sqlite3.Connection) -> Iterator[Finding]:
    """Tables that are not as kneedrive makes them; triggers and views, which it never makes."""
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        expected = set(fresh.execute(query))
    found = set(db.execute(query))
    for kind, name in sorted({one[:2] for one in expected ^ found}):
        yield Finding(
            "schema",
            "damage",
            f"the {kind} {name} is not as kneedrive makes it",
            "Put a backup in its place: kneedrive restore FILE --replace",
        )


def _references(db: sqlite3.Connection, *, repair: bool) -> Iterator[Finding]:
    """Rows that speak of sessions or recordings which are not there."""
    broken: dict[str, list[int]] = {}
    for table, row, *_ in db.execute("PRAGMA foreign_key_check"):
        broken.setdefault(table, []).append(row)
    for table, rows in broken.items():
        mended = repair and table in _MADE | {"sessions", "separated"}
        if mended:
            db.execute("BEGIN IMMEDIATE")
            marks = [(row,) for row in rows]
            if table == "sessions":
                lost = "activity_id NOT IN (SELECT id FROM activities)"
                db.execute(f"DELETE FROM sessions WHERE {lost}")  # noqa: S608 - a constant
                db.execute(
                    "UPDATE sessions SET merged_into = NULL, merged_reason = NULL "
                    "WHERE merged_into NOT IN (SELECT id FROM sessions)"
                )
                sessions_changed(db, _FIRST)
            else:
                db.executemany(f"DELETE FROM {table} WHERE rowid = ?", marks)  # noqa: S608 - a name of ours
            db.execute("COMMIT")
        yield Finding(
            "reference",
            "damage",
            f"{len(rows)} rows of {table} speak of what is not there",
            "" if mended else "kneedrive doctor --rebuild",
            repaired=mended,
        )


def _values(db: sqlite3.Connection, *, repair: bool) -> Iterator[Finding]:
    """Columns that do not hold what they are to hold."""
    broken: Mapping[tuple[str, str], list[int]] = {
        (table, column): [row for (row,) in db.execute(f"SELECT rowid FROM {table} WHERE {fault}")]  # noqa: S608 - names of ours
        for columns, test in ((_JSON, "NOT json_valid({0})"), (_DAYS, "date({0}) IS NOT {0}"))
        for table, names in columns.items()
        for column in names
        for fault in [f"{column} IS NOT NULL AND " + test.format(column)]
    }
    for (table, column), rows in broken.items():
        if not rows:
            continue
        mended = repair and table in _MADE | {"sessions", "activities"}
        if mended:
            _made_again(db, table, rows)
        yield Finding(
            "value",
            "damage",
            f"{len(rows)} rows of {table} hold no readable {column} (rows {_some(rows)})",
            "" if mended else "Put a backup in its place: kneedrive restore FILE --replace",
            repaired=mended,
        )


def _made_again(db: sqlite3.Connection, table: str, rows: list[int]) -> None:
    """Have what is made of recordings made again, from their originals where need be."""
    marks = [(row,) for row in rows]
    db.execute("BEGIN IMMEDIATE")
    if table == "assessments":
        db.executemany("DELETE FROM assessments WHERE rowid = ?", marks)
    else:
        whose = {
            "activities": "id",
            "sessions": "activity_id",
        }.get(table, "(SELECT activity_id FROM sessions WHERE id = session_id)")
        select = f"SELECT {whose} FROM {table} WHERE rowid = ?"  # noqa: S608 - names of ours
        db.executemany(
            "UPDATE activities SET reading = 0, details = iif(json_valid(details), details, '{}') "
            "WHERE id = ?",
            [one for mark in marks for one in db.execute(select, mark).fetchall()],
        )
        sessions_changed(db, _FIRST)
    db.execute("COMMIT")


def _some(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:5]))
    return shown + (" ..." if len(rows) > 5 else "")
