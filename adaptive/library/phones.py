"""The phones that may see the page of today, and by what they are known."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import date

from adaptive.library.recordings import Transaction

__all__ = ["Phone", "Phones"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that was paired, and the days on which it was and on which it last came."""

    id: int
    name: str
    paired: date
    seen: date


class Phones:
    """The paired phones in the library's database.

    Each holds a secret, of which only the hash is kept: who reads the library cannot be a phone.
    """

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def pair(self, name: str, secret: str, day: date) -> None:
        """Let a phone in that holds this secret, which is random and long."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO phones (name, hash, day, seen) VALUES (?, ?, ?, ?)",
                (name, _hash(secret), day.isoformat(), day.isoformat()),
            )

    def knows(self, secret: str, day: date) -> bool:
        """Whether a phone with this secret is let in; notes that it came on this day."""
        row = self._connection.execute(
            "SELECT id, seen FROM phones WHERE hash = ? AND revoked IS NULL", (_hash(secret),)
        ).fetchone()
        if row is not None and row[1] != day.isoformat():
            with self._transaction() as db:
                db.execute("UPDATE phones SET seen = ? WHERE id = ?", (day.isoformat(), row[0]))
        return row is not None

    def all(self) -> list[Phone]:
        """The phones that are let in, in the order in which they were paired."""
        rows = self._connection.execute(
            "SELECT id, name, day, seen FROM phones WHERE revoked IS NULL ORDER BY id"
        )
        return [
            Phone(number, name, date.fromisoformat(day), date.fromisoformat(seen))
            for number, name, day, seen in rows
        ]

    def revoke(self, phone_id: int | None, day: date) -> None:
        """Let one phone in no more, or with None all of them."""
        with self._transaction() as db:
            db.execute(
                "UPDATE phones SET revoked = ?1 WHERE revoked IS NULL AND id = coalesce(?2, id)",
                (day.isoformat(), phone_id),
            )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
