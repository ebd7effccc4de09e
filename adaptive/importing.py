"""Recordings into the library: every file one outcome, nothing stored is ever lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from adaptive.library.store import Store, StoredActivity, StoredSession
from ingest import exports, formats, pipeline, repair
from ingest.activity import Activity, Session
from ingest.errors import KneedriveError
from ingest.sports import family
from ingest.stream import Stream
from models import efforts

__all__ = ["FileOutcome", "ImportReport", "import_recordings"]

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, name of the next)."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file; `sessions` are the ids it holds in the library."""

    path: str
    outcome: pipeline.Outcome
    reason: str | None
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files; the outcomes add up to the files that were found."""

    files: tuple[FileOutcome, ...]
    seconds: float
    bytes: int
    interrupted: bool = False
    left: int = 0

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
            "files": [asdict(file) for file in self.files],
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "bytes": self.bytes,
            "interrupted": self.interrupted,
        }


def import_recordings(
    store: Store,
    paths: Sequence[Path],
    today: date,
    *,
    reader: formats.Reader = "columnar",
    progress: Progress = lambda _done, _total, _name: None,
) -> ImportReport:
    """Import files and folders.

    An interruption (Ctrl-C) ends the work between two files; what was reported by then
    is stored, and the same call goes on where it stopped.

    Raises:
        UsageError: a path does not exist; nothing was imported.
        KneedriveError: there is no file at all in the paths.
    """
    began = time.perf_counter()
    found = list(exports.find(paths))
    if not found:
        places = ", ".join(str(path) for path in paths)
        raise KneedriveError(
            f"there are no files in {places}",
            hint="Name the folder into which your watch or bike computer writes its .fit files.",
        )
    import_id = store.begin_import(today)
    known = store.known()
    files: list[FileOutcome] = []
    size = 0
    interrupted = False
    try:
        for done, file in enumerate(found):
            progress(done, len(found), file.path.name)
            reading = pipeline.read(file, known, reader=reader)
            outcome = _take_in(store, import_id, reading, reader)
            if reading.sha256 and outcome.outcome in {"imported", "damaged"}:
                known.add(reading.sha256)
            size += len(reading.data)
            files.append(outcome)
    except KeyboardInterrupt:
        interrupted = True
    else:
        progress(len(found), len(found), "")
        store.finish_import(import_id, time.perf_counter() - began)
    return ImportReport(
        tuple(files), time.perf_counter() - began, size, interrupted, len(found) - len(files)
    )


def _take_in(
    store: Store, import_id: int, reading: pipeline.Reading, reader: formats.Reader
) -> FileOutcome:
    activity = reading.activity
    if activity is None:
        store.add_outcome(import_id, reading.path, reading.outcome, reading.reason, reading.sha256)
        return FileOutcome(reading.path, reading.outcome, reading.reason)
    streams = [repair.clean(activity, session) for session in activity.sessions]
    sessions = [
        _stored_session(activity, position, session, stream)
        for position, (session, stream) in enumerate(zip(activity.sessions, streams, strict=True))
    ]
    stored = store.add_activity(
        import_id,
        reading.outcome,
        reading.reason,
        _stored_activity(activity, reader),
        sessions,
        streams,
        reading.data,
    )
    if not stored:
        reason = "another import stored the same recording meanwhile"
        store.add_outcome(import_id, reading.path, "known", reason, reading.sha256)
        return FileOutcome(reading.path, "known", reason)
    return FileOutcome(
        reading.path, reading.outcome, reading.reason, tuple(session.id for session in sessions)
    )


def _stored_activity(activity: Activity, reader: str) -> StoredActivity:
    return StoredActivity(
        id=activity.id,
        source=activity.source,
        reader=reader,
        start=activity.start,
        utc_offset_s=activity.utc_offset_s,
        device=str(activity.device),
        details={
            "name": activity.name,
            "workout": None if activity.workout is None else asdict(activity.workout),
            "laps": [asdict(lap) for lap in activity.laps],
            "lengths": [asdict(length) for length in activity.lengths],
            "athlete_values": dict(activity.athlete_values),
            "issues": [asdict(issue) for issue in activity.issues],
        },
    )


def _stored_session(
    activity: Activity, position: int, session: Session, stream: Stream
) -> StoredSession:
    local_start = activity.local_start(session)
    kind = family(session.sport, session.sub_sport)
    digest = efforts.extract(
        stream, session, kind, dict(activity.athlete_values), day=local_start.date()
    )
    return StoredSession(
        id=f"{activity.id[:12]}-{position}",
        activity_id=activity.id,
        position=position,
        start=session.start,
        local_start=local_start,
        sport=session.sport,
        sub_sport=session.sub_sport,
        duration_s=session.timer_s,
        elapsed_s=session.elapsed_s,
        distance_m=session.distance_m,
        ascent_m=session.ascent_m,
        details={
            "device_values": dict(session.device_values),
            "issues": [asdict(issue) for issue in stream.issues],
            "start_position": _position(stream, 0),
            "end_position": _position(stream, -1),
            "avg_heart_rate_bpm": _mean(stream["heart_rate_bpm"]),
            "avg_power_w": _mean(stream["power_w"]),
            "avg_cadence_rpm": _mean(stream["cadence_rpm"]),
            "avg_cadence_spm": _mean(stream["cadence_spm"]),
        },
        efforts=digest.to_dict(),
    )


def _position(stream: Stream, row: int) -> tuple[float, float] | None:
    """First or last known place, to about a hundred metres: enough to know home again."""
    places = np.column_stack([stream["latitude_deg"], stream["longitude_deg"]])
    known = places[np.isfinite(places).all(axis=1)]
    return (round(float(known[row][0]), 3), round(float(known[row][1]), 3)) if len(known) else None


def _mean(values: np.ndarray[Any, np.dtype[np.float64]]) -> float | None:
    """The mean while moving: zeros of a standing or coasting athlete don't count."""
    moving = values[values > 0]
    return round(float(moving.mean()), 1) if len(moving) else None
