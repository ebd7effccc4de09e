"""FIT files from messages, all bytes by Garmin's official encoder.

A message is its name in the profile and its fields. Columns of samples become the fields of
record messages; what a column has not recorded becomes the field's "missing".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from garmin_fit_sdk import Encoder, Profile

from ingest.activity import FloatArray

__all__ = [
    "DEVICE",
    "RECORD_FIELDS",
    "Field",
    "Message",
    "beat_messages",
    "encoded",
    "record_values",
    "stamp",
    "timer_message",
]

Message = tuple[str, dict[str, Any]]

DEVICE: Mapping[str, Any] = {"manufacturer": "development", "product": 0}
"""The profile's manufacturer for devices that are none: nothing here pretends to be a product."""

_NUMBERS = {name: int(number) for number, name in Profile["types"]["mesg_num"].items()}
_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_SEMICIRCLES_PER_DEGREE = 2**31 / 180
_BEATS_PER_MESSAGE = 5


def stamp(instant: datetime) -> int:
    """FIT time: whole seconds since the end of 1989, UTC."""
    return int((instant - _FIT_EPOCH).total_seconds())


def encoded(messages: Sequence[Message]) -> bytes:
    """The file that holds these messages, in their order."""
    encoder = Encoder()
    application: Any = next((f for name, f in messages if name == "developer_data_id"), None)
    description: Any
    for description in [f for name, f in messages if name == "field_description"]:
        encoder.add_developer_field(description["field_name"], application, description)
    for name, fields in messages:
        encoder.write_mesg({"mesg_num": _NUMBERS[name], **fields})
    return bytes(encoder.close())


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


def record_values(columns: Mapping[str, FloatArray]) -> dict[str, list[Any]]:
    """The fields of record messages by name, each with one value a row of the columns."""
    plain = {
        field.name: field.values(columns[name])
        for name, field in RECORD_FIELDS.items()
        if name in columns
    }
    return plain | _joined(columns)


def _joined(columns: Mapping[str, FloatArray]) -> dict[str, list[Any]]:
    """Fields in which FIT packs two columns, or a column in two fields."""
    joined: dict[str, list[Any]] = {}
    if "cadence_spm" in columns:
        # Whole strides, and half a stride where there was one.
        halves = np.nan_to_num(columns["cadence_spm"], nan=510).round().astype(int)
        joined["cadence"] = (halves // 2).tolist()
        joined["fractional_cadence"] = (halves % 2 / 2).tolist()
    if "power_balance_right_pct" in columns:
        right = columns["power_balance_right_pct"].round()
        joined["left_right_balance"] = (
            np.where(np.isnan(right), 255, 128 + np.nan_to_num(right)).astype(int).tolist()
        )
    for side in ("left", "right"):
        for phase in ("power_phase", "power_phase_peak"):
            start, end = f"{side}_{phase}_start_deg", f"{side}_{phase}_end_deg"
            if start in columns and end in columns:
                angles = np.stack((columns[start], columns[end]), axis=1)
                # A turn has 256 steps, and step 255 stands for "missing".
                steps = np.minimum((angles % 360 * 256 / 360).round(), 254)
                degrees = np.where(np.isnan(steps), 255, steps) / 0.7111111
                joined[f"{side}_{phase}"] = degrees.tolist()
    return joined


def timer_message(time: int, action: str, *, by_hand: bool) -> Message:
    """The timer starts or stops, by a press or by auto-pause."""
    trigger = 0 if by_hand else 1
    fields = {"timestamp": time, "event": "timer", "event_type": action, "data": trigger}
    return "event", {**fields, "event_group": 0}


def beat_messages(heart_beats_s: FloatArray | None) -> Iterator[tuple[float, list[float]]]:
    """Five intervals a message, with the second at which the last of them was complete."""
    if heart_beats_s is None:
        return
    ends = np.cumsum(heart_beats_s)
    for first in range(0, len(ends) - _BEATS_PER_MESSAGE, _BEATS_PER_MESSAGE):
        last = first + _BEATS_PER_MESSAGE
        yield float(ends[last - 1]), heart_beats_s[first:last].tolist()
