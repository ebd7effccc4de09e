"""Which bests of a session tell how good the athlete is, and whether it was an effort apart.

Bests overlap: those around the one effort of a ride all show that effort, most of them
diluted. So a session speaks twice, by its best up to six minutes and by its best beyond, each
the one that stands highest against a curve of the usual shape.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Sport

__all__ = ["Peaks", "peaks"]

# The two-parameter curve holds for 3 to 20 minutes; runners' 5000 m, its longest distance,
# may take half an hour.
_SHORTEST_S, _PARTED_S = 180.0, 360.0
_LONGEST_S: dict[Sport, float] = {"ride": 1200.0, "run": 1800.0}
# Reserve over critical rate, in seconds: 18 kJ at 225 W, 180 m at 3.2 m/s.
_USUAL_SHAPE_S: dict[Sport, float] = {"ride": 80.0, "run": 56.0}
# A half that stands lower than the other by more than this shows but the same effort, diluted.
_TELLING_SHARE = 0.9
# Who went all-out cannot go on, or again and again as in intervals: so easy (against critical
# power) was the rest of the half hour around it.
_REST_SHARE = 0.7


class Peaks(NamedTuple):
    """The telling bests of n sessions, NaN where there is none.

    `time_s` and `rate` (n, 2): up to six minutes and beyond; `apart` (n,): whether the rest of
    the longest best around either of them was easy.
    """

    time_s: FloatArray
    rate: FloatArray
    apart: npt.NDArray[np.bool_]


def peaks(time_s: FloatArray, rate: FloatArray, sport: Sport) -> Peaks:
    """The telling ones among the bests of n sessions.

    Args:
        time_s: (n, k) rising times, NaN where not reached.
        rate: (n, k) best mean power (W) or speed (m/s) over them.
        sport: whose curve it is.
    """
    counts = (time_s >= _SHORTEST_S) & (time_s <= _LONGEST_S[sport]) & (rate > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(counts, rate / (1.0 + _USUAL_SHAPE_S[sport] / time_s), 0.0)
    halves = [np.where(half, level, 0.0) for half in (time_s <= _PARTED_S, time_s > _PARTED_S)]
    best = np.stack([half.argmax(axis=1) for half in halves], axis=1)
    height = np.stack([half.max(axis=1) for half in halves], axis=1)
    found = (height > 0) & (height >= _TELLING_SHARE * height.max(axis=1, keepdims=True))
    return Peaks(
        np.where(found, np.take_along_axis(time_s, best, 1), np.nan),
        np.where(found, np.take_along_axis(rate, best, 1), np.nan),
        (found & _is_apart(time_s, rate, best, height)).any(axis=1),
    )


def _is_apart(
    time_s: FloatArray, rate: FloatArray, best: npt.NDArray[np.intp], height: FloatArray
) -> npt.NDArray[np.bool_]:
    """(n, 2) whether what the longest best holds beside each of the telling ones was easy."""
    longest = np.where(rate > 0, time_s, 0.0).argmax(axis=1)[:, None]
    beyond_s, done = (
        np.take_along_axis(sums, longest, 1) - np.take_along_axis(sums, best, 1)
        for sums in (time_s, time_s * rate)
    )
    return np.asarray((beyond_s > 0) & (done < _REST_SHARE * height * beyond_s))
