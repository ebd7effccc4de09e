"""A FIT file as a list of its messages, to be put together again in other ways."""

from __future__ import annotations

import struct
from collections import Counter

from fastcrc import crc16

__all__ = ["essence", "joined", "split"]

_HEADER_BYTES = 14
_CRC_BYTES = 2


def split(data: bytes) -> list[bytes]:
    """The messages of a file, definitions too; from where it makes no sense on, the rest as one."""
    pieces: list[bytes] = []
    sizes: dict[int, int] = {}
    at = data[0] if data else 0
    while at < len(data) - _CRC_BYTES:
        size = _size(data, at, sizes)
        if not size:
            return [*pieces, data[at:-_CRC_BYTES]]
        pieces.append(data[at : at + size])
        at += size
    return pieces


def joined(pieces: list[bytes], *, header: bool = True, crc: bool = True) -> bytes:
    """A file of messages; with or without the right sizes and check sums."""
    body = b"".join(pieces)
    start = struct.pack("<BBHI4s", _HEADER_BYTES, 0x20, 21_158, len(body) * header, b".FIT")
    start += struct.pack("<H", crc16.arc(start))
    return start + body + struct.pack("<H", crc16.arc(start + body) if crc else 0)


def essence(data: bytes, *, of_each: int = 3) -> bytes:
    """A small file with all kinds of messages of a large one: the first few of each definition."""
    kept: list[bytes] = []
    seen: Counter[bytes] = Counter()
    defined: dict[int, bytes] = {}
    for piece in split(data):
        local = piece[0] >> 5 & 3 if piece[0] & 0x80 else piece[0] & 15
        if not piece[0] & 0x80 and piece[0] & 0x40:
            if defined.get(local) == piece:
                continue
            defined[local] = piece
            kept.append(piece)
            continue
        seen[defined.get(local, b"")] += 1
        if seen[defined.get(local, b"")] <= of_each:
            kept.append(piece)
    return joined(kept)


def _size(data: bytes, at: int, sizes: dict[int, int]) -> int:
    """How long the message is that begins here; 0 where that is not known."""
    header = data[at]
    if header & 0x80:
        return sizes.get(header >> 5 & 3, 0)
    if not header & 0x40:
        return sizes.get(header & 15, 0)
    if at + 6 > len(data):
        return 0
    fields_end = at + 6 + 3 * data[at + 5]
    own = sum(data[at + 7 : fields_end : 3])
    end = fields_end
    if header & 0x20:
        if fields_end >= len(data):
            return 0
        end = fields_end + 1 + 3 * data[fields_end]
        own += sum(data[fields_end + 2 : end : 3])
    if end > len(data):
        return 0
    sizes[header & 15] = 1 + own
    return end - at
