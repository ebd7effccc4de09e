"""What was seen of form in the minutes of sessions, as rows of the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from ingest.sports import family

if TYPE_CHECKING:
    from adaptive.library.recordings import Transaction
    from ingest.activity import Session
    from ingest.sports import Family
    from ingest.stream import Stream

__all__ = ["FormRow", "Forms", "KeptForm", "insert", "is_seen"]

# What several recordings make together counts where there is any.
_MERGED = "EXISTS (SELECT 1 FROM merged WHERE merged.session_id = sessions.id)"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A session's minutes as the database holds them: see `models.form.FormBins`.

    Both are empty where the session has no full minute.
    """

    facts: Mapping[str, Any]
    bins: bytes

    @classmethod
    def of(cls, stream: Stream, session: Session, device: str) -> Self | None:
        """What is kept of a session; None where it is neither run nor ride."""
        if not is_seen(session.sport, session.sub_sport):
            return None
        from models.form.bins import FormBins

        found = FormBins.of(stream, session, device)
        return cls({}, b"") if found is None else cls(found.facts(), found.to_bytes())


@dataclass(frozen=True, slots=True)
class FormRow:
    """What the database holds of a run or ride that stands for itself.

    `start` is the athlete's wall clock. `threshold_w` is critical power of its day, None where
    its load was not told by power.
    """

    session_id: str
    family: Family
    start: datetime
    kept: KeptForm
    threshold_w: float | None

    @property
    def day(self) -> date:
        """The athlete's calendar day."""
        return self.start.date()


class Forms:
    """What the library's database holds of form."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def all(self, until: date = date.max) -> Iterator[FormRow]:
        """The runs and rides up to a local day, by their start.

        Left out are those without a full minute, and those only an earlier kneedrive has read.
        """
        rows = self._connection.execute(
            "SELECT sessions.id, sport, sub_sport, local_start, facts, bins, "  # noqa: S608 - values are bound
            "CASE json_extract(assessment, '$.load.method') WHEN 'power' "
            "THEN json_extract(assessment, '$.load.threshold.value') END "
            f"FROM sessions JOIN form ON form.session_id = sessions.id AND merged = {_MERGED} "
            "LEFT JOIN assessments ON assessments.session_id = sessions.id "
            "WHERE merged_into IS NULL AND local_date <= ? AND length(bins) > 0 "
            "ORDER BY sessions.start, activity_id, position",
            (until.isoformat(),),
        )
        for session_id, sport, sub_sport, start, facts, bins, threshold_w in rows:
            yield FormRow(
                session_id,
                family(sport, sub_sport),
                datetime.fromisoformat(start),
                KeptForm(json.loads(facts), bins),
                threshold_w,
            )

    def missing(self) -> list[str]:
        """The runs and rides that only an earlier kneedrive has read, by their start."""
        rows = self._connection.execute(
            "SELECT id, sport, sub_sport FROM sessions WHERE merged_into IS NULL AND NOT EXISTS "  # noqa: S608 - no values
            f"(SELECT 1 FROM form WHERE form.session_id = sessions.id AND merged = {_MERGED}) "
            "ORDER BY sessions.start, activity_id, position"
        )
        return [name for name, sport, sub_sport in rows if is_seen(sport, sub_sport)]

    def fill(self, kept: Mapping[str, KeptForm], *, state: int) -> bool:
        """Keep what was missing, as it is in a state of the library.

        False where another process changed sessions meanwhile; nothing is kept then.
        """
        with self._transaction() as db:
            if db.execute("SELECT sessions FROM state").fetchone() != (state,):
                return False
            db.executemany(
                f"INSERT OR REPLACE INTO form SELECT id, {_MERGED}, ?, ? "  # noqa: S608 - values are bound
                "FROM sessions WHERE id = ?",
                [(json.dumps(one.facts), one.bins, name) for name, one in kept.items()],
            )
        return True


def is_seen(sport: str, sub_sport: str | None) -> bool:
    """Whether form is looked at in a session of such a sport."""
    return family(sport, sub_sport) in {"run", "ride"}


def insert(
    db: sqlite3.Connection, kept: Iterable[tuple[str, KeptForm | None]], *, merged: bool = False
) -> None:
    """Add what was seen of form in sessions, within a transaction."""
    db.executemany(
        "INSERT INTO form VALUES (?, ?, ?, ?)",
        [
            (session_id, merged, json.dumps(one.facts), one.bins)
            for session_id, one in kept
            if one is not None
        ],
    )
