"""The hard rules H1 to H17: what forbids a placement, and because of which session.

Each function answers with the obstacles to one placement, none where it is legal. The
words and sources of the rules stand in `programme/rules.toml`, with their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from adaptive.planner.situation import Placement, Race, Situation, hours_between
from adaptive.week import Phase, WeekSession

__all__ = [
    "Obstacle",
    "activation",
    "after_race",
    "pedalling",
    "spaced",
    "strengthening",
    "turns",
    "weekly_minutes",
]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that forbids a placement, the session it is about and the hours there are."""

    rule: str
    session: WeekSession | None = None
    hours: float | None = None


def strengthening(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """What forbids strengthening at a place, seen alone (for two of them see `spaced`)."""
    yield from _outside(place, situation)
    yield from _phase(place.day, situation)
    yield from _same_day(place, situation)
    yield from _before_hard(place, situation)
    yield from _around_races(place, situation)
    if place.day in situation.inputs.high_load_days:
        yield Obstacle("H15")


def _outside(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """H17, and time that a session already takes."""
    if place.start < situation.earliest:
        yield Obstacle("H17")
    if session := situation.busy(place.start, place.end):
        yield Obstacle("H4", session)
    if place.start.date() != place.day:
        yield Obstacle("H4", place.session)


def _phase(day: date, situation: Situation) -> Iterator[Obstacle]:
    """H6, and H15 where the athlete is paused or stopped."""
    if not situation.phase(day).strengthening_per_week or situation.state(day).day == 1:
        yield Obstacle("H6")
    if situation.halted(day):
        yield Obstacle("H15")


def _same_day(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """H4: hard sessions of the same day."""
    hard = situation.hard_on(place.day)
    if situation.inputs.settings.strength_days == "easy":
        yield from (Obstacle("H4", session) for session in hard)
        return
    wait = timedelta(hours=situation.rules["H4"]["hours_after_hard"])
    for session in hard:
        if place.start < session.end + wait:
            yield Obstacle("H4", session, hours_between(session.end, place.start))
    if hard:
        tomorrow = place.day + timedelta(days=1)
        yield from (Obstacle("H4", session) for session in situation.hard_on(tomorrow))


def _before_hard(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """H2 (and with it H1 and H16)."""
    session = situation.next_hard(place.end)
    if session is None:
        return
    hours = hours_between(place.end, session.start)
    if hours < situation.rules["H2"]["hours"]:
        yield Obstacle("H2", session, hours)


def _around_races(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """H3 before, H15 after."""
    before = situation.rules["H3"]
    for race in situation.races:
        hours = hours_between(place.end, race.start)
        near = (
            race.start.date() - place.day <= timedelta(days=before["days_a"])
            if race.priority == "A"
            else hours < before[f"hours_{race.priority.lower()}"]
        )
        if near and hours >= 0:
            yield Obstacle("H3", race.session, hours)
        if race.start <= place.start < _rested(race, situation):
            yield Obstacle("H15", race.session, hours_between(race.end, place.start))


def _rested(race: Race, situation: Situation) -> datetime:
    """When the rest after a race ends."""
    rule = situation.rules["H15"]
    long_race = race.end - race.start >= timedelta(minutes=rule["long_race_min"])
    hours = rule["hours_after_long_race" if long_race else "hours_after_race"]
    return race.end + timedelta(hours=hours)


def turns(situation: Situation) -> list[datetime]:
    """The moments from which strengthening becomes legal that was not just before."""
    apart = timedelta(hours=situation.rules["H5"]["hours"])
    done = [block.start + apart for block in situation.done if block.kind == "strengthening"]
    return done + [_rested(race, situation) for race in situation.races]


def spaced(new: Sequence[datetime], done: Sequence[datetime], situation: Situation) -> bool:
    """H5: whether new strengthening starts keep their distance from each other and from done ones.

    Seven days are calendar days, so that the same two weekdays can be kept from week to
    week whatever the hour; they contain the rule for the ISO week. What the athlete
    has already done is not judged.
    """
    rule = situation.rules["H5"]
    starts = sorted([(start, True) for start in new] + [(start, False) for start in done])
    most = int(rule["per_week"])
    return all(
        hours_between(earlier, later) >= rule["hours"]
        for (earlier, fresh), (later, also_fresh) in pairwise(starts)
        if fresh or also_fresh
    ) and all(
        (group[-1][0].date() - group[0][0].date()).days >= 7
        for group in (starts[n : n + most + 1] for n in range(len(starts) - most))
        if any(fresh for _, fresh in group)
    )


def activation(place: Placement, situation: Situation) -> Iterator[Obstacle]:
    """What forbids an activation block at a place."""
    if place.start < situation.earliest:
        yield Obstacle("H17")
    if place.start.date() != place.day:
        yield Obstacle("H8", place.session)
    if session := situation.busy(place.start, place.end):
        yield Obstacle("H8", session)
    if situation.halted(place.day):
        yield Obstacle("H15")
    window = timedelta(minutes=situation.rules["H1"]["window_min"])
    session = situation.next_hard(place.end)
    if session and place.end > session.start - window:
        yield Obstacle("H1", session)
    apart = situation.rules["H8"]["hours"]
    for session in situation.hard_on(place.day):
        hours = max(
            hours_between(place.end, session.start), hours_between(session.end, place.start)
        )
        if hours < apart:
            yield Obstacle("H8", session, hours)


def weekly_minutes(situation: Situation) -> float:
    """H13: how many minutes of activation and strengthening the week may hold."""
    phases: set[Phase] = {situation.state(day).phase for day in situation.inputs.days}
    return situation.rules["H13"]["activation_minutes" if "activation" in phases else "minutes"]


def pedalling(ride: WeekSession, situation: Situation) -> Iterator[Obstacle]:
    """H9 and H15: what forbids single-leg pedalling within an easy ride."""
    yield from after_race(ride.start, situation)
    until = ride.end + timedelta(hours=situation.rules["H9"]["hours"])
    yield from (
        Obstacle("H9", later, hours_between(ride.end, later.start))
        for later in situation.hard
        if later.family == "ride" and ride.start < later.start < until
    )


def after_race(moment: datetime, situation: Situation) -> Iterator[Obstacle]:
    """H15 for drills and pedalling: after a race there is nothing but activation."""
    place = Placement(moment, 0, None)
    return (o for o in _around_races(place, situation) if o.rule == "H15" and o.session)
