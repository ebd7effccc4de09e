"""A run: pace from effort and slope, gait from pace, heart rate from effort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.grade import blend_factor
from models.simulation.athlete import SyntheticAthlete
from models.simulation.physiology import autoregressive, heart_rate, smoothed
from models.simulation.plan import Step, Stop, timeline
from models.simulation.recording import Recording, record
from models.simulation.terrain import Terrain

__all__ = ["simulate_run"]

# Below this effort people walk, and watches give no running dynamics.
_WALKING = 0.5
# Group line of 256 runners (van Oeveren 2019), steps per minute.
_CADENCE_SPM, _CADENCE_PER_MPS = 150.0, 6.0
_CADENCE_PER_GRADE_PCT = 0.25
_DYNAMICS = {
    "ground_contact_ms",
    "contact_balance_left_pct",
    "vertical_oscillation_mm",
    "step_length_m",
    "vertical_ratio_pct",
}
# Typical wrist and strap values at 2.75 m/s, and how they change with speed.
_USUAL_MPS = 2.75
_CONTACT_MS, _CONTACT_PER_MPS = 252.0, -32.0
_OSCILLATION_MM, _OSCILLATION_PER_SPM = 76.0, -0.5
# Seconds in which a runner takes on a new pace.
_REACTION_S = 3.0
# Hills tempt: effort rises by this share per unit of slope, and falls downhill.
_TEMPTATION = 0.6
# Slowing per hour beyond the first.
_FADE_PER_HOUR = 0.03


def simulate_run(
    athlete: SyntheticAthlete,
    plan: Sequence[Step],
    rng: np.random.Generator,
    *,
    terrain: Terrain | None = None,
    sub_sport: str = "generic",
    stops: Sequence[Stop] = (),
    auto_pause: bool = True,
    dynamics: bool = True,
    temperature_c: float = 14.0,
    start_heart_rate_bpm: float | None = None,
) -> Recording:
    """A run of `plan`, whose intensities are grade-adjusted speed over threshold speed.

    Without a `terrain` it is a treadmill: level, no positions, and a distance that the
    watch guesses from the arm swing, wrong by up to a tenth. `dynamics` are ground
    contact and its companions, as a chest strap gives them.
    """
    plan = tuple(plan)
    course = timeline(plan, stops)
    n = len(course.step)
    effort = course.intensity * _pacing(rng, n, outdoors=terrain is not None)
    speed, grade = _pace(athlete, effort, terrain)
    columns: dict[str, FloatArray] = {}
    if terrain is None:
        seen = speed * rng.uniform(0.9, 1.1)
    else:
        # What is left of the satellites' error after the smoothing that watches do.
        seen = speed + autoregressive(rng, n, memory=0.93, sd=0.11)
        seen = np.where(course.halted, 0.0, np.maximum(0.0, seen))
        columns |= terrain.track(np.cumsum(seen), rng)
    columns["speed_mps"] = seen
    columns["distance_m"] = np.cumsum(seen)
    running = (course.intensity > _WALKING) & (speed > 1.0)
    columns |= _gait(athlete, rng, _Motion(speed, seen, grade, running))
    if not dynamics:
        columns = {name: c for name, c in columns.items() if name not in _DYNAMICS}
    columns["heart_rate_bpm"] = heart_rate(
        athlete, effort, rng, temperature_c=temperature_c, start_bpm=start_heart_rate_bpm
    )
    # A watch put on indoors cools down to the air, though never quite on a warm wrist.
    warmth = 3 + 7 * np.exp(-np.arange(n) / 500)
    drifting = autoregressive(rng, n, memory=0.998, sd=0.5)
    columns["temperature_c"] = temperature_c + warmth + drifting
    return record("running", sub_sport, plan, course, columns, auto_pause=auto_pause)


class _Motion(NamedTuple):
    """True and seen speed (m/s), slope, and whether it is running; (n,) each."""

    speed: FloatArray
    seen: FloatArray
    grade: FloatArray
    running: npt.NDArray[np.bool_]


def _pacing(rng: np.random.Generator, n: int, *, outdoors: bool) -> FloatArray:
    """How this runner misses the pace meant: moods of minutes, unrest of seconds, fading."""
    unrest = 1.0 if outdoors else 0.15
    moods = autoregressive(rng, n, memory=0.995, sd=0.015 * unrest)
    seconds = autoregressive(rng, n, memory=0.9, sd=0.015 * unrest)
    fading = _FADE_PER_HOUR * np.maximum(0.0, np.arange(n) / 3600 - 1)
    return np.asarray(1 + moods + seconds - fading, dtype=np.float64)


def _pace(
    athlete: SyntheticAthlete, effort: FloatArray, terrain: Terrain | None
) -> tuple[FloatArray, FloatArray]:
    """Speed (m/s) and slope (rise over run), each (n,), at this grade-adjusted effort."""
    grades = np.zeros(1) if terrain is None else smoothed(terrain.grade, 15)
    # Effort over cost is speed; both follow the slope under foot.
    yields = ((1 + _TEMPTATION * grades) / blend_factor(grades)).tolist()
    round_m = len(yields)
    speed, distance = 0.0, 0.0
    speeds, places = [], []
    for goal in (effort * athlete.threshold_speed_mps).tolist():
        place = int(distance) % round_m
        speed += (goal * yields[place] - speed) / _REACTION_S
        distance += speed
        speeds.append(speed)
        places.append(place)
    return np.array(speeds), grades[places]


def _gait(
    athlete: SyntheticAthlete,
    rng: np.random.Generator,
    motion: _Motion,
) -> dict[str, FloatArray]:
    """Cadence and running dynamics; step length comes, as in devices, from the `seen` speed."""
    speed, seen, grade, running = motion
    n = len(speed)
    usual = _CADENCE_SPM + _CADENCE_PER_MPS * speed + athlete.cadence_offset_spm
    usual += _CADENCE_PER_GRADE_PCT * 100 * grade
    unrest = autoregressive(rng, n, memory=0.9, sd=1.5)
    walking = np.where(speed > 0.4, 60 + 35 * speed, 0.0)
    cadence = np.where(running, usual, walking) + np.where(speed > 0.4, unrest, 0.0)

    def noise(sd: float) -> FloatArray:
        return autoregressive(rng, n, memory=0.8, sd=sd)

    contact = _CONTACT_MS + _CONTACT_PER_MPS * (speed - _USUAL_MPS) + noise(2.5)
    # A strap shows days on which the trunk moves a little more or less: 2 %.
    oscillation = _OSCILLATION_MM * rng.normal(1.0, 0.02) + _OSCILLATION_PER_SPM * unrest
    oscillation += athlete.oscillation_offset_mm - 60 * np.maximum(0.0, grade) + noise(1.2)
    step = 60 * seen / np.maximum(cadence, 1.0)
    columns = {
        "ground_contact_ms": contact + athlete.ground_contact_offset_ms,
        "contact_balance_left_pct": 50 + rng.normal(0.3, 0.2) + noise(0.4),
        "vertical_oscillation_mm": oscillation,
        "step_length_m": step,
        # In the short steps of a start a watch shows no more than 30 %.
        "vertical_ratio_pct": np.minimum(oscillation / np.maximum(step, 0.3) / 10, 30.0),
    }
    shown = {name: np.where(running, column, np.nan) for name, column in columns.items()}
    return {"cadence_spm": cadence, **shown}
