"""The load of a session: which method gives it, and what is said of the others."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Session
from ingest.stream import Stream
from models.athlete import Athlete, Estimate, Thresholds
from models.load import duration_stress, swim_stress
from models.profile import Profile
from models.scale import Scale
from models.session_load import session_load

SPORTS = {
    "ride": ("cycling", "road"),
    "run": ("running", None),
    "swim": ("swimming", "lap_swimming"),
    "strength": ("training", "strength_training"),
    "transition": ("transition", None),
    "other": ("rowing", None),
}


def known(value):
    return Estimate(value, 0.03 * value, "estimated", date(2026, 5, 1), "tests")


THRESHOLDS = Thresholds(
    on=date(2026, 5, 4),
    history_days=100,
    critical_power_w=known(250.0),
    w_prime_j=known(18000.0),
    run_speed_mps=known(4.0),
    critical_speed_mps=known(4.0),
    d_prime_m=known(180.0),
    run_threshold_heart_rate_bpm=known(169.0),
    ride_threshold_heart_rate_bpm=known(165.0),
    run_max_heart_rate_bpm=known(190.0),
    ride_max_heart_rate_bpm=known(186.0),
    resting_heart_rate_bpm=Estimate(60, 8, "prior"),
    swim_speed_mps=known(100 / 90),
)


def stream(seconds=3600, **columns):
    return Stream(
        np.arange(float(seconds)),
        np.zeros(seconds, np.int32),
        {name: np.array(np.broadcast_to(v, seconds), np.float64) for name, v in columns.items()},
    )


NOBODY = Athlete()


def profile(recording, family, sub_sport=None):
    sport, usual = SPORTS[family]
    start, seconds = datetime(2026, 5, 4, 6, tzinfo=UTC), len(recording)
    session = Session(sport, sub_sport or usual, start, seconds, seconds, slice(0, seconds))
    return Profile.of(recording, session)


def load(recording, family, *, sub_sport=None, rpe=None, scale=None):
    return session_load(profile(recording, family, sub_sport), THRESHOLDS, NOBODY, rpe, scale)


class TestOrder:
    def test_a_ride_goes_by_power_before_heart_rate(self):
        found = load(stream(power_w=250, heart_rate_bpm=160), "ride")
        assert (found.method, found.tss) == ("power", pytest.approx(100))
        assert found.threshold is THRESHOLDS.critical_power_w
        assert found.intensity_factor == pytest.approx(1.0)
        assert set(found.others) == {"heart_rate", "duration"}

    def test_a_ride_without_power_goes_by_the_bikes_own_heart_rate(self):
        found = load(stream(heart_rate_bpm=165, speed_mps=8), "ride")
        assert (found.method, found.tss) == ("heart_rate", pytest.approx(100))

    def test_a_run_goes_by_pace_before_heart_rate_and_not_by_power(self):
        recording = stream(speed_mps=3.4, heart_rate_bpm=150, power_w=300)
        found = load(recording, "run")
        assert (found.method, found.tss) == ("pace", pytest.approx(72.25))
        assert "power" not in found.others
        told = replace(THRESHOLDS, run_power_w=Estimate(300, 6, "athlete"))
        found = session_load(profile(recording, "run"), told, NOBODY)
        assert (found.method, found.tss) == ("power", pytest.approx(100))

    def test_a_treadmill_goes_by_heart_rate_before_pace(self):
        found = load(stream(speed_mps=3.4, heart_rate_bpm=150), "run", sub_sport="treadmill")
        assert found.method == "heart_rate"
        assert load(stream(speed_mps=3.4), "run", sub_sport="treadmill").method == "pace"

    def test_a_swim_goes_by_the_pace_of_its_moving_time(self):
        distance_m = np.r_[np.linspace(0, 1000, 1001), np.full(200, 1000.0)]
        found = load(stream(1201, distance_m=distance_m), "swim")
        assert found.method == "pace"
        assert found.tss == pytest.approx(swim_stress(1000, 1000, 100 / 90), rel=0.01)

    def test_strength_never_goes_by_heart_rate(self):
        assert load(stream(heart_rate_bpm=110), "strength").method == "duration"
        assert load(stream(heart_rate_bpm=110), "strength", rpe=6).method == "rpe"

    def test_a_method_with_few_readings_gives_way_to_a_fuller_one(self):
        power = np.full(3600, 250.0)
        power[:1080] = np.nan
        assert load(stream(power_w=power, heart_rate_bpm=150), "ride").method == "heart_rate"
        alone = load(stream(power_w=power), "ride")
        assert (alone.method, alone.quality) == ("power", "low")
        assert alone.tss == pytest.approx(100.0)

    def test_nothing_but_time_gives_a_load_of_low_quality(self):
        found = load(stream(), "run")
        assert (found.method, found.quality) == ("duration", "low")
        assert found.tss == duration_stress(3600, "run") > 0

    def test_a_guessed_threshold_makes_low_quality(self):
        thresholds = replace(THRESHOLDS, critical_power_w=Estimate(200.0, 45.0, "prior"))
        found = session_load(profile(stream(power_w=200), "ride"), thresholds, Athlete())
        assert found.quality == "low"

    @pytest.mark.parametrize("family", ["run", "ride", "swim", "strength", "transition", "other"])
    @pytest.mark.parametrize("seconds", [0, 1, 20])
    def test_the_shortest_sessions_have_a_load(self, family, seconds):
        recording = stream(seconds, power_w=200, heart_rate_bpm=120, speed_mps=3, distance_m=5)
        found = load(recording, family)
        assert 0 <= found.tss < 2


class TestSilence:
    """Why a better method did not give the load."""

    def test_a_ride_without_power_says_so(self):
        found = load(stream(heart_rate_bpm=140), "ride")
        assert found.silent == {"power": "no power was recorded"}

    def test_a_strap_that_fell_off_is_told_with_its_share(self):
        heart = np.full(3600, 140.0)
        heart[900:] = np.nan
        found = load(stream(heart_rate_bpm=heart), "ride")
        assert found.method == "duration"
        assert found.silent["heart_rate"] == "heart rate was recorded for 25% of the session only"
        assert found.silent["rpe"] == "no felt effort (RPE) was told"

    def test_power_that_is_always_zero_is_no_load(self):
        found = load(stream(power_w=0, heart_rate_bpm=140), "ride")
        assert found.method == "heart_rate"
        assert "shows no effort" in found.silent["power"]

    def test_the_best_method_leaves_nothing_to_explain(self):
        assert load(stream(power_w=200, heart_rate_bpm=140), "ride").silent == {}


class TestOneScale:
    def test_a_lesser_method_is_moved_onto_the_scale_that_earlier_sessions_showed(self):
        scale = Scale()
        for _ in range(20):
            scale.add("ride", load(stream(power_w=250, heart_rate_bpm=150), "ride").comparable)
        alone = load(stream(heart_rate_bpm=150), "ride", scale=scale)
        by_itself = load(stream(heart_rate_bpm=150), "ride")
        assert alone.factor > 1
        assert alone.tss == pytest.approx(alone.factor * by_itself.tss)
        assert alone.comparable["heart_rate"] == by_itself.tss

    def test_power_is_the_scale(self):
        scale = Scale()
        scale.add("ride", {"power": 100.0, "heart_rate": 50.0})
        found = load(stream(power_w=250, heart_rate_bpm=150), "ride", scale=scale)
        assert (found.factor, found.tss) == (1.0, pytest.approx(100))
        assert found.others["heart_rate"] == pytest.approx(
            scale.factor("ride", "heart_rate") * found.comparable["heart_rate"]
        )

    def test_a_guessed_threshold_measures_no_other_method_but_is_measured(self):
        guessed = replace(THRESHOLDS, critical_power_w=Estimate(200.0, 45.0, "prior"))
        found = session_load(
            profile(stream(power_w=200, heart_rate_bpm=150), "ride"), guessed, NOBODY
        )
        assert list(found.comparable) == ["heart_rate", "duration"]
        anchor = Estimate(160.0, 10.0, "prior")
        guessed = replace(THRESHOLDS, ride_threshold_heart_rate_bpm=anchor)
        found = session_load(
            profile(stream(power_w=200, heart_rate_bpm=150), "ride"), guessed, NOBODY
        )
        assert list(found.comparable) == ["power", "heart_rate", "duration"]

    def test_a_treadmills_pace_teaches_nothing(self):
        found = load(stream(speed_mps=3.4, heart_rate_bpm=150), "run", sub_sport="treadmill")
        assert "pace" not in found.comparable


@given(
    family=st.sampled_from(sorted(SPORTS)),
    seconds=st.integers(0, 400),
    power=st.floats(0, 2500),
    heart=st.floats(30, 230),
    speed=st.floats(0, 20),
    missing=st.sets(st.sampled_from(["power_w", "heart_rate_bpm", "speed_mps", "distance_m"])),
)
def test_every_session_has_a_load_that_is_never_negative(
    family, seconds, power, heart, speed, missing
):
    columns = {
        "power_w": power,
        "heart_rate_bpm": heart,
        "speed_mps": speed,
        "distance_m": speed * np.arange(float(seconds)),
    }
    kept = {name: value for name, value in columns.items() if name not in missing}
    found = load(stream(seconds, **kept), family)
    assert np.isfinite(found.tss)
    assert found.tss >= 0
    assert all(np.isfinite(tss) and tss >= 0 for tss in found.others.values())


@given(
    watts=st.floats(1, 600),
    first=st.integers(1, 3000),
    second=st.integers(1, 3000),
    pause_s=st.sampled_from([2, 30, 61, 4000]),
)
def test_steady_power_costs_as_much_in_one_session_as_in_the_two_on_either_side_of_a_pause(
    watts, first, second, pause_s
):
    whole = Stream(
        np.r_[np.arange(first), np.arange(second) + first - 1 + pause_s].astype(np.float64),
        np.repeat(np.array([0, pause_s > 60], np.int32), (first, second)),
        {"power_w": np.full(first + second, watts)},
    )
    parts = [load(stream(seconds, power_w=watts), "ride").tss for seconds in (first, second)]
    assert load(whole, "ride").tss == pytest.approx(sum(parts))
