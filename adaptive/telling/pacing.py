"""Cadence as people write it: `172 5:30`, `172 --pace 8:50/mi`, `88 210w`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from adaptive.telling.words import Content, MissingError, split, within
from ingest.errors import UsageError

__all__ = ["cadence"]

_STEPS, _TURNS, _POWER_W = (110, 260), (30, 150), (20, 2000)

_SPEED_MPS = (1.2, 8.0)
"""From a brisk walk to what only a few hold for a kilometre."""

_MILE_M = 1609.344

_UNITS = {"km/h": 1 / 3.6, "kmh": 1 / 3.6, "kph": 1 / 3.6, "mph": _MILE_M / 3600, "m/s": 1.0}

_HINT = (
    "Such as: kneedrive log cadence 172 --pace 5:30/km (or 8:50/mi, or --speed 11 in km/h), "
    "or kneedrive log cadence 88 --power 210"
)

_PACE = re.compile(r"(\d{1,2}):([0-5]\d)/?(km|mi|miles?)?")
_SPEED = re.compile(rf"(\d+(?:[.,]\d+)?)({'|'.join(_UNITS)})?")


def cadence(
    words: Iterable[str],
    *,
    pace: str | None = None,
    speed: str | None = None,
    power: str | None = None,
) -> Content:
    """A cadence with the pace or the power it was kept at.

    Args:
        words: the cadence, and maybe a pace like 5:30/km, a speed like 11km/h or a power like 210w.
        pace: minutes and seconds a kilometre, or a mile.
        speed: km/h, or with its unit.
        power: W.

    Raises:
        UsageError: it makes no sense, or neither pace nor power is told.
    """
    turns: list[str] = []
    kept_at = [text for text in (pace, speed, power and f"{power.lower().rstrip('w')}w") if text]
    for word in split(words):
        if word not in {"at", "@", "spm", "rpm"}:
            plain = word.removesuffix("spm").removesuffix("rpm").replace(",", ".", 1)
            (turns if plain.replace(".", "", 1).isdecimal() else kept_at).append(word)
    if len(turns) > 1 or len(kept_at) > 1:
        raise UsageError("a cadence is one number, at one pace or power", hint=_HINT)
    if not turns:
        raise MissingError("The cadence, steps or turns a minute", hint=_HINT)
    if not kept_at:
        raise MissingError("At which pace (5:30/km) or power (210w)", hint=_HINT)
    number, at = turns[0].rstrip("rspm"), kept_at[0].strip().lower().replace(" ", "")
    if at.endswith("w"):
        return {
            "cadence_rpm": within(number, *_TURNS, "turns a minute", _HINT),
            "power_w": within(at.rstrip("w"), *_POWER_W, "W", _HINT),
        }
    metres = _metres_a_second(at)
    if not _SPEED_MPS[0] <= metres <= _SPEED_MPS[1]:
        raise UsageError(f"{at} is no pace of a run", hint=_HINT)
    return {"cadence_spm": _both_feet(number), "speed_mps": round(metres, 3)}


def _both_feet(number: str) -> float:
    """Steps a minute; who counts one foot tells half of them."""
    steps = within(number, _STEPS[0] / 2, _STEPS[1], "steps a minute", _HINT)
    if steps < _STEPS[0]:
        raise UsageError(
            f"{steps:g} steps a minute are those of one foot",
            hint=f"Count both feet: {2 * steps:g}.",
        )
    return steps


def _metres_a_second(text: str) -> float:
    """The speed of a pace such as 5:30/km or 8:50/mi, or of a speed such as 11 or 11km/h."""
    if pace := _PACE.fullmatch(text):
        seconds = 60 * int(pace[1]) + int(pace[2])
        metres = _MILE_M if (pace[3] or "").startswith("mi") else 1000.0
        return metres / seconds if seconds else 0.0
    if speed := _SPEED.fullmatch(text):
        return float(speed[1].replace(",", ".")) * _UNITS[speed[2] or "km/h"]
    raise UsageError(f"{text!r} is neither a pace nor a speed", hint=_HINT)
