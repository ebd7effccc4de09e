"""One week's `PlanInputs` from what was gathered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from adaptive.condition import Standing
from adaptive.planning.gathering import LOOKED_AHEAD, Gathered
from adaptive.programme.rulebook import standard
from adaptive.week import Intended, PlanInputs, WeekSession
from ingest.sports import Family

__all__ = ["Week", "sports", "week"]

LOOKED_BACK = timedelta(days=10)
"""Far enough for every rule that counts from an earlier session or block."""

SPORT_MEMORY = timedelta(days=90)
"""Which sports an athlete does is read from this much history."""

SPORT_SHARE = 0.05
"""A sport counts as done when it takes at least this share of the time."""

LOAD_MEMORY_DAYS = 42
HIGH_LOAD, TIRING_LOAD = 0.90, 0.75
"""Quantiles of the last training days' loads: above them a day is too full, or not the best."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a week's plan depends on, and what goes with it: the state, and what is told of it."""

    inputs: PlanInputs
    state: Standing
    told: tuple[str, ...]


def week(gathered: Gathered, monday: date, intended: tuple[Intended, ...] = ()) -> Week:
    """The inputs of a week's plan; `intended` is what was planned for it before."""
    today, days = gathered.today, [monday + timedelta(days=n) for n in range(7)]
    since = monday - LOOKED_BACK
    coming = gathered.coming(max(today, since), days[-1] + LOOKED_AHEAD)
    recent = [one for one in gathered.done if one.day >= since]
    sessions = sorted([*recent, *coming.sessions], key=lambda one: (one.start, one.sport))
    state = gathered.standing(days[0], days[-1], coming.sessions)
    at = min(max(today, monday), days[-1])
    high, tiring = _full_days(gathered.done, sessions, today)
    earlier = tuple(one for one in gathered.earlier if one.start.date() >= since)
    inputs = PlanInputs(
        today=today,
        now=gathered.now,
        week_start=monday,
        phase=state.states[at],
        phase_by_day={day: state.states[day] for day in days},
        sessions=tuple(sessions),
        rulebook_version=standard().version,
        done_blocks=earlier,
        settings=gathered.settings,
        sports=gathered.sports or sports(gathered.done, today),
        high_load_days=high,
        tiring_days=tiring,
        previous=frozenset(
            block.start.weekday()
            for block in earlier
            if block.kind == "strengthening"
            and monday - timedelta(weeks=1) <= block.start.date() < monday
        ),
        safety_answered=gathered.safety is not None,
        conditions={day: state.conditions[day] for day in days if day in state.conditions},
        levels=gathered.levels,
        equipment=gathered.equipment,
        avoid=gathered.avoid | state.avoid,
        availability=gathered.availability,
        days_off={day: gathered.days_off[day] for day in days if day in gathered.days_off},
        pins=tuple(pin for pin in gathered.pins if pin.day in days),
        intended=intended,
        emphasis=state.emphasis,
    )
    return Week(inputs, state, coming.told)


def sports(done: Iterable[WeekSession], today: date) -> frozenset[Family]:
    """The families of sport that take a fair share of the athlete's time."""
    minutes: defaultdict[Family, float] = defaultdict(float)
    for session in done:
        if today - SPORT_MEMORY < session.day <= today:
            minutes[session.family] += session.duration_min
    least = SPORT_SHARE * sum(minutes.values())
    return frozenset(sport for sport, spent in minutes.items() if spent >= least)


def _full_days(
    done: Iterable[WeekSession], sessions: Iterable[WeekSession], today: date
) -> tuple[frozenset[date], frozenset[date]]:
    """The days whose load is unusually high, and those of a quarter of the training days."""
    remembered = today - timedelta(days=LOAD_MEMORY_DAYS)
    loads = _load_by_day(one for one in done if remembered <= one.day < today)
    # Days without training are no measure: beside them any session would be unusual.
    usual = [load for load in loads.values() if load > 0]
    if not usual:
        return frozenset(), frozenset()
    high, tiring = np.quantile(usual, (HIGH_LOAD, TIRING_LOAD))
    load_of = _load_by_day(sessions)
    return (
        frozenset(day for day, load in load_of.items() if load > high),
        frozenset(day for day, load in load_of.items() if load > tiring),
    )


def _load_by_day(sessions: Iterable[WeekSession]) -> dict[date, float]:
    loads: defaultdict[date, float] = defaultdict(float)
    for session in sessions:
        loads[session.day] += session.load_tss or 0.0
    return loads
