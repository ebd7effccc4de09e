"""The hard rules H1 to H17: what forbids a placement, and because of which session.

Each function answers with the obstacles to one placement, none where it is legal. The
words and sources of the rules stand in `programme/rules.toml`, with their numbers.

Where the start of a session is not sure, hours count between the worse bounds; work that
hangs on a session moves along with it, so the two of them keep their distance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from adaptive.planner.situation import Placement, Race, Situation, hours_between
from adaptive.week import BlockKind, Phase, WeekSession

__all__ = [
    "About",
    "Obstacle",
    "activation",
    "after_race",
    "limits",
    "on_day",
    "pedalling",
    "spaced",
    "strengthening",
    "strengthening_on",
    "turns",
    "weekly_minutes",
]

About = Literal["", "past", "blocked", "equipment", "hours", "state", "load", "order"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that forbids a placement, the session it is about, and the hours there are.

    `needed` are the hours the rule asks for. `about` tells apart what one rule forbids for
    several reasons.
    """

    rule: str
    session: WeekSession | None = None
    hours: float | None = None
    needed: float | None = None
    about: About = ""


def on_day(kind: BlockKind, day: date, situation: Situation) -> Iterator[Obstacle]:
    """H17 and H15: what keeps a kind of work off a day, whatever the hour and the session."""
    if situation.blocked(day):
        yield Obstacle("H17", about="blocked")
    if not situation.allowed(kind, day):
        yield Obstacle("H15", about="state")


def strengthening_on(day: date, situation: Situation) -> Iterator[Obstacle]:
    """What keeps strengthening off a day, whatever the hour and the session."""
    if not situation.phase(day).strengthening_per_week or situation.state(day).day == 1:
        yield Obstacle("H6")
    yield from on_day("strengthening", day, situation)
    if day in situation.inputs.high_load_days:
        yield Obstacle("H15", about="load")


def strengthening(place: Placement, level: int, situation: Situation) -> Iterator[Obstacle]:
    """What forbids strengthening of a level at a place, seen alone (for two see `spaced`)."""
    if place.start < situation.earliest:
        yield Obstacle("H17", about="past")
    if session := situation.busy(place.start, place.end):
        yield Obstacle("H4", session)
    if place.start.date() != place.day:
        yield Obstacle("H4", place.session)
    yield from strengthening_on(place.day, situation)
    yield from _same_day(place, situation)
    yield from _before_hard(place, level, situation)
    yield from _around_races(place, situation)


def _since(session: WeekSession, place: Placement) -> float:
    """The hours that surely lie between a session and a piece of work after it."""
    if session is place.session:
        return hours_between(session.end, place.start)
    return hours_between(session.last_end, place.first_start)


def _until(session: WeekSession, place: Placement) -> float:
    """The hours that surely lie between a piece of work and a session after it."""
    if session is place.session:
        return hours_between(place.end, session.start)
    return hours_between(place.last_end, session.first_start)


