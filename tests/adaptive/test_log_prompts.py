"""At a terminal what is missing is asked for; Enter passes over, Ctrl-C logs nothing."""

import json
import os
import pty
import select
import subprocess
import sys
from datetime import date

import pytest

TODAY = date(2026, 11, 23)
# The terminal becomes the program's own, so that Ctrl-C reaches it.
COMMAND = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from adaptive.cli import main; main()"
)
INTERRUPT, END = "\x03", "\x04"


@pytest.fixture
def terminal(tmp_path):
    """Call the command line at a terminal, typing a line at each question."""

    def call(*words, typed=()):
        ours, theirs = pty.openpty()
        arguments = [*words, "--library", str(tmp_path / "library"), "--today", str(TODAY)]
        program = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "dumb", "COLUMNS": "100"},
        )
        os.close(theirs)
        said, lines = b"", list(typed)
        while True:
            asked = bool(lines) and said.endswith(b": ")
            # A question is one when nothing comes after it for a while.
            if asked and not _ready(ours, 0.5):
                line = lines.pop(0)
                os.write(ours, line.encode() + (b"" if line in (INTERRUPT, END) else b"\n"))
            if not (chunk := _read(ours)):
                break
            said += chunk
        os.close(ours)
        return program.wait(timeout=30), said.decode()

    return call


def _ready(terminal, seconds):
    return bool(select.select([terminal], [], [], seconds)[0])


def _read(terminal):
    """What comes next; nothing once the program has ended."""
    try:
        return os.read(terminal, 4096) if _ready(terminal, 60) else b""
    except OSError:  # Linux says so where the other end is closed
        return b""


@pytest.fixture
def entries(kneedrive, tmp_path):
    def call():
        here = ("--library", tmp_path / "library", "--today", TODAY)
        answer = kneedrive("log", *here, "--json")
        return answer.json()["entries"] if answer.status == 0 else []

    return call


def test_a_check_is_asked_for_until_it_makes_sense(terminal, entries):
    status, out = terminal("log", "check", typed=["15 99", "15", "12 shaky"])
    assert status == 0, out
    assert "'99' is not between" in out
    assert "right hold in seconds" in out
    (entry,) = entries()
    assert (entry["march_left_s"], entry["march_right_s"], entry["smooth"]) == (15, 12, False)


def test_only_what_is_missing_is_asked_for(terminal, entries):
    assert terminal("log", "cadence", "172", typed=["5:30"])[0] == 0
    assert terminal("log", "check", "15", "15", typed=[])[0] == 0
    assert [one["kind"] for one in entries()] == ["cadence", "check"]


@pytest.mark.parametrize("key", [INTERRUPT, END])
def test_whoever_leaves_a_question_has_logged_nothing_and_is_told(terminal, entries, key):
    status, out = terminal("log", "done", typed=[key])
    assert status == 130
    assert "nothing was logged" in out
    assert entries() == []


@pytest.mark.parametrize(
    "words", ["check", "check 15", "knee-lift", "cadence 172", "effort", "change", "note", "done"]
)
def test_without_a_terminal_a_question_is_wrong_usage_that_says_how(
    kneedrive, tmp_path, entries, words
):
    here = ("--library", tmp_path / "library", "--today", TODAY)
    kneedrive("log", "ill", *here)
    answer = kneedrive("log", *words.split(), *here)
    assert answer.status == 2
    assert "kneedrive log" in answer.err
    assert len(entries()) == 1


def test_a_program_that_wants_json_is_asked_nothing_even_at_a_terminal(terminal):
    status, out = terminal("log", "check", "--json")
    assert status == 2
    assert json.loads(out.splitlines()[0])["exit_status"] == 2


def test_the_interview_is_offered_once_and_keeps_what_makes_sense(terminal, kneedrive, tmp_path):
    typed = ["", "clear", "1850", "1984", "", "step, band", "none", "", "", "70"]
    status, out = terminal("me", typed=typed)
    assert status == 0, out
    assert "1900 to 2020" in out
    here = ("--library", tmp_path / "library", "--today", TODAY)
    told = kneedrive("me", *here, "--json").json()
    assert (told["safety"], told["birth_year"], told["mass_kg"]) == ([], 1984, 70)
    assert (told["equipment"], told["avoid"]) == (["step", "band"], [])
    assert told["sports"] is told["sex"] is told["strength_days"] is None
    assert "Answer 8 short questions" not in terminal("me")[1]


def test_the_interview_keeps_what_was_told_before_ctrl_c(terminal, kneedrive, tmp_path):
    status, out = terminal("me", "ask", typed=["clear", "1984", INTERRUPT])
    assert status == 130
    assert "what you told before is kept" in out
    told = kneedrive("me", "--library", tmp_path / "library", "--json").json()
    assert (told["safety"], told["birth_year"], told["sports"]) == ([], 1984, None)


def test_the_interview_has_at_most_eight_questions_the_safety_ones_first():
    from adaptive.facts import FACTS, QUESTIONS

    assert len(QUESTIONS) <= 8
    assert next(iter(QUESTIONS)) == "safety"
    assert QUESTIONS.keys() <= FACTS.keys()


def test_who_wants_no_interview_sees_the_facts(terminal):
    status, out = terminal("me", typed=["n"])
    assert status == 0
    assert "birth_year" in out


def test_without_a_terminal_the_interview_says_how_to_tell(kneedrive, tmp_path):
    answer = kneedrive("me", "ask", "--library", tmp_path / "library")
    assert answer.status == 2
    assert "kneedrive me set" in answer.err


@pytest.mark.parametrize(
    ("key", "ends", "left"),
    [(INTERRUPT, 130, 1), (END, 130, 1), ("n", 1, 1), ("", 1, 1), ("y", 0, 0)],
)
def test_health_answers_are_deleted_for_good_after_a_yes_only(terminal, entries, key, ends, left):
    terminal("log", "note", "tired")
    status, out = terminal("forget", typed=[key])
    assert status == ends
    assert [one["kind"] for one in entries()].count("note") == left
    assert ("othing is deleted" in out) == bool(left)
