"""What the messages other than records say: sessions, laps, events, offset, athlete.

In: messages (`fit_messages.Message`) by global number, and the `Clock` of the file. Out: the
parts of an `Activity`, with times in seconds since the FIT epoch until the activity's
start is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from ingest.activity import Event, FloatArray, Lap
from ingest.formats.fit_channels import ATHLETE_RANGES, ATHLETE_VALUES, DEVICE_VALUES
from ingest.formats.fit_messages import Message
from ingest.sports import family

__all__ = [
    "Clock",
    "Messages",
    "SessionSummary",
    "athlete_values",
    "events",
    "laps",
    "lengths",
    "session_summaries",
    "timer_runs",
    "utc_offset_s",
]

Messages = Mapping[int, list[Message]]

FILE_ID, DEVICE_SETTINGS, SPORT, SESSION, LAP, EVENT = 0, 2, 12, 18, 19, 21
ACTIVITY, LENGTH, TIMESTAMP_CORRELATION, TIME_IN_ZONE = 34, 101, 162, 216

# Times below this count from the device's start, not from the FIT epoch.
EARLIEST_TIME = 0x10000000
# The format's times and durations hold no more; a damaged definition may state anything.
_LATEST_TIME, _LONGEST_S = 0xFFFFFFFF, 0xFFFFFFFF / 1000
_QUARTER_HOUR_S = 900
# The two times an offset is the difference of are not always noted in the same second.
_OFFSET_TOLERANCE_S = 30
_MESSAGE_INDEX_MASK = 0x0FFF
_NO_INDEX = 0xFFFF
# Offsets of inhabited places from UTC.
_LEAST_OFFSET_S, _GREATEST_OFFSET_S = -12 * 3600, 14 * 3600


@dataclass(frozen=True, slots=True)
class Clock:
    """How a file's times are to be understood.

    A device without the time of day counts from its own start; `shift_s` is then what
    turns its times into seconds since the FIT epoch, None where that is unknown.
    """

    shift_s: float | None = None

    def absolute(self, times_s: FloatArray) -> FloatArray:
        """(n,) times as seconds since the FIT epoch, NaN where that is unknown."""
        shifted = np.nan if self.shift_s is None else times_s + self.shift_s
        return np.where(times_s >= EARLIEST_TIME, times_s, shifted)

    def moment(self, message: Message, *names: str) -> float | None:
        """The first of these fields that holds a usable time, in seconds since the FIT epoch."""
        for name in names:
            value = message.number(name)
            if value is not None and EARLIEST_TIME <= value <= _LATEST_TIME:
                return value
            if value is not None and 0 <= value < EARLIEST_TIME and self.shift_s is not None:
                return value + self.shift_s
        return None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session message, or what stands in for a missing one."""

    sport: str
    sub_sport: str | None
    start: float
    elapsed_s: float
    timer_s: float | None
    distance_m: float | None = None
    ascent_m: float | None = None
    pool_length_m: float | None = None
    device_values: Mapping[str, float] | None = None
    has_samples: bool = True

    @property
    def end(self) -> float:
        """Seconds since the FIT epoch."""
        return self.start + self.elapsed_s


def sport_of(message: Message) -> tuple[str, str | None]:
    """Sport and sub-sport of a session or sport message; "generic" says nothing."""
    sub_sport = message.text("sub_sport")
    return message.text("sport") or "generic", None if sub_sport == "generic" else sub_sport


def session_summaries(messages: Messages, clock: Clock) -> list[SessionSummary]:
    """The session messages that say when they were, in time order, each once."""
    found: dict[tuple[object, ...], SessionSummary] = {}
    for message in messages.get(SESSION, []):
        span = _span(message, clock)
        if span is None:
            continue
        start, elapsed_s = span
        sport, sub_sport = sport_of(message)
        ascent_m = message.number("total_ascent")
        if ascent_m is not None:
            ascent_m += message.number("total_fractional_ascent") or 0
        summary = SessionSummary(
            sport,
            sub_sport,
            start,
            elapsed_s,
            timer_s=_duration_s(message, "total_timer_time"),
            distance_m=message.number("total_distance"),
            ascent_m=ascent_m,
            pool_length_m=message.number("pool_length"),
            device_values=_values(message),
            has_samples=message.has_samples,
        )
        found.setdefault((sport, start, elapsed_s), summary)
    # Beside those of its legs, some devices write one of the whole event.
    legs = [summary for summary in found.values() if summary.sport != "multisport"]
    return sorted(legs or found.values(), key=lambda summary: summary.start)


def _span(message: Message, clock: Clock) -> tuple[float, float] | None:
    """When a session or lap began and how long it took; None where it does not say when."""
    elapsed_s = _duration_s(message, "total_elapsed_time", "total_timer_time")
    end = clock.moment(message, "timestamp")
    start = clock.moment(message, "start_time")
    if start is None and end is not None and elapsed_s is not None:
        start = end - elapsed_s
    if start is None:
        return None
    if elapsed_s is None:
        elapsed_s = max(end - start, 0) if end is not None else 0
    return start, elapsed_s


def _duration_s(message: Message, *names: str) -> float | None:
    value = message.number(*names)
    return value if value is not None and 0 <= value <= _LONGEST_S else None


def _values(message: Message) -> dict[str, float]:
    found = {name: message.number(*fields) for name, fields in DEVICE_VALUES.items()}
    return {
        name: float(value)
        for name, value in found.items()
        if value is not None and _can_be_true(name, value)
    }


def laps(messages: Messages, clock: Clock, origin: float) -> tuple[Lap, ...]:
    """All laps in time order."""
    return _in_order(messages.get(LAP, []), clock, origin)


