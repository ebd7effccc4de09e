"""The programme as data: what the article prescribes, and how faulty files are refused."""

import shutil
from pathlib import Path

import pytest

from adaptive.programme import rulebook
from adaptive.programme.prescribing import prescribe
from adaptive.programme.rulebook import RulebookError
from ingest.errors import UsageError

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
    top = {name: one.top_level() for name, one in BOOK.exercises.items()}
    for pair in "AB":
        for levels in ({}, top):
            assert 15 <= prescribe(BOOK, "strengthening", pair, levels=levels).minutes <= 20


def test_the_article_9_breathing_comes_first_in_activation():
    assert [dose.id for dose in prescribe(BOOK, "activation", levels={}).doses] == [
        "breath_9090",
        "dead_bug_heel_tap",
        "standing_march_hold",
        "low_step_knee_drive",
    ]


def test_the_article_10_the_dead_bug_asks_for_a_flat_back_before_range():
    assert BOOK.exercises["dead_bug_heel_tap"].self_check.startswith("Back flat in every")


def test_the_article_11_the_checks_are_a_smooth_quiet_march_and_a_flat_back():
    assert "smooth" in BOOK.exercises["standing_march_hold"].self_check
    assert "hold quietly" in BOOK.exercises["standing_march_hold"].cue
    assert "back stays flat" in BOOK.phase("activation").expect


def test_the_article_12_loads_are_ankle_weights_dumbbells_and_bands_never_heavy():
    strong = [one for one in BOOK.exercises.values() if one.phase == "strengthening"]
    loads = {one.id: (one.dose(0).load, one.dose(3).load, one.dose(4).load) for one in strong}
    band = loads.pop("band_standing_march")
    assert band[0] == "light band"
    assert band[2] == "moderate band, never a heavy one"
    assert all(none is None for none, _, _ in loads.values())
    assert {small.split(",")[0] for _, small, _ in loads.values()} == {"ankle weights", "dumbbells"}
    assert {moderate.split(",")[0] for *_, moderate in loads.values()} == {
        "ankle weights",
        "dumbbells",
    }


def test_the_article_14_the_runners_lunge_complements_the_warm_up_without_a_hold():
    lunge = BOOK.exercises[BOOK.block("drills").exercises[0]]
    assert lunge.id == "runners_lunge"
    assert lunge.hold_s is None
    assert "nothing is held" in lunge.cue


def test_the_article_15_single_leg_pedalling_is_3_to_4_times_30_to_60_seconds_a_leg():
    exercise = BOOK.exercises["single_leg_pedalling"]
    assert (exercise.reps, exercise.work_s, exercise.side) == ((3, 4), (30, 60), "each")
    assert "70-80 rpm" in exercise.cue


def test_the_article_4_results_are_expected_after_four_to_six_weeks():
    expect = BOOK.phase("strengthening").expect
    assert "after 4-6 weeks" in expect
    assert all(word in expect for word in ("knee lift", "pedal stroke", "back"))


def test_the_article_20_nobody_judges_before_six_to_eight_weeks():
    assert "judge after 6-8 weeks of steady work" in BOOK.phase("strengthening").expect
    # The plan itself leaves strengthening no earlier than that.
    assert BOOK.phase("strengthening").days >= 6 * 7
    assert BOOK.phase("integration").first_week - 1 == 8


def test_the_article_22_static_stretches_are_held_45_to_60_seconds():
    for name in BOOK.block("stretch").exercises:
        assert BOOK.exercises[name].hold_s == (45, 60)


def test_nothing_is_held_long_in_what_comes_before_training():
    """Statement 23 for the data: long holds before training cost force."""
    for kind in ("activation", "drills", "transition"):
        for name in BOOK.block(kind).exercises:
            assert max(BOOK.exercises[name].hold_s or [0]) <= 15


@pytest.mark.parametrize(
    ("kind", "pair", "low", "high"),
    [
        ("activation", None, 9.8, 11.3),
        ("strengthening", "A", 15.1, 18.1),
        ("strengthening", "B", 15.0, 17.2),
        ("drills", None, 3.2, 3.2),
        ("transition", None, 1.9, 1.9),
        ("stretch", None, 4.0, 4.0),
    ],
)
def test_minutes_are_sets_times_reps_times_tempo_with_rests(kind, pair, low, high):
    """Worked out by hand from the table of doses."""
    exercises = [BOOK.exercises[name] for name in BOOK.block(kind, pair).exercises]
    for level, minutes in ((0, low), (4, high)):
        seconds = sum(one.seconds(one.dose(min(level, one.top_level()))) for one in exercises)
        assert seconds / 60 == pytest.approx(minutes, abs=0.06)


