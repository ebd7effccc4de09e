"""Where the athlete is in the programme, what speaks for and against moving, and how it came."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from adaptive import form, planning, shifting
from adaptive.checks import Check, checks
from adaptive.library.store import Store
from adaptive.shifting import Progress
from adaptive.shifts import Shift
from adaptive.week import Phase, PhaseEntry
from ingest.errors import KneedriveError

__all__ = ["SHOWN_STEPS", "PhaseReport", "Step", "phase", "set_phase", "undo_phase"]

SHOWN_STEPS = 8
"""Steps of the history that are shown without being asked for more."""

_REASONS = {
    "start": "your first plan",
    "time": "by time, as it was then",
    "override": "your own decision",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the history as people read it.

    `what` is the phase that began, or "hold" or "ask"; `decided` says whether it followed from
    what was logged and recorded, with `why` as its sentence, or was the athlete's own.
    """

    day: date
    what: str
    why: str
    decided: bool = True
    undone: date | None = None


@dataclass(frozen=True, slots=True)
class PhaseReport:
    """Where the athlete is, and how it came to that.

    `history` are the moves that the athlete made and those that were decided, with holds and
    questions between them, in order. `checks` are the self-checks that count.
    """

    progress: Progress
    history: tuple[Shift | PhaseEntry, ...]
    checks: tuple[Check, ...]

    def steps(self) -> list[Step]:
        """The history in words."""
        return [_step(one) for one in self.history]

    def to_json(self) -> dict[str, Any]:
        """The answer of `phase --json`."""
        now = self.progress
        return {
            "phase": now.state.phase,
            "since": now.state.since,
            "week": now.state.week,
            "day": now.state.day,
            "overlay": now.state.overlay,
            "overlay_reason": now.condition.reason or None,
            "word": now.word,
            "verdicts": asdict(now.verdicts),
            "probability": round(now.probability, 4),
            "evidence": [asdict(one) for one in now.evidence],
            "next": {
                "phase": now.next.phase,
                "on": now.next.earliest,
                "met": [gate.rule for gate in now.next.met],
                "missing": [gate.rule for gate in now.next.missing],
                "gates": [asdict(gate) for gate in now.next.gates],
                "countdown": now.countdown or None,
            },
            "questions": [asdict(one) for one in now.questions],
            "advice": list(now.advice),
            "history": [_to_json(one) for one in self.history],
        }


def phase(store: Store, today: date) -> PhaseReport:
    """Where the athlete is on a day; what is decided by it is kept.

    Raises:
        KneedriveError: the programme has not begun by then.
    """
    reader = form.Reader(store, today)
    gathered = _decided(store, today, reader)
    coming = gathered.coming(today, today + planning.LOOKED_AHEAD).sessions
    told = gathered.told(coming)
    composites = reader.composites(*shifting.read_by(told))
    progress = shifting.report(told, reader, composites=composites)
    history: list[Shift | PhaseEntry] = [*planning.programme(store, today), *gathered.shifts]
    return PhaseReport(
        progress,
        history=tuple(sorted(history, key=lambda one: one.day)),
        checks=checks(told.diary, told.sessions),
    )


def set_phase(store: Store, wanted: Phase, today: date) -> PhaseReport:
    """Put the athlete into a phase from this day on; recorded as an override.

    Who has done the work before they met kneedrive may begin in any phase.

    Raises:
        KneedriveError: it is too early for the phase, or what was logged speaks against it.
    """
    decided = planning.decide(store, today, None)
    if decided is None and (later := store.way.entries()):
        raise KneedriveError(
            f"the programme begins on {later[0].day}",
            hint="Leave --today out, or name a later day.",
        )
    gathered = decided or planning.gather(store, today, None, today)
    coming = gathered.coming(today, today + planning.LOOKED_AHEAD).sessions
    known = gathered.told(coming)
    if why := shifting.override_refused(known, wanted, today, begins=decided is None):
        raise KneedriveError(why, hint="What is missing: kneedrive phase")
    if decided:
        word = shifting.override(known, wanted, today)
        store.shifts.keep([word], today, today - timedelta(days=1))
    else:
        store.way.enter(PhaseEntry(today, wanted, "override"))
    return phase(store, today)


def undo_phase(store: Store, today: date) -> PhaseReport:
    """Take back what was decided last: a hold that still holds, or else the last move.

    It is recorded as the athlete's own decision.

    Raises:
        KneedriveError: there is nothing that could be taken back.
    """
    gathered = _decided(store, today)
    standing = [
        one
        for one in gathered.shifts
        if not one.undone and (one.kind == "move" or (one.until and today < one.until))
    ]
    last = standing[-1] if standing else None
    if last and last.kind != "move":
        held = [one for one in standing if (one.day, one.rule) == (last.day, last.rule)]
        store.shifts.keep([], today, today - timedelta(days=1), undone=held)
        return phase(store, today)
    back = shifting.undo(gathered.told(), today)
    if back is None:
        raise KneedriveError(
            "there is no move that could be taken back",
            hint="Where you are, and how you came there: kneedrive phase",
        )
    undone = [last] if last and last.entry == gathered.entries[-1] else []
    store.shifts.keep([back], today, today - timedelta(days=1), undone=undone)
    return phase(store, today)


def _decided(store: Store, today: date, reader: form.Reader | None = None) -> planning.Gathered:
    if (gathered := planning.decide(store, today, None, reader)) is None:
        raise KneedriveError(
            f"the programme has not begun by {today}",
            hint="It begins with the first: kneedrive plan",
        )
    return gathered


def _step(one: Shift | PhaseEntry) -> Step:
    if isinstance(one, PhaseEntry):
        return Step(one.day, one.phase, _REASONS.get(one.reason, one.reason), decided=False)
    what = one.phase if one.kind == "move" else one.kind
    return Step(one.day, what, one.why, undone=one.undone)


def _to_json(one: Shift | PhaseEntry) -> dict[str, Any]:
    if isinstance(one, PhaseEntry):
        return {"day": one.day, "kind": "move", "phase": one.phase, "reason": one.reason}
    return asdict(one)
