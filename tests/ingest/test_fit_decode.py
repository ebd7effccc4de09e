"""Bytes to columns: the protocol, one peculiarity or fault a test."""

import struct

import fit_bytes as fb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.fit_decode import decode
from ingest.formats.fit_records import record_columns, record_frame


def records_of(data):
    return record_columns(decode(data).messages.get(fb.RECORD))


def codes(data):
    return [issue.code for issue in decode(data).issues]


def assert_is_ride(data, count=60):
    """That the records are those of the steady ride, all of them."""
    read = records_of(data)
    i = np.arange(count)
    np.testing.assert_array_equal(read.timestamp_s, fb.START + i)
    np.testing.assert_array_equal(read.columns["heart_rate"], 100 + i % 100)
    np.testing.assert_array_equal(read.columns["power"], np.full(count, 200.0))
    np.testing.assert_array_equal(read.columns["distance"], 5.0 * i)
    np.testing.assert_array_equal(read.columns["enhanced_speed"], np.full(count, 5.0))


def test_a_good_file_gives_all_records_and_no_issue():
    assert_is_ride(fb.ride())
    assert codes(fb.ride()) == []


@pytest.mark.parametrize("header", [{"header_size": 12}, {"header_crc": False}])
def test_short_headers_and_headers_without_check_sum_are_valid(header):
    data = fb.fit(fb.file_id(), fb.records(), **header)
    assert_is_ride(data)
    assert codes(data) == []


def test_big_endian_definitions_are_read():
    assert_is_ride(fb.fit(fb.file_id(), fb.records(big_endian=True)))


def test_no_value_becomes_nan_in_every_type():
    row = [fb.START, None, None, None, None, None]
    data = fb.fit(fb.table(0, fb.RECORD, fb.RECORD_FIELDS, [row, fb.record_row(1)]))
    columns = records_of(data).columns
    for name in ("heart_rate", "power", "speed", "enhanced_speed", "distance", "cadence"):
        assert np.isnan(columns[name]).tolist() == [True, False], name


def test_a_definition_before_every_record_changes_nothing():
    data = fb.fit(fb.file_id(), *(fb.records(1, first=i) for i in range(3000)))
    assert_is_ride(data, 3000)
    assert len(decode(data).messages[fb.RECORD].groups) == 1


def test_thousands_of_different_layouts_are_put_together_in_file_order():
    parts = []
    for i in range(3000):
        padding = [(100 + j, 1, fb.UINT8) for j in range(i % 12)]
        fields = padding + fb.RECORD_FIELDS + [(200, 1 + i // 12 % 250, fb.BYTE)]
        row = [1] * len(padding) + fb.record_row(i) + [b"\x01"]
        parts.append(fb.table(i % 16, fb.RECORD, fields, [row]))
    data = fb.fit(fb.file_id(), *parts)
    assert_is_ride(data, 3000)
    assert len(decode(data).messages[fb.RECORD].groups) == 3000


@pytest.mark.parametrize("count", [31, 32, 33, 63, 64, 65, 319, 320, 321, 5000])
def test_long_runs_of_like_messages_are_read_whole_up_to_where_they_are_cut(count):
    body = fb.records(count) + fb.timer(fb.START, fb.START + count) + fb.records(40, first=count)
    assert_is_ride(fb.fit(body), count + 40)
    assert_is_ride(fb.fit(fb.records(count))[:-7], count - 1)


def test_local_types_alternate_and_are_redefined_in_between():
    heart_rate = [fb.TIMESTAMP, (3, 1, fb.UINT8)]
    power = [fb.TIMESTAMP, (7, 2, fb.UINT16)]
    body = fb.table(0, fb.RECORD, heart_rate, [[fb.START, 100]])
    body += fb.table(1, fb.RECORD, power, [[fb.START + 1, 200]])
    body += fb.message(0, heart_rate, [fb.START + 2, 102])
    body += fb.table(0, fb.RECORD, power, [[fb.START + 3, 203]])
    body += fb.message(1, power, [fb.START + 4, 204])
    read = records_of(fb.fit(body))
    np.testing.assert_array_equal(read.timestamp_s, fb.START + np.arange(5))
    np.testing.assert_array_equal(read.columns["heart_rate"], [100, np.nan, 102, np.nan, np.nan])
    np.testing.assert_array_equal(read.columns["power"], [np.nan, 200, np.nan, 203, 204])


def test_compressed_times_count_on_from_the_last_full_time_and_roll_over():
    fields = [(3, 1, fb.UINT8)]
    start = fb.START - fb.START % 32 + 30
    body = fb.table(1, fb.RECORD, [fb.TIMESTAMP, *fields], [[start, 100]])
    body += fb.definition(2, fb.RECORD, fields)
    seconds = [1, 2, 3, 20, 33, 64, 95]
    for second in seconds:
        header = 0x80 | 2 << 5 | (start + second) % 32
        body += fb.message(2, fields, [100 + second], header=header)
    read = records_of(fb.fit(body))
    np.testing.assert_array_equal(read.timestamp_s, start + np.array([0, *seconds]))
    np.testing.assert_array_equal(read.columns["heart_rate"], 100 + np.array([0, *seconds]))


def test_a_compressed_time_before_any_full_time_is_no_time():
    fields = [(3, 1, fb.UINT8)]
    body = fb.definition(0, fb.RECORD, fields) + fb.message(0, fields, [100], header=0x85)
    assert np.isnan(records_of(fb.fit(body)).timestamp_s).all()


def test_compressed_speed_and_distance_are_unpacked_and_the_distance_counts_on():
    fields = [fb.TIMESTAMP, (8, 3, fb.BYTE)]
    speeds = [354, 350, 360, 340]
    distances = [4000, 4090, 40, 130]  # of 4096, in 1/16 m
    rows = [
        [fb.START + i, (speed | distance << 12).to_bytes(3, "little")]
        for i, (speed, distance) in enumerate(zip(speeds, distances, strict=True))
    ]
    rows.append([fb.START + 4, b"\xff\xff\xff"])
    columns = records_of(fb.fit(fb.table(0, fb.RECORD, fields, rows))).columns
    np.testing.assert_array_equal(columns["enhanced_speed"], [3.54, 3.5, 3.6, 3.4, np.nan])
    travelled = columns["distance"] - columns["distance"][0]
    np.testing.assert_allclose(travelled, np.array([0, 90, 136, 226, np.nan]) / 16)


def test_cycles_and_power_that_roll_over_are_accumulated():
    fields = [fb.TIMESTAMP, (18, 1, fb.UINT8), (28, 2, fb.UINT16)]
    rows = [[fb.START, 250, 65000], [fb.START + 1, 4, 300], [fb.START + 2, None, None]]
    columns = records_of(fb.fit(fb.table(0, fb.RECORD, fields, rows))).columns
    np.testing.assert_array_equal(columns["total_cycles"], [250, 260, np.nan])
    np.testing.assert_array_equal(columns["accumulated_power"], [65000, 65836, np.nan])


def test_expansion_keeps_what_the_device_stored_in_the_enhanced_field():
    fields = [fb.TIMESTAMP, (6, 2, fb.UINT16), (73, 4, fb.UINT32), (2, 2, fb.UINT16)]
    rows = [[fb.START, 2999, None, 2500], [fb.START + 1, None, 70000, None]]
    columns = records_of(fb.fit(fb.table(0, fb.RECORD, fields, rows))).columns
    np.testing.assert_array_equal(columns["enhanced_speed"], [2.999, 70.0])
    np.testing.assert_array_equal(columns["enhanced_altitude"], [0.0, np.nan])


def test_elements_of_an_array_field_get_a_column_each():
    fields = [fb.TIMESTAMP, (69, 2, fb.UINT8)]
    rows = [[fb.START, bytes([254, 128])], [fb.START + 1, bytes([10, 255])]]
    columns = records_of(fb.fit(fb.table(0, fb.RECORD, fields, rows))).columns
    np.testing.assert_allclose(columns["left_power_phase_0"], np.array([254, 10]) / 0.7111111)
    np.testing.assert_allclose(columns["left_power_phase_1"], [128 / 0.7111111, np.nan])


@pytest.mark.parametrize(("size", "value"), [(1, 100), (2, 100)])
def test_a_field_smaller_than_its_type_is_read_by_its_size(size, value):
    fields = [fb.TIMESTAMP, (3, size, fb.UINT32)]
    rows = [[fb.START, value.to_bytes(size, "little")], [fb.START + 1, b"\xff" * size]]
    columns = records_of(fb.fit(fb.table(0, fb.RECORD, fields, rows))).columns
    np.testing.assert_array_equal(columns["heart_rate"], [value, np.nan])


def test_of_a_field_given_twice_the_last_counts_and_text_in_a_number_field_is_left_out():
    fields = [fb.TIMESTAMP, (3, 1, fb.UINT8), (3, 1, fb.UINT8), (7, 4, fb.STRING)]
    data = fb.fit(fb.table(0, fb.RECORD, fields, [[fb.START, 100, 50, b"abc"]]))
    columns = records_of(data).columns
    assert columns["heart_rate"].tolist() == [50]
    assert "power" not in columns


def developer_file(values, *, base_type=fb.UINT16, native=None):
    """One developer field, "Leg Spring", in kN/m, in each record."""
    described = [(0, 1, fb.UINT8), (1, 1, fb.UINT8), (2, 1, fb.UINT8), (3, 12, fb.STRING)]
    described += [(8, 8, fb.STRING), (14, 2, fb.UINT16), (15, 1, fb.UINT8)]
    row = [0, 5, base_type, b"Leg Spring", b"kN/m", *(native or (None, None))]
    fields = [fb.TIMESTAMP]
    size = struct.calcsize(fb._LETTERS[base_type])
    body = fb.table(0, 207, [(3, 1, fb.UINT8)], [[0]]) + fb.table(1, 206, described, [row])
    body += fb.definition(2, fb.RECORD, fields, developer=[(5, size, 0)])
    for i, value in enumerate(values):
        body += fb.message(2, fields, [fb.START + i]) + value.to_bytes(size, "little")
    return fb.fit(body)


def test_developer_fields_keep_their_own_name_and_unit():
    read = records_of(developer_file([90, 0xFFFF, 95]))
    np.testing.assert_array_equal(read.developer["Leg Spring"], [90, np.nan, 95])
    assert read.described["Leg Spring"].units == "kN/m"
    assert read.described["Leg Spring"].native is None


def test_developer_fields_named_like_a_column_or_each_other_are_kept_side_by_side():
    fields = [fb.TIMESTAMP, (3, 1, fb.UINT8)]
    described = [(0, 1, fb.UINT8), (1, 1, fb.UINT8), (2, 1, fb.UINT8), (3, 12, fb.STRING)]
    body = fb.table(1, 206, described, [[0, n, fb.UINT8, b"heart_rate"] for n in (5, 6)])
    body += fb.definition(2, fb.RECORD, fields, developer=[(5, 1, 0), (6, 1, 0)])
    body += fb.message(2, fields, [fb.START, 100]) + bytes([101, 102])
    frame = record_frame(decode(fb.fit(body)))
    assert frame.iloc[0].to_dict() == {
        "heart_rate": 100,
        "heart_rate (developer)": 101,
        "heart_rate (developer) 2": 102,
    }


def test_each_file_describes_its_own_developer_fields():
    first, second = developer_file([90]), developer_file([90]).replace(b"Leg Spring", b"Form Power")
    assert list(records_of(first).developer) == ["Leg Spring"]
    assert list(records_of(second).developer) == ["Form Power"]


def test_what_a_developer_field_stands_in_for_is_known():
    read = records_of(developer_file([90], native=(fb.RECORD, 7)))
    assert read.described["Leg Spring"].native == (fb.RECORD, 7)


def test_the_frame_holds_every_column_and_the_time():
    frame = record_frame(decode(fb.ride(3)))
    assert frame.index.name == "timestamp"
    assert frame["heart_rate"].tolist() == [100, 101, 102]
    assert str(frame.index[0]) == "2024-11-08 11:33:20"


def test_a_record_without_a_time_has_none_in_the_frame():
    rows = [[fb.START, 100], [None, 101], [fb.START + 2, 102]]
    frame = record_frame(decode(fb.fit(fb.table(0, fb.RECORD, [fb.TIMESTAMP, (3, 1, 2)], rows))))
    assert frame.index.isna().tolist() == [False, True, False]
    assert frame["heart_rate"].tolist() == [100, 101, 102]


def test_a_file_without_records_gives_an_empty_frame():
    assert record_frame(decode(fb.fit(fb.file_id()))).shape == (0, 0)


def test_layouts_that_lack_a_field_leave_its_column_empty_where_they_are_used():
    with_power = [fb.TIMESTAMP, (7, 2, fb.UINT16), (2, 2, fb.UINT16)]
    turned_round = [(2, 2, fb.UINT16), (3, 1, fb.UINT8), fb.TIMESTAMP]
    body = fb.table(0, fb.RECORD, with_power, [[fb.START, 200, 2600]])
    body += fb.table(1, fb.RECORD, turned_round, [[2700, 100, fb.START + 1]])
    body += fb.message(0, with_power, [fb.START + 2, None, None])
    frame = record_frame(decode(fb.fit(body)))
    np.testing.assert_array_equal(frame["power"], [200, np.nan, np.nan])
    np.testing.assert_array_equal(frame["heart_rate"], [np.nan, 100, np.nan])
    np.testing.assert_array_equal(frame["altitude"], [20, 40, np.nan])
    np.testing.assert_array_equal(frame["enhanced_altitude"], [20, 40, np.nan])
    assert frame.index.is_monotonic_increasing


def test_unknown_messages_are_counted_and_do_no_harm():
    data = fb.fit(fb.file_id(), fb.table(5, 65000, [(0, 3, fb.BYTE)], [[b"abc"]] * 7), fb.records())
    assert_is_ride(data)
    assert len(decode(data).messages[65000]) == 7


def test_chained_files_are_parts_of_their_own_and_join_in_order():
    first = fb.fit(fb.file_id(), fb.records(30))
    second = fb.fit(fb.file_id(), fb.records(30, local=9, first=30))
    decoded = decode(first + second)
    assert [part.file_type for part in decoded.parts] == [4, 4]
    assert_is_ride(first + second)


class TestDamage:
    """What remains readable is read, and an issue says what was not."""

    def test_a_recording_that_was_never_closed_is_read_to_its_end(self):
        data = fb.fit(fb.file_id(), fb.records(), data_size=0)[:-2]
        assert_is_ride(data)
        assert codes(data) == ["unclosed"]

    def test_a_wrong_check_sum_is_noted_and_nothing_else(self):
        data = fb.ride()[:-1] + b"\x00"
        assert_is_ride(data)
        assert codes(data) == ["bad_crc"]

    def test_a_truncated_file_gives_every_whole_record(self):
        body = fb.file_id() + fb.records()
        data = fb.fit(body)
        message_size = 1 + sum(size for _, size, _ in fb.RECORD_FIELDS)
        first_record = len(body) - 60 * message_size + 14
        for length in range(first_record, len(data) - 2, 5):
            count = (length - first_record) // message_size
            read = records_of(data[:length])
            assert len(read.timestamp_s) == count
            assert codes(data[:length])[0] == "truncated"

    def test_lost_bytes_cost_only_the_records_they_were_in(self):
        data = bytearray(fb.ride(600))
        del data[3000:3007]
        read = records_of(bytes(data))
        assert set(read.timestamp_s.astype(int)) <= set(range(fb.START, fb.START + 600))
        assert len(read.timestamp_s) >= 597
        assert "damaged_bytes" in codes(bytes(data))

    def test_a_changed_header_byte_costs_only_the_records_nearby(self):
        data = bytearray(fb.ride(600))
        message_size = 1 + sum(size for _, size, _ in fb.RECORD_FIELDS)
        at = bytes(data).index(fb.message(2, fb.RECORD_FIELDS, fb.record_row(300)))
        for value in (0x0F, 0x00, 0x40, 0xFF):
            data[at] = value
            read = records_of(bytes(data))
            good = (read.timestamp_s - fb.START == np.round(read.timestamp_s - fb.START)) & (
                np.abs(read.timestamp_s - fb.START) <= 600
            )
            assert good.all()
            assert len(good) >= 600 - 40, value
        assert message_size == 15

    def test_definitions_read_out_of_step_are_forgotten(self):
        other = fb.definition(5, fb.RECORD, [fb.TIMESTAMP, (3, 1, fb.UINT8)])
        good = fb.fit(fb.file_id(), fb.records(100))
        at = good.index(fb.message(2, fb.RECORD_FIELDS, fb.record_row(50)))
        # A cut record takes the definition's first bytes for its own end, and has an absurd time.
        torn = fb.message(2, fb.RECORD_FIELDS, [1, *fb.record_row(50)[1:]])
        data = good[:at] + torn + other + b"\x05" + b"\xee" * 5 + good[at:]
        times = records_of(data[: -2 - 60]).timestamp_s - fb.START
        assert set(times.tolist()) <= set(range(100))
        assert len(times) >= 90

    def test_damage_names_the_first_and_last_byte(self):
        good = fb.fit(fb.file_id(), fb.records(100))
        at = good.index(fb.message(2, fb.RECORD_FIELDS, fb.record_row(50)))
        data = good[:at] + b"\x0e\xde\xad" + good[at:]
        issue = next(i for i in decode(data).issues if i.code == "damaged_bytes")
        assert issue.where == f"byte {at} to {at + 3}"
        assert_is_ride(data, 99)  # the stated size cuts the last one off

    def test_a_changed_time_costs_one_record(self):
        data = bytearray(fb.ride(100))
        at = bytes(data).index(fb.message(2, fb.RECORD_FIELDS, fb.record_row(50)))
        data[at + 4] ^= 0x40
        assert len(records_of(bytes(data)).timestamp_s) == 99

    def test_a_time_changed_to_a_later_one_does_not_hide_the_records_after_it(self):
        data = bytearray(fb.ride(100))
        at = bytes(data).index(fb.message(2, fb.RECORD_FIELDS, fb.record_row(50)))
        data[at + 2] ^= 0x80  # the second byte of the time: nine hours
        times = records_of(bytes(data)).timestamp_s - fb.START
        assert times.tolist() == [i for i in range(100) if i != 50]

    def test_a_real_gap_of_weeks_is_no_damage(self):
        rows = [fb.record_row(i) for i in (0, 1, 2_000_000, 2_000_001)]
        good = fb.fit(fb.file_id(), fb.table(2, fb.RECORD, fb.RECORD_FIELDS, rows))
        for data in (good, good[:-2], good[:-2] + b"\0\0"):
            assert len(records_of(data).timestamp_s) == 4

    def test_bytes_after_the_file_that_belong_to_none_are_noted(self):
        assert codes(fb.ride() + b"\x01rubbish") == ["trailing_bytes"]
        assert codes(fb.ride() + b"\0" * 100) == []


@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_bytes_decode_without_an_exception(data, closed):
    whole = fb.fit(data) if closed else fb.fit(data, data_size=0) + data
    record_frame(decode(whole))
    decode(data)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 10_000),
)
@settings(max_examples=300, deadline=None)
def test_any_changes_to_a_good_file_decode_without_an_exception(changes, cut):
    data = bytearray(fb.ride(40) + developer_file([1, 2, 3]) + fb.fit(fb.records(5)))
    for at, value in changes:
        data[at % len(data)] = value
    record_frame(decode(bytes(data)))
    record_frame(decode(bytes(data[: cut % len(data)])))
