"""Whether one session a week is no longer enough: what is logged has been worse for weeks.

Only what says how the knee lifts counts. Tension of back and hip is answered by less work, never
by more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from statistics import fmean

from adaptive.checks import Check
from adaptive.shifting.facts import Facts
from adaptive.shifts import Evidence

__all__ = ["worse_for_weeks"]

_WORTHWHILE: Mapping[str, float] = {"good checks": 0.25, "march hold": 2.0, "felt deep": 0.25}
"""The smallest drop that counts: a quarter of the checks; seconds of a hold as they vary."""


def worse_for_weeks(facts: Facts) -> tuple[Evidence, ...]:
    """What was worse in each of the last weeks than in those before them, if it is enough."""
    numbers = facts.table.numbers
    found = tuple(_worse(facts))
    return found if len(found) >= numbers.boost_channels else ()


def _worse(facts: Facts) -> Iterator[Evidence]:
    numbers = facts.table.numbers
    for name, worthwhile in _WORTHWHILE.items():
        told = [(one, value) for one in facts.checks if (value := _value(one, name)) is not None]

        def between(start: int, end: int, told: list[tuple[Check, float]] = told) -> list[float]:
            """The values from `start` days ago up to `end` days ago, that day left out."""
            first, last = (facts.day - timedelta(days=ago - 1) for ago in (start, end))
            return [value for one, value in told if first <= one.on_day < last]

        weeks = [between(7 * n + 7, 7 * n) for n in range(numbers.boost_weeks)]
        ago = 7 * numbers.boost_weeks
        usual = between(ago + numbers.boost_baseline_days, ago)
        if len(usual) < numbers.checks_to_know or not all(weeks):
            continue
        level, change = fmean(usual), max(fmean(week) for week in weeks) - fmean(usual)
        if change <= -worthwhile:
            yield Evidence(
                signal=name.replace(" ", "_"),
                value=fmean(value for week in weeks for value in week),
                unit="s" if name == "march hold" else "share",
                says=f"{name}: less than before for {numbers.boost_weeks} weeks",
                baseline=level,
                change=change,
                n=sum(len(week) for week in weeks),
            )


def _value(check: Check, name: str) -> float | None:
    if name == "good checks":
        return float(check.ok)
    if name == "march hold":
        return check.holds_s and fmean(check.holds_s)
    return None if check.feel is None else float(check.feel == "deep")
