"""Deleting health answers for good: out of the database, its free pages and its copies.

What they bar stays (`adaptive.condition.forgotten`), and so does all training. What the library
had made of them goes with them: the sentences and numbers of past decisions, past plans, and the
descriptions of exported events.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from adaptive import cadence_answers, facts, planning
from adaptive.condition import safety
from adaptive.condition.forgotten import Held, held, remembered, spared
from adaptive.diary import HELD, DiaryEntry
from adaptive.library.diary import insert
from adaptive.library.store import Store
from adaptive.programme.prescribing import against
from adaptive.programme.rulebook import standard
from adaptive.shifting.table import standard as standard_table
from adaptive.telling import following
from ingest.errors import KneedriveError

__all__ = ["Forgotten", "forget", "told"]

_SAID_WITHOUT_HEALTH = cadence_answers.RULES | {
    "cadence_drop",
    "layoff",
    "long_layoff",
    "cleared",
    "override",
    "undo",
}
"""The rules of decisions whose sentences and numbers say nothing of how the body felt."""

_DECIDED = "What this rested on was deleted."

_COPIES = ("library.before-schema-*.sqlite", "library.damaged-*.sqlite*")
"""What the library keeps beside its database of what that was."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted, in numbers, and what still stands because of it.

    `entries` of the diary are gone or hold less, `answers` counts facts, `plans` past plans, and
    `copies` files of earlier databases. `held` is what is still barred; `left_out` are exercises
    that no plan takes.
    """

    entries: int
    answers: int
    plans: int
    copies: int
    held: tuple[Held, ...]
    left_out: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer of `forget --json`."""
        return {
            **asdict(self),
            "held": [one.to_json() for one in self.held],
            "left_out": list(self.left_out),
        }


def told(store: Store) -> int:
    """How many entries and answers there are to forget."""
    with store.transaction() as db:
        left_out = _left_out(facts.safety(store), facts.avoid(store))
        return len(_sparing(db)) + _answers(db, left_out)


def forget(store: Store, today: date) -> Forgotten:
    """Delete the health answers, and all that was made of them.

    Where they are deleted already, only what may be left of them in the files is.

    Raises:
        KneedriveError: something was told meanwhile, and nothing is deleted; or it is deleted,
            but a process that reads keeps the old pages in the files.
    """
    decided = planning.decide(store, today, None)
    known = decided.told() if decided else following.known(store, today)
    stands_for = remembered(known, timedelta(days=standard_table().numbers.memory_days))
    left_out = _left_out(known.safety, facts.avoid(store))
    plans = 0
    with store.transaction() as db:
        # What nobody has looked at yet may bar something: it is not deleted unseen.
        if store.diary.entries() != list(known.diary) or facts.safety(store) != known.safety:
            raise KneedriveError(
                f"more was told meanwhile, or later than {today}: nothing is deleted",
                hint="Say it again, without --today.",
            )
        entries, answers = _sparing(db), _answers(db, left_out)
        if entries or answers:
            _spare(db, entries, stands_for)
            _take_back(db, left_out, today)
            _unsay_decisions(db)
            _undescribe_events(db)
            plans = db.execute("DELETE FROM plans").rowcount
    copies = list(_copies(store.folder))
    for one in copies:
        one.unlink(missing_ok=True)
    if not store.shred():
        raise KneedriveError(
            "your health answers are deleted, but another kneedrive still reads what was before",
            hint="End it (kneedrive serve) and say this again, so that nothing is left on disk.",
        )
    return Forgotten(
        entries=len(entries),
        answers=answers,
        plans=plans,
        copies=len(copies),
        held=tuple(
            one for one in held(store.diary.entries()) if one.until is None or one.until > today
        ),
        left_out=left_out,
    )


def _left_out(answers: Sequence[str] | None, avoid: AbstractSet[str]) -> tuple[str, ...]:
    """The exercises that answers speak against; named by themselves they say nothing of why."""
    screen = safety.standard().screen
    words = frozenset(avoid) | {word for name in answers or () for word in screen[name].avoid}
    book = standard()
    exercises = book.exercises.values()
    return tuple(sorted(one.id for one in exercises if against(one, book, None, words)))


def _sparing(db: sqlite3.Connection) -> dict[int, DiaryEntry | None]:
    """By number what is to be left of entries, of those that were undone as well."""
    found = {}
    for number, kind, content in db.execute("SELECT id, kind, content FROM diary"):
        entry = DiaryEntry(kind, date.min, None, json.loads(content), date.min)
        if kind != HELD and (left := spared(entry)) != entry:
            found[number] = left
    return found


def _answers(db: sqlite3.Connection, left_out: Sequence[str]) -> int:
    """How many answers, earlier ones too, say more than which exercises are left out."""
    (number,) = db.execute(
        "SELECT count(*) FROM facts WHERE value IS NOT NULL "
        "AND (name = 'safety' OR name = 'avoid' AND value <> ?)",
        (json.dumps(left_out),),
    ).fetchone()
    return int(number)


def _spare(
    db: sqlite3.Connection, sparing: Mapping[int, DiaryEntry | None], stands_for: DiaryEntry
) -> None:
    # It is added before others go: no number of an entry is ever given twice.
    insert(db, [stands_for])
    db.execute("DELETE FROM diary WHERE kind = ? AND id < (SELECT max(id) FROM diary)", (HELD,))
    for number, left in sparing.items():
        if left is None:
            db.execute("DELETE FROM diary WHERE id = ?", (number,))
        else:
            db.execute(
                "UPDATE diary SET content = ? WHERE id = ?", (json.dumps(left.content), number)
            )


def _take_back(db: sqlite3.Connection, left_out: Sequence[str], today: date) -> None:
    """Take back the safety answers, name exercises in place of complaints, keep no earlier word."""
    for name, value in (("safety", None), ("avoid", json.dumps(left_out) if left_out else None)):
        db.execute(
            "INSERT INTO facts (day, name, value) VALUES (?, ?, ?)",
            (today.isoformat(), name, value),
        )
    db.execute("DELETE FROM facts WHERE id NOT IN (SELECT max(id) FROM facts GROUP BY name)")


def _unsay_decisions(db: sqlite3.Connection) -> None:
    """Leave of decisions about the phase what they decided."""
    for number, content in db.execute("SELECT id, content FROM shifts").fetchall():
        decided = json.loads(content)
        if decided["rule"] not in _SAID_WITHOUT_HEALTH:
            decided |= {"why": _DECIDED, "numbers": [], "explanations": []}
            db.execute("UPDATE shifts SET content = ? WHERE id = ?", (json.dumps(decided), number))


def _undescribe_events(db: sqlite3.Connection) -> None:
    """Leave of exported events what and when; those to come are described anew by an export."""
    from icalendar import Event

    for uid, content in db.execute("SELECT uid, content FROM events").fetchall():
        event = Event.from_ical(content)
        event.pop("DESCRIPTION", None)
        db.execute("UPDATE events SET content = ? WHERE uid = ?", (event.to_ical().decode(), uid))


def _copies(folder: Path) -> Iterator[Path]:
    for pattern in _COPIES:
        yield from folder.glob(pattern)
