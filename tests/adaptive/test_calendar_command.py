"""The calendar's commands: what is told stays, warnings are given, statuses keep the contract."""

import json
from datetime import datetime, time, timedelta

import pytest
from calendar_files import TODAY, Event, text, write
from garmin_fit_sdk import Encoder, Profile

import sample_data
from adaptive.agenda.usual import Usual
from adaptive.library.store import Store
from adaptive.plans import Block

assert sample_data.TODAY == TODAY
TUE, WED, THU, FRI, SUN = (TODAY + timedelta(days=n) for n in (1, 2, 3, 4, 6))
PLAN = [
    Event("i", WED, "5x1000 @10k", time(18)),
    Event("e", FRI, "Easy run 45min", time(7)),
    Event("l", SUN, "Long run 2h"),
    Event("d", THU, "Dentist", time(9)),
]


@pytest.fixture
def planned(ask, tmp_path):
    return ask("calendar", "import", write(tmp_path, PLAN))


def titled(rows, title):
    (row,) = [one for one in rows if one["title"] == title]
    return row


def test_a_calendar_is_imported_and_listed(ask, planned):
    assert planned["calendar"] == "Plan"
    assert (len(planned["added"]), planned["unchanged"], planned["problems"]) == (4, 0, [])
    assert [one["title"] for one in planned["not_training"]] == ["Dentist"]
    rows = ask("calendar", "list")
    assert [one["title"] for one in rows] == ["5x1000 @10k", "Easy run 45min", "Long run 2h"]
    assert ask("calendar") == rows
    assert (rows[0]["date"], rows[0]["at"], rows[0]["class"]) == (WED.isoformat(), "18:00", "key")
    assert "Dentist" in [one["title"] for one in ask("calendar", "list", "--all")]


def test_the_plan_follows_the_calendar(ask, planned):
    days = {day["date"]: day["sessions"] for day in ask("plan")["days"]}
    assert [one["origin"] for one in days[WED.isoformat()] if one["sport"] == "running"] == [
        "calendar"
    ]
    ask("calendar", "move", titled(planned["added"], "5x1000 @10k")["id"][:6], "thu", "6:30")
    days = {day["date"]: day["sessions"] for day in ask("plan")["days"]}
    (moved,) = [one for one in days[THU.isoformat()] if one["origin"] == "calendar"]
    assert moved["class"] == "key"


def test_a_correction_stays_when_the_calendar_is_imported_again(ask, planned, tmp_path):
    ask("calendar", "change", "fri", "--class", "key", "--minutes", 50)
    again = ask("calendar", "import", write(tmp_path, [PLAN[0]._replace(at=time(17)), *PLAN[1:]]))
    (change,) = again["changed"]
    assert (change["title"], change["fields"], change["at"]) == ("5x1000 @10k", ["at"], "17:00")
    row = titled(ask("calendar"), "Easy run 45min")
    assert (row["class"], row["duration_min"]) == ("key", 50)
    assert set(row["corrected"]) == {"session_class", "duration_min"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--class", "key"), {"class": "key", "uncertain": False, "kind": None}),
        (("--kind", "tempo"), {"class": "key", "kind": "tempo"}),
        (("--sport", "ride"), {"sport": "cycling", "family": "ride", "class": "easy"}),
        (("--sport", "strength"), {"family": "strength", "class": "other"}),
        (("--sport", "brick"), {"class": "brick"}),
        (("--priority", "a"), {"race_priority": "A", "kind": "race", "class": "key"}),
        (("--at", "19:30"), {"at": "19:30"}),
        (("--day", "sat"), {"date": (TODAY + timedelta(days=5)).isoformat()}),
        (("--title", "Jog"), {"title": "Jog"}),
    ],
)
def test_every_field_can_be_corrected_and_taken_back(ask, planned, options, expected):
    before = titled(ask("calendar"), "Easy run 45min")
    (changed,) = ask("calendar", "change", before["id"], *options)["entries"]
    assert expected.items() <= changed.items()
    assert changed["corrected"]
    (back,) = ask("calendar", "change", before["id"], options[0], "-")["entries"]
    assert back == before


def test_a_new_title_is_read_and_other_words_stand_above_it(ask, planned):
    """Else strengthening would follow the easy run that is one no more."""
    before = titled(ask("calendar"), "Easy run 45min")

    def change(*options):
        return ask("calendar", "change", before["id"], *options)["entries"][0]

    hard = change("--title", "5x1000 @10k")
    assert (hard["family"], hard["class"], hard["kind"]) == ("run", "key", "interval")
    assert change("--class", "easy")["class"] == "easy"
    assert change("--class", "-")["class"] == "key"
    assert change("--title", "-") == before


