"""Recordings of the same training by several devices, as FIT and as GPX, for tests of merging."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from garmin_fit_sdk import Encoder, Profile

_NUMBERS = {name: int(number) for number, name in Profile["types"]["mesg_num"].items()}
_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)

START = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)


def heart_rate(at: datetime) -> int:
    """What a heart did at a moment, whichever device looks."""
    return round(130 + 20 * math.sin(at.timestamp() / 200))


def power(at: datetime) -> int:
    """What the legs did at a moment."""
    return round(180 + 60 * math.sin(at.timestamp() / 90))


def fit(
    start: datetime = START,
    seconds: int = 1800,
    *,
    channels: tuple[str, ...] = ("heart_rate",),
    sport: str = "cycling",
    device: str = "edge_530",
    utc_offset: timedelta | None = timedelta(hours=2),
    position: tuple[float, float] | None = None,
) -> bytes:
    """A device's file of a ride or run at 8 m/s with the channels that it recorded."""
    begin = round((start - _FIT_EPOCH).total_seconds())
    messages: list[tuple[str, dict[str, Any]]] = [
        (
            "file_id",
            {"type": "activity", "manufacturer": "garmin", "garmin_product": device,
             "time_created": begin, "serial_number": 1},
        ),
        ("event", {"timestamp": begin, "event": "timer", "event_type": "start"}),
    ]  # fmt: skip
    for second in range(seconds + 1):
        at = start + timedelta(seconds=second)
        values: dict[str, Any] = {"timestamp": begin + second}
        values |= {"enhanced_speed": 8.0, "distance": 8.0 * second}
        if "heart_rate" in channels:
            values["heart_rate"] = heart_rate(at)
        if "power" in channels:
            values |= {"power": power(at), "cadence": 88}
        if position:
            latitude, longitude = position
            values["position_lat"] = round((latitude + second * 7e-5) * 2**31 / 180)
            values["position_long"] = round(longitude * 2**31 / 180)
        messages.append(("record", values))
    end = begin + seconds
    times = {"total_elapsed_time": float(seconds), "total_timer_time": float(seconds)}
    messages.append(("event", {"timestamp": end, "event": "timer", "event_type": "stop_all"}))
    session = {
        "timestamp": end,
        "start_time": begin,
        "sport": sport,
        "total_distance": 8.0 * seconds,
    }
    messages.append(("session", {**session, **times}))
    activity = {"timestamp": end, "num_sessions": 1, "total_timer_time": float(seconds)}
    if utc_offset is not None:
        activity["local_timestamp"] = end + round(utc_offset.total_seconds())
    messages.append(("activity", activity))
    encoder = Encoder()
    for name, fields in messages:
        encoder.on_mesg(_NUMBERS[name], fields)
    return bytes(encoder.close())


def gpx(start: datetime = START, seconds: int = 1800, *, kind: str = "cycling") -> bytes:
    """The same ride as a site exports it: a track with heart rate."""
    points = []
    for second in range(0, seconds + 1, 2):
        at = start + timedelta(seconds=second)
        points.append(
            f'<trkpt lat="{52.5 + second * 7e-5:.6f}" lon="13.4"><ele>40</ele>'
            f"<time>{at:%Y-%m-%dT%H:%M:%SZ}</time><extensions><gpxtpx:TrackPointExtension>"
            f"<gpxtpx:hr>{heart_rate(at)}</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions>"
            "</trkpt>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx creator="Some Site" version="1.1" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<trk><name>Evening</name><type>{kind}</type><trkseg>{''.join(points)}</trkseg></trk></gpx>"
    ).encode()
