"""What a FIT file means: sessions, samples on a clean time line, everything around them."""

import hashlib
import struct
from datetime import UTC, datetime

import fit_bytes as fb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import read_activity
from ingest.errors import KneedriveError, ReadingError
from ingest.formats import read
from ingest.formats.fit_records import FIT_EPOCH_S

START = datetime.fromtimestamp(fb.START + FIT_EPOCH_S, tz=UTC)
RUNNING, CYCLING, TRANSITION, SWIMMING, WALKING = 1, 2, 3, 5, 11


def activity(*parts, **kwargs):
    return read(fb.fit(fb.file_id(), *parts), "a test", **kwargs)


def codes(found):
    return [issue.code for issue in found.issues]


def test_a_ride_is_read_whole(tmp_path):
    path = tmp_path / "any name"
    path.write_bytes(fb.ride())
    ride = read_activity(path)
    assert ride.id == hashlib.sha256(fb.ride()).hexdigest()
    assert ride.source == str(path)
    assert ride.start == START
    assert [s.sport for s in ride.sessions] == ["cycling"]
    session = ride.sessions[0]
    assert (session.elapsed_s, session.timer_s, session.distance_m) == (60, 60, 300)
    assert session.rows == slice(0, 60)
    assert session.sub_sport is None
    assert ride.samples.time_s.tolist() == list(range(60))
    assert set(ride.samples.columns) == {
        "heart_rate_bpm", "power_w", "cadence_rpm", "speed_mps", "distance_m",
    }  # fmt: skip
    assert ride.samples["cadence_rpm"].tolist() == [80] * 60
    assert ride.timer_runs == ((0, 60),)
    assert ride.device.manufacturer == "garmin"
    assert ride.device.product == "fr945"
    assert ride.issues == ()
    assert not ride.damaged


def test_running_cadence_counts_both_feet_with_its_fraction():
    fields = [fb.TIMESTAMP, (4, 1, fb.UINT8), (53, 1, fb.UINT8)]
    rows = [[fb.START + i, 85, 64] for i in range(10)]
    run = activity(fb.table(2, fb.RECORD, fields, rows), fb.session(RUNNING, seconds=10))
    assert run.samples["cadence_spm"].tolist() == [171] * 10
    assert "cadence_rpm" not in run.samples


def test_cadence_that_a_device_stored_in_steps_is_not_doubled():
    fields = [fb.TIMESTAMP, (4, 1, fb.UINT8)]
    rows = [[fb.START + i, 0 if i < 3 else 172] for i in range(10)]
    run = activity(fb.table(2, fb.RECORD, fields, rows), fb.session(RUNNING, seconds=10))
    assert run.samples["cadence_spm"].tolist() == [0] * 3 + [172] * 7
    assert codes(run) == ["cadence_in_steps"]
    assert not run.damaged


def test_samples_are_put_in_order_and_merged_with_the_last_value_that_is_there():
    fields = [fb.TIMESTAMP, (3, 1, fb.UINT8), (7, 2, fb.UINT16)]
    rows = [
        [fb.START + 1, 101, 201],
        [fb.START, 100, 200],
        [fb.START + 2, 102, None],
        [fb.START + 2, 112, 202],
        [fb.START + 2, None, 212],
        [fb.START + 3, None, 203],
    ]
    ride = activity(fb.table(2, fb.RECORD, fields, rows), fb.session(seconds=4))
    assert ride.samples.time_s.tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(ride.samples["heart_rate_bpm"], [100, 101, 112, np.nan])
    np.testing.assert_array_equal(ride.samples["power_w"], [200, 201, 212, 203])
    assert codes(ride) == ["time_goes_back"]


def test_records_years_away_from_the_session_are_left_out():
    rows = [fb.record_row(i) for i in range(20)]
    rows[7][0] = fb.START + 68_000_000
    rows[8][0] = fb.START - 68_000_000
    rows[9][0] = None
    ride = activity(fb.table(2, fb.RECORD, fb.RECORD_FIELDS, rows), fb.session(seconds=20))
    assert ride.samples.time_s.tolist() == [*range(7), *range(10, 20)]
    assert sorted(codes(ride)) == ["absurd_time", "no_time"]
    assert ride.start == START


def test_records_without_any_time_are_no_activity():
    timeless = fb.table(2, fb.RECORD, [(3, 1, fb.UINT8)], [[100], [101], [102]])
    with pytest.raises(ReadingError, match="nothing in this FIT file says when"):
        activity(timeless)


