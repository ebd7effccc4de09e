"""What a recording holds: activity, sessions, laps, samples, and its faults.

All values are frozen and all arrays read-only, so an `Activity` can be shared
without copies. Numbers carry their unit in the name; NaN (arrays) and None
(scalars) mean "not recorded". Instants are in UTC; `Activity.utc_offset_s` is kept
beside them because training happens on the athlete's local days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Activity",
    "Device",
    "Event",
    "FloatArray",
    "Issue",
    "Lap",
    "Samples",
    "Sensor",
    "Session",
    "Workout",
    "WorkoutStep",
    "within",
]

FloatArray = npt.NDArray[np.float64]

# What the FIT profile calls a watch that sends on what it measured at the wrist.
_BROADCASTING_WATCH = "OHR"
# Makers of nothing else, and the bike computers of those that make watches too.
_BIKE_COMPUTERS = re.compile(
    r"(bryton|hammerhead|lezyne)\b|.*\b(edge|elemnt(?! rival)|karoo|dura\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Issue:
    """A fault in a person's file: what, how bad, where.

    `code` is stable and lower-case ("truncated", "bad_crc"); `severity` is
    "damage" where data was lost and "note" where nothing was; `message` is one
    sentence; `where` is a place such as "byte 403456" or "0:12:30 to 0:12:41". A fault
    of a session's readings also has `start_s` and `end_s`, the first and the last second
    concerned, counted like `Stream.elapsed_s`.
    """

    code: str
    severity: Literal["note", "damage"]
    message: str
    where: str = ""
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Samples:
    """Columns of equal length, one row per record of the device.

    `time_s` is (n,), strictly increasing seconds since the activity's start. Each
    column is (n,) float64 under a name of `channels.CHANNELS` or, for developer
    fields, under its own; a channel the device never recorded is absent.
    """

    time_s: FloatArray
    columns: Mapping[str, FloatArray]

    def __post_init__(self) -> None:
        for column in (self.time_s, *self.columns.values()):
            if column.shape != self.time_s.shape:
                raise ValueError("all columns of Samples must have the length of time_s")
            column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __len__(self) -> int:
        return len(self.time_s)

    def __getitem__(self, name: str) -> FloatArray:
        """The column, or all NaN where it was not recorded."""
        column = self.columns.get(name)
        return np.full(len(self), np.nan) if column is None else column

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def part(self, rows: slice) -> Samples:
        """The rows of one session, times still from the activity's start."""
        return Samples(self.time_s[rows], {k: v[rows] for k, v in self.columns.items()})

    def frame(self) -> pd.DataFrame:
        """The samples as a DataFrame: `time_s` first, one column per channel."""
        import pandas as pd

        # One block of all columns: pandas would take longer to put it together.
        names = pd.Index(["time_s", *self.columns], dtype=object)
        matrix = np.array([self.time_s, *self.columns.values()])
        return pd.DataFrame(matrix.T, columns=names, copy=False)


@dataclass(frozen=True, slots=True)
class Device:
    """What recorded the activity; None where the file does not say."""

    manufacturer: str | None = None
    product: str | None = None
    software: str | None = None

    def __str__(self) -> str:
        # The number 0 stands for a maker or product that has none.
        named = (part for part in (self.manufacturer, self.product) if part and part != "0")
        return " ".join(named) or "a device without a name"


