"""Events from the components of a calendar: versions, instances, clocks."""

from __future__ import annotations

import contextlib
import hashlib
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from ingest.calendars import text
from ingest.calendars.components import Component, read_components
from ingest.calendars.events import CalendarEvent, CalendarFile
from ingest.calendars.repeats import (
    MAX_INSTANCES,
    UnreadableRepetitionError,
    instances,
    steps,
)

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["read_calendar"]

MAX_PROBLEMS = 20
"""More than these sentences nobody reads."""

MAX_STEPS = 40_000_000
"""How far all series of a file are followed; a thousand daily ones of twenty years lead eight
million days, which takes ten seconds. A file with more was made to take long. Counted, not timed,
so that every computer reads the same in it."""

STEPS_OF_INSTANCE = 40
"""To write out an instance takes as long as to follow a rule for so many days."""

MAX_ZONES = 50
"""Time zones that a file defines by itself; calendars of travellers have five."""

LONGEST_INSTANCE = timedelta(days=60)
"""A series that ended so long before the days asked for has no instance in them."""

_ENDS = re.compile(r"UNTIL=(\d{8})")
_YEARLY = re.compile(r"RRULE[^:]*:(?:.*;)?FREQ=YEARLY", re.IGNORECASE)


def read_calendar(
    data: bytes, *, zone: tzinfo, since: date, until: date, name: str = ""
) -> CalendarFile:
    """Read the events of an iCalendar file that touch some days.

    Args:
        data: the file.
        zone: where the athlete lives; times of other zones are turned into its clock. Times
            without a zone are taken as they stand.
        since: the first day.
        until: the last day.
        name: of the file, for messages.

    Raises:
        CalendarError: the bytes are no calendar at all.
    """
    found, calendar, ended = read_components(data, name or "the file")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of guesses and old spellings, which are wanted here
        reading = _Reading(zone, since, until)
        reading.define_zones([one for one in found if one.kind == "VTIMEZONE"])
        reading.read([one for one in found if one.kind == "VEVENT"])
    if not ended:
        reading.complete = False
        reading.problems.append(
            "The file has no end (END:VCALENDAR is missing) and may have been cut off; what is "
            "there was read."
        )
    return CalendarFile(
        name=text.line(_unescaped(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or ""))
        or None,
        producer=text.line(calendar.get("PRODID", "")) or None,
        events=tuple(sorted(reading.events.values(), key=_order)),
        problems=_capped(reading.problems),
        unread=frozenset(reading.unread),
        complete=reading.complete,
    )


@dataclass(slots=True)
class _Version:
    """An event as a library has read it, and the component it comes from."""

    component: Component
    event: Event

    @property
    def sequence(self) -> int:
        return int(self.event.get("SEQUENCE", -1))

    @property
    def repeats(self) -> bool:
        return "RRULE" in self.event or "RDATE" in self.event


