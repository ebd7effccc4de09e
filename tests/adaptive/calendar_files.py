"""Calendars as text, and a library without files to read them into."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from adaptive.library.schema import migrate
from adaptive.library.store import Store

TODAY = date(2026, 11, 23)  # a Monday


class Event(NamedTuple):
    """An event; without a time it is all-day. `more` are further lines."""

    uid: str
    day: date
    title: str
    at: time | None = None
    minutes: int = 60
    more: tuple[str, ...] = ()


def text(events, name: str | None = "Plan") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kneedrive//tests//EN"]
    lines += [f"X-WR-CALNAME:{name}"] if name else []
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{event.uid}", f"SUMMARY:{event.title}"]
        if event.at is None:
            lines += [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"]
        else:
            start = datetime.combine(event.day, event.at)
            end = start + timedelta(minutes=event.minutes)
            lines += [f"DTSTART:{start:%Y%m%dT%H%M%S}", f"DTEND:{end:%Y%m%dT%H%M%S}"]
        lines += [*event.more, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def write(folder: Path, events, name: str | None = "Plan", file: str = "plan.ics") -> Path:
    path = folder / file
    path.write_text(text(events, name), encoding="utf-8", newline="")
    return path


def empty_store() -> Store:
    """A library in memory: nothing was recorded in it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    return Store(Path("nowhere"), connection)
