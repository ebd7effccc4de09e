"""What a FIT definition message says: which bytes of a message hold which field.

A definition is read once and kept by its content, so a device that repeats the same
definition before every record costs one dictionary look-up each time.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = [
    "BASE_TYPES",
    "TIMESTAMP",
    "BaseType",
    "DeveloperSlot",
    "Layout",
    "Slot",
    "StoredMessage",
    "Value",
    "definition_length",
    "layout_of",
]

# The field that holds the time of a message, in every kind of message.
TIMESTAMP = 253

_Unpack = Callable[[bytes, int], tuple[Any, ...]]
Value = str | int | float | list[int | float | None]


class BaseType(NamedTuple):
    """A FIT base type: numpy's letters for it, struct's, its size in bytes, its "no value"."""

    letters: str
    struct_letter: str
    size: int
    invalid: int | None


# By the low five bits of the type byte; the high bit only repeats that the size is
# above one. All bits set is NaN in a float, so floats need no further "no value"; infinity
# is none either.
_STRING = BaseType("S", "s", 1, None)
_BYTE = BaseType("u1", "B", 1, 0xFF)
BASE_TYPES: dict[int, BaseType] = {
    0x00: BaseType("u1", "B", 1, 0xFF),  # enum
    0x01: BaseType("i1", "b", 1, 0x7F),
    0x02: BaseType("u1", "B", 1, 0xFF),
    0x03: BaseType("i2", "h", 2, 0x7FFF),
    0x04: BaseType("u2", "H", 2, 0xFFFF),
    0x05: BaseType("i4", "i", 4, 0x7FFFFFFF),
    0x06: BaseType("u4", "I", 4, 0xFFFFFFFF),
    0x07: _STRING,
    0x08: BaseType("f4", "f", 4, None),
    0x09: BaseType("f8", "d", 8, None),
    0x0A: BaseType("u1", "B", 1, 0),  # the "z" types: zero is no value
    0x0B: BaseType("u2", "H", 2, 0),
    0x0C: BaseType("u4", "I", 4, 0),
    0x0D: _BYTE,
    0x0E: BaseType("i8", "q", 8, 0x7FFFFFFFFFFFFFFF),
    0x0F: BaseType("u8", "Q", 8, 0xFFFFFFFFFFFFFFFF),
    0x10: BaseType("u8", "Q", 8, 0),
}
_UNSIGNED = {1: BASE_TYPES[0x02], 2: BASE_TYPES[0x04], 4: BASE_TYPES[0x06], 8: BASE_TYPES[0x0F]}
_INFINITY = float("inf")
_TYPE_BYTES = bytes(code | high for code in BASE_TYPES for high in (0x00, 0x20, 0x40, 0x80))


class Slot(NamedTuple):
    """One field of a message: `count` values of one type from byte `start` on."""

    number: int
    start: int
    count: int  # type: ignore[assignment]  # shadows tuple.count, which nobody needs
    base: BaseType
    big_endian: bool

    @classmethod
    def of(cls, number: int, start: int, size: int, base_type: int, *, big_endian: bool) -> Slot:
        """The slot a definition describes, also where size and type contradict each other.

        Devices exist that declare a 4-byte type in a field of 1 or 2 bytes: where
        the size is that of a smaller integer it is read as one, otherwise as bytes.
        """
        base = BASE_TYPES.get(base_type & 0x1F, _BYTE)
        if size % base.size:
            base = _UNSIGNED.get(size, _BYTE) if base.letters[0] in "ui" else _BYTE
        return cls(number, start, size // base.size, base, big_endian)

    @property
    def is_text(self) -> bool:
        """Whether the field holds text instead of numbers."""
        return self.base is _STRING

    @property
    def is_number(self) -> bool:
        """Whether the field holds a single number."""
        return self.count == 1 and self.base is not _STRING

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the values, for numpy."""
        return np.dtype((">" if self.big_endian else "<") + self.base.letters)

    def element(self, index: int) -> Slot:
        """The slot of one value of an array."""
        return self._replace(start=self.start + index * self.base.size, count=1)

    def view(self, rows: npt.NDArray[np.void]) -> npt.NDArray[Any]:
        """(n,) or (n, count): the values of a number field in rows of message bytes."""
        size = rows.dtype.itemsize
        if self.count == 1:
            return np.ndarray((len(rows),), self.dtype, rows, self.start, (size,))
        strides = (size, self.base.size)
        return np.ndarray((len(rows), self.count), self.dtype, rows, self.start, strides)

    def scaled(
        self,
        rows: npt.NDArray[np.void],
        scale: float,
        offset: float,
        out: FloatArray | None = None,
    ) -> FloatArray:
        """The same values with their unit, NaN where there is none; into `out` if given."""
        raw = self.view(rows)
        if out is None:
            out = np.empty(raw.shape)
        if self.base.invalid is None:
            with np.errstate(invalid="ignore"):  # there are NaNs that tell when they are copied
                out[...] = raw
            missing = ~np.isfinite(out)
        else:
            out[...] = raw
            missing = out == self.base.invalid
        if scale != 1:
            out /= scale
        if offset:
            out -= offset
        np.putmask(out, missing, np.nan)
        return out


