"""What was decided about the athlete's phase. Nothing is overwritten; what was undone is kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from adaptive.library.recordings import Transaction
from adaptive.shifts import Evidence, Shift

__all__ = ["Shifts"]


class Shifts:
    """Moves, holds and questions in the library's database."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def all(self, as_of: date) -> list[Shift]:
        """What was decided up to a day, in order, what was undone by then marked as such.

        Who looks from a day to come, or goes back to one, decides about the same days again. Of
        these the first look counts: what it had decided about, no later one would have, but for
        gaps and clearances that are told of afterwards.
        """
        rows = self._connection.execute(
            "SELECT on_day, content, undone FROM shifts AS one WHERE day <= ? AND on_day <= ? "
            "AND (on_day >= coalesce((SELECT max(until) FROM decided "
            "WHERE until < date(one.day, '-1 day')), '') "
            "OR json_extract(content, '$.reason') IN ('layoff', 'cleared')) "
            "AND NOT EXISTS (SELECT * FROM shifts AS other WHERE other.on_day = one.on_day "
            "AND other.content = one.content AND other.day < one.day) ORDER BY on_day, id",
            (as_of.isoformat(), as_of.isoformat()),
        )
        return [_shift(on_day, content, undone, as_of) for on_day, content, undone in rows]

    def decided_until(self, today: date) -> date | None:
        """The last day before today that needs no more deciding; None if there is none."""
        (until,) = self._connection.execute(
            "SELECT max(until) FROM decided WHERE until < ?", (today.isoformat(),)
        ).fetchone()
        return until and date.fromisoformat(until)

    def keep(
        self, shifts: Iterable[Shift], today: date, until: date, *, undone: Iterable[Shift] = ()
    ) -> None:
        """Note what was decided, and that the days up to `until` are; `undone` was taken back."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE shifts SET undone = ? WHERE on_day = ? AND content = ? AND undone IS NULL",
                [(today.isoformat(), one.day.isoformat(), _content(one)) for one in undone],
            )
            db.executemany(
                "INSERT INTO shifts (day, on_day, content) VALUES (?, ?, ?)",
                [(today.isoformat(), one.day.isoformat(), _content(one)) for one in shifts],
            )
            db.execute("INSERT OR IGNORE INTO decided VALUES (?)", (until.isoformat(),))

    def reopen(self, today: date) -> None:
        """Forget what was decided of a day on that day, the athlete's own word apart.

        As long as a day is not over it is decided by what is known of it, so that what was logged
        by mistake and taken back has moved nobody.
        """
        with self._transaction() as db:
            db.execute(
                "DELETE FROM shifts WHERE day = ?1 AND on_day = ?1 AND undone IS NULL "
                "AND json_extract(content, '$.reason') NOT IN ('undo', 'override')",
                (today.isoformat(),),
            )


def _content(shift: Shift) -> str:
    content = asdict(replace(shift, undone=None))
    return json.dumps(
        {name: value for name, value in content.items() if name not in {"day", "undone"}},
        default=date.isoformat,
    )


def _shift(on_day: str, content: str, undone: str | None, as_of: date) -> Shift:
    told: dict[str, Any] = json.loads(content)
    undone_on = date.fromisoformat(undone) if undone else None
    return Shift(
        **{
            **told,
            "day": date.fromisoformat(on_day),
            "numbers": tuple(Evidence(**one) for one in told["numbers"]),
            "explanations": tuple(told["explanations"]),
            "until": date.fromisoformat(told["until"]) if told["until"] else None,
            "undone": undone_on if undone_on and undone_on <= as_of else None,
        }
    )
