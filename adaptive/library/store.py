"""The library: one folder that holds what was imported and what the athlete told.

`library.sqlite` (see `schema`), `originals/` (see `originals`) and `samples/`, one
Parquet file per recording with a row per second of timer time: `session` (its
position in the recording) and the columns of `ingest.stream.Stream`.

A recording is stored in this order: original, samples, database. The database row
makes it exist, in one transaction, so an interruption leaves at most files that the
next import of the same recording writes again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from adaptive.library.originals import Originals, replacing
from adaptive.library.schema import migrate
from adaptive.week import Block, DoneBlock, PhaseEntry
from ingest.errors import KneedriveError
from ingest.stream import Stream

__all__ = ["Store", "StoredActivity", "StoredSession"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """A recording as the database holds it; `details` is JSON."""

    id: str
    source: str
    reader: str
    start: datetime
    utc_offset_s: int | None
    device: str
    details: Json


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as the database holds it; `details` and `efforts` are JSON.

    `start` is in UTC, `local_start` the athlete's wall clock without an offset.
    """

    id: str
    activity_id: str
    position: int
    start: datetime
    local_start: datetime
    sport: str
    sub_sport: str | None
    duration_s: float
    elapsed_s: float
    distance_m: float | None
    ascent_m: float | None
    details: Json
    efforts: Json

    @property
    def local_date(self) -> date:
        """The athlete's calendar day."""
        return self.local_start.date()


_INSERT_SESSION = """
INSERT INTO sessions
  (id, activity_id, position, start, local_start, local_date, sport, sub_sport,
   duration_s, elapsed_s, distance_m, ascent_m, details, efforts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_SELECT_SESSIONS = """
SELECT id, activity_id, position, start, local_start, sport, sub_sport,
       duration_s, elapsed_s, distance_m, ascent_m, details, efforts
