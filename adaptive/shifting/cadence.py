"""Cadence from Monday to Monday: what it is read by, and what is open about it."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from adaptive.cadence_answers import RULES, cancelled
from adaptive.condition import Known
from adaptive.programme.rulebook import Rulebook
from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifting import table
from adaptive.shifting.facts import Facts
from adaptive.shifts import Evidence, Shift
from adaptive.week import monday_of

if TYPE_CHECKING:
    from models.contrast import Reading

__all__ = ["WEEK", "evidence", "open_ask", "read_by", "reading", "rose", "words"]

WEEK = timedelta(days=7)


def reading(facts: Facts, weeks_ago: int = 0) -> Reading | None:
    """What the recordings said on the last Monday, or on one before it; None without any."""
    if facts.reader is None:
        return None
    monday = monday_of(facts.day) - weeks_ago * WEEK
    return facts.reader.on(monday, _anchors(facts.known, monday), _silent(facts))


def read_by(known: Known, rulebook: Rulebook | None = None) -> tuple[list[date], frozenset[date]]:
    """The anchors and the silent days by which the last Monday is read: see `CadenceReader`."""
    facts = Facts(known, None, rulebook or standard_book(), table.standard())
    return _anchors(known, monday_of(known.today)), _silent(facts)


def _anchors(known: Known, monday: date) -> list[date]:
    """The days on which the athlete's own baseline begins anew, as it is read on a Monday.

    That of a change that was explained begins at once. Every other one has until the next Monday
    to fade or to be answered by self-checks; after that it is how the athlete moves now.
    """
    return [
        one.day
        for one in _asked(known)
        if (one.until is not None and one.until < monday) or cancelled(one, known.diary)
    ]


def open_ask(facts: Facts) -> Shift | None:
    """The change that is asked about: until the next Monday, that day included, or as it holds."""
    for one in reversed(_asked(facts.known)):
        waits = one.until is not None and one.day <= facts.day <= one.until
        if waits and not cancelled(one, facts.known.diary):
            return one
    return None


def rose(found: Reading) -> bool:
    """Whether a runner takes shorter steps; a rider's rise, or one back to the old level, is none.

    The verdict is "better" where a rise only makes good a fall.
    """
    return found.signal == "cadence" and found.verdict == "same" and found.direction > 0


def words(found: Reading) -> str:
    """How large a change is, for a sentence that says which way it goes."""
    return f"by {abs(found.change):.1f} {found.unit}, give or take {found.uncertainty:.1f}"


def evidence(found: Reading) -> Evidence:
    """A reading as something that speaks for or against."""
    known = isfinite(found.change)
    side = "lower" if found.change < 0 else "higher"
    return Evidence(
        signal=found.signal,
        value=_finite(found.level),
        unit=found.unit,
        says=f"your cadence is {side} than your own {words(found)}"
        if known
        else "too few sessions to compare",
        baseline=_finite(found.baseline),
        change=_finite(found.change),
        uncertainty=_finite(found.uncertainty),
        n=found.n_window,
    )


def _asked(known: Known) -> list[Shift]:
    return [one for one in known.shifts if one.kind == "ask" and one.rule in RULES]


def _silent(facts: Facts) -> frozenset[date]:
    """The days of tapers and pauses: rest and races change cadence by themselves."""
    taper = timedelta(days=facts.book.state.taper_days)
    races = {
        one.day
        for one in facts.known.sessions
        if one.kind == "race" and one.race_priority == "A" and one.day - taper <= facts.day
    }
    tapered = {race - timedelta(days=n) for race in races for n in range(taper.days + 1)}
    return facts.standing.paused | tapered


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
