"""Which sessions are the way to somewhere."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_activity
from ingest.errors import ReadingError
from ingest.sports import family
from models.commutes import Trip, find
from models.places import apart_m

MONDAY = datetime(2026, 3, 2, 7, 30)  # noqa: DTZ001 - the athlete's wall clock
HOME, WORK, LAKE, CORNER = (48.10, 11.50), (48.15, 11.50), (48.10, 11.60), (48.105, 11.50)
TO_WORK_M = 5566


def trip(day, start=HOME, end=WORK, hour=0, **facts):
    begin = MONDAY + timedelta(days=day, hours=hour)
    name = f"{day}/{hour}"
    return Trip(
        **{
            "id": name,
            "start": begin,
            "minutes": 25,
            "family": "ride",
            "start_place": start,
            "end_place": end,
            "distance_m": 7500,
        }
        | facts
    )


def there_and_back(*days, **facts):
    return [
        one for day in days for one in (trip(day, **facts), trip(day, WORK, HOME, hour=9, **facts))
    ]


TWO_WEEKS = (0, 1, 2, 7, 8)


def test_distances_are_those_of_the_earth():
    assert apart_m(HOME, WORK) == pytest.approx(TO_WORK_M, rel=1e-3)
    assert apart_m(HOME, LAKE) == pytest.approx(7434, rel=5e-3)
    assert apart_m((0, 179.99), (0, -179.99)) == pytest.approx(2226, rel=1e-3)


def test_a_way_becomes_a_commute_once_it_is_a_habit_and_not_before():
    assert find(there_and_back(*TWO_WEEKS)) == {"7/0", "7/9", "8/0", "8/9"}


@pytest.mark.parametrize(
    "days", [(0, 1, 2, 3, 4), (0, 7, 14, 21), (5, 6, 12, 13), (0, 1, 190, 191)]
)
def test_a_week_s_holiday_a_weekly_outing_and_what_lies_long_ago_are_no_habit(days):
    assert find(there_and_back(*days)) == set()


@pytest.mark.parametrize(
    "facts",
    [
        {"minutes": 61},
        {"distance_m": 2.1 * TO_WORK_M},
        {"family": "swim"},
        {"family": "other"},
        {"start_place": None},
        {"end_place": None},
        {"start_place": HOME, "end_place": HOME},
        {"start_place": HOME, "end_place": CORNER, "distance_m": 600},
    ],
    ids=["long", "roundabout", "swims", "walks", "from nowhere", "to nowhere", "loops", "near"],
)
def test_what_is_no_commute_however_often(facts):
    assert find(there_and_back(*range(0, 60, 2), **facts)) == set()


def test_one_way_a_day_is_enough_and_distance_need_not_be_known():
    assert find([trip(day, distance_m=None) for day in TWO_WEEKS]) == {"7/0", "8/0"}


def test_who_rides_to_work_and_runs_home_commutes_twice():
    ways = [trip(0), trip(8, WORK, HOME, family="run"), trip(9), trip(10, WORK, HOME, family="run")]
    assert find(ways) == {"9/0", "10/0"}


def test_a_training_ride_home_is_none_though_the_way_is_a_commute():
    long_way = trip(9, WORK, HOME, minutes=58, distance_m=26_000)
    assert find([*there_and_back(*TWO_WEEKS), long_way]) == {"7/0", "7/9", "8/0", "8/9"}


def test_what_goes_on_with_another_session_is_none_though_the_way_is_a_commute():
    days = (0, 1, 3, 7, 8, 10)
    habit = [one for day in days for one in there_and_back(day)]
    intervals = [trip(11, hour=9 + n / 2, minutes=12, id=f"repeat {n}") for n in range(3)]
    found = find([*habit, *intervals])
    assert "repeat 0" in found
    assert not {"repeat 1", "repeat 2"} & found


def test_another_way_is_not_a_commute_because_the_first_is():
    assert "9/0" not in find([*there_and_back(*TWO_WEEKS), trip(9, HOME, LAKE)])


def test_places_are_the_same_though_the_watch_finds_them_a_little_beside():
    beside = [(48.10 + 0.003 * (day % 2), 11.50 - 0.002 * (day % 3)) for day in range(9)]
    assert find([trip(day, beside[day]) for day in TWO_WEEKS]) == {"7/0", "8/0"}


def test_the_order_of_rows_and_the_sense_of_the_compass_do_not_matter():
    ways = there_and_back(*TWO_WEEKS)
    turned = [replace(one, start_place=one.end_place, end_place=one.start_place) for one in ways]
    assert find(ways) == find(ways[::-1]) == find(turned)


near = st.sampled_from([HOME, WORK, LAKE, CORNER, (48.101, 11.501), (48.149, 11.502), None])
histories = st.lists(
    st.builds(
        trip,
        st.integers(0, 40),
        near,
        near,
        hour=st.integers(0, 14),
        minutes=st.integers(5, 70),
        family=st.sampled_from(["ride", "run", "other"]),
        distance_m=st.sampled_from([None, 6000, 7500, 30_000]),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)


@given(histories, st.integers(0, 40))
def test_no_session_is_a_commute_by_what_came_later(ways, day):
    until = MONDAY + timedelta(days=day)
    earlier = [one for one in ways if one.start <= until]
    assert find(earlier) == find(ways) & {one.id for one in earlier}


@given(histories, st.integers(-60, 60))
def test_moving_all_dates_by_whole_weeks_changes_nothing(ways, weeks):
    by = timedelta(weeks=weeks)
    assert find([replace(one, start=one.start + by) for one in ways]) == find(ways)


@given(histories)
def test_commutes_are_short_and_lead_somewhere(ways):
    found = find(ways)
    for one in ways:
        if one.id in found:
            assert one.minutes <= 60
            assert apart_m(one.start_place, one.end_place) > 1000


@pytest.mark.parametrize("athlete", ["garmin-coros-multisport", "coros-runner", "igpsport-rider"])
def test_the_training_of_a_runner_and_of_a_rider_is_no_commute(corpus, athlete):
    """At most a jog to the track or home from it is taken for one, which is easy anyway."""
    ways = []
    for path in sorted((corpus / "history" / athlete).iterdir()):
        with contextlib.suppress(ReadingError):
            ways += trips_of(path)
    found = find(ways)
    assert len(ways) >= 7
    assert all(one.minutes < 15 for one in ways if one.id in found)


def trips_of(path):
    activity = read_activity(path)
    for number, session in enumerate(activity.sessions):
        track = np.column_stack(
            [activity.samples[name][session.rows] for name in ("latitude_deg", "longitude_deg")]
        )
        track = track[np.isfinite(track).all(axis=1)].round(3).tolist()
        yield Trip(
            id=f"{path.name}#{number}",
            start=session.start,
            minutes=session.timer_s / 60,
            family=family(session.sport, session.sub_sport),
            start_place=tuple(track[0]) if track else None,
            end_place=tuple(track[-1]) if track else None,
            distance_m=session.distance_m,
        )