def test_balance_is_the_right_legs_only_where_the_flag_says_so():
    fields = [fb.TIMESTAMP, (30, 1, fb.UINT8)]
    rows = [[fb.START, 0x80 | 52], [fb.START + 1, 49], [fb.START + 2, None]]
    ride = activity(fb.table(2, fb.RECORD, fields, rows), fb.session(seconds=3))
    np.testing.assert_array_equal(ride.samples["power_balance_right_pct"], [52, np.nan, np.nan])
    np.testing.assert_array_equal(ride.samples["power_balance_pct"], [np.nan, 49, np.nan])


def test_positions_are_degrees_and_step_length_is_metres():
    fields = [fb.TIMESTAMP, (0, 4, fb.SINT32), (1, 4, fb.SINT32), (85, 2, fb.UINT16)]
    rows = [[fb.START, 2**30, -(2**30), 12000]]
    samples = activity(fb.table(2, fb.RECORD, fields, rows), fb.session()).samples
    assert samples["latitude_deg"].tolist() == [90]
    assert samples["longitude_deg"].tolist() == [-90]
    assert samples["step_length_m"].tolist() == [1.2]


def test_beliefs_about_the_athlete_are_kept_and_zeros_are_not():
    profile = fb.table(
        4, 3, [(3, 1, fb.UINT8), (4, 2, fb.UINT16), (8, 1, fb.UINT8)], [[178, 702, 0]]
    )
    zones = fb.table(5, 7, [(1, 1, fb.UINT8), (2, 1, fb.UINT8), (3, 2, fb.UINT16)], [[190, 0, 250]])
    in_zone = fb.table(6, 216, [(11, 1, fb.UINT8), (13, 1, fb.UINT8)], [[188, 170]])
    ride = activity(profile, zones, in_zone, fb.records(), fb.session())
    assert dict(ride.athlete_values) == {
        "height_cm": 178,
        "mass_kg": 70.2,
        "max_heart_rate_bpm": 188,
        "threshold_heart_rate_bpm": 170,
        "threshold_power_w": 250,
    }


def test_a_triathlons_threshold_power_is_that_of_its_ride():
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (254, 2, fb.UINT16), (5, 1, fb.ENUM)]
    legs = [[fb.START + 20, fb.START, 0, CYCLING], [fb.START + 40, fb.START + 20, 1, RUNNING]]
    zones = [(0, 2, fb.UINT16), (1, 2, fb.UINT16), (15, 2, fb.UINT16)]
    run, ride = [18, 1, 455], [18, 0, 200]
    for told, expected in (([run, ride], 200), ([run], None)):
        brick = activity(
            fb.table(1, 216, zones, told), fb.records(40), fb.table(2, fb.SESSION, fields, legs)
        )
        assert brick.athlete_values.get("threshold_power_w") == expected


@pytest.mark.parametrize("number", [1e300, -1e300, np.inf, -np.inf, np.nan])
def test_times_and_durations_that_the_format_cannot_hold_are_none(number):
    """A damaged definition may turn a time into any floating-point number."""
    double, absurd = 0x89, struct.pack("<d", number)
    start = [fb.TIMESTAMP, (2, 8, double), (7, 4, fb.UINT32), (5, 1, fb.ENUM)]
    duration = [fb.TIMESTAMP, (2, 4, fb.UINT32), (7, 8, double), (8, 8, double), (5, 1, fb.ENUM)]
    for fields, values in ((start, [absurd, 60_000]), (duration, [fb.START, absurd, absurd])):
        row = [fb.START + 60, *values, CYCLING]
        ride = activity(fb.records(60), fb.table(1, fb.SESSION, fields, [row]))
        assert ride.start == ride.sessions[0].start == START
        assert ride.sessions[0].elapsed_s == ride.sessions[0].timer_s == 60


def test_infinity_and_every_kind_of_nan_are_no_value():
    single = 0x88
    fields = [fb.TIMESTAMP, (7, 4, single), (18, 4, single), (30, 4, single)]
    stored = [b"\0\0\xa0\x7f", b"\0\0\x80\x7f", b"\0\0\x80\xff", struct.pack("<f", 1e38)]
    rows = [[fb.START + i, value, value, value] for i, value in enumerate(stored)]
    run = activity(fb.table(2, fb.RECORD, fields, rows), fb.session(CYCLING, seconds=4))
    assert np.isnan(run.samples["power_w"]).tolist() == [True, True, True, False]
    assert np.isnan(run.samples["power_balance_pct"]).all()


