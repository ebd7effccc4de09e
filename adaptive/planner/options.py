"""Every place that strengthening could take in the week, legal or refused.

An option is strengthening together with the activation that prepares it. Each easy session
offers the hour after it, the athlete's own gym session its end; as a relaxation a day without
training offers its open hours. A pin offers what the athlete pinned, and nothing else.

A start is not taken from a grid: each hour away from its natural moment costs more than anything
else can win by it (P14 against P2 and P3). So the cheapest week starts at natural moments, or
where something becomes legal, or just before it ceases to be; these are the candidates.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from adaptive.planner import hard_rules
from adaptive.planner.hard_rules import Obstacle
from adaptive.planner.situation import Placement, Situation, hours_between, quarter_after
from adaptive.programme.prescribing import Prescription
from adaptive.week import Pin, Slot, WeekSession

__all__ = ["Option", "Refusal", "options", "pinned_options", "with_distance"]

LIGHT = 2
"""The level down to which strengthening is eased where that makes it legal."""


@dataclass(frozen=True, slots=True)
class Option:
    """A legal place for strengthening, and for the activation before it if there is one.

    `away_h` are the hours from its natural moment; `eased` is work done at a lower level so that
    it is legal here.
    """

    place: Placement
    slot: Slot
    pair: str
    work: Prescription
    lead: Placement | None
    lead_slot: Slot
    away_h: float
    eased: bool
    pinned: bool = False

    @property
    def minutes(self) -> float:
        """Activation and strengthening together."""
        return self.place.minutes + (self.lead.minutes if self.lead else 0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A day (and the session it offers, if any) on which strengthening is not legal."""

    day: date
    session: WeekSession | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class _Room:
    """A stretch of a day in which strengthening may begin, at best at a `natural` moment.

    What hangs on no session may also stand before one. Activation may begin from `opens` on,
    and by `closes` all must have ended.
    """

    day: date
    session: WeekSession | None
    opens: datetime
    first: datetime
    until: datetime
    natural: tuple[datetime, ...]
    closes: datetime | None = None

    @property
    def slot(self) -> Slot:
        """The name of the place."""
        return "after" if self.session else "standalone"

    def away_h(self, begins: datetime) -> float:
        """Hours from the nearest natural moment."""
        return min(abs(hours_between(moment, begins)) for moment in self.natural)


def options(
    situation: Situation, pair: str, relaxed: Container[str], turns: Iterable[datetime] = ()
) -> tuple[list[Option], list[Refusal]]:
    """All legal options of the days still open for one pair, and why other places are refused.

    Args:
        situation: The week.
        pair: "A" or "B"; where nothing of it is left for this athlete the other one stands in.
        relaxed: What may give way: "level" offers lighter work where only that is legal, "H4"
            days without training.
        turns: Further moments that may be the best start: 48 hours from other strengthening.
    """
    rooms: list[_Room] = []
    without: list[Refusal] = []
    for day in situation.open_days:
        of_day = [room for s in situation.by_day[day] for room in _after(s, situation)]
        if "H4" in relaxed and situation.is_rest(day):
            of_day += _free(day, situation)
        if not of_day:
            without.append(_roomless(day, _no_anchor(day, situation), situation))
        rooms += of_day
    found, refusals = _in_rooms(rooms, pair, turns, situation, lighter="level" in relaxed)
    return found, without + refusals


def pinned_options(
    situation: Situation, pair: str, pin: Pin, turns: Iterable[datetime] = ()
) -> tuple[list[Option], list[Refusal]]:
    """What a pin leaves: its moment, or its day with any session or none.

    Told a time, strengthening may stand at any hour after the day's easy session; on a day
    without training the pin itself is the permission.
    """
    day = pin.day
    at = None if pin.at is None else datetime.combine(day, pin.at)
    rooms = [room for s in situation.by_day[day] for room in _after(s, situation, at)]
    if situation.is_rest(day):
        midnight = datetime.combine(day, time())
        rooms += [_Room(day, None, midnight, at, at, (at,))] if at else _free(day, situation)
    if not rooms:
        later = [s for s in situation.by_day[day] if _may_follow(s, situation)]
        order = tuple(Obstacle("H4", session, about="order") for session in later)
        return [], [_roomless(day, order or _no_anchor(day, situation), situation)]
    found, refusals = _in_rooms(rooms, pair, turns, situation, lighter=True)
    return [replace(option, pinned=True) for option in found], refusals


def with_distance(found: Iterable[Option], situation: Situation) -> set[datetime]:
    """The starts that keep 48 hours from those of other options, on either side."""
    apart = timedelta(hours=situation.rules["H5"]["hours"])
    starts = {option.place.start for option in found}
    return {start + apart for start in starts} | {start - apart for start in starts}


def _no_anchor(day: date, situation: Situation) -> tuple[Obstacle, ...]:
    hard = tuple(Obstacle("H4", session) for session in situation.hard_on(day))
    return hard or (Obstacle("H4"),)


def _may_follow(session: WeekSession, situation: Situation) -> bool:
    """H4: whether strengthening may come after this session at all."""
    if session.possible:
        return False
    if session.hard:
        return situation.inputs.settings.strength_days == "hard" and session.kind != "race"
    return session.family == "strength" or (
        session.easy and not session.brief and session.family in {"run", "ride", "swim"}
    )


