"""Which rides and runs make a brick."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count

import numpy as np
import pytest
from hypothesis import given
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


def kinds(legs, told=None):
    found = find(legs, told)
    return [(brick.ride_id, brick.run_id, brick.kind, brick.uncertain) for brick in found]


def test_a_run_off_the_bike_in_one_recording_is_a_brick():
    legs = day(("ride", 60, 0), ("transition", 2, 0), ("run", 20, 0), one_file=True)
    (brick,) = find(legs)
    assert (brick.kind, brick.gap, brick.gap_s, brick.uncertain) == ("brick", "tight", 120, False)
    assert brick.reason == "a run of 20 min, 2 min after a ride of 60 min"


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


HOME, WOOD, CAFE = (48.1, 11.5), (48.12, 11.51), (48.15, 11.5)


def way(start, end, **facts):
    return {"start_position": start, "end_position": end} | facts


TO_WOOD, AT_WOOD, NEAR_HOME = way(HOME, WOOD), way(WOOD, WOOD), (48.101, 11.501)


def test_riding_to_a_run_and_home_again_is_access():
    legs = day(("ride", 30, 0, TO_WOOD), ("run", 50, 10), ("ride", 30, 10, way(WOOD, NEAR_HOME)))
    assert kinds(legs) == [("ride1", "run2", "access", False)]
    assert kinds(legs[:2]) == [("ride1", "run2", "brick", False)]


@pytest.mark.parametrize(
    "after",
    [
        [("run", 15, 2, AT_WOOD), ("ride", 30, 10, way(WOOD, HOME))],
        [("ride", 10, 5, way(WOOD, CAFE)), ("ride", 15, 170, way(CAFE, HOME))],
        [("ride", 30, 10, way(WOOD, HOME)), ("run", 20, 5, way(HOME, HOME))],
        [("ride", 12, 10, way(WOOD, HOME, sub_sport="commuting"))],
        [("ride", 30, 10, way(WOOD, HOME, kind="race"))],
    ],
    ids=["a second run", "brunch", "a run at home", "a short way home", "a hard way home"],
)
def test_home_is_found_however_the_day_goes_on(after):
    legs = day(("ride", 30, 0, TO_WOOD), ("run", 50, 10, AT_WOOD), *after)
    assert kinds(legs)[0] == ("ride1", "run2", "access", False)


@pytest.mark.parametrize(
    "legs",
    [
        day(*[("ride", 30, 2, way(HOME, HOME)), ("run", 10, 2, way(HOME, HOME))] * 2),
        day(*[("ride", 30, 2, way(HOME, HOME)), ("run", 10, 2)], ("ride", 30, 5, way(HOME, HOME))),
        day(
            ("ride", 30, 0, TO_WOOD),
            ("run", 10, 2, AT_WOOD),
            ("ride", 30, 2, AT_WOOD),
            ("run", 10, 2, AT_WOOD),
            ("ride", 30, 5, way(WOOD, HOME)),
        ),
        day(
            ("ride", 30, 0, way(HOME, WOOD, sub_sport="virtual_activity")),
            ("run", 10, 2),
            ("ride", 30, 2, way(WOOD, HOME, sub_sport="virtual_activity")),
        ),
    ],
    ids=["laps from home", "a spin afterwards", "laps in the wood", "on the trainer"],
)
def test_rides_that_lead_nowhere_are_no_access(legs):
    assert {(kind, uncertain) for _, _, kind, uncertain in kinds(legs)} == {("brick", False)}


@pytest.mark.parametrize(
    "after",
    [
        [("run", 20, 5, {"sport": "fitness_equipment", "sub_sport": "treadmill"})],
        [("run", 20, 5, way(HOME, HOME))],
        [("run", 20, 5, way(HOME, HOME)), ("ride", 60, 20, way(HOME, HOME))],
    ],
    ids=["on the belt", "out of doors", "and a ride out of doors later"],
)
def test_a_run_after_the_trainer_is_a_brick(after):
    indoors = {"sport": "fitness_equipment", "sub_sport": "indoor_cycling"}
    assert kinds(day(("ride", 45, 0, indoors), *after)) == [("ride1", "run2", "brick", False)]


def test_a_commute_makes_no_brick_unless_it_was_recorded_with_the_run_as_one():
    home_from_work = day(("ride", 40, 0, {"commute": True}), ("run", 20, 5))
    run_to_work = day(("ride", 40, 0), ("run", 20, 5, {"commute": True}))
    assert find(home_from_work) == find(run_to_work) == ()
    both = day(("ride", 40, 0, {"commute": True}), ("run", 20, 1), one_file=True)
    assert len(find(both)) == 1


def test_a_training_ride_before_the_way_by_e_bike_is_no_brick_with_the_run_after_it():
    assert find(day(("ride", 60, 0), ("ride", 20, 2, {"sport": "e_biking"}), ("run", 20, 5))) == ()


def test_a_run_at_noon_hours_after_riding_to_work_is_no_brick():
    assert find(day(("ride", 40, 0), ("run", 40, 240), ("ride", 40, 300))) == ()


def test_the_timer_of_a_recorded_transition_is_the_gap():
    parts = ("ride", 60, 0), ("transition", 2, 1), ("run", 20, 1)
    assert find(day(*parts, one_file=True))[0].gap_s == 120
    assert find(day(*parts))[0].gap_s == 240
    first = ("swim", 15, 0), ("transition", 4, 0)
    assert find(day(*first, *parts, one_file=True))[0].gap_s == 120


def test_one_recording_with_lunch_between_ride_and_run_is_no_brick():
    assert find(day(("ride", 60, 0), ("run", 20, 90), one_file=True)) == ()
    (brick,) = find(day(("ride", 60, 0), ("run", 20, 40), one_file=True))
    assert (brick.gap, brick.uncertain) == ("loose", False)


def test_a_brick_over_midnight_and_into_another_time_zone_is_one():
    midnight = DAY.replace(hour=23, minute=30)
    ride, run = day(("ride", 40, 0), ("run", 20, 5))
    late = [
        replace(ride, start=midnight, end=midnight + timedelta(minutes=40)),
        replace(
            run,
            start=(midnight + timedelta(minutes=45)).astimezone(timezone(timedelta(hours=-7))),
            end=midnight + timedelta(minutes=65),
        ),
    ]
    assert [brick.gap_s for brick in find(late)] == [300]


@pytest.mark.parametrize(
    ("facts", "after", "uncertain"),
    [
        ({}, [("ride", 30, 10)], True),
        ({}, [("ride", 30, 10), ("run", 4, 1)], True),
        (TO_WOOD, [("ride", 30, 10)], True),
        ({}, [("ride", 30, 61)], False),
        ({}, [("ride", 30, 10, {"sub_sport": "indoor_cycling"})], False),
        (TO_WOOD, [("ride", 30, 10, way(WOOD, CAFE))], False),
    ],
)
def test_a_ride_after_the_run_to_nobody_knows_where_is_asked_about(facts, after, uncertain):
    legs = day(("ride", 30, 0, facts), ("run", 50, 10), *after)
    assert kinds(legs) == [("ride1", "run2", "brick", uncertain)]


def test_swim_ride_and_run_in_one_recording_are_a_race():
    legs = day(
        ("swim", 15, 0), ("transition", 3, 0), ("ride", 40, 0), ("run", 25, 1), one_file=True
    )
    (brick,) = find(legs)
    assert brick.kind == "race"
    assert "triathlon" in brick.reason


def test_a_triathlon_stays_a_race_though_the_athlete_rode_home():
    triathlon = day(("swim", 15, 0), ("ride", 40, 3, TO_WOOD), ("run", 25, 1), one_file=True)
    home = replace(day(("ride", 40, 90, way(WOOD, HOME)))[0], id="home")
    assert [brick.kind for brick in find([*triathlon, home])] == ["race"]


def test_a_leg_at_race_effort_makes_the_brick_a_race():
    legs = day(("ride", 40, 0), ("run", 25, 1, {"kind": "race"}))
    assert [kind for _, _, kind, _ in kinds(legs)] == ["race"]


def test_run_ride_and_run_in_one_recording_is_training_unless_it_was_raced():
    parts = ("run", 15, 0), ("ride", 40, 1)
    assert kinds(day(*parts, ("run", 15, 1), one_file=True)) == [("ride2", "run3", "brick", False)]
    raced = day(("run", 15, 0, {"kind": "race"}), parts[1], ("run", 15, 1), one_file=True)
    assert kinds(raced) == [("ride2", "run3", "race", False)]


def test_riding_to_a_race_and_home_again_is_access():
    race = ("run", 20, 10, AT_WOOD | {"kind": "race"})
    legs = day(("ride", 30, 0, TO_WOOD), race, ("ride", 30, 10, way(WOOD, HOME)))
    assert kinds(legs) == [("ride1", "run2", "access", False)]


# --- what the athlete said ----------------------------------------------------------------


@pytest.mark.parametrize("word", ["easy", "key", "other"])
@pytest.mark.parametrize("leg", ["ride1", "run2"])
def test_a_leg_that_was_something_else_is_in_no_brick(leg, word):
    legs = day(("ride", 60, 0), ("run", 20, 5))
    assert find(legs, {leg: word}) == ()
    assert find(legs, {"another": word}) == find(legs)


def test_a_leg_that_was_something_else_still_parts_the_others():
    legs = day(("ride", 60, 0), ("run", 20, 5), ("run", 10, 5))
    assert find(legs, {"run2": "easy"}) == ()


@pytest.mark.parametrize(
    "legs",
    [
        day(("ride", 60, 0), ("run", 20, 170)),
        day(("ride", 12, 0), ("run", 5, 5)),
        day(("ride", 60, 0, {"commute": True}), ("run", 20, 5)),
        day(("ride", 60, 0, {"sport": "e_biking"}), ("run", 20, 5)),
        day(("ride", 30, 0, TO_WOOD), ("run", 20, 5), ("ride", 30, 10, way(WOOD, HOME))),
        day(("ride", 30, 0), ("run", 20, 45)),
    ],
    ids=["late", "short", "a commute", "e-bike", "access", "uncertain"],
)
@pytest.mark.parametrize("leg", ["ride1", "run2"])
def test_the_athlete_s_word_makes_a_certain_brick_of_what_would_be_none(legs, leg):
    (brick,) = find(legs, {leg: "brick"})
    assert (brick.ride_id, brick.run_id) == ("ride1", "run2")
    assert (brick.kind, brick.uncertain) == ("brick", False)
    assert brick.reason.endswith("a brick because you said so")


def test_a_brick_without_a_partner_is_in_no_pair():
    assert find(day(("ride", 60, 0), ("run", 20, 181)), {"ride1": "brick"}) == ()
    assert find(day(("run", 20, 0), ("ride", 60, 5)), {"run1": "brick", "ride2": "brick"}) == ()
    apart = day(("ride", 60, 0), ("run", 20, 5))
    assert find(apart, {"ride1": "key", "run2": "brick"}) == ()


def test_the_athlete_s_word_joins_what_is_nearest_and_each_leg_once():
    legs = day(("ride", 60, 0), ("run", 20, 70), ("run", 20, 5))
    for told in ({"ride1": "brick"}, {"run3": "brick", "run2": "brick"}):
        assert [brick.run_id for brick in find(legs, told)] == ["run2"]
    rides = day(("ride", 60, 0), ("ride", 60, 5), ("run", 20, 70))
    assert [brick.ride_id for brick in find(rides, {"run3": "brick"})] == ["ride2"]


def test_the_athlete_s_word_takes_no_leg_from_another_brick():
    legs = day(("ride", 60, 0), ("run", 20, 5), ("run", 20, 60))
    assert [brick.run_id for brick in find(legs, {"run3": "brick"})] == ["run2"]
    assert [brick.run_id for brick in find(legs, {"run2": "key", "run3": "brick"})] == ["run3"]


def test_a_triathlon_stays_a_race_when_the_athlete_calls_it_a_brick():
    legs = day(("swim", 15, 0), ("ride", 40, 3), ("run", 25, 1), one_file=True)
    assert kinds(legs) == kinds(legs, {"ride2": "brick"}) == [("ride2", "run3", "race", False)]


# --- laws ---------------------------------------------------------------------------------


def test_two_recordings_of_one_event_are_one_brick():
    parts = ("swim", 15, 0), ("ride", 40, 3), ("run", 25, 1)
    watch = day(*parts, one_file=True)
    (computer,) = day(("ride", 40, 18), id="computer")
    assert kinds([computer, *watch]) == [("ride2", "run3", "race", False)]
    early = replace(computer, start=DAY - timedelta(minutes=10))
    assert kinds([early, *watch]) == [("ride2", "run3", "race", False)]
    assert len(find([*watch, *day(*parts, activity_id="second export")])) == 1


places = st.sampled_from([None, HOME, WOOD, CAFE])
parts = st.tuples(
    st.sampled_from(["ride", "run", "swim", "transition"]),
    st.integers(1, 90),
    st.integers(-10, 200),
    st.fixed_dictionaries(
        {
            "start_position": places,
            "end_position": places,
            "commute": st.booleans(),
            "kind": st.sampled_from([None, "race"]),
        }
    ),
)
days = st.builds(
    lambda rows, one_file: day(*rows, one_file=one_file),
    st.lists(parts, max_size=8),
    st.booleans(),
)
words = st.dictionaries(
    st.builds("{}{}".format, st.sampled_from(["ride", "run"]), st.integers(1, 8)),
    st.sampled_from(["easy", "key", "brick", "other"]),
    max_size=4,
)


@given(days, words, st.randoms())
def test_the_order_of_the_rows_does_not_matter(legs, told, random):
    assert find(random.sample(legs, len(legs)), told) == find(legs, told)


@given(days, words, st.integers(-400, 400))
def test_moving_all_dates_moves_the_bricks_and_nothing_else(legs, told, shift):
    by = timedelta(days=shift)
    moved = [replace(leg, start=leg.start + by, end=leg.end + by) for leg in legs]
    assert find(moved, told) == find(legs, told)


@given(days, words)
def test_no_leg_belongs_to_two_bricks_and_none_to_one_against_the_athlete_s_word(legs, told):
    used = [leg for brick in find(legs, told) for leg in (brick.ride_id, brick.run_id)]
    assert len(used) == len(set(used))
    assert {told.get(leg, "brick") for leg in used} <= {"brick"}


@given(days, words)
def test_what_the_athlete_calls_a_brick_is_certain_and_no_other_brick_is_made_or_lost(legs, told):
    bricks = {leg: word for leg, word in told.items() if word == "brick"}
    without = {brick.id for brick in find(legs)}
    found = {brick.id: brick for brick in find(legs, bricks)}
    assert without <= set(found)
    for brick in found.values():
        if bricks.keys() & {brick.ride_id, brick.run_id}:
            assert brick.kind != "access"
            assert not brick.uncertain
        else:
            assert brick.id in without


@given(days, days)
def test_another_day_changes_nothing(legs, others):
    by = timedelta(days=3)
    other_day = [
        replace(leg, id=f"{leg.id}'", activity_id=f"{leg.activity_id}'", start=leg.start + by,
                end=leg.end + by)
        for leg in others
    ]  # fmt: skip
    assert find([*legs, *other_day]) == find(legs) + find(other_day)


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
    # The first recorded no transitions.
    gaps_s = [brick.gap_s for brick in found]
    assert gaps_s == pytest.approx([0, 198, 61, 90, 70, 624], abs=1)
    assert not any(brick.uncertain for brick in found)


HISTORIES = ["coros-runner", "garmin-coros-multisport", "garmin-walker", "igpsport-rider"]


@pytest.mark.parametrize("athlete", HISTORIES)
def test_real_histories_without_bricks_have_none(corpus, athlete):
    legs = []
    for path in sorted((corpus / "history" / athlete).iterdir()):
        with contextlib.suppress(ReadingError):
            legs += legs_of(path)
    assert legs
    assert find(legs) == ()
