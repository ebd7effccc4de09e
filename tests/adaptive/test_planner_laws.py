"""What holds for every week, tried on random ones. KNEEDRIVE_FULL=1 tries many more."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from week_checker import hours, is_hard, known_sessions, violations
from week_strategies import MONDAY, laws, session, week, weeks

from adaptive.planner import plan
from adaptive.planner.options import strengthening_options
from adaptive.planner.situation import Situation
from adaptive.plans import Block
from adaptive.programme.rulebook import standard

BOOK = standard()


def placed(made, kind):
    return [block for block in made.blocks if block.kind == kind]


def wanted(inputs):
    """Strengthening sessions that the phases of the days still open want, less those done."""
    per_week = {"activation": 0, "strengthening": 2, "integration": 2, "maintenance": 1}
    days = [day for day in inputs.phase_by_day if day >= inputs.today]
    most = max((per_week[inputs.phase_by_day[day].phase] for day in days), default=0)
    done = [b for b in inputs.done_blocks if b.kind == "strengthening"]
    return max(0, most - sum(b.start.date() in inputs.phase_by_day for b in done))


@given(weeks())
@laws
def test_no_plan_breaks_a_hard_rule(inputs):
    assert violations(inputs, plan(inputs, BOOK)) == []


@given(weeks())
@laws
def test_the_same_inputs_give_the_same_plan_whatever_their_order(inputs):
    shuffled = replace(inputs, sessions=inputs.sessions[::-1])
    assert plan(inputs, BOOK) == plan(inputs, BOOK)
    assert plan(shuffled, BOOK).blocks == plan(inputs, BOOK).blocks


@given(weeks(phase="strengthening"))
@laws
def test_legal_strengthening_after_an_easy_session_is_found_where_it_exists(inputs):
    """The first and, beside it, the second: no moment of any session's hour is overlooked."""
    made = plan(inputs, BOOK)
    there = placed(made, "strengthening")
    if len(there) >= wanted(inputs) or any("costs more" in item.why for item in made.unplaced):
        return
    for day in made.days:
        for index, easy in enumerate(day.sessions):
            for wait in range(0, 61, 5):
                block = lone(day.day, index, easy.end + timedelta(minutes=wait))
                tried = replace(made, blocks=(*there, block))
                weekly = ("H5 ", "H13", "H14")
                broken = [v for v in violations(inputs, tried) if block.id in v or v[:3] in weekly]
                assert broken, f"{block.start} would have been legal"


def lone(day, index, start):
    return Block("tried", "strengthening", "after", day, index, start, 15, (), ("H4",), "Tried.")


@given(weeks(phase="activation"))
@laws
def test_a_day_of_the_activation_phase_stays_empty_only_where_no_moment_is_legal(inputs):
    made = plan(inputs, BOOK)
    done = {b.start.date() for b in inputs.done_blocks if b.kind == "activation"}
    finished = [s.end for s in inputs.sessions if s.origin == "done"]
    for day, state in inputs.phase_by_day.items():
        open_day = day >= inputs.today and state.overlay not in ("paused", "stop")
        if not open_day or day in done or any(b.day == day for b in placed(made, "activation")):
            continue
        assert any(item.kind == "activation" for item in made.unplaced)
        if any("H13" in item.rules for item in made.unplaced):
            continue
        for minute in range(6 * 60, 22 * 60 - 9, 5):
            start = datetime.combine(day, time()) + timedelta(minutes=minute)
            if day == inputs.today and any(f > start for f in finished if f.date() == day):
                continue
            block = replace(
                lone(day, None, start), kind="activation", slot="standalone", minutes=10
            )
            alone = replace(made, blocks=(block,))
            assert [v for v in violations(inputs, alone) if block.id in v], f"{start} was legal"


@given(weeks())
@laws
def test_the_plan_is_the_cheapest_of_all_legal_ones(inputs):
    made = plan(inputs, BOOK)
    count = wanted(inputs)
    best = cheapest(inputs, made, count, standalone=0, waits=False)
    for standalone in range(count + 1 if inputs.settings.rest_days == "use" else 1):
        wider = cheapest(inputs, made, count, standalone=standalone, waits=True)
        best = wider if wider[1] > best[1] else best
    assert len(placed(made, "strengthening")) == best[1]
    assert made.cost == pytest.approx(best[0] + without_drills(inputs, made), abs=1e-5)


def without_drills(inputs, made):
    """The penalty for drills and single-leg pedalling that the phase wants and lacks."""
    days = [day for day in inputs.phase_by_day if day >= inputs.today]
    late = any(inputs.phase_by_day[d].phase in ("integration", "maintenance") for d in days)
    missing = 2 - len(placed(made, "drills")) if late and "run" in inputs.sports else 0
    rides = late and "ride" in inputs.sports and not placed(made, "single_leg_pedalling")
    return 10 * missing + 6 * rides


