"""Blocks as events of a calendar, and what became of those that calendars were told before.

A block keeps its event as long as that can be said truthfully: the block of a kind on the same
day, then those of its week that are left over, in their order. So work that moves from Tuesday to
Wednesday is moved in the calendar, not taken out and put in. What is no longer planned is
cancelled, and stays so. What lies behind stays as it was told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import count
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event, vText

from adaptive import wording
from adaptive.explain.naming import what
from adaptive.library.exported import OWN_DOMAIN, ToldEvent
from adaptive.plans import Block, Plan
from adaptive.programme.rulebook import standard
from adaptive.week import BlockKind, WeekSession

__all__ = ["revised", "written"]

_MORNING = timedelta(hours=8)
"""When the alarm of a day without an hour goes off: early enough to find the time for it."""

_STANDING = "Stop at pain. Training information, no diagnosis."


def revised(
    told: Sequence[ToldEvent],
    plan: Plan,
    moment: datetime,
    *,
    library: str,
    changed: datetime,
) -> Iterator[ToldEvent]:
    """What calendars are to be told otherwise of a plan's week.

    Args:
        told: what they were told last, of any days.
        plan: of the week.
        moment: the local time up to which all is over.
        library: a random word, so that nobody else's events have these names.
        changed: the instant that the changes are dated with.
    """
    done = {(day.day, block.kind) for day in plan.days for block in day.done}
    week = [one for one in told if plan.first <= one.day <= plan.last]
    names = {one.uid for one in week}
    left = [
        one
        for one in week
        if not one.cancelled and one.day >= moment.date() and (one.day, one.kind) not in done
    ]
    planned = [_planned(block, plan, changed) for block in plan.blocks]
    for block, event in _matched(planned, left):
        if event is None:
            uid = _new_name(plan.week, block.kind, library, names)
            names.add(uid)
            yield replace(block, uid=uid)
            continue
        left.remove(event)
        if event.content != block.content:
            yield replace(_next(event, changed), start=block.start, content=block.content)
    for event in left:
        if not _begun(event, moment):
            yield replace(_next(event, changed), cancelled=True)


def _next(event: ToldEvent, changed: datetime) -> ToldEvent:
    """Its next revision; a clock that was set back must not make that look the older one."""
    later = max(changed, event.changed)
    return replace(event, sequence=event.sequence + 1, changed=later)


def _matched(
    blocks: Sequence[ToldEvent], told: Sequence[ToldEvent]
) -> Iterator[tuple[ToldEvent, ToldEvent | None]]:
    """Each block with the event that it keeps: of its kind that of the same day, else the next."""
    by_kind: defaultdict[BlockKind, list[ToldEvent]] = defaultdict(list)
    for event in told:
        by_kind[event.kind].append(event)
    moved = []
    for block in blocks:
        events = by_kind[block.kind]
        same = next((one for one in events if one.day == block.day), None)
        if same:
            events.remove(same)
            yield block, same
        else:
            moved.append(block)
    for block in moved:
        events = by_kind[block.kind]
        yield block, events.pop(0) if events else None


def _new_name(week: str, kind: BlockKind, library: str, taken: Collection[str]) -> str:
    """A name that no event of the week had, not even one that was cancelled.

    A calendar may have thrown that one away for good.
    """
    names = (f"{week}-{kind}-{n}-{library}{OWN_DOMAIN}" for n in count(1))
    return next(name for name in names if name not in taken)


def _begun(event: ToldEvent, moment: datetime) -> bool:
    """Whether it is over, or under way; without an hour it is open until the day ends."""
    return isinstance(event.start, datetime) and event.start < moment


# -- what an event says ------------------------------------------------------------


def _planned(block: Block, plan: Plan, changed: datetime) -> ToldEvent:
    """A block as calendars are to be told it, still without a name."""
    sessions = next(one.sessions for one in plan.days if one.day == block.day)
    session = None if block.session_index is None else sessions[block.session_index]
    # An hour that nobody knows is not made up: such work stands above the day, as the
    # sessions of many coaches' calendars do, and its alarm does not ring at a wrong time.
    open_hour = session is not None and wording.vague(session)
    start = block.day if open_hour else block.start
    end = block.day + timedelta(days=1) if open_hour else block.end
    event = Event()
    event.add("SUMMARY", _summary(block, session))
    event.add("DTSTART", _by_clock(start, plan.zone))
    event.add("DTEND", _by_clock(end, plan.zone))
    event.add("DESCRIPTION", _description(block, plan, open_hour=open_hour))
    event.add("CATEGORIES", ["kneedrive", wording.BLOCK_NAMES[block.kind]])
    event.add("STATUS", "CONFIRMED")
    # Ten minutes on the mat keep nobody from being invited to a meeting.
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    return ToldEvent("", block.kind, start, 0, changed, event.to_ical().decode())


def _by_clock(local: date, zone: tzinfo) -> date:
    """A local time as a calendar has to be told it; days are the same everywhere.

    In the zone that the athlete named. By the computer's own zone, of which Python tells no
    name, as an instant. Where only the offset of the last recording is known, which says nothing of
    summer time, as the time that any clock shows.
    """
    if not isinstance(local, datetime) or isinstance(zone, timezone):
        return local
    if isinstance(zone, ZoneInfo):
        return local.replace(tzinfo=zone)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _summary(block: Block, session: WeekSession | None) -> str:
    """Such as "Strengthening A (15 min) after the easy ride"."""
    words = f"{wording.block_name(block)} ({block.minutes:.0f} min)"
    if session is None:
        return words
    # Whether it is sure to come is said in the reason.
    name = what(replace(session, origin="calendar"))
    return f"{words} {wording.slot_words(block.slot, name)}"


def _description(block: Block, plan: Plan, *, open_hour: bool) -> str:
    exercises = standard().exercises
    parts = []
    for dose in block.exercises:
        note = f" ({dose.note})" if dose.note else ""
        parts.append(f"{wording.dose_words(dose)}{note}\n{exercises[dose.id].cue}")
    parts.append(f"Why: {block.why}")
    if open_hour:
        parts.append(f"Perhaps at {block.start:%H:%M}: the session's hour is not known.")
    if block.otherwise:
        parts.append(wording.otherwise_words(block.otherwise, block, plan))
    return "\n\n".join([*parts, _STANDING])


def written(told: ToldEvent, alarm_min: int | None = None) -> Event:
    """An event as it stands in a file, with its name, its revision and perhaps an alarm."""
    event = _event(told.content)
    event.add("UID", told.uid)
    event.add("SEQUENCE", told.sequence)
    event.add("DTSTAMP", told.changed)
    event.add("LAST-MODIFIED", told.changed)
    if told.cancelled:
        # Some calendars show what is cancelled like all else.
        event["SUMMARY"] = vText(f"No longer planned: {event['SUMMARY']}")
        event["STATUS"] = vText("CANCELLED")
    elif alarm_min is not None:
        event.add_component(_alarm(event, alarm_min))
    return event


def _event(content: str) -> Event:
    event = Event.from_ical(content)
    assert isinstance(event, Event)
    return event


def _alarm(event: Event, alarm_min: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", str(event["SUMMARY"]))
    at_an_hour = isinstance(event.decoded("DTSTART"), datetime)
    alarm.add("TRIGGER", -timedelta(minutes=alarm_min) if at_an_hour else _MORNING)
    return alarm
