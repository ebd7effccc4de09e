"""Warm-ups, cool-downs and other legs share the class of their race."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bricks import Leg
from models.races import parts

GUN = datetime(2026, 6, 7, 10, tzinfo=UTC)


def outing(name, begins_min, minutes, family="run", kind=None, recording=None):
    start = GUN + timedelta(minutes=begins_min)
    end = start + timedelta(minutes=minutes)
    return Leg(
        id=name,
        activity_id=recording or name,
        family=family,
        sport=family,
        sub_sport=None,
        start=start,
        end=end,
        moving_min=minutes,
        kind=kind,
    )


RACE = outing("race", 0, 40, kind="race")


def reasons(*sessions):
    return {name: part.reason for name, part in parts(sessions).items()}


def test_warm_up_and_cool_down_belong_to_the_race():
    sessions = outing("jog", -40, 20), outing("strides", -15, 5), RACE, outing("trot", 50, 15)
    assert reasons(*sessions) == {
        "jog": "warm-up of the race 20 min later",
        "strides": "warm-up of the race 10 min later",
        "trot": "cool-down 10 min after the race",
    }
    assert {part.race_id for part in parts(sessions).values()} == {"race"}


@pytest.mark.parametrize(
    "other",
    [
        outing("earlier", -81, 20),
        outing("later", 101, 20),
        outing("long", -50, 31),
        outing("long after", 60, 31),
        outing("ride", -40, 20, "ride"),
        outing("walk", -40, 20, "other"),
        outing("the same race on another watch", 2, 30),
        outing("heat", -50, 15, kind="race"),
    ],
    ids=lambda one: one.id,
)
def test_what_does_not_belong_to_the_race(other):
    assert parts([other, RACE]) == {}


def test_a_jog_between_two_races_belongs_to_the_first():
    between, second = outing("jog", 50, 15), outing("second", 80, 20, kind="race")
    assert reasons(RACE, between, second) == {"jog": "cool-down 10 min after the race"}


def test_without_a_race_nothing_is_a_warm_up():
    assert parts([outing("jog", -40, 20), replace(RACE, kind="interval")]) == {}


@pytest.mark.parametrize(
    ("begins", "minutes"), [(-60, 20), (-80, 20), (-18, 20), (38, 20), (100, 20)]
)
def test_an_hour_is_near_enough_and_a_late_finger_on_the_button_no_matter(begins, minutes):
    assert set(parts([outing("near", begins, minutes), RACE])) == {"near"}


def test_the_swim_of_a_triathlon_and_the_first_run_of_a_duathlon_are_raced():
    legs = [
        outing("swim", 0, 15, "swim", recording="file"),
        outing("change", 15, 3, "transition", recording="file"),
        outing("ride", 18, 40, "ride", kind="race", recording="file"),
        outing("run", 60, 20, kind="race", recording="file"),
    ]
    warm_up, easy_ride = outing("jog", -30, 15), outing("home", 90, 20, "ride")
    assert reasons(warm_up, *legs, easy_ride) == {
        "swim": "a leg of the race that the recording holds",
        "jog": "warm-up of the race 15 min later",
        "home": "cool-down 10 min after the race",
    }
    assert set(parts([*legs[2:], outing("first run", -20, 15, recording="file")])) == {"first run"}


sessions = st.lists(
    st.builds(
        outing,
        st.uuids().map(str),
        st.integers(-200, 400),
        st.integers(1, 90),
        st.sampled_from(["run", "ride", "swim", "transition", "other"]),
        st.sampled_from([None, "race", "endurance"]),
        st.sampled_from([None, "one", "two"]),
    ),
    max_size=8,
)


@given(sessions, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, random):
    assert parts(random.sample(rows, len(rows))) == parts(rows)


@given(sessions)
def test_a_part_is_no_race_itself_and_names_one(rows):
    kinds = {one.id: one.kind for one in rows}
    for name, part in parts(rows).items():
        assert kinds[name] != "race"
        assert kinds[part.race_id] == "race"


@given(sessions, sessions)
def test_another_day_changes_nothing(rows, others):
    by = timedelta(days=2)
    other_day = [
        replace(one, start=one.start + by, end=one.end + by, activity_id=f"{one.activity_id}'")
        for one in others
    ]
    assert parts([*rows, *other_day]) == parts(rows) | parts(other_day)