def cheapest(inputs, made, count, *, standalone, waits):
    """(cost, number placed) of the best subset of the planner's places, naively."""
    situation = Situation(inputs, BOOK)
    places, _ = strengthening_options(situation, rest_days=standalone > 0, waits=waits)
    fixed = [b for b in made.blocks if b.kind == "activation" and "H7" in b.rules]
    best = None
    for size in range(count + 1):
        for chosen in combinations(places, size):
            if sum(option.place.session is None for option in chosen) > standalone:
                continue
            blocks = list(fixed)
            for n, option in enumerate(chosen):
                parts = [("strengthening", option.place), ("activation", option.activation)]
                blocks += [
                    replace(
                        lone(place.day, None, place.start),
                        id=f"{kind} {n}",
                        kind=kind,
                        minutes=place.minutes,
                    )
                    for kind, place in parts
                    if place
                ]
            tried = replace(made, blocks=tuple(blocks))
            if any(v[:3] in ("H5 ", "H13", "H14") for v in violations(inputs, tried)):
                continue
            cost = penalty(inputs, chosen, blocks)
            if best is None or cost < best[0] - 1e-6:
                best = (cost, size)
    return best


def penalty(inputs, chosen, blocks):
    """The preferences once more, from their words."""
    this_week = [b for b in inputs.done_blocks if b.start.date() in inputs.phase_by_day]
    done = [b for b in this_week if b.kind == "strengthening"]
    starts = sorted([b.start for b in done] + [o.place.start for o in chosen])
    cost = -100 * (len(starts) >= 1) - 70 * (len(starts) >= 2)
    cost += sum(abs(hours(a, b) - 84) / 12 for a, b in pairwise(starts))
    minutes = sum(b.minutes for b in blocks)
    minutes += sum(b.minutes for b in this_week if b.kind in ("activation", "strengthening"))
    cost += abs(minutes - 50) / 2
    sessions = known_sessions(inputs)
    activated = [b.start.date() for b in this_week if b.kind == "activation"]
    for option in chosen:
        end, day = option.place.end, option.place.day
        nexts = [hours(end, s.start) for s in sessions if is_hard(s) and s.start >= end]
        cost += 2 * max(0, 36 - min(nexts, default=36))
        cost += 8 * (option.activation is None and day not in activated)
        if option.place.session is None:
            cost += 15
        elif option.place.session.kind != "recovery":
            cost += 5
        yesterday = [s for s in sessions if s.start.date() == day - timedelta(days=1)]
        if any(s.kind == "race" for s in yesterday):
            cost += 30
        elif any(s.kind == "long" and s.family == "run" for s in yesterday):
            cost += 10
        if inputs.previous and day.weekday() not in inputs.previous:
            cost += 6
        cost += 12 * (day in inputs.tiring_days)
    return cost


@given(weeks(phase="strengthening"), st.integers(0, 9), st.integers(5, 20))
@laws
def test_adding_a_key_session_never_leaves_strengthening_in_the_20_hours_before_it(
    inputs, day, hour
):
    key = session(day, f"{hour:02d}:00", "interval")
    assume(key.day >= inputs.today)
    made = plan(replace(inputs, sessions=(*inputs.sessions, key)), BOOK)
    for block in placed(made, "strengthening"):
        assert block.start >= key.end or hours(block.end, key.start) >= 20


@given(weeks(phase="activation"))
@laws
def test_there_is_never_strengthening_in_the_activation_phase(inputs):
    made = plan(inputs, BOOK)
    assert placed(made, "strengthening") == []
    assert all(item.kind != "strengthening" for item in made.unplaced)


@given(weeks())
@laws
def test_whatever_is_wanted_and_has_no_place_has_a_reason_with_its_rules(inputs):
    made = plan(inputs, BOOK)
    missing = wanted(inputs) - len(placed(made, "strengthening"))
    open_days = any(day >= inputs.today for day in inputs.phase_by_day)
    assert any(i.kind == "strengthening" for i in made.unplaced) == (missing > 0 and open_days)
    for item in made.unplaced:
        assert item.why.endswith(".")
        assert item.rules
        assert set(item.rules) <= set(BOOK.rules)
        assert not any(rule in item.why.split() for rule in BOOK.rules)


@given(weeks())
@laws
def test_a_stop_sign_or_a_pause_ends_everything(inputs):
    for overlay in ("stop", "paused"):
        by_day = {d: replace(s, overlay=overlay) for d, s in inputs.phase_by_day.items()}
        phase = replace(inputs.phase, overlay=overlay)
        halted = plan(replace(inputs, phase=phase, phase_by_day=by_day), BOOK)
        assert halted.blocks == ()
        assert len(halted.unplaced) == 1


@given(weeks())
@laws
def test_past_days_show_only_what_was_done(inputs):
    for day in plan(inputs, BOOK).days:
        if day.day < inputs.today:
            assert all(s.origin == "done" for s in day.sessions)


def test_the_checker_objects_to_a_plan_that_breaks_rules():
    """The second opinion would be worth nothing if it agreed with everything."""
    inputs = week(session(0, "07:00", "easy"), session(1, "07:00", "interval"), began=21)
    made = plan(inputs, BOOK)
    block = next(b for b in made.blocks if b.kind == "strengthening")
    late = replace(block, start=datetime.combine(MONDAY, time(20)))
    found = violations(inputs, replace(made, blocks=(late,)))
    assert any(v.startswith("H2") for v in found)
    assert any(v.startswith("H4") for v in found)
