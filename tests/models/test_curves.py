"""Best means over durations and best times over distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.curves import best_over_distance, mean_maximal, mean_maximal_start, rolling_mean

watts = st.lists(st.integers(0, 1000), min_size=1, max_size=60).map(lambda x: np.array(x, float))


@given(watts, st.integers(1, 60))
def test_the_best_mean_is_the_best_of_all_windows(values, width):
    windows = [values[i : i + width].mean() for i in range(len(values) - width + 1)]
    best = mean_maximal(values, [width])[0]
    assert best == pytest.approx(max(windows)) if windows else np.isnan(best)


@given(watts, st.integers(1, 30), st.integers(1, 30))
def test_no_long_effort_beats_the_work_of_the_best_short_ones(values, a, b):
    short_a, short_b, together = mean_maximal(values, [a, b, a + b])
    if np.isfinite(together):
        assert (a + b) * together <= a * short_a + b * short_b + 1e-6


@given(watts)
def test_one_second_is_the_maximum_and_the_whole_is_the_mean(values):
    assert mean_maximal(values, [1, len(values)]) == pytest.approx([values.max(), values.mean()])


def test_one_missing_reading_in_twenty_is_borne_and_two_are_not():
    values = np.full(20, 200.0)
    values[7] = np.nan
    assert mean_maximal(values, [20])[0] == pytest.approx(200.0)
    values[8] = np.nan
    assert np.isnan(mean_maximal(values, [20])[0])


def test_no_window_reaches_over_a_long_pause():
    values = np.r_[np.full(60, 100.0), np.full(60, 300.0)]
    stretch = np.repeat([0, 1], 60).astype(np.int32)
    assert mean_maximal(values, [60, 61], stretch).tolist() == pytest.approx(
        [300, np.nan], nan_ok=True
    )
    assert np.isnan(rolling_mean(values, 30, stretch)[60:89]).all()


def test_the_best_window_is_found_where_it_starts():
    values = np.r_[np.full(50, 100.0), np.full(20, 300.0), np.full(50, 100.0)]
    assert mean_maximal_start(values, 20) == 50
    assert mean_maximal_start(values, 500) is None


def test_a_trailing_mean_exists_only_where_its_window_is_full():
    rolled = rolling_mean(np.arange(5.0), 3)
    assert rolled == pytest.approx([np.nan, np.nan, 1, 2, 3], nan_ok=True)


class TestBestOverDistance:
    def test_a_steady_runner_is_equally_fast_everywhere(self):
        times = best_over_distance(np.arange(1000) * 4.0, [400.0, 1000.0, 5000.0])
        assert times == pytest.approx([100.0, 250.0, np.nan], nan_ok=True)

    def test_the_fast_kilometre_inside_a_slow_run_counts(self):
        speed = np.r_[np.full(600, 2.5), np.full(250, 4.0), np.full(600, 2.5)]
        assert best_over_distance(np.cumsum(speed) - 2.5, [1000.0])[0] == pytest.approx(250.0)

    def test_standing_does_not_make_it_faster(self):
        speed = np.r_[np.full(90, 4.0), np.zeros(30), np.full(90, 4.0)]
        best = best_over_distance(np.cumsum(speed) - 4.0, [400.0])[0]
        assert best == pytest.approx(130.0)

    def test_no_effort_reaches_over_a_long_pause(self):
        stretch = np.repeat([0, 1], 100).astype(np.int32)
        assert np.isnan(best_over_distance(np.arange(200) * 3.0, [400.0], stretch)[0])

    @given(st.lists(st.integers(0, 6), min_size=2, max_size=40).map(np.array), st.integers(1, 100))
    def test_no_finer_look_finds_a_shorter_time(self, speed, length):
        distance = np.cumsum(speed).astype(np.float64)
        best = best_over_distance(distance, [length])[0]
        fine = np.linspace(0, len(speed) - 1, 60 * (len(speed) - 1) + 1)
        covered = np.interp(fine, np.arange(len(speed)), distance)
        end = np.searchsorted(covered, covered + length - 1e-9)
        reached = end < len(fine)
        if reached.any():
            assert best <= (fine[end[reached]] - fine[reached]).min() + 1e-6

    @pytest.mark.parametrize(
        ("distance", "seconds"),
        [([0.1, 0.1, 0.4, 0.7, 0.7], 2.0), ([0.0, 0.1, 0.1, 0.4, 0.5, 0.7], 3.0)],
    )
    def test_rounding_neither_hides_an_effort_nor_adds_the_standing_beside_it(
        self, distance, seconds
    ):
        best = best_over_distance(np.array(distance), [0.6])[0]
        assert best == pytest.approx(seconds, abs=1e-6)

    def test_unknown_distance_has_no_best(self):
        assert np.isnan(best_over_distance(np.full(100, np.nan), [400.0])).all()
