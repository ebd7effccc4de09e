"""The plans that were kept of a week, and any of them made again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from adaptive.agenda.home import home_zone
from adaptive.library.plans import Kept
from adaptive.library.store import Store
from adaptive.planner import plan as place
from adaptive.plans import Plan
from adaptive.programme.rulebook import standard
from adaptive.week import week_name
from ingest.errors import KneedriveError

__all__ = ["MadeAgain", "again", "of_week"]


@dataclass(frozen=True, slots=True)
class MadeAgain:
    """A kept plan made again from what it was made from.

    `same` is whether its blocks are those that were told then; where they are not, the programme
    has changed since, from `version` to today's.
    """

    plan: Plan
    day: date
    version: str
    same: bool

    def to_json(self) -> dict[str, Any]:
        """The answer of `plan kept N`."""
        return {
            "made": self.day.isoformat(),
            "version": self.version,
            "version_now": standard().version,
            "same": self.same,
            "plan": self.plan.to_json(),
        }


def of_week(store: Store, monday: date, today: date) -> list[Kept]:
    """The plans of a week that were made up to a day, the oldest first.

    Raises:
        KneedriveError: none was kept.
    """
    week = week_name(monday)
    if not (kept := store.plans.all(week, today)):
        raise KneedriveError(
            f"no plan of week {week} was made up to {today}",
            hint="kneedrive plan makes one; another week: kneedrive plan kept --week 2026-W48",
        )
    return kept


def again(store: Store, monday: date, number: int, today: date) -> MadeAgain:
    """Make a kept plan again, counted from 1.

    Raises:
        KneedriveError: there is none of that number.
    """
    kept = of_week(store, monday, today)
    if not 1 <= number <= len(kept):
        raise KneedriveError(
            f"there is no plan number {number}",
            hint=f"{len(kept)} were kept of that week: kneedrive plan kept",
        )
    one = kept[number - 1]
    made = replace(place(one.inputs, standard()), zone=home_zone(store))
    return MadeAgain(made, one.day, one.version, made.blocks == one.blocks)
