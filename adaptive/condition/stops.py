"""Stop signs and safety answers: they end the plan, and say whom to see.

A red flag holds until the athlete logs that a professional has cleared it; the programme then
begins again with activation. A safety answer bars what it bars until a clearance that came
after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from adaptive.agenda.days import day_name
from adaptive.condition.forgotten import held
from adaptive.condition.known import LOADING, Known
from adaptive.condition.safety import RedFlag, standard
from adaptive.week import EVERY_KIND, Condition, PhaseEntry

__all__ = ["ADULT_ENOUGH", "advice", "cleared", "conditions", "paused"]

ADULT_ENOUGH = 16
"""Below this age in years growing bones and a coach's eye come first: no automatic plan."""

_GO_ON = "the plan goes on after: kneedrive log cleared"


def conditions(known: Known, days: Sequence[date]) -> Iterator[tuple[date, Condition]]:
    """What flags and answers leave of each day."""
    for since, until, words in _stopped(known):
        stop = _barred("stop", f"you told of {words}")
        yield from ((day, stop) for day in days if since <= day and (until is None or day < until))
    for condition in _answered(known):
        yield from ((day, condition) for day in days)


def paused(known: Known, last: date) -> frozenset[date]:
    """The days up to `last` on which a flag keeps the programme still."""
    return frozenset(
        since + timedelta(days=n)
        for since, until, _ in _stopped(known)
        for n in range(((until or last + timedelta(days=1)) - since).days)
    )


def cleared(known: Known) -> list[PhaseEntry]:
    """After a clearance the programme begins again."""
    return [PhaseEntry(entry.on_day, "activation", "cleared") for entry in known.logged("cleared")]


def advice(known: Known) -> tuple[str, ...]:
    """What stands against training today, as sentences: whom to see."""
    found = [condition for _, condition in conditions(known, [known.today])]
    found += [one.condition for one in held(known.diary) if one.until is None]
    return tuple(
        f"{one.reason[0].upper()}{one.reason[1:]}." for one in dict.fromkeys(found) if one.reason
    )


def _stopped(known: Known) -> list[tuple[date, date | None, str]]:
    """From when until when (None: still) a flag stops everything, and its words.

    The most urgent flags come first: what they ask for is to be read first.
    """
    found: list[tuple[date, date | None, RedFlag]] = []
    for entry in known.logged("symptom", "cleared"):
        if entry.kind == "cleared":
            found = [(since, until or entry.on_day, flag) for since, until, flag in found]
        names = entry.content.get("red_flags", ())
        found += [(entry.on_day, None, standard().red_flags[name]) for name in names]
    return [
        (since, until, f"{flag.name} on {day_name(since)}: {flag.do}; {_GO_ON}")
        for since, until, flag in sorted(found, key=lambda stop: stop[2].rank())
    ]


def _answered(known: Known) -> Iterator[Condition]:
    """What age bars, and the safety answers as long as no clearance came after them.

    A clearance is about a complaint: nobody grows older by it.
    """
    clearances = [entry.on_day for entry in known.logged("cleared")]
    if known.birth_year and known.today.year - known.birth_year < ADULT_ENOUGH:
        words = f"you are under {ADULT_ENOUGH}: train with a coach, there is no automatic plan"
        yield _barred("age", words)
    if not known.safety or max(clearances, default=date.min) >= (known.safety_told or date.max):
        return
    for one in (standard().screen[name] for name in known.safety):
        words = f"{one.name}: {one.do}; {_GO_ON}"
        if one.bars == "everything":
            yield _barred("safety", words)
        else:
            yield Condition(
                overlay="hold",
                rule="safety",
                reason=words,
                allowed=EVERY_KIND - LOADING,
                may_step_up=False,
            )


def _barred(rule: str, reason: str) -> Condition:
    return Condition(
        overlay="stop", rule=rule, reason=reason, allowed=frozenset(), may_step_up=False
    )
