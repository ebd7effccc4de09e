"""The programme as data: what the article prescribes, and how faulty files are refused."""

import shutil
from pathlib import Path

import pytest

from adaptive.programme import rulebook
from adaptive.programme.rulebook import RulebookError

BOOK = rulebook.standard()
FOLDER = Path(rulebook.__file__).parent


@pytest.fixture
def copied(tmp_path):
    """The programme's files in a folder of their own, and a way to change a text in one."""
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)

    def change(name, old, new):
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return tmp_path, change


def test_every_rule_from_h1_to_h17_has_a_text_and_a_source():
    hard = [name for name in BOOK.rules if name.startswith("H")]
    assert hard == [f"H{n}" for n in range(1, 18)]
    assert all(rule.text.endswith(".") and rule.source for rule in BOOK.rules.values())


def test_the_article_1_a_strengthening_block_takes_15_to_20_minutes():
    for pair in "AB":
        assert 15 <= BOOK.block("strengthening", pair).minutes <= 20


def test_the_article_9_breathing_comes_first_in_activation():
    doses = BOOK.doses(BOOK.block("activation"))
    assert [dose.id for dose in doses] == [
        "breath_9090",
        "dead_bug_heel_tap",
        "standing_march_hold",
        "low_step_knee_drive",
    ]


def test_the_article_10_the_dead_bug_asks_for_a_flat_back_before_range():
    assert BOOK.exercises["dead_bug_heel_tap"].self_check.startswith("Back flat in every")


def test_the_article_12_bands_go_from_light_to_moderate_and_never_to_heavy():
    band = BOOK.exercises["band_standing_march"]
    assert band.starting_dose.load == "light band"
    assert any("light to moderate" in step and "never heavy" in step for step in band.progression)


def test_the_article_14_the_runners_lunge_is_in_the_library():
    assert BOOK.exercises["runners_lunge"].phase == "recovery"


def test_the_article_15_single_leg_pedalling_is_3_to_4_times_30_to_60_seconds_a_leg():
    exercise = BOOK.exercises["single_leg_pedalling"]
    assert (exercise.reps, exercise.work_s, exercise.side) == ((3, 4), (30, 60), "each")
    assert "70-80 rpm" in exercise.cue


def test_the_article_22_static_stretches_are_held_45_to_60_seconds():
    for dose in BOOK.block("stretch").exercises:
        assert BOOK.exercises[dose].hold_s == (45, 60)


def test_all_four_strengthening_exercises_would_not_fit_the_articles_minutes():
    """Why pairs alternate: at the article's doses the four take 28 to 33 minutes."""
    names = [name for pair in "AB" for name in BOOK.block("strengthening", pair).exercises]
    low, high = (sum(BOOK.exercises[name].minutes[end] for name in names) for end in (0, 1))
    assert (round(low), round(high)) == (28, 33)


def test_a_prescription_starts_at_the_lower_end_of_every_range():
    dose = BOOK.exercises["seated_leg_raise"].starting_dose
    assert (dose.sets, dose.reps, dose.hold_s, dose.side) == (3, 12, 2, "each")


def test_a_good_copy_loads_to_the_same_rulebook(copied):
    folder, _ = copied
    assert rulebook.load(folder) == BOOK


def test_all_faults_are_reported_at_once(copied):
    folder, change = copied
    change("exercises.toml", 'name = "Dead bug with heel tap"\n', "")
    change("exercises.toml", "minutes = [1.8, 2.3]", "minutes = [2.3, 1.8]")
    change("phases.toml", 'activation = "daily"', 'activation = "weekly"')
    change("rules.toml", 'version = "2026.1"', "version = 2026")
    change("rules.toml", 'text = "36 hours to the next hard session."', 'txt = "36 hours"')
    with pytest.raises(RulebookError) as caught:
        rulebook.load(folder)
    assert set(caught.value.faults) == {
        "exercise dead_bug_heel_tap: name is missing",
        "exercise standing_march_hold: minutes must be two numbers, low and high",
        "phase activation: activation must be one of before_strengthening, daily",
        "rules.toml: version must be a text",
        "preference P3: text is missing",
        "preference P3: txt is not a field",
    }
    assert all(fault in str(caught.value) for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("rules.toml", "numbers = { hours = 20 }", "numbers = {}", "H2: the number hours is"),
        ("rules.toml", 'id = "H17"', 'id = "H18"', "rule H17 is missing"),
        ("rules.toml", 'id = "H17"', 'id = "H18"', "rule H18: nothing obeys it"),
        ("rules.toml", 'id = "P12"', 'id = "P11"', "preference P11: the id occurs 2 times"),
        ("rules.toml", 'relaxation = ["H4"]', 'relaxation = ["H2"]', "H2 is never relaxed"),
        ("exercises.toml", '"t2_march", "t2', '"t2_mach", "t2', "unknown exercises t2_mach"),
        ("exercises.toml", "minutes = 10\n", "minutes = 25\n", "25 minutes, but its exercises"),
        ("exercises.toml", 'pair = "B"', 'pair = "A"', "one block of kind strengthening B, not 0"),
        ("exercises.toml", 'sports = ["run", "ride"]', 'sports = ["row"]', "unknown sports row"),
        ("rules.toml", "numbers = { minutes = 12 }", "numbers = { minutes = 9 }", "than H7 allows"),
        ("rules.toml", "[safety]", "[[safety]]", "safety must be a table"),
        ("phases.toml", "first_week = 9", "first_week = 10", "does not follow strengthening"),
        ("phases.toml", "[[phase]]", "[phase]", "phases.toml"),
        ("phases.toml", "days = 14", "days = [", "phases.toml"),
    ],
)
def test_a_fault_is_named_with_its_place(copied, name, old, new, fault):
    folder, change = copied
    change(name, old, new)
    with pytest.raises(RulebookError) as caught:
        rulebook.load(folder)
    assert any(fault in found for found in caught.value.faults), caught.value.faults


def test_a_missing_file_is_a_fault_and_not_a_crash(copied):
    folder, _ = copied
    (folder / "phases.toml").unlink()
    with pytest.raises(RulebookError, match=r"phases\.toml"):
        rulebook.load(folder)
