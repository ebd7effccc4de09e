"""What cleaning keeps, fills and masks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_activity
from ingest.activity import Activity, Device, Event, Lap, Samples, Session
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


def test_runs_that_overlap_count_once():
    assert len(cleaned(np.arange(100), runs=((0.0, 60.0), (50.0, 100.0)))) == 100


def test_only_a_pause_longer_than_a_minute_starts_a_new_stretch():
    time_s = np.r_[0:100, 130:200, 400:500]
    runs = ((0.0, 100.0), (130.0, 200.0), (400.0, 500.0))
    stretch = cleaned(time_s, runs=runs).stretch
    assert stretch.tolist() == [0] * 170 + [1] * 100


def test_without_timer_events_standing_silence_is_a_pause_and_moving_silence_is_not():
    time_s = np.r_[0:100, 200:300]
    still = np.r_[np.arange(100) * 3.0, np.arange(100) * 3.0 + 300]
    moving = time_s * 3.0
    wandering = np.r_[np.arange(100) * 3.0, np.arange(100) * 3.0 + 310]
    assert len(cleaned(time_s, {"distance_m": still})) == 200
    assert len(cleaned(time_s, {"distance_m": wandering})) == 200
    assert len(cleaned(time_s, {"distance_m": moving})) == 300


class TestTimerThatDisagreesWithItsEvents:
    """`timer_s` is what the device timed; `runs` are what its events tell of."""

    @staticmethod
    def timed(timer_s, time_s, columns, runs):
        activity, session = recording(time_s, columns, runs=runs)
        started = Event(runs[0][0], "timer", "start")
        return clean(replace(activity, events=(started,)), replace(session, timer_s=timer_s))

    def test_samples_outside_its_runs_were_timed_where_the_timer_says_so(self):
        """The start after a pause was not noted, or the very first one."""
        time_s = np.r_[0:600, 900:1500]
        columns = {"distance_m": np.r_[0:600, 602:1202] * 3.0}
        for noted in ((0.0, 600.0), (900.0, 1500.0)):
            stream = self.timed(1200.0, time_s, columns, (noted,))
            assert np.array_equal(stream.elapsed_s, time_s)

    def test_the_runs_are_believed_where_all_samples_lie_in_them(self):
        time_s = np.r_[0:600, 900:1500]
        runs = ((0.0, 600.0), (900.0, 1500.0))
        assert len(self.timed(1500.0, time_s, {}, runs)) == 1200

    def test_the_few_samples_of_a_pool_swim_say_nothing_about_its_rests(self):
        wall_s = np.arange(0, 1200, 40.0)
        activity, session = recording(wall_s, {"heart_rate_bpm": np.full(len(wall_s), 120.0)})
        swim = replace(session, sport="swimming", pool_length_m=25.0, timer_s=1200.0)
        runs = tuple((start, start + 30) for start in np.arange(5.0, 1200, 40))
        activity = replace(activity, timer_runs=runs, events=(Event(5.0, "timer", "start"),))
        assert len(clean(activity, swim)) == 870

    def test_the_longest_silences_that_fit_were_not_timed(self):
        """A rest in which the athlete wandered about, in a recording of key points."""
        step_s = np.full(200, 12.0)
        step_s[[50, 150]] = [300.0, 120.0]
        time_s = np.append(0.0, np.cumsum(step_s))
        columns = {"distance_m": np.arange(201) * 20.0}
        runs = ((0.0, time_s[-1]),)
        kept = {
            timed_s: set(self.timed(timed_s, time_s, columns, runs).elapsed_s)
            for timed_s in (time_s[-1] - 420, time_s[-1] - 120, time_s[-1])
        }
        assert [len(seconds) for seconds in kept.values()] == [2378, 2677, 2796]
        assert {700.0, 2100.0}.isdisjoint(kept[time_s[-1] - 420])
        assert 700.0 in kept[time_s[-1] - 120]

    def test_a_noted_pause_does_not_explain_another(self):
        time_s = np.r_[0:500, 700:1000, 1130:1430, 1560:1860]
        runs = ((0.0, 500.0), (700.0, 1860.0))
        stream = self.timed(1400.0, time_s, {"heart_rate_bpm": np.full(1400, 140.0)}, runs)
        assert np.array_equal(stream.elapsed_s, time_s)

    def test_standing_was_a_pause_where_less_was_timed(self):
        """Bike computers that stop by themselves may go on writing."""
        distance_m = np.r_[0:600, np.full(300, 600), 600:1200] * 8.0
        ride = np.arange(1500), {"distance_m": distance_m}, ((0.0, 1500.0),)
        assert len(self.timed(1200.0, *ride)) == pytest.approx(1200, abs=2)
        assert len(self.timed(1500.0, *ride)) == 1500

    def test_on_a_trainer_that_counts_no_metres_nobody_stands(self):
        ride = np.arange(1500), {"distance_m": np.zeros(1500)}, ((0.0, 1500.0),)
        assert len(self.timed(1200.0, *ride)) == 1500


def test_a_slow_hike_in_key_points_holds_no_pauses():
    time_s = np.arange(0, 1200, 12.0)
    assert len(cleaned(time_s, {"distance_m": time_s * 0.6}, sport="hiking")) == 1189


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

    def test_power_is_a_spike_only_where_nothing_like_it_was_held(self):
        watts = np.full(300, 180.0)
        watts[[100, 200]] = 700.0
        watts[250:256] = 650.0
        assert cleaned(np.arange(300), {"power_w": watts})["power_w"][100] == 700.0

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


class TestIssues:
    """Every repair is told with place and size."""

    @staticmethod
    def told(*args, **kwargs):
        return {issue.code: issue for issue in cleaned(*args, **kwargs).issues}

    def test_one_reading_has_its_second(self):
        bpm = np.full(4000, 140.0)
        bpm[3725] = 250.0
        issue = self.told(np.arange(4000), {"heart_rate_bpm": bpm})["masked_heart_rate_bpm"]
        assert issue.message == "1 implausible reading of heart rate left out: 250 beats/min"
        assert (issue.where, issue.start_s, issue.end_s) == ("1:02:05", 3725.0, 3725.0)

    def test_neighbours_are_one_place(self):
        bpm = np.full(300, 140.0)
        bpm[100:120] = 190.0
        issue = self.told(np.arange(300), {"heart_rate_bpm": bpm})["masked_heart_rate_bpm"]
        assert issue.where == "0:01:40 to 0:01:59"
        assert issue.message.startswith("20 implausible readings of heart rate")

    def test_several_places_are_counted(self):
        watts = np.full(900, 180.0)
        watts[[100, 500, 800]] = [1900.0, 2600.0, 1800.0]
        issue = self.told(np.arange(900), {"power_w": watts})["masked_power_w"]
        assert issue.where == "3 places between 0:01:40 and 0:13:20"
        assert issue.message.endswith("1800 to 2600 W")

    def test_places_count_from_the_start_of_the_session_with_its_pauses(self):
        activity, session = recording(np.arange(1000), {"heart_rate_bpm": np.full(1000, 140.0)})
        bpm = np.full(1000, 140.0)
        bpm[900] = 250.0
        activity = replace(
            activity,
            samples=Samples(np.arange(1000.0), {"heart_rate_bpm": bpm}),
            timer_runs=((0.0, 700.0), (850.0, 1000.0)),
        )
        second = replace(
            session, start=START + timedelta(seconds=600), rows=slice(600, 1000), elapsed_s=400.0
        )
        (issue,) = [
            issue
            for issue in clean(activity, second).issues
            if issue.code == "masked_heart_rate_bpm"
        ]
        assert issue.start_s == 300.0

    def test_running_dynamics_share_one(self):
        strange = {
            "ground_contact_ms": np.r_[np.full(550, 250.0), np.zeros(50)],
            "step_length_m": np.r_[np.full(540, 1.0), np.zeros(60)],
        }
        told = self.told(np.arange(600), strange, sport="running")
        assert set(told) == {"masked_running_dynamics"}
        assert told["masked_running_dynamics"].message.startswith("60 readings")

    def test_gaps_are_told_from_a_hundredth_of_the_session_on(self):
        bpm = np.full(3600, 140.0)
        bpm[1000:1020] = bpm[2000:2025] = np.nan
        bpm[3000:3300] = np.nan
        issue = self.told(np.arange(3600), {"heart_rate_bpm": bpm})["gaps_heart_rate_bpm"]
        assert issue.message == "heart rate: 45 s filled in, 300 s missing"
        assert issue.where == "3 places between 0:16:40 and 0:54:59"
        bpm[1000:3600] = 140.0
        bpm[1000:1020] = np.nan
        assert not self.told(np.arange(3600), {"heart_rate_bpm": bpm})

    def test_a_smart_recording_is_told_once_for_all_channels(self):
        time_s = np.arange(0, 3600, 5.0)
        columns = {name: np.full(len(time_s), 5.0) for name in ("speed_mps", "altitude_m")}
        told = self.told(time_s, columns)
        assert set(told) == {"smart_recording"}
        assert "80% of the seconds" in told["smart_recording"].message

    def test_a_timer_and_a_distance_that_the_samples_do_not_bear_out(self):
        activity, session = recording(np.arange(600), {"distance_m": np.arange(600) * 3.0})
        wrong = replace(session, timer_s=700.0, distance_m=2100.0)
        told = {issue.code: issue.message for issue in clean(activity, wrong).issues}
        assert told == {
            "timer_differs": "0:11:40 was timed, the samples tell of 0:10:00",
            "distance_differs": "2.10 km was counted, the samples tell of 1.80 km",
        }
        assert not clean(activity, replace(session, distance_m=1840.0)).issues

    def test_the_recording_stays_as_it_is(self):
        bpm = np.full(300, 140.0)
        bpm[100:120], bpm[200:210] = 190.0, np.nan
        activity, session = recording(np.arange(300), {"heart_rate_bpm": bpm})
        clean(activity, session)
        assert np.array_equal(activity.samples["heart_rate_bpm"], bpm, equal_nan=True)


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
