"""`kneedrive log`: told in seconds, answered with what follows at once."""

from datetime import date, datetime, timedelta

import pytest

import sample_data

TODAY = sample_data.TODAY


@pytest.fixture
def log(kneedrive, tmp_path):
    """Call `log` on an empty library."""

    def call(*words, today=TODAY):
        return kneedrive("log", *words, "--library", tmp_path / "library", "--today", today)

    return call


@pytest.fixture
def entries(kneedrive, tmp_path):
    """What the diary holds."""

    def call():
        answer = kneedrive("log", "--library", tmp_path / "library", "--today", TODAY, "--json")
        return answer.json()["entries"]

    return call


def test_an_empty_diary_says_how_to_fill_it(log):
    assert log("undo").status == 1
    log("ill")
    log("undo")
    assert "Nothing is logged yet" in log().out


def test_all_that_is_told_of_work_is_kept(log, entries):
    answer = log(
        *"done strength --effort 6 --set seated_leg_raise=12 --not-ok step_up_knee_drive".split(),
        *"--date yesterday --at 18:30".split(),
    )
    assert answer.status == 0, answer.err
    assert "logged" in answer.out
    assert "kneedrive plan" in answer.out
    (entry,) = entries()
    day = TODAY - timedelta(days=1)
    assert entry["kind"] == "done"
    assert (entry["date"], entry["at"]) == (day.isoformat(), "18:30")
    assert (entry["block"], entry["effort"], entry["planned"]) == ("strengthening", 6, None)
    assert entry["exercises"] == [
        {"id": "seated_leg_raise", "reps": 12, "technique_ok": True},
        {"id": "step_up_knee_drive", "reps": None, "technique_ok": False},
    ]


def test_a_weekday_is_the_last_one(log, entries):
    day = TODAY - timedelta(days=2)
    assert log("done", "drills", "--date", f"{day:%a}").status == 0
    assert entries()[0]["date"] == day.isoformat()


def test_work_beyond_the_plan_takes_the_pair_whose_turn_it_is(log, entries):
    for ago in (9, 6, 3):
        log("done", "strengthening", "--date", TODAY - timedelta(days=ago))
    assert [entry["pair"] for entry in entries()] == ["A", "B", "A"]


def test_the_exercise_told_names_the_pair(log, entries):
    log("done", "strengthening", "--set", "lying_leg_raise=10")
    assert entries()[0]["pair"] == "B"


def test_several_blocks_are_logged_at_once(log, entries):
    assert log("done", "activation", "drills").status == 0
    assert [entry["block"] for entry in entries()] == ["activation", "drills"]


def test_a_skip_keeps_its_reason(log, entries):
    log("skip", "drills", "--why", "late for work")
    assert (entries()[0]["block"], entries()[0]["why"]) == ("drills", "late for work")


def test_symptoms_come_in_numbers_and_words(log, entries):
    answer = log(*"symptom --back 2 --hip-pull none --soreness moderate --sign stiff-back".split())
    assert answer.status == 0
    entry = entries()[0]
    assert (entry["back"], entry["hip_pull"], entry["soreness"]) == (2, 0, 5)
    assert entry["signs"] == ["stiff_back"]


def test_what_a_symptom_changes_today_is_said_at_once(log):
    assert "one level lower" in log("symptom", "--back", "4").out
    assert "no strengthening" in log("symptom", "--sharp").out


def test_a_red_flag_says_at_once_whom_to_see_and_nothing_of_a_plan(log):
    answer = log("symptom", "--red-flag", "chest_pain")
    assert answer.status == 0
    assert "get urgent medical care now" in answer.out
    assert "The plan follows" not in answer.out


def test_a_red_flag_stands_in_the_json_answer_too(kneedrive, tmp_path):
    answer = kneedrive(
        *"log symptom --red-flag groin --json".split(),
        *("--library", tmp_path / "library", "--today", TODAY),
    ).json()
    assert answer["logged"][0]["red_flags"] == ["groin_pain"]
    assert "stop running" in answer["advice"][0]
    assert "groin" in answer["today"]


def test_a_clearance_ends_the_stop_and_needs_one(log):
    assert log("cleared").status == 1
    log("symptom", "--red-flag", "fainting")
    answer = log("cleared")
    assert answer.status == 0
    assert "urgent" not in answer.out
    assert log("cleared").status == 1


def test_a_clearance_ends_what_a_safety_answer_bars(kneedrive, log, tmp_path):
    here = ("--library", tmp_path / "library", "--today", TODAY)
    kneedrive("me", "set", "safety", "hernia", *here)
    assert log("cleared").status == 0
    assert log("cleared").status == 1


def test_a_clearance_before_what_it_is_to_clear_is_refused(log, entries):
    log("symptom", "chest_pain")
    assert log("cleared", "--date", "yesterday").status == 1
    assert [one["kind"] for one in entries()] == ["symptom"]
    assert log("cleared").status == 0


