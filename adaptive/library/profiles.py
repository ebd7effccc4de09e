"""Profiles and curves of the sessions as rows of the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from ingest.activity import FloatArray
    from ingest.stream import Stream
    from models.profile import Profile

__all__ = ["Channel", "KeptProfile", "Profiles", "insert", "recorded_effort"]

Channel = Literal["power_w", "speed_mps", "heart_rate_bpm"]

_CURVES: dict[Channel, str] = {
    "power_w": "power_curve",
    "speed_mps": "speed_curve",
    "heart_rate_bpm": "heart_rate_curve",
}
# What several recordings make together counts where there is any.
_COUNTS = "profiles.merged = EXISTS (SELECT 1 FROM merged WHERE merged.session_id = sessions.id)"


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A session's profile and curves as the database holds them."""

    facts: dict[str, Any]
    traces: tuple[bytes, bytes, bytes]
    curves: tuple[bytes, ...]

    @classmethod
    def of(cls, profile: Profile, stream: Stream) -> Self:
        """What is kept of a session: its profile, and the curves of its stream."""
        from ingest.repair.cadence_lock import trusted_heart_rate
        from models.curves import mean_maximal_curve

        def curve(channel: Channel) -> bytes:
            if channel not in stream:
                return b""
            heart = channel == "heart_rate_bpm"
            values = trusted_heart_rate(stream) if heart else stream[channel]
            return mean_maximal_curve(values, stream.stretch).astype("<f4").tobytes()

        return cls(profile.facts(), profile.traces(), tuple(curve(channel) for channel in _CURVES))


class Profiles:
    """What the library's database holds of profiles and curves."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, session_ids: Collection[str]) -> dict[str, Profile]:
        """The profiles of sessions, without those that only an earlier kneedrive has read."""
        from models.profile import Profile

        rows = self._connection.execute(
            "SELECT sessions.id, facts, effort, heart_rate, climbing FROM profiles "  # noqa: S608 - values are bound
            "JOIN sessions ON sessions.id = session_id "
            f"WHERE session_id IN (SELECT value FROM json_each(?)) AND {_COUNTS}",
            (json.dumps(list(session_ids)),),
        )
        return {
            session_id: Profile.from_parts(json.loads(facts), *traces)
            for session_id, facts, *traces in rows
        }

    def done(self) -> Iterator[tuple[str, datetime, str, str | None, float, dict[str, Any], Any]]:
        """What later sessions are compared with, one row a session that stands for itself.

        Its id, start, sport, sub-sport, timer seconds, its profile's facts (none where only an
        earlier kneedrive has read it) and the felt effort that was told (`recorded_effort`).
        """
        rows = self._connection.execute(
            "SELECT sessions.id, sessions.start, sport, sub_sport, duration_s, "  # noqa: S608 - values are bound
            "coalesce(facts, '{}'), json_extract(activities.details, '$.export.rpe'), "
            "json_extract(sessions.details, '$.device_values.workout_rpe') "
            "FROM sessions JOIN activities ON activities.id = activity_id "
            f"LEFT JOIN profiles ON session_id = sessions.id AND {_COUNTS} "
            "WHERE merged_into IS NULL"
        )
        for session_id, start, sport, sub_sport, duration_s, facts, exported, on_watch in rows:
            rpe, began = recorded_effort(exported, on_watch), datetime.fromisoformat(start)
            yield session_id, began, sport, sub_sport, duration_s, json.loads(facts), rpe

    def curves(
        self, channel: Channel, since: date, until: date
    ) -> Iterator[tuple[str, str, str | None, date, FloatArray]]:
        """The curves of the sessions from one local day to another, by their start.

        Each with the session's id, sport, sub-sport and local day, for those that have any.
        """
        import numpy as np

        rows = self._connection.execute(
            f"SELECT sessions.id, sport, sub_sport, local_date, {_CURVES[channel]} FROM profiles "  # noqa: S608 - values are bound
            "JOIN sessions ON sessions.id = session_id WHERE merged_into IS NULL "
            f"AND local_date BETWEEN ? AND ? AND {_COUNTS} AND length({_CURVES[channel]}) > 0 "
            "ORDER BY sessions.start, activity_id, position",
            (since.isoformat(), until.isoformat()),
        )
        for name, sport, sub_sport, day, values in rows:
            yield (
                name,
                sport,
                sub_sport,
                date.fromisoformat(day),
                np.frombuffer(values, "<f4").astype(np.float64),
            )


def recorded_effort(exported: float | None, on_watch: float | None) -> float | None:
    """The felt effort, 1 to 10, as a site's export tells it or the watch does, in per cent."""
    if exported is not None:
        return float(exported)
    return None if on_watch is None else on_watch / 10


def insert(
    db: sqlite3.Connection, kept: Sequence[tuple[str, KeptProfile]], *, merged: bool = False
) -> None:
    """Add the profiles of sessions, within a transaction."""
    db.executemany(
        "INSERT INTO profiles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (session_id, merged, json.dumps(one.facts), *one.traces, *one.curves)
            for session_id, one in kept
        ],
    )
