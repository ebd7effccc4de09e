"""The week as the rules look at it: what is known, when, and what lies in the way.

A `Situation` is made once from the inputs and only read afterwards. It answers in
times ("which hard session comes next") and knows no rule and no preference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from adaptive.programme.rulebook import PhaseType, Rule, Rulebook
from adaptive.week import PhaseState, PlanInputs, WeekSession

__all__ = ["Placement", "Race", "Situation", "hours_between", "quarter_after"]

# Psoas work that hangs on no session stays between these hours, so that nobody is asked
# to train at night.
DAY_OPENS = time(6)
DAY_CLOSES = time(22)


@dataclass(frozen=True, slots=True)
class Placement:
    """A piece of work at a time: `session` is what it hangs on, if anything."""

    start: datetime
    minutes: float
    session: WeekSession | None

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + timedelta(minutes=self.minutes)

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


class Situation:
    """One week's inputs, sorted and indexed.

    Sessions that were expected on a past day but not recorded are left out.
    `earliest` is the first moment at which something can still be placed: now, or
    where the time of day is not known the end of what was done today.
    """

    def __init__(self, inputs: PlanInputs, book: Rulebook) -> None:
        self.inputs = inputs
        self.book = book
        self.rules: Mapping[str, Rule] = book.rules
        self.activation_minutes = book.block("activation").minutes
        self.strengthening_minutes = book.block("strengthening", "A").minutes
        self.sessions = sorted(
            (s for s in inputs.sessions if s.origin == "done" or s.day >= inputs.today),
            key=lambda s: (s.start, repr(s)),  # a total order, whatever order they came in
        )
        self.by_day: dict[date, list[WeekSession]] = {day: [] for day in inputs.days}
        for session in self.sessions:
            self.by_day.setdefault(session.day, []).append(session)
        self.hard = [s for s in self.sessions if s.hard]
        self._hard_starts = [s.start for s in self.hard]
        self.races = _races(self.sessions)
        self.earliest = max(
            [
                datetime.combine(inputs.today, time()),
                *([inputs.now] if inputs.now else []),
                *(s.end for s in self.sessions if s.origin == "done" and s.day == inputs.today),
            ]
        )
        self.open_days = [day for day in inputs.days if day >= inputs.today]
        self.done = [b for b in inputs.done_blocks if b.kind in {"activation", "strengthening"}]
        self.activated_days = {b.start.date() for b in self.done if b.kind == "activation"}
        self.done_this_week = [b for b in self.done if b.start.date() in inputs.days]

    def state(self, day: date) -> PhaseState:
        """The phase on a day of the week."""
        return self.inputs.phase_by_day.get(day, self.inputs.phase)

    def phase(self, day: date) -> PhaseType:
        """What the phase of a day wants."""
        return self.book.phase(self.state(day).phase)

    def halted(self, day: date) -> bool:
        """Whether a pause or a stop sign ends all psoas work on a day."""
        return self.state(day).overlay in {"paused", "stop"}

    def next_hard(self, moment: datetime) -> WeekSession | None:
        """The first hard session that starts at or after a moment."""
        position = bisect_left(self._hard_starts, moment)
        return self.hard[position] if position < len(self.hard) else None

    def hard_on(self, day: date) -> list[WeekSession]:
        """The hard sessions that start on a day."""
        return [s for s in self.by_day.get(day, ()) if s.hard]

    def is_rest(self, day: date) -> bool:
        """Whether a day has no training (walks, brief recordings and the like do not count)."""
        return all(
            s.brief or (s.session_class == "other" and s.family != "strength")
            for s in self.by_day[day]
        )

    def busy(self, start: datetime, end: datetime) -> WeekSession | None:
        """A session that takes place between two moments, if any."""
        days = (start.date() + timedelta(days=n) for n in (-1, 0, 1))
        nearby = (session for day in days for session in self.by_day.get(day, ()))
        return next((s for s in nearby if s.start < end and s.end > start), None)

    def standing_free(self, start: datetime, minutes: float) -> bool:
        """Whether work at that time lies within the day's open hours."""
        end = start + timedelta(minutes=minutes)
        return start.time() >= DAY_OPENS and end <= datetime.combine(start.date(), DAY_CLOSES)

    def first_gap(self, start: datetime, minutes: float, *, until: datetime) -> datetime | None:
        """The first start in [start, until] from which `minutes` are free of sessions."""
        while start <= until:
            session = self.busy(start, start + timedelta(minutes=minutes))
            if session is None:
                return start
            start = session.end
        return None


@dataclass(frozen=True, slots=True)
class Race:
    """A race as a whole, all legs of a triathlon together."""

    start: datetime
    end: datetime
    priority: str
    session: WeekSession


def _races(sessions: Iterable[WeekSession]) -> list[Race]:
    """The races; what only may have been one counts as a hard session, and no more (H16)."""
    legs: dict[str, list[WeekSession]] = {}
    for n, session in enumerate(sessions):
        if session.kind == "race" and not session.uncertain:
            legs.setdefault(session.brick_id or f"single {n}", []).append(session)
    return [
        Race(group[0].start, max(s.end for s in group), group[0].race_priority, group[0])
        for group in legs.values()
    ]
