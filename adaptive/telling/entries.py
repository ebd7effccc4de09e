"""Entries of the diary as they are shown: in words, and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from adaptive.agenda.days import day_name

if TYPE_CHECKING:
    from adaptive.diary import DiaryEntry

__all__ = ["details", "headline", "to_json", "unsaid"]

_UNITS = {
    "march_left_s": "left {} s",
    "march_right_s": "right {} s",
    "left_deg": "left {}°",
    "right_deg": "right {}°",
    "left_cm": "left {} cm",
    "right_cm": "right {} cm",
    "cadence_spm": "{} steps/min",
    "cadence_rpm": "{} rpm",
    "power_w": "at {} W",
    "minutes": "{} min",
}
_WORDS = {
    ("smooth", True): "smooth",
    ("smooth", False): "not smooth",
    ("dead_bug_flat", True): "back flat",
    ("dead_bug_flat", False): "back arched",
}
_UNTOLD = frozenset({"planned", "question", "spans"})
_PLAIN = frozenset({"block", "why", "what", "name", "text", "choice", "session", "feel"})
"""Fields whose value says it all."""


def headline(entry: DiaryEntry) -> str:
    """The day it is about and what it is: "Mon 23 Nov 07:10  check"."""
    at = f" {entry.at:%H:%M}" if entry.at else ""
    return f"{day_name(entry.on_day)}{at}  {entry.kind.replace('_', '-')}"


def details(entry: DiaryEntry) -> str:
    """What it tells, field by field: "left 15 s; right 12 s; not smooth"."""
    content, found = entry.content, list[str]()
    for name, value in content.items():
        amount = f"{value:g}" if isinstance(value, float) else value
        if isinstance(value, bool) and (name, value) in _WORDS:
            found.append(_WORDS[name, value])
        elif name == "question" and "choice" in content:
            found.append(value.partition(":")[0])
        elif value is None or value is False or value == [] or name in _UNTOLD:
            continue
        elif name == "speed_mps":
            minutes, seconds = divmod(round(1000 / value), 60)
            found.append(f"at {minutes}:{seconds:02}/km")
        elif name == "exercises":
            found += [_exercise(one) for one in value]
        elif name in {"signs", "red_flags"}:
            found.append(", ".join(value).replace("_", " "))
        elif name in _UNITS:
            found.append(_UNITS[name].format(amount))
        elif name in _PLAIN:
            found.append(str(value).replace("_", " ") if name == "block" else str(value))
        else:
            words = name.replace("_", " ")
            found.append(words if value is True else f"{words} {amount}")
    return "; ".join(found)


def _exercise(one: dict[str, Any]) -> str:
    words = str(one["id"]).replace("_", " ")
    if one["reps"] is not None:
        words += f" {one['reps']} repetitions"
    return words if one["technique_ok"] else f"{words}, technique not ok"


def unsaid(entries: Iterable[DiaryEntry], diary: Iterable[DiaryEntry]) -> list[DiaryEntry]:
    """Those of some entries that the last word about the same matter and day does not say already.

    A button that is pressed twice says a thing once.
    """
    said = {_matter(one): one.content for one in diary}
    return [one for one in entries if said.get(_matter(one)) != one.content]


def _matter(entry: DiaryEntry) -> tuple[object, ...]:
    """What an entry is about; of one matter the last word counts, or ends what others began."""
    about = {
        **dict.fromkeys(("done", "skip"), "work"),
        **dict.fromkeys(("ill", "well"), "illness"),
        **dict.fromkeys(("symptom", "cleared"), "symptom"),
    }.get(entry.kind, entry.kind)
    return (about, entry.on_day, entry.content.get("block"), entry.content.get("session"))


def to_json(entry: DiaryEntry) -> dict[str, Any]:
    """An entry as `log --json` shows it."""
    return {
        "kind": entry.kind,
        "date": entry.on_day.isoformat(),
        "at": entry.at and f"{entry.at:%H:%M}",
        **entry.content,
        "told": entry.told.isoformat(),
    }
