"""All messages of a FIT file as tables: by name or number, those nobody knows included."""

import struct
from datetime import UTC, datetime

import fit_bytes as fb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import read_messages
from ingest.errors import UnknownFormatError
from ingest.formats.fit_records import FIT_EPOCH_S
from ingest.formats.fit_tables import read_tables

START = datetime.fromtimestamp(fb.START + FIT_EPOCH_S, tz=UTC)
UNKNOWN = 65_000


def table_of(kind, *parts):
    return read_tables(fb.fit(fb.file_id(), *parts))[kind]


def test_a_table_has_a_row_for_each_message_by_the_profiles_names(tmp_path):
    path = tmp_path / "ride.fit"
    path.write_bytes(fb.ride(3))
    messages = read_messages(path)
    assert list(messages) == ["file_id", "event", "record", "session"]
    assert messages.counts == {"file_id": 1, "event": 2, "record": 3, "session": 1}
    assert "'record': 3" in repr(messages)
    records = messages["record"]
    assert records["timestamp"].tolist() == [START + pd.Timedelta(seconds=i) for i in range(3)]
    assert records["heart_rate"].tolist() == [100, 101, 102]
    assert records["enhanced_speed"].tolist() == [5, 5, 5]
    assert messages["session"]["sport"].tolist() == ["cycling"]
    assert messages["event"]["event_type"].tolist() == ["start", "stop_all"]
    assert messages.issues == ()


def test_a_kind_is_found_by_its_number_too_and_what_is_not_there_is_a_key_error():
    messages = read_tables(fb.ride(3))
    pd.testing.assert_frame_equal(messages[fb.RECORD], messages["record"])
    for missing in ("lap", fb.LAP, "unknown_65000"):
        with pytest.raises(KeyError):
            messages[missing]


def test_messages_and_fields_that_the_profile_does_not_know_are_kept_as_stored():
    fields = [fb.TIMESTAMP, (7, 2, fb.UINT16), (8, 3, fb.BYTE), (9, 4, fb.STRING)]
    rows = [[fb.START, 513, b"\x01\xff\x03", b"abc"], [fb.START, None, b"\xff\xff\xff", b""]]
    found = table_of("unknown_65000", fb.table(5, UNKNOWN, fields, rows))
    assert found["timestamp"].tolist() == [START, START]
    assert found["unknown_7"].tolist()[0] == 513
    assert found["unknown_8"].tolist()[0] == [1, 255, 3]
    assert found["unknown_9"].tolist()[0] == "abc"
    assert found[["unknown_7", "unknown_8", "unknown_9"]].iloc[1].isna().all()
    record = table_of(
        "record", fb.table(5, fb.RECORD, [fb.TIMESTAMP, (222, 1, 2)], [[fb.START, 9]])
    )
    assert record["unknown_222"].tolist() == [9]


def test_settings_and_other_files_are_read_as_well():
    zones = fb.table(1, 7, [(1, 1, fb.UINT8), (2, 1, fb.UINT8)], [[190, 172]])
    found = read_tables(fb.fit(fb.file_id(2), zones))
    assert found["file_id"]["type"].tolist() == ["settings"]
    assert found["zones_target"]["threshold_heart_rate"].tolist() == [172]


def test_what_is_no_fit_file_is_said_to_be_none():
    with pytest.raises(UnknownFormatError):
        read_tables(b"<gpx></gpx>")


def test_a_damaged_file_gives_the_messages_that_can_be_read():
    messages = read_tables(fb.ride(60)[:-200])
    assert 0 < messages.counts["record"] < 60
    assert [issue.code for issue in messages.issues] == ["truncated"]


def test_a_subfield_stands_beside_its_field_where_it_applies():
    fields = [(1, 1, fb.ENUM), (2, 4, fb.UINT32)]
    steps = table_of("workout_step", fb.table(4, 27, fields, [[0, 90_000], [1, 100_000]]))
    assert steps["duration_type"].tolist() == ["time", "distance"]
    assert steps["duration_value"].tolist() == [90_000, 100_000]
    assert steps["duration_time"].tolist()[0] == 90
    assert steps["duration_distance"].tolist()[1] == 1000
    assert steps["duration_time"].isna().tolist() == [False, True]


def test_numbers_packed_in_one_field_are_unpacked():
    gears = 50 << 24 | 2 << 16 | 17 << 8 | 5
    fields = [fb.TIMESTAMP, (0, 1, fb.ENUM), (1, 1, fb.ENUM), (3, 4, fb.UINT32)]
    events = table_of("event", fb.table(4, fb.EVENT, fields, [[fb.START, 43, 3, gears]]))
    assert events["event"].tolist() == ["rear_gear_change"]
    unpacked = ["rear_gear_num", "rear_gear", "front_gear_num", "front_gear"]
    assert events[unpacked].iloc[0].tolist() == [5, 17, 2, 50]
    row = [[0x08 | 3 << 5]]
    monitored = table_of("monitoring", fb.table(4, 55, [(24, 1, fb.BYTE)], row))
    assert monitored[["activity_type", "intensity"]].iloc[0].tolist() == ["sedentary", 3]


