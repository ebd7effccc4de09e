"""What a FIT file holds, before it is interpreted, and which chained files belong to it.

In: bytes. Out: `Contents`, by the columnar reader or by fitparse. A file that says it is
something else than an activity is an error that names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ingest.activity import FloatArray, Issue
from ingest.errors import NotAnActivityError, ReadingError
from ingest.formats import fit_fitparse
from ingest.formats.fit_decode import Part, Table, decode, joined
from ingest.formats.fit_heart import HEART_RATE_STREAM, remembered_heart_rate_bpm
from ingest.formats.fit_layout import Value
from ingest.formats.fit_messages import Message, Stored, enumeration, is_known
from ingest.formats.fit_records import Records, record_columns
from ingest.formats.fit_summary import EARLIEST_TIME, FILE_ID, SESSION, Messages
from ingest.formats.fit_walk import RECORD

__all__ = ["READERS", "Contents", "Reader"]

_ACTIVITY_FILE = 4
_TYPELESS = "typeless FIT"
# What a file is if not an activity, by the number in its file_id message; other numbers
# have the profile's word. Sleep has none there; Garmin's watches use 49.
_FILE_KINDS = {
    3: "sport settings", 7: "schedule", 15: "monitoring", 20: "summary", 28: "monitoring",
    32: "monitoring", 49: "sleep",
}  # fmt: skip

# The kinds of messages that are interpreted one by one; records are read as columns.
_INTERPRETED = frozenset({0, 2, 3, 7, 12, 18, 19, 21, 23, 26, 27, 34, 101, 162, 216})

# What tells an activity where a file does not: the sport of a session, or of records
# position, heart rate, cadence, distance, speed or power.
_SESSION_SPORT = 5
_HRV, _HRV_TIME, _HRV_SCALE = 78, 0, 1000
_ACTIVE_FIELDS = frozenset({0, 1, 3, 4, 5, 6, 7, 73})


@dataclass(frozen=True, slots=True)
class Contents:
    """The messages of a file by profile name, its records as columns, and what was odd."""

    messages: Messages
    records: Records
    heart_beats_s: FloatArray | None
    unknown_messages: Mapping[int, int]
    issues: tuple[Issue, ...]


def _columnar(data: bytes) -> Contents:
    decoded = decode(data)
    issues = list(decoded.issues)
    parts = [part for part in decoded.parts if _is_activity(part)]
    if not parts:
        raise _what_instead([part.file_type for part in decoded.parts if part.messages])
    # What a heart rate strap remembered is chained to an activity without a type of its own.
    straps = [part for part in decoded.parts if set(part.messages) == {HEART_RATE_STREAM}]
    for part in decoded.parts:
        if part not in parts and part not in straps and part.messages:
            message = f"a {_kind(part.file_type)} file is chained to the activity; it was ignored"
            issues.append(Issue("chained_file", "note", message))

    overlapping = _overlapping(parts)
    if overlapping:
        message = "chained recordings overlap in time; the samples of the shorter were left out"
        issues.append(Issue("overlapping_files", "damage", message))
    messages: dict[int, list[Message]] = {}
    unknown: Counter[int] = Counter()
    for part in parts:
        has_samples = part not in overlapping
        for number, table in part.messages.items():
            if number in _INTERPRETED:
                found = (Message(number, m, has_samples=has_samples) for m in table.messages())
                messages.setdefault(number, []).extend(found)
            elif not is_known(number):
                unknown[number] += len(table)

    streams = joined([*(part for part in parts if part not in overlapping), *straps])
    records = record_columns(streams.get(RECORD))
    if HEART_RATE_STREAM in streams:
        records = _with_strap(records, streams[HEART_RATE_STREAM].messages())
    return Contents(messages, records, _beats(streams.get(_HRV)), dict(unknown), tuple(issues))


def _with_strap(records: Records, messages: Iterable[Stored]) -> Records:
    heart_rate_bpm = remembered_heart_rate_bpm(messages, records.timestamp_s)
    return records.with_preferred("heart_rate", heart_rate_bpm)


def _beats(table: Table | None) -> FloatArray | None:
    """(n,) beat-to-beat intervals, of which each message holds a few."""
    if table is None:
        return None
    intervals = [np.empty(0)]
    for group in table.groups:
        slot = group.layout.by_number.get(_HRV_TIME)
        if slot is not None and not slot.is_text:
            intervals.append(slot.scaled(group.rows, _HRV_SCALE, 0).ravel())
    beats = np.concatenate(intervals)
    return beats[~np.isnan(beats)]


def _fitparse(data: bytes) -> Contents:
    raw, records, issues = fit_fitparse.read_messages(data)
    types = [message.get(0) for message in raw.get(FILE_ID, [])]
    file_types: list[int | None] = [t for t in types if isinstance(t, int)]
    if (file_types and _ACTIVITY_FILE not in file_types) or not raw.keys() & {RECORD, SESSION}:
        raise _what_instead(file_types)
    if HEART_RATE_STREAM in raw:
        records = _with_strap(records, raw[HEART_RATE_STREAM])
    stored = [message.get(_HRV_TIME) for message in raw.get(_HRV, [])]
    beats = [v / _HRV_SCALE for times in stored for v in _as_list(times) if v is not None]
    return Contents(
        {n: [Message(n, m) for m in found] for n, found in raw.items() if n in _INTERPRETED},
        records,
        np.array(beats) if beats else None,
        {n: len(found) for n, found in raw.items() if not is_known(n)},
        tuple(issues),
    )


def _as_list(value: Value | None) -> list[float | None]:
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, int | float)]


Reader = Literal["columnar", "fitparse"]
READERS: dict[Reader, Callable[[bytes], Contents]] = {"columnar": _columnar, "fitparse": _fitparse}


def _is_activity(part: Part) -> bool:
    """Whether a file records something done; where it does not say, by what is in it."""
    if part.file_type == _ACTIVITY_FILE:
        return True
    if part.file_type in _FILE_KINDS or part.file_type in enumeration("file"):
        return False
    sessions, records = part.messages.get(SESSION), part.messages.get(RECORD)
    if sessions is not None and any(m.get(_SESSION_SPORT) is not None for m in sessions.messages()):
        return True
    return records is not None and any(
        len(group) > 1 and not _ACTIVE_FIELDS.isdisjoint(group.layout.by_number)
        for group in records.groups
    )


def _kind(file_type: int | None) -> str:
    if file_type is None:
        return _TYPELESS
    word = enumeration("file").get(file_type, f"type {file_type} FIT").replace("_", " ")
    return _FILE_KINDS.get(file_type, word)


def _what_instead(file_types: Sequence[int | None]) -> ReadingError:
    """The error for a file in which no activity was found."""
    typed = [t for t in file_types if t is not None]
    if not file_types:
        return ReadingError("nothing in this FIT file can be read")
    if _ACTIVITY_FILE in typed:
        return ReadingError("this FIT file holds neither samples nor a session")
    return NotAnActivityError(_kind(typed[0] if typed else None))


def _overlapping(parts: list[Part]) -> list[Part]:
    """Of chained activities that ran at the same time, all but the one with most records."""
    if len(parts) == 1:
        return []
    kept: list[tuple[float, float]] = []
    left_out = []
    for part in sorted(parts, key=lambda p: len(p.messages.get(RECORD, ())), reverse=True):
        groups = part.messages[RECORD].groups if RECORD in part.messages else ()
        times = np.concatenate([np.empty(0), *(group.timestamps() for group in groups)])
        times = times[times >= EARLIEST_TIME]
        if not len(times):
            continue
        begin, end = float(times.min()), float(times.max())
        if any(begin < other_end and end > other_begin for other_begin, other_end in kept):
            left_out.append(part)
        else:
            kept.append((begin, end))
    return left_out
