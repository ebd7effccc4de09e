"""Backups: one file with all of a library that cannot be made again.

A zip archive of `backup.json`, `library.sqlite` and the originals as they lie in the library. Each
original is proved by its name, the hash of what it unpacks to, and the database by its hash in
`backup.json`. Samples are left out: they are made again from the originals.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from adaptive.jobs import Progress
from adaptive.library.files import make_lasting, unused
from adaptive.library.schema import SCHEMA_VERSION, version_of
from adaptive.library.store import Store
from ingest.archives import unpacked
from ingest.errors import KneedriveError, ReadingError, UsageError

__all__ = ["DATABASE", "Backup", "check", "no_backup", "opened", "write"]

DATABASE = "library.sqlite"
_ORIGINAL = re.compile(r"originals/([0-9a-f]{2})/(\1[0-9a-f]{62})\.gz")
"""The name of an original in a backup; its second part is the SHA-256 of what it unpacks to."""

_MANIFEST = "backup.json"
_FORMAT = 1
_TELLS: dict[str, type] = {
    "format": int,
    "schema": int,
    "recordings": int,
    "logs": int,
    "made": str,
    "version": str,
    "database_sha256": str,
    "missing": list,
}
_PIECE = 2**20
_MOST_MANIFEST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was proved to be whole.

    `missing` are recordings whose original was lost before it was made.
    """

    path: Path
    made: datetime
    version: str
    schema: int
    recordings: int
    logs: int
    missing: tuple[str, ...]
    bytes: int

    def to_json(self) -> dict[str, Any]:
        """The answer of `backup --json`."""
        return {**asdict(self), "path": str(self.path), "made": self.made.isoformat()}


def write(
    store: Store,
    place: Path,
    now: datetime,
    progress: Progress = lambda _done, _total: None,
) -> Backup:
    """Write a backup, and prove it by reading it back.

    Args:
        store: the library; others may be at work on it.
        place: the file, or a folder in which it is named by its day.
        now: the athlete's wall clock.
        progress: called with originals done and in all; each is written, then read.

    Raises:
        UsageError: the file exists, or its folder does not.
        KneedriveError: the disk does not take it; no part of it is left.
    """
    path = _named(place, now)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    database = path.with_name(f".{path.name}.sqlite.{os.getpid()}")
    try:
        with _told(path):
            store.snapshot(database)
            _write(store, database, part, now, progress)
            make_lasting([part])
            made = check(part, progress)
            _call(part, path)
            make_lasting([path])
    finally:
        part.unlink(missing_ok=True)
        database.unlink(missing_ok=True)
    return replace(made, path=path)


def check(
    path: Path,
    progress: Progress = lambda _done, _total: None,
    keep: Callable[[str, bytes], None] = lambda _sha256, _packed: None,
) -> Backup:
    """Read a backup whole, and prove each part of it.

    Args:
        path: the backup.
        progress: called with parts done and in all.
        keep: called with the SHA-256 and the packed bytes of each original that was proved.

    Raises:
        UsageError: there is no such file.
        KneedriveError: it is no backup, is damaged, or was written by a newer kneedrive.
    """
    with opened(path) as archive:
        told = _manifest(archive, path)
        names = [one.filename for one in archive.infolist()]
        originals = [name for name in names if _ORIGINAL.fullmatch(name)]
        strange = set(names) - set(originals) - {DATABASE, _MANIFEST}
        if strange or len(set(names)) != len(names):
            raise no_backup(path, f"it holds {min(strange or names)!r}, which none does")
        if len(originals) != told["recordings"] - len(told["missing"]):
            raise no_backup(path, "recordings are missing from it")
        with archive.open(DATABASE) as file:
            digest = hashlib.sha256()
            for piece in _pieces(file):
                digest.update(piece)
        if digest.hexdigest() != told["database_sha256"]:
            raise no_backup(path, "its database is not what it was")
        for number, name in enumerate(originals, start=1):
            keep(*_proved(archive, name, path))
            progress(len(originals) + number, 2 * len(originals))
    return Backup(
        path,
        datetime.fromisoformat(told["made"]),
        told["version"],
        told["schema"],
        told["recordings"],
        told["logs"],
        tuple(told["missing"]),
        path.stat().st_size,
    )


