"""The lower threshold, up to which training is easy, as a share of the upper one.

No lab test stands behind it: the shares are rules of thumb, and the standard deviation says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from models.athlete import Estimate

__all__ = ["SHARES", "aerobic"]

SHARES: Mapping[str, float] = {
    "critical_power_w": 0.80,
    "run_speed_mps": 0.85,
    "ride_threshold_heart_rate_bpm": 0.88,
    "run_threshold_heart_rate_bpm": 0.88,
}
"""By the name of the upper threshold (a field of `models.athlete.Thresholds`)."""

_SD = 0.04


def aerobic(threshold: Estimate, share: float) -> Estimate:
    """The lower threshold that belongs to an upper one."""
    value = share * threshold.value
    return replace(
        threshold,
        value=value,
        sd=math.hypot(share * threshold.sd, _SD * value),
        basis=f"{100 * share:.0f} % of the threshold",
    )
