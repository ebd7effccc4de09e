"""The digests of many sessions as columns, to be cut at any day without a search.

Thresholds are estimated for each day of a history, from windows of up to a year. The
digests are therefore laid out once, one table a family in order of day, and a window is a
slice of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.sports import Family
from models.efforts import POWER_DURATIONS_S, RUN_DISTANCES_M, SWIM_DISTANCES_M, Efforts
from models.peaks import peaks

__all__ = ["Digests", "Past", "latest", "window"]

Digests = npt.NDArray[np.void]
"""One row a session of a family, in order of day; NaN is not recorded or not reached.

`day` is the ordinal of the local day. The heart rates and intensities have the names
that they have in `Efforts`. `time_s` and `rate` (n, k) are the bests: mean power (W) or
speed (m/s) over each time; `measured` is whether there are any. `peak_s` and `peak_rate` (n, 2)
and `apart` are the telling ones of rides and runs (`models.peaks`). The steady windows (n, w) are
filled up with NaN.
"""

_NUMBERS = (
    "heart_rate_10s_bpm",
    "heart_rate_60s_bpm",
    "heart_rate_20min_bpm",
    "peak_intensity",
    "intensity_20min",
)
_WINDOWS = ("steady_heart_rate_bpm", "steady_intensity")
_DISTANCES_M: dict[Family, tuple[float, ...]] = {"run": RUN_DISTANCES_M, "swim": SWIM_DISTANCES_M}

Told = Mapping[str, tuple[Sequence[int], Sequence[float], Sequence[int]]]
"""By name of a value the days on which a device told it, in order, what it told, and since when."""


@dataclass(frozen=True, slots=True)
class Past:
    """The digests of sessions by family, up to the day `until` and after the day `after`."""

    families: Mapping[Family, Digests]
    told: Mapping[Family, Told]
    after: int = 0
    until: int = date.max.toordinal()

    @classmethod
    def of(cls, efforts: Iterable[Efforts]) -> Self:
        """Lay out digests that come in any order."""
        # In one order, so that sums come out the same however the sessions were stored.
        ordered = sorted(efforts, key=lambda e: (e.date, -e.duration_s))
        rows: dict[Family, list[Efforts]] = {"ride": [], "run": [], "swim": []}
        for one in ordered:
            rows.setdefault(one.family, []).append(one)
        return cls(
            {family: _table(family, rows[family]) for family in sorted(rows)},
            {family: _told(rows[family]) for family in sorted(rows)},
        )

    def __getitem__(self, family: Family) -> Digests:
        """The digests of rides, runs or swims."""
        return _between(self.families[family], self.after, self.until)

    def first_day(self) -> int | None:
        """The ordinal of the first day with a session, however long ago."""
        days = [int(rows["day"][0]) for rows in self.families.values() if len(rows)]
        return min(days, default=None)

    def window(self, on: date, days: int) -> Self:
        """The sessions of so many days up to and including one."""
        until = on.toordinal()
        return type(self)(self.families, self.told, until - days, until)

    def believed(
        self, key: str, families: Collection[Family] | None = None
    ) -> tuple[float, date] | None:
        """The latest value that a device believed, and since when; None if none ever said.

        It believes a value since the first day in the window from which on it said no other.

        Args:
            key: name of the value (`Efforts.device_values`).
            families: whose files are asked; None asks all.
        """
        latest_day, found = self.after, None
        for family, told in self.told.items():
            if key in told and (families is None or family in families):
                days, values, since = told[key]
                row = bisect_right(days, self.until) - 1
                if row >= 0 and days[row] > latest_day:
                    first = days[bisect_right(days, self.after)]
                    latest_day = days[row]
                    found = values[row], date.fromordinal(max(since[row], first))
        return found


def window(rows: Digests, on: date, days: int) -> Digests:
    """The sessions of so many days up to and including one."""
    until = on.toordinal()
    return _between(rows, until - days, until)


def _between(rows: Digests, after: int, until: int) -> Digests:
    first, end = rows["day"].searchsorted((after, until), side="right")
    return rows[first:end]


def latest(rows: npt.NDArray[np.bool_]) -> int | None:
    """The last row that is true; None if none is."""
    from_behind = int(rows[::-1].argmax()) if len(rows) else 0
    return len(rows) - 1 - from_behind if rows.any() else None


def _told(efforts: Iterable[Efforts]) -> Told:
    told: dict[str, tuple[list[int], list[float], list[int]]] = {}
    for one in efforts:
        day = one.date.toordinal()
        for key, value in one.device_values.items():
            days, values, since = told.setdefault(key, ([], [], []))
            since.append(since[-1] if values and values[-1] == value else day)
            days.append(day)
            values.append(value)
    return told


def _table(family: Family, efforts: Sequence[Efforts]) -> Digests:
    time_s, rate = _bests(family, efforts)
    windows = max((len(e.steady_intensity) for e in efforts), default=0)
    layout: list[tuple[Any, ...]] = [
        ("day", np.int64),
        ("measured", np.bool_),
        ("apart", np.bool_),
        ("peak_s", np.float64, (2,)),
        ("peak_rate", np.float64, (2,)),
        *((name, np.float64) for name in _NUMBERS),
        *((name, np.float64, (windows,)) for name in _WINDOWS),
        *((name, np.float64, (time_s.shape[1],)) for name in ("time_s", "rate")),
    ]
    rows = np.empty(len(efforts), np.dtype(layout, align=True))
    rows["day"] = [e.date.toordinal() for e in efforts]
    rows["time_s"], rows["rate"], rows["measured"] = time_s, rate, (rate > 0).any(axis=1)
    rows["apart"], rows["peak_s"], rows["peak_rate"] = False, np.nan, np.nan
    if family in ("ride", "run") and len(efforts):
        rows["peak_s"], rows["peak_rate"], rows["apart"] = peaks(time_s, rate, family)
    for name in _NUMBERS:
        rows[name] = np.array([getattr(e, name) for e in efforts], np.float64)
    for name in _WINDOWS:
        rows[name] = _filled([getattr(e, name) for e in efforts], windows)
    rows.flags.writeable = False
    return rows


def _bests(family: Family, efforts: Sequence[Efforts]) -> tuple[FloatArray, FloatArray]:
    """(n, k) times and mean rates over them."""
    distances_m = np.array(_DISTANCES_M.get(family, ()))
    if family == "ride":
        rate = _filled([e.best_power_w for e in efforts], len(POWER_DURATIONS_S))
        return np.broadcast_to(np.array(POWER_DURATIONS_S, np.float64), rate.shape), rate
    time_s = _filled([e.best_times_s for e in efforts], len(distances_m))
    return time_s, distances_m / time_s


def _filled(rows: Sequence[Sequence[float | None]], width: int) -> FloatArray:
    """(n, width) values, NaN after the last of each row."""
    missing = (None,) * width
    filled = [(*row, *missing[len(row) :]) for row in rows]
    return np.array(filled, np.float64).reshape(len(rows), width)