def _same_day(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """H4: hard sessions of the same day."""
    hard = situation.hard_on(place.day)
    if situation.inputs.settings.strength_days == "easy":
        yield from (Obstacle("H4", session) for session in hard)
        return
    wait = situation.rules["H4"]["hours_after_hard"]
    for session in hard:
        since = _since(session, place)
        if since < wait:
            yield Obstacle("H4", session, since, wait)
    if hard:
        tomorrow = place.day + timedelta(days=1)
        yield from (Obstacle("H4", session) for session in situation.hard_on(tomorrow))


def _before_hard(place: Placement, level: int, situation: Situation) -> Iterator[Obstacle]:
    """H2 (and with it H1 and H16): the heavier the work, the longer before a hard session."""
    session = situation.next_hard(place)
    if session is None:
        return
    hours = hours_between(place.last_end, session.first_start)
    needed = situation.book.hours_before_hard(level)
    if hours < needed:
        yield Obstacle("H2", session, hours, needed)


def _around_races(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """H3 before, H15 after."""
    before = situation.rules["H3"]
    for race in situation.races:
        hours = hours_between(place.last_end, race.first_start)
        near = (
            race.start.date() - place.day <= timedelta(days=before["days_a"])
            if race.priority == "A"
            else hours < before[f"hours_{race.priority.lower()}"]
        )
        if near and place.start <= race.start:
            yield Obstacle("H3", race.session, hours)
        if race.start <= place.start and place.first_start < _rested(race, situation):
            yield Obstacle("H15", race.session, hours_between(race.last_end, place.first_start))


def _rested(race: Race, situation: Situation) -> datetime:
    """When the rest after a race ends."""
    rule = situation.rules["H15"]
    long_race = race.hours * 60 >= rule["long_race_min"]
    hours = rule["hours_after_long_race" if long_race else "hours_after_race"]
    return race.last_end + timedelta(hours=hours)


def turns(situation: Situation) -> list[datetime]:
    """The moments from which strengthening becomes legal that was not just before."""
    apart = timedelta(hours=situation.rules["H5"]["hours"])
    wait = timedelta(hours=situation.rules["H4"]["hours_after_hard"])
    return [
        *(start + apart for start in situation.strengthened),
        *(_rested(race, situation) for race in situation.races),
        *(s.last_end + wait for day in situation.open_days for s in situation.hard_on(day)),
    ]


def limits(situation: Situation) -> list[datetime]:
    """The moments at which strengthening must have ended, or after which it begins to cost."""
    hours = {situation.book.hours_before_hard(level) for level in range(5)}
    hours.add(situation.rules["P3"]["hours"])
    before = situation.rules["H3"]
    races = {before["hours_b"], before["hours_c"]}
    return [
        *(s.first_start - timedelta(hours=h) for s in situation.hard for h in hours),
        *(r.first_start - timedelta(hours=h) for r in situation.races for h in races),
    ]


def spaced(new: datetime, others: Sequence[datetime], situation: Situation) -> bool:
    """H5: whether one more strengthening start keeps its distance from others.

    Seven days are calendar days, so that the same two weekdays can be kept from week to
    week whatever the hour; they contain the rule for the ISO week. What the athlete
    has already done is not judged.
    """
    rule = situation.rules["H5"]
    if any(abs(hours_between(new, other)) < rule["hours"] for other in others):
        return False
    near = sorted(n for other in others if -7 < (n := (other.date() - new.date()).days) < 7)
    most = int(rule["per_week"])
    groups = (near[n : n + most] for n in range(len(near) - most + 1))
    return all(max(0, group[-1]) - min(0, group[0]) >= 7 for group in groups)


def activation(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """What forbids an activation block at a place."""
    if place.start < situation.earliest:
        yield Obstacle("H17", about="past")
    if place.start.date() != place.day:
        yield Obstacle("H8", place.session)
    if session := situation.busy(place.start, place.end):
        yield Obstacle("H8", session)
    yield from on_day("activation", place.day, situation)
    window = timedelta(minutes=situation.rules["H1"]["window_min"])
    following = situation.next_hard(place)
    if following and place.last_end > following.first_start - window:
        yield Obstacle("H1", following)
    needed = situation.rules["H8"]["hours"]
    for session in situation.hard_on(place.day):
        hours = max(_until(session, place), _since(session, place))
        if hours < needed:
            yield Obstacle("H8", session, hours, needed)


def weekly_minutes(situation: Situation) -> float:
    """H13: how many minutes of activation and strengthening the week may hold."""
    phases: set[Phase] = {situation.state(day).phase for day in situation.inputs.days}
    return situation.rules["H13"]["activation_minutes" if "activation" in phases else "minutes"]


def pedalling(ride: WeekSession, situation: Situation) -> Iterator[Obstacle]:
    """H9 and H15: what forbids single-leg pedalling within an easy ride."""
    yield from after_race(ride, situation)
    needed = situation.rules["H9"]["hours"]
    for later in situation.hard:
        hours = hours_between(ride.last_end, later.first_start)
        after = (later.latest or later.start) > ride.first_start
        if later.family == "ride" and after and hours < needed:
            yield Obstacle("H9", later, hours, needed)


def after_race(session: WeekSession, situation: Situation) -> Iterator[Obstacle]:
    """H15 for drills and pedalling: after a race there is nothing but activation."""
    place = Placement(session.start, 0, session)
    return (o for o in _around_races(place, situation) if o.rule == "H15")
