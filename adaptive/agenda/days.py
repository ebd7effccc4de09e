"""How people write days, times and spans of hours. Reading is strict: a doubt is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

from adaptive.week import Windows
from ingest.errors import UsageError

__all__ = ["WEEKDAYS", "day_name", "day_named", "time_named", "weekdays_named", "windows_named"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_GROUPS = {"weekdays": range(5), "weekend": range(5, 7), "daily": range(7)}
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_LEAST_LETTERS = 2
_DAYS_HINT = "Write days like 2026-11-26, or today, {}, or a weekday: thu is the {} one."
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d\d)?)? ?(am|pm)?")


def day_name(day: date) -> str:
    """A day in words: Tue 24 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def day_named(text: str, today: date, *, back: bool = False) -> date:
    """A day written as 2026-11-26, `today`, `tomorrow`, `yesterday`, or a weekday.

    Args:
        text: what was written.
        today: the day on which it was.
        back: whether one speaks of what was, so that a weekday is the last one, not the next.

    Raises:
        UsageError: it is written otherwise, or is today's weekday: that may mean either.
    """
    word = text.strip().lower()
    if word in _NEAR:
        return today + timedelta(days=_NEAR[word])
    weekday = _weekday(word)
    if weekday is None:
        try:
            return date.fromisoformat(word)
        except ValueError:
            known = ("yesterday", "last") if back else ("tomorrow", "next")
            raise UsageError(f"{text!r} is no day", hint=_DAYS_HINT.format(*known)) from None
    week = -7 if back else 7
    away = (weekday - today.weekday()) % week
    if away == 0:
        raise UsageError(
            f"{text!r} may be today or a week {'ago' if back else 'on'}",
            hint=f"Write today, or {today + timedelta(days=week)}.",
        )
    return today + timedelta(days=away)


def time_named(text: str) -> time:
    """A time of day written as 18:00, 6:30, 7 or 7pm.

    Raises:
        UsageError: it is written otherwise.
    """
    found = _TIME.fullmatch(text.strip().lower())
    hour, minute, half = found.groups() if found else ("99", None, None)
    number = int(hour)
    if half and 1 <= number <= 12:
        number = number % 12 + 12 * (half == "pm")
    elif half:
        number = 99
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise UsageError(f"{text!r} is no time of day", hint="Write times like 18:00.") from None


def weekdays_named(text: str) -> tuple[int, ...]:
    """Weekdays by name (Monday 0), one or several: `mon`, `mon,wed`, `weekdays`, `weekend`.

    Raises:
        UsageError: one of them is none.
    """
    found: set[int] = set()
    for word in text.lower().split(","):
        weekday = _weekday(word.strip())
        if weekday is None and word.strip() not in _GROUPS:
            raise UsageError(
                f"{word.strip()!r} is no weekday",
                hint="Write mon, tue ... sun, several with commas, or weekdays, weekend, daily.",
            )
        found |= {weekday} if weekday is not None else set(_GROUPS[word.strip()])
    return tuple(sorted(found))


def windows_named(words: Sequence[str]) -> Windows:
    """Spans of hours such as `6:00-7:30`, in order and without overlap; `none` is no time at all.

    Raises:
        UsageError: they are written otherwise, or overlap.
    """
    if [word.lower() for word in words] == ["none"]:
        return ()
    spans = [word.partition("-") for word in words]
    if odd := [begin for begin, dash, _ in spans if not dash]:
        raise UsageError(f"{odd[0]!r} is no span of hours", hint="Write spans like 18:00-20:30.")
    windows = sorted((time_named(begin), time_named(end)) for begin, _, end in spans)
    ends = [time(), *(end for _, end in windows)]
    for before, (begin, end) in zip(ends, windows, strict=False):
        if begin >= end or begin < before:
            raise UsageError(
                f"{begin:%H:%M}-{end:%H:%M} ends before it begins, or overlaps another span",
                hint="A span ends later on the same day; several must not overlap.",
            )
    return tuple(windows)


def _weekday(word: str) -> int | None:
    fits = [n for n, name in enumerate(WEEKDAYS) if name.startswith(word)]
    return fits[0] if len(word) >= _LEAST_LETTERS and len(fits) == 1 else None
