"""The formulas of load; golden values stand in `test_golden`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.load import (
    duration_stress,
    edwards_points,
    heart_rate_tss,
    intensity_factor,
    lucia_points,
    normalized_power,
    rpe_stress,
    session_rpe,
    swim_stress,
    time_in_zones,
    training_stress,
    trimp,
    zonal_heart_rate_tss,
)


def stress(power, stretch=None):
    normalized = normalized_power(power, stretch)
    return training_stress(len(power), intensity_factor(normalized, 250.0))


def readings(low, high, seconds=200):
    """Any recording, also with gaps and also empty."""
    values = st.floats(low, high) | st.just(np.nan)
    return arrays(np.float64, st.integers(0, seconds), elements=values)


powers, heart_rates = readings(0, 2000), readings(30, 230)


# --- power and pace ---------------------------------------------------------------------


@given(powers)
def test_normalized_power_lies_between_the_mean_of_its_windows_and_the_maximum(power):
    power = np.append(np.nan_to_num(power), np.zeros(30))
    windows = [power[i : i + 30].mean() for i in range(len(power) - 29)]
    assert np.mean(windows) - 1e-6 <= normalized_power(power) <= np.max(windows) + 1e-6


@given(powers)
def test_no_reading_is_the_only_reason_for_no_normalized_power(power):
    assert np.isnan(normalized_power(power)) == np.isnan(power).all()


@given(st.integers(1, 29), st.floats(1, 1000))
def test_a_session_shorter_than_a_window_counts_as_its_mean(seconds, watts):
    assert normalized_power(np.full(seconds, watts)) == pytest.approx(watts)


@given(st.floats(50, 400), st.integers(30, 400), st.integers(30, 400))
def test_steady_load_is_additive_over_a_split_at_a_pause(watts, first, second):
    parts = [stress(np.full(seconds, watts)) for seconds in (first, second)]
    stretch = np.repeat([0, 1], [first, second]).astype(np.int32)
    assert stress(np.full(first + second, watts), stretch) == pytest.approx(sum(parts))


def test_no_window_reaches_over_a_pause():
    """Half a minute at 300 before the coffee, and one at 100 after it, are not two at 200."""
    power, stretch = np.repeat([300.0, 100.0], 30), np.repeat([0, 1], 30).astype(np.int32)
    assert normalized_power(power, stretch) == pytest.approx(((300**4 + 100**4) / 2) ** 0.25)
    assert normalized_power(power) < normalized_power(power, stretch)


def test_half_an_hour_at_double_threshold_is_as_hard_as_two_hours_at_threshold():
    assert training_stress(1800, 2.0) == training_stress(7200, 1.0) == pytest.approx(200.0)


def test_swim_load_grows_with_the_cube_of_speed():
    assert swim_stress(1800, 3600, 1.0) == pytest.approx(8 * swim_stress(1800, 1800, 1.0))
    assert swim_stress(0, 0, 1.0) == 0.0


# --- heart rate -------------------------------------------------------------------------


def test_resting_costs_nothing():
    assert trimp(np.full(600, 45.0), 50, 190) == 0.0


def test_the_impulse_is_summed_by_seconds_so_hard_minutes_are_not_averaged_away():
    bpm = np.repeat([110.0, 170.0], 1800)
    assert trimp(bpm, 50, 190) > trimp(np.full(3600, bpm.mean()), 50, 190)


@given(heart_rates)
def test_seconds_without_heart_rate_count_as_the_others(bpm):
    known = bpm[np.isfinite(bpm)]
    found = heart_rate_tss(bpm, 50, 169, 190)
    if len(known):
        expected = heart_rate_tss(known, 50, 169, 190) * len(bpm) / len(known)
        assert found == pytest.approx(expected)
    else:
        assert np.isnan(found)


def test_an_hour_at_threshold_is_a_hundred_for_women_and_men():
    for sex in ("female", "male", None):
        assert heart_rate_tss(np.full(3600, 169.0), 50, 169, 190, sex) == pytest.approx(100.0)


def test_contradicting_heart_rate_anchors_give_no_load():
    """A damaged file may make a device believe anything."""
    assert np.isnan(heart_rate_tss(np.full(600, 140.0), 100.0, 90.0, 180.0))
    assert np.isnan(heart_rate_tss(np.full(600, 140.0), 100.0, 150.0, 100.0))


@given(heart_rates)
def test_every_second_with_a_heart_rate_is_in_one_zone(bpm):
    seconds = time_in_zones(bpm, (100, 150))
    assert seconds.shape == (3,)
    assert seconds.sum() == np.isfinite(bpm).sum()


def test_a_zone_begins_on_its_bound():
    assert time_in_zones(np.array([99.9, 100.0, 150.0, np.nan]), (100, 150)).tolist() == [1, 1, 1]


# --- felt effort, duration --------------------------------------------------------------


@pytest.mark.parametrize(("rpe", "hour"), [(0, 0), (0.5, 10), (6.5, 75), (7.5, 90)])
def test_felt_effort_between_two_steps_lies_between_them(rpe, hour):
    assert rpe_stress(3600, rpe) == pytest.approx(hour)


def test_an_hour_of_which_nothing_else_is_known_is_a_moderate_one():
    assert duration_stress(3600, "run") == duration_stress(3600, "ride") == 50.0
    assert duration_stress(3600, "strength") == duration_stress(3600, "other") == 30.0


# --- all of them ------------------------------------------------------------------------


@given(powers, heart_rates, st.floats(0, 10))
def test_no_load_is_negative(power, bpm, rpe):
    seconds = len(power)
    loads = [
        stress(power),
        swim_stress(seconds, float(np.nansum(power)), 1.1),
        trimp(bpm, 50, 190),
        heart_rate_tss(bpm, 50, 169, 190),
        zonal_heart_rate_tss(bpm, 169),
        edwards_points(bpm, 190),
        lucia_points(bpm, 145, 165),
        session_rpe(seconds, rpe),
        rpe_stress(seconds, rpe),
        duration_stress(seconds, "ride"),
    ]
    assert not any(load < 0 for load in loads)


@pytest.mark.parametrize("readings", [np.empty(0), np.full(60, np.nan)])
def test_nothing_recorded_gives_no_load_and_no_complaint(readings):
    assert np.isnan(stress(readings))
    assert np.isnan(heart_rate_tss(readings, 50, 169, 190))
    assert trimp(readings, 50, 190) == edwards_points(readings, 190) == 0.0
