"""The library's database: how it is opened, and how all or nothing is written to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from adaptive.library.schema import migrate

__all__ = ["all_or_nothing", "connect"]


def connect(database: Path) -> sqlite3.Connection:
    """Open a database, made where there is none, and bring it to the current schema.

    Raises:
        KneedriveError: it was written by a newer kneedrive.
        OSError, sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(database, timeout=60, isolation_level=None)
    try:
        database.chmod(0o600)
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
        # It stays once it is set; while another process is at work it has to wait.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def all_or_nothing(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all of what is written within, or where it is left by an error nothing.

    Raises:
        sqlite3.OperationalError: the disk is full or does not take it for another reason.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise
