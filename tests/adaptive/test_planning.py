"""From what was recorded and told to the week's plan, through the command line."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

import sample_data
from adaptive import planning
from adaptive.library.store import Store
from adaptive.planning.gathering import LOOKED_AHEAD
from ingest.errors import KneedriveError, UsageError

TODAY = sample_data.TODAY
DAYS = [TODAY + timedelta(days=n) for n in range(7)]


@pytest.fixture
def planned(strengthening):
    """The library with a programme that has come to strengthening, and a way to ask."""
    for weeks in (2, 1):  # a plan a week, so that no layoff is seen
        strengthening("plan", today=TODAY - timedelta(weeks=weeks))
    return strengthening


@pytest.fixture
def coached(planned):
    """The same with her coach's calendar."""
    planned("calendar", "import", sample_data.calendar())
    return planned


def blocks(plan, kind):
    return [block for day in plan["days"] for block in day["blocks"] if block["kind"] == kind]


def sessions(plan):
    return [session for day in plan["days"] for session in day["sessions"]]


def test_without_a_calendar_the_week_is_what_habit_expects(planned):
    plan = planned("plan")
    assert {session["origin"] for session in sessions(plan)} == {"predicted"}
    assert all(0 < session["probability"] <= 1 for session in sessions(plan))
    assert any("No calendar was given" in words for words in plan["assumptions"])


def test_a_calendar_takes_the_place_of_habit(coached):
    plan = coached("plan")
    assert {session["origin"] for session in sessions(plan)} == {"calendar"}
    assert not any("No calendar" in words for words in plan["assumptions"])
    assert len(blocks(plan, "strengthening")) == 2


def test_the_race_of_the_calendar_keeps_strengthening_away_for_three_days(coached):
    plan = coached("plan", "--week", "2026-W50")
    race = next(session for session in sessions(plan) if session["kind"] == "race")
    assert race["race_priority"] == "B"
    start = datetime.fromisoformat(race["start"])
    assert blocks(plan, "strengthening")
    for block in blocks(plan, "strengthening"):
        end = datetime.fromisoformat(block["start"]) + timedelta(minutes=block["minutes"])
        assert start - end >= timedelta(hours=72)


def test_every_brick_of_the_calendar_has_its_transition(coached):
    plan = coached("plan")
    assert sum(session["class"] == "brick" for session in sessions(plan)) == 2
    assert len(blocks(plan, "transition")) == 1


def test_weeks_ahead_know_of_each_other(coached):
    plans = coached("plan", "--weeks", 6)["weeks"]
    assert [plan["week"] for plan in plans] == [f"2026-W{n}" for n in range(48, 54)]
    starts = sorted(
        datetime.fromisoformat(block["start"])
        for plan in plans
        for block in blocks(plan, "strengthening")
    )
    assert all(b - a >= timedelta(hours=48) for a, b in pairwise(starts))
    assert [plan["phase"] for plan in plans] == ["strengthening"] * 4 + ["integration"] * 2


def test_a_plan_is_the_same_when_asked_again(coached):
    assert coached("plan") == coached("plan")


def test_each_day_s_plan_keeps_what_was_intended(coached):
    """Nothing happened, so nothing moves."""
    first = coached("plan")
    tuesday = coached("plan", today=DAYS[1])
    later = [block for block in blocks(first, "strengthening") if block["start"][:10] > str(TODAY)]
    assert [block["start"] for block in blocks(tuesday, "strengthening")] == [
        block["start"] for block in later
    ]


def test_illness_ends_strengthening_which_waits_for_easy_sessions_after_it(coached):
    coached("log", "ill", "--fever", today=DAYS[1])
    plan = coached("plan", today=DAYS[1])
    assert not [block for day in plan["days"] for block in day["blocks"]]
    assert coached("phase", today=DAYS[1])["overlay"] == "paused"
    coached("log", "well", today=DAYS[2])
    overlays = [coached("phase", today=DAYS[n])["overlay"] for n in (2, 3, 5)]
    assert overlays == ["paused", "paused", "hold"]
    assert not blocks(coached("plan", today=DAYS[5]), "strengthening")