def _proved(archive: zipfile.ZipFile, name: str, path: Path) -> tuple[str, bytes]:
    """SHA-256 and packed bytes of an original in a backup, if they are what its name says.

    Raises:
        KneedriveError: they are others.
    """
    found = _ORIGINAL.fullmatch(name)
    assert found
    try:
        packed = archive.read(name)
        whole = _is_whole(packed, found[2])
    except ReadingError:
        whole = False
    if not whole:
        raise no_backup(path, f"the recording {found[2][:12]} in it is not what it was")
    return found[2], packed


def _is_whole(packed: bytes, sha256: str) -> bool:
    return hashlib.sha256(unpacked(packed)).hexdigest() == sha256


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """What a backup says of itself.

    Raises:
        KneedriveError: it is none, or was written by a newer kneedrive.
    """
    try:
        if archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST_BYTES:
            raise no_backup(path, "what it says of itself is too long")
        told = json.loads(archive.read(_MANIFEST))
        wrong = [name for name, kind in _TELLS.items() if not isinstance(told[name], kind)]
        datetime.fromisoformat(told["made"])
    except (KeyError, TypeError, ValueError) as error:
        raise no_backup(path, "it does not say what it holds") from error
    if wrong:
        raise no_backup(path, "it does not say what it holds")
    if told["format"] > _FORMAT or told["schema"] > SCHEMA_VERSION:
        raise KneedriveError(
            f"{path} was written by a newer kneedrive ({told['version']})",
            hint="Update kneedrive; nothing was changed.",
        )
    return dict(told)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A backup as an archive.

    Raises:
        UsageError: there is no such file.
        KneedriveError: it is no archive, or breaks off.
    """
    if not path.is_file():
        raise UsageError(f"there is no file {path}", hint="Name a backup that kneedrive made.")
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise no_backup(path, str(error) or "it breaks off") from error
    except OSError as error:
        raise no_backup(path, error.strerror or str(error)) from error


def _write(store: Store, database: Path, part: Path, now: datetime, progress: Progress) -> None:
    with closing(sqlite3.connect(database)) as db:
        ids = [name for (name,) in db.execute("SELECT id FROM activities ORDER BY start, id")]
        (logs,) = db.execute("SELECT count(*) FROM diary WHERE NOT undone").fetchone()
        schema = version_of(db)
    missing = []
    descriptor = os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(file, "w") as archive:
        for number, name in enumerate(ids, start=1):
            original = store.originals.path(name)
            try:
                packed = original.read_bytes()
                whole = _is_whole(packed, name)
            except (FileNotFoundError, ReadingError):
                whole = False
            if whole:
                archive.writestr(_entry(f"originals/{name[:2]}/{name}.gz", now), packed)
            else:
                missing.append(name)
            progress(number, 2 * len(ids))
        with archive.open(_entry(DATABASE, now, packed=True), "w", force_zip64=True) as entry:
            digest = hashlib.sha256()
            with database.open("rb") as source:
                for piece in _pieces(source):
                    digest.update(piece)
                    entry.write(piece)
        told = {
            "format": _FORMAT,
            "version": version("kneedrive"),
            "schema": schema,
            "made": now.isoformat(timespec="seconds"),
            "recordings": len(ids),
            "logs": logs,
            "missing": missing,
            "database_sha256": digest.hexdigest(),
        }
        archive.writestr(_entry(_MANIFEST, now), json.dumps(told, indent=1))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(file.read, _PIECE), b"")


def _entry(name: str, now: datetime, *, packed: bool = False) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.external_attr = 0o100600 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return entry


def _named(place: Path, now: datetime) -> Path:
    """The file that a place means."""
    if place.is_dir():
        return unused(place, f"kneedrive-{now:%Y-%m-%d}", ".zip")
    if not place.parent.is_dir():
        raise UsageError(f"there is no folder {place.parent}", hint="Make it, or name another.")
    if place.exists():
        raise UsageError(
            f"{place} exists, and no backup is ever written over",
            hint="Name another file, or a folder: in it each backup gets a name of its own.",
        )
    return place


def _call(part: Path, path: Path) -> None:
    """Give a backup its name; whoever took the same one meanwhile keeps it."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise UsageError(
            f"{path} was written by another kneedrive just now", hint="Try again."
        ) from None
    except OSError:  # a disk that knows no second name, such as a stick
        part.replace(path)


def no_backup(path: Path, why: str) -> KneedriveError:
    """What to tell of a file that is no sound backup."""
    return KneedriveError(
        f"{path} is no backup that can be relied on: {why}",
        hint="Use another backup; nothing was changed.",
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or error
        raise KneedriveError(
            f"{path} cannot be written: {reason}",
            hint="Is its disk full or read-only? The library is as it was; no part of it is left.",
        ) from error
