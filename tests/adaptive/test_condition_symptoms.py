"""Symptoms, signs and skips: today's work, a week without progression, emphasis."""

import pytest
from condition_cases import STRENGTHENING as DAY
from condition_cases import condition, on, said, state, twice_weekly, work

from adaptive.condition import safety
from adaptive.week import EVERY_KIND

SIGNS = safety.standard().signs


def symptom(day, **content):
    return said("symptom", day, **content)


@pytest.mark.parametrize("where", ["back", "hip_pull"])
@pytest.mark.parametrize(
    ("score", "drop", "share", "strengthens"),
    [
        (3.9, 0, 1.0, True),
        (4.0, 1, 0.667, True),
        (5.9, 1, 0.667, True),
        (6.0, 0, 1.0, False),
        (10.0, 0, 1.0, False),
    ],
)
def test_tension_today_makes_todays_strengthening_lighter_or_ends_it(
    where, score, drop, share, strengthens
):
    found = condition(DAY, symptom(DAY, **{where: score}))
    assert (found.level_drop, found.sets_share) == (drop, share)
    assert ("strengthening" in found.allowed) == strengthens
    assert "activation" in found.allowed
    assert condition(DAY + 1, symptom(DAY, **{where: score})).allowed == EVERY_KIND


def test_sharp_pain_today_ends_todays_strengthening():
    assert "strengthening" not in condition(DAY, symptom(DAY, sharp=True, back=1.0)).allowed


def test_strong_tension_is_no_red_flag_but_the_athlete_hears_of_the_one_for_strong_pain():
    found = condition(DAY, symptom(DAY, sharp=True))
    assert found.overlay == "hold"
    assert f"--red-flag {safety.named('severe_pain', safety.standard().red_flags)}" in found.reason


def test_of_several_logs_of_a_day_the_worst_counts():
    words = symptom(DAY, back=7.0), symptom(DAY, back=1.0)
    assert "strengthening" not in condition(DAY, *words).allowed


@pytest.mark.parametrize(
    ("scores", "held"),
    [
        ((4.0, 4.0), True),
        ((4.0, 3.9), False),
        ((4.0, 0.0, 0.0, 4.0), True),
        ((4.0, 0.0, 0.0, 0.0, 4.0), False),
    ],
)
def test_two_tense_logs_of_the_last_four_hold_progression(scores, held):
    first = DAY - len(scores) + 1
    words = [symptom(first + n, back=score) for n, score in enumerate(scores)]
    found = condition(DAY + 1, *words)
    assert found.may_step_up != held
    assert (found.overlay == "hold") == held


def test_a_log_of_soreness_alone_is_none_of_tension():
    words = [symptom(DAY - 5, back=5.0), *(symptom(DAY - n, soreness=1.0) for n in (4, 3, 2, 1))]
    assert not condition(DAY + 1, *words, symptom(DAY, back=5.0)).may_step_up


@pytest.mark.parametrize(("score", "held"), [(5.9, False), (6.0, True)])
def test_strong_soreness_holds_progression_for_seven_days(score, held):
    log = symptom(DAY, soreness=score)
    assert [condition(DAY + n, log).may_step_up for n in (0, 6, 7)] == [not held, not held, True]


def test_a_hold_keeps_level_and_sets():
    found = condition(DAY + 1, symptom(DAY, soreness=8.0))
    assert (found.allowed, found.level_drop, found.sets_share) == (EVERY_KIND, 0, 1.0)


@pytest.mark.parametrize(("score", "last"), [(2.9, 7), (3.0, 9)])
def test_a_hold_is_renewed_by_each_log_that_is_not_calm(score, last):
    words = [symptom(DAY, back=4.0), symptom(DAY + 1, back=4.0), symptom(DAY + 3, back=score)]
    assert not condition(DAY + last, *words).may_step_up
    assert condition(DAY + last + 1, *words).may_step_up


@pytest.mark.parametrize(("calm", "left"), [(4, False), (5, True)])
def test_five_calm_logs_of_seven_end_a_hold_at_once(calm, left):
    tense = [symptom(DAY - 1, back=4.0), symptom(DAY, back=4.0)]
    words = [symptom(DAY + 1 + n, back=2.9) for n in range(calm)]
    assert condition(DAY + calm, *tense, *words).may_step_up == left


@pytest.mark.parametrize(
    ("scores", "left"), [((3, 0, 3, 0, 0, 0, 0), True), ((3, 3, 0, 0, 0, 0, 3), False)]
)
def test_two_of_the_seven_may_be_less_calm(scores, left):
    tense = [symptom(DAY - 1, back=4.0), symptom(DAY, back=4.0)]
    words = [symptom(DAY + 1 + n, back=score) for n, score in enumerate(scores)]
    assert condition(DAY + len(scores), *tense, *words).may_step_up == left


def test_checks_are_logs_of_tension_too_and_calm_where_nothing_is_told():
    tense = said("check", DAY - 3, march_left_s=15, march_right_s=15, back=4.0)
    calm = [said("check", DAY - n, march_left_s=15, march_right_s=15) for n in (2, 1, 0)]
    assert not condition(DAY, tense, symptom(DAY - 2, hip_pull=4.0), calm[2]).may_step_up
    assert (
        condition(DAY + 1, tense, *calm, symptom(DAY + 1, back=4.0), today=DAY + 1).rule
        == "symptoms"
    )
    assert condition(DAY + 2, tense, *calm, symptom(DAY + 1, back=4.0)).may_step_up


