"""An athlete's own line: what a signal of running is at a speed, on a slope, in the heat.

Steps come faster at speed, and everybody has a slope of their own: measured runners take from 1 to
15 more steps a minute for each m/s. The line bends like that of other runners, and differs from
it by a level for each segment and by three slopes: with speed, grade and heat.

Two things are left out because they made real scores scatter more, not less: that a line may bend
otherwise than other runners' (a square of speed), and what usually changes in the course of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ingest.activity import FloatArray
from models.form.bins import FormBins
from models.form.regression import Sums, ridge
from models.form.signals import Signal, pooled_sd

__all__ = [
    "HEAT_FROM_C",
    "TERMS",
    "Line",
    "fitted",
    "scaled",
    "terms",
    "unscaled",
    "usual_cadence_spm",
]

TERMS: Mapping[str, float] = {"speed": 2.3, "grade": 0.5, "heat": 0.5}
"""What a line's slopes go with: each m/s, each % of grade, 10 degrees of heat above 15. The numbers
say how far a slope may be expected to lie from other runners', in spreads of the signal between
runs: 5 steps a minute for each m/s, 1 for the others, which were small wherever measured."""

HEAT_FROM_C, _PER_DEGREES = 15.0, 10.0


def usual_cadence_spm(speed_mps: FloatArray) -> FloatArray:
    """Steps of both feet a minute that other runners take at a speed.

    The line of 256 runners with watches, from 1.6 to 4.6 m/s: 75.01 + 3.006 v strides a minute
    (van Oeveren et al. 2019).
    """
    return 150.02 + 6.012 * speed_mps


def _usual_step_m(speed_mps: FloatArray) -> FloatArray:
    return 60 * speed_mps / usual_cadence_spm(speed_mps)


# How signals bend with speed. Of a relative one the level does not matter: the trunk rises and
# falls about as much at any speed, so its ratio to step length falls as that grows.
_USUAL: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "cadence": usual_cadence_spm,
    "step_length": _usual_step_m,
    "vertical_ratio": lambda speed_mps: 8 / _usual_step_m(speed_mps),
}


def scaled(signal: Signal, values: FloatArray, speed_mps: FloatArray) -> FloatArray:
    """Readings at speeds, as what they have over other runners' line, in the score unit."""
    usual = _USUAL.get(signal.name)
    if not signal.relative:
        return values - usual(speed_mps) if usual else values
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = 100 * np.log(values / usual(speed_mps) if usual else values)
    return np.where(np.isfinite(logs), logs, np.nan)


def unscaled(signal: Signal, score: float, speed_mps: float) -> float:
    """The reading at a speed that has a score over other runners' line."""
    # What a reading of 1 (of a relative signal) or 0 has over that line is known.
    usual = scaled(signal, np.array([float(signal.relative)]), np.array([speed_mps])).item()
    return float(np.exp((score - usual) / 100)) if signal.relative else score - usual


def terms(bins: FormBins) -> FloatArray:
    """(n, 3) what the slopes of a line go with, in the order of `TERMS`; NaN where unknown."""
    heat = np.maximum(bins["temperature_c"] - HEAT_FROM_C, 0) / _PER_DEGREES
    return np.column_stack([bins["speed_mps"], bins["grade_pct"], heat])


@dataclass(frozen=True, slots=True)
class Line:
    """What an athlete's minutes are held against, for one signal.

    `slopes` and their standard errors `slopes_se` (3,) go with `TERMS` and come on top of the
    usual line; `centre` (3,) are the terms' means over the runs that they were learned from.
    `spread` is that of runs around the line. Slopes and spread are in the score unit.
    """

    signal: Signal
    slopes: FloatArray
    slopes_se: FloatArray
    centre: FloatArray
    spread: float

    @property
    def speed_mps(self) -> float:
        """The mean speed of the runs."""
        return float(self.centre[0])

    def speed_slope(self) -> tuple[float, float]:
        """How much the score unit rises for each m/s at `speed_mps`, and its standard error."""
        around = np.array([self.speed_mps - 0.05, self.speed_mps + 0.05])
        below, above = scaled(self.signal, np.ones(2), around)
        return float(self.slopes[0] - (above - below) / 0.1), float(self.slopes_se[0])

    def residuals(self, bins: FormBins) -> FloatArray:
        """(n,) how far each minute, steady or not, lies from the line, in the score unit.

        The level of the segment is not taken out: compare minutes of one run with each other.
        NaN where the signal or speed is unknown; of an unknown grade or heat a minute is taken
        as usual.
        """
        observed = scaled(self.signal, bins[self.signal.column], bins["speed_mps"])
        return observed - np.nan_to_num(terms(bins) - self.centre) @ self.slopes


def fitted(signal: Signal, sums: Sums) -> Line:
    """The line of at least one run."""
    slopes = ridge(sums, np.array(list(TERMS.values())))
    spread = float(pooled_sd(slopes.left, signal.prior_sd))
    errors = spread * np.sqrt(np.diag(slopes.covariance))
    return Line(signal, slopes.values, errors, sums.x.mean(axis=0), spread)
