"""The interval detector: golden cases computed for its design, and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intervals import Interval, detect, segments, structure

LEVELS = {"on": 0.90, "off": 0.82, "contrast": 0.12}


def plan(*parts):
    """Intensity from (seconds, level)."""
    return np.concatenate([np.full(seconds, float(level)) for seconds, level in parts])


FIVE_BY_FOUR = plan((600, 0.6), *[(240, 1.2), (180, 0.52)] * 5, (600, 0.56))
THIRTY_THIRTY = plan((600, 0.6), *[(30, 1.32), (30, 0.48)] * 12, (600, 0.56))


def spans(intervals):
    return [(interval.start_s, interval.end_s) for interval in intervals]


def test_five_times_four_minutes_are_found_to_the_second():
    """G-I1."""
    found = detect(FIVE_BY_FOUR, **LEVELS)
    assert spans(found) == [(600, 841), (1021, 1261), (1441, 1681), (1861, 2101), (2281, 2521)]
    assert [round(interval.intensity, 3) for interval in found] == [1.197] * 5


def test_thirty_thirties_are_missed_by_the_long_pass_and_found_by_the_short_one():
    """G-I2."""
    assert segments(THIRTY_THIRTY, window_s=15, min_work_s=40, min_rest_s=15, **LEVELS) == ()
    found = detect(THIRTY_THIRTY, **LEVELS)
    assert spans(found)[:3] == [(599, 631), (660, 691), (720, 751)]
    assert len(found) == 12
    assert [round(interval.intensity, 3) for interval in found[:2]] == [1.271, 1.293]


@pytest.mark.parametrize(
    ("intensity", "expected"),
    [
        pytest.param(plan((600, 0.6), (2400, 0.86), (600, 0.6)), [], id="40 min at 0.86"),
        pytest.param(
            plan((2000, 0.66), (35, 1.68), (1365, 0.66), (20, 1.68), (1980, 0.66)),
            [(1996, 2040)],
            id="90 easy minutes with two surges",
        ),
        pytest.param(
            plan((900, 0.6), (1200, 0.96), (300, 0.6), (1200, 0.96), (300, 0.6)),
            [(905, 2098), (2405, 3598)],
            id="2 x 20 min at 0.96",
        ),
        pytest.param(
            plan((600, 0.6), *[(600, 0.92), (300, 0.6)] * 3),
            [(607, 1197), (1507, 2097), (2407, 2997)],
            id="3 x 10 min at 0.92",
        ),
    ],
)
def test_steady_work_is_no_interval_and_sweet_spot_repeats_are(intensity, expected):
    """G-I3."""
    assert spans(detect(intensity, **LEVELS)) == expected


def test_six_per_cent_of_noise_hides_no_interval():
    noise = 1 + np.random.default_rng(3).normal(0, 0.06, len(FIVE_BY_FOUR))
    found = detect(FIVE_BY_FOUR * noise)
    assert len(found) == 5
    for interval, (start, end) in zip(found, spans(detect(FIVE_BY_FOUR)), strict=True):
        assert abs(interval.start_s - start) <= 3
        assert abs(interval.end_s - end) <= 3


def test_a_pause_is_rest():
    paused = FIVE_BY_FOUR.copy()
    paused[paused == 0.52] = np.nan
    assert structure(detect(paused)) == structure(detect(FIVE_BY_FOUR))


def test_a_session_without_effort_has_no_intervals():
    assert detect(np.full(3600, np.nan)) == ()
    assert detect(np.empty(0)) == ()


@settings(deadline=None)
@given(shift=st.integers(0, 900))
def test_a_longer_warm_up_moves_the_intervals_and_changes_nothing_else(shift):
    later = detect(np.concatenate([np.full(shift, 0.6), FIVE_BY_FOUR]))
    moved = [(start + shift, end + shift) for start, end in spans(detect(FIVE_BY_FOUR))]
    assert spans(later) == moved


@settings(deadline=None)
@given(st.lists(st.floats(0, 2), min_size=1, max_size=400))
def test_intervals_are_in_order_apart_and_inside_the_session(levels):
    intensity = np.repeat(levels, 10)
    edges = [edge for span in spans(detect(intensity)) for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(intensity) for edge in edges)


@pytest.mark.parametrize(
    ("intervals", "text"),
    [
        (detect(FIVE_BY_FOUR), "5 x 4:00 at 1.20, rest 3:00"),
        (detect(THIRTY_THIRTY), "12 x 0:30 at 1.29, rest 0:30"),
        ((Interval(0, 60, 1.1), Interval(120, 420, 1.0)), "2 x 1:00-5:00 at 1.05, rest 1:00"),
        ((Interval(0, 1193, 0.96),), ""),
        ((), ""),
    ],
)
def test_structure_is_written_as_a_coach_writes_it(intervals, text):
    assert structure(intervals) == text
