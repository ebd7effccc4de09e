"""What to tell a person where SQLite or the disk does not do what is asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from adaptive.library.files import cannot_write
from ingest.errors import KneedriveError

__all__ = ["database_fault", "is_busy", "is_damage", "write_fault"]

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DISK = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def database_fault(folder: Path, error: sqlite3.Error) -> KneedriveError:
    """Why a library cannot be opened or read."""
    if is_busy(error):
        return _busy(folder)
    if is_damage(error):
        return KneedriveError(
            f"the database of the library in {folder} is damaged: {error}",
            hint="kneedrive doctor --rebuild saves what can be read of it and reads all "
            "recordings anew. A backup is put in its place by: kneedrive restore FILE --replace",
        )
    if _code(error) in _DISK:
        return cannot_write(folder, error)
    return KneedriveError(
        f"the library in {folder} cannot be opened: {error}",
        hint="Name another folder with --library, or check its permissions.",
    )


def write_fault(folder: Path, error: sqlite3.Error) -> KneedriveError:
    """Why a library cannot be written."""
    if is_busy(error) or is_damage(error):
        return database_fault(folder, error)
    return cannot_write(folder, error)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether it was another process that stood in the way."""
    return _code(error) in _BUSY


def is_damage(error: sqlite3.Error) -> bool:
    """Whether what the file holds is no sound database."""
    return _code(error) in _DAMAGE


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 for what Python's own module objects to."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _busy(folder: Path) -> KneedriveError:
    return KneedriveError(
        f"another kneedrive has been writing to the library in {folder} for a minute",
        hint="Perhaps a long import is at work, or one was stopped halfway (Ctrl-Z). Once it has "
        "ended the same command works; nothing was lost.",
    )
