"""Each gate is met at its number and not met one below it."""

from dataclasses import replace

import pytest
from shifting_cases import (
    BEGUN,
    Mondays,
    check,
    checks_of,
    done,
    every,
    facts,
    in_phase,
    move,
    on,
    passed,
    said,
)

from adaptive.shifting.gates import gate
from adaptive.week import DoneExercise
from models.contrast import Reading

S20 = in_phase("strengthening", 20)
I20 = in_phase("integration", 20)


def test_a1_takes_fourteen_whole_days():
    assert not passed("A1", 13)
    assert passed("A1", 14)


def test_a1_takes_the_days_a_stay_was_given_for():
    week = (*BEGUN, move(20, "strengthening"), move(50, "activation", "setback", 7))
    assert not passed("A1", 56, entries=week)
    assert passed("A1", 57, entries=week)


def test_a1_counts_no_day_of_illness():
    ill = [said("ill", 5), said("well", 7)]
    assert not passed("A1", 17, *ill)  # two days ill, two more with activation only
    assert passed("A1", 18, *ill)


def test_a2_takes_ten_days_and_ten_checks():
    assert not passed("A2", 20, *checks_of(1, 9))
    assert passed("A2", 20, *checks_of(1, 10))
    twice_a_day = [one for day in range(5) for one in (check(day), check(day))]
    assert not passed("A2", 20, *twice_a_day)
    work = every(1, 0, 9, "activation")
    assert not passed("A2", 20, *checks_of(1, 9), done=work)
    assert passed("A2", 20, *twice_a_day, done=work)


def test_a2_counts_the_days_of_this_stay_only():
    again = (*BEGUN, move(30, "activation", "cleared"))
    assert not passed("A2", 45, *checks_of(20, 38), entries=again)
    assert passed("A2", 45, *checks_of(20, 39), entries=again)


def test_a2_is_not_asked_of_a_short_stay():
    week = (*BEGUN, move(50, "activation", "layoff", 7))
    assert passed("A2", 51, entries=week)
    assert not passed("A2", 51, entries=(*BEGUN, move(50, "activation", "layoff", 14)))


def test_a3_takes_seven_good_of_eight():
    assert passed("A3", 20, *checks_of(10, 17, bad={12}))
    assert not passed("A3", 20, *checks_of(10, 17, bad={12, 13}))
    assert not passed("A3", 20, *checks_of(10, 16))


def test_a3_takes_the_last_two_good():
    assert not passed("A3", 20, *checks_of(10, 17, bad={17}))
    assert not passed("A3", 20, *checks_of(10, 17, bad={16}))
    assert passed("A3", 20, *checks_of(10, 17, bad={15}))


def test_a3_takes_the_eight_within_sixteen_days():
    checks = [check(1), *checks_of(3, 9)]
    assert passed("A3", 16, *checks)
    assert not passed("A3", 17, *checks)


def test_a3_takes_them_within_four_weeks_once_four_days_a_week_do():
    checks = [check(1), *checks_of(3, 9)]
    assert not passed("A3", 19, *checks)
    assert passed("A3", 20, *checks)
    assert passed("A3", 28, *checks)
    assert not passed("A3", 29, *checks)


def test_a4_takes_ten_seconds_on_both_sides_twice():
    def held(*seconds):
        return passed(
            "A4",
            20,
            *(
                said("check", 10 + n, march_left_s=15, march_right_s=right)
                for n, right in enumerate(seconds)
            ),
        )

    assert held(10, 10)
    assert held(8, 10, 10)
    assert not held(10, 9)
    assert not held(9, 10)
    assert not held(15)


@pytest.mark.parametrize(
    ("backs", "calm"),
    [
        ((), True),
        ((3, 3, 3, 5, 5), True),
        ((3, 3, 4, 4, 3.5), False),
        ((0, 0, 0, 0, 5), True),
        ((0, 0, 0, 0, 6), False),
        ((6, 0, 0, 0, 0, 0), True),
    ],
)
def test_a5_takes_a_median_of_three_at_most_and_none_above_five(backs, calm):
    logs = [said("symptom", n + 1, back=back) for n, back in enumerate(backs)]
    assert passed("A5", 10, *logs) == calm


def test_a5_counts_a_check_without_a_word_of_the_back_as_calm():
    assert not passed("A5", 10, said("symptom", 1, back=6), *checks_of(2, 5))
    assert passed("A5", 10, said("symptom", 1, back=6), *checks_of(2, 6))


def test_a6_takes_that_nothing_holds():
    assert passed("A6", 20)
    assert not passed("A6", 20, said("ill", 20))
    assert passed("A6", 20, said("symptom", 20, back=4))
    assert not passed("A6", 20, said("symptom", 20, back=6))
    assert not passed("A6", 20, said("symptom", 19, red_flags=["chest_pain"]))


def test_s1_takes_six_weeks_and_nine_sessions():
    nine = [done(24 + 4 * n) for n in range(9)]
    assert passed("S1", 62, entries=S20, done=nine)
    assert not passed("S1", 61, entries=S20, done=nine)
    assert not passed("S1", 62, entries=S20, done=nine[:8])


