"""Critical swim speed."""

from __future__ import annotations

from datetime import date

import numpy as np

from models.athlete import Estimate
from models.digests import Digests, latest, window
from models.quantile import quantile
from models.rate_curve import GUESS

__all__ = ["swim_speed"]

_SWIM_WINDOW_DAYS = 90
_SWIM_PRIOR_MPS, _SWIM_PRIOR_SD = 0.9, 0.2


def swim_speed(swims: Digests, on: date) -> Estimate:
    """Critical swim speed from best times over 200 and 400 m, else from usual 400 m paces."""
    swims = window(swims, on, _SWIM_WINDOW_DAYS)
    t200, t400 = (swims["time_s"][:, place] for place in (0, 1))
    known = np.isfinite(t400)
    last = latest(known)
    if last is None:
        return Estimate(_SWIM_PRIOR_MPS, _SWIM_PRIOR_SD, "prior", basis=GUESS)
    since = date.fromordinal(swims["day"][last])
    best200, best400 = float(np.nanmin(t200)), float(np.nanmin(t400))
    critical = 200.0 / (best400 - best200)
    # All-out, 400 m is a little slower than 200 m; otherwise one of the two was easy.
    if 0.85 * 400 / best400 <= critical <= 400 / best400:
        return Estimate(critical, 0.05 * critical, "estimated", since, "best 200 and 400 m")
    usual = quantile(400.0 / t400[known], 0.9) * 0.97
    return Estimate(usual, 0.08 * usual, "estimated", since, "400 m paces of 90 days")
