"""From the words of the diary to recordings: what she did that day, and on what loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ingest.activity import FloatArray
from models.simulation import (
    Place,
    Recording,
    Step,
    Stop,
    SyntheticAthlete,
    Terrain,
    draw_stops,
    draw_terrain,
    faults,
    simulate_ride,
    simulate_run,
    simulate_strength,
    simulate_swim,
    simulate_transition,
)
from sample_data.workouts import Block, Followed, plan_of

__all__ = ["Session", "follow", "heart_beats_s", "multisport", "recorded", "ride_then_run"]

# Gravity, and leg length over height, for the stiffness that a foot pod reports.
_GRAVITY_MPS2 = 9.81
_LEG = 0.53
_CAFE_S = 900


@dataclass(frozen=True, slots=True)
class Session:
    """What is true of one session before it begins.

    `word`, `amount` and `extras` are the diary's; `temperature_c` is the day's weather.
    """

    word: str
    amount: str
    extras: frozenset[str]
    athlete: SyntheticAthlete
    rng: np.random.Generator
    temperature_c: float

    @property
    def number(self) -> int:
        """The amount where it is one number: minutes, metres or kilometres."""
        return int(self.amount)

    @property
    def pair(self) -> tuple[int, int]:
        """The amount where it is two: "5x240", "75+20"."""
        first, second = self.amount.replace("+", "x").split("x")
        return int(first), int(second)


def follow(session: Session) -> Followed | None:
    """The structured workout on the watch, for the words that name one."""
    if session.word not in {"intervals", "tempo", "erg", "workout"}:
        return None
    times, seconds = session.pair
    if session.word == "erg":
        warm, work, easy = 0.55, 0.96, 0.5
    elif session.word == "tempo":
        warm, work, easy = 0.72, 0.96, 0.62
    else:
        # Short repetitions are run faster.
        warm, work, easy = 0.72, 1.05 + 4 / seconds, 0.6
    repetition = (
        Step(seconds, work, "interval"),
        Step(round(max(90, seconds / 2)), easy, "recovery"),
    )
    return Followed(
        f"{times} x {seconds // 60} min",
        (
            Block((Step(900, warm, "warmup"),)),
            Block(repetition if times > 1 else (Step(seconds, work, "active"),), times),
            Block((Step(600, warm - 0.03, "cooldown"),)),
        ),
    )


def recorded(session: Session) -> Recording:
    """The recording of a session of one sport, with what its sensors did to it."""
    recording = _SIMULATED[session.word](session)
    rng = session.rng
    for extra in sorted(session.extras & set(_FAULTS)):
        recording = _FAULTS[extra](recording, rng)
    if "pod" in session.extras:
        stiffness = _leg_spring_stiffness(recording, session.athlete)
        columns = {**recording.columns, "Leg Spring Stiffness": stiffness}
        recording = replace(recording, columns=columns)
    return recording


def multisport(session: Session) -> tuple[Recording, Recording, Recording]:
    """Ride, transition and run, one after the other."""
    ride = _brick_ride(session)
    change = simulate_transition(
        session.athlete,
        int(session.rng.integers(75, 140)),
        session.rng,
        terrain=_flat_from_end_of(ride),
        start_heart_rate_bpm=float(ride["heart_rate_bpm"][-1]),
    )
    return ride, change, _brick_run(session, change, float(change["heart_rate_bpm"][-1]))


def ride_then_run(session: Session) -> tuple[Recording, float, Recording]:
    """A ride, the seconds until the run was started, and the run."""
    ride = _brick_ride(session)
    between_s = float(session.rng.integers(180, 400))
    return ride, between_s, _brick_run(session, ride, start_bpm=105.0)


def heart_beats_s(recording: Recording, rng: np.random.Generator) -> FloatArray:
    """Beat-to-beat intervals (s) of the recording, varying by some per cent."""
    rate = recording["heart_rate_bpm"]
    beats, now = [], 0.0
    while now < len(rate) - 1:
        beats.append(60 / rate[int(now)] * (1 + rng.normal(0, 0.02)))
        now += beats[-1]
    return np.array(beats)


def _leg_spring_stiffness(run: Recording, athlete: SyntheticAthlete) -> FloatArray:
    """Stiffness of the leg as a spring (kN/m) by the sine-wave model of Morin (2005)."""
    contact = run["ground_contact_ms"] / 1000
    flight = 60 / np.maximum(run["cadence_spm"], 1) - contact
    force = athlete.mass_kg * _GRAVITY_MPS2 * np.pi / 2 * (flight / contact + 1)
    dip = force * contact**2 / (athlete.mass_kg * np.pi**2) - _GRAVITY_MPS2 * contact**2 / 8
    leg = _LEG * athlete.height_cm / 100
    swing = np.minimum(run["speed_mps"] * contact / 2, leg)
    return np.asarray(force / (leg - np.sqrt(leg**2 - swing**2) + dip) / 1000, dtype=np.float64)


# Her loops: seed, metres, metres of ascent per kilometre.
_LOOPS = {
    "flat": (1, 3_200, 2.0),
    "park": (2, 5_600, 7.0),
    "hills": (3, 9_500, 12.0),
    "near": (4, 21_000, 6.0),
    "far": (5, 47_000, 10.0),
}


@cache
def _loop(which: str) -> Terrain:
    seed, length_m, ascent = _LOOPS[which]
    return draw_terrain(np.random.default_rng(seed), length_m=length_m, ascent_m_per_km=ascent)


def _flat_from_end_of(recording: Recording) -> Terrain:
    """The flat loop, laid where the leg before ended."""
    end = Place(
        *(float(recording[name][-1]) for name in ("latitude_deg", "longitude_deg", "altitude_m"))
    )
    return replace(_loop("flat"), start=end)


def _run(
    session: Session,
    plan: tuple[Step, ...],
    loop: str,
    *,
    stops_per_hour: float = 0.0,
    start_bpm: float | None = None,
) -> Recording:
    seconds = sum(step.duration_s for step in plan)
    return simulate_run(
        session.athlete,
        plan,
        session.rng,
        terrain=_loop(loop),
        stops=draw_stops(session.rng, seconds, stops_per_hour),
        dynamics="optical" not in session.extras,
        temperature_c=session.temperature_c,
        start_heart_rate_bpm=start_bpm,
    )


def _easy_run(session: Session) -> Recording:
    """Slower at first; the loop is chosen on the doorstep."""
    effort = 0.7 if session.word == "recovery" else 0.765
    plan = (Step(600, effort - 0.04), Step(60 * session.number - 600, effort))
    loop = str(session.rng.choice(["flat", "park", "hills"]))
    return _run(session, plan, "flat" if session.word == "recovery" else loop, stops_per_hour=2)


def _opener(session: Session) -> Recording:
    """An easy run with six strides before its last five minutes."""
    strides = (Step(20, 1.25), Step(70, 0.66)) * 6
    easy_s = 60 * session.number - 300 - sum(step.duration_s for step in strides)
    return _run(session, (Step(easy_s, 0.74), *strides, Step(300, 0.7)), "flat", stops_per_hour=1)


def _long_run(session: Session) -> Recording:
    third = 20 * session.number
    plan = (Step(third, 0.73), Step(third, 0.755), Step(third, 0.77))
    return _run(session, plan, "hills", stops_per_hour=1.5)


def _race(session: Session) -> Recording:
    """Off too fast, holding on, and all that is left at the end."""
    whole_s = round(1000 * session.number / (0.99 * session.athlete.threshold_speed_mps))
    plan = (Step(300, 1.03), Step(whole_s - 540, 0.985), Step(240, 1.06))
    return _run(session, plan, "flat", start_bpm=105)


def _structured_run(session: Session) -> Recording:
    workout = follow(session)
    assert workout is not None
    return _run(session, plan_of(workout.blocks), "flat", stops_per_hour=0.5)


def _treadmill(session: Session) -> Recording:
    plan = (Step(300, 0.7), Step(60 * session.number - 300, 0.76))
    return simulate_run(
        session.athlete, plan, session.rng, sub_sport="treadmill", temperature_c=20.0
    )


def _ride(
    session: Session, minutes: int, effort: float, loop: str, stops_per_hour: float
) -> Recording:
    plan = (Step(600, effort - 0.06), Step(60 * minutes - 600, effort))
    stops = draw_stops(session.rng, 60 * minutes, stops_per_hour)
    if "cafe" in session.extras:
        stops = (*stops, Stop(round(33 * minutes), _CAFE_S))
    # The second bike has no power meter, so her computer thins out what it records.
    return simulate_ride(
        session.athlete,
        plan,
        session.rng,
        terrain=_loop(loop),
        stops=sorted(stops, key=lambda stop: stop.at_s),
        power_meter="smart" not in session.extras,
        temperature_c=session.temperature_c,
    )


def _easy_ride(session: Session) -> Recording:
    return _ride(session, session.number, 0.66, "near", 5)


def _long_ride(session: Session) -> Recording:
    return _ride(session, session.number, 0.7, "far", 3)


def _indoor_ride(session: Session) -> Recording:
    workout = follow(session)
    easy = (Step(300, 0.48), Step(60 * (session.number if workout is None else 5) - 300, 0.56))
    return simulate_ride(
        session.athlete,
        plan_of(workout.blocks) if workout else easy,
        session.rng,
        sub_sport="indoor_cycling",
        dynamics=False,
        temperature_c=19.0,
    )


def _brick_ride(session: Session) -> Recording:
    return _ride(session, session.pair[0], 0.76, "near", 2)


def _brick_run(session: Session, before: Recording, start_bpm: float) -> Recording:
    return simulate_run(
        session.athlete,
        (Step(60 * session.pair[1], 0.82),),
        session.rng,
        terrain=_flat_from_end_of(before),
        temperature_c=session.temperature_c,
        start_heart_rate_bpm=start_bpm,
    )


def _swim(session: Session) -> Recording:
    """Warm-up, then 200s with short rests, then some lengths to swim down."""
    lengths = session.number // 25
    repetitions = (lengths - 16) // 8
    sets = [(12, 0.8, 30), *[(8, 0.87, 20)] * repetitions]
    sets.append((lengths - 12 - 8 * repetitions, 0.78, 0))
    return simulate_swim(session.athlete, sets, session.rng)


def _swim_test(session: Session) -> Recording:
    """All-out 400 and 200 m, as fast as 15 m beyond threshold allow, then hundreds."""
    lengths = session.number // 25
    trials = [(12, 0.8, 60), (16, 1.04, 240), (8, 1.08, 180)]
    hundreds = [(4, 1.0, 15)] * ((lengths - 44) // 4)
    return simulate_swim(session.athlete, [*trials, *hundreds, (8, 0.78, 0)], session.rng)


def _strength(session: Session) -> Recording:
    return simulate_strength(session.athlete, session.number, session.rng)


_SIMULATED: dict[str, Callable[[Session], Recording]] = {
    "easy": _easy_run,
    "recovery": _easy_run,
    "opener": _opener,
    "long": _long_run,
    "race": _race,
    "intervals": _structured_run,
    "tempo": _structured_run,
    "treadmill": _treadmill,
    "ride": _easy_ride,
    "longride": _long_ride,
    "spin": _indoor_ride,
    "erg": _indoor_ride,
    "swim": _swim,
    "swimtest": _swim_test,
    "strength": _strength,
}


def _drop_outs(recording: Recording, rng: np.random.Generator) -> Recording:
    """The strap falls silent; a power meter that does reads zero."""
    if "power_w" in recording.columns:
        recording = faults.drop_out(recording, "power_w", rng, per_hour=4, reading=0.0)
    return faults.drop_out(recording, "heart_rate_bpm", rng, per_hour=3, seconds=(10, 90))


def _spikes(recording: Recording, rng: np.random.Generator) -> Recording:
    return faults.spike(recording, "power_w", rng, per_hour=4)


_FAULTS: dict[str, Callable[[Recording, np.random.Generator], Recording]] = {
    "dropouts": _drop_outs,
    "optical": faults.cadence_lock,
    "smart": faults.smart_recording,
    "spikes": _spikes,
}
