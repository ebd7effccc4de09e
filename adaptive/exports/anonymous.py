"""A recording without its owner: the numbers of an activity in a new FIT file.

In: an `Activity` as it was read. Out: bytes with its samples, timer, laps, lengths, sessions,
heartbeats, the steps of its workout and what the device believes of the athlete's heart and
power, which loads rest on. Left out is every text and number that could name somebody: names,
titles, notes, serial numbers, texts for products, developer fields, age, size and weight. Places
are moved (see `moving_places`), dates go back by whole weeks; weekday and local hour stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
from garmin_fit_sdk import Profile

from adaptive.exports.fit_files import (
    DEVICE,
    Message,
    beat_messages,
    encoded,
    record_values,
    stamp,
    timer_message,
)
from adaptive.exports.moving_places import Turn, moved
from ingest.activity import Activity, Lap, Samples, Sensor, Session, WorkoutStep, within
from ingest.channels import CHANNELS
from ingest.formats.fit_channels import ATHLETE_VALUES, DEVICE_VALUES

__all__ = ["anonymous"]

_PRIVATE = {"mass_kg", "height_cm"}
_ABOUT = {"user_profile": 3, "zones_target": 7}
_OFFSETS = {"W": 1000, "bpm": 100}
_SCALES = {"m/s": 1000}
_OTHER_NAMES = {"wrist_heart_rate": "whr", "foot_pod": "stride_speed_distance"}


def anonymous(activity: Activity, turned: Turn, *, weeks_back: int, utc_offset_s: int) -> bytes:
    """The FIT file of an activity, without what could tell whose it is.

    Args:
        activity: as it was read.
        turned: how places are moved, the same for all recordings of an athlete.
        weeks_back: by how many weeks dates go back, likewise.
        utc_offset_s: how far the athlete's wall clock was ahead of UTC.
    """
    start = activity.start - timedelta(weeks=weeks_back)
    return encoded(list(_messages(activity, turned, stamp(start), utc_offset_s)))


def _messages(activity: Activity, turned: Turn, begin: int, utc_offset_s: int) -> Iterator[Message]:
    device = _device(activity.device.manufacturer, activity.device.product) or dict(DEVICE)
    yield "file_id", {"type": "activity", "time_created": begin, **device}
    yield "device_info", {"timestamp": begin, "device_index": "creator", **device}
    for index, sensor in enumerate(_sensors(activity), start=1):
        yield "device_info", {"timestamp": begin, "device_index": index, **_sensor(sensor)}
    yield from _about(activity.athlete_values)
    yield from _workout(activity)
    yield from _timed(activity, turned, begin)
    for index, length in enumerate(activity.lengths):
        yield "length", {"message_index": index, **_length(length, begin)}
    for index, lap in enumerate(activity.laps):
        yield "lap", {"message_index": index, **_lap(lap, begin)}
    for index, session in enumerate(activity.sessions):
        yield "session", {"message_index": index, **_session(activity, session, begin)}
    end = begin + round(max((stop for _, stop in activity.timer_runs), default=0))
    yield (
        "activity",
        {
            "timestamp": end,
            "local_timestamp": end + utc_offset_s,
            "total_timer_time": sum(session.timer_s for session in activity.sessions),
            "num_sessions": len(activity.sessions),
            "type": "auto_multi_sport" if len(activity.sessions) > 1 else "manual",
            "event": "activity",
            "event_type": "stop",
        },
    )


def _timed(activity: Activity, turned: Turn, begin: int) -> Iterator[Message]:
    """Records, the timer's starts and stops, and heartbeats, in the order of time."""
    found = [
        (begin + round(second), order, timer_message(begin + round(second), action, by_hand=True))
        for run in activity.timer_runs
        for second, order, action in zip(run, (0, 2), ("start", "stop_all"), strict=True)
    ]
    last = begin - 1
    for session in activity.sessions:
        samples = activity.samples.part(session.rows)
        values = record_values(_columns(samples, turned))
        for row, second in enumerate(samples.time_s.round().astype(int).tolist()):
            if begin + second > last:  # one record a second
                last = begin + second
                fields = {name: column[row] for name, column in values.items()}
                found.append((last, 1, ("record", {"timestamp": last, **fields})))
    found += [
        (begin + round(second), 3, ("hrv", {"time": beats}))
        for second, beats in beat_messages(activity.heart_beats_s)
    ]
    yield from (message for *_, message in sorted(found, key=lambda one: one[:2]))


