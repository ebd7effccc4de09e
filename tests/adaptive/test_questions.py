"""Which classes are asked about: few, and only where the answer moves something in the plan."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

import sample_data
from adaptive.questions import MEMORY

TODAY = sample_data.TODAY
DAYS = [TODAY + timedelta(days=n) for n in range(7)]


@pytest.fixture
def unsure(ask, library):
    """The library with a strengthening athlete, and every easy session of late in doubt."""
    ask("phase", "set", "strengthening", today=TODAY - timedelta(days=4))
    ask("sessions")
    with closing(sqlite3.connect(library / "library.sqlite")) as db, db:
        db.execute(
            "UPDATE assessments SET assessment = "
            "json_set(assessment, '$.classification.uncertain', json('true')) "
            "WHERE json_extract(assessment, '$.classification.session_class') = 'easy' "
            "AND session_id IN (SELECT id FROM sessions WHERE local_date >= ?)",
            ((TODAY - MEMORY).isoformat(),),
        )
    return ask


def work(made):
    return [
        (day["date"], block["kind"], block["start"], block["minutes"])
        for day in made["days"]
        for block in day["blocks"]
    ]


def asked(ask, **options):
    """The ids of the sessions that the plan asks about."""
    questions = [q for q in ask("plan", **options)["questions"] if "kneedrive label" in q]
    return [question.partition("kneedrive label ")[2].split()[0] for question in questions]


@pytest.mark.parametrize("day", DAYS)
def test_at_most_two_are_asked_and_none_where_no_answer_moves_anything(unsure, day):
    before, ids = unsure("plan", today=day), asked(unsure, today=day)
    assert len(ids) <= 2
    doubted = [row["id"] for row in unsure("sessions", "--uncertain", today=day)]
    for session_id in doubted:
        unsure("label", session_id, "easy", today=day)
    if ids:
        assert work(unsure("plan", today=day)) != work(before)


def test_something_is_asked_and_once_two_were_answered_no_more_this_week(unsure):
    day = next(day for day in DAYS if day.weekday() < 5 and asked(unsure, today=day))
    for _ in range(2):
        for session_id in asked(unsure, today=day)[:1]:
            unsure("label", session_id, "key", today=day)
    assert asked(unsure, today=day) == []


def test_the_list_of_the_uncertain_carries_the_same_questions(unsure, kneedrive, library):
    day = next(day for day in DAYS if asked(unsure, today=day))
    rows = unsure("sessions", "--uncertain", today=day)
    assert len(rows) > 2
    assert [row["id"] for row in reversed(rows) if row["question"]] == asked(unsure, today=day)
    out = kneedrive("sessions", "--uncertain", "--library", library, "--today", day).out
    assert out.count("Asked: Was ") == len(asked(unsure, today=day))


def test_nothing_is_asked_where_all_is_sure(ask):
    ask("phase", "set", "strengthening", today=TODAY - timedelta(days=4))
    sure = {row["id"] for row in ask("sessions") if not row["uncertain"]}
    assert not sure & set(asked(ask))
