"""What is asked is listed with numbers, answered in a word, and can be taken back."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from two_devices import fit

import sample_data
from adaptive.library.store import Store
from adaptive.shifts import Shift

TODAY = sample_data.TODAY
HOUR = timedelta(hours=1)


@pytest.fixture
def questions(ask):
    """The open questions by the kind in front of their ids."""

    def call(**options):
        listed = ask("answer", **options)["questions"]
        assert [one["n"] for one in listed] == list(range(1, len(listed) + 1))
        return {one["id"].partition(":")[0]: one for one in listed}

    return call


@pytest.fixture
def planned(ask):
    """Today's activation as planned."""
    days = {day["date"]: day for day in ask("plan")["days"]}
    return next(b for b in days[TODAY.isoformat()]["blocks"] if b["kind"] == "activation")


@pytest.fixture
def record(kneedrive, library, tmp_path):
    """Import a recording that began so long after a block."""

    def call(block, later=timedelta(), *, minutes=16, sport="training", name=None):
        start = datetime.fromisoformat(block["start"]) + later
        path = tmp_path / f"{start:%H%M}.fit"
        path.write_bytes(fit(start, minutes * 60, sport=sport, utc_offset=HOUR))
        options = ("--library", library, "--today", TODAY, "--quiet")
        assert kneedrive("import", path, *options).status == 0
        if name:
            with closing(sqlite3.connect(library / "library.sqlite")) as db, db:
                db.execute(
                    "UPDATE activities SET details = json_set(details, '$.name', ?) "
                    "WHERE source LIKE ?",
                    (name, f"%{path.name}"),
                )

    return call


@pytest.fixture
def strengthening(ask):
    """An athlete who came to strengthening a few days ago, by their own word."""
    ask("plan", today=TODAY - timedelta(days=20))
    ask("phase", "set", "strengthening", today=TODAY - timedelta(days=4))


def test_signs_are_asked_once_in_four_weeks(ask, questions):
    ask("plan")
    assert "signs" in questions()
    told = ask("answer", "signs", "stiff_back", "thigh")
    assert told["logged"][0]["signs"] == ["stiff_back", "thigh_takes_over"]
    assert told["logged"][0]["asked"] is True
    assert "signs" not in questions()
    assert "signs" not in questions(today=TODAY + timedelta(days=27))
    assert "signs" in questions(today=TODAY + timedelta(days=28))


@pytest.mark.parametrize(
    ("said", "meant"), [("n", "none"), ("stiff,pelv", "stiff_back pelvis_tilts")]
)
def test_first_letters_do_for_signs_as_well(ask, said, meant):
    ask("plan")
    assert ask("answer", "signs", said)["logged"][-1]["choice"] == meant


def test_no_signs_is_an_answer_too_and_undo_asks_again(ask, questions):
    ask("plan")
    ask("answer", questions()["signs"]["n"], "None")
    assert "signs" not in questions()
    undone = ask("log", "undo")
    assert undone["undone"]["kind"] == "answer"
    assert [one["kind"] for one in undone["with"]] == ["symptom"]
    assert "signs" in questions()
    assert ask("log")["entries"] == []


def test_a_short_strength_session_beside_a_block_asks_once_and_ticks_it(
    ask, questions, planned, record
):
    record(planned, HOUR)
    asked = questions()["block"]
    assert "16 min" in asked["text"]
    assert "activation" in asked["text"]
    done, answer = ask("answer", asked["n"], "y")["logged"]
    assert (done["kind"], done["block"], done["minutes"]) == ("done", "activation", 16)
    assert done["planned"] is not None
    assert answer["choice"] == "yes"
    assert "block" not in questions()
    (today,) = (day for day in ask("plan")["days"] if day["date"] == TODAY.isoformat())
    assert [one["logged"] for one in today["done"] if one["kind"] == "activation"] == [True]


def test_a_no_is_remembered_and_undo_of_a_yes_takes_the_tick_back(ask, questions, planned, record):
    record(planned)
    ask("answer", questions()["block"]["n"], "yes")
    ask("log", "undo")
    assert ask("log")["entries"] == []
    ask("answer", questions()["block"]["n"], "no")
    assert "block" not in questions()
    assert [one["kind"] for one in ask("log")["entries"]] == ["answer"]


