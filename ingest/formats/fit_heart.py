"""Heart rate that a strap remembered under water and sent afterwards (`hr` messages).

In: the raw `hr` messages in file order and the records' times. Out: heart rate for each record.
The strap stamps beats on its own clock of 1024 ticks a second; an anchor message ties that
clock to the time of day. As in Garmin's own decoder, a value holds for up to five
seconds and a record takes the rounded mean of the time since the record before.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ingest.activity import FloatArray
from ingest.formats.fit_layout import TIMESTAMP, Value
from ingest.formats.fit_messages import Stored

__all__ = ["HEART_RATE_STREAM", "remembered_heart_rate_bpm"]

HEART_RATE_STREAM = 132
_FRACTION, _HEART_RATE, _TICKS, _PACKED_TICKS = 0, 6, 9, 10
_TICKS_PER_S = 1024
_PACKED_BITS = 12
_STEP_S, _MOST_STEPS = 0.25, 20


def remembered_heart_rate_bpm(messages: Iterable[Stored], timestamp_s: FloatArray) -> FloatArray:
    """(n,) heart rate at each record's time; NaN where the strap remembered none."""
    times_s, rates = _held(*_beats(messages))
    out = np.full(len(timestamp_s), np.nan)
    if not len(times_s) or not len(out):
        return out
    order = np.argsort(timestamp_s, kind="stable")
    timestamp_s = timestamp_s[order]
    # The record at whose end of time each value lies; values that come too late are void.
    record = np.searchsorted(timestamp_s, times_s, side="left")
    usable = record >= np.maximum.accumulate(record)
    usable &= (record < len(out)) & (times_s > timestamp_s[0] - 1)
    record, rates = record[usable], rates[usable]
    count = np.bincount(record, minlength=len(out))
    found = count > 0
    sums = np.bincount(record, rates, minlength=len(out))
    mean = np.full(len(out), np.nan)
    mean[found] = np.floor(sums[found] / count[found] + 0.5)
    # A second record of the same second gets the last value of that second.
    last = np.full(len(out), np.nan)
    last[record] = rates
    again = np.flatnonzero(np.diff(timestamp_s) == 0) + 1
    mean[again] = last[np.searchsorted(timestamp_s, timestamp_s[again], side="left")]
    out[order] = mean
    return out


def _beats(messages: Iterable[Stored]) -> tuple[FloatArray, FloatArray]:
    """(m,) times on the FIT clock and (m,) heart rates."""
    times: list[float] = []
    rates: list[float] = []
    anchor: tuple[float, int] | None = None
    ticks = 0
    for message in messages:
        moment, stamped = message.get(TIMESTAMP), _list(message.get(_TICKS))
        if isinstance(moment, int) and stamped:
            fraction = message.get(_FRACTION)
            ticks = int(stamped[0])
            anchor = moment + (fraction / 32768 if isinstance(fraction, int) else 0), ticks
        packed = message.get(_PACKED_TICKS)
        if isinstance(packed, list):
            stamped = []
            for low in _unpacked(packed):
                ticks += (low - ticks) & ((1 << _PACKED_BITS) - 1)
                stamped.append(ticks)
        if anchor is None:
            continue
        for tick, rate in zip(stamped, _list(message.get(_HEART_RATE)), strict=False):
            times.append(anchor[0] + (tick - anchor[1]) / _TICKS_PER_S)
            rates.append(rate)
    return np.array(times), np.array(rates)


def _list(value: Value | None) -> list[float]:
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, int | float)]


def _unpacked(packed: list[float | None]) -> list[int]:
    """The 12-bit numbers in a row of bytes, of which a "no value" is all ones."""
    bits = int.from_bytes(bytes(255 if b is None else int(b) & 0xFF for b in packed), "little")
    count = 8 * len(packed) // _PACKED_BITS
    return [bits >> _PACKED_BITS * i & ((1 << _PACKED_BITS) - 1) for i in range(count)]


def _held(times_s: FloatArray, rates: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The beats with each value repeated every quarter of a second until the next one."""
    if not len(times_s):
        return times_s, rates
    gaps = np.abs(np.diff(times_s, append=times_s[-1]))
    repeats = np.clip(np.ceil(gaps / _STEP_S) - 1, 0, _MOST_STEPS).astype(np.int64) + 1
    step = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return np.repeat(times_s, repeats) + _STEP_S * step, np.repeat(rates, repeats)
