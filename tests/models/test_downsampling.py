"""A thinned recording keeps its peaks, its order and its gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.downsampling import thinned

_VALUE = st.one_of(st.just(np.nan), st.integers(0, 900).map(float))


@st.composite
def recordings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Seconds with pauses between them, and what was measured, in part not at all."""
    values = np.array(draw(st.lists(_VALUE, max_size=300)))
    pauses = draw(
        st.lists(
            st.sampled_from([1, 1, 1, 2, 60, 4000]), min_size=len(values), max_size=len(values)
        )
    )
    return np.cumsum(np.array(pauses, float)), values


@given(recordings(), st.integers(2, 60))
def test_the_highest_and_the_lowest_value_stay(recording, most):
    values = recording[1]
    kept = thinned(*recording, most)[1]
    if np.isfinite(values).any():
        assert np.nanmax(kept) == np.nanmax(values)
        assert np.nanmin(kept) == np.nanmin(values)
    else:
        assert not np.isfinite(kept).any()


@given(recordings(), st.integers(2, 60))
def test_there_are_never_more_points_than_asked_for_and_time_only_goes_forward(recording, most):
    time_s, values = thinned(*recording, most)
    assert len(time_s) == len(values) <= most
    assert (np.diff(time_s) > 0).all()


@given(recordings(), st.integers(2, 60))
def test_every_value_that_is_left_was_recorded_at_that_second(recording, most):
    recorded = dict(zip(*recording, strict=True))
    for second, value in zip(*thinned(*recording, most), strict=True):
        assert np.isnan(value) or recorded[second] == value


@given(recordings(), st.integers(300, 400))
def test_a_short_recording_is_left_alone(recording, most):
    for before, after in zip(recording, thinned(*recording, most), strict=True):
        np.testing.assert_array_equal(before, after)


@given(st.integers(0, 9000), st.integers(1100, 3000), st.integers(20, 400))
def test_a_gap_longer_than_two_pieces_is_still_a_gap(begin, length, most):
    time_s = np.arange(12_000.0)
    values = np.where((time_s >= begin) & (time_s < begin + length), np.nan, 150.0)
    seconds, kept = thinned(time_s, values, most)
    holes = seconds[np.isnan(kept)]
    inside = (holes >= begin) & (holes < begin + length)
    assert inside.all()
    assert inside.any() or length <= 2 * 12_000 / (most // 2)


def test_a_pause_without_rows_is_a_gap():
    time_s = np.concatenate([np.arange(500.0), np.arange(5000.0, 5500.0)])
    seconds, kept = thinned(time_s, np.full(1000, 200.0), 40)
    holes = seconds[np.isnan(kept)]
    assert len(holes)
    assert ((holes > 499) & (holes < 5000)).all()


@pytest.mark.parametrize("peak_at", [0, 7, 10_799, 21_599])
def test_one_second_of_sprinting_in_six_hours_is_seen(peak_at):
    power_w = np.full(21_600, 180.0)
    power_w[peak_at] = 1240.0
    seconds, kept = thinned(np.arange(21_600.0), power_w, 2000)
    assert seconds[kept.argmax()] == peak_at
    assert kept.max() == 1240.0
