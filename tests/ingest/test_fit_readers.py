"""Real files: the same messages as the other readers find, whatever the device.

The other readers need seconds for a file, so by default each kind of file and each
device is represented by a few; with KNEEDRIVE_FULL=1 every file is compared. Where readers
differ, `docs/fit-differences.md` says which one is right, and why.
"""

import io
import os
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ingest import read_activity
from ingest.formats.fit_contents import READERS
from ingest.formats.fit_decode import decode
from ingest.formats.fit_layout import TIMESTAMP
from ingest.formats.fit_messages import enumeration, fields_of, message_name
from ingest.formats.fit_records import record_columns
from ingest.formats.fit_tables import message_rows

RECORD, HEART_RATE_STREAM = 20, 132
FULL = os.environ.get("KNEEDRIVE_FULL") == "1"
SAMPLE_SIZE = 40
LARGEST_SAMPLE_BYTES = 90_000
# Parts of the names of files in which readers differ: they are compared always.
PECULIAR = (
    "antfs-dump-63", "bryton-1803", "compressed-speed-dist", "fr55-coretemp", "lezyne",
    "smo2sensors", "stageslink-28832", "wahoo-p2m", "watch6-18",
)  # fmt: skip

# garmin-fit-sdk refuses compressed times, and a developer field without bytes.
REFUSED_BY_GARMIN = ("Compressed timestamp", "list index out of range")
# fitparse refuses fields whose size contradicts their type, and a field without bytes.
REFUSED_BY_FITPARSE = ("Invalid field size", "Invalid struct format")
# fitparse takes it for four bytes whatever the file says.
MISREAD_BY_FITPARSE = {"application_version"}
# Numbers for which garmin-fit-sdk says a word though their type lists special values only.
SPECIAL_VALUES = {
    "auto_activity_detect", "capabilities", "device_index", "mesg_num", "message_index",
    "reference_mesg", "weight_display_unit",
}  # fmt: skip
# What garmin-fit-sdk adds to messages, and heart beats that it counts on through the file.
NOT_STORED = {"key", "event_timestamp"}


def fit_files(corpus):
    return sorted(corpus.rglob("*.fit"))


def sample(files):
    """All files, or a few: spread over folders, devices and sizes, always the same."""
    if FULL:
        return files
    small = [f for f in files if f.stat().st_size <= LARGEST_SAMPLE_BYTES]
    groups = Counter()
    ranked = []
    for path in sorted(small, key=lambda f: zlib.crc32(f.name.encode())):
        folder = path.parent.name
        ranked.append((groups[folder], folder, path))
        groups[folder] += 1
    chosen = [path for _, _, path in sorted(ranked)[:SAMPLE_SIZE]]
    return chosen + [f for f in small if f not in chosen and any(n in f.name for n in PECULIAR)]


@dataclass
class Other:
    """What another reader says: messages by number, and what stopped it."""

    messages: dict = field(default_factory=dict)
    stopped: str | None = None


@cache
def garmin(path):
    """Messages as garmin-fit-sdk gives them: fields by name, developer fields by their key."""
    from garmin_fit_sdk import Decoder, Profile, Stream

    numbers = {f"{kind['name']}_mesgs": number for number, kind in Profile["messages"].items()}
    try:
        found, errors = Decoder(Stream.from_byte_array(bytearray(path.read_bytes()))).read(
            convert_datetimes_to_dates=False, merge_heart_rates=False
        )
    except Exception as error:  # noqa: BLE001 - it raises almost anything
        return Other(stopped=str(error))
    messages = {numbers[name] if name in numbers else int(name): m for name, m in found.items()}
    return Other(messages, str(errors) if errors else None)


@cache
def fitparse(path):
    """Messages as fitparse gives them."""
    from fitparse import FitFile

    other = Other()
    try:
        for message in FitFile(io.BytesIO(path.read_bytes())).get_messages():
            other.messages.setdefault(message.mesg_num, []).append(message)
    except Exception as error:  # noqa: BLE001 - it raises almost anything
        other.stopped = str(error)
    return other


def refused(other, reasons):
    return other.stopped and any(reason in other.stopped for reason in reasons)


def compared_with(other, rows):
    """How many messages can be compared: the last before a stop may already be misread."""
    return max(len(rows) - 1, 0) if other.stopped else len(rows)


def as_number(value):
    if isinstance(value, list | tuple):
        value = next((v for v in value if v is not None), None)
    return np.nan if value is None or isinstance(value, str) else float(value)


def as_column(values):
    return np.array([as_number(value) for value in values], dtype=float)


