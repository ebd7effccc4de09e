"""Which rides and runs make a brick."""

from datetime import UTC, datetime, timedelta
from itertools import count, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import read_activity
from ingest.errors import ReadingError
from ingest.sports import family
from models.bricks import Leg, find

DAY = datetime(2026, 8, 1, 8, tzinfo=UTC)
SPORTS = {"ride": "cycling", "run": "running", "swim": "swimming", "transition": "transition"}


def day(*parts, one_file=False, **facts):
    """Legs from (family, minutes, minutes of gap before it[, facts of the leg])."""
    legs, at, numbers = [], DAY, count(1)
    for kind, minutes, gap, *more in parts:
        start = at + timedelta(minutes=gap)
        at = start + timedelta(minutes=minutes)
        name = f"{kind}{next(numbers)}"
        own = {
            "id": name,
            "activity_id": "one" if one_file else name,
            "family": kind,
            "sport": SPORTS[kind],
            "sub_sport": None,
            "start": start,
            "end": at,
            "moving_min": minutes,
        }
        legs.append(Leg(**own | facts | (more[0] if more else {})))
    return legs


def kinds(legs):
    return [(brick.ride_id, brick.run_id, brick.kind, brick.uncertain) for brick in find(legs)]


def test_a_run_off_the_bike_in_one_recording_is_a_brick():
    legs = day(("ride", 60, 0), ("transition", 2, 0), ("run", 20, 0), one_file=True)
    (brick,) = find(legs)
    assert (brick.kind, brick.gap, brick.gap_s, brick.uncertain) == ("brick", "tight", 120, False)
    assert brick.reason == "a run of 20 min 2 min after a ride of 60 min"


@pytest.mark.parametrize(
    ("gap_min", "expected"),
    [
        (0, ("tight", False)),
        (10, ("tight", False)),
        (11, ("normal", False)),
        (30, ("normal", False)),
        (45, ("loose", True)),
        (61, None),
        (-4, ("tight", False)),
        (-20, None),
    ],
)
def test_between_two_files_the_gap_decides(gap_min, expected):
    found = find(day(("ride", 60, 0), ("run", 20, gap_min)))
    assert [(brick.gap, brick.uncertain) for brick in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "legs",
    [
        day(("ride", 19, 0), ("run", 20, 5)),
        day(("ride", 60, 0), ("run", 7, 5)),
        day(("run", 20, 0), ("ride", 60, 5)),
        day(("swim", 20, 0), ("ride", 60, 5)),
        day(("ride", 60, 0), ("swim", 20, 5), ("run", 20, 5)),
        day(("ride", 60, 0, {"sub_sport": "commuting"}), ("run", 20, 5)),
        day(("ride", 60, 0, {"sport": "e_biking"}), ("run", 20, 5)),
    ],
    ids=["short ride", "short run", "run first", "no run", "swim between", "commute", "e-bike"],
)
def test_what_is_no_brick(legs):
    assert find(legs) == ()


def test_a_few_strides_before_the_run_do_not_part_it_from_the_ride():
    assert kinds(day(("ride", 60, 0), ("run", 4, 2), ("run", 20, 1))) == [
        ("ride1", "run3", "brick", False)
    ]


def test_every_change_from_bike_to_run_counts_once():
    legs = day(("ride", 30, 0), ("run", 10, 2), ("ride", 30, 2), ("run", 10, 2))
    assert kinds(legs) == [("ride1", "run2", "brick", False), ("ride3", "run4", "brick", False)]


def test_riding_to_a_run_and_home_again_is_access():
    home, wood = (48.1, 11.5), (48.2, 11.6)
    legs = day(
        ("ride", 30, 0, {"start_position": home, "end_position": wood}),
        ("run", 50, 10),
        ("ride", 30, 10, {"start_position": wood, "end_position": (48.101, 11.501)}),
    )
    assert kinds(legs) == [("ride1", "run2", "access", False)]
    assert kinds(legs[:2]) == [("ride1", "run2", "brick", False)]


