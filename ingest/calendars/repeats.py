"""Events that repeat, written out between two days.

The library that knows the rules of repetition follows any rule to its end, and a rule can be
written that has none: every second for ever, or each thirtieth of February. What trains
nobody is refused here before it is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["UnreadableRepetitionError", "instances"]

MAX_RULES = 4
"""Rules of one event; calendars write one."""

MAX_PER_DAY = 10
"""Instances of one event on a day."""

MAX_INSTANCES = 3000
"""Instances of one event between the days asked for."""

_CALENDAR_DAYS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


class UnreadableRepetitionError(ValueError):
    """A repetition that cannot be followed; the message says why, as a clause."""


def instances(
    events: Sequence[Event], first: date, last: date, zone_name: str | None
) -> list[Event]:
    """The instances of one event that may touch the days from `first` to `last`.

    Args:
        events: the event itself and those of its instances that were changed.
        first: the first day; a day is added at either end, for time zones.
        last: the last day.
        zone_name: the zone by whose clock the calendar's owner lives, as far as the file says:
            what repeats at 17:00 UTC is meant at the same local time in summer and winter.

    Raises:
        UnreadableRepetitionError: the rules cannot be followed, or yield too much.
    """
    import icalendar
    import recurring_ical_events  # type: ignore[import-untyped]
    from icalendar.timezone import tzp

    for event in events:
        _check(event)
    calendar = icalendar.Calendar()
    if zone_name and tzp.timezone(zone_name) is not None:
        calendar.add("X-WR-TIMEZONE", zone_name)
    for event in events:
        calendar.add_component(event)
    day = timedelta(days=1)
    found: list[Event] = recurring_ical_events.of(calendar).between(first - day, last + 2 * day)
    if len(found) > MAX_INSTANCES:
        raise UnreadableRepetitionError(f"it would be there {len(found)} times")
    return found


def _check(event: Event) -> None:
    rules = event.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    if len(rules) > MAX_RULES:
        raise UnreadableRepetitionError(f"it repeats by {len(rules)} rules")
    for rule in rules:
        if not hasattr(rule, "values"):
            raise UnreadableRepetitionError("how it repeats is written in no known way")
        if not _CALENDAR_DAYS.issuperset(rule.get("FREQ", [])):
            raise UnreadableRepetitionError("it repeats more often than daily")
        if prod(len(rule.get(by, [0])) for by in ("BYHOUR", "BYMINUTE", "BYSECOND")) > MAX_PER_DAY:
            raise UnreadableRepetitionError("it repeats too many times a day")