def test_what_was_planned_for_days_of_fever_is_not_taken_as_done(coached, library):
    """No plan was asked for in between, so the old one still names it."""
    before = [b["start"][:10] for b in blocks(coached("plan"), "strengthening")]
    assert max(before) > str(DAYS[1])
    coached("log", "ill", "--fever", today=DAYS[1])
    coached("log", "well", today=DAYS[5])
    with Store.open(library) as store:
        done = planning.inputs_of(store, DAYS[5], None).done_blocks
    assert max(block.start.date() for block in done) <= DAYS[1]


def test_what_was_planned_for_a_day_then_kept_free_is_not_taken_as_done(coached, library):
    day = max(b["start"][:10] for b in blocks(coached("plan"), "strengthening"))
    coached("away", day, day, "--free", today=DAYS[1])
    with Store.open(library) as store:
        done = planning.inputs_of(store, DAYS[6], None).done_blocks
    assert str(DAYS[1]) < day < str(DAYS[6])
    assert done
    assert not [block for block in done if str(block.start.date()) == day]


def test_only_last_week_s_weekdays_are_to_be_kept(planned, library):
    planned("log", "done", "strengthening", "--date", TODAY - timedelta(days=9))
    with Store.open(library) as store:
        inputs = planning.inputs_of(store, TODAY, None)
    days = [b.start.date() for b in inputs.done_blocks if b.kind == "strengthening"]
    assert TODAY - timedelta(days=9) in days
    last_week = {day.weekday() for day in days if TODAY - timedelta(days=7) <= day < TODAY}
    assert inputs.previous == last_week


def test_a_stop_sign_ends_everything_and_says_whom_to_see(coached):
    coached("log", "symptom", "--red-flag", "chest_pain")
    plan = coached("plan")
    assert not [block for day in plan["days"] for block in day["blocks"]]
    assert plan["advice"]
    assert "urgent" in " ".join(plan["advice"]).lower()
    coached("log", "cleared", today=DAYS[2])
    after = coached("plan", today=DAYS[2])
    assert after["phase"] == "activation"
    assert blocks(after, "activation")


def test_an_a_race_tapers_the_fortnight_before_it(planned):
    planned("calendar", "add", DAYS[6] + timedelta(days=6), "09:00", "Marathon", "--priority", "A")
    assert planned("phase")["overlay"] == "taper"


def test_equipment_that_is_not_there_is_replaced(planned):
    planned("me", "set", "equipment", "none")
    used = {e["id"] for b in blocks(planned("plan"), "strengthening") for e in b["exercises"]}
    assert used
    assert "band_standing_march" not in used


def test_a_day_kept_free_carries_no_psoas_work(coached):
    before = coached("plan")
    day = next(b["start"][:10] for b in blocks(before, "strengthening"))
    coached("away", day, day, "--free")
    after = coached("plan")
    assert not next(d["blocks"] for d in after["days"] if d["date"] == day)


def test_more_weeks_than_a_year_are_refused(library):
    with Store.open(library) as store, pytest.raises(UsageError, match="53 weeks"):
        planning.ahead(store, TODAY, None, 53)


def test_before_anything_is_known_the_error_names_both_ways_to_begin(tmp_path):
    with (
        Store.open(tmp_path / "new", create=True) as store,
        pytest.raises(KneedriveError, match="no session is known") as error,
    ):
        planning.plan(store, TODAY, None)
    assert "kneedrive import" in error.value.hint
    assert "calendar import" in error.value.hint


def test_a_calendar_alone_is_enough_for_a_plan(kneedrive, tmp_path):
    where = ("--library", tmp_path / "new", "--today", TODAY, "--json")
    assert kneedrive("calendar", "import", sample_data.calendar(), *where).status == 0
    plan = kneedrive("plan", *where).json()
    assert len(blocks(plan, "activation")) == 7


def test_what_lies_ahead_is_looked_at_far_enough_for_a_taper(coached, library):
    with Store.open(library) as store:
        inputs = planning.inputs_of(store, TODAY, None)
    race = next(session for session in inputs.sessions if session.kind == "race")
    assert race.day == inputs.days[-1] + LOOKED_AHEAD


def test_a_week_before_the_programme_has_no_plan(planned, kneedrive, library):
    answer = kneedrive("plan", "--week", "2026-W40", "--library", library, "--today", TODAY)
    assert answer.status == 1
    assert f"before {sample_data.PROGRAMME_START}, when the programme began" in answer.err
    assert planned("plan", "--week", "2026-W44")["week"] == "2026-W44"
