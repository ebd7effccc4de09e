"""A gap without strengthening: what it leaves, at each boundary, and when it is asked about."""

import pytest
from condition_cases import START, STARTED, condition, on, said, state, work

from adaptive.week import Condition, PhaseEntry

LAST = 30
"""The day of the last strengthening."""

DONE = tuple(work(day) for day in (20, 25, LAST))


@pytest.mark.parametrize(
    ("off", "share", "drop", "steps"),
    [
        (1, 1.0, 0, True),
        (7, 1.0, 0, True),
        (8, 1.0, 0, False),
        (14, 1.0, 0, False),
        (15, 0.5, 1, False),
        (28, 0.5, 1, False),
    ],
)
def test_up_to_four_weeks_off_the_next_strengthening_is_repeated_or_lighter(
    off, share, drop, steps
):
    found = condition(LAST + off, done=DONE)
    assert (found.sets_share, found.level_drop, found.may_step_up) == (share, drop, steps)
    assert "strengthening" in found.allowed
    assert (str(off) in found.reason) == (off > 7)


@pytest.mark.parametrize(("off", "length"), [(28, None), (29, 7), (56, 7), (57, 14), (300, 14)])
def test_after_more_than_four_weeks_off_activation_comes_first_for_one_week_or_two(off, length):
    today = LAST + off
    found = state(today, done=DONE, last=today + 30)
    if length is None:
        assert found.states[on(today)].phase == "strengthening"
        return
    assert PhaseEntry(on(today), "activation", "layoff", length) in found.entries
    assert {one.phase for one in found.states.values()} == {"activation"}


def test_the_way_back_begins_with_the_first_activation_and_is_not_put_off_day_by_day():
    back = LAST + 40
    done = [*DONE, *(work(back + n, "activation") for n in range(4))]
    found = state(back + 4, done=done, first=back - 1, last=back + 8)
    assert found.states[on(back - 1)].phase == "strengthening"
    assert found.states[on(back + 4)].since == on(back)


def test_the_move_back_comes_to_pass_when_the_athlete_begins_again():
    """While nothing is done it waits: how long the gap gets decides how long activation lasts."""
    back = LAST + 57
    assert state(back - 1, done=DONE).moves == ()
    found = state(back, done=[*DONE, work(back, "activation")])
    assert found.moves == (PhaseEntry(on(back), "activation", "layoff", 14),)
    later = state(back + 9, done=[*DONE, work(back, "activation")], entries=found.entries)
    assert later.moves == ()
    assert later.states[on(back + 9)].day == 10


def returned(back, again):
    """The moves of who came back from a gap on one day, and was ready again on another."""
    return (
        *STARTED,
        PhaseEntry(on(back), "activation", "layoff", 7),
        PhaseEntry(on(again), "strengthening", "ready"),
    )


def test_the_first_week_of_strengthening_after_a_layoff_is_lighter():
    back = LAST + 40
    done = [*DONE, *(work(back + n, "activation") for n in range(7))]
    moves = returned(back, back + 7)
    assert state(back + 6, done=done, entries=moves[:-1], last=back + 19).conditions == {}
    foreseen = state(back + 7, done=done, entries=moves, last=back + 20).conditions
    assert foreseen[on(back + 8)].sets_share == 0.5
    first = back + 8
    done = [*done, work(first)]
    after = state(first + 10, done=done, entries=moves, first=first, last=first + 10)
    lighter = [day for day, found in after.conditions.items() if found.level_drop]
    assert lighter == [on(first + n) for n in range(7)]


def test_a_week_is_lighter_from_the_strengthening_that_ends_the_gap():
    end = LAST + 20
    after = state(end + 9, done=[*DONE, work(end), work(end + 3)], first=end - 2, last=end + 9)
    lighter = [day for day, found in after.conditions.items() if found.sets_share == 0.5]
    assert lighter == [on(end + n) for n in range(7)]


def test_strengthening_planned_ahead_ends_the_gap_of_the_weeks_after_it():
    today, planned = LAST + 20, LAST + 22
    ahead = state(today, done=[*DONE, work(planned)], last=planned + 10).conditions
    assert ahead[on(planned + 6)].level_drop == 1
    assert on(planned + 7) not in ahead


def test_an_open_gap_is_not_foreseen_to_grow():
    today = LAST + 10
    ahead = state(today, done=DONE, last=today + 40)
    assert all(found.level_drop == 0 for found in ahead.conditions.values())
    assert {found.phase for found in ahead.states.values()} == {"strengthening"}


