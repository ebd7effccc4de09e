"""Load by each method and the order of methods; golden values G-P1 to G-S1."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.stream import Stream
from models.athlete import Athlete, Estimate, Thresholds
from models.grade import grade_adjusted_speed, minetti_factor
from models.load import (
    duration_stress,
    heart_rate_tss,
    intensity_factor,
    normalized_power,
    rpe_stress,
    session_load,
    swim_stress,
    training_stress,
    trimp,
    zone_points,
)

INTERVALS = np.r_[
    np.full(600, 150.0),
    np.tile(np.r_[np.full(240, 300.0), np.full(180, 130.0)], 5),
    np.full(600, 140.0),
]


def scored(power, threshold=250.0):
    normalized = normalized_power(power)
    intensity = intensity_factor(normalized, threshold)
    return normalized, intensity, training_stress(len(power), intensity)


@pytest.mark.parametrize(
    ("power", "normalized", "intensity", "stress"),
    [
        pytest.param(np.full(3600, 250.0), 250.0, 1.0, 100.0, id="G-P1"),
        pytest.param(np.tile(np.repeat([300.0, 100], 30), 60), 221.851, 0.8874, 78.749, id="G-P2"),
        pytest.param(np.tile(np.repeat([300.0, 100], 60), 30), 239.1, 0.9564, 91.47, id="G-P3"),
        pytest.param(INTERVALS, 235.68, 0.9427, 81.466, id="G-P4"),
        pytest.param(np.full(5400, 160.0), 160.0, 0.64, 61.44, id="G-P5"),
        pytest.param(np.full(20, 400.0), 400.0, 1.6, 1.422, id="shorter than a window"),
    ],
)
def test_power_load_has_its_golden_values(power, normalized, intensity, stress):
    found = scored(power)
    assert found[0] == pytest.approx(normalized, abs=0.01)
    assert found[1] == pytest.approx(intensity, abs=0.0001)
    assert found[2] == pytest.approx(stress, abs=0.01)


class TestHeartRate:
    def test_an_hour_at_seven_tenths_of_reserve(self):
        """G-HR1 and G-HR2."""
        bpm = np.full(3600, 50 + 0.70 * 140)
        assert trimp(bpm, 50, 190, "male") == pytest.approx(103.0673, abs=0.01)
        assert trimp(bpm, 50, 190, "female") == pytest.approx(116.2621, abs=0.01)

    def test_an_hour_at_threshold(self):
        """G-HR3."""
        bpm = np.full(3600, 169.0)
        assert trimp(bpm, 50, 190, "male") == pytest.approx(166.9240, abs=0.01)
        assert trimp(bpm, 50, 190, "female") == pytest.approx(181.3634, abs=0.01)

    def test_relative_to_threshold_sex_hardly_matters(self):
        """G-HR4."""
        bpm = np.full(3600, 148.0)
        assert heart_rate_tss(bpm, 50, 169, 190, "male") == pytest.approx(61.7451, abs=0.01)
        assert heart_rate_tss(bpm, 50, 169, 190, "female") == pytest.approx(64.1045, abs=0.01)

    def test_the_impulse_is_summed_by_seconds_not_from_the_mean(self):
        """G-HR6."""
        bpm = np.repeat([120.0, 150.0, 169.0], 1200)
        assert trimp(bpm, 50, 190, "male") == pytest.approx(108.388, abs=0.01)
        assert heart_rate_tss(bpm, 50, 169, 190, "male") == pytest.approx(64.9325, abs=0.01)
        mean = np.full(3600, bpm.mean())
        assert trimp(mean, 50, 190, "male") == pytest.approx(99.025, abs=0.01)

    def test_points_by_zone(self):
        """G-HR6: by Friel's rates per hour, Edwards, Lucia."""
        bpm = np.repeat([120.0, 150.0, 169.0], 1200)
        friel = 169 * np.array([0.85, 0.90, 0.95, 1.0, 1.03, 1.06])
        rates = np.array([40, 60, 70, 80, 100, 120, 140]) / 60
        assert zone_points(bpm, friel, rates) == pytest.approx(66.6667, abs=0.01)
        edwards = 190 * np.array([0.5, 0.6, 0.7, 0.8, 0.9])
        # 169 of 190 is 88.9 %, still in the fourth zone.
        assert zone_points(bpm, edwards, range(6)) == pytest.approx(180, abs=0.01)
        assert zone_points(bpm, [145, 165], [1, 2, 3]) == pytest.approx(120, abs=0.01)

    def test_seconds_without_heart_rate_count_as_the_others(self):
        bpm = np.full(3600, 148.0)
        bpm[::10] = np.nan
        assert heart_rate_tss(bpm, 50, 169, 190) == pytest.approx(61.7451, abs=0.01)

    def test_resting_costs_nothing(self):
        assert trimp(np.full(600, 45.0), 50, 190) == 0.0


