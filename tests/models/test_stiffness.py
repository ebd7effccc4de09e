"""Leg stiffness from contact and flight times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.form.stiffness import flight_time_s, morin

RUNNER = {"mass_kg": 70.0, "height_m": 1.75, "speed_mps": 3.5, "contact_s": 0.25}


def test_stiffness_meets_the_golden_value():
    """G-G1: a leg of 0.9275 m, contact 250 ms, flight 100 ms."""
    spring = morin(**RUNNER, flight_s=0.1)
    assert spring.peak_force_n == pytest.approx(1510.13, abs=0.01)
    assert spring.drop_m == pytest.approx(0.05997, abs=1e-5)
    assert spring.compression_m == pytest.approx(0.16964, abs=1e-5)
    assert spring.vertical_kn_m == pytest.approx(25.180, abs=1e-3)
    assert spring.leg_kn_m == pytest.approx(8.902, abs=1e-3)


def test_flight_time_meets_the_golden_value():
    """G-G3: 170 steps a minute, 250 ms on the ground."""
    assert flight_time_s(170, 0.25) == pytest.approx(0.10294, abs=1e-5)


def test_who_is_always_on_the_ground_has_no_flight_and_no_stiffness():
    flight = flight_time_s(np.array([180.0, 180.0]), np.array([0.25, 0.34]))
    assert np.isnan(flight).tolist() == [False, True]
    assert np.isnan(morin(**RUNNER, flight_s=flight).leg_kn_m).tolist() == [False, True]


def test_a_step_longer_than_the_leg_reaches_has_no_stiffness():
    assert np.isnan(morin(**{**RUNNER, "speed_mps": 8.0}, flight_s=0.1).leg_kn_m)


@given(st.floats(0.2, 0.3), st.floats(0.05, 0.15), st.floats(40, 110))
def test_a_shorter_contact_or_more_mass_is_a_stiffer_leg(contact, flight, mass):
    runner = {**RUNNER, "mass_kg": mass, "contact_s": contact}
    spring = morin(**runner, flight_s=flight)
    shorter = morin(**{**runner, "contact_s": 0.95 * contact}, flight_s=flight)
    assert shorter.leg_kn_m > spring.leg_kn_m > 0
    assert morin(**{**runner, "mass_kg": 1.1 * mass}, flight_s=flight).leg_kn_m == pytest.approx(
        1.1 * spring.leg_kn_m
    )
