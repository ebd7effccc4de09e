"""Quantiles of short arrays: numpy's own spends most of its time on cases that do not occur."""

from __future__ import annotations

import numpy as np

from ingest.activity import FloatArray

__all__ = ["quantile"]


def quantile(values: FloatArray, share: float) -> float:
    """The value below which a share lies, by a straight line between neighbours.

    Args:
        values: (n,) in any order, at least one, none of them NaN.
        share: 0 to 1.
    """
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    low, high = np.partition(values, (below, above))[[below, above]].tolist()
    return float(low + (high - low) * (place - below))
