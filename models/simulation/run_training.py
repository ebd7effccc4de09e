"""Runs as coaches prescribe them, and as people go about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from models.grade import blend_factor
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

__all__ = ["EASY_RUNS", "KEY_RUNS", "LONG_RUN_MIN", "long_run", "treadmill_intervals"]

LONG_RUN_MIN = 75
"""A shorter run is no long one to a coach, however short the others are."""

_FASTEST_EASY = 0.90


class _Repetitions(NamedTuple):
    """Ranges: how many, how long (s, or metres), the race (s) whose pace it is, rest over work."""

    times: tuple[int, int]
    race_s: tuple[float, float]
    rest: tuple[float, float]
    seconds: tuple[int, int] = (0, 0)
    metres: float = 0.0


_REPETITIONS = {
    "4 min repetitions": _Repetitions((4, 6), (720, 1300), (0.4, 0.8), seconds=(180, 300)),
    "1000 m repetitions": _Repetitions((4, 7), (720, 1300), (0.4, 0.7), metres=1000),
    "800 m repetitions": _Repetitions((5, 8), (540, 900), (0.4, 0.9), metres=800),
    "400 m repetitions": _Repetitions((8, 14), (360, 600), (0.5, 1.0), metres=400),
    "200 m repetitions": _Repetitions((10, 16), (240, 400), (1.0, 2.0), metres=200),
    "30/30s": _Repetitions((15, 30), (300, 420), (1.0, 1.0), seconds=(30, 30)),
    "cruise intervals": _Repetitions((3, 5), (2400, 4500), (0.1, 0.25), seconds=(360, 600)),
}


# --- key ------------------------------------------------------------------------------------


def _wrapped(
    rng: np.random.Generator, who: Levels, work: tuple[Step, ...], least_min: int = 8
) -> tuple[Step, ...]:
    """Hard work between a warm-up and a cool-down."""
    warm = Step(60 * pick(rng, least_min, 20), who.easy_run * spread(rng, 0.93, 1.0), "warmup")
    cool = Step(60 * pick(rng, 4, 15), who.easy_run * spread(rng, 0.88, 0.98), "cooldown")
    return warm, *work, cool


def _jog(rng: np.random.Generator, who: Levels, seconds: float) -> Step:
    """Between repetitions most people jog, some walk or stand."""
    jogs = rng.random() < 0.75
    level = who.easy_run * spread(rng, 0.7, 0.95) if jogs else spread(rng, 0.0, 0.35)
    return Step(round(seconds), level, "recovery")


def _repetitions(design: _Repetitions) -> Callable[[np.random.Generator, Levels], tuple[Step, ...]]:
    def work(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
        level = who.run_work(who.run_race(spread(rng, *design.race_s)))
        seconds = 30 * round(spread(rng, *design.seconds) / 30)
        if design.metres:
            seconds = round(design.metres / (level * who.athlete.threshold_speed_mps))
        rest = _jog(rng, who, seconds * spread(rng, *design.rest))
        steps: list[Step] = []
        times, fading = pick(rng, *design.times), float(rng.normal(0, 0.015))
        for done in range(times):
            now = level * (1 - fading * (done / times - 0.5)) * float(rng.normal(1, 0.008))
            steps += (Step(seconds, now, "interval"), rest)
        return tuple(steps[:-1])

    return work


def _pyramid(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    minutes = ((1, 2, 3, 4, 3, 2, 1), (1, 2, 3, 2, 1), (2, 3, 4, 5, 4), (5, 4, 3, 2, 1))
    steps: list[Step] = []
    for minute in minutes[int(rng.integers(len(minutes)))]:
        level = who.run_work(who.run_race(spread(rng, 600, 900) + 120 * minute))
        steps += (Step(60 * minute, level, "interval"), _jog(rng, who, 30 * minute + 30))
    return tuple(steps[:-1])


def _tempo(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    minutes = pick(rng, 20, 50)
    level = spread(rng, 0.96, 1.0) - 0.0015 * (minutes - 20)
    return (Step(60 * minutes, who.run_work(level), "interval"),)


def _progression(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    last = who.run_work(spread(rng, 0.95, 1.01))
    first = who.easy_run * spread(rng, 0.93, 1.0)
    middle = Step(60 * pick(rng, 10, 20), (first + last) / 2)
    return Step(60 * pick(rng, 10, 25), first), middle, Step(60 * pick(rng, 10, 20), last)


def _fartlek(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    """Surges as the mood takes one, 10 to 20 min of them in all."""
    steps: list[Step] = []
    left = 60 * pick(rng, 10, 20)
    while left > 0:
        surge = pick(rng, 20, 240)
        level = who.run_work(who.run_race(300 + 8 * surge * spread(rng, 0.8, 1.2)))
        steps.append(Step(surge, level, "interval"))
        steps.append(Step(pick(rng, 30, 180), who.easy_run * spread(rng, 0.85, 1.0), "recovery"))
        left -= surge
    return tuple(steps)


def _time_trial(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    seconds = 60 * pick(rng, 10, 30)
    return (Step(seconds, who.run_race(seconds) * spread(rng, 0.97, 1.0), "interval"),)


def _hard_hills(rng: np.random.Generator, who: Levels) -> tuple[Step, ...]:
    """A hilly run with every climb pushed."""
    steps: list[Step] = []
    for _ in range(pick(rng, 4, 7)):
        seconds = pick(rng, 120, 330)
        steps.append(Step(seconds, who.run_work(spread(rng, 0.99, 1.06)), "interval"))
        steps.append(Step(pick(rng, 120, 360), who.easy_run * spread(rng, 0.85, 1.0), "recovery"))
    return tuple(steps)


def _race(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    name, metres = (("5 km", 5000), ("10 km", 10_000), ("half", 21_098))[int(rng.integers(3))]
    v, seconds = who.athlete.threshold_speed_mps, 3000.0
    for _ in range(20):
        seconds = metres / (v * who.run_race(seconds))
    level = who.run_race(seconds) * spread(rng, 0.96, 1.0)
    seconds = round(metres / (v * level))
    # The start is always too fast.
    begin = seconds // 8
    raced = Step(begin, level * 1.02, "interval"), Step(seconds - begin, level * 0.997, "interval")
    plan: tuple[Step, ...] = raced
    if rng.random() < 0.4:
        plan = _wrapped(rng, who, (Step(pick(rng, 60, 600), 0.1, "rest"), *raced))
    return Prescription(
        Case(f"race, {name}", "key", "race"), plan, stops_per_hour=0.0, title=f"{name} race"
    )


def _hill_repeats(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    """Up one hill and down again, hard only upwards."""
    v, grade = who.athlete.threshold_speed_mps, spread(rng, 0.04, 0.09)
    level, down = who.run_work(who.run_race(spread(rng, 240, 500))), who.easy_run * 0.75
    seconds = pick(rng, 45, 110)
    hill_m = seconds * level * v / float(blend_factor(grade))
    back = round(hill_m * float(blend_factor(-grade)) / (down * v))
    once = Step(seconds, level, "interval"), Step(back, down, "recovery")
    plan = _wrapped(rng, who, once * pick(rng, 8, 12))
    return Prescription(
        Case("hill repeats", "key", "interval"),
        plan,
        climb=(plan[0].duration_s * plan[0].intensity * v, hill_m, grade),
        stops_per_hour=0.0,
        title="Hill repeats",
    )


def _key(
    name: str, kind: Kind, work: Callable[[np.random.Generator, Levels], tuple[Step, ...]]
) -> Design:
    """Warm-up, work and cool-down."""
    return meant_hard(
        name, kind, lambda rng, who: _wrapped(rng, who, work(rng, who)), stops_per_hour=0.5
    )


KEY_RUNS: Mapping[str, tuple[float, Design]] = {
    **{
        name: (1.0, _key(name, "tempo" if name == "cruise intervals" else "interval", work))
        for name, work in ((n, _repetitions(d)) for n, d in _REPETITIONS.items())
    },
    "pyramid": (0.7, _key("pyramid", "interval", _pyramid)),
    "hill repeats": (1.0, _hill_repeats),
    "tempo": (2.5, _key("tempo", "tempo", _tempo)),
    "progression": (1.5, _key("progression", "tempo", _progression)),
    "fartlek": (1.5, _key("fartlek", "interval", _fartlek)),
    "time trial": (0.5, _key("time trial", "race", _time_trial)),
    "hard hilly run": (0.7, _key("hard hilly run", "hilly_hard", _hard_hills)),
    "race": (1.0, _race),
}
"""Designs of key runs and how often they are chosen."""


def treadmill_intervals(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    """Repetitions or a tempo on the belt."""
    name = str(rng.choice(["4 min repetitions", "30/30s", "cruise intervals"]))
    plan = _wrapped(rng, who, _repetitions(_REPETITIONS[name])(rng, who))
    case = Case("treadmill intervals", "key", "interval")
    return Prescription(case, plan, indoors=True, stops_per_hour=0.0, title=name)


# --- long -----------------------------------------------------------------------------------


def long_run(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """The longest of the week; now and then with a fast end."""
    if minutes < LONG_RUN_MIN:
        return _base(rng, who, minutes, "longest of the week")
    plan = _steps(rng, minutes, who.easy_run - 0.01)
    name = "long run"
    if rng.random() < 0.2:
        name = "long run, fast end"
        end = Step(round(60 * minutes * spread(rng, 0.15, 0.3)), who.run_work(0.9), "interval")
        plan = (*_steps(rng, minutes - end.duration_s / 60, who.easy_run - 0.01), end)
    hilly = rng.random() < 0.2
    return Prescription(Case(name, "key", "long"), plan, hilly=hilly, title="Long run")


# --- easy -----------------------------------------------------------------------------------


def _steps(rng: np.random.Generator, minutes: float, level: float) -> tuple[Step, ...]:
    """Easy running that wanders a little; the first minutes are slower."""
    steps = [Step(300, min(level, _FASTEST_EASY) * 0.94, "warmup")]
    left = round(60 * minutes) - 300
    while left > 0:
        seconds = min(left, pick(rng, 400, 1200))
        wandering = level * float(rng.normal(1, 0.015))
        steps.append(Step(seconds, min(wandering, _FASTEST_EASY)))
        left -= seconds
    return tuple(steps)


def _base(
    rng: np.random.Generator, who: Levels, minutes: float, name: str, faster: float = 0.0
) -> Prescription:
    level = who.easy_run + faster + float(rng.normal(0, 0.015))
    kind: Kind = "recovery" if name == "recovery" else "endurance"
    return Prescription(Case(name, "easy", kind), _steps(rng, minutes, level), title="Easy run")


def _recovery(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    shorter = max(20.0, minutes * spread(rng, 0.5, 0.75))
    return replace(_base(rng, who, shorter, "recovery", -0.04), title="Recovery run")


def _endurance(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return _base(rng, who, minutes, "endurance")


def _too_fast(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """Meant to be easy, run as fast as can still pass for it."""
    return _base(rng, who, minutes, "easy, a little too fast", spread(rng, 0.03, 0.06))


def _strides(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    steps: tuple[Step, ...] = ()
    for _ in range(pick(rng, 4, 8)):
        fast = Step(pick(rng, 15, 25), spread(rng, 1.2, 1.45))
        steps += fast, Step(pick(rng, 40, 90), who.easy_run * spread(rng, 0.5, 0.85))
    steps += (Step(pick(rng, 60, 400), who.easy_run * 0.95, "cooldown"),)
    before = minutes - sum(step.duration_s for step in steps) / 60
    base = _base(rng, who, max(15.0, before), "strides")
    return replace(base, plan=(*base.plan, *steps), title="Easy run with strides")


def _hilly(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "hilly easy", -0.02), hilly=True)


def _many_stops(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, 0.85 * minutes, "many stops")
    return replace(base, stops_per_hour=spread(rng, 15, 30))


def _dog(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, 0.8 * minutes, "dog", -0.06)
    return replace(base, stops_per_hour=spread(rng, 25, 50), stop_s=(4, 45))


def _treadmill(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "treadmill"), indoors=True, stops_per_hour=0.0)


def _heat(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "heat", -0.01), temperature_c=spread(rng, 25, 34))


def _tired(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "tired", -0.02), heart_bpm=float(rng.normal(5, 1.5)))


def _drift(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    return replace(_base(rng, who, minutes, "heart-rate drift"), drift=spread(rng, 1.7, 2.5))


def _fast_finish(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, minutes, "fast finish")
    return replace(base, plan=(*base.plan, Step(pick(rng, 60, 180), spread(rng, 1.0, 1.12))))


def _surge(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    base = _base(rng, who, minutes, "one surge")
    surge = Step(pick(rng, 60, 120), spread(rng, 1.04, 1.18))
    at = int(rng.integers(1, len(base.plan) + 1))
    return replace(base, plan=(*base.plan[:at], surge, *base.plan[at:]))


def _walk_breaks(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    """Some minutes of running, one or two of walking, again and again."""
    base = _base(rng, who, minutes, "walk breaks")
    run, walk = pick(rng, 180, 600), Step(pick(rng, 45, 150), spread(rng, 0.38, 0.48))
    level = base.plan[-1].intensity
    plan = (Step(run, level), walk) * max(2, round(60 * minutes / (run + walk.duration_s)))
    return replace(base, plan=plan)


def _broken_off(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
    """Intervals were meant; after the warm-up it was clear that they would not be run."""
    base = _base(rng, who, pick(rng, 10, 25), "broken off")
    tried = Step(pick(rng, 30, 150), spread(rng, 1.0, 1.08))
    back = Step(pick(rng, 60, 600), who.easy_run * 0.85, "cooldown")
    return replace(base, plan=(*base.plan, tried, back) if rng.random() < 0.5 else base.plan)


EASY_RUNS: Mapping[str, tuple[float, Design]] = {
    "recovery": (2.0, _recovery),
    "endurance": (4.0, _endurance),
    "easy, a little too fast": (0.8, _too_fast),
    "strides": (1.5, _strides),
    "hilly easy": (1.0, _hilly),
    "many stops": (0.6, _many_stops),
    "dog": (0.5, _dog),
    "treadmill": (0.6, _treadmill),
    "heat": (0.6, _heat),
    "tired": (0.7, _tired),
    "heart-rate drift": (0.5, _drift),
    "fast finish": (0.8, _fast_finish),
    "one surge": (0.5, _surge),
    "broken off": (0.3, _broken_off),
    "walk breaks": (0.6, _walk_breaks),
}
"""Designs of easy runs and how often they are chosen."""
