"""The start of a run off the bike against those of runs with fresh legs."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.form.bins import FormBins
from models.form.lines import usual_cadence_spm
from models.form.off_the_bike import (
    MIN_FRESH,
    brick_signature,
    last_cadence_rpm,
    start_up,
)
from models.form.running import History, Run

SPEED = 3.2
USUAL = float(usual_cadence_spm(np.array([SPEED]))[0])


def run(n=40, *, cadence=0.0, speed=SPEED, indoor=False, steady=None):
    """Minutes of running; `cadence` is what they have over the usual one."""
    return FormBins(
        family="run",
        indoor=indoor,
        device="watch",
        steady=np.ones(n, np.bool_) if steady is None else steady,
        columns={
            "speed_mps": np.full(n, speed),
            "cadence_spm": np.broadcast_to(USUAL + cadence, n).astype(float),
            "grade_pct": np.zeros(n),
        },
        left_out={},
    )


def started(n=40, *, shift=0.0, minutes=5, seed=0, noise=0.4):
    """A run whose first minutes have that many steps more."""
    rng = np.random.default_rng(seed)
    over = rng.normal(0, noise, n)
    over[:minutes] += shift
    return run(n, cadence=over)


@pytest.fixture(scope="module")
def line():
    fresh = [started(seed=seed, shift=1.0, minutes=2) for seed in range(20)]
    first = date(2026, 3, 2)
    runs = [Run(str(n), first + timedelta(days=n), "", bins) for n, bins in enumerate(fresh)]
    return History(runs).line("cadence")


@pytest.fixture(scope="module")
def fresh(line):
    return [start_up(started(seed=seed, shift=1.0, minutes=2), line) for seed in range(20)]


def test_the_usual_start_is_taken_off(line, fresh):
    """Of four steps more, what every run has at first is no sign of the bike."""
    told = brick_signature(start_up(started(seed=99, shift=4.0, minutes=6), line), fresh)
    usual = np.median([one.shift for one in fresh])
    assert told.reason == ""
    assert told.n_fresh == 20
    assert told.shift == pytest.approx(told.brick.shift - usual)
    assert told.shift == pytest.approx(4 - usual, abs=0.6)
    assert 0 < told.uncertainty < 1


def test_a_brick_that_starts_like_any_run_shows_no_shift(line, fresh):
    told = brick_signature(start_up(started(seed=98, shift=1.0, minutes=2), line), fresh)
    assert abs(told.shift) < 3 * told.uncertainty


def test_early_ends_with_the_first_kilometre_or_after_six_minutes(line):
    assert start_up(run(speed=SPEED), line).n_early == 4  # 960 m in five minutes
    assert start_up(run(speed=2.0), line).n_early == 5
    assert start_up(run(speed=5.0), line).n_early == 2


@pytest.mark.parametrize("minutes", [2, 4, 6])
def test_it_settles_when_it_stays_near_its_later_level(line, minutes):
    told = start_up(started(shift=8.0, minutes=minutes, seed=3, noise=0.1), line)
    assert told.settled_min == minutes
    assert told.settled_m == pytest.approx(60 * SPEED * minutes)


def test_what_is_never_known_for_three_minutes_together_does_not_settle(line):
    broken = np.where(np.arange(40) % 3 == 2, np.nan, np.resize([0.5, -0.5], 40))
    told = start_up(run(cadence=broken), line)
    assert np.isnan([told.settled_min, told.settled_m]).all()
    assert not np.isnan(told.shift)


@pytest.mark.parametrize(
    ("bins", "reason"),
    [
        (run(11), "short"),
        (run(indoor=True), "indoors"),
        (run(steady=np.arange(40) >= 5), "unsteady"),
        (run(steady=np.arange(40) < 11), "unsteady"),
    ],
)
def test_what_cannot_be_told_says_why(line, fresh, bins, reason):
    brick = start_up(bins, line)
    told = brick_signature(brick, fresh)
    assert (brick.reason, told.reason) == (reason, reason)
    assert np.isnan([told.shift, told.uncertainty, brick.early, brick.settled_m]).all()


def test_five_runs_on_their_own_are_needed(line, fresh):
    brick = start_up(started(seed=97), line)
    lame = start_up(run(11), line)
    assert brick_signature(brick, [*fresh[: MIN_FRESH - 1], lame]).reason == "few runs"
    assert brick_signature(brick, [*fresh[:MIN_FRESH], lame]).n_fresh == MIN_FRESH


def test_curves_are_drawn_about_the_later_level_and_end_with_the_run(line, fresh):
    told = brick_signature(start_up(started(15, seed=96, shift=3.0), line), fresh)
    assert np.isfinite(told.brick.curve).sum() == 15
    assert told.brick.curve[8:15].mean() == pytest.approx(0, abs=1e-9)
    assert told.fresh_curve.shape == (20,)
    assert abs(told.fresh_curve[8:].mean()) < 0.2


def test_a_rides_last_five_minutes_tell_its_cadence():
    cadence = np.r_[np.full(40, 85.0), 95, np.nan, 93, 91, 93]
    ride = FormBins(
        family="ride",
        indoor=False,
        device="",
        steady=np.ones(45, np.bool_),
        columns={"cadence_rpm": cadence},
        left_out={},
    )
    assert last_cadence_rpm(ride) == pytest.approx(93)
    assert np.isnan(last_cadence_rpm(run()))


@given(
    st.lists(st.floats(-30, 30) | st.just(float("nan")), min_size=1, max_size=30),
    st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_any_minutes_give_a_start_or_a_reason(cadence, steady):
    bins = run(len(cadence), cadence=np.array(cadence), steady=np.array(steady[: len(cadence)]))
    told = start_up(bins, LINE)
    assert np.isnan(told.shift) == bool(told.reason)
    assert told.curve.shape == (20,)


LINE = History([Run("one", date(2026, 3, 2), "", run())]).line("cadence")
