"""Time zones as calendars need them: VTIMEZONE of any zone of the computer's tables.

The icalendar package makes such components as well, but lets summer time begin an hour late
(the first moment is to be written by the clock that held before it) and writes out each year.
Calendars know zones best by a yearly rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

__all__ = ["time_zone"]

YEARS = 8
"""Long enough to tell the fourth Sunday of a month from the last."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Offset:
    """What a clock shows against UTC, and what that is called."""

    utc: timedelta
    name: str


def time_zone(key: str, since: int) -> Timezone:
    """A zone as a component of a calendar.

    Args:
        key: such as Europe/Berlin.
        since: the first year it has to serve. It serves for eight years, and where the clocks
            change by the same rule in all of them, for ever.
    """
    from icalendar import Timezone

    zone = ZoneInfo(key)
    found = Timezone()
    found.add("TZID", key)
    begin = datetime(since, 1, 1, tzinfo=UTC)
    changes: defaultdict[tuple[_Offset, _Offset], list[datetime]] = defaultdict(list)
    for moment, before, after in _changes(zone, begin, begin.replace(year=since + YEARS)):
        changes[before, after].append((moment + before.utc).replace(tzinfo=None))
    first = _offset(zone, begin)
    if not changes or not all(_rule(onsets) for onsets in changes.values()):
        _add(found, first, first, [(begin + first.utc).replace(tzinfo=None)])
    for (before, after), onsets in changes.items():
        _add(found, before, after, onsets)
    return found


def _changes(
    zone: ZoneInfo, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, _Offset, _Offset]]:
    """When the clocks change between two instants, exact to the second, and how."""
    moment = begin
    while moment < end:
        before, after = _offset(zone, moment), _offset(zone, moment + _DAY)
        if before != after:
            low, high = 0, 86_400  # seconds; it changes in (low, high]
            while high - low > 1:
                middle = (low + high) // 2
                same = _offset(zone, moment + timedelta(seconds=middle)) == before
                low, high = (middle, high) if same else (low, middle)
            yield moment + timedelta(seconds=high), before, after
        moment += _DAY


def _offset(zone: ZoneInfo, moment: datetime) -> _Offset:
    local = moment.astimezone(zone)
    utc = local.utcoffset()
    assert utc is not None
    return _Offset(utc, local.tzname() or "")


def _add(zone: Timezone, before: _Offset, after: _Offset, onsets: Sequence[datetime]) -> None:
    """Add the clock that holds from some local times on, by the clock that held before them."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    # By the clock, not by the law: in Ireland's the time of summer is the standard one.
    part = TimezoneDaylight() if after.utc > before.utc else TimezoneStandard()
    part.add("TZOFFSETFROM", before.utc)
    part.add("TZOFFSETTO", after.utc)
    part.add("TZNAME", after.name)
    part.add("DTSTART", onsets[0])
    if rule := _rule(onsets):
        part.add("RRULE", rule)
    elif onsets[1:]:
        part.add("RDATE", list(onsets[1:]))
    zone.add_component(part)


def _rule(onsets: Sequence[datetime]) -> dict[str, str | int] | None:
    """The yearly rule that some local times follow, such as the last Sunday of March."""
    first = onsets[0]
    alike = {(one.month, one.weekday(), one.time()) for one in onsets}
    years = [one.year for one in onsets]
    if len(alike) > 1 or years != list(range(first.year, first.year + YEARS)):
        return None
    for count in ((first.day - 1) // 7 + 1, -1):
        if all(_is_nth(one, count) for one in onsets):
            day = f"{count}{_WEEKDAYS[first.weekday()]}"
            return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": day}
    return None


def _is_nth(day: datetime, count: int) -> bool:
    """Whether it is the count-th of its weekday in its month; -1 is the last."""
    return (day + 7 * _DAY).month != day.month if count == -1 else (day.day - 1) // 7 + 1 == count
