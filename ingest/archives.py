"""Bytes on disk, in zip archives, in archives within archives, packed by gzip or not.

A `Place` says where some bytes lie; `read` and `head` fetch them and `entries` lists
an archive without unpacking any of it. Nothing is ever written under a name that an
archive gives, so such names can do no harm. One entry is held in memory at a time,
and what claims to unpack to absurd sizes is refused before it does.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import shutil
import struct
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.errors import ReadingError

__all__ = ["Entry", "Place", "entries", "head", "is_archive", "read", "release", "tamed"]

_GZIP_MAGIC = b"\x1f\x8b"
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED = 0x1

# A day of one-second records with every channel there is stays far below this.
_MAX_BYTES = 512 * 1024**2

# Recordings pack to a twentieth at best and archives not at all, but zeros pack to a
# thousandth: what unpacks to more than this many times its size, and is large, is a bomb.
_MAX_RATIO = 200
_SURELY_SMALL_BYTES = 64 * 1024**2

# Garmin packs ten thousand files into an inner archive of a few hundred megabytes.
_MAX_ARCHIVE_BYTES = 2 * 1024**3
_MAX_ENTRIES = 250_000

# Every worker process keeps open what one entry needs (archives within archives); an inner
# one stays in memory up to this size and lies in a nameless temporary file above it.
_ARCHIVES_KEPT_OPEN = 3
_IN_MEMORY_BYTES = 8 * 1024**2
_CHUNK = 1024**2
_PACKED_HEAD_BYTES = 4096  # the header of gzip is in it, and enough to unpack a head


@dataclass(frozen=True, slots=True)
class Place:
    """A file on disk, or what lies in it.

    `within` has one position for each archive on the way in, the outermost first,
    counted in that archive's directory: names may occur twice or be nonsense.
    """

    file: Path
    within: tuple[int, ...] = ()

    def entry(self, position: int) -> Place:
        """The place of one entry of the archive that lies here."""
        return Place(self.file, (*self.within, position))


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive, as its directory describes it.

    `name` is made safe to show and to join: relative, without steps upwards or
    control characters. `stamp` changes with the content. `fault` says why the entry
    cannot be read, where the directory already tells.
    """

    position: int
    name: PurePosixPath
    stamp: str
    fault: str | None


def is_archive(beginning: bytes) -> bool:
    """Whether bytes that begin like this are a zip archive."""
    return beginning.startswith(_ZIP_MAGICS)


def read(place: Place) -> bytes:
    """All bytes at a place, unpacked where they are gzip.

    Raises:
        ReadingError: they cannot be reached, are too many, or their packing is broken.
    """
    with _opened(place) as (stream, size, packed_size):
        _refuse_bomb(size, packed_size)
        data = stream.read(size)
    return unpacked(data)


def unpacked(data: bytes) -> bytes:
    """The bytes without the gzip around them, if there is one.

    Raises:
        ReadingError: they are too many, or their packing is broken.
    """
    return _gunzipped(data) if data.startswith(_GZIP_MAGIC) else data


def head(place: Place, size: int) -> bytes:
    """About the first `size` bytes at a place (never more), unpacked where they are gzip.

    Raises:
        ReadingError: they cannot be reached or their packing is broken.
    """
    with _opened(place) as (stream, _, _):
        data = stream.read(max(size, _PACKED_HEAD_BYTES))
        if data.startswith(_GZIP_MAGIC):
            return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data, size)
        return data[:size]


def entries(place: Place) -> list[Entry]:
    """The files in the archive at a place, in its own order, by its directory alone.

    Raises:
        ReadingError: it cannot be opened, or is made to do harm.
    """
    with _told():
        directory = _archive(place).infolist()
    return [
        Entry(position, tamed(info.filename), f"{info.CRC:08x}-{info.file_size}", _fault(info))
        for position, info in enumerate(directory)
        if not info.filename.endswith(("/", "\\"))
    ]


def release() -> None:
    """Close the archives that were kept open; reading opens them again."""
    _open_archive.cache_clear()


