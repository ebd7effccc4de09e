"""Health answers can be deleted for good, and deleting them lifts nothing."""

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from condition_cases import STARTED, on, said, twice_weekly
from hypothesis import given
from hypothesis import strategies as st
from library_dump import dump

import sample_data
from adaptive.condition import Known, safety, standing
from adaptive.condition.forgotten import remembered, spared
from adaptive.week import Condition

MEMORY = timedelta(days=28)
TODAY = 30
FLAGS = sorted(safety.standard().red_flags)

scores = st.integers(0, 10)
days = st.integers(0, TODAY)
entries = st.one_of(
    st.builds(lambda d, b, h: said("symptom", d, back=b, hip_pull=h), days, scores, scores),
    st.builds(lambda d, s: said("symptom", d, soreness=s), days, scores),
    st.builds(lambda d, f: said("symptom", d, red_flags=[f]), days, st.sampled_from(FLAGS)),
    st.builds(lambda d, f: said("ill", d, fever=f), days, st.booleans()),
    st.builds(lambda d: said("well", d), days),
    st.builds(lambda d: said("cleared", d), days),
    st.builds(
        lambda d, s, b: said("check", d, march_left_s=s, march_right_s=s, back=b),
        days,
        st.integers(0, 15),
        scores,
    ),
)
diaries = st.lists(entries, max_size=14)
screens = st.none() | st.lists(st.sampled_from(sorted(safety.standard().screen)), unique=True)


def knowing(diary, answers=None):
    return Known(
        on(TODAY),
        STARTED,
        sorted(diary, key=lambda one: one.on_day),
        done=twice_weekly(TODAY),
        safety=answers,
        safety_told=None if answers is None else on(TODAY - 3),
    )


def forgetting(known):
    kept = [one for entry in known.diary if (one := spared(entry))]
    diary = sorted([*kept, remembered(known, MEMORY)], key=lambda one: one.on_day)
    return replace(known, diary=diary, safety=None, safety_told=None)


def state(known, ahead=60):
    return standing(known, on(0), on(TODAY + ahead))


def rank(bound):
    return float("inf") if bound is None else bound


@given(diary=diaries, answers=screens)
def test_forgetting_never_allows_more_on_any_day(diary, answers):
    before = knowing(diary, answers)
    was, now = state(before), state(forgetting(before))
    assert was.paused <= now.paused
    for day in was.states:
        then, left = was.conditions.get(day, Condition()), now.conditions.get(day, Condition())
        assert left.allowed <= then.allowed, day
        assert left.sets_share <= then.sets_share
        assert left.level_drop >= then.level_drop
        assert left.may_step_up <= then.may_step_up
        for name in ("strengthening_per_week", "activation_minutes", "activation_per_week"):
            assert rank(getattr(left, name)) <= rank(getattr(then, name))
        assert now.states[day].phase == was.states[day].phase


def without_words(known):
    return {day: replace(one, reason="") for day, one in state(known).conditions.items()}


@given(diary=diaries, answers=screens)
def test_who_forgets_twice_has_forgotten_once(diary, answers):
    once = forgetting(knowing(diary, answers))
    assert without_words(forgetting(once)) == without_words(once)


def test_a_stop_outlives_its_reason_until_a_clearance():
    known = forgetting(knowing([said("symptom", TODAY, red_flags=["groin_pain"])]))
    found = state(known, 300)
    assert found.states[on(TODAY + 300)].overlay == "stop"
    assert "groin" not in str(found)
    (advice,) = found.advice
    assert "kneedrive log cleared" in advice
    cleared = replace(known, diary=[*known.diary, said("cleared", TODAY)])
    assert state(cleared).states[on(TODAY)].overlay == "hold"  # what was logged is unknown now
    assert state(cleared).states[on(TODAY + 29)].overlay is None
    assert state(cleared).states[on(TODAY)].phase == "activation"


def test_a_clearance_before_the_stop_of_the_same_day_does_not_end_it():
    flag = said("symptom", TODAY, red_flags=["groin_pain"])
    found = state(forgetting(knowing([said("cleared", TODAY), flag])))
    assert found.states[on(TODAY + 60)].overlay == "stop"


