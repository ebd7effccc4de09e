"""Daily series; golden values stand in `test_golden`."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fitness import DailySeries, daily_series

FIRST = date(2026, 1, 1)


def days(n):
    return [FIRST + timedelta(days=i) for i in range(n)]


def test_equal_days_are_as_monotonous_as_it_gets():
    assert daily_series(days(7), [50.0] * 7)["monotony"].iloc[-1] == pytest.approx(10.0)


def test_a_week_of_rest_has_no_strain():
    assert daily_series([FIRST], [0.0], until=days(7)[-1])["strain"].iloc[-1] == 0.0


def test_sessions_of_one_day_add_up_in_any_order():
    series = daily_series([days(3)[2], FIRST, FIRST], [30.0, 50.0, 20.0])
    assert series["load"].tolist() == [70.0, 0.0, 30.0]


def test_an_unknown_day_is_not_a_day_of_rest():
    unknown = {days(60)[50]}
    loads = [60.0] * 50
    rest = daily_series(days(50), loads, until=days(60)[50])
    missing = daily_series(days(50), loads, until=days(60)[50], unknown=unknown)
    assert rest["load"].iloc[50] == 0.0
    assert np.isnan(missing["load"].iloc[50])
    assert not missing["known"].iloc[50]
    assert missing["fitness"].iloc[50] == pytest.approx(60.0)
    assert rest["fitness"].iloc[50] < 60.0


def test_a_session_of_unknown_load_makes_its_day_unknown():
    series = daily_series([FIRST, FIRST, days(2)[1]], [50.0, np.nan, 10.0])
    assert series["known"].tolist() == [False, True]


def test_a_known_history_starts_from_its_own_first_weeks():
    series = daily_series(days(28), [40.0] * 28)
    assert series["fitness"].iloc[0] == pytest.approx(40.0)
    assert not series["warming_up"].any()


def test_a_short_history_warms_up_from_nothing():
    series = daily_series(days(3), [40.0] * 3)
    assert series["warming_up"].all()
    assert series["fitness"].iloc[0] < 1.0


def test_no_sessions_give_no_days():
    series = daily_series([], [])
    assert series.empty
    assert "form" in series.columns


class TestBeforeTheFirstDay:
    """Fitness of the day before, from which the first day starts."""

    def start_of(self, loads, **told):
        series = daily_series(days(len(loads)), loads, **told)
        kept = np.exp(-1 / 42)
        return (series["fitness"].iloc[0] - (1 - kept) * loads[0]) / kept

    def test_thirteen_days_are_too_few_to_tell_and_fourteen_are_enough(self):
        assert self.start_of([40.0] * 13) == pytest.approx(0.0)
        assert self.start_of([40.0] * 14) == pytest.approx(40.0)

    def test_only_the_first_four_weeks_tell(self):
        assert self.start_of([40.0] * 28 + [90.0] * 28) == pytest.approx(40.0)

    def test_the_usual_hours_help_out_where_the_history_is_short(self):
        """Seven hours a week at 50 an hour are 50 a day."""
        assert self.start_of([40.0] * 3, usual_hours_per_week=7.0) == pytest.approx(50.0)
        assert self.start_of([40.0] * 14, usual_hours_per_week=7.0) == pytest.approx(40.0)

    def test_whoever_tells_the_usual_hours_does_not_start_from_nothing(self):
        assert not daily_series(days(3), [40.0] * 3, usual_hours_per_week=7.0)["warming_up"].any()

    def test_warming_up_ends_after_six_weeks(self):
        series = daily_series([FIRST], [40.0], until=days(60)[-1], unknown=days(60)[1:30])
        assert series["warming_up"].tolist() == [True] * 42 + [False] * 18


def test_later_sessions_are_not_yet_known():
    series = daily_series(days(10), [10.0] * 9 + [500.0], until=days(9)[-1])
    assert series.equals(daily_series(days(9), [10.0] * 9))


def test_two_sessions_on_a_day_count_on_an_unknown_day_too():
    series = daily_series([FIRST, FIRST], [10.0, 20.0], unknown=[FIRST])
    assert series["load"].tolist() == [30.0]


def test_a_week_with_an_unknown_day_has_no_monotony():
    series = daily_series(days(14), [50.0, 60.0] * 3 + [np.nan] + [50.0, 60.0] * 3 + [50.0])
    assert np.flatnonzero(series["monotony"].notna()).tolist() == [13]
    assert np.isfinite(series["fitness"]).all()


def test_the_light_series_holds_what_the_frame_does_and_cannot_be_changed():
    series = DailySeries.of(days(10), [50.0] * 10)
    assert len(series) == 10
    assert series.day.tolist() == days(10)
    frame = daily_series(days(10), [50.0] * 10)
    for name in frame.columns:
        np.testing.assert_array_equal(frame[name], series.columns()[name])
    with pytest.raises(ValueError, match="read-only"):
        series.load[0] = 0.0


loads = st.lists(st.floats(0, 400), min_size=1, max_size=80)


@given(loads, st.integers(-2000, 2000))
def test_shifting_all_dates_shifts_the_series(values, shift):
    here = daily_series(days(len(values)), values)
    there = daily_series([d + timedelta(days=shift) for d in days(len(values))], values)
    assert list(there.index - pd.Timedelta(days=shift)) == list(here.index)
    np.testing.assert_array_equal(here.to_numpy(float), there.to_numpy(float))


@given(loads)
def test_fitness_never_leaves_the_range_of_loads(values):
    series = daily_series(days(len(values)), values, initial=0.0)
    assert series["fitness"].between(0, max(values) + 1e-9).all()


@given(st.lists(st.floats(0, 400) | st.just(np.nan), min_size=1, max_size=80))
def test_a_day_of_rest_has_no_load_and_no_day_a_negative_one(values):
    series = daily_series(days(len(values)), values, until=days(len(values) + 5)[-1])
    assert (series["load"].iloc[len(values) :] == 0).all()
    assert not (series[["load", "fitness", "fatigue", "strain"]] < 0).any(axis=None)


@given(loads, st.floats(0, 2000))
def test_a_later_hard_day_leaves_earlier_days_as_they_were(values, hard):
    """But for the first four weeks, whose mean is where fitness starts."""
    known = [50.0] * 28 + values
    before = daily_series(days(len(known)), known)
    after = daily_series(days(len(known) + 1), [*known, hard]).iloc[:-1]
    assert after.equals(before)
