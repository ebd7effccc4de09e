"""A small builder of FIT files, good and faulty: byte for byte what a test asks for."""

from __future__ import annotations

import struct

from fastcrc import crc16

UINT8, SINT8, UINT16, UINT32, SINT32, STRING, BYTE, ENUM = 2, 1, 0x84, 0x86, 0x85, 7, 13, 0
_LETTERS = {UINT8: "B", SINT8: "b", UINT16: "H", UINT32: "I", SINT32: "i", BYTE: "B", ENUM: "B"}

START = 1_100_000_000  # seconds since the FIT epoch, in November 2024

FILE_ID, SESSION, LAP, RECORD, EVENT, ACTIVITY = 0, 18, 19, 20, 21, 34
TIMESTAMP = (253, 4, UINT32)
# timestamp, heart rate, power, speed, distance, cadence
RECORD_FIELDS = [
    TIMESTAMP,
    (3, 1, UINT8),
    (7, 2, UINT16),
    (6, 2, UINT16),
    (5, 4, UINT32),
    (4, 1, UINT8),
]


def definition(
    local: int,
    number: int,
    fields: list[tuple[int, int, int]],
    *,
    big_endian: bool = False,
    developer: list[tuple[int, int, int]] | None = None,
) -> bytes:
    """A definition message; fields are (number, size, base type), developer fields
    (number, size, application)."""
    header = 0x40 | local | (0x20 if developer else 0)
    order = ">" if big_endian else "<"
    out = struct.pack(f"{order}BBBHB", header, 0, int(big_endian), number, len(fields))
    out += b"".join(bytes(field) for field in fields)
    if developer:
        out += bytes([len(developer)]) + b"".join(bytes(field) for field in developer)
    return out


def message(
    local: int,
    fields: list[tuple[int, int, int]],
    values: list[object],
    *,
    big_endian: bool = False,
    header: int | None = None,
) -> bytes:
    """A data message; bytes are taken as they are, None is the type's "no value"."""
    order = ">" if big_endian else "<"
    out = bytes([local if header is None else header])
    for (_, size, base_type), value in zip(fields, values, strict=True):
        if isinstance(value, bytes):
            out += value.ljust(size, b"\0")
        elif value is None:
            out += b"\x7f" + b"\xff" * (size - 1) if base_type == SINT8 else b"\xff" * size
        else:
            out += struct.pack(order + _LETTERS[base_type], value)
    return out


def table(
    local: int,
    number: int,
    fields: list[tuple[int, int, int]],
    rows: list[list[object]],
    *,
    big_endian: bool = False,
) -> bytes:
    """A definition followed by its messages."""
    return definition(local, number, fields, big_endian=big_endian) + b"".join(
        message(local, fields, row, big_endian=big_endian) for row in rows
    )


def file_id(kind: int = 4) -> bytes:
    """The message with which a file says what it is."""
    fields = [(0, 1, ENUM), (1, 2, UINT16), (2, 2, UINT16), (4, 4, UINT32)]
    return table(0, FILE_ID, fields, [[kind, 1, 3113, START]])


def session(
    sport: int = 2, start: int = START, seconds: int = 60, *, local: int = 1, sub_sport: int = 0
) -> bytes:
    """A session message."""
    fields = [TIMESTAMP, (2, 4, UINT32), (7, 4, UINT32), (8, 4, UINT32), (9, 4, UINT32)]
    fields += [(5, 1, ENUM), (6, 1, ENUM)]
    row = [start + seconds, start, 1000 * seconds, 1000 * seconds, 500 * seconds, sport, sub_sport]
    return table(local, SESSION, fields, [list(row)])


def record_row(i: int) -> list[object]:
    """Record i of a steady ride: a second, 100 + i beats, 200 W, 5 m/s, 80 rpm."""
    return [START + i, 100 + i % 100, 200, 5000, 500 * i, 80]


def records(count: int = 60, *, local: int = 2, first: int = 0, big_endian: bool = False) -> bytes:
    """Records of a steady ride."""
    rows = [record_row(first + i) for i in range(count)]
    return table(local, RECORD, RECORD_FIELDS, rows, big_endian=big_endian)


def timer(start: int, stop: int, *, local: int = 3) -> bytes:
    """The timer's start and stop."""
    fields = [TIMESTAMP, (0, 1, ENUM), (1, 1, ENUM)]
    return table(local, EVENT, fields, [[start, 0, 0], [stop, 0, 4]])


def fit(
    *parts: bytes, header_size: int = 14, header_crc: bool = True, data_size: int | None = None
) -> bytes:
    """A FIT file with these messages; `data_size` to state another size than the true one."""
    body = b"".join(parts)
    size = len(body) if data_size is None else data_size
    header = struct.pack("<BBHI4s", header_size, 0x20, 2132, size, b".FIT")
    if header_size >= 14:
        header += struct.pack("<H", crc16.arc(header) if header_crc else 0)
    whole = header + body
    return whole + struct.pack("<H", crc16.arc(whole))


def ride(count: int = 60) -> bytes:
    """A good file: a steady ride."""
    return fit(file_id(), timer(START, START + count), records(count), session(2, seconds=count))
