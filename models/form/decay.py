"""What becomes of form in the last part of a long run.

After an hour at the limit runners are longer on the ground and less stiff; at an easy pace most
change little (from 1 % shorter to 2 % longer steps in the histories measured).
"""

from __future__ import annotations

import numpy as np

from models.form.bins import FormBins
from models.form.lines import Line

__all__ = ["late_decay"]

_LEAST_MINUTES = 60
_FRESH, _LATE = (0.15, 0.35), (0.80, 1.0)
"""The parts of a run that are compared: warmed up, and at the end."""
_SPEEDS = 0.06
"""The parts' speeds may differ by less than this share."""
_LEAST_STEADY = 5


def late_decay(bins: FormBins, line: Line) -> float:
    """How much a signal changed late in a run, at equal speed, grade and heat.

    Args:
        bins: the minutes of a run.
        line: the athlete's own, of the signal.

    Returns:
        Mean of the last fifth over that of 15 to 35 %, in the signal's score unit (percent of its
        level for a relative one). NaN for runs of less than an hour or on a treadmill, where speeds
        differ by 6 % or more, and where fewer than five minutes of a part were steady.
    """
    if bins.indoor or len(bins) < _LEAST_MINUTES:
        return float("nan")
    residuals = line.residuals(bins)
    minute = (np.arange(len(bins)) + 0.5) / len(bins)
    known = bins.steady & np.isfinite(residuals)
    fresh, late = (known & (minute > since) & (minute < until) for since, until in (_FRESH, _LATE))
    if min(np.count_nonzero(fresh), np.count_nonzero(late)) < _LEAST_STEADY:
        return float("nan")
    speeds = [float(bins["speed_mps"][part].mean()) for part in (fresh, late)]
    if abs(speeds[1] / speeds[0] - 1) >= _SPEEDS:
        return float("nan")
    return float(residuals[late].mean() - residuals[fresh].mean())
