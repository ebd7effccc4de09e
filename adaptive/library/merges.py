"""Several recordings of one session: which stands for which, and what the athlete said of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from adaptive.library import form, profiles
from adaptive.library.recordings import (
    Json,
    Merged,
    Transaction,
    among,
    listed,
    local_start,
    sessions_changed,
    set_wall_clocks,
)

if TYPE_CHECKING:
    from ingest.zones import ZoneFrom

__all__ = ["Merges", "put_back_separated", "separated_rows"]


def separated_rows(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """What the athlete said stands for itself; it goes with its session."""
    return db.execute("SELECT session_id, day FROM separated").fetchall()


def put_back_separated(db: sqlite3.Connection, rows: Collection[tuple[str, str]]) -> None:
    """Keep that for sessions which were taken out and have come back, within a transaction."""
    there = {session_id for session_id, _ in separated_rows(db)}
    for session_id, day in rows:
        found = db.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone()
        if session_id not in there and found:
            db.execute("INSERT INTO separated VALUES (?, ?)", (session_id, day))
            sessions_changed(db, local_start(db, session_id))


class Merges:
    """What the library's database says of sessions that were recorded more than once."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def recorded(self, ids: Collection[str] | None = None) -> dict[str, Json]:
        """By session id what matching needs to know, with device and format of its recording."""
        rows = self._connection.execute(
            "SELECT sessions.id, activity_id, sport, sub_sport, sessions.start, recorded, device, "  # noqa: S608 - values are bound
            "format FROM sessions JOIN activities ON activities.id = activity_id" + among(ids),
            listed(ids),
        )
        return {
            row[0]: {
                "id": row[0],
                "activity_id": row[1],
                "sport": row[2],
                "sub_sport": row[3],
                "start": datetime.fromisoformat(row[4]),
                **json.loads(row[5]),
                "device": row[6],
                "format": row[7],
            }
            for row in rows
            if row[5] != "null"  # read by an earlier kneedrive, and not yet again
        }

    def at_work(self, since: date) -> dict[str, float | None]:
        """Seconds from start to when the athlete was last at work, by session, from a day on."""
        rows = self._connection.execute(
            "SELECT id, json_extract(recorded, '$.stretches[#-1][1]') FROM sessions "
            "WHERE local_date >= ?",
            (since.isoformat(),),
        )
        return dict(rows.fetchall())

    def leaders(self) -> dict[str, tuple[str, str]]:
        """The session that stands for another one, and why, by the other's id."""
        rows = self._connection.execute(
            "SELECT id, merged_into, merged_reason FROM sessions WHERE merged_into IS NOT NULL"
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def standing_for(self, session_id: str) -> list[str]:
        """The sessions that one stands for."""
        rows = self._connection.execute(
            "SELECT id FROM sessions WHERE merged_into = ? ORDER BY start, id", (session_id,)
        )
        return [row[0] for row in rows]

    def sources(self, session_id: str) -> dict[str, list[str]]:
        """By channel the sessions it is taken from, where that is not the session itself."""
        row = self._connection.execute(
            "SELECT sources FROM merged WHERE session_id = ?", (session_id,)
        ).fetchone()
        return {} if row is None else json.loads(row[0])

    def told(self, ids: Collection[str]) -> dict[str, Json]:
        """By session id the workout, the name and the export's note that came with it.

        What its own recording lacks another one of the session may have: the bike computer the
        workout that was followed, and a site's export the title.
        """
        rows = self._connection.execute(
            "SELECT coalesce(merged_into, sessions.id), json_object("
            "'workout', json_extract(activities.details, '$.workout'), "
            "'name', json_extract(activities.details, '$.name'), "
            "'export', json_extract(activities.details, '$.export')) "
            "FROM sessions JOIN activities ON activities.id = activity_id "
            "WHERE sessions.id IN (SELECT value FROM json_each(?1)) "
            "OR merged_into IN (SELECT value FROM json_each(?1)) "
            "ORDER BY merged_into IS NOT NULL, sessions.start, activity_id, position",
            listed(ids),
        )
        found: dict[str, Json] = {}
        for session_id, text in rows:
            known = found.get(session_id, {})
            found[session_id] = {k: known.get(k) or v for k, v in json.loads(text).items()}
        return found

    def separated(self) -> set[str]:
        """The sessions that the athlete said stand for themselves."""
        return {row[0] for row in self._connection.execute("SELECT session_id FROM separated")}

    def separate(self, session_id: str, day: date) -> None:
        """Note that a session stands for itself."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO separated VALUES (?, ?)", (session_id, day.isoformat())
            )
            sessions_changed(db, local_start(db, session_id))

    def rejoin(self, session_id: str) -> None:
        """Take that back."""
        with self._transaction() as db:
            db.execute("DELETE FROM separated WHERE session_id = ?", (session_id,))
            sessions_changed(db, local_start(db, session_id))

    def all_joined(self) -> bool:
        """Whether nothing has changed since the sessions that are one were put together."""
        row = self._connection.execute("SELECT 1 FROM state WHERE joined = sessions")
        return row.fetchone() is not None

    def save(
        self,
        changed: Mapping[str, tuple[str, str] | None],
        groups: Mapping[str, Merged | None],
        clocks: Mapping[str, tuple[datetime, ZoneFrom]],
        *,
        state: int,
    ) -> bool:
        """Keep which sessions others stand for now, and what the groups have become.

        `changed` gives (stands for it, why) by session id, None where it stands for itself
        again; `groups` what a session has become, None where its own recording is all;
        `clocks` the wall clocks that change with it.
        False, and nothing is kept, where sessions changed since the library was in this state.
        """
        with self._transaction() as db:
            if db.execute("SELECT sessions FROM state").fetchone() != (state,):
                return False
            db.executemany(
                "UPDATE sessions SET merged_into = ?, merged_reason = ? WHERE id = ?",
                [(*(into or (None, None)), session_id) for session_id, into in changed.items()],
            )
            db.executemany("DELETE FROM merged WHERE session_id = ?", [(name,) for name in groups])
            made = [one for one in groups.values() if one is not None]
            db.executemany(
                "INSERT INTO merged VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        one.session_id,
                        json.dumps(one.sources),
                        one.distance_m,
                        one.ascent_m,
                        json.dumps(one.details),
                        json.dumps(one.efforts),
                    )
                    for one in made
                ],
            )
            for table in ("profiles", "form"):
                db.executemany(
                    f"DELETE FROM {table} WHERE merged AND session_id = ?",  # noqa: S608 - two names
                    [(name,) for name in groups],
                )
            profiles.insert(db, [(one.session_id, one.profile) for one in made], merged=True)
            form.insert(db, [(one.session_id, one.form) for one in made], merged=True)
            starts = [local_start(db, name) for name in {*changed, *groups}]
            if starts:
                sessions_changed(db, min(starts))
            set_wall_clocks(db, clocks)
            db.execute("UPDATE state SET joined = sessions")
        return True
