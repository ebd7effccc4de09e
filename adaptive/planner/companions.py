"""Everything but strengthening: activation of the first phase, drills, pedalling, stretches.

None of it competes with strengthening for a place, so each is derived: the legal
places in order of preference, as many as the phase wants. What is pinned comes first, then
what stood in the week's last plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise

from adaptive.planner import hard_rules
from adaptive.planner.hard_rules import Obstacle
from adaptive.planner.situation import Placement, Situation, quarter_after
from adaptive.week import BlockKind, Slot, WeekSession

__all__ = [
    "RIDE_WARM_UP",
    "TIGHT_STRETCH_DAYS",
    "Daily",
    "Within",
    "daily_activation",
    "drills",
    "fixed_minutes",
    "pedalling",
    "stretches",
    "transitions",
]

# A ride of this length has room for single-leg work after its own warm-up.
RIDE_WARM_UP = timedelta(minutes=10)
SHORTEST_RIDE_MIN = 20

TIGHT_STRETCH_DAYS = 3
"""Days with static stretches where signs of tightness lead: the fewer of three or four."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Activation of one day: where it stands, or the obstacles of a day without room.

    `instead` is its place should the day's uncertain session be an easy one.
    """

    day: date
    place: Placement | None
    slot: Slot
    obstacles: tuple[Obstacle, ...] = ()
    instead: Placement | None = None


def daily_activation(situation: Situation) -> list[Daily]:
    """H7, H8, H13: one block on each open day of the activation phase that has none yet."""
    left = hard_rules.weekly_minutes(situation)
    left -= sum(block.minutes for block in situation.done_this_week)
    days: list[Daily] = []
    for day in situation.open_days:
        if (
            situation.phase(day).activation != "daily"
            or day in situation.activated_days
            or not situation.allowed("activation", day)
        ):
            continue
        work = situation.prescribed("activation", day)
        if situation.blocked(day):
            days.append(Daily(day, None, "standalone", (Obstacle("H17", about="blocked"),)))
        elif work is None:
            days.append(Daily(day, None, "standalone", (Obstacle("H17", about="equipment"),)))
        elif left < work.minutes:
            days.append(Daily(day, None, "standalone", (Obstacle("H13"),)))
        else:
            days.append(_activation_on(day, work.minutes, situation))
            left -= work.minutes if days[-1].place else 0
    return _as_often_as_wanted(days, situation)


def _as_often_as_wanted(daily: list[Daily], situation: Situation) -> list[Daily]:
    """Fewer days where they are enough: those pinned, then as evenly spread as can be.

    Between spreads as even, what the week's last plan had stays, then the earlier days go first.
    """
    done = situation.activated_days & set(situation.inputs.days)
    pinned = {pin.day for pin in situation.open_pins("activation")}
    placed = [item for item in daily if item.place]
    wanted = max(situation.activation_per_week - len(done), sum(i.day in pinned for i in placed))
    if len(placed) < wanted:
        return daily
    intended = {start.date() for start in situation.intended("activation")}

    def cost(chosen: Iterable[Daily]) -> tuple[int, float, int, list[date]]:
        days = [item.day for item in chosen]
        gaps = (later - earlier for earlier, later in pairwise(sorted({*done, *days})))
        return (
            -len(pinned.intersection(days)),
            sum(1 / gap.days for gap in gaps),
            -len(intended.intersection(days)),
            days,
        )

    return list(min(combinations(placed, wanted), key=cost))


def fixed_minutes(situation: Situation, daily: Iterable[Daily]) -> dict[date, float]:
    """Minutes of activation and strengthening by day that stand whatever is chosen."""
    minutes: defaultdict[date, float] = defaultdict(float)
    for block in situation.done_this_week:
        minutes[block.start.date()] += block.minutes
    for item in daily:
        if item.place:
            minutes[item.day] += item.place.minutes
    return minutes


def _activation_on(day: date, minutes: float, situation: Situation) -> Daily:
    refused: list[Obstacle] = []
    for place, slot in _places(day, minutes, situation):
        obstacles = list(hard_rules.activation(place, situation))
        if not obstacles:
            return Daily(day, place, slot, instead=_instead(day, minutes, situation))
        refused += obstacles if slot == "standalone" else []
    kept_away = tuple(dict.fromkeys(o for o in refused if o.session)) or (
        Obstacle("H17", about="past"),
    )
    return Daily(day, None, "standalone", kept_away)


def _places(day: date, minutes: float, situation: Situation) -> Iterator[tuple[Placement, Slot]]:
    """Where activation may stand on a day: as pinned, before a session, at an hour of its own."""
    lead = timedelta(minutes=minutes)
    for pin in situation.open_pins("activation"):
        if pin.day == day and pin.at:
            yield Placement(datetime.combine(day, pin.at), minutes, None), "standalone"
    for session in _to_prepare(day, situation):
        yield Placement(session.start - lead, minutes, session), "before"
    for start in _moments(day, situation):
        if situation.standing_free(start, minutes):
            yield Placement(start, minutes, None), "standalone"


def _instead(day: date, minutes: float, situation: Situation) -> Placement | None:
    """H16: right before the day's uncertain session, were it an easy one."""
    for session in situation.by_day[day]:
        if session.uncertain and session.origin != "done" and not session.possible:
            easy = session.if_easy()
            place = Placement(session.start - timedelta(minutes=minutes), minutes, easy)
            if not any(hard_rules.activation(place, situation.instead(session, easy))):
                return replace(place, session=session)
    return None


