"""Threshold speed of a runner: the speed at threshold heart rate, else critical speed."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from models.athlete import Athlete, Effort, Estimate
from models.critical import Curve
from models.digests import Digests, window
from models.efforts import STEADY_S
from models.heart_rate import combine
from models.rate_curve import GUESS, WINDOWS_DAYS, evidence, told_by

__all__ = [
    "SpeedLine",
    "critical_speed",
    "efforts",
    "speed_line",
    "steady_runs",
]

_CS_MPS, _CS_SD, _CS_WOMEN_MPS, _D_PRIME_M, _D_PRIME_SD = 3.2, 0.5, -0.3, 180.0, 60.0
# Critical speed from training follows the last hard day more than ability.
_CS_LEAST_SD = 0.2

_STEADY_WINDOWS = 25
# Running speed takes up heart rate reserve in proportion (running equation of the ACSM; Swain and
# Leutholtz 1997). So much, as a share, does the slope of one runner differ from that.
_USUAL_SLOPE_SD = 0.2
# By the middle of the windows heart rate has drifted up by this share of its rise above rest.
_DRIFT = 0.015
# Windows that are all alike differ by rounding only.
_LEAST_SHARED = 1e-6
# Closer to the resting rate nobody runs: one of the two must be wrong.
_LEAST_RISE_BPM = 20.0


def critical_speed(
    runs: Digests, on: date, athlete: Athlete, highest: Estimate
) -> tuple[Estimate, Estimate]:
    """Critical speed and D' from best times over distances."""
    prior, guess = _speed_prior(athlete)
    critical, reserve = told_by(prior, guess, runs, on, highest, "run")
    return replace(critical, sd=max(critical.sd, _CS_LEAST_SD)), reserve


def efforts(runs: Digests, on: date, athlete: Athlete, highest: Estimate) -> tuple[Effort, ...]:
    """The efforts behind critical speed and D', the latest first."""
    prior, _ = _speed_prior(athlete)
    return evidence(prior, runs, on, highest, "run").efforts()


class SpeedLine(NamedTuple):
    """Speed on heart rate: a slope through the mean of the steady windows, drift taken off.

    `scatter_mps` is how far windows lie from it. `basis` says which runs it rests on, the latest
    of them `since`.
    """

    mean_bpm: float
    mean_mps: float
    mps_per_bpm: float
    slope_sd: float
    scatter_mps: float
    runs: int
    since: date
    basis: str

    def at(self, threshold_bpm: Estimate) -> Estimate:
        """Speed at threshold heart rate."""
        reach_bpm = threshold_bpm.value - self.mean_bpm
        sd = math.hypot(
            # Windows of one run resemble each other: runs are counted, not windows.
            self.scatter_mps / math.sqrt(self.runs),
            self.slope_sd * reach_bpm,
            self.mps_per_bpm * threshold_bpm.sd,
        )
        known = "guessed " if threshold_bpm.origin == "prior" else ""
        return Estimate(
            self.mean_mps + self.mps_per_bpm * reach_bpm,
            sd,
            "measured" if threshold_bpm.origin == "measured" else "estimated",
            max(self.since, threshold_bpm.since or self.since),
            f"speed at {known}threshold heart rate, {self.basis}",
        )


def speed_line(runs: Digests, on: date, resting: Estimate) -> SpeedLine | None:
    """The line through the steady windows of the last runs; None where there are too few.

    Its slope is that of the reduced major axis, as neither speed nor heart rate is free of
    error, moved towards the usual slope as far as the windows leave it open.

    Where there is one it is preferred to critical speed, which in training follows the last hard
    day: over three months of one runner it read between 1.9 and 3.5 m/s while speed at threshold
    heart rate stayed within 3.2 to 3.3.
    """
    recent, days = _recent(runs, on)
    steady = np.isfinite(recent["steady_intensity"])
    if np.count_nonzero(steady) < _STEADY_WINDOWS:
        return None
    bpm, mps = recent["steady_heart_rate_bpm"][steady], recent["steady_intensity"][steady]
    mean_bpm, mean_mps = float(bpm.mean()), float(mps.mean())
    rise_bpm = (1.0 - _DRIFT) * (mean_bpm - resting.value)
    if rise_bpm < _LEAST_RISE_BPM:
        return None
    told = np.flatnonzero(steady.any(axis=1))
    slope = mean_mps / rise_bpm
    slope_sd = slope * math.hypot(_USUAL_SLOPE_SD, resting.sd / rise_bpm)
    sd_bpm, sd_mps = float(bpm.std()), float(mps.std())
    shared = float((bpm * (mps - mean_mps)).mean())
    if shared > _LEAST_SHARED:
        r = min(shared / (sd_bpm * sd_mps), 0.999)
        own = sd_mps / sd_bpm
        # The true slope lies between those of the two regressions: r and 1 / r times this one.
        own_sd = own * math.hypot((1 / r - r) / math.sqrt(12), math.sqrt((1 - r * r) / len(told)))
        slope, slope_sd = combine([(own, own_sd), (slope, slope_sd)])
    scatter = sd_mps**2 - 2 * slope * shared + (slope * sd_bpm) ** 2
    return SpeedLine(
        mean_bpm=resting.value + rise_bpm,
        mean_mps=mean_mps,
        mps_per_bpm=slope,
        slope_sd=slope_sd,
        scatter_mps=math.sqrt(max(scatter, 0.0)),
        runs=len(told),
        since=date.fromordinal(recent["day"][told[-1]]),
        basis=f"{len(told)} runs in {days} days",
    )


def steady_runs(runs: Digests, on: date) -> list[Effort]:
    """The runs that carry the line, latest first: mean speed and heart rate of steady windows.

    Their weight is their share of all windows; none where these are too few for a line.
    """
    recent, _ = _recent(runs, on)
    windows = np.isfinite(recent["steady_intensity"]).sum(axis=1)
    if windows.sum() < _STEADY_WINDOWS:
        return []
    return [
        Effort(
            date=date.fromordinal(run["day"]),
            rate=float(np.nanmean(run["steady_intensity"])),
            duration_s=float(STEADY_S * count),
            heart_rate_bpm=float(np.nanmean(run["steady_heart_rate_bpm"])),
            weight=float(count / windows.sum()),
        )
        for run, count in zip(recent[::-1], windows[::-1], strict=True)
        if count
    ]


def _recent(runs: Digests, on: date) -> tuple[Digests, int]:
    """The runs of six weeks, or of three months where those hold too few steady windows."""
    for days in WINDOWS_DAYS[:2]:
        recent = window(runs, on, days)
        if np.count_nonzero(np.isfinite(recent["steady_intensity"])) >= _STEADY_WINDOWS:
            break
    return recent, days


def _speed_prior(athlete: Athlete) -> tuple[Curve, Estimate]:
    """What is believed of critical speed before any effort."""
    mean = _CS_MPS + (_CS_WOMEN_MPS if athlete.sex == "female" else 0.0)
    guess = Estimate(mean, _CS_SD, "prior", basis=GUESS)
    return Curve(mean, _D_PRIME_M, _CS_SD, _D_PRIME_SD), guess
