"""How estimates of thresholds compare with what is true."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import NamedTuple

from models.athlete import NINE_IN_TEN_SD, Estimate

__all__ = ["Score"]


class Score(NamedTuple):
    """Errors are estimate over truth, less one; `within` is of 90 % intervals; all are shares."""

    mean: float
    median: float
    spread: float
    within: float
    width: float
    measured: float

    @classmethod
    def of(cls, pairs: Iterable[tuple[Estimate, float]]) -> Score:
        """The score of estimates, each with the truth of it."""
        pairs = list(pairs)
        errors = [found.value / truth - 1.0 for found, truth in pairs]
        return cls(
            statistics.fmean(errors),
            statistics.median(errors),
            statistics.fmean(error**2 for error in errors) ** 0.5,
            statistics.fmean(abs(f.value - truth) <= NINE_IN_TEN_SD * f.sd for f, truth in pairs),
            statistics.median(found.sd / found.value for found, _ in pairs),
            statistics.fmean(found.origin == "measured" for found, _ in pairs),
        )

    def __str__(self) -> str:
        return " | ".join(f"{100 * value:.1f} %" for value in self)
