"""How long and how far, as people write it: "1h30", "90'", "1,5 Std", "12 km", "8 miles".

In: a text in plain letters (`models.titles.plain`). Out: the longest duration and the longest
distance that are those of a whole session. What belongs to repeats ("5 x 3 min"), to a pace
("@ 4:30", "10k pace") or to the clock ("18:00") is neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.titles import REPEATS

__all__ = ["Amount", "distances_m", "durations_min"]

MAX_MIN, MAX_M = 24 * 60, 1_000_000
"""Nobody plans more in one session."""

LEAST_AROUND_REPEATS_MIN = 30
"""Beside repeats a shorter time is a pause or the warm-up, not the session."""

LATEST_HOURS = 5
""""5:30" may be a duration; "6:30" is when people get up to run."""

MAX_M_MIN = 240
""""90m" are minutes, "400m" metres."""

LEAST_M = 500
"""Shorter distances are those of a sprint or of one repeat, not of a session."""

_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"


def _number(name: str) -> str:
    """A number, or the range that it ends."""
    begins = rf"(?P<{name}_from>{_NUMBER}) ?(?:m|min|km|k)? ?(?:-|\u2013|to|bis|a) ?"
    return rf"(?:{begins})?(?P<{name}>{_NUMBER})"


_H = (
    r"(?:h(?:rs?|ours?|eures?)?|std|stunden?|u(?:ur|ren)?|ore|ora|horas?"
    r"|\u5c0f\u65f6|\u5c0f\u6642)"
)
_MIN = r"(?:min(?:s|ut[a-z]*)?|mn|'(?!')|\u5206\u949f|\u5206\u9418|\u5206)"
_DURATION = re.compile(
    rf"(?<![\d.,:@/x])(?:"
    rf"(?P<h>\d{{1,2}}) ?{_H} ?(?P<hm>\d{{1,2}})(?! ?(?:[\dx*]|{_H}|k|%)) ?(?:{_MIN})?"
    rf"|{_number('hours')} ?-?{_H}(?![a-z])"
    rf"|(?P<ch>\d{{1,2}}):(?P<cm>[0-5]\d)(?::[0-5]\d)?(?! ?(?:/|min|p\b|am\b|pm\b|pace|uhr|\d))"
    rf"|{_number('min')} ?-?(?:{_MIN}|(?<=\d\d)(?P<m>m))(?![a-z0-9/])"
    rf")"
)
_AT = re.compile(r"(?:@|\bat|\bon|\bum|\bas|\ba las|\bab|\bfrom|\bpace|\br[=/:]?) ?$")
"""What follows these is a time of day, a pace or a pause."""

_DISTANCE = re.compile(
    rf"(?<![\d.,:/x]){_number('far')} ?-?"
    r"(?:(?P<km>k(?:m|ilomet\w*)?|\u516c\u91cc|\u5343\u7c73)"
    r"|(?P<miles>mi(?:les?)?|mijl|meilen|milhas|millas)"
    r"|(?P<yards>y(?:ar)?ds?)|(?P<metres>m(?:et(?:er|re|ro|ri)s?)?|mts?|\u7c73))(?![a-z0-9/])"
    r"(?! ?-?(?:pace|tempo|effort|rp|ritmo|gp))"
)
_MARATHON = re.compile(
    r"(?P<half>half[ -]marathon|\bhm\b|halbmarathon|\bsemi\b(?:[ -]?marathon)?|media maraton"
    r"|mezza maratona|halve marathon|\bmeia\b(?: maratona)?|\u534a\u9a6c"
    r"|\u534a\u7a0b\u9a6c\u62c9\u677e)"
    r"|(?<!ultra)marat(?:h?on|ona)\b|\u9a6c\u62c9\u677e|\u99ac\u62c9\u677e"
)
MARATHON_M = 42_195.0


class Amount(NamedTuple):
    """A duration or a distance, where it stands in the text, and how it is written."""

    value: float
    at: int
    words: str


def durations_min(text: str) -> list[Amount]:
    """The durations that may be those of a session or of a part of it, in order."""
    masked, repeats = _without_repeats(text)
    least = LEAST_AROUND_REPEATS_MIN if repeats else 1
    return [one for one in _durations(masked) if least <= one.value <= MAX_MIN]


def distances_m(text: str, *, race: bool = False) -> list[Amount]:
    """The distances that may be those of a session or of a part of it, in order.

    Args:
        text: in plain letters.
        race: whether a marathon is meant by its name, not as a pace.
    """
    masked, _ = _without_repeats(text)
    found = [one for one in _distances(masked) if LEAST_M <= one.value <= MAX_M]
    if race and not found and (named := _MARATHON.search(text)):
        half = 2 if named["half"] else 1
        return [Amount(MARATHON_M / half, named.start(), named[0])]
    return found


def _durations(text: str) -> Iterator[Amount]:
    for match in _DURATION.finditer(text):
        if _AT.search(text[: match.start()]):
            continue
        if match["h"]:
            minutes = 60.0 * int(match["h"]) + int(match["hm"])
        elif match["ch"]:
            if int(match["ch"]) > LATEST_HOURS:
                continue
            minutes = 60.0 * int(match["ch"]) + int(match["cm"])
        else:
            scale = 60.0 if match["hours"] else 1.0
            minutes = scale * _middle(match, "hours" if match["hours"] else "min")
        if match["m"] and minutes > MAX_M_MIN:
            continue
        yield Amount(minutes, match.start(), match[0].strip())


def _distances(text: str) -> Iterator[Amount]:
    for match in _DISTANCE.finditer(text):
        if _AT.search(text[: match.start()]):
            continue
        unit = {"km": 1000.0, "miles": 1609.344, "yards": 0.9144, "metres": 1.0}
        scale = next(unit[name] for name in unit if match[name])
        yield Amount(scale * _middle(match, "far"), match.start(), match[0].strip())


def _middle(match: re.Match[str], name: str) -> float:
    """The middle of a range, or the number itself."""
    low, high = (_float(match[one] or "0") for one in (f"{name}_from", name))
    return (low + high) / 2 if 0 < low <= high else high


def _float(written: str) -> float:
    return float(written.replace(",", "."))


def _without_repeats(text: str) -> tuple[str, bool]:
    """The text with repeats blanked out, and whether there were any."""
    masked = REPEATS.sub(lambda found: " " * len(found[0]), text)
    return masked, masked != text
