"""Thresholds of a day from the sessions before it."""

from dataclasses import fields
from datetime import date, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import read_activity
from ingest.repair import clean
from ingest.sports import family
from models.athlete import Athlete, Setting
from models.digests import Past
from models.efforts import POWER_DURATIONS_S, RUN_DISTANCES_M, Efforts, extract
from models.thresholds import critical_power, estimate

TODAY = date(2026, 6, 1)
NOBODY = Athlete()
T = np.array([180.0, 300.0, 480.0, 720.0, 1200.0])
CLEAN = 250.0 + 20_000.0 / T


def ago(days):
    return TODAY - timedelta(days=days)


def ride(days, *, critical=250.0, reserve=18_000.0, share=1.0, bpm=None, **more):
    best = share * (critical + reserve / np.array(POWER_DURATIONS_S))
    return Efforts(
        "ride", ago(days), 3600.0, best_power_w=tuple(best), heart_rate_60s_bpm=bpm, **more
    )


def run(days, *, speed=3.0, bpm=None, seed=0, **more):
    """Steady running of an athlete who holds 3.6 m/s at 170 beats/min."""
    noise = np.random.default_rng(seed + days).normal(0, 1, (2, 10))
    steady = speed + 0.15 * noise[0]
    beats = 170 + 50 * (steady - 3.6) + noise[1]
    return Efforts(
        "run",
        ago(days),
        3600.0,
        best_times_s=tuple(np.array(RUN_DISTANCES_M) / speed),
        steady_heart_rate_bpm=tuple(beats),
        steady_intensity=tuple(steady),
        heart_rate_60s_bpm=bpm or float(beats.max()),
        heart_rate_10s_bpm=bpm or float(beats.max()),
        **more,
    )


# --- the fits ---------------------------------------------------------------------------


def test_a_curve_needs_two_durations():
    with pytest.raises(ValueError, match="two durations"):
        critical_power([300, 300], [250, 260])


@given(st.floats(100, 450), st.floats(5_000, 30_000))
def test_any_exact_curve_is_found(critical, reserve):
    found = critical_power(T, critical + reserve / T)
    assert found.critical == pytest.approx(critical, rel=1e-6)
    assert found.reserve == pytest.approx(reserve, rel=1e-6)


# --- nothing known ----------------------------------------------------------------------


def test_without_sessions_everything_is_a_guess_that_says_so():
    found = estimate([], TODAY, NOBODY)
    assert found.history_days == 0
    assert found.run_power_w is None  # nobody's is known but by being told
    for field in fields(found)[2:-1]:
        value = getattr(found, field.name)
        assert value.origin == "prior", field.name
        assert value.sd > 0.04 * value.value
        assert value.since is None
        assert "guess" in value.basis or "reserve" in value.basis


def test_body_mass_and_age_shape_the_guesses():
    found = estimate([], TODAY, Athlete(sex="female", birth_year=1986, mass_kg=60.0))
    assert found.critical_power_w.value == pytest.approx(60 * 2.8 * 0.9)
    assert found.run_max_heart_rate_bpm.value == pytest.approx(208 - 0.7 * 40 - 5)


# --- power ------------------------------------------------------------------------------


class TestCriticalPower:
    def test_hard_rides_measure_it(self):
        found = estimate([ride(3, bpm=180), ride(10, bpm=182)], TODAY, NOBODY).critical_power_w
        assert found.value == pytest.approx(250, rel=0.03)
        assert found.origin == "estimated"
        assert found.since == ago(3)
        assert found.basis.startswith("2 hard rides in ")

    def test_easy_rides_alone_never_pass_as_a_measurement(self):
        rides = [ride(d, share=0.6, bpm=125) for d in range(1, 30, 3)]
        found = estimate(rides, TODAY, NOBODY).critical_power_w
        assert found.origin == "prior"
        assert found.sd > 20

    def test_an_easy_ride_above_the_guess_lifts_it(self):
        strong = [ride(d, critical=380, share=0.8, bpm=125) for d in (2, 9)]
        found = estimate(strong, TODAY, NOBODY).critical_power_w
        assert found.value > 260
        assert found.origin == "prior"

    def test_the_devices_ftp_comes_before_a_guess_by_mass(self):
        ftp = {"threshold_power_w": 240.0}
        rides = [Efforts("ride", ago(5), 3600.0, device_values=ftp)]
        found = estimate(rides, TODAY, NOBODY).critical_power_w
        assert (found.value, found.origin) == (pytest.approx(250), "device")

    def test_a_runs_threshold_power_is_not_a_rides(self):
        told = run(2, device_values={"threshold_power_w": 340.0})
        assert estimate([told], TODAY, NOBODY).critical_power_w.origin == "prior"

    def test_without_heart_rate_nobody_knows_that_a_ride_was_hard(self):
        with_bpm = estimate([ride(3, bpm=180), ride(9, bpm=180)], TODAY, NOBODY).critical_power_w
        without = estimate([ride(3), ride(9)], TODAY, NOBODY).critical_power_w
        assert without.origin == "prior"
        assert without.sd > with_bpm.sd

    def test_old_efforts_are_less_certain(self):
        new, old = (
            estimate([ride(d, bpm=180), ride(d + 5, bpm=180)], TODAY, NOBODY).critical_power_w
            for d in (2, 200)
        )
        assert old.sd > 1.5 * new.sd


