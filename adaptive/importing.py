"""Recordings into the library: every file one outcome, nothing stored is ever lost."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adaptive.jobs import Progress, Workers
from adaptive.library.files import cannot_write
from adaptive.library.import_log import Judged
from adaptive.library.store import Store
from ingest import exports, pipeline
from ingest.errors import KneedriveError, UsageError
from ingest.exports import Found

if TYPE_CHECKING:
    from adaptive.intake import Taken
    from ingest.formats import Reader

__all__ = ["FileOutcome", "ImportReport", "import_handed", "import_recordings"]

# So many files are one job for a process, and are stored in one transaction: enough that
# neither costs much beside the reading, few enough that all processes end together.
_BATCH = 16


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file; `sessions` are the ids it holds in the library."""

    path: str
    outcome: str
    reason: str | None
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files; the outcomes add up to the files that were found.

    `number` is that of the import, as `kneedrive imports` lists it; so many files were
    `unchanged`. `away` are remembered folders that are not there now. `joined` counts the
    sessions, of these files or earlier ones, that another one now stands for.
    """

    number: int
    files: tuple[FileOutcome, ...]
    seconds: float
    bytes: int
    interrupted: bool = False
    left: int = 0
    away: tuple[str, ...] = ()
    joined: int = 0
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many files had each outcome."""
        return dict(Counter(file.outcome for file in self.files))

    @property
    def troubled(self) -> list[FileOutcome]:
        """The files of which something or all could not be read."""
        return [file for file in self.files if file.outcome in {"damaged", "failed"}]

    def to_json(self) -> dict[str, Any]:
        """The answer of `import --json`."""
        return {
            "number": self.number,
            "files": [asdict(file) for file in self.files],
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "bytes": self.bytes,
            "interrupted": self.interrupted,
            "away": list(self.away),
            "joined": self.joined,
        }


def import_recordings(
    store: Store,
    paths: Sequence[Path],
    today: date,
    *,
    reader: Reader = "columnar",
    workers: Workers | None = None,
    progress: Progress = lambda _done, _total: None,
) -> ImportReport:
    """Import files, folders and archives; without any, look through the remembered folders.

    A file that is as it was when last looked at is not opened again. An interruption (Ctrl-C)
    ends the work between two batches; what was reported by then is stored, and the same call
    goes on where it stopped.

    Args:
        store: the library.
        paths: what to import.
        today: the day under which it is noted.
        reader: which FIT reader.
        workers: processes; without them all is done in this one.
        progress: told how far it is.

    Raises:
        UsageError: a path does not exist; nothing was imported.
        KneedriveError: there is no file at all in the paths.
    """
    away: tuple[str, ...] = ()
    if not paths:
        paths, away = _remembered(store)
    # A file is known again by its whole path, wherever the command was given.
    paths = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - links stay as named
    found = list(exports.find(paths))
    if not found:
        places = ", ".join(str(path) for path in paths)
        raise KneedriveError(
            f"there are no files in {places}",
            hint="Name the folder into which your watch or bike computer writes its .fit files.",
        )
    store.imports.remember(path for path in paths if path.is_dir())
    return _import(store, found, today, reader, workers, progress, away)


def import_handed(
    store: Store,
    files: Sequence[tuple[Path, str]],
    today: date,
    *,
    workers: Workers | None = None,
    progress: Progress = lambda _done, _total: None,
) -> ImportReport:
    """Import files that were handed over, each with the name it came with; as `import_recordings`.

    Where they lie is forgotten: they are known by their names, which are only shown.

    Raises:
        KneedriveError: there is no file.
    """
    found = list(exports.handed(files))
    if not found:
        raise KneedriveError("no file was chosen", hint="Choose files, a folder or a zip export.")
    return _import(store, found, today, "columnar", workers, progress)


