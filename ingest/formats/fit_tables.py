"""All messages of a FIT file as tables, also those that nothing here interprets.

In: bytes. Out: a DataFrame for each kind of message, made when it is asked for. For looking
into files; activities are made from the same messages by `fit`, far faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ingest.activity import Issue
from ingest.errors import UnknownFormatError
from ingest.formats.fit_decode import DeveloperField, Group, Table, decode, is_header
from ingest.formats.fit_layout import BASE_TYPES, TIMESTAMP, DeveloperSlot, Slot
from ingest.formats.fit_messages import Meaning, Message, fields_of, message_name, sources_of
from ingest.formats.fit_records import FIT_EPOCH_S, free_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MessageTables", "message_rows", "read_tables"]

Row = dict[str, Meaning | None]
# A developer field, or application and number of one that the file does not describe.
_Developer = DeveloperField | tuple[int, int]

_BYTE = 0x0D
_TIMES = {"date_time", "local_date_time"}
# A damaged file may hold anything as a time.
_LATEST_TIME = 0xFFFFFFFF


class MessageTables(Mapping[str, "pd.DataFrame"]):
    """The messages of a FIT file: `tables["lap"]`, or by number `tables[19]`.

    A table has a row for each message in file order and a column for each field that any of
    them holds, under the profile's name, with scale applied, enumerations as words and times
    as instants in UTC (fields named "local_...": as the wall clock showed). Where it applies, a
    subfield stands beside its field. What the profile does not know is named by its number
    ("unknown_233", also in full for kinds of messages) and as stored; developer fields have
    their own names. `counts` are the messages of each kind, `issues` what was damaged.
    """

    def __init__(self, tables: Mapping[int, Table], issues: tuple[Issue, ...]) -> None:
        self._tables = tables
        self._numbers = {message_name(number): number for number in tables}
        self.issues = issues

    def __getitem__(self, kind: str | int) -> pd.DataFrame:
        import pandas as pd

        number = kind if isinstance(kind, int) else self._numbers[kind]
        frame = pd.DataFrame(message_rows(number, self._tables[number]))
        times = {"timestamp": "date_time"}
        times |= {name: fields[0].kind for name, fields in sources_of(number).items()}
        for name in frame.columns:
            if times.get(name) in _TIMES:
                seconds = pd.Series([_unix_time(value) for value in frame[name]], dtype=float)
                frame[name] = pd.to_datetime(seconds, unit="s", utc=times[name] == "date_time")
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return f"MessageTables({self.counts})"

    @property
    def counts(self) -> dict[str, int]:
        """How many messages of each kind there are."""
        return {name: len(self._tables[number]) for name, number in self._numbers.items()}


def _unix_time(value: object) -> float | None:
    known = isinstance(value, int | float) and 0 <= value <= _LATEST_TIME
    return float(value) + FIT_EPOCH_S if known else None  # type: ignore[arg-type]


def read_tables(data: bytes) -> MessageTables:
    """The messages in the bytes of a FIT file, of whatever kind the file is.

    Raises:
        UnknownFormatError: if it is no FIT file.
    """
    if not is_header(data):
        raise UnknownFormatError("this is no FIT file")
    decoded = decode(data)
    return MessageTables(decoded.messages, decoded.issues)


def message_rows(number: int, table: Table) -> list[Row]:
    """The fields of each message by name, in file order; times in seconds since the FIT epoch."""
    stored = set().union(*(group.layout.by_number for group in table.groups))
    names = [n for n, found in sources_of(number).items() if any(f.number in stored for f in found)]
    developer = _developer_names(table, taken=[*names, "timestamp"])
    rows = [row for group in table.groups for row in _rows(number, group, developer)]
    order = np.concatenate([group.order for group in table.groups])
    return [rows[i] for i in np.argsort(order).tolist()]


def _rows(number: int, group: Group, names_of: Mapping[_Developer, str]) -> Iterator[Row]:
    stored = group.layout.by_number.keys()
    sources = sources_of(number).items()
    names = [name for name, found in sources if any(field.number in stored for field in found)]
    known = fields_of(number).keys()
    # A kind of message that the profile does not know still has its time in the usual field.
    unknown = {"timestamp" if n == TIMESTAMP else f"unknown_{n}": n for n in sorted(stored - known)}
    developer = _developer_columns(group, names_of)
    # Compressed headers carry a time without a field for it.
    times_s = None if TIMESTAMP in stored else group.times_s
    for row_number, (_, message) in enumerate(group.places()):
        fields = Message(number, message)
        row: Row = {}
        if times_s is not None and not np.isnan(times_s[row_number]):
            row["timestamp"] = float(times_s[row_number])
        row |= {name: fields.get(name) for name in names}
        row |= {name: message.get(n) for name, n in unknown.items()}
        row |= {name: values[row_number] for name, values in developer.items()}
        yield {name: value for name, value in row.items() if value is not None}


def _developer_names(table: Table, *, taken: Sequence[str]) -> dict[_Developer, str]:
    """The columns of developer fields, the same in all messages."""
    names: dict[_Developer, str] = {}
    for group in table.groups:
        for where, field in _developer_fields(group):
            key = field or (where.application, where.number)
            if key not in names:
                name = f"developer_{key[0]}_{key[1]}" if isinstance(key, tuple) else key.name
                name = f"{name} (developer)" if name in taken else name
                names[key] = free_name(name, names.values())
    return names


def _developer_fields(group: Group) -> Iterator[tuple[DeveloperSlot, DeveloperField | None]]:
    """The developer fields in a group's messages, None for what the file does not describe."""
    for where in group.layout.developer:
        yield where, group.developer_fields.get((where.application, where.number))


def _developer_columns(
    group: Group, names: Mapping[_Developer, str]
) -> dict[str, list[Meaning | None]]:
    """The developer fields' values by name; bytes as numbers where the file describes none."""
    columns: dict[str, list[Meaning | None]] = {}
    for where, field in _developer_fields(group):
        if field is None:
            slot = Slot.of(where.number, where.start, where.size, _BYTE, big_endian=False)
            columns[names[where.application, where.number]] = _values(group, slot, 1, 0)
        else:
            slot = field.slot(where, big_endian=group.layout.big_endian)
            columns[names[field]] = _values(group, slot, field.scale, field.offset)
    return columns


def _values(group: Group, slot: Slot, scale: float, offset: float) -> list[Meaning | None]:
    if slot.is_text:
        cells = (bytes(row)[slot.start : slot.start + slot.count] for row in group.rows)
        return [c.split(b"\0", 1)[0].decode("utf-8", errors="replace") or None for c in cells]
    if slot.base is BASE_TYPES[_BYTE] and slot.count > 1:
        # A row of bytes has no value as a whole only.
        rows = slot.view(group.rows).tolist()
        return [None if all(v == slot.base.invalid for v in row) else row for row in rows]
    values = slot.scaled(group.rows, scale, offset)
    if values.ndim == 1:
        return [None if np.isnan(v) else v for v in values.tolist()]
    return [None if np.isnan(row).all() else row.tolist() for row in values]