def test_nobody_gets_well_before_they_fell_ill(log, entries):
    log("ill")
    assert log("well", "--date", "yesterday").status == 2
    assert [one["kind"] for one in entries()] == ["ill"]
    assert log("well").status == 0


def test_an_illness_pauses_until_the_athlete_is_well(log, entries):
    assert log("well").status == 1
    assert "you are ill since" in log("ill", "--fever").out
    assert entries()[0]["fever"] is True
    assert "nothing heavier than activation" in log("well").out
    assert log("well").status == 1


def test_undo_takes_back_the_last_entry_and_says_which(log, entries):
    log("ill")
    log("skip", "drills")
    assert "skip" in log("undo").out
    assert [entry["kind"] for entry in entries()] == ["ill"]


@pytest.mark.parametrize(
    "words",
    [
        "done yoga",
        "done strengthening --effort 0",
        "done strengthening --effort 11",
        "done strengthening --set seated_leg_raise",
        "done strengthening --set seated_leg_raise=many",
        "done strengthening --not-ok handstand",
        "done activation drills --not-ok dead_bug",
        "done strengthening --at 25:00",
        "done strengthening --date tomorrow",
        f"done strengthening --date {TODAY + timedelta(days=1)}",
        f"skip {TODAY + timedelta(days=1)}-drills",
        "skip",
        "symptom",
        "symptom --back 12",
        "symptom --sign headstand",
        "symptom --red-flag bad_mood",
        "ill --date never",
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(log, entries, words):
    log("ill")
    answer = log(*words.split())
    assert answer.status == 2
    assert answer.err
    assert len(entries()) == 1


def test_an_entry_that_tells_nothing_names_all_that_can_be_told(log):
    refused = log("symptom").err
    assert "stiff_back" in refused
    assert "chest_pain" in refused


# -- checks and what they mean -------------------------------------------------------


def test_a_check_answers_with_how_it_was_and_how_the_last_ones_were(log):
    assert log("check", "15", "15", "ok").out.splitlines()[0].endswith("· good")
    said = " ".join(log("check", "15", "8", "arched").out.split())
    assert "not yet good: right 8 s of the 10 wanted, the back did not stay flat" in said
    assert "1 of the last 2 good" in said
    for _ in range(8):
        log("check", "15", "15")
    assert "8 of the last 8 good" in " ".join(log("check", "15", "15").out.split())


def test_options_and_short_forms_of_a_check_are_the_same_entry(log, entries):
    log(*"check 8 15 shaky arched front back 3 hip 1 half".split())
    log(
        *"check --left 8 --right 15 --not-smooth --dead-bug-arched --front --back 3".split(),
        *"--hip-pull 1 --range half".split(),
    )
    short, long = entries()
    assert short == long
    assert short["kind"] == "check"


def test_a_knee_lift_counts_as_a_check_and_the_first_heights_do_not_yet(log, entries):
    assert "good" in log("knee-lift", "--left", "90", "--right", "85").out
    assert "right 84° of the 85 wanted" in " ".join(log("knee-lift", "90", "84").out.split())
    for _ in range(3):
        assert "first 3 heights" in " ".join(log("knee-lift", "62cm", "60cm").out.split())
    assert "below your own height" in " ".join(log("knee-lift", "62cm", "57cm").out.split())
    log("knee-lift", "--height-cm", "61", "--side", "left")
    assert (entries()[-1]["left_cm"], "right_cm" in entries()[-1]) == (61, False)
    assert "the other side is missing" in " ".join(log("knee-lift", "left", "90").out.split())


def test_what_was_logged_later_about_an_earlier_day_is_judged_by_that_day(log):
    log("check", "15", "15")
    said = log("check", "8", "15", "--date", "yesterday", "--at", "7:00").out
    assert "not yet good" in said
    assert "1 of the last 2 good" in " ".join(said.split())


def test_cadence_changes_and_notes_say_what_they_are_good_for(log, entries):
    assert "one usable session" in " ".join(log("cadence", "172", "--pace", "5:30/km").out.split())
    assert "at 5:30/km" in log().out
    log("cadence", "88", "--power", "210")
    assert "form is read anew" in " ".join(log("change", "shoes", "Pegasus", "41").out.split())
    log("note", "into", "the", "wind")
    spm, rpm, shoes, note = entries()
    assert (spm["cadence_spm"], round(1000 / spm["speed_mps"])) == (172, 330)
    assert (rpm["cadence_rpm"], rpm["power_w"]) == (88, 210)
    assert (shoes["what"], shoes["name"], note["text"]) == (
        "shoes",
        "Pegasus 41",
        "into the wind",
    )


# -- felt effort ---------------------------------------------------------------------


@pytest.fixture
def gym(ask):
    """A strength session: how hard it felt is all that tells its load."""
    rows = ask("sessions")
    return next(one for one in reversed(rows) if one["sub_sport"] == "strength_training")


def load_of(ask, session):
    row = next(one for one in ask("sessions") if one["id"] == session["id"])
    return row["load_tss"], row["load_method"]


def test_the_load_of_a_session_follows_how_hard_it_felt_and_undo_brings_it_back(ask, gym):
    before = load_of(ask, gym)
    told = ask("log", "effort", gym["id"], 9)
    assert told["logged"][0]["session"] == gym["id"]
    assert told["logged"][0]["date"] == gym["local_date"]
    hard, method = load_of(ask, gym)
    assert method == "rpe"
    assert f"load {hard:.0f} by rpe" in told["logged"][0]["means"]
    ask("log", "effort", gym["id"], 3)
    easy, _ = load_of(ask, gym)
    assert easy < hard
    ask("log", "undo")
    assert load_of(ask, gym) == (hard, "rpe")
    ask("log", "undo")
    assert load_of(ask, gym) == before


def test_a_day_with_two_sessions_asks_of_which_the_effort_is(ask, kneedrive, library):
    days = [one["local_date"] for one in ask("sessions")]
    twice = next(day for day in days if days.count(day) > 1)
    here = ("--library", library, "--today", TODAY)
    assert kneedrive("log", "effort", twice, "5", *here).status == 1
    assert kneedrive("log", "effort", "last", "0", *here).status == 2
    assert kneedrive("log", "effort", "last", "5", *here).status == 0


def test_a_check_soon_after_a_hard_session_says_that_it_does_not_count(ask):
    hard = next(one for one in reversed(ask("sessions")) if one["class"] == "key")
    end = datetime.fromisoformat(hard["local_start"]) + timedelta(seconds=hard["elapsed_s"])
    late = end + timedelta(hours=1)
    words = ("check", "15", "15", "--date", late.date(), "--at", f"{late:%H:%M}")
    assert "does not count" in ask("log", *words)["logged"][0]["means"]
    assert ask("log", *words[:5])["logged"][0]["means"].startswith("good")


# -- with a plan ---------------------------------------------------------------------


def blocks(plan, kind):
    """Day and id of a plan's blocks of a kind."""
    return [
        (date.fromisoformat(day["date"]), block["id"])
        for day in plan["days"]
        for block in day["blocks"]
        if block["kind"] == kind
    ]


def test_a_planned_block_is_logged_by_its_id_at_its_hour(ask):
    planned = ask("plan")
    day, name = blocks(planned, "activation")[0]
    start = next(
        block["start"] for one in planned["days"] for block in one["blocks"] if block["id"] == name
    )
    answer = ask("log", "done", name, today=day)
    (entry,) = answer["logged"]
    assert entry["planned"]
    assert (entry["date"], entry["at"]) == (day.isoformat(), entry["planned"][11:16])
    assert start[14:16] == entry["at"][3:]


def test_after_a_skip_the_day_has_none_of_it(ask):
    assert any(day == TODAY for day, _ in blocks(ask("plan"), "activation"))
    ask("log", "skip", "activation")
    assert not any(day == TODAY for day, _ in blocks(ask("plan"), "activation"))


def test_work_that_is_logged_again_after_a_new_plan_counts_once(ask):
    first = ask("log", "done", next(name for day, name in blocks(ask("plan"), "activation")))
    minutes = ask("plan")["psoas_minutes"]
    again = ask("log", "done", "activation", "--effort", 3)
    assert again["logged"][0]["planned"] == first["logged"][0]["planned"] is not None
    assert ask("plan")["psoas_minutes"] == minutes


def test_a_red_flag_empties_the_plan_and_its_advice_stands_there(ask):
    assert any(day["blocks"] for day in ask("plan")["days"])
    ask("log", "symptom", "--red-flag", "chest_pain")
    stopped = ask("plan")
    assert not any(day["blocks"] for day in stopped["days"] if day["date"] >= TODAY.isoformat())
    assert any("urgent medical care" in words for words in stopped["advice"])


def test_the_diary_looks_well_at_any_width(kneedrive, log, tmp_path, monkeypatch):
    log("symptom", "--back", "2", "--sign", "stiff_back", "--sign", "thigh")
    log("skip", "drills", "--why", "[red]late[/red]")
    for columns in ("40", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        shown = log().out
        assert "[red]late[/red]" in shown
        assert "stiff back" in shown


def test_what_is_none_is_told_back_as_well(log):
    assert "hip pull 0" in log("symptom", "hip", "none").out


def test_nothing_follows_from_a_note(log):
    assert "The plan follows" not in log("note", "hilly").out