def test_the_felt_effort_of_the_recording_goes_with_the_tick(ask, questions, planned, record):
    record(planned)
    asked = questions()["block"]
    ask("log", "effort", asked["id"].partition(":")[2], 4)
    assert ask("answer", asked["id"], "yes")["logged"][0]["effort"] == 4


@pytest.mark.parametrize(
    ("later", "minutes", "sport", "is_asked"),
    [
        (3 * HOUR, 16, "training", True),
        (3 * HOUR + timedelta(minutes=1), 16, "training", False),
        (HOUR, 20, "training", True),
        (HOUR, 21, "training", False),
        (HOUR, 16, "walking", False),
    ],
)
def test_longer_or_further_apart_it_was_something_else(
    questions, planned, record, later, minutes, sport, is_asked
):
    record(planned, later, minutes=minutes, sport=sport)
    assert ("block" in questions()) is is_asked


@pytest.mark.parametrize(
    ("name", "is_asked"),
    [
        ("kneedrive activation", True),
        ("Kneedrive", True),
        ("kneedrive strengthening A", False),
        ("Gym", False),
    ],
)
def test_an_exported_workout_is_known_by_its_name_at_any_hour(
    questions, planned, record, name, is_asked
):
    record(planned, 6 * HOUR, sport="walking", name=name)
    assert ("block" in questions()) is is_asked


@pytest.mark.parametrize("word", ["done", "skip"])
def test_a_block_that_was_spoken_of_is_not_asked_about(ask, questions, planned, record, word):
    record(planned)
    ask("log", word, "activation")
    assert "block" not in questions()


def test_of_two_sessions_beside_a_block_the_nearer_one_is_asked_about(questions, planned, record):
    record(planned, 2 * HOUR)
    record(planned, HOUR)
    text = questions()["block"]["text"]
    local = datetime.fromisoformat(planned["start"]) + 2 * HOUR  # an hour on, an hour east
    assert f"{local:%H:%M}" in text


def test_after_a_no_the_next_session_may_be_the_block_and_a_yes_ticks_it(
    ask, questions, planned, record
):
    record(planned, HOUR)
    record(planned, 2 * HOUR)
    ask("answer", questions()["block"]["id"], "no")
    done, _ = ask("answer", questions()["block"]["id"], "yes")["logged"]
    assert (done["kind"], done["block"]) == ("done", "activation")
    assert "block" not in questions()


def test_a_class_is_answered_and_undo_takes_the_label_back(ask, questions, strengthening, library):
    ask("sessions")
    with closing(sqlite3.connect(library / "library.sqlite")) as db, db:
        db.execute(
            "UPDATE assessments SET assessment = "
            "json_set(assessment, '$.classification.uncertain', json('true')) "
            "WHERE json_extract(assessment, '$.classification.session_class') = 'easy' "
            "AND session_id IN (SELECT id FROM sessions WHERE local_date >= '2026-11-01')"
        )
    days = [TODAY + timedelta(days=n) for n in range(5)]
    day = next(day for day in days if "class" in questions(today=day))
    asked = questions(today=day)["class"]
    session = asked["id"].partition(":")[2]
    ask("answer", asked["n"], "k", today=day)
    (row,) = (one for one in ask("sessions", today=day) if one["id"] == session)
    assert (row["class"], row["label_source"]) == ("key", "athlete")
    ask("log", "undo", today=day)
    (row,) = (one for one in ask("sessions", today=day) if one["id"] == session)
    assert row["label_source"] != "athlete"


def test_the_safety_screen_is_answered_and_taken_back(ask, questions, strengthening):
    assert ask("me")["safety"] is None
    ask("answer", questions()["safety"]["n"], "hernia", "surgery")
    assert ask("me")["safety"] == ["hernia", "surgery"]
    assert "safety" not in questions()
    ask("log", "undo")
    assert ask("me")["safety"] is None
    ask("answer", "safety", "clear")
    ask("me", "set", "safety", "osteoporosis")
    ask("log", "undo")
    assert ask("me")["safety"] == ["osteoporosis"]