def test_a_new_title_of_an_own_entry_is_read_too(ask):
    (added,) = ask("calendar", "add", "tomorrow", "Easy run 45min")["entries"]
    (hard,) = ask("calendar", "change", added["id"], "--title", "5x1000 @10k")["entries"]
    assert (hard["family"], hard["class"], hard["kind"]) == ("run", "key", "interval")
    (vague,) = ask("calendar", "change", added["id"], "--title", "With Anna")["entries"]
    assert vague["class"] == "key"


def test_what_was_read_as_no_training_can_be_corrected(ask, planned):
    dentist = titled(ask("calendar", "list", "--all"), "Dentist")
    ask("calendar", "change", dentist["id"], "--sport", "run", "--class", "easy")
    row = titled(ask("calendar"), "Dentist")
    assert (row["family"], row["class"], row["uncertain"]) == ("run", "easy", False)


def test_own_entries_are_added_and_taken_away_and_brought_back(ask):
    (race,) = ask(
        "calendar", "add", "2026-12-13", "10:00", "City 10k", "--sport", "run", "--priority", "A"
    )["entries"]
    assert (race["source"], race["kind"], race["race_priority"]) == ("own", "race", "A")
    ask("calendar", "add", "tomorrow", "Easy ride 90min")
    ask("calendar", "remove", "2026-12-13")
    assert [one["title"] for one in ask("calendar")] == ["Easy ride 90min"]
    ask("calendar", "remove", race["id"], "--undo")
    assert [one["title"] for one in ask("calendar")] == ["Easy ride 90min", "City 10k"]


def test_an_amount_begins_a_title_and_a_wrong_hour_is_none(ask, kneedrive, library):
    (race,) = ask("calendar", "add", "sat", "10", "km", "race", "--sport", "run")["entries"]
    assert (race["title"], race["at"]) == ("10 km race", None)
    (easy,) = ask("calendar", "add", "sat", "7pm", "Easy run")["entries"]
    assert (easy["title"], easy["at"]) == ("Easy run", "19:00")
    where = ("--library", library, "--today", TODAY)
    wrong = kneedrive("calendar", "add", "sat", "25:00", "Easy run", *where)
    assert wrong.status == 2
    assert "'25:00' is no time of day" in wrong.err


