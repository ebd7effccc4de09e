"""Sessions without a road: the pool, the weights room, the change of shoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.activity import FloatArray
from models.simulation.athlete import SyntheticAthlete
from models.simulation.physiology import autoregressive, heart_rate
from models.simulation.plan import Step, timeline
from models.simulation.recording import Length, Recording, Stretch, record
from models.simulation.terrain import Terrain

__all__ = ["simulate_strength", "simulate_swim", "simulate_transition"]

# In water the heart beats slower than on a run of the same strain.
_SWIM_DROP_BPM = 12.0
_STROKES_PER_METRE = 0.72


def simulate_swim(
    athlete: SyntheticAthlete,
    sets: Sequence[tuple[int, float, int]],
    rng: np.random.Generator,
    *,
    pool_length_m: float = 25.0,
) -> Recording:
    """A pool swim of `sets`: (lengths, speed over threshold speed, seconds at the wall).

    The `lengths` of the recording hold every length and every rest; speed is that of the
    length, distance grows at the wall.
    """
    lengths: list[Length] = []
    laps: list[Stretch] = []
    clock = 0.0
    for count, intensity, rest_s in sets:
        begin = clock
        for length in range(count):
            # Sets are started a little fast; tired arms take more strokes.
            pace = intensity * athlete.swim_speed_mps * rng.normal(1 + 0.02 / (1 + length), 0.018)
            end = clock + round(pool_length_m / pace)
            strokes = rng.normal(_STROKES_PER_METRE * pool_length_m + length / 8, 0.8)
            lengths.append(Length(clock, end, round(strokes)))
            clock = end
        laps.append(Stretch(begin, clock, Step(int(clock - begin), intensity)))
        if rest_s:
            end = clock + max(3, round(rng.normal(rest_s, 2)))
            lengths.append(Length(clock, end, 0))
            laps.append(Stretch(clock, end, Step(int(end - clock), 0.0, "rest")))
            clock = end
    seconds = np.arange(clock)
    which = np.searchsorted([length.end_s for length in lengths], seconds, side="right")
    speeds = [pool_length_m / (p.end_s - p.start_s) if p.strokes else 0.0 for p in lengths]
    done = np.cumsum([0.0, *(pool_length_m if p.strokes else 0.0 for p in lengths)])
    speed = np.array(speeds)[which]
    distance = done[np.searchsorted([length.end_s for length in lengths], seconds + 1, "right")]
    rate = heart_rate(athlete, speed / athlete.swim_speed_mps, rng, anchor_drop_bpm=_SWIM_DROP_BPM)
    return Recording(
        sport="swimming",
        sub_sport="lap_swimming",
        duration_s=clock,
        elapsed_s=seconds,
        columns={"heart_rate_bpm": rate, "speed_mps": speed, "distance_m": distance},
        laps=tuple(laps),
        lengths=tuple(lengths),
        pool_length_m=pool_length_m,
    )


def simulate_strength(
    athlete: SyntheticAthlete, minutes: int, rng: np.random.Generator
) -> Recording:
    """Weights for about `minutes`: sets of half a minute, rests of one to two; heart rate only."""
    plan: list[Step] = [Step(300, 0.45, "warmup")]
    while sum(step.duration_s for step in plan) < 60 * minutes:
        plan.append(Step(int(rng.integers(25, 50)), float(rng.uniform(0.55, 0.8)), "active"))
        plan.append(Step(int(rng.integers(60, 130)), 0.2, "rest"))
    course = timeline(plan)
    rate = heart_rate(athlete, course.intensity, rng, temperature_c=21)
    temperature: FloatArray = 26 + autoregressive(rng, len(rate), memory=0.999, sd=1.0)
    columns = {"heart_rate_bpm": rate, "temperature_c": temperature}
    return record("training", "strength_training", tuple(plan), course, columns, auto_pause=False)


def simulate_transition(
    athlete: SyntheticAthlete,
    seconds: int,
    rng: np.random.Generator,
    *,
    terrain: Terrain,
    start_heart_rate_bpm: float,
) -> Recording:
    """From rack to road: shoes changed on the spot, then a walk to the exit."""
    plan = (Step(seconds // 2, 0.2), Step(seconds - seconds // 2, 0.4))
    course = timeline(plan)
    speed = np.where(course.step == 0, 0.1, 1.3) + autoregressive(rng, seconds, memory=0.9, sd=0.05)
    distance = np.cumsum(np.maximum(0.0, speed))
    columns = {
        "heart_rate_bpm": heart_rate(
            athlete, course.intensity, rng, start_bpm=start_heart_rate_bpm
        ),
        "speed_mps": np.maximum(0.0, speed),
        "distance_m": distance,
        **terrain.track(distance, rng),
    }
    whole = record("transition", "generic", plan, course, columns, auto_pause=False)
    return replace(whole, laps=(Stretch(0.0, float(seconds), plan[0]),))
