"""One number a session for one signal: what a contrast of weeks looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = ["Scores"]


@dataclass(frozen=True, slots=True)
class Scores:
    """A signal's scores, one a session, in time order, by what was known when they were asked for.

    `values` (n,) are how far each session lay from the athlete's own line, in the signal's
    `score_unit`; their mean over the usable ones is 0. `days` (n,) are local days
    (datetime64[D]), `minutes` (n,) the steady minutes that a score is the mean of, `effort` (n,)
    their mean speed (m/s) or power (W). `usable` (n,) is false for the first sessions of a new
    segment, which only tell how it differs. `level` is what a score of 0 stands for, in the
    signal's unit, at `at_effort`, with what was worn or ridden last; NaN without scores.
    """

    signal: str
    ids: tuple[str, ...]
    days: npt.NDArray[np.datetime64]
    values: FloatArray
    minutes: npt.NDArray[np.int64]
    effort: FloatArray
    segments: tuple[str, ...]
    usable: npt.NDArray[np.bool_]
    level: float = float("nan")
    at_effort: float = float("nan")

    @classmethod
    def none(cls, signal: str) -> Self:
        """Those of a history without any."""
        whole, numbers, days = (np.empty(0, kind) for kind in ("i8", "f8", "M8[D]"))
        return cls(signal, (), days, numbers, whole, numbers, (), whole > 0)

    def __len__(self) -> int:
        return len(self.ids)
