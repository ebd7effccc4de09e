"""Recordings and sessions as rows of the database."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adaptive.library import form, profiles
from ingest.sports import family

if TYPE_CHECKING:
    from adaptive.library.form import KeptForm
    from adaptive.library.profiles import KeptProfile
    from ingest.activity import Session
    from ingest.sports import Family
    from ingest.zones import ZoneFrom

__all__ = [
    "READING",
    "Json",
    "Merged",
    "NewRecording",
    "NewSession",
    "StoredActivity",
    "StoredSession",
    "Transaction",
]

Json = dict[str, Any]

Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""All or nothing of what is written within; it gives the connection."""

READING = 4
"""The state of reading, repairing and digesting; recordings of an older one are read again."""


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """A recording as the database holds it; `details` is JSON.

    `reading` is the state of reading and repairing that made it.
    """

    id: str
    source: str
    reader: str
    start: datetime
    utc_offset_s: int | None
    device: str
    format: str
    reading: int
    details: Json


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as the database holds it; `details` is JSON.

    `start` is in UTC, `local_start` the athlete's wall clock without an offset.
    `merged_into` is the session that stands for this one, if any, and `merged_reason` why.
    """

    id: str
    activity_id: str
    position: int
    start: datetime
    local_start: datetime
    zone_from: ZoneFrom
    sport: str
    sub_sport: str | None
    duration_s: float
    elapsed_s: float
    distance_m: float | None
    ascent_m: float | None
    details: Json
    merged_into: str | None = None
    merged_reason: str | None = None

    @property
    def local_date(self) -> date:
        """The athlete's calendar day."""
        return self.local_start.date()

    @property
    def start_place(self) -> tuple[float, float] | None:
        """Where it began, in degrees, rounded; None where no position was recorded."""
        return _place(self.details["start_position"])

    @property
    def end_place(self) -> tuple[float, float] | None:
        """Where it ended."""
        return _place(self.details["end_position"])

    def as_recorded(self) -> Session:
        """The session as the reader gave it, without its place among the samples."""
        from ingest.activity import Session  # numpy loads on first use

        return Session(
            sport=self.sport,
            sub_sport=self.sub_sport,
            start=self.start,
            elapsed_s=self.elapsed_s,
            timer_s=self.duration_s,
            rows=slice(0, 0),
            distance_m=self.distance_m,
            ascent_m=self.ascent_m,
            device_values=self.details["device_values"],
        )


def _place(position: list[float] | None) -> tuple[float, float] | None:
    return None if position is None else (position[0], position[1])


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be stored, with what thresholds, matching, judging and form need of it."""

    session: StoredSession
    efforts: Json
    recorded: Json
    profile: KeptProfile
    form: KeptForm | None


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A recording to be stored; its original and samples are written already."""

    activity: StoredActivity
    sessions: tuple[NewSession, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a session is that is put together from several recordings.

    `sources` names by channel the sessions that it is taken from, where it is not its own.
    """

    session_id: str
    sources: Mapping[str, Sequence[str]]
    distance_m: float | None
    ascent_m: float | None
    details: Json
    efforts: Json
    profile: KeptProfile
    form: KeptForm | None


_SESSION_FIELDS = [field.name for field in fields(StoredSession)]
# Both selections have the columns in this order.
SELECT_SESSIONS = """
SELECT id, activity_id, position, start, local_start, zone_from, sport, sub_sport, duration_s,
       elapsed_s, coalesce(merged.distance_m, sessions.distance_m),
       coalesce(merged.ascent_m, sessions.ascent_m),
       coalesce(merged.details, sessions.details), merged_into, merged_reason
FROM sessions LEFT JOIN merged ON merged.session_id = sessions.id
WHERE merged_into IS NULL AND """
"""What a session is for the models: where it stands for several recordings, all of them."""

SELECT_RECORDED = """
SELECT id, activity_id, position, start, local_start, zone_from, sport, sub_sport, duration_s,
       elapsed_s, distance_m, ascent_m, details, merged_into, merged_reason
FROM sessions
"""
"""What a session's own recording says."""


def session_of(row: tuple[Any, ...]) -> StoredSession:
    """A row of one of the selections above."""
    facts = dict(zip(_SESSION_FIELDS, row, strict=True))
    facts["start"] = datetime.fromisoformat(facts["start"])
    facts["local_start"] = datetime.fromisoformat(facts["local_start"])
    facts["details"] = json.loads(facts["details"])
    return StoredSession(**facts)


def activity_of(row: tuple[Any, ...]) -> StoredActivity:
    """A row of the activities table."""
    return StoredActivity(
        id=row[0],
        source=row[1],
        reader=row[2],
        start=datetime.fromisoformat(row[3]),
        utc_offset_s=row[4],
        device=row[5],
        details=json.loads(row[6]),
        format=row[7],
        reading=row[8],
    )


def insert(db: sqlite3.Connection, recording: NewRecording) -> None:
    """Add a recording and its sessions, within a transaction."""
    activity = recording.activity
    db.execute(
        "INSERT INTO activities (id, source, reader, start, utc_offset_s, device, details, "
        "format, reading) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            activity.id,
            activity.source,
            activity.reader,
            activity.start.isoformat(),
            activity.utc_offset_s,
            activity.device,
            json.dumps(activity.details),
            activity.format,
            activity.reading,
        ),
    )
    db.executemany(
        "INSERT INTO sessions (id, activity_id, position, start, local_start, local_date, "
        "zone_from, sport, sub_sport, duration_s, elapsed_s, distance_m, ascent_m, details, "
        "efforts, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session.id,
                session.activity_id,
                session.position,
                session.start.isoformat(),
                session.local_start.isoformat(),
                session.local_date.isoformat(),
                session.zone_from,
                session.sport,
                session.sub_sport,
                session.duration_s,
                session.elapsed_s,
                session.distance_m,
                session.ascent_m,
                json.dumps(session.details),
                json.dumps(new.efforts),
                json.dumps(new.recorded),
            )
            for new in recording.sessions
            for session in [new.session]
        ],
    )
    profiles.insert(db, [(new.session.id, new.profile) for new in recording.sessions])
    form.insert(db, [(new.session.id, new.form) for new in recording.sessions])


