"""What separates easy from hard for one athlete on one day, from the sessions before it.

Nothing after the day is looked at, so a later hard effort never rewrites an earlier load.
Where sessions say little, a population guess stands in, and says that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache, partial
from typing import NamedTuple

from ingest.sports import Family
from models import heart_rate, ride_thresholds, run_thresholds, swim_thresholds
from models.athlete import FTP, Athlete, Effort, Estimate, Setting, Sport, Thresholds
from models.critical import critical_power, critical_speed
from models.digests import Past
from models.efforts import Efforts
from models.rate_curve import WINDOWS_DAYS

__all__ = ["behind", "critical_power", "critical_speed", "estimate"]

_OWN = ("measured", "estimated", "athlete")  # origins that say something about this very athlete

_SETTING_SD = 0.02


def estimate(
    efforts: Iterable[Efforts] | Past,
    on: date,
    athlete: Athlete,
    overrides: Sequence[Setting] = (),
    family: Family | None = None,
) -> Thresholds:
    """The thresholds that hold on a day.

    Args:
        efforts: digests of sessions in any order; those after `on` are passed over. Whoever
            asks for many days lays them out once (`Past.of`).
        on: the day.
        athlete: what the athlete told.
        overrides: thresholds the athlete set; the latest up to `on` replaces the estimate.
        family: estimate only what sessions of this family are judged by (those of no sport of
            ours by running's heart rates); the rest stays at the population guess.
    """
    past = (efforts if isinstance(efforts, Past) else Past.of(efforts)).window(on, WINDOWS_DAYS[-1])
    settings = _settings(overrides, on, athlete)
    resting = settings.get("resting_heart_rate_bpm") or heart_rate.resting_heart_rate(past)
    day = _Day(past, on, athlete, settings, resting)
    found = {} if family is None else dict(_guesses(athlete, on.year))
    found["resting_heart_rate_bpm"] = resting
    if family in (None, "ride"):
        found |= day.ride(with_curve=family is None)
    if family != "ride":
        found |= day.run(with_curve=family is None)
    if family in (None, "swim"):
        found["swim_speed_mps"] = swim_thresholds.swim_speed(past["swim"], on)
    first_day = past.first_day()
    days = 0 if first_day is None else max(on.toordinal() - first_day, 0)
    return Thresholds(on=on, history_days=days, **{**found, **settings})


def behind(
    efforts: Iterable[Efforts] | Past,
    on: date,
    athlete: Athlete,
    overrides: Sequence[Setting] = (),
) -> dict[str, tuple[Effort, ...]]:
    """The efforts that carry each threshold of a day, by the name of its field.

    Guesses, and what the athlete set or the device believes, have none. The arguments are those
    of `estimate`.
    """
    everything = efforts if isinstance(efforts, Past) else Past.of(efforts)
    known = estimate(everything, on, athlete, overrides)
    past = everything.window(on, WINDOWS_DAYS[-1])
    powers = ride_thresholds.efforts(past, on, athlete, known.ride_max_heart_rate_bpm)
    speeds = run_thresholds.efforts(past["run"], on, athlete, known.run_max_heart_rate_bpm)
    carrying: dict[str, Sequence[Effort]] = {
        "critical_power_w": powers,
        "w_prime_j": powers,
        "critical_speed_mps": speeds,
        "d_prime_m": speeds,
        "run_speed_mps": run_thresholds.steady_runs(past["run"], on) or speeds,
        "swim_speed_mps": swim_thresholds.best_swims(past["swim"], on),
    }
    intensities: dict[Sport, Estimate] = {
        "ride": known.critical_power_w,
        "run": known.run_speed_mps,
    }
    for sport, intensity in intensities.items():
        threshold = f"{sport}_threshold_heart_rate_bpm"
        hard_from = _hard_from(sport, getattr(known, threshold), intensity)
        carrying[f"{sport}_max_heart_rate_bpm"] = heart_rate.peaks(past, sport, hard_from)
        if hard_from:
            carrying[threshold] = heart_rate.hard_twenties(past, on, sport, hard_from)

    def is_carried(one: Estimate) -> bool:
        return one.since is not None and one.origin not in ("athlete", "device")

    return {
        name: tuple(rows)
        for name, rows in carrying.items()
        if rows and is_carried(getattr(known, name))
    }


class _Day(NamedTuple):
    """What the thresholds of one day rest on."""

    past: Past
    on: date
    athlete: Athlete
    settings: Mapping[str, Estimate]
    resting: Estimate

    def ride(self, *, with_curve: bool) -> dict[str, Estimate]:
        fit = cache(partial(ride_thresholds.critical_power, self.past, self.on, self.athlete))
        found = self._anchors("ride", "critical_power_w", lambda highest, _: fit(highest)[0])
        if with_curve:
            found["w_prime_j"] = fit(found["ride_max_heart_rate_bpm"])[1]
        return found

    def run(self, *, with_curve: bool) -> dict[str, Estimate]:
        runs = self.past["run"]
        fit = cache(partial(run_thresholds.critical_speed, runs, self.on, self.athlete))
        line = cache(partial(run_thresholds.speed_line, runs, self.on, self.resting))
        found = self._anchors(
            "run",
            "run_speed_mps",
            lambda highest, threshold: (
                known.at(threshold) if (known := line()) else fit(highest)[0]
            ),
        )
        if with_curve:
            curve = fit(found["run_max_heart_rate_bpm"])
            found["critical_speed_mps"], found["d_prime_m"] = curve
        return found

    def _anchors(
        self, sport: Sport, name: str, intensity: Callable[[Estimate, Estimate], Estimate]
    ) -> dict[str, Estimate]:
        """Maximum and threshold heart rate of a sport, and what `intensity` makes of them.

        Maximum heart rate says which sessions were hard, these give the threshold
        intensity, and that says which heart rates were reached in earnest: two rounds. What the
        athlete set is not estimated.
        """
        past, on, athlete, settings, resting = self
        maximum, threshold = f"{sport}_max_heart_rate_bpm", f"{sport}_threshold_heart_rate_bpm"
        found: dict[str, Estimate] = {}
        hard_from = None
        for _ in range(2):
            found[maximum] = settings.get(maximum) or heart_rate.max_heart_rate(
                past, on, athlete, sport, hard_from
            )
            found[threshold] = settings.get(threshold) or heart_rate.threshold_heart_rate(
                past, on, sport, found[maximum], resting, hard_from
            )
            found[name] = settings.get(name) or intensity(found[maximum], found[threshold])
            hard_from = _hard_from(sport, found[threshold], found[name])
            if hard_from is None:
                break
        return found


def _hard_from(sport: Sport, threshold_bpm: Estimate, intensity: Estimate) -> float | None:
    """The intensity from which heart rates were reached in earnest; None where it is a guess.

    Where it is little more than one, because the threshold heart rate of a run is guessed or no
    ride was all-out, only what is hard even if it is too low counts as hard.
    """
    if intensity.origin not in _OWN:
        return None
    unsure = intensity.origin == "estimated" if sport == "ride" else threshold_bpm.origin == "prior"
    return intensity.value + (intensity.sd if unsure else 0.0)


@lru_cache(maxsize=16)
def _guesses(athlete: Athlete, year: int) -> dict[str, Estimate]:
    """The thresholds of whom nothing is known but what the athlete told."""
    guess = estimate((), date(year, 1, 1), athlete)
    return {f.name: getattr(guess, f.name) for f in fields(guess)[2:]}


def _settings(overrides: Sequence[Setting], on: date, athlete: Athlete) -> dict[str, Estimate]:
    """What the athlete set up to a day, the latest by name of the field."""
    found: dict[str, Estimate] = {}
    for one in sorted((s for s in overrides if s.since <= on), key=lambda setting: setting.since):
        name, value = one.name, one.value
        if name == FTP:
            name, value = "critical_power_w", value / athlete.ftp_of_cp
        found[name] = Estimate(value, _SETTING_SD * value, "athlete", one.since, "set by you")
    return found