class TestPace:
    def test_forty_five_minutes_at_85_percent(self):
        """G-R1."""
        stress = scored(np.full(2700, 3.4), 4.0)[2]
        assert stress == pytest.approx(54.1875, abs=0.01)

    def test_a_hill_up_and_down_by_minetti(self):
        """G-R4."""
        speed = np.repeat([2.6, 3.6], 600) * minetti_factor(np.repeat([0.05, -0.05], 600))
        assert speed[[0, -1]] == pytest.approx([3.38375, 2.74592], abs=1e-5)
        normalized, _, stress = scored(speed, 4.0)
        assert normalized == pytest.approx(3.11272, abs=0.01)
        assert stress == pytest.approx(20.1855, abs=0.01)

    def test_the_default_model_credits_the_descent_less(self):
        assert grade_adjusted_speed(3.6, -0.05) > 3.6 * minetti_factor(-0.05)


def test_swim_load_grows_with_the_cube_of_speed():
    """G-S1."""
    assert swim_stress(3000, 3000, 100 / 90) == pytest.approx(60.75, abs=0.01)


@pytest.mark.parametrize(("rpe", "hour"), [(0, 0), (1, 20), (5, 60), (7, 80), (10, 140), (6.5, 75)])
def test_felt_effort_has_the_usual_table(rpe, hour):
    assert rpe_stress(3600, rpe) == pytest.approx(hour)


powers = st.lists(st.floats(0, 1500), min_size=1, max_size=200).map(np.array)


@given(powers)
def test_normalized_power_is_at_least_the_mean_of_its_windows(power):
    windows = [power[i : i + 30].mean() for i in range(len(power) - 29)] or [power.mean()]
    assert normalized_power(power) >= np.mean(windows) - 1e-6
    assert normalized_power(power) <= power.max() + 1e-6


@given(st.floats(50, 400), st.integers(30, 400), st.integers(30, 400))
def test_steady_load_is_additive_over_a_split_at_a_pause(watts, first, second):
    parts = [scored(np.full(n, watts))[2] for n in (first, second)]
    stretch = np.repeat([0, 1], [first, second]).astype(np.int32)
    whole = normalized_power(np.full(first + second, watts), stretch)
    stress = training_stress(first + second, intensity_factor(whole, 250.0))
    assert stress == pytest.approx(sum(parts))


# --- one session ------------------------------------------------------------------------


def known(value):
    return Estimate(value, 0.03 * value, "estimated", date(2026, 5, 1), "tests")


THRESHOLDS = Thresholds(
    on=date(2026, 5, 4),
    history_days=100,
    critical_power_w=known(250.0),
    w_prime_j=known(18000.0),
    run_speed_mps=known(4.0),
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


def load(recording, family, **kwargs):
    return session_load(recording, family, THRESHOLDS, Athlete(), **kwargs)


class TestOrder:
    def test_a_ride_goes_by_power_before_heart_rate(self):
        found = load(stream(power_w=250, heart_rate_bpm=160), "ride")
        assert (found.method, found.tss) == ("power", pytest.approx(100))
        assert found.threshold is THRESHOLDS.critical_power_w
        assert found.intensity_factor == pytest.approx(1.0)
        assert found.normalized_power_w == pytest.approx(250.0)
        assert set(found.others) == {"heart_rate", "duration"}

    def test_a_ride_without_power_goes_by_the_bikes_own_heart_rate(self):
        found = load(stream(heart_rate_bpm=165, speed_mps=8), "ride")
        assert (found.method, found.tss) == ("heart_rate", pytest.approx(100))

    def test_a_run_goes_by_pace_before_heart_rate_and_not_by_power(self):
        recording = stream(speed_mps=3.4, heart_rate_bpm=150, power_w=300)
        found = load(recording, "run")
        assert (found.method, found.tss) == ("pace", pytest.approx(72.25))
        assert "power" not in found.others
        assert load(recording, "run", running_power=True).method == "power"

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
        found = session_load(stream(power_w=200), "ride", thresholds, Athlete())
        assert found.quality == "low"

    @pytest.mark.parametrize("family", ["run", "ride", "swim", "strength", "transition", "other"])
    @pytest.mark.parametrize("seconds", [0, 1, 20])
    def test_the_shortest_sessions_have_a_load(self, family, seconds):
        recording = stream(seconds, power_w=200, heart_rate_bpm=120, speed_mps=3, distance_m=5)
        found = load(recording, family)
        assert 0 <= found.tss < 2


def test_contradicting_heart_rate_anchors_give_no_load():
    """A damaged file may make a device believe anything."""
    assert np.isnan(heart_rate_tss(np.full(600, 140.0), 100.0, 90.0, 180.0))
    assert np.isnan(heart_rate_tss(np.full(600, 140.0), 100.0, 150.0, 100.0))
