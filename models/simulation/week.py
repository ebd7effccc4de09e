"""What a squad athlete means to do on the days of a season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import numpy as np

from models.simulation.habits import Conditions, Habits
from models.simulation.ride_training import (
    EASY_RIDES,
    KEY_RIDES,
    commute,
    long_ride,
    trainer_intervals,
)
from models.simulation.run_training import EASY_RUNS, KEY_RUNS, long_run, treadmill_intervals
from models.simulation.swim_training import EASY_SWIMS, KEY_SWIMS
from models.simulation.training import Design, SquadSport

__all__ = ["Planned", "draw_weeks"]

_Designs = Mapping[str, tuple[float, Design]]
_EASY: Mapping[SquadSport, _Designs] = {"run": EASY_RUNS, "ride": EASY_RIDES, "swim": EASY_SWIMS}
_KEY: Mapping[SquadSport, _Designs] = {"run": KEY_RUNS, "ride": KEY_RIDES, "swim": KEY_SWIMS}
_LONG: Mapping[SquadSport, Design] = {"run": long_run, "ride": long_ride}
_INDOORS: Mapping[SquadSport, Design] = {"run": treadmill_intervals, "ride": trainer_intervals}

_Role = Literal["easy", "key", "long"]
# Days of hard work, as training plans place it; one in four is moved.
_HARD_DAYS, _MOVED = (1, 3, 5), 0.25
# Every fourth week is an easier one.
_EASIER_WEEK, _EASIER = 4, 0.7
# What is hardly longer than usual (in an easier week) is no long session, and what is clearly
# longer would be one to any coach.
_STILL_USUAL, _LONGER = (0.98, 1.12), 1.25
# Nobody runs with shirt and cap in a heat that there is not.
_WARM_SEASON_C = 14.0
# What few people do at all.
_RARE = {"dog": 0.3, "treadmill": 0.35, "trainer": 0.4, "easy group ride": 0.5}
_TO_WORK, _FROM_WORK = time(7, 30), time(17, 15)


@dataclass(frozen=True, slots=True)
class Planned:
    """One session to come: on which day of the season and when, and about how long."""

    day: int
    start: datetime
    sport: SquadSport
    design: Design
    minutes: float


def draw_weeks(rng: np.random.Generator, habits: Habits, season: Conditions) -> Iterator[Planned]:
    """The sessions of a season in order of time; some are left out, as life has it."""
    liking = _Liking(rng, habits)
    for monday in range(0, len(season.fitness), 7):
        easier = monday // 7 % _EASIER_WEEK == _EASIER_WEEK - 1
        volume = float(rng.lognormal(0, 0.1)) * (_EASIER if easier else 1.0)
        week = [
            one
            for sport in habits.weeks
            for one in _sport_week(rng, habits, season, liking, sport, monday, volume)
            if rng.random() < habits.adherence
        ]
        week += _commutes(rng, habits, season, monday)
        for one in sorted(week, key=lambda planned: planned.start):
            if one.day < len(season.off) and not season.off[one.day]:
                yield one


class _Liking:
    """Which designs this person chooses how often."""

    def __init__(self, rng: np.random.Generator, habits: Habits) -> None:
        self._chances: dict[tuple[SquadSport, _Role], tuple[list[str], list[float]]] = {}
        for sport in habits.weeks:
            roles: dict[_Role, _Designs] = {"easy": _EASY[sport], "key": _KEY[sport]}
            for role, designs in roles.items():
                weights = np.array(
                    [
                        weight * rng.gamma(1.0) * (rng.random() < _RARE.get(name, 1.0))
                        for name, (weight, _) in designs.items()
                    ]
                )
                self._chances[sport, role] = list(designs), (weights / weights.sum()).tolist()

    def draw(
        self, rng: np.random.Generator, sport: SquadSport, role: _Role, *, warm: bool
    ) -> Design:
        names, chances = self._chances[sport, role]
        name = str(rng.choice(names, p=chances))
        if name == "heat" and not warm:
            name = "endurance"
        return (_EASY if role == "easy" else _KEY)[sport][name][1]


def _sport_week(
    rng: np.random.Generator,
    habits: Habits,
    season: Conditions,
    liking: _Liking,
    sport: SquadSport,
    monday: int,
    volume: float,
) -> Iterator[Planned]:
    week = habits.weeks[sport]
    sessions = max(2, week.sessions - (volume < _EASIER and week.sessions > 3))
    hard = int(week.hard_share * sessions + rng.random())
    has_long = sport in _LONG and rng.random() < habits.long_chance
    times: dict[_Role, int] = {"long": has_long, "key": hard, "easy": sessions - has_long - hard}
    free = [int(day) for day in rng.permutation(7)]
    for role in [name for name, count in times.items() for _ in range(count)]:
        weekday = _weekday(rng, role, free)
        day = min(monday + weekday, len(season.fitness) - 1)
        minutes = week.usual_min * volume * float(np.clip(rng.normal(1, 0.12), 0.6, 1.2))
        design: Design
        if role == "long" and minutes * habits.long_factor > _LONGER * week.usual_min:
            design, minutes = _LONG[sport], minutes * habits.long_factor
        elif role == "key" and sport in _INDOORS and rng.random() < habits.indoor_chance:
            design = _INDOORS[sport]
        else:
            minutes = min(minutes, rng.uniform(*_STILL_USUAL) * week.usual_min)
            warm = bool(season.air_c[day] > _WARM_SEASON_C)
            design = liking.draw(rng, sport, "key" if role == "key" else "easy", warm=warm)
        hour = _hour(rng, habits, weekday)
        midnight = datetime.combine(season.first, time(), UTC) + timedelta(days=monday + weekday)
        start = midnight + timedelta(minutes=round(60 * hour))
        yield Planned(monday + weekday, start, sport, design, minutes)


def _weekday(rng: np.random.Generator, role: _Role, free: list[int]) -> int:
    """A day of the week (0 is Monday) without another session of the sport while there is one."""
    if not free:
        return int(rng.integers(7))
    if role == "long":
        wanted = [day for day in free if day >= 5]
    elif role == "key" and rng.random() > _MOVED:
        wanted = [day for day in free if day in _HARD_DAYS]
    else:
        wanted = []
    day = (wanted or free)[0]
    free.remove(day)
    return day


def _hour(rng: np.random.Generator, habits: Habits, weekday: int) -> float:
    usual = 9.0 if weekday >= 5 else (6.2 if habits.morning else 18.0)
    return float(usual + rng.normal(0, 0.7))


def _commutes(
    rng: np.random.Generator, habits: Habits, season: Conditions, monday: int
) -> Iterator[Planned]:
    for weekday in range(5 if habits.commute_min else 0):
        if rng.random() < habits.commute_chance:
            date = season.first + timedelta(days=monday + weekday)
            for clock in (_TO_WORK, _FROM_WORK):
                start = datetime.combine(date, clock, UTC) + timedelta(
                    minutes=int(rng.integers(-12, 13))
                )
                yield Planned(monday + weekday, start, "ride", commute, habits.commute_min)
