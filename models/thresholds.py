"""What separates easy from hard for one athlete on one day, from the sessions before it.

Nothing after the day is looked at, so a later hard effort never rewrites an earlier load.
Where sessions say little, a population guess stands in, and says that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from ingest.activity import FloatArray
from models.athlete import Athlete, Estimate, Setting, Thresholds
from models.critical import Curve, critical_power, critical_speed, envelope_weights, posterior
from models.efforts import POWER_DURATIONS_S, RUN_DISTANCES_M, SWIM_DISTANCES_M, Efforts, believed
from models.heart_rate import Sport, max_heart_rate, resting_heart_rate, threshold_heart_rate

__all__ = ["critical_power", "critical_speed", "estimate"]

Found = tuple[Estimate, ...]

_RESERVE_GUESS = Estimate(0.0, 0.0, "prior", basis="population guess")
_OWN = ("estimated", "athlete")  # origins that say something about this very athlete

# Six weeks of efforts; where they hold too few, more weeks, trusted less from day to day.
_WINDOWS_DAYS = (42, 90, 365)
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

_WATTS_PER_KG, _WOMEN_SHARE, _MASS_KG = 2.8, 0.9, 70.0
_CP_PRIOR_SD, _W_PRIME_J, _W_PRIME_SD = 45.0, 18_000.0, 6_000.0
_FTP_OF_CP, _FTP_SD = 0.96, 0.08
_CS_MPS, _CS_SD, _CS_WOMEN_MPS, _D_PRIME_M, _D_PRIME_SD = 3.2, 0.5, -0.3, 180.0, 60.0
# Critical speed from training follows the last hard day more than ability.
_CS_LEAST_SD = 0.2

_STEADY_WINDOWS, _STEADY_R = 25, 0.6

_SWIM_WINDOW_DAYS = 90
_SWIM_PRIOR_MPS, _SWIM_PRIOR_SD = 0.9, 0.2

_SETTING_SD = 0.02


def estimate(
    efforts: Sequence[Efforts],
    on: date,
    athlete: Athlete,
    overrides: Sequence[Setting] = (),
) -> Thresholds:
    """The thresholds that hold on a day.

    Args:
        efforts: digests of sessions in any order; those after `on` are passed over.
        on: the day.
        athlete: what the athlete told.
        overrides: thresholds the athlete set; the latest up to `on` replaces the estimate.
    """
    known = [e for e in efforts if e.date <= on]
    # In one order, so that sums come out the same however the sessions were stored.
    past = sorted(
        _since(known, on, _WINDOWS_DAYS[-1]), key=lambda e: (e.date, e.family, e.duration_s)
    )
    settings = _settings(overrides, on)
    resting = settings.get("resting_heart_rate_bpm", resting_heart_rate(past))

    def anchors(sport: Sport, intensity: Callable[[Estimate, Estimate], Found]) -> Found:
        """Maximum and threshold heart rate of a sport, then what `intensity` makes of them.

        Maximum heart rate says which sessions were hard, these give the threshold
        intensity, and that says which heart rates were reached in earnest: two rounds.
        """
        found: Found = ()
        for _ in range(2):
            hard_from = found[2].value if found and found[2].origin in _OWN else None
            name = f"{sport}_max_heart_rate_bpm"
            highest = settings.get(name) or max_heart_rate(past, on, athlete, sport, hard_from)
            name = f"{sport}_threshold_heart_rate_bpm"
            threshold = settings.get(name) or threshold_heart_rate(
                past, on, sport, highest, resting, hard_from
            )
            if (highest, threshold) == found[:2]:
                break
            found = (highest, threshold, *intensity(highest, threshold))
        return found

    ride_max, ride_threshold, power, reserve = anchors(
        "ride", lambda highest, _: _critical_power(past, on, athlete, highest)
    )
    run_max, run_threshold, speed = anchors(
        "run", lambda highest, threshold: (_run_speed(past, on, athlete, highest, threshold),)
    )
    found = Thresholds(
        on=on,
        history_days=(on - min(e.date for e in known)).days if known else 0,
        critical_power_w=power,
        w_prime_j=reserve,
        run_speed_mps=speed,
        run_threshold_heart_rate_bpm=run_threshold,
        ride_threshold_heart_rate_bpm=ride_threshold,
        run_max_heart_rate_bpm=run_max,
        ride_max_heart_rate_bpm=ride_max,
        resting_heart_rate_bpm=resting,
        swim_speed_mps=_swim_speed(past, on),
    )
    return replace(found, **settings)


def _settings(overrides: Sequence[Setting], on: date) -> dict[str, Any]:
    """What the athlete set up to a day, the latest by name."""
    latest = sorted((s for s in overrides if s.since <= on), key=lambda setting: setting.since)
    return {
        s.name: Estimate(s.value, _SETTING_SD * s.value, "athlete", s.since, "set by you")
        for s in latest
    }


def _since(efforts: Sequence[Efforts], on: date, days: int) -> list[Efforts]:
    first = on - timedelta(days=days)
    return [e for e in efforts if e.date > first]


# --- critical power and speed ---------------------------------------------------------------


def _critical_power(
    past: Sequence[Efforts], on: date, athlete: Athlete, highest: Estimate
) -> tuple[Estimate, Estimate]:
    """Critical power and W' from the rides with a power meter."""
    prior, guess = _power_prior(past, athlete)
    metered = [e for e in past if e.family == "ride" and any(e.best_power_w)]
    power = _table([e.best_power_w for e in metered], len(POWER_DURATIONS_S))
    time_s = np.broadcast_to(np.array(POWER_DURATIONS_S, dtype=np.float64), power.shape)
    return _curve(prior, guess, metered, time_s, power, on, highest, "ride")


