"""One file to the rows and files that the library keeps of it.

This is the part of an import that takes time and touches no database, so it runs in several
processes side by side (`jobs.Workers`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import tzinfo
from pathlib import Path

import numpy as np

from adaptive import joining
from adaptive.library.files import cannot_write
from adaptive.library.form import KeptForm
from adaptive.library.import_log import Judged
from adaptive.library.originals import Originals
from adaptive.library.profiles import KeptProfile
from adaptive.library.recordings import (
    READING,
    Json,
    NewRecording,
    NewSession,
    StoredActivity,
    StoredSession,
)
from adaptive.library.samples import SamplesFolder
from ingest import formats, pipeline, repair, zones
from ingest.activity import Activity, FloatArray, Issue, Lap, Session, within
from ingest.exports import Found, Note
from ingest.sports import family
from ingest.stream import Stream
from models import efforts
from models.profile import Profile

__all__ = ["Job", "Taken", "digest", "take_in"]


@dataclass(frozen=True, slots=True)
class Job:
    """Some files for one process. `zone` is the time zone that the athlete named."""

    folder: Path
    files: tuple[Found, ...]
    zone: tzinfo | None = None
    reader: formats.Reader = "columnar"
    again: bool = False
    """Whether recordings that the library has are read again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file; with `recording` its original and samples are written.

    `export` is what an export says about it (JSON).
    """

    judged: Judged
    bytes: int
    recording: NewRecording | None = None
    export: Json | None = None


def take_in(job: Job) -> list[Taken]:
    """Read files, write their originals and samples, and give their rows.

    Raises:
        KneedriveError: the library's disk does not take them; no file is to blame.
    """
    address = f"{(job.folder / 'library.sqlite').absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as connection:
        known = () if job.again else _InLibrary(connection, Originals(job.folder / "originals"))
        return [_safely(job, file, known) for file in job.files]


@dataclass(frozen=True, slots=True)
class _InLibrary:
    """The ids of all recordings in a library, as they are at the moment of asking.

    One whose original was lost is read as if it were new, which brings it back.
    """

    connection: sqlite3.Connection
    originals: Originals

    def __contains__(self, activity_id: object) -> bool:
        row = self.connection.execute("SELECT 1 FROM activities WHERE id = ?", (activity_id,))
        return row.fetchone() is not None and self.originals.path(str(activity_id)).exists()


def _safely(job: Job, file: Found, known: Container[str]) -> Taken:
    """As `_take_in`, with a fault of our own as the file's outcome: the rest goes on."""
    try:
        return _take_in(job, file, known)
    except OSError as error:  # of the library; one in reading is the file's outcome
        raise cannot_write(job.folder, error) from error
    except Exception as error:  # noqa: BLE001 - whatever it is, other files can be read
        what = f"{type(error).__name__}: {error}"
        reason = f"kneedrive stumbled over it ({what}); please report this with the file"
        judged = Judged(pipeline.readable(file.path), "failed", reason, None, None)
        return Taken(judged, 0)


def _take_in(job: Job, file: Found, known: Container[str]) -> Taken:
    reading = pipeline.read(file, known, reader=job.reader)
    # What could not be reached (no permission, a device gone to sleep) is tried again.
    reached = reading.sha256 or reading.outcome == "skipped"
    stamp = file.stamp if reached and file.stamp else None
    judged = Judged(reading.path, reading.outcome, reading.reason, reading.sha256, stamp)
    activity = _of_sport(reading.activity, file.note)
    export = asdict(file.note) if file.note else None
    if activity is None:
        return Taken(judged, reading.size, export=export)
    streams, sessions = digest(activity, job.zone)
    if not job.again:  # an original that lasts is never touched
        Originals(job.folder / "originals").write(activity.id, reading.data)
    SamplesFolder(job.folder / "samples").write(activity.id, streams)
    recording = NewRecording(_activity(activity, reading, job.reader, export), sessions)
    return Taken(judged, reading.size, recording, export)


def digest(
    activity: Activity, zone: tzinfo | None = None
) -> tuple[list[Stream], tuple[NewSession, ...]]:
    """The cleaned streams of a recording's sessions, and the sessions as they are to be stored.

    `zone` is the time zone that the athlete named.
    """
    streams = [repair.clean(activity, session) for session in activity.sessions]
    sessions = tuple(
        _session(activity, position, session, stream, zone)
        for position, (session, stream) in enumerate(zip(activity.sessions, streams, strict=True))
    )
    return streams, sessions


