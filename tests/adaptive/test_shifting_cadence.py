"""Cadence: it asks first, steps back when nobody answers, and never leaves activation alone."""

from datetime import timedelta

import numpy as np
import pytest
from shifting_cases import (
    START,
    Mondays,
    always,
    check,
    checks_of,
    every,
    in_phase,
    known,
    on,
    said,
    with_shifts,
)

from adaptive.shifting import advance, report
from models.contrast import Explanation, reading
from models.form.signals import SIGNALS

STRONG = every(3, 15, 200)
"""Strengthening without a gap."""


def shifts(today, *diary, reader, phase="integration", since=20, **rest):
    """What is decided by a day, from the one after the phase began."""
    rest = {"done": [one for one in STRONG if one.start.date() <= on(today)], **rest}
    told = known(today, *diary, entries=in_phase(phase, since), **rest)
    return advance(told, on(since + 1 if phase != "activation" else 0), reader)


def decided(*args, **rest):
    """The same in short: day of the programme, kind, rule, phase."""
    return [
        ((one.day - START).days, one.kind, one.rule, one.phase) for one in shifts(*args, **rest)
    ]


MONDAY = 70
WORSE = {"w10": "worse", "w11": "worse", "w12": "worse"}


@pytest.mark.parametrize(
    ("phase", "back_to"),
    [
        ("strengthening", "activation"),
        ("integration", "strengthening"),
        ("maintenance", "strengthening"),
    ],
)
def test_a_lower_cadence_asks_and_a_week_later_steps_back_where_nobody_checked(phase, back_to):
    found = shifts(90, reader=Mondays(**WORSE), phase=phase)
    assert [((one.day - START).days, one.kind, one.rule, one.phase) for one in found] == [
        (70, "ask", "cadence_worse", phase),
        (77, "move", "cadence_drop", back_to),
    ]
    assert found[1].days == (7 if phase == "strengthening" else None)
    assert found[1].numbers[0].change == -5.0
    assert "by 5.0 spm, give or take 1.5" in found[0].why
    assert found[1].reason == "cadence_drop"


def test_who_logs_a_check_within_the_week_does_not_step_back():
    for day in (MONDAY, MONDAY + 3, MONDAY + 7):
        assert decided(90, check(day), reader=Mondays(**WORSE)) == [
            (70, "ask", "cadence_worse", "integration")
        ]


def test_a_contrast_that_is_gone_by_the_next_monday_moves_nothing():
    for word in ("same", "unknown", "better"):
        found = decided(80, reader=Mondays(w10="worse", w11=word))
        assert found == [(70, "ask", "cadence_worse", "integration")]


@pytest.mark.parametrize("choice", ["intended", "something else"])
def test_a_change_that_the_athlete_explains_is_their_own_baseline_from_then_on(choice):
    answer = said("answer", 72, question=f"cadence:{on(70)}", choice=choice)
    reader = Mondays(**WORSE)
    assert decided(90, answer, reader=reader) == [(70, "ask", "cadence_worse", "integration")]
    asked = {monday: anchors for monday, anchors, _ in reader.asked}
    assert asked[on(70)] == ()
    assert asked[on(77)] == (on(70),)


def test_who_does_not_know_is_stepped_back_all_the_same():
    answer = said("answer", 72, question=f"cadence:{on(70)}", choice="don't know")
    assert decided(90, answer, reader=Mondays(**WORSE))[-1] == (
        77,
        "move",
        "cadence_drop",
        "strengthening",
    )


def test_after_a_step_back_the_baseline_begins_anew():
    reader = always("worse", 10)
    found = decided(110, reader=reader)
    assert [rule for _, _, rule, _ in found] == ["cadence_worse", "cadence_drop"]
    assert reader.asked[-1][1] == (on(70),)


def test_in_activation_a_lower_cadence_holds_a_week_and_asks_and_never_moves():
    found = shifts(90, reader=always("worse", 1), phase="activation")
    assert [(one.kind, one.rule) for one in found][:2] == [
        ("hold", "cadence_worse"),
        ("ask", "cadence_worse"),
    ]
    assert found[0].until - found[0].day == timedelta(days=7)
    assert not [one for one in found if one.kind == "move"]


