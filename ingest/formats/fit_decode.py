"""Bytes of a FIT file to tables of messages, column by column.

In: bytes, of one FIT file or of several chained ones. Out: by global message number a
`Table` whose columns are read on demand, and an `Issue` for each fault found. Nothing is
interpreted here beyond the protocol: definitions, compressed timestamps, developer
fields, check sums, and what to do where the bytes are damaged.

How it is fast: a Python loop of three operations a message notes the header byte and
jumps on by the length that its definition states. From those header bytes numpy finds
where each message begins, and all messages of one definition are gathered at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from fastcrc import crc16

from ingest.activity import FloatArray, Issue
from ingest.formats.fit_layout import BASE_TYPES, DeveloperSlot, Layout, Slot, StoredMessage
from ingest.formats.fit_walk import IndexArray, Walk, by_layout, walk

if TYPE_CHECKING:
    from ingest.formats.fit_messages import Stored

__all__ = [
    "Decoded",
    "DeveloperField",
    "Group",
    "Part",
    "Table",
    "decode",
    "developer_field",
    "is_header",
]

FIELD_DESCRIPTION = 206
FILE_ID = 0
_CRC_SIZE = 2
_SHORTEST_HEADER = 12
_USUAL_HEADERS = (12, 14)
# No device chains as many; each costs some time, so a hostile file must not go on for ever.
_MOST_PARTS = 500
_MOST_DAMAGE_ISSUES = 5

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DeveloperField:
    """A field that an app on the device defined: name, unit, type and scale.

    `application` and `number` tell it from others that are described in the very same words.
    `native` is the (message, field) number of the profile's field that it stands in for.
    """

    application: int
    number: int
    name: str
    units: str
    base_type: int
    scale: float
    offset: float
    native: tuple[int, int] | None

    def slot(self, where: DeveloperSlot, *, big_endian: bool) -> Slot:
        """Where and how to read it in messages that carry it."""
        return Slot.of(where.number, where.start, where.size, self.base_type, big_endian=big_endian)


DeveloperFields = Mapping[tuple[int, int], DeveloperField]


@dataclass(slots=True)
class _Stream:
    """What the groups of one file share: its bytes, and (n,) for all its messages."""

    body: bytes
    starts: IntArray
    times_s: FloatArray | None
    developer_fields: dict[tuple[int, int], DeveloperField]
    messages_before: int


class Group:
    """All messages of one definition in one file; its parts are made when asked for."""

    def __init__(self, layout: Layout, stream: _Stream, messages: IntArray) -> None:
        """Take the messages of these numbers in a file."""
        self.layout = layout
        self._stream = stream
        self._messages = messages

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def order(self) -> IntArray:
        """(n,) the messages' places among those of all chained files."""
        return self._messages + self._stream.messages_before

    @cached_property
    def rows(self) -> npt.NDArray[np.void]:
        """(n,) the bytes of each message."""
        return self.layout.rows(self._stream.body, self._stream.starts[self._messages])

    def places(self) -> Iterator[tuple[int, StoredMessage]]:
        """Each message with its place in that order."""
        starts = self._stream.starts[self._messages].tolist()
        for place, start in zip(self.order.tolist(), starts, strict=True):
            yield place, StoredMessage(self.layout, self._stream.body, start)

    @property
    def times_s(self) -> FloatArray | None:
        """(n,) times where the messages' headers carry them; in seconds since the FIT epoch."""
        times_s = self._stream.times_s
        return None if times_s is None else times_s[self._messages]

    @property
    def bytes_of_file(self) -> int:
        """How large the file is that the messages are from."""
        return len(self._stream.body)

    @property
    def developer_fields(self) -> DeveloperFields:
        """The developer fields that the file describes, by application and number."""
        return self._stream.developer_fields

    def timestamps(self) -> FloatArray:
        """(n,) seconds since the FIT epoch (end of 1989), NaN where a message has none."""
        slot = self.layout.time_slot
        own = np.full(len(self), np.nan) if slot is None else slot.scaled(self.rows, 1, 0)
        times_s = self.times_s
        return own if times_s is None else np.where(np.isnan(own), times_s, own)