def test_s1_counts_what_was_planned_and_not_skipped_but_not_today_before_it_is_logged():
    silent = [done(24 + 4 * n, logged=False) for n in range(8)]
    assert passed("S1", 62, entries=S20, done=[*silent, done(61, logged=False)])
    assert not passed("S1", 62, entries=S20, done=[*silent, done(62, logged=False)])
    assert passed("S1", 62, entries=S20, done=[*silent, done(62)])


def test_s3_takes_seven_good_of_eight_four_of_them_of_late():
    twice_weekly = checks_of(30, 55, every=3)
    assert passed("S3", 62, *twice_weekly, entries=S20)
    assert not passed("S3", 62, *checks_of(30, 55, bad={45, 48}, every=3), entries=S20)
    assert passed("S3", 72, *twice_weekly, entries=S20)
    assert not passed("S3", 73, *twice_weekly, entries=S20)


@pytest.mark.parametrize("where", ["back", "hip_pull"])
def test_s4_takes_a_median_of_three_at_most(where):
    def calm(*scores):
        logs = [said("symptom", 50 + n, **{where: one}) for n, one in enumerate(scores)]
        return passed("S4", 60, *logs, entries=S20)

    assert calm()
    assert calm(3, 3, 3, 9, 9)
    assert not calm(3, 3, 3.5, 4, 4)


def test_s5_takes_two_weeks_after_a_setback():
    bad = checks_of(40, 42, bad={40, 41, 42})
    good = checks_of(43, 48)
    assert not passed("S5", 61, *bad, *good, entries=S20)
    assert passed("S5", 62, *bad, *good, entries=S20)


def test_s5_takes_two_weeks_after_a_step_back():
    back = (*in_phase("integration", 20), move(60, "strengthening", "cadence_drop"))
    assert not passed("S5", 73, entries=back)
    assert passed("S5", 74, entries=back)


def test_m1_takes_four_weeks():
    assert not passed("M1", 47, entries=I20)
    assert passed("M1", 48, entries=I20)


def test_m2_takes_eight_warm_ups_or_rides():
    seven = [*every(2, 22, 34, "drills"), *every(3, 15, 48)]
    assert not passed("M2", 50, entries=I20, done=seven)
    assert passed("M2", 50, entries=I20, done=[*seven, done(40, "single_leg_pedalling")])


def test_m2_is_not_asked_of_who_can_do_neither():
    assert not passed("M2", 40, entries=I20, equipment=frozenset())
    unable = frozenset({"calf_or_achilles_pain", "hip_pinch", "groin_pain"})
    assert passed("M2", 40, entries=I20, avoid=unable)


def test_c1_takes_two_steady_mondays_and_no_rise():
    def steady(**weeks):
        return passed("C1", 70, entries=S20, reader=Mondays(**weeks))

    assert steady(w9="same", w10="better")
    assert not steady(w10="same")
    assert not steady(w9="same", w10="worse")
    assert not steady(w9="rise", w10="same")
    assert not passed("C1", 70, entries=S20)


@pytest.mark.parametrize("kind", ["back", "hip_pull", "soreness"])
def test_c2_takes_that_nothing_above_three_was_felt(kind):
    assert passed("C2", 60, said("symptom", 50, **{kind: 3}), entries=S20)
    assert not passed("C2", 60, said("symptom", 50, **{kind: 3.5}), entries=S20)
    assert passed("C2", 78, said("symptom", 50, **{kind: 9}), entries=S20)
    assert not passed("C2", 77, said("symptom", 50, **{kind: 9}), entries=S20)


def test_a_gate_says_the_day_on_which_it_may_be_met():
    told = facts(11, *checks_of(1, 11, bad={8, 9}))
    found = {rule: gate(told, told.table.gates[rule]) for rule in ("A1", "A2", "A3")}
    assert (found["A1"].says, found["A1"].earliest) == ("day 12 of 14", on(14))
    assert (found["A2"].says, found["A2"].met) == ("11 checks", True)
    # Two of the last eight were bad; five good ones more push the first of them out.
    assert (found["A3"].says, found["A3"].earliest) == ("6 of 8 checks good", on(16))


def test_s2_takes_every_exercise_at_level_one_and_half_of_them_at_level_two():
    work = every(3, 21, 90)
    assert not passed("S2", 33, entries=S20, done=work[:4])
    assert passed("S2", 70, entries=S20, done=[one for one in work if one.start.date() <= on(70)])


def test_s2_takes_good_technique_in_the_last_two_sessions():
    work = every(3, 21, 69)
    bad = replace(work[-1], exercises=(DoneExercise("seated_leg_raise", technique_ok=False),))
    other = replace(work[-1], exercises=(DoneExercise("lying_leg_raise", technique_ok=False),))
    last = bad if work[-1].pair == "A" else other
    assert not passed("S2", 70, entries=S20, done=[*work[:-1], last])


def test_c1_counts_a_confirmed_way_back_as_steady_though_it_is_a_rise():
    class WayBack:
        """Back to where it was: better, as the recordings say it."""

        def on(self, monday, anchors, silent):
            return Reading("cadence", monday, "better", "spm", direction=1, confirmed=True)

    assert passed("C1", 70, entries=S20, reader=WayBack())