class DeveloperSlot(NamedTuple):
    """A developer field of a message; its type stands in a field_description message."""

    application: int
    number: int
    start: int
    size: int


class Layout:
    """One definition: the kind and size of its messages and where their fields lie.

    `number` is the global message number, `size` the bytes of a message after its
    header; `is_absurd` tells that no device can have meant this definition. The fields are
    looked at only where messages are read.
    """

    def __init__(self, content: bytes) -> None:
        """Take a definition's content, from the reserved byte on."""
        self.content = content
        self.big_endian = content[1] == 1
        self.number = int.from_bytes(content[2:4], "big" if self.big_endian else "little")
        self._developer_at = 5 + 3 * content[4]
        self._own_size = sum(content[6 : self._developer_at : 3])
        self.size = self._own_size + sum(content[self._developer_at + 2 :: 3])
        types = content[7 : self._developer_at : 3]
        self.is_absurd = content[1] > 1 or bool(types.translate(None, _TYPE_BYTES))

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The fields in the order of their bytes."""
        start = 0
        slots = []
        for at in range(5, self._developer_at, 3):
            number, size, base_type = self.content[at : at + 3]
            slots.append(Slot.of(number, start, size, base_type, big_endian=self.big_endian))
            start += size
        return tuple(slots)

    @cached_property
    def by_number(self) -> Mapping[int, Slot]:
        """The fields that have a value; of a field given twice the last counts."""
        return {slot.number: slot for slot in self.slots if slot.count}

    @cached_property
    def developer(self) -> tuple[DeveloperSlot, ...]:
        """The developer fields in the order of their bytes."""
        start = self._own_size
        slots = []
        for at in range(self._developer_at + 1, len(self.content), 3):
            number, size, application = self.content[at : at + 3]
            slots.append(DeveloperSlot(application, number, start, size))
            start += size
        return tuple(slots)

    @cached_property
    def time_slot(self) -> Slot | None:
        """The field that holds the message's time, if it has a proper one."""
        slot = self.by_number.get(TIMESTAMP)
        return slot if slot is not None and slot.is_number and slot.base.letters == "u4" else None

    def times(self, body: bytes, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """(n,) the time as stored in messages of this layout that begin at `starts`."""
        slot = self.time_slot
        assert slot is not None
        dtype = ">u4" if self.big_endian else "<u4"
        every = np.ndarray((max(len(body) - 3, 0),), dtype, body, strides=(1,))
        return every[starts + slot.start].astype(np.int64)

    def rows(self, body: bytes, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.void]:
        """(n,) the bytes of the messages that begin (after their header) at `starts`."""
        every = np.ndarray((len(body) - self.size + 1,), f"V{self.size}", body, strides=(1,))
        return every[starts]

    @cached_property
    def reads(self) -> dict[int, tuple[_Unpack, int, int, int | None]]:
        """By field number: what reads it, from which byte, its count (0: text), its "no value"."""
        order = ">" if self.big_endian else "<"
        return {
            number: (
                struct.Struct(f"{order}{slot.count}{slot.base.struct_letter}").unpack_from,
                slot.start,
                0 if slot.is_text else slot.count,
                slot.base.invalid,
            )
            for number, slot in self.by_number.items()
        }


class StoredMessage(NamedTuple):
    """One message where it stands; its fields are read when they are asked for."""

    layout: Layout
    body: bytes
    start: int

    @property
    def stored(self) -> bytes:
        """The bytes of the message."""
        return self.body[self.start : self.start + self.layout.size]

    def get(self, number: int) -> Value | None:
        """The unscaled value of the field of this number, None where there is none."""
        read = self.layout.reads.get(number)
        if read is None:
            return None
        unpack, at, count, invalid = read
        values = unpack(self.body, self.start + at)
        if count == 1:
            value = values[0]
            return value if value != invalid and -_INFINITY < value < _INFINITY else None
        if count == 0:
            return values[0].split(b"\0", 1)[0].decode("utf-8", errors="replace").strip() or None
        several = [v if v != invalid and -_INFINITY < v < _INFINITY else None for v in values]
        if all(v is None for v in several):
            return None
        # A row of bytes has no value as a whole only: packed numbers may well hold a 255.
        return list(values) if self.layout.by_number[number].base is _BYTE else several


@lru_cache(maxsize=2048)
def layout_of(content: bytes) -> Layout:
    """The layout of a definition's content; a device writes the same few in all its files."""
    return Layout(content)


def definition_length(body: bytes, at: int) -> int | None:
    """Bytes of the definition whose header is at `at`, or None where the data ends in it."""
    if at + 6 > len(body):
        return None
    length = 6 + 3 * body[at + 5]
    if body[at] & 0x20:
        if at + length >= len(body):
            return None
        length += 1 + 3 * body[at + length]
    return length if at + length <= len(body) else None