def _columns(samples: Samples, turned: Turn) -> dict[str, Any]:
    """The channels that have values, positions moved; developers' own fields are none."""
    columns = {
        name: column
        for name, column in samples.columns.items()
        if name in CHANNELS and np.isfinite(column).any()
    }
    if "latitude_deg" in columns and "longitude_deg" in columns:
        places = moved(turned, columns["latitude_deg"], columns["longitude_deg"])
        return columns | dict(zip(("latitude_deg", "longitude_deg"), places, strict=True))
    return {n: c for n, c in columns.items() if n not in {"latitude_deg", "longitude_deg"}}


def _about(values: Mapping[str, float]) -> Iterator[Message]:
    """What the device believes about heart and power."""
    for message, number in _ABOUT.items():
        fields = {
            field: round(values[name] / factor)
            for name, sources in ATHLETE_VALUES.items()
            if name in values and name not in _PRIVATE
            for source, field, factor in sources
            if source == number
        }
        if fields:
            yield message, fields


def _session(activity: Activity, session: Session, begin: int) -> dict[str, Any]:
    start_s = (session.start - activity.start).total_seconds()
    laps = within(activity.laps, start_s, session.elapsed_s)
    device_values = {
        fields[0]: session.device_values[name]
        for name, fields in DEVICE_VALUES.items()
        if name in session.device_values
    }
    return _known(
        {
            **{name: _as_stored(name, value) for name, value in device_values.items()},
            "timestamp": begin + round(start_s + session.elapsed_s),
            "start_time": begin + round(start_s),
            "sport": _word("sport", session.sport),
            "sub_sport": _word("sub_sport", session.sub_sport),
            "total_elapsed_time": session.elapsed_s,
            "total_timer_time": session.timer_s,
            "total_distance": session.distance_m,
            "total_ascent": session.ascent_m and round(session.ascent_m),
            "pool_length": session.pool_length_m,
            "first_lap_index": activity.laps.index(laps[0]) if laps else None,
            "num_laps": len(laps),
            "event": "session",
            "event_type": "stop",
        }
    )


def _as_stored(field: str, value: float) -> float:
    """Whole where the profile's field is: the encoder rounds only what has a scale."""
    fields = Profile["messages"][18]["fields"].values()
    scaled = next((f["scale"] != [1] for f in fields if f["name"] == field), False)
    return value if scaled else round(value)


def _lap(lap: Lap, begin: int) -> dict[str, Any]:
    return _known(
        {
            **_span(lap, begin),
            "total_distance": lap.distance_m,
            "avg_heart_rate": lap.avg_heart_rate_bpm and round(lap.avg_heart_rate_bpm),
            "avg_power": lap.avg_power_w and round(lap.avg_power_w),
            "enhanced_avg_speed": lap.avg_speed_mps,
            "intensity": _word("intensity", lap.intensity),
            "lap_trigger": _word("lap_trigger", lap.trigger),
            "wkt_step_index": lap.workout_step,
            "event": "lap",
            "event_type": "stop",
        }
    )


def _length(length: Lap, begin: int) -> dict[str, Any]:
    return _known(
        {
            **_span(length, begin),
            "avg_speed": length.avg_speed_mps,
            "length_type": _word("length_type", length.intensity),
            "event": "length",
            "event_type": "stop",
        }
    )


