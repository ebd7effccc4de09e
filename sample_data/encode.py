"""Recordings to FIT files, with the messages that watches and bike computers write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np
from garmin_fit_sdk import Profile

from adaptive.exports.fit_files import DEVICE, Message, encoded, timer_message
from ingest.activity import FloatArray
from models.simulation import Recording, SyntheticAthlete
from sample_data.records import (
    DEVELOPER_UNITS,
    Clock,
    record_messages,
)
from sample_data.summaries import lap_messages, laps_of, length_messages, session_fields
from sample_data.workouts import Followed, workout_messages

__all__ = ["activity_file", "workout_file"]

_BASE_TYPES = {name: int(number) for number, name in Profile["types"]["fit_base_type"].items()}
_DEVICE = {**DEVICE, "serial_number": 20_260_831}


def activity_file(
    legs: Sequence[Recording],
    clock: Clock,
    athlete: SyntheticAthlete,
    *,
    workout: Followed | None = None,
    heart_beats_s: FloatArray | None = None,
) -> bytes:
    """The file of one activity whose `legs` follow each other without a break.

    `heart_beats_s` are beat-to-beat intervals, written beside the first leg's records.
    """
    messages = [*_file_id("activity", clock), ("file_creator", {"software_version": 100})]
    developer = {name for leg in legs for name in leg.columns} & set(DEVELOPER_UNITS)
    messages += _developer_fields(sorted(developer))
    messages += [
        timer_message(clock.stamp(0), "start", by_hand=True),
        *_device(clock),
        *_about(athlete, legs[0].sport),
    ]
    if workout is not None:
        messages += workout_messages(workout, legs[0].sport, athlete)
    begin_s, begin_m, laps, lengths = 0.0, 0.0, 0, 0
    for index, leg in enumerate(legs):
        part = Clock(clock.start + timedelta(seconds=begin_s), clock.utc_offset)
        beats = heart_beats_s if index == 0 else None
        messages.append(("sport", {"sport": leg.sport, "sub_sport": leg.sub_sport}))
        messages += record_messages(leg, part, begin_m, beats)
        messages += length_messages(leg, part, lengths)
        marks = laps_of(leg, structured=workout is not None)
        messages += lap_messages(leg, part, marks, workout, laps)
        place = {"message_index": index, "first_lap_index": laps, "num_laps": len(marks)}
        messages.append(("session", {**place, **session_fields(leg, part, athlete)}))
        begin_s += leg.duration_s
        begin_m += float(leg.columns.get("distance_m", np.zeros(1))[-1])
        laps += len(marks)
        lengths += len(leg.lengths)
    end = clock.stamp(begin_s)
    activity = {
        "timestamp": end,
        "total_timer_time": sum(leg.timer_s for leg in legs),
        "num_sessions": len(legs),
        "type": "auto_multi_sport" if len(legs) > 1 else "manual",
        "event": "activity",
        "event_type": "stop",
        "local_timestamp": end + int(clock.utc_offset.total_seconds()),
    }
    return encoded(
        [*messages, timer_message(end, "stop_all", by_hand=True), ("activity", activity)]
    )


def workout_file(
    workout: Followed, clock: Clock, athlete: SyntheticAthlete, *, sport: str = "running"
) -> bytes:
    """A structured workout as a watch keeps it, before anyone has done it."""
    return encoded([*_file_id("workout", clock), *workout_messages(workout, sport, athlete)])


def _file_id(kind: str, clock: Clock) -> Iterator[Message]:
    yield "file_id", {"type": kind, "time_created": clock.stamp(0), **_DEVICE}


def _device(clock: Clock) -> Iterator[Message]:
    facts = {"software_version": 1.0, "product_name": "Simulated watch", **_DEVICE}
    yield "device_info", {"timestamp": clock.stamp(0), "device_index": "creator", **facts}


def _developer_fields(names: Sequence[str]) -> Iterator[Message]:
    if names:
        yield "developer_data_id", {"application_id": list(range(16)), "developer_data_index": 0}
    for number, name in enumerate(names):
        description = {
            "developer_data_index": 0,
            "field_definition_number": number,
            "fit_base_type_id": _BASE_TYPES["float32"],
            "field_name": name,
            "units": DEVELOPER_UNITS[name],
        }
        yield "field_description", description


def _about(athlete: SyntheticAthlete, sport: str) -> Iterator[Message]:
    """What the device was told about its owner."""
    drop = athlete.ride_heart_rate_drop_bpm if sport == "cycling" else 0
    yield (
        "user_profile",
        {
            "gender": athlete.sex,
            "age": athlete.age_years,
            "height": athlete.height_cm / 100,
            "weight": athlete.mass_kg,
            "resting_heart_rate": round(athlete.resting_heart_rate_bpm),
        },
    )
    yield (
        "zones_target",
        {
            "max_heart_rate": round(athlete.max_heart_rate_bpm - drop),
            "threshold_heart_rate": round(athlete.threshold_heart_rate_bpm - drop),
            "functional_threshold_power": round(athlete.critical_power_w),
        },
    )
