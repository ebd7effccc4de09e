"""Copies of FIT recordings at other times: a library as large as a benchmark needs it.

Every field that the profile calls a date or a time moves by the same number of seconds;
nothing else changes, and the check sums are put right. So the copies are as hard to read,
clean and judge as the real recordings, and no two of them are of the same day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from fastcrc import crc16
from garmin_fit_sdk import Profile

from ingest import formats
from ingest.errors import ReadingError
from ingest.formats.fit_layout import Layout
from ingest.formats.fit_walk import by_layout, walk

__all__ = ["shifted", "write_library"]

_LAST_DAY = datetime(2026, 11, 22, tzinfo=UTC)
_YEARS_DAYS = 3650
_TIMES = {"date_time", "local_date_time"}


@cache
def _time_fields(message: int) -> frozenset[int]:
    fields = Profile["messages"].get(message, {}).get("fields", {})
    return frozenset(number for number, entry in fields.items() if entry["type"] in _TIMES)


def shifted(data: bytes, seconds: int) -> bytes:
    """The same recording, all of it so many seconds later."""
    moved = bytearray(data)
    body_at = data[0]
    end = body_at + int.from_bytes(data[4:8], "little")
    body = data[body_at:end]
    found = walk(body, suspect=False)
    starts, which = found.messages()
    for index, rows in by_layout(which, len(found.layouts)):
        _shift(moved, found.layouts[index], starts[rows] + body_at, seconds)
    moved[end : end + 2] = crc16.arc(bytes(moved[:end])).to_bytes(2, "little")
    return bytes(moved)


def _shift(data: bytearray, layout: Layout, starts: np.ndarray, seconds: int) -> None:
    every = np.frombuffer(data, np.uint8)
    dtype = np.dtype(">u4" if layout.big_endian else "<u4")
    for slot in layout.by_number.values():
        if slot.number in _time_fields(layout.number) and slot.is_number and slot.base.size == 4:
            places = (starts + slot.start)[:, None] + np.arange(4)
            times = every[places].view(dtype)[:, 0]
            later = np.where(times == 0xFFFFFFFF, times, times + np.uint32(seconds % (1 << 32)))
            every[places] = later.astype(dtype)[:, None].view(np.uint8)


def write_library(recordings: Sequence[Path], folder: Path, count: int) -> None:
    """Write so many copies of some recordings, spread over ten years up to now.

    Recordings that are damaged or chained are left out: their copies would not be alike.
    """
    folder.mkdir(parents=True)
    originals = []
    for path in recordings:
        data = path.read_bytes()
        if data[0] + int.from_bytes(data[4:8], "little") + 2 != len(data):
            continue
        try:
            activity = formats.read(data, path.name)
        except ReadingError:
            continue
        if not activity.damaged:
            originals.append((data, activity.start))
    for n in range(count):
        data, start = originals[n % len(originals)]
        day = _LAST_DAY - timedelta(days=round((count - n) * _YEARS_DAYS / count))
        then = start.replace(year=day.year, month=day.month, day=day.day)
        copy = shifted(data, round((then - start).total_seconds()))
        (folder / f"{n:05}.fit").write_bytes(copy)
