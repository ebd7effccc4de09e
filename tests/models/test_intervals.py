"""The interval detector: its laws. Golden cases stand in `test_golden`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intervals import Trace, detect
from models.series import Interval, described, is_regular, is_series


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


ROAD = 1 + np.random.default_rng(4).normal(0, 0.06, 6000)


@pytest.mark.parametrize("off", [0.9, 0.95, 1.0, 1.05, 1.1])
@pytest.mark.parametrize(
    "parts",
    [
        [(300, 1.03), (120, 0.8)] * 5,
        [(600, 0.97), (120, 0.75)] * 3,
        [(60, 1.1), (60, 0.6)] * 10,
        [(30, 1.2), (30, 0.6)] * 14,
        [part for s in (60, 120, 180, 120, 60) for part in ((s, 1.06), (90, 0.65))],
        [*[(30, 1.2), (30, 0.6)] * 8, (210, 0.6), *[(30, 1.2), (30, 0.6)] * 8],
    ],
    ids=["5 x 5:00", "3 x 10:00", "10 x 1:00", "30/30s", "pyramid", "sets"],
)
def test_a_threshold_a_tenth_off_hides_no_repeat(parts, off):
    intensity = plan((900, 0.8), *parts, (600, 0.8))
    work_s = [seconds for seconds, level in parts if level > 0.9]
    found = work_in(intensity * ROAD[: len(intensity)], threshold=off)
    assert [interval.duration_s for interval in found] == pytest.approx(work_s, abs=9)


def test_a_halt_at_a_crossing_does_not_part_an_effort():
    halted = plan((900, 0.7), (130, 1.03), (35, 0), (110, 1.03), (180, 0.6))
    whole = plan(*[(240, 1.03), (180, 0.6)] * 3, (600, 0.7))
    assert len(work_in(np.concatenate([halted, whole]))) == 4


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(20, 200), st.floats(0.6, 0.84)), min_size=5, max_size=30))
def test_no_interval_is_made_of_easy_running(parts):
    assert work_in(plan(*parts)) == ()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3600), st.integers(0, 3600), st.floats(0.4, 0.65))
def test_easy_minutes_more_leave_a_series_as_it_was(before, after, level):
    """Though it was found by the session's own level: the threshold is a tenth too low."""
    series = plan((60, 0.65), *[(300, 1.03), (120, 0.8)] * 5, (60, 0.65))
    found = work_in(series, threshold=0.9)
    longer = work_in(np.r_[np.full(before, level), series, np.full(after, level)], threshold=0.9)
    assert len(found) == 5
    assert is_series(found)
    assert np.subtract(spans(longer), before) == pytest.approx(np.array(spans(found)), abs=3)


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
    assert described(work_in(paused)) == described(work_in(FIVE_BY_FOUR))


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


def test_one_series_stays_regular_whatever_else_was_a_little_fast():
    """Found on a simulated athlete: a brisk end, told from ten easy minutes after it."""
    series = [Interval(1100 + 160 * n, 1175 + 160 * n, 1.1) for n in range(8)]
    before, after = Interval(769, 1039, 0.97), Interval(2836, 3014, 0.94)
    assert is_regular([before, *series])
    assert is_regular([before, *series, after])
    assert not is_regular([before, *series[:4], after])
