"""The walk over a FIT file's messages, from header byte to header byte.

In: the bytes between file header and check sum. Out: each message's header byte, and the
definitions in force along the way; from these numpy finds where every message begins.
Where the bytes are damaged the walk looks for the next place from which messages follow
each other plausibly, and goes on there.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.formats.fit_layout import Layout, definition_length, layout_of

__all__ = ["RECORD", "Walk", "by_layout", "walk"]

RECORD = 20

IntArray = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.integer[Any]]

_LOCAL_TYPES = 16
_NO_LAYOUT = -1
# The local type in each header byte: two bits of a header with a compressed time, else four.
_LOCAL_TYPE_OF = np.array([h >> 5 & 0x03 if h & 0x80 else h & 0x0F for h in range(256)])
# A step so long that the next look-up fails: the loop needs no other test for its end.
_STOP = 1 << 62

# Where one message follows another alike, often hundreds do: after so many one by one the walk
# looks for them, which it does a hundred times as fast.
_ONE_BY_ONE = 32

# The walk looks this far ahead at first, then further; how often, and how many bytes in all
# as a multiple of the file, is limited so that a hostile file cannot keep it busy.
_LOOK_AHEAD = 2048
_MOST_RESUMPTIONS = 200
_MOST_LOOKS = 20
# Messages that must follow each other plausibly before a place is trusted.
_TRUSTED_AFTER = 4
# How many messages before the damage are looked at for a time.
_TIME_WITHIN = 200
# After damage, the time may go on by at most this much; records may step back a little.
_LONGEST_JUMP_S = 86_400
_LONGEST_STEP_BACK_S = 60
# 1998 to 2057: what a time may be where none has been seen yet.
_EARLIEST, _LATEST = 0x10000000, 0x7FFFFFFF


@dataclass
class Walk:
    """What the walk found.

    `headers` holds one header byte a message; `gaps` says how many bytes of definitions or
    damage were passed over before a message, by its number. From message `in_force_from[i]`
    on, `in_force[16 * i + k]` is the layout of local type k, until the next 16, made where a
    local type is redefined. `damage` are the (first, last + 1) bytes skipped;
    `complete` is false where the bytes end within a message.
    """

    headers: bytearray = field(default_factory=bytearray)
    gaps: dict[int, int] = field(default_factory=dict)
    layouts: list[Layout] = field(default_factory=list)
    in_force_from: list[int] = field(default_factory=lambda: [0])
    in_force: array[int] = field(default_factory=lambda: array("i", [_NO_LAYOUT] * _LOCAL_TYPES))
    damage: list[tuple[int, int]] = field(default_factory=list)
    complete: bool = True

    def header_array(self) -> npt.NDArray[np.uint8]:
        """(n,) the header byte of each message."""
        return np.frombuffer(bytes(self.headers), dtype=np.uint8)

    def messages(self) -> tuple[IntArray, IndexArray]:
        """(n,) the byte after each message's header, and (n,) the index of its layout."""
        count = len(self.headers)
        # Small integers are sorted by counting, in one pass.
        index_type: type[np.integer[Any]] = np.uint8 if len(self.layouts) <= 0x100 else np.int32
        if not count:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=index_type)
        place = _LOCAL_TYPE_OF.take(self.header_array())
        if len(self.in_force_from) > 1:
            sixteens = np.arange(0, len(self.in_force), _LOCAL_TYPES)
            ends = [*self.in_force_from[1:], count]
            place += sixteens.repeat(np.subtract(ends, self.in_force_from))
        which = np.array(self.in_force).astype(index_type).take(place)
        # From header to header, and past the last one.
        steps = np.empty(count + 1, dtype=np.int64)
        steps[0] = 1
        np.array([layout.size + 1 for layout in self.layouts]).take(which, out=steps[1:])
        steps[list(self.gaps)] += list(self.gaps.values())
        return steps[:-1].cumsum(), which


def walk(body: bytes, *, suspect: bool) -> Walk:
    """Walk over all messages; `suspect` where no valid check sum vouches for the bytes.

    In suspect bytes a record whose time makes no sense counts as damage as well.
    """
    walker = _Walker(body, suspect=suspect)
    walker.run(0)
    if suspect:
        walker.drop_implausible_records()
    return walker.found


