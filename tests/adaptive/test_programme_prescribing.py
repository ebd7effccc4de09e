"""What an athlete gets of a block: stand-ins, levels, shorter days, minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.programme.prescribing import fitting, prescribe
from adaptive.programme.rulebook import standard
from adaptive.week import Condition

BOOK = standard()
BLOCKS = [(block.kind, block.pair) for block in BOOK.blocks]
AT_HOME = frozenset({"step", "box", "band"})
NOTHING = frozenset()


def given_(kind, pair=None, **told):
    return prescribe(BOOK, kind, pair, **{"levels": {}} | told)


def doses(kind, pair=None, **told):
    return {dose.id: dose for dose in given_(kind, pair, **told).doses}


def sets(found):
    return [dose.sets for dose in found.doses]


def test_the_start_takes_the_articles_minutes():
    """10 before and 15 after: twice a week that is its 50 minutes."""
    assert given_("activation").minutes == 10
    assert given_("strengthening", "A").minutes == 15
    assert given_("strengthening", "B").minutes == 15
    assert given_("drills").minutes == 3
    assert given_("transition").minutes == 2


def test_who_did_not_tell_their_equipment_gets_the_programme_as_it_stands():
    for kind, pair in BLOCKS:
        assert [dose.id for dose in given_(kind, pair).doses] == list(
            BOOK.block(kind, pair).exercises
        )


def test_without_a_band_the_march_is_done_without_and_says_so():
    dose = doses("strengthening", "A", equipment=frozenset({"box"}))["slow_standing_march"]
    assert dose.note.startswith(
        "instead of Standing march against a band: no resistance band, light to moderate"
    )
    assert dose.load is None


def test_without_a_box_a_stair_does_and_without_a_stair_a_lunge():
    stair = doses("strengthening", "B", equipment=frozenset({"step"}))
    assert list(stair) == ["lying_leg_raise", "stair_step_up"]
    floor = doses("strengthening", "B", equipment=NOTHING)
    assert list(floor) == ["lying_leg_raise", "lunge_knee_drive"]
    assert "no box or bench" in floor["lunge_knee_drive"].note


def test_mat_wall_and_chair_are_taken_as_there():
    names = [dose.id for dose in given_("activation", equipment=NOTHING).doses]
    assert names == [
        "breath_9090",
        "dead_bug_heel_tap",
        "standing_march_hold",
        "floor_knee_drive",
    ]
    assert next(iter(doses("strengthening", "A", equipment=NOTHING))) == "seated_leg_raise"


def test_from_the_second_trimester_on_nothing_is_done_lying_on_the_back():
    avoid = frozenset({"second_trimester"})
    for kind, pair in BLOCKS:
        found = given_(kind, pair, avoid=avoid)
        assert found, kind
        for dose in found.doses:
            assert "on your back" not in BOOK.exercises[dose.id].setup
    assert list(doses("strengthening", "B", avoid=avoid)) == [
        "standing_leg_raise",
        "step_up_knee_drive",
    ]


def test_what_has_no_stand_in_is_left_out_and_named():
    found = given_("strengthening", "A", avoid=frozenset({"radiating_leg_pain"}))
    assert [dose.id for dose in found.doses] == ["band_standing_march"]
    assert "left out: Seated leg raise (pain that runs down a leg)" in found.doses[-1].note


def test_a_stand_in_that_is_to_be_avoided_too_is_passed_over():
    avoid = frozenset({"knee_pain"})
    found = doses("strengthening", "B", avoid=avoid, equipment=AT_HOME)
    assert list(found) == ["lying_leg_raise", "slow_standing_march"]
    assert "knee pain" in found["slow_standing_march"].note


def test_one_stand_in_is_not_done_twice_in_a_block():
    found = given_("drills", avoid=frozenset({"calf_or_achilles_pain"}))
    assert [dose.id for dose in found.doses] == ["runners_lunge", "a_march"]
    assert "left out: A-skips" in found.doses[-1].note


def test_nothing_is_left_of_a_block_when_all_of_it_is_to_be_avoided():
    assert given_("stretch", avoid=frozenset({"hip_pinch"})) is None
    assert given_("single_leg_pedalling", equipment=AT_HOME) is None


def test_level_0_is_the_easier_form_with_the_fewest_repetitions():
    dose = doses("strengthening", "A")["seated_leg_raise"]
    assert (dose.level, dose.reps, dose.load) == (0, 12, None)
    assert dose.note == "knee a little bent, half the height"


@pytest.mark.parametrize(
    ("level", "reps", "load"),
    [
        (1, 10, "light band"),
        (2, 12, "light band"),
        (3, 12, "light band, stretched more"),
        (4, 12, "moderate band, never a heavy one"),
    ],
)
def test_each_level_changes_one_thing(level, reps, load):
    dose = doses("strengthening", "A", levels={"band_standing_march": level})["band_standing_march"]
    assert (dose.reps, dose.load, dose.note, dose.level) == (reps, load, None, level)


def test_a_level_whose_load_is_not_at_hand_is_lowered_to_the_one_below():
    levels = {"seated_leg_raise": 4}
    assert given_("strengthening", "A", levels=levels).level == 4
    found = given_("strengthening", "A", levels=levels, equipment=AT_HOME)
    assert found.level == 2
    assert found.doses[0].reps == 15
    weights = given_("strengthening", "A", levels=levels, equipment=AT_HOME | {"ankle_weights"})
    assert weights.doses[0].load.startswith("ankle weights, 1 kg")


def test_a_cap_and_a_lighter_day_lower_the_level():
    levels = dict.fromkeys(BOOK.exercises, 4)
    assert given_("strengthening", "A", levels=levels, level_cap=2).level == 2
    lighter = Condition(level_drop=1)
    assert given_("strengthening", "A", levels=levels, condition=lighter).level == 3
    assert given_("strengthening", "A", condition=lighter).level == 0


def test_activation_grows_by_its_hold_and_never_by_load():
    top = {name: one.top_level() for name, one in BOOK.exercises.items()}
    found = doses("activation", levels=top)
    assert found["standing_march_hold"].hold_s == 15
    assert found["low_step_knee_drive"].hold_s == 3
    assert all(dose.load is None for dose in found.values())
    assert given_("activation", levels=top).level == 0


def test_activation_is_not_lighter_on_a_day_when_strengthening_is():
    lighter = Condition(level_drop=1, sets_share=0.5)
    levels = {"standing_march_hold": 2}
    assert given_("activation", levels=levels, condition=lighter) == given_(
        "activation", levels=levels
    )


@pytest.mark.parametrize(
    ("share", "left"), [(1, [3, 3]), (0.667, [2, 2]), (0.5, [2, 1]), (0.1, [1, 1])]
)
def test_a_share_of_the_sets_is_taken_from_both_and_leaves_one_of_each(share, left):
    condition = Condition(sets_share=share)
    assert sets(given_("strengthening", "A", condition=condition)) == left


def test_half_of_the_sets_take_about_half_of_the_time():
    assert given_("strengthening", "A", condition=Condition(sets_share=0.5)).minutes == 8


@pytest.mark.parametrize(
    ("minutes", "left", "takes"),
    [(10, [1, 3, 3, 3], 10), (5, [1, 2, 1, 1], 5), (2, [1, 1], 2), (0.5, None, None)],
)
def test_a_short_activation_keeps_the_first_exercises_and_stays_within_its_minutes(
    minutes, left, takes
):
    found = given_("activation", condition=Condition(activation_minutes=minutes))
    assert (found and sets(found)) == left
    assert (found and found.minutes) == takes


def test_where_weakness_leads_the_strict_cue_comes_first():
    dose = doses("activation", emphasis=frozenset({"weakness"}))["dead_bug_heel_tap"]
    assert dose.note.startswith("Back flat in every repetition; range comes second; half the way")
    assert doses("activation", emphasis=frozenset({"tightness"})) == doses("activation")


def test_what_stands_in_is_told_with_its_reason():
    found = fitting(BOOK, "activation", equipment=NOTHING)
    assert [(fit.planned.id, fit.done.id, fit.against) for fit in found if fit.against] == [
        ("low_step_knee_drive", "floor_knee_drive", "no low step of 15-20 cm, or a stair")
    ]


ANY_LEVELS = st.dictionaries(st.sampled_from(sorted(BOOK.exercises)), st.integers(0, 4))
ANY_EQUIPMENT = st.none() | st.frozensets(st.sampled_from(sorted(BOOK.equipment)))
ANY_AVOID = st.frozensets(st.sampled_from(sorted(BOOK.conditions)), max_size=4)
ANY_DAY = st.builds(
    Condition,
    sets_share=st.sampled_from((1, 0.667, 0.5, 0.34)),
    level_drop=st.integers(0, 2),
    activation_minutes=st.none() | st.sampled_from((3, 5, 8)),
)


@given(ANY_LEVELS, ANY_EQUIPMENT, ANY_AVOID, ANY_DAY, st.none() | st.just(2))
def test_for_any_athlete_blocks_keep_to_their_limits(levels, equipment, avoid, day, cap):
    """No missing equipment, nothing to be avoided, no exercise twice, H7 and H14 at any level."""
    told = {"levels": levels, "equipment": equipment, "avoid": avoid, "condition": day}
    minutes = {}
    for kind, pair in BLOCKS:
        found = given_(kind, pair, **told, level_cap=cap)
        minutes[kind, pair] = found.minutes if found else 0
        if found is None:
            continue
        names = [dose.id for dose in found.doses]
        assert len(set(names)) == len(names)
        assert found.doses
        assert found.minutes >= 1
        assert found.level <= (4 if cap is None else cap)
        for dose in found.doses:
            exercise = BOOK.exercises[dose.id]
            assert dose.sets >= 1
            assert (dose.level or 0) <= exercise.top_level(equipment)
            assert not avoid & set(exercise.avoid_if)
            missing = set(exercise.equipment) - (equipment or frozenset(BOOK.equipment))
            assert all(BOOK.equipment[name].always for name in missing) or equipment is None
    if day.activation_minutes:
        assert minutes["activation", None] <= day.activation_minutes
    assert minutes["activation", None] <= BOOK.rules["H7"]["minutes"]
    for pair in "AB":
        both = minutes["activation", None] + minutes["strengthening", pair]
        assert both <= BOOK.rules["H14"]["minutes"]


@given(ANY_LEVELS, ANY_EQUIPMENT, ANY_AVOID)
def test_a_lighter_day_never_takes_longer(levels, equipment, avoid):
    told = {"levels": levels, "equipment": equipment, "avoid": avoid}
    for pair in "AB":
        whole = given_("strengthening", pair, **told)
        half = given_("strengthening", pair, **told, condition=Condition(sets_share=0.5))
        assert (whole is None) == (half is None)
        if whole:
            assert half.minutes <= whole.minutes
            assert [dose.id for dose in half.doses] == [dose.id for dose in whole.doses]
