"""Bricks: a run straight off the bike.

In: plain rows about sessions, in any order, and what the athlete said of them. Out: the pairs
of ride and run that the planner and the form metrics treat as one. A pair lies in one
multisport recording (cycling, perhaps a transition, running) or in two files, perhaps of two
devices.

Gaps: coaches tell hard bricks, without a break, from soft ones with a change of kit.
Up to ten minutes are the one, up to half an hour the other; up to an hour it may be
a brick, so it is uncertain and asked about. What is transport makes none: rides by e-bike,
commutes, and riding to a run and home again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Literal

from ingest.sports import Family, is_assisted_or_commute, is_indoor
from models.places import Place, apart_m

__all__ = ["Brick", "Leg", "find"]

MIN_RIDE_MIN, MIN_RUN_MIN = 20, 8
TIGHT_S, NORMAL_S, LOOSE_S = 600, 1800, 3600

OUTING_S = 3 * 3600
"""How far apart lie, at most, ride and run that the athlete calls a brick, or run and ride home."""

FORGOTTEN_S = 300
"""One device stopped a little after the other was started, or after the finish; their clocks."""

SAME_PLACE_M = 1000
"""Positions come rounded, for privacy, and a bike is parked where there is room."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One session as far as bricks go.

    `end` is when the athlete was last at work: a computer may run on, forgotten on the racked
    bike. Positions may be rounded to some hundred metres. `kind` is the session's own, of which
    only "race" matters, here and to `models.races`. `commute` says that it was found, or marked,
    to be one.
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
    commute: bool = False


@dataclass(frozen=True, slots=True)
class Brick:
    """A ride and the run that followed it.

    `gap_s` is the time from the end of the ride to the start of the run, by the transition's timer
    where one was recorded. `kind`: "brick"; "race" for a raced one; "access" for riding to a run
    and home again, which is no brick for the plan but still tells about form off the bike.
    `uncertain` where the athlete should be asked. `reason` says why in words.
    """

    id: str
    ride_id: str
    run_id: str
    gap_s: float
    kind: Literal["brick", "race", "access"]
    gap: Literal["tight", "normal", "loose"]
    uncertain: bool
    reason: str


def find(sessions: Iterable[Leg], told: Mapping[str, str] | None = None) -> tuple[Brick, ...]:
    """Every change from bike to run among the sessions, in order of time.

    Rides under 20 and runs under 8 minutes of moving make none. Ride, run, ride, run holds two.

    Args:
        sessions: those of one athlete, in any order.
        told: by session id the class that the athlete said it has. What was said to be anything
            else belongs to no brick. What was said to be a brick is one for certain; where
            the rules see none, with the next run after it or the last ride before it within
            three hours, as long as that is free. Where there is none it is in no pair.
    """
    told = told or {}
    history = _History(sessions)
    allowed = {leg.id for leg in history.legs if told.get(leg.id, "brick") == "brick"}
    pairs = [
        (ride, run)
        for ride, run in pairwise(filter(_is_long_enough, history.legs))
        if _is_brick(ride, run) and {ride.id, run.id} <= allowed
    ]
    allowed -= {leg.id for pair in pairs for leg in pair}
    pairs += _said([leg for leg in history.legs if leg.id in allowed], told)
    bricks = [
        history.brick(ride, run, told=not told.keys().isdisjoint({ride.id, run.id}))
        for ride, run in sorted(pairs, key=lambda pair: pair[1].start)
    ]
    return tuple(bricks)


def _is_long_enough(leg: Leg) -> bool:
    """Whether a session makes or separates bricks. Transitions and short ones do neither."""
    least = {"ride": MIN_RIDE_MIN, "run": MIN_RUN_MIN, "swim": 0}.get(leg.family)
    return least is not None and leg.moving_min >= least


def _is_brick(ride: Leg, run: Leg) -> bool:
    """Whether two sessions in a row, both long enough, are one."""
    if (ride.family, run.family) != ("ride", "run") or _gap_s(ride, run) > LOOSE_S:
        return False
    if is_assisted_or_commute(ride.sport, ride.sub_sport):
        return False
    # Who records both as one means one, even on the way home from work.
    return ride.activity_id == run.activity_id or not (ride.commute or run.commute)


