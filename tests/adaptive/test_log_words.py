"""What people write of themselves in a few words, and what of it is refused."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.telling import lifting, pacing, words
from adaptive.telling.words import MissingError
from ingest.errors import UsageError

HOLDS = {"march_left_s": 15, "march_right_s": 15}


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("15 15", HOLDS),
        ("15/15", HOLDS),
        ("20 15s", HOLDS),
        ("15 15 ok", HOLDS | {"smooth": True, "dead_bug_flat": True}),
        ("shaky 15, 15", HOLDS | {"smooth": False}),
        ("12,5 9.5", {"march_left_s": 12.5, "march_right_s": 9.5}),
        ("right 15 left 15", HOLDS),
        ("left 8", {"march_left_s": 8}),
        ("ARCHED", {"dead_bug_flat": False}),
        ("15 15 unsure", HOLDS),
        (
            "8 15 arched front back 3 hip pull slight half",
            {
                "march_left_s": 8,
                "march_right_s": 15,
                "dead_bug_flat": False,
                "feel": "front",
                "back": 3,
                "hip_pull": 2,
                "dead_bug_range": "half",
            },
        ),
    ],
)
def test_a_check_is_told_in_words_and_numbers_in_any_order(text, content):
    assert lifting.check(text.split()) == content


def test_options_say_the_same_as_words_and_must_not_differ():
    told = {"march_left_s": "15", "march_right_s": "15", "smooth": True, "feel": None}
    assert lifting.check([], told) == lifting.check(["15", "15", "smooth"])
    assert lifting.check(["15", "15"], told) == lifting.check([], told)
    with pytest.raises(UsageError, match="two things are said of smooth"):
        lifting.check(["shaky"], told)


@pytest.mark.parametrize(
    "text",
    ["15 15 15", "15 61", "15 -3", "15 15 back 11", "15 15 lovely", "15 nan", "shaky ok 9 9"],
)
def test_a_check_that_makes_no_sense_is_refused_with_a_hint(text):
    with pytest.raises(UsageError) as refused:
        lifting.check(text.split())
    assert refused.value.hint
    assert not isinstance(refused.value, MissingError)


@pytest.mark.parametrize(
    ("read", "text", "rest"),
    [
        (lifting.check, "", "15 15"),
        (lifting.check, "15", "12"),
        (lifting.check, "ok", "15 15"),
        (lifting.check, "back 3", "15 15"),
        (lifting.knee_lift, "", "90 85"),
        (lifting.knee_lift, "90", "85"),
        (pacing.cadence, "", "172 5:30"),
        (pacing.cadence, "172", "5:30"),
        (words.effort_of, "", "last 7"),
        (words.effort_of, "last", "7"),
        (words.symptom, "", "back 2"),
        (words.change, "", "shoes"),
        (words.note, "", "wind"),
    ],
)
def test_what_is_missing_can_be_asked_for_and_added_to_what_was_told(read, text, rest):
    with pytest.raises(MissingError) as missing:
        read(text.split())
    assert missing.value.asks
    assert read([*text.split(), *rest.split()])


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("90 85", {"left_deg": 90, "right_deg": 85}),
        ("90° 85deg", {"left_deg": 90, "right_deg": 85}),
        ("62cm 60,5cm", {"left_cm": 62, "right_cm": 60.5}),
        ("62 60 cm", {"left_cm": 62, "right_cm": 60}),
        ("right 80", {"right_deg": 80}),
        ("both 88", {"left_deg": 88, "right_deg": 88}),
    ],
)
def test_a_knee_lift_is_an_angle_or_a_height(text, content):
    assert lifting.knee_lift(text.split()) == content


@pytest.mark.parametrize("text", ["90 85 80", "200 90", "5cm 6cm", "left 90 85", "high"])
def test_a_knee_lift_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        lifting.knee_lift(text.split())
    with pytest.raises(UsageError, match="two logs"):
        lifting.knee_lift(["90", "85"], {"left_cm": "60"})


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("172 5:30", {"cadence_spm": 172, "speed_mps": 3.03}),
        ("172spm at 5:30/km", {"cadence_spm": 172, "speed_mps": 3.03}),
        ("172 8:50/mi", {"cadence_spm": 172, "speed_mps": 3.036}),
        ("171,5 12km/h", {"cadence_spm": 171.5, "speed_mps": 3.333}),
        ("172 7.5mph", {"cadence_spm": 172, "speed_mps": 3.353}),
        ("88 210w", {"cadence_rpm": 88, "power_w": 210}),
        ("210W 88rpm", {"cadence_rpm": 88, "power_w": 210}),
    ],
)
def test_a_cadence_comes_with_its_pace_or_its_power(text, content):
    assert pacing.cadence(text.split()) == content


def test_a_cadence_may_be_told_with_options():
    assert pacing.cadence(["172"], pace="5:30") == pacing.cadence(["172", "5:30/km"])
    assert pacing.cadence(["172"], speed="12") == pacing.cadence(["172", "5:00"])
    assert pacing.cadence(["88"], power="210") == pacing.cadence(["88", "210w"])


@pytest.mark.parametrize(
    "text",
    ["172 5:30 210w", "172 170 5:30", "300 5:30", "172 1:30", "172 20:00", "88 5w", "172 fast"],
)
def test_a_cadence_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        pacing.cadence(text.split())


def test_who_counts_one_foot_is_told_the_number_of_both():
    with pytest.raises(UsageError) as refused:
        pacing.cadence(["86", "5:30"])
    assert "172" in refused.value.hint


def test_symptoms_come_in_words_too():
    told = words.symptom("back 3 hip none sore moderate sharp stiff-back chest_pain".split())
    assert told == {
        "back": 3,
        "hip_pull": 0,
        "soreness": 5,
        "sharp": True,
        "signs": ["stiff_back"],
        "red_flags": ["chest_pain"],
    }
    assert words.symptom(["stiff"], {"signs": ["stiff_back"]}) == {"signs": ["stiff_back"]}


def test_a_change_has_a_name_or_none():
    assert words.change("shoes Pegasus 41".split()) == {"what": "shoes", "name": "Pegasus 41"}
    assert words.change(["pedal"]) == {"what": "pedals", "name": None}
    with pytest.raises(UsageError):
        words.change(["haircut"])


WORD = st.sampled_from(
    "15 8 12,5 15/15 left right back hip pull 3 ok shaky flat arched deep front 90 62cm both cm "
    "172 5:30 210w 12km/h at sore sharp stiff_back last shoes".split()
) | st.text(string.printable, max_size=6)


@pytest.mark.parametrize(
    "read",
    [
        lifting.check,
        lifting.knee_lift,
        pacing.cadence,
        words.symptom,
        words.effort_of,
        words.change,
        words.note,
    ],
)
@given(said=st.lists(WORD, max_size=6))
def test_whatever_is_written_is_read_or_refused(read, said):
    with contextlib.suppress(UsageError):
        assert read(said)
