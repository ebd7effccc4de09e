"""Daily series: how much was trained lately, and what it leaves.

Fitness and fatigue are slow and fast running means of daily load, form is yesterday's
difference between them (Banister's model as coaches use it). Monotony and strain
describe the last seven days (Foster). The ratio of acute to chronic load is left out on purpose: a
random number in its place predicted injuries as well (Impellizzeri et al. 2020).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "RAMP_AMBER",
    "RAMP_RED",
    "START_DAYS",
    "START_KNOWN_DAYS",
    "DailySeries",
    "daily_series",
]

FITNESS_DAYS = 42
FATIGUE_DAYS = 7

RAMP_AMBER, RAMP_RED = 6.0, 8.0
"""Fitness gained in a week, TSS/day: from here coaches look twice, and from there they ease off."""

Step = Literal["exponential", "fraction"]
Days = npt.NDArray[np.datetime64]

START_DAYS, START_KNOWN_DAYS = 28, 14
"""So many first days tell what was done before them, if so many of them are known."""

_USUAL_DAYS = 28
_WEEK = 7
_EPOCH = date(1970, 1, 1).toordinal()
# What an hour costs an athlete of whom only the usual hours are known.
_USUAL_HOUR_TSS = 50.0
# A week of equal days has no spread; beyond ten, monotony says nothing more.
_MOST_MONOTONY = 10.0


@dataclass(frozen=True, slots=True)
class DailySeries:
    """Load and what it leaves, a row a day; columns are (n,), read-only.

    - `day`: the athlete's local day, datetime64[D], without gaps.
    - `load`: TSS of the day; NaN where it is not known.
    - `known`: whether it is. An unknown day is carried with the mean load of the 28 days
      before it.
    - `fitness`, `fatigue`: at the end of the day, TSS/day.
    - `form`: on the morning of the day, fitness minus fatigue of the day before.
    - `ramp`: fitness gained over seven days; NaN in the first seven.
    - `monotony`, `strain`: of the seven days up to this one; NaN where one is unknown or
      before the seventh.
    - `warming_up`: in the first 42 days after a start from nothing, when fitness still says
      more about the recordings than about the athlete.
    """

    day: Days
    load: FloatArray
    known: npt.NDArray[np.bool_]
    fitness: FloatArray
    fatigue: FloatArray
    form: FloatArray
    ramp: FloatArray
    monotony: FloatArray
    strain: FloatArray
    warming_up: npt.NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        dates: Sequence[date],
        loads: Sequence[float] | FloatArray,
        *,
        until: date | None = None,
        unknown: Collection[date] = (),
        initial: float | None = None,
        usual_hours_per_week: float | None = None,
        step: Step = "exponential",
    ) -> Self:
        """The series of some sessions.

        Args:
            dates: (n,) the athlete's local day of each session, in any order.
            loads: (n,) load of each session, TSS; NaN = it took place, its load is not known.
            until: last day of the series; the day of the last session if not given.
            unknown: days about which nothing is known, such as those after the last import.
                All other days without a session are days of rest.
            initial: fitness and fatigue before the first day, TSS/day. If not given, the mean
                load of the first 28 days; where fewer than 14 of them are known, what the usual
                hours come to.
            usual_hours_per_week: training before the first day, as the athlete tells it; 0 if not
                told.
            step: "exponential" moves by 1 - exp(-1/days), "fraction" by 1/days.

        Returns:
            A row for each day from the first session's to `until`; none without sessions.
        """
        day, load = _by_day(dates, loads, until, unknown)
        if initial is None:
            initial = _mean_at_start(load)
        if initial is None and usual_hours_per_week is not None:
            initial = usual_hours_per_week * _USUAL_HOUR_TSS / 7
        before = initial or 0.0
        carried = _carried(load, before)
        fitness = _running(carried, FITNESS_DAYS, before, step)
        fatigue = _running(carried, FATIGUE_DAYS, before, step)
        monotony, strain = _foster(load)
        return cls(
            day=day,
            load=load,
            known=np.isfinite(load),
            fitness=fitness[1:],
            fatigue=fatigue[1:],
            form=(fitness - fatigue)[:-1],
            ramp=_change(fitness[1:], _WEEK),
            monotony=monotony,
            strain=strain,
            warming_up=(np.arange(len(load)) < FITNESS_DAYS) & (initial is None),
        )

    def __post_init__(self) -> None:
        for column in self.columns().values():
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(self.load)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """All columns by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def frame(self) -> pd.DataFrame:
        """The series as a DataFrame, one row a day, indexed by `date`."""
        import pandas as pd

        columns = self.columns()
        return pd.DataFrame(columns, index=pd.DatetimeIndex(columns.pop("day"), name="date"))


