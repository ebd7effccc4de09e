"""The record messages of a FIT file as columns: scaled, expanded, in file order.

In: the `Table` of record messages. Out: one float64 column for each field that any record
carries, under the profile's name and unit; NaN where a record has no value. Elements of an
array field get a column each (`left_power_phase_0`). Components are expanded without
loss: `enhanced_speed` is filled from `speed` where a record has only that. Developer
fields stand under their own names. Fields that the profile does not know are left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.errors import ReadingError
from ingest.formats.fit_decode import Decoded, DeveloperField, Group, Table
from ingest.formats.fit_layout import TIMESTAMP, Layout, Slot
from ingest.formats.fit_messages import fields_of
from ingest.formats.fit_walk import RECORD

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COMPRESSED_SPEED_DISTANCE",
    "FIT_EPOCH_S",
    "Records",
    "expanded",
    "free_name",
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
# Which column, where its values stand in a message, their scale and offset.
_Source = tuple[Key, Slot, float, float]
IntArray = npt.NDArray[np.int64]


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

    keys, matrix = _matrix(decoded.messages.get(RECORD))
    seconds = (matrix[0] + FIT_EPOCH_S).astype("datetime64[s]")  # NaN becomes NaT
    index = pd.DatetimeIndex(seconds, name=_TIME)
    # The matrix becomes the frame's one block; pandas would copy columns given one by one.
    return pd.DataFrame(matrix[1:].T, index, _frame_columns(tuple(keys[1:])), copy=False)


@lru_cache(maxsize=256)
def _frame_columns(keys: tuple[Key, ...]) -> pd.Index[str]:
    """The names of a frame's columns; developers may give one to several fields."""
    import pandas as pd

    taken = {key: None for key in keys if isinstance(key, str)}
    names = []
    for key in keys:
        if isinstance(key, str):
            names.append(key)
        else:
            name = f"{key.name} (developer)" if key.name in taken else key.name
            names.append(free_name(name, taken))
            taken[names[-1]] = None
    return pd.Index(names, dtype=object)


def record_columns(table: Table | None) -> Records:
    """The columns of all records.

    Raises:
        ReadingError: if the table would be absurdly large for the size of the file.
    """
    keys, matrix = _matrix(table)
    columns: dict[str, FloatArray] = {}
    developer: dict[str, FloatArray] = {}
    described: dict[str, DeveloperField] = {}
    for key, column in zip(keys, matrix, strict=True):
        if isinstance(key, str):
            columns[key] = column
        else:
            name = free_name(key.name, developer)
            developer[name], described[name] = column, key
    return Records(columns.pop(_TIME), columns, developer, described)


def _matrix(table: Table | None) -> tuple[list[Key], FloatArray]:
    """(rows, n) all columns in file order, the time first; and what each row is."""
    if table is None:
        return [_TIME], np.empty((1, 0))
    groups = table.groups
    blocks = [_block(group.layout, _described(group)) for group in groups]
    packed = _packed(groups)
    stored = dict.fromkeys(chain([_TIME], *(block.keys for block in blocks)))
    keys = _with_expanded(stored, packed)
    count = len(table)
    size = max(group.bytes_of_file for group in groups)
    if count * len(stored) > max(_MOST_CELLS_PER_BYTE * size, _CELLS_ALWAYS_ALLOWED):
        raise ReadingError("the records of this file are laid out too sparsely to be read")

    matrix = np.empty((len(keys), count))
    order = _fill_in_file_order(matrix[: len(stored)], keys, groups, blocks)
    if packed is not None and order is not None:
        packed = packed[order]
    columns = {key: row for key, row in zip(stored, matrix, strict=False) if isinstance(key, str)}
    columns = expanded(columns, packed)
    for row in range(len(stored), len(keys)):
        matrix[row] = columns[str(keys[row])]
    return keys, matrix


def _with_expanded(stored: Mapping[Key, None], packed: FloatArray | None) -> list[Key]:
    """The keys stored, and those that expansion adds."""
    keys = dict(stored)
    if packed is not None:
        keys |= {fields_of(RECORD)[number].name: None for number in (_SPEED, _DISTANCE)}
    keys |= {target: None for name, target, _ in _stored_in_others() if name in keys}
    return list(keys)


def _fill_in_file_order(
    matrix: FloatArray, keys: Sequence[Key], groups: Sequence[Group], blocks: Sequence[_Block]
) -> IntArray | None:
    """Fill (rows, n) with the groups' records; (n,) which of one group's after another's they are.

    Without an order it is one group, whose records stand in file order already.
    """
    if len(groups) == 1:
        begin = 0 if _TIME in blocks[0].keys else 1
        blocks[0].read(groups[0].rows, matrix[begin:])
        if groups[0].layout.time_slot is None or groups[0].times_s is not None:
            matrix[0] = groups[0].timestamps()
        return None
    order: IntArray = np.concatenate([group.order for group in groups]).argsort(kind="stable")
    place_of = np.empty_like(order)
    place_of[order] = np.arange(len(order))
    row_of = {key: row for row, key in enumerate(keys)}
    # Only where a group lacks a column is anything left to say that there is no value.
    if any(len(block.keys) < len(matrix) for block in blocks):
        matrix.fill(np.nan)
    begin = 0
    for group, block in zip(groups, blocks, strict=True):
        places = place_of[begin : begin + len(group)]
        begin += len(group)
        part = np.empty((len(block.keys), len(group)))
        block.read(group.rows, part)
        for key, values in zip(block.keys, part, strict=True):
            matrix[row_of[key]][places] = values
        if group.layout.time_slot is None or group.times_s is not None:
            matrix[0][places] = group.timestamps()
    return order


