"""Illness and the way back, day by day."""

import pytest
from condition_cases import STARTED, condition, on, said, session, state, work
from condition_cases import STRENGTHENING as ILL
from hypothesis import given
from hypothesis import strategies as st

from adaptive.week import EVERY_KIND

WELL = ILL + 4
SICK = (said("ill", ILL), said("well", WELL))
EASY = tuple(session(WELL + n) for n in (1, 2, 3))


def test_while_ill_only_activation_is_allowed_and_with_fever_not_even_that():
    assert condition(ILL, said("ill", ILL)).allowed == {"activation"}
    feverish = condition(ILL, said("ill", ILL, fever=True))
    assert (feverish.allowed, feverish.overlay) == (frozenset(), "paused")


def test_the_latest_word_about_fever_counts_from_its_day_on():
    words = said("ill", ILL, fever=True), said("ill", ILL + 2)
    allowed = [condition(day, *words).allowed for day in (ILL, ILL + 1, ILL + 2)]
    assert allowed == [frozenset(), frozenset(), {"activation"}]


def test_the_day_before_an_illness_is_free_of_it():
    assert condition(ILL - 1, said("ill", ILL), today=ILL).allowed == EVERY_KIND


def test_looking_ahead_while_ill_everything_stays_paused_and_says_so():
    ahead = condition(ILL + 12, said("ill", ILL), today=ILL)
    assert ahead.overlay == "paused"
    assert "nobody knows for how long" in ahead.reason


def test_two_symptom_free_days_carry_activation_only_and_the_third_all_but_strengthening():
    days = [condition(WELL + n, *SICK) for n in range(3)]
    assert [day.overlay for day in days] == ["paused", "paused", "hold"]
    assert days[0].allowed == days[1].allowed == {"activation"}
    assert days[2].allowed == EVERY_KIND - {"strengthening"}


def test_the_first_symptom_free_day_after_fever_may_carry_activation():
    words = said("ill", ILL, fever=True), said("well", WELL)
    assert condition(WELL, *words).allowed == {"activation"}
    assert condition(WELL - 1, *words).allowed == frozenset()


@pytest.mark.parametrize(("sessions", "again"), [(2, False), (3, True)])
def test_strengthening_waits_for_three_easy_sessions(sessions, again):
    found = condition(WELL + 4, *SICK, sessions=EASY[:sessions])
    assert ("strengthening" in found.allowed) == again


def test_on_the_day_of_the_third_easy_session_strengthening_still_waits():
    assert "strengthening" not in condition(WELL + 3, *SICK, sessions=EASY).allowed
    assert "strengthening" in condition(WELL + 4, *SICK, sessions=EASY).allowed


def test_three_easy_sessions_within_the_first_two_days_do_not_shorten_them():
    early = [session(WELL), session(WELL), session(WELL)]
    assert condition(WELL + 1, *SICK, sessions=early).allowed == {"activation"}
    assert "strengthening" in condition(WELL + 2, *SICK, sessions=early).allowed


@pytest.mark.parametrize(
    "other",
    [
        session(WELL + 3, session_class="key"),
        session(WELL + 3, uncertain=True),
        session(ILL - 1),
    ],
)
def test_hard_uncertain_and_earlier_sessions_do_not_count(other):
    assert "strengthening" not in condition(WELL + 5, *SICK, sessions=[*EASY[:2], other]).allowed


@pytest.mark.parametrize(("back", "counts"), [(3.0, True), (4.0, False)])
def test_an_easy_session_with_trouble_does_not_count(back, counts):
    logged = said("symptom", WELL + 3, back=back)
    found = condition(WELL + 5, *SICK, logged, sessions=EASY)
    assert ("strengthening" in found.allowed) == counts


def test_easy_sessions_of_the_calendar_are_foreseen():
    ahead = state(WELL + 2, *SICK, sessions=EASY, last=WELL + 6).conditions
    assert "strengthening" not in ahead[on(WELL + 3)].allowed
    assert "strengthening" in ahead[on(WELL + 4)].allowed


@pytest.mark.parametrize("again", [WELL + 4, WELL + 5])
def test_the_first_week_of_strengthening_is_one_level_lower(again):
    known = {"sessions": EASY, "done": [work(ILL - 2), work(again)]}
    found = state(again + 10, *SICK, first=WELL + 4, last=again + 10, **known).conditions
    lower = [day for day, one in found.items() if one.level_drop == 1 and not one.may_step_up]
    assert lower == [on(n) for n in range(WELL + 4, again + 7)]
    assert {found[day].overlay for day in lower} == {None}, "it holds nobody in a phase"


def test_the_stricter_of_illness_and_layoff_holds():
    well = ILL + 16
    words = said("ill", ILL), said("well", well)
    sessions = [session(well + n) for n in (1, 2, 3)]
    found = condition(well + 4, *words, sessions=sessions, done=[work(ILL - 1)])
    assert (found.level_drop, found.sets_share) == (1, 0.5)
    long = said("ill", ILL), said("well", ILL + 30)
    assert state(ILL + 32, *long, done=[work(ILL - 1)]).states[on(ILL + 32)].phase == "activation"


def test_ill_again_on_the_way_back_is_ill():
    again = said("ill", WELL + 1)
    assert condition(WELL + 1, *SICK, again).overlay == "paused"
    assert condition(WELL + 9, *SICK, again).overlay == "paused"


def test_four_weeks_after_an_illness_it_says_nothing_more():
    done = [work(n) for n in range(ILL - 1, WELL + 40, 3)]
    # No session is known that was surely easy.
    assert condition(WELL + 27, *SICK, done=done).rule == "recovery"
    assert condition(WELL + 28, *SICK, done=done).rule == ""


def test_paused_days_count_towards_no_phase():
    early = said("ill", 3), said("well", 6)
    found = state(12, *early, first=2, last=30, entries=STARTED[:1])
    assert found.paused == {on(n) for n in range(3, 8)}
    assert [found.states[on(n)].day for n in (2, 3, 7, 8, 30)] == [3, 3, 3, 4, 26]


def test_well_without_illness_changes_nothing():
    assert condition(WELL, said("well", WELL)).allowed == EVERY_KIND


@given(st.lists(st.tuples(st.sampled_from(["ill", "well"]), st.integers(0, 40)), max_size=8))
def test_strengthening_never_stands_on_a_day_of_illness_nor_the_two_after(words):
    diary = sorted((said(kind, day) for kind, day in words), key=lambda entry: entry.on_day)
    found = state(45, *diary, first=0, last=45)
    ill = False
    since_well = 99
    for number in range(46):
        for entry in diary:
            if entry.on_day == on(number):
                since_well = 0 if ill and entry.kind == "well" else since_well
                ill = entry.kind == "ill"
        if ill or since_well < 2:
            assert found.conditions[on(number)].allowed <= {"activation"}
            assert found.states[on(number)].overlay == "paused"
            assert on(number) in found.paused
        since_well += 1
