"""The structure of a session: who tells it, and how it is written."""

import re
from datetime import UTC, date, datetime
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest import read_activity
from ingest.activity import Lap, Session, Workout, WorkoutStep
from ingest.repair import clean
from ingest.stream import Stream
from models.athlete import Athlete
from models.profile import Profile
from models.series import Interval, described, is_regular
from models.structure import structure
from models.thresholds import estimate

KNOWN = estimate((), date(2026, 7, 1), Athlete(), (), None)
SPEED, POWER = KNOWN.run_speed_mps.value, KNOWN.critical_power_w.value
HEART = KNOWN.run_threshold_heart_rate_bpm.value


def plan(*parts):
    return np.concatenate([np.full(seconds, float(level)) for seconds, level in parts])


def profile(levels, sport="running", *, effort=True, heart=False):
    columns = {}
    if effort and sport == "running":
        columns["speed_mps"] = levels * SPEED
        columns["distance_m"] = np.cumsum(levels * SPEED)
    elif effort:
        columns["power_w"] = levels * POWER
    if heart:
        lag = np.exp(-np.arange(180) / 30)
        columns["heart_rate_bpm"] = np.convolve(levels, lag / lag.sum())[: len(levels)] * HEART
    n = len(levels)
    start = datetime(2026, 7, 1, 6, tzinfo=UTC)
    stream = Stream(np.arange(float(n)), np.zeros(n, np.int32), columns)
    return Profile.of(stream, Session(sport, None, start, n, n, slice(0, n)))


def laps(*parts, trigger="manual", begins=0.0):
    """Laps of (seconds, metres, index of the step)."""
    starts = accumulate((seconds for seconds, *_ in parts), initial=begins)
    return [
        Lap(start, seconds, distance_m=metres, trigger=trigger, workout_step=(*step, None)[0])
        for start, (seconds, metres, *step) in zip(starts, parts, strict=False)
    ]


def step(intensity, seconds=None, metres=None):
    kind = "distance" if metres else "time"
    return WorkoutStep(None, intensity, kind, metres or seconds, "open")


# -- how it is written ---------------------------------------------------------------------


def efforts(*parts):
    """Intervals of (work_s, level, rest_s)."""
    found, at = [], 600
    for work_s, level, rest_s in parts:
        found.append(Interval(at, at + work_s, level))
        at += work_s + rest_s
    return tuple(found)


@pytest.mark.parametrize(
    ("intervals", "text"),
    [
        (efforts(*[(238, 1.2, 182)] * 5), "5 x 4:00 at 1.20, rest 3:00"),
        (efforts(*[(31, 1.27, 29)] * 12), "12 x 0:30 at 1.27, rest 0:30"),
        (
            efforts(*[(600, 0.95, 180)] * 2, *[(60, 1.1, 60)] * 4),
            "2 x 10:00 at 0.95, rest 3:00, then 4 x 1:00 at 1.10, rest 1:00",
        ),
        (
            efforts((1200, 0.9, 300), *[(60, 1.1, 60)] * 4),
            "20:00 at 0.90, then 4 x 1:00 at 1.10, rest 1:00",
        ),
        (
            efforts(*[(s, 1.05, 90) for s in (60, 120, 180, 120, 60)]),
            "1-2-3-2-1 min at 1.05, rest 1:30",
        ),
        (
            efforts(*[(s, 1.05, 90) for s in (30, 60, 90, 120)]),
            "0:30-1:00-1:30-2:00 at 1.05, rest 1:30",
        ),
        (
            efforts(*([*[(30, 1.2, 30)] * 9, (30, 1.2, 240)] * 3)),
            "3 x (10 x 0:30 at 1.20, rest 0:30), rest 4:00",
        ),
        (
            efforts((60, 1.1, 60), (300, 1.0, 90), (120, 1, 60), (200, 1, 60), (60, 1, 60)),
            "5 x 1:00-5:00 at 1.02, rest 1:00",
        ),
        (efforts((1193, 0.96, 0)), ""),
        ((), ""),
    ],
)
def test_a_row_of_efforts_is_written_as_a_coach_writes_it(intervals, text):
    assert described(intervals) == text