def _to_prepare(day: date, situation: Situation) -> Iterator[WeekSession]:
    """The sessions that activation may come before: runs, rides and gym first, then swims."""
    sessions = [
        s
        for s in situation.by_day[day]
        if not s.possible and ((s.easy and not s.brief) or s.family == "strength")
    ]
    yield from (s for s in sessions if s.family in {"run", "ride", "strength"})
    yield from (s for s in sessions if s.family == "swim")


def _moments(day: date, situation: Situation) -> Iterator[datetime]:
    """Moments for activation that hangs on no session, the most convenient first.

    After that of the last plan and the usual hours come the quarters of an hour from which
    something becomes legal, and last those moments to the minute: if any time of the day is
    legal, the earliest such time is among them.
    """
    yield from (start for start in situation.intended("activation") if start.date() == day)
    yield from situation.natural_moments(day)
    apart = timedelta(hours=situation.rules["H8"]["hours"])
    turns = [situation.earliest, *(opens for opens, _ in situation.windows(day))]
    for session in situation.by_day[day]:
        turns += [session.end, session.last_end + apart]
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
    done = situation.count_done("drills")
    wanted = max(max(wants.values(), default=0) - done, 0)
    runs: list[WeekSession] = []
    obstacles: list[Obstacle] = []
    for session in _coming(situation, "drills"):
        own_warm_up = session.session_class in {"easy", "key"} and session.kind != "race"
        if session.family != "run" or not own_warm_up or session.brief or not wants[session.day]:
            continue
        refused = list(hard_rules.after_race(session, situation))
        obstacles += refused
        if not refused:
            runs.append(session)
    kept = _kept_first("drills", situation)
    runs.sort(key=lambda s: (kept(s.day), not s.hard, s.start))
    return Within(_one_a_day(runs, wanted), wanted, tuple(obstacles), done)


