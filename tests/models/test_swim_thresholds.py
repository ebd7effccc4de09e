"""Critical swim speed."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from ingest.activity import Session
from ingest.stream import Stream
from models.digests import Past
from models.efforts import Efforts, extract
from models.swim_thresholds import best_swims, swim_speed

TODAY = date(2026, 6, 1)


def ago(days):
    return TODAY - timedelta(days=days)


def swims(*times, every=1):
    """Swims with best times over 200, 400 and 1500 m, the first today."""
    digests = [Efforts("swim", ago(every * i), 1800.0, best_times_s=t) for i, t in enumerate(times)]
    return Past.of(digests)["swim"]


def test_two_all_out_distances_measure_it():
    found = swim_speed(swims((170.0, 500.0, None), (230.0, 360.0, None)), TODAY)
    assert found.value == pytest.approx(200 / 190)
    assert (found.origin, found.since, found.basis) == ("measured", TODAY, "best 200 and 400 m")


@pytest.mark.parametrize(
    ("t200", "t400"), [(200.0, 401.0), (150.0, 400.0), (220.0, 400.0)], ids=["same", "far", "odd"]
)
def test_two_distances_of_which_one_was_easy_do_not(t200, t400):
    found = swim_speed(swims((t200, t400, None)), TODAY)
    assert found.value == pytest.approx(0.97 * 400 / t400)
    assert (found.origin, found.basis) == ("estimated", "400 m paces of 90 days")


def test_a_fast_1500_m_lifts_what_usual_paces_say():
    found = swim_speed(swims((200.0, 401.0, None), (205.0, 410.0, 1500.0)), TODAY)
    assert (found.value, found.basis) == (pytest.approx(0.985), "best 1500 m")


def test_a_short_swim_says_nothing():
    for rows in (swims((170.0, None, None)), swims()):
        found = swim_speed(rows, TODAY)
        assert (found.origin, found.since) == ("prior", None)


def test_swims_of_more_than_three_months_ago_and_later_ones_count_no_more():
    rows = swims((170.0, 360.0, None), (200.0, 401.0, None), (170.0, 360.0, None), every=80)
    assert swim_speed(rows, ago(1)).origin == "estimated"
    assert swim_speed(rows, TODAY).origin == "measured"


def test_the_bests_behind_it_are_told_by_distance():
    told = best_swims(swims((170.0, 500.0, 1700.0), (230.0, 360.0, None)), TODAY)
    assert [(e.distance_m, e.duration_s, e.date, e.weight) for e in told] == [
        (200.0, 170.0, TODAY, 1.0),
        (400.0, 360.0, ago(1), 1.0),
        (1500.0, 1700.0, TODAY, 0.0),
    ]
    assert [e.weight for e in best_swims(swims((200.0, 401.0, None)), TODAY)] == [0.0, 0.0]
    assert best_swims(swims(), TODAY) == []


def test_it_finds_the_speed_of_swimmers_who_swim_hard_now_and_then():
    """Bests a little slower than all-out: within 3 %, and 90 % intervals hold 8 in 10 at least."""
    rng = np.random.default_rng(1)
    error, within = [], []
    for _ in range(100):
        critical, reserve_m = rng.normal(1.1, 0.12), rng.uniform(10, 35)
        best = [(m - reserve_m) / critical / rng.uniform(0.97, 1.0) for m in (200.0, 400.0)]
        easy = [(200 / (0.88 * critical), 401 / (0.88 * critical), None)] * 5
        found = swim_speed(
            swims(*easy, (best[0], None, None), (200 / (0.9 * critical), best[1], None)), TODAY
        )
        error.append(found.value / critical - 1)
        within.append(abs(found.value - critical) < 1.645 * found.sd)
    assert abs(np.mean(error)) < 0.03
    assert np.mean(within) > 0.8


def test_a_best_time_does_not_reach_over_a_long_rest():
    """The usual test: 400 m, some minutes at the wall, 200 m faster."""
    steps = np.r_[np.full(400, 1.0), np.zeros(240), np.full(160, 1.25)]
    recorded = Stream(
        np.arange(801.0), np.zeros(801, np.int32), {"distance_m": np.r_[0.0, np.cumsum(steps)]}
    )
    start = datetime(2026, 5, 4, 6, tzinfo=UTC)
    session = Session("swimming", "lap_swimming", start, 801, 801, slice(0, 0))
    t200, t400, t1500 = extract(recorded, session, "swim", {}).best_times_s
    assert t200 == pytest.approx(160, abs=1)
    assert t400 == pytest.approx(400, abs=1)
    assert t1500 is None