def test_who_has_nothing_to_forget_is_held_by_nothing():
    known = knowing([said("check", 20, march_left_s=15, march_right_s=15)])
    assert state(forgetting(known)).conditions == state(known).conditions


WORDS = [b"groin_pain", b"labral_tear", b"xylophone", b"zebrafish", b"deep groin", b"fever"]


def held_words(folder):
    """The words that stand in any file of a folder."""
    text = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word for word in WORDS if word in text]


@pytest.fixture
def told(ask, library):
    """A library in which health was spoken of in every way."""
    ask("plan")
    ask("export", "ics", library.parent / "plan.ics")
    ask("log", "ill", "--fever", "--date", "2026-11-02")
    ask("log", "well", "--date", "2026-11-04")
    ask("log", "skip", "activation", "--why", "zebrafish")
    ask("log", "note", "xylophone")
    ask("me", "set", "safety", "labral_tear")
    ask("plan")
    ask("log", "symptom", "--back", "6", "--red-flag", "groin_pain")
    ask("plan")
    return library


def test_what_was_made_of_it_goes_as_well(told, ask):
    def count(query):
        with closing(sqlite3.connect(told / "library.sqlite")) as database:
            return database.execute(query).fetchone()[0]

    described = "SELECT count(*) FROM events WHERE content LIKE '%DESCRIPTION%'"
    before = [count("SELECT count(*) FROM plans"), count(described)]
    ask("forget", "--yes")
    assert min(before) > 0
    assert [count("SELECT count(*) FROM plans"), count(described)] == [0, 0]


def test_nothing_of_it_is_left_in_any_file_nor_in_a_backup(told, ask, tmp_path):
    assert held_words(told) == [word for word in WORDS if word != b"deep groin"]
    ask("forget", "--yes")
    assert held_words(told) == []
    backup = ask("backup", tmp_path)["path"]
    with zipfile.ZipFile(backup) as archive:
        archive.extract("library.sqlite", tmp_path / "out")
    assert held_words(tmp_path / "out") == []
    assert ask("doctor")["healthy"]


def test_the_plan_stays_closed_until_a_clearance_and_undoing_does_not_open_it(told, ask):
    before = ask("plan")
    assert not any(day["blocks"] for day in before["days"] if day["date"] >= "2026-11-23")
    answer = ask("forget", "--yes")
    assert answer["entries"] >= 5
    assert [one["until"] for one in answer["held"]].count(None) >= 1

    def closed():
        plan = ask("plan")
        assert not any(
            day["blocks"] for day in plan["days"] if day["date"] >= sample_data.TODAY.isoformat()
        )
        assert "log cleared" in plan["advice"][0]

    closed()
    while ask("log")["entries"][-1:] and _undone(ask):
        closed()
    closed()
    ask("log", "cleared")
    assert ask("plan")["advice"] == []


def _undone(ask):
    try:
        ask("log", "undo")
    except AssertionError:
        return False
    return True


def test_past_decisions_keep_what_they_decided(told, ask):
    words = {"why", "numbers", "explanations"}

    def decided():
        history = ask("phase")["history"]
        return [{name: one[name] for name in one.keys() - words} for one in history]

    before = decided()
    ask("forget", "--yes")
    assert decided() == before


def test_exercises_stay_left_out_though_nobody_knows_why(ask):
    ask("me", "set", "avoid", "low_back_pain groin_pain")
    barred = {one["id"] for one in ask("exercises") if one["against"]}
    ask("forget", "--yes")
    assert {one["id"] for one in ask("exercises") if one["against"]} == barred != set()


def test_who_says_it_twice_changes_nothing_more(told, ask):
    held = ask("forget", "--yes")["held"]
    before = dump(told)
    again = ask("forget", "--yes")
    assert (again["entries"], again["answers"], again["held"]) == (0, 0, held)
    assert dump(told) == before


def test_without_a_terminal_it_wants_a_word(kneedrive, library):
    answer = kneedrive("forget", "--library", library)
    assert answer.status == 2
    assert "--yes" in answer.err


def test_what_was_logged_later_is_not_deleted_unseen(told, kneedrive):
    answer = kneedrive("forget", "--yes", "--library", told, "--today", "2026-11-10")
    assert answer.status == 1
    assert "--today" in answer.err
    assert b"xylophone" in held_words(told)