def _said(free: Sequence[Leg], told: Collection[str]) -> Iterator[tuple[Leg, Leg]]:
    """The pairs that the athlete's word makes of sessions in none, the nearest first."""
    near = [
        (ride, run)
        for leg in free
        if leg.id in told
        for other in free
        for ride, run in ((leg, other), (other, leg))
        if (ride.family, run.family) == ("ride", "run") and _gap_s(ride, run) <= OUTING_S
    ]
    paired: set[str] = set()
    for ride, run in sorted(near, key=lambda pair: _gap_s(*pair)):
        if paired.isdisjoint(both := {ride.id, run.id}):
            paired |= both
            yield ride, run


def _gap_s(before: Leg, after: Leg) -> float:
    """Seconds between two sessions, 0 where they overlap a little and infinite if much."""
    seconds = (after.start - before.end).total_seconds()
    return max(seconds, 0.0) if seconds >= -FORGOTTEN_S else float("inf")


class _History:
    """The sessions in order of time and by recording: what speaks of a pair's neighbours."""

    def __init__(self, sessions: Iterable[Leg]) -> None:
        self.legs = sorted(sessions, key=lambda leg: (leg.start, leg.end, leg.id))
        self._recordings: dict[str, list[Leg]] = defaultdict(list)
        for leg in self.legs:
            self._recordings[leg.activity_id].append(leg)

    def brick(self, ride: Leg, run: Leg, *, told: bool = False) -> Brick:
        """What kind of brick a pair is, and how sure that is."""
        one_file = ride.activity_id == run.activity_id
        recording = self._recordings[run.activity_id]
        gap_s = (one_file and _transition_s(ride, run, recording)) or _gap_s(ride, run)
        gap: Literal["tight", "normal", "loose"] = (
            "tight" if gap_s <= TIGHT_S else "normal" if gap_s <= NORMAL_S else "loose"
        )
        kind: Literal["brick", "race", "access"] = "brick"
        uncertain = gap == "loose" and not one_file
        reason = f"a run of {run.moving_min:.0f} min, {gap_s / 60:.0f} min after a ride of "
        reason += f"{ride.moving_min:.0f} min"
        triathlon = {"swim", "ride", "run"} <= {leg.family for leg in recording}
        home = False if told or triathlon else self._rides_home(ride, run)
        if home:
            kind, uncertain = "access", False
            reason += ", and by bike back to where it began"
        elif triathlon:
            kind = "race"
            reason += ", in one recording with a swim: a triathlon"
        # Run, ride and run in one recording are as often training as a duathlon: effort decides.
        elif "race" in {leg.kind for leg in (ride, run, *recording)}:
            kind = "race"
            reason += ", at the effort of a race"
        elif home is None:
            uncertain = True
            reason += ", and then by bike again, perhaps only home"
        if told:
            uncertain = False
            reason += ": a brick because you said so"
        return Brick(f"{ride.id}+{run.id}", ride.id, run.id, gap_s, kind, gap, uncertain, reason)

    def _rides_home(self, ride: Leg, run: Leg) -> bool | None:
        """Whether the ride only led to the run, and others home; None if nobody can tell."""
        start, away = ride.start_position, ride.end_position
        if is_indoor(ride.sub_sport) or (start and away and _same_place(start, away)):
            return False
        ends, leads_on = self._rides_after(run, OUTING_S if start and away else LOOSE_S)
        if start and any(end and _same_place(start, end) for end in ends):
            return True
        unknown = not start or None in ends
        return None if ends and unknown and not leads_on else False

    def _rides_after(self, run: Leg, within_s: float) -> tuple[list[Place | None], bool]:
        """Where the rides end that follow a run, and whether they lead to another run."""
        ends: list[Place | None] = []
        latest = run
        for leg in islice(self.legs, bisect_right(self.legs, run.start, key=_start), None):
            if (leg.start - latest.end).total_seconds() > within_s:
                break
            if ends and leg.family == "run" and _is_long_enough(leg):
                return ends, True
            if leg.family == "ride" and not is_indoor(leg.sub_sport):
                ends.append(leg.end_position)
            latest = max(latest, leg, key=_end)
        return ends, False


def _start(leg: Leg) -> datetime:
    return leg.start


def _end(leg: Leg) -> datetime:
    return leg.end


def _transition_s(ride: Leg, run: Leg, recording: Sequence[Leg]) -> float:
    """Seconds of the transitions that were recorded between ride and run, 0 without one."""
    return sum(
        60 * leg.moving_min
        for leg in recording
        if leg.family == "transition" and ride.start <= leg.start <= run.start
    )


def _same_place(one: Place, other: Place) -> bool:
    return apart_m(one, other) <= SAME_PLACE_M
