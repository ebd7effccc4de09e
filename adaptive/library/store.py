"""The library: one folder that holds what was imported and what the athlete told.

`library.sqlite` (see `schema`), `originals/` (see `originals`) and `samples/` (see `samples`).

A recording is stored in this order: original, samples, database. The database row
makes it exist, in one transaction, so an interruption leaves at most files that the
next import of the same recording writes again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from adaptive.library import import_log, recordings
from adaptive.library.calendar import Calendar
from adaptive.library.database import all_or_nothing, connect, shred, snapshot
from adaptive.library.diary import Diary
from adaptive.library.exported import Exported
from adaptive.library.faults import database_fault, is_damage, write_fault
from adaptive.library.files import make_lasting
from adaptive.library.form import Forms
from adaptive.library.import_log import ImportLog, Judged
from adaptive.library.labels import Labels
from adaptive.library.merges import Merges, put_back_separated, separated_rows
from adaptive.library.originals import Originals
from adaptive.library.phones import Phones
from adaptive.library.pins import Pins
from adaptive.library.profiles import Profiles
from adaptive.library.recordings import (
    READING,
    Json,
    NewRecording,
    StoredActivity,
    StoredSession,
    activity_of,
    session_of,
)
from adaptive.library.remembering import Memory
from adaptive.library.shifts import Shifts
from adaptive.library.way import Way
from ingest.errors import KneedriveError
from ingest.outcomes import KNOWN
from models.athlete import Setting

if TYPE_CHECKING:
    from adaptive.library.plans import Plans
    from adaptive.library.samples import SamplesFolder
    from ingest.sports import Family
    from ingest.stream import Stream
    from ingest.zones import ZoneFrom

__all__ = ["Fact", "Store"]

T = TypeVar("T")

Fact = str | float | list[str] | None
"""What the athlete told under a name; a list is all of some words."""


class Store:
    """An open library folder. Use it as a context manager."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, memory: Memory | None = None
    ) -> None:
        self.folder = folder
        self.originals = Originals(folder / "originals")
        self.imports = ImportLog(connection, self.transaction)
        self.merges = Merges(connection, self.transaction)
        self.labels = Labels(connection, self.transaction)
        self.profiles = Profiles(connection)
        self.forms = Forms(connection, self.transaction)
        self.way = Way(connection, self.transaction)
        self.shifts = Shifts(connection, self.transaction)
        self.calendar = Calendar(connection, self.transaction)
        self.diary = Diary(connection, self.transaction)
        self.pins = Pins(connection, self.transaction)
        self.phones = Phones(connection, self.transaction)
        self.exported = Exported(connection, self.transaction)
        self._connection = connection
        self._memory = memory or Memory()
        self._waiting: Callable[[], None] = lambda: None
        self._file: tuple[int, int] | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        create: bool = False,
        memory: Memory | None = None,
        waiting: Callable[[], None] = lambda: None,
    ) -> Self:
        """Open a library, creating it first where `create` says so.

        Args:
            folder: where it lies.
            create: whether there may be none yet.
            memory: what other stores of this library remember as well; its own by default.
            waiting: called whenever another process keeps it from writing for so long that a
                person would wonder.

        Raises:
            KneedriveError: there is no library yet, the folder cannot be used, it was written by
                a newer version, or is damaged.
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
            connection = connect(database, waiting)
        except sqlite3.DatabaseError as error:
            raise database_fault(folder, error) from error
        except OSError as error:
            raise KneedriveError(
                f"the library in {folder} cannot be opened: {error}",
                hint="Name another folder with --library, or check its permissions.",
            ) from error
        store = cls(folder, connection, memory)
        store._waiting = waiting
        found = database.stat()
        # Another library in its place may have come to the same state.
        store._file = found.st_dev, found.st_ino
        return store

    def close(self) -> None:
        """Close the database; the store cannot be used any more."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _place: object) -> None:
        """Close it. That its database turned out to be damaged is told in words.

        Raises:
            KneedriveError: instead of SQLite's own error.
        """
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and is_damage(error):
            raise database_fault(self.folder, error) from error

    @cached_property
    def samples(self) -> SamplesFolder:
        """The streams of the sessions."""
        from adaptive.library.samples import SamplesFolder  # numpy loads on first use

        return SamplesFolder(self.folder / "samples")

    @cached_property
    def plans(self) -> Plans:
        """The plans that were made, with what they were made from."""
        from adaptive.library.plans import Plans  # so does what turns them to values

        return Plans(self._connection, self.transaction)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is written within.

        Raises:
            KneedriveError: the disk is full or does not take it for another reason, or another
                process was writing all the time.
        """
        try:
            with all_or_nothing(self._connection, self._waiting):
                yield self._connection
        except sqlite3.OperationalError as error:
            raise write_fault(self.folder, error) from error

    def snapshot(self, place: Path) -> None:
        """Write the database as it is now into a file, without what was deleted.

        Raises:
            OSError, sqlite3.Error: the disk does not take it.
        """
        snapshot(self._connection, place)

    def shred(self) -> bool:
        """Leave nothing in the database's files that was deleted; False where others still read.

        Raises:
            KneedriveError: the disk does not take it.
        """
        try:
            return shred(self._connection)
        except sqlite3.OperationalError as error:
            raise write_fault(self.folder, error) from error

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of the sessions and of what they are judged by, made once while they last.

        `key` names it, with all else that it depends on. The value is shared: who gets it leaves
        it as it is.
        """
        if self._connection.in_transaction:  # what is not yet sure is remembered by nobody
            return make()
        return self._memory.get((self._file, self.state()), key, make)

    # -- recordings ----------------------------------------------------------------

    def has(self, activity_id: str) -> bool:
        """Whether a recording is in the library."""
        row = self._connection.execute("SELECT 1 FROM activities WHERE id = ?", (activity_id,))
        return row.fetchone() is not None

    def add(
        self, import_id: int, taken: Sequence[tuple[Judged, NewRecording | None]]
    ) -> list[Judged]:
        """Store what became of files, with the recordings whose files are written already.

        A recording that is in the library, perhaps since another import stored it a moment ago,
        is left as it is, and its file is known. When this returns all survives a power cut.
        """
        make_lasting(
            place
            for _, recording in taken
            if recording is not None
            for place in (
                self.originals.path(recording.activity.id),
                self.samples.path(recording.activity.id),
            )
        )
        final: list[Judged] = []
        starts: list[datetime] = []
        with self.transaction() as db:
            for judged, recording in taken:
                if recording is None:
                    final.append(judged)
                elif self.has(recording.activity.id):
                    final.append(replace(judged, outcome="known", reason=KNOWN))
                else:
                    final.append(judged)
                    recordings.insert(db, recording)
                    starts += [one.session.local_start for one in recording.sessions]
            if starts:
                recordings.sessions_changed(db, min(starts))
            import_log.insert_outcomes(db, import_id, final)
        return final

    def annotate(self, exports: Mapping[str, Json]) -> None:
        """Keep what an export says about recordings that came without it, by their ids.

        A title may tell a race, and the sport of a recording that does not name one.
        """
        with self.transaction() as db:
            for activity_id, export in exports.items():
                if self.activity(activity_id).details.get("export") == export:
                    continue
                db.execute(
                    "UPDATE activities SET details = json_set(details, '$.export', json(?)) "
                    "WHERE id = ?",
                    (json.dumps(export), activity_id),
                )
                db.execute(
                    "UPDATE activities SET reading = 0 WHERE id = ? AND EXISTS "
                    "(SELECT 1 FROM sessions WHERE activity_id = ?1 AND sport = 'generic')",
                    (activity_id,),
                )
                (start,) = db.execute(
                    "SELECT min(local_start) FROM sessions WHERE activity_id = ?", (activity_id,)
                ).fetchone()
                recordings.sessions_changed(db, datetime.fromisoformat(start))

    def outdated(self) -> dict[str, tuple[str, Json | None]]:
        """Source and export's note of the recordings that an earlier state of reading made."""
        rows = self._connection.execute(
            "SELECT id, source, json_extract(details, '$.export') FROM activities "
            "WHERE reading < ? ORDER BY start, id",
            (READING,),
        )
        return {name: (source, note and json.loads(note)) for name, source, note in rows}

    def replace(self, remade: Sequence[NewRecording]) -> None:
        """Put recordings that were read again in place of their earlier rows."""
        make_lasting(self.samples.path(recording.activity.id) for recording in remade)
        with self.transaction() as db:
            separated = separated_rows(db)
            starts = [one.session.local_start for r in remade for one in r.sessions]
            starts += [
                datetime.fromisoformat(start)
                for r in remade
                for (start,) in db.execute(
                    "SELECT local_start FROM sessions WHERE activity_id = ?", (r.activity.id,)
                )
            ]
            for recording in remade:
                db.execute("DELETE FROM activities WHERE id = ?", (recording.activity.id,))
                recordings.insert(db, recording)
            put_back_separated(db, separated)
            recordings.sessions_changed(db, min(starts))

    def activity(self, activity_id: str) -> StoredActivity:
        """One recording, which must be there."""
        row = self._connection.execute(
            "SELECT id, source, reader, start, utc_offset_s, device, details, format, reading "
            "FROM activities WHERE id = ?",
            (activity_id,),
        )
        return activity_of(row.fetchone())

    def recorded_by(self) -> dict[str, tuple[str, str, str]]:
        """Device, source and format of each recording, by its id."""
        rows = self._connection.execute("SELECT id, device, source, format FROM activities")
        return {row[0]: row[1:] for row in rows}

    def sessions(self, until: date = date.max, since: date = date.min) -> list[StoredSession]:
        """The sessions from one local day to another, in order of their start.

        Those that another one stands for are left out.
        """
        rows = self._connection.execute(
            recordings.SELECT_SESSIONS
            + "local_date BETWEEN ? AND ? ORDER BY start, activity_id, position",
            (since.isoformat(), until.isoformat()),
        )
        return [session_of(row) for row in rows]

    def session(self, session_id: str) -> StoredSession | None:
        """One session, None where another one stands for it."""
        rows = self._connection.execute(recordings.SELECT_SESSIONS + "id = ?", (session_id,))
        row = rows.fetchone()
        return None if row is None else session_of(row)

    def recorded_sessions(self, ids: Collection[str] | None = None) -> list[StoredSession]:
        """All sessions, or some, as recorded, whether another one stands for them or not."""
        rows = self._connection.execute(
            recordings.SELECT_RECORDED + recordings.among(ids), recordings.listed(ids)
        )
        return [session_of(row) for row in rows]

    def efforts(self, since: date = date.min, until: date = date.max) -> Iterator[Json]:
        """What the sessions of some local days say about thresholds."""
        rows = self._connection.execute(
            "SELECT coalesce(merged.efforts, sessions.efforts) FROM sessions "
            "LEFT JOIN merged ON merged.session_id = sessions.id "
            "WHERE merged_into IS NULL AND local_date BETWEEN ? AND ? ORDER BY start, id",
            (since.isoformat(), until.isoformat()),
        )
        return (json.loads(text) for (text,) in rows)

    def recorded_stream(self, session: StoredSession) -> Stream:
        """The samples of a session's own recording, one row a second, with what was repaired."""
        from ingest.activity import Issue  # numpy loads on first use

        found = self.samples.read(session.activity_id, session.position)
        return replace(found, issues=tuple(Issue(**i) for i in session.details["issues"]))

    # -- what the models made of it -----------------------------------------------

    def assessments(self, since: date = date.min) -> dict[str, Json]:
        """What the models made of the sessions from a local day on, by session id."""
        rows = self._connection.execute(
            "SELECT session_id, assessment FROM assessments JOIN sessions ON id = session_id "
            "WHERE local_date >= ?",
            (since.isoformat(),),
        )
        return {session_id: json.loads(text) for session_id, text in rows}

    def unassessed(self) -> list[str]:
        """The sessions that were not judged yet, or whose past has changed, by their start."""
        rows = self._connection.execute(
            "SELECT id FROM sessions WHERE merged_into IS NULL AND id NOT IN "
            "(SELECT session_id FROM assessments) ORDER BY start, activity_id, position"
        )
        return [session_id for (session_id,) in rows]

    def all_assessed(self) -> bool:
        """Whether each session has been judged."""
        return not self.unassessed()

    def state(self) -> int:
        """A number that is another one once sessions were added, merged, moved or read again.

        Or once the athlete told what they are to be judged by.
        """
        (number,) = self._connection.execute("SELECT sessions FROM state").fetchone()
        return int(number)

    def told(self) -> Hashable:
        """Another value whenever the athlete told or took back something, or a move was decided."""
        row: Hashable = self._connection.execute(
            "SELECT (SELECT max(id) FROM diary), (SELECT count(*) FROM diary WHERE undone), "
            "(SELECT max(id) FROM shifts), (SELECT count(undone) FROM shifts), "
            "(SELECT max(id) FROM programme), (SELECT max(id) FROM facts), "
            "(SELECT max(id) FROM settings)"
        ).fetchone()
        return row

    def save_assessments(self, assessments: Mapping[str, Json], *, state: int) -> bool:
        """Keep what the models made of some sessions as they are in a state of the library.

        False where another process changed sessions meanwhile; nothing is kept then.
        """
        with self.transaction() as db:
            if self.state() != state:
                return False
            db.executemany(
                "INSERT OR REPLACE INTO assessments VALUES (?, ?)",
                [(session_id, json.dumps(value)) for session_id, value in assessments.items()],
            )
        return True

    # -- what the athlete told -----------------------------------------------------

    def fact(self, name: str) -> Fact:
        """A fact about the athlete as last told, None where it was not."""
        row = self._connection.execute(
            "SELECT value FROM facts WHERE name = ? ORDER BY id DESC LIMIT 1", (name,)
        ).fetchone()
        value: Fact = None if row is None or row[0] is None else json.loads(row[0])
        return value

    def fact_told(self, name: str) -> date | None:
        """The day on which a fact was last told; None where it never was, or was taken back."""
        row = self._connection.execute(
            "SELECT day, value FROM facts WHERE name = ? ORDER BY id DESC LIMIT 1", (name,)
        ).fetchone()
        return None if row is None or row[1] is None else date.fromisoformat(row[0])

    def set_fact(self, name: str, value: Fact, day: date, *, reassess: bool = True) -> None:
        """Note what the athlete told; earlier values stay as history.

        All sessions are judged anew where it is something that they are judged by.
        """
        with self.transaction() as db:
            db.execute(
                "INSERT INTO facts (day, name, value) VALUES (?, ?, ?)",
                (day.isoformat(), name, None if value is None else json.dumps(value)),
            )
            if reassess:
                recordings.judged_anew(db)

    def training_days(self, since: date, until: date) -> frozenset[date]:
        """The local days from one to another on which anything was recorded."""
        rows = self._connection.execute(
            "SELECT DISTINCT local_date FROM sessions WHERE local_date BETWEEN ? AND ?",
            (since.isoformat(), until.isoformat()),
        )
        return frozenset(date.fromisoformat(day) for (day,) in rows)

    def settings(self) -> list[Setting]:
        """The thresholds that the athlete set, by the day from which they hold.

        Of one day, in the order in which they were told.
        """
        rows = self._connection.execute(
            "SELECT name, value, since FROM settings WHERE id IN "
            "(SELECT max(id) FROM settings GROUP BY name, since) AND value IS NOT NULL "
            "ORDER BY since, id"
        )
        return [Setting(name, value, date.fromisoformat(since)) for name, value, since in rows]

    def set_threshold(
        self,
        setting: Setting,
        today: date,
        *,
        families: Collection[Family] | None,
        taken_back: bool = False,
    ) -> None:
        """Note a threshold that holds from a day on, or take back what was set for that day.

        Sessions before the day, and those of other sports than the families that it concerns
        (None: all), keep their load and class.
        """
        with self.transaction() as db:
            db.execute(
                "INSERT INTO settings (day, name, value, since) VALUES (?, ?, ?, ?)",
                (
                    today.isoformat(),
                    setting.name,
                    None if taken_back else setting.value,
                    setting.since.isoformat(),
                ),
            )
            recordings.judged_anew(db, setting.since, families)

    def set_wall_clocks(self, clocks: Mapping[str, tuple[datetime, ZoneFrom]]) -> None:
        """Put sessions on other wall clocks: by id, when each began, and who said so."""
        with self.transaction() as db:
            recordings.set_wall_clocks(db, clocks)
