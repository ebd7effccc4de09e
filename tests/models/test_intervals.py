"""The interval detector: its laws. Golden cases stand in `test_golden`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intervals import Interval, Trace, detect, structure


def plan(*parts):
    """Intensity from (seconds, level)."""
    return np.concatenate([np.full(seconds, float(level)) for seconds, level in parts])


def work_in(intensity, **how):
    return detect(Trace(intensity), **how)


FIVE_BY_FOUR = plan((600, 0.6), *[(240, 1.2), (180, 0.52)] * 5, (600, 0.56))
THIRTY_THIRTY = plan((600, 0.6), *[(30, 1.32), (30, 0.48)] * 12, (600, 0.56))


def spans(intervals):
    return [(interval.start_s, interval.end_s) for interval in intervals]


def test_six_per_cent_of_noise_hides_no_interval():
    noise = 1 + np.random.default_rng(3).normal(0, 0.06, len(FIVE_BY_FOUR))
    found = work_in(FIVE_BY_FOUR * noise)
    assert len(found) == 5
    for interval, (start, end) in zip(found, spans(work_in(FIVE_BY_FOUR)), strict=True):
        assert abs(interval.start_s - start) <= 3
        assert abs(interval.end_s - end) <= 3


@pytest.mark.parametrize("threshold", [0.83, 0.97, 1.07, 1.31])
@pytest.mark.parametrize("intensity", [FIVE_BY_FOUR, THIRTY_THIRTY], ids=["5 x 4:00", "30/30s"])
def test_a_higher_threshold_is_the_same_as_a_lower_intensity(intensity, threshold):
    """One trace serves all thresholds."""
    raised, divided = work_in(intensity, threshold=threshold), work_in(intensity / threshold)
    assert spans(raised) == spans(divided)
    levels = [[interval.intensity for interval in found] for found in (raised, divided)]
    assert levels[0] == pytest.approx(levels[1])


@pytest.mark.parametrize("window_s", [1, 7, 15])
def test_smoothing_leaves_out_what_is_missing(window_s):
    values = np.random.default_rng(5).uniform(0.5, 1.5, 60)
    values[[0, 20, 21, 59]] = np.nan
    half = window_s // 2
    for second, smooth in enumerate(Trace(values).smoothed(window_s)):
        around = values[max(second - half, 0) : second + half + 1]
        assert smooth == pytest.approx(0 if np.isnan(values[second]) else np.nanmean(around))


def test_a_pause_is_rest():
    paused = FIVE_BY_FOUR.copy()
    paused[paused == 0.52] = np.nan
    assert structure(work_in(paused)) == structure(work_in(FIVE_BY_FOUR))


def test_a_session_without_effort_has_no_intervals():
    assert work_in(np.full(3600, np.nan)) == ()
    assert work_in(np.empty(0)) == ()


@settings(deadline=None)
@given(shift=st.integers(0, 900))
def test_a_longer_warm_up_moves_the_intervals_and_changes_nothing_else(shift):
    later = work_in(np.concatenate([np.full(shift, 0.6), FIVE_BY_FOUR]))
    moved = [(start + shift, end + shift) for start, end in spans(work_in(FIVE_BY_FOUR))]
    assert spans(later) == moved


@settings(deadline=None)
@given(st.lists(st.floats(0, 2), min_size=1, max_size=400))
def test_intervals_are_in_order_apart_and_inside_the_session(levels):
    intensity = np.repeat(levels, 10)
    edges = [edge for span in spans(work_in(intensity)) for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(intensity) for edge in edges)


@pytest.mark.parametrize(
    ("intervals", "text"),
    [
        (work_in(FIVE_BY_FOUR), "5 x 4:00 at 1.20, rest 3:00"),
        (work_in(THIRTY_THIRTY), "12 x 0:30 at 1.29, rest 0:30"),
        ((Interval(0, 60, 1.1), Interval(120, 420, 1.0)), "2 x 1:00-5:00 at 1.05, rest 1:00"),
        ((Interval(0, 1193, 0.96),), ""),
        ((), ""),
    ],
)
def test_structure_is_written_as_a_coach_writes_it(intervals, text):
    assert structure(intervals) == text
