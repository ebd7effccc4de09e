"""Critical swim speed."""

from __future__ import annotations

from datetime import date

import numpy as np

from models.athlete import Effort, Estimate
from models.digests import Digests, latest, window
from models.efforts import SWIM_DISTANCES_M
from models.quantile import quantile
from models.rate_curve import GUESS

__all__ = ["best_swims", "swim_speed"]

_WINDOW_DAYS = 90
_PRIOR_MPS, _PRIOR_SD = 0.9, 0.2
# Metres that swimmers have beyond critical speed. Bests over 200 and 400 m that say less were
# swum at one easy pace, such that say more not both all-out. (Of 1500 m it does not show.)
_RESERVE_M = (8.0, 60.0)
_CRITICAL_SD = 0.03
# Without such bests: the fastest tenth of 400 m paces, or what 1500 m took if that was faster;
# both are a little faster than one could swim on and on.
_USUAL_QUANTILE, _OF_400, _OF_1500, _USUAL_SD = 0.9, 0.97, 0.985, 0.08


def swim_speed(swims: Digests, on: date) -> Estimate:
    """Critical swim speed from the bests over 200 and 400 m, else from usual paces."""
    recent = window(swims, on, _WINDOW_DAYS)
    t200, t400, t1500 = recent["time_s"].T
    known = np.isfinite(t400)
    last = latest(known)
    if last is None:
        return Estimate(_PRIOR_MPS, _PRIOR_SD, "prior", basis=GUESS)
    if critical := _critical_mps(recent):
        since = date.fromordinal(recent["day"][[np.nanargmin(t200), np.nanargmin(t400)]].max())
        return Estimate(critical, _CRITICAL_SD * critical, "measured", since, "best 200 and 400 m")
    since = date.fromordinal(recent["day"][last])
    usual = _OF_400 * quantile(400.0 / t400[known], _USUAL_QUANTILE)
    basis = f"400 m paces of {_WINDOW_DAYS} days"
    if np.isfinite(t1500).any():
        long = _OF_1500 * 1500.0 / float(np.nanmin(t1500))
        usual, basis = max((usual, basis), (long, "best 1500 m"))
    return Estimate(usual, _USUAL_SD * usual, "estimated", since, basis)


def best_swims(swims: Digests, on: date) -> list[Effort]:
    """The best of each distance; they weigh 1 where they tell critical speed, else 0."""
    recent = window(swims, on, _WINDOW_DAYS)
    hard = _critical_mps(recent) is not None
    return [
        Effort(
            date=date.fromordinal(recent["day"][np.nanargmin(time_s)]),
            rate=distance_m / float(np.nanmin(time_s)),
            duration_s=float(np.nanmin(time_s)),
            distance_m=distance_m,
            weight=float(hard and distance_m <= 400.0),
        )
        for distance_m, time_s in zip(SWIM_DISTANCES_M, recent["time_s"].T, strict=True)
        if np.isfinite(time_s).any()
    ]


def _critical_mps(swims: Digests) -> float | None:
    """Critical speed where the best 200 and 400 m were both swum all-out."""
    best200, best400, _ = np.fmin.reduce(swims["time_s"], axis=0, initial=np.inf).tolist()
    if best400 == np.inf:
        return None
    critical_mps = 200.0 / (best400 - best200)
    least_m, most_m = _RESERVE_M
    reserve_m = 400.0 - critical_mps * best400
    return critical_mps if least_m <= reserve_m <= most_m else None