def test_heart_beats_are_a_row_of_intervals():
    hrv = fb.table(4, 78, [(0, 10, fb.UINT16)], [[b"\x20\x03\x84\x03" + b"\xff" * 6]])
    ride = activity(hrv, fb.records(), fb.session())
    assert ride.heart_beats_s.tolist() == [0.8, 0.9]


def test_what_a_strap_remembered_becomes_heart_rate():
    records = fb.table(2, fb.RECORD, [fb.TIMESTAMP, (5, 4, fb.UINT32)],
                       [[fb.START + i, 100 * i] for i in range(4)])  # fmt: skip
    anchor = fb.table(0, 132, [fb.TIMESTAMP, (9, 4, fb.UINT32), (6, 1, fb.UINT8)],
                      [[fb.START, 5000, 120]])  # fmt: skip
    ticks = [5000 + 1024 * i for i in (1, 2, 3, 4)]
    packed = sum((tick & 0xFFF) << 12 * i for i, tick in enumerate(ticks))
    later = fb.table(0, 132, [(10, 6, fb.BYTE), (6, 4, fb.UINT8)],
                     [[packed.to_bytes(6, "little"), bytes([130, 140, 150, 160])]])  # fmt: skip
    data = fb.fit(fb.file_id(), records, fb.session(SWIMMING, seconds=4)) + fb.fit(anchor, later)
    # A value holds until the next, so a second's mean is nearly that of the beat before it.
    assert read(data, "a test").samples["heart_rate_bpm"].tolist() == [120, 123, 133, 143]


def test_remembered_heart_rate_finds_records_that_are_out_of_order():
    times = [3, 1, 1, 2, 0]
    records = fb.table(2, fb.RECORD, [fb.TIMESTAMP, (5, 4, fb.UINT32)],
                       [[fb.START + t, 100 * t] for t in times])  # fmt: skip
    beats = fb.table(0, 132, [fb.TIMESTAMP, (9, 4, fb.UINT32), (6, 1, fb.UINT8)],
                     [[fb.START + t, 5000 + 1024 * t, 120 + t] for t in range(4)])  # fmt: skip
    swim = activity(records, fb.session(SWIMMING, seconds=4), beats)
    # A value holds until the next, so a second's mean is nearly that of the beat before it.
    assert swim.samples["heart_rate_bpm"].tolist() == [120, 121, 121, 122]


def with_app(name, unit, number, values, *, native=None):
    """A run in which an app's field stands in for a record field, with the device's own or not."""
    described = [(0, 1, fb.UINT8), (1, 1, fb.UINT8), (2, 1, fb.UINT8), (3, 20, fb.STRING)]
    described += [(8, 12, fb.STRING), (14, 2, fb.UINT16), (15, 1, fb.UINT8)]
    fields = [fb.TIMESTAMP, *([(number, 2, fb.UINT16)] if native else [])]
    messages = fb.definition(2, fb.RECORD, fields, developer=[(0, 4, 0)])
    for i, value in enumerate(values):
        row = [fb.START + i, *([native] if native else [])]
        messages += fb.message(2, fields, row) + struct.pack("<f", value)
    app = fb.table(1, 206, described, [[0, 0, 0x88, name, unit, fb.RECORD, number]])
    return activity(app, messages, fb.session(RUNNING, seconds=len(values)))


def test_a_developer_field_stands_in_for_a_channel_the_device_did_not_record():
    run = with_app(b"Pod Power", b"Watts", 7, [250, 251, 252])
    assert run.samples["Pod Power"].tolist() == run.samples["power_w"].tolist() == [250, 251, 252]
    assert run.developer_units == {"Pod Power": "Watts"}
    assert run.developer_channels == {"Pod Power": "power_w"}


def test_a_developer_field_leaves_the_devices_own_channel_alone():
    run = with_app(b"Pod Power", b"Watts", 7, [250, 251, 252], native=150)
    assert run.samples["power_w"].tolist() == [150] * 3
    assert run.samples["Pod Power"].tolist() == [250, 251, 252]


@pytest.mark.parametrize(
    ("number", "unit", "stored", "channel", "value"),
    [
        (39, b"Centimeters", 7.5, "vertical_oscillation_mm", 75),
        (39, b"mm", 75, "vertical_oscillation_mm", 75),
        (6, b"km/h", 18, "speed_mps", 5),
        (73, b"m/s", 5, "speed_mps", 5),
        (85, b"m", 1.25, "step_length_m", 1.25),
        (41, b"Milliseconds", 220, "ground_contact_ms", 220),
    ],
)
def test_what_stands_in_for_a_channel_is_turned_into_its_unit(number, unit, stored, channel, value):
    run = with_app(b"App", unit, number, [stored])
    assert run.samples[channel].tolist() == pytest.approx([value])
    assert run.samples["App"].tolist() == [stored]


