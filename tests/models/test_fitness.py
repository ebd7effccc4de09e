"""Daily series; golden values G-L1 to G-L4."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fitness import daily_series

FIRST = date(2026, 1, 1)


def days(n):
    return [FIRST + timedelta(days=i) for i in range(n)]


def test_six_weeks_of_a_hundred_a_day():
    """G-L1."""
    series = daily_series(days(42), [100.0] * 42, initial=0.0, until=FIRST + timedelta(days=42))
    assert series["fitness"].iloc[0] == pytest.approx(2.35283, abs=1e-4)
    assert series["fatigue"].iloc[0] == pytest.approx(13.31221, abs=1e-4)
    assert series["fitness"].iloc[41] == pytest.approx(63.2121, abs=1e-3)
    assert series["fatigue"].iloc[41] == pytest.approx(99.7521, abs=1e-3)
    assert series["ramp"].iloc[41] == pytest.approx(6.6719, abs=1e-3)
    assert series["form"].iloc[42] == pytest.approx(-36.5401, abs=1e-3)


def test_the_same_six_weeks_by_fractions():
    """G-L2."""
    until = FIRST + timedelta(days=42)
    series = daily_series(days(42), [100.0] * 42, initial=0.0, until=until, step="fraction")
    assert series["fitness"].iloc[41] == pytest.approx(63.6544, abs=1e-3)
    assert series["fatigue"].iloc[41] == pytest.approx(99.8458, abs=1e-3)
    assert series["form"].iloc[42] == pytest.approx(-36.1913, abs=1e-3)


@pytest.mark.parametrize(("step", "left"), [("exponential", 47.2877), ("fraction", 47.1517)])
def test_ten_days_of_rest(step, left):
    """G-L3."""
    series = daily_series([FIRST], [0.0], initial=60.0, until=days(10)[-1], step=step)
    assert series["fitness"].iloc[-1] == pytest.approx(left, abs=1e-3)


def test_monotony_and_strain_of_a_week():
    """G-L4."""
    series = daily_series(days(7), [60, 0, 90, 45, 0, 120, 75])
    assert series["monotony"].iloc[-1] == pytest.approx(1.2447, abs=1e-3)
    assert series["strain"].iloc[-1] == pytest.approx(485.432, abs=0.01)
    assert series["monotony"].iloc[:-1].isna().all()


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