def _import(
    store: Store,
    found: Sequence[Found],
    today: date,
    reader: Reader,
    workers: Workers | None,
    progress: Progress,
    away: tuple[str, ...] = (),
) -> ImportReport:
    began = time.perf_counter()
    workers = workers or Workers(1)
    this_version = version("kneedrive")
    latest = store.imports.latest(this_version) if reader == "columnar" else {}
    import_id = store.imports.begin(today, this_version)
    unchanged = [again for file in found if (again := _as_before(file, latest))]
    same = {file.path for file in unchanged}
    fresh = [file for file in found if pipeline.readable(file.path) not in same]
    files = list(unchanged)
    size = 0
    joined = 0
    interrupted = False
    try:
        progress(len(files), len(found))
        with closing(_taken(store, fresh, reader, workers)) as batches:
            for batch in batches:
                files += _store(store, import_id, batch)
                size += sum(taken.bytes for taken in batch)
                progress(len(files), len(found))
        _refresh(store, workers)
        if not store.merges.all_joined():
            from adaptive import joining

            joined = joining.join(store, workers)
            files = _merged(store, import_id, files)
    except KeyboardInterrupt:
        interrupted = True
    except OSError as error:
        raise cannot_write(store.folder, error) from error
    else:
        counts = Counter(file.outcome for file in unchanged)
        store.imports.finish(import_id, time.perf_counter() - began, counts)
    place = {pipeline.readable(file.path): n for n, file in enumerate(found)}
    files.sort(key=lambda file: place.get(file.path, 0))
    return ImportReport(
        import_id,
        tuple(files),
        time.perf_counter() - began,
        size,
        interrupted,
        len(found) - len(files),
        away,
        joined,
        len(unchanged),
    )


def _remembered(store: Store) -> tuple[list[Path], tuple[str, ...]]:
    """The remembered folders that are there, and those that are not."""
    folders = store.imports.folders()
    if not folders:
        raise UsageError(
            "no file or folder was named, and none is remembered from an earlier import",
            hint="For example: kneedrive import ~/Garmin/Activity",
        )
    there = [folder for folder in folders if folder.is_dir()]
    away = tuple(pipeline.readable(folder) for folder in folders if folder not in there)
    if not there:
        raise KneedriveError(
            f"none of the remembered folders is there now: {', '.join(away)}",
            hint="Is the device plugged in and mounted? kneedrive imports --forget PATH "
            "forgets a folder.",
        )
    return there, away


def _as_before(file: Found, latest: dict[str, Judged]) -> FileOutcome | None:
    """The outcome of a file that has not changed since this kneedrive looked at it."""
    before = latest.get(pipeline.readable(file.path))
    if before is None or not file.stamp or before.stamp != file.stamp:
        return None
    if before.outcome in {"skipped", "failed"}:
        return FileOutcome(before.path, before.outcome, before.reason)
    return FileOutcome(before.path, "known", "unchanged since it was imported")


def _taken(
    store: Store, files: Sequence[Found], reader: Reader, workers: Workers
) -> Generator[list[Taken], None, None]:
    """What became of files, in batches as they come."""
    if not files:
        return
    from adaptive import facts
    from adaptive.intake import Job, take_in

    zone = facts.time_zone(store)
    results = workers.run(
        take_in,
        files,
        lambda some: Job(store.folder, some, zone, reader),
        batch=_BATCH,
        batch_here=1,
    )
    with closing(results):
        for job, taken in results:
            yield [_deadly(file) for file in job.files] if taken is None else taken


def _deadly(file: Found) -> Taken:
    from adaptive.intake import Taken

    reason = "reading it ended the process (out of memory, or a fault in a library)"
    return Taken(
        Judged(pipeline.readable(file.path), "failed", reason, None, file.stamp or None), 0
    )


def _store(store: Store, import_id: int, batch: Sequence[Taken]) -> list[FileOutcome]:
    final = store.add(import_id, [(taken.judged, taken.recording) for taken in batch])
    # A recording that is new has its note already; of what is none there is nothing to note.
    news = [(j.sha256, t.export) for j, t in zip(final, batch, strict=True) if j.outcome == "known"]
    if exports := {sha256: export for sha256, export in news if sha256 and export}:
        store.annotate(exports)
    return [
        FileOutcome(
            judged.path,
            judged.outcome,
            judged.reason,
            tuple(one.session.id for one in taken.recording.sessions)
            if taken.recording and judged.outcome != "known"
            else (),
        )
        for judged, taken in zip(final, batch, strict=True)
    ]


def _refresh(store: Store, workers: Workers) -> None:
    if outdated := store.outdated():
        from adaptive import refreshing

        refreshing.refresh(store, outdated, workers)


def _merged(store: Store, import_id: int, files: Sequence[FileOutcome]) -> list[FileOutcome]:
    """The outcomes, where a file is merged if other sessions stand for all of its own."""
    leaders = store.merges.leaders()
    result = []
    reasons = {}
    for file in files:
        found = [leaders[name] for name in file.sessions if name in leaders]
        if file.outcome == "imported" and found and len(found) == len(file.sessions):
            reasons[file.path] = "; ".join(dict.fromkeys(reason for _, reason in found))
            into = tuple(dict.fromkeys(leader for leader, _ in found))
            result.append(FileOutcome(file.path, "merged", reasons[file.path], into))
        else:
            result.append(file)
    store.imports.revise(import_id, reasons)
    return result
