"""Rides and swims as coaches prescribe them, and as people go about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from models.simulation.plan import Step
from models.simulation.training import (
    Case,
    Design,
    Levels,
    Prescription,
    meant_hard,
    pick,
    spread,
)
from models.verdicts import Kind

__all__ = ["EASY_RIDES", "KEY_RIDES", "LONG_RIDE_MIN", "commute", "long_ride", "trainer_intervals"]

LONG_RIDE_MIN = 120
"""A shorter ride is no long one to a coach, however short the others are."""

# The mean of an easy ride, and its hardest minute beside the surges that are drawn.
_HARDEST_EASY, _HARDEST_MOMENT = 0.78, 0.93
# Where the road rises even easy riders push.
_HILL_GRADE = (0.045, 0.075)
# Uphill the rider adds power by himself (`simulate_ride`): the plan allows for it.
_CLIMBING_GAIN = 3.0


class _Repetitions(NamedTuple):
    """Ranges: how many, how long (s), level over critical power, rest over work."""

    times: tuple[int, int]
    seconds: tuple[int, int]
    level: tuple[float, float]
    rest: tuple[float, float]
    kind: Kind = "interval"


_REPETITIONS = {
    "4 min repetitions": _Repetitions((4, 6), (180, 300), (1.04, 1.12), (0.6, 1.0)),
    "3 x 10 min": _Repetitions((2, 4), (480, 720), (0.96, 1.02), (0.3, 0.6)),
    "2 x 20 min": _Repetitions((2, 2), (900, 1200), (0.91, 0.98), (0.25, 0.5), "tempo"),
    "sweet spot": _Repetitions((2, 4), (720, 1200), (0.85, 0.91), (0.2, 0.4), "tempo"),
    "30/30s": _Repetitions((15, 30), (30, 30), (1.12, 1.25), (1.0, 1.0)),
    "40/20s": _Repetitions((12, 24), (40, 40), (1.1, 1.2), (0.5, 0.5)),
    "1 min repetitions": _Repetitions((6, 12), (60, 90), (1.15, 1.3), (1.0, 2.0)),
}


def _feasible(who: Levels, level: float, seconds: float) -> float:
    """Hard work as it turns out, within what the rider could do several times."""
    return min(level * who.execution, 0.93 * who.ride_race(seconds))


# --- key ------------------------------------------------------------------------------------


def _wrapped(rng: np.random.Generator, who: Levels, work: tuple[Step, ...]) -> tuple[Step, ...]:
    """Hard work between a warm-up and a ride home."""
    warm = Step(60 * pick(rng, 10, 30), who.easy_ride * spread(rng, 0.9, 1.0), "warmup")
    cool = Step(60 * pick(rng, 5, 40), who.easy_ride * spread(rng, 0.8, 0.97), "cooldown")
    return warm, *work, cool


def _repetitions(design: _Repetitions) -> Callable[[np.random.Generator, Levels], tuple[Step, ...]]:
    def work(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
        seconds = 10 * round(spread(rng, *design.seconds) / 10)
        level = max(_feasible(who, spread(rng, *design.level), seconds), who.easy_ride + 0.12)
        rest = Step(round(seconds * spread(rng, *design.rest)), spread(rng, 0.4, 0.6), "recovery")
        steps: list[Step] = []
        for _ in range(pick(rng, *design.times)):
            steps += (Step(seconds, level * rng.normal(1, 0.01), "interval"), rest)
        return tuple(steps[:-1])

    return work


def _over_unders(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    level = who.execution
    under = Step(60 * pick(rng, 1, 2), level * spread(rng, 0.88, 0.93), "interval")
    over = Step(pick(rng, 45, 75), level * spread(rng, 1.04, 1.1), "interval")
    once = (under, over) * pick(rng, 3, 5)
    rest = Step(60 * pick(rng, 3, 6), 0.5, "recovery")
    return (*once, *((rest, *once) * pick(rng, 1, 2)))


def _pyramid(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    steps: list[Step] = []
    for minute in (1, 2, 3, 4, 3, 2, 1):
        level = _feasible(who, spread(rng, 1.12, 1.18) - 0.02 * minute, 60 * minute)
        steps += (Step(60 * minute, level, "interval"), Step(30 * minute + 30, 0.5, "recovery"))
    return tuple(steps[:-1])


def _tempo(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    level = max(spread(rng, 0.82, 0.9) * who.execution, who.easy_ride + 0.12, 0.82)
    return (Step(60 * pick(rng, 30, 60), level, "interval"),)


def _time_trial(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    seconds = 60 * pick(rng, 15, 60)
    return (Step(seconds, who.ride_race(seconds) * spread(rng, 0.95, 0.99), "interval"),)


def _test(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    """Five minutes to tire the legs, then twenty as hard as they go."""
    opener = Step(300, who.ride_race(300) * spread(rng, 0.85, 0.95), "interval")
    rest = Step(60 * pick(rng, 5, 12), 0.5, "recovery")
    return opener, rest, Step(1200, who.ride_race(1200) * spread(rng, 0.94, 0.98), "interval")


def _surging(
    rng: np.random.Generator, minutes: float, hard: tuple[float, float], rest_s: tuple[int, int]
) -> tuple[Step, ...]:
    """Attacks, corners and wheels to be closed up to, and sitting in between."""
    steps: list[Step] = []
    left = 60 * minutes
    while left > 0:
        surge, rest = pick(rng, 8, 75), pick(rng, *rest_s)
        level = spread(rng, *hard) - 0.004 * surge
        steps += (Step(surge, level, "interval"), Step(rest, spread(rng, 0.45, 0.8), "recovery"))
        left -= surge + rest
    return tuple(steps)


def _criterium(rng: np.random.Generator, _who: Levels) -> tuple[Step, ...]:
    return _surging(rng, pick(rng, 30, 60), (1.35, 1.8), (10, 60))


def _hard_group(rng: np.random.Generator, _who: Levels) -> tuple[Step, ...]:
    return _surging(rng, pick(rng, 50, 100), (1.25, 1.7), (30, 150))


def _hard_hills(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    """Every climb of a hilly ride pushed."""
    steps: list[Step] = []
    for _ in range(pick(rng, 3, 5)):
        level = max(spread(rng, 0.9, 1.0) * who.execution, who.easy_ride + 0.12)
        steps.append(Step(60 * pick(rng, 5, 14), level, "interval"))
        steps.append(Step(60 * pick(rng, 4, 15), who.easy_ride * spread(rng, 0.7, 1.0), "recovery"))
    return tuple(steps)


def _hill_repeats(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    """Up one hill and down again, hard only upwards."""
    grade = spread(rng, *_HILL_GRADE)
    seconds = pick(rng, 180, 540)
    level = _feasible(who, spread(rng, 0.97, 1.08), seconds)
    mass = who.athlete.mass_kg + 9
    # Nearly all of the power goes into height.
    up_mps = 0.9 * level * who.athlete.critical_power_w / (mass * 9.81 * (grade + 0.005))
    up = Step(seconds, level / (1 + _CLIMBING_GAIN * grade), "interval")
    hill_m = up_mps * seconds
    plan = _wrapped(rng, who, (up, Step(round(hill_m / 11), 0.2, "recovery")) * pick(rng, 3, 6))
    case = Case("hill repeats", "key", "interval")
    level_m = plan[0].duration_s * 7.5
    return Prescription(
        case, plan, climb=(level_m, hill_m, grade), stops_per_hour=0.0, title="Hill repeats"
    )


def _key(
    name: str, kind: Kind, work: Callable[[np.random.Generator, Levels], tuple[Step, ...]]
) -> Design:
    """Warm-up, work and cool-down."""
    return meant_hard(
        name, kind, lambda rng, who: _wrapped(rng, who, work(rng, who)), stops_per_hour=2.0
    )


KEY_RIDES: Mapping[str, tuple[float, Design]] = {
    **{
        name: (1.0, _key(name, design.kind, _repetitions(design)))
        for name, design in _REPETITIONS.items()
    },
    "over-unders": (1.0, _key("over-unders", "interval", _over_unders)),
    "pyramid": (0.5, _key("pyramid", "interval", _pyramid)),
    "hill repeats": (1.0, _hill_repeats),
    "tempo": (1.5, _key("tempo", "tempo", _tempo)),
    "time trial": (0.7, _key("time trial", "race", _time_trial)),
    "20 min test": (0.5, _key("20 min test", "race", _test)),
    "criterium": (0.5, _key("criterium", "race", _criterium)),
    "hard group ride": (1.5, _key("hard group ride", "interval", _hard_group)),
    "hard hilly ride": (1.0, _key("hard hilly ride", "hilly_hard", _hard_hills)),
}
"""Designs of key rides and how often they are chosen."""


def trainer_intervals(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    """Intervals on a trainer that holds power by itself."""
    name = str(rng.choice(["4 min repetitions", "2 x 20 min", "sweet spot", "30/30s"]))
    plan = _wrapped(rng, who, _repetitions(_REPETITIONS[name])(rng, who))
    case = Case("trainer intervals", "key", _REPETITIONS[name].kind)
    return Prescription(case, plan, indoors=True, stops_per_hour=0.0, title=name)


# --- long -----------------------------------------------------------------------------------


def long_ride(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """The longest of the week."""
    if minutes < LONG_RIDE_MIN:
        return _base(rng, who, minutes, "longest of the week")
    plan = _steps(rng, minutes, who.easy_ride)
    case = Case("long ride", "key", "long")
    return Prescription(case, plan, hilly=rng.random() < 0.4, stops_per_hour=4.0, title="Long ride")


# --- easy -----------------------------------------------------------------------------------


def _steps(rng: np.random.Generator, minutes: float, level: float) -> tuple[Step, ...]:
    """Easy riding: on some days and roads as even as on a track, on others up and down."""
    steps = []
    left, unrest = round(60 * minutes), spread(rng, 0.03, 0.2)
    level = min(level, _HARDEST_EASY)
    while left > 0:
        seconds = min(left, pick(rng, 30, 400))
        wandering = float(np.clip(level * rng.normal(1, unrest), 0.3, _HARDEST_MOMENT))
        steps.append(Step(seconds, wandering))
        left -= seconds
    return tuple(steps)


def _base(
    rng: np.random.Generator, who: Levels, minutes: float, name: str, harder: float = 0.0
) -> Prescription:
    level = who.easy_ride + harder + float(rng.normal(0, 0.02))
    kind: Kind = "recovery" if name in {"recovery", "commute"} else "endurance"
    case = Case(name, "easy", kind)
    return Prescription(case, _steps(rng, minutes, level), stops_per_hour=4.0, title="Easy ride")


def _recovery(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, max(25.0, minutes * spread(rng, 0.4, 0.7)), "recovery", -0.1)
    return replace(base, title="Recovery ride")


def _endurance(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return _base(rng, who, minutes, "endurance")


def _too_hard(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """Meant to be easy, ridden as hard as can still pass for it."""
    return _base(rng, who, minutes, "easy, a little too hard", spread(rng, 0.04, 0.08))


def _hilly(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "hilly easy", -0.05), hilly=True)


def _many_stops(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, 0.85 * minutes, "many stops")
    return replace(base, stops_per_hour=spread(rng, 15, 30))


def _climbs(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """An easy ride over some hills, which are ridden up as one rides up hills."""
    base = _base(rng, who, min(0.85 * minutes, 100.0), "easy with climbs", -0.03)
    steps = list(base.plan)
    for _ in range(pick(rng, 2, 3)):
        climb = Step(60 * pick(rng, 3, 8), spread(rng, who.easy_ride + 0.04, 0.84))
        steps.insert(pick(rng, 1, len(steps)), climb)
    return replace(base, plan=tuple(steps))


def _easy_group(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """A social ride: now and then a gap to be closed."""
    base = _base(rng, who, minutes, "easy group ride", -0.02)
    steps: list[Step] = []
    for step in base.plan:
        gap = Step(pick(rng, 5, 20), spread(rng, 1.0, 1.4))
        steps += (step, gap) if rng.random() < 0.2 else (step,)
    return replace(base, plan=tuple(steps), title="Group ride")


def _trainer(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, min(minutes, 90.0), "trainer")
    return replace(base, indoors=True, stops_per_hour=0.0)


def _heat(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "heat"), temperature_c=spread(rng, 25, 34))


def _tired(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "tired", -0.03), heart_bpm=float(rng.normal(5, 1.5)))


def _drift(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "heart-rate drift"), drift=spread(rng, 1.7, 2.5))


def _surge(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """A segment hunted for a minute or two."""
    base = _base(rng, who, minutes, "one surge")
    surge = Step(pick(rng, 45, 120), spread(rng, 1.1, 1.4))
    at = int(rng.integers(0, len(base.plan) + 1))
    return replace(base, plan=(*base.plan[:at], surge, *base.plan[at:]))


def _broken_off(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    """Intervals were meant; after the warm-up it was clear that they would not be ridden."""
    base = _base(rng, who, pick(rng, 12, 30), "broken off")
    tried = Step(pick(rng, 30, 150), spread(rng, 1.0, 1.1))
    home = Step(pick(rng, 120, 900), who.easy_ride * 0.85, "cooldown")
    return replace(base, plan=(*base.plan, tried, home) if rng.random() < 0.5 else base.plan)


EASY_RIDES: Mapping[str, tuple[float, Design]] = {
    "recovery": (2.0, _recovery),
    "endurance": (4.0, _endurance),
    "easy, a little too hard": (0.8, _too_hard),
    "hilly easy": (1.0, _hilly),
    "many stops": (0.6, _many_stops),
    "easy with climbs": (0.8, _climbs),
    "easy group ride": (1.0, _easy_group),
    "trainer": (0.8, _trainer),
    "heat": (0.6, _heat),
    "tired": (0.6, _tired),
    "heart-rate drift": (0.4, _drift),
    "one surge": (0.7, _surge),
    "broken off": (0.3, _broken_off),
}
"""Designs of easy rides and how often they are chosen."""


def commute(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """To work or home: through traffic, sometimes in a hurry."""
    taken = minutes * float(rng.normal(1, 0.04))
    base = _base(rng, who, taken, "commute", spread(rng, -0.08, 0.05))
    return replace(base, stops_per_hour=spread(rng, 8, 20), title=None)
