"""Slope and grade-adjusted speed; golden values stand in `test_golden`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.stream import Stream
from models.grade import (
    blend_factor,
    grade,
    grade_adjusted_speed,
    level_speed,
    minetti_cost,
    minetti_factor,
)


def test_minetti_cost_stays_where_measurements_end():
    assert minetti_cost(0.9) == minetti_cost(0.45) == pytest.approx(19.42601, abs=1e-5)


@given(st.floats(-0.45, 0.45))
def test_the_blend_is_never_cheaper_than_minetti(slope):
    assert blend_factor(slope) >= minetti_factor(slope)


def test_an_unknown_slope_counts_as_level():
    assert grade_adjusted_speed([3.0, 3.0], [np.nan, 0.05])[0] == 3.0


class TestGrade:
    distance_m = np.arange(0, 3000, 3.0)

    def test_a_constant_slope_is_found_from_end_to_end(self):
        slope = grade(self.distance_m, 0.04 * self.distance_m)
        assert slope[30:-30] == pytest.approx(0.04)
        assert (np.abs(slope - 0.04) < 0.02).all()

    def test_noise_of_the_height_hardly_costs_anything_on_the_level(self):
        noise = np.random.default_rng(1).normal(0, 1.0, len(self.distance_m))
        slope = grade(self.distance_m, 100 + noise)
        assert blend_factor(slope).mean() == pytest.approx(1.0, abs=0.02)

    def test_standing_is_level(self):
        assert (grade(np.zeros(100), np.linspace(0, 20, 100)) == 0.0).all()

    def test_cliffs_stay_within_what_was_measured(self):
        assert np.abs(grade(self.distance_m, 3 * self.distance_m)).max() == 0.45

    def test_unknown_height_is_unknown_slope(self):
        altitude_m = np.full(len(self.distance_m), 10.0)
        altitude_m[500:] = np.nan
        slope = grade(self.distance_m, altitude_m)
        assert np.isfinite(slope[:500]).all()
        assert np.isnan(slope[500:]).all()

    def test_a_single_reading_has_no_slope(self):
        assert np.isnan(grade(np.zeros(1), np.zeros(1))).all()


def test_without_height_level_speed_is_speed():
    stream = Stream(np.arange(60.0), np.zeros(60, np.int32), {"speed_mps": np.full(60, 3.0)})
    assert (level_speed(stream) == 3.0).all()
