"""What separates easy from hard for one athlete on one day, from the sessions before it.

Nothing after the day is looked at, so a later hard effort never rewrites an earlier load.
Where sessions say little, a population guess stands in, and says that it is one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.athlete import Athlete, Estimate, Setting, Thresholds
from models.critical import Curve, critical_power, critical_speed, envelope_weights, posterior
from models.digests import Digests, Past, latest, window
from models.efforts import Efforts
from models.heart_rate import Sport, max_heart_rate, resting_heart_rate, threshold_heart_rate
from models.quantile import quantile

__all__ = ["critical_power", "critical_speed", "estimate"]

Found = tuple[Estimate, ...]

_GUESS = "population guess"
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
    efforts: Iterable[Efforts] | Past,
    on: date,
    athlete: Athlete,
    overrides: Sequence[Setting] = (),
) -> Thresholds:
    """The thresholds that hold on a day.

    Args:
        efforts: digests of sessions in any order; those after `on` are passed over. Whoever
            asks for many days lays them out once (`Past.of`).
        on: the day.
        athlete: what the athlete told.
        overrides: thresholds the athlete set; the latest up to `on` replaces the estimate.
    """
    everything = efforts if isinstance(efforts, Past) else Past.of(efforts)
    past = everything.window(on, _WINDOWS_DAYS[-1])
    settings = _settings(overrides, on)
    resting = settings.get("resting_heart_rate_bpm", resting_heart_rate(past))

    def anchors(sport: Sport, intensity: Callable[[Estimate, Estimate], Found]) -> Found:
        """Maximum and threshold heart rate of a sport, then what `intensity` makes of them.

        Maximum heart rate says which sessions were hard, these give the threshold
        intensity, and that says which heart rates were reached in earnest: two rounds.
        """
        found: Found = ()
        hard_from = None
        for _ in range(2):
            name = f"{sport}_max_heart_rate_bpm"
            highest = settings.get(name) or max_heart_rate(past, on, athlete, sport, hard_from)
            name = f"{sport}_threshold_heart_rate_bpm"
            threshold = settings.get(name) or threshold_heart_rate(
                past, on, sport, highest, resting, hard_from
            )
            found = (highest, threshold, *intensity(highest, threshold))
            if found[2].origin not in _OWN:
                break
            hard_from = found[2].value
        return found

    # They rest on the maximum, which the second round seldom changes.
    ride_power = cache(partial(_critical_power, past, on, athlete))
    run_speed = cache(partial(_critical_speed, past["run"], on, athlete))
    line = _speed_line(past["run"], on)
    ride_max, ride_threshold, power, reserve = anchors(
        "ride", lambda highest, _: ride_power(highest)
    )
    run_max, run_threshold, speed = anchors(
        "run",
        lambda highest, threshold: (line.at(threshold) if line else run_speed(highest),),
    )
    first_day = everything.first_day()
    found = Thresholds(
        on=on,
        history_days=0 if first_day is None else max(on.toordinal() - first_day, 0),
        critical_power_w=power,
        w_prime_j=reserve,
        run_speed_mps=speed,
        run_threshold_heart_rate_bpm=run_threshold,
        ride_threshold_heart_rate_bpm=ride_threshold,
        run_max_heart_rate_bpm=run_max,
        ride_max_heart_rate_bpm=ride_max,
        resting_heart_rate_bpm=resting,
        swim_speed_mps=_swim_speed(window(past["swim"], on, _SWIM_WINDOW_DAYS)),
    )
    return replace(found, **settings) if settings else found


def _settings(overrides: Sequence[Setting], on: date) -> dict[str, Any]:
    """What the athlete set up to a day, the latest by name."""
    latest = sorted((s for s in overrides if s.since <= on), key=lambda setting: setting.since)
    return {
        s.name: Estimate(s.value, _SETTING_SD * s.value, "athlete", s.since, "set by you")
        for s in latest
    }


# --- critical power and speed ---------------------------------------------------------------


def _critical_power(
    past: Past, on: date, athlete: Athlete, highest: Estimate
) -> tuple[Estimate, Estimate]:
    """Critical power and W' from the rides with a power meter."""
    prior, guess = _power_prior(past, athlete)
    return _curve(prior, guess, past["ride"], on, highest, "ride")


def _power_prior(past: Past, athlete: Athlete) -> tuple[Curve, Estimate]:
    """What is believed before any effort: the device's FTP, else a guess from body mass."""
    mass = past.believed("mass_kg")
    mass_kg = athlete.mass_kg or (mass[0] if mass else _MASS_KG)
    watts = _WATTS_PER_KG * mass_kg * (_WOMEN_SHARE if athlete.sex == "female" else 1.0)
    guess = Estimate(watts, _CP_PRIOR_SD, "prior", basis=_GUESS)
    # The threshold power of runs is another one.
    if ftp := past.believed("threshold_power_w", {"ride"}):
        watts = ftp[0] / _FTP_OF_CP
        guess = Estimate(watts, _FTP_SD * watts, "device", ftp[1], "the device's FTP")
    return Curve(guess.value, _W_PRIME_J, guess.sd, _W_PRIME_SD), guess


