"""Everything about the athlete's state over a span of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from adaptive import phases
from adaptive.condition import illness, races, safety, stops, symptoms
from adaptive.condition.known import Known, stricter
from adaptive.condition.layoff import layoffs
from adaptive.programme.rulebook import Rulebook
from adaptive.programme.rulebook import standard as standard_book
from adaptive.week import Condition, Emphasis, PhaseEntry, PhaseState

__all__ = ["Standing", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the athlete stands on each day of a span, seen from today.

    `entries` are the recorded moves between phases and those that follow from layoffs and
    clearances, `paused` the days that count towards no phase. `states` has every day of the
    span, overlay included, `conditions` those on which something is the matter. `questions`
    are to be answered before a gap counts, `advice` says whom to see. `avoid` are conditions of
    the exercises that follow from safety answers.
    """

    entries: tuple[PhaseEntry, ...]
    paused: frozenset[date]
    states: Mapping[date, PhaseState]
    conditions: Mapping[date, Condition]
    emphasis: frozenset[Emphasis]
    questions: tuple[str, ...]
    advice: tuple[str, ...]
    avoid: frozenset[str]


def standing(known: Known, first: date, last: date, rulebook: Rulebook | None = None) -> Standing:
    """The athlete's state on each day from `first` to `last`.

    Days before the programme began have the state it began with.

    Raises:
        ValueError: the programme has no entry.
    """
    book = rulebook or standard_book()
    numbers = book.state
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    paused = illness.paused(known, numbers, last) | stops.paused(known, last)
    entries = (*known.entries, *stops.cleared(known))
    gaps = layoffs(known, entries, book, paused, days)
    entries = tuple(sorted((*entries, *gaps.entries), key=lambda entry: entry.day))
    begin = entries[0].day

    told: defaultdict[date, list[Condition]] = defaultdict(list)
    for day, condition in chain(
        stops.conditions(known, days),
        illness.conditions(known, numbers, days, symptoms.troubled(known, numbers)),
        gaps.conditions,
        races.conditions(known, numbers, days),
        symptoms.conditions(known, numbers, days),
    ):
        told[day].append(condition)
    conditions = {day: stricter(told[day]) for day in days if told[day]}
    states = {
        day: replace(
            phases.phase_on(entries, max(day, begin), book, paused),
            overlay=conditions[day].overlay if day in conditions else None,
        )
        for day in days
    }
    screen = safety.standard().screen
    return Standing(
        entries=entries,
        paused=paused,
        states=states,
        conditions=conditions,
        emphasis=symptoms.emphasis(known.diary, known.today, numbers.signs_days),
        questions=(gaps.question,) if gaps.question else (),
        advice=stops.advice(known),
        avoid=frozenset(word for name in known.safety or () for word in screen[name].avoid),
    )
