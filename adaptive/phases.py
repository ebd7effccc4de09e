"""Which phase the athlete is in on a day, by the moves that were recorded.

No phase begins or ends by time: feedback moves the athlete (`adaptive.shifting`), or a word of
their own. Days on which they are ill or stopped count towards no phase.

Pure: the day is an argument and the entries are values.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from adaptive.programme.rulebook import Rulebook, standard
from adaptive.week import PhaseEntry, PhaseState

__all__ = ["history", "phase_on", "stay"]

_NEVER: frozenset[date] = frozenset()


def history(entries: Sequence[PhaseEntry], day: date) -> tuple[PhaseEntry, ...]:
    """The moves up to `day`, in order; of several on one day the last one holds.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    moves = {entry.day: entry for entry in entries if entry.day <= day}
    if not moves:
        raise ValueError(f"the programme has not begun on {day}")
    return tuple(sorted(moves.values(), key=lambda entry: entry.day))


def stay(entries: Sequence[PhaseEntry], day: date) -> PhaseEntry:
    """The entry that began the phase of a day.

    Who takes a move back goes on where they were before it, as though it had not been.

    Raises:
        ValueError: no entry stands on or before `day`.
    """
    stays: list[PhaseEntry] = []
    for entry in sorted((one for one in entries if one.day <= day), key=lambda one: one.day):
        if entry.reason == "undo" and len(stays) > 1:
            stays.pop()
        else:
            stays.append(entry)
    if not stays:
        raise ValueError(f"the programme has not begun on {day}")
    return stays[-1]


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
    entry = stay(entries, day)
    spent = max(1, (day - entry.day).days + 1 - sum(entry.day <= pause <= day for pause in paused))
    return PhaseState(
        phase=entry.phase,
        since=entry.day,
        week=(rulebook or standard()).phase(entry.phase).first_week + (spent - 1) // 7,
        day=spent,
    )
