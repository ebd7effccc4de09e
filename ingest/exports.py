"""Where recordings lie: files, folders, mounted devices, and the exports of makers.

`find` lists what there is, each file once and in a fixed order, whether it lies in a
folder or in a zip archive within a zip archive; `Found.read` fetches its bytes when
they are asked for, so that one unreadable place never stops the rest. What an export
says about its recordings (titles, perceived exertion) comes along as a `Note`.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path, PurePath, PurePosixPath
from typing import Literal

from ingest import archives, strava
from ingest.archives import Entry, Place
from ingest.errors import ReadingError, UsageError
from ingest.strava import Note

__all__ = ["Found", "Note", "find", "handed", "listed"]

_RECORDING_SUFFIXES = {".fit", ".tcx", ".gpx", ".pwx", ".hrm", ".srm"}
_STRAVA_LIST = "activities.csv"
_MAC_CLUTTER = "__MACOSX"

# What in makers' exports looks like recordings to a person and is none for us.
_OTHERS = {
    "training-session-*.json": (
        "Polar's own form of a session, which is not read; export sessions from Polar Flow as TCX"
    ),
    "*_summarizedActivities.json": (
        "Garmin's summaries of activities; the recordings are in DI-Connect-Uploaded-Files"
    ),
}

# Enough for every format, and for an archive, to be recognised by.
_HEAD_BYTES = 4096

# Garmin's takeout has archives within an archive; one more for whoever packed it again.
_MAX_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One file that may hold a recording.

    Attributes:
        path: where it lies, for people: that of a file in an archive goes on from the
            archive's own.
        named: whether the person named this very file; others were come across.
        unreadable: the reason where it is known beforehand that nothing can be read.
        skipped: the reason where there is nothing to import here, as planned.
        stamp: changes when the content may have changed; empty where unknown.
        note: what the export says about it.
        place: where its bytes lie, if not at `path`.
    """

    path: Path
    named: bool = False
    unreadable: str | None = None
    skipped: str | None = None
    stamp: str = ""
    note: Note | None = None
    place: Place | None = None

    @property
    def claims_recording(self) -> bool:
        """Whether its name, or the person, says that this is a recording."""
        return self.named or _is_recording_name(self.path)

    def read(self) -> bytes:
        """Its bytes, unpacked where they are packed by zip or gzip.

        Raises:
            ReadingError: they cannot be reached, are too many, or their packing is broken.
        """
        if reason := self.unreadable or self.skipped:
            raise ReadingError(reason)
        return archives.read(self._place)

    def head(self, size: int = _HEAD_BYTES) -> bytes:
        """About its first `size` bytes, without reading (much of) the rest.

        Raises:
            ReadingError: they cannot be reached or their packing is broken.
        """
        if reason := self.unreadable or self.skipped:
            raise ReadingError(reason)
        return archives.head(self._place, size)

    @property
    def _place(self) -> Place:
        return self.place or Place(self.path)


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """All files at and below some paths, each once, in a fixed order.

    Hidden files are left out: they belong to the system or to other programs. Links are
    followed, but not upwards.

    Raises:
        UsageError: a path does not exist or may not be opened; nothing was found yet.
    """
    paths = list(paths)
    for path in paths:
        _must_be_open(path)
    search = _Search()
    try:
        for path in paths:
            yield from search.folder(path) if _is_folder(path) else search.file(path, named=True)
    finally:
        archives.release()


def handed(files: Iterable[tuple[Path, str]]) -> Iterator[Found]:
    """Files that were handed over, in a fixed order, with what archives among them hold.

    Hidden files that came in a folder are left out.

    Args:
        files: where each lies, and the name that it came with. That may be anything, and is only
            shown: a relative path tells which folder it was in, so that Strava's list finds its
            recordings.
    """
    named = [(archives.tamed(name), path) for path, name in files]
    # Strava's list comes first, because it speaks of the others.
    named.sort(key=lambda pair: (pair[0].name.lower() != _STRAVA_LIST, pair[0]))
    search = _Search()
    times_seen: Counter[PurePosixPath] = Counter()
    try:
        for name, path in named:
            in_folder = len(name.parts) > 1
            if in_folder and any(_is_hidden(step) for step in name.parts):
                continue
            times_seen[name] += 1
            times = times_seen[name]
            called = name.with_name(f"({times}) {name.name}") if times > 1 else name
            # Names are used again, so it is the very copy that was handed over which is stamped.
            stamp = f"{path.stat().st_size}-{path.stat().st_mtime_ns}"
            found = Found(Path(called), not in_folder, stamp=stamp, place=Place(path))
            yield from search.content(found)
    finally:
        archives.release()


def listed(text: str | bytes) -> list[Path]:
    """The paths in a list of them: one a line, or parted by NUL (`find -print0`)."""
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    lines = text.split("\0" if "\0" in text else "\n")
    return [Path(line) for line in (line.strip("\r") for line in lines) if line.strip()]


def _must_be_open(path: Path) -> None:
    if not os.access(path, os.F_OK):
        raise UsageError(
            f"there is nothing at {path}",
            hint="Check the spelling; on a device, check that it is mounted.",
        )
    if not os.access(path, os.R_OK):
        raise UsageError(f"{path} may not be opened by you", hint="Check its permissions (ls -ld).")


