"""A session on its timer clock: one row a second, pauses cut out, faults masked.

This is what the models work on. `ingest.repair.clean` makes it from samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Issue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Stream"]


@dataclass(frozen=True, slots=True)
class Stream:
    """One row per second in which the timer ran.

    `elapsed_s` (m,) counts from the session's start with pauses included; row i is
    timer second i. `stretch` (m,) numbers the stretches between pauses longer than a
    minute: rolling windows restart where it changes, because a coffee stop must not
    be averaged into an effort. Columns are (m,) under the names of
    `channels.CHANNELS`; NaN is missing or masked as faulty. `coverage` is the share
    of seconds with a value, by column (0 for a channel never recorded). `issues` say
    what was masked.
    """

    elapsed_s: FloatArray
    stretch: npt.NDArray[np.int32]
    columns: Mapping[str, FloatArray]
    issues: tuple[Issue, ...] = ()
    coverage: Mapping[str, float] = field(init=False)

    def __post_init__(self) -> None:
        columns: list[npt.NDArray[Any]] = [self.elapsed_s, self.stretch, *self.columns.values()]
        for column in columns:
            if column.shape != self.elapsed_s.shape:
                raise ValueError("all columns of a Stream must have the length of elapsed_s")
            column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))
        coverage = {
            name: float(np.count_nonzero(np.isfinite(column))) / max(len(column), 1)
            for name, column in self.columns.items()
        }
        object.__setattr__(self, "coverage", MappingProxyType(coverage))

    def __len__(self) -> int:
        return len(self.elapsed_s)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> FloatArray:
        """The column, or all NaN where it was not recorded."""
        column = self.columns.get(name)
        return np.full(len(self), np.nan) if column is None else column

    def frame(self) -> pd.DataFrame:
        """The stream as a DataFrame: `elapsed_s`, `stretch`, one column per channel."""
        import pandas as pd

        return pd.DataFrame({"elapsed_s": self.elapsed_s, "stretch": self.stretch, **self.columns})