def test_developer_fields_that_nothing_describes_are_left_out():
    fields = [fb.TIMESTAMP, (3, 1, fb.UINT8)]
    messages = fb.table(1, 207, [(3, 1, fb.UINT8)], [[0]])  # an application without an id
    messages += fb.definition(2, fb.RECORD, fields, developer=[(0, 2, 0), (7, 1, 3)])
    for i in range(3):
        messages += fb.message(2, fields, [fb.START + i, 100 + i]) + b"\x01\x02\x03"
    run = activity(messages, fb.session(RUNNING, seconds=3))
    assert run.samples["heart_rate_bpm"].tolist() == [100, 101, 102]
    assert set(run.samples.columns) == {"heart_rate_bpm"}
    assert codes(run) == []


def test_base_types_of_the_future_are_no_damage_where_the_check_sum_is_right():
    fields = [*fb.RECORD_FIELDS, (200, 3, 0x91)]
    body = fb.definition(2, fb.RECORD, fields)
    for i in range(60):
        body += fb.message(2, fields, [*fb.record_row(i), b"abc"])
    ride = activity(body, fb.session())
    assert len(ride.samples) == 60
    assert codes(ride) == []


def test_messages_that_the_profile_does_not_know_are_counted():
    ride = activity(fb.table(5, 65_000, [(0, 3, fb.BYTE)], [[b"abc"]] * 7), fb.records())
    assert ride.unknown_messages == {65_000: 7}


def test_chained_activities_become_one_with_all_sessions():
    first = fb.fit(fb.file_id(), fb.records(30), fb.session(CYCLING, seconds=30))
    second = fb.fit(
        fb.file_id(), fb.records(30, first=40), fb.session(RUNNING, fb.START + 40, seconds=30)
    )
    brick = read(first + second, "a test")
    assert [(s.sport, s.rows) for s in brick.sessions] == [
        ("cycling", slice(0, 30)), ("running", slice(30, 60)),
    ]  # fmt: skip
    assert brick.issues == ()


def test_a_chained_file_that_is_no_activity_is_ignored_with_a_note():
    ride = read(fb.ride() + fb.fit(fb.file_id(2)), "a test")
    assert len(ride.samples) == 60
    assert codes(ride) == ["chained_file"]
    assert not ride.damaged


def test_chained_recordings_of_the_same_time_are_not_mixed():
    walk = fb.fit(fb.file_id(), fb.records(20), fb.session(WALKING, seconds=20))
    both = read(walk + fb.ride(), "a test")
    assert sorted((s.sport, s.rows.stop - s.rows.start) for s in both.sessions) == [
        ("cycling", 60), ("walking", 0),
    ]  # fmt: skip
    assert codes(both) == ["overlapping_files"]


def test_both_readers_agree_on_a_good_file():
    ours, second = read(fb.ride(), "a test"), read(fb.ride(), "a test", reader="fitparse")
    assert ours.sessions == second.sessions
    assert ours.timer_runs == second.timer_runs
    assert ours.samples.columns.keys() == second.samples.columns.keys()
    for name in ours.samples.columns:
        np.testing.assert_array_equal(ours.samples[name], second.samples[name], err_msg=name)


def test_fitparse_keeps_what_it_read_before_it_stopped():
    data = fb.ride()[:-100]
    found = read(data, "a test", reader="fitparse")
    assert len(found.samples) > 50
    assert found.damaged


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=15),
    st.integers(0, 10_000),
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_end_in_an_activity_or_an_error_of_ours(changes, cut):
    data = bytearray(
        fb.fit(
            fb.file_id(),
            fb.timer(fb.START, fb.START + 20),
            fb.records(20),
            fb.session(RUNNING, seconds=20),
            fb.table(4, 78, [(0, 10, fb.UINT16)], [[b"\x20\x03\x84\x03" + b"\xff" * 6]]),
            fb.table(5, 3, [(3, 1, fb.UINT8), (4, 2, fb.UINT16)], [[178, 702]]),
        )
        + fb.fit(fb.table(0, 132, [fb.TIMESTAMP, (9, 4, fb.UINT32)], [[fb.START, 5000]]))
    )
    for at, value in changes:
        data[at % len(data)] = value
    for mutated in (bytes(data), bytes(data[: cut % len(data)])):
        try:
            found = read(mutated, "a test")
        except KneedriveError:
            continue
        assert (np.diff(found.samples.time_s) > 0).all()
        assert found.sessions
        assert found.timer_runs
