"""Best means over durations and best times over distances."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.curves import (
    DURATIONS_S,
    best_over_distance,
    best_windows,
    mean_maximal,
    mean_maximal_curve,
    mean_maximal_start,
    rolling_mean,
    season_best,
)
from models.efforts import POWER_DURATIONS_S

watts = st.lists(st.integers(0, 1000), min_size=1, max_size=60).map(lambda x: np.array(x, float))
SHORT_S = (1, 2, 7, 19, 20, 30, 60, 120, 180, 240, 300, 360)


@st.composite
def sessions(draw, most):
    """Values, some below zero, with gaps, and the stretches they belong to."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(0, most))
    values = chance.integers(*draw(st.sampled_from([(0, 3), (60, 200), (-50, 1500)])), size=n)
    values = values * draw(st.sampled_from([1.0, 0.001]))
    lost = draw(st.sampled_from([0.0, 0.02, 0.3, 1.0]))
    values[chance.random(n) < lost] = np.nan
    breaks = draw(st.sampled_from([0.0, 0.01, 0.1]))
    return values, np.cumsum(chance.random(n) < breaks).astype(np.int32)


def one_by_one(values, width, stretch):
    """The best mean as the rule is told: all windows, one after the other."""
    means = [np.nan]
    for row in range(len(values) - width + 1):
        window = values[row : row + width]
        known = window[np.isfinite(window)]
        if stretch[row] == stretch[row + width - 1] and len(known) * 20 >= width * 19:
            means.append(known.mean())
    return np.nan if len(means) == 1 else np.nanmax(means)


@given(sessions(most=60), st.lists(st.integers(1, 60), max_size=3))
def test_the_best_mean_is_the_best_of_all_windows_and_starts_where_it_says(session, widths):
    values, stretch = session
    best, starts = best_windows(values, widths, stretch)
    assert best == pytest.approx([one_by_one(values, w, stretch) for w in widths], nan_ok=True)
    for width, mean, start in zip(widths, best, starts, strict=True):
        if start is None:
            assert np.isnan(mean)
        else:
            window = slice(start, start + width)
            assert mean == pytest.approx(one_by_one(values[window], width, stretch[window]))


def test_of_equal_windows_the_first_is_told():
    assert mean_maximal_start(np.array([1.0, 5, 5, 1, 5, 5]), 2) == 1
    values, stretch = np.array([1.0, np.nan, 5, 1, 5]), np.array([0, 0, 1, 2, 2], np.int32)
    assert mean_maximal_start(values, 1, stretch) == 2


@given(sessions(most=60), st.integers(1, 60))
def test_a_trailing_mean_is_that_of_its_window_alone(session, width):
    values, stretch = session
    expected = np.full(len(values), np.nan)
    for end in range(width, len(values) + 1):
        window = slice(end - width, end)
        expected[end - 1] = one_by_one(values[window], width, stretch[window])
    assert rolling_mean(values, width, stretch) == pytest.approx(expected, nan_ok=True)


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


