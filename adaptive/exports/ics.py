"""The plan as an iCalendar file (RFC 5545, with the names of RFC 7986), to import or subscribe to.

Importing a later file updates what an earlier one brought: each event keeps its name (UID),
and its SEQUENCE counts up whenever it says something else. As long as the plan says the same, so
does the file, byte for byte. There is no METHOD: these are events to be copied, no invitations,
which would need an organizer, and without one DTSTAMP is by the standard when an event last
changed.

Sessions are not exported: they come from the athlete's calendar, where they would stand twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from adaptive import planning
from adaptive.week import monday_of

if TYPE_CHECKING:
    from adaptive.library.exported import ToldEvent
    from adaptive.library.store import Store

__all__ = ["WEEKS", "calendar", "feed"]

_NAME = "kneedrive"

WEEKS = 4
"""What lies further ahead changes before it comes."""

_KEPT = timedelta(weeks=4)
"""How long the feed remembers what lies behind; a subscribed calendar shows what the feed has."""

_REFRESHED = timedelta(hours=1)
"""How often subscribers are asked to look again."""


def calendar(
    store: Store,
    today: date,
    now: datetime | None,
    *,
    weeks: int = WEEKS,
    alarm_min: int | None = None,
) -> bytes:
    """The plan from today on as a calendar file to import.

    What earlier files had and the plan no longer has is in it as cancelled. Reading the plan keeps
    it, as any look at it does.

    Args:
        store: the library.
        today: the day from which to look.
        now: the athlete's wall clock, None where the time of day does not matter.
        weeks: this week and those after it.
        alarm_min: minutes before a block at which calendars remind of it; None: never.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day.
        UsageError: a number of weeks that makes no sense.
    """
    end = monday_of(today) + timedelta(weeks=weeks)
    told = _told(store, today, now, weeks)
    return _file((one for one in told if today <= one.day < end), alarm_min)


def feed(store: Store, today: date, now: datetime | None) -> tuple[bytes, datetime]:
    """The same for calendars that subscribe: with what lies behind, without what is cancelled.

    Returns:
        The file, and the instant (UTC) since which it has been the same.
    """
    told = _told(store, today, now, WEEKS)
    # At midnight what is too far behind drops out.
    last = max([_instant(today, None), *(one.changed for one in told)])
    return _file((one for one in told if not one.cancelled), None), last


def _told(store: Store, today: date, now: datetime | None, weeks: int) -> list[ToldEvent]:
    """What calendars are told from now on, of the last weeks as well."""
    from adaptive.exports.events import revised

    plans = planning.ahead(store, today, now, weeks)
    moment = now or datetime.combine(today, time())
    changed = _instant(today, now)
    library = store.exported.word("calendar")

    def revise(told: Sequence[ToldEvent]) -> Iterator[ToldEvent]:
        for plan in plans:
            yield from revised(told, plan, moment, library=library, changed=changed)

    return store.exported.revise(today - _KEPT, revise)


def _instant(today: date, now: datetime | None) -> datetime:
    """The instant of a look, in whole seconds; of a day that was named its first in UTC."""
    if now is None:
        return datetime.combine(today, time(), UTC)
    return now.astimezone(UTC).replace(microsecond=0)


def _file(told: Iterable[ToldEvent], alarm_min: int | None) -> bytes:
    from icalendar import Calendar, vDuration

    from adaptive.exports.events import written
    from adaptive.exports.zones import time_zone

    found = Calendar()
    found.add("VERSION", "2.0")
    found.add("PRODID", "-//kneedrive//training plan//EN")
    found.add("CALSCALE", "GREGORIAN")
    # Each by its name in RFC 7986, and by the one that was in use before.
    found.add("NAME", _NAME)
    found.add("X-WR-CALNAME", _NAME)
    found.add("REFRESH-INTERVAL", _REFRESHED, {"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", vDuration(_REFRESHED))
    listed = list(told)
    for one in listed:
        found.add_component(written(one, alarm_min))
    zones = found.get_missing_tzids()
    # First, as some programs read from top to bottom; a year early, so that in January
    # the last autumn's change of clocks is there.
    found.subcomponents[:0] = [time_zone(key, listed[0].day.year - 1) for key in sorted(zones)]
    content: bytes = found.to_ical()
    return content