def test_record_columns_equal_those_of_garmin_fit_sdk(corpus):
    compared = 0
    for path in sample(fit_files(corpus)):
        other = garmin(path)
        if refused(other, REFUSED_BY_GARMIN):
            continue
        theirs = other.messages.get(RECORD, [])
        records = record_columns(decode(path.read_bytes()).messages.get(RECORD))
        count = compared_with(other, theirs)
        assert len(records.timestamp_s) == len(theirs) or other.stopped, path.name
        for name in {name for row in theirs for name in row if isinstance(name, str)}:
            values = numbers_of(name, [row.get(name) for row in theirs[:count]])
            if name == "timestamp":
                columns = {0: records.timestamp_s}
            elif name in records.columns:
                columns = {0: records.columns[name]}
            else:
                parts = (records.columns.get(f"{name}_{i}") for i in range(16))
                columns = {i: part for i, part in enumerate(parts) if part is not None}
            assert columns or name == "developer_fields", f"{path.name}: {name}"
            for i, own in columns.items():
                one = [v[i : i + 1] if isinstance(v, list) else None if i else v for v in values]
                np.testing.assert_array_equal(
                    own[:count], as_column(one), err_msg=f"{path.name}: {name} {i}"
                )
        compared += 1
    assert compared >= SAMPLE_SIZE - 5


def numbers_of(name, values):
    """The values of a record field, words as their numbers."""
    kinds = {f.name: f.kind for f in fields_of(RECORD).values()}
    numbers = {word: number for number, word in enumeration(kinds.get(name, "")).items()}
    return [numbers[value] if isinstance(value, str) else value for value in values]


def test_heart_rate_that_a_strap_remembered_is_that_of_garmin_fit_sdk(corpus):
    from garmin_fit_sdk import Decoder, Stream

    compared = 0
    for path in fit_files(corpus):
        tables = decode(path.read_bytes()).messages
        if HEART_RATE_STREAM in tables and (FULL or len(tables[RECORD]) < 5000):
            stream = Stream.from_byte_array(bytearray(path.read_bytes()))
            theirs = Decoder(stream).read()[0]["record_mesgs"]
            own = READERS["columnar"](path.read_bytes()).records.columns["heart_rate"]
            np.testing.assert_array_equal(own, as_column(row.get("heart_rate") for row in theirs))
            compared += 1
    assert compared > 2


def test_developer_fields_equal_those_of_garmin_fit_sdk(corpus):
    """But that it gives numbers without their scale, and "no value" as a number."""
    compared = 0
    files = fit_files(corpus) if FULL else sample([f for f in fit_files(corpus) if "dev" in f.name])
    for path in files:
        other = garmin(path)
        described = other.messages.get(206, [])
        names = Counter(
            d.get("field_name") for d in described if isinstance(d.get("field_name"), str)
        )
        records = record_columns(decode(path.read_bytes()).messages.get(RECORD))
        rows = other.messages.get(RECORD, [])[
            : compared_with(other, other.messages.get(RECORD, []))
        ]
        for key, entry in enumerate(described):
            values = [row.get("developer_fields", {}).get(key) for row in rows]
            name, scale = entry.get("field_name"), entry.get("scale", 1)
            if names[name] != 1 or all(v is None or isinstance(v, list | str) for v in values):
                continue
            own = records.developer[name][: len(rows)]
            theirs = as_column(values) / scale
            invalid = np.isin(as_column(values), [0xFF, 0x7F, 0xFFFF, 0x7FFF, 0xFFFFFFFF])
            np.testing.assert_array_equal(
                own,
                np.where(invalid & np.isnan(own), np.nan, theirs),
                err_msg=f"{path.name}: {name}",
            )
            compared += 1
    assert compared > 20


def test_record_columns_equal_those_of_fitparse(corpus):
    compared = 0
    for path in sample(fit_files(corpus)):
        other = fitparse(path)
        if refused(other, REFUSED_BY_FITPARSE):
            continue
        theirs = other.messages.get(RECORD, [])
        count = compared_with(other, theirs)
        records = record_columns(decode(path.read_bytes()).messages.get(RECORD))
        assert len(records.timestamp_s) == len(theirs) or other.stopped, path.name
        rows = [values_of(message) for message in theirs[:count]]
        for name in RECORD_FIELDS_OF_2019:
            own = records.columns.get(name, np.full(len(records.timestamp_s), np.nan))
            if name == "timestamp":
                own = records.timestamp_s
            np.testing.assert_array_equal(
                own[:count],
                as_column(row.get(name) for row in rows),
                err_msg=f"{path.name}: {name}",
            )
        compared += 1
    assert compared >= SAMPLE_SIZE - 10


RECORD_FIELDS_OF_2019 = (
    "timestamp", "heart_rate", "power", "cadence", "distance", "speed", "enhanced_speed",
    "altitude", "enhanced_altitude", "position_lat", "position_long",
)  # fmt: skip


def values_of(message):
    """The fields of fitparse's message that have a value, the enhanced ones filled."""
    row = {}
    for item in message.fields:
        # A field stored as "no value" must not hide the same field expanded, or back.
        if item.value is not None:
            row[item.name] = item.raw_value if item.name == "timestamp" else item.value
    for plain in ("speed", "altitude"):
        if plain in row:
            row.setdefault(f"enhanced_{plain}", row[plain])
    return row