def _power_prior(past: Sequence[Efforts], athlete: Athlete) -> tuple[Curve, Estimate]:
    """What is believed before any effort: the device's FTP, else a guess from body mass."""
    mass = believed(past, "mass_kg")
    mass_kg = athlete.mass_kg or (mass[0] if mass else _MASS_KG)
    watts = _WATTS_PER_KG * mass_kg * (_WOMEN_SHARE if athlete.sex == "female" else 1.0)
    guess = Estimate(watts, _CP_PRIOR_SD, "prior", basis="population guess")
    # The threshold power of runs is another one.
    if ftp := believed([e for e in past if e.family == "ride"], "threshold_power_w"):
        watts = ftp[0] / _FTP_OF_CP
        guess = Estimate(watts, _FTP_SD * watts, "device", ftp[1], "the device's FTP")
    return Curve(guess.value, _W_PRIME_J, guess.sd, _W_PRIME_SD), guess


def _critical_speed(
    runs: Sequence[Efforts], on: date, athlete: Athlete, highest: Estimate
) -> Estimate:
    mean = _CS_MPS + (_CS_WOMEN_MPS if athlete.sex == "female" else 0.0)
    guess = Estimate(mean, _CS_SD, "prior", basis="population guess")
    prior = Curve(mean, _D_PRIME_M, _CS_SD, _D_PRIME_SD)
    timed = [e for e in runs if any(e.best_times_s)]
    time_s = _table([e.best_times_s for e in timed], len(RUN_DISTANCES_M))
    speed = np.array(RUN_DISTANCES_M) / time_s
    critical, _ = _curve(prior, guess, timed, time_s, speed, on, highest, "run")
    return replace(critical, sd=max(critical.sd, _CS_LEAST_SD))


def _table(rows: Sequence[Sequence[float | None]], width: int) -> FloatArray:
    return np.array(rows, dtype=np.float64).reshape(-1, width)


def _curve(
    prior: Curve,
    guess: Estimate,
    sessions: Sequence[Efforts],
    time_s: FloatArray,
    rate: FloatArray,
    on: date,
    highest: Estimate,
    sport: Sport,
) -> tuple[Estimate, Estimate]:
    """The critical rate and the reserve after all sessions; the guess where none tells.

    Hard sessions pull both ways. An easy one only says that the athlete can do at least that.
    """
    age = np.array([(on - e.date).days for e in sessions])
    minute_bpm = np.array([e.heart_rate_60s_bpm for e in sessions], dtype=np.float64)
    # Under a guessed maximum only what is hard for most counts; without heart rate nobody knows.
    max_bpm = highest.value + (highest.sd if highest.origin == "prior" else 0.0)
    easy = minute_bpm < _HARD_SHARE_OF_MAX * max_bpm
    for days in _WINDOWS_DAYS:
        telling = (age < days) & ~easy
        if np.count_nonzero(telling) >= _ENOUGH_HARD_SESSIONS:
            break
    sd = np.where(np.isnan(minute_bpm), _UNKNOWN_SD, np.where(easy, _BOUND_SD, _HARD_SD))
    sd = np.hypot(sd, _AGE_SD_PER_DAY * np.maximum(age - _AGE_FREE_DAYS, 0))
    rate = np.where((time_s >= _CURVE_FROM_S) & (time_s <= _CURVE_TO_S[sport]), rate, np.nan)

    curve, hard = _moved(prior, time_s, np.where(telling[:, None], rate, np.nan), sd)
    above = (easy & (age < days))[:, None] & (rate > curve.rate(time_s))
    curve, lifting = _moved(curve, time_s, np.where(above, rate, np.nan), sd)
    low, high = _CRITICAL_RANGE[sport]
    if not hard | lifting or not (low <= curve.critical <= high and curve.reserve > 0):
        return guess, replace(_RESERVE_GUESS, value=prior.reserve, sd=prior.reserve_sd)

    critical = replace(
        guess,
        value=curve.critical,
        sd=float(np.hypot(curve.critical_sd, _COMMON_SD * curve.critical)),
        since=max(sessions[row].date for row in hard | lifting),
        basis=f"{guess.basis}, at least what was done",
    )
    if not hard:
        return critical, replace(_RESERVE_GUESS, value=curve.reserve, sd=curve.reserve_sd)
    what = sport if len(hard) == 1 else f"{sport}s"
    basis = f"{len(hard)} hard {what} in {min(days, age.max() + 1)} days"
    critical = replace(critical, origin="estimated", basis=basis)
    return critical, replace(critical, value=curve.reserve, sd=curve.reserve_sd)


