"""All that is open, in an order that stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from adaptive import planning, shifting
from adaptive.asking.beside import beside_plan
from adaptive.condition import safety
from adaptive.library.store import Store
from adaptive.shifts import Question

if TYPE_CHECKING:
    from adaptive.planning import Gathered
    from adaptive.plans import Plan

__all__ = ["asked_beside", "open_questions"]

_ORDER = ("safety", "check", "cadence", "layoff", "class", "block", "backfill", "signs")
"""By kind: first what a step waits for, last what only shifts the emphasis."""


def open_questions(store: Store, today: date, now: datetime | None) -> list[Question]:
    """What is asked on a day: by kind, and within a kind by id, so that numbers stay.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day.
    """
    return asked_beside(store, *planning.planned(store, today, now, start=False))


def asked_beside(store: Store, gathered: Gathered, made: Plan) -> list[Question]:
    """The same beside this week's plan, with what it was made from."""
    today = gathered.today
    found = [
        *beside_plan(gathered, store, shifting.report(gathered.told(), None)),
        *gathered.standing(today, today).questions,
        *(
            Question(f"class:{name}", text, ("easy", "key", "brick", "other"))
            for name, text in made.asked.items()
        ),
    ]
    screen = safety.standard()
    if screen.question in made.questions:
        found.append(Question("safety", screen.question, ("clear", *screen.screen)))
    return sorted(found, key=lambda one: (_ORDER.index(one.id.partition(":")[0]), one.id))