def _critical_speed(runs: Digests, on: date, athlete: Athlete, highest: Estimate) -> Estimate:
    mean = _CS_MPS + (_CS_WOMEN_MPS if athlete.sex == "female" else 0.0)
    guess = Estimate(mean, _CS_SD, "prior", basis=_GUESS)
    prior = Curve(mean, _D_PRIME_M, _CS_SD, _D_PRIME_SD)
    critical, _ = _curve(prior, guess, runs, on, highest, "run")
    return replace(critical, sd=max(critical.sd, _CS_LEAST_SD))


def _curve(
    prior: Curve, guess: Estimate, sessions: Digests, on: date, highest: Estimate, sport: Sport
) -> tuple[Estimate, Estimate]:
    """The critical rate and the reserve after all sessions; the guess where none tells.

    Hard sessions pull both ways. An easy one only says that the athlete can do at least that.
    """
    # Under a guessed maximum only what is hard for most counts; without heart rate nobody knows.
    max_bpm = highest.value + (highest.sd if highest.origin == "prior" else 0.0)
    for days in _WINDOWS_DAYS:
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
        return guess, Estimate(prior.reserve, prior.reserve_sd, "prior", basis=_GUESS)

    sd = math.hypot(curve.critical_sd, _COMMON_SD * curve.critical)
    since = date.fromordinal(recent["day"][max(hard | lifting)])
    if not hard:
        basis = f"{guess.basis}, at least what was done"
        return (
            Estimate(curve.critical, sd, guess.origin, since, basis),
            Estimate(curve.reserve, curve.reserve_sd, "prior", basis=_GUESS),
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


# --- running --------------------------------------------------------------------------------


class _SpeedLine(NamedTuple):
    """Speed on heart rate by reduced major axis: neither of the two is free of error.

    `basis` says which runs it rests on, the latest of them `since`.
    """

    mean_bpm: float
    sd_bpm: float
    mean_mps: float
    mps_per_bpm: float
    scatter_mps: float
    runs: int
    since: date
    basis: str

    def at(self, threshold_bpm: Estimate) -> Estimate:
        """Speed at threshold heart rate."""
        reach = threshold_bpm.value - self.mean_bpm
        # Windows of one run resemble each other: runs are counted, not windows.
        fit_sd = self.scatter_mps * math.sqrt((1 + (reach / self.sd_bpm) ** 2) / self.runs)
        known = "guessed " if threshold_bpm.origin == "prior" else ""
        return Estimate(
            self.mean_mps + self.mps_per_bpm * reach,
            math.hypot(fit_sd, self.mps_per_bpm * threshold_bpm.sd),
            "estimated",
            self.since,
            f"speed at {known}threshold heart rate, {self.basis}",
        )


def _speed_line(runs: Digests, on: date) -> _SpeedLine | None:
    """The line through the steady windows of the last runs; None where they do not make one.

    Where they do, it is preferred to critical speed, which in training follows the last hard
    day: over three months of one runner it read between 1.9 and 3.5 m/s while speed at threshold
    heart rate stayed within 3.2 to 3.3.
    """
    for days in _WINDOWS_DAYS[:2]:
        recent = window(runs, on, days)
        steady = np.isfinite(recent["steady_intensity"])
        if np.count_nonzero(steady) < _STEADY_WINDOWS:
            continue
        bpm = recent["steady_heart_rate_bpm"][steady]
        speed = recent["steady_intensity"][steady]
        mean_bpm, mean_mps = float(bpm.mean()), float(speed.mean())
        sd_bpm, sd_mps = float(bpm.std()), float(speed.std())
        if not (sd_bpm and sd_mps):
            continue
        r = float(((bpm - mean_bpm) * (speed - mean_mps)).mean()) / (sd_bpm * sd_mps)
        if r < _STEADY_R:
            continue
        told = np.flatnonzero(steady.any(axis=1))
        return _SpeedLine(
            mean_bpm=mean_bpm,
            sd_bpm=sd_bpm,
            mean_mps=mean_mps,
            mps_per_bpm=sd_mps / sd_bpm,
            scatter_mps=sd_mps * math.sqrt(2 * max(1 - r, 0.0)),
            runs=len(told),
            since=date.fromordinal(recent["day"][told[-1]]),
            basis=f"{len(told)} runs in {days} days",
        )
    return None


# --- swimming -------------------------------------------------------------------------------


def _swim_speed(swims: Digests) -> Estimate:
    """Critical swim speed from best times over 200 and 400 m, else from usual 400 m paces."""
    t200, t400 = (swims["time_s"][:, place] for place in (0, 1))
    known = np.isfinite(t400)
    last = latest(known)
    if last is None:
        return Estimate(_SWIM_PRIOR_MPS, _SWIM_PRIOR_SD, "prior", basis=_GUESS)
    since = date.fromordinal(swims["day"][last])
    best200, best400 = float(np.nanmin(t200)), float(np.nanmin(t400))
    critical = 200.0 / (best400 - best200)
    # All-out, 400 m is a little slower than 200 m; otherwise one of the two was easy.
    if 0.85 * 400 / best400 <= critical <= 400 / best400:
        return Estimate(critical, 0.05 * critical, "estimated", since, "best 200 and 400 m")
    usual = quantile(400.0 / t400[known], 0.9) * 0.97
    return Estimate(usual, 0.08 * usual, "estimated", since, "400 m paces of 90 days")
