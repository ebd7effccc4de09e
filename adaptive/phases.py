"""Which phase the athlete is in on a day, and what comes next.

For now phases move by time alone: two weeks of activation, strengthening until the end
of week 8, then integration. An entry (the start, or an override by the athlete) sets
the clock to the first day of its phase; time runs on from there. Maintenance is reached
by override only.

Pure: the day is an argument and the entries are values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adaptive.programme.rulebook import Rulebook, standard
from adaptive.week import Phase, PhaseEntry, PhaseState

__all__ = ["NextStep", "history", "next_step", "phase_on"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows a state. `phase` and `on` are None where nothing follows by time.

    `met` and `missing` say in words what the step needs.
    """

    phase: Phase | None
    on: date | None
    days_left: int | None
    met: tuple[str, ...]
    missing: tuple[str, ...]


def history(
    entries: Sequence[PhaseEntry], day: date, rulebook: Rulebook | None = None
) -> tuple[PhaseEntry, ...]:
    """Every move up to `day`, in order: those recorded and those by time between them.

    Entries after `day` are ignored. Of several entries on one day the last one holds.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    phases = (rulebook or standard()).phases
    recorded = list({entry.day: entry for entry in entries if entry.day <= day}.values())
    recorded.sort(key=lambda entry: entry.day)
    if not recorded:
        raise ValueError(f"the programme has not begun on {day}")
    moves: list[PhaseEntry] = []
    ends = [entry.day for entry in recorded[1:]] + [day + timedelta(days=1)]
    for entry, end in zip(recorded, ends, strict=True):
        moves.append(entry)
        position = next(n for n, phase in enumerate(phases) if phase.id == entry.phase)
        begins = entry.day
        for phase, following in zip(phases[position:], phases[position + 1 :], strict=False):
            if phase.days is None or (begins := begins + timedelta(days=phase.days)) >= end:
                break
            moves.append(PhaseEntry(begins, following.id, "time"))
    return tuple(moves)


def phase_on(
    entries: Sequence[PhaseEntry], day: date, rulebook: Rulebook | None = None
) -> PhaseState:
    """The state on `day`.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    book = rulebook or standard()
    last = history(entries, day, book)[-1]
    days = (day - last.day).days
    return PhaseState(
        phase=last.phase,
        since=last.day,
        week=book.phase(last.phase).first_week + days // 7,
        day=days + 1,
    )


def next_step(state: PhaseState, day: date, rulebook: Rulebook | None = None) -> NextStep:
    """What follows `state` by time, seen from `day`."""
    phases = (rulebook or standard()).phases
    position = next(n for n, phase in enumerate(phases) if phase.id == state.phase)
    length = phases[position].days
    if length is None:
        reason = f"time alone does not end {state.phase}"
        return NextStep(phase=None, on=None, days_left=None, met=(), missing=(reason,))
    following = phases[position + 1].id
    moves_on = state.since + timedelta(days=length)
    spent = (day - state.since).days + 1
    left = (moves_on - day).days
    return NextStep(
        phase=following,
        on=moves_on,
        days_left=left,
        met=(f"day {spent} of {length} of {state.phase}",),
        missing=(f"{left} more day{'s' if left != 1 else ''}, until {moves_on}",),
    )