def test_what_the_level_is_a_share_of_is_named_once():
    mixed = efforts(*[(600, 0.95, 180)] * 2, *[(60, 1.1, 60)] * 4)
    assert described(mixed, of="threshold pace") == (
        "2 x 10:00 at 0.95 of threshold pace, rest 3:00, then 4 x 1:00 at 1.10, rest 1:00"
    )


def test_a_halt_in_a_tempo_run_makes_no_intervals_of_it():
    assert not is_regular(efforts((900, 0.97, 50), (870, 0.97, 0)))
    assert is_regular(efforts((900, 0.97, 180), (870, 0.97, 0)))


def test_sets_of_short_efforts_are_regular():
    assert is_regular(efforts(*([*[(30, 1.2, 30)] * 7, (30, 1.2, 240)] * 2)))


def test_surges_of_any_length_at_any_time_are_not():
    surges = [(40, 1.1, 500), (150, 1.0, 90), (70, 1.1, 1200), (30, 1.1, 60), (100, 1, 0)]
    assert not is_regular(efforts(*surges))


# -- who tells it --------------------------------------------------------------------------

WARM, COOL = (900, 0.78), (600, 0.78)
FIVE_BY_FOUR = plan(WARM, *[(240, 1.05), (180, 0.62)] * 5, COOL)


def test_the_signal_tells_what_nobody_pressed():
    found = structure(profile(FIVE_BY_FOUR), KNOWN)
    assert (found.text, found.source) == ("5 x 4:00 at 1.05, rest 3:00", "signal")


def test_laps_of_every_kilometre_tell_nothing():
    kilometres = laps(*[(330, 1000)] * 10, (200, 600), trigger="distance")
    assert structure(profile(FIVE_BY_FOUR), KNOWN, laps=kilometres).source == "signal"


def test_laps_pressed_at_work_and_rest_give_their_bounds():
    pressed = laps((899, 2500), *[(242, 860), (178, 400)] * 5, (610, 1500), begins=3600)
    found = structure(profile(FIVE_BY_FOUR), KNOWN, laps=pressed)
    assert (found.text, found.source) == ("5 x 4:00 at 1.05, rest 3:00", "laps")
    assert [(one.start_s, one.end_s) for one in found.intervals][:2] == [(899, 1141), (1319, 1561)]


def test_on_a_trainer_laps_are_told_apart_though_none_has_a_distance():
    pressed = laps((899, None), *[(242, None), (178, None)] * 5, (610, None), trigger=None)
    assert structure(profile(FIVE_BY_FOUR, "cycling"), KNOWN, laps=pressed).source == "laps"


def test_a_track_session_is_told_in_metres():
    track = plan(WARM, *[(92, 1.12), (90, 0.55)] * 8, COOL)
    pressed = laps((900, 2500), *[(92, 403), (90, 180)] * 8, (600, 1500))
    found = structure(profile(track), KNOWN, laps=pressed)
    assert found.text == "8 x 400 m at 1.12, rest 1:30"


def test_bounds_near_laps_are_those_of_the_laps():
    """The cool-down has no lap of its own, and one rest none either."""
    pressed = laps((906, 2500), (244, 900), (173, 400), (660, 1700), (180, 400), (1400, 4000))
    found = structure(profile(FIVE_BY_FOUR), KNOWN, laps=pressed)
    assert found.source == "laps"
    assert found.intervals[0].start_s == 906
    assert found.intervals[0].end_s == 1150


def test_laps_that_have_nothing_to_do_with_the_effort_are_passed_over():
    pressed = laps((1000, 2900), (350, 1000), (700, 2000), (1450, 4000))
    assert structure(profile(FIVE_BY_FOUR), KNOWN, laps=pressed).source == "signal"


def test_laps_that_name_the_steps_of_a_workout_come_first():
    """The device cut the warm-up and the work into kilometres as well."""
    planned = Workout(None, (step("active", metres=1000), step("active", metres=800), step("rest")))
    done = plan((360, 0.82), *[(200, 1.05), (120, 0.6)] * 4, (600, 0.7))
    named = laps(
        (360, 1000, 0), *[(150, 600, 1), (50, 200, 1), (120, 200, 2)] * 4, (600, 1300),
        trigger="distance",
    )  # fmt: skip
    found = structure(profile(done), KNOWN, laps=named, workout=planned)
    assert (found.text, found.source) == ("4 x 800 m at 1.05, rest 2:00", "steps")
    assert (found.intervals[0].start_s, found.intervals[0].end_s) == (360, 560)


