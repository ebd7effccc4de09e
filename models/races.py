"""What belongs to a race: its other legs, the warm-up before it and the cool-down after it.

In: plain rows about sessions, in any order, with what each was found to be. Out: the sessions
that are key because of the race beside them. An easy jog of a quarter of an hour is no easy
day when a race begins twenty minutes later; and the swim of a triathlon is raced, whatever
its pace tells. Like bricks this looks at the neighbours of the same outing, forward and back,
and at nothing else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ingest.sports import Family
from models.bricks import FORGOTTEN_S, Leg

__all__ = ["Part", "parts"]

WITHIN = timedelta(minutes=60)
MAX_MIN = 30
"""A longer session beside a race is one of its own."""

_SLACK = timedelta(seconds=FORGOTTEN_S)

_TRAINED: frozenset[Family] = frozenset({"swim", "ride", "run"})


class Part(NamedTuple):
    """Why a session belongs to a race, in words; `race_id` is a session of that race."""

    race_id: str
    reason: str


def parts(sessions: Iterable[Leg]) -> dict[str, Part]:
    """The swims, rides and runs that belong to a race, by id; the races themselves are left out.

    They are the other legs of its recording, and sessions of up to half an hour in a sport of
    the race that end or begin within the hour before or after it. What lies between two races
    belongs to the first.

    Args:
        sessions: of one athlete, in any order; `kind` is "race" of each that was one, alone or in a
            brick.
    """
    trained = (one for one in sessions if one.family in _TRAINED)
    by_start = sorted(trained, key=lambda one: (one.start, one.id))
    recordings: dict[str, list[Leg]] = defaultdict(list)
    for one in by_start:
        recordings[one.activity_id].append(one)
    found: dict[str, Part] = {}
    for legs in recordings.values():
        if race_id := next((leg.id for leg in legs if leg.kind == "race"), None):
            for one, reason in (*_other_legs(legs), *_around(legs, by_start)):
                found.setdefault(one.id, Part(race_id, reason))
    return found


def _other_legs(legs: Sequence[Leg]) -> Iterator[tuple[Leg, str]]:
    for leg in legs:
        if leg.kind != "race":
            yield leg, "a leg of the race that the recording holds"


def _around(legs: Sequence[Leg], by_start: Sequence[Leg]) -> Iterator[tuple[Leg, str]]:
    """The warm-ups and cool-downs of a race with these legs."""
    start, end, families = legs[0].start, max(leg.end for leg in legs), {leg.family for leg in legs}
    first = bisect_left(by_start, start - 2 * WITHIN, key=_start)
    for one in by_start[first : bisect_right(by_start, end + WITHIN, key=_start)]:
        if one.kind == "race" or one.family not in families or one.moving_min > MAX_MIN:
            continue
        if start - WITHIN <= one.end <= start + _SLACK:
            minutes = max((start - one.end).total_seconds() / 60, 0)
            yield one, f"warm-up of the race {minutes:.0f} min later"
        elif one.start >= end - _SLACK:
            minutes = max((one.start - end).total_seconds() / 60, 0)
            yield one, f"cool-down {minutes:.0f} min after the race"


def _start(one: Leg) -> datetime:
    return one.start
