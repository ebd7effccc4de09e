"""Every place that strengthening could take in the week, legal or refused.

An option is strengthening together with the activation that prepares it. Each easy
session offers the hour after it, the athlete's own gym session its end; as a
relaxation a day without training offers fixed hours of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from adaptive.planner import hard_rules
from adaptive.planner.hard_rules import Obstacle
from adaptive.planner.situation import DAY_CLOSES, Placement, Situation, quarter_after
from adaptive.week import Slot, WeekSession

__all__ = ["STANDALONE_HOURS", "Option", "Refusal", "strengthening_options"]

# Where the athlete's own free hours are not known: after work, at noon, in the morning.
STANDALONE_HOURS = (time(18), time(12), time(8))


@dataclass(frozen=True, slots=True)
class Option:
    """A legal place for strengthening, and for the activation before it if there is one."""

    place: Placement
    slot: Slot
    activation: Placement | None
    activation_slot: Slot = "before"

    @property
    def minutes(self) -> float:
        """Activation and strengthening together."""
        return self.place.minutes + (self.activation.minutes if self.activation else 0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A day (and the session it offers, if any) on which strengthening is not legal."""

    day: date
    session: WeekSession | None
    obstacles: tuple[Obstacle, ...]


def strengthening_options(
    situation: Situation, *, rest_days: bool, waits: bool
) -> tuple[list[Option], list[Refusal]]:
    """All legal options of the days still open, and why the other places are refused.

    `rest_days` also offers days without training, which relaxes H4. `waits` also offers
    the later moments of a session's hour from which something becomes legal: 48 hours
    after other strengthening, or the end of the rest after a race.
    """
    options: list[Option] = []
    refusals: list[Refusal] = []
    turns = hard_rules.turns(situation) if waits else []
    apart = timedelta(hours=situation.rules["H5"]["hours"])
    for day in situation.open_days:
        anchors = [s for s in situation.by_day[day] if _may_follow(s, situation)]
        for session in anchors:
            found, obstacles = _after(session, situation, turns)
            options += found
            if not found:
                refusals.append(Refusal(day, session, tuple(obstacles)))
        if rest_days and situation.is_rest(day):
            found, obstacles = _standalone(day, situation)
            options += found
            if not found:
                refusals.append(Refusal(day, None, tuple(obstacles)))
        elif not anchors:
            hard = tuple(Obstacle("H4", session) for session in situation.hard_on(day))
            refusals.append(Refusal(day, None, hard or (Obstacle("H4"),)))
        if waits:
            turns += [o.place.start + apart for o in options if o.place.day == day]
    return options, refusals


def _may_follow(session: WeekSession, situation: Situation) -> bool:
    """H4: whether strengthening may come after this session at all."""
    if session.hard:
        return situation.inputs.settings.strength_days == "hard" and session.kind != "race"
    return session.family == "strength" or (
        session.easy and not session.brief and session.family in {"run", "ride", "swim"}
    )


def _after(
    session: WeekSession, situation: Situation, turns: Sequence[datetime]
) -> tuple[list[Option], list[Obstacle]]:
    """The options after one session, or what stands in the way of the plainest."""
    first, until = _window(session, situation)
    if first > until:
        return [], [Obstacle("H17", session)]
    options, obstacles = _from(first, until, session, situation)
    for turn in turns:
        if first < turn <= until:
            options += _from(turn, until, session, situation)[0]
    return list(dict.fromkeys(options)), obstacles


def _from(
    first: datetime, until: datetime, session: WeekSession, situation: Situation
) -> tuple[list[Option], list[Obstacle]]:
    """The options from one moment on: with activation if it is legal, and without."""
    lead_min = situation.activation_minutes
    before = Placement(session.start - timedelta(minutes=lead_min), lead_min, session)
    options: list[Option] = []
    plain, obstacles = _fit(session, first, until, situation)
    if plain and not any(hard_rules.activation(before, situation)):
        options.append(Option(plain, "after", before))
    else:
        # Where nothing can come before the session, activation leads straight into it.
        later = first + timedelta(minutes=lead_min)
        place, _ = _fit(session, later, until, situation)
        if place:
            lead = Placement(place.start - timedelta(minutes=lead_min), lead_min, session)
            if not any(hard_rules.activation(lead, situation)):
                options.append(Option(place, "after", lead, "after"))
    if plain:
        options.append(Option(plain, "after", None))
    return options, obstacles


def _window(session: WeekSession, situation: Situation) -> tuple[datetime, datetime]:
    """H4: the first and last moment at which strengthening may start after a session."""
    rule = situation.rules["H4"]
    first = session.end
    until = session.end + timedelta(minutes=rule["window_min"])
    closing = datetime.combine(session.day, DAY_CLOSES)
    if situation.inputs.settings.strength_days == "hard":
        wait = timedelta(hours=rule["hours_after_hard"])
        first = max([first, *(s.end + wait for s in situation.hard_on(session.day))])
    if session.hard:
        until = closing
    if situation.earliest > first:
        first = quarter_after(situation.earliest)
        # The hour after it may be over, but the day is not: the session is behind the
        # athlete, and later the same day is still "after an easy session".
        if session.origin == "done":
            until = max(until, closing)
    return first, until


def _fit(
    session: WeekSession, first: datetime, until: datetime, situation: Situation
) -> tuple[Placement | None, list[Obstacle]]:
    """The first legal place in a window, or the obstacles to the first free one."""
    minutes = situation.strengthening_minutes
    start = situation.first_gap(first, minutes, until=until)
    if start is None:
        return None, [Obstacle("H4", situation.busy(first, first + timedelta(minutes=minutes)))]
    place = Placement(start, minutes, session)
    obstacles = list(hard_rules.strengthening(place, situation))
    hangs_on_session = start <= session.end + timedelta(minutes=situation.rules["H4"]["window_min"])
    if not hangs_on_session and not situation.standing_free(start, minutes):
        obstacles.append(Obstacle("H4", session))
    return (None if obstacles else place), obstacles


def _standalone(day: date, situation: Situation) -> tuple[list[Option], list[Obstacle]]:
    """The options of a day without training, or what stands in the way of the first."""
    lead_min = situation.activation_minutes
    starts = [datetime.combine(day, hour) for hour in STANDALONE_HOURS]
    if starts[0] < situation.earliest:
        starts.append(quarter_after(situation.earliest))
    options: list[Option] = []
    refused: list[Obstacle] = []
    for start in starts:
        lead = Placement(start, lead_min, None)
        place = Placement(lead.end, situation.strengthening_minutes, None)
        obstacles = list(hard_rules.strengthening(place, situation))
        if not situation.standing_free(start, lead_min + place.minutes):
            obstacles.append(Obstacle("H17"))
        if not obstacles:
            if not any(hard_rules.activation(lead, situation)):
                options.append(Option(place, "standalone", lead, "standalone"))
            options.append(Option(place, "standalone", None))
        elif not refused or len(obstacles) < len(refused):
            refused = obstacles
    return options, refused
