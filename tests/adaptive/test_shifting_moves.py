"""Knee lift moves the athlete forward and back, symptoms hold, the athlete has the last word."""

import pytest
from condition_cases import session
from shifting_cases import (
    BEGUN,
    START,
    always,
    check,
    checks_of,
    done,
    every,
    in_phase,
    known,
    move,
    on,
    said,
    with_shifts,
)

from adaptive import phases
from adaptive.diary import DiaryEntry
from adaptive.shifting import advance, foreseen, override_refused, report, undo

STRONG = every(3, 15, 300)


def shifts(today, *diary, entries=BEGUN, since=0, reader=None, **rest):
    """What is decided from a day on."""
    rest = {"done": [one for one in STRONG if one.start.date() <= on(today)], **rest}
    return advance(known(today, *diary, entries=entries, **rest), on(since), reader)


def moves(*args, **rest):
    """The moves in short: day of the programme, rule, phase."""
    return [
        ((one.day - START).days, one.rule, one.phase)
        for one in shifts(*args, **rest)
        if one.kind == "move"
    ]


def test_the_article_5_good_checks_lead_to_strengthening_after_two_weeks_and_not_before():
    assert moves(13, *checks_of(0, 13)) == []
    assert moves(20, *checks_of(0, 20)) == [(14, "ready", "strengthening")]


def test_the_article_11_who_is_not_ready_stays_in_activation_for_as_long_as_it_takes():
    every_third_bad = checks_of(0, 120, bad=set(range(0, 120, 3)))
    assert moves(120, *every_third_bad, done=()) == []


def test_nothing_moves_by_time_alone():
    assert moves(400, done=()) == []
    assert moves(100, entries=in_phase("strengthening", 14)) == []


def test_nothing_moves_on_a_day_without_a_check():
    last_on_day_13 = checks_of(0, 13)
    assert moves(30, *last_on_day_13) == []
    assert moves(30, *last_on_day_13, check(18)) == [(18, "ready", "strengthening")]


def test_a_check_that_is_told_later_moves_on_the_day_on_which_it_is_told():
    assert moves(30, *checks_of(0, 12), check(14, told=17)) == [(17, "ready", "strengthening")]


def test_a_knee_lift_that_is_logged_is_a_check():
    angles = [said("knee_lift", day, left_deg=88, right_deg=85) for day in range(15)]
    assert moves(20, *angles) == [(14, "ready", "strengthening")]
    low = [said("knee_lift", day, left_deg=88, right_deg=84) for day in range(40)]
    assert moves(40, *low, done=()) == []


def test_good_checks_lead_on_from_integration():
    checks = checks_of(20, 60, every=3)
    drills = every(3, 21, 60, "drills")
    entries = in_phase("integration", 20)
    assert moves(60, *checks, entries=entries, since=21, done=[*STRONG[:16], *drills]) == [
        (50, "ready", "maintenance")
    ]


def test_a_tense_back_keeps_the_athlete_in_activation():
    assert moves(25, *checks_of(0, 25, back=4)) == []
    assert moves(25, *checks_of(0, 25, back=3)) == [(14, "ready", "strengthening")]


@pytest.mark.parametrize(
    ("phase", "back_to"),
    [
        ("strengthening", "activation"),
        ("integration", "strengthening"),
        ("maintenance", "strengthening"),
    ],
)
def test_bad_checks_that_last_two_weeks_step_back(phase, back_to):
    bad = checks_of(60, 90, bad=set(range(60, 91)))
    # Three of four are bad on day 63, and 14 days of lighter work did not help.
    found = shifts(90, *bad, entries=in_phase(phase, 20), since=60)
    assert [((one.day - START).days, one.rule, one.phase) for one in found if one.kind == "move"][
        :1
    ] == [(77, "slipping", back_to)]
    first = next(one for one in found if one.kind == "move")
    assert first.reason == "setback"
    assert first.days == (7 if back_to == "activation" else None)
    assert first.numbers


def test_bad_checks_that_become_good_again_step_nobody_back():
    bad = checks_of(60, 66, bad=set(range(60, 67)))
    assert moves(90, *bad, *checks_of(67, 90), entries=in_phase("integration", 20), since=60) == []


def test_who_checks_seldom_and_well_after_a_setback_is_not_stepped_back():
    bad = checks_of(60, 63, bad={60, 61, 62})
    few = [check(66), check(70), check(74), check(78)]
    found = shifts(80, *bad, *few, entries=in_phase("integration", 20), since=60)
    assert not [one for one in found if one.kind == "move"]
    again = [check(66, good=False), check(70), check(74, good=False), check(78, good=False)]
    assert moves(80, *bad, *again, entries=in_phase("integration", 20), since=60) == [
        (78, "slipping", "strengthening")
    ]


