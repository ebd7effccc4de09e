"""Races ahead: half of the sets before an A race, and nothing new before any.

Tapers of about two weeks cut volume by 41 to 60 % and keep intensity and frequency (Bosquet 2007,
Wang 2023). How near to a race strengthening may stand, and after it, is the planner's rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from adaptive.condition.known import LOADING, Known
from adaptive.programme.rulebook import StateNumbers
from adaptive.week import EVERY_KIND, Condition

__all__ = ["conditions"]


def conditions(
    known: Known, numbers: StateNumbers, days: Sequence[date]
) -> Iterator[tuple[date, Condition]]:
    """What the races ahead leave of each day, their own day included."""
    priorities = {(one.day, one.race_priority) for one in known.sessions if one.kind == "race"}
    for race, priority in sorted(priorities):
        begin = race - timedelta(days=numbers.taper_days)
        habitual = {block.kind for block in known.done if block.start.date() < begin}
        for day in days:
            ahead = (race - day).days
            if ahead < 0:
                continue
            when = f"an {priority} race" if priority == "A" else f"a {priority} race"
            when = f"{when} is {f'{ahead} days ahead' if ahead > 1 else _NEAR[ahead]}"
            if priority == "A" and ahead <= numbers.taper_days:
                minutes = numbers.race_week_activation_minutes
                yield (
                    day,
                    Condition(
                        overlay="taper",
                        rule="taper",
                        reason=f"{when}: half of the sets, and nothing new",
                        allowed=EVERY_KIND - (LOADING - habitual),
                        sets_share=numbers.taper_sets_share,
                        activation_minutes=minutes if ahead < numbers.race_week_days else None,
                        may_step_up=False,
                    ),
                )
            elif ahead <= numbers.no_step_before_race_days:
                yield day, Condition(rule="race", reason=f"{when}: nothing new", may_step_up=False)


_NEAR = ("today", "tomorrow")
