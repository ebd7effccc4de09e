"""A real runner's sixteen weeks: plans that a coach would accept, on every day of them."""

from datetime import date, datetime, time, timedelta

import pytest
from conftest import call_quietly
from week_checker import violations

from adaptive import planning, service
from adaptive.library.store import Store
from adaptive.week import PhaseEntry

BEGIN = date(2026, 6, 1)


@pytest.fixture(scope="module")
def history(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("history")
    answer = call_quietly(
        "import", corpus / "history" / "garmin-coros-multisport", "--library", folder
    )
    assert sum(answer["counts"].values()) == answer["counts"]["imported"] == 71
    with Store.open(folder) as store:
        planning.plan(store, BEGIN, None)
        # He logs nothing, so his own word moves him on.
        store.way.enter(PhaseEntry(BEGIN + timedelta(weeks=2), "strengthening", "override"))
        store.way.enter(PhaseEntry(BEGIN + timedelta(weeks=8), "integration", "override"))
        yield store


@pytest.fixture
def planned(history, monkeypatch):
    """Plan a day's week; gives the inputs the planner saw, and the plan."""
    place, seen = planning.place, []

    def noting(inputs, rulebook):
        seen.append(inputs)
        return place(inputs, rulebook)

    monkeypatch.setattr(planning, "place", noting)
    return lambda day, now=None, week=None: (planning.plan(history, day, now, week), seen.pop())


def blocks(plan, kind):
    return [block for block in plan.blocks if block.kind == kind]


def anchor(plan, block):
    """The session a block hangs on, None where it stands alone."""
    day = next(day for day in plan.days if day.day == block.day)
    return None if block.session_index is None else day.sessions[block.session_index]


def test_days_are_the_athletes_own(history):
    """The files are UTC+8: a run at 22:20 UTC belongs to the next morning."""
    rows = service.sessions(history, date(2026, 8, 31))
    first_threshold_run = next(
        row for row in rows if row["start"].isoformat()[:16] == "2026-06-01T22:19"
    )
    assert first_threshold_run["local_date"] == date(2026, 6, 2)


def test_the_first_week_is_activation_every_day_that_has_room(planned):
    """On his Tuesdays he ran hard at any hour of the day: nowhere is six hours from all of it."""
    plan, _ = planned(BEGIN)
    assert plan.phase.phase == "activation"
    assert [f"{block.day:%a}" for block in blocks(plan, "activation")] == [
        *("Mon", "Wed", "Thu", "Fri", "Sat", "Sun")
    ]
    (tuesday,) = plan.unplaced
    assert "No activation on Tuesday" in tuesday.why
    assert not blocks(plan, "strengthening")


@pytest.mark.parametrize(
    ("day", "phase"),
    [(date(2026, 7, 20), "strengthening"), (date(2026, 8, 17), "integration")],
)
def test_later_weeks_strengthen_after_easy_sessions_only(planned, day, phase):
    plan, _ = planned(day)
    assert plan.phase.phase == phase
    strengthening = blocks(plan, "strengthening")
    assert strengthening
    for block in strengthening:
        session = anchor(plan, block)
        assert session is None or session.easy or session.family == "strength"
        assert session is not None or "H4" in plan.relaxed
    assert len(strengthening) == 2 or any(item.kind == "strengthening" for item in plan.unplaced)


def test_on_every_day_of_the_sixteen_weeks_the_plan_breaks_no_rule_and_says_why(planned):
    day = BEGIN
    while day <= date(2026, 8, 21):
        plan, inputs = planned(day)
        assert violations(inputs, plan) == [], day
        assert all(block.why for block in plan.blocks)
        day += timedelta(days=1)


def test_a_session_whose_hour_is_over_is_still_expected_until_it_is_recorded(planned):
    """It may only be late, or done and not imported: its day is no day of rest."""
    day = date(2026, 7, 28)
    plan, _ = planned(day, datetime.combine(day, time(12)))
    sessions = next(found.sessions for found in plan.days if found.day == day)
    assert [s.origin for s in sessions if s.family == "run" and s.hard] == ["predicted"]
    assert "strengthening" not in {block.kind for block in plan.blocks_on(day)}


def test_what_was_expected_before_something_recorded_later_is_over(planned):
    day = date(2026, 7, 24)
    plan, _ = planned(day)
    sessions = next(found.sessions for found in plan.days if found.day == day)
    assert sessions
    assert {session.origin for session in sessions} == {"done"}


def test_drills_count_as_done_only_where_a_run_was(planned):
    for day in (date(2026, 7, 27), date(2026, 7, 30)):
        _, inputs = planned(day)
    drills = {block.start.date() for block in inputs.done_blocks if block.kind == "drills"}
    runs = {s.day for s in inputs.sessions if s.origin == "done" and s.family == "run"}
    assert drills == {date(2026, 7, 29)} <= runs


def test_the_plan_of_next_week_knows_what_is_planned_for_this_one(planned):
    day = date(2026, 7, 14)
    this, _ = planned(day)
    coming, inputs = planned(day, week=date(2026, 7, 20))
    ahead = {block.start for block in inputs.done_blocks if block.kind == "strengthening"}
    assert {block.start for block in blocks(this, "strengthening")} <= ahead
    assert violations(inputs, coming) == []


def test_a_past_week_is_shown_in_the_phase_it_had(planned):
    plan, _ = planned(date(2026, 8, 20), week=BEGIN)
    assert (plan.phase.phase, plan.phase.day) == ("activation", 7)
    assert plan.blocks == ()


def test_what_happened_later_changes_no_earlier_plan(planned, history):
    """The plan of a day is made from what was known on it, whatever was imported since."""
    plan, inputs = planned(date(2026, 7, 20))
    assert all(
        session.day <= date(2026, 7, 20) for session in inputs.sessions if session.origin == "done"
    )
    assert plan == planned(date(2026, 7, 20))[0]
