"""The digest of one session."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from ingest.activity import Session
from ingest.stream import Stream
from models.efforts import POWER_DURATIONS_S, RUN_DISTANCES_M, Efforts, extract, swum_m

START = datetime(2026, 5, 4, 22, 0, tzinfo=UTC)


def session(sport, sub_sport=None, **device_values):
    return Session(sport, sub_sport, START, 1e4, 1e4, slice(0), device_values=device_values)


def stream(seconds=3600, **columns):
    return Stream(
        np.arange(float(seconds)),
        np.zeros(seconds, np.int32),
        {name: np.array(np.broadcast_to(v, seconds), np.float64) for name, v in columns.items()},
    )


def run(**columns):
    speed = np.broadcast_to(columns.get("speed_mps", 3.0), 3600)
    return stream(**{"speed_mps": speed, "distance_m": np.cumsum(speed), **columns})


def test_a_ride_keeps_its_best_powers():
    watts = np.full(3600, 150.0)
    watts[1000:1300] = 300.0
    digest = extract(stream(power_w=watts), session("cycling"), "ride", {})
    best = dict(zip(POWER_DURATIONS_S, digest.best_power_w, strict=True))
    assert best[300] == 300.0
    assert best[600] == 225.0
    assert digest.best_times_s == ()


def test_a_run_keeps_its_best_grade_adjusted_times():
    distance_m = np.arange(3600) * 2.5
    climb = run(speed_mps=2.5, distance_m=distance_m, altitude_m=0.05 * distance_m)
    level = run(speed_mps=2.5)
    uphill, flat = (
        dict(
            zip(
                RUN_DISTANCES_M, extract(s, session("running"), "run", {}).best_times_s, strict=True
            )
        )
        for s in (climb, level)
    )
    assert flat[1000.0] == pytest.approx(400.0)
    assert uphill[1000.0] == pytest.approx(400.0 / 1.30144, rel=0.01)


def test_a_treadmill_run_sets_no_bests():
    digest = extract(run(heart_rate_bpm=150), session("running", "treadmill"), "run", {})
    assert digest.best_times_s == ()
    assert digest.steady_intensity == ()
    assert digest.heart_rate_20min_bpm == 150.0


class TestSteadyWindows:
    def test_they_are_the_three_minutes_of_minutes_five_to_sixty(self):
        digest = extract(run(heart_rate_bpm=150), session("running"), "run", {})
        assert digest.steady_heart_rate_bpm == (150.0,) * 18
        assert digest.steady_intensity == (3.0,) * 18

    def test_a_change_of_pace_is_not_steady(self):
        speed = np.full(3600, 3.0)
        speed[1800:1900] = 4.5
        digest = extract(run(speed_mps=speed, heart_rate_bpm=150), session("running"), "run", {})
        assert len(digest.steady_intensity) == 17

    def test_a_climb_is_not_steady(self):
        distance_m = np.arange(3600) * 3.0
        hill = run(heart_rate_bpm=150, distance_m=distance_m, altitude_m=0.05 * distance_m)
        assert extract(hill, session("running"), "run", {}).steady_intensity == ()

    def test_a_pause_is_not_steady(self):
        plain = run(heart_rate_bpm=150)
        elapsed_s = plain.elapsed_s + np.where(np.arange(3600) > 1850, 30.0, 0.0)
        paused = Stream(elapsed_s, plain.stretch, plain.columns)
        assert len(extract(paused, session("running"), "run", {}).steady_intensity) == 17


def test_peaks_know_the_effort_that_led_to_them():
    bpm, speed = np.full(3600, 140.0), np.full(3600, 3.0)
    bpm[2000:2030], speed[1950:2030] = 180.0, 4.5
    digest = extract(run(heart_rate_bpm=bpm, speed_mps=speed), session("running"), "run", {})
    assert digest.heart_rate_10s_bpm == 180.0
    assert digest.peak_intensity == pytest.approx(4.5)
    assert digest.heart_rate_60s_bpm == 160.0


def test_rests_at_the_wall_are_no_swimming():
    distance_m = np.r_[np.arange(0, 51), np.full(30, 50.0), np.arange(50, 101)] * 1.0
    assert len(swum_m(distance_m)) == 100
    rests = np.cumsum(np.tile(np.r_[np.full(50, 1.0), np.zeros(20)], 10))
    digest = extract(stream(700, distance_m=rests), session("swimming"), "swim", {})
    assert digest.best_times_s == (pytest.approx(200), pytest.approx(400), None)


def test_the_day_is_the_athletes_own_where_it_is_given():
    assert extract(run(), session("running"), "run", {}).date == date(2026, 5, 4)
    local = extract(run(), session("running"), "run", {}, day=date(2026, 5, 5))
    assert local.date == date(2026, 5, 5)


def test_what_the_device_believes_is_kept():
    believed = {"max_heart_rate_bpm": 181.0}
    ride = extract(stream(), session("cycling", threshold_power_w=240.0), "ride", believed)
    assert ride.device_values == {"max_heart_rate_bpm": 181.0, "threshold_power_w": 240.0}


@pytest.mark.parametrize("seconds", [0, 1, 20, 400])
@pytest.mark.parametrize("family", ["run", "ride", "swim", "strength", "other"])
def test_short_sessions_have_a_digest(seconds, family):
    full = stream(seconds, speed_mps=3, distance_m=np.arange(seconds), heart_rate_bpm=120)
    assert extract(full, session("generic"), family, {}).duration_s == seconds
    assert extract(stream(seconds), session("generic"), family, {}).steady_intensity == ()


def test_a_digest_survives_json():
    recording = run(heart_rate_bpm=150, power_w=250)
    for family in ("run", "ride"):
        digest = extract(recording, session("x"), family, {"mass_kg": 70.0})
        assert Efforts.from_dict(json.loads(json.dumps(digest.to_dict()))) == digest


def test_keys_of_a_later_version_are_passed_over():
    content = {**Efforts("run", date(2026, 5, 4), 60.0).to_dict(), "later": 1}
    assert Efforts.from_dict(content) == Efforts("run", date(2026, 5, 4), 60.0)
