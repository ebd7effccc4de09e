"""One scale for all methods of load: how those of one athlete compare with each other.

An hour that costs 60 by power may cost 48 by heart rate for one athlete and 70 for another, so
a power meter with an empty battery would look like a change of training. Where a session
tells its load by several methods, the best of them measures the others; what that teaches
shifts the lesser methods in later sessions.

Sessions are added in order of time, and a factor depends on those added before it alone: no
session ever changes the load of an earlier one.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Mapping
from typing import NamedTuple

from ingest.sports import Family
from models.verdicts import Method

__all__ = ["Scale"]


class _Prior(NamedTuple):
    """That there is no shift is believed as if `sessions` had shown it; `most` bounds a shift."""

    sessions: float
    most: float


# In a few minutes the heart has hardly begun to tell of the work.
_LEAST_TSS = 5.0

# Methods that measure something differ by about 20 % between athletes and by half within one; a
# difference beyond 0.35 means a wrong threshold, not another heart.
_MEASURED = _Prior(sessions=6.0, most=0.35)
# How hard an hour usually is differs far more between athletes: by half to double of what is
# assumed, and as much as from day to day.
_DURATION = _Prior(sessions=1.0, most=math.log(2.0))


class Scale:
    """What one athlete's sessions so far say of the methods of load."""

    def __init__(self) -> None:
        self._shifts: dict[tuple[Family, Method], list[float]] = {}

    def factor(self, family: Family, method: Method) -> float:
        """What a load by this method is to be multiplied by; 1 where nothing is known."""
        shifts = self._shifts.get((family, method))
        if not shifts:
            return 1.0
        n = len(shifts)
        median = (shifts[n // 2] + shifts[(n - 1) // 2]) / 2
        prior = _DURATION if method == "duration" else _MEASURED
        shift = n * median / (n + prior.sessions)
        return math.exp(min(max(shift, -prior.most), prior.most))

    def add(self, family: Family, loads: Mapping[Method, float]) -> None:
        """Learn from a session.

        Args:
            family: its sport's.
            loads: its load by each method with good readings, best method first, as the method
                itself says, before any factor. The first measures the others, so its
                threshold must be more than a guess; theirs need not. Below 5 they tell nothing.
        """
        best = next(iter(loads), None)
        if best is None or loads[best] < _LEAST_TSS:
            return
        measure = loads[best] * self.factor(family, best)
        for method, load in loads.items():
            if method != best and load >= _LEAST_TSS:
                insort(self._shifts.setdefault((family, method), []), math.log(measure / load))
