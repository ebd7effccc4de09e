"""Events that repeat, written out between two days.

The library that knows the rules of repetition follows any rule to its end, and a rule can be
written that has none: every second for ever, or each thirtieth of February. What trains
nobody is refused here before it is followed, and how far the rest leads can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["UnreadableRepetitionError", "instances", "steps"]

MAX_RULES = 4
"""Rules of one event; calendars write one."""

MAX_PER_DAY = 10
"""Instances of one event on a day."""

MAX_INSTANCES = 3000
"""Instances of one event between the days asked for."""

_DAY = timedelta(days=1)

_CALENDAR_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
"""How often an event may repeat, and how many days that is at the least."""

_MAY_MEET_NO_DAY = {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}


class UnreadableRepetitionError(ValueError):
    """A repetition that cannot be followed; the message says why, as a clause."""


def instances(
    events: Sequence[Event], first: date, last: date, zone_name: str | None
) -> list[Event]:
    """The instances of one event that may touch the days from `first` to `last`.

    Args:
        events: the event itself and those of its instances that were changed, all of which
            `steps` has found fit to be followed.
        first: the first day; a day is added at either end, for time zones.
        last: the last day.
        zone_name: the zone by whose clock the calendar's owner lives, as far as the file says:
            what repeats at 17:00 UTC is meant at the same local time in summer and winter.
    """
    import icalendar
    import recurring_ical_events  # type: ignore[import-untyped]
    from icalendar.timezone import tzp

    calendar = icalendar.Calendar()
    if zone_name and tzp.timezone(zone_name) is not None:
        calendar.add("X-WR-TIMEZONE", zone_name)
    for event in events:
        calendar.add_component(event)
    found: list[Event] = recurring_ical_events.of(calendar).between(first - _DAY, last + 2 * _DAY)
    return found


def steps(event: Event, last: date) -> int:
    """How many days, or weeks, months, years, the rules of an event are followed at the most.

    That is up to the last day, for each time of a day; but a rule of certain months or days of
    them may meet no day at all, and is then followed to the last year there is.

    Raises:
        UnreadableRepetitionError: the rules cannot be followed.
    """
    rules = event.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    _check(rules)
    begin = event.decoded("DTSTART").toordinal()
    found = 0
    for rule in rules:
        sparse = not _MAY_MEET_NO_DAY.isdisjoint(rule)
        end = date.max if sparse else last
        period = min(_CALENDAR_DAYS[often] for often in rule["FREQ"])
        found += max(end.toordinal() - begin, 0) // period * _times_a_day(rule)
    return found


def _check(rules: Sequence[Any]) -> None:
    if len(rules) > MAX_RULES:
        raise UnreadableRepetitionError(f"it repeats by {len(rules)} rules")
    for rule in rules:
        if not (hasattr(rule, "values") and rule.get("FREQ")):
            raise UnreadableRepetitionError("how it repeats is written in no known way")
        if not _CALENDAR_DAYS.keys() >= set(rule["FREQ"]):
            raise UnreadableRepetitionError("it repeats more often than daily")
        if _times_a_day(rule) > MAX_PER_DAY:
            raise UnreadableRepetitionError("it repeats too many times a day")


def _times_a_day(rule: Any) -> int:  # noqa: ANN401 - the library's rules are untyped
    return prod(len(rule.get(by, [0])) for by in ("BYHOUR", "BYMINUTE", "BYSECOND"))
