"""One day's decision: what happened, and what the table makes of it.

A day has at most one move; holds and questions may come with it. Nothing here depends on
anything but the facts of the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from adaptive import phases
from adaptive.agenda.days import day_name
from adaptive.cadence_answers import RULES, cancelled
from adaptive.condition.setbacks import ASSESSMENT, Setback, regressions
from adaptive.shifting import cadence
from adaptive.shifting.boost import worse_for_weeks
from adaptive.shifting.evidence import terms
from adaptive.shifting.facts import Facts
from adaptive.shifting.gates import gates, open_gates
from adaptive.shifting.table import Path, Table
from adaptive.shifting.verdicts import knee_lift, speaks_against
from adaptive.shifts import Evidence, Shift, ShiftKind
from adaptive.week import Phase

if TYPE_CHECKING:
    from models.contrast import Reading

__all__ = ["Happening", "decide", "step"]

_DAY = timedelta(days=1)

_HEADLINES = frozenset({"A1", "A3", "S1", "S3", "M2", "C1"})
"""The gates whose numbers stand in the sentence of a move; all are kept beside it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a day, what it rests on, and in words what of that belongs in a sentence.

    `until` is the end of a hold where the table does not say how long it lasts, `asks_until` that
    of a question which is open for longer than a week.
    """

    event: str
    words: str = ""
    numbers: tuple[Evidence, ...] = ()
    explanations: tuple[str, ...] = ()
    until: date | None = None
    asks_until: date | None = None


def decide(facts: Facts) -> tuple[Shift, ...]:
    """What is decided on a day, beyond what has been already."""
    if put_down := tuple(_put_down(facts)):
        return put_down
    # While a gap is open the athlete is on the way to activation, and nobody knows since when.
    if facts.state.overlay in {"stop", "paused"} or facts.entry not in facts.known.entries:
        return ()
    phase = facts.state.phase
    found = [
        shift
        for happening in (_new_change(facts), _agreeing(facts), _repeated(facts))
        if happening
        for shift in step(facts.table, phase, facts.day, happening)
    ]
    if any(one.day == facts.day and one.reason != "start" for one in facts.known.entries):
        return tuple(found)
    held = facts.state.overlay is not None or any(one.kind == "hold" for one in found)
    for happening in (*_backward(facts), *(() if held else _onward(facts))):
        if moves := step(facts.table, phase, facts.day, happening):
            return (*moves, *found)
    return tuple(found)


def step(table: Table, phase: Phase, day: date, happening: Happening) -> tuple[Shift, ...]:
    """What the table makes of an event in a phase: a move, or a hold, a question or both."""
    event = table.events[happening.event]
    to, lead = event.to(phase), event.lead(phase)
    ends: dict[ShiftKind, date | None] = {}
    if to:
        ends["move"] = None
    if lead in {"holds", "holds and asks"}:
        ends["hold"] = happening.until or day + (event.hold_days or 0) * _DAY
    if lead in {"asks", "holds and asks"}:
        ends["ask"] = max(day + cadence.WEEK, ends.get("hold") or day, happening.asks_until or day)
    return tuple(
        Shift(
            day=day,
            kind=kind,
            before=phase,
            phase=to or phase,
            reason=event.reason,
            rule=event.id,
            why=event.why.format(numbers=happening.words, before=phase, phase=to or phase),
            numbers=happening.numbers,
            explanations=happening.explanations,
            until=until,
            days=event.days if to == "activation" else None,
        )
        for kind, until in ends.items()
    )


def _put_down(facts: Facts) -> Iterator[Shift]:
    """What a gap or a clearance leads to; when, follows from what was logged."""
    for entry in facts.standing.moves[:1]:
        event = "cleared"
        if entry.reason == "layoff":
            again = entry.days == facts.book.state.restart_days
            event = "long_layoff" if again else "layoff"
        before = phases.stay(facts.known.entries, entry.day).phase
        for move in step(facts.table, before, entry.day, Happening(event)):
            yield replace(move, days=entry.days)


def _backward(facts: Facts) -> Iterator[Happening]:
    """What may move the phase back, the gravest first."""
    logged = {entry.kind for entry in facts.known.diary if entry.told == facts.day}
    if logged & {"check", "knee_lift", "symptom"} and not facts.taken_back:
        lasting = facts.table.numbers.setback_days
        for one in facts.standing.setbacks:
            lasted = (facts.day - max(one.since, facts.since)).days
            if one.on(facts.day) and lasted >= lasting and _remains(facts, one):
                yield Happening("slipping", one.says.rstrip("."), one.numbers)
    if facts.day >= facts.cool_until and (found := _unanswered(facts)):
        yield found


def _remains(facts: Facts, setback: Setback) -> bool:
    """Whether the logs since a setback began are as bad as those that it began with.

    It goes on for longer than that, until enough of them are calm; but who logs seldom and well
    is on the way back.
    """
    state = facts.book.state
    if setback.rule == "R1":
        logs = [one.back for one in facts.felt if one.back is not None and one.day >= setback.since]
        tense = sum(back >= state.setback_tension for back in logs[-state.setback_of_logs :])
        return tense >= state.setback_tense_logs
    made = [one.ok for one in facts.checks if one.on_day >= setback.since]
    bad = made[-state.setback_of_checks :].count(False)
    return setback.rule == "R2" and bad >= state.setback_bad_checks


def _onward(facts: Facts) -> Iterator[Happening]:
    """What may move the phase on; nothing does while a change of cadence is asked about."""
    if facts.day < facts.cool_until or cadence.open_ask(facts):
        return
    known = knee_lift(facts)
    if facts.checked_today and known == "better" and open_gates(facts, "knee_lift"):
        yield _ready(facts, "ready", "knee_lift")
    if facts.monday and known == "unknown" and open_gates(facts, "cadence"):
        yield _ready(facts, "ready_on_cadence", "cadence")
    boosts = facts.table.events["boost"].to(facts.state.phase)
    if facts.checked_today and boosts and (worse := worse_for_weeks(facts)):
        yield Happening("boost", "; ".join(one.says for one in worse), worse)


def _ready(facts: Facts, event: str, path: Path) -> Happening:
    passed = gates(facts, path)
    return Happening(
        event,
        ", ".join(one.says for one in passed if one.rule in _HEADLINES),
        (
            *terms(facts, {}),
            *(Evidence(one.rule, None, "", one.says) for one in passed),
        ),
    )


def _new_change(facts: Facts) -> Happening | None:
    """A change of cadence that is confirmed on this Monday, and not asked about already."""
    if not facts.monday or cadence.open_ask(facts) or _asked_today(facts):
        return None
    found = cadence.reading(facts)
    if found is None or not found.confirmed:
        return None
    if found.verdict == "worse":
        event = "disagree" if speaks_against(facts) else "cadence_worse"
    elif cadence.rose(found):
        event = "cadence_rise"
    else:
        return None
    # Right after a move nothing follows from it yet, so that the question waits as well.
    cool = facts.cool_until
    return replace(_changed(event, found), asks_until=cool + (-cool.weekday() % 7) * _DAY)


def _asked_today(facts: Facts) -> bool:
    return any(one.day == facts.day and one.rule in RULES for one in facts.known.shifts)


def _unanswered(facts: Facts) -> Happening | None:
    """A lower cadence that is still there a week after it was asked about, with no check made."""
    asked = cadence.open_ask(facts)
    if asked is None or asked.rule != "cadence_worse" or asked.until != facts.day:
        return None
    found = cadence.reading(facts)
    checked = any(one.told >= asked.day for one in facts.checks)
    if found is None or found.verdict != "worse" or checked or knee_lift(facts) != "unknown":
        return None
    return _changed("cadence_drop", found)


def _changed(event: str, found: Reading) -> Happening:
    return Happening(event, cadence.words(found), (cadence.evidence(found),), found.explanations)


def _agreeing(facts: Facts) -> Happening | None:
    """A lower cadence, and lately something that was logged and is bad as well."""
    after = facts.day - facts.table.numbers.agree_days * _DAY
    lower = [
        one
        for one in facts.known.shifts
        if one.rule in {"cadence_worse", "disagree"}
        and one.day > after
        and not cancelled(one, facts.known.diary)
    ]
    if not lower or any(
        one.rule == "agree" and one.day >= lower[-1].day for one in facts.known.shifts
    ):
        return None
    state = facts.book.state
    bad = [
        f"a check on {day_name(one.on_day)} was not good"
        for one in facts.checks
        if one.on_day > after and not one.ok
    ] + [
        f"tension or soreness on {day_name(one.day)}"
        for one in facts.felt
        if one.day > after
        and ((one.tension or 0) >= state.hold_tension or (one.soreness or 0) >= state.hold_soreness)
    ]
    return Happening("agree", bad[-1], lower[-1].numbers) if bad else None


def _repeated(facts: Facts) -> Happening | None:
    """So many setbacks that somebody should have a look."""
    found, state = facts.standing.setbacks, facts.book.state
    if regressions(found, facts.day, state) < state.setback_repeats or any(
        one.rule == "setbacks" and one.until and one.until > facts.day for one in facts.known.shifts
    ):
        return None
    until = next(
        day
        for n in count(1)
        if regressions(found, day := facts.day + n * _DAY, state) < state.setback_repeats
    )
    return Happening("setbacks", ASSESSMENT, until=until)