@dataclass(slots=True)
class _Reading:
    """One file being read: the days asked for, and what was found so far."""

    zone: tzinfo
    since: date
    until: date
    events: dict[tuple[str, str], CalendarEvent] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    complete: bool = True
    unknown_zones: set[str] = field(default_factory=set)
    steps: int = 0

    def define_zones(self, zones: Sequence[Component]) -> None:
        """Make known the zones that the file itself defines, unless the world knows them."""
        import icalendar
        from icalendar.timezone import tzp

        tzp.use_default()  # forgets what earlier files defined: names such as "Custom" recur
        unknown = [one for one in zones if not _is_known_zone(one.values.get("TZID", ""))]
        for one in unknown[:MAX_ZONES]:
            rules = [row for row in one.lines if row.upper().startswith("RRULE")]
            if len(rules) <= 2 and all(map(_YEARLY.match, rules)):
                # A zone that cannot be read counts as unknown, which is told where it is used.
                with contextlib.suppress(Exception):
                    icalendar.Timezone.from_ical(one.text)

    def read(self, found: Sequence[Component]) -> None:
        """Read all events; all versions and instances of one event at a time."""
        groups: dict[str, list[Component]] = defaultdict(list)
        for one in found:
            groups[one.values.get("UID", "").strip() or _made_up_name(one)].append(one)
        late = 0
        # Series come last: only they can take long, and single events must not suffer for it.
        for uid, group in sorted(groups.items(), key=lambda one: _is_series(one[1])):
            if all(map(self._is_outside, group)):
                continue
            if self.steps > MAX_STEPS:
                late += len(group)
                self.unread.add(text.line(uid))
                continue
            try:
                self._read_group(text.line(uid), group)
            except Exception as error:  # noqa: BLE001 - damaged events raise almost anything
                self._tell(group[0], _reason(error))
        if late:
            self.problems.append(
                f"{late} events were left out: the file takes too long to read. Export fewer years."
            )

    def _is_outside(self, one: Component) -> bool:
        """Whether its dates, as they are written, are far from the days asked for.

        Large calendars hold ten years; it is the reading of each event that takes time.
        """
        start, end, rule = (one.values.get(prop, "") for prop in ("DTSTART", "DTEND", "RRULE"))
        if rule and one.counts["RRULE"] == 1 and "RDATE" not in one.values:
            ends = _ENDS.search(rule)
            return bool(ends and ends[1] < _digits(self.since - LONGEST_INSTANCE))
        if rule or "RDATE" in one.values or not re.match(r"\d{8}", start):
            return False
        if start[:8] > _digits(self.until + timedelta(days=2)):
            return True
        last = end if re.match(r"\d{8}", end) else start
        return "DURATION" not in one.values and last[:8] < _digits(self.since - timedelta(days=2))

    def _read_group(self, uid: str, group: Sequence[Component]) -> None:
        """Read the versions of one event: the latest counts, with the instances that differ."""
        versions = [version for one in group if (version := self._parsed(one))]
        latest = max((one.sequence for one in versions if not _is_instance(one)), default=-1)
        mains = {
            one.component.values["DTSTART"]: one
            for one in versions
            if not _is_instance(one) and one.sequence == latest
        }
        changed: dict[str, _Version] = {}
        for one in filter(_is_instance, versions):
            key = one.component.values["RECURRENCE-ID"]
            if key not in changed or one.sequence >= changed[key].sequence:
                changed[key] = one
        series = [one for one in mains.values() if one.repeats]
        for start, one in mains.items():
            # Some programs give all events one name; then the start tells them apart.
            own = uid if len(mains) == 1 else f"{uid} {start}"
            if not one.repeats:
                self._take(own, "", one.event)
            elif one is not series[0]:
                self._take_instances(own, [one])
        if series or changed:
            own = uid if len(mains) <= 1 else f"{uid} {series[0].component.values['DTSTART']}"
            self._take_instances(own, [*series[:1], *changed.values()])

    def _parsed(self, one: Component) -> _Version | None:
        """A component as a library reads it, less what is broken in it; None where all is."""
        import icalendar

        event = icalendar.Event.from_ical(one.text)
        assert isinstance(event, icalendar.Event)
        broken = {prop for prop, _ in event.errors if prop}
        for prop in broken & {"DTSTART", "RECURRENCE-ID"}:
            self._tell(one, f'its {prop} is "{text.line(one.values[prop], 40)}", which is no time')
            return None
        if "DTSTART" not in event:
            self._tell(one, "it has no start")
            return None
        if "RRULE" in broken:
            self._tell(one, "how it repeats is written in no known way", "beyond its first day")
        for prop in broken:
            event.pop(prop, None)
        if one.calendar.get("METHOD", "").strip().upper() == "CANCEL":
            event["STATUS"] = "CANCELLED"
        start = _time(event, "DTSTART")
        if isinstance(start, datetime) and start.tzinfo is None:
            self._tell_of_zone(_zone_name(event))
        return _Version(one, event)

    def _take_instances(self, uid: str, versions: Sequence[_Version]) -> None:
        """Take what a series comes to; where it cannot be followed, its first day."""
        zone_name = versions[0].component.calendar.get("X-WR-TIMEZONE", "").strip()
        events = [one.event for one in versions]
        try:
            self.steps += sum(steps(event, self.until) for event in events)
            found = instances(events, self.since, self.until, zone_name)
        except UnreadableRepetitionError as error:
            why = str(error)
        else:
            self.steps += STEPS_OF_INSTANCE * len(found)
            why = f"it would be there {len(found)} times" if len(found) > MAX_INSTANCES else ""
        if why:
            self._tell(versions[0].component, why, "beyond its first day")
            self._take(uid, "", versions[0].event)
            return
        for event in found:
            original = _time(event, "RECURRENCE-ID")
            name = self._local(original).isoformat()
            self._take(uid, name if isinstance(original, datetime) else name[:10], event)

    def _take(self, uid: str, occurrence: str, event: Event) -> None:
        """Keep an event if it touches the days asked for."""
        begins = _time(event, "DTSTART")
        all_day = not isinstance(begins, datetime)
        start, end = self._local(begins), None
        if "DTEND" in event:
            end = self._local(_time(event, "DTEND"))
        elif "DURATION" in event:
            end = start + event.decoded("DURATION")
        if end is None or end <= start:
            end = start + timedelta(days=1) if all_day else None
        last = end - timedelta(seconds=1) if end else start
        if start.date() > self.until or last.date() < self.since:
            return
        self.events[uid, occurrence] = CalendarEvent(
            uid=uid,
            occurrence=occurrence,
            start=start,
            end=end,
            all_day=all_day,
            title=text.line(str(event.get("SUMMARY", ""))),
            description=text.lines(str(event.get("DESCRIPTION", ""))),
            categories=_categories(event),
            cancelled=str(event.get("STATUS", "")).strip().upper() == "CANCELLED",
        )

    def _local(self, value: date) -> datetime:
        """A time on the athlete's clock; a day begins at 0:00 anywhere."""
        if not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - by the wall
        return (value.astimezone(self.zone) if value.tzinfo else value).replace(tzinfo=None)

    def _tell_of_zone(self, name: str) -> None:
        """Note once that a zone is not known; "" is none, which is no fault."""
        if name and name not in self.unknown_zones:
            self.unknown_zones.add(name)
            self.problems.append(
                f'The time zone "{name}" is not known; its times were taken as yours.'
            )

    def _tell(self, one: Component, why: str, what: str = "") -> None:
        """Note that an event, or `what` of it, was left out."""
        title = text.line(_unescaped(one.values.get("SUMMARY", "")), 60) or "without a title"
        day = re.match(r"(\d{4})(\d\d)(\d\d)", one.values.get("DTSTART", ""))
        of = f" of {'-'.join(day.groups())}" if day else ""
        uid = text.line(one.values.get("UID", ""))
        self.unread |= {uid} - {""}
        self.complete &= bool(uid)
        left_out = f"was left out {what}" if what else "was left out"
        self.problems.append(f'The event "{title}"{of} {left_out}: {why}.')


