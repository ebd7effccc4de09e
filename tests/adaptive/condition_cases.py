"""An athlete for the tests of the condition: the programme begins on day 0, a Monday."""

from datetime import date, datetime, time, timedelta

from adaptive.condition import Known, standing
from adaptive.diary import DiaryEntry
from adaptive.week import Condition, DoneBlock, PhaseEntry, WeekSession

START = date(2026, 6, 1)
STARTED = (
    PhaseEntry(START, "activation", "start"),
    PhaseEntry(START + timedelta(days=14), "strengthening", "ready"),
)
"""Two weeks of activation, then strengthening."""

STRENGTHENING = 20
"""A day well within the phase of strengthening."""


def on(number):
    """The day of that number."""
    return START + timedelta(days=number)


def at(number, hour=18):
    """The hour on that day."""
    return datetime.combine(on(number), time(hour))


def said(kind, number, **content):
    """An entry of the diary, told on the day it is about."""
    return DiaryEntry(kind, on(number), None, content, on(number))


def work(number, kind="strengthening", minutes=15.0):
    """Psoas work of a day."""
    pair = "A" if kind == "strengthening" else None
    return DoneBlock(kind, at(number), minutes, pair)


def twice_weekly(until):
    """Strengthening without a gap, up to a day, once the phase allows it."""
    return [work(day) for day in range(15, until + 1, 3)]


def session(number, *, session_class="easy", kind=None, priority="B", uncertain=False):
    """A run of a day."""
    return WeekSession(
        id=f"run-{number}",
        start=at(number, 7),
        duration_min=45,
        sport="running",
        family="run",
        session_class=session_class,
        kind=kind,
        origin="done",
        uncertain=uncertain,
        race_priority=priority,
    )


def race(number, priority):
    """A race of a day."""
    return session(number, session_class="key", kind="race", priority=priority)


def state(today, *diary, first=None, last=None, entries=STARTED, **known):
    """The standing on a day, over the days from `first` to `last`, by number.

    Strengthening was done twice a week unless `done` says otherwise.
    """
    known = {"done": twice_weekly(today), **known}
    return standing(
        Known(on(today), entries, sorted(diary, key=lambda entry: entry.on_day), **known),
        on(today if first is None else first),
        on(today if last is None else last),
    )


def condition(day, *diary, today=None, **known):
    """The condition of a day as seen on it, or on another."""
    today = day if today is None else today
    found = state(today, *diary, first=min(day, today), last=max(day, today), **known)
    return found.conditions.get(on(day), Condition())
