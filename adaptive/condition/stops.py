"""Stop signs and safety answers: they end the plan, and say whom to see.

A red flag holds until the athlete logs that a professional has cleared it; the programme then
begins again with activation. A safety answer bars what it bars until a clearance that came
after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from adaptive.condition.known import LOADING, Known, day_name
from adaptive.condition.safety import standard
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
    return tuple(
        f"{one.reason[0].upper()}{one.reason[1:]}." for one in dict.fromkeys(found) if one.reason
    )


def _stopped(known: Known) -> list[tuple[date, date | None, str]]:
    """From when until when (None: still) a flag stops everything, and its words."""
    flags = standard().red_flags
    found: list[tuple[date, date | None, str]] = []
    for entry in known.logged("symptom", "cleared"):
        if entry.kind == "cleared":
            found = [(since, until or entry.on_day, words) for since, until, words in found]
        for name in entry.content.get("red_flags", ()):
            flag = flags[name]
            found.append(
                (
                    entry.on_day,
                    None,
                    f"{flag.name} on {day_name(entry.on_day)}: {flag.do}; {_GO_ON}",
                )
            )
    return found


def _answered(known: Known) -> Iterator[Condition]:
    """What the safety answers bar as long as no clearance came after them."""
    clearances = [entry.on_day for entry in known.logged("cleared")]
    if known.birth_year and known.today.year - known.birth_year < ADULT_ENOUGH and not clearances:
        yield _barred("age", f"you are under {ADULT_ENOUGH}: train with a coach; {_GO_ON}")
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
