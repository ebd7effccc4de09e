"""Stop signs end everything until a clearance; safety answers bar what they bar."""

import pytest
from condition_cases import START, condition, on, said, session, state, work
from hypothesis import given
from hypothesis import strategies as st

from adaptive.condition import safety
from adaptive.programme.rulebook import RulebookError
from adaptive.programme.rulebook import standard as book
from adaptive.week import EVERY_KIND, PhaseEntry
from ingest.errors import UsageError

FLAG_DAY = 20
LISTS = safety.standard()
LOADING = {"strengthening", "drills", "single_leg_pedalling"}


def flag(*names, day=FLAG_DAY):
    return said("symptom", day, red_flags=list(names))


@pytest.mark.parametrize("name", LISTS.red_flags)
def test_every_red_flag_ends_everything_from_its_day_on_and_says_whom_to_see(name):
    found = state(FLAG_DAY, flag(name), first=FLAG_DAY - 1, last=FLAG_DAY + 60)
    assert on(FLAG_DAY - 1) not in found.conditions
    for number in range(FLAG_DAY, FLAG_DAY + 61):
        assert found.conditions[on(number)].allowed == frozenset()
        assert found.states[on(number)].overlay == "stop"
    (advice,) = found.advice
    assert LISTS.red_flags[name].do in advice
    assert LISTS.red_flags[name].name in advice
    assert found.conditions[on(FLAG_DAY)].reason.lower() + "." == advice.lower()


@pytest.mark.parametrize(
    ("name", "urgency"),
    [
        *((name, "now") for name in ("chest_pain", "fainting", "palpitations", "breathlessness")),
        *((name, "now") for name in ("saddle_numbness", "bladder_or_bowel", "leg_weakness")),
        ("calf_swelling", "today"),
        *((name, "soon") for name in ("groin_pain", "hip_rest_pain", "cannot_hop", "severe_pain")),
        *((name, "soon") for name in ("gait_pain", "painful_snapping", "pain_below_knee")),
    ],
)
def test_what_is_urgent_is_called_urgent(name, urgency):
    assert LISTS.red_flags[name].urgency == urgency


def test_of_several_flags_the_most_urgent_is_told_first():
    advice = state(FLAG_DAY, flag("groin_pain"), flag("calf_swelling", "chest_pain")).advice
    assert ["chest" in advice[0], "calf" in advice[1], "groin" in advice[2]] == [True] * 3


def test_question_and_stop_list_name_every_answer_and_every_flag():
    assert all(item.name in LISTS.question for item in LISTS.screen.values())
    assert all(item.name in LISTS.stop_list for item in LISTS.red_flags.values())
    at = [LISTS.stop_list.index(sign) for sign in ("chest pain", "one calf", "deep groin pain")]
    assert at == sorted(at)


def test_a_clearance_ends_the_stop_and_the_programme_begins_again_with_activation():
    words = flag("groin_pain"), said("cleared", FLAG_DAY + 20)
    found = state(FLAG_DAY + 20, *words, first=FLAG_DAY, last=FLAG_DAY + 40)
    assert found.states[on(FLAG_DAY + 19)].overlay == "stop"
    cleared = found.states[on(FLAG_DAY + 20)]
    assert (cleared.overlay, cleared.phase, cleared.day) == (None, "activation", 1)
    assert found.states[on(FLAG_DAY + 40)].phase == "activation"
    assert found.advice == ()


def test_a_clearance_is_a_move_until_it_is_recorded():
    words = flag("groin_pain"), said("cleared", FLAG_DAY + 20)
    again = PhaseEntry(on(FLAG_DAY + 20), "activation", "cleared")
    found = state(FLAG_DAY + 25, *words)
    assert found.moves == (again,)
    recorded = state(FLAG_DAY + 25, *words, entries=found.entries)
    assert recorded.moves == ()
    assert recorded.states == found.states


def test_nothing_but_a_clearance_ends_a_stop():
    words = said("well", 22), said("done", 23, block="strengthening", minutes=15.0)
    assert condition(30, flag("fainting"), *words).overlay == "stop"


def test_a_flag_after_a_clearance_stops_again():
    words = flag("fainting"), said("cleared", 25), flag("fainting", day=25)
    assert condition(26, *words).overlay == "stop"


def test_a_later_clearance_leaves_an_earlier_stop_as_it_was():
    words = [flag("fainting"), said("cleared", 25), flag("fainting", day=30), said("cleared", 32)]
    assert state(40, *words).paused == {on(n) for n in (20, 21, 22, 23, 24, 30, 31)}


def test_days_of_a_stop_count_towards_no_phase():
    found = state(12, flag("cannot_hop", day=10))
    assert found.paused == {on(10), on(11), on(12)}
    assert found.states[on(12)].day == 10


