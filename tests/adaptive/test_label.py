"""What the athlete says a session was: it wins, it stays, and the plan follows."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

import sample_data


def row(ask, session_id, **options):
    return next(one for one in ask("sessions", **options) if one["id"] == session_id)


@pytest.fixture
def easy_run(ask):
    return next(
        one
        for one in reversed(ask("sessions"))
        if one["class"] == "easy" and one["sport"] == "running" and not one["uncertain"]
    )


def test_a_label_wins_over_what_was_found_and_says_what_that_was(ask, easy_run):
    told = ask("label", easy_run["id"], "key")
    assert told == row(ask, easy_run["id"])
    assert (told["class"], told["part_class"], told["label_source"]) == ("key", "key", "athlete")
    assert (told["confidence"], told["uncertain"], told["kind"]) == (1.0, False, None)
    said, looked, *_ = told["reasons"]
    assert said == f"you said so on {sample_data.TODAY}"
    assert looked == f"it looked easy: {easy_run['reasons'][0]}"


def test_a_label_that_agrees_takes_the_doubt_away_and_leaves_the_kind(ask, easy_run):
    told = ask("label", easy_run["id"], "easy")
    assert (told["class"], told["kind"]) == ("easy", easy_run["kind"])
    assert told["reasons"][1:] == easy_run["reasons"]


def test_the_latest_word_counts_and_taking_it_back_leaves_what_was_found(ask, easy_run):
    for word in ("key", "other", "easy", "key"):
        assert ask("label", easy_run["id"], word)["class"] == word
    assert ask("label", easy_run["id"], "-") == easy_run
    assert row(ask, easy_run["id"]) == easy_run


def test_a_label_is_not_yet_known_on_the_days_before_it_was_told(ask, easy_run):
    ask("label", easy_run["id"], "key")
    before = sample_data.TODAY - timedelta(days=1)
    assert date.fromisoformat(easy_run["local_date"]) <= before
    assert row(ask, easy_run["id"], today=before)["class"] == "easy"


def test_a_label_outlives_that_its_recording_is_read_again(ask, easy_run, library):
    ask("label", easy_run["id"], "key")
    with closing(sqlite3.connect(library / "library.sqlite")) as db, db:
        db.execute("UPDATE activities SET reading = 0")
    ask("import", sample_data.folder())
    assert row(ask, easy_run["id"])["label_source"] == "athlete"


def test_the_plan_places_nothing_hard_before_what_was_told_to_be_key(ask):
    """Every easy session of last week told to be hard: habit then expects hard ones."""
    ask("phase", "set", "strengthening", today=sample_data.TODAY - timedelta(days=3))
    before = ask("plan")
    for one in ask("sessions", "--class", "easy"):
        ask("label", one["id"], "key")
    after = ask("plan")

    def strengthening(made):
        return [b for day in made["days"] for b in day["blocks"] if b["kind"] == "strengthening"]

    assert strengthening(before)
    assert len(strengthening(after)) < len(strengthening(before))


def test_a_word_that_is_no_class_is_wrong_usage_and_a_day_with_two_sessions_asks_which(
    kneedrive, ask, library
):
    assert kneedrive("label", "last", "hard", "--library", library).status == 2
    days = [one["local_date"] for one in ask("sessions")]
    twice = next(day for day in days if days.count(day) > 1)
    answer = kneedrive("label", twice, "easy", "--library", library, "--today", sample_data.TODAY)
    assert answer.status == 1
    assert "Name one of them by its id" in answer.err
    assert all(one["id"] in answer.err for one in ask("sessions") if one["local_date"] == twice)


def test_a_session_of_strength_is_called_so(kneedrive, ask, library):
    one = next(row for row in ask("sessions") if row["sub_sport"] == "strength_training")
    options = ("--library", library, "--today", sample_data.TODAY)
    assert f" strength {one['id']}: key" in kneedrive("label", one["id"], "key", *options).out


def test_where_nothing_is_in_doubt_it_is_said_how_far_was_looked(kneedrive, library):
    early = ("--library", library, "--today", "2000-01-01")
    assert "last six weeks" in kneedrive("sessions", "--uncertain", *early).out
    assert "No session fits" in kneedrive("sessions", "--uncertain", "--sport", "x", *early).out


def test_show_tells_the_time_from_bike_to_run(kneedrive, ask, library):
    leg = next(row for row in ask("sessions") if row["brick_id"])
    shown = kneedrive("show", leg["id"], "--library", library, "--today", sample_data.TODAY).out
    assert "from bike to run" in shown
    assert "by the rules" in shown


def test_people_are_told_what_it_was_before(kneedrive, easy_run, library):
    options = ("--library", library, "--today", sample_data.TODAY)
    out = kneedrive("label", easy_run["id"], "key", *options).out
    assert f"key, as you said (before: easy, {easy_run['kind']})" in out
    assert "kneedrive plan" in out
    out = kneedrive("label", easy_run["id"], "-", *options).out
    assert f"easy, {easy_run['kind']}, as it looks without your word (before: key)" in out
