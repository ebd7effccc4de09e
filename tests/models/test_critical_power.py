"""Critical power of synthetic riders of known critical power: right, and honest about it.

A small version, of fixed seeds, of what benchmarks/thresholds.py measures.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.athlete import Athlete, Setting
from models.critical import Curve, envelope_posterior, posterior
from models.digests import Past
from models.efforts import POWER_DURATIONS_S
from models.peaks import peaks
from models.simulation import draw_athlete
from models.simulation.plan import Step
from models.simulation.season import draw_plan, draw_season, ride_digest
from models.thresholds import behind, critical_power, estimate

END = date(2026, 6, 1)
RIDERS = 60
T = np.array([180.0, 300.0, 480.0, 720.0, 1200.0])
DURATIONS_S = np.array(POWER_DURATIONS_S, dtype=float)


def told(rider):
    return Athlete(sex=rider.sex, birth_year=END.year - rider.age_years, mass_kg=rider.mass_kg)


def season(seed, history, **more):
    """A rider and the digests of some ten weeks."""
    rng = np.random.default_rng(seed)
    rider = draw_athlete(rng)
    return rider, draw_season(rider, rng, history, END, **more)


def found(rider, rides, on=END, settings=()):
    past = Past.of(rides)
    return estimate(past, on, told(rider), settings, family="ride").critical_power_w


def errors_and_hits(history, *, lost=0.0, on=END, **more):
    """Relative errors of all riders, and whether the truth was in each 90 % interval."""
    errors, hits, origins = [], [], []
    for seed in range(RIDERS):
        rider, rides = season(seed, history, **more)
        power = found(rider, rides, on)
        truth = (1.0 - lost) * rider.critical_power_w
        errors.append(power.value / truth - 1)
        hits.append(abs(power.value - truth) <= 1.645 * power.sd)
        origins.append(power.origin)
    return np.array(errors), np.mean(hits), origins


# --- riders of known critical power -----------------------------------------------------------


@pytest.mark.parametrize("with_heart_rate", [True, False])
def test_tests_and_races_measure_it_without_bias_and_with_an_honest_margin(with_heart_rate):
    errors, hits, origins = errors_and_hits("tests and races", with_heart_rate=with_heart_rate)
    assert abs(np.median(errors)) < 0.02
    assert abs(errors.mean()) < 0.02
    assert 0.85 <= hits <= 0.98  # of 60 riders, where 300 give 0.93
    assert origins.count("measured") > 0.9 * RIDERS


def test_one_all_out_effort_is_enough_to_measure_it():
    errors, hits, origins = errors_and_hits("one all-out effort")
    assert abs(np.median(errors)) < 0.04  # its standard error is above 0.01
    assert hits >= 0.85
    assert origins.count("measured") > 0.6 * RIDERS


def test_hard_intervals_alone_give_an_estimate_that_knows_its_margin():
    errors, hits, origins = errors_and_hits("hard intervals")
    assert abs(np.median(errors)) < 0.05
    assert hits >= 0.85
    assert origins.count("measured") < 0.1 * RIDERS


@pytest.mark.parametrize("with_heart_rate", [True, False])
def test_easy_rides_alone_leave_a_wide_margin_and_are_never_called_a_measurement(with_heart_rate):
    _, hits, origins = errors_and_hits("easy rides", with_heart_rate=with_heart_rate)
    assert hits >= 0.8
    assert "measured" not in origins
    rider, rides = season(1, "easy rides", with_heart_rate=with_heart_rate)
    power = found(rider, rides)
    assert power.sd > 0.1 * power.value


def test_who_did_not_ride_for_eight_weeks_does_not_keep_a_proud_value_with_a_small_margin():
    later = END + timedelta(days=56)
    _, hits, _ = errors_and_hits("tests and races", lost=0.08, on=later)
    assert hits >= 0.8
    rider, rides = season(3, "tests and races")
    then, now = found(rider, rides), found(rider, rides, later)
    assert now.value < then.value
    assert now.sd > 1.2 * then.sd


@pytest.mark.parametrize("kind", ["easy", "threshold", "vo2", "all_out"])
def test_no_synthetic_ride_shows_what_nobody_could_do(kind):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        rider = draw_athlete(rng)
        ride = ride_digest(rider, draw_plan(rider, rng, kind), rng, END, form=1.02)
        best = np.array(ride.best_power_w, dtype=float)
        assert np.nanmax(best / rider.best_power_w(DURATIONS_S)) <= 1.02 + 1e-9


# --- what an effort says ----------------------------------------------------------------------


def ride(*steps, critical=250.0, reserve=18_000.0, seed=1, **more):
    """The digest of a plan without unrest worth the name, by a rider of 250 W."""
    rng = np.random.default_rng(seed)
    rider = replace(draw_athlete(rng), critical_power_w=critical, w_prime_j=reserve)
    return ride_digest(rider, steps, rng, END, **more)


def all_out(seconds, **more):
    effort = Step(seconds, (250.0 + 18_000.0 / seconds) / 250.0)
    return ride(Step(1200, 0.6), effort, Step(1200, 0.5), **more)


def test_an_effort_with_easy_riding_around_it_stands_apart_and_repetitions_do_not():
    repetitions = [Step(240, 1.1), Step(180, 0.5)] * 5
    rides = [all_out(600), ride(Step(900, 0.6), *repetitions), ride(Step(3600, 0.7))]
    assert Past.of(rides)["ride"]["apart"].tolist().count(True) == 1
    assert Past.of(rides[:1])["ride"]["apart"].tolist() == [True]


def test_five_minutes_before_the_twenty_of_a_test_do_not_hide_it():
    """The usual test: five minutes empty part of the reserve, then twenty are ridden all-out."""
    long = Step(1200, (250.0 + 18_000.0 / 1200) / 250.0)
    short = Step(300, (250.0 + 18_000.0 / 300) / 250.0)
    test = ride(Step(1200, 0.6), short, Step(600, 0.5), long, Step(900, 0.5))
    assert Past.of([test])["ride"]["apart"].tolist() == [True]


def test_a_session_speaks_by_its_best_of_either_half_of_the_curve():
    rate = 200.0 + np.where(DURATIONS_S == 300, 80.0, 0.0) + np.where(DURATIONS_S == 900, 50.0, 0.0)
    told = peaks(DURATIONS_S[None, :], rate[None, :], "ride")
    assert told.time_s.tolist() == [[300.0, 900.0]]
    assert told.rate.tolist() == [[280.0, 250.0]]


def test_a_half_that_only_shows_the_same_effort_diluted_says_nothing():
    rate = np.where(DURATIONS_S <= 1200, 260.0, 240.0)
    told = peaks(DURATIONS_S[None, :], rate[None, :], "ride")
    np.testing.assert_array_equal(told.time_s, [[np.nan, 1200.0]])


def test_bests_outside_three_to_twenty_minutes_and_those_never_reached_say_nothing():
    rate = np.where((DURATIONS_S >= 180) & (DURATIONS_S <= 1200), np.nan, 300.0)
    told = peaks(DURATIONS_S[None, :], rate[None, :], "ride")
    assert np.isnan(told.time_s).all()
    assert not told.apart.any()


def test_a_hard_ride_of_less_than_three_minutes_leaves_the_guess_as_it_is():
    short = replace(all_out(600), best_power_w=(400.0, 390.0, *(None,) * 13))
    power = estimate([short], END, Athlete(mass_kg=70.0)).critical_power_w
    assert (power.value, power.origin) == (pytest.approx(196.0), "prior")


PRIOR = Curve(200.0, 18_000.0, 45.0, 6_000.0)


@given(st.floats(180, 1200), st.floats(1.0, 1.2))
def test_an_effort_on_the_prior_curve_or_above_it_never_lowers_it(time_s, share):
    rate = float(PRIOR.rate(time_s)) * share
    curve, _ = envelope_posterior(PRIOR, (time_s,), (rate,), (0.03 * rate,))
    assert curve.critical >= PRIOR.critical - 1e-9
    assert curve.reserve >= PRIOR.reserve - 1e-6
    assert curve.critical_sd <= PRIOR.critical_sd


@given(st.lists(st.tuples(st.floats(180, 1200), st.floats(0.7, 1.2)), min_size=1, max_size=6))
def test_weights_are_shares_and_the_best_effort_keeps_one(efforts):
    time_s = tuple(t for t, _ in efforts)
    rate = tuple(float(PRIOR.rate(t)) * share for t, share in efforts)
    _, weights = envelope_posterior(PRIOR, time_s, rate, tuple(0.03 * r for r in rate))
    assert all(0.0 <= weight <= 1.0 for weight in weights)
    if max(share for _, share in efforts) >= 1.05:
        assert max(weights) > 0.3


def test_what_falls_far_short_of_the_curve_does_not_move_it():
    hard = (720.0,), (260.0,), (7.8,)
    alone, _ = envelope_posterior(PRIOR, *hard)
    among, weights = envelope_posterior(
        PRIOR, (*hard[0], 300.0), (*hard[1], 180.0), (*hard[2], 5.4)
    )
    assert among.critical == pytest.approx(alone.critical, rel=1e-3)
    assert weights[1] < 0.001


def test_an_effort_of_infinite_doubt_leaves_the_prior_as_it_is():
    curve = posterior(PRIOR, [720.0], [300.0], [np.inf])
    assert (curve.critical, curve.critical_sd) == pytest.approx((200.0, 45.0))


# --- the plain function -----------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [(3, 12), (3, 7, 12), (3, 7, 12, 20), (3, 5, 8, 12, 20)])
def test_efforts_that_scatter_by_three_per_cent_are_met_in_their_middle_with_an_honest_margin(
    minutes,
):
    rng = np.random.default_rng(0)
    time_s = 60.0 * np.array(minutes)
    errors, hits = [], []
    for _ in range(400):
        critical, reserve = rng.uniform(180, 350), rng.uniform(10_000, 25_000)
        rate = (critical + reserve / time_s) * rng.normal(1.0, 0.03, len(time_s))
        curve = critical_power(time_s, rate)
        errors.append(curve.critical / critical - 1)
        hits.append(abs(curve.critical - critical) <= 1.645 * curve.critical_sd)
    assert abs(np.median(errors)) < 0.02
    assert 0.85 <= np.mean(hits) <= 0.95


# --- what the athlete tells, and sees ---------------------------------------------------------


def test_a_level_shapes_the_guess():
    guesses = [
        estimate([], END, Athlete(mass_kg=70.0, level=level)).critical_power_w.value
        for level in ("beginner", "regular", "trained")
    ]
    assert guesses == pytest.approx([154.0, 196.0, 238.0])


def test_an_ftp_that_the_athlete_set_is_a_share_of_critical_power():
    settings = [Setting("ftp_w", 240.0, END)]
    assert estimate([], END, Athlete(), settings).critical_power_w.value == pytest.approx(250.0)
    own = Athlete(ftp_of_cp=0.9)
    assert estimate([], END, own, settings).critical_power_w.value == pytest.approx(240 / 0.9)


def test_the_efforts_behind_it_are_told_with_their_weights():
    rides = [all_out(600), replace(all_out(240), date=END - timedelta(days=9))]
    efforts = behind(rides, END, Athlete(mass_kg=75.0))["critical_power_w"]
    assert efforts[0].date == END
    assert {effort.duration_s for effort in efforts} >= {240.0, 600.0}
    assert all(0.1 <= effort.weight <= 1.0 and effort.heart_rate_bpm for effort in efforts)


def test_nothing_is_behind_a_guess_or_what_the_athlete_set():
    assert behind([], END, Athlete()) == {}
    settings = [Setting("critical_power_w", 240.0, END)]
    assert "critical_power_w" not in behind([all_out(600)], END, Athlete(), settings)
