"""The self-checks that the athlete logged: what counts as one, and whether it was good.

A check is the last sets of the march hold and the dead bug in an activation block, or the height
or angle of a knee lift. Nothing that was left out speaks against a check: who logs `15 15` and no
more says that both holds were smooth and the back stayed flat.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Literal

from adaptive.diary import DiaryEntry
from adaptive.week import WeekSession

__all__ = ["Check", "checks"]

GOOD_HOLD_S = 10
"""The lower end of the article's 10 to 15 seconds."""

LONGEST_HOLD_S = 15
"""The march hold is stopped here."""

GOOD_ANGLE_DEG = 85
"""The article lifts the thigh until it is level, 90 degrees; a photo tells it to some 4."""

FIRST_HEIGHTS = 3
"""So many heights make the athlete's own; the median of them passes over one bad mark."""

WORTHWHILE_CM = 2.0
"""Three degrees of a thigh near level: less is the error of a mark on the wall."""

FRESH_AFTER = timedelta(hours=6)
"""A tired hip says nothing about control: so long after a key session a check does not count."""


@dataclass(frozen=True, slots=True)
class Check:
    """One self-check that counts.

    `holds_s` are the seconds of the march hold left and right, at most `LONGEST_HOLD_S`; None
    where it was a knee lift. `feel` is where the lift was felt, None where the athlete was not
    sure. `back` and `hip_pull` are 0 to 10, None where nothing was told.
    """

    on_day: date
    told: date
    ok: bool
    holds_s: tuple[float, float] | None = None
    feel: Literal["deep", "front"] | None = None
    back: float | None = None
    hip_pull: float | None = None

    @property
    def held(self) -> bool:
        """Whether both holds were long enough; a knee lift has none that could be too short."""
        return self.holds_s is None or min(self.holds_s) >= GOOD_HOLD_S


def checks(
    entries: Iterable[DiaryEntry], sessions: Sequence[WeekSession] = ()
) -> tuple[Check, ...]:
    """The checks among what was logged, in its order.

    Left out are those of which too little was told to say how they were, those made tired, and
    the first heights, by which later ones are judged.

    Args:
        entries: of the diary, in order.
        sessions: what was trained, in any order; after key sessions checks do not count.
    """
    tired = [(one.end, one.end + FRESH_AFTER) for one in sessions if one.hard]
    heights: list[tuple[float, float]] = []
    found = []
    for entry in entries:
        if entry.kind == "check":
            check = _march(entry)
        elif entry.kind == "knee_lift":
            check = _knee_lift(entry, heights)
        else:
            continue
        at = entry.at and datetime.combine(entry.on_day, entry.at)
        if check and not (at and any(end <= at < fresh for end, fresh in tired)):
            found.append(check)
    return tuple(found)


def _march(entry: DiaryEntry) -> Check | None:
    told = entry.content
    flat = told.get("dead_bug_flat") is not False
    smooth = told.get("smooth") is not False
    left, right = told.get("march_left_s"), told.get("march_right_s")
    sides = [side for side in (left, right) if side is not None]
    bad = not (flat and smooth) or any(side < GOOD_HOLD_S for side in sides)
    if len(sides) < 2 and not bad:
        return None
    return _check(
        entry, ok=not bad, holds_s=None if left is None or right is None else (left, right)
    )


def _knee_lift(entry: DiaryEntry, heights: list[tuple[float, float]]) -> Check | None:
    told = entry.content
    angles = [told[side] for side in ("left_deg", "right_deg") if told.get(side) is not None]
    if angles:
        bad = min(angles) < GOOD_ANGLE_DEG
        return _check(entry, ok=not bad) if bad or len(angles) == 2 else None
    left, right = told.get("left_cm"), told.get("right_cm")
    if left is None or right is None:
        return None
    if len(heights) < FIRST_HEIGHTS:
        heights.append((left, right))
        return None
    own = (median(sides) for sides in zip(*heights, strict=True))
    return _check(
        entry,
        ok=all(
            side >= usual - WORTHWHILE_CM for side, usual in zip((left, right), own, strict=True)
        ),
    )


def _check(entry: DiaryEntry, *, ok: bool, holds_s: tuple[float, float] | None = None) -> Check:
    told = entry.content
    return Check(
        on_day=entry.on_day,
        told=entry.told,
        ok=ok,
        holds_s=holds_s,
        feel=told.get("feel"),
        back=told.get("back"),
        hip_pull=told.get("hip_pull"),
    )