@dataclass(frozen=True, slots=True)
class Sensor:
    """What measured, beside the recording device or in it; None where the file does not say.

    `kind` is the FIT profile's word ("heart_rate", "bike_power", "bike_cadence", "foot_pod",
    "barometer"), "wrist_heart_rate" for the light that a watch shines through the skin.
    `source` says how it is connected: "antplus", "bluetooth_low_energy", "local" (built in).
    """

    kind: str
    manufacturer: str | None = None
    product: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Lap:
    """One lap. `start_s` counts from the activity's start, like `Samples.time_s`.

    `intensity` and `trigger` are the device's words ("active", "rest", "manual",
    "distance"); `workout_step` is an index into the workout's steps.
    """

    start_s: float
    elapsed_s: float
    timer_s: float | None = None
    distance_m: float | None = None
    avg_heart_rate_bpm: float | None = None
    avg_power_w: float | None = None
    avg_speed_mps: float | None = None
    intensity: str | None = None
    trigger: str | None = None
    workout_step: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A moment the device noted. For the timer, `action` is start, stop or stop_all."""

    time_s: float
    name: str
    action: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class WorkoutStep:
    """One step of the structured workout that was followed.

    Duration: `duration_kind` "time" (s), "distance" (m), "open", "repeat" (back to
    step `repeat_from`, `repeat_count` times in all), or the device's word. Target:
    `target_kind` "speed" (m/s), "power" (W), "heart_rate" (bpm), "cadence", "open" or
    the device's word, with bounds `target_low`, `target_high` in those units;
    percentages (of FTP, of maximum heart rate) have `target_unit` "percent", zones
    "zone".
    """

    name: str | None
    intensity: str | None
    duration_kind: str
    duration: float | None
    target_kind: str
    target_low: float | None = None
    target_high: float | None = None
    target_unit: str | None = None
    repeat_from: int | None = None
    repeat_count: int | None = None


@dataclass(frozen=True, slots=True)
class Workout:
    """The structured workout the device followed, as it was planned."""

    name: str | None
    steps: tuple[WorkoutStep, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """One sport within an activity; a triathlon holds several.

    `rows` are its samples. `timer_s` excludes pauses, `elapsed_s` includes them.
    `device_values` are what the device itself computed (normalized power, training
    stress score, training effect), under names with units.
    """

    sport: str
    sub_sport: str | None
    start: datetime
    elapsed_s: float
    timer_s: float
    rows: slice
    distance_m: float | None = None
    ascent_m: float | None = None
    pool_length_m: float | None = None
    device_values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """One recording. `id` is the SHA-256 of its bytes, in hexadecimal.

    `timer_runs` are the (start_s, end_s) stretches in which the timer ran, in
    seconds since `start`; at least one. `athlete_values` are what the device was told
    or believes about the athlete (resting, maximum and threshold heart rate, mass,
    FTP), under names with units; zeros and defaults of the format are left out.
    `heart_beats_s` are beat-to-beat intervals. `lengths` are the lengths of a pool swim
    as laps. `developer_units` are the units of developer fields by their names, and
    `developer_channels` the channels that some say they stand in for (a foot pod's power
    for "power_w"); they do so where the device itself recorded none.
    `unknown_messages` counts messages of numbers the profile does not know.
    """

    id: str
    source: str
    start: datetime
    utc_offset_s: int | None
    device: Device
    sessions: tuple[Session, ...]
    laps: tuple[Lap, ...]
    samples: Samples
    timer_runs: tuple[tuple[float, float], ...]
    sensors: tuple[Sensor, ...] = ()
    events: tuple[Event, ...] = ()
    lengths: tuple[Lap, ...] = ()
    workout: Workout | None = None
    name: str | None = None
    heart_beats_s: FloatArray | None = None
    athlete_values: Mapping[str, float] = field(default_factory=dict)
    developer_units: Mapping[str, str] = field(default_factory=dict)
    developer_channels: Mapping[str, str] = field(default_factory=dict)
    unknown_messages: Mapping[int, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether data was lost, so that this is only what could be read."""
        return any(issue.severity == "damage" for issue in self.issues)

    @property
    def heart_rate_sensor(self) -> Literal["strap", "optical"] | None:
        """What measured the heart rate: a sensor of its own on the body, or light at the wrist.

        A watch with both counts as "strap", which it prefers. None where the file does not say,
        or has no heart rate.
        """
        if "heart_rate_bpm" not in self.samples:
            return None
        worn = [sensor for sensor in self.sensors if sensor.kind == "heart_rate"]
        if any(sensor.product != _BROADCASTING_WATCH for sensor in worn):
            return "strap"
        if worn or any(sensor.kind == "wrist_heart_rate" for sensor in self.sensors):
            return "optical"
        # A bike computer has no light to measure with.
        return "strap" if _BIKE_COMPUTERS.match(str(self.device)) else None

    @property
    def has_power_meter(self) -> bool:
        """Whether a power meter is among the sensors (false as well where none are named)."""
        return any(sensor.kind == "bike_power" for sensor in self.sensors)

    def local_start(self, session: Session, zone: tzinfo | None = None) -> datetime:
        """When a session started on the athlete's wall clock, without an offset.

        `zone` stands in where the file names no offset; None is this machine's zone.
        """
        if self.utc_offset_s is not None:
            zone = timezone(timedelta(seconds=self.utc_offset_s))
        return session.start.astimezone(zone).replace(tzinfo=None)


def within(laps: Iterable[Lap], start_s: float, elapsed_s: float) -> list[Lap]:
    """Those of a recording's laps (or lengths) that began within one of its sessions.

    `start_s` is where the session began in the recording. Devices round the start of a lap and
    of its session differently.
    """
    end_s = start_s + max(elapsed_s, 1.0)
    return [lap for lap in laps if start_s - 1 <= lap.start_s < end_s]