def test_where_training_is_recorded_and_nothing_logged_the_athlete_is_asked_first():
    trained = frozenset(on(day) for day in range(LAST, LAST + 41, 4))
    for off in (15, 28, 29, 40):
        found = state(LAST + off, done=DONE, trained=trained)
        (question,) = found.questions
        assert question.id == f"layoff:{on(LAST)}"
        assert f"{off} days" in question.text
        assert found.conditions == {}
        assert found.states[on(LAST + off)].phase != "activation"
    assert state(LAST + 14, done=DONE, trained=trained).questions == ()


@pytest.mark.parametrize("off", [20, 40])
def test_who_answers_that_they_kept_it_up_has_strengthened_up_to_that_day(off):
    trained = frozenset(on(day) for day in range(LAST, LAST + 81, 4))
    answered = {"question": f"layoff:{on(LAST)}", "choice": "yes"}
    yes = said("answer", LAST + off, **answered)
    no = said("answer", LAST + off, **answered | {"choice": "no"})
    for later in (0, 14):
        found = state(LAST + off + later, yes, done=DONE, trained=trained)
        assert found.questions == ()
        assert found.states[on(LAST + off + later)].phase == "strengthening"
    assert state(LAST + off, yes, done=DONE, trained=trained).conditions == {}
    assert state(LAST + off + 15, yes, done=DONE, trained=trained).questions
    found = state(LAST + off, no, done=DONE, trained=trained)
    assert found.questions == ()
    assert found.states[on(LAST + off)].phase == ("activation" if off == 40 else "strengthening")
    assert "skipped" not in {one.rule for one in found.conditions.values()}


def test_no_training_is_an_answer_and_so_is_a_skip():
    trained = frozenset(on(day) for day in range(LAST, LAST + 41, 4))
    today = LAST + 20
    assert state(today, done=DONE).questions == ()
    skip = said("skip", today, block="strengthening")
    found = state(today, skip, done=DONE, trained=trained)
    assert found.questions == ()
    assert found.conditions[on(today)].level_drop == 1
    away = said("skip", LAST + 40, block="strengthening")
    answered = state(LAST + 40, away, done=DONE, trained=trained)
    assert answered.states[on(LAST + 40)].phase == "activation"


@pytest.mark.parametrize(("every", "asked"), [(7, True), (8, False)])
def test_training_less_than_weekly_is_no_training(every, asked):
    trained = frozenset(on(day) for day in range(LAST + 1, LAST + 57, every))
    assert bool(state(LAST + 57, done=DONE, trained=trained).questions) == asked


def test_days_of_illness_are_no_silence():
    trained = frozenset(on(day) for day in range(LAST, LAST + 30))
    sick = said("ill", LAST + 2), said("well", LAST + 12)
    well = state(LAST + 20, done=DONE, trained=trained)
    assert well.questions
    ill = state(LAST + 20, *sick, done=DONE, trained=trained)
    assert ill.questions == ()
    assert ill.conditions[on(LAST + 20)].sets_share == 0.5


def test_in_activation_there_is_no_layoff():
    assert state(13).conditions == {}


def test_who_was_never_seen_again_after_the_first_day_begins_again():
    found = state(100, done=())
    assert found.states[on(100)].phase == "activation"
    assert found.states[on(100)].since == on(100)


def test_the_athletes_own_override_begins_anew():
    today = LAST + 40
    own = (*STARTED, PhaseEntry(on(today), "strengthening", "override"))
    found = state(today, done=DONE, entries=own)
    assert found.states[on(today)].phase == "strengthening"
    assert found.conditions == {}


def test_a_move_that_was_taken_back_begins_anew_as_an_override_does():
    back = LAST + 40
    done = [*DONE, work(back, "activation")]
    undone = (
        *STARTED,
        PhaseEntry(on(back), "activation", "layoff", 7),
        PhaseEntry(on(back + 2), "strengthening", "undo"),
    )
    found = state(back + 3, done=done, entries=undone)
    assert found.states[on(back + 3)].phase == "strengthening"
    assert found.moves == ()


def test_a_second_long_gap_leads_back_again():
    back = LAST + 40
    done = [*DONE, *(work(back + n, "activation") for n in range(7)), work(back + 9)]
    found = state(back + 9 + 35, done=done, entries=returned(back, back + 7))
    layoffs = [entry.day for entry in found.entries if entry.reason == "layoff"]
    assert layoffs == [on(back), on(back + 44)]


def test_without_any_matter_everything_is_allowed():
    assert condition(LAST, done=DONE) == Condition()
    assert state(5, first=-3).states[on(-3)].since == START
