"""On the bike: cadence at power, and what pedals tell of the stroke, with a score for each ride.

As with runs, a score is how far a ride lay from the athlete's own line by what was known so far.
Cadence follows power and grade; what pedals tell follows power and cadence. Only minutes at half to
85 % of the threshold count: harder or slacker pedalling is another thing. Rides indoors are no
comparison for those outdoors, nor one bike or pedal for another: each is a segment. None of this is
ever called better, since a rounder or quicker stroke is not a better one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from ingest.activity import FloatArray
from models.form.bins import MIN_MINUTES, FormBins
from models.form.regression import Sums, ridge
from models.form.scores import Scores
from models.form.segments import absorb

__all__ = ["Ride", "RideHistory", "power_band_w", "torque_effectiveness_pct"]

BAND = (0.5, 0.85)
"""Shares of the threshold between which minutes are compared."""
OWN_BAND = (0.65, 1.1)
"""Shares of the ride's own median power that stand in where the threshold is unknown."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "cadence_at_power": ("cadence_rpm",),
    "torque_effectiveness": ("left_torque_effectiveness_pct", "right_torque_effectiveness_pct"),
    "pedal_smoothness": ("left_pedal_smoothness_pct", "right_pedal_smoothness_pct"),
    "power_phase_start": ("left_power_phase_start_deg", "right_power_phase_start_deg"),
    "platform_offset": ("left_platform_offset_mm", "right_platform_offset_mm"),
    "pedal_balance": ("power_balance_right_pct",),
}
"""What a signal is the mean of: both legs, or the one that was measured."""

_PER_W = 100.0
_PER_OTHER = {"grade_pct": 1.0, "cadence_rpm": 10.0}
# How far a slope may be expected to lie from nought, in spreads of the signal between rides: for
# each 100 W, and for each % of grade or 10 revolutions a minute.
_SLOPES = np.array([2.0, 1.0])


class Ride(NamedTuple):
    """One ride: its id, local day, the key of its segment, its minutes, the threshold of its day.

    `threshold_w` is None where it is unknown.
    """

    id: str
    day: date
    segment: str
    bins: FormBins
    threshold_w: float | None = None


def torque_effectiveness_pct(positive_w: float, negative_w: float) -> float:
    """The share of a leg's forward power that its own resistance does not take back.

    Args:
        positive_w: mean power of the pushing part of the stroke.
        negative_w: mean power of the part that resists, nought or below.
    """
    return 100 * (positive_w + negative_w) / positive_w


def power_band_w(ride: Ride) -> tuple[float, float]:
    """Between which powers a ride's minutes are compared; NaN for a ride without power."""
    if ride.threshold_w is not None:
        return BAND[0] * ride.threshold_w, BAND[1] * ride.threshold_w
    power = ride.bins["power_w"][ride.bins.steady]
    known = power[np.isfinite(power)]
    median = float(np.median(known)) if len(known) else float("nan")
    return OWN_BAND[0] * median, OWN_BAND[1] * median


class RideHistory:
    """All rides of an athlete, to be asked for the scores of a signal as of any day.

    Args:
        rides: in time order.
    """

    def __init__(self, rides: Iterable[Ride]) -> None:
        self.rides = tuple(rides)
        self._signals: dict[str, tuple[list[Ride], Sums | None]] = {}

    def scores(self, signal: str, until: date | None = None) -> Scores:
        """The scores of all rides before a day, or of all, against the line as it was known then.

        Rides with fewer than `MIN_MINUTES` steady minutes of the signal within the band have none.
        """
        if signal not in self._signals:
            self._signals[signal] = _summed(self.rides, signal)
        rides, sums = self._signals[signal]
        count = len(rides) if until is None else bisect_left(rides, until, key=lambda one: one.day)
        rides = rides[:count]
        keys = tuple(_key(ride) for ride in rides)
        values, usable = np.empty(0), np.empty(0, np.bool_)
        minutes, power_w = np.empty(0, np.intp), np.empty(0)
        level = at_power_w = np.nan
        if sums and rides:
            sums = sums.first(count)
            centre = sums.x.mean(axis=0)
            own = sums.y - (sums.x - centre) @ ridge(sums, _SLOPES).values
            values, usable = absorb(own, keys)
            values -= values[usable].mean()
            minutes, power_w = sums.minutes, sums.x[:, 0] * _PER_W
            level, at_power_w = float(own[-1] - values[-1]), float(power_w.mean())
        return Scores(
            signal=signal,
            ids=tuple(ride.id for ride in rides),
            days=np.array([ride.day for ride in rides], "datetime64[D]"),
            values=values,
            minutes=minutes,
            effort=power_w,
            segments=keys,
            usable=usable,
            level=level,
            at_effort=at_power_w,
        )


def _key(ride: Ride) -> str:
    return f"{ride.segment} · indoors" if ride.bins.indoor else ride.segment


def _summed(rides: Iterable[Ride], signal: str) -> tuple[list[Ride], Sums | None]:
    """The rides that have a score, and what their line is learned from; None without any."""
    chosen, seen, about = [], [], []
    for ride in rides:
        bins = ride.bins
        sides = [bins[name] for name in _COLUMNS[signal] if name in bins]
        if not sides or "power_w" not in bins:
            continue
        values, power = _mean_of(sides), bins["power_w"]
        low, high = power_band_w(ride)
        rows = bins.steady & np.isfinite(values) & (power >= low) & (power <= high)
        if np.count_nonzero(rows) >= MIN_MINUTES:
            other = "grade_pct" if signal == "cadence_at_power" else "cadence_rpm"
            terms = np.column_stack([power / _PER_W, bins[other] / _PER_OTHER[other]])
            chosen.append(ride)
            seen.append(values[rows])
            about.append(terms[rows])
    return chosen, Sums.of([_key(ride) for ride in chosen], seen, about) if chosen else None


def _mean_of(sides: Sequence[FloatArray]) -> FloatArray:
    """Minute by minute the mean of those legs that were measured; 0 stands for what was not."""
    known = np.isfinite(sides) & (np.asarray(sides) != 0)
    total = np.where(known, sides, 0.0).sum(axis=0)
    count = known.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
