"""What the messages other than records say: sessions, laps, events, device, athlete.

In: messages (`fit_messages.Message`) by global number, and the `Clock` of the file. Out: the
parts of an `Activity`, with times in seconds since the FIT epoch until the activity's
start is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ingest.activity import Device, Event, FloatArray, Lap
from ingest.formats.fit_channels import ATHLETE_RANGES, ATHLETE_VALUES, DEVICE_VALUES
from ingest.formats.fit_messages import Message, enumeration
from ingest.sports import family

__all__ = [
    "Clock",
    "Messages",
    "SessionSummary",
    "athlete_values",
    "device",
    "events",
    "laps",
    "lengths",
    "session_summaries",
    "timer_runs",
    "utc_offset_s",
]

Messages = Mapping[int, list[Message]]

FILE_ID, SPORT, SESSION, LAP, EVENT, DEVICE_INFO = 0, 12, 18, 19, 21, 23
ACTIVITY, LENGTH, TIME_IN_ZONE = 34, 101, 216

# Times below this count from the device's start, not from the FIT epoch.
EARLIEST_TIME = 0x10000000
# The format's times and durations hold no more; a damaged definition may state anything.
_LATEST_TIME, _LONGEST_S = 0xFFFFFFFF, 0xFFFFFFFF / 1000
_QUARTER_HOUR_S = 900
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
    return sorted(found.values(), key=lambda summary: summary.start)


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
    found = [_lap(message, clock, origin) for message in messages]
    return tuple(sorted((lap for lap in found if lap), key=lambda lap: lap.start_s))


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
            value = message.number("data", "data16")
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


def device(messages: Messages) -> Device:
    """The device that recorded: from `file_id`, and its own entry among the devices."""
    created = next(iter(messages.get(FILE_ID, [])), Message(FILE_ID, {}))
    devices = messages.get(DEVICE_INFO, [])
    creator = next((m for m in devices if m.get("device_index") == 0), Message(DEVICE_INFO, {}))
    makers = [m for m in (created, creator) if m.get("manufacturer") is not None]
    manufacturer = makers[0].text("manufacturer") if makers else None
    names = (created.text("product_name"), creator.text("product_name"))
    product = next((name for name in names if name), None)
    if product is None and makers:
        product = _product(manufacturer, makers[0].number("product"))
    software = creator.number("software_version")
    return Device(manufacturer, product, None if software is None else f"{software:.2f}")


def _product(manufacturer: str | None, product: float | None) -> str | None:
    if product is None:
        return None
    # The makers that share Garmin's list of products, as the profile's subfield says.
    if manufacturer in {"garmin", "dynastream", "dynastream_oem", "tacx"}:
        return enumeration("garmin_product").get(int(product), str(int(product)))
    if manufacturer == "favero_electronics":
        return enumeration("favero_product").get(int(product), str(int(product)))
    return str(int(product))


def utc_offset_s(messages: Messages) -> int | None:
    """The device's offset from UTC, to the quarter of an hour; None where implausible."""
    for message in messages.get(ACTIVITY, []):
        moment, local = message.number("timestamp"), message.number("local_timestamp")
        if moment is None or local is None or min(moment, local) < EARLIEST_TIME:
            continue
        offset_s = round((local - moment) / _QUARTER_HOUR_S) * _QUARTER_HOUR_S
        if _LEAST_OFFSET_S <= offset_s <= _GREATEST_OFFSET_S:
            return offset_s
    return None


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