def test_cadence_alone_never_leaves_activation():
    for word in ("same", "better"):
        assert not decided(200, reader=always(word), phase="activation", done=())


def test_in_activation_the_knee_lift_decides_a_week_after_cadence_spoke_against_it():
    good = checks_of(0, 20)
    assert decided(20, *good, reader=None, phase="activation")[0][0] == 14
    held = decided(25, *good, *checks_of(21, 25), reader=Mondays(w2="worse"), phase="activation")
    assert [(day, kind) for day, kind, _, _ in held] == [(14, "hold"), (14, "ask"), (22, "move")]


@pytest.mark.parametrize("phase", ["strengthening", "integration", "maintenance"])
def test_where_the_checks_are_good_a_lower_cadence_holds_and_asks_instead(phase):
    good = checks_of(41, 90, every=3)
    found = shifts(76, *good, reader=Mondays(**WORSE), phase=phase, since=45)
    assert [(one.kind, one.rule) for one in found] == [("hold", "disagree"), ("ask", "disagree")]
    assert not [
        one
        for one in shifts(90, *good, reader=Mondays(**WORSE), phase=phase, since=45)
        if one.rule == "cadence_drop"
    ]


def test_checks_that_are_neither_good_nor_bad_leave_cadence_to_ask_only():
    neither = checks_of(50, 69, bad={57, 60, 63}, every=3)
    assert decided(90, *neither, reader=Mondays(**WORSE), since=45) == [
        (70, "ask", "cadence_worse", "integration")
    ]


def test_a_lower_cadence_and_a_bad_check_hold_together():
    found = decided(75, check(72, good=False), reader=Mondays(**WORSE))
    assert found == [
        (70, "ask", "cadence_worse", "integration"),
        (72, "hold", "agree", "integration"),
    ]
    assert decided(75, check(72), reader=Mondays(**WORSE)) == found[:1]


def test_a_rise_is_read_as_tightness_asked_about_and_never_a_step_back():
    found = shifts(100, reader=always("rise", 10))
    assert [(one.kind, one.rule) for one in found] == [
        ("hold", "cadence_rise"),
        ("ask", "cadence_rise"),
    ]
    assert found[0].until - found[0].day == timedelta(days=14)


def test_a_rise_moves_nobody_on():
    steady = decided(62, reader=always("same"), phase="strengthening", since=14)
    assert steady == [(56, "move", "ready_on_cadence", "integration")]
    rising = decided(62, reader=Mondays(w7="rise", w8="rise"), phase="strengthening", since=14)
    assert "move" not in {kind for _, kind, _, _ in rising}


def test_steady_cadence_moves_on_where_too_little_is_logged():
    found = shifts(62, reader=always("same"), phase="strengthening", since=14)
    assert [one.reason for one in found] == ["on_cadence"]
    assert found[0].day.weekday() == 0


def test_steady_cadence_moves_on_on_mondays_only():
    found = decided(
        62, said("note", 57, text="x"), reader=always("same"), phase="strengthening", since=15
    )
    assert found == []
    assert decided(63, reader=always("same"), phase="strengthening", since=15)[0][0] == 63


def test_steady_cadence_moves_nobody_on_whose_checks_say_not_yet():
    neither = checks_of(40, 62, bad={46, 52, 58}, every=3)
    assert not decided(62, *neither, reader=always("better"), phase="strengthening", since=14)


def test_a_better_cadence_skips_no_minimum_time():
    for since in (15, 20, 30):
        found = shifts(since + 60, reader=always("better"), phase="strengthening", since=since)
        assert (found[0].day - on(since)).days >= 42


def test_steady_cadence_moves_integration_on_as_well():
    drills = every(3, 20, 60, "drills")
    found = decided(60, reader=always("same"), done=[*STRONG[:15], *drills])
    assert found[0] == (49, "move", "ready_on_cadence", "maintenance")


def test_symptoms_are_a_veto_for_cadence():
    tense = said("symptom", 50, back=4)
    assert not decided(62, tense, reader=always("same"), phase="strengthening", since=14)