def test_without_effort_the_heart_tells_how_hard_the_steps_were():
    planned = Workout(None, (step("warmup"), step("interval", 240), step("recovery", 180)))
    named = laps((900, 0, 0), *[(240, 0, 1), (180, 0, 2)] * 5)
    heard = profile(FIVE_BY_FOUR, effort=False, heart=True)
    found = structure(heard, KNOWN, laps=named, workout=planned)
    assert found.source == "steps"
    assert found.text.startswith("5 x 4:00 at 1.0")


def test_a_workout_that_was_not_done_is_not_told():
    planned = Workout(None, (step("warmup"), step("interval", 240), step("recovery", 180)))
    named = laps((900, 0, 0), *[(240, 0, 1), (180, 0, 2)] * 5)
    assert structure(profile(plan((3600, 0.75))), KNOWN, laps=named, workout=planned).text == ""


def test_of_an_easy_session_only_strides_are_told():
    strides = profile(plan((1800, 0.75), *[(20, 1.35), (100, 0.72)] * 6, (300, 0.75)))
    assert structure(strides, KNOWN, easy=True).text == "6 x 0:25 strides"  # seconds of smoothing
    hills = structure(profile(FIVE_BY_FOUR), KNOWN, easy=True)
    assert hills.text == ""
    assert len(hills.intervals) == 5


def test_a_session_without_anything_has_no_structure():
    found = structure(profile(plan((1800, 0.75)), effort=False), KNOWN, laps=laps((1800, 5000)))
    assert (found.intervals, found.text) == ((), "")


def test_work_that_follows_work_has_no_rest():
    planned = Workout(None, (step("warmup"), *[step("active", 600)] * 3, step("cooldown")))
    named = laps((900, 0, 0), (600, 0, 1), (600, 0, 2), (600, 0, 3), (600, 0, 4))
    done = profile(plan((900, 0.75), (600, 0.93), (600, 0.97), (600, 1.01), (600, 0.75)))
    text = structure(done, KNOWN, laps=named, workout=planned).text
    assert text == "3 x 10:00 at 0.97 without rest"


@settings(max_examples=50)
@example(parts=[(45, 1.0)], pressed=[(1, 0, 0)] * 2, trigger="manual", named=False)
@given(
    st.lists(st.tuples(st.integers(5, 300), st.floats(0.4, 1.3)), min_size=1, max_size=20),
    st.lists(
        st.tuples(st.integers(1, 400), st.sampled_from([0, 400, 990, 1000]), st.integers(0, 5)),
        max_size=20,
    ),
    st.sampled_from(["manual", "distance", None]),
    st.booleans(),
)
def test_whatever_is_pressed_efforts_are_in_order_and_inside_the_session(
    parts, pressed, trigger, named
):
    levels = plan(*parts)
    words = ["warmup", "active", "rest", "interval", None]
    planned = Workout(None, tuple(step(word, 60) for word in words)) if named else None
    done = laps(*[lap if named else lap[:2] for lap in pressed], trigger=trigger)
    found = structure(profile(levels, "cycling"), KNOWN, laps=done, workout=planned)
    edges = [edge for one in found.intervals for edge in (one.start_s, one.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(levels) for edge in edges)
    assert all(one.duration_s > 0 for one in found.intervals)


@pytest.mark.parametrize(
    ("file", "text", "source"),
    [
        ("2026-08-19T2258_running_rundyn_dev_intervals.fit", "8 x 400 m", "steps"),
        ("2026-06-01T2219_running_rundyn_intervals.fit", "3 x 7:00", "steps"),
        (
            "2026-07-07T2139_running_rundyn_intervals.fit",
            "3200 m, then 2 x 2000 m, rest 2:00, then 4 x 800 m",
            "steps",
        ),
    ],
)
def test_real_workouts_are_told_as_they_were_planned(corpus, file, text, source):
    activity = read_activity(corpus / "history/garmin-coros-multisport" / file)
    (session,) = activity.sessions
    done = Profile.of(clean(activity, session), session)
    found = structure(done, KNOWN, laps=activity.laps, workout=activity.workout)
    assert found.source == source
    levels = re.compile(r" at \d\.\d\d")
    assert levels.sub("", found.text).removesuffix(", rest " + found.text[-4:]) == text
