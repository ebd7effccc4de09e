"""The library's database: how it is opened, and how all or nothing is written to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from adaptive.library.faults import is_busy
from adaptive.library.files import make_lasting
from adaptive.library.schema import SCHEMA_VERSION, migrate, version_of

__all__ = ["all_or_nothing", "connect", "shred", "snapshot"]

_PATIENCE_S = 60.0
_TOLD_AFTER_S = 2.0

Waiting = Callable[[], None]
"""Called once where another process writes for so long that a person would wonder."""


def connect(database: Path, waiting: Waiting = lambda: None) -> sqlite3.Connection:
    """Open a database, made where there is none, and bring it to the current schema.

    One of an earlier schema is copied first: beside it then lies what it was.

    Raises:
        KneedriveError: it was written by a newer kneedrive.
        OSError, sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(database, timeout=_PATIENCE_S, isolation_level=None)
    try:
        database.chmod(0o600)
        connection.execute("PRAGMA foreign_keys = ON")
        # What was told as stored survives a power cut; in WAL mode less would not do.
        connection.execute("PRAGMA synchronous = FULL")
        _patiently(connection, "PRAGMA user_version", waiting)
        if 0 < version_of(connection) < SCHEMA_VERSION:
            _keep_earlier(connection, database)
        migrate(connection)
        # It stays once it is set; while another process is at work it has to wait.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def all_or_nothing(
    connection: sqlite3.Connection, waiting: Waiting = lambda: None
) -> Iterator[None]:
    """Keep all of what is written within, or where it is left by an error nothing.

    Raises:
        sqlite3.OperationalError: the disk is full or does not take it for another reason, or
            another process was writing all the time.
    """
    _patiently(connection, "BEGIN IMMEDIATE", waiting)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def snapshot(connection: sqlite3.Connection, place: Path) -> None:
    """Write the database as it is now into a file, which its owner alone can read.

    It holds no page that is no longer used, so nothing that was deleted. A file that is to appear
    whole is written under another name first.

    Raises:
        OSError, sqlite3.Error: the disk does not take it; no part of it is left.
    """
    try:
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        connection.execute("VACUUM INTO ?", (str(place),))
        make_lasting([place])
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def shred(connection: sqlite3.Connection) -> bool:
    """Write the database anew, so that nothing that was deleted is left in its files.

    Returns:
        False where another process that reads still needs the old pages.
    """
    connection.execute("VACUUM")
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _keep_earlier(connection: sqlite3.Connection, database: Path) -> None:
    """Copy a database of an earlier schema, before it is migrated.

    The copy of an earlier migration goes: by then what came of it has proved itself.
    """
    version = version_of(connection)
    kept = database.with_name(f"library.before-schema-{SCHEMA_VERSION}.sqlite")
    made = database.with_name(f".{kept.name}.{os.getpid()}")
    snapshot(connection, made)
    with closing(sqlite3.connect(made)) as copy:
        # Another process may have migrated it meanwhile, and kept what was before.
        is_earlier = version_of(copy) == version
    if is_earlier:
        made.replace(kept)
        make_lasting([kept])
    else:
        made.unlink()
    for older in database.parent.glob("library.before-schema-*.sqlite"):
        if older != kept:
            older.unlink(missing_ok=True)


def _patiently(connection: sqlite3.Connection, statement: str, waiting: Waiting) -> None:
    """Carry out what has to wait for other processes; `waiting` knows once it is not had soon."""
    soon_s = min(_TOLD_AFTER_S, _PATIENCE_S)
    try:
        _wait_at_most(connection, soon_s)
        connection.execute(statement)
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        waiting()
        _wait_at_most(connection, _PATIENCE_S - soon_s)
        connection.execute(statement)
    finally:
        _wait_at_most(connection, _PATIENCE_S)


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
