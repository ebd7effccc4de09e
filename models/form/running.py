"""A score for each run: how far it lay from the athlete's own line, by what was known so far.

Scores can be asked for as of any day, and no later run has a part in them. So a look at each of
many Mondays of a history sees what could be seen then, at the cost of a few sums.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from ingest.activity import FloatArray
from models.form.bins import MIN_MINUTES, FormBins
from models.form.lines import Line, fitted, scaled, terms, unscaled
from models.form.regression import Sums
from models.form.scores import Scores
from models.form.segments import absorb
from models.form.signals import SIGNALS, Signal

__all__ = ["COLUMNS", "REPEATS", "History", "Run"]

COLUMNS: Mapping[str, str] = {
    name: signal.column
    for name, signal in SIGNALS.items()
    if signal.family == "run" and signal.column
}
"""The signals that runs have scores of, and the columns of minutes that they are read from."""

REPEATS = 0.98
"""The R^2 on speed and cadence from which on a channel is no signal of its own."""


class Run(NamedTuple):
    """One run: its id, local day, the key of its segment, and its minutes."""

    id: str
    day: date
    segment: str
    bins: FormBins


class History:
    """All runs of an athlete, to be asked for the scores of a signal as of any day.

    Args:
        runs: in time order. Runs on a treadmill are passed over: their speed is a guess.
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(run for run in runs if run.bins.family == "run" and not run.bins.indoor)
        self._signals: dict[str, tuple[list[Run], Sums | None]] = {}

    def line(self, signal: str, until: date | None = None) -> Line | None:
        """The athlete's line by the runs before a day, or by all; None without any."""
        _, sums = self._before(signal, until)
        return fitted(SIGNALS[signal], sums) if sums is not None else None

    def scores(self, signal: str, until: date | None = None) -> Scores:
        """The scores of all runs before a day, or of all, against the line as it was known then.

        Runs with fewer than `MIN_MINUTES` steady minutes of the signal have none.
        """
        runs, sums = self._before(signal, until)
        if sums is None:
            return Scores.none(signal)
        line = fitted(SIGNALS[signal], sums)
        own = sums.y - (sums.x - line.centre) @ line.slopes
        segments = tuple(run.segment for run in runs)
        values, usable = absorb(own, segments)
        values -= values[usable].mean()
        return Scores(
            signal=signal,
            ids=tuple(run.id for run in runs),
            days=np.array([run.day for run in runs], "datetime64[D]"),
            values=values,
            minutes=sums.minutes,
            effort=sums.x[:, 0],
            segments=segments,
            usable=usable,
            level=unscaled(line.signal, float(own[-1] - values[-1]), line.speed_mps),
            at_effort=line.speed_mps,
        )

    def repeats(self, signal: str, until: date | None = None) -> float:
        """R^2 of a signal on log speed and log cadence, over its latest segment.

        What a watch makes out of these two comes to `REPEATS` or more: it is no signal of its own.
        NaN where too little is known.
        """
        runs, _ = self._before(signal, until)
        latest = [run.bins for run in runs if run.segment == runs[-1].segment]
        if not latest:
            return float("nan")
        columns = ("speed_mps", "cadence_spm", COLUMNS[signal])
        steady = [[bins[name][bins.steady] for bins in latest] for name in columns]
        values = np.array([np.concatenate(one) for one in steady])
        logs = np.log(values[:, (values > 0).all(axis=0)])
        if logs.shape[1] < MIN_MINUTES or not np.ptp(logs[-1]):
            return float("nan")
        speed, cadence, own = logs - logs.mean(axis=1, keepdims=True)
        by = np.column_stack([speed, cadence])
        left = own - by @ np.linalg.lstsq(by, own)[0]
        return float(1 - (left @ left) / (own @ own))

    def _before(self, signal: str, until: date | None) -> tuple[list[Run], Sums | None]:
        """The runs before a day that have a score, and their sums; None without any."""
        if signal not in self._signals:
            self._signals[signal] = _summed(self.runs, SIGNALS[signal])
        runs, sums = self._signals[signal]
        count = len(runs) if until is None else bisect_left(runs, until, key=lambda run: run.day)
        return runs[:count], sums.first(count) if sums is not None and count else None


def _summed(runs: Iterable[Run], signal: Signal) -> tuple[list[Run], Sums | None]:
    """The runs with enough steady minutes of a signal, and the sums over these."""
    chosen: list[Run] = []
    read: list[FloatArray] = []
    about: list[FloatArray] = []
    for run in runs:
        values = scaled(signal, run.bins[signal.column], run.bins["speed_mps"])
        rows = np.flatnonzero(run.bins.steady & np.isfinite(values))
        if len(rows) >= MIN_MINUTES:
            chosen.append(run)
            read.append(values[rows])
            about.append(terms(run.bins)[rows])
    return chosen, Sums.of([run.segment for run in chosen], read, about) if chosen else None
