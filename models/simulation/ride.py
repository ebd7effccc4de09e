"""A ride: power from effort, slope and traffic; speed from power; pedalling from both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.simulation.athlete import SyntheticAthlete
from models.simulation.physiology import autoregressive, heart_rate, smoothed
from models.simulation.plan import Step, Stop, Timeline, timeline
from models.simulation.recording import Recording, record
from models.simulation.terrain import Terrain

__all__ = ["simulate_ride"]

_GRAVITY = 9.81
_BIKE_KG = 9.0
_ROLLING = 0.005
_AIR_DENSITY = 1.2
_DRAG_AREA_M2 = 0.32
_DRIVETRAIN = 0.975
# No leg and no tyre gives more thrust than this at the start.
_MOST_THRUST_N = 280.0
_BRAKE_MPS2 = 1.8
# Riders lift power on climbs and ease off downhill, by this share per unit of slope,
# and stop pedalling when they run out of gears.
_CLIMBING = 3.0
_SPUN_OUT_MPS = 13.0
_CADENCE_PER_GRADE_PCT = -2.2
# Below this speed nobody lets it roll.
_ROLLING_MPS = 5.0
_STOPPING_S, _STARTING_S = 8, 12


def simulate_ride(
    athlete: SyntheticAthlete,
    plan: Sequence[Step],
    rng: np.random.Generator,
    *,
    terrain: Terrain | None = None,
    sub_sport: str = "road",
    stops: Sequence[Stop] = (),
    auto_pause: bool = True,
    power_meter: bool = True,
    dynamics: bool = True,
    temperature_c: float = 16.0,
    start_heart_rate_bpm: float | None = None,
) -> Recording:
    """A ride of `plan`, whose intensities are power over critical power.

    Without a `terrain` it is a trainer in ERG mode, which holds power to a per cent:
    level, no positions, give it the sub sport "indoor_cycling". `dynamics` are what
    pedals with a sensor in each give beyond power.
    """
    plan = tuple(plan)
    course = timeline(plan, stops)
    n = len(course.step)
    if terrain is None:
        effort = course.intensity * (1 + autoregressive(rng, n, memory=0.6, sd=0.01))
        coasting = np.zeros(n, dtype=bool)
    else:
        effort = course.intensity * _restless(rng, n)
        coasting = _coasting(rng, course)
    power, speed, grade = _roll(
        athlete, course, effort * athlete.critical_power_w, coasting, terrain
    )
    columns: dict[str, FloatArray] = {"speed_mps": speed}
    if terrain is not None:
        seen = speed + autoregressive(rng, n, memory=0.9, sd=0.08)
        columns["speed_mps"] = np.where(course.halted, 0.0, np.maximum(0.0, seen))
    columns["distance_m"] = np.cumsum(columns["speed_mps"])
    if terrain is not None:
        columns |= terrain.track(columns["distance_m"], rng)
    cadence = _cadence(athlete, rng, power, grade)
    columns["cadence_rpm"] = cadence
    if power_meter:
        columns["power_w"] = power
        columns["accumulated_power_j"] = np.cumsum(power)
    if power_meter and dynamics:
        columns |= _pedalling(athlete, rng, power, cadence)
    columns["heart_rate_bpm"] = heart_rate(
        athlete,
        # Muscle needs some seconds to call for oxygen.
        smoothed(power / athlete.critical_power_w, 10),
        rng,
        anchor_drop_bpm=athlete.ride_heart_rate_drop_bpm,
        temperature_c=temperature_c,
        start_bpm=start_heart_rate_bpm,
    )
    settling = 4 * np.exp(-np.arange(n) / 700) + autoregressive(rng, n, memory=0.999, sd=0.7)
    columns["temperature_c"] = temperature_c + settling
    return record("cycling", sub_sport, plan, course, columns, auto_pause=auto_pause)


def _restless(rng: np.random.Generator, n: int) -> FloatArray:
    """The unrest of power on the road: wind and mood over minutes, the pedal in seconds."""
    minutes = autoregressive(rng, n, memory=0.98, sd=0.09)
    seconds = autoregressive(rng, n, memory=0.6, sd=0.2)
    return np.maximum(0.2, 1 + minutes + seconds)


def _coasting(rng: np.random.Generator, course: Timeline) -> npt.NDArray[np.bool_]:
    """Seconds (n,) without pedalling: often in easy riding, hardly ever in hard efforts."""
    chance = np.clip(0.05 * (1.0 - course.intensity), 0.001, None)
    begins = np.flatnonzero(rng.random(len(chance)) < chance)
    coasting = np.zeros(len(chance), dtype=bool)
    for start, seconds in zip(begins, 3 + rng.geometric(0.2, len(begins)), strict=True):
        coasting[start : start + seconds] = True
    return coasting


def _roll(
    athlete: SyntheticAthlete,
    course: Timeline,
    watts: FloatArray,
    coasting: npt.NDArray[np.bool_],
    terrain: Terrain | None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Power (W), speed (m/s) and slope, each (n,), second by second.

    A force balance of thrust, weight on the slope, rolling and air, with brakes before
    every stop and a surge after it.
    """
    grades = np.zeros(1) if terrain is None else smoothed(terrain.grade, 25)
    slopes = grades.tolist()
    mass = athlete.mass_kg + _BIKE_KG
    braking = np.zeros(len(watts), dtype=bool)
    wanted = watts.copy()
    turns = np.diff(course.halted.astype(np.int8))
    for stop in np.flatnonzero(turns == 1):
        braking[max(0, stop - _STOPPING_S) : stop + 1] = True
    for start in np.flatnonzero(turns == -1):
        wanted[start : start + _STARTING_S] *= 1.25

    speed, distance = 0.5, 0.0
    powers, speeds, places = [], [], []
    for goal, coasts, halts, brakes in zip(
        wanted.tolist(), coasting.tolist(), course.halted.tolist(), braking.tolist(), strict=True
    ):
        place = int(distance) % len(slopes)
        slope = slopes[place]
        if halts:
            power = speed = 0.0
        else:
            free = terrain is not None and speed > _SPUN_OUT_MPS
            idle = brakes or free or (coasts and speed > _ROLLING_MPS)
            power = 0.0 if idle else goal * min(1.6, max(0.0, 1 + _CLIMBING * slope))
            thrust = min(_MOST_THRUST_N, _DRIVETRAIN * power / max(speed, 1.0))
            drag = 0.5 * _AIR_DENSITY * _DRAG_AREA_M2 * speed**2
            force = thrust - drag - mass * _GRAVITY * (slope + _ROLLING)
            speed = max(0.5, speed + force / mass - (_BRAKE_MPS2 if brakes else 0.0))
        distance += speed
        powers.append(power)
        speeds.append(speed)
        places.append(place)
    return np.array(powers), np.array(speeds), grades[places]


