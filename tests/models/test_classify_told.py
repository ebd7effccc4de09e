"""The class of a session of which something was told: felt effort, a name, a workout."""

import numpy as np
import pytest
from made_sessions import (
    EASY,
    REGULAR,
    TEMPO,
    is_certain,
    repeat,
    ride,
    run,
    step,
    treadmill,
    workout,
)

from ingest.activity import Lap, Workout
from models.history import History

# --- felt effort --------------------------------------------------------------------------

TOLD = History(minutes=REGULAR.minutes, rpes=(2, *(3,) * 6, *(4,) * 4, 6, 6, 7))


@pytest.mark.parametrize(
    ("rpe", "session_class", "uncertain"),
    [
        (3, "easy", False),
        (2, "easy", False),
        (4, "easy", True),
        (6, "key", False),
        (9, "key", False),
    ],
)
def test_felt_effort_is_held_against_the_athletes_own(rpe, session_class, uncertain):
    found = ride((60, 0.6), power=False, heart=False, rpe=rpe, history=TOLD)
    assert (found.tier, found.session_class, found.uncertain) == ("T4", session_class, uncertain)
    assert f"felt effort {rpe} of 10" in " ".join(found.reasons)


def test_some_rate_threshold_runs_three():
    gentle = History(minutes=REGULAR.minutes, rpes=(1,) * 10 + (2,) * 3 + (3,) * 2)
    found = ride((60, 0.6), power=False, heart=False, rpe=3, history=gentle)
    assert is_certain(found, "key")


def test_few_felt_efforts_cannot_be_compared():
    few = History(minutes=REGULAR.minutes, rpes=(3, 3, 3))
    found = ride((60, 0.6), power=False, heart=False, rpe=8, history=few)
    assert (found.tier, found.uncertain) == ("T4", True)
    assert "too few told" in found.reasons[-1]


def test_a_treadmill_run_in_doubt_is_decided_by_how_hard_it_felt():
    doubtful = (15, EASY), (20, 0.88), (10, EASY)
    heart = np.r_[np.full(900, 0.85), np.full(1200, 0.945), np.full(600, 0.85)]
    assert treadmill(*doubtful, heart=heart, history=TOLD).uncertain
    assert is_certain(treadmill(*doubtful, heart=heart, history=TOLD, rpe=2), "easy")
    assert is_certain(treadmill(*doubtful, heart=heart, history=TOLD, rpe=7), "key")


def test_short_intervals_that_the_heart_does_not_show_raise_a_question_if_they_felt_hard():
    found = treadmill((50, EASY), heart=0.85, history=TOLD, rpe=9)
    assert (found.session_class, found.uncertain, found.tier) == ("easy", True, "T3")
    assert is_certain(treadmill((50, EASY), heart=0.85, history=TOLD, rpe=3), "easy")


def test_where_pace_and_heart_rate_were_recorded_nobody_asks_how_it_felt():
    assert run((60, EASY), history=TOLD, rpe=9) == run((60, EASY), history=TOLD)


# --- names --------------------------------------------------------------------------------


def test_a_name_tells_of_intervals_that_no_sensor_shows():
    found = run((45, EASY), title="5x1000 @10k")
    assert is_certain(found, "key", "interval")
    assert (found.label_source, found.margin_sd) == ("plan", -3)
    assert "5x1000 @10k" in found.reasons[0]


def test_an_easy_name_settles_a_doubt_but_makes_no_hard_session_easy():
    doubtful = (15, EASY), (20, 0.955), (10, EASY)
    assert run(*doubtful, heart=False).uncertain
    settled = run(*doubtful, heart=False, title="Dauerlauf locker")
    assert is_certain(settled, "easy", "endurance")
    assert settled.label_source == "plan"
    hard = run((15, EASY), (25, TEMPO), (10, EASY), title="easy morning")
    assert is_certain(hard, "key", "tempo")
    assert hard.label_source == "rule"


