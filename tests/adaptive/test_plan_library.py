"""What the library keeps of plans and pins: all of it, and the latest word by day counts."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from week_strategies import FIVE_RUNS, MONDAY, week

from adaptive.library.pins import Pins
from adaptive.library.plans import Plans
from adaptive.library.store import Store
from adaptive.planner import plan
from adaptive.programme.rulebook import standard
from adaptive.week import Intended, Pin

SUNDAY = MONDAY + timedelta(days=6)
WEEK = "2026-W48"


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "library", create=True) as opened:
        yield opened


@pytest.fixture
def plans(store):
    return Plans(store._connection, store.transaction)


@pytest.fixture
def pins(store):
    return Pins(store._connection, store.transaction)


def keep(plans, inputs):
    return plans.keep(inputs, plan(inputs, standard()))


def test_without_a_kept_plan_there_is_none(plans):
    assert plans.last(WEEK, SUNDAY) is None
    assert plans.all(WEEK, SUNDAY) == []


def test_a_kept_plan_has_its_inputs_blocks_and_version(plans):
    inputs = week(*FIVE_RUNS)
    made = plan(inputs, standard())
    assert plans.keep(inputs, made)
    kept = plans.last(WEEK, MONDAY)
    assert (kept.day, kept.week, kept.version) == (MONDAY, WEEK, "test")
    assert kept.inputs == inputs
    assert kept.blocks == made.blocks
    assert kept.intended == tuple(Intended(b.kind, b.start, b.slot) for b in made.blocks)


def test_a_kept_plan_made_again_gives_the_same_blocks(plans):
    keep(plans, week(*FIVE_RUNS))
    kept = plans.last(WEEK, MONDAY)
    assert plan(kept.inputs, standard()).blocks == kept.blocks


def test_a_plan_that_says_nothing_new_is_not_kept(plans):
    inputs = week(*FIVE_RUNS)
    assert keep(plans, inputs)
    assert not keep(plans, replace(inputs, sports=frozenset({"run", "swim"})))
    assert len(plans.all(WEEK, SUNDAY)) == 1


def test_other_blocks_are_kept_and_so_are_other_sessions(plans):
    inputs = week(*FIVE_RUNS)
    later = replace(FIVE_RUNS[4], duration_min=115)
    keep(plans, inputs)
    assert keep(plans, replace(inputs, sessions=(*FIVE_RUNS[:4], later)))
    assert keep(plans, replace(inputs, sessions=FIVE_RUNS[1:]))
    assert len(plans.all(WEEK, SUNDAY)) == 3


def test_what_was_planned_later_is_not_yet_known(plans):
    keep(plans, week(*FIVE_RUNS))
    later = week(*FIVE_RUNS[1:], today=MONDAY + timedelta(days=2))
    keep(plans, later)
    assert plans.last(WEEK, MONDAY).inputs == week(*FIVE_RUNS)
    assert plans.last(WEEK, SUNDAY).inputs == later
    assert [one.day for one in plans.all(WEEK, SUNDAY)] == [MONDAY, later.today]


def test_each_week_has_its_own_plans(plans):
    keep(plans, week(*FIVE_RUNS))
    assert plans.last("2026-W49", SUNDAY) is None


def test_a_pin_stays_until_it_is_taken_back(pins):
    pin = Pin("strengthening", MONDAY, time(18, 30))
    pins.put(pin, MONDAY)
    assert pins.of(MONDAY, SUNDAY, MONDAY) == (pin,)
    pins.take_back("strengthening", MONDAY, SUNDAY)
    assert pins.of(MONDAY, SUNDAY, SUNDAY) == ()
    assert pins.of(MONDAY, SUNDAY, MONDAY) == (pin,), "on Monday this was not yet told"


_told = st.tuples(
    st.sampled_from(["strengthening", "drills"]),
    st.integers(-2, 8),
    st.sampled_from([None, time(7), time(18, 30), "gone"]),
    st.integers(0, 6),
)


@settings(max_examples=30)
@given(st.lists(_told, max_size=12))
def test_of_each_kind_and_day_the_latest_word_counts(tmp_path_factory, words):
    said = sorted(words, key=lambda word: word[3])
    with Store.open(tmp_path_factory.mktemp("pins"), create=True) as store:
        pins = Pins(store._connection, store.transaction)
        latest = {}
        for kind, on, at, told in said:
            day, today = MONDAY + timedelta(days=on), MONDAY + timedelta(days=told)
            if at == "gone":
                pins.take_back(kind, day, today)
            else:
                pins.put(Pin(kind, day, at), today)
            latest[kind, day] = None if at == "gone" else Pin(kind, day, at)
        stay = {pin for pin in latest.values() if pin and MONDAY <= pin.day <= SUNDAY}
        found = pins.of(MONDAY, SUNDAY, SUNDAY)
    assert set(found) == stay
    assert list(found) == sorted(found, key=lambda pin: (pin.day, pin.kind))
