"""Bricks: a run straight off the bike.

In: plain rows about sessions, in any order. Out: the pairs of ride and run that the
planner and the form metrics treat as one. A pair lies in one multisport recording
(cycling, perhaps a transition, running) or in two files, perhaps of two devices.

Gaps: coaches tell hard bricks, without a break, from soft ones with a change of kit.
Up to ten minutes are the one, up to half an hour the other; up to an hour it may be
a brick, so it is uncertain and asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import cos, hypot, radians
from typing import Literal

from ingest.sports import Family, is_assisted_or_commute

__all__ = ["Brick", "Leg", "find"]

MIN_RIDE_MIN, MIN_RUN_MIN = 20, 8
TIGHT_S, NORMAL_S, LOOSE_S = 600, 1800, 3600
FORGOTTEN_S = 300
"""A bike computer that was stopped a little after the watch was started."""

SAME_PLACE_M = 1000
"""Positions come rounded, for privacy."""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Leg:
    """One session as far as bricks go.

    Positions are (latitude, longitude) in degrees and may be rounded to some hundred
    metres; `kind` is the session's own kind, of which only "race" matters here.
    """

    id: str
    activity_id: str
    family: Family
    sport: str
    sub_sport: str | None
    start: datetime
    end: datetime
    moving_min: float
    start_position: Place | None = None
    end_position: Place | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Brick:
    """A ride and the run that followed it.

    `gap_s` is the time from the end of the ride to the start of the run. `kind`: "brick"; "race"
    for a raced one; "access" for riding to a run and home again, which is no brick for
    the plan but still tells about form off the bike. `uncertain` where the athlete should
    be asked. `reason` says why in words.
    """

    id: str
    ride_id: str
    run_id: str
    gap_s: float
    kind: Literal["brick", "race", "access"]
    gap: Literal["tight", "normal", "loose"]
    uncertain: bool
    reason: str


def find(sessions: Iterable[Leg]) -> tuple[Brick, ...]:
    """Every change from bike to run among the sessions, in order of time.

    Rides by e-bike and commutes make no brick, nor do rides under 20 and runs under 8
    minutes of moving. A session recorded twice (by two devices, or in two exports) counts
    once. Ride, run, ride, run holds two bricks.
    """
    legs = _once(list(sessions))
    counted = [leg for leg in legs if _counts(leg)]
    return tuple(
        _brick(ride, run, legs)
        for ride, run in pairwise(counted)
        if ride.family == "ride"
        and run.family == "run"
        and (ride.activity_id == run.activity_id or _gap_s(ride, run) <= LOOSE_S)
    )


def _counts(leg: Leg) -> bool:
    """Whether a session makes or separates bricks. Transitions and short jogs do neither."""
    if leg.family == "ride":
        assisted = is_assisted_or_commute(leg.sport, leg.sub_sport)
        return leg.moving_min >= MIN_RIDE_MIN and not assisted
    return leg.family == "swim" or (leg.family == "run" and leg.moving_min >= MIN_RUN_MIN)


def _once(legs: Sequence[Leg]) -> list[Leg]:
    """The sessions in order of time, without second recordings of the same one.

    Of two, that in the recording with more parts stays: it knows the whole event.
    """
    parts = Counter(leg.activity_id for leg in legs)
    kept: list[Leg] = []
    latest: dict[Family, int] = {}
    for leg in sorted(legs, key=lambda leg: (leg.start, leg.id)):
        before = latest.get(leg.family)
        if before is None or not _overlap(kept[before], leg):
            latest[leg.family] = len(kept)
            kept.append(leg)
        elif parts[leg.activity_id] > parts[kept[before].activity_id]:
            kept[before] = leg
    return kept


def _overlap(one: Leg, other: Leg) -> bool:
    """Whether two sessions share more than half of the shorter one's time."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > min(one.end - one.start, other.end - other.start) / 2


def _brick(ride: Leg, run: Leg, legs: Sequence[Leg]) -> Brick:
    gap_s = _gap_s(ride, run)
    gap: Literal["tight", "normal", "loose"] = (
        "tight" if gap_s <= TIGHT_S else "normal" if gap_s <= NORMAL_S else "loose"
    )
    one_file = ride.activity_id == run.activity_id
    kind: Literal["brick", "race", "access"] = "brick"
    uncertain = gap == "loose" and not one_file
    reason = f"a run of {run.moving_min:.0f} min {gap_s / 60:.0f} min after a ride of "
    reason += f"{ride.moving_min:.0f} min"
    home = _ride_home(run, legs)
    if home and _same_place(ride.start_position, home.end_position):
        kind, uncertain = "access", False
        reason += ", and by bike back to where it began"
    elif home and (ride.start_position is None or home.end_position is None):
        uncertain = True
        reason += ", and then by bike again, perhaps only home"
    if one_file and {"swim", "ride", "run"} <= {
        leg.family for leg in legs if leg.activity_id == run.activity_id
    }:
        kind = "race"
        reason += ", in one recording with a swim: a triathlon"
    elif kind == "brick" and "race" in {ride.kind, run.kind}:
        kind = "race"
        reason += ", at the effort of a race"
    return Brick(f"{ride.id}+{run.id}", ride.id, run.id, gap_s, kind, gap, uncertain, reason)


def _ride_home(run: Leg, legs: Sequence[Leg]) -> Leg | None:
    """The ride that follows a run within the hour, unless it leads to another run."""
    later = [leg for leg in legs if leg.start >= run.end and leg.family in {"ride", "run"}]
    if not later or later[0].family != "ride" or _gap_s(run, later[0]) > LOOSE_S:
        return None
    if len(later) > 1 and later[1].family == "run" and _gap_s(later[0], later[1]) <= LOOSE_S:
        return None
    return later[0]


def _gap_s(before: Leg, after: Leg) -> float:
    """Seconds between two sessions, 0 where they overlap a little and infinite if much."""
    seconds = (after.start - before.end).total_seconds()
    return max(seconds, 0.0) if seconds >= -FORGOTTEN_S else float("inf")


def _same_place(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None:
        return False
    north = one[0] - other[0]
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(north, east) * 111_320 <= SAME_PLACE_M
