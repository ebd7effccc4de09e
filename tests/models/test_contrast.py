"""The weekly look: its arithmetic, what it may conclude, and when it keeps silent."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contrast import (
    DEFAULT,
    RARE,
    Explanation,
    contrast,
    gait_composite,
    lag_one,
    reading,
)
from models.form.signals import SIGNALS, pooled_sd, worthwhile

CADENCE = SIGNALS["cadence"]
STIFFNESS = SIGNALS["leg_stiffness"]
FIRST = date(2026, 1, 5)
NAN = float("nan")
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import contrast as simulated

    yield simulated
    monkeypatch.delitem(__import__("sys").modules, "contrast")


def days_of(weeks, week_days=(1, 3, 5)):
    return [FIRST + timedelta(weeks=week, days=day) for week in range(weeks) for day in week_days]


def monday(week):
    """The Monday after so many full weeks."""
    return FIRST + timedelta(weeks=week)


def stepped(weeks, *steps, seed=0, noise=1.0):
    """Days and scores; from each (week, change) on they lie that much higher."""
    days = days_of(weeks)
    values = noise * np.random.default_rng(seed).normal(size=len(days))
    for week, change in steps:
        values[3 * week :] += change
    return days, values


FALL = 3.5 * CADENCE.prior_sd


# -- arithmetic ---------------------------------------------------------------------


def test_a_contrast_meets_the_golden_value():
    """G-E2: 20 runs against 6, rho 0.3, sigma 1.2, a change of -1.6, margin 0.2 sigma."""
    told = contrast(np.zeros(20), np.full(6, -1.6), sd=1.2, rho=0.3, margin=0.2)
    assert told.se == pytest.approx(0.7612, abs=1e-4)
    assert told.z == pytest.approx(1.7866, abs=1e-4)
    assert told.change == pytest.approx(-1.6)


def test_with_the_default_numbers_two_weeks_against_twenty_runs_have_the_known_error():
    told = contrast(np.zeros(20), np.zeros(6), sd=1, rho=DEFAULT.rho_least, margin=DEFAULT.margin)
    assert told.se == pytest.approx(0.81, abs=0.01)
    assert DEFAULT.z * told.se + DEFAULT.margin == pytest.approx(1.9, abs=0.05)


def test_the_prior_spread_counts_like_twelve_sessions():
    scores = np.random.default_rng(1).normal(scale=2.0, size=20)
    own = scores.var(ddof=1)
    assert pooled_sd(scores, 1.0) == pytest.approx(np.sqrt((12 + 19 * own) / 31))
    assert pooled_sd(scores[:1], 1.0) == 1.0
    assert pooled_sd(scores[:0], 1.0) == pytest.approx(np.sqrt(12 / 12))


def test_scores_that_swing_to_and_fro_are_correlated_negatively_and_equal_ones_not_at_all():
    assert lag_one([1, -1] * 20) == pytest.approx(-1, abs=0.05)
    assert lag_one(np.arange(200)) > 0.95
    assert np.isnan(lag_one(np.ones(50)))


def test_the_smallest_change_worth_a_word_is_the_prior_one_until_twelve_sessions():
    scores = np.random.default_rng(2).normal(scale=10.0, size=30)
    assert worthwhile(CADENCE, scores[:11]) == CADENCE.prior_worthwhile
    assert worthwhile(CADENCE, scores) == pytest.approx(0.2 * scores.std(ddof=1))
    assert worthwhile(CADENCE, scores / 100) == CADENCE.typical_error / 2


def test_nothing_that_pedals_tell_is_ever_called_better():
    assert {one.better for one in SIGNALS.values() if one.family == "ride"} == {0}
    assert SIGNALS["step_length"].better == SIGNALS["step_length"].worse == 0


# -- a fall -------------------------------------------------------------------------


def test_a_fall_of_cadence_waits_for_a_second_monday_and_is_then_worse():
    days, values = stepped(40, (30, -FALL), noise=0)
    told = [reading(CADENCE, days, values, monday(week)) for week in range(29, 35)]
    assert [one.verdict for one in told] == ["same", "same", "unknown", "worse", "worse", "worse"]
    assert [one.direction for one in told] == [0, 0, -1, -1, -1, -1]
    assert [one.confirmed for one in told] == [False, False, False, True, True, True]
    assert told[3].change == pytest.approx(-FALL)
    assert told[3].level == pytest.approx(told[3].baseline - FALL)
    assert (told[3].n_window, told[3].unit) == (6, "spm")


def test_a_fall_of_two_and_a_half_spreads_is_worse_within_a_few_mondays_and_stays():
    """Scores scatter evenly by the usual spread; the fall has no noise of its own."""
    days = days_of(40)
    values = CADENCE.prior_sd * np.tile([1.0, -1.0], len(days))[: len(days)]
    values[90:] -= 2.5 * CADENCE.prior_sd
    told = [reading(CADENCE, days, values, monday(week)).verdict for week in range(31, 37)]
    assert told[2:4] == ["worse", "worse"]


def test_the_same_fall_taken_out_with_a_new_shoe_is_none():
    """The first six runs in it are no scores, and its level is that of the old one."""
    days, values = stepped(40)
    values[90:96] = NAN
    told = {reading(CADENCE, days, values, monday(week)).verdict for week in range(29, 41)}
    assert "worse" not in told


def test_what_lies_on_the_monday_or_later_has_no_part():
    days, values = stepped(40, (30, -FALL))
    short = [day for day in days if day < monday(32)]
    assert reading(CADENCE, days, values, monday(32)) == reading(
        CADENCE, short, values[: len(short)], monday(32)
    )


@given(st.integers(8, 39), st.floats(-100, 100), st.integers(0, 5))
def test_a_reading_does_not_depend_on_the_level(week, level, seed):
    days, values = stepped(40, (30, -FALL), seed=seed)
    here, there = (reading(CADENCE, days, values + by, monday(week)) for by in (0, level))
    assert there.verdict == here.verdict
    assert there.direction == here.direction
    if not np.isnan(here.z):
        assert there.z == pytest.approx(here.z, abs=1e-6)


@given(st.integers(8, 39), st.integers(0, 5))
def test_upside_down_the_direction_is_the_other_one(week, seed):
    days, values = stepped(40, (30, -FALL), seed=seed)
    here, there = (reading(CADENCE, days, sign * values, monday(week)) for sign in (1, -1))
    assert (there.direction, there.confirmed) == (-here.direction, here.confirmed)


# -- a rise -------------------------------------------------------------------------


def test_a_rise_of_cadence_is_tightness_and_no_improvement():
    days, values = stepped(40, (30, FALL))
    told = reading(CADENCE, days, values, monday(33))
    assert (told.direction, told.confirmed, told.verdict) == (1, True, "same")


@pytest.mark.parametrize(("back", "verdict"), [(0.9, "better"), (3.0, "same")])
def test_a_rise_that_undoes_a_fall_is_better_and_one_beyond_is_not(back, verdict):
    days, values = stepped(60, (30, -FALL), (44, back * FALL))
    told = reading(CADENCE, days, values, monday(47), anchors=[monday(33)])
    assert (told.direction, told.confirmed, told.verdict) == (1, True, verdict)


def test_on_the_bike_a_rise_that_undoes_a_fall_is_not_better_either():
    days, values = stepped(60, (30, -2 * FALL), (44, 1.8 * FALL))
    told = reading(SIGNALS["cadence_at_power"], days, values, monday(47), anchors=[monday(33)])
    assert (told.direction, told.confirmed, told.verdict) == (1, True, "same")


@pytest.mark.parametrize(("sign", "verdict"), [(1, "better"), (-1, "worse")])
def test_where_one_direction_is_better_the_other_is_worse(sign, verdict):
    days, values = stepped(40, (30, sign * 3.5 * STIFFNESS.prior_sd))
    assert reading(STIFFNESS, days, values, monday(33)).verdict == verdict


# -- silence ------------------------------------------------------------------------


def test_numbers_are_shown_from_twelve_runs_and_decided_on_from_twenty_before_the_window():
    days, values = stepped(40, (7, -2 * FALL))
    told = [reading(CADENCE, days, values, monday(week)) for week in range(1, 11)]
    assert [np.isnan(one.baseline) for one in told] == [True] * 3 + [False] * 7
    assert [one.verdict for one in told[:8]] == ["unknown"] * 8
    assert (told[8].n_baseline, told[8].direction) == (20, -1)


def test_twelve_runs_within_three_weeks_are_not_shown():
    days = [FIRST + timedelta(days=day) for day in range(14)]
    assert np.isnan(reading(CADENCE, days, np.zeros(14), monday(2)).baseline)


def test_without_two_new_runs_a_monday_says_nothing():
    days, values = stepped(40, (30, -FALL))
    gone = [32 * 3 + 1, 32 * 3 + 2]  # of the last week one run is left
    values[gone] = NAN
    told = reading(CADENCE, days, values, monday(33))
    assert (told.verdict, told.direction, told.confirmed) == ("unknown", 0, False)
    values[gone[0]] = -FALL
    assert reading(CADENCE, days, values, monday(33)).direction == -1


def test_a_monday_without_new_runs_confirms_nothing_on_the_next():
    days, values = stepped(40, (30, -FALL))
    values[31 * 3 + 1 : 32 * 3] = NAN  # at most one run before Monday 32
    told = reading(CADENCE, days, values, monday(33))
    assert (told.direction, told.confirmed, told.verdict) == (-1, False, "unknown")


def test_nothing_is_read_of_silent_days_nor_of_the_three_weeks_after_them():
    days, values = stepped(60, (30, -FALL))
    silent = frozenset(monday(30) + timedelta(days=day) for day in range(14))
    told = [reading(CADENCE, days, values, monday(week), silent=silent) for week in range(30, 40)]
    assert {one.verdict for one in told[:5]} == {"unknown"}
    # From week 35 on there are new scores: six on Monday 37, and a Monday later it is confirmed.
    assert [one.verdict for one in told[5:]] == ["unknown"] * 3 + ["worse"] * 2
    assert told[7].direction == -1


def test_sessions_from_before_a_long_break_are_no_window():
    days, values = stepped(40, (30, -FALL))
    values[31 * 3 : 38 * 3] = NAN
    told = reading(CADENCE, days, values, monday(39))
    assert (told.n_window, told.verdict) == (3, "unknown")


def test_after_an_anchor_the_changed_level_is_the_baseline():
    days, values = stepped(60, (30, -FALL))
    anchored = [
        reading(CADENCE, days, values, monday(week), anchors=[monday(33)]) for week in range(33, 60)
    ]
    assert anchored[0].verdict == "worse"  # an anchor counts from the day after
    assert {one.verdict for one in anchored[1:7]} == {"unknown"}
    assert {one.verdict for one in anchored[7:]} == {"same"}
    assert anchored[1].n_baseline == 3


def test_an_excusing_explanation_near_the_change_leaves_nothing_to_conclude():
    days, values = stepped(40, (30, -FALL))
    heat = Explanation(monday(31), "it was 9 °C hotter", excuses=True)
    block = Explanation(monday(31), "a training camp")
    long_ago = Explanation(monday(20), "an old story", excuses=True)
    told = [
        reading(CADENCE, days, values, monday(33), explanations=[one])
        for one in (heat, block, long_ago)
    ]
    assert [one.verdict for one in told] == ["unknown", "worse", "worse"]
    assert [one.direction for one in told] == [0, -1, -1]
    assert [one.explanations for one in told] == [(heat.words,), (block.words,), ()]
    assert told[0].change == told[1].change


def test_what_excuses_a_change_excuses_it_as_long_as_it_is_there():
    days, values = stepped(45, (30, -FALL), noise=0)
    shoes = Explanation(monday(30), "new shoes", excuses=True)
    mondays = [monday(week) for week in range(30, 45)]
    assert "worse" in [reading(CADENCE, days, values, one).verdict for one in mondays[:8]]
    told = [reading(CADENCE, days, values, one, explanations=[shoes]) for one in mondays]
    assert {one.verdict for one in told} == {"same", "unknown"}


@given(
    st.lists(st.floats(-5, 5) | st.just(NAN), max_size=60),
    st.integers(0, 30),
    st.sets(st.integers(0, 200), max_size=5),
)
def test_any_scores_give_a_reading_that_agrees_with_itself(values, week, silent):
    days = days_of(20)[: len(values)]
    told = reading(
        CADENCE,
        days,
        values,
        monday(week),
        silent={FIRST + timedelta(days=day) for day in silent},
        anchors=[FIRST + timedelta(days=day) for day in silent],
    )
    assert told.confirmed <= (told.direction != 0)
    assert (told.verdict in {"better", "worse"}) <= told.confirmed
    if told.direction:
        assert told.n_baseline >= DEFAULT.decisive
        assert told.n_window == DEFAULT.window
        assert np.sign(told.change) == told.direction
        assert told.z >= DEFAULT.z


# -- rates --------------------------------------------------------------------------


def test_the_rates_of_the_table_of_methods_are_reproduced(benchmark):
    """In percentage points; chance alone accounts for one and a half with so many athletes."""
    found = benchmark.rates(np.random.default_rng(11), 4000)
    apart = {
        (row.name, column): found[row.name][column] - design
        for row in benchmark.ROWS
        for column, design in enumerate(row.design)
        if design is not None
    }
    assert len(apart) == 28
    assert max(map(abs, apart.values())) < 4.5, apart


def test_a_drifting_history_raises_at_most_one_false_alarm_a_year(benchmark):
    scores = benchmark.drifting(np.random.default_rng(12), 24, 3 * 113)
    alarms = [benchmark.alarms(benchmark.readings(one)) for one in scores]
    assert np.mean(alarms) / 2 < 0.8
    assert sum(alarms) > 0  # else this look would find nothing at all


def test_the_benchmarks_contrast_is_that_of_the_product(benchmark):
    """With a baseline that stays and no drift, week by week."""
    rng = np.random.default_rng(13)
    scores = benchmark.neighbours(rng, 1, 26, 0.3)
    scores[:, 20:] -= 4
    told = benchmark.weekly(2.0, 1, 0.3, 0.5)(scores[:, :20], scores[:, 20:])
    days = benchmark.run_days(9)[:26]
    ours = reading(replace(benchmark.CADENCE), days, scores[0], days[-1] + timedelta(days=1))
    assert told[0, -1] == (ours.direction != 0)


# -- composite ----------------------------------------------------------------------


def test_the_composite_counts_contact_and_stiffness_only_from_a_sensor():
    z = {"late_decay": 1.0, "leg_stiffness": 2.0, "ground_contact": -3.0}
    assert gait_composite(z, sensor=True) == pytest.approx(2.0)
    assert gait_composite(z, sensor=False) == pytest.approx(1.0)
    assert np.isnan(gait_composite({"vertical_ratio": 2.0}, sensor=True))


def test_cadence_and_step_length_count_once_and_never_in_favour():
    assert gait_composite({"cadence": -2.0, "step_length": 1.9}, sensor=False) == -2.0
    assert gait_composite({"step_length": 1.9}, sensor=False) == -1.9
    assert gait_composite({"cadence": 2.0, "late_decay": 1.0}, sensor=False) == 1.0


def test_cadence_that_does_not_fall_is_no_evidence_by_itself():
    assert np.isnan(gait_composite({"cadence": 0.4}, sensor=False))


def test_what_only_some_sessions_tell_is_looked_at_over_longer():
    """A brick every third week: six of them, and a baseline, in a year and a half."""
    monday = date(2026, 11, 23)
    days = [monday - timedelta(weeks=3 * n, days=2) for n in range(24)][::-1]
    bricks = reading(SIGNALS["brick_shift"], days, np.zeros(24), monday, rule=RARE)
    assert (bricks.n_window, bricks.change) == (6, 0)
    assert np.isnan(reading(SIGNALS["brick_shift"], days, np.zeros(24), monday).change)
