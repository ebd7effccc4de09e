"""Files that appear whole or not at all, and what makes many of them last.

Writing one file so that it survives a power cut takes milliseconds, of which most is
waiting for the disk. Many written first and then made lasting together wait a tenth of it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

from ingest.errors import KneedriveError

__all__ = [
    "UPLOAD",
    "cannot_write",
    "is_stale",
    "is_upload",
    "make_lasting",
    "private_folder",
    "replacing",
    "unused",
]

UPLOAD = "upload-"
"""How the names begin of folders in which files are received."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears whole or not at all, and that only its owner can read.

    `make_lasting` is still to be called.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(unfinished, "wb", opener=_private) as file:
            yield file
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def private_folder(path: Path) -> None:
    """Make a folder, and the one that it is in, that only its owner can open."""
    for folder in (path.parent, path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def is_upload(path: Path) -> bool:
    """Whether it is a folder in which kneedrive receives files: numbered ones, and nothing else.

    A library may share its folder, and others may call theirs nearly so.
    """
    return (
        re.fullmatch(rf"{UPLOAD}[a-z0-9_]{{8}}", path.name) is not None
        and path.is_dir()
        and not path.is_symlink()
        and all(one.name.isdecimal() and one.is_file() for one in path.iterdir())
    )


_STALE_S = 86_400.0


def is_stale(path: Path) -> bool:
    """Whether nobody has touched it for a day: no process is still at work on it."""
    try:
        return path.stat().st_mtime < time.time() - _STALE_S
    except OSError:  # just gone
        return False


def unused(folder: Path, name: str, ending: str = "") -> Path:
    """A path in a folder where nothing is: the name, else with -2, -3 and so on behind it."""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    paths = (folder / f"{name}{number}{ending}" for number in numbers)
    return next(path for path in paths if not path.exists())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def make_lasting(paths: Iterable[Path]) -> None:
    """Return when these files, and their names in their folders, survive a power cut."""
    places = list(paths)
    for path in places:
        _flush(path, os.O_RDWR)
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        for folder in {path.parent for path in places}:
            _flush(folder, os.O_RDONLY)


def _flush(path: Path, access: int) -> None:
    descriptor = os.open(path, access)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot_write(folder: Path, error: Exception) -> KneedriveError:
    """What to tell when the disk does not take what is written into a library."""
    reason = error.strerror if isinstance(error, OSError) else None
    return KneedriveError(
        f"the library in {folder} cannot be written: {reason or error}",
        hint="Is its disk full? What was stored before is kept; once there is room, "
        "the same command goes on from there.",
    )
