"""Everything about the athlete's state over a span of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from adaptive import phases
from adaptive.checks import checks
from adaptive.condition import felt as feelings
from adaptive.condition import (
    forgotten,
    holds,
    illness,
    races,
    safety,
    setbacks,
    stops,
    symptoms,
)
from adaptive.condition.known import Known, stricter
from adaptive.condition.layoff import layoffs
from adaptive.condition.setbacks import Setback
from adaptive.programme.rulebook import Rulebook, StateNumbers
from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifts import Question
from adaptive.week import Condition, Emphasis, PhaseEntry, PhaseState

__all__ = ["Standing", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the athlete stands on each day of a span, seen from today.

    `entries` are the recorded moves between phases and those that follow from layoffs and
    clearances, `moves` those of the latter that have come to pass and are not recorded yet.
    `paused` are the days that count towards no phase. `states` has every day of the span,
    overlay included, `conditions` those on which something is the matter. `setbacks` are all
    there have been. `questions` are to be answered before a gap counts, `advice` says whom to
    see. `avoid` are conditions of the exercises that follow from safety answers.
    """

    entries: tuple[PhaseEntry, ...]
    moves: tuple[PhaseEntry, ...]
    paused: frozenset[date]
    states: Mapping[date, PhaseState]
    conditions: Mapping[date, Condition]
    setbacks: tuple[Setback, ...]
    emphasis: frozenset[Emphasis]
    questions: tuple[Question, ...]
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
    felt = feelings.felt(known.diary)
    checked = checks(known.diary, known.sessions)
    found = setbacks.setbacks(known, felt, checked, numbers)
    paused = (
        illness.paused(known, numbers, last)
        | stops.paused(known, last)
        | forgotten.paused(known, last)
    )
    cleared = stops.cleared(known)
    gaps = layoffs(known, (*cleared, *known.entries), book, paused, days)
    # What the athlete or the phase machine recorded of a day holds against what follows from it.
    entries = sorted((*cleared, *gaps.entries, *known.entries), key=lambda entry: entry.day)
    begin = entries[0].day
    phase = {day: phases.phase_on(entries, max(day, begin), book, paused) for day in days}
    loaded = [day for day, state in phase.items() if state.phase != "activation"]
    held = {day for day in loaded if any(one.on(day) for one in found)}

    told: defaultdict[date, list[Condition]] = defaultdict(list)
    for day, condition in chain(
        stops.conditions(known, days),
        forgotten.conditions(known, days),
        illness.conditions(known, numbers, days, symptoms.troubled(known, felt, numbers)),
        gaps.conditions,
        races.conditions(known, numbers, days),
        symptoms.conditions(known, felt, checked, numbers, days),
        setbacks.conditions(found, numbers, loaded),
        setbacks.stepped_back(phases.history(entries, max(last, begin)), days, numbers),
        holds.conditions(known, felt, numbers, days, held),
        _long_activation(phase, numbers),
    ):
        told[day].append(condition)
    conditions = {day: one for day in days if (one := stricter(told[day])).rule}
    screen = safety.standard().screen
    return Standing(
        entries=tuple(entries),
        moves=tuple(_come_to_pass(known, (*cleared, *gaps.entries))),
        paused=paused,
        states={
            day: replace(state, overlay=conditions[day].overlay) if day in conditions else state
            for day, state in phase.items()
        },
        conditions=conditions,
        setbacks=found,
        emphasis=symptoms.emphasis(known.diary, known.today, numbers.signs_days)
        | holds.emphasis(known),
        questions=(gaps.question,) if gaps.question else (),
        advice=stops.advice(known),
        avoid=frozenset(word for name in known.safety or () for word in screen[name].avoid),
    )


def _come_to_pass(known: Known, entries: Iterable[PhaseEntry]) -> Iterator[PhaseEntry]:
    """Those of the moves that nobody recorded yet: clearances, and layoffs that are over.

    A layoff is over when the athlete begins again; until then its move waits for that day.
    """
    recorded = {entry.day for entry in known.entries}
    worked = {
        block.start.date() for block in known.done if block.kind in {"activation", "strengthening"}
    }
    for entry in entries:
        if entry.day not in recorded and (entry.reason == "cleared" or entry.day in worked):
            yield entry


def _long_activation(
    states: Mapping[date, PhaseState], numbers: StateNumbers
) -> Iterator[tuple[date, Condition]]:
    fewer = Condition(
        rule="long_activation",
        reason=f"after {numbers.long_activation_days - 1} days of activation "
        f"{numbers.long_activation_per_week} days a week are enough",
        activation_per_week=numbers.long_activation_per_week,
    )
    for day, state in states.items():
        if state.phase == "activation" and state.day >= numbers.long_activation_days:
            yield day, fewer
