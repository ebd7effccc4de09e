"""When and where there is room for psoas work that hangs on no session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from adaptive.agenda.days import weekdays_named, windows_named
from adaptive.facts import TAKEN_BACK, equipment_named
from adaptive.library.store import Store
from adaptive.week import DayOff
from ingest.errors import UsageError

__all__ = ["LONGEST_AWAY", "set_available", "set_away"]

LONGEST_AWAY = timedelta(days=366)
"""Nobody is away for longer and home again; a year was mistyped."""


def set_available(store: Store, weekdays: str, hours: Sequence[str], today: date) -> None:
    """Note the athlete's free hours on some weekdays.

    Args:
        store: the library.
        weekdays: by name: "mon", "mon,wed", "weekdays", "daily".
        hours: spans such as "18:00-20:30"; "none" for no time at all, `TAKEN_BACK` for the
            usual hours.
        today: the day it is told.

    Raises:
        UsageError: they are written otherwise.
    """
    windows = None if list(hours) == [TAKEN_BACK] else windows_named(hours)
    store.calendar.set_available(weekdays_named(weekdays), windows, today)


def set_away(
    store: Store,
    first: date,
    last: date,
    today: date,
    *,
    equipment: str | None = None,
    free: bool = False,
    back: bool = False,
) -> list[DayOff]:
    """Note days away from home, or take them back; gives what holds on them now.

    Args:
        store: the library.
        first: the first day.
        last: the last day.
        today: the day it is told.
        equipment: what is at hand there, as in `equipment_named`; None is nothing but what is
            everywhere.
        free: whether the days are kept free of psoas work.
        back: whether to take back what was told of the days.

    Raises:
        UsageError: the span makes no sense, or there is no such equipment.
    """
    if not timedelta() <= last - first <= LONGEST_AWAY:
        raise UsageError(
            f"{first} to {last} is no time away", hint="Name the first day and the last."
        )
    kit = equipment_named(equipment or "none")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    off = None if back else DayOff(first, free, None if free else kit)
    store.calendar.set_off(days, off, today)
    told = store.calendar.days_off(today)
    return [told[day] for day in days if day in told]
