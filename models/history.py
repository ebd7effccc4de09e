"""What the athlete had done before a session: what tells unusual from usual.

How long, how fast and with what heart rate somebody trains differs more between people than
between sessions of one person, and a threshold may be wrong. The athlete's own earlier sessions
are compared with in minutes, watts, m/s and beats, which no threshold can spoil.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from ingest.activity import FloatArray
from ingest.sports import Family
from models.quantile import quantile

__all__ = ["Done", "Histories", "History"]

WINDOW_DAYS = 180
MIN_SESSIONS = 12
"""Fewer sessions say nothing about what is long for this athlete."""

MIN_COUNTED_MIN = 20
"""Shorter sessions (a warm-up recorded alone) don't tell what is usual."""

# The columns of a `History`, in order, and what each tells of a session.
_COLUMNS = ("minutes", "rpe", "best_10", "best_heart_10_bpm")


class Done(NamedTuple):
    """One session, as later ones look back on it; NaN was not recorded or told.

    `best_10` is the best 10-min mean effort (W or m/s), `best_heart_10_bpm` the highest 10-min
    mean heart rate and `rpe` the felt effort, 1 to 10.
    """

    start: datetime
    family: Family
    timer_s: float
    best_10: float = np.nan
    best_heart_10_bpm: float = np.nan
    rpe: float = np.nan

    @property
    def minutes(self) -> float:
        """Timer minutes."""
        return self.timer_s / 60

    @classmethod
    def of(
        cls, start: datetime, timer_s: float, facts: Mapping[str, Any], rpe: float | None = None
    ) -> Done:
        """A session from the facts that its profile wrote (`Profile.facts`)."""
        return cls(
            start,
            facts["family"],
            timer_s,
            facts.get("best_10", np.nan),
            facts.get("best_heart_10_bpm", np.nan),
            np.nan if rpe is None else rpe,
        )


def _none() -> FloatArray:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What the athlete had done in the 180 days before a session, in sessions of its family.

    Each column holds, in order of time, the sessions that have it: timer `minutes`, the `rpes`
    told, `best_10` (W or m/s), `best_heart_10_bpm` (see `Done`). None holds NaN.
    """

    minutes: FloatArray = field(default_factory=_none)
    rpes: FloatArray = field(default_factory=_none)
    best_10: FloatArray = field(default_factory=_none)
    best_heart_10_bpm: FloatArray = field(default_factory=_none)

    @property
    def counted_min(self) -> FloatArray:
        """Minutes of the sessions that tell what is usual."""
        minutes = np.asarray(self.minutes)
        return minutes[minutes > MIN_COUNTED_MIN]

    def quantiles(self, *shares: float) -> list[float | None]:
        """Minutes that each share of the earlier sessions stayed below; None if they are few."""
        counted = self.counted_min
        enough = len(counted) >= MIN_SESSIONS
        return [quantile(counted, share) if enough else None for share in shares]


class Histories:
    """All sessions, laid out so that each finds its own past at once.

    Args:
        rows: the sessions, in any order.
    """

    def __init__(self, rows: Iterable[Done]) -> None:
        by_family: dict[Family, list[Done]] = defaultdict(list)
        for row in sorted(rows, key=lambda done: done.start):
            by_family[row.family].append(row)
        self._columns = {
            sport: [_column(done, name) for name in _COLUMNS] for sport, done in by_family.items()
        }

    def before(self, start: datetime, sport: Family) -> History:
        """What came before a session of a sport that began at `start`.

        Sessions at or after `start` are left out: a class never rests on later data.
        """
        since = start - timedelta(days=WINDOW_DAYS)
        return History(
            *(
                values[bisect_left(starts, since) : bisect_left(starts, start)]
                for starts, values in self._columns.get(sport, ())
            )
        )


def _column(done: list[Done], name: str) -> tuple[list[datetime], FloatArray]:
    """When each session that has a value began, and the values."""
    told = [(one.start, value) for one in done if (value := getattr(one, name)) == value]
    values = np.array([value for _, value in told], np.float64)
    values.flags.writeable = False
    return [start for start, _ in told], values
