"""Simulated athletes: their hip flexors, their training week, and what befalls them.

Everything that is due to chance is drawn before a policy is chosen, day by day, so that all
policies meet the same athletes with the same luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

import numpy as np

from adaptive.agenda.entries import Entry
from adaptive.library.calendar import Key
from adaptive.week import WeekSession
from benchmarks.policy.body import Make
from ingest.sports import Family
from models.planned import Leg

__all__ = ["BEFORE", "BEGIN", "DAYS", "Athlete", "Gait", "draw"]

BEGIN = date(2026, 1, 5)
"""A Monday."""

DAYS = 182
BEFORE = 140
"""Twenty weeks of recordings before the programme: the runs that a baseline needs."""

RESHUFFLED = 0.25
SEASON_DAYS = 126
"""The chances of illness and overload are given for 18 weeks."""

BEFALLEN = 0.3
ILL_DAYS, OVERLOAD_DAYS = 6, 21

TSS_PER_H = {"interval": 80.0, "tempo": 75.0, "long": 60.0, "endurance": 48.0}
_SPORTS: dict[Family, str] = {"run": "running", "ride": "cycling", "swim": "swimming"}

Sport = Literal["runner", "cyclist", "triathlete"]


@dataclass(frozen=True, slots=True)
class Training:
    """One session of the base week; a brick is a long ride with a run off the bike."""

    family: Family
    kind: str
    minutes: float
    at: time
    brick: bool = False

    @property
    def hard(self) -> bool:
        """Key, long or brick."""
        return self.kind != "endurance"

    @property
    def load_tss(self) -> float:
        """Of all its legs."""
        return TSS_PER_H[self.kind] * self.minutes / 60


@dataclass(frozen=True, slots=True)
class Gait:
    """Cadence of the runs at equal speed, spm beside the athlete's own line.

    `strength_pct` is what a gain in strength of 100 % would add to the step length, in per cent
    (and take from the cadence): at most 7.5, and none at all in a third of the athletes.
    """

    sd_spm: float
    lag: float
    strength_pct: float
    trend_spm: float
    heat_spm: float
    heat_day: int
    shoes_day: int
    shoes_spm: float
    shoes_told: bool


@dataclass(frozen=True)
class Athlete:
    """One of them. Days count from the first of the programme; those before it are negative.

    `week` has the trainings by weekday, Monday first. `ill` and `overload` are empty ranges where
    it befell nobody. `noise` multiplies every error of observation.
    """

    number: int
    sport: Sport
    make: Make
    week: tuple[tuple[Training, ...], ...]
    adherence: float
    gait: Gait
    ill: range
    fever: bool
    overload: range
    luck: np.random.SeedSequence
    noise: float = 1.0

    def chance(self, what: int) -> np.ndarray:
        """Numbers from 0 to 1 for each day of the programme, the same for every policy."""
        return np.random.default_rng([*self._entropy, what]).random(DAYS)

    def normal(self, what: int, count: int = DAYS) -> np.ndarray:
        """Standard normal numbers, the same for every policy."""
        return np.random.default_rng([*self._entropy, what]).standard_normal(count)

    @property
    def _entropy(self) -> Sequence[int]:
        return self.luck.entropy  # type: ignore[return-value]

    @cached_property
    def trainings(self) -> dict[int, tuple[Training, ...]]:
        """What takes place on each day, weeks with a moved key session included."""
        rng = np.random.default_rng([*self._entropy, 99])
        days: dict[int, tuple[Training, ...]] = {}
        for monday in range(-BEFORE, DAYS + 21, 7):
            week = list(self.week)
            key = int(rng.choice(self.hard_weekdays[:2]))
            other = int(rng.choice([n for n in range(7) if not self.is_hard(n)]))
            if rng.random() < RESHUFFLED:
                week[key], week[other] = week[other], week[key]
            days |= {monday + n: day for n, day in enumerate(week)}
        return {day: () if day in self.ill else done for day, done in days.items()}

    def is_hard(self, weekday: int) -> bool:
        """Whether the base week has a hard session on a weekday."""
        return any(one.hard for one in self.week[weekday])

    @property
    def hard_weekdays(self) -> list[int]:
        """The weekdays of the two key sessions and of the long one, which comes last."""
        hard = [n for n in range(7) if self.is_hard(n)]
        return sorted(hard, key=lambda n: any(one.kind == "long" for one in self.week[n]))

    def done(self, first: int, last: int) -> Iterator[WeekSession]:
        """What was trained on some days."""
        for day in range(first, last + 1):
            for n, one in enumerate(self.trainings[day]):
                yield from _sessions(one, day, n)

    def calendar(self, first: int, known: int, last: int) -> Iterator[Entry]:
        """The training plan: as it will come up to the day `known`, the base week after it."""
        for day in range(first, last + 1):
            planned = self.trainings[day] if day <= known else self.week[day % 7]
            for n, one in enumerate(planned):
                yield _entry(one, day, n)


def draw(number: int, seed: int, *, noise: float = 1.0, without_effect: bool = False) -> Athlete:
    """An athlete; the same for the same number and seed.

    Args:
        number: which one.
        seed: of the whole squad.
        noise: multiplies the errors of observation.
        without_effect: strength does not show in the gait.
    """
    rng = np.random.default_rng([seed, number])
    sport: Sport = ("runner", "runner", "cyclist", "triathlete")[int(rng.integers(4))]
    make = Make(
        control=float(rng.beta(2, 4)),
        learns=float(rng.lognormal(np.log(0.09), 0.5)),
        gains=float(rng.lognormal(np.log(0.0154), 0.3)),
        keeps_d=float(rng.uniform(60, 180)),
        tired_d=float(rng.uniform(1.5, 2.5)),
        desk_h=float(rng.uniform(2, 9)),
    )
    week = _week(rng, sport, hours=float(rng.lognormal(np.log(6), 0.4)))
    athlete = Athlete(
        number=number,
        sport=sport,
        make=make,
        week=week,
        adherence=float(rng.uniform(0.6, 0.95)),
        gait=_gait(rng),
        ill=_episode(rng, ILL_DAYS),
        fever=bool(rng.random() < 0.5),
        overload=_episode(rng, OVERLOAD_DAYS),
        luck=np.random.SeedSequence([seed, number]),
        noise=noise,
    )
    if without_effect:
        return replace(athlete, gait=replace(athlete.gait, strength_pct=0.0))
    return athlete


def _episode(rng: np.random.Generator, length: int) -> range:
    begin = int(rng.integers(14, DAYS - length))
    befallen = rng.random() < BEFALLEN * DAYS / SEASON_DAYS
    return range(begin, begin + length) if befallen else range(0)


def _gait(rng: np.random.Generator) -> Gait:
    """Noise as measured on real runners; a per cent of their cadence is 1.7 spm."""
    effect = float(rng.uniform(0, 7.5))
    return Gait(
        sd_spm=float(rng.uniform(1.1, 2.6)),
        lag=float(rng.uniform(0.06, 0.46)),
        strength_pct=effect if rng.random() > 1 / 3 else 0.0,
        trend_spm=float(rng.normal(0, 1.0)),
        heat_spm=float(rng.uniform(0, 1.0)),
        heat_day=int(rng.integers(0, DAYS)),
        shoes_day=int(rng.integers(0, DAYS)),
        shoes_spm=float(rng.choice([-1.7, 1.7])),
        shoes_told=bool(rng.random() < 0.7),
    )


def _week(rng: np.random.Generator, sport: Sport, hours: float) -> tuple[tuple[Training, ...], ...]:
    """Two key sessions two days apart or more, one long one at the weekend, one day of rest."""
    long = int(rng.integers(5, 7))
    pairs = [
        (a, b) for a in range(5) for b in range(a + 2, 5) if long - b > 1 and (a + 7 - long > 1)
    ]
    keys = pairs[int(rng.integers(len(pairs)))]
    rest = int(rng.choice([n for n in range(7) if n not in {*keys, long}]))
    at = time((6, 12, 17, 18)[int(rng.integers(4))])
    families: dict[Sport, tuple[Family, ...]] = {
        "runner": ("run",),
        "cyclist": ("ride",),
        "triathlete": ("run", "ride", "swim"),
    }

    def training(day: int) -> Training:
        family = families[sport][int(rng.integers(len(families[sport])))]
        if day == long:
            family = "run" if sport == "runner" else "ride"
            brick = sport == "triathlete" and bool(rng.random() < 0.5)
            return Training(family, "long", _minutes(hours, 0.3), time(9), brick)
        if day in keys:
            kind = ("interval", "tempo")[int(rng.integers(2))]
            return Training(family, kind, _minutes(hours, 0.15), at)
        return Training(family, "endurance", _minutes(hours, 0.4 / 3), at)

    return tuple(() if day == rest else (training(day),) for day in range(7))


def _minutes(hours: float, share: float) -> float:
    return float(round(max(30.0, 60 * hours * share)))


def _sessions(one: Training, day: int, n: int) -> Iterator[WeekSession]:
    start = datetime.combine(BEGIN + timedelta(days=day), one.at)
    legs: list[tuple[Family, float]] = [(one.family, 1.0)]
    if one.brick:
        legs = [("ride", 0.75), ("run", 0.25)]
    for leg, (family, share) in enumerate(legs):
        yield WeekSession(
            id=f"{day}-{n}-{leg}",
            start=start,
            duration_min=share * one.minutes,
            sport=_SPORTS[family],
            family=family,
            session_class="brick" if one.brick else "key" if one.hard else "easy",
            kind=one.kind,
            origin="done",
            brick_id=f"{day}-{n}" if one.brick else None,
            load_tss=share * one.load_tss,
        )
        start += timedelta(minutes=share * one.minutes)


def _entry(one: Training, day: int, n: int) -> Entry:
    legs: tuple[Leg, ...] = ()
    if one.brick:
        legs = (
            Leg("cycling", "ride", 0.75 * one.minutes),
            Leg("running", "run", 0.25 * one.minutes),
        )
    return Entry(
        key=Key("own", f"{day}-{n}"),
        day=BEGIN + timedelta(days=day),
        title=one.kind,
        at=one.at,
        sport=_SPORTS[one.family],
        family=one.family,
        session_class="brick" if one.brick else "key" if one.hard else "easy",
        kind=one.kind,
        duration_min=one.minutes,
        legs=legs,
    )
