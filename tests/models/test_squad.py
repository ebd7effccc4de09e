"""The squad trains as people do, and its truth is what was meant."""

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from models.athlete import Athlete
from models.curves import rolling_mean
from models.simulation import SyntheticAthlete, draw_terrain, faults, simulate_run, steady
from models.simulation.device import as_activity, as_kept, as_recorded
from models.simulation.habits import draw_conditions, draw_habits
from models.simulation.ride_training import EASY_RIDES, KEY_RIDES, LONG_RIDE_MIN
from models.simulation.run_training import EASY_RUNS, KEY_RUNS, LONG_RUN_MIN
from models.simulation.squad import draw_squad
from models.simulation.swim_training import EASY_SWIMS, KEY_SWIMS
from models.simulation.terrain import hill_course
from models.simulation.training import Levels
from models.simulation.week import draw_weeks

# Shares of the true threshold that only hard work reaches for long.
HARD = {"run": 0.9, "ride": 0.8, "swim": 0.93}
DAYS = 42


@cache
def squad():
    return tuple(draw_squad(11, 16, days=DAYS))


def sessions():
    return [(athlete, one) for athlete in squad() for one in athlete.sessions]


def minutes_above(athlete, one, share):
    """Minutes of effort, over half a minute, above a share of the day's true threshold."""
    truth = athlete.athlete
    threshold = {
        "run": truth.threshold_speed_mps,
        "ride": truth.critical_power_w,
        "swim": truth.swim_speed_mps,
    }[one.profile.family]
    smooth = rolling_mean(one.profile.effort, min(30, len(one.profile.effort)))
    return np.count_nonzero(smooth > share * one.form * threshold) / 60


def assert_same(one, other):
    assert [s.start for s in one.sessions] == [s.start for s in other.sessions]
    assert (one.athlete, one.told, one.sensors) == (other.athlete, other.told, other.sensors)
    for mine, yours in zip(one.sessions, other.sessions, strict=True):
        assert mine.efforts == yours.efforts
        assert mine.profile.traces() == yours.profile.traces()
        assert (mine.case, mine.title, mine.form) == (yours.case, yours.title, yours.form)


# --- chance ---------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_squad_and_an_athlete_is_no_other_in_a_larger_one():
    three, five = (list(draw_squad(4, count, days=10)) for count in (3, 5))
    assert [athlete.id for athlete in five] == ["s0000", "s0001", "s0002", "s0003", "s0004"]
    for one, other in zip(three, five[:3], strict=True):
        assert_same(one, other)


def test_another_seed_gives_other_athletes():
    (one,), (other,) = (draw_squad(seed, 1, days=3) for seed in (1, 2))
    assert one.athlete != other.athlete


# --- time -----------------------------------------------------------------------------------


def test_sessions_follow_each_other_within_the_days_asked_for():
    for athlete in squad():
        first = athlete.sessions[0].start.date()
        assert athlete.sessions[-1].start.date() - first < timedelta(days=DAYS)
        for one, later in zip(athlete.sessions, athlete.sessions[1:], strict=False):
            assert one.start + timedelta(seconds=one.session.elapsed_s) < later.start


def test_each_digest_is_of_its_own_day_and_session():
    for _, one in sessions():
        assert one.efforts.date == one.start.date() == one.session.start.date()
        assert one.efforts.family == one.profile.family
        assert one.efforts.duration_s == one.profile.seconds


# --- intentions -----------------------------------------------------------------------------


def test_every_key_session_stands_out_in_the_athletes_true_units_or_is_long():
    seen = 0
    for athlete, one in sessions():
        if one.session_class == "key" and one.kind == "long":
            # Planned with stops; what the plan says is timer time.
            least = {"run": LONG_RUN_MIN, "ride": LONG_RIDE_MIN}[one.profile.family]
            assert one.profile.seconds >= 60 * (least - 2)
        elif one.session_class == "key" and one.profile.has_effort:
            seen += 1
            hard = HARD[one.profile.family]
            assert minutes_above(athlete, one, hard) >= 3.5, (athlete.id, one.case, one.start)
    assert seen > 30


def test_no_easy_run_is_above_the_true_threshold_for_more_than_a_few_minutes():
    easy = [
        (athlete, one)
        for athlete, one in sessions()
        if one.session_class == "easy" and one.profile.family == "run" and one.profile.has_effort
    ]
    assert len(easy) > 100
    for athlete, one in easy:
        assert minutes_above(athlete, one, 1.03) <= 4, (athlete.id, one.case, one.start)


@cache
def eighty():
    """Athletes, and the cases of all sessions that they mean to do in 150 days."""
    found = []
    for seed in range(80):
        rng = np.random.default_rng(seed)
        habits = draw_habits(rng)
        levels = Levels(habits.athlete, habits.easy_run, habits.easy_ride)
        weeks = draw_weeks(rng, habits, draw_conditions(rng, 150))
        found.append((habits, [one.design(rng, levels, one.minutes).case for one in weeks]))
    return found


