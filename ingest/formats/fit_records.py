"""The record messages of a FIT file as columns: scaled, expanded, in file order.

In: the `Table` of record messages. Out: one float64 column for each field that any record
carries, under the profile's name and unit; NaN where a record has no value. Elements of an
array field get a column each (`left_power_phase_0`). Components are expanded without
loss: `enhanced_speed` is filled from `speed` where a record has only that. Developer
fields stand under their own names. Fields that the profile does not know are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ingest.activity import FloatArray
from ingest.errors import ReadingError
from ingest.formats.fit_decode import Decoded, DeveloperField, Group, Table
from ingest.formats.fit_layout import TIMESTAMP, Slot
from ingest.formats.fit_messages import fields_of
from ingest.formats.fit_walk import RECORD

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COMPRESSED_SPEED_DISTANCE",
    "FIT_EPOCH_S",
    "Records",
    "expanded",
    "record_columns",
    "record_frame",
]

# The FIT epoch, the last midnight of 1989 in UTC, as Unix time.
FIT_EPOCH_S = 631_065_600

COMPRESSED_SPEED_DISTANCE, _SPEED, _DISTANCE = 8, 6, 5
_TIME = "timestamp"
# An array field of a record has two or three elements; more would be no stream.
_MOST_ELEMENTS = 16
# Real files make a table of about one number a byte. A hostile one, whose records all differ
# in their fields, would make one that fills the memory.
_MOST_CELLS_PER_BYTE = 8
_CELLS_ALWAYS_ALLOWED = 10_000_000


# Name of a column, or the description of a developer field.
Key = str | DeveloperField
# Which of its rows a group fills, where the values stand in its messages, their scale and offset.
_Source = tuple[Group, slice, Slot, float, float]


@dataclass(frozen=True, slots=True)
class Records:
    """Columns of records in file order.

    `timestamp_s` (n,) are seconds since the FIT epoch, NaN where a record has no time.
    `columns` (n,) are by profile name, `developer` (n,) by the developer's name, with
    the descriptions of those in `described`.
    """

    timestamp_s: FloatArray
    columns: Mapping[str, FloatArray]
    developer: Mapping[str, FloatArray]
    described: Mapping[str, DeveloperField]

    def with_preferred(self, name: str, values: FloatArray) -> Records:
        """The same with these values in a column wherever there are any."""
        own = self.columns.get(name, np.nan)
        return replace(
            self, columns={**self.columns, name: np.where(np.isnan(values), own, values)}
        )


def record_frame(decoded: Decoded) -> pd.DataFrame:
    """All records as a DataFrame, indexed by `timestamp` (UTC, NaT where missing)."""
    import pandas as pd

    records = record_columns(decoded.messages.get(RECORD))
    columns = dict(records.columns)
    for name, column in records.developer.items():
        columns[f"{name} (developer)" if name in columns else name] = column
    timestamp_s = records.timestamp_s + FIT_EPOCH_S
    missing = np.isnan(timestamp_s)
    timestamp_s[missing] = 0
    seconds = timestamp_s.astype("datetime64[s]")
    seconds[missing] = np.datetime64("NaT")
    # One block of all columns: pandas would take longer to put it together.
    matrix = np.array(list(columns.values())).reshape(len(columns), len(seconds))
    index = pd.DatetimeIndex(seconds, name=_TIME)
    return pd.DataFrame(matrix.T, index, pd.Index(list(columns), dtype=object), copy=False)


def record_columns(table: Table | None) -> Records:
    """The columns of all records.

    Raises:
        ReadingError: if the table would be absurdly large for the size of the file.
    """
    if table is None:
        return Records(np.empty(0), {}, {}, {})
    groups = table.groups
    by_key = _in_turn(groups)
    packed = _packed(groups)
    if len(groups) > 1:
        in_file_order = np.argsort(np.concatenate([group.order for group in groups]))
        for column in by_key.values():
            column[:] = column[in_file_order]
        packed = None if packed is None else packed[in_file_order]
    timestamp_s = by_key.pop(_TIME)
    columns = {key: column for key, column in by_key.items() if isinstance(key, str)}
    developer: dict[str, FloatArray] = {}
    described: dict[str, DeveloperField] = {}
    for key, column in by_key.items():
        if isinstance(key, DeveloperField):
            name = _free_name(key.name, developer)
            developer[name], described[name] = column, key
    return Records(timestamp_s, expanded(columns, packed), developer, described)


def _in_turn(groups: tuple[Group, ...]) -> dict[Key, FloatArray]:
    """(n,) columns, and the time among them, of one group's records after another's."""
    ends = np.cumsum([len(group) for group in groups]).tolist()
    sources: dict[Key, list[_Source]] = {}
    for group, begin, end in zip(groups, [0, *ends], ends, strict=False):
        for key, slot, scale, offset in _sources(group):
            source = group, slice(begin, end), slot, scale, offset
            sources.setdefault(key, []).append(source)
    size = max(group.bytes_of_file for group in groups)
    if ends[-1] * len(sources) > max(_MOST_CELLS_PER_BYTE * size, _CELLS_ALWAYS_ALLOWED):
        raise ReadingError("the records of this file are laid out too sparsely to be read")
    columns = dict(zip(sources, np.empty((len(sources), ends[-1])), strict=True))
    for key, found in sources.items():
        if len(found) < len(groups):
            columns[key][:] = np.nan
        for group, rows, slot, scale, offset in found:
            slot.scaled(group.rows, scale, offset, columns[key][rows])
    if _TIME not in columns or any(group.times_s is not None for group in groups):
        columns[_TIME] = np.concatenate([group.timestamps() for group in groups])
    return columns


def _packed(groups: tuple[Group, ...]) -> FloatArray | None:
    """(n, 3) the bytes that hold speed and distance together, None where there are none."""
    slots = [group.layout.by_number.get(COMPRESSED_SPEED_DISTANCE) for group in groups]
    if not any(slots):
        return None
    values = []
    for group, slot in zip(groups, slots, strict=True):
        values.append(np.full((len(group), 3), np.nan))
        if slot is not None and slot.count == values[-1].shape[1] and not slot.is_text:
            values[-1][:] = slot.view(group.rows)
    return np.concatenate(values)


def _sources(group: Group) -> Iterator[tuple[Key, Slot, float, float]]:
    """Which columns a group fills: column, where from, scale, offset."""
    profile = fields_of(RECORD)
    for slot in group.layout.by_number.values():
        known = profile.get(slot.number)
        if known is None or slot.is_text or slot.number == COMPRESSED_SPEED_DISTANCE:
            continue
        if known.is_array:
            for i in range(min(slot.count, _MOST_ELEMENTS)):
                yield f"{known.name}_{i}", slot.element(i), known.scale, known.offset
        elif slot.number != TIMESTAMP or slot is group.layout.time_slot:
            # Where several values stand for the profile's one, the first counts.
            first = slot if slot.count == 1 else slot.element(0)
            yield known.name, first, known.scale, known.offset
    for where in group.layout.developer:
        field = group.developer_fields.get((where.application, where.number))
        if field is not None:
            slot = field.slot(where, big_endian=group.layout.big_endian)
            if slot.is_number:
                yield field, slot, field.scale, field.offset


def expanded(columns: dict[str, FloatArray], packed: FloatArray | None) -> dict[str, FloatArray]:
    """The columns with all fields that are stored in others filled in.

    `packed` (n, 3) is the field that holds 12 bits of speed and 12 of distance.
    """
    profile = fields_of(RECORD)
    if packed is not None:
        # Three bytes of 0xFF are no value.
        low, middle, high = np.where((packed == 0xFF).all(axis=1), np.nan, packed.T)
        speed = low + 256 * (middle % 16)
        distance = middle // 16 + 16 * high
        _fill(columns, profile[_SPEED].name, speed / 100)
        _fill(columns, profile[_DISTANCE].name, _counted_on(distance, bits=12) / 16)
    for stored, target, counts_on_bits in _stored_in_others():
        if stored in columns:
            values = columns[stored]
            if counts_on_bits is not None:
                values = _counted_on(values, bits=counts_on_bits)
            _fill(columns, target, values)
    return columns


@cache
def _stored_in_others() -> list[tuple[str, str, int | None]]:
    """(field stored, field it fills, its bits where it counts on)."""
    profile = fields_of(RECORD)
    return [
        (field.name, profile[field.fills].name, field.counts_on_bits)
        for field in profile.values()
        if field.fills is not None
    ]


def _fill(columns: dict[str, FloatArray], name: str, values: FloatArray) -> None:
    own = columns.get(name)
    columns[name] = values if own is None else np.where(np.isnan(own), values, own)


def _counted_on(values: FloatArray, *, bits: int) -> FloatArray:
    """The running count behind values of which only the low bits are stored."""
    counted = values.copy()
    valid = np.flatnonzero(~np.isnan(values))
    if len(valid):
        low = values[valid] % (1 << bits)
        counted[valid] = low[0] + np.cumsum(np.diff(low, prepend=low[0]) % (1 << bits))
    return counted


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    free, n = name, 2
    while free in taken:
        free, n = f"{name} {n}", n + 1
    return free
