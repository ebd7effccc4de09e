"""What holds for every week, tried on a thousand random ones; KNEEDRIVE_FULL=1 tries 100,000."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from week_checker import (
    allows,
    blocked,
    bound,
    first_start,
    hours,
    hours_before,
    known_sessions,
    may_follow,
    session_of,
    violations,
    violations_of,
    work_days,
)
from week_grid import cheapest, cost_of, lone, may_be_pinned, wanted
from week_strategies import MONDAY, laws, session, thousand, week, weeks

from adaptive.planner import plan, refusal
from adaptive.programme.rulebook import standard
from adaptive.week import Condition, Pin

BOOK = standard()


def placed(made, kind):
    return [block for block in made.blocks if block.kind == kind]


@given(weeks(), st.integers(0, 9), st.integers(5, 20))
@thousand
def test_no_plan_breaks_a_hard_rule_whatever_the_week(inputs, day, hour):
    """One drawn week serves many laws: drawing it takes longer than planning it."""
    made = plan(inputs, BOOK)
    assert violations(inputs, made) == []
    assert plan(inputs, BOOK) == made, "the same inputs give the same plan"
    shuffled = replace(inputs, sessions=inputs.sessions[::-1])
    assert plan(shuffled, BOOK).blocks == made.blocks, "whatever their order"
    past_days_show_only_what_was_done(inputs, made)
    whatever_is_wanted_and_missing_has_a_reason(inputs, made)
    the_other_place_of_a_block_is_legal_should_the_session_be_easy(inputs, made)
    a_key_session_keeps_its_hours_free(inputs, session(day, f"{hour:02d}:00", "interval"))
    a_stop_sign_or_a_pause_ends_everything(inputs)


def past_days_show_only_what_was_done(inputs, made):
    for day in made.days:
        if day.day < inputs.today:
            assert all(s.origin == "done" for s in day.sessions)


def whatever_is_wanted_and_missing_has_a_reason(inputs, made):
    missing = wanted(inputs) - len(placed(made, "strengthening"))
    open_days = [day for day in inputs.phase_by_day if day >= inputs.today]
    if not missing or not open_days:
        assert all(item.kind != "strengthening" for item in made.unplaced)
    else:
        assert any(item.kind == "strengthening" for item in made.unplaced)
    for item in [*made.unplaced, *made.free_days]:
        assert item.why.endswith(".")
        assert item.rules
        assert set(item.rules) <= set(BOOK.rules)
        assert not any(rule in item.why.split() for rule in BOOK.rules)
    strengthening = {block.day for block in placed(made, "strengthening")}
    wants = {d for d in open_days if inputs.phase_by_day[d].phase != "activation"}
    assert {free.day for free in made.free_days} == wants - strengthening


def the_other_place_of_a_block_is_legal_should_the_session_be_easy(inputs, made):
    for block in made.blocks:
        if not block.otherwise:
            continue
        other = block.otherwise
        days = [d for d in made.days if other.session_index is not None]
        unsure = [
            s
            for d in days
            for n, s in enumerate(d.sessions)
            if n == other.session_index and s.uncertain and abs(hours(s.start, other.start)) < 24
        ]
        easy = {s: replace(s, session_class="easy", uncertain=False, brick_id=None) for s in unsure}
        assert any(other_place_is_legal(inputs, made, block, s, easy[s]) for s in unsure)


def other_place_is_legal(inputs, made, block, unsure, easy):
    world = replace(inputs, sessions=tuple(easy if s is unsure else s for s in inputs.sessions))
    days = tuple(
        replace(d, sessions=tuple(easy if s is unsure else s for s in d.sessions))
        for d in made.days
    )
    other = block.otherwise
    moved = replace(
        block,
        slot=other.slot,
        start=other.start,
        session_index=other.session_index,
        day=unsure.day,
    )
    return not [*violations_of(moved, world, replace(made, days=days), known_sessions(world))]


def a_key_session_keeps_its_hours_free(inputs, key):
    if key.day < inputs.today:
        return
    fuller = replace(inputs, sessions=(*inputs.sessions, key))
    made = plan(fuller, BOOK)
    assert violations(fuller, made) == []
    for block in placed(made, "strengthening"):
        anchor = session_of(block, made)
        if may_follow(key, block, anchor):
            assert hours_before(key, block, anchor) >= 20


def a_stop_sign_or_a_pause_ends_everything(inputs):
    stop = Condition("stop", "stop", "see a doctor at once", frozenset())
    halted = plan(replace(inputs, conditions=dict.fromkeys(inputs.days, stop)), BOOK)
    assert halted.blocks == ()
    if inputs.today <= inputs.days[-1]:
        assert halted.advice == ("See a doctor at once.",)
    for overlay in ("stop", "paused"):
        by_day = {d: replace(s, overlay=overlay) for d, s in inputs.phase_by_day.items()}
        phase = replace(inputs.phase, overlay=overlay)
        quiet = replace(inputs, phase=phase, phase_by_day=by_day, conditions={}, pins=())
        halted = plan(quiet, BOOK)
        assert halted.blocks == ()
        assert len(halted.unplaced) == (inputs.today <= inputs.days[-1])


@given(weeks(phase="strengthening"))
@thousand
def test_the_plan_is_the_cheapest_of_all_legal_weeks_of_a_fine_grid(inputs):
    """And where a legal place exists it is found, and no more gives way than must.

    The plan's own word for its cost is checked first: a planner that forgot a preference
    would call its week cheap.
    """
    inputs = replace(inputs, pins=(), emphasis=frozenset())
    made = plan(inputs, BOOK)
    assert made.cost == pytest.approx(cost_of(inputs, made), abs=1e-5)
    there = placed(made, "strengthening")
    alone = sum(block.slot == "standalone" for block in there)
    best = cheapest(inputs, made, BOOK)
    now, most = (0, 0), best[0, 0][1]
    for relaxed in sorted(best):
        if best[relaxed][1] > most:
            now, most = relaxed, best[relaxed][1]
    assert len(there) >= most
    if len(there) == most and now[0] == alone:
        assert made.cost <= best[now][0] + 1e-5


@given(weeks(phase="activation"))
@laws
def test_a_day_of_the_activation_phase_stays_empty_only_where_no_moment_is_legal(inputs):
    inputs = replace(inputs, pins=())  # a pin that is not obeyed opens no other hour
    made = plan(inputs, BOOK)
    assert placed(made, "strengthening") == []
    assert all(item.kind != "strengthening" for item in made.unplaced)
    done = {b.start.date() for b in inputs.done_blocks if b.kind == "activation"}
    of_week, _ = work_days(inputs, made, "activation")
    if len(of_week) >= bound(inputs, "activation_per_week"):
        return
    finished = [s.end for s in inputs.sessions if s.origin == "done"]
    for day in inputs.phase_by_day:
        open_day = day >= inputs.today and allows(inputs, "activation", day)
        if not open_day or day in done or any(b.day == day for b in placed(made, "activation")):
            continue
        assert any(item.kind == "activation" for item in made.unplaced)
        if blocked(inputs, day) or any("H13" in item.rules for item in made.unplaced):
            continue
        for minute in range(6 * 60, 22 * 60 - 9, 5):
            start = datetime.combine(day, time()) + timedelta(minutes=minute)
            if day == inputs.today and any(f > start for f in finished if f.date() == day):
                continue
            block = lone("activation", day, None, start, 10, ("something",))
            alone = violations_of(block, inputs, made, known_sessions(inputs))
            assert any(alone), f"{start} was legal"


@given(weeks(phase="strengthening"), st.integers(0, 6), st.none() | st.integers(6, 20))
@laws
def test_a_pin_stands_exactly_where_it_breaks_no_rule(inputs, day, hour):
    pin = Pin("strengthening", MONDAY + timedelta(days=day), None if hour is None else time(hour))
    pinned = replace(inputs, pins=(pin,))
    done = {b.start.date() for b in inputs.done_blocks if b.kind == "strengthening"}
    made = plan(pinned, BOOK)
    obeyed = any(block.pinned for block in placed(made, "strengthening"))
    refused = refusal(pinned, BOOK, pin)
    if pin.day >= inputs.today and pin.day not in done:
        assert obeyed == (refused == ())
    if refused and pin.at and wanted(inputs) and pin.day not in done:
        assert not may_be_pinned(pinned, made, BOOK, datetime.combine(pin.day, pin.at))
    for found in refused:
        assert found.rule in BOOK.rules
        assert found.why.endswith(".")
        assert "{" not in found.why


def test_the_checker_objects_to_a_plan_that_breaks_rules():
    """The second opinion would be worth nothing if it agreed with everything."""
    inputs = week(session(0, "07:00", "easy"), session(1, "07:00", "interval"), began=21)
    made = plan(inputs, BOOK)
    block = next(b for b in made.blocks if b.kind == "strengthening")
    late = replace(block, start=datetime.combine(MONDAY, time(20)))
    found = violations(inputs, replace(made, blocks=(late,)))
    assert any(v.startswith("H2") for v in found)
    assert any(v.startswith("H4") for v in found)


@pytest.mark.parametrize("level", range(5))
def test_the_checker_asks_for_more_hours_the_heavier_the_work(level):
    needed = (20, 20, 20, 24, 36)[level]
    easy, hard = session(0, "07:00", "easy"), session(2, "07:00", "interval")
    inputs = week(easy, hard)
    made = plan(inputs, BOOK)
    block = next(b for b in made.blocks if b.kind == "strengthening")
    doses = tuple(replace(dose, level=level) for dose in block.exercises)
    for spare, fine in ((1, True), (-1, False)):
        start = first_start(hard) - timedelta(hours=needed + spare, minutes=block.minutes)
        tried = replace(block, start=start, exercises=doses)
        found = [*violations_of(tried, inputs, made, inputs.sessions)]
        assert fine != any(v.startswith("H2") for v in found)
