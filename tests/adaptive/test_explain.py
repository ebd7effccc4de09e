"""The sentences a runner reads."""

import re
from datetime import timedelta

from hypothesis import given
from week_strategies import MONDAY, brick, laws, session, weeks

from adaptive import explain
from adaptive.planner import plan
from adaptive.programme.rulebook import standard


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
    why = explain.strengthening(easy, easy.end, end, hard, number=2, wanted=2)
    assert why == (
        "After Tuesday's easy run: the next hard session is Thursday 06:30, 46 hours later. "
        "Second of two this week."
    )


def test_a_predicted_and_an_uncertain_next_session_are_called_so():
    easy = session(1)
    end = easy.end + timedelta(minutes=15)

    def why(**fields):
        hard = session(3, "06:30", fields.pop("what"), **fields)
        return explain.strengthening(easy, easy.end, end, hard, number=1, wanted=1)

    assert "is predicted for Thursday 06:30" in why(what="tempo", origin="predicted")
    unsure = why(what="easy", uncertain=True)
    assert "the next session that may be hard is Thursday's run at 06:30, 46 hours" in unsure


def test_with_nothing_hard_in_sight_the_sentence_says_so():
    easy = session(1)
    why = explain.strengthening(easy, easy.end, easy.end, None, number=1, wanted=1)
    assert why == "After Tuesday's easy run: no hard session is in sight. The one of this week."


def test_what_stands_in_the_way_is_said_with_article_and_hours():
    hard = session(3, what="interval")
    assert (
        explain.obstacle("H4", hard.day, None, hard, None, None) == "Thursday has an interval run"
    )
    rest = explain.obstacle("H4", MONDAY, None, None, None, None)
    assert rest == "Monday has no easy session"
    assert explain.obstacle("H2", MONDAY, session(2, "18:00"), hard, 11.9, 20) == (
        "after Wednesday's easy run only 11 hours would remain until Thursday's interval run "
        "(20 are needed)"
    )


@given(weeks())
@laws
def test_every_sentence_is_whole_and_free_of_rule_ids(inputs):
    made = plan(inputs, standard())
    for why in [block.why for block in made.blocks] + [item.why for item in made.unplaced]:
        assert why[0].isupper()
        assert why.endswith(".")
        assert not re.search(r"\b[HP]\d+\b|None|_|  ", why)
