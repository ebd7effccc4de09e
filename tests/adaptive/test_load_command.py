"""`kneedrive load`: days, weeks and what they leave; what is not known is not called rest."""

import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pytest
from rich.console import Console

import sample_data
from adaptive import load_report
from adaptive.cli.bars import bars, on_log_time
from adaptive.library.store import Store
from models.fitness import DailySeries

TODAY = sample_data.TODAY
LATER = TODAY + timedelta(days=3)


@pytest.fixture
def library(sample_library, tmp_path):
    """The sample library, imported on its last day."""
    folder = shutil.copytree(sample_library, tmp_path / "library")
    change(folder, "UPDATE imports SET day = ?", TODAY.isoformat())
    return folder


def change(folder, statement, *values):
    with closing(sqlite3.connect(folder / "library.sqlite")) as db, db:
        db.execute(statement, values)


def test_there_is_one_object_a_day_from_the_first_session_to_today(ask):
    rows = ask("load")
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == [days[0] + timedelta(days=i) for i in range(len(days))]
    assert days[-1] == TODAY
    assert set(rows[0]) == set(
        "date load_tss known fitness fatigue form ramp monotony strain warming_up sessions".split()
    )


def test_days_add_up_to_the_sessions(ask):
    rows, sessions = ask("load"), ask("sessions")
    for row in rows:
        of_day = [one["load_tss"] for one in sessions if one["local_date"] == row["date"]]
        assert row["sessions"] == len(of_day)
        assert row["load_tss"] == pytest.approx(sum(of_day), abs=0.06 * max(len(of_day), 1))


def test_days_after_the_last_import_are_unknown_and_those_before_are_not(ask):
    rows = {row["date"]: row for row in ask("load", today=LATER)}
    for row in rows.values():
        known = row["date"] <= TODAY.isoformat()
        assert row["known"] == known
        assert (row["load_tss"] is not None) == known
        assert row["fitness"] is not None
    assert rows[LATER.isoformat()]["monotony"] is None


def test_seen_from_a_day_before_the_import_every_day_is_known(ask):
    assert all(row["known"] for row in ask("load", today=TODAY - timedelta(days=20)))


def test_a_later_import_turns_unknown_days_into_rest(ask, library, kneedrive):
    some = next(sample_data.folder().iterdir())
    kneedrive("import", some, "--library", library, "--today", LATER)
    last = ask("load", today=LATER)[-1]
    assert (last["known"], last["load_tss"]) == (True, 0)


def test_an_interrupted_import_says_nothing_about_rest(ask, library):
    change(library, "INSERT INTO imports (day) VALUES (?)", LATER.isoformat())
    assert not ask("load", today=LATER)[-1]["known"]


def test_a_session_makes_its_day_known_whenever_it_was_imported(ask, library):
    early = TODAY - timedelta(weeks=6)
    change(library, "UPDATE imports SET day = ?", early.isoformat())
    for row in ask("load"):
        assert row["known"] == (row["date"] <= early.isoformat() or row["sessions"] > 0)


def test_the_span_is_cut_out_of_the_whole_series(ask):
    rows = ask("load")
    since, until = TODAY - timedelta(days=30), TODAY - timedelta(days=10)
    cut = ask("load", "--since", since, "--until", until)
    assert cut == [r for r in rows if since.isoformat() <= r["date"] <= until.isoformat()]
    assert ask("load", "--weeks", 2) == [r for r in rows if r["date"] >= "2026-11-16"]
    assert ask("load", "--until", LATER) == rows


def test_usual_hours_give_a_short_history_a_start(ask, library):
    start = date.fromisoformat(ask("load")[0]["date"]) + timedelta(days=9)
    assert all(row["warming_up"] for row in ask("load", today=start))
    ask("me", "set", "usual_hours_per_week", "7")
    row = ask("load", today=start)[0]
    assert not row["warming_up"]
    assert row["form"] == 0
    assert row["fitness"] == pytest.approx(50 + (row["load_tss"] - 50) * 0.0235, abs=0.05)


def test_weeks_add_up_to_their_days(library):
    with Store.open(library) as store:
        found = load_report.daily_load(store, TODAY)
    weeks = found.weeks()
    assert sum(week.load_tss for week in weeks) == pytest.approx(found.series.load.sum())
    assert sum(week.sessions for week in weeks) == sum(found.sessions)
    assert all(week.monday.weekday() == 0 for week in weeks)
    full = [week for week in weeks if (week.last_day - week.monday).days == 6]
    for week, after in zip(full, weeks[1:], strict=False):
        morning = found.days.index(week.last_day) + 1
        assert week.form == pytest.approx(found.series.form[morning])
        assert after.monday == week.last_day + timedelta(days=1)


# -- for people ---------------------------------------------------------------------------


def test_eight_weeks_are_told_unless_others_are_asked_for(kneedrive, library):
    def weeks(*words):
        out = kneedrive("load", *words, "--library", library, "--today", TODAY).out
        return sum(line.startswith("2026-W") for line in out.splitlines())

    assert weeks() == 8
    assert weeks("--weeks", 3) == 3
    assert weeks("--since", "2026-11-01", "--until", "2026-11-15") == 3