def test_all_other_messages_equal_those_of_garmin_fit_sdk(corpus):
    compared = 0
    for path in sample(fit_files(corpus)):
        other = garmin(path)
        if refused(other, REFUSED_BY_GARMIN):
            continue
        tables = decode(path.read_bytes()).messages
        for kind, theirs in other.messages.items():
            if kind == RECORD:
                continue
            ours = message_rows(kind, tables[kind]) if kind in tables else []
            assert len(ours) == len(theirs) or other.stopped, (path.name, message_name(kind))
            count = compared_with(other, theirs)
            for own, row in zip(ours[:count], theirs[:count], strict=True):
                for name, value in row.items():
                    said = own.get(our_name(kind, name))
                    place = path.name, message_name(kind), name
                    assert agree(name, said, value), (*place, said, value)
                    compared += 1
    assert compared > 10_000


def our_name(kind, name):
    if isinstance(name, str):
        return name
    return "timestamp" if name == TIMESTAMP else f"unknown_{name}"


def agree(name, ours, theirs):
    """Whether two readers say the same, but for what is known to be said in another way."""
    if name in NOT_STORED or name == "developer_fields":
        return True
    if name == "manufacturer_id" or (name in SPECIAL_VALUES and isinstance(theirs, str)):
        return ours is not None
    theirs = plain(theirs)
    if ours == theirs:
        return True
    if isinstance(ours, str) or is_text(theirs):
        # Garmin's decoder goes on behind the zero byte that ends a text.
        return ours == first_text(theirs)
    if theirs is None:
        return ours is None
    if name.startswith("enhanced_"):
        # Written twice, or as two values for one: the SDK makes two values of it, or one.
        ours, theirs = as_list(ours)[:1], as_list(theirs)[:1]
    return as_list(ours) == pytest.approx(as_list(theirs), nan_ok=True)


def is_text(value):
    return isinstance(value, str) or (isinstance(value, list) and isinstance(value[0], str))


def first_text(value):
    text = value[0] if isinstance(value, list) else value
    return text.strip() or None


def plain(value):
    """A value without the "no value" of arrays."""
    if isinstance(value, list):
        return None if all(v is None for v in value) else value
    return None if isinstance(value, float) and np.isnan(value) else value


def as_list(value):
    values = value if isinstance(value, list) else [value]
    while len(values) > 1 and values[-1] is None:
        values = values[:-1]
    return [np.nan if v is None else v for v in values]


def test_all_other_messages_equal_those_of_fitparse(corpus):
    """As stored, so that messages and fields count that its profile of 2019 does not know."""
    compared = 0
    for path in sample(fit_files(corpus)):
        other = fitparse(path)
        tables = decode(path.read_bytes()).messages
        for kind, theirs in other.messages.items():
            if kind == RECORD:
                continue
            ours = tables[kind].messages() if kind in tables else []
            assert len(ours) == len(theirs) or other.stopped, (path.name, message_name(kind))
            count = compared_with(other, theirs)
            for own, message in zip(ours[:count], theirs[:count], strict=True):
                for item in stored_fields(message):
                    said = own.get(item.def_num)
                    place = path.name, message_name(kind), item.name
                    assert same_as_stored(said, item.raw_value), (*place, said, item.raw_value)
                    compared += 1
    assert compared > 10_000


def stored_fields(message):
    """The fields that are in the file, of one that is there twice the last."""
    return {
        item.def_num: item
        for item in message.fields
        if item.field_def is not None
        and not hasattr(item.field_def, "dev_data_index")
        and item.name not in MISREAD_BY_FITPARSE
    }.values()


def same_as_stored(ours, theirs):
    if isinstance(theirs, str):
        return ours == (theirs.strip() or None)
    theirs = plain(list(theirs) if isinstance(theirs, tuple) else theirs)
    if ours is None or theirs is None:
        return ours == theirs
    return as_list(ours) == pytest.approx(as_list(theirs), nan_ok=True)


def test_both_readers_give_the_same_activity(corpus):
    chosen = [
        f for f in sample(fit_files(corpus)) if f.parent.name in {"run", "ride", "multisport"}
    ]
    for path in chosen[:12]:
        columnar, second = read_activity(path), read_activity(path, reader="fitparse")
        if any(issue.code == "fitparse_stopped" for issue in second.issues):
            continue
        assert columnar.sessions == second.sessions, path.name
        assert columnar.laps == second.laps, path.name
        assert columnar.timer_runs == second.timer_runs, path.name
        for name, column in columnar.samples.columns.items():
            if name in columnar.developer_units:
                continue
            np.testing.assert_allclose(column, second.samples[name], err_msg=f"{path.name}: {name}")


def test_every_test_that_the_document_of_differences_names_exists():
    folder = Path(__file__).resolve().parent
    page = folder.parents[1] / "docs" / "fit-differences.md"
    tests = "".join(path.read_text(encoding="utf-8") for path in folder.glob("test_fit_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8")))
    assert len(named) > 10
    for name in named:
        assert f"def {name}(" in tests, name