def test_one_exercise_counted_by_hand():
    """3 sets of 12 a side at 1 + 2.5 + 3 s, two rests of 30 s: 528 s."""
    raise_ = BOOK.exercises["seated_leg_raise"]
    assert raise_.seconds(raise_.dose()) == 3 * 12 * 2 * 6.5 + 2 * 30


def test_all_four_strengthening_exercises_would_not_fit_the_articles_minutes():
    """Why pairs alternate: the four take half an hour and more."""
    both = [prescribe(BOOK, "strengthening", pair, levels={}).minutes for pair in "AB"]
    assert sum(both) >= 28


def test_a_prescription_starts_at_the_lower_end_of_every_range():
    dose = BOOK.exercises["seated_leg_raise"].dose()
    assert (dose.sets, dose.reps, dose.hold_s, dose.side) == (3, 12, 2, "each")


def test_every_exercise_of_a_block_with_something_against_it_has_a_stand_in_or_a_reason():
    """Without a stand-in are only pedals, transitions and stretches, which are left out."""
    without = {
        name
        for block in BOOK.blocks
        for name in block.exercises
        for one in [BOOK.exercises[name]]
        if (one.equipment or one.avoid_if) and not one.alternatives
    }
    assert without == {
        "runners_lunge",
        "single_leg_pedalling",
        "t2_march",
        "t2_step_drive",
        "kneeling_lunge_stretch",
        "low_lunge_stretch",
    }


def test_nobody_from_the_second_trimester_on_lies_on_the_back():
    for one in BOOK.exercises.values():
        lying = "on your back" in one.setup
        assert not lying or "second_trimester" in one.avoid_if


def test_strengthening_keeps_more_hours_before_a_hard_session_the_heavier_it_is():
    assert [BOOK.hours_before_hard(level) for level in range(5)] == [20, 20, 20, 24, 36]


@pytest.mark.parametrize("text", ["step_over", "Low step knee drive", "LOW-STEP", "step drive low"])
def test_an_exercise_is_found_by_id_alias_name_or_part_of_it(text):
    if text == "step drive low":  # the words must stand together
        with pytest.raises(UsageError):
            BOOK.find(text)
    else:
        assert BOOK.find(text).id == "low_step_knee_drive"


def test_an_unknown_exercise_is_refused_with_names_that_come_near():
    with pytest.raises(UsageError, match="no exercise 'ded bug heel tap'") as caught:
        BOOK.find("ded bug heel tap")
    assert "dead_bug_heel_tap" in caught.value.hint


def test_a_part_of_several_names_is_refused_with_all_of_them():
    with pytest.raises(UsageError) as caught:
        BOOK.find("march")
    assert "band_standing_march" in caught.value.hint
    assert "t2_march" in caught.value.hint


def test_a_text_that_is_no_word_at_all_finds_nothing():
    with pytest.raises(UsageError, match="there is no exercise"):
        BOOK.find("  - ")


def test_a_good_copy_loads_to_the_same_rulebook(copied):
    folder, _ = copied
    assert rulebook.load(folder) == BOOK


def test_all_faults_are_reported_at_once(copied):
    folder, change = copied
    change("exercises.toml", 'name = "Dead bug with heel tap"\n', "")
    change("exercises.toml", "hold_s = [10, 15]", "hold_s = [10]")
    change("stand_ins.toml", "tempo_s = { breath = 9 }", 'tempo_s = { breath = "nine" }')
    change("phases.toml", 'activation = "daily"', 'activation = "weekly"')
    change("rules.toml", 'version = "2026.2"', "version = 2026")
    change("rules.toml", "hold_days = 7\n", "")
    change("rules.toml", "taper_days = 14", "taper_days = true")
    change("rules.toml", 'text = "36 hours to the next hard session."', 'txt = "36 hours"')
    change("vocabulary.toml", 'question = "Does lying', 'question = "  "\nasks = "Does lying')
    with pytest.raises(RulebookError) as caught:
        rulebook.load(folder)
    assert set(caught.value.faults) == {
        "exercise dead_bug_heel_tap: name is missing",
        "exercise standing_march_hold: hold_s must be a list of two",
        "exercise breath_seated: tempo_s.breath must be a number",
        "phase activation: activation must be one of daily, before_strengthening",
        "rules.toml: version must be a text",
        "rules.toml: state: hold_days is missing",
        "rules.toml: state: taper_days must be a whole number",
        "preference P3: text is missing",
        "preference P3: txt is not a field",
        "condition reflux: question must be a text",
        "condition reflux: asks is not a field",
    }
    assert all(fault in str(caught.value) for fault in caught.value.faults)


