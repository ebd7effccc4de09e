"""Critical power and critical speed: the rate that could be held on and on, and the reserve.

Both say that the best mean rate over a time t is `critical + reserve / t`: power with CP and
W' (W, J), speed with CS and D' (m/s, m). Bests from training are often not all-out,
so the curve is laid over them, not through them.
"""

from __future__ import annotations

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
    return _least_squares(t, rate, envelope_weights(t, rate))


def critical_speed(times_s: npt.ArrayLike, distances_m: npt.ArrayLike) -> Curve:
    """CS and D' as the upper envelope of best times over distances; see `critical_power`."""
    t = np.asarray(times_s, dtype=np.float64)
    return critical_power(t, np.asarray(distances_m, dtype=np.float64) / t)


def envelope_weights(time_s: FloatArray, rate: FloatArray) -> FloatArray:
    """(n,) 1 for points on or above the curve, down to 0.1 for points far below it.

    Found by iteratively reweighted least squares: the curve sinks to where the points under it
    hardly count.
    """
    weights = np.ones(len(time_s))
    if len(np.unique(time_s)) < 2:
        return weights
    for _ in range(_ROUNDS):
        expected = _least_squares(time_s, rate, weights).rate(time_s)
        shortfall = np.minimum(rate / expected - 1.0, 0.0)
        goal = np.maximum(_LEAST_WEIGHT, np.exp(shortfall / _SHORTFALL))
        change = _DAMPING * (goal - weights)
        weights = weights + change
        if np.abs(change).max() < _SETTLED:
            break
    return weights


def posterior(prior: Curve, time_s: FloatArray, rate: FloatArray, sd: FloatArray) -> Curve:
    """The prior, moved by efforts as far as they are certain (linear-Gaussian update).

    Args:
        prior: what was believed, with standard deviations.
        time_s: (n,) durations of the efforts.
        rate: (n,) their mean rates.
        sd: (n,) standard deviation of each rate about the curve.
    """
    design = np.column_stack((np.ones(len(time_s)), 1.0 / time_s))
    belief = np.array([prior.critical_sd, prior.reserve_sd]) ** -2.0
    precision = np.diag(belief) + design.T @ (design / sd[:, None] ** 2)
    covariance = np.linalg.inv(precision)
    pull = belief * (prior.critical, prior.reserve) + design.T @ (rate / sd**2)
    critical, reserve = covariance @ pull
    critical_sd, reserve_sd = np.sqrt(np.diag(covariance))
    return Curve(float(critical), float(reserve), float(critical_sd), float(reserve_sd))


def _least_squares(time_s: FloatArray, rate: FloatArray, weights: FloatArray) -> Curve:
    """Weighted straight line of rate over 1/t."""
    x = 1.0 / time_s
    total = weights.sum()
    x_mean, rate_mean = (weights @ x) / total, (weights @ rate) / total
    tilt = weights * (x - x_mean)
    reserve = (tilt @ rate) / (tilt @ x)
    return Curve(float(rate_mean - reserve * x_mean), float(reserve))
