"""What the athlete told about themself, and what follows from it at once.

Facts hold for all days, also for those before they were told: who weighs 70 kg today is taken to
have weighed that all along. What changes from month to month is a threshold, which holds from a
day on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from adaptive.library.store import Store
from ingest.errors import UsageError
from models.athlete import Athlete

__all__ = ["FACTS", "TAKEN_BACK", "Fact", "Value", "athlete", "known", "tell", "time_zone"]

Value = str | float | None
"""A fact as it is kept: words, a number, yes or no as a truth value; None is not told."""

TAKEN_BACK = "-"
"""What is written in place of a value to take a fact back."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the athlete may tell.

    `allowed` says which values make sense, `unit` what a number counts, `use` what the fact is
    good for. `read` makes a value of what was written; it raises ValueError or UsageError where
    that makes no sense.
    """

    read: Callable[[str], str | float]
    allowed: str
    use: str
    unit: str = ""


def _number(
    low: float, high: float, unit: str, use: str, kind: Callable[[str], float] = float
) -> Fact:
    """A number within bounds, beyond which a finger or a unit has slipped."""

    def read(text: str) -> float:
        value = kind(text.replace(",", "."))
        if not low <= value <= high:
            raise ValueError
        return value

    return Fact(read, f"{low:g} to {high:g} {unit}".rstrip(), use, unit)


def _choice(use: str, **values: str | float) -> Fact:
    """One of some words, each with what is kept for it."""

    def read(text: str) -> str | float:
        if text.lower() not in values:
            raise ValueError
        return values[text.lower()]

    return Fact(read, " or ".join(values), use)


def _zone(text: str) -> str:
    from ingest.zones import zone_named

    return zone_named(text).key


FACTS: Mapping[str, Fact] = {
    "sex": _choice(
        "guesses of thresholds and maximum heart rate; load by heart rate",
        female="female",
        male="male",
    ),
    # Nobody born later is an athlete yet.
    "birth_year": _number(1900, 2020, "", "guess of maximum heart rate", int),
    "mass_kg": _number(25, 250, "kg", "guess of critical power"),
    "height_cm": _number(100, 250, "cm", "nothing yet"),
    "level": _choice(
        "guess of critical power before any effort",
        beginner="beginner",
        regular="regular",
        trained="trained",
    ),
    "usual_hours_per_week": _number(0, 60, "h", "fitness on the first days of a short history"),
    "ftp_of_cp": _number(0.85, 1.05, "", "FTP as a share of critical power"),
    "time_zone": Fact(
        _zone, "like Europe/Berlin", "local day where neither clock nor place of a file tells it"
    ),
}


def known(store: Store) -> dict[str, Value]:
    """All facts by name, None where they were not told."""
    return {name: store.fact(name) for name in FACTS}


def athlete(store: Store) -> Athlete:
    """The facts that sessions are judged by."""
    told: dict[str, Any] = {one.name: store.fact(one.name) for one in fields(Athlete)}
    return Athlete(**{name: value for name, value in told.items() if value is not None})


def time_zone(store: Store) -> ZoneInfo | None:
    """The zone that the athlete named."""
    from ingest.zones import zone_named

    name = store.fact("time_zone")
    return None if name is None else zone_named(str(name))


def tell(store: Store, name: str, value: str, today: date) -> None:
    """Note a fact, or take it back (`TAKEN_BACK`); sessions follow at once.

    Raises:
        UsageError: there is no fact of this name, or the value makes no sense.
    """
    content = _read(name, value.strip())
    store.set_fact(name, content, today, reassess=name != "time_zone")
    if name == "time_zone":
        from adaptive import joining

        leaders = store.merges.leaders()
        store.set_wall_clocks(joining.wall_clocks(store, leaders, time_zone(store)))


def _read(name: str, text: str) -> Value:
    if name not in FACTS:
        raise UsageError(f"{name!r} is no fact about you", hint=f"Known: {', '.join(FACTS)}.")
    if text == TAKEN_BACK:
        return None
    try:
        return FACTS[name].read(text)
    except ValueError:
        raise UsageError(
            f"{text!r} makes no sense as {name}",
            hint=f"It may be {FACTS[name].allowed}; {TAKEN_BACK} takes it back.",
        ) from None
