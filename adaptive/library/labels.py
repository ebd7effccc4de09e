"""What the athlete said sessions were. The latest word counts, and wins over every model."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from adaptive.library.recordings import Transaction, judged_anew, local_start
from adaptive.week import SessionClass

__all__ = ["Label", "Labels"]


@dataclass(frozen=True, slots=True)
class Label:
    """The class of a session as the athlete told it on a day."""

    session_id: str
    session_class: SessionClass
    told_on: date


class Labels:
    """The labels in the library's database.

    A label belongs to a recording. It counts for whichever session stands for it, and outlives
    that the recording is read anew.
    """

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def all(self, until: date = date.max) -> dict[str, Label]:
        """By session id the label that counts, of those told up to a day."""
        rows = self._connection.execute(
            "SELECT coalesce(merged_into, session_id), class, day FROM labels "
            "LEFT JOIN sessions ON sessions.id = session_id WHERE day <= ? ORDER BY labels.id",
            (until.isoformat(),),
        )
        latest = {
            session_id: word and Label(session_id, word, date.fromisoformat(day))
            for session_id, word, day in rows
        }
        return {session_id: label for session_id, label in latest.items() if label}

    def told(self, since: date, until: date) -> int:
        """How many sessions' classes were told from one day to another."""
        row = self._connection.execute(
            "SELECT count(DISTINCT session_id) FROM labels "
            "WHERE day BETWEEN ? AND ? AND class IS NOT NULL",
            (since.isoformat(), until.isoformat()),
        )
        return int(row.fetchone()[0])

    def tell(self, session_id: str, word: SessionClass | None, today: date) -> None:
        """Note what a session was; None takes back what was said before.

        The classifier learns from it: the sessions from its day on are judged anew.
        """
        with self._transaction() as db:
            db.execute(
                "INSERT INTO labels (day, session_id, class) VALUES (?, ?, ?)",
                (today.isoformat(), session_id, word),
            )
            judged_anew(db, local_start(db, session_id).date())
