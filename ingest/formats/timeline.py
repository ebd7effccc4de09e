"""Which rows of a recording are samples: times that make sense, in order, one a moment.

Shared by all formats. In: the times of rows as they stand in a file. Out: a `Timeline` that
brings every column into the same order, with an Issue for each kind of row that was left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Issue

__all__ = ["Timeline", "near_most", "timeline"]

BoolArray = npt.NDArray[np.bool_]

# Rows further than this from most others are absurd: no recording is longer.
_LONGEST_RECORDING_S = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Timeline:
    """Which rows are samples: `time_s` (n,), strictly increasing seconds since some epoch.

    `rows` (m,) are the usable rows in time order, None where that is all of them as they are;
    `firsts` (n,) where in `rows` each sample begins, None where each is one row.
    """

    time_s: FloatArray
    rows: npt.NDArray[np.int64] | None = None
    firsts: npt.NDArray[np.int64] | None = None

    def column(self, values: FloatArray) -> FloatArray:
        """(n,) a column on the samples: of one moment's values the last that is there."""
        if self.rows is not None:
            values = values[self.rows]
        if self.firsts is None:
            return values
        last = np.where(np.isnan(values), -1, np.arange(len(values)))
        last = np.maximum.accumulate(last)[np.append(self.firsts[1:], len(values)) - 1]
        return np.where(last >= self.firsts, values[last], np.nan)


def near_most(times: FloatArray) -> BoolArray:
    """(n,) which times lie within the longest recording of most others; NaN does not."""
    return np.abs(times - np.nanmedian(times)) <= _LONGEST_RECORDING_S


def timeline(times: FloatArray, usable: BoolArray, issues: list[Issue]) -> Timeline:
    """The rows whose time can be believed, in order, one a moment.

    Args:
        times: (n,) seconds in file order, NaN where a row has none.
        usable: (n,) which of them can be believed, False for NaN.
        issues: receives what was left out or put in order.
    """
    timed = int(np.count_nonzero(~np.isnan(times)))
    if timed < len(times):
        message = f"{len(times) - timed} records without a time were left out"
        issues.append(Issue("no_time", "note", message))
    believed = int(np.count_nonzero(usable))
    if believed < timed:
        message = f"{timed - believed} records with a time far from all others were left out"
        issues.append(Issue("absurd_time", "damage", message))
    rows = None
    if believed < len(times):
        rows = np.flatnonzero(usable)
        times = times[rows]
    step = np.diff(times)
    if (step > 0).all():
        return Timeline(times, rows)
    if (step < 0).any():
        backwards = int((step < 0).sum())
        message = f"the time goes back {backwards} times; the samples were put in order"
        issues.append(Issue("time_goes_back", "note", message))
        order = np.argsort(times, kind="stable")
        rows = order if rows is None else rows[order]
        times = times[order]
    firsts = np.flatnonzero(np.diff(times, prepend=-np.inf) > 0)
    return Timeline(times[firsts], np.arange(len(times)) if rows is None else rows, firsts)
