"""The curve of critical rate and reserve that the sessions of a sport tell together.

Bests from training are seldom all-out, so what is believed before is moved by them only as far
as they are certain.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Estimate, Sport
from models.critical import Curve, envelope_weights, posterior
from models.digests import Digests, window

__all__ = ["GUESS", "WINDOWS_DAYS", "told_by"]

GUESS = "population guess"

# Six weeks of efforts; where they hold too few, more weeks, trusted less from day to day.
WINDOWS_DAYS = (42, 90, 365)
_ENOUGH_HARD_SESSIONS = 2
_AGE_FREE_DAYS, _AGE_SD_PER_DAY = 21, 0.001

# How far a best effort lies from the curve: known to be hard by heart rate, or not known.
_HARD_SD, _UNKNOWN_SD, _BOUND_SD = 0.03, 0.10, 0.05
# However many there are: training bests fall short of tests together (Karsten et al. 2015).
_COMMON_SD = 0.03
_HARD_SHARE_OF_MAX = 0.9

# The two-parameter curve holds for 3 to 20 minutes; runners' 5000 m, its longest distance,
# may take half an hour.
_CURVE_FROM_S, _CURVE_TO_S = 180.0, {"ride": 1200.0, "run": 1800.0}

# Beyond these (W, m/s) no athlete's critical rate lies; what says so are damaged files.
_CRITICAL_RANGE = {"ride": (50.0, 700.0), "run": (1.0, 8.0)}


def told_by(
    prior: Curve, guess: Estimate, sessions: Digests, on: date, highest: Estimate, sport: Sport
) -> tuple[Estimate, Estimate]:
    """The critical rate and the reserve after all sessions; the guess where none tells.

    Hard sessions pull both ways. An easy one only says that the athlete can do at least that.
    """
    # Under a guessed maximum only what is hard for most counts; without heart rate nobody knows.
    max_bpm = highest.value + (highest.sd if highest.origin == "prior" else 0.0)
    for days in WINDOWS_DAYS:
        recent = window(sessions, on, days)
        minute_bpm = recent["heart_rate_60s_bpm"]
        easy = minute_bpm < _HARD_SHARE_OF_MAX * max_bpm
        telling = recent["measured"] & ~easy
        if np.count_nonzero(telling) >= _ENOUGH_HARD_SESSIONS:
            break
    age = on.toordinal() - recent["day"]
    scatter = np.where(np.isnan(minute_bpm), _UNKNOWN_SD, np.where(easy, _BOUND_SD, _HARD_SD))
    scatter = np.hypot(scatter, _AGE_SD_PER_DAY * np.maximum(age - _AGE_FREE_DAYS, 0))
    time_s, rate = recent["time_s"], recent["rate"]
    counts = (time_s >= _CURVE_FROM_S) & (time_s <= _CURVE_TO_S[sport]) & (rate > 0)

    curve, hard = _moved(prior, time_s, rate, scatter, counts & telling[:, None])
    lifts = counts & easy[:, None] & (rate > curve.rate(time_s))
    curve, lifting = _moved(curve, time_s, rate, scatter, lifts)
    low, high = _CRITICAL_RANGE[sport]
    if not hard | lifting or not (low <= curve.critical <= high and curve.reserve > 0):
        return guess, Estimate(prior.reserve, prior.reserve_sd, "prior", basis=GUESS)

    sd = math.hypot(curve.critical_sd, _COMMON_SD * curve.critical)
    since = date.fromordinal(recent["day"][max(hard | lifting)])
    if not hard:
        basis = f"{guess.basis}, at least what was done"
        return (
            Estimate(curve.critical, sd, guess.origin, since, basis),
            Estimate(curve.reserve, curve.reserve_sd, "prior", basis=GUESS),
        )
    what = sport if len(hard) == 1 else f"{sport}s"
    history_days = on.toordinal() - sessions["day"][sessions["measured"].argmax()]
    basis = f"{len(hard)} hard {what} in {min(days, history_days + 1)} days"
    return (
        Estimate(curve.critical, sd, "estimated", since, basis),
        Estimate(curve.reserve, curve.reserve_sd, "estimated", since, basis),
    )


def _moved(
    prior: Curve,
    time_s: FloatArray,
    rate: FloatArray,
    sd: FloatArray,
    counts: npt.NDArray[np.bool_],
) -> tuple[Curve, set[int]]:
    """The prior after the bests of several sessions, and the sessions (rows) that moved it.

    Args:
        prior: what was believed.
        time_s: (n, k) durations of the bests of n sessions.
        rate: (n, k) their rates.
        sd: (n,) relative standard deviation of a session's bests.
        counts: (n, k) which of the bests count.
    """
    sessions = np.flatnonzero(counts.any(axis=1))
    if not len(sessions):
        return prior, set()
    # The two best of each column, without those that were outdone over a longer time.
    order = np.argsort(np.where(counts, rate, -np.inf)[sessions], axis=0, kind="stable")
    rows = sessions[order[-2:]]
    best = rows, np.arange(rate.shape[1])
    kept = counts[best]
    t, r, rows = time_s[best][kept], rate[best][kept], rows[kept]
    outdone = ((t[None, :] > t[:, None]) & (r[None, :] > r[:, None])).any(axis=1)
    t, r, rows = t[~outdone], r[~outdone], rows[~outdone]
    moved = set(rows.tolist())
    weights = envelope_weights(t, r)
    # The bests of one session overlap, so together they tell no more than one number would.
    overlap = max(1.0, weights.sum() / len(moved))
    return posterior(prior, t, r, sd[rows] * r * np.sqrt(overlap / weights)), moved
