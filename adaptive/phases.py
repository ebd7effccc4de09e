"""Which phase the athlete is in on a day, and what comes next.

For now phases move by time alone: two weeks of activation, strengthening until the end
of week 8, then integration. An entry (the start, an override by the athlete, a layoff, a
clearance after a stop) sets the clock to the first day of its phase; time runs on from there.
Days on which the athlete is ill or stopped count for nothing, and no phase ends on them.
Maintenance is reached by override only.

Pure: the day is an argument and the entries are values.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from adaptive.programme.rulebook import PhaseType, Rulebook, standard
from adaptive.week import Phase, PhaseEntry, PhaseState

__all__ = ["NextStep", "history", "next_step", "phase_on"]

_DAY = timedelta(days=1)
_NEVER: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows a state. `phase` and `on` are None where nothing follows by time.

    `on` is None as well while the athlete is paused, as nobody knows for how long.
    `met` and `missing` say in words what the step needs.
    """

    phase: Phase | None
    on: date | None
    days_left: int | None
    met: tuple[str, ...]
    missing: tuple[str, ...]


def history(
    entries: Sequence[PhaseEntry],
    day: date,
    rulebook: Rulebook | None = None,
    paused: AbstractSet[date] = _NEVER,
) -> tuple[PhaseEntry, ...]:
    """Every move up to `day`, in order: those recorded and those by time between them.

    Entries after `day` are ignored. Of several entries on one day the last one holds.

    Args:
        entries: the recorded moves.
        day: up to here.
        rulebook: the programme, the standard one unless given.
        paused: days that count towards no phase.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    phases = (rulebook or standard()).phases
    recorded = list({entry.day: entry for entry in entries if entry.day <= day}.values())
    recorded.sort(key=lambda entry: entry.day)
    if not recorded:
        raise ValueError(f"the programme has not begun on {day}")
    moves: list[PhaseEntry] = []
    ends = [entry.day for entry in recorded[1:]] + [day + _DAY]
    for entry, end in zip(recorded, ends, strict=True):
        moves.append(entry)
        for phase in phases[_position(phases, entry.phase) + 1 :]:
            length = _length(moves[-1], phases)
            if length is None or (begins := _after(moves[-1].day, length, paused)) >= end:
                break
            moves.append(PhaseEntry(begins, phase.id, "time"))
    return tuple(moves)


def phase_on(
    entries: Sequence[PhaseEntry],
    day: date,
    rulebook: Rulebook | None = None,
    paused: AbstractSet[date] = _NEVER,
) -> PhaseState:
    """The state on `day`; paused days are not counted.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    book = rulebook or standard()
    last = history(entries, day, book, paused)[-1]
    spent = _spent(last.day, day, paused)
    return PhaseState(
        phase=last.phase,
        since=last.day,
        week=book.phase(last.phase).first_week + (spent - 1) // 7,
        day=spent,
    )


def next_step(
    entries: Sequence[PhaseEntry],
    day: date,
    rulebook: Rulebook | None = None,
    paused: AbstractSet[date] = _NEVER,
) -> NextStep:
    """What follows by time, seen from `day`.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    phases = (rulebook or standard()).phases
    last = history(entries, day, rulebook, paused)[-1]
    length = _length(last, phases)
    if length is None:
        reason = f"time alone does not end {last.phase}"
        return NextStep(phase=None, on=None, days_left=None, met=(), missing=(reason,))
    spent = _spent(last.day, day, paused)
    halted = day in paused
    moves_on = None if halted else _after(last.day, length, paused)
    left = length - spent + (not halted)
    return NextStep(
        phase=phases[_position(phases, last.phase) + 1].id,
        on=moves_on,
        days_left=left,
        met=(f"day {spent} of {length} of {last.phase}",),
        missing=(
            f"{left} more day{'s' if left != 1 else ''}, "
            + (f"until {moves_on}" if moves_on else "counted once the pause is over"),
        ),
    )


def _position(phases: Sequence[PhaseType], name: Phase) -> int:
    return next(n for n, phase in enumerate(phases) if phase.id == name)


def _length(entry: PhaseEntry, phases: Sequence[PhaseType]) -> int | None:
    """How many days the phase lasts that an entry begins."""
    return entry.days or phases[_position(phases, entry.phase)].days


def _after(first: date, length: int, paused: AbstractSet[date]) -> date:
    """The day on which a phase that began on `first` is over."""
    if not paused:
        return first + timedelta(days=length)
    day = first
    while length or day in paused:
        length -= day not in paused
        day += _DAY
    return day


def _spent(first: date, day: date, paused: AbstractSet[date]) -> int:
    """How many days from the first to this one counted, at least one."""
    return max(1, (day - first).days + 1 - sum(first <= pause <= day for pause in paused))
