"""What was trained day by day and week by week, and what it leaves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from adaptive import assessing, facts
from adaptive.agenda.days import day_name
from adaptive.library.store import Store
from adaptive.week import monday_of
from models.fitness import RAMP_AMBER, RAMP_RED, START_DAYS, START_KNOWN_DAYS, DailySeries

__all__ = ["DailyLoad", "Week", "daily_load"]


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday, or as much of it as has passed.

    `load_tss` adds up the days that are known. The others are of its last day: `form` is that of
    the next morning; NaN is not known.
    """

    monday: date
    last_day: date
    load_tss: float
    unknown_days: int
    sessions: int
    fitness: float
    fatigue: float
    form: float
    ramp: float
    monotony: float
    strain: float
    warming_up: bool

    def words(self) -> dict[str, str]:
        """The week as people read it, by the heads of its columns; "?" is not known."""
        return {
            "week": f"{self.monday:%G-W%V}",
            "load": self._load(),
            "sessions": str(self.sessions),
            "fitness": f"{self.fitness:.0f}",
            "fatigue": f"{self.fatigue:.0f}",
            "form": f"{round(self.form):+d}",
            "ramp": self._ramp(),
            "monotony": self._or_unknown(self.monotony, 1),
            "strain": self._or_unknown(self.strain, 0),
        }

    def _load(self) -> str:
        if not self.unknown_days:
            return f"{self.load_tss:.0f}"
        return f"{self.load_tss:.0f}+?" if self.load_tss else "?"

    def _or_unknown(self, value: float, digits: int) -> str:
        if math.isnan(value):
            return "?" if self.unknown_days else "-"
        return f"{value:.{digits}f}"

    def _ramp(self) -> str:
        ramp = round(self.ramp, 1) + 0.0  # no negative zero
        words = "-" if math.isnan(ramp) else f"{ramp:+.1f}"
        if self.ramp > RAMP_RED:
            return f"!! {words}"
        return f"! {words}" if self.ramp > RAMP_AMBER else words


@dataclass(frozen=True, slots=True)
class DailyLoad:
    """The daily series, and how many sessions each day had.

    `imported` is the day of the last import that came to its end, up to which a day without a
    session is a day of rest; None before the first.
    """

    series: DailySeries
    sessions: tuple[int, ...]
    imported: date | None

    @property
    def days(self) -> list[date]:
        """The local days."""
        days: list[date] = self.series.day.tolist()
        return days

    def to_json(self, since: date = date.min, until: date = date.max) -> list[dict[str, Any]]:
        """A row a day, as `load --json` prints them; None is not known."""
        columns = self.series.columns()
        del columns["day"]
        columns = {"load_tss": columns.pop("load"), **columns}
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        return [
            {
                "date": day,
                **{name: _told(value) for name, value in zip(columns, row, strict=True)},
                "sessions": count,
            }
            for day, row, count in zip(self.days, rows, self.sessions, strict=True)
            if since <= day <= until
        ]

    def weeks(self, since: date = date.min, until: date = date.max) -> list[Week]:
        """The weeks that have a day within the span, oldest first."""
        days, series = self.days, self.series
        found = []
        ends = [i for i, day in enumerate(days) if day.weekday() == 6 or i == len(days) - 1]
        for end in ends:
            begin = max(end - days[end].weekday(), 0)
            if days[end] < since or days[begin] > until:
                continue
            week = slice(begin, end + 1)
            found.append(
                Week(
                    monday=monday_of(days[end]),
                    last_day=days[end],
                    load_tss=float(np.nansum(series.load[week])),
                    unknown_days=int(np.count_nonzero(~series.known[week])),
                    sessions=sum(self.sessions[week]),
                    fitness=float(series.fitness[end]),
                    fatigue=float(series.fatigue[end]),
                    form=float(series.fitness[end] - series.fatigue[end]),
                    ramp=float(series.ramp[end]),
                    monotony=float(series.monotony[end]),
                    strain=float(series.strain[end]),
                    warming_up=bool(series.warming_up[end]),
                )
            )
        return found

    def morning(self) -> list[str]:
        """How the athlete stands this morning, which the day before has left, and today so far."""
        series = self.series
        words = f"form {round(series.form[-1]):+d}"
        if len(series) > 1:
            before = f"fitness {series.fitness[-2]:.0f}, fatigue {series.fatigue[-2]:.0f}"
            words = f"{before}, {words}"
        so_far = [f"Today so far: {series.load[-1]:.0f} TSS."] if self.sessions[-1] else []
        return [f"This morning: {words}.", *so_far]

    def remarks(self, since: date = date.min, until: date = date.max) -> Iterator[str]:
        """What a reader must know of the days of a span, of which there is one at least."""
        shown = [i for i, day in enumerate(self.days) if since <= day <= until]
        yield (
            "Fitness, fatigue and form at the end of the week, TSS a day. Ramp: fitness gained in "
            f"seven days, ! above {RAMP_AMBER:g}, !! above {RAMP_RED:g}."
        )
        unknown = [i for i in shown if not self.series.known[i]]
        if unknown:
            last = f" since {day_name(self.imported)}" if self.imported else ""
            days = "1 day is" if len(unknown) == 1 else f"{len(unknown)} days are"
            yield (
                f"? {days} unknown, for nothing was imported{last}. Fitness goes on with your "
                "usual load; kneedrive import fetches what is new."
            )
        if self.series.warming_up[shown[-1]]:
            yield (
                f"Warming up: fewer than {START_KNOWN_DAYS} of the first {START_DAYS} days are "
                "known, so fitness says more about how long you have recorded than about you. "
                "kneedrive me set usual_hours_per_week N gives it a start."
            )


def daily_load(store: Store, today: date) -> DailyLoad:
    """The series up to a day.

    A day without a session counts as rest only if an import came to its end on it or later:
    of the days since, nobody knows whether the athlete rested or has not fetched the files yet.
    """
    known = assessing.assessed(store, today)
    finished = [one.day for one in store.imports.all() if one.seconds is not None]
    imported = max(finished, default=None)
    first = min((one.stored.local_date for one in known), default=today)
    series = DailySeries.of(
        [one.stored.local_date for one in known],
        [one.load.tss for one in known],
        until=today,
        unknown=list(_days(max(first, (imported or date.min) + timedelta(days=1)), today)),
        usual_hours_per_week=facts.athlete(store).usual_hours_per_week,
    )
    count = Counter(one.stored.local_date for one in known)
    return DailyLoad(series, tuple(count[day] for day in series.day.tolist()), imported)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


def _told(value: float | bool) -> float | bool | None:
    if isinstance(value, bool):
        return value
    return round(value, 2) + 0.0 if math.isfinite(value) else None  # + 0.0: no negative zero