def daily_series(
    dates: Sequence[date],
    loads: Sequence[float] | FloatArray,
    *,
    until: date | None = None,
    unknown: Collection[date] = (),
    initial: float | None = None,
    usual_hours_per_week: float | None = None,
    step: Step = "exponential",
) -> pd.DataFrame:
    """The frame of `DailySeries.of`, which says what the arguments and columns are."""
    return DailySeries.of(
        dates,
        loads,
        until=until,
        unknown=unknown,
        initial=initial,
        usual_hours_per_week=usual_hours_per_week,
        step=step,
    ).frame()


def _by_day(
    dates: Sequence[date],
    loads: Sequence[float] | FloatArray,
    until: date | None,
    unknown: Collection[date],
) -> tuple[Days, FloatArray]:
    """(n,) all days from the first session's on, and the load of each, NaN where not known."""
    at, blank = _day_numbers(dates), _day_numbers(unknown)
    if not len(at):
        return at.astype("datetime64[D]"), np.empty(0)
    days = np.arange(at.min(), max(at.min(), until.toordinal() - _EPOCH if until else at.max()) + 1)
    load = np.zeros(len(days))
    load[np.isin(days, blank)] = np.nan
    load[np.isin(days, at)] = 0.0  # a session makes its day known
    past = at <= days[-1]
    np.add.at(load, at[past] - days[0], np.asarray(loads, dtype=np.float64)[past])
    return days.astype("datetime64[D]"), load


def _day_numbers(dates: Collection[date]) -> npt.NDArray[np.int64]:
    """Days since 1970; numpy itself is slow at reading dates."""
    return np.array([day.toordinal() - _EPOCH for day in dates], dtype=np.int64)


def _mean_at_start(load: FloatArray) -> float | None:
    """Mean load of the first four weeks, if at least half of the days are known."""
    start = load[:START_DAYS]
    start = start[np.isfinite(start)]
    return float(start.mean()) if len(start) >= START_KNOWN_DAYS else None


def _carried(load: FloatArray, initial: float) -> FloatArray:
    """The loads, unknown days at the mean of the 28 days before them."""
    carried = load.copy()
    for i in np.flatnonzero(~np.isfinite(load)):
        before = carried[max(i - _USUAL_DAYS, 0) : i]
        carried[i] = before.mean() if len(before) else initial
    return carried


def _running(load: FloatArray, days: int, initial: float, step: Step) -> FloatArray:
    """(n + 1,) running mean before the first day and after each."""
    share = 1.0 / days if step == "fraction" else -math.expm1(-1.0 / days)
    levels = accumulate(
        load.tolist(), lambda level, today: level + (today - level) * share, initial=initial
    )
    return np.fromiter(levels, np.float64, len(load) + 1)


def _change(values: FloatArray, days: int) -> FloatArray:
    change = np.full(len(values), np.nan)
    change[days:] = values[days:] - values[:-days]
    return change


def _foster(load: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Monotony (mean over standard deviation) and strain (sum times monotony) of seven days."""
    monotony = np.full(len(load), np.nan)
    strain = monotony.copy()
    if len(load) >= _WEEK:
        weeks = np.lib.stride_tricks.sliding_window_view(load, _WEEK)
        mean, spread = weeks.mean(axis=1), weeks.std(axis=1, ddof=1)
        monotony[_WEEK - 1 :] = mean / np.maximum(spread, mean / _MOST_MONOTONY + 1e-12)
        strain[_WEEK - 1 :] = weeks.sum(axis=1) * monotony[_WEEK - 1 :]
    return monotony, strain
