"""The records of a session, one FIT message a second, with the timer's stops between them.

A column that is neither in `RECORD_FIELDS` nor packed by `_joined` and has a unit in
`DEVELOPER_UNITS` becomes a developer field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from ingest.activity import FloatArray
from models.simulation import Recording

__all__ = [
    "DEVELOPER_UNITS",
    "RECORD_FIELDS",
    "Clock",
    "Message",
    "record_messages",
    "timer_message",
]

# A message: its name in the profile, and its fields.
Message = tuple[str, dict[str, Any]]
_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_SEMICIRCLES_PER_DEGREE = 2**31 / 180
_BEATS_PER_MESSAGE = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """When a file begins, and how far local time is ahead of UTC."""

    start: datetime
    utc_offset: timedelta

    def stamp(self, elapsed_s: float) -> int:
        """FIT time: seconds since the end of 1989, UTC."""
        return int((self.start - _FIT_EPOCH).total_seconds() + elapsed_s)


@dataclass(frozen=True, slots=True)
class Field:
    """Where a column goes: message field, factor to its unit, what stands for "missing"."""

    name: str
    missing: float
    factor: float = 1.0
    whole: bool = False

    def values(self, column: FloatArray) -> list[float]:
        """The column as the field's numbers."""
        scaled = column * self.factor
        known = np.where(np.isnan(scaled), self.missing, scaled)
        rounded: list[float] = known.round().astype(int).tolist() if self.whole else known.tolist()
        return rounded


RECORD_FIELDS: Mapping[str, Field] = {
    "latitude_deg": Field("position_lat", 2**31 - 1, _SEMICIRCLES_PER_DEGREE, whole=True),
    "longitude_deg": Field("position_long", 2**31 - 1, _SEMICIRCLES_PER_DEGREE, whole=True),
    "distance_m": Field("distance", (2**32 - 1) / 100),
    "speed_mps": Field("enhanced_speed", (2**32 - 1) / 1000),
    "altitude_m": Field("enhanced_altitude", (2**32 - 1) / 5 - 500),
    "heart_rate_bpm": Field("heart_rate", 255, whole=True),
    "power_w": Field("power", 65535, whole=True),
    "accumulated_power_j": Field("accumulated_power", 2**32 - 1, whole=True),
    "cadence_rpm": Field("cadence", 255, whole=True),
    "temperature_c": Field("temperature", 127, whole=True),
    "ground_contact_ms": Field("stance_time", 6553.5),
    "contact_balance_left_pct": Field("stance_time_balance", 655.35),
    "vertical_oscillation_mm": Field("vertical_oscillation", 6553.5),
    "vertical_ratio_pct": Field("vertical_ratio", 655.35),
    "step_length_m": Field("step_length", 6553.5, 1000),
    "left_torque_effectiveness_pct": Field("left_torque_effectiveness", 127.5),
    "right_torque_effectiveness_pct": Field("right_torque_effectiveness", 127.5),
    "left_pedal_smoothness_pct": Field("left_pedal_smoothness", 127.5),
    "right_pedal_smoothness_pct": Field("right_pedal_smoothness", 127.5),
    "left_platform_offset_mm": Field("left_pco", 127, whole=True),
    "right_platform_offset_mm": Field("right_pco", 127, whole=True),
}
DEVELOPER_UNITS = {"Leg Spring Stiffness": "kN/m"}


def timer_message(stamp: int, action: str, *, by_hand: bool) -> Message:
    """The timer starts or stops, by a press or by auto-pause."""
    trigger = 0 if by_hand else 1
    fields = {"timestamp": stamp, "event": "timer", "event_type": action, "data": trigger}
    return "event", {**fields, "event_group": 0}


def record_messages(
    leg: Recording, clock: Clock, begin_m: float, heart_beats_s: FloatArray | None
) -> Iterator[Message]:
    """The records, with the timer's stops between them and heartbeats after them.

    `begin_m` is what the legs before covered: distance counts from the file's start.
    """
    columns = {
        field.name: field.values(leg[name])
        for name, field in RECORD_FIELDS.items()
        if name in leg.columns
    } | _joined(leg)
    if "distance" in columns:
        columns["distance"] = [begin_m + metres for metres in columns["distance"]]
    developer = [name for name in DEVELOPER_UNITS if name in leg.columns]
    # Developer values of zero mean "no reading" to the foot pods that write them.
    extra = {name: np.nan_to_num(leg[name]).tolist() for name in developer}
    ends = {end: start for start, end in leg.pauses}
    due = _beat_messages(heart_beats_s)
    waiting = next(due, None)
    for row, second in enumerate(leg.elapsed_s.tolist()):
        if second in ends:
            yield timer_message(clock.stamp(ends[second]), "stop_all", by_hand=False)
            yield timer_message(clock.stamp(second), "start", by_hand=False)
        fields = {name: values[row] for name, values in columns.items()}
        if extra:
            fields["developer_fields"] = {name: values[row] for name, values in extra.items()}
        yield "record", {"timestamp": clock.stamp(second), **fields}
        while waiting is not None and waiting[0] <= second:
            yield "hrv", {"time": waiting[1]}
            waiting = next(due, None)


def _joined(leg: Recording) -> dict[str, list[Any]]:
    """Fields in which FIT packs two columns, or a column in two fields."""
    joined: dict[str, list[Any]] = {}
    if "cadence_spm" in leg.columns:
        # Whole strides, and half a stride where there was one.
        halves = np.nan_to_num(leg["cadence_spm"], nan=510).round().astype(int)
        joined["cadence"] = (halves // 2).tolist()
        joined["fractional_cadence"] = (halves % 2 / 2).tolist()
    if "power_balance_right_pct" in leg.columns:
        right = leg["power_balance_right_pct"].round()
        joined["left_right_balance"] = (
            np.where(np.isnan(right), 255, 128 + np.nan_to_num(right)).astype(int).tolist()
        )
    for side in ("left", "right"):
        for phase in ("power_phase", "power_phase_peak"):
            start, end = f"{side}_{phase}_start_deg", f"{side}_{phase}_end_deg"
            if start in leg.columns:
                angles = np.stack((leg[start], leg[end]), axis=1)
                # A turn has 256 steps, and step 255 stands for "missing".
                steps = np.minimum((angles % 360 * 256 / 360).round(), 254)
                degrees = np.where(np.isnan(steps), 255, steps) / 0.7111111
                joined[f"{side}_{phase}"] = degrees.tolist()
    return joined


def _beat_messages(heart_beats_s: FloatArray | None) -> Iterator[tuple[float, list[float]]]:
    """Five intervals a message, with the second at which the last of them was complete."""
    if heart_beats_s is None:
        return
    ends = np.cumsum(heart_beats_s)
    for first in range(0, len(ends) - _BEATS_PER_MESSAGE, _BEATS_PER_MESSAGE):
        last = first + _BEATS_PER_MESSAGE
        yield float(ends[last - 1]), heart_beats_s[first:last].tolist()