@pytest.mark.parametrize("words", ["99 yes", "signs maybe", "signs headstand", "nothing yes", "1"])
def test_what_is_no_question_or_no_answer_changes_nothing(ask, kneedrive, library, words):
    ask("plan")
    before = ask("answer")
    here = ("--library", library, "--today", TODAY)
    assert kneedrive("answer", *words.split(), *here).status in {1, 2}
    assert ask("answer") == before
    assert ask("log")["entries"] == []


def test_numbers_stay_as_long_as_nothing_is_answered(ask):
    ask("plan")
    assert ask("answer") == ask("answer")


def test_people_see_numbers_and_choices(ask, kneedrive, library):
    ask("plan")
    here = ("--library", library, "--today", TODAY)
    out = kneedrive("answer", *here).out
    assert out.startswith("1  ")
    assert "stiff_back" in out
    assert "kneedrive answer N CHOICE" in out
    assert "logged" in kneedrive("answer", "signs", "none", *here).out
    assert "Nothing is asked" in kneedrive("answer", *here).out


# -- what a mistake moved ---------------------------------------------------------------


def test_a_check_that_is_taken_back_has_moved_nobody(ask):
    days = [TODAY - timedelta(days=n) for n in range(14, -1, -1)]
    ask("plan", today=days[0])
    for day in days:
        moved = ask("log", "check", 15, 15, "ok", today=day)["decided"]
        assert bool(moved) == (day == TODAY)
    assert ask("phase")["phase"] == "strengthening"
    ask("log", "undo")
    assert ask("phase")["phase"] == "activation"
    assert ask("log", "check", 15, 15, "ok")["decided"] == moved
    assert ask("phase")["phase"] == "strengthening"


# -- questions that a step waits for ---------------------------------------------------


@pytest.fixture
def silent(ask):
    """An athlete who trains on, but of whose strengthening nothing is known for weeks."""
    ask("plan", today=TODAY - timedelta(days=50))
    ask("phase", "set", "strengthening", today=TODAY - timedelta(days=30))


def test_who_kept_it_up_is_in_no_layoff(ask, questions, silent):
    asked = questions()["layoff"]
    ask("answer", asked["n"], "yes")
    assert "layoff" not in questions()
    assert ask("phase")["phase"] == "strengthening"
    assert [one["kind"] for one in ask("log")["entries"]] == ["answer"]


def test_who_did_not_keep_it_up_is(ask, questions, silent):
    (answer,) = ask("answer", questions()["layoff"]["n"], "no")["logged"]
    assert answer["choice"] == "no"
    assert "layoff" not in questions()
    assert "layoff" not in questions(today=TODAY + timedelta(days=9))
    assert "skipped" not in (ask("phase")["overlay_reason"] or "")
    assert ask("log", "undo")["undone"]["kind"] == "answer"
    assert "layoff" in questions()


def test_days_of_activation_that_were_not_done_are_asked_about_once(ask, questions):
    begin = TODAY - timedelta(days=20)
    ask("plan", today=begin)
    asked = questions()["backfill"]
    assert asked["choices"] == ["no"]
    ask("answer", asked["n"], "no")
    assert "backfill" not in questions()
    assert "backfill" not in questions(today=TODAY + timedelta(days=3))


@pytest.fixture
def changed_cadence(ask, strengthening, library):
    """A confirmed lower cadence, about which the athlete is asked since yesterday."""
    day = TODAY - timedelta(days=1)
    ask("phase", today=day)
    with Store.open(library) as store:
        change = Shift(
            day=day,
            kind="ask",
            before="strengthening",
            phase="strengthening",
            reason="cadence_drop",
            rule="cadence_worse",
            why="Your cadence is lower: 4 steps/min.",
            until=TODAY + timedelta(days=6),
        )
        store.shifts.keep([change], day, day)


def test_a_changed_cadence_is_answered_in_a_word_and_asks_for_a_check(
    ask, questions, changed_cadence
):
    asked = questions()
    assert asked["cadence"]["choices"] == ["intended", "something else", "don't know"]
    logged = ask("answer", asked["check"]["n"], "15", "15", "ok")["logged"]
    assert [one["kind"] for one in logged] == ["check"]
    assert "check" not in questions()
    (kept,) = ask("answer", asked["cadence"]["id"], "Dont", "know")["logged"]
    assert kept["choice"] == "don't know"
    assert "cadence" not in questions()
