"""What came before a session: what tells a long or hard one from the athlete's usual ones."""

from datetime import UTC, datetime, timedelta
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.history import Done, Histories, History
from models.profile import Profile

START = datetime(2026, 7, 1, 6, tzinfo=UTC)


def done(days_before, sport="run", minutes=30.0, **told):
    return Done(START - timedelta(days=days_before), sport, 60 * minutes, **told)


def test_it_holds_nothing_later_and_nothing_of_other_sports():
    rows = [done(200), done(20, minutes=40.0), done(10, "ride"), done(0), done(-1)]
    assert Histories(rows).before(START, "run").minutes.tolist() == [40.0]


@given(
    st.lists(st.tuples(st.integers(-200, 200), st.sampled_from(["run", "ride"])), max_size=40),
    st.integers(-200, 200),
    st.randoms(use_true_random=False),
)
def test_every_session_finds_its_own_past_whatever_the_order(sessions, day, random):
    rows = [done(days, sport, minutes=400.0 + days) for days, sport in sessions]
    random.shuffle(rows)
    found = Histories(rows).before(START - timedelta(days=day), "run")
    assert sorted(found.minutes) == sorted(
        400 + days for days, sport in sessions if sport == "run" and day < days <= day + 180
    )


def test_few_sessions_tell_nothing_and_short_ones_are_not_counted():
    assert History((60.0,) * 11 + (10.0,) * 5).quantiles(0.85) == [None]
    usual = History((10.0,) * 30 + tuple(range(40, 51)) + (90.0,))
    assert usual.quantiles(0.5) == pytest.approx([45.5])


def test_what_was_not_recorded_or_told_is_left_out_of_its_column_only():
    rows = [
        done(3, best_10=3.1, best_heart_10_bpm=150.0),
        done(2, best_heart_10_bpm=140.0, rpe=3.0),
        done(1, best_10=nan, rpe=nan),
    ]
    found = Histories(rows).before(START, "run")
    assert found.best_10.tolist() == [3.1]
    assert found.best_heart_10_bpm.tolist() == [150.0, 140.0]
    assert found.rpes.tolist() == [3.0]
    assert len(found.minutes) == 3


def test_who_never_did_a_sport_has_an_empty_history_of_it():
    found = Histories([done(3)]).before(START, "swim")
    assert [len(c) for c in (found.minutes, found.rpes, found.best_10)] == [0, 0, 0]
    assert found.quantiles(0.85, 0.35) == [None, None]


def test_a_stored_profile_tells_what_the_profile_itself_does():
    profile = Profile(
        family="ride",
        indoor_run=False,
        seconds=3600,
        effort=np.empty(0),
        heart_rate_bpm=np.empty(0),
        climbing=np.empty(0, bool),
        pauses=(),
        coverage={},
        best_10=231.0,
        best_heart_10_bpm=161.0,
    )
    told = Done.of(START, 3600.0, profile.facts(), rpe=4.0)
    assert told == Done(START, "ride", 3600.0, best_10=231.0, best_heart_10_bpm=161.0, rpe=4.0)
    assert np.isnan(Done.of(START, 3600.0, {"family": "run"}).best_10)
