"""How long the sessions before one were: what tells a long session from a usual one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.classify import Durations, History

START = datetime(2026, 7, 1, 6, tzinfo=UTC)


def row(days_before, sport="run", minutes=30.0):
    return START - timedelta(days=days_before), sport, 60 * minutes


def test_it_holds_nothing_later_and_nothing_of_other_sports():
    rows = [row(200), row(20, minutes=40.0), row(10, "ride"), row(0), row(-1)]
    assert History.before(START, "run", rows) == History(minutes=(40.0,))


@given(
    st.lists(st.tuples(st.integers(-200, 200), st.sampled_from(["run", "ride"])), max_size=40),
    st.integers(-200, 200),
    st.randoms(use_true_random=False),
)
def test_every_session_finds_its_own_past_whatever_the_order(sessions, day, random):
    rows = [row(days, sport, float(100 + days)) for days, sport in sessions]
    random.shuffle(rows)
    found = Durations(rows).before(START - timedelta(days=day), "run")
    assert sorted(found.minutes) == sorted(
        100 + days for days, sport in sessions if sport == "run" and day < days <= day + 180
    )


def test_few_sessions_tell_nothing_and_short_ones_are_not_counted():
    assert History((60.0,) * 11 + (10.0,) * 5).quantiles(0.85) == [None]
    usual = History((10.0,) * 30 + tuple(range(40, 51)) + (90.0,))
    assert usual.quantiles(0.5) == pytest.approx([45.5])
