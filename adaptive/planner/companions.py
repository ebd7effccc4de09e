"""Everything but strengthening: activation of the first phase, drills, pedalling, stretches.

None of it competes with strengthening for a place, so each is derived: the legal
places in order of preference, as many as the phase wants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adaptive.planner import hard_rules
from adaptive.planner.hard_rules import Obstacle
from adaptive.planner.options import STANDALONE_HOURS
from adaptive.planner.situation import DAY_OPENS, Placement, Situation, quarter_after
from adaptive.week import BlockKind, Slot, WeekSession

__all__ = [
    "Daily",
    "Within",
    "daily_activation",
    "drills",
    "pedalling",
    "stretches",
    "transitions",
]

# A ride of this length has room for single-leg work after its own warm-up.
RIDE_WARM_UP = timedelta(minutes=10)
SHORTEST_RIDE_MIN = 20


@dataclass(frozen=True, slots=True)
class Daily:
    """Activation of one day: where it stands, or the obstacles of a day without room."""

    day: date
    place: Placement | None
    slot: Slot
    obstacles: tuple[Obstacle, ...] = ()


def daily_activation(situation: Situation) -> list[Daily]:
    """H7, H8, H13: one block on each open day of the activation phase that has none yet."""
    left = hard_rules.weekly_minutes(situation)
    left -= sum(block.minutes for block in situation.done_this_week)
    days: list[Daily] = []
    for day in situation.open_days:
        if (
            situation.phase(day).activation != "daily"
            or day in situation.activated_days
            or situation.halted(day)
        ):
            continue
        if left < situation.activation_minutes:
            days.append(Daily(day, None, "standalone", (Obstacle("H13"),)))
            continue
        days.append(_activation_on(day, situation))
        left -= days[-1].place.minutes if days[-1].place else 0
    return days


def _activation_on(day: date, situation: Situation) -> Daily:
    minutes = situation.activation_minutes
    for session in _to_prepare(day, situation):
        place = Placement(session.start - timedelta(minutes=minutes), minutes, session)
        if not any(hard_rules.activation(place, situation)):
            return Daily(day, place, "before")
    refused: list[Obstacle] = []
    for start in _moments(day, situation):
        if not situation.standing_free(start, minutes):
            continue
        place = Placement(start, minutes, None)
        obstacles = list(hard_rules.activation(place, situation))
        if not obstacles:
            return Daily(day, place, "standalone")
        refused += obstacles
    kept_away = tuple(dict.fromkeys(o for o in refused if o.session)) or (Obstacle("H17"),)
    return Daily(day, None, "standalone", kept_away)


def _to_prepare(day: date, situation: Situation) -> Iterator[WeekSession]:
    """The sessions that activation may come before: runs, rides and gym first, then swims."""
    sessions = [
        s for s in situation.by_day[day] if (s.easy and not s.brief) or s.family == "strength"
    ]
    yield from (s for s in sessions if s.family in {"run", "ride", "strength"})
    yield from (s for s in sessions if s.family == "swim")


def _moments(day: date, situation: Situation) -> Iterator[datetime]:
    """Moments for activation that hangs on no session, the most convenient first.

    After the usual hours come the quarters of an hour from which something becomes
    legal, and last those moments to the minute: if any time of the day is legal, the
    earliest such time is among them.
    """
    yield from (datetime.combine(day, hour) for hour in STANDALONE_HOURS)
    apart = timedelta(hours=situation.rules["H8"]["hours"])
    turns = [datetime.combine(day, DAY_OPENS), situation.earliest]
    for session in situation.by_day[day]:
        turns += [session.end, session.end + apart]
    turns = sorted(turn for turn in turns if turn.date() == day)
    yield from (quarter_after(turn) for turn in reversed(turns))
    yield from turns


@dataclass(frozen=True, slots=True)
class Within:
    """Work that stands inside sessions: the chosen ones, and how many are wanted at least.

    `obstacles` say why sessions that offered themselves were refused, `done` how many of
    the week carried the work already (they are not among the wanted).
    """

    sessions: tuple[WeekSession, ...]
    wanted: int
    obstacles: tuple[Obstacle, ...] = ()
    done: int = 0


def drills(situation: Situation) -> Within:
    """H11: the runs whose warm-up ends with drills.

    The main warm-ups come first: hard runs, then easy ones. A run off the bike has no
    warm-up, and a race keeps to what the athlete is used to.
    """
    if "run" not in situation.inputs.sports:
        return Within((), 0)
    wants = {day: situation.phase(day).drills_per_week for day in situation.open_days}
    done = _done(situation, "drills")
    wanted = max(max(wants.values(), default=0) - done, 0)
    runs: list[WeekSession] = []
    obstacles: list[Obstacle] = []
    for session in _coming(situation):
        own_warm_up = session.session_class in {"easy", "key"} and session.kind != "race"
        if session.family != "run" or not own_warm_up or not wants[session.day]:
            continue
        refused = list(hard_rules.after_race(session.start, situation))
        obstacles += refused
        if not refused:
            runs.append(session)
    runs.sort(key=lambda s: (not s.hard, s.start))
    return Within(_one_a_day(runs, wanted), wanted, tuple(obstacles), done)


def pedalling(situation: Situation) -> Within:
    """H9: the easy rides with single-leg work."""
    if "ride" not in situation.inputs.sports:
        return Within((), 0)
    wants = {day: situation.phase(day).pedalling_per_week for day in situation.open_days}
    least, most = max(wants.values(), default=(0, 0))
    done = _done(situation, "single_leg_pedalling")
    rides: list[WeekSession] = []
    obstacles: list[Obstacle] = []
    for session in _coming(situation):
        if session.family != "ride" or not session.easy or not wants[session.day][1]:
            continue
        refused = list(hard_rules.pedalling(session, situation))
        obstacles += refused
        if not refused and session.duration_min >= SHORTEST_RIDE_MIN:
            rides.append(session)
    return Within(_one_a_day(rides, most - done), max(least - done, 0), tuple(obstacles), done)


def transitions(situation: Situation) -> list[Placement]:
    """H10: the sequence before every coming brick run, except in a race.

    A run that opens a brick (run, ride, run) is not off the bike.
    """
    minutes = situation.book.block("transition").minutes
    places: list[Placement] = []
    for run in _coming(situation):
        if run.session_class != "brick" or run.family != "run":
            continue
        legs = [s for s in situation.sessions if s.brick_id and s.brick_id == run.brick_id]
        rides = [leg for leg in legs if leg.family == "ride"]
        earlier = [ride for ride in rides if ride.start < run.start]
        if any(leg.kind == "race" for leg in [run, *legs]) or (rides and not earlier):
            continue
        off_the_bike = max((ride.end for ride in earlier), default=run.start)
        same_day = off_the_bike.date() == run.day
        start = min(off_the_bike, run.start) if same_day else run.start
        places.append(Placement(max(start, situation.earliest), minutes, run))
    return places


def stretches(situation: Situation, busy_until: dict[date, datetime]) -> list[Placement]:
    """H12: static stretches after a day's last session, or on a day without training.

    `busy_until` is when the last block of a day ends. Days with training come first.
    """
    wanted = situation.inputs.settings.stretch_days - _done(situation, "stretch")
    minutes = situation.book.block("stretch").minutes
    places: list[Placement] = []
    days = [day for day in situation.open_days if not situation.halted(day)]
    for day in sorted(days, key=lambda day: (situation.is_rest(day), day)):
        last = max(situation.by_day[day], key=lambda s: s.end, default=None)
        free = last.end if last else datetime.combine(day, STANDALONE_HOURS[0])
        start = max(free, busy_until.get(day, free))
        if len(places) < wanted and start >= situation.earliest and start.date() == day:
            places.append(Placement(start, minutes, last))
    return sorted(places, key=lambda place: place.start)


def _coming(situation: Situation) -> Iterable[WeekSession]:
    """The sessions of the week that have not begun, unless the athlete is paused or stopped."""
    return (
        session
        for day in situation.open_days
        if not situation.halted(day)
        for session in situation.by_day[day]
        if session.origin != "done" and session.start >= situation.earliest
    )


def _done(situation: Situation, kind: BlockKind) -> int:
    return sum(
        block.kind == kind and block.start.date() in situation.inputs.days
        for block in situation.inputs.done_blocks
    )


def _one_a_day(sessions: Iterable[WeekSession], most: int) -> tuple[WeekSession, ...]:
    """The first of each day in the order given, at most so many, by start."""
    first: dict[date, WeekSession] = {}
    for session in sessions:
        first.setdefault(session.day, session)
    return tuple(sorted(list(first.values())[: max(most, 0)], key=lambda s: s.start))