def test_back_tension_that_lasts_steps_back_on_a_day_with_a_log():
    calm = [said("symptom", day, back=1) for day in range(30, 60)]
    tense = [said("symptom", day, back=6) for day in range(60, 85)]
    found = moves(84, *calm, *tense, entries=in_phase("integration", 20), since=30)
    assert [(rule, phase) for _, rule, phase in found] == [("slipping", "strengthening")]
    assert 60 + 14 <= found[0][0] <= 60 + 20


def test_a_refresher_ends_after_a_week_with_seven_of_eight_checks_good():
    entries = (*in_phase("strengthening", 20), move(60, "activation", "setback", 7))
    bad = checks_of(50, 59, bad=set(range(50, 60)))
    assert moves(80, *bad, *checks_of(60, 80), entries=entries, since=61) == [
        (67, "ready", "strengthening")
    ]


def test_after_a_move_nothing_moves_on_for_two_weeks():
    drills = every(2, 20, 70, "drills")
    entries = (*in_phase("integration", 20), move(48, "integration", "override"))
    # The override starts the clock of the phase anew; a step back just made does not.
    assert (
        moves(75, *checks_of(30, 75), entries=entries, since=49, done=[*STRONG[:20], *drills]) == []
    )


def test_a_setback_does_not_wait_for_the_cool_down():
    entries = (*in_phase("integration", 20), move(70, "maintenance"))
    bad = checks_of(55, 80, bad=set(range(55, 81)))
    found = moves(90, *bad, *checks_of(81, 84, bad={81, 82, 83, 84}), entries=entries, since=71)
    assert found[0] == (84, "slipping", "strengthening")


def test_illness_moves_nothing_and_its_days_count_towards_no_gate():
    ill = [said("ill", 5), said("well", 7)]
    easy = [session(day) for day in (8, 9, 10)]
    found = moves(30, *checks_of(0, 4), *ill, *checks_of(8, 30), sessions=easy)
    assert found == [(18, "ready", "strengthening")]


def test_a_stop_sign_moves_nothing_until_it_is_cleared_and_then_all_begins_again():
    flag = said("symptom", 50, red_flags=["chest_pain"])
    cleared = said("cleared", 60)
    entries = in_phase("integration", 20)
    assert moves(59, flag, *checks_of(51, 59), entries=entries, since=50) == []
    found = shifts(60, flag, cleared, entries=entries, since=50)
    assert [(one.kind, one.rule, one.phase) for one in found] == [("move", "cleared", "activation")]
    again = moves(80, flag, cleared, *checks_of(61, 80), entries=entries, since=50)
    assert again == [(60, "cleared", "activation"), (74, "ready", "strengthening")]


def test_a_gap_of_a_month_leads_to_a_week_of_activation():
    entries = in_phase("integration", 20)
    work = [*every(3, 20, 50), done(85, "activation"), said]
    found = shifts(90, entries=entries, since=21, done=work[:-1])
    assert [(one.rule, one.phase, one.days) for one in found] == [("layoff", "activation", 7)]
    assert found[0].day == on(85)


def test_a_gap_of_two_months_leads_to_the_whole_gate():
    entries = in_phase("integration", 20)
    work = [*every(3, 20, 50), done(120, "activation")]
    found = shifts(125, entries=entries, since=21, done=work)
    assert [(one.rule, one.phase, one.days) for one in found] == [("long_layoff", "activation", 14)]


def test_checks_and_holds_that_get_worse_for_three_weeks_bring_a_second_session_back():
    usual = checks_of(40, 69, every=3, feel="deep")
    worse = [
        said("check", day, march_left_s=11, march_right_s=12, feel="front")
        for day in range(70, 89, 3)
    ]
    found = moves(88, *usual, *worse, entries=in_phase("maintenance", 30), since=60)
    assert found == [(88, "boost", "strengthening")]
    assert moves(88, *usual, *worse, entries=in_phase("integration", 30), since=88) == []


def test_the_third_setback_in_eight_weeks_holds_and_advises_an_assessment():
    bad = {day for first in (40, 55, 70) for day in range(first, first + 4)}
    found = shifts(75, *checks_of(40, 75, bad=bad), entries=in_phase("integration", 20), since=21)
    held = [one for one in found if one.rule == "setbacks"]
    assert [one.kind for one in held] == ["hold"]
    assert "physiotherapist" in held[0].why
    assert held[0].until > held[0].day


# -- the athlete's own word -----------------------------------------------------------


def test_a_coach_may_override_from_day_fourteen_on_but_not_past_tension_or_a_hold():
    assert "day 13" in override_refused(known(12), "strengthening", on(12))
    assert override_refused(known(13), "strengthening", on(13)) is None
    tense = [said("symptom", day, back=6) for day in range(8, 12)]
    assert "back" in override_refused(known(13, *tense), "strengthening", on(13))
    assert "ill" in override_refused(known(15, said("ill", 15)), "strengthening", on(15))


def test_down_is_always_open():
    told = known(21, said("ill", 21), entries=in_phase("integration", 20))
    for phase in ("activation", "strengthening", "integration"):
        assert override_refused(told, phase, on(21)) is None