class _Walker:
    """The state of one walk: the definitions in force and what was found so far."""

    def __init__(self, body: bytes, *, suspect: bool) -> None:
        self.body = body
        self.suspect = suspect
        self.found = Walk()
        self.known: dict[bytes, int] = {}
        self.steps = [_STOP] * 256
        # By local type the message before which it got a layout at all.
        self.known_from: dict[int, int] = {}
        # Every (local type, layout) met: after damage, an overwritten one may hold again.
        self.met: dict[tuple[int, int], None] = {}
        self.resumptions = 0
        self.looked_at = 0

    def run(self, p: int) -> None:
        """Walk from byte p to the end, picking the stream up again after damage."""
        body, steps = self.body, self.steps
        append = self.found.headers.append
        after: int | None = p
        while after is not None:
            p = after
            try:
                while True:
                    for _ in range(_ONE_BY_ONE):
                        header = body[p]
                        append(header)
                        p += steps[header]
                    p = self._skip_alike(p, header)
            except IndexError:
                pass
            if p < _STOP:
                if p > len(body):
                    self.found.headers.pop()
                    self.found.complete = False
                return
            p -= _STOP
            self.found.headers.pop()
            after = self._define(p) if body[p] & 0xC0 == 0x40 else self._resume(p)

    def _skip_alike(self, p: int, header: int) -> int:
        """Take all messages that follow with the same header at once; the byte after them."""
        step, length = self.steps[header], _ONE_BY_ONE
        while True:
            ahead = self.body[p : p + length * step : step]
            alike = len(ahead) - len(ahead.lstrip(bytes((header,))))
            self.found.headers += ahead[:alike]
            p += alike * step
            if alike < length:
                return p
            length *= 8

    def _pass_over(self, begin: int, end: int) -> int:
        """Note that no messages are in these bytes; the byte after them."""
        gaps, message = self.found.gaps, len(self.found.headers)
        gaps[message] = gaps.get(message, 0) + end - begin
        return end

    def _define(self, p: int) -> int | None:
        """Take the definition at p into force; the byte after it, None at the end of data."""
        body = self.body
        length = definition_length(body, p)
        if length is None:
            self.found.complete = False
            return None
        content = body[p + 1 : p + length]
        index = self.known.get(content)
        if index is None:
            layout = layout_of(content)
            # What a check sum vouches for may be newer than this reader.
            if layout.is_absurd and self.suspect:
                return self._resume(p)
            index = self.known[content] = len(self.found.layouts)
            self.found.layouts.append(layout)
        self._set(body[p] & 0x0F, index)
        return self._pass_over(p, p + length)

    def _set(self, local: int, index: int) -> None:
        """Let a local type have this layout from the next message on."""
        found = self.found
        current = found.in_force[local - _LOCAL_TYPES]
        if current == index:
            return
        if current == _NO_LAYOUT:
            self.known_from[local] = len(found.headers)
        elif found.in_force_from[-1] < len(found.headers):
            found.in_force.extend(found.in_force[-_LOCAL_TYPES:])
            found.in_force_from.append(len(found.headers))
        found.in_force[local - _LOCAL_TYPES] = index
        self.met.pop((local, index), None)
        self.met[local, index] = None
        self._step(local, index)

    def _step(self, local: int, index: int) -> None:
        step = self.found.layouts[index].size + 1
        self.steps[local:0x40:_LOCAL_TYPES] = [step] * 4  # whatever the reserved bits
        if local < 4:  # only these fit into a header with a compressed time
            first = 0x80 | local << 5
            self.steps[first : first + 32] = [step] * 32

    def _resume(self, p: int) -> int | None:
        """The next byte after the damage at p from which messages make sense, or None."""
        p, last_time = self._damage_begins(p)
        place = self._next_plausible(p, last_time)
        self.found.damage.append((p, len(self.body) if place is None else place[0]))
        if place is None:
            return None
        self._set(*place[1:])
        return self._pass_over(p, place[0])

    def _damage_begins(self, p: int) -> tuple[int, int | None]:
        """Where the damage noticed at p may have begun, and the last time before it.

        The walk often runs over one message too many: what it took for a record has
        an absurd time then, and is given back.
        """
        starts, which = self.found.messages()
        latest: list[tuple[int, int]] = []
        for message in range(len(starts) - 1, max(len(starts) - _TIME_WITHIN, 0) - 1, -1):
            layout = self.found.layouts[which[message]]
            if layout.number == RECORD and layout.time_slot is not None:
                latest.append((message, int(layout.times(self.body, starts[[message]])[0])))
                if len(latest) == 2:
                    break
        if not latest:
            return p, None
        last_time = latest[-1][1]
        if len(latest) == 2 and _is_absurd(np.array(latest[0][1] - last_time)):
            p = int(starts[latest[0][0]]) - 1
            self._restore(latest[0][0])
            return p, last_time
        return p, latest[0][1]

    def _next_plausible(self, p: int, last_time: int | None) -> tuple[int, int, int] | None:
        """(byte, local type, layout) of the first trustworthy message after p."""
        self.resumptions += 1
        if self.resumptions > _MOST_RESUMPTIONS:
            return None
        begin, length = p + 1, _LOOK_AHEAD
        while begin < len(self.body) and self.looked_at < _MOST_LOOKS * len(self.body):
            place = self._first_plausible(begin, begin + length, last_time)
            if place is not None:
                return place
            self.looked_at += length
            begin, length = begin + length, 8 * length
        return None

    def _first_plausible(
        self, begin: int, end: int, last_time: int | None
    ) -> tuple[int, int, int] | None:
        if last_time is None:
            span = (_EARLIEST, _LATEST)
        else:
            span = (last_time, last_time + _LONGEST_JUMP_S)
        ahead = np.frombuffer(self.body, dtype=np.uint8)[begin:end]
        best: tuple[int, int, int] | None = None
        for local, index in list(self.met)[-_LOCAL_TYPES:]:
            layout = self.found.layouts[index]
            if layout.time_slot is None:
                continue
            places = np.flatnonzero(ahead == local) + begin
            places = places[places + layout.size < len(self.body)]
            seconds = layout.times(self.body, places + 1)
            places = places[(seconds >= span[0]) & (seconds <= span[1])]
            for place in places.tolist():
                if best is not None and place >= best[0]:
                    break
                if self._trustworthy(place, local, index, span):
                    best = (place, local, index)
                    break
        return best

    def _trustworthy(self, p: int, local: int, index: int, span: tuple[int, int]) -> bool:
        """Whether messages follow each other from p on, with times that make sense."""
        body = self.body
        current = self.found.in_force[-_LOCAL_TYPES:]
        current[local] = index
        for _ in range(_TRUSTED_AFTER):
            if p >= len(body):
                return p == len(body)
            header = body[p]
            if header & 0xC0 == 0x40:
                length = definition_length(body, p)
                known = self.known.get(body[p + 1 : p + length]) if length else None
                if length is None or known is None:
                    return False
                current[header & 0x0F] = known
                p += length
                continue
            index = current[_LOCAL_TYPE_OF[header]]
            if index == _NO_LAYOUT or header & 0xB0 in (0x10, 0x20, 0x30):
                return False
            layout = self.found.layouts[index]
            if layout.number == RECORD and layout.time_slot and p + layout.size < len(body):
                seconds = layout.times(body, np.array([p + 1]))[0]
                if not span[0] <= seconds <= span[1]:
                    return False
            p += layout.size + 1
        return True

    def drop_implausible_records(self) -> None:
        """Drop what was read where the walk was out of step with the messages.

        A record with an absurd time is taken as damage, up to the next plausible
        message. Where none follows the jump in time is taken as real.
        """
        while True:
            rows, times = self._record_times()
            step = np.diff(times)
            absurd = np.flatnonzero(_is_absurd(step))
            if not len(absurd):
                return
            wrong = int(absurd[0]) + 1
            if step[wrong - 1] < 0 and wrong > 1 and times[wrong] >= times[wrong - 2]:
                wrong -= 1  # the one before had jumped ahead, and this is back in line
            message = int(rows[wrong])
            begin = int(self.found.messages()[0][message]) - 1
            place = self._next_plausible(begin, int(times[wrong - 1]))
            if place is None:
                return
            self._restore(message)
            self._set(*place[1:])
            self.found.damage = [(a, b) for a, b in self.found.damage if a < begin]
            self.found.damage.append((begin, place[0]))
            self.run(self._pass_over(begin, place[0]))

    def _restore(self, message: int) -> None:
        """Go back to the state before `message` was read."""
        found = self.found
        del found.headers[message:]
        found.gaps = {before: gap for before, gap in found.gaps.items() if before <= message}
        first = bisect_right(found.in_force_from, message)
        del found.in_force_from[first:]
        del found.in_force[_LOCAL_TYPES * first :]
        self.steps[:] = [_STOP] * 256
        self.known_from = {k: first for k, first in self.known_from.items() if first <= message}
        for local in range(_LOCAL_TYPES):
            if local in self.known_from:
                self._step(local, found.in_force[local - _LOCAL_TYPES])
            else:
                found.in_force[local - _LOCAL_TYPES] = _NO_LAYOUT

    def _record_times(self) -> tuple[IntArray, IntArray]:
        """Which messages are records with a time of their own, and those times."""
        starts, which = self.found.messages()
        rows = [np.empty(0, dtype=np.int64)]
        times = [np.empty(0, dtype=np.int64)]
        for index, mine in by_layout(which, len(self.found.layouts)):
            layout = self.found.layouts[index]
            if layout.number == RECORD and layout.time_slot is not None:
                rows.append(mine)
                times.append(layout.times(self.body, starts[mine]))
        order = np.argsort(np.concatenate(rows), kind="stable")
        return np.concatenate(rows)[order], np.concatenate(times)[order]


def _is_absurd(steps: IntArray) -> npt.NDArray[np.bool_]:
    """Whether the times between records make no sense."""
    return (steps < -_LONGEST_STEP_BACK_S) | (steps > _LONGEST_JUMP_S)


def by_layout(which: IndexArray, layouts: int) -> Iterator[tuple[int, IntArray]]:
    """The index of each layout in use with the numbers of its messages, in file order."""
    order = which.argsort(kind="stable")
    ends = np.bincount(which, minlength=layouts).cumsum().tolist()
    for index, (begin, end) in enumerate(pairwise([0, *ends])):
        if end > begin:
            yield index, order[begin:end]
