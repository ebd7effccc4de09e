"""The athlete's own line, and a score for each run."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_activity
from ingest.repair import clean
from ingest.sports import family
from models.contrast import reading
from models.form import (
    BURN_IN,
    REPEATS,
    SIGNALS,
    Change,
    FormBins,
    History,
    Run,
    late_decay,
    segment,
    usual_cadence_spm,
)
from models.form.segments import absorb

FIRST = date(2026, 3, 2)
CHANCE = 7


def bins(minutes=40, indoor=False, device="watch", steady=True, **columns):
    """Minutes of a run at 3 m/s and 170 steps a minute, unless other columns are given."""
    full = {"speed_mps": 3.0, "cadence_spm": 170.0, "grade_pct": 0.0, **columns}
    return FormBins(
        family="run",
        indoor=indoor,
        device=device,
        steady=np.broadcast_to(np.asarray(steady, bool), minutes).copy(),
        columns={
            name: np.broadcast_to(np.asarray(value, np.float32), minutes).copy()
            for name, value in full.items()
        },
        left_out={},
    )


def runner(runs=60, slope=10.0, per_grade=0.0, per_heat=0.0, shift=None, noise=0.0, **facts):
    """Runs every other day: 170 steps a minute at 3 m/s, and what else moves them."""
    chance = np.random.default_rng(CHANCE)
    history = []
    for number in range(runs):
        speed = 3.0 + chance.normal(0, 0.25) + chance.normal(0, 0.1, 40)
        grade, warmth = chance.normal(0, 1, 40), chance.uniform(10, 30)
        cadence = 170 + slope * (speed - 3) + per_grade * grade + per_heat * max(warmth - 15, 0)
        cadence = cadence + (shift(number) if shift else 0) + noise * chance.normal()
        columns = {"speed_mps": speed, "grade_pct": grade, "cadence_spm": cadence}
        columns |= {"temperature_c": warmth, **{name: of(number) for name, of in facts.items()}}
        minutes = bins(**columns)
        day = FIRST + timedelta(days=2 * number)
        history.append(Run(str(number), day, segment(minutes, day), minutes))
    return history


# -- the line ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speed_mps", "spm"), [(2.5, 165.05), (3.0, 168.056), (3.5, 171.062), (4.0, 174.068)]
)
def test_g_g2_other_runners_cadence_at_a_speed(speed_mps, spm):
    assert usual_cadence_spm(np.array([speed_mps]))[0] == pytest.approx(spm)


def test_g_g2_other_runners_step_at_3_mps():
    steps = bins(cadence_spm=usual_cadence_spm(np.array([3.0])))["step_length_m"]
    assert steps[0] == pytest.approx(1.07107, abs=1e-5)


@pytest.mark.parametrize("slope", [1.0, 6.0, 15.0])
def test_a_runners_own_slope_is_found_within_its_uncertainty(slope):
    found, error = History(runner(slope=slope, noise=1.5)).line("cadence").speed_slope()
    assert 0 < error < 1
    assert found == pytest.approx(slope, abs=3 * error)


def test_without_runs_there_is_no_line_and_no_score():
    history = History([])
    assert history.line("cadence") is None
    assert len(history.scores("cadence")) == 0
    assert np.isnan(history.scores("cadence").level)
    assert np.isnan(history.repeats("ground_contact"))


def test_one_run_leaves_the_slope_near_that_of_other_runners_and_says_how_uncertain():
    steady = Run("0", FIRST, "", bins())
    slope, error = History([steady]).line("cadence").speed_slope()
    assert slope == pytest.approx(6.012, abs=0.01)
    assert error == pytest.approx(5, abs=0.5)


def test_a_level_is_told_at_the_mean_speed_and_in_the_signals_unit():
    history = History(runner(slope=10))
    cadence, step = history.scores("cadence"), history.scores("step_length")
    assert cadence.level == pytest.approx(170 + 10 * (cadence.at_effort - 3), abs=0.3)
    assert step.level == pytest.approx(60 * step.at_effort / cadence.level, rel=0.003)


# -- scores ------------------------------------------------------------------------


def scatter(history, signal="cadence"):
    return History(history).scores(signal).values.std()


def test_speed_grade_and_heat_leave_no_trace_in_the_scores():
    speed, grade, heat = runner(slope=14), runner(per_grade=0.8), runner(per_heat=0.15)
    raw = np.std([run.bins["cadence_spm"].mean() for run in speed])
    assert scatter(speed) < 0.05 * raw
    assert scatter(grade) < 0.05
    assert scatter(heat) < 0.3 * np.std([max(r.bins["temperature_c"][0] - 15, 0) for r in heat])
    assert scatter(heat) < 0.2


def test_step_length_scores_are_per_cent_and_mirror_those_of_cadence():
    history = History(runner(noise=2.0))
    cadence, step = history.scores("cadence"), history.scores("step_length")
    assert np.corrcoef(cadence.values, step.values)[0, 1] < -0.99
    assert step.values.std() == pytest.approx(cadence.values.std() / 1.7, rel=0.05)


def test_scores_of_a_day_are_the_same_whatever_comes_later():
    history = runner(noise=2.0, shift=lambda number: -8.0 * (number > 40))
    for count in (1, 12, 33, 41):
        until = history[count].day
        whole, then = History(history), History(history[:count])
        np.testing.assert_allclose(
            whole.scores("cadence", until).values, then.scores("cadence").values, atol=1e-9
        )
        assert whole.line("cadence", until).speed_slope() == pytest.approx(
            then.line("cadence").speed_slope()
        )


def test_where_the_heat_is_unknown_it_counts_as_usual():
    """Counted as none, it would make runs of one summer differ by what their watch knew."""
    every_other = np.arange(60) % 2 == 1
    summer = [float(run.bins["temperature_c"][0]) + 10 for run in runner()]
    warmth = np.where(every_other, np.nan, summer)
    scores = History(runner(per_heat=0.3, temperature_c=lambda n: warmth[n])).scores("cadence")
    assert scores.values[every_other].mean() == pytest.approx(0, abs=0.15)


def test_runs_on_a_treadmill_have_no_score():
    history = runner(20, indoor=lambda number: number % 2 == 1)
    scores = History(history).scores("cadence")
    assert scores.ids == tuple(str(number) for number in range(0, 20, 2))


@pytest.mark.parametrize(("steady", "count"), [(9, 0), (10, 1)])
def test_a_score_needs_ten_steady_minutes(steady, count):
    run = Run("0", FIRST, "", bins(steady=np.arange(40) < steady))
    assert len(History([run]).scores("cadence")) == count


def test_unsteady_minutes_count_in_no_score():
    limping = np.where(np.arange(40) < 20, 170, 150)
    sound = runner(20)
    lame = runner(20)
    lame[10] = lame[10]._replace(
        bins=bins(cadence_spm=limping, steady=np.arange(40) < 20, temperature_c=15)
    )
    sound[10] = sound[10]._replace(bins=bins(temperature_c=15))
    np.testing.assert_allclose(
        History(lame).scores("cadence").values,
        History(sound).scores("cadence").values,
        atol=0.05,
    )


def test_a_channel_made_of_speed_and_cadence_repeats_them():
    chance = np.random.default_rng(CHANCE)
    copied = [
        run._replace(
            bins=bins(
                **{name: run.bins[name] for name in ("speed_mps", "cadence_spm")},
                ground_contact_ms=4e4 / run.bins["cadence_spm"] * run.bins["speed_mps"] ** -0.4,
                vertical_oscillation_mm=80 + chance.normal(0, 4, 40),
            )
        )
        for run in runner(20, noise=2.0)
    ]
    assert History(copied).repeats("ground_contact") > REPEATS
    assert History(copied).repeats("vertical_oscillation") < 0.5


# -- segments ----------------------------------------------------------------------


def test_a_segment_is_device_worn_sensors_and_what_the_athlete_told():
    strap = bins(contact_balance_left_pct=50.1, ground_contact_ms=240)
    changes = [
        Change(FIRST, "shoes", "blue"),
        Change(FIRST + timedelta(days=9), "shoes", "red"),
        Change(FIRST + timedelta(days=9), "insoles", "soft"),
    ]
    assert segment(bins(), FIRST) == "watch"
    assert segment(strap, FIRST) == "watch · balance · dynamics"
    assert segment(bins(), FIRST + timedelta(days=8), changes) == "watch · shoes blue"
    later = segment(bins(), FIRST + timedelta(days=9), changes)
    assert later == "watch · insoles soft · shoes red"


def dropped(number):
    return -5.0 * (number >= 40)


def test_a_new_device_takes_its_level_with_it():
    """Its first six runs tell the level and are not used."""
    history = runner(shift=dropped, device=lambda number: "new watch" if number >= 40 else "watch")
    scores = History(history).scores("cadence")
    assert np.flatnonzero(~scores.usable).tolist() == list(range(40, 46))
    assert np.abs(scores.values).max() < 0.1
    assert scores.level == pytest.approx(165 + 10 * (scores.at_effort - 3), abs=0.1)


def test_of_a_new_device_with_few_runs_none_is_usable_yet():
    history = runner(44, device=lambda number: "new watch" if number >= 40 else "watch")
    assert np.flatnonzero(~History(history).scores("cadence").usable).tolist() == [40, 41, 42, 43]


def test_two_watches_worn_in_turn_are_burnt_in_once():
    history = runner(
        shift=lambda number: 4.0 * (number % 2),
        device=lambda number: "other" if number % 2 else "watch",
    )
    scores = History(history).scores("cadence")
    assert np.flatnonzero(~scores.usable).tolist() == [1, 3, 5, 7, 9, 11]
    assert np.abs(scores.values[scores.usable]).max() < 0.1


@given(
    st.lists(st.tuples(st.floats(-20, 20), st.sampled_from("abcd")), min_size=1, max_size=60),
    st.fixed_dictionaries({key: st.floats(-50, 50) for key in "abcd"}),
)
def test_whatever_level_a_segment_has_the_scores_are_the_same(runs, level):
    """But for a constant: all are told at the level of the first segment."""
    values, keys = (np.array(part) for part in zip(*runs, strict=True))
    plain, usable = absorb(values, list(keys))
    moved, again = absorb(values + [level[key] for key in keys], list(keys))
    np.testing.assert_allclose(moved, plain + level[keys[0]], atol=1e-9)
    assert usable.tolist() == again.tolist()
    assert np.count_nonzero(~usable) <= BURN_IN * (len(set(keys)) - 1)
    assert usable[keys == keys[0]].all()


def told(history, monday):
    scores = History(history).scores("cadence", monday)
    return reading(
        SIGNALS["cadence"], scores.days[scores.usable], scores.values[scores.usable], monday
    )


def verdicts(history):
    first = FIRST + timedelta(weeks=8)
    return {told(history, first + timedelta(weeks=week)).verdict for week in range(10)}


def test_a_drop_is_confirmed_and_the_same_drop_with_new_shoes_is_not():
    shoes = [Change(FIRST + timedelta(days=80), "shoes", "new")]
    history = runner(shift=lambda number: -2.5 * 2.2 * (number >= 40), noise=0.5)
    explained = [run._replace(segment=segment(run.bins, run.day, shoes)) for run in history]
    assert "worse" in verdicts(history)
    assert "worse" not in verdicts(explained)


def test_a_drop_after_the_burn_in_of_new_shoes_is_still_found():
    shoes = [Change(FIRST + timedelta(days=50), "shoes", "new")]
    history = runner(shift=lambda number: -2.5 * 2.2 * (number >= 40), noise=0.5)
    history = [run._replace(segment=segment(run.bins, run.day, shoes)) for run in history]
    assert "worse" in verdicts(history)


# -- late in a run -----------------------------------------------------------------


def long_run(minutes=90, late=1.0, **columns):
    """Steps that are longer or shorter in the last fifth, at the same speed."""
    in_last_fifth = np.arange(minutes) >= 0.8 * minutes
    return bins(minutes, cadence_spm=np.where(in_last_fifth, 170 / late, 170), **columns)


def line():
    return History(runner()).line("step_length")


@pytest.mark.parametrize("late", [0.97, 1.0, 1.02])
def test_late_decay_is_the_change_of_the_last_fifth(late):
    assert late_decay(long_run(late=late), line()) == pytest.approx(100 * (late - 1), abs=0.1)


@pytest.mark.parametrize(("minutes", "known"), [(59, False), (60, True)])
def test_late_decay_is_told_of_an_hour_or_more(minutes, known):
    assert np.isfinite(late_decay(long_run(minutes), line())) == known


@pytest.mark.parametrize(("late_mps", "known"), [(3.17, True), (3.19, False), (2.8, False)])
def test_late_decay_is_told_only_at_about_the_same_speed(late_mps, known):
    run = long_run(speed_mps=np.where(np.arange(90) >= 72, late_mps, 3.0))
    assert np.isfinite(late_decay(run, line())) == known


def test_late_decay_is_unknown_indoors_and_where_few_late_minutes_were_steady():
    assert np.isnan(late_decay(long_run(indoor=True), line()))
    assert np.isnan(late_decay(long_run(steady=np.arange(90) < 76), line()))


# -- real runners ------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(corpus):
    histories = {}
    for name in ("coros-runner", "garmin-coros-multisport"):
        histories[name] = []
        for path in sorted((corpus / "history" / name).glob("*_running*.fit")):
            activity = read_activity(path)
            for one in activity.sessions:
                if family(one.sport, one.sub_sport) == "run":
                    seen = FormBins.of(clean(activity, one), one, str(activity.device))
                    day = activity.local_start(one).date()
                    if seen is not None:
                        histories[name].append(Run(path.stem, day, segment(seen, day), seen))
    return histories


def test_real_runners_have_a_plausible_baseline_and_slope(real):
    for history in map(History, real.values()):
        scores = history.scores("cadence")
        slope, error = history.line("cadence").speed_slope()
        assert len(scores) >= 20
        assert scores.usable.all()
        assert 150 < scores.level < 190
        assert 1 < slope < 20
        assert 0.3 < error < 2
        assert 1 < scores.values.std(ddof=1) < 3
        assert 0.7 < history.scores("step_length").values.std(ddof=1) < 1.8


def test_on_real_runs_no_change_is_confirmed_without_cause(real):
    for runs in real.values():
        weeks = (runs[-1].day - runs[0].day).days // 7
        first = runs[0].day + timedelta(days=7 - runs[0].day.weekday())
        assert not any(told(runs, first + timedelta(weeks=w)).confirmed for w in range(weeks + 1))


def test_a_wrists_ground_contact_repeats_speed_and_cadence_where_the_watch_makes_it_of_them(real):
    assert History(real["garmin-coros-multisport"]).repeats("ground_contact") > REPEATS
    assert History(real["coros-runner"]).repeats("ground_contact") < REPEATS
