"""What cleaning keeps, fills and masks."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_activity
from ingest.activity import Activity, Device, Lap, Samples, Session
from ingest.repair import clean

START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


def recording(time_s, columns=None, *, sport="cycling", runs=None, sub_sport=None):
    time_s = np.asarray(time_s, dtype=np.float64)
    end_s = float(time_s[-1]) + 1 if len(time_s) else 600.0
    session = Session(sport, sub_sport, START, end_s, end_s, slice(0, len(time_s)))
    samples = Samples(
        time_s, {k: np.array(v, dtype=np.float64) for k, v in (columns or {}).items()}
    )
    activity = Activity(
        id="x",
        source="x.fit",
        start=START,
        utc_offset_s=0,
        device=Device(),
        sessions=(session,),
        laps=(),
        samples=samples,
        timer_runs=runs or ((0.0, end_s),),
    )
    return activity, session


def cleaned(*args, **kwargs):
    return clean(*recording(*args, **kwargs))


def test_a_recording_without_faults_stays_as_it_is():
    watts = 200 + 30 * np.sin(np.arange(600))
    stream = cleaned(np.arange(600), {"power_w": watts, "heart_rate_bpm": np.full(600, 140)})
    assert np.array_equal(stream["power_w"], watts)
    assert np.array_equal(stream.elapsed_s, np.arange(600))
    assert set(stream.stretch) == {0}
    assert stream.issues == ()


def test_rows_are_the_seconds_in_which_the_timer_ran():
    time_s = np.r_[0:100, 130:200, 400:500]
    runs = ((0.0, 100.0), (130.0, 200.0), (400.0, 500.0))
    stream = cleaned(time_s, {"heart_rate_bpm": np.full(270, 120)}, runs=runs)
    assert len(stream) == 270
    assert np.array_equal(stream.elapsed_s, time_s)


def test_only_a_pause_longer_than_a_minute_starts_a_new_stretch():
    time_s = np.r_[0:100, 130:200, 400:500]
    runs = ((0.0, 100.0), (130.0, 200.0), (400.0, 500.0))
    stretch = cleaned(time_s, runs=runs).stretch
    assert stretch.tolist() == [0] * 170 + [1] * 100


def test_without_timer_events_standing_silence_is_a_pause_and_moving_silence_is_not():
    time_s = np.r_[0:100, 200:300]
    still = np.r_[np.arange(100) * 3.0, np.arange(100) * 3.0 + 300]
    moving = time_s * 3.0
    assert len(cleaned(time_s, {"distance_m": still})) == 200
    assert len(cleaned(time_s, {"distance_m": moving})) == 300


@pytest.mark.parametrize(
    ("channel", "filled_s", "missing_s"),
    [
        ("heart_rate_bpm", 30, 31),
        ("speed_mps", 15, 16),
        ("altitude_m", 15, 16),
        ("cadence_rpm", 5, 6),
        ("step_length_m", 10, 11),
        ("left_power_phase_start_deg", 1, 2),
    ],
)
def test_each_channel_is_filled_only_as_far_as_it_moves_smoothly(channel, filled_s, missing_s):
    value = {"step_length_m": 1.0}.get(channel, 100.0) if channel != "speed_mps" else 5.0
    for gap_s, share in ((filled_s, 1.0), (missing_s, None)):
        values = np.full(200, value)
        values[51 : 50 + gap_s] = np.nan
        coverage = cleaned(np.arange(200), {channel: values}).coverage[channel]
        assert coverage == (share or (200 - gap_s + 1) / 200)


def test_a_smart_recording_is_trusted_to_run_straight_for_half_a_minute():
    time_s = np.arange(0, 600, 25.0)
    stream = cleaned(time_s, {"speed_mps": np.full(len(time_s), 3.0)}, sport="running")
    assert np.array_equal(stream["speed_mps"][:576], np.full(576, 3.0))


def test_distance_between_two_readings_was_covered_whatever_the_gap():
    distance_m = np.arange(300) * 2.0
    distance_m[100:200] = np.nan
    stream = cleaned(np.arange(300), {"distance_m": distance_m})
    assert np.allclose(stream["distance_m"], np.arange(300) * 2.0)


class TestPowerGaps:
    @staticmethod
    def across(gap_s, *, before=200.0, after=260.0, cadence=90.0):
        time_s = np.r_[0:50, 50 + gap_s - 1 : 100]
        watts = np.where(time_s < 50, before, after)
        columns = {"power_w": watts, "cadence_rpm": np.full(len(time_s), cadence)}
        return cleaned(time_s, columns)["power_w"][50 : 50 + gap_s - 1]

    def test_up_to_three_seconds_hold_the_last_value(self):
        assert self.across(3).tolist() == [200.0, 200.0]

    def test_up_to_ten_seconds_of_pedalling_run_straight(self):
        assert np.allclose(np.diff(self.across(10)), 6.0)

    def test_longer_pedalling_is_missing(self):
        assert np.isnan(self.across(11)).all()

    def test_still_cranks_mean_zero(self):
        assert (self.across(40, before=0.0, after=0.0, cadence=0.0) == 0.0).all()


class TestFaults:
    def test_values_out_of_range_are_left_out_and_told(self):
        bpm = np.full(100, 140.0)
        bpm[40] = 250.0
        stream = cleaned(np.arange(100), {"heart_rate_bpm": bpm})
        assert (stream["heart_rate_bpm"] == 140.0).all()
        assert [issue.code for issue in stream.issues] == ["masked_heart_rate_bpm"]

    def test_a_leaping_heart_rate_is_masked_until_it_agrees_with_its_minute(self):
        bpm = np.full(300, 140.0)
        bpm[100:120] = 190.0
        assert (cleaned(np.arange(300), {"heart_rate_bpm": bpm})["heart_rate_bpm"] == 140.0).all()

    def test_a_fast_start_is_no_fault(self):
        bpm = 100 + 70 * (1 - np.exp(-np.arange(300) / 25))
        stream = cleaned(np.arange(300), {"heart_rate_bpm": bpm})
        assert np.allclose(stream["heart_rate_bpm"], bpm)

    def test_a_lone_spike_of_power_is_masked_and_a_sprint_is_not(self):
        watts = np.full(300, 180.0)
        watts[100] = 1900.0
        watts[200:206] = 900.0
        power = cleaned(np.arange(300), {"power_w": watts})["power_w"]
        assert power[100] == 180.0
        assert (power[200:206] == 900.0).all()

    @staticmethod
    def ride_with_zeros(cadence_after):
        cadence, watts = np.full(100, 90.0), np.full(100, 210.0)
        watts[40:48] = 0.0
        cadence[48:55] = watts[48:55] = cadence_after
        watts[48:55] = 210.0 if cadence_after else 0.0
        columns = {"power_w": watts, "cadence_rpm": cadence, "speed_mps": np.full(100, 8.0)}
        return cleaned(np.arange(100), columns)["power_w"]

    def test_zero_power_between_pedal_strokes_was_a_drop_out(self):
        assert (self.ride_with_zeros(90.0)[40:48] == 210.0).all()

    def test_zero_power_before_the_cranks_stand_still_was_true(self):
        assert (self.ride_with_zeros(0.0)[40:55] == 0.0).all()

    def test_a_leap_of_gps_speed_is_filled_from_its_neighbours(self):
        speed = np.full(100, 3.0)
        speed[50] = 9.0
        assert (
            cleaned(np.arange(100), {"speed_mps": speed}, sport="running")["speed_mps"] == 3
        ).all()

    def test_a_runner_is_never_faster_than_34_km_h_but_a_rider_may_be(self):
        columns = {"speed_mps": np.r_[np.full(50, 9.0), np.full(50, 12.0)]}
        assert cleaned(np.arange(100), columns, sport="running").coverage["speed_mps"] == 0.5
        assert cleaned(np.arange(100), columns, sport="cycling").coverage["speed_mps"] == 1.0

    def test_running_dynamics_of_a_walk_are_no_running(self):
        columns = {"ground_contact_ms": np.r_[np.full(50, 250.0), np.full(50, 550.0)]}
        stream = cleaned(np.arange(100), columns, sport="running")
        assert stream.coverage["ground_contact_ms"] == 0.5


class TestMotion:
    def test_speed_comes_from_distance_where_it_was_not_recorded(self):
        stream = cleaned(np.arange(100), {"distance_m": np.arange(100) * 2.5}, sport="running")
        assert np.allclose(stream["speed_mps"], 2.5)

    def test_distance_comes_from_positions_where_it_was_not_recorded(self):
        columns = {"latitude_deg": np.arange(101) * 1e-5, "longitude_deg": np.zeros(101)}
        stream = cleaned(np.arange(101), columns, sport="running")
        assert stream["distance_m"][-1] == pytest.approx(111.2, abs=0.1)


class TestThinRecordings:
    def test_no_samples_leave_the_timer_and_no_columns(self):
        stream = cleaned([])
        assert len(stream) == 600
        assert not stream.columns

    def test_one_sample_is_one_row(self):
        stream = cleaned([0.0], {"heart_rate_bpm": [120.0]})
        assert stream["heart_rate_bpm"].tolist() == [120.0]

    def test_a_channel_without_a_single_value_is_all_missing(self):
        stream = cleaned(np.arange(10), {"power_w": np.full(10, np.nan)})
        assert stream.coverage["power_w"] == 0.0

    def test_two_recordings_glued_together_do_not_fill_the_days_between(self):
        time_s = np.r_[0:100, 400_000:400_100]
        stream = cleaned(time_s, {"heart_rate_bpm": np.full(200, 120)})
        assert len(stream) == 200
        assert stream.stretch[-1] == 1


def test_an_absurd_duration_does_not_fill_the_memory():
    activity, session = recording(np.arange(100), {"heart_rate_bpm": np.full(100, 120)})
    for few, rows in ((session.rows, 100), (slice(0, 0), 0)):
        endless = replace(session, elapsed_s=3e9, timer_s=3e9, rows=few)
        stream = clean(replace(activity, timer_runs=((0.0, 3e9),)), endless)
        assert rows <= len(stream) <= 4 * 86400


steps = st.lists(st.integers(1, 40), min_size=1, max_size=120)


@given(steps, st.data(), st.sampled_from(["heart_rate_bpm", "power_w", "speed_mps", "altitude_m"]))
def test_cleaning_never_goes_beyond_what_was_read(gaps, data, channel):
    time_s = np.cumsum(gaps) - gaps[0]
    values = np.array(
        data.draw(
            st.lists(st.floats(40, 220) | st.just(np.nan), min_size=len(gaps), max_size=len(gaps))
        )
    )
    stream = cleaned(time_s, {channel: values})
    known = np.isfinite(stream[channel])
    told = np.isfinite(values)
    if not told.any():
        assert not known.any()
        return
    low, high = np.nanmin(values), np.nanmax(values)
    inside = stream[channel][known]
    assert ((inside >= low - 1e-9) & (inside <= high + 1e-9)).all()
    rows = stream.elapsed_s[known]
    assert not len(rows) or (rows[0] >= time_s[told][0] and rows[-1] <= time_s[told][-1])


@given(steps)
def test_rows_are_distinct_seconds_in_order(gaps):
    time_s = np.cumsum(gaps) - gaps[0]
    stream = cleaned(time_s, {"distance_m": time_s * 2.0})
    assert (np.diff(stream.elapsed_s) >= 1).all()
    assert (np.diff(stream.stretch) >= 0).all()


class TestPoolSwim:
    @staticmethod
    def swim(sample_s):
        activity, session = recording(sample_s, {}, sport="swimming")
        session = replace(session, pool_length_m=25.0, elapsed_s=150.0, timer_s=150.0)
        starts, kinds = (0.0, 30.0, 60.0, 90.0), ("active", "active", "idle", "active")
        lengths = tuple(
            Lap(start_s=s, elapsed_s=30.0, intensity=kind)
            for s, kind in zip(starts, kinds, strict=True)
        )
        return clean(replace(activity, lengths=lengths, timer_runs=((0.0, 150.0),)), session)

    @pytest.mark.parametrize("sample_s", [[], np.arange(150)])
    def test_its_distance_comes_from_the_lengths(self, sample_s):
        stream = self.swim(sample_s)
        assert stream["distance_m"][[0, 30, 60, 89, 120, 149]].tolist() == [0, 25, 50, 50, 75, 75]
        assert stream["speed_mps"][[10, 70, 100, 140]] == pytest.approx([25 / 30, 0, 25 / 30, 0])


def test_real_sessions_have_the_seconds_the_device_says(corpus):
    for path in sorted((corpus / "history" / "coros-runner").glob("*running*.fit"))[:12]:
        activity = read_activity(path)
        for session in activity.sessions:
            assert len(clean(activity, session)) == pytest.approx(session.timer_s, rel=0.01, abs=2)
