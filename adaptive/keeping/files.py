"""Whether a library's files are whole: originals by their hash, samples by their check sums."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adaptive.keeping.findings import Finding
from adaptive.library.files import UPLOAD, is_stale, is_upload
from adaptive.library.originals import Originals
from adaptive.library.samples import SamplesFolder
from ingest.errors import ReadingError
from ingest.exports import Found

__all__ = [
    "Fault",
    "FilesJob",
    "faults",
    "leftovers",
    "original_fault",
    "permissions",
]

_UNFINISHED = re.compile(
    r"\.{1,2}(?:[0-9a-f]+\.(?:gz|parquet)|library\..+|kneedrive-.+)\.(?:of-)?(?P<process>\d+)"
    r"|\.library\.sqlite\.rebuilt(?:-wal|-shm)?"
)
"""Names of what is being written: files by a process, a database that is rebuilt."""


@dataclass(frozen=True, slots=True)
class FilesJob:
    """Some recordings for one process: how many sessions each has, by its id."""

    folder: Path
    recordings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the original or the samples of a recording cannot be relied on."""

    recording: str
    original: str | None
    samples: str | None


def faults(job: FilesJob) -> list[Fault]:
    """Of some recordings those whose files are not whole."""
    originals = Originals(job.folder / "originals")
    samples = SamplesFolder(job.folder / "samples")
    found = [
        Fault(name, original_fault(originals, name), samples.fault(name, sessions))
        for name, sessions in job.recordings.items()
    ]
    return [one for one in found if one.original or one.samples]


def original_fault(originals: Originals, name: str) -> str | None:
    """What is wrong with an original; None where it is what its name says."""
    path = originals.path(name)
    if not path.exists():
        return "is missing"
    try:
        data = Found(path, named=True).read()
    except ReadingError as error:
        return f"cannot be read: {error.message}"
    return None if hashlib.sha256(data).hexdigest() == name else "is not what it was"


def leftovers(folder: Path, *, repair: bool) -> Iterator[Finding]:
    """What processes that were killed left behind, by the names that kneedrive gives such files.

    A library may share its folder; whatever has another name is none of its business.
    """
    for path in [*folder.glob(".*"), *_within(folder), *folder.glob(f"{UPLOAD}*")]:
        if not _is_left(path):
            continue
        if repair:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        yield Finding(
            "unfinished",
            "leftover",
            f"{path.relative_to(folder)} was left by a kneedrive that was ended",
            repaired=repair,
        )


def _is_left(path: Path) -> bool:
    if is_upload(path):
        return is_stale(path)
    found = _UNFINISHED.fullmatch(path.name)
    if found is None or path.is_symlink():
        return False
    process = found["process"]
    return is_stale(path) or (process is not None and not _lives(int(process)))


def _within(folder: Path) -> Iterator[Path]:
    """All that lies in the folders that are the library's alone."""
    for name in ("originals", "samples"):
        yield from (folder / name).rglob("*")


def _lives(process: int) -> bool:
    if os.name != "posix":  # there, asking may end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def permissions(folder: Path, *, repair: bool) -> Iterator[Finding]:
    """Files and folders of the library that others on this computer could open.

    What else lies in its folder is let be, and so is the folder itself where it is shared.
    """
    if os.name != "posix":
        return
    own = [*folder.glob("library.*"), folder / "originals", folder / "samples"]
    alone = all(
        path in own or is_upload(path) or _UNFINISHED.fullmatch(path.name)
        for path in folder.iterdir()
    )
    looked_at = [*own, *_within(folder), *([folder] if alone else [])]
    open_to_others = [path for path in looked_at if _is_open(path)]
    for path in open_to_others if repair else ():
        with suppress(PermissionError):  # another's file, or a disk that keeps no permissions
            path.chmod(0o700 if path.is_dir() else 0o600)
    if open_to_others:
        yield Finding(
            "permissions",
            "damage",
            f"{len(open_to_others)} files or folders could be opened by others on this computer",
            "Take their permissions away: chmod -R go= FOLDER",
            repaired=repair and not any(map(_is_open, open_to_others)),
        )


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & 0o077)
    except FileNotFoundError:  # none is there, or another process has just put another in its place
        return False
