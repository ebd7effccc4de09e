"""A synthetic triathlete twelve weeks long: recordings to try kneedrive on."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

__all__ = ["MANIFEST", "PROGRAMME_START", "TODAY", "calendar", "folder"]

TODAY = date(2026, 11, 23)
"""The Monday after the twelve weeks: the day on which the demonstration takes place."""

PROGRAMME_START = TODAY - timedelta(weeks=4)
"""The day of her first plan: late enough that by `TODAY` strengthening is due."""

MANIFEST = "MANIFEST.csv"
"""The name of the table, beside this module, that says what each file was meant to be."""


def folder() -> Path:
    """The folder of the recordings, in a checkout as in an installed package."""
    return Path(str(files(__name__))) / "recordings"


def calendar() -> Path:
    """Her coach's calendar of the three weeks from `TODAY` on, with a race at their end."""
    return Path(str(files(__name__))) / "calendar.ics"
