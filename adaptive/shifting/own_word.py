"""The athlete's own word about the phase: setting it, and taking a move back."""

from __future__ import annotations

from datetime import date

from adaptive import phases
from adaptive.condition import Known
from adaptive.programme.rulebook import Rulebook
from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifting import table
from adaptive.shifting.facts import Facts, as_of
from adaptive.shifting.gates import gate
from adaptive.shifting.table import PHASES
from adaptive.shifts import Shift
from adaptive.week import Phase

__all__ = ["override", "override_refused", "undo"]


def override_refused(
    known: Known,
    wanted: Phase,
    day: date,
    rulebook: Rulebook | None = None,
    *,
    begins: bool = False,
) -> str | None:
    """Why a phase may not be set on a day, as a sentence; None where it may.

    Down is always open. Up it takes two weeks of activation, a calm back and nothing that holds:
    a coach or the athlete may know better than the checks, but not better than the symptoms.
    Who `begins` with it has done those weeks before.
    """
    shipped = table.standard()
    facts = Facts(as_of(known, day), None, rulebook or standard_book(), shipped)
    if PHASES.index(wanted) <= PHASES.index(facts.state.phase):
        return None
    needed = shipped.numbers.override_day
    if not begins and facts.state.phase == "activation" and facts.state.day < needed:
        return (
            f"{wanted.capitalize()} takes {needed} days of activation first, "
            f"and this is day {facts.state.day}."
        )
    for rule in ("A5", "A6"):
        asked = gate(facts, shipped.gates[rule])
        if not asked.met:
            return f"{wanted.capitalize()} has to wait: {asked.says}."
    return None


def override(known: Known, wanted: Phase, day: date) -> Shift:
    """The move to a phase that the athlete sets on a day."""
    return _told("override", day, phases.stay(known.entries, day).phase, wanted)


def undo(known: Known, day: date) -> Shift | None:
    """The move that takes back the last one, on a day; None where there is none to take back.

    The athlete goes on where they were before it. A clearance is not taken back, as after a stop
    the programme begins again.
    """
    moves = phases.history(known.entries, day)
    last = moves[-1]
    if len(moves) == 1 or last.reason in {"start", "cleared", "undo"}:
        return None
    to = phases.stay([one for one in known.entries if one is not last], day).phase
    return _told("undo", day, last.phase, to)


def _told(name: str, day: date, before: Phase, to: Phase) -> Shift:
    event = table.standard().events[name]
    return Shift(
        day=day,
        kind="move",
        before=before,
        phase=to,
        reason=event.reason,
        rule=event.id,
        why=event.why.format(numbers="", before=before, phase=to),
    )