def _described(group: Group) -> tuple[DeveloperField | None, ...]:
    """The developer fields of a group's messages, in the order of their bytes."""
    fields = group.developer_fields
    return tuple(fields.get((at.application, at.number)) for at in group.layout.developer)


class _Alike(NamedTuple):
    """Fields of one layout that are read at once: their type and "no value" are the same.

    (k,) the bytes at which they begin, and the rows of the block they fill; of those the
    last, scaled ones, with (m, 1) what to divide them by.
    """

    dtype: np.dtype[Any]
    invalid: int | None
    starts: IntArray
    rows: slice
    scaled: slice
    scale: FloatArray


class _Block(NamedTuple):
    """How messages of one layout become rows of a matrix, by type, the time first.

    `offsets` are what to subtract, by row, where that is not zero.
    """

    keys: tuple[Key, ...]
    alike: tuple[_Alike, ...]
    offsets: tuple[tuple[int, float], ...]

    def read(self, messages: npt.NDArray[np.void], matrix: FloatArray) -> None:
        """Fill the first rows, one a key, with the values of (n,) messages; NaN where none is."""
        count, size = len(messages), messages.dtype.itemsize
        for dtype, invalid, starts, rows, scaled, scale in self.alike:
            places = size - dtype.itemsize + 1
            stored = np.ndarray((places, count), dtype, messages, strides=(1, size))[starts]
            values = matrix[rows]
            if invalid is None:
                with np.errstate(invalid="ignore"):  # there are NaNs that tell when they are copied
                    values[:] = stored
                values[np.isinf(values)] = np.nan
            else:
                values[:] = stored
                values[stored == invalid] = np.nan
            if len(scale):
                values = matrix[scaled]
                values /= scale
        for row, offset in self.offsets:
            matrix[row] -= offset


@lru_cache(maxsize=2048)
def _block(layout: Layout, developer: tuple[DeveloperField | None, ...]) -> _Block:
    """How records of a layout are read, given what their developer fields are."""
    kinds: dict[tuple[np.dtype[Any], int | None], list[_Source]] = {}
    sources = {source[0]: source for source in _sources(layout, developer)}
    for source in sorted(sources.values(), key=lambda s: (s[0] != _TIME, s[2] != 1)):
        slot = source[1]
        kinds.setdefault((slot.dtype, slot.base.invalid), []).append(source)
    ordered = [source for kind in kinds.values() for source in kind]
    alike = []
    row = 0
    for (dtype, invalid), kind in kinds.items():
        end = row + len(kind)
        starts = np.array([slot.start for _, slot, _, _ in kind])
        scale = np.array([[scale] for _, _, scale, _ in kind if scale != 1], dtype=np.float64)
        alike.append(
            _Alike(dtype, invalid, starts, slice(row, end), slice(end - len(scale), end), scale)
        )
        row = end
    offsets = tuple((row, source[3]) for row, source in enumerate(ordered) if source[3])
    return _Block(tuple(source[0] for source in ordered), tuple(alike), offsets)


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


def _sources(layout: Layout, developer: Iterable[DeveloperField | None]) -> Iterator[_Source]:
    """Which columns a message fills, in the order of its bytes."""
    profile = fields_of(RECORD)
    for slot in layout.by_number.values():
        known = profile.get(slot.number)
        if known is None or slot.is_text or slot.number == COMPRESSED_SPEED_DISTANCE:
            continue
        if known.is_array:
            for i in range(min(slot.count, _MOST_ELEMENTS)):
                yield f"{known.name}_{i}", slot.element(i), known.scale, known.offset
        elif slot.number != TIMESTAMP or slot is layout.time_slot:
            # Where several values stand for the profile's one, the first counts.
            first = slot if slot.count == 1 else slot.element(0)
            yield known.name, first, known.scale, known.offset
    for field, where in zip(developer, layout.developer, strict=True):
        if field is not None:
            slot = field.slot(where, big_endian=layout.big_endian)
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
    """Put values into a column wherever it has none."""
    own = columns.setdefault(name, values)
    if own is not values:
        np.copyto(own, values, where=np.isnan(own))


def _counted_on(values: FloatArray, *, bits: int) -> FloatArray:
    """The running count behind values of which only the low bits are stored."""
    counted = values.copy()
    valid = np.flatnonzero(~np.isnan(values))
    if len(valid):
        low = values[valid] % (1 << bits)
        counted[valid] = low[0] + np.cumsum(np.diff(low, prepend=low[0]) % (1 << bits))
    return counted


def free_name(name: str, taken: Container[str]) -> str:
    """The name, with a number where developers gave it to another field as well."""
    free, n = name, 2
    while free in taken:
        free, n = f"{name} {n}", n + 1
    return free
