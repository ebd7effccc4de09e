"""A squad of athletes whose every session has a known intention, and hidden thresholds.

For training and for judging what classes sessions. Each athlete trains for some months the way
people do: hard on some days, easy on most, with dogs, traffic, heat, hills, tired days and worn
sensors in between. What comes out is what the library would keep of their files, in order of
time, beginning with the first it ever saw. The sessions are written from what coaches
prescribe, without a look at the rules that class them. No evidence about people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import numpy as np

from ingest.activity import Session
from models.athlete import Athlete
from models.efforts import Efforts
from models.profile import Profile
from models.simulation.athlete import SyntheticAthlete
from models.simulation.device import Sensors, as_activity, as_kept, as_recorded
from models.simulation.gym import simulate_swim
from models.simulation.habits import Conditions, Habits, draw_conditions, draw_habits
from models.simulation.plan import draw_stops
from models.simulation.recording import Recording
from models.simulation.ride import simulate_ride
from models.simulation.run import simulate_run
from models.simulation.terrain import Terrain, hill_course
from models.simulation.training import Levels, Prescription, SquadSport
from models.simulation.week import Planned, draw_weeks
from models.verdicts import Kind

__all__ = ["SquadAthlete", "SquadSession", "draw_squad"]

# How form and heart rate differ from one day to the next.
_FORM_SD, _HEART_SD_BPM = 0.02, 2.5
# How hard work differs from what was meant; now and then someone holds back.
_EXECUTION_SD, _HELD_BACK, _HELD_BACK_BY = 0.015, 0.06, 0.96
_INDOORS_C = 20.0
_PARTS_OF_DAY = ((12, "Morning"), (17, "Afternoon"), (24, "Evening"))


@dataclass(frozen=True, slots=True)
class SquadSession:
    """One session as the library keeps it, with the truth about it.

    `start` is in UTC, which is the squad's local time. `session_class` and `kind` are what was
    intended, `case` the name of the design. `title` is what the file is called.
    `temperature_c` is the median that was recorded. The thresholds of that day are those of the
    athlete times `form`.
    """

    start: datetime
    session: Session
    profile: Profile
    efforts: Efforts
    session_class: Literal["easy", "key"]
    kind: Kind
    case: str
    title: str | None
    temperature_c: float | None
    form: float


@dataclass(frozen=True, slots=True)
class SquadAthlete:
    """One athlete: the truth, what the library was told, and the sessions in order of time."""

    id: str
    athlete: SyntheticAthlete
    told: Athlete
    sensors: Sensors
    sessions: tuple[SquadSession, ...]


def draw_squad(seed: int, athletes: int, *, days: int = 150) -> Iterator[SquadAthlete]:
    """The athletes of a squad one after the other; each has a seed of its own.

    Athlete number k of a seed is the same however many are drawn.
    """
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(athletes)):
        yield _athlete(f"s{number:04d}", np.random.default_rng(child), days)


def _athlete(name: str, rng: np.random.Generator, days: int) -> SquadAthlete:
    habits, season = draw_habits(rng), draw_conditions(rng, days)
    sessions: list[SquadSession] = []
    free_from = datetime.combine(season.first, time(), UTC)
    for planned in draw_weeks(rng, habits, season):
        start = max(planned.start, free_from)
        done = _session(rng, habits, season, planned, start, sessions)
        sessions.append(done)
        free_from = start + timedelta(seconds=done.session.elapsed_s, hours=1)
    return SquadAthlete(name, habits.athlete, habits.told, habits.sensors, tuple(sessions))


def _session(
    rng: np.random.Generator,
    habits: Habits,
    season: Conditions,
    planned: Planned,
    start: datetime,
    earlier: list[SquadSession],
) -> SquadSession:
    form = float(season.fitness[planned.day] * rng.normal(1, _FORM_SD))
    execution = float(rng.normal(1, _EXECUTION_SD))
    if rng.random() < _HELD_BACK:
        execution *= _HELD_BACK_BY
    levels = Levels(_on_day(habits.athlete, form), habits.easy_run, habits.easy_ride, execution)
    meant = planned.design(rng, levels, planned.minutes)
    heart_bpm = meant.heart_bpm + float(rng.normal(0, _HEART_SD_BPM))
    athlete = _with_heart(levels.athlete, heart_bpm, meant.drift)
    air_c = _INDOORS_C if meant.indoors else float(season.air_c[planned.day])
    if meant.temperature_c is not None:
        air_c = meant.temperature_c
    recording = _simulate(rng, habits, athlete, meant, planned, air_c)
    recorded = as_recorded(recording, habits.sensors, rng)
    activity, session = as_activity(recorded, start, habits.sensors, habits.device_values)
    kept = as_kept(activity, session, [one.efforts for one in earlier])
    return SquadSession(
        start=start,
        session=session,
        profile=kept.profile,
        efforts=kept.efforts,
        session_class=meant.case.session_class,
        kind=meant.case.kind,
        case=meant.case.name,
        title=_title(rng, habits, planned.sport, meant, start),
        temperature_c=kept.temperature_c,
        form=form,
    )


def _on_day(athlete: SyntheticAthlete, form: float) -> SyntheticAthlete:
    return replace(
        athlete,
        critical_power_w=athlete.critical_power_w * form,
        threshold_speed_mps=athlete.threshold_speed_mps * form,
        swim_speed_mps=athlete.swim_speed_mps * form,
    )


def _with_heart(athlete: SyntheticAthlete, bpm: float, drift: float) -> SyntheticAthlete:
    """The athlete on a day on which the heart beats that much faster at the same work."""
    return replace(
        athlete,
        resting_heart_rate_bpm=athlete.resting_heart_rate_bpm + bpm,
        threshold_heart_rate_bpm=min(
            athlete.threshold_heart_rate_bpm + bpm, athlete.max_heart_rate_bpm - 4
        ),
        drift_per_min=athlete.drift_per_min * drift,
    )


def _simulate(
    rng: np.random.Generator,
    habits: Habits,
    athlete: SyntheticAthlete,
    meant: Prescription,
    planned: Planned,
    air_c: float,
) -> Recording:
    if planned.sport == "swim":
        return simulate_swim(athlete, meant.sets, rng)
    running = planned.sport == "run"
    stops = draw_stops(
        rng, sum(step.duration_s for step in meant.plan), meant.stops_per_hour, meant.stop_s
    )
    auto_pause = "auto_pause" in habits.sensors
    terrain = None if meant.indoors else _terrain(habits, meant, running=running)
    if running:
        return simulate_run(
            athlete,
            meant.plan,
            rng,
            terrain=terrain,
            sub_sport="treadmill" if meant.indoors else "generic",
            stops=stops,
            auto_pause=auto_pause,
            dynamics=False,
            temperature_c=air_c,
        )
    return simulate_ride(
        athlete,
        meant.plan,
        rng,
        terrain=terrain,
        sub_sport="indoor_cycling" if meant.indoors else "road",
        stops=stops,
        auto_pause=auto_pause,
        # A trainer that holds power by itself also tells it.
        power_meter="power_meter" in habits.sensors or meant.indoors,
        dynamics=False,
        temperature_c=air_c,
    )


def _terrain(habits: Habits, meant: Prescription, *, running: bool) -> Terrain:
    if meant.climb:
        return hill_course(*meant.climb, sum(step.intent == "interval" for step in meant.plan))
    flat, hilly = (habits.home, habits.hills) if running else (habits.ride_home, habits.ride_hills)
    return hilly if meant.hilly else flat


def _title(
    rng: np.random.Generator,
    habits: Habits,
    sport: SquadSport,
    meant: Prescription,
    start: datetime,
) -> str | None:
    """What the athlete called it; else what the site calls everything."""
    if meant.title and rng.random() < habits.telling_titles:
        return meant.title
    if habits.telling_titles or habits.morning:
        part = next(name for until, name in _PARTS_OF_DAY if start.hour < until)
        return f"{part} {sport.capitalize()}"
    return None