def test_beside_a_stop_there_is_no_other_reason():
    words = said("ill", FLAG_DAY), flag("chest_pain")
    assert "ill" not in condition(FLAG_DAY, *words).reason.split()


diaries = st.lists(
    st.one_of(
        st.builds(said, st.sampled_from(["ill", "well"]), st.integers(0, FLAG_DAY)),
        st.builds(
            lambda day, back: said("symptom", day, back=back),
            st.integers(0, FLAG_DAY),
            st.floats(0, 10),
        ),
        st.builds(lambda day: said("skip", day, block="strengthening"), st.integers(0, FLAG_DAY)),
    ),
    max_size=6,
)


@given(diaries, st.sampled_from(sorted(LISTS.red_flags)), st.integers(0, FLAG_DAY))
def test_a_stop_sign_ends_everything_whatever_else_is_known(diary, name, day):
    found = state(
        FLAG_DAY,
        flag(name, day=day),
        *diary,
        last=FLAG_DAY + 20,
        done=[work(15), work(18)],
        sessions=[session(n) for n in range(30)],
    )
    for number in range(FLAG_DAY, FLAG_DAY + 21):
        assert found.conditions[on(number)].allowed == frozenset()
        assert found.states[on(number)].overlay == "stop"
    assert found.advice


# -- safety answers ------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS.screen)
def test_a_safety_answer_bars_until_a_clearance_that_came_after_it(name):
    told = on(10)
    barred = condition(12, safety=(name,), safety_told=told)
    allowed = frozenset() if LISTS.screen[name].bars == "everything" else EVERY_KIND - LOADING
    assert barred.allowed == allowed
    assert LISTS.screen[name].do in barred.reason
    before = condition(12, said("cleared", 9), safety=(name,), safety_told=told)
    assert before.allowed == allowed
    after = condition(12, said("cleared", 10), safety=(name,), safety_told=told)
    assert after.allowed == EVERY_KIND


@pytest.mark.parametrize("answers", [None, ()])
def test_no_answer_and_a_clear_one_bar_nothing(answers):
    found = state(12, safety=answers, safety_told=None)
    assert (found.conditions, found.advice) == ({}, ())


def test_pregnancy_has_no_automatic_plan_and_supine_work_stays_out_after_clearance():
    answer = {"safety": ("second_trimester",), "safety_told": on(5)}
    assert state(6, **answer).states[on(6)].overlay == "stop"
    found = state(8, said("cleared", 7), **answer)
    assert found.states[on(8)].overlay is None
    assert found.avoid == {"second_trimester"}


@pytest.mark.parametrize(("age", "barred"), [(15, True), (16, False)])
def test_under_sixteen_there_is_no_automatic_plan(age, barred):
    found = state(3, birth_year=START.year - age)
    assert (on(3) in found.conditions) == barred
    assert bool(found.advice) == barred


def test_the_clearance_of_a_complaint_makes_nobody_sixteen():
    told = flag("groin_pain", day=1), said("cleared", 2)
    assert state(3, *told, birth_year=START.year - 14).states[on(3)].overlay == "stop"


# -- the lists -----------------------------------------------------------------------


def test_what_follows_from_safety_answers_is_a_condition_of_the_exercises():
    avoided = {word for one in LISTS.screen.values() for word in one.avoid}
    assert avoided <= book().conditions.keys()
    assert avoided


def test_words_find_their_flag_and_a_near_miss_is_told_what_is_near():
    assert safety.named("Chest pain", LISTS.red_flags) == "chest_pain"
    assert safety.named("stiff-back", LISTS.signs) == "stiff_back"
    with pytest.raises(UsageError) as refused:
        safety.named("chest_pains", LISTS.red_flags)
    assert "chest_pain" in str(refused.value.hint)


def test_a_list_with_faults_does_not_load_and_names_all_of_them():
    text = """
    [[red_flag]]
    id = "x"
    name = "x"
    urgency = "some day"
    do = "rest"
    [[sign]]
    id = "a"
    name = "a"
    side = "tightness"
    also = ["b"]
    [[sign]]
    id = "b"
    name = "b"
    """
    with pytest.raises(RulebookError) as refused:
        safety.load(text)
    faults = "\n".join(refused.value.faults)
    assert "red_flag x: urgency must be one of" in faults
    assert "sign b: side is missing" in faults
    assert "there is no [[screen]]" in faults


def test_a_word_that_means_two_signs_is_a_fault():
    row = '[[sign]]\nid = "{}"\nname = "n"\nside = "tightness"\nalso = ["pull"]\n'
    with pytest.raises(RulebookError, match="sign pull is named 2 times"):
        safety.load(row.format("a") + row.format("b"))


def test_stop_words_name_the_day():
    found = condition(FLAG_DAY, flag("fainting"))
    assert f"{on(FLAG_DAY):%a} {on(FLAG_DAY).day}" in found.reason
