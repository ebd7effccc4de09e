"""What was said of the coming weeks: sessions, times for psoas work, days away from home.

Nothing is overwritten. Of a calendar's words the latest count, and over them, field by field,
the athlete's latest. What was told later than a day is not yet known on it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, NamedTuple

from adaptive.library.recordings import Json, Transaction
from adaptive.week import Availability, DayOff, Windows

__all__ = ["OWN", "Calendar", "Key", "Said", "SaidBy"]

OWN = "own"
"""The source of entries that come from no calendar."""

SaidBy = Literal["calendar", "athlete"]


class Key(NamedTuple):
    """What names an entry: its source, its event there, and which of a recurring event's it is."""

    source: str
    uid: str
    occurrence: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of all that was said of one entry.

    `calendar` is None where no calendar names it (any more). `athlete` holds the fields that the
    athlete told; one that was taken back is missing.
    """

    key: Key
    calendar: Json | None
    athlete: Json


class Calendar:
    """The coming weeks in the library's database."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def said(self, as_of: date) -> list[Said]:
        """What counts on a day, in the order in which entries were first spoken of."""
        rows = self._connection.execute(
            "SELECT source, uid, occurrence, said_by, content FROM calendar WHERE id IN ("
            "  SELECT max(id) FROM calendar WHERE said_by = 'calendar' AND day <= ?1 "
            "  GROUP BY source, uid, occurrence"
            ") OR (said_by = 'athlete' AND day <= ?1) ORDER BY id",
            (as_of.isoformat(),),
        )
        by_calendar: dict[Key, Json | None] = {}
        by_athlete: dict[Key, Json] = {}
        for source, uid, occurrence, said_by, content in rows:
            key, fields = Key(source, uid, occurrence), json.loads(content or "null")
            if said_by == "calendar":
                by_calendar[key] = fields
            else:
                by_athlete[key] = {**by_athlete.get(key, {}), **fields} if fields else {}
        return [
            Said(
                key,
                by_calendar.get(key),
                {name: v for name, v in by_athlete.get(key, {}).items() if v is not None},
            )
            for key in dict.fromkeys([*by_calendar, *by_athlete])
        ]

    def say(self, said_by: SaidBy, words: Mapping[Key, Json | None], today: date) -> None:
        """Note what was said of some entries.

        Of a calendar the whole content, or None where it names the entry no more. Of the athlete
        the fields that were told, None taking one back; None for all takes back everything.
        """
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO calendar (day, source, uid, occurrence, said_by, content) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (today.isoformat(), *key, said_by, None if told is None else json.dumps(told))
                    for key, told in words.items()
                ],
            )

    # -- when there is time, and where ---------------------------------------------

    def availability(self, as_of: date) -> Availability:
        """When psoas work that hangs on no session may stand, as known on a day."""
        rows = self._connection.execute(
            "SELECT weekday, windows FROM available WHERE id IN "
            "(SELECT max(id) FROM available WHERE day <= ? GROUP BY weekday) ORDER BY weekday",
            (as_of.isoformat(),),
        )
        return Availability(
            {
                weekday: tuple(
                    (time.fromisoformat(begin), time.fromisoformat(end))
                    for begin, end in json.loads(windows)
                )
                for weekday, windows in rows
                if windows is not None
            }
        )

    def set_available(self, weekdays: Iterable[int], windows: Windows | None, today: date) -> None:
        """Note the times of some weekdays (Monday 0); None takes back what was told."""
        content = None
        if windows is not None:
            content = json.dumps([[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in windows])
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO available (day, weekday, windows) VALUES (?, ?, ?)",
                [(today.isoformat(), weekday, content) for weekday in weekdays],
            )

    def days_off(self, as_of: date) -> dict[date, DayOff]:
        """Days away from home or kept free, in their order, as known on a day."""
        rows = self._connection.execute(
            "SELECT off, content FROM days_off WHERE id IN "
            "(SELECT max(id) FROM days_off WHERE day <= ? GROUP BY off) ORDER BY off",
            (as_of.isoformat(),),
        )
        found = {}
        for off, content in rows:
            if content is not None:
                told, day = json.loads(content), date.fromisoformat(off)
                kit = told["equipment"]
                found[day] = DayOff(day, told["blocked"], None if kit is None else frozenset(kit))
        return found

    def set_off(self, days: Iterable[date], off: DayOff | None, today: date) -> None:
        """Note of some days what `off` says, whatever its own day; None takes it back."""
        content = None
        if off is not None:
            kit = None if off.equipment is None else sorted(off.equipment)
            content = json.dumps({"blocked": off.blocked, "equipment": kit})
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO days_off (day, off, content) VALUES (?, ?, ?)",
                [(today.isoformat(), day.isoformat(), content) for day in days],
            )
