"""The lower threshold, up to which training is easy, as a share of the upper one.

No lab test stands behind it: the shares are rules of thumb, and the standard deviation says so.
"""

from __future__ import annotations

import math
from dataclasses import replace

from models.athlete import Estimate

__all__ = ["HEART_RATE", "POWER", "SPEED", "aerobic"]

HEART_RATE, POWER, SPEED = 0.88, 0.80, 0.85
"""Shares of threshold heart rate, critical power and threshold speed."""

_SD = 0.04


def aerobic(threshold: Estimate, share: float) -> Estimate:
    """The lower threshold that belongs to an upper one."""
    value = share * threshold.value
    return replace(
        threshold,
        value=value,
        sd=math.hypot(share * threshold.sd, _SD * value),
        basis=f"{share:.0%} of the threshold".replace("%", " %"),
    )
