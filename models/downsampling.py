"""Long recordings as few points, to be drawn: what was highest and lowest stays.

A picture is a thousand pixels wide, a six-hour ride has 21,600 seconds. Taking every n-th loses
sprints, means flatten them. Here the time is cut into as many pieces as there may be pairs of
points, and of each piece the lowest and the highest value stay, at their own seconds.
"""

from __future__ import annotations

import numpy as np

from ingest.activity import FloatArray

__all__ = ["thinned"]


def thinned(time_s: FloatArray, values: FloatArray, most: int) -> tuple[FloatArray, FloatArray]:
    """The lowest and the highest value of each piece of time, in their order.

    Every point that comes back was recorded, or is NaN where nothing was in a whole piece, so that
    gaps which could be seen stay gaps.

    Args:
        time_s: (n,) strictly increasing.
        values: (n,), NaN where nothing was recorded.
        most: how many points may come back; at least 2. No more than that are left as they are.

    Returns:
        Times (m,), strictly increasing, and values (m,), with m <= `most`.
    """
    if len(time_s) <= most:
        return time_s, values
    pieces = most // 2
    edges = np.linspace(time_s[0], time_s[-1], pieces + 1)[1:-1]
    known = np.isfinite(values)
    time, value = time_s[known], values[known]
    piece = edges.searchsorted(time, side="right")
    order = np.lexsort((value, piece))
    filled, first, count = np.unique(piece[order], return_index=True, return_counts=True)
    rows = np.unique(order[np.concatenate([first, first + count - 1])])
    empty = np.setdiff1d(np.arange(pieces), filled)
    middles = time_s[0] + (empty + 0.5) * (time_s[-1] - time_s[0]) / pieces
    times = np.concatenate([time[rows], middles])
    in_time = times.argsort()
    return times[in_time], np.concatenate([value[rows], np.full(len(empty), np.nan)])[in_time]