def test_short_fields_fill_the_longer_ones_that_came_after_them():
    fields = [fb.TIMESTAMP, (0, 1, fb.ENUM), (1, 1, fb.ENUM), (2, 2, fb.UINT16)]
    events = table_of("event", fb.table(4, fb.EVENT, fields, [[fb.START, 11, 3, 4100]]))
    assert events["data16"].tolist() == events["data"].tolist() == [4100]
    laps = table_of(
        "lap", fb.table(4, fb.LAP, [fb.TIMESTAMP, (13, 2, fb.UINT16)], [[fb.START, 2999]])
    )
    assert laps["enhanced_avg_speed"].tolist() == laps["avg_speed"].tolist() == [2.999]


def test_lists_of_words_and_times_outside_the_usual_field_are_read():
    fields = [(254, 4, fb.UINT32), (7, 4, fb.UINT16)]
    stored = struct.pack("<HH", 28, 0)
    sets = table_of("set", fb.table(4, 225, fields, [[fb.START, stored]]))
    assert sets["timestamp"].tolist() == [START]
    assert sets["category"].tolist() == [["squat", "bench_press"]]


def test_local_times_are_as_the_clock_on_the_wall_showed():
    fields = [fb.TIMESTAMP, (5, 4, fb.UINT32)]
    row = [fb.START, fb.START + 3600]
    activity = table_of("activity", fb.table(4, fb.ACTIVITY, fields, [row]))
    wall = (START + pd.Timedelta(hours=1)).replace(tzinfo=None)
    assert activity["local_timestamp"].tolist() == [wall]


def test_times_in_headers_are_times_of_messages():
    fields = [(3, 1, fb.UINT8)]
    start = fb.START - fb.START % 32
    body = fb.table(1, fb.RECORD, [fb.TIMESTAMP, *fields], [[start, 100]])
    body += fb.definition(2, fb.RECORD, fields)
    body += fb.message(2, fields, [101], header=0x80 | 2 << 5 | 7)
    records = table_of("record", body)
    seconds = records["timestamp"] - records["timestamp"].iloc[0]
    assert seconds.dt.total_seconds().tolist() == [0, 7]


def test_developer_fields_have_their_names_also_where_no_one_describes_them():
    described = [(0, 1, fb.UINT8), (1, 1, fb.UINT8), (2, 1, fb.UINT8), (3, 12, fb.STRING)]
    described += [(6, 1, fb.UINT8)]
    rows = [
        [0, 1, fb.UINT16, b"CP", None],
        [0, 2, fb.STRING, b"Title", None],
        [0, 3, fb.UINT8, b"Ascent", 5],
        [0, 4, fb.UINT8, b"sport", None],
    ]
    carried = [(1, 4, 0), (2, 6, 0), (3, 1, 0), (4, 1, 0), (9, 2, 3)]
    body = fb.table(1, 206, described, rows)
    body += fb.definition(2, fb.SESSION, [fb.TIMESTAMP, (5, 1, fb.ENUM)], developer=carried)
    body += fb.message(2, [fb.TIMESTAMP, (5, 1, fb.ENUM)], [fb.START, 1])
    body += struct.pack("<HH6sBBBB", 250, 0xFFFF, b"Bruges", 25, 7, 1, 255)
    found = table_of("session", body).iloc[0]
    assert found["CP"][0] == 250
    assert (found["Title"], found["Ascent"], found["sport"]) == ("Bruges", 5, "running")
    assert found["sport (developer)"] == 7
    assert found["developer_3_9"] == [1, 255]


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 10_000),
)
@settings(max_examples=150, deadline=None)
def test_any_changes_to_a_file_leave_tables_that_can_be_made(changes, cut):
    step = fb.table(4, 27, [(1, 1, fb.ENUM), (2, 4, fb.UINT32)], [[0, 90_000]])
    fields = [fb.TIMESTAMP, (0, 1, fb.ENUM), (1, 1, fb.ENUM), (3, 4, fb.UINT32)]
    gears = fb.table(4, fb.EVENT, fields, [[fb.START, 43, 3, 5]])
    data = bytearray(fb.fit(fb.file_id(), step, gears, fb.records(10), fb.session()))
    for at, value in changes:
        data[14 + at % (len(data) - 14)] = value
    for mutated in (bytes(data), bytes(data[: 14 + cut % (len(data) - 14)])):
        messages = read_tables(mutated)
        assert {name: len(messages[name]) for name in messages} == messages.counts


def test_every_kind_of_message_in_real_files_can_be_shown(corpus):
    shown = set()
    for path in sorted(corpus.rglob("*.fit")):
        messages = read_messages(path)
        for kind, count in messages.counts.items():
            if kind not in shown and count < 1000:
                assert len(messages[kind]) == count
                shown.add(kind)
    assert len(shown) > 60
