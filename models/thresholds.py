"""What separates easy from hard for one athlete on one day, from the sessions before it.

Nothing after the day is looked at, so a later hard effort never rewrites an earlier load.
Where sessions say little, a population guess stands in, and says that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

from models import ride_thresholds, run_thresholds, swim_thresholds
from models.athlete import Athlete, Estimate, Setting, Sport, Thresholds
from models.critical import critical_power, critical_speed
from models.digests import Past
from models.efforts import Efforts
from models.heart_rate import max_heart_rate, resting_heart_rate, threshold_heart_rate
from models.rate_curve import WINDOWS_DAYS

__all__ = ["critical_power", "critical_speed", "estimate"]

Found = tuple[Estimate, ...]

_OWN = ("estimated", "athlete")  # origins that say something about this very athlete

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
    past = everything.window(on, WINDOWS_DAYS[-1])
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
    ride_power = cache(partial(ride_thresholds.critical_power, past, on, athlete))
    run_speed = cache(partial(run_thresholds.critical_speed, past["run"], on, athlete))
    line = run_thresholds.speed_line(past["run"], on)
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
        swim_speed_mps=swim_thresholds.swim_speed(past["swim"], on),
    )
    return replace(found, **settings) if settings else found


def _settings(overrides: Sequence[Setting], on: date) -> dict[str, Any]:
    """What the athlete set up to a day, the latest by name."""
    latest = sorted((s for s in overrides if s.since <= on), key=lambda setting: setting.since)
    return {
        s.name: Estimate(s.value, _SETTING_SD * s.value, "athlete", s.since, "set by you")
        for s in latest
    }