def test_an_interrupted_import_says_what_was_done(kneedrive, library, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("adaptive.agenda.reading.import_calendar", interrupted)
    where = ("--library", library, "--today", TODAY)
    answer = kneedrive("calendar", "import", tmp_path / "coach.ics", *where)
    assert answer.status == 130
    assert "as a whole or not at all" in answer.err


def test_of_an_own_entry_taking_a_word_back_leaves_what_its_title_says(ask):
    (added,) = ask("calendar", "add", "tomorrow", "Easy ride 90min", "--class", "key")["entries"]
    (back,) = ask("calendar", "change", added["id"], "--class", "-", "--minutes", "-")["entries"]
    assert (back["class"], back["kind"], back["duration_min"]) == ("easy", "endurance", 90)


def test_a_new_title_is_read_like_that_of_a_new_entry(ask, planned):
    run = titled(ask("calendar"), "Easy run 45min")
    (race,) = ask("calendar", "change", run["id"], "--title", "City Marathon (A)")["entries"]
    told = ("class", "kind", "race_priority", "distance_m", "uncertain")
    assert [race[name] for name in told] == ["key", "race", "A", 42_195, False]
    (calm,) = ask("calendar", "change", run["id"], "--title", "Easy ride 2h")["entries"]
    told = ("class", "kind", "family", "duration_min", "distance_m")
    assert [calm[name] for name in told] == ["easy", "endurance", "ride", 120, None]
    (said,) = ask("calendar", "change", run["id"], "--title", "5x1000", "--class", "easy")[
        "entries"
    ]
    assert (said["class"], said["kind"], said["family"]) == ("easy", None, "run")
    (back,) = ask("calendar", "change", run["id"], "--title", "-")["entries"]
    assert back == run


def test_a_new_title_that_says_less_leaves_what_was_known(ask, planned):
    key = titled(ask("calendar"), "5x1000 @10k")
    for title in ("Session with Ana", "Run with Ana"):
        (same,) = ask("calendar", "change", key["id"], "--title", title)["entries"]
        told = ("family", "class", "kind", "uncertain", "duration_min")
        assert [same[name] for name in told] == [key[name] for name in told]


def test_a_rest_day_becomes_a_session_by_its_title_and_no_session_a_rest_day(
    ask, kneedrive, library
):
    (rest,) = ask("calendar", "add", "tomorrow", "Rest day")["entries"]
    (run,) = ask("calendar", "change", rest["id"], "--title", "Easy run")["entries"]
    assert (run["rest"], run["training"], run["class"]) == (False, True, "easy")
    where = ("--library", library, "--today", TODAY)
    refused = kneedrive("calendar", "change", run["id"], "--title", "Rest day", *where)
    assert (refused.status, "no rest day" in refused.err) == (2, True)


def test_of_an_own_entry_a_sport_taken_back_is_the_usual_one_again(ask, monkeypatch):
    monkeypatch.setattr("adaptive.agenda.changing.usual_of", lambda *_: Usual(sport="running"))
    (added,) = ask("calendar", "add", "tomorrow", "Threshold session")["entries"]
    ask("calendar", "change", added["id"], "--sport", "swim")
    (back,) = ask("calendar", "change", added["id"], "--sport", "-")["entries"]
    assert [(one["sport"], one["class"]) for one in (added, back)] == 2 * [("running", "key")]


def test_a_rest_day_keeps_habit_away(ask):
    def expected():
        week = {day["date"]: day["sessions"] for day in ask("plan")["days"]}
        return {name for name, sessions in week.items() if sessions and name > TODAY.isoformat()}

    first = min(expected())
    ask("calendar", "add", first, "Rest day")
    assert first not in expected()


def test_two_entries_swap_day_and_hour_and_days_swap_all_they_have(ask, planned):
    ids = {row["title"]: row["id"] for row in planned["added"]}
    ask("calendar", "swap", ids["5x1000 @10k"][:8], "fri")
    rows = {row["title"]: (row["date"], row["at"]) for row in ask("calendar")}
    assert rows["5x1000 @10k"] == (FRI.isoformat(), "07:00")
    assert rows["Easy run 45min"] == (WED.isoformat(), "18:00")
    ask("calendar", "swap", "sun", "sat")  # nothing stands on Saturday
    assert titled(ask("calendar"), "Long run 2h")["date"] == "2026-11-28"


def strengthened(library, day, at):
    """Strengthening that was planned for a time, and so counts as done once that is over."""
    start = datetime.combine(day, at)
    block = Block("b", "strengthening", "after", day, 0, start, 15, (), (), "", pair="A")
    with Store.open(library) as store:
        store.way.replace_blocks(start, start + timedelta(hours=1), [block])


def test_a_swap_that_puts_a_key_session_after_finished_strengthening_names_a_better_day(
    ask, kneedrive, library, planned
):
    ask("phase", "set", "strengthening", today=TODAY - timedelta(days=9))
    strengthened(library, TODAY, time(18))
    ask("calendar", "add", TUE, "6:30", "Easy run 40min", today=TUE)
    answer = ask("calendar", "swap", "wed", "today", today=TUE)
    (warning,) = answer["warnings"]
    assert (warning["hours"], warning["needed_h"]) == (12.2, 20)
    assert warning["better_date"] == WED.isoformat()
    words = kneedrive(
        "calendar", "move", warning["entry"][:6], "today", "--library", library, "--today", TUE
    ).out
    assert "Careful" in words
    assert "Wednesday 25 November" in words
    better = ask("calendar", "move", warning["entry"], warning["better_date"], today=TUE)
    assert better["warnings"] == []


def workout(path, name="4 x 1 km", sport="running"):
    """A quarter of an hour easy, half an hour in zone 4, five minutes easy."""
    encoder = Encoder()
    kinds = Profile["mesg_num"]
    encoder.write_mesg({"mesg_num": kinds["FILE_ID"], "type": "workout", "manufacturer": "garmin"})
    encoder.write_mesg({"mesg_num": kinds["WORKOUT"], "wkt_name": name, "sport": sport})
    for n, (minutes, zone) in enumerate([(15, 1), (25, 4), (5, 1)]):
        step = {"message_index": n, "duration_type": "time", "duration_value": minutes * 60_000}
        step |= {"target_type": "heart_rate", "target_value": zone, "intensity": "active"}
        encoder.write_mesg({"mesg_num": kinds["WORKOUT_STEP"], **step})
    path.write_bytes(encoder.close())
    return path


def test_structured_workouts_are_attached_to_days(ask, tmp_path):
    (row,) = ask("calendar", "add", "thu", "18:00", workout(tmp_path / "w.fit"))["entries"]
    assert (row["date"], row["at"], row["title"]) == (THU.isoformat(), "18:00", "4 x 1 km")
    assert (row["sport"], row["duration_min"], row["class"]) == ("running", 45, "key")
    assert len(row["steps"]) == 3


def test_a_folder_of_workouts_is_added_by_its_dates_and_twice_is_once(ask, tmp_path):
    folder = tmp_path / "workouts"
    folder.mkdir()
    workout(folder / "2026-11-26-run.fit")
    workout(folder / "20261128_ride.fit", "2 x 20", "cycling")
    assert [row["date"] for row in ask("calendar", "add", folder)["entries"]] == [
        "2026-11-26",
        "2026-11-28",
    ]
    ask("calendar", "change", "2026-11-28", "--class", "easy")
    ask("calendar", "add", folder)
    rows = ask("calendar")
    assert len(rows) == 2
    assert rows[1]["class"] == "easy"
    later = ask("calendar", "add", folder, today=FRI)["entries"]  # what lies behind is left out
    assert [row["date"] for row in later] == ["2026-11-28"]


def test_free_hours_are_told_by_weekday_and_taken_back(ask):
    ask("calendar", "available", "weekdays", "6:00-7:30", "18-20:30")
    told = ask("calendar", "available", "sun", "none")
    assert told[0] == {"weekday": "monday", "windows": [["06:00", "07:30"], ["18:00", "20:30"]]}
    assert told[-1] == {"weekday": "sunday", "windows": []}
    assert ask("calendar", "available", "daily", "-") == []


def test_days_away_have_their_equipment_or_no_psoas_work_and_are_taken_back(ask):
    ask("away", "thu", "sat", "--equipment", "ankle-weights, Band")
    told = ask("away", "sun", "--free")
    assert told[0] == {
        "date": THU.isoformat(),
        "free_of_psoas_work": False,
        "equipment": ["ankle_weights", "band"],
    }
    assert told[-1]["free_of_psoas_work"]
    assert ask("calendar", "away") == told
    assert [one["date"] for one in ask("away", "fri", "sun", "-")] == [THU.isoformat()]
    assert ask("away", "thu")[0]["equipment"] == []


def test_a_day_kept_free_has_no_psoas_work(ask):
    ask("away", "wed", "--free")
    days = {day["date"]: day["blocks"] for day in ask("plan")["days"]}
    assert days[WED.isoformat()] == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("calendar import none.ics", 2),
        ("calendar move thu fri", 1),
        ("calendar move abcdef fri", 1),
        ("calendar add mon 5x1000", 2),
        ("calendar add 2026-11-01 5x1000", 2),
        ("calendar add thu Dentist", 2),
        ("calendar add thu none.fit", 2),
        ("calendar swap wed wed", 2),
        ("calendar change wed", 2),
        ("calendar change wed --class hard", 2),
        ("calendar change wed --minutes 0", 2),
        ("calendar change wed --sport chess", 2),
        ("calendar available mon", 2),
        ("calendar available mon 20-18", 2),
        ("away fri thu", 2),
        ("away thu fri --equipment sofa", 2),
        ("away thu fri now", 2),
        ("calendar list --until someday", 2),
    ],
)
def test_what_makes_no_sense_has_a_status_a_hint_and_changes_nothing(
    kneedrive, ask, library, planned, words, status
):
    before = ask("calendar", "list", "--all")
    answer = kneedrive(*words.split(), "--library", library, "--today", TODAY, "--json")
    assert answer.status == status
    assert answer.json()["hint"]
    assert ask("calendar", "list", "--all") == before
    assert ask("away") == ask("calendar", "available") == []