def test_a_ride_after_the_run_to_nobody_knows_where_is_asked_about():
    legs = day(("ride", 30, 0), ("run", 50, 10), ("ride", 30, 10))
    assert kinds(legs) == [("ride1", "run2", "brick", True)]


def test_swim_ride_and_run_in_one_recording_are_a_race():
    legs = day(
        ("swim", 15, 0), ("transition", 3, 0), ("ride", 40, 0), ("run", 25, 1), one_file=True
    )
    (brick,) = find(legs)
    assert brick.kind == "race"
    assert "triathlon" in brick.reason


def test_a_leg_at_race_effort_makes_the_brick_a_race():
    legs = day(("ride", 40, 0), ("run", 25, 1, {"kind": "race"}))
    assert [kind for _, _, kind, _ in kinds(legs)] == ["race"]


def test_two_recordings_of_one_event_are_one_brick():
    parts = ("swim", 15, 0), ("ride", 40, 3), ("run", 25, 1)
    watch = day(*parts, one_file=True)
    computer = day(("ride", 40, 18), id="computer")
    assert kinds([*computer, *watch]) == [("ride2", "run3", "race", False)]
    assert len(find([*watch, *day(*parts, activity_id="second export")])) == 1


def test_the_order_of_the_rows_does_not_matter():
    legs = day(("ride", 30, 0), ("run", 10, 2), ("ride", 30, 200), ("run", 10, 2))
    assert {find(order) for order in permutations(legs)} == {find(legs)}


parts = st.tuples(st.sampled_from(["ride", "run", "swim"]), st.integers(1, 90), st.integers(0, 90))


@settings(deadline=None)
@given(st.lists(parts, max_size=8), st.integers(-400, 400))
def test_moving_all_dates_moves_the_bricks_and_nothing_else(rows, days):
    legs, shift = day(*rows), timedelta(days=days)
    moved = [
        Leg(leg.id, leg.id, leg.family, leg.sport, None, leg.start + shift, leg.end + shift,
            leg.moving_min)
        for leg in legs
    ]  # fmt: skip
    assert find(moved) == find(legs)


@settings(deadline=None)
@given(st.lists(parts, max_size=8))
def test_no_leg_belongs_to_two_bricks(rows):
    used = [leg for brick in find(day(*rows)) for leg in (brick.ride_id, brick.run_id)]
    assert len(used) == len(set(used))


# --- real recordings ----------------------------------------------------------------------


def legs_of(path):
    activity = read_activity(path)
    return [
        Leg(
            id=f"{path.name}#{number}",
            activity_id=activity.id,
            family=family(session.sport, session.sub_sport),
            sport=session.sport,
            sub_sport=session.sub_sport,
            start=session.start,
            end=session.start + timedelta(seconds=session.elapsed_s),
            moving_min=session.timer_s / 60,
            start_position=place(activity, session, 0),
            end_position=place(activity, session, -1),
        )
        for number, session in enumerate(activity.sessions)
    ]


def place(activity, session, which):
    latitude = activity.samples["latitude_deg"][session.rows]
    longitude = activity.samples["longitude_deg"][session.rows]
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if not len(known):
        return None
    return round(latitude[known[which]], 3), round(longitude[known[which]], 3)


def test_five_real_triathlons_are_five_races_and_the_ride_to_a_trail_run_is_access(corpus):
    files = sorted((corpus / "multisport").iterdir())
    found = find(leg for path in files for leg in legs_of(path))
    assert [(brick.run_id.split("_")[1], brick.kind) for brick in found] == [
        ("2014-06-22", "race"),
        ("2014-12-14", "race"),
        ("2018-05-27", "race"),
        ("2019-11-17", "race"),
        ("2023-09-02", "race"),
        ("2025-11-29", "access"),
    ]


@pytest.mark.parametrize("athlete", ["coros-runner", "garmin-walker", "igpsport-rider"])
def test_real_histories_without_bricks_have_none(corpus, athlete):
    legs = []
    for path in sorted((corpus / "history" / athlete).iterdir()):
        try:
            legs += legs_of(path)
        except ReadingError:
            continue
    assert legs
    assert find(legs) == ()
