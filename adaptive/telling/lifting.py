"""Self-checks and knee lifts as people write them: `15 12 shaky`, `90 85`, `62cm 60cm`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from adaptive.checks import LONGEST_HOLD_S
from adaptive.diary import score
from adaptive.telling.words import Content, MissingError, Said, score_after, split, within
from ingest.errors import UsageError

__all__ = ["check", "knee_lift"]

_SECONDS = (0, 60)
"""Nobody is asked to hold longer than a quarter of this; beyond it a finger slipped."""

_LIFTED = {"deg": (10, 150), "cm": (10, 150)}
"""What a thigh can do, and where a knee can be."""

_GOOD = {"smooth": True, "dead_bug_flat": True}
_SAID: Mapping[str, Content] = {
    **{word: _GOOD for word in ("ok", "okay", "good", "fine")},  # noqa: C420 - one value for all
    "smooth": {"smooth": True},
    "shaky": {"smooth": False},
    "wobbly": {"smooth": False},
    "jerky": {"smooth": False},
    "not-smooth": {"smooth": False},
    "flat": {"dead_bug_flat": True},
    "arched": {"dead_bug_flat": False},
    "not-flat": {"dead_bug_flat": False},
    "deep": {"feel": "deep"},
    "front": {"feel": "front"},
    "unsure": {},
    "full": {"dead_bug_range": "full"},
    "half": {"dead_bug_range": "half"},
}
"""What the words of a check say."""

_HOLDS = {"left": "march_left_s", "right": "march_right_s"}
_SCORED = {"back": "back", **dict.fromkeys(("hip", "pull", "hip-pull"), "hip_pull")}
"""Words of a check that stand before their number."""

_CHECK_HINT = (
    "Such as: kneedrive log check 15 15 ok, or 8 15 arched front back 3. "
    f"Words: {', '.join([*_SAID, *_HOLDS, *_SCORED])}."
)
_LIFT_HINT = "Such as: kneedrive log knee-lift 90 85 (degrees), or 62cm 60cm, or left 90."

_PAIR = re.compile(r"(\d+(?:[.,]\d+)?)s?/(\d+(?:[.,]\d+)?)s?")
_LIFT = re.compile(r"(\d+(?:[.,]\d+)?)(cm|deg|degrees|°)?")


def check(words: Iterable[str], told: Mapping[str, str | bool | None] | None = None) -> Content:
    """A self-check.

    Args:
        words: such as 15 12 shaky back 3; two numbers are the holds, left and right.
        told: the same by field, None where nothing was said.

    Raises:
        UsageError: a word means nothing here, something is said twice and differs, or it is too
            little to be a check.
    """
    found = Said(_CHECK_HINT)
    sides = _said(found, words)
    if len(sides) > 2:
        raise UsageError(f"{' '.join(sides)} are more than two holds", hint=_CHECK_HINT)
    if len(sides) == 1:
        raise MissingError(f"Left {sides[0]} s; and the right hold in seconds", hint=_CHECK_HINT)
    for name, text in [*zip(_HOLDS.values(), sides, strict=False), *(told or {}).items()]:
        if text is not None:
            found.say(name, _value(name, text))
    content = found.content
    bad = False in (content.get("smooth"), content.get("dead_bug_flat"))
    if not (bad or set(_HOLDS.values()) & content.keys()):
        raise MissingError(
            "The march holds, left and right in seconds, and how they were (such as 15 15 ok)",
            hint=_CHECK_HINT,
        )
    # The holds first, as they are read.
    return {name: content[name] for name in (*_HOLDS.values(), *content) if name in content}


def knee_lift(words: Iterable[str], told: Mapping[str, str | None] | None = None) -> Content:
    """Height or angle of a knee lift.

    Args:
        words: the left and the right one, or `left`, `right` or `both` before a number; degrees,
            unless cm stands there.
        told: the same by field, None where nothing was said.

    Raises:
        UsageError: it makes no sense.
    """
    found = Said(_LIFT_HINT)
    for name, text in [*_lifts(words), *(told or {}).items()]:
        if text is not None:
            unit = name.rpartition("_")[2]
            found.say(name, within(text, *_LIFTED[unit], unit, _LIFT_HINT))
    units = {name.rpartition("_")[2] for name in found.content}
    if not units:
        raise MissingError(
            "How high the knees came, left and right (such as 90 85 degrees, or 62cm 60cm)",
            hint=_LIFT_HINT,
        )
    if len(units) > 1:
        raise UsageError("an angle and a height are two logs", hint=_LIFT_HINT)
    return found.content


def _said(found: Said, words: Iterable[str]) -> list[str]:
    """Note what the words of a check say; the holds that name no side are left."""
    sides: list[str] = []
    waiting = iter(split(words))
    for word in waiting:
        if word in _HOLDS:
            found.say(_HOLDS[word], _value(_HOLDS[word], next(waiting, "")))
        elif word in _SCORED:
            found.say(_SCORED[word], score_after(waiting))
        elif pair := _PAIR.fullmatch(word):
            sides += pair.groups()
        elif word[0].isdecimal():
            sides.append(word)
        elif word in _SAID:
            for name, value in _SAID[word].items():
                found.say(name, value)
        else:
            raise UsageError(f"{word!r} says nothing of a check", hint=_CHECK_HINT)
    return sides


def _value(name: str, told: str | bool) -> Any:  # noqa: ANN401 - each field has its own
    """The value of a field of a check."""
    if isinstance(told, bool):
        return told
    if name in {"back", "hip_pull"}:
        return score(told)
    if name in _HOLDS.values():
        seconds = within(told.lower().removesuffix("s"), *_SECONDS, "s", _CHECK_HINT)
        return min(seconds, float(LONGEST_HOLD_S))
    said = _SAID.get(told.lower(), {})
    if name not in said:
        raise UsageError(f"{told!r} says nothing of a check", hint=_CHECK_HINT)
    return said[name]


def _lifts(words: Iterable[str]) -> list[tuple[str, str]]:
    """By field the numbers that words tell of a knee lift."""
    unit, side = "deg", None
    numbers: list[tuple[str | None, str]] = []
    for word in split(words):
        if word in {"left", "right", "both"}:
            side = word
        elif word in {"cm", "deg", "degrees", "°"}:
            unit = "cm" if word == "cm" else "deg"
        elif found := _LIFT.fullmatch(word):
            unit = "cm" if found[2] == "cm" else unit
            numbers.append((side, found[1]))
            side = None
        else:
            raise UsageError(f"{word!r} says nothing of a knee lift", hint=_LIFT_HINT)
    named = [side for side, _ in numbers]
    if named == [None]:
        raise MissingError(f"Left {numbers[0][1]}; and the right one", hint=_LIFT_HINT)
    if named == [None, None]:
        named = ["left", "right"]
    if None in named:
        raise UsageError("of which side is it", hint=_LIFT_HINT)
    return [
        (f"{one}_{unit}", text)
        for side, (_, text) in zip(named, numbers, strict=True)
        for one in (("left", "right") if side == "both" else (side,))
    ]
