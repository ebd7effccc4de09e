"""The records of a session, one FIT message a second, with the timer's stops between them.

A column that no field of the profile takes and that has a unit in `DEVELOPER_UNITS` becomes a
developer field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from adaptive.exports.fit_files import (
    Message,
    beat_messages,
    record_values,
    stamp,
    timer_message,
)
from ingest.activity import FloatArray
from models.simulation import Recording

__all__ = ["DEVELOPER_UNITS", "Clock", "record_messages"]


@dataclass(frozen=True, slots=True)
class Clock:
    """When a file begins, and how far local time is ahead of UTC."""

    start: datetime
    utc_offset: timedelta

    def stamp(self, elapsed_s: float) -> int:
        """FIT time: seconds since the end of 1989, UTC."""
        return stamp(self.start + timedelta(seconds=elapsed_s))


DEVELOPER_UNITS = {"Leg Spring Stiffness": "kN/m"}


def record_messages(
    leg: Recording, clock: Clock, begin_m: float, heart_beats_s: FloatArray | None
) -> Iterator[Message]:
    """The records, with the timer's stops between them and heartbeats after them.

    `begin_m` is what the legs before covered: distance counts from the file's start.
    """
    columns = record_values(leg.columns)
    if "distance" in columns:
        columns["distance"] = [begin_m + metres for metres in columns["distance"]]
    developer = [name for name in DEVELOPER_UNITS if name in leg.columns]
    # Developer values of zero mean "no reading" to the foot pods that write them.
    extra = {name: np.nan_to_num(leg[name]).tolist() for name in developer}
    ends = {end: start for start, end in leg.pauses}
    due = beat_messages(heart_beats_s)
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
