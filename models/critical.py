"""Critical power and critical speed: the rate that could be held on and on, and the reserve.

Both say that the best mean rate over a time t is `critical + reserve / t`: power with CP and
W' (W, J), speed with CS and D' (m/s, m). Bests from training are often not all-out,
so the curve is laid over them, not through them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = [
    "Curve",
    "critical_power",
    "critical_speed",
    "envelope_posterior",
    "envelope_weights",
    "posterior",
]

# A point a little under the curve loses weight fast. Where nothing but the points is known it
# never loses all of it: if all efforts disagree with the curve, the curve is wrong.
_SHORTFALL = 0.02
_LEAST_WEIGHT = 0.1
_DAMPING, _ROUNDS, _SETTLED = 0.5, 100, 1e-9
# A best effort scatters so much from day to day: 2 to 3 % in repeated time trials. And what
# scatters upwards lifts an envelope, by up to so much.
_SCATTER, _LIFT_SD = 0.03, 0.02
# Where a prior steadies the curve, few rounds do.
_PRIOR_ROUNDS, _PRIOR_SETTLED = 20, 1e-3
# A best effort on a day of poor form is still one.
_POOR_FORM = 0.015


@dataclass(frozen=True, slots=True)
class Curve:
    """`critical` (W or m/s) and `reserve` (J or m), each with its standard deviation.

    The standard deviations are NaN where nobody says how sure the curve is.
    """

    critical: float
    reserve: float
    critical_sd: float = float("nan")
    reserve_sd: float = float("nan")

    def rate(self, time_s: npt.ArrayLike) -> FloatArray:
        """The best mean rate over each time."""
        return self.critical + self.reserve / np.asarray(time_s, dtype=np.float64)


def critical_power(durations_s: npt.ArrayLike, powers_w: npt.ArrayLike) -> Curve:
    """CP and W' as the upper envelope of best mean powers.

    Args:
        durations_s: (n,) at least two different durations, of 2 to 20 min to mean much.
        powers_w: (n,) best mean power over each.

    Returns:
        The curve over the points, with the standard deviations that efforts leave which
        scatter by 3 % from day to day.

    Raises:
        ValueError: there are fewer than two different durations.
    """
    t = np.asarray(durations_s, dtype=np.float64)
    rate = np.asarray(powers_w, dtype=np.float64)
    if len(np.unique(t)) < 2:
        raise ValueError("critical power needs efforts of at least two durations")
    fit = _line(1.0 / t, envelope_weights(t, rate))
    critical, reserve = (fit @ rate).tolist()
    critical_sd, reserve_sd = np.hypot.reduce(fit * _SCATTER * rate, axis=1).tolist()
    return Curve(critical, reserve, math.hypot(critical_sd, _LIFT_SD * critical), reserve_sd)


def critical_speed(times_s: npt.ArrayLike, distances_m: npt.ArrayLike) -> Curve:
    """CS and D' as the upper envelope of best times over distances; see `critical_power`."""
    t = np.asarray(times_s, dtype=np.float64)
    return critical_power(t, np.asarray(distances_m, dtype=np.float64) / t)


def envelope_weights(time_s: FloatArray, rate: FloatArray) -> FloatArray:
    """(n,) 1 for points about the curve or above it, down to 0.1 for points far below it.

    Found by iteratively reweighted least squares: the curve sinks to where the points under it
    hardly count.
    """
    x = 1.0 / time_s
    weights = np.ones(len(x))
    for _ in range(_ROUNDS):
        critical, reserve = _line(x, weights) @ rate
        shortfall = np.minimum(rate / (critical + reserve * x) - 1.0 + _POOR_FORM, 0.0)
        deserved = np.maximum(_LEAST_WEIGHT, np.exp(shortfall / _SHORTFALL))
        change = _DAMPING * (deserved - weights)
        weights += change
        if np.abs(change).max() < _SETTLED:
            break
    return weights


def _line(x: FloatArray, weights: FloatArray) -> FloatArray:
    """(2, n) of which the products with rates are height at x = 0 and slope of their line."""
    centre = x.mean()  # so that the sums of nearly equal durations do not cancel
    terms = np.stack((np.ones(len(x)), x - centre))
    height, slope = np.linalg.solve((terms * weights) @ terms.T, terms * weights)
    return np.stack((height - centre * slope, slope))


def posterior(
    prior: Curve, time_s: Iterable[float], rate: Iterable[float], sd: Iterable[float]
) -> Curve:
    """The prior, moved by efforts as far as they are certain (linear-Gaussian update).

    Args:
        prior: what was believed.
        time_s: (n,) durations of the efforts.
        rate: (n,) their mean rates.
        sd: (n,) standard deviation of each rate about the curve; infinite tells nothing.
    """
    # Plain numbers: of a few points numpy would spend most of its time on the calls.
    n, xx = prior.critical_sd**-2.0, prior.reserve_sd**-2.0
    x, y, xy = 0.0, n * prior.critical, xx * prior.reserve
    for t, reached, uncertain in zip(time_s, rate, sd, strict=True):
        certain = uncertain**-2.0
        n += certain
        x += certain / t
        xx += certain / t**2
        y += certain * reached
        xy += certain * reached / t
    spread = n * xx - x * x
    return Curve(
        (xx * y - x * xy) / spread,
        (n * xy - x * y) / spread,
        math.sqrt(xx / spread),
        math.sqrt(n / spread),
    )


@lru_cache(maxsize=1024)  # from day to day the best efforts are mostly the same
def envelope_posterior(
    prior: Curve, time_s: tuple[float, ...], rate: tuple[float, ...], sd: tuple[float, ...]
) -> tuple[Curve, tuple[float, ...]]:
    """The prior, moved by the efforts that lie about the curve or above it; and their weights.

    As `posterior`, but what falls short of the curve counts the less the further it falls short:
    it was no best effort, so the prior is the better witness.
    """
    weights = (1.0,) * len(time_s)
    for _ in range(_PRIOR_ROUNDS):
        doubt = [s / math.sqrt(w) if w else math.inf for s, w in zip(sd, weights, strict=True)]
        curve = posterior(prior, time_s, rate, doubt)
        before = weights
        weights = tuple(
            math.exp(
                min(r / (curve.critical + curve.reserve / t) - 1.0 + _POOR_FORM, 0.0) / _SHORTFALL
            )
            for t, r in zip(time_s, rate, strict=True)
        )
        if all(abs(w - b) < _PRIOR_SETTLED for w, b in zip(weights, before, strict=True)):
            break
    return curve, weights
