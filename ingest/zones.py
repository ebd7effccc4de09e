"""Where the athlete's wall clock stood: training happens on local days.

The recording's own offset counts first. Where it names none, its position tells the time
zone; without a position it is the zone that the athlete named, else this computer's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from ingest.activity import Activity, Session
from ingest.errors import UsageError
from ingest.sports import is_indoor

__all__ = ["ZoneFrom", "local_time", "wall_clock", "zone_at", "zone_named"]

ZoneFrom = Literal["file", "position", "athlete", "computer", "other"]
"""Who said where the athlete's wall clock stood; "other" is another recording of the session."""


def zone_named(name: str) -> ZoneInfo:
    """The time zone of a name such as Europe/Berlin.

    Raises:
        UsageError: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"{name!r} is no time zone", hint="Time zones are named like Europe/Berlin."
        ) from None


def zone_at(latitude_deg: float, longitude_deg: float) -> ZoneInfo | None:
    """The time zone of a place; None on the high seas, where also a device without a fix is."""
    import tzfpy  # its map of the world loads on first use

    name = tzfpy.get_tz(longitude_deg, latitude_deg)
    return None if not name or name.startswith("Etc/") else zone_named(name)


def wall_clock(
    activity: Activity, session: Session, athlete_zone: tzinfo | None
) -> tuple[datetime, ZoneFrom]:
    """When a session started on the athlete's wall clock, without an offset, and who said so."""
    if activity.utc_offset_s is not None:
        zone: tzinfo | None = timezone(timedelta(seconds=activity.utc_offset_s))
        return local_time(session.start, zone), "file"
    if (zone := _zone_of(activity, session)) is not None:
        return local_time(session.start, zone), "position"
    return local_time(session.start, athlete_zone), "athlete" if athlete_zone else "computer"


def local_time(start: datetime, zone: tzinfo | None) -> datetime:
    """An instant on the wall clock of a zone (None: this computer's), without an offset."""
    return start.astimezone(UTC).astimezone(zone).replace(tzinfo=None)


def _zone_of(activity: Activity, session: Session) -> ZoneInfo | None:
    """The zone of the first known position; who trains indoors rides in a made-up world."""
    if is_indoor(session.sub_sport):
        return None
    for rows in (session.rows, slice(None)):
        places = [activity.samples[name][rows] for name in ("latitude_deg", "longitude_deg")]
        known = np.flatnonzero(np.isfinite(places).all(axis=0))
        if len(known):
            latitude, longitude = (float(column[known[0]]) for column in places)
            return zone_at(latitude, longitude)
    return None