def _after(
    session: WeekSession, situation: Situation, at: datetime | None = None
) -> Iterator[_Room]:
    """H4: where strengthening may start that follows a session: in its hour, or later on.

    Later on is for what is behind the athlete already (the hour may be over, but the day is
    not), for work that must wait hours after a key session, and for what is pinned `at` a time.
    """
    if not _may_follow(session, situation):
        return
    rule = situation.rules["H4"]
    first = session.end
    if at:
        if first <= at:
            yield _Room(session.day, session, first, at, at, (at,))
        return
    until = first + timedelta(minutes=rule["window_min"])
    if session.hard:
        first += timedelta(hours=rule["hours_after_hard"])
    late = situation.earliest > first
    if late:
        first = quarter_after(situation.earliest)
    if first <= until:
        yield _Room(session.day, session, first, first, until, (first,))
    if session.hard or (late and session.origin == "done"):
        for opens, closes in situation.windows(session.day):
            start = max(opens, first)
            yield _Room(session.day, session, start, start, closes, (start,), closes)


def _free(day: date, situation: Situation) -> Iterator[_Room]:
    """The open hours of a day without training."""
    for opens, closes in situation.windows(day):
        first = max(opens, quarter_after(situation.earliest))
        natural = tuple(situation.natural_moments(day))
        yield _Room(day, None, first, first, closes, natural, closes)


def _roomless(day: date, why: tuple[Obstacle, ...], situation: Situation) -> Refusal:
    return Refusal(day, None, (*hard_rules.strengthening_on(day, situation), *why))


def _in_rooms(
    rooms: Iterable[_Room],
    pair: str,
    turns: Iterable[datetime],
    situation: Situation,
    *,
    lighter: bool,
) -> tuple[list[Option], list[Refusal]]:
    """The legal options of some rooms, and why the rooms that have none are refused."""
    found: list[Option] = []
    refusals: list[Refusal] = []
    moments = {*hard_rules.turns(situation), *turns}
    for room in rooms:
        legal, obstacles = _in_room(room, pair, moments, situation, lighter=lighter)
        found += legal
        if not legal:
            refusals.append(Refusal(room.day, room.session, obstacles))
    return list(dict.fromkeys(found)), refusals


def _in_room(
    room: _Room, pair: str, moments: Iterable[datetime], situation: Situation, *, lighter: bool
) -> tuple[list[Option], tuple[Obstacle, ...]]:
    """The legal options of one room, or what stands in the way of the nearest to legal."""
    found: list[Option] = []
    refused: tuple[Obstacle, ...] = ()
    legal: set[datetime] = set()
    works = list(_works(room.day, pair, situation, lighter=lighter))
    for which, work, eased in works:
        for start in sorted(set(_starts(room, work.minutes, moments, situation)) - legal):
            place = Placement(start, work.minutes, room.session)
            obstacles = tuple(hard_rules.strengthening(place, work.level, situation))
            if room.closes and place.end > room.closes:
                obstacles += (Obstacle("H17", room.session, about="hours"),)
            if not obstacles:
                legal.add(start)
                for lead, slot in _leads(place, room, situation):
                    # Activation may lead over from the session, so that only waiting for the
                    # work itself counts; what hangs on no session begins with its activation.
                    begins = lead.start if lead and not room.session else start
                    away = room.away_h(begins)
                    found.append(Option(place, room.slot, which, work, lead, slot, away, eased))
            elif not refused or len(obstacles) < len(refused):
                refused = obstacles
    missing = Obstacle("H17", room.session, about="past" if works else "equipment")
    return found, refused or (missing,)


def _works(
    day: date, pair: str, situation: Situation, *, lighter: bool
) -> Iterator[tuple[str, Prescription, bool]]:
    """What could be done: the pair whose turn it is (else the other), and that made lighter."""
    for which in (pair, "B" if pair == "A" else "A"):
        if work := situation.prescribed("strengthening", day, which):
            yield which, work, False
            light = situation.prescribed("strengthening", day, which, LIGHT)
            if lighter and light and work.level > LIGHT:
                yield which, light, True
            return


def _starts(
    room: _Room, minutes: float, moments: Iterable[datetime], situation: Situation
) -> Iterator[datetime]:
    """The moments of a room at which strengthening could best start.

    From a moment on at which work may begin, activation can also come first.
    """
    lead = situation.prescribed("activation", room.day)
    lead_min = timedelta(minutes=lead.minutes if lead else 0)
    sessions = situation.by_day[room.day]
    # Where its session's start is not sure, what must lie behind it counts from the earliest.
    anchor = room.session
    slack = anchor.start - anchor.first_start if anchor else timedelta()
    apart = timedelta(hours=situation.rules["H8"]["hours"]) + slack
    begins = {room.first, *room.natural, *(session.end for session in sessions)}
    begins |= {session.last_end + apart for session in situation.hard_on(room.day)}
    starts = begins | {moment + lead_min for moment in begins}
    starts |= {start for moment in moments for start in (moment, moment + slack)}
    if room.session is None:
        ends = {room.until, *(s.start for s in sessions), *hard_rules.limits(situation)}
        starts |= {end - timedelta(minutes=minutes) for end in ends}
    yield from (start for start in starts if room.first <= start <= room.until)


def _leads(
    place: Placement, room: _Room, situation: Situation
) -> Iterator[tuple[Placement | None, Slot]]:
    """Activation before the session, else straight before the strengthening; and none."""
    yield None, "before"
    work = situation.prescribed("activation", room.day)
    if work is None:
        return
    minutes = timedelta(minutes=work.minutes)
    session = room.session
    if session:
        before = Placement(session.start - minutes, work.minutes, session)
        if not any(hard_rules.activation(before, situation)):
            yield before, "before"
            return
    straight = Placement(place.start - minutes, work.minutes, session)
    if room.opens <= straight.start and not any(hard_rules.activation(straight, situation)):
        yield straight, room.slot