# --- one family -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ride", "run", "swim", "strength"])
def test_for_one_family_its_own_thresholds_are_the_same_and_the_others_a_guess(kind):
    everything = estimate(history(), TODAY, NOBODY)
    own = estimate(history(), TODAY, NOBODY, family=kind)
    nothing = estimate([], TODAY, NOBODY)
    asked = {
        "ride": {"critical_power_w", *heart_rates("ride")},
        "run": {"run_speed_mps", *heart_rates("run")},
        "swim": {"swim_speed_mps", "run_speed_mps", *heart_rates("run")},
        "strength": {"run_speed_mps", *heart_rates("run")},
    }[kind] | {"resting_heart_rate_bpm"}
    assert own.history_days == everything.history_days
    for field in fields(own)[2:]:
        expected = everything if field.name in asked else nothing
        assert getattr(own, field.name) == getattr(expected, field.name), field.name


def heart_rates(sport):
    return {f"{sport}_max_heart_rate_bpm", f"{sport}_threshold_heart_rate_bpm"}


# --- laws -------------------------------------------------------------------------------


def history():
    values = {"max_heart_rate_bpm": 186.0, "resting_heart_rate_bpm": 48.0}
    return [
        *(run(d, bpm=150.0 + d % 30, device_values=values) for d in range(1, 120, 3)),
        *(ride(d, share=0.7 + 0.01 * (d % 30), bpm=130.0 + 2 * (d % 28)) for d in range(2, 120, 5)),
        *(Efforts("swim", ago(d), 1800.0, best_times_s=(180.0, 380.0 + d, None)) for d in (5, 50)),
    ]


@settings(max_examples=25)
@given(st.integers(0, 130), st.randoms(use_true_random=False))
def test_later_sessions_never_change_earlier_thresholds(days, random):
    sessions = history()
    on = ago(days)
    known_then = [e for e in sessions if e.date <= on]
    random.shuffle(sessions)
    assert estimate(sessions, on, NOBODY) == estimate(known_then, on, NOBODY)


@settings(max_examples=25)
@given(st.integers(0, 130), st.randoms(use_true_random=False))
def test_neither_the_order_of_sessions_nor_laying_them_out_once_changes_anything(days, random):
    sessions = history()
    laid_out = Past.of(sessions)
    random.shuffle(sessions)
    assert estimate(laid_out, ago(days), NOBODY) == estimate(sessions, ago(days), NOBODY)


def test_a_history_is_as_long_as_its_first_session_is_old():
    sessions = [run(700), run(3), run(1)]
    assert estimate(sessions, ago(2), NOBODY).history_days == 698
    assert estimate(sessions, ago(701), NOBODY).history_days == 0


def test_settings_of_the_athlete_hold_from_their_day_and_carry_through():
    chosen = [
        Setting("run_threshold_heart_rate_bpm", 160.0, ago(10)),
        Setting("critical_power_w", 300.0, ago(10)),
        Setting("critical_power_w", 310.0, ago(5)),
    ]
    sessions = history()
    before = estimate(sessions, ago(11), NOBODY, chosen)
    assert before == estimate(sessions, ago(11), NOBODY)
    then, now = (estimate(sessions, day, NOBODY, chosen) for day in (ago(7), TODAY))
    assert (then.critical_power_w.value, now.critical_power_w.value) == (300.0, 310.0)
    assert now.critical_power_w.origin == "athlete"
    assert now.run_speed_mps.value < estimate(sessions, TODAY, NOBODY).run_speed_mps.value


def test_the_estimates_of_a_real_runner_stay_steady(corpus):
    sessions = []
    for path in sorted((corpus / "history" / "garmin-coros-multisport").glob("*running*.fit")):
        activity = read_activity(path)
        for part in activity.sessions:
            kind = family(part.sport, part.sub_sport)
            day = activity.local_start(part, timezone(timedelta(hours=8))).date()
            stream = clean(activity, part)
            sessions.append(extract(stream, part, kind, activity.athlete_values, day=day))
    for day in (date(2026, 6, 1), date(2026, 7, 20), date(2026, 8, 20)):
        found = estimate(sessions, day, NOBODY)
        assert 3.0 < found.run_speed_mps.value < 3.4
        assert found.run_speed_mps.origin == "estimated"
        assert 168 <= found.run_max_heart_rate_bpm.value <= 175
        assert 150 < found.run_threshold_heart_rate_bpm.value < 160


@pytest.mark.parametrize("watts", [12.0, 0.1, 0.0])
def test_efforts_that_no_athlete_would_call_hard_leave_the_guess_as_it_is(watts):
    """A broken meter shows a few watts, in a ride whose heart rate says it was hard."""
    best = (12.0,) * 6 + (watts,) * (len(POWER_DURATIONS_S) - 6)
    absurd = Efforts(
        family="ride",
        date=date(2026, 6, 1),
        duration_s=3600,
        best_power_w=best,
        heart_rate_10s_bpm=190,
        heart_rate_60s_bpm=189,
    )
    found = estimate([absurd], date(2026, 6, 1), Athlete()).critical_power_w
    assert 100 < found.value < 400
    assert found.origin == "prior"
