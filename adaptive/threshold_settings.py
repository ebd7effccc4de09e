"""The thresholds by name: what each is called, whose it is, and how an athlete sets one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal, get_args

from adaptive.facts import TAKEN_BACK
from adaptive.library.store import Store
from ingest.errors import UsageError
from ingest.sports import Family, family
from models.athlete import FTP, Setting

__all__ = ["KINDS", "Change", "Kind", "set_threshold"]

_TWO_NAMES = (FTP, "critical_power_w")
"""Of one threshold: what is told later of either counts."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One threshold: what people call it, its unit, whose it is, and the values that make sense."""

    words: str
    unit: Literal["W", "J", "m", "m/s", "bpm"]
    family: Family | None
    low: float
    high: float

    @property
    def concerns(self) -> Collection[Family] | None:
        """The families whose sessions are judged by it; None is all."""
        if self.unit == "bpm" and self.family == "run":
            return tuple(one for one in get_args(Family) if one != "ride")
        return self.family and (self.family,)


KINDS: Mapping[str, Kind] = {
    "critical_power_w": Kind("critical power", "W", "ride", 50, 700),
    "w_prime_j": Kind("W' (reserve)", "J", "ride", 3_000, 60_000),
    FTP: Kind("FTP", "W", "ride", 45, 700),
    "ride_threshold_heart_rate_bpm": Kind("threshold heart rate", "bpm", "ride", 80, 220),
    "ride_max_heart_rate_bpm": Kind("maximum heart rate", "bpm", "ride", 110, 230),
    "run_speed_mps": Kind("threshold pace", "m/s", "run", 1.2, 7),
    "critical_speed_mps": Kind("critical speed", "m/s", "run", 1.2, 7),
    "d_prime_m": Kind("D' (reserve)", "m", "run", 20, 800),
    "run_power_w": Kind("threshold power of runs", "W", "run", 80, 700),
    "run_threshold_heart_rate_bpm": Kind("threshold heart rate", "bpm", "run", 80, 220),
    "run_max_heart_rate_bpm": Kind("maximum heart rate", "bpm", "run", 110, 230),
    "swim_speed_mps": Kind("critical swim speed", "m/s", "swim", 0.3, 2.2),
    "resting_heart_rate_bpm": Kind("resting heart rate", "bpm", None, 25, 110),
}
"""In the order in which they are told."""

# What may be written after a number, and how much of the unit it is.
_UNITS: Mapping[str, Mapping[str, float]] = {
    "W": {"w": 1},
    "J": {"j": 1, "kj": 1000},
    "m": {"m": 1},
    "m/s": {"m/s": 1, "km/h": 1 / 3.6},
    "bpm": {"bpm": 1},
}
_PACE_METRES: Mapping[str, float] = {"/km": 1000, "/mi": 1609.344, "/100m": 100, "/100yd": 91.44}


@dataclass(frozen=True, slots=True)
class Change:
    """What setting a threshold changed.

    `value` is None where it was taken back. It holds from `since` to `until`, the day before it
    is set anew; None is for good. `judged_anew` counts the sessions from `since` on that are
    judged by it.
    """

    name: str
    value: float | None
    unit: str
    since: date
    until: date | None
    judged_anew: int


def set_threshold(store: Store, name: str, text: str, since: date, today: date) -> Change:
    """Set a threshold from a day on, or take back what was set for that day (`TAKEN_BACK`).

    Sessions before the day keep their load and class. A day to come is fine: it holds from then.

    Raises:
        UsageError: there is no threshold of this name, the value makes no sense, or nothing
            that could be taken back was set for that day.
    """
    if name not in KINDS:
        raise UsageError(
            f"{name!r} is no threshold", hint="They are: " + ", ".join(sorted(KINDS)) + "."
        )
    days = [setting.since for setting in store.settings() if setting.name == name]
    value = None if text.strip() == TAKEN_BACK else _read(name, text)
    if value is None and since not in days:
        raise UsageError(
            f"no {name} was set for {since}",
            hint=f"It was set for {', '.join(map(str, days))}." if days else None,
        )
    if value is not None and KINDS[name].unit == "bpm":
        _check_heart_rates(store, Setting(name, value, since))
    families = KINDS[name].concerns
    same = _TWO_NAMES if name in _TWO_NAMES else (name,)
    of_same = [setting for setting in store.settings() if setting.name in same]
    setting = Setting(name, value or 0.0, since)
    store.set_threshold(setting, today, families=families, taken_back=value is None)
    later = [setting.since for setting in of_same if setting.since > since]
    anew = [family(one.sport, one.sub_sport) for one in store.sessions(today, since=since)]
    return Change(
        name,
        value,
        KINDS[name].unit,
        since,
        min(later) - timedelta(days=1) if later else None,
        sum(families is None or one in families for one in anew),
    )


def _check_heart_rates(store: Store, setting: Setting) -> None:
    """Refuse a heart rate that contradicts another one that the athlete set.

    Raises:
        UsageError: it does.
    """
    told = {one.name: one.value for one in store.settings() if one.since <= setting.since}
    told[setting.name] = setting.value
    for sport in ("ride", "run"):
        rising = (
            "resting_heart_rate_bpm",
            f"{sport}_threshold_heart_rate_bpm",
            f"{sport}_max_heart_rate_bpm",
        )
        for low, high in combinations((name for name in rising if name in told), 2):
            if setting.name in {low, high} and told[low] >= told[high]:
                raise UsageError(
                    f"{low} {told[low]:g} is not below {high} {told[high]:g}",
                    hint="Set the other one first, or take it back.",
                )


def _read(name: str, text: str) -> float:
    kind = KINDS[name]
    try:
        value = _value(kind, text)
    except (ValueError, KeyError, ArithmeticError):
        value = float("nan")
    if not kind.low <= value <= kind.high:
        pace = {"run": ", or a pace such as 4:30/km", "swim": ", or a pace such as 1:45/100m"}
        also = pace[kind.family] if kind.unit == "m/s" and kind.family in pace else ""
        raise UsageError(
            f"{text!r} makes no sense as {name}",
            hint=f"It may be {kind.low:g} to {kind.high:g} {kind.unit}{also}; "
            f"{TAKEN_BACK} takes it back.",
        )
    return value


def _value(kind: Kind, text: str) -> float:
    """A number with or without its unit, or a pace, as a number in the kind's own unit."""
    written = text.replace(" ", "").replace(",", ".").lower()
    match = re.fullmatch(r"(?:(\d+):)?(\d+(?:\.\d+)?)(\D.*)?", written)
    if match is None:
        raise ValueError
    minutes, number, unit = match[1], float(match[2]), match[3]
    if minutes is None:
        return number * _UNITS[kind.unit][unit or kind.unit.lower()]
    metres = _PACE_METRES[unit or ("/100m" if kind.family == "swim" else "/km")]
    if kind.unit != "m/s" or number >= 60:
        raise ValueError
    return metres / (60 * int(minutes) + number)
