"""Threshold speed of a runner: the speed at threshold heart rate, else critical speed."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from models.athlete import Athlete, Estimate
from models.critical import Curve
from models.digests import Digests, window
from models.rate_curve import GUESS, WINDOWS_DAYS, told_by

__all__ = ["SpeedLine", "critical_speed", "speed_line"]

_CS_MPS, _CS_SD, _CS_WOMEN_MPS, _D_PRIME_M, _D_PRIME_SD = 3.2, 0.5, -0.3, 180.0, 60.0
# Critical speed from training follows the last hard day more than ability.
_CS_LEAST_SD = 0.2

_STEADY_WINDOWS, _STEADY_R = 25, 0.6


def critical_speed(runs: Digests, on: date, athlete: Athlete, highest: Estimate) -> Estimate:
    """Critical speed from best times over distances."""
    mean = _CS_MPS + (_CS_WOMEN_MPS if athlete.sex == "female" else 0.0)
    guess = Estimate(mean, _CS_SD, "prior", basis=GUESS)
    prior = Curve(mean, _D_PRIME_M, _CS_SD, _D_PRIME_SD)
    critical, _ = told_by(prior, guess, runs, on, highest, "run")
    return replace(critical, sd=max(critical.sd, _CS_LEAST_SD))


class SpeedLine(NamedTuple):
    """Speed on heart rate by reduced major axis: neither of the two is free of error.

    `basis` says which runs it rests on, the latest of them `since`.
    """

    mean_bpm: float
    sd_bpm: float
    mean_mps: float
    mps_per_bpm: float
    scatter_mps: float
    runs: int
    since: date
    basis: str

    def at(self, threshold_bpm: Estimate) -> Estimate:
        """Speed at threshold heart rate."""
        reach = threshold_bpm.value - self.mean_bpm
        # Windows of one run resemble each other: runs are counted, not windows.
        fit_sd = self.scatter_mps * math.sqrt((1 + (reach / self.sd_bpm) ** 2) / self.runs)
        known = "guessed " if threshold_bpm.origin == "prior" else ""
        return Estimate(
            self.mean_mps + self.mps_per_bpm * reach,
            math.hypot(fit_sd, self.mps_per_bpm * threshold_bpm.sd),
            "estimated",
            self.since,
            f"speed at {known}threshold heart rate, {self.basis}",
        )


def speed_line(runs: Digests, on: date) -> SpeedLine | None:
    """The line through the steady windows of the last runs; None where they do not make one.

    Where they do, it is preferred to critical speed, which in training follows the last hard
    day: over three months of one runner it read between 1.9 and 3.5 m/s while speed at threshold
    heart rate stayed within 3.2 to 3.3.
    """
    for days in WINDOWS_DAYS[:2]:
        recent = window(runs, on, days)
        steady = np.isfinite(recent["steady_intensity"])
        if np.count_nonzero(steady) < _STEADY_WINDOWS:
            continue
        bpm = recent["steady_heart_rate_bpm"][steady]
        speed = recent["steady_intensity"][steady]
        mean_bpm, mean_mps = float(bpm.mean()), float(speed.mean())
        sd_bpm, sd_mps = float(bpm.std()), float(speed.std())
        if not (sd_bpm and sd_mps):
            continue
        r = float(((bpm - mean_bpm) * (speed - mean_mps)).mean()) / (sd_bpm * sd_mps)
        if r < _STEADY_R:
            continue
        told = np.flatnonzero(steady.any(axis=1))
        return SpeedLine(
            mean_bpm=mean_bpm,
            sd_bpm=sd_bpm,
            mean_mps=mean_mps,
            mps_per_bpm=sd_mps / sd_bpm,
            scatter_mps=sd_mps * math.sqrt(2 * max(1 - r, 0.0)),
            runs=len(told),
            since=date.fromordinal(recent["day"][told[-1]]),
            basis=f"{len(told)} runs in {days} days",
        )
    return None
