"""What a structured workout says about the session that followed it.

The steps on the watch are the athlete's own intention, the best label there is. The
device's word for a step's intensity is not: "interval" is a default that most easy
runs carry too. What tells is how hard the targets are, against each other and
against threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from ingest.activity import Lap, Workout, WorkoutStep
from ingest.sports import Family
from models.athlete import Thresholds

__all__ = ["Plan", "planned_key", "steps_in_order", "was_broken_off"]

WORK = {"active", "interval"}
CONTRAST = 1.15
"""Work is planned where its target is this far above those of the easy steps."""

MIN_WORK = 0.85
"""Share of threshold. An hour at 65 % after a warm-up at 50 % has contrast, but is no work."""

MIN_WORK_ALONE = 0.92
"""Share of threshold from which a target is work though no easy step has one."""

MIN_WORK_HEART = 0.94
"""Heart-rate targets count against threshold only: the heart is slow to show contrast."""

MIN_WORK_S = 240
"""Less than this is strides."""

MAX_REPEATS, MAX_STEPS = 100, 1000
"""Nobody plans more; a damaged file may."""

MAX_SHARE = 2.0
"""Nobody plans minutes at twice threshold: these are watts that an app wrote as per cent."""

QUANTITIES = ("speed", "power", "heart_rate")

ZONES = {
    "power": {1: 0.5, 2: 0.65, 3: 0.83, 4: 0.98, 5: 1.13, 6: 1.35, 7: 1.6},
    "heart_rate": {1: 0.65, 2: 0.75, 3: 0.86, 4: 0.96, 5: 1.05},
}
"""Middle of the usual zones (Coggan's seven of power, the five of heart rate) over threshold."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned key session, and why it is one. "interval" where work repeats."""

    kind: Literal["interval", "tempo"]
    reason: str
    session_class: Literal["key"] = "key"


@dataclass(frozen=True, slots=True)
class _Target:
    """Middle of a step's target in its own unit, and over threshold where that is known."""

    quantity: str
    value: float
    share: float | None


def planned_key(
    workout: Workout | None, laps: Sequence[Lap], thresholds: Thresholds, sport: Family
) -> Plan | None:
    """The plan if the workout asks for hard work, None if it doesn't or cannot tell.

    Args:
        workout: what the device followed; its own thresholds are not needed.
        laps: of the session. Where they name steps, only steps among them count: a
            workout may be broken off in the warm-up.
        thresholds: of the day of the session.
        sport: the session's family.
    """
    if workout is None or len(workout.steps) < 3:
        return None
    reached = _reached(laps)
    done = [
        (step, target)
        for index in steps_in_order(workout.steps)
        if (not reached or index in reached)
        and (target := _target(step := workout.steps[index], thresholds, sport)) is not None
    ]
    plans = (
        _key([(step, target) for step, target in done if target.quantity == quantity])
        for quantity in QUANTITIES
    )
    return next(filter(None, plans), None)


def was_broken_off(workout: Workout, laps: Sequence[Lap]) -> bool:
    """Whether the laps say that most steps of a workout were never reached."""
    reached = _reached(laps)
    steps = set(steps_in_order(workout.steps))
    return bool(reached) and len(reached & steps) < len(steps) / 2


def _reached(laps: Sequence[Lap]) -> set[int]:
    """The steps that laps name."""
    return {lap.workout_step for lap in laps if lap.workout_step is not None}


def _key(done: Sequence[tuple[WorkoutStep, _Target]]) -> Plan | None:
    """Whether the steps with targets of one quantity hold hard work, and which."""
    targets = [target for step, target in done if step.intensity in WORK]
    if not targets:
        return None
    hardest = max(targets, key=lambda target: target.value)
    work = [
        step
        for step, target in done
        if step.intensity in WORK and target.value >= 0.95 * hardest.value
    ]
    easy = [target.value for step, target in done if step.intensity not in WORK]
    contrast = hardest.value / median(easy) if easy else None
    if sum(map(_seconds, work)) < MIN_WORK_S or not _is_hard(hardest, contrast):
        return None
    times = f"{len(work)} x " if len(work) > 1 else ""
    reason = f"the workout on the watch asks for {times}hard work"
    if hardest.share is not None:
        reason += f" at {hardest.share:.2f} of threshold"
    if contrast is not None:
        reason += f", {contrast:.2f} times the easy steps"
    return Plan("interval" if len(work) > 1 else "tempo", reason)


def _is_hard(work: _Target, contrast: float | None) -> bool:
    if work.quantity == "heart_rate":
        return work.share is not None and work.share >= MIN_WORK_HEART
    if contrast is None:
        return work.share is not None and work.share >= MIN_WORK_ALONE
    return contrast >= CONTRAST and (work.share is None or work.share >= MIN_WORK)


def steps_in_order(steps: Sequence[WorkoutStep]) -> list[int]:
    """Indexes of the steps in the order in which they are done, repeats written out."""
    order: list[int] = []
    begins: list[int] = []
    for index, step in enumerate(steps):
        begins.append(len(order))
        if step.duration_kind != "repeat":
            order.append(index)
        elif step.repeat_from is not None and 0 <= step.repeat_from < index:
            block = order[begins[step.repeat_from] :]
            order += block * min((step.repeat_count or 1) - 1, MAX_REPEATS)
        if len(order) > MAX_STEPS:
            break
    return order


def _target(step: WorkoutStep, thresholds: Thresholds, sport: Family) -> _Target | None:
    quantity = next((name for name in QUANTITIES if step.target_kind.startswith(name)), None)
    bounds = [bound for bound in (step.target_low, step.target_high) if bound]
    if quantity is None or not bounds:
        return None
    value = fmean(bounds)
    if step.target_unit not in {"zone", "percent"}:
        known = _threshold(quantity, thresholds, sport)
        return _Target(quantity, value, value / known if known else None)
    share: float | None = value / 100
    if step.target_unit == "zone":
        share = ZONES.get(quantity, {}).get(round(value))
    elif quantity == "heart_rate":  # per cent of maximum heart rate
        threshold, highest = _heart_rates(thresholds, sport)
        share = value / 100 * highest / threshold
    if share is None or share > MAX_SHARE:
        return None
    return _Target(quantity, share, share)


def _threshold(quantity: str, thresholds: Thresholds, sport: Family) -> float | None:
    """What a target is compared with; None where nothing but a guess is known."""
    if quantity == "heart_rate":
        return _heart_rates(thresholds, sport)[0]
    estimate = {
        ("power", "ride"): thresholds.critical_power_w,
        ("speed", "run"): thresholds.run_speed_mps,
        ("speed", "swim"): thresholds.swim_speed_mps,
    }.get((quantity, sport))
    return estimate.value if estimate and estimate.origin != "prior" else None


def _heart_rates(thresholds: Thresholds, sport: Family) -> tuple[float, float]:
    """Threshold and maximum heart rate."""
    if sport == "ride":
        pair = thresholds.ride_threshold_heart_rate_bpm, thresholds.ride_max_heart_rate_bpm
    else:
        pair = thresholds.run_threshold_heart_rate_bpm, thresholds.run_max_heart_rate_bpm
    return pair[0].value, pair[1].value


def _seconds(step: WorkoutStep) -> float:
    """How long a step lasts as planned; infinite where the athlete ends it."""
    if step.duration is None:
        return float("inf")
    if step.duration_kind == "time":
        return step.duration
    if step.duration_kind == "distance" and step.target_kind == "speed" and step.target_high:
        return step.duration / step.target_high
    return float("inf")
