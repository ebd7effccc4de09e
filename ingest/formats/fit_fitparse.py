"""The second reader: FIT files by fitparse, message by message.

It shares nothing with the columnar reader before the messages are interpreted, so where
the two agree both are right. It is slow, and it stops at the first fault; what it read until
then is kept.
"""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any

import numpy as np

from ingest.activity import FloatArray, Issue
from ingest.formats.fit_decode import FIELD_DESCRIPTION, DeveloperField, developer_field
from ingest.formats.fit_layout import TIMESTAMP, Value
from ingest.formats.fit_messages import fields_of
from ingest.formats.fit_records import COMPRESSED_SPEED_DISTANCE, Records, expanded, free_name
from ingest.formats.fit_walk import RECORD

__all__ = ["read_messages"]

Raw = dict[int, Value]


def read_messages(data: bytes) -> tuple[dict[int, list[Raw]], Records, list[Issue]]:
    """Raw messages by global number, the record messages as columns too, and issues."""
    import fitparse

    messages: dict[int, list[Raw]] = defaultdict(list)
    records: list[Any] = []
    issues: list[Issue] = []
    try:
        for message in fitparse.FitFile(io.BytesIO(data)).get_messages():
            messages[message.mesg_num].append(_raw(message))
            if message.mesg_num == RECORD:
                records.append(message)
    except Exception as error:  # noqa: BLE001 - damaged bytes make it raise almost anything
        issues.append(Issue("fitparse_stopped", "damage", f"fitparse stopped: {error}"))
    developer = _developer(records, messages.get(FIELD_DESCRIPTION, []))
    return dict(messages), _records(messages.get(RECORD, []), *developer), issues


def _raw(message: Any) -> Raw:  # noqa: ANN401 - fitparse has no types
    """Field values by number as stored, without fields that fitparse made from others."""
    raw: Raw = {}
    for field in message.fields:
        developer = hasattr(field.field_def, "dev_data_index")
        stored = field.field_def is not None or field.def_num == TIMESTAMP
        if stored and not developer and field.raw_value is not None:
            value = field.raw_value
            raw[field.def_num] = list(value) if isinstance(value, tuple) else value
    return raw


def _records(
    raw: list[Raw], developer: dict[str, FloatArray], described: dict[str, DeveloperField]
) -> Records:
    """The record messages as columns, like `fit_records.record_columns`."""
    profile = fields_of(RECORD)
    columns: dict[str, FloatArray] = {}
    timestamp_s = np.full(len(raw), np.nan)
    packed = np.full((len(raw), 3), np.nan)
    for row, values in enumerate(raw):
        for number, value in values.items():
            field = profile.get(number)
            if number == TIMESTAMP and isinstance(value, int):
                timestamp_s[row] = value
            elif number == COMPRESSED_SPEED_DISTANCE:
                if isinstance(value, list) and len(value) == packed.shape[1]:
                    packed[row] = [np.nan if v is None else v for v in value]
            elif field is not None and not isinstance(value, str):
                elements = value if isinstance(value, list) else [value]
                for i, element in enumerate(elements if field.is_array else elements[:1]):
                    if element is not None:
                        name = f"{field.name}_{i}" if field.is_array else field.name
                        column = columns.setdefault(name, np.full(len(raw), np.nan))
                        column[row] = element / field.scale - field.offset
    return Records(timestamp_s, expanded(columns, packed), developer, described)


def _developer(
    messages: list[Any], descriptions: list[Raw]
) -> tuple[dict[str, FloatArray], dict[str, DeveloperField]]:
    """The developer fields' columns, and their descriptions, by name."""
    fields = {(f.application, f.number): f for m in descriptions if (f := developer_field(m))}
    columns: dict[DeveloperField, FloatArray] = {}
    for row, message in enumerate(messages):
        for stored in message.fields:
            place = stored.field_def
            if not hasattr(place, "dev_data_index") or not isinstance(stored.value, int | float):
                continue
            field = fields.get((place.dev_data_index, place.def_num))
            if field is not None:
                column = columns.setdefault(field, np.full(len(messages), np.nan))
                column[row] = stored.value / field.scale - field.offset
    developer: dict[str, FloatArray] = {}
    described: dict[str, DeveloperField] = {}
    for field, column in columns.items():
        name = free_name(field.name, developer)
        developer[name], described[name] = column, field
    return developer, described
