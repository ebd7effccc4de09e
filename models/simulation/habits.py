"""Who an athlete of the squad is: sports, hours, levels, sensors, and the way through a season."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Athlete
from models.simulation.athlete import SyntheticAthlete, draw_athlete
from models.simulation.device import Owned, Sensors
from models.simulation.terrain import Terrain, draw_terrain
from models.simulation.training import SquadSport

__all__ = ["Conditions", "Habits", "draw_conditions", "draw_habits"]

# Each begins to record at some time of this year, so that summer comes to all at another time.
_FIRST_DAY = date(2025, 1, 6)
# The share of the squad, and how hours are shared between sports.
_KINDS: Mapping[str, tuple[float, Mapping[SquadSport, float]]] = {
    "runner": (0.45, {"run": 1.0}),
    "rider": (0.27, {"ride": 1.0}),
    "triathlete": (0.28, {"run": 0.33, "ride": 0.47, "swim": 0.2}),
}
# Planned hours a week, the median; of these some four in five come about.
_HOURS = 7.0
# There are so many sessions in a week that one takes about this long, minutes.
_SESSION_MIN: Mapping[SquadSport, tuple[float, float]] = {
    "run": (40, 65),
    "ride": (65, 110),
    "swim": (40, 60),
}
_USUAL_MIN: Mapping[SquadSport, tuple[float, float]] = {
    "run": (25, 70),
    "ride": (40, 140),
    "swim": (25, 60),
}
_MOST_SESSIONS: Mapping[SquadSport, int] = {"run": 8, "ride": 6, "swim": 4}
# The most that is key, long ones among them.
_MOST_KEY = 0.36


@dataclass(frozen=True, slots=True)
class Week:
    """A usual week of one sport: sessions, minutes of a usual one, the share that is hard."""

    sessions: int
    usual_min: float
    hard_share: float


@dataclass(frozen=True, slots=True)
class Habits:
    """One athlete's constants.

    `long_factor` is the longest session of a week over a usual one, done with `long_chance`.
    `easy_run` and `easy_ride` are easy levels over threshold. `adherence` is the share of planned
    sessions that are done. `commute_min` is 0 where there is no commute, `commute_chance` that of
    a weekday. `indoor_chance` is that of hard work indoors, `telling_titles` that of a title that
    says what a session was.
    """

    athlete: SyntheticAthlete
    told: Athlete
    sensors: Sensors
    device_values: Mapping[str, float]
    weeks: Mapping[SquadSport, Week]
    long_factor: float
    long_chance: float
    easy_run: float
    easy_ride: float
    adherence: float
    commute_min: float
    commute_chance: float
    indoor_chance: float
    telling_titles: float
    morning: bool
    home: Terrain
    hills: Terrain
    ride_home: Terrain
    ride_hills: Terrain


@dataclass(frozen=True, slots=True)
class Conditions:
    """The days from `first` on, (days,) each: fitness about 1, air, and days without training."""

    first: date
    fitness: FloatArray
    air_c: FloatArray
    off: npt.NDArray[np.bool_]


def draw_habits(rng: np.random.Generator) -> Habits:
    """One athlete at random; the distributions are our own guesses at people who train."""
    athlete = replace(
        draw_athlete(rng),
        heat_bpm_per_c=float(rng.uniform(0.5, 1.2)),
        drift_per_min=float(rng.uniform(0.0008, 0.0028)),
    )
    kind = str(rng.choice(list(_KINDS), p=[share for share, _ in _KINDS.values()]))
    hours = float(np.clip(rng.lognormal(np.log(_HOURS), 0.4), 2.5, 15))
    long_factor, long_chance = float(rng.uniform(1.4, 2.2)), float(rng.uniform(0.4, 0.95))
    hard_share = float(rng.uniform(0.14, 0.34))
    # Beginners run easily nearer to threshold; people differ a lot beyond that.
    unfit = (3.6 - athlete.threshold_speed_mps) * 0.05
    sensors = _draw_sensors(rng, kind)
    return Habits(
        athlete=athlete,
        told=_draw_told(rng, athlete),
        sensors=sensors,
        device_values=_draw_device_values(rng, athlete, sensors),
        weeks={
            sport: _week(rng, sport, 60 * hours * share, (long_factor, long_chance), hard_share)
            for sport, share in _KINDS[kind][1].items()
        },
        long_factor=long_factor,
        long_chance=long_chance,
        easy_run=float(np.clip(rng.normal(0.80 + unfit, 0.04), 0.72, 0.90)),
        easy_ride=float(np.clip(rng.normal(0.62, 0.06), 0.50, 0.75)),
        adherence=float(rng.uniform(0.7, 0.97)),
        commute_min=float(rng.uniform(12, 35)) if kind != "runner" and rng.random() < 0.2 else 0.0,
        commute_chance=float(rng.uniform(0.2, 0.5)),
        indoor_chance=float(rng.choice([0.0, 0.0, 0.1, 0.4])),
        telling_titles=float(rng.choice([0.0, 0.0, 0.3, 0.8])),
        morning=bool(rng.random() < 0.4),
        home=_draw_loop(rng, 6000, 5, 0.5),
        hills=_draw_loop(rng, 9000, 19, 0.2),
        ride_home=_draw_loop(rng, 20_000, 6, 0.5),
        ride_hills=_draw_loop(rng, 24_000, 16, 0.2),
    )


def _draw_loop(rng: np.random.Generator, length_m: int, ascent: float, sd: float) -> Terrain:
    climbing = float(np.clip(rng.lognormal(np.log(ascent), sd), 1, 26))
    return draw_terrain(rng, length_m=length_m, ascent_m_per_km=climbing)


def _week(
    rng: np.random.Generator,
    sport: SquadSport,
    minutes: float,
    long: tuple[float, float],
    hard_share: float,
) -> Week:
    factor, chance = long
    count = round(minutes / rng.uniform(*_SESSION_MIN[sport]))
    sessions = int(np.clip(count, 2, _MOST_SESSIONS[sport]))
    usual = float(np.clip(minutes / (sessions + (factor - 1) * chance), *_USUAL_MIN[sport]))
    return Week(sessions, usual, max(0.13, min(hard_share, _MOST_KEY - chance / sessions)))


def _draw_sensors(rng: np.random.Generator, kind: str) -> Sensors:
    riding = kind == "rider"
    likely: tuple[tuple[Owned, float], ...] = (
        ("strap", 0.7 if riding else 0.45),
        ("optical", 0.4 if riding else 0.75),
        ("power_meter", {"rider": 0.65, "triathlete": 0.5}.get(kind, 0.0)),
        ("gps", 0.93),
        ("thermometer", 0.7),
        ("smart_recording", 0.2),
        ("noisy_gps", 0.2),
        ("auto_pause", 0.6),
    )
    return frozenset(name for name, chance in likely if rng.random() < chance)


def _draw_told(rng: np.random.Generator, athlete: SyntheticAthlete) -> Athlete:
    """Most tell nothing."""
    if rng.random() < 0.75:
        return Athlete()
    return Athlete(
        sex=athlete.sex,
        birth_year=_FIRST_DAY.year - athlete.age_years,
        mass_kg=round(athlete.mass_kg),
    )


def _draw_device_values(
    rng: np.random.Generator, athlete: SyntheticAthlete, sensors: Sensors
) -> dict[str, float]:
    """What the watch believes: mostly nothing, or 220 - age, or what it or the athlete found."""
    values: dict[str, float] = {}
    what = rng.random()
    if what > 0.7:
        values["max_heart_rate_bpm"] = float(round(athlete.max_heart_rate_bpm + rng.normal(-1, 3)))
        values["resting_heart_rate_bpm"] = float(
            round(athlete.resting_heart_rate_bpm + rng.normal(0, 3))
        )
    elif what > 0.55:
        values["max_heart_rate_bpm"] = 220.0 - athlete.age_years
    if what > 0.85:
        values["threshold_heart_rate_bpm"] = float(
            round(athlete.threshold_heart_rate_bpm + rng.normal(0, 3))
        )
    if "power_meter" in sensors and rng.random() < 0.35:
        ftp_w = 0.96 * athlete.critical_power_w * rng.normal(0.98, 0.05)
        values["threshold_power_w"] = float(round(ftp_w))
    return values


def draw_conditions(rng: np.random.Generator, days: int) -> Conditions:
    """Weather and fitness of some months, with illness and with pauses from training."""
    first = _FIRST_DAY + timedelta(weeks=int(rng.integers(52)))
    day = np.arange(days)
    of_year = (first.timetuple().tm_yday + day) / 365
    climate = rng.normal(12, 4) - 10 * np.cos(2 * np.pi * (of_year - 0.05))
    fitness = 1 + rng.uniform(-0.08, 0.08) * (day / 150 - 0.5)
    fitness += 0.02 * np.sin(2 * np.pi * (day / rng.uniform(50, 120) + rng.random()))
    off = np.zeros(days, np.bool_)
    if rng.random() < 0.3:
        off |= _pause(rng, day, (5, 9))
    if rng.random() < 0.25:
        pause = _pause(rng, day, (12, 29))
        off |= pause
        # What the pause cost comes back within some six weeks.
        loss = rng.uniform(0.03, 0.08)
        since = day - (np.flatnonzero(pause)[-1] if pause.any() else days)
        fitness *= 1 - loss * np.where(since >= 0, np.exp(-since / 25), 0.0)
    return Conditions(first, fitness, climate + rng.normal(0, 3, days), off)


def _pause(
    rng: np.random.Generator, day: npt.NDArray[np.int_], length: tuple[int, int]
) -> npt.NDArray[np.bool_]:
    """Days in the course of the months, not in the first weeks."""
    start = rng.uniform(0.2, 0.9) * len(day)
    return (day >= start) & (day < start + rng.integers(*length))
