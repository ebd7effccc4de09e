"""The policy simulation: the body is calibrated, and machine and planner keep their word on it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from benchmarks.policy.__main__ import both_sides, table
from benchmarks.policy.athletes import BEGIN, DAYS, draw
from benchmarks.policy.body import Body, Make
from benchmarks.policy.measures import MEASURES, difference, events, outcome
from benchmarks.policy.observing import EwmaReader, Recordings
from benchmarks.policy.policies import avoiding, fair
from benchmarks.policy.trial import POLICIES, run

SQUAD = [draw(number, seed=3) for number in range(8)]


def gain_pct(weekdays, weeks, keeps_d=90):
    """What full recruitment and a quarter of an hour on these weekdays give."""
    body = Body(Make(control=0.8, learns=0.09, keeps_d=keeps_d))
    for day in range(7 * weeks):
        body.m = 0.8
        body.work(activation=True, dose=float(day % 7 in weekdays))
    return 100 * (body.s - 1)


def test_three_sessions_a_week_give_the_strength_of_the_trial_they_are_calibrated_on():
    assert gain_pct((0, 2, 4), 6) == pytest.approx(17, abs=0.1)


@pytest.mark.parametrize(("weeks", "gain"), [(4, 9.4), (6, 12.3), (8, 14.5), (12, 17.4)])
def test_two_sessions_a_week_give_what_the_model_predicts(weeks, gain):
    assert gain_pct((0, 3), weeks) == pytest.approx(gain, abs=0.1)


@pytest.mark.parametrize(("keeps_d", "gain"), [(60, 11.1), (180, 13.7)])
def test_who_loses_strength_faster_gains_less(keeps_d, gain):
    assert gain_pct((0, 3), 6, keeps_d) == pytest.approx(gain, abs=0.1)


def test_control_and_rest_make_checks_good():
    rested, tired = Body(Make(0.7, 0.1)), Body(Make(0.7, 0.1), f=1.5)
    assert Body(Make(0.55, 0.1)).ready == pytest.approx(0.5)
    assert tired.ready < rested.ready < Body(Make(0.9, 0.1)).ready


def test_an_athlete_is_the_same_each_time_and_noise_changes_nothing_else():
    one, again, noisy = draw(5, 3), draw(5, 3), draw(5, 3, noise=2.0)
    assert one.trainings == again.trainings == noisy.trainings
    assert one.make == again.make == noisy.make
    assert np.array_equal(one.chance(0), noisy.chance(0))
    assert not np.array_equal(one.chance(0), one.chance(1))


def test_each_base_week_has_three_hard_days_and_one_of_rest():
    for athlete in SQUAD:
        assert len(athlete.hard_weekdays) == 3
        assert sum(not day for day in athlete.week) == 1


def test_weeks_are_reshuffled_and_the_ill_do_not_train():
    athlete = replace(SQUAD[0], ill=range(30, 36))
    base = [[one.kind for one in day] for day in athlete.week]
    weeks = [
        [[one.kind for one in athlete.trainings[monday + n]] for n in range(7)]
        for monday in range(42, DAYS, 7)
    ]
    assert 0 < sum(week != base for week in weeks) < len(weeks)
    assert all(not athlete.trainings[day] for day in range(30, 36))
    ill = {BEGIN + timedelta(days=day) for day in range(30, 36)}
    assert not ill & {one.day for one in athlete.done(0, 60)}


def test_the_fair_calendar_takes_the_days_of_the_base_week_that_are_least_near_to_hard_ones():
    for athlete in SQUAD:
        chosen = fair(athlete, 0)
        assert len(chosen) == 2
        assert 2 <= chosen[1] - chosen[0] <= 5
        free = [day for day in range(7) if not athlete.is_hard(day)]
        apart = any(2 <= b - a <= 5 for a in free for b in free)
        assert not (apart and any(athlete.is_hard(day) for day in chosen))


def test_the_avoiding_calendar_never_takes_a_hard_day():
    for athlete in SQUAD:
        for monday in range(0, DAYS, 7):
            days = avoiding(athlete, monday)
            assert not any(one.hard for day in days for one in athlete.trainings[monday + day])


def test_told_shoes_leave_no_step_in_the_cadence_and_silent_ones_do():
    # Noise aside, all runs are on the athlete's own line until the shoes change.
    runner = next(one for one in SQUAD if one.sport == "runner")
    gait = replace(
        runner.gait, trend_spm=0, heat_spm=0, strength_pct=0, shoes_day=50, shoes_spm=1.7
    )
    means = {}
    for told in (True, False):
        athlete = replace(runner, noise=0.0, gait=replace(gait, shoes_told=told))
        runs = Recordings(athlete)
        for day in range(100):
            runs.record(day, strength=1.0)
        later = [
            score
            for day, score in zip(runs.days, runs.scores, strict=True)
            if day >= BEGIN + timedelta(days=50)
        ]
        means[told] = (np.mean(later), len(later))
    assert means[True][0] == pytest.approx(0)
    assert means[False][0] == pytest.approx(1.7)
    assert means[False][1] - means[True][1] == 6


def test_the_moving_average_finds_a_drop_and_begins_anew_at_an_anchor():
    runner = next(one for one in SQUAD if one.sport == "runner")
    runs = Recordings(runner)
    runs.scores = [float(n % 3 - 1) for n in range(60)] + [-6.0] * 10
    runs.days = [BEGIN + timedelta(days=n) for n in range(70)]
    monday = BEGIN + timedelta(days=70)
    assert EwmaReader(runs).on(monday, (), frozenset()).verdict == "worse"
    anchored = EwmaReader(runs).on(monday, (BEGIN + timedelta(days=60),), frozenset())
    assert anchored.verdict == "unknown"


@pytest.fixture(scope="module")
def trials():
    return {name: [run(athlete, name) for athlete in SQUAD] for name in POLICIES}


def test_no_plan_of_any_athlete_breaks_a_hard_rule(trials):
    for name in ("no wearables", "adaptive", "EWMA", "oracle"):
        for trial in trials[name]:
            assert trial.policy.made
            assert outcome(trial).violations == 0, (name, trial.athlete.number)


def test_planned_work_is_on_no_hard_day_and_hardly_ever_on_the_eve_of_one(trials):
    # Only a key session that next week's plan moves to its Monday can come too soon after it.
    found = [outcome(trial) for trial in trials["adaptive"]]
    assert all(one.on_hard_day == 0 for one in found)
    assert np.mean([one.on_eve for one in found]) < 1


def test_adaptive_athletes_begin_to_strengthen_when_they_are_ready_and_never_before_day_14(trials):
    found = [outcome(trial) for trial in trials["adaptive"]]
    assert min(one.promotion_day for one in found) >= 14
    assert sum(np.isfinite(one.promotion_day) for one in found) >= len(found) / 2
    assert np.mean([one.strengthening for one in found]) > 10


def test_protection_costs_strength_and_both_are_seen(trials):
    ours = [outcome(trial) for trial in trials["adaptive"]]
    fixed = [outcome(trial) for trial in trials["fixed, fair"]]

    def mean(found, name):
        return np.mean([getattr(one, name) for one in found])

    assert mean(ours, "fatigue_at_key") < mean(fixed, "fatigue_at_key")
    assert mean(ours, "minutes_before_key") < mean(fixed, "minutes_before_key")
    assert mean(ours, "gain_pct") < mean(fixed, "gain_pct")


def test_the_oracle_promotes_nobody_too_soon_and_is_never_late(trials):
    for trial in trials["oracle"]:
        found = outcome(trial)
        assert not found.premature
        assert found.promotion_day == np.inf or found.late_days <= 1


def test_a_calendar_that_does_not_look_promotes_some_too_soon():
    found = [events(run(draw(number, seed=3), "fixed Mon/Thu")) for number in range(40)]
    assert all(len(one) == 1 for one in found)
    assert 0 < sum(event.unfounded for one in found for event in one) < len(found) / 2


def test_the_tables_have_every_measure_and_a_policy_is_no_different_from_itself(trials):
    found = {name: [outcome(trial) for trial in trials[name]] for name in trials}
    lines = table(found).splitlines()
    assert len(lines) == len(MEASURES) + 2
    assert all(line.count("|") == len(POLICIES) + 2 for line in lines)
    assert difference(found["adaptive"], found["adaptive"], "gain_pct", 1) == "0.0 [0.0, 0.0]"
    assert "gain of strength" in both_sides(found)