@pytest.mark.parametrize("width", [20, 40, 60, 1140, 3600])
def test_exactly_one_in_twenty_may_be_missing_at_any_duration(width):
    values = np.full(width, 150.0)
    values[: width // 20] = np.nan
    assert mean_maximal(values, [width])[0] == pytest.approx(150.0)
    values[-1] = np.nan
    assert np.isnan(mean_maximal(values, [width])[0])


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


class TestCurve:
    def test_the_durations_are_whole_seconds_about_200_to_six_hours_with_those_asked_for(self):
        assert DURATIONS_S[0] == 1
        assert DURATIONS_S[-1] == 48 * 3600
        assert all(a < b for a, b in pairwise(DURATIONS_S))
        assert all(b - a <= max(1, 0.046 * a + 1) for a, b in pairwise(DURATIONS_S))
        assert 190 <= DURATIONS_S.index(6 * 3600) + 1 <= 210
        assert {*POWER_DURATIONS_S, 5, 15, 30, 60, 3600, 7200, 10800, 18000} <= set(DURATIONS_S)

    @given(sessions(most=400))
    def test_it_is_the_best_of_every_window_up_to_the_longest(self, session):
        values, stretch = session
        curve = mean_maximal_curve(values, stretch)
        expected = [one_by_one(values, width, stretch) for width in SHORT_S]
        assert np.isnan(expected[len(curve) :]).all()
        at = [DURATIONS_S.index(width) for width in SHORT_S]
        padded = np.append(curve, np.full(len(DURATIONS_S) - len(curve), np.nan))
        assert padded[at] == pytest.approx(expected, nan_ok=True)

    @settings(max_examples=5)
    @given(st.integers(0, 2**32))
    def test_a_ride_of_six_hours_is_searched_as_thoroughly(self, seed):
        chance = np.random.default_rng(seed)
        watts = np.maximum(0, 180 + np.cumsum(chance.normal(0, 8, 21_600)))
        watts[chance.integers(0, 21_600, 100)] = np.nan
        stretch = np.repeat([0, 1, 2], [600, 3000, 18_000]).astype(np.int32)
        curve = mean_maximal_curve(watts, stretch)
        for width in (1, 20, 300, 3600, 18_000):
            parts = [pd.Series(watts[stretch == s]) for s in range(3)]
            rolled = [p.rolling(width, width - width // 20).mean()[width - 1 :] for p in parts]
            assert curve[DURATIONS_S.index(width)] == pytest.approx(pd.concat(rolled).max())
        assert len(curve) == DURATIONS_S.index(18_000) + 1

    @given(watts)
    def test_it_starts_with_the_maximum(self, values):
        assert mean_maximal_curve(values)[0] == values.max()

    @given(st.floats(0, 2000), st.integers(1, 500))
    def test_a_constant_gives_the_constant_to_the_last_duration_that_fits(self, value, n):
        curve = mean_maximal_curve(np.full(n, value))
        assert curve == pytest.approx(np.full(sum(d <= n for d in DURATIONS_S), value))

    @given(st.lists(watts, min_size=1, max_size=5), st.randoms())
    def test_the_order_of_the_stretches_does_not_matter(self, parts, chance):
        def curve(parts):
            numbers = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
            return mean_maximal_curve(np.concatenate(parts), numbers.astype(np.int32))

        shuffled = chance.sample(parts, len(parts))
        assert curve(shuffled) == pytest.approx(curve(parts))

    def test_a_longer_duration_may_have_the_higher_mean(self):
        assert mean_maximal_curve(np.array([10.0, 0, 10])) == pytest.approx([10, 5, 20 / 3])

    def test_nothing_recorded_gives_an_empty_curve(self):
        assert len(mean_maximal_curve(np.full(300, np.nan))) == 0
        assert len(mean_maximal_curve(np.empty(0))) == 0


class TestSeasonBest:
    @given(st.lists(sessions(most=60), max_size=5))
    def test_it_is_the_highest_of_all_sessions_and_says_which(self, recorded):
        curves = [mean_maximal_curve(values, stretch) for values, stretch in recorded]
        best, which = season_best(curves)
        assert len(best) == len(which) == max(map(len, curves), default=0)
        for i, (value, source) in enumerate(zip(best, which, strict=True)):
            reached = [c[i] for c in curves if i < len(c) and np.isfinite(c[i])]
            assert value == max(reached) if reached else np.isnan(value)
            assert curves[source][i] == value if reached else source == -1

    def test_a_duration_that_no_session_reached_has_no_best(self):
        best, which = season_best([np.array([300.0, np.nan, 200.0]), np.array([250.0])])
        assert best == pytest.approx([300, np.nan, 200], nan_ok=True)
        assert which.tolist() == [0, -1, 0]

    def test_the_first_of_equal_sessions_keeps_its_best(self):
        best, which = season_best([np.array([300.0, 250.0]), np.array([300.0, 260.0, 200.0])])
        assert best.tolist() == [300, 260, 200]
        assert which.tolist() == [0, 1, 1]


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


def test_a_distance_of_which_the_parts_add_up_to_a_hair_less_was_covered():
    covered = np.append(0.0, np.cumsum(np.full(480, 400 / 480)))
    assert best_over_distance(covered, [400.0]) == pytest.approx(480)