def _span(lap: Lap, begin: int) -> dict[str, Any]:
    return {
        "timestamp": begin + round(lap.start_s + lap.elapsed_s),
        "start_time": begin + round(lap.start_s),
        "total_elapsed_time": lap.elapsed_s,
        "total_timer_time": lap.timer_s,
    }


def _workout(activity: Activity) -> Iterator[Message]:
    """The workout's steps, without any words."""
    if activity.workout is None or not activity.workout.steps:
        return
    steps = activity.workout.steps
    sport = _word("sport", activity.sessions[0].sport) if activity.sessions else None
    yield "workout", _known({"sport": sport, "num_valid_steps": len(steps)})
    for index, step in enumerate(steps):
        yield "workout_step", {"message_index": index, **_known(_step(step))}


def _step(step: WorkoutStep) -> dict[str, Any]:
    if step.duration_kind == "repeat":
        return {
            "duration_type": "repeat_until_steps_cmplt",
            "duration_value": step.repeat_from,
            "target_value": step.repeat_count,
        }
    factor = {"time": 1000, "distance": 100, "reps": 1}.get(step.duration_kind)
    fields: dict[str, Any] = {"duration_type": "open", "target_type": "open", "target_value": 0}
    if factor and step.duration is not None:
        fields |= {
            "duration_type": step.duration_kind,
            "duration_value": round(factor * step.duration),
        }
    fields["intensity"] = _word("intensity", step.intensity)
    low, high, unit = step.target_low, step.target_high, step.target_unit or ""
    target = _word("wkt_step_target", step.target_kind)
    if target is None or low is None or high is None:
        return fields
    if unit == "zone":
        return {**fields, "target_type": target, "target_value": round(low)}
    low, high = (_SCALES.get(unit, 1) * value + _OFFSETS.get(unit, 0) for value in (low, high))
    return {
        **fields,
        "target_type": target,
        "custom_target_value_low": round(low),
        "custom_target_value_high": round(high),
    }


def _device(manufacturer: str | None, product: str | None) -> dict[str, Any]:
    """Maker and product as far as the profile knows them; other words may be anybody's."""
    maker = _word("manufacturer", manufacturer)
    if maker is None:
        return {}
    model = _number("garmin_product", product) if maker == "garmin" else None
    if model is None and product and product.isdigit():
        model = int(product)
    return _known({"manufacturer": maker, "product": model})


def _sensors(activity: Activity) -> Iterator[Sensor]:
    """The sensors; what the heart rate came from may be known by the product's name alone."""
    yield from (one for one in activity.sensors if not one.kind.endswith("heart_rate"))
    if activity.heart_rate_sensor == "strap":
        yield Sensor("heart_rate", source="antplus")
    elif activity.heart_rate_sensor == "optical":
        yield Sensor("wrist_heart_rate", source="local")


def _sensor(sensor: Sensor) -> dict[str, Any]:
    local, low_energy = sensor.source == "local", sensor.source == "bluetooth_low_energy"
    kinds = f"{'local' if local else 'ble' if low_energy else 'antplus'}_device_type"
    names = (sensor.kind, _OTHER_NAMES.get(sensor.kind))
    number = next((n for name in names if (n := _number(kinds, name)) is not None), None)
    return _known(
        {
            **_device(sensor.manufacturer, sensor.product),
            "source_type": _word("source_type", sensor.source),
            "device_type": number,
        }
    )


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _word(kind: str, word: str | None) -> str | int | None:
    """A word of the profile, the number of one that it lacks, None for anything else."""
    if word is not None and _number(kind, word) is not None:
        return word
    return int(word) if word and word.isdigit() else None


def _number(kind: str, word: str | None) -> int | None:
    return _numbers(kind).get(word or "")


@cache
def _numbers(kind: str) -> Mapping[str, int]:
    return {str(name): int(number) for number, name in Profile["types"][kind].items()}
