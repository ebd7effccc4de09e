"""A plan on a terminal: stop signs above all, every mark where it helps, and no more."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from week_strategies import FIVE_RUNS, MONDAY, brick, session, week

from adaptive.cli import render_plan
from adaptive.cli.context import Context
from adaptive.cli.plan import print_plan
from adaptive.planner import plan
from adaptive.plans import Alternative, FreeDay, RunnerUp
from adaptive.programme.rulebook import standard
from adaptive.week import DoneBlock

MADE = plan(week(*FIVE_RUNS), standard())
BLOCK = next(block for block in MADE.blocks if block.kind == "strengthening")
SESSIONS = MADE.days[0].sessions


@pytest.fixture
def printed(capsys, monkeypatch):
    def show(made, width="100", **options):
        monkeypatch.setenv("COLUMNS", width)
        here = Context(Path(), MONDAY, None, as_json=False, quiet=False)
        print_plan(here, made, **options)
        return capsys.readouterr().out

    return show


def test_advice_stands_above_everything(printed):
    words = "See a doctor today: a swollen calf on one side can be a clot."
    assert printed(replace(MADE, advice=(words,))).startswith(words)


def test_without_being_asked_nothing_is_explained(printed):
    out = printed(MADE)
    assert not any(f"({rule}" in out for rule in standard().rules)
    assert BLOCK.id not in out


def test_explained_it_names_rules_ids_free_days_and_the_next_best_weeks(printed):
    made = replace(
        MADE,
        free_days=(
            FreeDay(MONDAY + timedelta(days=2), "Too close to other strengthening.", ("H5",)),
        ),
        runners_up=(
            RunnerUp((datetime.combine(MONDAY, time(9)),), 12.5, "it would stand alone"),
            RunnerUp((), 70.0, "nothing would stand"),
        ),
        relaxed=("H4",),
    )
    out = printed(made, explain=True)
    assert f"({', '.join(BLOCK.rules)})" in out
    assert BLOCK.id in out
    assert "Wed 25 Nov: Too close to other strengthening. (H5)" in out
    assert "Mon 09:00: 12.5 points more. It would stand alone" in out
    assert "no strengthening: 70.0 points more" in out
    assert "(relaxed)" in out


def test_every_rule_that_is_named_is_told_in_full():
    used = {rule for block in MADE.blocks for rule in block.rules}
    told = {
        line.partition("[/bold]")[0].removeprefix("[bold]")
        for line in render_plan.rule_lines(MADE, standard())
    }
    assert told >= used & standard().rules.keys()


def test_a_pinned_block_is_marked():
    assert "pinned" in render_plan.block_line(replace(BLOCK, pinned=True), SESSIONS)
    assert "pinned" not in render_plan.block_line(BLOCK, SESSIONS)


def test_what_to_do_instead_is_told_with_its_condition(printed):
    other = Alternative("before", datetime.combine(MONDAY, time(6, 50)), 0, "if the run is easy")
    block = replace(BLOCK, otherwise=other)
    made = replace(MADE, blocks=tuple(block if b == BLOCK else b for b in MADE.blocks))
    assert "If the run is easy: 06:50 before the run" in printed(made)


def test_what_to_do_instead_on_another_day_names_the_day_and_its_session():
    """The index of the session counts among those of the other day."""
    thursday = MONDAY + timedelta(days=3)
    other = Alternative("after", datetime.combine(thursday, time(19)), 0, "if the ride is easy")
    days = tuple(
        replace(day, sessions=(session(3, "18:00", "easy", family="ride"),))
        if day.day == thursday
        else replace(day, sessions=())
        for day in MADE.days
    )
    words = render_plan.otherwise_line(other, BLOCK, replace(MADE, days=days))
    assert words == "If the ride is easy: Thursday 19:00 after the ride"


def test_work_that_is_over_stays_in_the_plan(printed):
    done = (
        DoneBlock("activation", datetime.combine(MONDAY, time(6)), 10),
        DoneBlock("strengthening", datetime.combine(MONDAY, time(8)), 15, "A", logged=True),
    )
    inputs = replace(week(*FIVE_RUNS), done_blocks=done, today=MONDAY + timedelta(days=1))
    made = plan(inputs, standard())
    out = printed(made)
    assert "06:00 Activation 10 min (counts as done)" in out
    assert "08:00 Strengthening A 15 min (done)" in out
    (first, second) = made.to_json()["days"][0]["done"]
    assert (first["logged"], second["logged"], second["minutes"]) == (False, True, 15)


def test_in_one_column_the_transition_stands_between_bike_and_run(printed):
    out = printed(plan(week(*brick(5)), standard()), width="80")
    ride, between, run = (out.index(word) for word in (" ride ", "Transition activation", " run "))
    assert ride < between < run


def test_levels_and_notes_stand_beside_the_dose():
    doses = (
        replace(BLOCK.exercises[0], level=2, note="no band: without one"),
        replace(BLOCK.exercises[1], level=0, note=None),
    )
    made = replace(MADE, blocks=(replace(BLOCK, exercises=doses),))
    (line,) = render_plan.exercise_lines([made], notes=True)
    assert "(level 2; no band: without one)" in line
    assert "level 0" not in line
    (short,) = render_plan.exercise_lines([made])
    assert "level" not in short, "unasked the dose is enough"


def test_the_same_work_in_several_weeks_is_told_once():
    assert render_plan.exercise_lines([MADE, MADE]) == render_plan.exercise_lines([MADE])


def test_a_calendar_s_title_is_shown_and_commands_no_terminal():
    planned = session(1, "18:00", "interval", title="5x1000 [red]@10k[/red] \x1b[2J")
    line = render_plan.session_line(planned)
    assert "5x1000 \\[red]@10k\\[/red]" in line
    assert "\x1b" not in line
    assert "(planned)" in line


def test_a_start_that_is_not_sure_is_told_with_a_tilde():
    planned = session(1, "18:00")
    vague = replace(planned, earliest=planned.start.replace(hour=6), latest=planned.start)
    assert render_plan.session_line(vague).startswith("~18:00")
    assert render_plan.session_line(planned).startswith("18:00")


def test_a_race_has_its_priority():
    race = session(6, "09:00", "race", 100, race_priority="A")
    assert "race" in render_plan.session_line(race)
    assert " A" in render_plan.session_line(race)


def test_phases_to_come_are_named_once_each():
    later = replace(MADE, phase=replace(MADE.phase, phase="integration", since=MONDAY))
    assert render_plan.foreseen([MADE, MADE]) == []
    assert render_plan.foreseen([MADE, later, later]) == ["from Mon 23 Nov: integration"]
