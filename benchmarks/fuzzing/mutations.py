"""Changes to an input, by chance: of bytes, and of what the bytes of a FIT file mean."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.fuzzing.fit_pieces import joined, split

__all__ = ["mutated_bytes", "mutated_fit", "mutated_text"]

_BASE_TYPES = (
    0,
    1,
    2,
    0x83,
    0x84,
    0x85,
    0x86,
    7,
    0x88,
    0x89,
    0x0A,
    0x8B,
    0x8C,
    13,
    0x8E,
    0x8F,
    0x90,
)
_MESSAGES = (0, 2, 18, 19, 20, 21, 23, 26, 27, 34, 49, 78, 101, 132, 140, 206, 207, 227, 0xFF00)
_FIELDS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 29, 39, 53, 73, 78, 250, 253, 254, 255)
_EDGES = (b"\x00", b"\xff", b"\x7f", b"\x80", b"\x01", b"\xfe")

Pieces = list[bytes]


def mutated_fit(data: bytes, chance: Random, most: int) -> bytes:
    """A FIT file with a few changes to its messages; its sizes and check sums mostly right."""
    pieces = split(data)
    if not pieces or chance.random() < 0.1:
        return mutated_bytes(data, chance, most)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        if pieces:
            chance.choice(_OF_PIECES)(pieces, chance)
    made = joined(pieces, header=chance.random() < 0.9, crc=chance.random() < 0.8)
    if chance.random() < 0.05:
        made += joined(split(data))
    return made[:most]


def mutated_bytes(data: bytes, chance: Random, most: int) -> bytes:
    """Bytes with a few of them changed, left out, repeated or put in."""
    made = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(made) + 1)
        length = min(chance.choice((1, 2, 4, 16, 256)), len(made) - at)
        what = chance.randrange(5)
        if what == 0 and at < len(made):
            made[at] = chance.randrange(256)
        elif what == 1:
            del made[at : at + length]
        elif what == 2:
            made[at:at] = made[at : at + length] * chance.choice((1, 2, 50))
        elif what == 3:
            made[at : at + length] = chance.choice(_EDGES) * length
        else:
            made[at:at] = chance.randbytes(length)
        made = made[:most] or bytearray(b"\0")
    return bytes(made)


def mutated_text(words: tuple[bytes, ...]) -> Callable[[bytes, Random, int], bytes]:
    """Changes of bytes, and of numbers and marks, to texts of a kind; `words` are put in."""

    def mutated(data: bytes, chance: Random, most: int) -> bytes:
        if not data or chance.random() < 0.4:
            return mutated_bytes(data, chance, most)
        at = chance.randrange(len(data))
        word = chance.choice(words)
        ends = [data.find(mark, at) for mark in (b">", b"\n", b",", b";")]
        end = min((one for one in ends if one >= 0), default=at)
        return chance.choice(
            (
                data[:at] + word + data[at:],
                data[:at] + word + data[end:],
                data[:end] + data[at:end] * chance.choice((1, 3, 40)) + data[end:],
                data[:at] + data[end:],
            )
        )[:most]

    return mutated


def _defines(piece: bytes) -> bool:
    return piece[0] & 0xC0 == 0x40 and len(piece) >= 6


def _change_value(pieces: Pieces, chance: Random) -> None:
    at = chance.randrange(len(pieces))
    piece = bytearray(pieces[at])
    if len(piece) > 1:
        start = chance.randrange(1, len(piece))
        length = chance.choice((1, 2, 4, 8))
        edge = chance.choice(_EDGES)
        piece[start : start + length] = (
            chance.randbytes(length) if chance.random() < 0.4 else edge * length
        )[: len(piece) - start]
    pieces[at] = bytes(piece)


def _change_definition(pieces: Pieces, chance: Random) -> None:
    found = [n for n, piece in enumerate(pieces) if _defines(piece)]
    if not found:
        return
    at = chance.choice(found)
    piece = bytearray(pieces[at])
    fields = min(piece[5], (len(piece) - 6) // 3)
    what = chance.randrange(6)
    if what == 0:
        piece[2] ^= 1
    elif what == 1:
        piece[3:5] = chance.choice(_MESSAGES).to_bytes(2, "big" if piece[2] else "little")
    elif what == 2:
        piece[5] = chance.choice((0, 1, piece[5] ^ 1, 255))
    elif fields:
        field = 6 + 3 * chance.randrange(fields)
        if what == 3:
            piece[field] = chance.choice(_FIELDS)
        elif what == 4:
            piece[field + 1] = chance.choice((0, 1, 2, 3, 4, 7, 8, 16, 255))
        else:
            piece[field + 2] = chance.choice(_BASE_TYPES)
    pieces[at] = bytes(piece)


def _define_anew(pieces: Pieces, chance: Random) -> None:
    local = chance.randrange(16)
    fields = [
        bytes(
            (chance.choice(_FIELDS), chance.choice((1, 2, 4, 8, 0, 3)), chance.choice(_BASE_TYPES))
        )
        for _ in range(chance.randrange(6))
    ]
    order = chance.randrange(2)
    number = chance.choice(_MESSAGES).to_bytes(2, "big" if order else "little")
    developer = chance.random() < 0.3
    piece = bytes((0x40 | local | 0x20 * developer, 0, order)) + number
    piece += bytes((len(fields),)) + b"".join(fields)
    if developer:
        piece += bytes((1, chance.randrange(4), chance.choice((1, 2, 4)), chance.randrange(3)))
    size = sum(field[1] for field in fields) + (piece[-2] if developer else 0)
    rows = [bytes((local,)) + chance.randbytes(size) for _ in range(chance.randrange(4))]
    at = chance.randrange(len(pieces) + 1)
    pieces[at:at] = [piece, *rows]


def _leave_out(pieces: Pieces, chance: Random) -> None:
    at = chance.randrange(len(pieces))
    del pieces[at : at + chance.choice((1, 1, 2, 8))]


def _repeat(pieces: Pieces, chance: Random) -> None:
    at = chance.randrange(len(pieces))
    some = pieces[at : at + chance.choice((1, 2, 5))]
    to = chance.randrange(len(pieces) + 1)
    pieces[to:to] = some * chance.choice((1, 1, 2, 20))


def _swap(pieces: Pieces, chance: Random) -> None:
    one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]


def _other_header(pieces: Pieces, chance: Random) -> None:
    at = chance.randrange(len(pieces))
    head = chance.choice((pieces[at][0] ^ 0x80, pieces[at][0] ^ 0x40, chance.randrange(256)))
    pieces[at] = bytes((head,)) + pieces[at][1:]


def _cut(pieces: Pieces, chance: Random) -> None:
    at = chance.randrange(len(pieces))
    pieces[at] = pieces[at][: chance.randrange(1, len(pieces[at]) + 1)]


_OF_PIECES = (
    *(_change_value, _change_value, _change_value),
    *(_change_definition, _change_definition, _define_anew),
    *(_leave_out, _repeat, _swap, _other_header, _cut),
)
