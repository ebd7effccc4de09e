"""TCX, Garmin's Training Center XML: activities of laps of tracks of points.

In: bytes. Out: an activity with a session for each <Activity>, those of a <MultiSportSession>
and its transitions among them. Several tracks within a lap are what the timer ran between
pauses. Elements are known by their names alone, whatever namespace an exporter gives them.
"""

from __future__ import annotations

import math

from ingest.activity import Activity, Device, Issue, Lap
from ingest.formats.legs import UNNAMED_SPORT, Leg, activity_of, moment, number, what_instead
from ingest.formats.sport_words import Sport, sport_of
from ingest.formats.xml_records import read_records, root_name

__all__ = ["is_tcx", "read"]

# Element of a trackpoint -> channel; cadence is told apart by sport, or by its own name.
_CHANNELS = {
    "LatitudeDegrees": "latitude_deg",
    "LongitudeDegrees": "longitude_deg",
    "AltitudeMeters": "altitude_m",
    "DistanceMeters": "distance_m",
    "HeartRateBpm": "heart_rate_bpm",
    "Cadence": "cadence",
    "RunCadence": "run_cadence",
    "Speed": "speed_mps",
    "Watts": "power_w",
    "Temperature": "temperature_c",
}
_TRANSITION: Sport = ("transition", None)
# The format has two intensities; these are the FIT profile's words for them.
_INTENSITIES = {"Active": "active", "Resting": "rest"}
_INSTEAD = {"Course": "course", "Workout": "workout"}
_RECORDS = {"Track", "Lap", "Activity", "Transition", "Creator", "Author", "Plan", *_INSTEAD}
_LONGEST_LAP_S = 7 * 86_400
_LONGEST_NAME = 100


def is_tcx(data: bytes) -> bool:
    """Whether these bytes begin like a TCX document."""
    return root_name(data) == "TrainingCenterDatabase"


def read(data: bytes, source: str) -> Activity:
    """The activity in a TCX document.

    Raises:
        NotAnActivityError: it holds courses or workouts only.
        ReadingError: nothing could be read from it.
    """
    issues: list[Issue] = []
    found = _Found()
    for name, texts in read_records(data, point="Trackpoint", others=_RECORDS, issues=issues):
        found.add(name, texts)
    legs = found.all_legs()
    if not legs:
        raise what_instead(found.instead, "TCX", issues)
    return activity_of(legs, data, source, device=found.device, name=found.name, issues=issues)


class _Found:
    """The records put together: points to tracks, tracks to laps, laps to legs."""

    def __init__(self) -> None:
        self.device = Device()
        self.name: str | None = None
        self.instead: str | None = None
        self._legs: list[Leg] = []
        self._begin()

    def _begin(self) -> None:
        self._leg = Leg()
        self._lap_row = self._track_row = 0

    def _close(self, sport: Sport | None) -> None:
        self._leg.sport = sport
        self._legs.append(self._leg)
        self._begin()

    def all_legs(self) -> list[Leg]:
        """The legs, with what stands outside of any activity, as in the format's first version."""
        if self._leg.points or self._leg.laps:
            self._close(None)
        return self._legs

    def add(self, name: str, texts: dict[str, str]) -> None:
        """Add the next record; the inner come before the outer."""
        points = self._leg.points
        match name:
            case "Trackpoint":
                channels = ((_CHANNELS[n], text) for n, text in texts.items() if n in _CHANNELS)
                points.add(texts.get("Time"), channels)
            case "Track":
                if self._lap_row < self._track_row < len(points):
                    points.breaks.append(self._track_row)
                self._track_row = len(points)
            case "Lap":
                self._add_lap(texts)
            case "Activity":
                self._close(sport_of(texts.get("Sport")) or UNNAMED_SPORT)
                self.name = self.name or texts.get("Notes", "")[:_LONGEST_NAME] or None
            case "Transition":
                self._add_lap(texts)
                self._close(_TRANSITION)
            case "Plan":
                self.name = self.name or texts.get("Name")
            case "Creator" if self.device == Device():
                self.device = _device(texts)
            case "Course" | "Workout":
                self.instead = _INSTEAD[name]
                self._begin()

    def _add_lap(self, texts: dict[str, str]) -> None:
        times = self._leg.points.time_s[self._lap_row :]
        told = moment(texts.get("StartTime"))
        start_s = told[0] if told else next((t for t in times if not math.isnan(t)), None)
        self._lap_row = self._track_row = len(self._leg.points)
        if start_s is None:
            return
        timer_s = number(texts.get("TotalTimeSeconds"))
        self._leg.laps.append(
            Lap(
                start_s=start_s,
                elapsed_s=0,
                timer_s=timer_s if timer_s is not None and 0 <= timer_s <= _LONGEST_LAP_S else None,
                distance_m=number(texts.get("DistanceMeters")),
                avg_heart_rate_bpm=number(texts.get("AverageHeartRateBpm")),
                avg_power_w=number(texts.get("AvgWatts")),
                avg_speed_mps=number(texts.get("AvgSpeed")),
                intensity=_INTENSITIES.get(texts.get("Intensity", "")),
                trigger=texts["TriggerMethod"].lower() if "TriggerMethod" in texts else None,
            )
        )


def _device(texts: dict[str, str]) -> Device:
    major, minor = texts.get("VersionMajor", "0"), texts.get("VersionMinor", "0")
    version = f"{major}.{minor}"
    return Device(product=texts.get("Name"), software=None if version == "0.0" else version)