def test_all_contradictions_are_reported_at_once(copied):
    folder, change = copied
    change("exercises.toml", 'alternatives = ["breath_seated"]', 'alternatives = ["breathe"]')
    change("rules.toml", "numbers = { hours = 20, ", "numbers = { ")
    change("phases.toml", "first_week = 9", "first_week = 10")
    with pytest.raises(RulebookError) as caught:
        rulebook.load(folder)
    assert set(caught.value.faults) == {
        "exercise breath_9090: unknown exercises breathe",
        "rule H2: the number hours is missing",
        "phase integration: its first week does not follow strengthening",
        "phase maintenance: its first week does not follow integration",
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("rules.toml", 'id = "H17"', 'id = "H18"', "rule H17 is missing"),
        ("rules.toml", 'id = "H17"', 'id = "H18"', "rule H18: nothing obeys it"),
        ("rules.toml", 'id = "P12"', 'id = "P11"', "preference P11: the id occurs 2 times"),
        ("rules.toml", '["level", "H4"]', '["level", "H2"]', "H2 is never relaxed"),
        ("rules.toml", "numbers = { minutes = 12 }", "numbers = { minutes = 9 }", "than H7 allows"),
        ("rules.toml", "numbers = { minutes = 30 }", "numbers = { minutes = 27 }", "H14 allows"),
        ("rules.toml", "[state]", "[[state]]", "state must be a table"),
        ("rules.toml", 'relaxation = ["level"', "relaxation = [4", "relaxation must be a text"),
        ("exercises.toml", 'sports = ["run", "ride"]', 'sports = ["row"]', "be one of run, ride"),
        ("exercises.toml", "reps = [12, 15]", "reps = [15, 12]", "reps must be low and high"),
        ("exercises.toml", "reps = [12, 15]", "reps = [12, 12]", "reps is no range that could"),
        ("exercises.toml", "reps = [12, 15]", "reps = [12, 15.5]", "reps must be a whole number"),
        ("exercises.toml", "reps = [12, 15]", "reps = [20, 25]", "15 minutes, but its exercises"),
        ("exercises.toml", 'grows = "hold_s"', 'grows = "weight"', "grows must be one of reps"),
        (
            "exercises.toml",
            'equipment = ["band"]',
            'equipment = ["rope"]',
            "unknown equipment rope",
        ),
        ("exercises.toml", '["groin_pain", "balance"]', '["gout"]', "unknown conditions gout"),
        ("exercises.toml", 'heavier_needs = "ankle_weights"', 'heavier_needs = "x"', "equipment x"),
        ("exercises.toml", '["step_over"]', '["bird_dog"]', "two exercises are called bird_dog"),
        ("exercises.toml", 'easier = "knee a little bent, half the height"', "", "levels below"),
        ("phases.toml", '"t2_march", "t2', '"t2_mach", "t2', "unknown exercises t2_mach"),
        (
            "phases.toml",
            "minutes = 10\n",
            "minutes = 25\n",
            "25 minutes, but its exercises take 10",
        ),
        ("phases.toml", 'pair = "B"', 'pair = "A"', "strengthening B: there must be 1, not 0"),
        ("phases.toml", 'pair = "B"', 'pair = "C"', "pair must be one of A, B"),
        ("phases.toml", 'pair = "B"', "", "block strengthening: there must be 0, not 1"),
        (
            "phases.toml",
            'id = "maintenance"',
            'id = "integration"',
            "integration: the id occurs 2 times",
        ),
        ("phases.toml", "[[phase]]", "[phase]", "phases.toml"),
        ("phases.toml", "days = 14", "days = [", "phases.toml"),
        ("vocabulary.toml", "always = true", 'always = "yes"', "always must be true or false"),
    ],
)
def test_a_fault_is_named_with_its_place(copied, name, old, new, fault):
    folder, change = copied
    change(name, old, new)
    with pytest.raises(RulebookError) as caught:
        rulebook.load(folder)
    assert any(fault in found for found in caught.value.faults), caught.value.faults


def test_a_phase_that_is_left_out_is_missed(copied):
    folder, change = copied
    text = (folder / "phases.toml").read_text(encoding="utf-8")
    last = text[text.index('[[phase]]\nid = "maintenance"') : text.index("# Blocks")]
    change("phases.toml", last, "")
    with pytest.raises(RulebookError, match=r"phases must be activation, .* in this order"):
        rulebook.load(folder)


def test_a_missing_file_is_a_fault_and_not_a_crash(copied):
    folder, _ = copied
    (folder / "phases.toml").unlink()
    with pytest.raises(RulebookError, match=r"phases\.toml"):
        rulebook.load(folder)
