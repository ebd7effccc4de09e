"""GPX: tracks of segments of points, with what makers hang on to the points.

In: bytes. Out: an activity with a session for each track; segments are what was recorded
between pauses. Heart rate, cadence, power, temperature, speed and distance are known by the
names that Garmin, Cluetrust, Strava, Suunto, Polar and OpenTracks give them, in whatever
namespace. The sport is the track's type, else what its name says beyond doubt, else how it
moved.
"""

from __future__ import annotations

from ingest.activity import Activity, Device, Issue
from ingest.errors import NotAnActivityError
from ingest.formats.legs import Leg, activity_of, what_instead
from ingest.formats.sport_by_motion import times_are_invented
from ingest.formats.sport_words import certain_sport, sport_of
from ingest.formats.xml_records import read_records, root_name

__all__ = ["is_gpx", "read"]

# Element or attribute of a track point, in small letters -> channel.
_CHANNELS = {
    "lat": "latitude_deg",
    "lon": "longitude_deg",
    "ele": "altitude_m",
    "speed": "speed_mps",
    "distance": "distance_m",
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "cad": "cadence",
    "cadence": "cadence",
    "power": "power_w",
    "watts": "power_w",
    "powerinwatts": "power_w",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "temperature": "temperature_c",
    "verticalspeed": "vertical_speed_mps",
}
_RECORDS = {"gpx", "metadata", "trk", "trkseg", "rte", "rtept", "wpt"}


def is_gpx(data: bytes) -> bool:
    """Whether these bytes begin like a GPX document."""
    return root_name(data) == "gpx"


def read(data: bytes, source: str) -> Activity:
    """The activity in a GPX document.

    Raises:
        NotAnActivityError: it holds routes, waypoints, or a track without times of its own.
        ReadingError: nothing could be read from it.
    """
    issues: list[Issue] = []
    found = _Found()
    for name, texts in read_records(data, point="trkpt", others=_RECORDS, issues=issues):
        found.add(name, texts)
    if not any(leg.points.has_times() for leg in found.legs):
        raise what_instead(found.instead(), "GPX", issues)
    activity = activity_of(
        found.legs, data, source, device=found.device, name=found.name, issues=issues
    )
    if all(times_are_invented(activity.samples.part(s.rows)) for s in activity.sessions):
        raise NotAnActivityError("course")
    return activity


class _Found:
    """The records put together: points to segments, segments to tracks."""

    def __init__(self) -> None:
        self.legs: list[Leg] = []
        self.device = Device()
        self.name: str | None = None
        self._elements: set[str] = set()
        self._leg = Leg()
        self._segment_row = 0

    def add(self, name: str, texts: dict[str, str]) -> None:
        """Add the next record; the inner come before the outer."""
        self._elements.add(name)
        points = self._leg.points
        match name:
            case "trkpt":
                known = ((_CHANNELS.get(tag.lower()), text) for tag, text in texts.items())
                points.add(texts.get("time"), ((c, text) for c, text in known if c))
            case "trkseg":
                if 0 < self._segment_row < len(points):
                    points.breaks.append(self._segment_row)
                self._segment_row = len(points)
            case "trk":
                title = texts.get("name")
                self._leg.sport = sport_of(texts.get("type")) or certain_sport(title)
                self.name = self.name or title
                self.legs.append(self._leg)
                self._leg, self._segment_row = Leg(), 0
            case "gpx":
                self.device = Device(product=texts.get("creator"))

    def instead(self) -> str | None:
        """What the document holds if it is no activity; None if nothing."""
        kinds = {"trkpt": "course", "rte": "route", "wpt": "waypoint"}
        return next((kinds[element] for element in kinds if element in self._elements), None)