def _cadence(
    athlete: SyntheticAthlete, rng: np.random.Generator, power: FloatArray, grade: FloatArray
) -> FloatArray:
    """Crank revolutions per minute (n,): slower on climbs, 0 when coasting."""
    work = smoothed(power / athlete.critical_power_w, 30)
    climbing = _CADENCE_PER_GRADE_PCT * np.clip(100 * grade, 0, 8)
    gears = autoregressive(rng, len(power), memory=0.97, sd=3.0)
    legs = autoregressive(rng, len(power), memory=0.5, sd=1.2)
    turning = athlete.bike_cadence_rpm + 10 * (work - 0.7) + climbing + gears + legs
    return np.where(power > 0, np.clip(turning, 35, 130), 0.0)


def _pedalling(
    athlete: SyntheticAthlete, rng: np.random.Generator, power: FloatArray, cadence: FloatArray
) -> dict[str, FloatArray]:
    """Cycling dynamics of both legs; nothing while the cranks rest.

    Harder pedalling is more effective and smoother; the force phase starts near the
    top of the stroke and the sides differ a little, as people's do.
    """
    n = len(power)
    work = np.minimum(1.5, power / athlete.critical_power_w)

    def noise(sd: float) -> FloatArray:
        return autoregressive(rng, n, memory=0.5, sd=sd)

    balance = athlete.power_balance_right_pct + rng.normal(0, 0.4) + noise(1.0)
    columns = {"power_balance_right_pct": balance + noise(1.5) / np.maximum(work, 0.2)}
    for side, shift in (("left", -1.0), ("right", 1.0)):
        effective = 66 + 18 * work + shift + noise(4.0)
        columns |= {
            f"{side}_torque_effectiveness_pct": np.clip(effective, 0, 100),
            f"{side}_pedal_smoothness_pct": np.clip(19 + 6 * work + shift / 2 + noise(1.6), 0, 100),
            f"{side}_platform_offset_mm": 3 * shift + noise(1.5),
            f"{side}_power_phase_start_deg": (14 - 8 * work + 3 * shift + noise(3.0)) % 360,
            f"{side}_power_phase_end_deg": 206 + 6 * work - 2 * shift + noise(4.0),
            f"{side}_power_phase_peak_start_deg": 66 - 4 * work + 2 * shift + noise(3.0),
            f"{side}_power_phase_peak_end_deg": 114 + 3 * work + shift + noise(3.0),
        }
    return {name: np.where(cadence > 0, column, np.nan) for name, column in columns.items()}