def tamed(name: str) -> PurePosixPath:
    """A name from elsewhere, safe to show and to join: relative, no steps up, no control signs."""
    if not name.isprintable():
        name = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    steps = [step for step in name.replace("\\", "/").split("/") if step not in {"", ".", ".."}]
    return PurePosixPath(*steps or ["unnamed"])


def _fault(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted; unpack the archive with its password first"
    # The other methods cannot be unpacked in bounded memory, and no export uses them.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return f"it is packed by a method that is not read ({info.compress_type}); unpack it first"
    return None


def _refuse_bomb(size: int, packed_size: int, limit: int = _MAX_BYTES) -> None:
    if size > limit:
        raise ReadingError(f"larger than any recording (more than {limit // 1024**2} MB)")
    if size > max(_SURELY_SMALL_BYTES, _MAX_RATIO * packed_size):
        raise ReadingError("it would unpack to many times its size, as no recording does")


def _gunzipped(packed: bytes) -> bytes:
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            while chunk := stream.read1(_CHUNK):
                unpacked += chunk
                _refuse_bomb(len(unpacked), len(packed))
    except (OSError, EOFError, zlib.error) as error:
        # What came before a cut or a break is kept: the format's reader says how far.
        if not unpacked:
            raise ReadingError(f"its gzip compression is broken: {error}") from error
    return bytes(unpacked)


@contextlib.contextmanager
def _opened(place: Place) -> Iterator[tuple[IO[bytes], int, int]]:
    """The bytes at a place as a stream, their number, and the number they are packed in."""
    with _told():
        if not place.within:
            with place.file.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                yield file, size, size
            return
        *outer, position = place.within
        archive = _archive(Place(place.file, tuple(outer)))
        info = archive.infolist()[position]
        if fault := _fault(info):
            raise ReadingError(fault)
        with archive.open(info) as entry:
            yield entry, info.file_size, info.compress_size


def _archive(place: Place) -> zipfile.ZipFile:
    status = place.file.stat()
    # A forked process shares the offset of files opened before, and must open its own.
    return _open_archive(place, os.getpid(), status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=_ARCHIVES_KEPT_OPEN)
def _open_archive(place: Place, _process: int, size: int, _modified_ns: int) -> zipfile.ZipFile:
    if place.within:
        return _inner_archive(place)
    archive = zipfile.ZipFile(place.file)
    _refuse_harmful(archive, size)
    return archive


def _inner_archive(place: Place) -> zipfile.ZipFile:
    with contextlib.ExitStack() as on_failure:
        spool = on_failure.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))
        with _opened(place) as (stream, size, packed_size):
            _refuse_bomb(size, packed_size, _MAX_ARCHIVE_BYTES)
            shutil.copyfileobj(stream, spool, _CHUNK)
        archive = zipfile.ZipFile(spool)
        _refuse_harmful(archive, size)
        weakref.finalize(archive, on_failure.pop_all().close)  # the spool lives as long
    return archive


def _refuse_harmful(archive: zipfile.ZipFile, size: int) -> None:
    directory = archive.infolist()
    if len(directory) > _MAX_ENTRIES:
        raise ReadingError(f"an archive of more than {_MAX_ENTRIES:,} files, as no export is")
    if sum(info.compress_size for info in directory) > size:
        raise ReadingError("the files in this archive overlap, as in a zip bomb")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn what may go wrong in opening and unpacking into a sentence."""
    try:
        yield
    except OSError as error:
        raise ReadingError(f"it cannot be opened: {error.strerror or error}") from error
    except (
        zipfile.BadZipFile,
        EOFError,
        zlib.error,
        NotImplementedError,  # a zip feature of a later day
        RuntimeError,  # encrypted after all
        ValueError,  # absurd offsets, and names that are not in the encoding they claim
        IndexError,  # the archive was replaced meanwhile
        OverflowError,
        struct.error,
    ) as error:
        what = str(error) or "cut off"
        raise ReadingError(
            f"it cannot be unpacked ({what}); if it was downloaded, fetch it again"
        ) from error