def _is_known_zone(name: str) -> bool:
    from icalendar.timezone import tzp

    try:
        return tzp.timezone(name) is not None
    except (OSError, ValueError):  # the name of a folder of zones, such as Europe, or of none
        return False


def _time(event: Event, prop: str) -> date:
    """A day, or a day and a time of it, with a zone or without."""
    value: date = event.decoded(prop)
    return value


def _zone_name(event: Event) -> str:
    """The zone that the start of an event names, or ""."""
    params = getattr(event["DTSTART"], "params", {})
    return text.line(str(params.get("TZID", "")), 60)


def _categories(event: Event) -> tuple[str, ...]:
    groups = event.get("CATEGORIES", [])
    names = (
        text.line(str(name))
        for group in (groups if isinstance(groups, list) else [groups])
        for name in getattr(group, "cats", [])
    )
    return tuple(filter(None, names))


def _is_series(group: Sequence[Component]) -> bool:
    return any("RRULE" in one.values for one in group)


def _is_instance(one: _Version) -> bool:
    return "RECURRENCE-ID" in one.event


def _made_up_name(one: Component) -> str:
    """A name for an event that has none: the same whenever it says the same."""
    said = "\n".join(one.values.get(prop, "") for prop in ("SUMMARY", "DTSTART", "RRULE"))
    return f"unnamed-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _unescaped(value: str) -> str:
    return value.replace("\\n", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def _reason(error: Exception) -> str:
    if isinstance(error, OverflowError):
        return "its time lies outside the calendar"
    return f"its times contradict each other ({type(error).__name__})"


def _order(event: CalendarEvent) -> tuple[datetime, str, str, str]:
    return event.start, event.title, event.uid, event.occurrence


def _capped(problems: Sequence[str]) -> tuple[str, ...]:
    more = len(problems) - MAX_PROBLEMS
    return (*problems[:MAX_PROBLEMS], *([f"And {more} more."] if more > 0 else []))