def pedalling(situation: Situation) -> Within:
    """H9: the easy rides with single-leg work."""
    kind: BlockKind = "single_leg_pedalling"
    if "ride" not in situation.inputs.sports:
        return Within((), 0)
    wants = {day: situation.phase(day).pedalling_per_week for day in situation.open_days}
    least, most = max(wants.values(), default=(0, 0))
    if not any(situation.prescribed(kind, day) for day in situation.open_days):
        return Within((), 0)
    done = situation.count_done(kind)
    rides: list[WeekSession] = []
    obstacles: list[Obstacle] = []
    for session in _coming(situation, kind):
        if session.family != "ride" or not session.easy or not wants[session.day][1]:
            continue
        work = situation.prescribed(kind, session.day)
        needed = work.minutes + RIDE_WARM_UP.total_seconds() / 60 if work else 0
        refused = list(hard_rules.pedalling(session, situation))
        obstacles += refused
        if not refused and session.duration_min >= max(needed, SHORTEST_RIDE_MIN):
            rides.append(session)
    kept = _kept_first(kind, situation)
    rides.sort(key=lambda s: (kept(s.day), s.start))
    return Within(_one_a_day(rides, most - done), max(least - done, 0), tuple(obstacles), done)


def transitions(situation: Situation) -> list[Placement]:
    """H10: the sequence before every coming brick run, except in a race.

    A run that opens a brick (run, ride, run) is not off the bike.
    """
    places: list[Placement] = []
    for run in _coming(situation, "transition"):
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
        work = situation.prescribed("transition", run.day)
        if work:
            places.append(Placement(max(start, situation.earliest), work.minutes, run))
    return places


def stretches(situation: Situation, busy_until: dict[date, datetime]) -> list[Placement]:
    """H12: static stretches after a day's last session, or on a day without training.

    They are wanted where signs of tightness lead. `busy_until` is when the last block of a day
    ends. Days with training come first.
    """
    tight = "tightness" in situation.inputs.emphasis
    pinned = {pin.day for pin in situation.open_pins("stretch")}
    wanted = max(TIGHT_STRETCH_DAYS * tight - situation.count_done("stretch"), len(pinned))
    kept = _kept_first("stretch", situation)
    days = situation.open_for("stretch")
    days.sort(key=lambda day: (kept(day), situation.is_rest(day), day))
    found = (_stretch_on(day, situation, busy_until) for day in days)
    places = [place for place in found if place][:wanted]
    return sorted(places, key=lambda place: place.start)


def _stretch_on(
    day: date, situation: Situation, busy_until: dict[date, datetime]
) -> Placement | None:
    """After the last session of a day: surely the last, and with time left."""
    work = situation.prescribed("stretch", day)
    if work is None:
        return None
    sessions = situation.by_day[day]
    if any(session.possible for session in sessions):
        return None  # nothing hangs on it, and what comes before it may be in its way
    last = max(sessions, key=lambda s: s.end, default=None)
    pinned = [pin.at for pin in situation.open_pins("stretch") if pin.day == day and pin.at]
    free = situation.natural_moments(day) if last is None else [last.end]
    for moment in [*(datetime.combine(day, at) for at in pinned), *free]:
        start = max(moment, busy_until.get(day, moment))
        place = Placement(start, work.minutes, last)
        follows = all(
            place.start >= s.end if s is last else place.first_start >= s.last_end for s in sessions
        )
        if follows and start >= situation.earliest and start.date() == day:
            return place
    return None


def _coming(situation: Situation, kind: BlockKind) -> Iterable[WeekSession]:
    """The sessions of the week that have not begun and may carry a kind of work."""
    return (
        session
        for day in situation.open_for(kind)
        if situation.overlay(day) != "paused"
        for session in situation.by_day[day]
        if session.origin != "done" and session.start >= situation.earliest and not session.possible
    )


def _kept_first(kind: BlockKind, situation: Situation) -> Callable[[date], int]:
    """A day's place in line: what is pinned, what stood there in the last plan, the others."""
    pinned = {pin.day for pin in situation.open_pins(kind)}
    intended = {start.date() for start in situation.intended(kind)}
    return lambda day: 0 if day in pinned else 1 if day in intended else 2


def _one_a_day(sessions: Iterable[WeekSession], most: int) -> tuple[WeekSession, ...]:
    """The first of each day in the order given, at most so many, by start."""
    first: dict[date, WeekSession] = {}
    for session in sessions:
        first.setdefault(session.day, session)
    return tuple(sorted(list(first.values())[: max(most, 0)], key=lambda s: s.start))
