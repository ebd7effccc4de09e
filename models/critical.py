"""Critical power and critical speed: the rate that could be held on and on, and the reserve.

Both say that the best mean rate over a time t is `critical + reserve / t`: power with CP and
W' (W, J), speed with CS and D' (m/s, m). Bests from training are often not all-out,
so the curve is laid over them, not through them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = ["Curve", "critical_power", "critical_speed", "envelope_weights", "posterior"]

# A point a little under the curve loses weight fast, but never all of it: if all efforts
# disagree with the curve, the curve is wrong.
_SHORTFALL = 0.02
_LEAST_WEIGHT = 0.1
_DAMPING, _ROUNDS, _SETTLED = 0.5, 100, 1e-4


@dataclass(frozen=True, slots=True)
class Curve:
    """`critical` (W or m/s) and `reserve` (J or m), each with its standard deviation.

    The standard deviations are NaN where the fit does not give them.
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
        The curve through the best of the points, without standard deviations.

    Raises:
        ValueError: there are fewer than two different durations.
    """
    t = np.asarray(durations_s, dtype=np.float64)
    rate = np.asarray(powers_w, dtype=np.float64)
    if len(np.unique(t)) < 2:
        raise ValueError("critical power needs efforts of at least two durations")
    x = 1.0 / t
    level, reserve = _line(_terms(x - x.mean(), rate) @ envelope_weights(t, rate))
    return Curve(level - reserve * float(x.mean()), reserve)


def critical_speed(times_s: npt.ArrayLike, distances_m: npt.ArrayLike) -> Curve:
    """CS and D' as the upper envelope of best times over distances; see `critical_power`."""
    t = np.asarray(times_s, dtype=np.float64)
    return critical_power(t, np.asarray(distances_m, dtype=np.float64) / t)


def envelope_weights(time_s: FloatArray, rate: FloatArray) -> FloatArray:
    """(n,) 1 for points on or above the curve, down to 0.1 for points far below it.

    Found by iteratively reweighted least squares: the curve sinks to where the points under it
    hardly count.
    """
    weights = [1.0] * len(time_s)
    if len(weights) < 2 or (time_s == time_s[0]).all():
        return np.array(weights)
    x = 1.0 / time_s
    x -= x.mean()  # so that the sums of nearly equal durations do not cancel
    terms = _terms(x, rate)
    # Plain numbers: of a dozen points numpy would spend most of its time on the calls.
    points = list(zip(x.tolist(), rate.tolist(), strict=True))
    for _ in range(_ROUNDS):
        level, reserve = _line(terms @ weights)
        goals = [_deserved(reached, level + reserve * at) for at, reached in points]
        changes = [_DAMPING * (goal - w) for goal, w in zip(goals, weights, strict=True)]
        weights = [w + change for w, change in zip(weights, changes, strict=True)]
        if max(map(abs, changes)) < _SETTLED:
            break
    return np.array(weights)


def _deserved(reached: float, expected: float) -> float:
    """The weight that a rate deserves where the curve expects another."""
    if reached >= expected:
        return 1.0
    return max(_LEAST_WEIGHT, math.exp((reached / expected - 1.0) / _SHORTFALL))


def posterior(prior: Curve, time_s: FloatArray, rate: FloatArray, sd: FloatArray) -> Curve:
    """The prior, moved by efforts as far as they are certain (linear-Gaussian update).

    Args:
        prior: what was believed, with standard deviations.
        time_s: (n,) durations of the efforts.
        rate: (n,) their mean rates.
        sd: (n,) standard deviation of each rate about the curve.
    """
    belief, reserve_belief = prior.critical_sd**-2.0, prior.reserve_sd**-2.0
    sums = _terms(1.0 / time_s, rate) @ sd**-2.0
    sums += (belief, 0.0, reserve_belief, belief * prior.critical, reserve_belief * prior.reserve)
    critical, reserve = _line(sums)
    n, x, xx = sums[:3].tolist()
    spread = n * xx - x * x
    return Curve(critical, reserve, math.sqrt(xx / spread), math.sqrt(n / spread))


def _terms(x: FloatArray, rate: FloatArray) -> FloatArray:
    """(5, n) of which the weighted sums fit a straight line of rate over x = 1/t."""
    return np.stack((np.ones(len(x)), x, x * x, rate, x * rate))


def _line(sums: FloatArray) -> tuple[float, float]:
    """Height at x = 0 and slope of the straight line, from the weighted sums of `_terms`."""
    n, x, xx, rate, x_rate = sums.tolist()
    spread = n * xx - x * x
    return (xx * rate - x * x_rate) / spread, (n * x_rate - x * rate) / spread
