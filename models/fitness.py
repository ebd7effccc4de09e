"""Daily series: how much was trained lately, and what it leaves.

Fitness and fatigue are slow and fast running means of daily load, form is yesterday's
difference between them (Banister's model as coaches use it). Monotony and strain
describe the last seven days (Foster). The ratio of acute to chronic load is left out on purpose: a
random number in its place predicted injuries as well (Impellizzeri et al. 2020).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from ingest.activity import FloatArray

__all__ = ["daily_series"]

FITNESS_DAYS = 42
FATIGUE_DAYS = 7

_START_DAYS, _ENOUGH_START_DAYS = 28, 14
_USUAL_DAYS = 28
_WEEK = 7
# A week of equal days has no spread; beyond ten, monotony says nothing more.
_MOST_MONOTONY = 10.0


def daily_series(
    dates: Sequence[date],
    loads: Sequence[float] | FloatArray,
    *,
    until: date | None = None,
    unknown: Collection[date] = (),
    initial: float | None = None,
    step: Literal["exponential", "fraction"] = "exponential",
) -> pd.DataFrame:
    """Load, fitness, fatigue and form for every day from the first session on.

    Args:
        dates: (n,) the athlete's local day of each session, in any order.
        loads: (n,) load of each session, TSS; NaN = it took place, its load is not known.
        until: last day of the series; the day of the last session if not given.
        unknown: days about which nothing is known, such as those after the last import. All
            other days without a session are days of rest.
        initial: fitness and fatigue before the first day, TSS/day. If not given, the mean
            load of the first 28 days, or 0 where fewer than 14 days are known.
        step: "exponential" moves by 1 - exp(-1/days), "fraction" by 1/days.

    Returns:
        One row a day, indexed by `date`:

        - `load`: TSS of the day; NaN where it is not known.
        - `known`: whether it is. An unknown day is carried with the mean load of
          the 28 days before it.
        - `fitness`, `fatigue`: at the end of the day, TSS/day.
        - `form`: on the morning of the day, fitness minus fatigue of the day before.
        - `ramp`: fitness gained over seven days; NaN in the first seven.
        - `monotony`, `strain`: of the seven days up to this one; NaN where one is unknown or
          before the seventh.
        - `warming_up`: in the first 42 days after a start from nothing, when fitness still says
          more about the recordings than about the athlete.
    """
    if not len(dates):
        return _frame(pd.DatetimeIndex([], name="date"), np.empty(0), 0.0, step, warming_up=False)
    sessions = pd.Series(np.asarray(loads, dtype=np.float64), index=pd.DatetimeIndex(list(dates)))
    per_day = sessions.groupby(level=0).sum(min_count=1)
    per_day[sessions[sessions.isna()].index.unique()] = np.nan
    last = max(pd.Timestamp(until) if until else per_day.index[-1], per_day.index[0])
    days = pd.date_range(per_day.index[0], last, name="date")
    load = np.array(per_day.reindex(days, fill_value=0.0), dtype=np.float64)
    load[days.isin(pd.DatetimeIndex(list(unknown))) & ~days.isin(per_day.index)] = np.nan

    start = load[:_START_DAYS][np.isfinite(load[:_START_DAYS])]
    if initial is None and len(start) >= _ENOUGH_START_DAYS:
        initial = float(start.mean())
    return _frame(days, load, initial or 0.0, step, warming_up=initial is None)


def _frame(
    days: pd.DatetimeIndex, load: FloatArray, initial: float, step: str, *, warming_up: bool
) -> pd.DataFrame:
    carried = _carried(load, initial)
    fitness = _running(carried, FITNESS_DAYS, initial, step)
    fatigue = _running(carried, FATIGUE_DAYS, initial, step)
    form = fitness - fatigue
    monotony, strain = _foster(load)
    return pd.DataFrame(
        {
            "load": load,
            "known": np.isfinite(load),
            "fitness": fitness[1:],
            "fatigue": fatigue[1:],
            "form": form[:-1],
            "ramp": _change(fitness[1:], _WEEK),
            "monotony": monotony,
            "strain": strain,
            "warming_up": warming_up & (np.arange(len(load)) < FITNESS_DAYS),
        },
        index=days,
    )


def _carried(load: FloatArray, initial: float) -> FloatArray:
    """The loads, unknown days at the mean of the 28 days before them."""
    carried = load.copy()
    for i in np.flatnonzero(~np.isfinite(load)):
        before = carried[max(i - _USUAL_DAYS, 0) : i]
        carried[i] = before.mean() if len(before) else initial
    return carried


def _running(load: FloatArray, days: int, initial: float, step: str) -> FloatArray:
    """(n + 1,) running mean before the first day and after each."""
    share = 1.0 / days if step == "fraction" else -np.expm1(-1.0 / days)
    level = [initial]
    for today in load.tolist():
        level.append(level[-1] + (today - level[-1]) * share)
    return np.array(level)


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
