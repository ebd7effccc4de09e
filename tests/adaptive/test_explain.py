"""The sentences a runner reads."""

import re
from datetime import datetime, time, timedelta

from hypothesis import given
from week_strategies import MONDAY, brick, laws, session, week, weeks

from adaptive import explain
from adaptive.planner import plan
from adaptive.programme.rulebook import standard
from adaptive.week import DoneBlock, PhaseEntry, PhaseState, Settings


def planned(*sessions, **fields):
    return plan(week(*sessions, settings=Settings(rest_days="keep"), **fields), standard())


def missing(rule, day, *facts):
    """The clause of one obstacle in the sentence that is made of them."""
    why = explain.too_little_strengthening(0, 2, [(day, explain.obstacle(rule, day, *facts))])
    return why.removeprefix("No strengthening fits this week: ").removesuffix(".")


def test_sessions_are_named_as_a_runner_would_name_them():
    names = {
        "Monday's easy run": session(0),
        "Tuesday's recovery swim": session(1, what="recovery", family="swim"),
        "Wednesday's long ride": session(2, what="long", family="ride"),
        "Thursday's hard run": session(3, what="key"),
        "Friday's race": session(4, what="race"),
        "Saturday's brick run": brick(5)[1],
        "Sunday's gym session": session(6, what="gym"),
        "Monday's predicted interval run": session(0, what="interval", origin="predicted"),
        "Tuesday's run": session(1, uncertain=True),
    }
    for name, named in names.items():
        assert explain.session_name(named) == name


def test_strengthening_names_its_session_the_next_hard_one_and_its_number():
    easy, hard = session(1), session(3, "06:30", "interval")
    end = easy.end + timedelta(minutes=15)
    why = explain.strengthening(easy, easy.end, end, hard, number=2, total=2)
    assert why == (
        "After Tuesday's easy run: the next hard session is Thursday 06:30, 46 hours later. "
        "Second of two this week."
    )


def test_a_predicted_and_an_uncertain_next_session_are_called_so():
    easy = session(1)
    end = easy.end + timedelta(minutes=15)

    def why(**fields):
        hard = session(3, "06:30", fields.pop("what"), **fields)
        return explain.strengthening(easy, easy.end, end, hard, number=1, total=1)

    assert "is predicted for Thursday 06:30" in why(what="tempo", origin="predicted")
    unsure = why(what="easy", uncertain=True)
    assert "the next session that may be hard is Thursday's run at 06:30, 46 hours" in unsure


def test_from_two_days_on_the_next_hard_session_is_days_away():
    easy = session(0)
    for day, words in ((2, "47 hours later"), (3, "at least two days later")):
        why = explain.strengthening(easy, easy.end, easy.end, session(day), number=1, total=1)
        assert words in why
    later = session(6, "06:30", "long")
    why = explain.strengthening(easy, easy.end, easy.end, later, number=1, total=1)
    assert "Sunday 06:30, at least five days later" in why


def test_with_nothing_hard_expected_the_sentence_promises_no_more():
    easy = session(1)
    why = explain.strengthening(easy, easy.end, easy.end, None, number=1, total=1)
    assert why == (
        "After Tuesday's easy run: no hard session is expected in the days after it. "
        "The one of this week."
    )


def test_strengthening_without_activation_before_it_asks_for_a_gentle_start():
    easy = session(1)
    why = explain.strengthening(easy, easy.end, easy.end, None, number=1, total=1, prepared=False)
    assert why.endswith("Begin gently, as no activation fits before it.")


def test_activation_says_whether_the_hard_session_is_before_or_behind_it():
    state = PhaseState("activation", MONDAY, week=1, day=1)
    hard = session(0, "12:00", "tempo")

    def why(hour, *sessions):
        start = datetime.combine(MONDAY, time(hour))
        return explain.daily_activation(None, start, state, 14, sessions, 6, free=not sessions)

    assert "before Monday's tempo run, so that it takes nothing from it" in why(5, hard)
    assert "after Monday's tempo run, on rested hips" in why(20, hard)
    assert "no training is expected on Monday" in why(18)


def test_a_session_that_may_have_been_a_race_is_not_called_one():
    assert explain.session_name(session(1, what="race", uncertain=True)) == "Tuesday's run"