def test_the_name_of_the_workout_counts_unless_it_was_broken_off():
    named = Workout("Schwelle", tuple(step("active", 600, "open") for _ in range(4)))
    assert is_certain(run((45, EASY), workout=named), "key", "tempo")
    first = [Lap(0, 600, workout_step=0)]
    assert is_certain(run((15, EASY), workout=named, laps=first), "easy")


# --- the plan on the watch ----------------------------------------------------------------


def test_a_planned_interval_session_is_key_even_if_run_gently():
    planned = workout(
        step("warmup", 600, low=2.5, high=2.9),
        step("interval", 420, low=3.3, high=3.6),
        step("recovery", 120, low=2.0, high=2.5),
        repeat(1, 3),
        step("cooldown", 600, low=2.5, high=2.9),
    )
    found = run((45, EASY), workout=planned)
    assert is_certain(found, "key", "interval")
    assert found.label_source == "plan"
    assert "3 x hard work at 0.99 of threshold" in found.reasons[0]


def test_the_devices_word_interval_alone_says_nothing():
    base = workout(step("interval", 1800, low=2.5, high=2.8))
    assert is_certain(run((30, EASY), workout=base), "easy")


def test_an_endurance_hour_after_a_gentle_warm_up_is_no_work():
    planned = workout(
        step("warmup", 600, "power", 45, 55, "percent"),
        step("active", 3600, "power", 62, 68, "percent"),
        step("cooldown", 300, "power", 40, 50, "percent"),
    )
    assert is_certain(ride((10, 0.5), (60, 0.65), (5, 0.45), workout=planned), "easy")


def test_open_rests_leave_the_work_to_be_compared_with_threshold():
    planned = workout(
        step("active", 300, low=3.5, high=3.6), step("rest", 120, "open"), repeat(0, 5)
    )
    assert is_certain(run((40, EASY), workout=planned), "key", "interval")


@pytest.mark.parametrize(("bpm", "expected"), [(120, "easy"), (168, "key")])
def test_heart_rate_targets_are_compared_with_threshold(bpm, expected):
    planned = workout(
        step("warmup", 600, "heart_rate", 90, 105),
        step("interval", 900, "heart_rate", bpm - 5, bpm + 5),
        step("cooldown", 600, "heart_rate", 90, 110),
    )
    assert is_certain(run((35, EASY), workout=planned), expected)


@pytest.mark.parametrize(("zone", "expected"), [(2, "easy"), (4, "key")])
@pytest.mark.parametrize("quantity", ["power", "heart_rate"])
def test_zones_are_told_by_their_middle(quantity, zone, expected):
    planned = workout(
        step("warmup", 600, quantity, 1, 1, "zone"),
        step("active", 1200, quantity, zone, zone, "zone"),
        step("cooldown", 600, quantity, 1, 1, "zone"),
    )
    assert is_certain(ride((40, 0.6), workout=planned), expected)


def test_watts_that_an_app_wrote_as_per_cent_are_no_plan():
    hard = step("active", 180, "power", 207, 229, "percent")
    planned = workout(hard, step("rest", 60, "open"), hard)
    assert is_certain(ride((30, 0.6), workout=planned), "easy")


def test_planned_strides_are_no_work():
    planned = workout(
        step("warmup", 1800, low=2.4, high=2.7),
        step("interval", 20, low=4.2, high=4.6),
        step("recovery", 60, low=2.0, high=2.4),
        repeat(1, 6),
    )
    assert is_certain(run((40, EASY), workout=planned), "easy")


def test_a_workout_broken_off_in_the_warm_up_is_judged_by_what_was_done():
    planned = workout(
        step("warmup", 600, low=2.5, high=2.9),
        step("interval", 420, low=3.3, high=3.6),
        step("cooldown", 600, low=2.5, high=2.9),
    )
    warm_up = Lap(0, 600, workout_step=0)
    work = Lap(600, 420, workout_step=1)
    assert is_certain(run((30, EASY), workout=planned, laps=[warm_up]), "easy")
    assert is_certain(run((30, EASY), workout=planned, laps=[warm_up, work]), "key", "tempo")
