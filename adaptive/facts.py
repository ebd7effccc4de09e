"""What the athlete told about themself, and what follows from it at once.

Facts hold for all days, also for those before they were told: who weighs 70 kg today is taken to
have weighed that all along. What changes from month to month is a threshold, which holds from a
day on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from adaptive.condition import safety as screening
from adaptive.library.store import Fact as Value
from adaptive.library.store import Store
from adaptive.programme.rulebook import standard
from adaptive.week import Settings
from ingest.errors import UsageError
from ingest.sports import Family
from models.athlete import Athlete

__all__ = [
    "FACTS",
    "QUESTIONS",
    "TAKEN_BACK",
    "Fact",
    "Value",
    "athlete",
    "avoid",
    "equipment",
    "equipment_named",
    "known",
    "read",
    "safety",
    "settings",
    "sports",
    "tell",
    "time_zone",
]

TAKEN_BACK = "-"
"""What is written in place of a value to take a fact back."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the athlete may tell.

    `may_be` says which values make sense, `unit` what a number counts, `use` what the fact is
    good for. `read` makes a value of what was written; it raises ValueError or UsageError where
    that makes no sense. `nothing` is the word for none of several, empty where it is always some.
    `choices` are the words it may be, each with its name, none where it is a number or free;
    `several` of them may hold at once.
    """

    read: Callable[[str], str | float | list[str]]
    may_be: str | Callable[[], str]
    use: str
    unit: str = ""
    nothing: str = ""
    choices: Callable[[], Mapping[str, str]] = dict
    several: bool = False

    def words(self, value: Value) -> str:
        """A value as people read it."""
        if value is None:
            return "not told"
        if isinstance(value, list):
            return ", ".join(value) or self.nothing
        number = value if isinstance(value, str) else f"{value:g}"
        return f"{number} {self.unit}".rstrip()

    @property
    def allowed(self) -> str:
        """The values that make sense, in words."""
        return self.may_be if isinstance(self.may_be, str) else self.may_be()


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


def _choice(use: str, names: Mapping[str, str] | None = None, /, **values: str | float) -> Fact:
    """One of some words, each with what is kept for it; `names` say what the words mean."""

    def read(text: str) -> str | float:
        if text.lower() not in values:
            raise ValueError
        return values[text.lower()]

    return Fact(
        read, " or ".join(values), use, choices=lambda: names or {name: name for name in values}
    )


def _several(
    use: str,
    choices: Callable[[], Mapping[str, str]],
    none: str = "",
    words: Callable[[], Mapping[str, str | list[str]]] = dict,
) -> Fact:
    """Any of some words, with commas or spaces between.

    `choices` are what is kept, each with its name; `words` are all words for it, where there are
    others than those. `none` says that there is none of them, which is another answer than none.
    """

    def read(text: str) -> list[str]:
        if none and text.lower() == none:
            return []
        known, kept = all_words(), list[str]()
        for part in re.split(r"\s*,\s*" if "," in text else r"\s+", text.lower()):
            found = known[re.sub(r"[\s-]+", "_", part)]
            kept += [found] if isinstance(found, str) else found
        return list(dict.fromkeys(kept))

    def all_words() -> Mapping[str, str | list[str]]:
        return words() or {name: name for name in choices()}

    def may_be() -> str:
        return f"some of {', '.join(all_words())}" + (f"; or {none}" if none else "")

    return Fact(read, may_be, use, nothing=none, choices=choices, several=True)


_SPORTS: Mapping[str, str | list[str]] = {
    "run": "run",
    "bike": "ride",
    "ride": "ride",
    "swim": "swim",
    "tri": ["swim", "ride", "run"],
}


def _screen() -> dict[str, str | list[str]]:
    items = screening.standard().screen.values()
    return {name: item.id for item in items for name in (item.id, *item.also)}


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
    "mass_kg": _number(25, 250, "kg", "guess of critical power; leg stiffness, with your height"),
    "height_cm": _number(100, 250, "cm", "leg stiffness in the form of runs, with your mass"),
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
    "sports": _several(
        "which of drills, single-leg pedalling and transition you get; else your last 90 days tell",
        lambda: {"run": "run", "ride": "ride", "swim": "swim"},
        words=lambda: _SPORTS,
    ),
    "equipment": _several(
        "exercises that need something else get a stand-in; not told, you have everything",
        lambda: {one.id: one.name for one in standard().equipment.values()},
        "none",
    ),
    "avoid": _several(
        "exercises that it speaks against get a stand-in",
        lambda: {one.id: one.name for one in standard().conditions.values()},
        "none",
    ),
    "strength_days": _choice(
        "strengthening after easy sessions only, or also hours after key ones",
        {"easy": "after easy sessions only", "hard": "on hard days too"},
        easy="easy",
        hard="hard",
    ),
    "rest_days": _choice(
        "whether strengthening may stand on days without training",
        {"use": "it may", "keep": "keep them free"},
        use="use",
        keep="keep",
    ),
    "safety": _several(
        "what to have cleared before the first strengthening",
        lambda: {one.id: one.name for one in screening.standard().screen.values()},
        "clear",
        _screen,
    ),
}


QUESTIONS: Mapping[str, str] = {
    "safety": "Before you strengthen: does any of this hold for you?",
    "birth_year": "In which year were you born?",
    "sports": "Which sports do you train?",
    "equipment": "What do you have for exercises?",
    "avoid": "What speaks against exercises?",
    "strength_days": "Strengthen after easy sessions only, or on hard days too?",
    "sex": "Your sex, as far as physiology goes?",
    "mass_kg": "Your mass in kg?",
}
"""What the interview asks, at most eight things, those first that change what a plan may hold."""

_JUDGED_BY = frozenset(one.name for one in fields(Athlete))
"""Facts that change how sessions are judged."""


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


def settings(store: Store) -> Settings:
    """What the athlete chose about placement."""
    names = ("strength_days", "rest_days")
    told: dict[str, Any] = {name: store.fact(name) for name in names}
    return Settings(**{name: value for name, value in told.items() if value is not None})


def sports(store: Store) -> frozenset[Family] | None:
    """The sports that the athlete named, None where history is to tell."""
    named = _told(store, "sports")
    return None if named is None else cast("frozenset[Family]", frozenset(named))


def equipment(store: Store) -> frozenset[str] | None:
    """What the athlete has, beyond what is always there; None where it was not told."""
    named = _told(store, "equipment")
    return None if named is None else frozenset(named)


def equipment_named(text: str) -> frozenset[str]:
    """Equipment as the athlete writes it: several with commas or spaces between, or "none".

    Raises:
        UsageError: there is no such equipment.
    """
    return frozenset(cast("list[str]", read("equipment", text.strip()) or []))


def avoid(store: Store) -> frozenset[str]:
    """What speaks against exercises."""
    return frozenset(_told(store, "avoid") or ())


def safety(store: Store) -> tuple[str, ...] | None:
    """What the athlete answered of `Safety.screen`, none when clear; None where not answered."""
    named = _told(store, "safety")
    return None if named is None else tuple(named)


def _told(store: Store, name: str) -> list[str] | None:
    value = store.fact(name)
    assert value is None or isinstance(value, list)
    return value


def tell(store: Store, name: str, value: str, today: date) -> None:
    """Note a fact, or take it back (`TAKEN_BACK`); sessions that it judges follow at once.

    Raises:
        UsageError: there is no fact of this name, or the value makes no sense.
    """
    content = read(name, value.strip())
    store.set_fact(name, content, today, reassess=name in _JUDGED_BY)
    if name == "time_zone":
        from adaptive import joining

        leaders = store.merges.leaders()
        store.set_wall_clocks(joining.wall_clocks(store, leaders, time_zone(store)))


def read(name: str, text: str) -> Value:
    """The value of a fact as it is written.

    Raises:
        UsageError: there is no fact of this name, or the value makes no sense.
    """
    if name not in FACTS:
        raise UsageError(f"{name!r} is no fact about you", hint=f"Known: {', '.join(FACTS)}.")
    if text == TAKEN_BACK:
        return None
    try:
        return FACTS[name].read(text)
    except (ValueError, KeyError):
        raise UsageError(
            f"{text!r} makes no sense as {name}",
            hint=f"It may be {FACTS[name].allowed}; {TAKEN_BACK} takes it back.",
        ) from None
