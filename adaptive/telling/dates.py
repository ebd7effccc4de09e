"""Days and times as spreadsheets and forms write them.

2026-11-23 and 23.11.2026 say which is the month; 11/12/2026 does not. Then the other rows of the
file decide: a number above 12 is no month, and what is logged does not lie ahead.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from ingest.errors import UsageError

__all__ = ["Moment", "day_of", "fitting", "moment"]

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)")
_CLOCK = re.compile(
    r"(\d{1,2}):(\d\d)(?::\d\d(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*"
    r"(?:z|(?:utc|gmt)?(?:[+-]\d{1,2}(?::?\d\d)?)?)?",
)
_HINT = "Write days like 2026-11-23, times like 18:05."

_ORDERS = ("day first", "month first")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in each order of day and month that makes one, and a time if one stands there.

    Times stay where the athlete's wall clock stood; the zone of a form is left out.
    """

    text: str
    days: dict[str, date]
    at: time | None = None


def moment(text: str) -> Moment:
    """What a cell says.

    Raises:
        UsageError: it is no day.
    """
    written = text.strip().lower()
    matched = _YEAR_FIRST.match(written) or _YEAR_LAST.match(written)
    if not matched:
        raise UsageError(f"{text!r} is no day", hint=_HINT)
    rest = written[matched.end() :].lstrip(" ,t")
    if matched.re is _YEAR_FIRST:
        days = dict.fromkeys(_ORDERS, _day(*map(int, matched.groups())))
    else:
        first, mark, second, year = matched.groups()
        number = int(year) + (2000 if len(year) == 2 else 0)
        days = {"day first": _day(number, int(second), int(first))}
        # Who writes dots writes the day first.
        swapped = _day(number, int(first), int(second))
        days["month first"] = days["day first"] if mark == "." else swapped
    real = {order: day for order, day in days.items() if day}
    if not real:
        raise UsageError(f"{text!r} is no day", hint=_HINT)
    return Moment(text.strip(), real, _time(rest) if rest else None)


def fitting(moments: Iterable[Moment], today: date) -> frozenset[str]:
    """The orders of day and month in which all of them are days up to today."""
    seen = list(moments)
    return frozenset(
        order
        for order in _ORDERS
        if all(order in one.days and one.days[order] <= today for one in seen)
    )


def day_of(told: Moment, orders: frozenset[str]) -> date:
    """The day, by the orders that fit the whole file; none fits where a file mixes them.

    Raises:
        UsageError: it may be two days.
    """
    days = {day for order, day in told.days.items() if not orders or order in orders}
    if len(days) > 1:
        first, second = sorted(days)
        raise UsageError(f"{told.text!r} may be {first} or {second}", hint=_HINT)
    return days.pop()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(text: str) -> time:
    matched = _CLOCK.fullmatch(text)
    hour = int(matched[1]) if matched else 99
    if matched and matched[3]:
        hour = hour % 12 + 12 * (matched[3] == "p") if 1 <= hour <= 12 else 99
    try:
        return time(hour, int(matched[2]) if matched else 0)
    except ValueError:
        raise UsageError(f"{text!r} is no time of day", hint=_HINT) from None
