"""What a calendar file holds, in values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["CalendarEvent", "CalendarFile"]


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event, or one instance of an event that repeats.

    `uid` is the event's own name in its calendar; where the file gives none, one made from what
    the event says. `occurrence` is "" for a single event, else the original start of the
    instance in ISO format, so that a moved instance keeps its name. `start` and `end` are
    naive, by the athlete's clock; an event of whole days (`all_day`) starts at 0:00 and ends
    at 0:00 of the day after its last. `end` is None where none was told. Texts are plain:
    `title` one line, `description` lines without markup. A cancelled event is kept and marked.
    """

    uid: str
    occurrence: str
    start: datetime
    end: datetime | None
    all_day: bool
    title: str
    description: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The events of a file in order of their start, and what could not be read.

    `name` is what the calendar calls itself, `producer` the program that wrote it; None where
    the file doesn't say. `problems` are sentences; of very many only the first are written out.
    `unread` are the uids of events that could not be read, or not in all their instances.
    `complete` is false where there may be more than was read: the file was cut off, or an
    event without a uid could not be read. So that nothing is taken for deleted that is not.
    """

    name: str | None
    producer: str | None
    events: tuple[CalendarEvent, ...]
    problems: tuple[str, ...]
    unread: frozenset[str] = frozenset()
    complete: bool = True