def test_nothing_is_asked_of_an_ill_athlete_and_their_days_are_silent():
    reader = Mondays(**WORSE)
    ill = [said("ill", 69), said("well", 72)]
    assert decided(76, *ill, reader=reader) == []
    told = known(80, *ill, entries=in_phase("integration", 20), done=STRONG[:20])
    advance(told, on(77), reader)
    assert {on(69), on(70), on(73)} <= reader.asked[-1][2]
    assert on(74) not in reader.asked[-1][2]


def test_the_question_is_open_until_it_is_answered_or_a_week_is_over():
    told = known(75, entries=in_phase("integration", 20), done=STRONG[:20])
    reader = Mondays(**WORSE)
    told = with_shifts(told, advance(told, on(21), reader))
    asked = report(told, reader).questions
    assert [one.id for one in asked] == [f"cadence:{on(70)}", f"check:{on(70)}"]
    assert asked[0].choices == ("intended", "something else", "don't know")
    assert asked[1].hint.startswith("kneedrive log check")


class Runs:
    """Three runs a week, read as they are in earnest: after twelve weeks cadence changes."""

    def __init__(self, change_sd, *explanations, signal="cadence"):
        self.signal = SIGNALS[signal]
        scores = np.where(np.arange(90) < 36, 0.0, change_sd * self.signal.prior_sd)
        self.explanations = explanations
        self.days = [START + timedelta(days=n // 3 * 7 + n % 3 * 2) for n in range(len(scores))]
        self.scores = scores

    def on(self, monday, anchors, silent):
        return reading(
            self.signal,
            self.days,
            self.scores,
            monday,
            anchors=anchors,
            silent=silent,
            explanations=self.explanations,
        )


def test_a_noise_free_drop_of_two_and_a_half_sd_leads_to_the_question_and_then_to_the_step_back():
    found = decided(130, reader=Runs(-2.5), phase="maintenance")
    assert [rule for _, _, rule, _ in found] == ["cadence_worse", "cadence_drop"]
    asked, moved = (day for day, _, _, _ in found)
    assert 84 < asked <= 84 + 28
    assert moved == asked + 7


def test_the_same_drop_explained_by_a_new_shoe_does_not():
    shoe = Explanation(on(84), "new shoes since 24 Aug", excuses=True)
    told_before = decided(130, reader=Runs(-2.5, shoe), phase="maintenance")
    assert told_before == []
    asked = decided(130, reader=Runs(-2.5), phase="maintenance")[0][0]
    shoes = said("answer", asked + 2, question=f"cadence:{on(asked)}", choice="something else")
    told_when_asked = decided(200, shoes, reader=Runs(-2.5), phase="maintenance")
    assert [rule for _, _, rule, _ in told_when_asked] == ["cadence_worse"]


def test_a_rise_of_the_same_size_is_tightness():
    found = decided(130, reader=Runs(2.5), phase="maintenance")
    assert {(kind, rule) for _, kind, rule, _ in found} == {
        ("hold", "cadence_rise"),
        ("ask", "cadence_rise"),
    }


def test_a_rider_who_turns_faster_is_not_tight():
    assert decided(130, reader=Runs(2.5, signal="cadence_at_power"), phase="maintenance") == []


def test_a_rise_is_open_to_an_answer_for_as_long_as_it_holds():
    asked = decided(130, reader=Runs(2.5), phase="maintenance")[0][0]
    (first, *_) = found = shifts(asked + 13, reader=Runs(2.5), phase="maintenance")
    told = known(asked + 13, entries=in_phase("maintenance", 20), done=STRONG)
    assert {one.kind for one in found} == {"hold", "ask"}
    open_ones = [one.id for one in report(with_shifts(told, found), Runs(2.5)).questions]
    assert f"cadence:{first.day}" in open_ones


def test_a_drop_soon_after_a_move_waits_for_the_end_of_the_cool_down():
    asked = decided(130, reader=Runs(-2.5), phase="maintenance")[0][0]
    found = decided(150, reader=Runs(-2.5), phase="maintenance", since=asked - 4)
    assert [(day, rule) for day, _, rule, _ in found] == [
        (asked, "cadence_worse"),
        (asked + 14, "cadence_drop"),
    ]
