"""Where recordings lie: single files and folders, as (name, bytes).

Nothing is opened before it is asked for, so that one unreadable place never
stops the rest.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ReadingError, UsageError

__all__ = ["Found", "find"]

_GZIP_MAGIC = b"\x1f\x8b"
_RECORDING_SUFFIXES = {".fit", ".tcx", ".gpx", ".pwx", ".hrm", ".srm"}

# A day of one-second records with every channel there is stays far below this.
_MAX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One file that may hold a recording.

    `named` is true where the person named this very file; others were come across in
    a folder. `unreadable` carries the reason where even its place cannot be opened.
    """

    path: Path
    named: bool = False
    unreadable: str | None = None

    @property
    def claims_recording(self) -> bool:
        """Whether its name, or the person, says that this is a recording."""
        suffixes = [suffix.lower() for suffix in self.path.suffixes]
        if suffixes[-1:] == [".gz"]:
            suffixes.pop()
        return self.named or (bool(suffixes) and suffixes[-1] in _RECORDING_SUFFIXES)

    def read(self) -> bytes:
        """The file's bytes, unpacked where they are gzip.

        Raises:
            ReadingError: it cannot be opened, is too large, or its compression is broken.
        """
        if self.unreadable:
            raise ReadingError(self.unreadable)
        try:
            if self.path.stat().st_size > _MAX_BYTES:
                raise ReadingError("larger than any recording (more than 512 MB)")
            data = self.path.read_bytes()
        except OSError as error:
            raise ReadingError(f"it cannot be opened: {error.strerror or error}") from error
        return _unpack(data) if data.startswith(_GZIP_MAGIC) else data


def _unpack(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(data, _MAX_BYTES)
    except zlib.error as error:
        raise ReadingError(f"its gzip compression is broken: {error}") from error
    if unpacker.unconsumed_tail:
        raise ReadingError("it unpacks to more than any recording holds (512 MB)")
    # A cut-off gzip file still yields what came before the cut: the reader says how far.
    return unpacked


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """All files at and below some paths, each once, in a fixed order.

    Hidden files are left out: they belong to the system or to other programs.

    Raises:
        UsageError: a path does not exist or may not be opened.
    """
    seen: set[Path] = set()
    for path in paths:
        if not os.access(path, os.F_OK):
            raise UsageError(
                f"there is nothing at {path}",
                hint="Check the spelling; on a device, check that it is mounted.",
            )
        if not os.access(path, os.R_OK):
            raise UsageError(
                f"{path} may not be opened by you", hint="Check its permissions (ls -ld)."
            )
        for found in _below(path) if path.is_dir() else [Found(path, named=True)]:
            place = found.path.resolve()
            if place not in seen:
                seen.add(place)
                yield found


def _below(folder: Path) -> Iterator[Found]:
    closed: list[Found] = []

    def note(error: OSError) -> None:
        reason = f"this folder cannot be opened: {error.strerror or error}"
        closed.append(Found(Path(error.filename), named=True, unreadable=reason))

    for place, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Found(Path(place, name)) for name in sorted(files) if name[0] != ".")
    yield from closed
