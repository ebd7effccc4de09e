"""`kneedrive exercises`: what the one on the mat reads."""

import shutil

import pytest

import sample_data
from adaptive.programme.rulebook import standard

TODAY = sample_data.TODAY.isoformat()
BOOK = standard()


@pytest.fixture
def library(sample_library, tmp_path):
    return shutil.copytree(sample_library, tmp_path / "library")


@pytest.fixture
def without(kneedrive, tmp_path):
    """Call the command where there is no library yet."""
    return lambda *words: kneedrive("exercises", *words, "--library", tmp_path / "none")


def test_it_works_before_there_is_a_library_and_makes_none(without, tmp_path):
    assert without().status == without("step_over").status == 0
    assert not (tmp_path / "none").exists()


def test_the_table_names_every_exercise_with_its_dose_minutes_and_needs(without):
    printed = without().out
    for one in BOOK.exercises.values():
        assert one.name.split()[0] in printed
    assert "3 x 12 per side, 2 s held" in printed
    assert "8.8" in printed
    assert "firm chair or bench" in printed


def test_the_json_has_every_exercise_at_the_level_it_starts_from(without):
    rows = without("--json").json()
    assert {row["id"] for row in rows} == set(BOOK.exercises)
    assert all(row["level"] == 0 and row["against"] is None for row in rows)
    march = next(row for row in rows if row["id"] == "band_standing_march")
    assert march["block"] == "strengthening A"
    assert march["top_level"] == 4
    assert march["equipment"] == ["band"]
    assert march["alternatives"] == ["slow_standing_march"]


def test_one_exercise_says_all_that_is_needed_on_the_mat(without):
    one = BOOK.exercises["low_step_knee_drive"]
    printed = " ".join(without("step_over").out.split())
    for words in (one.name, one.setup, one.cue, one.self_check, one.easier, *one.harder):
        assert words in printed
    assert "3 x 6 per side, 2 s held (about 4 min, level 0 of 2)" in printed
    assert "tempo up and down 3 s; 15 s rest between sets" in printed
    assert "leave out with knee pain of 4/10 or more" in printed
    assert "instead Knee drive from a step forward" in printed


def test_one_exercise_is_one_document(without):
    assert without("dead bug", "--json").json()["id"] == "dead_bug_heel_tap"


def test_an_unknown_name_is_wrong_usage_and_names_what_comes_near(without):
    answer = without("highknees")
    assert answer.status == 2
    assert "there is no exercise 'highknees'" in answer.err
    assert "high_knees" in answer.err


def test_an_unclear_name_names_all_that_it_may_be(without):
    answer = without("march")
    assert answer.status == 2
    assert "band_standing_march" in answer.err


@pytest.mark.parametrize("width", [40, 60, 80, 120, 160])
def test_table_and_card_fit_any_terminal(without, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for words in ((), ("band",), ("single_leg_pedalling",)):
        lines = without(*words).out.splitlines()
        assert lines
        assert max(map(len, lines)) <= width


def test_what_the_athlete_told_chooses_the_stand_ins(kneedrive, library):
    told = ("--library", library, "--today", TODAY)
    kneedrive("me", "set", "equipment", "step", *told)
    kneedrive("me", "set", "avoid", "reflux", *told)
    rows = {row["id"]: row for row in kneedrive("exercises", "--json", *told).json()}
    assert rows["step_up_knee_drive"]["instead"] == "stair_step_up"
    assert rows["breath_9090"]["against"] == "reflux when lying flat"
    assert rows["breath_9090"]["instead"] == "breath_seated"
    assert rows["seated_leg_raise"]["top_level"] == 2
    printed = kneedrive("exercises", "90/90", *told).out
    assert "Not for you at present: reflux when lying flat; do Seated belly breathing" in printed


def test_what_was_told_counts_before_anything_is_recorded(kneedrive, tmp_path):
    told = ("--library", tmp_path / "new", "--today", TODAY)
    kneedrive("me", "set", "equipment", "none", *told)
    rows = {row["id"]: row for row in kneedrive("exercises", "--json", *told).json()}
    assert rows["band_standing_march"]["instead"] == "slow_standing_march"