def _is_recording_name(path: PurePath) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        suffixes.pop()
    return bool(suffixes) and suffixes[-1] in _RECORDING_SUFFIXES


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == _MAC_CLUTTER


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # reading it will say what is wrong
        return False


def _leads_up(path: Path, folder: str) -> bool:
    """Whether a path in a (real) folder is a link to that folder or to one above it."""
    target = os.path.realpath(path)
    return os.path.commonpath([target, folder]) == target


@dataclass(slots=True)
class _Search:
    """One walk: the places that were seen, and the notes on files that are to come."""

    seen: set[str] = field(default_factory=set)
    notes: dict[Path, Note] = field(default_factory=dict)

    def folder(self, top: Path) -> Iterator[Found]:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            real = os.path.realpath(folder)
            if real in self.seen:
                continue
            self.seen.add(real)
            try:
                here = sorted(folder.iterdir(), key=lambda path: path.name)
            except OSError as error:
                reason = f"this folder cannot be opened: {error.strerror or error}"
                yield Found(folder, unreadable=reason)
                continue
            below: list[Path] = []
            for path in here:
                if _is_hidden(path.name):
                    continue
                if not _is_folder(path):
                    yield from self.file(path)
                elif not _leads_up(path, real):
                    below.append(path)
            waiting.extend(reversed(below))

    def file(self, path: Path, *, named: bool = False) -> Iterator[Found]:
        real = os.path.realpath(path)
        if real in self.seen:
            return
        self.seen.add(real)
        found = Found(path, named)
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                yield replace(found, skipped="this is a pipe, a socket or a device, not a file")
                return
        except OSError:
            yield found  # reading it will say what is wrong
            return
        yield from self.content(replace(found, stamp=f"{status.st_size}-{status.st_mtime_ns}"))

    def content(self, found: Found) -> Iterator[Found]:
        """The file, or the files in it where it is an archive."""
        try:
            beginning = found.head()
        except (OSError, ReadingError):
            yield found  # reading it will say what is wrong
            return
        if archives.is_archive(beginning):
            yield from self.archive(found, found.place or Place(found.path))
        else:
            yield self.annotated(found)

    def archive(self, archive: Found, place: Place) -> Iterator[Found]:
        if len(place.within) > _MAX_DEPTH:
            yield replace(archive, unreadable="archives within archives, too deep to be an export")
            return
        try:
            entries = archives.entries(place)
        except ReadingError as error:
            yield replace(archive, unreadable=error.message)
            return
        inside = [
            (_kind(entry, place), entry)
            for entry in entries
            if not any(_is_hidden(step) for step in entry.name.parts)
        ]
        if all(kind == "other" for kind, _ in inside):
            # An office document or a bundle of photos is one thing, not hundreds.
            known = (_known_other(entry.name.name) for _, entry in inside)
            reason = next(filter(None, known), "a zip archive in which nothing is a recording")
            yield replace(archive, skipped=f"{reason} (files in it: {len(inside)})")
            return
        # Strava's list comes first, because it speaks of the others.
        inside.sort(key=lambda pair: pair[1].name.name.lower() != _STRAVA_LIST)
        times_seen: Counter[PurePosixPath] = Counter()
        for kind, entry in inside:
            found = self.annotated(
                Found(
                    archive.path / entry.name,
                    unreadable=entry.fault,
                    stamp=f"{archive.stamp}:{entry.stamp}",
                    place=place.entry(entry.position),
                )
            )
            times_seen[entry.name] += 1
            if (times := times_seen[entry.name]) > 1:
                found = replace(found, path=found.path.with_name(f"({times}) {found.path.name}"))
            if kind == "archive":
                yield from self.archive(found, place.entry(entry.position))
            else:
                yield found

    def annotated(self, found: Found) -> Found:
        """The file with the note that an export has on it; a list of notes is taken in."""
        if found.path.name.lower() == _STRAVA_LIST:
            return self.taken_in(found)
        if other := _known_other(found.path.name):
            return replace(found, skipped=other)
        note = self.notes.get(_unpacked_name(found.path))
        if note is None:
            return found
        # An edited title is news although the recording is the same.
        return replace(found, note=note, stamp=f"{found.stamp}:{zlib.crc32(repr(note).encode())}")

    def taken_in(self, found: Found) -> Found:
        try:
            journal = strava.journal(found.read())
        except ReadingError:
            return found
        if not journal.notes:
            return found
        self.notes.update((found.path.parent / name, note) for name, note in journal.notes.items())
        reason = (
            f"Strava's list of activities: {len(journal.notes)} with a recording, which get its "
            f"titles and notes; {journal.without_recording} without one"
        )
        return replace(found, skipped=reason)


def _unpacked_name(path: Path) -> Path:
    return path.with_suffix("") if path.suffix == ".gz" else path


def _known_other(name: str) -> str | None:
    return next((meaning for pattern, meaning in _OTHERS.items() if fnmatch(name, pattern)), None)


def _kind(entry: Entry, archive: Place) -> Literal["recording", "archive", "other"]:
    from ingest import formats  # numpy and the FIT tables load on first use

    # In an archive a recording's name is believed: reading every entry to list it is slow.
    if _is_recording_name(entry.name):
        return "recording"
    try:
        beginning = archives.head(archive.entry(entry.position), _HEAD_BYTES)
    except ReadingError:
        return "other"
    if archives.is_archive(beginning):
        return "archive"
    return "recording" if formats.identify(beginning) else "other"