def test_unknown_days_are_told_as_unknown_with_the_reason(kneedrive, library):
    out = kneedrive("load", "--library", library, "--today", LATER).out
    assert "3 days are unknown, for nothing was imported since Mon 23 Nov" in out
    assert next(line for line in out.splitlines() if line.startswith("load")).endswith("???")
    week = next(line for line in out.splitlines() if line.startswith("2026-W48"))
    assert week.split()[1] == "?"


def test_the_first_weeks_are_told_as_warming_up(kneedrive, library):
    out = kneedrive("load", "--library", library, "--today", "2026-09-06").out
    assert "Warming up: fewer than 14 of the first 28 days are known" in " ".join(out.split())
    assert "Warming up" not in kneedrive("load", "--library", library, "--today", TODAY).out


def test_the_mornings_form_is_fitness_less_fatigue_of_the_evening_before(kneedrive, library, ask):
    before, now = ask("load")[-2:]
    out = kneedrive("load", "--library", library, "--today", TODAY).out
    words = f"fitness {before['fitness']:.0f}, fatigue {before['fatigue']:.0f}, form"
    assert words in out
    assert now["form"] == pytest.approx(before["fitness"] - before["fatigue"], abs=0.02)


def test_without_sessions_the_next_step_is_named(kneedrive, library):
    answer = kneedrive("load", "--library", library, "--today", "2020-01-01")
    assert answer.status == 1
    assert "kneedrive import" in answer.err


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(kneedrive, library, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = kneedrive("load", "--library", library, "--today", LATER).out
    assert max(map(len, out.splitlines())) <= columns


@pytest.mark.parametrize("command", ["load", "thresholds", "show last"])
def test_a_terminal_that_knows_no_blocks_is_served_as_well(library, command):
    answer = run(command, library, PYTHONIOENCODING="ascii")
    assert answer.returncode == 0, answer.stderr
    answer.stdout.decode("ascii")
    assert json.loads(run(f"{command} --json", library, PYTHONIOENCODING="ascii").stdout)


@pytest.mark.parametrize("command", ["load", "thresholds"])
def test_answers_do_not_wait_for_pandas(library, command):
    kneedrive = f"from adaptive.cli import main; main('{command} --today {TODAY}'.split())"
    program = (
        f"import sys, atexit\natexit.register(lambda: print(sorted(sys.modules)))\n{kneedrive}"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "KNEEDRIVE_LIBRARY": str(library)},
        capture_output=True,
        check=True,
    )
    loaded = answer.stdout.splitlines()[-1]
    assert b"'numpy'" in loaded
    assert b"'pandas'" not in loaded


def run(command, library, **environment):
    words = [*command.split(), "--library", str(library), "--today", str(TODAY)]
    program = "import sys; from adaptive.cli import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        check=False,
    )


def test_a_steep_ramp_carries_a_mark_that_needs_no_colour():
    days = [date(2026, 1, 5) + timedelta(days=i) for i in range(28)]
    for tss, mark in ((30, ""), (48, "! "), (70, "!! ")):
        series = DailySeries.of(days, [float(tss)] * 28, initial=0.0)
        weeks = load_report.DailyLoad(series, (1,) * 28, days[-1]).weeks()
        words = weeks[1].words()["ramp"]
        assert f"{mark}+" in words
        assert words.count("!") == len(mark.strip())


# -- bars ---------------------------------------------------------------------------------


def console(encoding="utf-8"):
    return Console(file=io.TextIOWrapper(io.BytesIO(), encoding=encoding))


def test_the_highest_bar_is_full_nothing_is_blank_and_unknown_is_a_question():
    assert bars([0, 1, 50, 100, float("nan"), 100], console()) == [" ▁▄█?█"]
    assert bars([0, 1, 100], console("ascii")) == [" .#"]
    assert bars([0.0, 0.0], console()) == [""]


def test_rows_stack_to_one_height():
    low, high = bars([100, 50, 25], console(), rows=2)[::-1]
    assert low == "██▄"
    assert high == "█"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_bars_can_be_written_in_any_encoding(encoding):
    for line in bars(np.linspace(0, 1, 20).tolist(), console(encoding), rows=3):
        line.encode(encoding)


def test_marks_below_a_curve_stand_where_their_time_is_and_never_overlap():
    durations = [1, 5, 60, 300, 1200, 3600]
    best = [9.0, 8.0, 6.0, 4.0, 3.0, 2.0]
    marks = ((5, "5 s"), (60, "1 min"), (300, "5 min"), (1200, "20 min"), (3600, "1 h"))
    values, line = on_log_time(durations, best, marks, 60)
    assert (values[0], values[-1], len(values)) == (8.0, 2.0, 60)
    assert line.startswith("5 s  ")
    assert values[line.index("5 min")] == pytest.approx(4.0, abs=0.1)
    narrow = on_log_time(durations, best, marks, 16)[1]
    assert len(narrow) <= 16
    assert re.fullmatch(r"5 s( +(1 min|5 min|20 min|1 h))*", narrow)
