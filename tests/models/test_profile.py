"""A profile keeps what load and class need of a session, and comes back as it was."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ingest.activity import Lap, Session
from ingest.stream import Stream
from models.profile import Profile

START = datetime(2026, 7, 1, 6, tzinfo=UTC)


def session(sport="cycling", sub_sport="road", seconds=3600, **facts):
    return Session(sport, sub_sport, START, seconds, seconds, slice(0, 0), **facts)


def stream(seconds=3600, elapsed_s=None, stretch=None, **columns):
    elapsed = np.arange(float(seconds)) if elapsed_s is None else elapsed_s
    numbers = np.zeros(seconds, np.int32) if stretch is None else stretch
    values = {n: np.array(np.broadcast_to(v, seconds), np.float64) for n, v in columns.items()}
    return Stream(elapsed, numbers, values)


def kept(profile):
    """The profile after it was written to the library and read again."""
    facts = json.loads(json.dumps(profile.facts(), allow_nan=False))
    return Profile.from_parts(facts, *profile.traces())


def assert_same(one, other):
    assert one.facts() == other.facts()
    for trace in ("effort", "heart_rate_bpm", "climbing"):
        np.testing.assert_array_equal(getattr(one, trace), getattr(other, trace))


@given(
    sport=st.sampled_from([("cycling", "road"), ("running", None), ("swimming", "open_water")]),
    power=arrays(np.float64, 90, elements=st.floats(0, 7000) | st.just(np.nan)),
    speed=arrays(np.float64, 90, elements=st.floats(0, 30) | st.just(np.nan)),
    heart=arrays(np.float64, 90, elements=st.floats(30, 250) | st.just(np.nan)),
    pauses=st.lists(st.integers(1, 2000), min_size=89, max_size=89),
)
def test_what_is_kept_is_what_was_judged(sport, power, speed, heart, pauses):
    elapsed = np.concatenate(([0.0], np.cumsum(pauses)))
    stretch = np.cumsum(np.concatenate(([0], np.array(pauses) > 61))).astype(np.int32)
    recorded = stream(90, elapsed, stretch, power_w=power, speed_mps=speed, heart_rate_bpm=heart)
    profile = Profile.of(recorded, session(*sport, seconds=90))
    again = kept(profile)
    assert_same(profile, again)


def test_a_ride_with_power_keeps_its_normalized_power():
    watts = np.tile(np.repeat([300.0, 100.0], 30), 60)
    profile = Profile.of(stream(power_w=watts), session())
    assert profile.normalized_power_w == pytest.approx(221.851, abs=0.01)
    assert profile.best_10 == pytest.approx(200.0, abs=2)


def test_a_treadmill_has_no_effort_to_class_by_and_yet_a_pace():
    recorded = stream(speed_mps=3.0, heart_rate_bpm=140)
    profile = Profile.of(recorded, session("running", "treadmill"))
    assert not profile.has_effort
    assert profile.normalized_speed_mps == pytest.approx(3.0)
    assert profile.mean_heart_rate_bpm == pytest.approx(140)


def test_pauses_pass_on_the_clock():
    elapsed = np.r_[np.arange(100.0), np.arange(400.0, 500.0)]
    stretch = np.repeat(np.array([0, 1], np.int32), 100)
    profile = Profile.of(stream(200, elapsed, stretch, power_w=200), session())
    assert profile.pauses == ((100, 301),)
    assert profile.clock_s[-1] == 499


def test_a_pool_swim_is_told_by_its_lengths():
    lengths = [
        Lap(start_s=40.0 * n, elapsed_s=25.0, timer_s=25.0, intensity="active") for n in range(20)
    ]
    recorded = stream(800, distance_m=np.repeat(np.arange(20) * 25.0, 40))
    swim = session("swimming", "lap_swimming", 800, pool_length_m=25.0)
    profile = Profile.of(recorded, swim, lengths)
    assert profile.effort == pytest.approx(np.ones(500))
    assert np.isnan(profile.swum_m)  # jumps of a length are no swimming


def test_pauses_of_a_session_without_readings_say_nothing():
    elapsed = np.r_[np.arange(100.0), np.arange(400.0, 500.0)]
    stretch = np.repeat(np.array([0, 1], np.int32), 100)
    profile = Profile.of(stream(200, elapsed, stretch), session())
    assert (profile.pauses, len(profile.clock_s)) == ((), 0)


def test_nothing_recorded_is_nothing_kept():
    profile = Profile.of(stream(0), session(seconds=0))
    assert (len(profile.effort), len(profile.heart_rate_bpm)) == (0, 0)
    assert_same(profile, kept(profile))
    assert not profile.has_heart


def test_a_profile_kept_before_a_fact_was_known_is_read_without_it():
    profile = Profile.of(stream(power_w=200, temperature_c=21), session())
    facts = json.loads(json.dumps(profile.facts()))
    new = {"best_1", "best_20", "hardest_4", "best_heart_10_bpm", "moving_s", "temperature_c"}
    older = Profile.from_parts(
        {name: value for name, value in facts.items() if name not in new}, *profile.traces()
    )
    assert np.isnan([getattr(older, name) for name in new]).all()
    assert older.best_10 == profile.best_10


def test_bests_are_of_their_length_or_unknown():
    watts = np.r_[np.full(1500, 100.0), np.full(300, 300.0), np.full(1800, 100.0)]
    profile = Profile.of(stream(power_w=watts), session())
    assert profile.best_1 == pytest.approx(300)
    assert profile.hardest_4 == pytest.approx(300)
    assert profile.best_20 == pytest.approx(150, abs=1)
    short = Profile.of(stream(900, power_w=watts[1200:2100]), session(seconds=900))
    assert np.isnan(short.best_20)


def test_the_highest_heart_rate_of_ten_minutes_is_where_it_was_highest():
    beats = np.r_[np.full(1800, 170.0), np.full(1800, 120.0)]
    watts = np.r_[np.full(1800, 100.0), np.full(1800, 250.0)]
    profile = Profile.of(stream(power_w=watts, heart_rate_bpm=beats), session())
    assert profile.best_heart_10_bpm == pytest.approx(170)
    assert profile.best_10_heart_bpm == pytest.approx(120)
    alone = Profile.of(stream(heart_rate_bpm=beats), session())
    assert alone.best_10_heart_bpm == alone.best_heart_10_bpm


def test_easy_minutes_more_leave_the_easier_part_as_it_was():
    watts = np.tile(np.repeat([250.0, 180.0], 60), 30)
    longer = np.r_[watts, np.full(600, 90.0)]
    alone, more = (
        Profile.of(stream(len(values), power_w=values), session()) for values in (watts, longer)
    )
    assert more.exceeded_25_min == pytest.approx(alone.exceeded_25_min, rel=0.01)


def test_standing_about_is_not_moving_but_turning_pedals_is():
    speed = np.r_[np.full(3000, 3.0), np.zeros(600)]
    run = session("running", None)
    assert Profile.of(stream(speed_mps=speed), run).moving_s == 3000
    assert Profile.of(stream(speed_mps=speed, power_w=150), session()).moving_s == 3600
    indoors = session("cycling", "indoor_cycling")
    assert np.isnan(Profile.of(stream(speed_mps=speed), indoors).moving_s)
    stuck = Profile.of(stream(speed_mps=np.zeros(3600)), run)
    assert np.isnan(stuck.moving_s)


def test_the_temperature_is_the_middle_of_what_the_device_felt():
    felt = np.r_[np.full(600, 21.0), np.full(3000, 28.0)]
    assert Profile.of(stream(power_w=200, temperature_c=felt), session()).temperature_c == 28
    assert np.isnan(Profile.of(stream(power_w=200), session()).temperature_c)