def _moved(
    prior: Curve, time_s: FloatArray, rate: FloatArray, sd: FloatArray
) -> tuple[Curve, set[int]]:
    """The prior after the bests of several sessions, and the sessions (rows) that moved it.

    Args:
        prior: what was believed.
        time_s: (n, k) durations of the bests of n sessions.
        rate: (n, k) their rates; NaN where a best is missing or doesn't count.
        sd: (n,) relative standard deviation of a session's bests.
    """
    # The two best of each column, without those that were outdone over a longer time.
    best = np.argsort(np.nan_to_num(rate, nan=-np.inf), axis=0)[-2:]
    rows, columns = best.ravel(), np.tile(np.arange(rate.shape[1]), len(best))
    t, r = time_s[rows, columns], rate[rows, columns]
    outdone = ((t[None, :] > t[:, None]) & (r[None, :] > r[:, None])).any(axis=1)
    kept = np.isfinite(r) & ~outdone
    t, r, rows = t[kept], r[kept], rows[kept]
    sessions = set(rows.tolist())
    if not sessions:
        return prior, sessions
    weights = envelope_weights(t, r)
    # The bests of one session overlap, so together they tell no more than one number would.
    overlap = max(1.0, weights.sum() / len(sessions))
    return posterior(prior, t, r, sd[rows] * r * np.sqrt(overlap / weights)), sessions


# --- running --------------------------------------------------------------------------------


def _run_speed(
    past: Sequence[Efforts], on: date, athlete: Athlete, highest: Estimate, threshold_bpm: Estimate
) -> Estimate:
    """Speed at threshold heart rate, else critical speed.

    Critical speed from training follows the last hard day: over three months of one
    runner it read between 1.9 and 3.5 m/s while speed at threshold heart rate stayed
    within 3.2 to 3.3.
    """
    runs = [e for e in past if e.family == "run"]
    for days in _WINDOWS_DAYS[:2]:
        recent = [e for e in _since(runs, on, days) if e.steady_intensity]
        found = _speed_at(threshold_bpm, recent)
        if found is not None:
            value, sd = found
            known = "guessed " if threshold_bpm.origin == "prior" else ""
            basis = f"speed at {known}threshold heart rate, {len(recent)} runs in {days} days"
            return Estimate(value, sd, "estimated", max(e.date for e in recent), basis)
    return _critical_speed(runs, on, athlete, highest)


def _speed_at(threshold_bpm: Estimate, runs: Sequence[Efforts]) -> tuple[float, float] | None:
    """Speed at a heart rate by reduced major axis: neither of the two is free of error."""
    bpm = np.array([x for e in runs for x in e.steady_heart_rate_bpm])
    speed = np.array([x for e in runs for x in e.steady_intensity])
    if len(bpm) < _STEADY_WINDOWS:
        return None
    if not (bpm.std() and speed.std()):
        return None
    r = float(np.corrcoef(bpm, speed)[0, 1])
    if r < _STEADY_R:
        return None
    mps_per_bpm = float(speed.std() / bpm.std())
    reach = threshold_bpm.value - bpm.mean()
    scatter = float(speed.std() * np.sqrt(2 * (1 - r)))
    # Windows of one run resemble each other: runs are counted, not windows.
    fit_sd = scatter * np.sqrt((1 + (reach / bpm.std()) ** 2) / len(runs))
    return (
        float(speed.mean() + mps_per_bpm * reach),
        float(np.hypot(fit_sd, mps_per_bpm * threshold_bpm.sd)),
    )


# --- swimming -------------------------------------------------------------------------------


def _swim_speed(past: Sequence[Efforts], on: date) -> Estimate:
    """Critical swim speed from best times over 200 and 400 m, else from usual 400 m paces."""
    swims = [e for e in _since(past, on, _SWIM_WINDOW_DAYS) if e.family == "swim"]
    times = _table([e.best_times_s for e in swims if e.best_times_s], len(SWIM_DISTANCES_M))
    t200, t400 = times[:, 0], times[:, 1]
    if not np.isfinite(t400).any():
        basis = "population guess"
        return Estimate(_SWIM_PRIOR_MPS, _SWIM_PRIOR_SD, "prior", basis=basis)
    since = max(e.date for e in swims if e.best_times_s and e.best_times_s[1])
    best200, best400 = float(np.nanmin(t200)), float(np.nanmin(t400))
    critical = 200.0 / (best400 - best200)
    # All-out, 400 m is a little slower than 200 m; otherwise one of the two was easy.
    if 0.85 * 400 / best400 <= critical <= 400 / best400:
        return Estimate(critical, 0.05 * critical, "estimated", since, "best 200 and 400 m")
    usual = float(np.nanquantile(400.0 / t400, 0.9)) * 0.97
    return Estimate(usual, 0.08 * usual, "estimated", since, "400 m paces of 90 days")
