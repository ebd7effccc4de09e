"""The curve of critical rate and reserve that the sessions of a sport tell together.

Bests from training are seldom all-out, so what is believed before is moved by them only as far
as they are certain. Efforts in earnest pull both ways; other sessions only say that the athlete
can do at least that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Effort, Estimate, Origin, Sport
from models.critical import Curve, envelope_posterior
from models.digests import Digests, window

__all__ = ["GUESS", "WINDOWS_DAYS", "Evidence", "evidence", "told_by"]

GUESS = "population guess"

# Six weeks of efforts; where they hold too few, more weeks, trusted less from week to week.
WINDOWS_DAYS = (42, 90, 365)
_ENOUGH_SESSIONS = 2
_AGE_FREE_WEEKS, _AGE_SD_PER_WEEK = 3, 0.007

# By heart rate a session was hard from this share of the maximum on; an effort apart counts as
# all-out unless heart rate stayed clearly below that. A maximum that is little more than a guess
# gives each the benefit of the doubt.
_HARD_SHARE_OF_MAX, _EASY_SHARE_OF_MAX, _KNOWN_MAX_SD = 0.9, 0.85, 5.0

# How far the best of a session lies below the curve, relatively, and how that scatters: what an
# easy ride shows is as a rule far below what its rider could do, repetitions leave room for the
# next one, and even all-out efforts are paced imperfectly.
_EASY, _HARD, _ALL_OUT = 0, 1, 2
_BELOW = {"ride": np.array([0.02, 0.04, 0.01]), "run": np.array([0.02, 0.0, 0.01])}
_SCATTER = {"ride": np.array([0.15, 0.10, 0.03]), "run": np.array([0.15, 0.05, 0.03])}

# Who made no effort near the curve for weeks has lost some of it, and nobody knows how much:
# without any training oxygen uptake falls by 16 % in twelve weeks (Coyle et al. 1984), with easy
# riding by less.
_SUPPORT_SHARE, _LASTS_DAYS = 0.9, 28
_LOSS, _LOSS_DAYS, _LOSS_SD_PER_DAY = 0.1, 60.0, 0.005 / 7

_POINTS = 4  # of each half of the curve; what lies below the four highest hardly has a weight
_CARRIES = 0.1  # from this weight on a session is named among those behind the estimate

# Beyond these (W, m/s) no athlete's critical rate lies; what says so are damaged files.
_CRITICAL_RANGE: dict[Sport, tuple[float, float]] = {"ride": (50.0, 700.0), "run": (1.0, 8.0)}


class Point(NamedTuple):
    """A best that moved the curve: its session's row, what it is, and how much it counts."""

    row: int
    time_s: float
    rate: float
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The curve after all sessions, and what moved it.

    `kind` says of each of the sessions of the last `days` whether it was easy, hard or all-out.
    `points` come from efforts in earnest, `lifting` from others that lie above what those say.
    """

    curve: Curve
    sessions: Digests
    kind: npt.NDArray[np.intp]
    points: Sequence[Point]
    lifting: Sequence[Point]
    days: int
    sport: Sport

    def efforts(self) -> tuple[Effort, ...]:
        """What carries the curve, latest first."""
        bpm = self.sessions["heart_rate_60s_bpm"]
        return tuple(
            Effort(
                date=date.fromordinal(self.sessions["day"][point.row]),
                rate=point.rate,
                duration_s=point.time_s,
                distance_m=point.rate * point.time_s if self.sport == "run" else None,
                heart_rate_bpm=None if np.isnan(bpm[point.row]) else float(bpm[point.row]),
                weight=round(point.weight, 2),
            )
            for point in sorted((*self.points, *self.lifting), reverse=True)
            if point.weight >= _CARRIES
        )


def told_by(
    prior: Curve, guess: Estimate, sessions: Digests, on: date, highest: Estimate, sport: Sport
) -> tuple[Estimate, Estimate]:
    """The critical rate and the reserve after all sessions; the guess where none tells.

    "Measured" takes an all-out effort that lies on the curve; sessions hard by heart rate alone
    give an estimate.
    """
    found = evidence(prior, sessions, on, highest, sport)
    curve = found.curve
    low, high = _CRITICAL_RANGE[sport]
    carrying = [point for point in (*found.points, *found.lifting) if point.weight >= _CARRIES]
    if not carrying or not (low <= curve.critical <= high and curve.reserve > 0):
        return guess, Estimate(prior.reserve, prior.reserve_sd, "prior", basis=GUESS)

    since = date.fromordinal(found.sessions["day"][max(point.row for point in carrying)])
    hard = {point.row for point in carrying if point in found.points}
    if not hard:
        origin: Origin = guess.origin
        basis = f"{guess.basis}, at least what was done"
    else:
        origin = "measured" if (found.kind[list(hard)] == _ALL_OUT).any() else "estimated"
        what = sport if len(hard) == 1 else f"{sport}s"
        history_days = on.toordinal() - int(sessions["day"][sessions["measured"].argmax()])
        basis = f"{len(hard)} hard {what} in {min(found.days, history_days + 1)} days"
    return (
        Estimate(curve.critical, curve.critical_sd, origin, since, basis),
        Estimate(curve.reserve, curve.reserve_sd, origin, since, basis),
    )


def evidence(
    prior: Curve, sessions: Digests, on: date, highest: Estimate, sport: Sport
) -> Evidence:
    """The prior, moved by the sessions of the last weeks or, where they are few, months."""
    for days in WINDOWS_DAYS:
        recent = window(sessions, on, days)
        kind = _kinds(recent, highest)
        if np.count_nonzero(kind) >= _ENOUGH_SESSIONS:
            break
    age = on.toordinal() - recent["day"]
    aged = _AGE_SD_PER_WEEK * np.maximum(age // 7 - _AGE_FREE_WEEKS, 0)
    sd = np.hypot(_SCATTER[sport][kind], aged)
    best = recent["peak_rate"] / (1.0 - _BELOW[sport][kind])[:, None]
    curve, points = _moved(prior, recent, best, sd, kind != _EASY)
    share = recent["peak_rate"] / curve.rate(recent["peak_s"])
    if points:
        supporting = (share >= _SUPPORT_SHARE).any(axis=1)
        curve = _detrained(curve, int(age[supporting].min(initial=days)))
    above = (share > 1.0).any(axis=1) & (kind == _EASY)
    curve, lifting = _moved(curve, recent, best, sd, above)
    return Evidence(curve, recent, kind, points, lifting, days, sport)


def _kinds(sessions: Digests, highest: Estimate) -> npt.NDArray[np.intp]:
    """(n,) whether each session was easy, hard or all-out, by the highest heart rate known."""
    bpm = sessions["heart_rate_60s_bpm"]
    doubt_bpm = highest.sd if highest.sd > _KNOWN_MAX_SD else 0.0
    hard = bpm >= _HARD_SHARE_OF_MAX * (highest.value + doubt_bpm)
    easy = bpm < _EASY_SHARE_OF_MAX * (highest.value - doubt_bpm)
    kind = np.where(sessions["measured"] & hard, _HARD, _EASY)
    kind[sessions["apart"] & ~easy] = _ALL_OUT
    return kind


def _detrained(curve: Curve, idle_days: int) -> Curve:
    lost_days = idle_days - _LASTS_DAYS
    if lost_days <= 0:
        return curve
    left = 1.0 - _LOSS * (1.0 - math.exp(-lost_days / _LOSS_DAYS))
    sd = math.hypot(left * curve.critical_sd, _LOSS_SD_PER_DAY * lost_days * curve.critical)
    return replace(curve, critical=left * curve.critical, critical_sd=sd)


def _moved(
    prior: Curve,
    sessions: Digests,
    best: FloatArray,
    sd: FloatArray,
    counts: npt.NDArray[np.bool_],
) -> tuple[Curve, list[Point]]:
    """The prior after the highest bests of some sessions, and these.

    Args:
        prior: what was believed.
        sessions: n sessions.
        best: (n, 2) what their peaks say that the athlete could do.
        sd: (n,) how sure that is, relatively.
        counts: (n,) which sessions count.
    """
    rows = np.flatnonzero(counts)
    if not len(rows):
        return prior, []
    level = best[rows] / (1.0 + prior.reserve / prior.critical / sessions["peak_s"][rows])
    order = np.argsort(-level, axis=0, kind="stable")[:_POINTS]  # what is missing comes last
    highest = rows[order].ravel(), np.broadcast_to((0, 1), order.shape).ravel()
    reached = best[highest]
    known = np.isfinite(reached)
    row, half, reached = highest[0][known], highest[1][known], reached[known]
    time_s = sessions["peak_s"][row, half].tolist()
    curve, weights = envelope_posterior(
        prior, tuple(time_s), tuple(reached.tolist()), tuple((sd[row] * reached).tolist())
    )
    rate = sessions["peak_rate"][row, half].tolist()
    return curve, [Point(*one) for one in zip(row.tolist(), time_s, rate, weights, strict=True)]
