"""Weeks of riding as what thresholds are estimated from: digests, without the streams.

For questions that need hundreds of athletes. Power follows a plan in steps of ten seconds;
no mean over any time is above what the athlete could do on that day, `CP + W'/t` times
the day's form. Whole recordings of the same plans come from `simulate_ride`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from ingest.activity import FloatArray
from models.curves import best_windows
from models.efforts import POWER_DURATIONS_S, Efforts
from models.simulation.athlete import SyntheticAthlete
from models.simulation.physiology import autoregressive, heart_rate
from models.simulation.plan import Step, repeat

__all__ = ["History", "Kind", "draw_plan", "draw_season", "ride_digest"]

Kind = Literal["easy", "threshold", "vo2", "all_out"]
History = Literal["tests and races", "hard intervals", "one all-out effort", "easy rides"]

_STEP_S = 10
# How hard repetitions are, as a share of the best that the athlete could do once.
_THRESHOLD_SHARE, _VO2_SHARE = (0.84, 0.94), (0.78, 0.92)
_HARD: dict[History, tuple[tuple[Kind, float], ...]] = {
    # Chances of a ride to be of a kind; the others are easy.
    "tests and races": (("threshold", 0.15), ("vo2", 0.1), ("all_out", 0.1)),
    "hard intervals": (("threshold", 0.2), ("vo2", 0.15)),
    "one all-out effort": (),
    "easy rides": (),
}


def draw_plan(athlete: SyntheticAthlete, rng: np.random.Generator, kind: Kind) -> tuple[Step, ...]:
    """One ride of a kind; intensities are power over critical power."""
    warm, cool = Step(900, 0.6, "warmup"), Step(600, 0.5, "cooldown")
    if kind == "easy":
        return (Step(60 * int(rng.integers(45, 150)), float(rng.uniform(0.5, 0.75))),)
    if kind == "all_out":
        # As many short ones as long ones, from a test of 3 min to a time trial of 40.
        seconds = 10 * round(float(np.exp(rng.uniform(np.log(18), np.log(240)))))
        return warm, Step(seconds, athlete.best_power_w(seconds) / athlete.critical_power_w), cool
    if kind == "threshold":
        seconds, share, times = 60 * int(rng.integers(8, 21)), _THRESHOLD_SHARE, (2, 4)
    else:
        seconds, share, times = 60 * int(rng.integers(3, 6)), _VO2_SHARE, (4, 7)
    best = athlete.best_power_w(seconds) / athlete.critical_power_w
    effort = Step(seconds, float(rng.uniform(*share)) * best, "interval")
    return warm, *repeat(int(rng.integers(*times)), effort, Step(180, 0.5, "recovery")), cool


def draw_season(
    athlete: SyntheticAthlete,
    rng: np.random.Generator,
    history: History,
    end: date,
    *,
    days: int = 70,
    form_sd: float = 0.02,
    trend_per_day: float = 0.0,
    with_heart_rate: bool = True,
) -> list[Efforts]:
    """Some four rides a week up to `end`, of the kinds that `history` says.

    Form scatters from day to day, and grows by `trend_per_day` up to 1 at the end.
    """
    kinds, chances = zip(*_HARD[history], strict=True) if _HARD[history] else ((), ())
    rides: list[tuple[int, Kind]] = [
        (ago, rng.choice((*kinds, "easy"), p=(*chances, 1 - sum(chances))))
        for ago in range(days)
        if rng.random() < 4 / 7
    ]
    if history in ("tests and races", "one all-out effort"):
        rides.append((int(rng.integers(0, min(days, 42))), "all_out"))
    return [
        ride_digest(
            athlete,
            draw_plan(athlete, rng, kind),
            rng,
            end - timedelta(days=ago),
            form=float(rng.normal(1.0 - trend_per_day * ago, form_sd)),
            with_heart_rate=with_heart_rate,
        )
        for ago, kind in rides
    ]


def ride_digest(
    athlete: SyntheticAthlete,
    plan: Sequence[Step],
    rng: np.random.Generator,
    day: date,
    *,
    form: float = 1.0,
    with_heart_rate: bool = True,
) -> Efforts:
    """The digest of one ride of a plan.

    Args:
        athlete: who rides.
        plan: intensities over critical power, times in whole steps of 10 s.
        rng: where unrest comes from.
        day: the local day.
        form: what the athlete can do on that day, over what is usual.
        with_heart_rate: whether a sensor was worn.
    """
    steps = [step.duration_s // _STEP_S for step in plan]
    wanted = np.repeat([step.intensity for step in plan], steps) * form * athlete.critical_power_w
    unrest = autoregressive(rng, len(wanted), memory=0.8, sd=0.08)
    coasting = (rng.random(len(wanted)) < 0.05) & (wanted < 0.8 * athlete.critical_power_w)
    power = np.where(coasting, 0.0, wanted * (1 + unrest))
    power = power / max(1.0, _share_of_best(athlete, power) / form)
    best, _ = _best(power, POWER_DURATIONS_S)
    values = {}
    if with_heart_rate:
        beats = heart_rate(
            athlete,
            power / (form * athlete.critical_power_w),
            rng,
            anchor_drop_bpm=athlete.ride_heart_rate_drop_bpm,
            every_s=_STEP_S,
        )
        (ten, minute, long), starts = _best(beats, (10, 60, 1200))
        values = {
            "heart_rate_10s_bpm": ten,
            "heart_rate_60s_bpm": minute,
            "heart_rate_20min_bpm": long,
        }
        if starts[0] is not None:
            values["peak_intensity"] = float(power[max(starts[0] - 5, 0) : starts[0] + 1].mean())
        if starts[2] is not None:
            values["intensity_20min"] = float(power[starts[2] : starts[2] + 120].mean())
    told = {name: value for name, value in values.items() if np.isfinite(value)}
    return Efforts(
        "ride",
        day,
        float(sum(step.duration_s for step in plan)),
        best_power_w=tuple(watts if np.isfinite(watts) else None for watts in best.tolist()),
        **told,
    )


def _share_of_best(athlete: SyntheticAthlete, power: FloatArray) -> float:
    """The highest share of what the athlete could do once, over any time."""
    durations_s = np.unique(np.geomspace(_STEP_S, _STEP_S * len(power), 60).astype(int))
    durations_s = np.append(durations_s // _STEP_S * _STEP_S, POWER_DURATIONS_S)
    best, _ = _best(power, durations_s.tolist())
    could = athlete.critical_power_w + athlete.w_prime_j / durations_s
    return float(np.nanmax(best / could))


def _best(values: FloatArray, durations_s: Sequence[int]) -> tuple[FloatArray, list[int | None]]:
    """`best_windows` of values in steps of ten seconds."""
    return best_windows(values, [seconds // _STEP_S for seconds in durations_s])
