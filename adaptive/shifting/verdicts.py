"""One verdict for each kind of feedback, made anew whenever something is logged or imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from adaptive.shifting import cadence
from adaptive.shifting.facts import Facts

if TYPE_CHECKING:
    from models.contrast import Verdict

__all__ = ["Verdicts", "knee_lift", "speaks_against", "verdicts"]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What each kind of feedback says today."""

    knee_lift: Verdict
    cadence: Verdict
    symptoms: Verdict


def verdicts(facts: Facts) -> Verdicts:
    """The verdicts of a day."""
    found = cadence.reading(facts)
    return Verdicts(
        knee_lift=knee_lift(facts),
        cadence=found.verdict if found else "unknown",
        symptoms=_symptoms(facts),
    )


def knee_lift(facts: Facts) -> Verdict:
    """Better where the gate of the last checks is met, worse where most of the last were bad."""
    made = facts.known_checks
    if not made:
        return "unknown"
    gate, state = facts.table.gates["S3"], facts.book.state
    last = made[-gate["of_last"] :]
    if len(last) == gate["of_last"] and sum(one.ok for one in last) >= gate["good"]:
        return "better"
    bad = sum(not one.ok for one in made[-state.setback_of_checks :])
    return "worse" if bad >= state.setback_bad_checks else "same"


def speaks_against(facts: Facts) -> bool:
    """Whether the knee lift is better by checks that are fresh enough to contradict cadence."""
    fresh = facts.day - timedelta(days=facts.table.numbers.check_speaks_days)
    return knee_lift(facts) == "better" and facts.checks[-1].on_day > fresh


def _symptoms(facts: Facts) -> Verdict:
    tense = (one for one in facts.standing.setbacks if one.rule in {"R1", "R3"})
    if any(one.on(facts.day) for one in tense):
        return "worse"
    return "same" if facts.felt else "unknown"
