"""The load of one session, by the best method that its recording allows.

Each method says nothing where its readings or thresholds are missing. The best that says
something gives the load; what the others would have said stands beside it, and why a better
one kept silent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import dropwhile

from models.athlete import Athlete, Estimate, Thresholds
from models.load import (
    duration_stress,
    heart_rate_tss,
    intensity_factor,
    rpe_stress,
    swim_stress,
    training_stress,
)
from models.profile import MIN_COVERAGE, Profile
from models.scale import Scale
from models.verdicts import Load, Method

__all__ = ["session_load"]

# Below `MIN_COVERAGE` a method is only used if no other one speaks, and below half not at all.
_LEAST_COVERAGE, _HARDLY_ANY = 0.5, 0.01

_CHANNEL: dict[Method, tuple[str, str]] = {
    "power": ("power_w", "power"),
    "pace": ("speed_mps", "speed"),
    "heart_rate": ("heart_rate_bpm", "heart rate"),
}


def session_load(
    profile: Profile,
    thresholds: Thresholds,
    athlete: Athlete,
    rpe: float | None = None,
    scale: Scale | None = None,
) -> Load:
    """The load of one session.

    Args:
        profile: the session.
        thresholds: those of its day.
        athlete: facts about the athlete.
        rpe: felt effort of 0 to 10, if told.
        scale: how this athlete's methods compared in the sessions before; without it each
            method counts as it is.
    """
    scale = scale or Scale()
    order = _order(profile, thresholds)
    ask: dict[Method, Callable[[], Load | None]] = {
        "power": lambda: _by_power(profile, thresholds),
        "pace": lambda: _by_pace(profile, thresholds),
        "heart_rate": lambda: _by_heart_rate(profile, thresholds, athlete),
        "rpe": lambda: None if rpe is None else Load(rpe_stress(profile.seconds, rpe), "rpe"),
    }
    found = {method: load for method in order if (load := ask[method]()) is not None}
    spoken = [
        # Stable: a method with few readings gives way to a fuller one.
        *sorted(found.values(), key=lambda load: load.coverage < MIN_COVERAGE),
        Load(duration_stress(profile.seconds, profile.family), "duration", quality="low"),
    ]
    factors = {load.method: scale.factor(profile.family, load.method) for load in spoken}
    best, *others = spoken
    return replace(
        best,
        tss=best.tss * factors[best.method],
        factor=factors[best.method],
        others={load.method: load.tss * factors[load.method] for load in others},
        comparable=_comparable(spoken, profile),
        silent=_silent(order, found, best.method, profile),
    )


def _order(profile: Profile, thresholds: Thresholds) -> tuple[Method, ...]:
    """Which method is asked before which; duration always speaks last."""
    if profile.family == "ride":
        return ("power", "heart_rate", "rpe")
    if profile.family == "swim":
        return ("pace", "rpe", "heart_rate")
    if profile.family == "run":
        power: tuple[Method, ...] = ("power",) if thresholds.run_power_w else ()
        if profile.indoor_run:
            return (*power, "heart_rate", "rpe", "pace")
        return (*power, "pace", "heart_rate", "rpe")
    # Lifting moves the heart rate without saying what it cost.
    return ("rpe",) if profile.family == "strength" else ("rpe", "heart_rate")


def _comparable(spoken: Sequence[Load], profile: Profile) -> dict[Method, float]:
    """The loads that tell how this athlete's methods compare, the one that measures first.

    It must not rest on a guessed threshold; what the guesses of the others are worth shows then.
    """
    fit = [
        load
        for load in spoken
        if load.coverage >= MIN_COVERAGE and not (profile.indoor_run and load.method == "pace")
    ]
    return {load.method: load.tss for load in dropwhile(_is_guessed, fit)}


def _is_guessed(load: Load) -> bool:
    return load.threshold is not None and load.threshold.origin == "prior"


def _silent(
    order: Sequence[Method], found: dict[Method, Load], used: Method, profile: Profile
) -> dict[Method, str]:
    """Why the methods that would have come before the used one did not give the load."""
    better = order[: order.index(used)] if used in order else order
    return {method: _why_silent(method, found, profile) for method in better}


def _why_silent(method: Method, found: dict[Method, Load], profile: Profile) -> str:
    if method == "rpe":
        return "no felt effort (RPE) was told"
    channel, words = _CHANNEL[method]
    if profile.family == "swim" and method == "pace":
        channel, words = "distance_m", "distance"
    share = profile.coverage.get(channel, 0.0)
    if share < _HARDLY_ANY:
        return f"no {words} was recorded"
    if method in found or share < _LEAST_COVERAGE:
        return f"{words} was recorded for {share:.0%} of the session only"
    return f"{words} was recorded, but shows no effort or has no threshold that makes sense"


def _by_power(profile: Profile, thresholds: Thresholds) -> Load | None:
    rides = profile.family == "ride"
    threshold = thresholds.critical_power_w if rides else thresholds.run_power_w
    if threshold is None:
        return None
    intensity = intensity_factor(profile.normalized_power_w, threshold.value)
    tss = training_stress(profile.seconds, intensity)
    return _measured("power", tss, profile.coverage["power_w"], threshold, intensity)


def _by_pace(profile: Profile, thresholds: Thresholds) -> Load | None:
    """Grade-adjusted speed of a run; of a swim the speed between the walls."""
    if profile.family == "swim":
        threshold = thresholds.swim_speed_mps
        tss = swim_stress(profile.swum_s, profile.swum_m, threshold.value)
        intensity = intensity_factor(profile.swum_m / profile.swum_s, threshold.value)
        return _measured("pace", tss, profile.coverage["distance_m"], threshold, intensity)
    threshold = thresholds.run_speed_mps
    intensity = intensity_factor(profile.normalized_speed_mps, threshold.value)
    tss = training_stress(profile.seconds, intensity)
    return _measured("pace", tss, profile.coverage["speed_mps"], threshold, intensity)


def _by_heart_rate(profile: Profile, thresholds: Thresholds, athlete: Athlete) -> Load | None:
    if profile.family == "ride":
        threshold = thresholds.ride_threshold_heart_rate_bpm
        highest = thresholds.ride_max_heart_rate_bpm
    else:
        threshold = thresholds.run_threshold_heart_rate_bpm
        highest = thresholds.run_max_heart_rate_bpm
    resting = thresholds.resting_heart_rate_bpm
    tss = heart_rate_tss(
        profile.heart_rate_bpm, resting.value, threshold.value, highest.value, athlete.sex
    )
    return _measured("heart_rate", tss, profile.coverage["heart_rate_bpm"], threshold)


def _measured(
    method: Method,
    tss: float,
    coverage: float,
    threshold: Estimate,
    intensity: float | None = None,
) -> Load | None:
    """A load from readings; None where less than half the session has any, or all are zero."""
    if coverage < _LEAST_COVERAGE or not tss > 0:
        return None
    trusted = coverage >= MIN_COVERAGE and threshold.origin != "prior"
    return Load(
        tss=tss,
        method=method,
        threshold=threshold,
        coverage=coverage,
        quality="good" if trusted else "low",
        intensity_factor=intensity,
    )