def among(ids: Collection[str] | None) -> str:
    """The end of a query about some sessions, or all; `listed` gives its values."""
    among = "" if ids is None else " WHERE sessions.id IN (SELECT value FROM json_each(?))"
    return among + " ORDER BY sessions.start, activity_id, position"


def listed(ids: Collection[str] | None) -> tuple[str, ...]:
    return () if ids is None else (json.dumps(list(ids)),)


def sessions_changed(db: sqlite3.Connection, since: datetime) -> None:
    """Forget what rests on sessions that changed, from the earliest one's local start on.

    Thresholds of a day rest on all of its sessions, so its earlier ones are judged anew as
    well; and for who travels, the day before may hold sessions that began later.
    """
    db.execute("UPDATE state SET sessions = ?", (_another_state(),))
    db.execute(
        "DELETE FROM assessments WHERE session_id IN "
        "(SELECT id FROM sessions WHERE local_date >= ?)",
        ((since.date() - timedelta(days=1)).isoformat(),),
    )


def judged_anew(
    db: sqlite3.Connection, since: date = date.min, families: Collection[Family] | None = None
) -> None:
    """Forget what the models made of sessions that are to be judged by something else."""
    rows = db.execute(
        "SELECT id, sport, sub_sport FROM sessions WHERE local_date >= ?", (since.isoformat(),)
    )
    concerned = [
        session_id
        for session_id, sport, sub_sport in rows
        if families is None or family(sport, sub_sport) in families
    ]
    db.execute(
        "DELETE FROM assessments WHERE session_id IN (SELECT value FROM json_each(?))",
        (json.dumps(concerned),),
    )
    # Whoever is judging must notice; which sessions are one has not changed.
    db.execute(
        "UPDATE state SET sessions = ?1, joined = iif(joined = sessions, ?1, joined)",
        (_another_state(),),
    )


def _another_state() -> int:
    """A number that no library had before.

    One that counts up would come back once a copy is put in the library's place, or it is begun
    anew.
    """
    return secrets.randbits(62)


def local_start(db: sqlite3.Connection, session_id: str) -> datetime:
    """When a session started on the athlete's wall clock."""
    row = db.execute("SELECT local_start FROM sessions WHERE id = ?", (session_id,))
    return datetime.fromisoformat(row.fetchone()[0])


def set_wall_clocks(
    db: sqlite3.Connection, clocks: Mapping[str, tuple[datetime, ZoneFrom]]
) -> None:
    """Put sessions on other wall clocks, within a transaction."""
    for session_id, (began, zone_from) in clocks.items():
        day = began.date().isoformat()
        sessions_changed(db, min(began, local_start(db, session_id)))
        db.execute(
            "UPDATE sessions SET local_start = ?, local_date = ?, zone_from = ?, "
            "efforts = json_set(efforts, '$.date', ?) WHERE id = ?",
            (began.isoformat(), day, zone_from, day, session_id),
        )
        db.execute(
            "UPDATE merged SET efforts = json_set(efforts, '$.date', ?) WHERE session_id = ?",
            (day, session_id),
        )
