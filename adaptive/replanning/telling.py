"""What a word of the athlete about a session changes in the plan of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from adaptive import planning, service
from adaptive.assessing import Assessed
from adaptive.library.store import Store
from adaptive.programme.rulebook import standard
from adaptive.replanning.changes import Change, changes
from adaptive.week import SessionClass

__all__ = ["Told", "tell_class"]


@dataclass(frozen=True, slots=True)
class Told:
    """A session as it was seen before and as it is now, and what that changes in this week."""

    before: Assessed
    after: Assessed
    changes: tuple[Change, ...]


def tell_class(
    store: Store, name: str, word: SessionClass | None, today: date, now: datetime | None
) -> Told:
    """Note what the athlete says a session was (None takes it back), and plan the week again.

    Before the programme has begun nothing is planned, and so nothing changes.

    Raises:
        KneedriveError: no session fits, or several do.
    """
    if not planning.programme(store, today):
        return Told(*service.label(store, name, word, today), ())
    was = planning.inputs_of(store, today, now)
    before, after = service.label(store, name, word, today)
    planning.plan(store, today, now)  # noted, so that later plans know what came before them
    inputs = planning.inputs_of(store, today, now)
    why = planning.reasons(store, today)
    return Told(before, after, changes(was, inputs, standard(), why))