@pytest.mark.parametrize(
    ("content", "drop", "strengthens"),
    [
        ({"march_left_s": 10, "march_right_s": 10}, 0, True),
        ({"march_left_s": 9.9, "march_right_s": 15}, 1, True),
        ({"march_left_s": 15, "march_right_s": 15, "smooth": False}, 1, True),
        ({"dead_bug_flat": False}, 1, True),
        ({"march_left_s": 15, "march_right_s": 15, "back": 3.9}, 0, True),
        ({"march_left_s": 15, "march_right_s": 15, "back": 4.0}, 1, True),
        ({"march_left_s": 15, "march_right_s": 15, "hip_pull": 6.0}, 0, False),
    ],
)
def test_a_check_answers_at_once_what_it_changes_today(content, drop, strengthens):
    check = said("check", DAY, **content)
    found = condition(DAY, check)
    assert found.level_drop == drop
    assert found.sets_share == (0.667 if drop else 1)
    assert ("strengthening" in found.allowed) == strengthens
    assert condition(DAY + 1, check).level_drop == 0


def test_a_low_knee_lift_is_a_check_that_was_not_good():
    assert condition(DAY, said("knee_lift", DAY, left_deg=80, right_deg=90)).level_drop == 1
    assert condition(DAY, said("knee_lift", DAY, left_deg=85, right_deg=90)).level_drop == 0


# -- signs ---------------------------------------------------------------------------


def test_the_article_24_tightness_and_weakness_have_signs_and_most_athletes_have_both():
    sides = {
        side: [s.id for s in SIGNS.values() if s.side == side] for side in ("tightness", "weakness")
    }
    assert sides == {
        "tightness": ["front_hip_pull", "forward_tilt", "stiff_back"],
        "weakness": ["pelvis_tilts", "unstable_on_one_leg", "thigh_takes_over"],
    }
    both = symptom(DAY, signs=["stiff_back", "unstable_on_one_leg"])
    assert state(DAY, both).emphasis == {"tightness", "weakness"}


@pytest.mark.parametrize(
    ("signs", "leads"),
    [
        ([], set()),
        (["stiff_back"], {"tightness"}),
        (["pelvis_tilts"], {"weakness"}),
        (["stiff_back", "forward_tilt", "pelvis_tilts"], {"tightness"}),
        (["stiff_back", "pelvis_tilts", "thigh_takes_over"], {"weakness"}),
        (list(SIGNS), {"tightness", "weakness"}),
    ],
)
def test_the_side_with_the_larger_share_of_signs_leads(signs, leads):
    assert state(DAY, symptom(DAY, signs=signs)).emphasis == leads


def test_a_sign_counts_for_28_days_and_once():
    old = symptom(DAY, signs=["stiff_back"])
    assert state(DAY + 27, old).emphasis == {"tightness"}
    assert state(DAY + 28, old).emphasis == set()
    twice = [symptom(DAY + n, signs=["stiff_back"]) for n in (0, 1)]
    weak = symptom(DAY + 2, signs=["pelvis_tilts"])
    assert state(DAY + 2, *twice, weak).emphasis == {"tightness", "weakness"}


TIGHT = [name for name, sign in SIGNS.items() if sign.side == "tightness"]


def weekly(counts, today=60):
    """A log a week with so many signs of tightness, the last one today."""
    first = today - 7 * (len(counts) - 1)
    return [symptom(first + 7 * n, signs=TIGHT[:count]) for n, count in enumerate(counts)]


def grown(recent, before, today=60):
    """Strengthening of the last two weeks and of the two before, and without a gap before that."""
    return [
        *twice_weekly(today - 28),
        *(work(today - 13 + 4 * n) for n in range(recent)),
        *(work(today - 27 + 4 * n) for n in range(before)),
    ]


@pytest.mark.parametrize(
    ("counts", "recent", "before", "held"),
    [
        ((0, 1, 2, 3), 4, 3, True),
        ((0, 0, 0, 1), 4, 3, True),
        ((1, 1, 1, 1), 4, 3, False),
        ((1, 2, 1, 3), 4, 3, False),
        ((0, 1, 2, 3), 4, 4, False),
        ((1, 2, 3), 4, 3, False),
    ],
)
def test_the_article_21_more_is_not_better_rising_tightness_holds_growing_strengthening(
    counts, recent, before, held
):
    found = condition(60, *weekly(counts), done=grown(recent, before))
    assert (found.rule == "over_programming") == held
    assert found.may_step_up != held


def test_strengthening_of_14_days_ago_belongs_to_the_weeks_before():
    found = condition(60, *weekly((0, 1, 2, 3)), done=[*grown(4, 3), work(60 - 14)])
    assert found.rule != "over_programming"


# -- skips ---------------------------------------------------------------------------


def test_what_was_skipped_is_not_put_back_on_its_day():
    skip = said("skip", DAY, block="strengthening", why="no time")
    found = condition(DAY, skip)
    assert found.allowed == EVERY_KIND - {"strengthening"}
    assert "no time" in found.reason
    assert condition(DAY + 1, skip, today=DAY).allowed == EVERY_KIND


def test_the_last_word_about_a_kind_of_work_counts():
    skip = said("skip", DAY, block="drills")
    done = said("done", DAY, block="drills", minutes=3.0)
    assert condition(DAY, skip, done).allowed == EVERY_KIND
    assert condition(DAY, done, skip).allowed == EVERY_KIND - {"drills"}


def test_an_entry_of_a_kind_of_a_later_version_changes_nothing():
    assert on(DAY) not in state(DAY, said("note", DAY, text="fine")).conditions
