"""Whether two readers found the same: record by record, in the fields that training needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.formats.fit_records import FIT_EPOCH_S

__all__ = ["Agreement", "compared"]

_FIELDS = (
    "position_lat", "position_long", "distance", "speed", "altitude", "heart_rate", "power",
    "cadence", "temperature",
)  # fmt: skip
# One reader gives degrees where the others give the profile's unit.
_DEGREES = ("position_lat", "position_long")
_PER_DEGREE = 2**31 / 180
_TOLERANCE = 1e-6

Table = npt.NDArray[np.float64]


def compared(frame: pd.DataFrame) -> Table:
    """(n, 10) time and fields as numbers, NaN where a reader has none."""
    columns = [_times(frame), *(_numbers(frame, name) for name in _FIELDS)]
    return np.array(columns).T


def _times(frame: pd.DataFrame) -> Table:
    """Seconds since 1970, however the reader tells the time."""
    times = pd.Series(frame.index) if frame.index.name == "timestamp" else frame.get("timestamp")
    if times is None:
        return np.full(len(frame), np.nan)
    if times.dtype.kind == "f":
        return np.asarray(times, dtype=np.float64)
    if times.dtype.kind == "i":  # as a device without a clock counts, which is left as it is
        return np.asarray(times, dtype=np.float64) + FIT_EPOCH_S
    moments = pd.to_datetime(times, utc=True)
    seconds = (moments - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
    return np.asarray(seconds, dtype=np.float64)


def _numbers(frame: pd.DataFrame, name: str) -> Table:
    found = np.full(len(frame), np.nan)
    for column in (f"enhanced_{name}", name):  # where a reader leaves one out, the other
        if column in frame:
            numbers = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)
            found = np.where(np.isnan(found), numbers, found)
    if name in _DEGREES and np.nanmax(np.abs(found), initial=0) <= 180:
        found = found * _PER_DEGREE
    return found


@dataclass(slots=True)
class Agreement:
    """How a reader compares with another: files, those with other records, cells, other cells."""

    files: int = 0
    other_records: int = 0
    cells: int = 0
    other_cells: int = 0

    def add(self, ours: Table, theirs: Table) -> None:
        """Compare one file; where not even the records are as many, its cells are not counted."""
        self.files += 1
        if ours.shape != theirs.shape:
            self.other_records += 1
            return
        self.cells += ours.size
        same = np.isclose(ours, theirs, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)
        self.other_cells += int(ours.size - np.count_nonzero(same))
