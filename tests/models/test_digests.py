"""Digests laid out as columns: nothing is lost, and a window holds just its days."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.digests import Past, latest, window
from models.efforts import POWER_DURATIONS_S, Efforts
from models.quantile import quantile

TODAY = date(2026, 6, 1)
FAMILIES = ("run", "ride", "swim", "strength")


def session(days_ago, family="run", **more):
    return Efforts(family, TODAY - timedelta(days=days_ago), 3600.0, **more)


def days_ago(rows):
    return [TODAY.toordinal() - day for day in rows["day"].tolist()]


ages = st.lists(st.integers(-30, 400), max_size=40)


@given(ages, st.sampled_from([1, 42, 365]))
def test_a_window_holds_the_sessions_of_its_days_and_no_other(ages, days):
    rows = window(Past.of(session(age) for age in ages)["run"], TODAY, days)
    assert days_ago(rows) == sorted((age for age in ages if 0 <= age < days), reverse=True)


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(FAMILIES)), max_size=30))
def test_every_session_is_in_the_table_of_its_family(sessions):
    families = Past.of(session(age, family) for age, family in sessions).families
    assert {name: len(rows) for name, rows in families.items()} == {
        name: sum(family == name for _, family in sessions) for name in families
    }
    assert set(families) >= {family for _, family in sessions}


def test_what_was_not_recorded_is_nan():
    (row,) = Past.of([session(1, "ride")])["ride"]
    assert not row["measured"]
    assert np.isnan(row["rate"]).all()
    assert np.isnan([row["heart_rate_10s_bpm"], row["peak_intensity"], *row["peak_rate"]]).all()
    assert not row["apart"]


def test_bests_are_rates_over_times_whatever_the_sport():
    power = tuple(300.0 - i for i in range(len(POWER_DURATIONS_S)))
    (ride,) = Past.of([session(1, "ride", best_power_w=power)])["ride"]
    assert (tuple(ride["time_s"]), tuple(ride["rate"])) == (POWER_DURATIONS_S, power)
    (swim,) = Past.of([session(1, "swim", best_times_s=(200.0, 420.0, None))])["swim"]
    assert swim["rate"] == pytest.approx([1.0, 400 / 420, np.nan], nan_ok=True)


def test_steady_windows_of_unlike_number_stand_side_by_side():
    some = session(2, steady_heart_rate_bpm=(140.0, 141.0), steady_intensity=(3.0, 3.1))
    rows = Past.of([some, session(1)])["run"]
    assert np.isfinite(rows["steady_intensity"]).sum(axis=1).tolist() == [2, 0]


def test_the_latest_word_of_a_device_is_believed():
    past = Past.of(
        [
            session(3, "ride", device_values={"mass_kg": 70.0}),
            session(9, "run", device_values={"mass_kg": 71.0}),
            session(1, "run"),
        ]
    )
    assert past.believed("mass_kg") == (70.0, TODAY - timedelta(days=3))
    assert past.believed("mass_kg", {"run"}) == (71.0, TODAY - timedelta(days=9))
    assert past.believed("mass_kg", {"swim"}) is None
    assert past.believed("max_heart_rate_bpm") is None


def test_a_device_believes_a_value_since_it_first_said_no_other():
    said = {30: 70.0, 20: 71.0, 9: 70.0, 3: 70.0}
    past = Past.of(session(age, device_values={"mass_kg": kg}) for age, kg in said.items())
    assert past.believed("mass_kg") == (70.0, TODAY - timedelta(days=9))
    assert past.window(TODAY, 5).believed("mass_kg") == (70.0, TODAY - timedelta(days=3))


@given(st.lists(st.integers(0, 60), min_size=1), st.integers(-5, 65), st.integers(1, 60))
def test_what_a_device_said_counts_within_the_days_of_a_window(ages, end, days):
    past = Past.of(session(age, device_values={"mass_kg": float(age)}) for age in ages)
    said = [age for age in ages if end <= age < end + days]
    expected = (float(min(said)), TODAY - timedelta(days=min(said))) if said else None
    assert past.window(TODAY - timedelta(days=end), days).believed("mass_kg") == expected


@given(st.lists(st.booleans()))
def test_latest_is_the_last_row_that_is_true(rows):
    told = [row for row, true in enumerate(rows) if true]
    assert latest(np.array(rows, dtype=bool)) == (told[-1] if told else None)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 1))
def test_quantiles_are_numpys(values, share):
    expected = np.quantile(values, share)
    assert quantile(np.array(values), share) == pytest.approx(expected, rel=1e-9, abs=1e-6)