def test_a_calendar_with_unreadable_events_is_read_as_far_as_it_goes(kneedrive, library, tmp_path):
    path = tmp_path / "plan.ics"
    broken = "BEGIN:VEVENT\r\nUID:x\r\nDTSTART:tomorrow\r\nSUMMARY:Odd one\r\nEND:VEVENT\r\n"
    path.write_text(text(PLAN).replace("END:VCALENDAR", f"{broken}END:VCALENDAR"), newline="")
    answer = kneedrive("calendar", "import", path, "--library", library, "--today", TODAY)
    assert answer.status == 3
    assert "Odd one" in answer.out
    assert "4 new" in answer.out


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_list_fits_the_terminal(kneedrive, library, planned, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for words in (["calendar", "list", "--all"], ["calendar", "available"], ["away"]):
        answer = kneedrive(*words, "--library", library, "--today", TODAY)
        assert answer.status == 0
        assert max(map(len, answer.out.splitlines())) <= width


def test_a_title_cannot_command_the_terminal(kneedrive, library, tmp_path):
    path = write(tmp_path, [Event("x", WED, "Easy run [bold]45min\x1b[31m")])
    kneedrive("calendar", "import", path, "--library", library, "--today", TODAY)
    out = kneedrive("calendar", "--library", library, "--today", TODAY).out
    assert "\x1b" not in out
    assert "[bold]" in out


def test_a_calendar_is_enough_to_begin_with(kneedrive, tmp_path):
    """No recording is needed for a plan."""
    folder = tmp_path / "new"
    globals_ = ("--library", folder, "--today", TODAY, "--json")
    kneedrive("calendar", "import", write(tmp_path, PLAN), *globals_)
    answer = kneedrive("plan", *globals_)
    assert answer.status == 0, answer.err
    sessions = [one for day in json.loads(answer.out)["days"] for one in day["sessions"]]
    assert {one["origin"] for one in sessions} == {"calendar"}