def lengths(messages: Messages, clock: Clock, origin: float) -> tuple[Lap, ...]:
    """The lengths of pool swims in time order; `intensity` is "active" or "idle"."""
    return _in_order(messages.get(LENGTH, []), clock, origin)


def _in_order(messages: list[Message], clock: Clock, origin: float) -> tuple[Lap, ...]:
    found = [lap for message in messages if (lap := _lap(message, clock, origin))]
    if len(set(found)) > 1 and len({lap.start_s for lap in found}) == 1:
        found = _one_after_another(found)  # the Sigma iD.FREE starts them all with the session
    return tuple(sorted(found, key=lambda lap: lap.start_s))


def _one_after_another(found: list[Lap]) -> list[Lap]:
    begins = accumulate((lap.elapsed_s for lap in found[:-1]), initial=found[0].start_s)
    return [replace(lap, start_s=start_s) for lap, start_s in zip(found, begins, strict=True)]


def _lap(message: Message, clock: Clock, origin: float) -> Lap | None:
    span = _span(message, clock)
    if span is None:
        return None
    start, elapsed_s = span
    step = message.number("wkt_step_index")
    return Lap(
        start_s=start - origin,
        elapsed_s=elapsed_s,
        timer_s=_duration_s(message, "total_timer_time"),
        distance_m=message.number("total_distance"),
        avg_heart_rate_bpm=message.number("avg_heart_rate"),
        avg_power_w=message.number("avg_power"),
        avg_speed_mps=message.number("enhanced_avg_speed", "avg_speed"),
        intensity=message.text("intensity") or message.text("length_type"),
        trigger=message.text("lap_trigger"),
        workout_step=None if step in {None, _NO_INDEX} else int(step or 0) & _MESSAGE_INDEX_MASK,
    )


def events(messages: Messages, clock: Clock, origin: float) -> tuple[Event, ...]:
    """All events that say when they were, in time order."""
    found = []
    for message in messages.get(EVENT, []):
        moment = clock.moment(message, "timestamp")
        name, action = message.text("event"), message.text("event_type")
        if moment is not None and name is not None and action is not None:
            value = message.number("data")
            found.append(Event(moment - origin, name, action, value))
    return tuple(sorted(found, key=lambda event: event.time_s))


def timer_runs(noted: tuple[Event, ...], end_s: float) -> tuple[tuple[float, float], ...]:
    """The stretches between the timer's starts and stops, the last one closed at `end_s`."""
    runs: list[tuple[float, float]] = []
    since: float | None = None
    for event in noted:
        if event.name != "timer":
            continue
        if event.action == "start" and since is None:
            since = event.time_s
        elif event.action.startswith("stop") and since is not None:
            stop = min(event.time_s, end_s)  # a stop long after the last sample is a wrong time
            if stop > since:
                runs.append((since, stop))
            since = None
    if since is not None and end_s > since:
        runs.append((since, end_s))
    return tuple(runs)


def utc_offset_s(messages: Messages) -> int | None:
    """The device's offset from UTC, a multiple of a quarter of an hour; None where implausible.

    As the activity says, else a message that ties two clocks, else the settings. In these an
    offset of zero tells nothing: devices and apps that don't know better leave it at that.
    """
    for kind in (ACTIVITY, TIMESTAMP_CORRELATION):
        for message in messages.get(kind, []):
            moment, local = message.number("timestamp"), message.number("local_timestamp")
            if moment is not None and local is not None and min(moment, local) >= EARLIEST_TIME:
                offset_s = _plausible_offset_s(local - moment)
                if offset_s or (offset_s == 0 and kind == ACTIVITY):
                    return offset_s
    for message in messages.get(DEVICE_SETTINGS, []):
        stored = message.number("time_offset")
        if stored:
            # West of Greenwich it is negative, in a field without a sign.
            return _plausible_offset_s(stored - (1 << 32) * (stored >= 1 << 31)) or None
    return None


def _plausible_offset_s(offset_s: float) -> int | None:
    rounded_s = round(offset_s / _QUARTER_HOUR_S) * _QUARTER_HOUR_S
    inhabited = _LEAST_OFFSET_S <= rounded_s <= _GREATEST_OFFSET_S
    return rounded_s if inhabited and abs(offset_s - rounded_s) <= _OFFSET_TOLERANCE_S else None


def athlete_values(messages: Messages) -> dict[str, float]:
    """What the device believes about the athlete, as far as it can be true."""
    values = {}
    for name, sources in ATHLETE_VALUES.items():
        for number, field, factor in sources:
            told = messages.get(number, [])
            if number == TIME_IN_ZONE and name == "threshold_power_w":
                told = _about_rides(told, messages.get(SESSION, []))
            beliefs = (v * factor for m in told if (v := m.number(field)) is not None)
            value = next((v for v in beliefs if _can_be_true(name, v)), None)
            if value is not None:
                values[name] = float(round(value, 3))
                break
    return values


def _can_be_true(name: str, value: float) -> bool:
    low, high = ATHLETE_RANGES.get(name, (-math.inf, math.inf))
    return low <= value <= high


def _about_rides(zones: list[Message], sessions: list[Message]) -> list[Message]:
    """Where rides and other sports share a file, the messages on the rides' zones.

    In those on a run's zones the threshold power is one of running, often twice as high.
    """
    rides = [m.number("message_index") for m in sessions if family(*sport_of(m)) == "ride"]
    if not rides or len(rides) == len(sessions):
        return zones
    return [
        m
        for m in zones
        if m.number("reference_mesg") == SESSION and m.number("reference_index") in rides
    ]