def _of_sport(activity: Activity | None, note: Note | None) -> Activity | None:
    """The recording of the sport that the export names, where it does not name one itself."""
    if activity is None or note is None or note.sport is None or len(activity.sessions) != 1:
        return activity
    (session,) = activity.sessions
    if session.sport != "generic":
        return activity
    session = replace(session, sport=note.sport, sub_sport=note.sub_sport)
    return replace(activity, sessions=(session,))


def _activity(
    activity: Activity, reading: pipeline.Reading, reader: str, export: Json | None
) -> StoredActivity:
    return StoredActivity(
        id=activity.id,
        source=reading.path,
        reader=reader,
        start=activity.start,
        utc_offset_s=activity.utc_offset_s,
        device=str(activity.device),
        format=reading.format or "",
        reading=READING,
        details={
            "name": activity.name,
            "export": export,
            "workout": None if activity.workout is None else asdict(activity.workout),
            "laps": [_flat(lap) for lap in activity.laps],
            "lengths": [_flat(length) for length in activity.lengths],
            "athlete_values": dict(activity.athlete_values),
            "heart_rate_sensor": activity.heart_rate_sensor,
            "unknown_messages": dict(activity.unknown_messages),
            "issues": [_flat(issue) for issue in activity.issues],
        },
    )


def _flat(record: Lap | Issue) -> Json:
    """The record as `asdict` gives it, which would copy each number ten times as slowly."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _session(
    activity: Activity,
    position: int,
    session: Session,
    stream: Stream,
    zone: tzinfo | None,
) -> NewSession:
    local_start, zone_from = zones.wall_clock(activity, session, zone)
    kind = family(session.sport, session.sub_sport)
    digest = efforts.extract(
        stream, session, kind, dict(activity.athlete_values), day=local_start.date()
    )
    stored = StoredSession(
        id=f"{activity.id[:12]}-{position}",
        activity_id=activity.id,
        position=position,
        start=session.start,
        local_start=local_start,
        zone_from=zone_from,
        sport=session.sport,
        sub_sport=session.sub_sport,
        duration_s=session.timer_s,
        elapsed_s=session.elapsed_s,
        distance_m=_distance(session, stream),
        ascent_m=session.ascent_m,
        details={
            "device_values": dict(session.device_values),
            **stream_details(stream),
        },
    )
    begins_s = (session.start - activity.start).total_seconds()
    lengths = within(activity.lengths, begins_s, session.elapsed_s)
    profile = KeptProfile.of(Profile.of(stream, session, lengths), stream)
    recorded = joining.recorded(activity, session, stream)
    form = KeptForm.of(stream, session, str(activity.device))
    return NewSession(stored, digest.to_dict(), recorded, profile, form)


def stream_details(stream: Stream) -> Json:
    """What the library keeps of a stream beside its samples."""
    return {
        "issues": [_flat(issue) for issue in stream.issues],
        "coverage": {name: round(share, 4) for name, share in stream.coverage.items()},
        "start_position": _position(stream, first=True),
        "end_position": _position(stream, first=False),
        "avg_heart_rate_bpm": _mean(stream, "heart_rate_bpm"),
        "avg_power_w": _mean(stream, "power_w"),
        "avg_cadence_rpm": _mean(stream, "cadence_rpm"),
        "avg_cadence_spm": _mean(stream, "cadence_spm"),
    }


def _position(stream: Stream, *, first: bool) -> tuple[float, float] | None:
    """First or last known place, to about a hundred metres: enough to know home again."""
    places: Sequence[FloatArray] = [stream[name] for name in ("latitude_deg", "longitude_deg")]
    known = np.flatnonzero(np.isfinite(places).all(axis=0))
    if not len(known):
        return None
    row = known[0] if first else known[-1]
    return round(float(places[0][row]), 3), round(float(places[1][row]), 3)


def _distance(session: Session, stream: Stream) -> float | None:
    """As the file sums it up, else as its samples or positions tell (GPX sums up nothing)."""
    if session.distance_m is not None or "distance_m" not in stream:
        return session.distance_m
    covered = stream["distance_m"]
    known = covered[np.isfinite(covered)]
    return round(float(known[-1] - known[0]), 2) if len(known) else None


def _mean(stream: Stream, channel: str) -> float | None:
    """The mean while moving: zeros of a standing or coasting athlete don't count."""
    if channel not in stream:
        return None
    values = stream[channel]
    moving = values[values > 0]
    return round(float(moving.mean()), 1) if len(moving) else None