def test_a_place_hours_after_its_session_is_called_later_that_day():
    easy, hard = session(3, "06:45"), session(4, "06:45", "interval")
    why = missing("H2", easy.day, easy, hard, 9, 20)
    assert why.startswith("later on Thursday only 9 hours would remain")


def test_what_holds_of_several_days_is_said_once():
    race = session(6, "09:00", "race")
    found = [session(day).day for day in (1, 4, 5)]
    clauses = [(day, explain.obstacle("H3", day, None, race, 1, None)) for day in found]
    clauses.append((race.day, explain.obstacle("H4", race.day, None, race, None, None)))
    assert explain.too_little_strengthening(1, 2, clauses) == (
        "Strengthening has a place once, not twice, this week: Tuesday, Friday and Saturday are "
        "too close to Sunday's race; Sunday has a race."
    )


def test_what_is_taken_as_done_is_named_with_its_days():
    blocks = [
        DoneBlock(kind, session(day).start, 10)
        for kind, day in (
            ("activation", 0),
            ("strengthening", 0),
            ("drills", 1),
            ("activation", 3),
            ("strengthening", 3),
        )
    ]
    assert explain.taken_as_done(blocks) == (
        "You did what was planned: activation and strengthening on Monday and Thursday; "
        "warm-up drills on Tuesday."
    )


def test_sessions_treated_as_hard_are_listed_in_one_sentence():
    unsure = [session(day, uncertain=True) for day in (0, 1, 3)]
    assert explain.treated_as_hard(unsure[:1]).startswith("Monday's run is not surely easy")
    assert explain.treated_as_hard(unsure).startswith(
        "Monday's run, Tuesday's run and Thursday's run are not surely easy"
    )


def test_what_is_expected_is_no_surer_than_the_weeks_behind_it():
    assert "6 of the 11 times you trained in the last four weeks fit it" in (
        explain.expectation(4, 11, 6)
    )
    assert "none is expected" in explain.expectation(4, 0, 0)


def test_what_stands_in_the_way_is_said_with_article_and_hours():
    hard = session(3, what="interval")
    assert missing("H4", hard.day, None, hard, None, None) == "Thursday has an interval run"
    assert missing("H4", MONDAY, None, hard, None, None) == "Thursday has an interval run"
    assert missing("H4", MONDAY, None, None, None, None) == "Monday has no easy session"
    assert missing("H2", MONDAY, session(2, "18:00"), hard, 11.9, 20) == (
        "after Wednesday's easy run only 11 hours would remain until Thursday's interval run "
        "(20 are needed)"
    )


def test_the_count_of_the_week_is_of_what_stands_in_it():
    made = planned(session(0), session(1, "07:00", "interval"))
    (block,) = [b for b in made.blocks if b.kind == "strengthening"]
    assert "The one of this week." in block.why
    assert made.unplaced[0].why.startswith("Strengthening has a place once, not twice")


def test_a_hard_session_is_told_before_the_load_of_its_day():
    hard = session(1, "07:00", "interval")
    made = planned(hard, high_load_days=frozenset({hard.day}))
    assert "Tuesday has an interval run" in made.unplaced[0].why
    assert "unusually high" not in made.unplaced[0].why


def test_the_first_day_of_a_phase_is_called_so():
    made = planned(session(0), entries=[PhaseEntry(MONDAY, "integration", "override")])
    assert "the integration phase begins on Monday" in made.unplaced[0].why
    thursday = MONDAY + timedelta(days=3)
    started = [
        PhaseEntry(MONDAY - timedelta(days=11), "activation", "start"),
        PhaseEntry(thursday, "strengthening", "ready"),
    ]
    early = planned(session(0), entries=started)
    why = next(item.why for item in early.unplaced if item.kind == "strengthening")
    assert "Monday, Tuesday and Wednesday are still in the activation phase" in why
    assert "the strengthening phase begins on Thursday" in why
    assert "Friday, Saturday and Sunday have no easy session" in why


@given(weeks())
@laws
def test_every_sentence_is_whole_and_free_of_rule_ids(inputs):
    made = plan(inputs, standard())
    for why in [block.why for block in made.blocks] + [item.why for item in made.unplaced]:
        assert why[0].isupper()
        assert why.endswith(".")
        assert not re.search(r"\b[HP]\d+\b|None|[_{}]|  ", why)
