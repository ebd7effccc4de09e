"""What counts as a self-check, and which are good."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.checks import checks
from adaptive.diary import DiaryEntry
from adaptive.week import WeekSession

DAY = date(2026, 6, 1)


def told(kind="check", at=None, number=0, **content):
    """An entry of a day."""
    day = DAY + timedelta(days=number)
    return DiaryEntry(kind, day, at, content, day)


def verdict(**content):
    """Whether a check is good; None where it does not count."""
    found = checks([told(**content)])
    return found[0].ok if found else None


@pytest.mark.parametrize(
    ("content", "good"),
    [
        ({"march_left_s": 15, "march_right_s": 15}, True),
        ({"march_left_s": 10, "march_right_s": 10}, True),
        ({"march_left_s": 10, "march_right_s": 9.5}, False),
        ({"march_left_s": 9, "march_right_s": 15}, False),
        ({"march_left_s": 15, "march_right_s": 15, "smooth": False}, False),
        ({"march_left_s": 15, "march_right_s": 15, "dead_bug_flat": False}, False),
        ({"march_left_s": 15, "march_right_s": 15, "smooth": True, "dead_bug_flat": True}, True),
    ],
)
def test_the_article_11_a_check_is_good_with_both_holds_long_and_smooth_and_the_back_flat(
    content, good
):
    assert verdict(**content) is good


def test_one_side_alone_tells_only_that_it_was_bad():
    assert verdict(march_left_s=15) is None
    assert verdict(march_left_s=8) is False
    assert verdict(dead_bug_flat=False) is False
    assert verdict(feel="deep") is None


def test_a_knee_lift_is_good_from_85_degrees_on_both_sides():
    def lift(**content):
        found = checks([told("knee_lift", **content)])
        return found[0].ok if found else None

    assert lift(left_deg=85, right_deg=90) is True
    assert lift(left_deg=84, right_deg=90) is False
    assert lift(left_deg=90) is None
    assert lift(left_deg=80) is False


def test_heights_are_judged_by_the_athletes_own_first_three():
    first = [told("knee_lift", number=n, left_cm=90, right_cm=88) for n in range(3)]
    assert checks(first) == ()

    def lift(left, right):
        return checks([*first, told("knee_lift", number=3, left_cm=left, right_cm=right)])[0].ok

    assert lift(88, 86)
    assert not lift(87.5, 86)
    assert not lift(88, 85.5)


def test_a_bad_first_height_does_not_spoil_the_own_one():
    heights = [60, 90, 90, 89]
    lifts = [told("knee_lift", number=n, left_cm=h, right_cm=h) for n, h in enumerate(heights)]
    assert [one.ok for one in checks(lifts)] == [True]


def session(hour, minutes=60, *, session_class="key"):
    """A run of the day."""
    start = datetime.combine(DAY, time(hour))
    return WeekSession("x", start, minutes, "running", "run", session_class, None, "done")


@pytest.mark.parametrize(
    ("at", "counts"),
    [(time(7), True), (time(9), False), (time(14, 59), False), (time(15), True), (None, True)],
)
def test_a_check_does_not_count_within_six_hours_after_a_key_session(at, counts):
    entry = told(at=at, march_left_s=15, march_right_s=15)
    assert bool(checks([entry], [session(8)])) is counts
    assert checks([entry], [session(8, session_class="easy")])


def test_a_late_session_tires_into_the_next_day():
    entry = told(at=time(2), number=1, march_left_s=15, march_right_s=15)
    assert checks([entry], [session(20)]) == ()
    assert checks([told(at=time(4), number=1, march_left_s=15, march_right_s=15)], [session(20)])


def test_a_check_says_what_was_felt():
    one = checks([told(march_left_s=15, march_right_s=12, feel="front", back=3)])[0]
    assert (one.holds_s, one.feel, one.back, one.hip_pull) == ((15, 12), "front", 3, None)
    assert one.held


@given(st.floats(0, 15), st.floats(0, 15))
def test_left_and_right_mirror(left, right):
    assert verdict(march_left_s=left, march_right_s=right) == verdict(
        march_left_s=right, march_right_s=left
    )
