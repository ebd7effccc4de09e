"""The week as the rules look at it: what is known, when, and what lies in the way.

A `Situation` is made once from the inputs and only read afterwards. It answers in
times ("which hard session comes next") and knows no preference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from adaptive.programme.prescribing import Prescription, prescribe
from adaptive.programme.values import PhaseType, Rule, Rulebook
from adaptive.week import BlockKind, Overlay, PhaseState, Pin, PlanInputs, WeekSession

__all__ = ["Placement", "Race", "Situation", "Span", "hours_between", "quarter_after"]

# Psoas work that hangs on no session stays between these hours, so that nobody is asked
# to train at night; an athlete who tells other times has those.
DAY_OPENS = time(6)
DAY_CLOSES = time(22)

# Where the athlete's own free hours are not known: after work, at noon, in the morning.
USUAL_HOURS = (time(18), time(12), time(8))

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Placement:
    """A piece of work at a time: `session` is what it hangs on, if anything.

    Where the session's start is not sure the work moves along with it: `first_start` and
    `last_end` are the bounds of that, the same as `start` and `end` elsewhere.
    """

    start: datetime
    minutes: float
    session: WeekSession | None

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + timedelta(minutes=self.minutes)

    @property
    def first_start(self) -> datetime:
        """When it may start at the earliest."""
        anchor = self.session
        if anchor is None or anchor.earliest is None:
            return self.start
        return self.start - (anchor.start - anchor.earliest)

    @property
    def last_end(self) -> datetime:
        """When it may end at the latest."""
        anchor = self.session
        if anchor is None or anchor.latest is None:
            return self.end
        return self.end + (anchor.latest - anchor.start)

    @property
    def day(self) -> date:
        """The day it belongs to: that of its session, else that of its start."""
        return self.session.day if self.session else self.start.date()


def hours_between(earlier: datetime, later: datetime) -> float:
    """Hours from one to the other, negative where they are the other way round."""
    return (later - earlier).total_seconds() / 3600


def quarter_after(moment: datetime) -> datetime:
    """The full quarter of an hour at or next after a moment."""
    floor = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(minutes=15)


_GRAVEST_FIRST: tuple[Overlay, ...] = ("stop", "paused", "taper", "hold")


class Situation:
    """One week's inputs, sorted and indexed.

    Sessions that were expected on a past day but not recorded are left out.
    """

    def __init__(self, inputs: PlanInputs, book: Rulebook) -> None:
        self.inputs = inputs
        self.book = book
        self.rules: Mapping[str, Rule] = book.rules
        self.sessions = sorted(
            (s for s in inputs.sessions if s.origin == "done" or s.day >= inputs.today),
            key=lambda s: (s.start, repr(s)),  # a total order, whatever order they came in
        )
        self.by_day: dict[date, list[WeekSession]] = {day: [] for day in inputs.days}
        for session in self.sessions:
            self.by_day.setdefault(session.day, []).append(session)
        self.hard = sorted((s for s in self.sessions if s.hard), key=lambda s: s.first_start)
        self._last_starts = [s.latest or s.start for s in self.hard]
        self.races = _races(self.sessions)
        self.earliest = inputs.earliest
        self.open_days = inputs.open_days
        self.done = [b for b in inputs.done_blocks if b.kind in {"activation", "strengthening"}]
        self.strengthened = [b.start for b in self.done if b.kind == "strengthening"]
        self.activated_days = {b.start.date() for b in self.done if b.kind == "activation"}
        self.done_this_week = [b for b in self.done if b.start.date() in inputs.days]
        told = [inputs.condition(day) for day in self.open_days]
        # How much of it the week should have, and why that is less than the phase wants, if it is.
        self.strengthening_per_week, self.why_less_strengthening = _bounded(
            max((self.phase(day).strengthening_per_week for day in self.open_days), default=0),
            [(one.strengthening_per_week, one.reason) for one in told],
        )
        self.activation_per_week, self.why_less_activation = _bounded(
            len(inputs.days), [(one.activation_per_week, one.reason) for one in told]
        )
        self._stopped = min((d for d in self.open_days if self._told(d) == "stop"), default=None)
        self._prescribed: dict[object, Prescription | None] = {}

    def instead(self, session: WeekSession, other: WeekSession) -> Situation:
        """The same week with one session in place of another, planned for the first time.

        What was planned before would make another week of it each time one asks.
        """
        sessions = tuple(other if s is session else s for s in self.inputs.sessions)
        return Situation(replace(self.inputs, sessions=sessions, intended=()), self.book)

    def state(self, day: date) -> PhaseState:
        """The phase on a day of the week."""
        return self.inputs.state(day)

    def phase(self, day: date) -> PhaseType:
        """What the phase of a day wants."""
        return self.book.phase(self.state(day).phase)

    def overlay(self, day: date) -> Overlay | None:
        """What overrides the phase of a day; a stop sign holds until it is cleared."""
        if self._stopped is not None and day >= self._stopped:
            return "stop"
        return self._told(day)

    def _told(self, day: date) -> Overlay | None:
        told = {self.inputs.condition(day).overlay, self.state(day).overlay}
        return next((overlay for overlay in _GRAVEST_FIRST if overlay in told), None)

    def blocked(self, day: date) -> bool:
        """Whether the athlete keeps a day free of psoas work."""
        return day in self.inputs.days_off and self.inputs.days_off[day].blocked

    def allowed(self, kind: BlockKind, day: date) -> bool:
        """Whether the athlete's state allows a kind of work on a day."""
        overlay = self.overlay(day)
        if overlay != "paused":
            return overlay != "stop" and kind in self.inputs.condition(day).allowed
        # A pause allows what it names, and never what a hard or a brick session needs.
        named = day in self.inputs.conditions and kind in self.inputs.conditions[day].allowed
        return named and kind in {"activation", "stretch"}

    def open_for(self, kind: BlockKind) -> list[date]:
        """The days still open on which a kind of work is not ruled out as a whole."""
        return [day for day in self.open_days if self.allowed(kind, day) and not self.blocked(day)]

    def open_pins(self, kind: BlockKind) -> list[Pin]:
        """The pins of a kind on days still open on which it is not done already."""
        done = {b.start.date() for b in self.inputs.done_blocks if b.kind == kind}
        return [
            pin
            for pin in self.inputs.pins
            if pin.kind == kind and pin.day in self.open_days and pin.day not in done
        ]

    def halted(self, day: date) -> bool:
        """Whether a pause or a stop sign ends all psoas work on a day."""
        overlay = self.overlay(day)
        return overlay == "stop" or (overlay == "paused" and not self.allowed("activation", day))

    def count_done(self, kind: BlockKind) -> int:
        """How many blocks of a kind the week has had already."""
        days = self.inputs.days
        return sum(b.kind == kind and b.start.date() in days for b in self.inputs.done_blocks)

    def intended(self, kind: BlockKind) -> list[datetime]:
        """Where the week's last plan had a kind of work."""
        return [block.start for block in self.inputs.intended if block.kind == kind]

    def prescribed(
        self, kind: BlockKind, day: date, pair: str | None = None, level_cap: int | None = None
    ) -> Prescription | None:
        """What a block holds on a day; None where nothing of it is left for this athlete."""
        inputs = self.inputs
        away = inputs.days_off[day].equipment if day in inputs.days_off else None
        equipment = inputs.equipment if away is None else away
        condition = inputs.condition(day)
        eased = (condition.sets_share, condition.level_drop, condition.activation_minutes)
        key = (kind, pair, level_cap, equipment, eased)
        if key not in self._prescribed:
            self._prescribed[key] = prescribe(
                self.book,
                kind,
                pair,
                levels=inputs.levels,
                equipment=equipment,
                avoid=inputs.avoid,
                condition=condition,
                level_cap=level_cap,
                emphasis=inputs.emphasis,
            )
        return self._prescribed[key]

    def next_hard(self, place: Placement) -> WeekSession | None:
        """The hard session that may be the first to start after a piece of work has begun."""
        begun = place.first_start
        return next(
            (
                session
                for session, last_start in zip(self.hard, self._last_starts, strict=True)
                if last_start >= begun and session is not place.session
            ),
            None,
        )

    def hard_on(self, day: date) -> list[WeekSession]:
        """The hard sessions that start on a day."""
        return [s for s in self.by_day.get(day, ()) if s.hard]

    def is_rest(self, day: date) -> bool:
        """Whether no training is expected (walks, brief recordings and the like do not count)."""
        return all(
            s.brief or s.possible or (s.session_class == "other" and s.family != "strength")
            for s in self.by_day[day]
        )

    def busy(self, start: datetime, end: datetime) -> WeekSession | None:
        """A session that takes place between two moments, if any."""
        days = {start.date() - timedelta(days=1), start.date(), end.date()}
        nearby = (session for day in sorted(days) for session in self.by_day.get(day, ()))
        return next((s for s in nearby if s.start < end and s.end > start), None)

    def windows(self, day: date) -> list[Span]:
        """The hours of a day in which work that hangs on no session may stand."""
        told = self.inputs.availability.on(day)
        spans = ((DAY_OPENS, DAY_CLOSES),) if told is None else told
        return [(datetime.combine(day, a), datetime.combine(day, b)) for a, b in spans if a < b]

    def standing_free(self, start: datetime, minutes: float) -> bool:
        """Whether work at that time lies within the day's open hours."""
        end = start + timedelta(minutes=minutes)
        return any(a <= start and end <= b for a, b in self.windows(start.date()))

    def natural_moments(self, day: date) -> list[datetime]:
        """Where work of its own would stand: the usual hours that are open, else an opening."""
        usual = [datetime.combine(day, hour) for hour in USUAL_HOURS]
        found: list[datetime] = []
        for opens, closes in self.windows(day):
            found += [hour for hour in usual if opens <= hour < closes] or [opens]
        return found


def _bounded(wanted: int, told: Iterable[tuple[int | None, str]]) -> tuple[int, str]:
    """What is wanted in a week, or the least that the athlete's state bounds it to, and why."""
    bounds = ((most, why) for most, why in told if most is not None and most < wanted)
    return min(bounds, default=(wanted, ""))


@dataclass(frozen=True, slots=True)
class Race:
    """A race as a whole, all legs of a triathlon together, from the bounds of its start."""

    start: datetime
    first_start: datetime
    last_end: datetime
    hours: float
    priority: str
    session: WeekSession


def _races(sessions: Iterable[WeekSession]) -> list[Race]:
    """The races; what only may have been one counts as a hard session, and no more (H16)."""
    legs: dict[str, list[WeekSession]] = {}
    for n, session in enumerate(sessions):
        if session.kind == "race" and not session.uncertain:
            legs.setdefault(session.brick_id or f"single {n}", []).append(session)
    return [
        Race(
            start=group[0].start,
            first_start=min(s.first_start for s in group),
            last_end=max(s.last_end for s in group),
            hours=hours_between(group[0].start, max(s.end for s in group)),
            priority=group[0].race_priority,
            session=group[0],
        )
        for group in legs.values()
    ]