def test_a_move_that_is_taken_back_leaves_the_athlete_where_they_were():
    told = known(20, *checks_of(0, 20))
    told = with_shifts(told, advance(told, START))
    assert phases.phase_on(told.entries, on(20)).phase == "strengthening"
    back = undo(told, on(20))
    assert (back.before, back.phase, back.reason) == ("strengthening", "activation", "undo")
    told = with_shifts(told, [back])
    state = phases.phase_on(told.entries, on(20))
    assert (state.phase, state.since, state.day) == ("activation", START, 21)


def test_what_was_taken_back_does_not_come_again_at_once():
    entries = (*BEGUN, move(14, "strengthening"), move(16, "activation", "undo"))
    assert moves(40, *checks_of(0, 40), entries=entries, since=16) == [
        (30, "ready", "strengthening")
    ]
    bad = checks_of(60, 95, bad=set(range(60, 96)))
    entries = (
        *in_phase("integration", 20),
        move(77, "strengthening", "setback"),
        move(78, "integration", "undo"),
    )
    assert moves(95, *bad, entries=entries, since=78)[0] == (92, "slipping", "strengthening")


def test_a_move_that_is_taken_back_on_its_day_leaves_no_trace():
    entries = (*BEGUN, move(14, "strengthening"), move(14, "activation", "undo"))
    state = phases.phase_on(entries, on(14))
    assert (state.phase, state.day) == ("activation", 15)
    assert moves(14, *checks_of(0, 14), entries=entries) == []


def test_there_is_nothing_to_take_back_at_the_start_and_after_a_stop():
    assert undo(known(5), on(5)) is None
    cleared = (*in_phase("strengthening", 14), move(30, "activation", "cleared"))
    assert undo(known(31, entries=cleared), on(31)) is None


# -- what is said of it ---------------------------------------------------------------


def test_the_countdown_says_days_checks_and_the_earliest_move():
    now = report(known(11, *checks_of(3, 11, bad={5})))
    assert now.countdown == (
        "day 12 of 14 · 9 of 10 checks · 7 of 8 checks good · earliest move Monday"
    )
    assert now.word == "not yet"
    assert now.next.phase == "strengthening"
    assert [gate.rule for gate in now.next.missing] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("diary", "word"),
    [
        (checks_of(10, 12), "too few checks"),
        (checks_of(4, 12, bad={5, 7, 9}), "not yet"),
        (checks_of(4, 12, bad={10, 11, 12}), "slipping"),
    ],
)
def test_the_athlete_sees_one_of_four_words(diary, word):
    assert report(known(12, *diary)).word == word


def test_who_has_passed_every_gate_is_ready_from_the_next_check_on():
    now = report(known(15, *checks_of(0, 13)))
    assert now.word == "ready"
    assert now.next.missing == ()
    assert now.next.earliest == on(15)


def test_from_day_fifteen_on_forgotten_logs_are_asked_for():
    assert report(known(13)).questions == ()
    asked = report(known(14, *checks_of(0, 5)))
    assert [one.id for one in asked.questions] == [f"backfill:{START}"]
    assert "8 days" in asked.questions[0].text


def test_tips_come_on_day_21_and_a_physiotherapist_on_day_35():
    bad = checks_of(0, 40, bad=set(range(0, 41, 2)))
    assert not report(known(19, *bad[:20])).advice
    tips = report(known(20, *bad[:21])).advice
    assert any("shorter range" in tip for tip in tips)
    assert not any("physiotherapist" in tip for tip in tips)
    assert any("physiotherapist" in tip for tip in report(known(34, *bad[:35])).advice)


def test_the_phases_to_come_are_foreseen_at_their_earliest():
    ahead = foreseen(known(11, *checks_of(0, 11)), on(120))
    assert [(one.phase, (one.day - START).days) for one in ahead] == [
        ("strengthening", 14),
        ("integration", 56),
        ("maintenance", 84),
    ]
    assert foreseen(known(11, *checks_of(0, 11)), on(20)) == ahead[:1]
    assert foreseen(known(11, said("symptom", 11, red_flags=["chest_pain"])), on(120)) == ()


def test_what_is_decided_is_not_decided_again():
    told = known(80, *checks_of(0, 80), done=STRONG[:22])
    decided = advance(told, START, always("rise", 8))
    assert decided
    assert advance(with_shifts(told, decided), START, always("rise", 8)) == ()


def test_the_sentence_of_a_move_names_its_numbers():
    found = shifts(14, *checks_of(0, 14, bad={10}))[0]
    assert found.why == (
        "Your knee lift is ready (all 14 days, 7 of 8 checks good): strengthening begins."
    )
    assert {one.signal for one in found.numbers} >= {"checks", "march_hold", "A1", "A3", "A6"}
    assert isinstance(checks_of(0, 1)[0], DiaryEntry)
