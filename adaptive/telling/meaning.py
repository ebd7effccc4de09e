"""What an entry means for the athlete, in one line: `good · 6 of the last 8 are`. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from adaptive.checks import (
    FIRST_HEIGHTS,
    FRESH_AFTER,
    GOOD_ANGLE_DEG,
    GOOD_HOLD_S,
    WORTHWHILE_CM,
    checks,
)
from adaptive.diary import DiaryEntry
from adaptive.week import WeekSession

__all__ = ["meaning"]

_COUNTED = 8
"""So many checks decide whether the next step is near."""

_LASTING = {
    "cadence": "counts as one usable session beside those that were recorded",
    "change": "what your recordings say of form is read anew from this day on",
    "note": "kept; nothing follows from it",
}


def meaning(
    entry: DiaryEntry, entries: Sequence[DiaryEntry], sessions: Sequence[WeekSession] = ()
) -> str:
    """The sentence about an entry; empty where the plan of the day says it all.

    Args:
        entry: the one that was logged.
        entries: all of the diary in its order, that one among them.
        sessions: what was trained around the entry.
    """
    if entry.kind not in {"check", "knee_lift"}:
        return _LASTING.get(entry.kind, "")
    place = entries.index(entry)
    before, after = (checks(entries[:end], sessions) for end in (place, place + 1))
    if len(after) == len(before):
        return _uncounted(entry)
    verdict = "good" if after[-1].ok else f"not yet good: {_short_of(entry)}"
    last = checks(entries, sessions)[-_COUNTED:]
    good = sum(one.ok for one in last)
    return f"{verdict} · {good} of the last {len(last)} good" if len(last) > 1 else verdict


def _uncounted(entry: DiaryEntry) -> str:
    """Why a check does not count."""
    told = entry.content
    if {"left_cm", "right_cm"} <= told.keys():
        return f"one of the first {FIRST_HEIGHTS} heights, by which later ones are judged"
    sides = {name.split("_")[-2] for name in told if name.startswith(("left", "right", "march"))}
    if len(sides) < 2:
        return "does not count yet: the other side is missing"
    hours = FRESH_AFTER.total_seconds() / 3600
    return f"does not count: within {hours:g} hours after a hard session a tired hip says little"


def _short_of(entry: DiaryEntry) -> str:
    """What a check lacks."""
    told = entry.content
    faults = []
    for side in ("left", "right"):
        hold, angle = told.get(f"march_{side}_s"), told.get(f"{side}_deg")
        if hold is not None and hold < GOOD_HOLD_S:
            faults.append(f"{side} {hold:g} s of the {GOOD_HOLD_S} wanted")
        if angle is not None and angle < GOOD_ANGLE_DEG:
            faults.append(f"{side} {angle:g}° of the {GOOD_ANGLE_DEG} wanted")
    if told.get("smooth") is False:
        faults.append("the march was not smooth")
    if told.get("dead_bug_flat") is False:
        faults.append("the back did not stay flat")
    return ", ".join(faults) or f"more than {WORTHWHILE_CM:g} cm below your own height"
