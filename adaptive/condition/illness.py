"""Illness and the way back: nothing that loads, then little, then one level lower.

While ill everything but activation waits, with fever that too. Two symptom-free days carry
activation only. Strengthening waits for three easy sessions without trouble, and its first week
is one level lower. (Own choice, a cautious reading of how athletes return after infections.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adaptive.agenda.days import day_name
from adaptive.condition.known import Known
from adaptive.programme.rulebook import StateNumbers
from adaptive.week import EVERY_KIND, BlockKind, Condition

__all__ = ["Illness", "conditions", "illnesses", "paused"]

_DAY = timedelta(days=1)
_ONLY_ACTIVATION: frozenset[BlockKind] = frozenset({"activation"})

_FORGOTTEN = timedelta(days=28)
"""So long after an illness it says nothing more; who has not trained since is in a layoff."""


@dataclass(frozen=True, slots=True)
class Illness:
    """An illness from its first day to the first day without symptoms; None: still ill.

    `fever` says for days on which something was logged whether there was fever from then on.
    """

    since: date
    well: date | None
    fever: tuple[tuple[date, bool], ...]

    def on(self, day: date) -> bool:
        """Whether it lasts on a day."""
        return self.since <= day and (self.well is None or day < self.well)

    def feverish(self, day: date) -> bool:
        """Whether there is fever, by the last word up to that day."""
        return [fever for told, fever in self.fever if told <= day][-1]


def illnesses(known: Known) -> list[Illness]:
    """All that were logged, in order."""
    found: list[Illness] = []
    for entry in known.logged("ill", "well"):
        last = found[-1] if found else None
        if entry.kind == "well":
            if last and last.well is None:
                found[-1] = replace(last, well=entry.on_day)
            continue
        word = (entry.on_day, bool(entry.content.get("fever")))
        if last and last.well is None:
            found[-1] = replace(last, fever=(*last.fever, word))
        else:
            found.append(Illness(entry.on_day, None, (word,)))
    return found


def paused(known: Known, numbers: StateNumbers, last: date) -> frozenset[date]:
    """The days up to `last` on which the programme stands still."""
    return frozenset(
        one.since + timedelta(days=n)
        for one in illnesses(known)
        for n in range((_gentle_until(one, numbers, last + _DAY) - one.since).days)
    )


def conditions(
    known: Known, numbers: StateNumbers, days: Sequence[date], troubled: AbstractSet[date]
) -> Iterator[tuple[date, Condition]]:
    """What an illness, or the way back from one, leaves of each day.

    `troubled` are days on which symptoms were logged; easy sessions on them do not count.
    """
    easy = sorted(one.day for one in known.sessions if one.easy and one.day not in troubled)
    found = illnesses(known)
    ends = [*(one.since for one in found), date.max][1:]
    for illness, end in zip(found, ends, strict=True):
        spell = [day for day in days if illness.since <= day < end]
        if illness.well is None:
            yield from ((day, _ill(illness, day, known.today)) for day in spell)
            continue
        spell = [day for day in spell if day < illness.well + _FORGOTTEN]
        gentle_until = _gentle_until(illness, numbers, date.max)
        enough = [day for day in easy if day >= illness.well][: numbers.illness_easy_sessions]
        waits = len(enough) < numbers.illness_easy_sessions
        again = date.max if waits else max(gentle_until, enough[-1] + _DAY)
        first = known.strengthened(again)
        over = first + timedelta(days=numbers.lighter_days) if first else date.max
        since = f"you are well again since {day_name(illness.well)}"
        for day in spell:
            if illness.on(day):
                yield day, _ill(illness, day, known.today)
            elif day < gentle_until:
                yield (
                    day,
                    Condition(
                        overlay="paused",
                        rule="illness",
                        reason=f"{since}: nothing heavier than activation for "
                        f"{numbers.illness_activation_days} days",
                        allowed=_ONLY_ACTIVATION,
                        may_step_up=False,
                    ),
                )
            elif day < again:
                yield (
                    day,
                    Condition(
                        overlay="hold",
                        rule="recovery",
                        reason=f"{since}: strengthening waits for "
                        f"{numbers.illness_easy_sessions} easy sessions without trouble",
                        allowed=EVERY_KIND - {"strengthening"},
                        may_step_up=False,
                    ),
                )
            elif day < over:
                yield (
                    day,
                    Condition(
                        rule="recovery",
                        reason=f"{since}: the first week of strengthening is one level lower",
                        level_drop=numbers.illness_level_drop,
                        may_step_up=False,
                    ),
                )


def _gentle_until(illness: Illness, numbers: StateNumbers, horizon: date) -> date:
    """The first day that is more than activation."""
    if illness.well is None:
        return horizon
    return min(horizon, illness.well + timedelta(days=numbers.illness_activation_days))


def _ill(illness: Illness, day: date, today: date) -> Condition:
    reason = f"you are ill since {day_name(illness.since)}"
    if illness.well is not None:
        reason = f"you were ill from {day_name(illness.since)} on"
    elif day > today:
        reason += ", and nobody knows for how long: the plan goes on after kneedrive log well"
    return Condition(
        overlay="paused",
        rule="illness",
        reason=reason,
        allowed=frozenset() if illness.feverish(day) else _ONLY_ACTIVATION,
        may_step_up=False,
    )