@dataclass(slots=True)
class Table:
    """All messages of one kind, in one group a definition."""

    groups: tuple[Group, ...]

    def __len__(self) -> int:
        return sum(len(group) for group in self.groups)

    def messages(self) -> list[StoredMessage]:
        """The messages one by one, in file order."""
        found = [place for group in self.groups for place in group.places()]
        if len(self.groups) > 1:
            found.sort(key=itemgetter(0))
        return [message for _, message in found]


@dataclass(frozen=True, eq=False)
class Part:
    """One FIT file of a chain: its messages by global number."""

    messages: Mapping[int, Table]

    @cached_property
    def file_type(self) -> int | None:
        """What kind of file it says it is, by the profile's number."""
        if FILE_ID not in self.messages:
            return None
        types = (message.get(0) for message in self.messages[FILE_ID].messages())
        return next((kind for kind in types if isinstance(kind, int)), None)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What some bytes hold: the chained files and the faults."""

    parts: tuple[Part, ...]
    issues: tuple[Issue, ...]

    @property
    def messages(self) -> Mapping[int, Table]:
        """The tables of all parts together, by global message number."""
        return joined(self.parts)


def joined(parts: Sequence[Part]) -> Mapping[int, Table]:
    """The messages of several parts as if they stood in one file."""
    if len(parts) == 1:
        return parts[0].messages
    groups: dict[int, list[Group]] = {}
    for part in parts:
        for number, table in part.messages.items():
            groups.setdefault(number, []).extend(table.groups)
    return {number: Table(tuple(found)) for number, found in groups.items()}


def is_header(data: bytes, at: int = 0) -> bool:
    """Whether a FIT file begins at this byte."""
    return (
        len(data) >= at + _SHORTEST_HEADER
        and data[at] >= _SHORTEST_HEADER
        and data[at + 8 : at + 12] == b".FIT"
    )


def decode(data: bytes) -> Decoded:
    """Read all messages of a FIT file or of a chain of them; never raises.

    Bytes that are no FIT file give no parts and no issues.
    """
    parts: list[Part] = []
    issues: list[Issue] = []
    at = 0
    messages_before = 0
    while is_header(data, at) and len(parts) < _MOST_PARTS:
        body_at = at + data[at]
        body, end, check = _extent(data, at, issues)
        found = walk(body, suspect=check != _GOOD)
        issues += _damage(found, body_at)
        if check == _GOOD and not found.complete:
            message = "the last message is incomplete"
            issues.append(Issue("truncated", "damage", message, f"byte {end}"))
        parts.append(_part(body, found, messages_before))
        messages_before += len(found.headers)
        at = end
    if parts and data[at:].strip(b"\0"):
        message = f"the last {len(data) - at} bytes belong to no FIT file and were not read"
        issues.append(Issue("trailing_bytes", "damage", message, f"byte {at}"))
    return Decoded(tuple(parts), tuple(issues))


_GOOD, _BAD, _ABSENT = "good", "bad", "absent"


def _extent(data: bytes, at: int, issues: list[Issue]) -> tuple[bytes, int, str]:
    """The messages' bytes of the file at `at`, where it ends, and its check sum's state."""
    body_at = at + data[at]
    stated = int.from_bytes(data[at + 4 : at + 8], "little")
    end = body_at + stated
    if stated == 0 or end > len(data):
        end = _next_header(data, body_at)
        if stated == 0:
            message = "the recording was never closed; all that was written was read"
            issues.append(Issue("unclosed", "note", message, f"byte {at}"))
        else:
            message = f"the file ends early: {body_at + stated - end} of its bytes are missing"
            issues.append(Issue("truncated", "damage", message, f"byte {end}"))
        return data[body_at:end], end, _ABSENT
    if end + _CRC_SIZE > len(data):
        message = "the file ends before its check sum"
        issues.append(Issue("truncated", "note", message, f"byte {len(data)}"))
        return data[body_at:end], len(data), _ABSENT
    check = _GOOD
    if crc16.arc(memoryview(data)[at:end]) != int.from_bytes(data[end : end + _CRC_SIZE], "little"):
        message = "the check sum does not match: some bytes changed after the recording"
        issues.append(Issue("bad_crc", "damage", message, f"byte {end}"))
        check = _BAD
    return data[body_at:end], end + _CRC_SIZE, check


def _damage(found: Walk, body_at: int) -> Iterator[Issue]:
    """One issue for each damaged stretch; one for all where there are many."""
    damage = sorted(found.damage)
    if len(damage) > _MOST_DAMAGE_ISSUES:
        lost = sum(end - begin for begin, end in damage)
        message = f"{lost} bytes in {len(damage)} places are damaged and were skipped"
        where = f"byte {body_at + damage[0][0]} to {body_at + damage[-1][1]}"
        yield Issue("damaged_bytes", "damage", message, where)
        return
    for begin, end in damage:
        message = f"{end - begin} bytes are damaged and were skipped"
        where = f"byte {body_at + begin} to {body_at + end}"
        yield Issue("damaged_bytes", "damage", message, where)


def _next_header(data: bytes, at: int) -> int:
    """Where the next FIT file of a chain begins, or the end of the data."""
    mark = data.find(b".FIT", at + 8)
    while mark != -1:
        if data[mark - 8] in _USUAL_HEADERS:
            return mark - 8
        mark = data.find(b".FIT", mark + 4)
    return len(data)


def _part(body: bytes, found: Walk, first: int) -> Part:
    """The messages of one file, grouped by the content of their definitions."""
    starts, which = found.messages()
    times_s = _compressed_times(body, found, starts, which)
    stream = _Stream(body, starts, times_s, {}, first)
    groups: dict[int, list[Group]] = {}
    for index, rows in by_layout(which, len(found.layouts)):
        layout = found.layouts[index]
        groups.setdefault(layout.number, []).append(Group(layout, stream, rows))
    tables = {number: Table(tuple(alike)) for number, alike in groups.items()}
    if FIELD_DESCRIPTION in tables:
        stream.developer_fields.update(_developer_fields(tables[FIELD_DESCRIPTION]))
    return Part(tables)


def _compressed_times(
    body: bytes, found: Walk, starts: IntArray, which: IndexArray
) -> FloatArray | None:
    """(n,) times of all messages where any header carries a compressed time, else None.

    A compressed header holds the low 5 bits of the time; each is the next such second
    after the last time seen, in whatever message.
    """
    if found.headers.isascii():  # none of 0x80 or more
        return None
    headers = found.header_array()
    compressed = headers >= 0x80
    times = np.full(len(headers), np.nan)
    for index, rows in by_layout(which, len(found.layouts)):
        layout = found.layouts[index]
        if layout.time_slot is not None:
            seconds = layout.times(body, starts[rows])
            known = (seconds != layout.time_slot.base.invalid) & ~compressed[rows]
            times[rows[known]] = seconds[known]
    full = ~np.isnan(times)
    last = np.maximum.accumulate(np.where(full, np.arange(len(times)), -1))
    # The low bits step on from message to message, from those of the last full time.
    relevant = np.flatnonzero(full | compressed)
    low = np.where(compressed, headers & 0x1F, 0).astype(np.int64)
    low[full] = times[full].astype(np.int64) & 0x1F
    step = np.zeros(len(times), dtype=np.int64)
    step[relevant[1:]] = np.diff(low[relevant]) & 0x1F
    step[full] = 0
    since = np.cumsum(step)
    known = compressed & (last >= 0)
    times[known] = times[last[known]] + since[known] - since[last[known]]
    return times


def _developer_fields(table: Table) -> DeveloperFields:
    """The developer fields a file describes; a later description replaces an earlier one."""
    described = (_developer_field(m.layout, m.stored) for m in table.messages())
    return {(found.application, found.number): found for found in described if found is not None}


@lru_cache(maxsize=1024)
def _developer_field(layout: Layout, stored: bytes) -> DeveloperField | None:
    return developer_field(StoredMessage(layout, stored, 0))


def developer_field(message: Stored) -> DeveloperField | None:
    """The developer field that a field_description message describes."""
    application, number, base_type = (message.get(i) for i in (0, 1, 2))
    if not (isinstance(application, int) and isinstance(number, int)):
        return None
    if not isinstance(base_type, int) or base_type & 0x1F not in BASE_TYPES:
        return None
    scale, offset = message.get(6), message.get(7)
    message_number, field_number = message.get(14), message.get(15)
    native = None
    if isinstance(message_number, int) and isinstance(field_number, int):
        native = message_number, field_number
    return DeveloperField(
        application=application,
        number=number,
        name=str(message.get(3) or f"developer {application}.{number}"),
        units=str(message.get(8) or ""),
        base_type=base_type,
        scale=scale if isinstance(scale, int) and scale > 0 else 1,
        offset=offset if isinstance(offset, int) else 0,
        native=native,
    )
