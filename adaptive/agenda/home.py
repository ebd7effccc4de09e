"""The time zone in which the athlete's calendar is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from adaptive import facts

if TYPE_CHECKING:
    from adaptive.library.store import Store

__all__ = ["home_zone"]


class ThisComputer(tzinfo):
    """The computer's own zone, with its summer time; Python has it only as an offset of today."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at a local time; of one that comes twice, `fold` tells which."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Not known apart from the offset."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Its name at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """A local time of an instant."""
        local = moment.replace(tzinfo=UTC).astimezone()
        return local.replace(tzinfo=self)


def home_zone(store: Store) -> tzinfo:
    """The zone that the athlete named; else this computer's, or that of the last recording.

    A computer that stood elsewhere when the last session was recorded is not the one the athlete
    trains by: then the recording's offset counts, which knows no summer time.
    """
    if (named := facts.time_zone(store)) is not None:
        return named
    days = store.training_days(date.min, date.max)
    # One that another session stands for may be the only one of its day.
    if days and (lately := store.sessions(since=max(days) - timedelta(days=1))):
        last = lately[-1]
        offset = last.local_start - last.start.replace(tzinfo=None)
        if last.start.astimezone().utcoffset() != offset:
            return timezone(offset)
    return ThisComputer()