def test_runners_riders_and_triathletes_are_drawn_with_hours_that_differ():
    plans = [habits.weeks for habits, _ in eighty()]
    mixes = {tuple(weeks) for weeks in plans}
    assert mixes == {("run",), ("ride",), ("run", "ride", "swim")}
    hours = [sum(w.sessions * w.usual_min for w in weeks.values()) / 60 for weeks in plans]
    assert 1.5 < min(hours) < 3.5
    assert 5 < np.median(hours) < 8
    assert 8 < max(hours) < 16


def test_key_sessions_are_a_plausible_share_that_differs_between_athletes():
    shares = [np.mean([case.session_class == "key" for case in cases]) for _, cases in eighty()]
    assert 0.05 < min(shares) < 0.17
    assert 0.2 < np.median(shares) < 0.3
    assert 0.33 < max(shares) < 0.45


def test_every_design_occurs_and_calls_itself_what_the_table_says():
    cases = {case for _, meant in eighty() for case in meant}
    easy = {case.name for case in cases if case.session_class == "easy"}
    key = {case.name for case in cases if case.session_class == "key"}
    others = {"commute", "longest of the week"}
    assert easy == {*EASY_RUNS, *EASY_RIDES, *EASY_SWIMS, *others}
    races = {"race, 5 km", "race, 10 km", "race, half"}
    long = {"long run", "long run, fast end", "long ride"}
    indoors = {"treadmill intervals", "trainer intervals"}
    assert key == ({*KEY_RUNS, *KEY_RIDES, *KEY_SWIMS} - {"race"}) | races | long | indoors


# --- what is known to the library -----------------------------------------------------------


def test_most_athletes_told_nothing_and_most_devices_believe_nothing():
    assert 0.6 < np.mean([habits.told == Athlete() for habits, _ in eighty()]) < 0.9
    assert 0.3 < np.mean([not habits.device_values for habits, _ in eighty()]) < 0.7


def test_all_combinations_of_effort_and_heart_rate_occur():
    found = {
        (one.profile.has_effort, one.profile.has_heart)
        for _, one in sessions()
        if one.profile.family != "swim"
    }
    assert len(found) == 4


@pytest.fixture
def run():
    rng = np.random.default_rng(3)
    loop = draw_terrain(rng, length_m=4000)
    return simulate_run(SyntheticAthlete(), steady(30, 0.8), rng, terrain=loop, dynamics=False)


def recorded(run, *sensors, files=1):
    rng = np.random.default_rng(5)
    return [as_recorded(run, frozenset(sensors), rng) for _ in range(files)]


def kept(recording, *sensors):
    start = datetime(2026, 3, 1, 7, tzinfo=UTC)
    return as_kept(*as_activity(recording, start, frozenset(sensors)), [])


def test_only_what_a_sensor_measures_is_recorded(run):
    (nothing,), (all_of_it,) = recorded(run), recorded(run, "optical", "gps", "thermometer")
    assert set(nothing.columns) == {"cadence_spm"}
    assert {"heart_rate_bpm", "speed_mps", "temperature_c"} < all_of_it.columns.keys()
    profile = kept(nothing).profile
    assert (profile.has_effort, profile.has_heart) == (False, False)
    assert kept(nothing).temperature_c is None
    assert kept(all_of_it, "optical").temperature_c == pytest.approx(20, abs=5)


def test_smart_recording_writes_less_and_the_library_keeps_every_second(run):
    (smart,) = recorded(run, "strap", "gps", "smart_recording")
    assert len(smart.elapsed_s) < 0.4 * len(run.elapsed_s)
    assert kept(smart, "strap").profile.seconds == pytest.approx(len(run.elapsed_s), abs=2)


def test_straps_lose_contact_in_some_files_and_wrists_count_steps_in_a_few(run):
    lost = [
        np.isnan(one["heart_rate_bpm"]).any()
        for one in recorded(run, "strap", files=60)
        if "heart_rate_bpm" in one.columns
    ]
    assert 0.02 < np.mean(lost) < 0.3
    locked = [
        np.mean(np.abs(one["heart_rate_bpm"] - one["cadence_spm"]) < 3) > 0.08
        for one in recorded(run, "optical", files=60)
    ]
    assert 0 < np.mean(locked) < 0.2


def test_a_sensor_at_the_wrist_shows_the_heart_late(run):
    late = faults.lag(run, 15)["heart_rate_bpm"]
    rising = run["heart_rate_bpm"][:120]
    assert late[30:120].mean() < rising[30:].mean() - 1
    assert late.mean() == pytest.approx(run["heart_rate_bpm"].mean(), abs=1)


def test_bad_satellites_blur_speed_and_leave_its_mean(run):
    blurred = faults.noisy_speed(run, np.random.default_rng(1), 0.3)
    error = blurred["speed_mps"] - run["speed_mps"]
    assert error.std() == pytest.approx(0.3, rel=0.2)
    assert blurred["distance_m"][-1] == pytest.approx(run["distance_m"][-1], rel=0.02)


def test_a_hill_is_run_up_as_often_as_meant_and_ends_where_it_began():
    course = hill_course(2000, 400, 0.06, 8)
    tops = np.count_nonzero(np.diff((course.up_m > 20).astype(int)) == 1)
    assert (course.up_m[0], course.up_m[-1]) == (0, 0)
    assert tops == 8
    assert course.up_m.max() == pytest.approx(24, abs=0.1)
    assert course.grade[2100:2300] == pytest.approx(0.06)