FROM sessions WHERE local_date <= ? ORDER BY start, activity_id, position
"""


class Store:
    """An open library folder. Use it as a context manager."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.originals = Originals(folder / "originals")
        self._connection = connection

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open a library, creating it first where `create` says so.

        Raises:
            KneedriveError: there is no library yet, the folder cannot be used, or it was
                written by a newer version.
        """
        database = folder / "library.sqlite"
        if not create and not database.exists():
            raise KneedriveError(
                f"nothing was imported yet (no library in {folder})",
                hint="Start with: kneedrive import FOLDER  (or try it out: kneedrive demo)",
            )
        try:
            # Training history and health answers are the athlete's own business.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = _connect(database)
        except (OSError, sqlite3.Error) as error:
            raise KneedriveError(
                f"the library in {folder} cannot be opened: {error}",
                hint="Name another folder with --library, or check its permissions.",
            ) from error
        return cls(folder, connection)

    def close(self) -> None:
        """Close the database; the store cannot be used any more."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # -- importing ---------------------------------------------------------------

    def begin_import(self, day: date) -> int:
        """Note that an import began; its id goes with every outcome."""
        with self._transaction() as db:
            row = db.execute("INSERT INTO imports (day) VALUES (?)", (day.isoformat(),))
        assert row.lastrowid is not None
        return row.lastrowid

    def finish_import(self, import_id: int, seconds: float) -> None:
        """Note that an import came to its end."""
        with self._transaction() as db:
            db.execute("UPDATE imports SET seconds = ? WHERE id = ?", (seconds, import_id))

    def known(self) -> set[str]:
        """The ids (SHA-256) of all recordings in the library."""
        return {row[0] for row in self._connection.execute("SELECT id FROM activities")}

    def add_outcome(
        self, import_id: int, path: str, outcome: str, reason: str | None, sha256: str | None
    ) -> None:
        """Note what became of a file that adds no recording."""
        with self._transaction() as db:
            _insert_outcome(db, import_id, path, outcome, reason, sha256)

    def add_activity(
        self,
        import_id: int,
        outcome: str,
        reason: str | None,
        activity: StoredActivity,
        sessions: Sequence[StoredSession],
        streams: Sequence[Stream],
        data: bytes,
    ) -> bool:
        """Store a recording whole: original, samples, rows and its outcome.

        False where another import stored the same recording meanwhile; nothing changed then.
        """
        self.originals.keep(activity.id, data)
        self._write_samples(activity.id, streams)
        with self._transaction() as db:
            new = db.execute(
                "INSERT OR IGNORE INTO activities VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    activity.id,
                    activity.source,
                    activity.reader,
                    activity.start.isoformat(),
                    activity.utc_offset_s,
                    activity.device,
                    json.dumps(activity.details),
                ),
            ).rowcount
            if not new:
                return False
            for session in sessions:
                db.execute(
                    _INSERT_SESSION,
                    (
                        session.id,
                        session.activity_id,
                        session.position,
                        session.start.isoformat(),
                        session.local_start.isoformat(),
                        session.local_date.isoformat(),
                        session.sport,
                        session.sub_sport,
                        session.duration_s,
                        session.elapsed_s,
                        session.distance_m,
                        session.ascent_m,
                        json.dumps(session.details),
                        json.dumps(session.efforts),
                    ),
                )
            # Thresholds of later days may rest on this session: they are estimated anew.
            db.execute(
                "DELETE FROM assessments WHERE session_id IN "
                "(SELECT id FROM sessions WHERE local_start >= ?)",
                (min(session.local_start for session in sessions).isoformat(),),
            )
            _insert_outcome(db, import_id, activity.source, outcome, reason, activity.id)
        return True

    # -- reading -----------------------------------------------------------------

    def activities(self) -> dict[str, StoredActivity]:
        """All recordings by id."""
        rows = self._connection.execute(
            "SELECT id, source, reader, start, utc_offset_s, device, details FROM activities"
        )
        return {
            row[0]: StoredActivity(
                id=row[0],
                source=row[1],
                reader=row[2],
                start=datetime.fromisoformat(row[3]),
                utc_offset_s=row[4],
                device=row[5],
                details=json.loads(row[6]),
            )
            for row in rows
        }

    def sessions(self, until: date) -> list[StoredSession]:
        """All sessions up to and including a local day, in order of their start."""
        rows = self._connection.execute(_SELECT_SESSIONS, (until.isoformat(),))
        return [
            StoredSession(
                id=row[0],
                activity_id=row[1],
                position=row[2],
                start=datetime.fromisoformat(row[3]),
                local_start=datetime.fromisoformat(row[4]),
                sport=row[5],
                sub_sport=row[6],
                duration_s=row[7],
                elapsed_s=row[8],
                distance_m=row[9],
                ascent_m=row[10],
                details=json.loads(row[11]),
                efforts=json.loads(row[12]),
            )
            for row in rows
        ]

    def stream(self, session: StoredSession) -> Stream:
        """The samples of a session, one row a second."""
        import pyarrow.parquet as pq

        table = pq.read_table(
            self._samples_path(session.activity_id), filters=[("session", "=", session.position)]
        )
        columns = {
            name: table.column(name).to_numpy().copy()
            for name in table.column_names
            if name != "session"
        }
        recorded = {
            name: column
            for name, column in columns.items()
            if name not in {"elapsed_s", "stretch"} and not np.isnan(column).all()
        }
        return Stream(columns["elapsed_s"], columns["stretch"], recorded)

    def _samples_path(self, activity_id: str) -> Path:
        return self.folder / "samples" / activity_id[:2] / f"{activity_id}.parquet"

    def _write_samples(self, activity_id: str, streams: Sequence[Stream]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = sorted({name for stream in streams for name in stream.columns})
        positions = [np.full(len(stream), i, np.int32) for i, stream in enumerate(streams)]
        table = {
            "session": np.concatenate(positions),
            "elapsed_s": np.concatenate([stream.elapsed_s for stream in streams]),
            "stretch": np.concatenate([stream.stretch for stream in streams]),
            **{name: np.concatenate([stream[name] for stream in streams]) for name in names},
        }
        with replacing(self._samples_path(activity_id)) as file:
            pq.write_table(pa.table(table), file, compression="zstd")

    # -- what the models made of it -----------------------------------------------

    def assessments(self) -> dict[str, Json]:
        """What the models made of each session, by session id."""
        rows = self._connection.execute("SELECT session_id, assessment FROM assessments")
        return {session_id: json.loads(text) for session_id, text in rows}

    def all_assessed(self) -> bool:
        """Whether each session has been judged."""
        (pending,) = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM sessions WHERE id NOT IN "
            "(SELECT session_id FROM assessments))"
        ).fetchone()
        return not pending

    def save_assessments(self, assessments: Mapping[str, Json], *, known: int) -> bool:
        """Keep what the models made of some sessions, knowing so many of them.

        False where another import added sessions meanwhile; nothing is kept then, since it
        was made without knowing them.
        """
        with self._transaction() as db:
            (count,) = db.execute("SELECT count(*) FROM sessions").fetchone()
            if count != known:
                return False
            db.executemany(
                "INSERT OR REPLACE INTO assessments VALUES (?, ?)",
                [(session_id, json.dumps(value)) for session_id, value in assessments.items()],
            )
        return True

    # -- the athlete's way through the programme -----------------------------------

    def programme(self) -> list[PhaseEntry]:
        """Start of the programme and the athlete's own settings, in order of entry."""
        rows = self._connection.execute("SELECT day, phase, reason FROM programme ORDER BY id")
        return [PhaseEntry(date.fromisoformat(day), phase, reason) for day, phase, reason in rows]

    def add_programme_entry(self, entry: PhaseEntry) -> None:
        """Add an entry; earlier ones stay as history."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO programme (day, phase, reason) VALUES (?, ?, ?)",
                (entry.day.isoformat(), entry.phase, entry.reason),
            )

    def planned(self, since: datetime, before: datetime) -> list[DoneBlock]:
        """Psoas work that was planned for a span of local time, by start."""
        rows = self._connection.execute(
            "SELECT kind, start, minutes, pair FROM planned WHERE start >= ? AND start < ? "
            "ORDER BY start, kind",
            (since.isoformat(), before.isoformat()),
        )
        return [
            DoneBlock(kind, datetime.fromisoformat(start), minutes, pair)
            for kind, start, minutes, pair in rows
        ]

    def replace_planned(self, since: datetime, before: datetime, blocks: Sequence[Block]) -> None:
        """Note what is planned for a span of local time, instead of what was."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM planned WHERE start >= ? AND start < ?",
                (since.isoformat(), before.isoformat()),
            )
            db.executemany(
                "INSERT INTO planned VALUES (?, ?, ?, ?)",
                [(b.start.isoformat(), b.kind, b.minutes, b.pair) for b in blocks],
            )


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=60, isolation_level=None)
    try:
        database.chmod(0o600)
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
        # It stays once it is set; while another process is at work it has to wait.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _insert_outcome(
    db: sqlite3.Connection,
    import_id: int,
    path: str,
    outcome: str,
    reason: str | None,
    sha256: str | None,
) -> None:
    db.execute(
        "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)", (import_id, path, outcome, reason, sha256)
    )
