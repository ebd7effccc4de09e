"""The structured workout that was followed: workout and workout_step messages."""

from __future__ import annotations

from ingest.activity import Workout, WorkoutStep
from ingest.formats.fit_messages import Message
from ingest.formats.fit_summary import Messages

__all__ = ["workout"]

WORKOUT, WORKOUT_STEP = 26, 27

# How the profile stores a target: values from the offset on are absolute, less the offset;
# values below are a percentage (of FTP, of maximum heart rate).
_OFFSETS = {"power": 1000, "heart_rate": 100}
_OPEN = "open"


def workout(messages: Messages) -> Workout | None:
    """The workout, or None where none was followed."""
    steps = tuple(_step(message) for message in messages.get(WORKOUT_STEP, []))
    names = [message.text("wkt_name") for message in messages.get(WORKOUT, [])]
    name = next((name for name in names if name), None)
    return Workout(name, steps) if steps or name else None


def _step(message: Message) -> WorkoutStep:
    kind = message.text("duration_type") or _OPEN
    value = message.number("duration_value")
    repeats = kind.startswith("repeat_until")
    target_kind, low, high, unit = (_OPEN, None, None, None) if repeats else _target(message)
    count = message.number("target_value") if kind == "repeat_until_steps_cmplt" else None
    return WorkoutStep(
        name=message.text("wkt_step_name"),
        intensity=message.text("intensity"),
        duration_kind={"repeat_until_steps_cmplt": "repeat", "repetition_time": "time"}.get(
            kind, kind
        ),
        duration=None if repeats else _duration(kind, value),
        target_kind=target_kind,
        target_low=low,
        target_high=high,
        target_unit=unit,
        repeat_from=int(value) if repeats and value is not None else None,
        repeat_count=None if count is None else int(count),
    )


def _duration(kind: str, value: float | None) -> float | None:
    if value is None or kind == _OPEN:
        return None
    if kind in {"time", "repetition_time", "time_only"}:
        return value / 1000
    if kind == "distance":
        return value / 100
    for quantity, offset in (("hr_", _OFFSETS["heart_rate"]), ("power_", _OFFSETS["power"])):
        if kind.startswith(quantity) and value >= offset:
            return value - offset
    return value


def _target(message: Message) -> tuple[str, float | None, float | None, str | None]:
    """Kind, bounds and unit of what the step asks for."""
    kind = message.text("target_type") or _OPEN
    zone = message.number("target_value")
    low = message.number("custom_target_value_low")
    high = message.number("custom_target_value_high")
    if kind == _OPEN:
        return kind, None, None, None
    if zone and kind != "swim_stroke":
        return kind, zone, zone, "zone"
    if low is None or high is None or (low == 0 and high == 0):
        return kind, None, None, None
    if kind in {"speed", "speed_lap"}:
        return kind, low / 1000, high / 1000, "m/s"
    quantity = "power" if kind.startswith("power") else kind.removesuffix("_lap")
    if quantity in _OFFSETS:
        offset = _OFFSETS[quantity]
        if min(low, high) >= offset:
            unit = "W" if quantity == "power" else "bpm"
            return kind, low - offset, high - offset, unit
        return kind, low, high, "percent"
    return kind, low, high, "rpm" if kind == "cadence" else None
