"""A form's export is taken in row by row; each has one outcome, and twice equals once."""

import sqlite3
from contextlib import closing
from datetime import date, time

import pytest

import sample_data
from adaptive.feedback_file import import_feedback
from adaptive.library.store import Store
from ingest.errors import UsageError

TODAY = date(2026, 11, 23)

FORM = """\
Timestamp,March hold left (s),March hold right (s),"Smooth?","Did the back stay flat?",\
Where did you feel it?,Back tension,Hip pull,Soreness,Email Address
11/20/2026 18:05:22,15,15,Yes,Yes,Deep in the hip,1,0,2,a@example.org
11/21/2026 7:31:00 PM,"12,5",8,No,No - it arched,Front of the thigh,4,slight,,a@example.org
"""


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "library", create=True) as opened:
        yield opened


@pytest.fixture
def take_in(store, tmp_path):
    """Import a table; gives the report."""

    def call(text, name="form.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return import_feedback(store, tmp_path / name, TODAY)

    return call


def outcomes(report):
    return [(row.line, row.outcome) for row in report.rows]


def test_a_forms_export_becomes_checks_and_symptoms(take_in, store):
    report = take_in(FORM)
    assert outcomes(report) == [(2, "logged"), (3, "logged")]
    assert report.ignored == ("Email Address",)
    good, sore, bad = store.diary.entries()
    assert (good.kind, good.on_day, good.at) == ("check", date(2026, 11, 20), time(18, 5))
    assert good.content == {
        "march_left_s": 15,
        "march_right_s": 15,
        "smooth": True,
        "feel": "deep",
        "dead_bug_flat": True,
        "back": 1,
        "hip_pull": 0,
    }
    assert (sore.kind, sore.content) == ("symptom", {"soreness": 2})
    assert bad.at == time(19, 31)
    assert (bad.content["march_left_s"], bad.content["march_right_s"]) == (12.5, 8)
    assert (bad.content["smooth"], bad.content["dead_bug_flat"]) == (False, False)
    assert (bad.content["feel"], bad.content["back"], bad.content["hip_pull"]) == ("front", 4, 2)


def test_imported_twice_equals_once_and_what_is_new_is_added(take_in, store):
    take_in(FORM)
    before = store.diary.entries()
    assert {row.outcome for row in take_in(FORM).rows} == {"known"}
    assert store.diary.entries() == before
    more = take_in(FORM + "11/22/2026 18:00:00,15,15,Yes,Yes,,,,,\n")
    assert [row.outcome for row in more.rows] == ["known", "known", "logged"]
    assert len(store.diary.entries()) == len(before) + 1


def test_rows_that_are_alike_are_as_many_as_there_are(take_in, store):
    alike = "date,left,right\n2026-11-20,15,15\n2026-11-20,15,15\n"
    take_in(alike)
    take_in(alike)
    assert len(store.diary.entries()) == 2


def test_a_bad_row_is_refused_with_its_line_and_reason_and_stops_nothing(take_in, store):
    report = take_in(
        "date;left;right;back\n"
        "20.11.2026;15;15;1\n"
        "someday;15;15;1\n"
        "21.11.2026;150;15;1\n"
        "22.11.2026;15;15;much\n"
        "\n"
        "24.11.2026;15;15;\n"
        ";15;15;\n"
        "22.11.2026;;;\n"
        "22.11.2026;12,5;15;\n"
    )
    assert outcomes(report) == [
        (2, "logged"),
        *((line, "refused") for line in (3, 4, 5, 7, 8, 9)),
        (10, "logged"),
    ]
    reasons = {row.line: row.reason for row in report.rows}
    assert "'someday' is no day" in reasons[3]
    assert "'150'" in reasons[4]
    assert "no score" in reasons[5]
    assert "lies ahead" in reasons[7]
    assert "nothing but its day" in reasons[9]
    assert report.counts == {"logged": 2, "refused": 6}
    assert len(store.diary.entries()) == 2


def test_a_cell_with_line_breaks_moves_no_line_number(take_in):
    report = take_in('date,note\n2026-11-20,"hilly\nand wet"\nnever,windy\n')
    assert outcomes(report) == [(2, "logged"), (4, "refused")]


@pytest.mark.parametrize(
    ("head", "cell", "field", "value"),
    [
        ("Did the back arch? / arched", "yes", "dead_bug_flat", False),
        ("arched", "no", "dead_bug_flat", True),
        ("back flat or arched", "arched", "dead_bug_flat", False),
        ("shaky", "yes", "smooth", False),
        ("smooth", "ja", "smooth", True),
        ("smooth", "shaky", "smooth", False),
        ("Range", "Half", "dead_bug_range", "half"),
        ("feel", "front", "feel", "front"),
    ],
)
def test_a_yes_means_what_its_column_asks(take_in, store, head, cell, field, value):
    take_in(f"date,left,right,{head}\n2026-11-20,15,15,{cell}\n")
    (entry,) = store.diary.entries()
    assert entry.content[field] == value


def test_who_is_not_sure_where_it_was_felt_says_nothing(take_in, store):
    take_in("date,left,right,feel\n2026-11-20,15,15,not sure\n")
    assert "feel" not in store.diary.entries()[0].content


def test_knee_lift_cadence_illness_and_notes_have_columns_too(take_in, store):
    take_in(
        "date\tknee lift left (deg)\tknee lift right (deg)\tcadence\tpace\till\tfever\tnote\n"
        "2026-11-18\t90\t85\t172\t5:30/km\t\t\twindy\n"
        "2026-11-19\t\t\t\t\tyes\tyes\t\n"
    )
    lift, cadence, note, ill = store.diary.entries()
    assert lift.content == {"left_deg": 90, "right_deg": 85}
    assert cadence.content == {"cadence_spm": 172, "speed_mps": 3.03}
    assert note.content == {"text": "windy"}
    assert ill.content == {"fever": True}


def test_columns_of_other_things_are_left_alone(take_in, store):
    report = take_in(
        "date,Rest day?,How well did you sleep?,Daily steps,Hours of work,note\n"
        "2026-11-18,yes,badly,9000,8,tired\n"
    )
    assert len(report.ignored) == 4
    assert [entry.kind for entry in store.diary.entries()] == ["note"]


def test_a_kind_says_what_a_row_is_where_no_other_column_does(take_in, store):
    take_in("date,kind,block\n2026-11-18,Skip,drills\n2026-11-19,ill,\n2026-11-21,well,\n")
    assert [entry.kind for entry in store.diary.entries()] == ["skip", "ill", "well"]


def test_a_height_is_told_apart_from_an_angle(take_in, store):
    take_in("date,left height (cm),right height (cm)\n2026-11-18,62,60\n")
    assert store.diary.entries()[0].content == {"left_cm": 62, "right_cm": 60}


def test_work_is_named_in_a_column_or_has_its_own(take_in, store):
    table = (
        "date,done,skipped,effort,Did you do the drills?\n"
        '2026-11-16,"activation, strengthening",,6,\n'
        "2026-11-19,strengthening,,,yes\n"
        "2026-11-20,,strengthening,,no\n"
    )
    take_in(table)
    told = [
        (one.on_day.day, one.kind, one.content["block"], one.content.get("pair"))
        for one in store.diary.entries()
    ]
    assert told == [
        (16, "done", "activation", None),
        (16, "done", "strengthening", "A"),
        (19, "done", "strengthening", "B"),
        (19, "done", "drills", None),
        (20, "skip", "strengthening", None),
        (20, "skip", "drills", None),
    ]
    assert {one.content.get("effort") for one in store.diary.entries()} == {6, None}
    assert {row.outcome for row in take_in(table).rows} == {"known"}


def test_red_flags_and_signs_are_known_by_name_or_refused(take_in, store):
    report = take_in("date,signs,red flags\n2026-11-20,stiff_back; thigh,\n2026-11-21,,bad mood\n")
    assert [row.outcome for row in report.rows] == ["logged", "refused"]
    assert store.diary.entries()[0].content == {"signs": ["stiff_back", "thigh_takes_over"]}


@pytest.mark.parametrize(
    "text", ["", "left,right\n15,15\n", "15,15\n2026-11-20,3\n", "date\n" + "x" * 200_000]
)
def test_what_is_no_table_of_feedback_is_refused_as_a_whole(take_in, text):
    with pytest.raises(UsageError):
        take_in(text)


def test_a_file_in_another_encoding_or_none_is_refused(store, tmp_path):
    (tmp_path / "odd.csv").write_bytes(b"date,note\n2026-11-20,\xff\xfe\n")
    for name in ("odd.csv", "missing.csv"):
        with pytest.raises(UsageError):
            import_feedback(store, tmp_path / name, TODAY)


def test_the_command_says_what_became_of_the_rows(kneedrive, tmp_path):
    (tmp_path / "form.csv").write_text("date,left,right\n2026-11-20,15,15\nx,1,1\n")
    here = ("--library", tmp_path / "library", "--today", TODAY)
    answer = kneedrive("log", "import", tmp_path / "form.csv", *here)
    assert answer.status == 3
    assert "1 logged, 1 refused" in answer.out
    assert "line 3: 'x' is no day" in answer.out
    again = kneedrive("log", "import", tmp_path / "form.csv", *here, "--json")
    assert again.status == 3
    assert again.json()["counts"] == {"known": 1, "refused": 1}
    assert again.json()["rows"][0] == {"line": 2, "outcome": "known", "reason": None}
    assert kneedrive("log", "import", tmp_path / "none.csv", *here).status == 2


def test_the_effort_of_the_only_session_of_a_day_reaches_it(ask, kneedrive, library, tmp_path):
    runs = [row for row in ask("sessions") if row["sport"] == "running"]
    days = [row["local_date"] for row in ask("sessions")]
    alone = next(row for row in reversed(runs) if days.count(row["local_date"]) == 1)
    twice = next(day for day in days if days.count(day) > 1)
    (tmp_path / "form.csv").write_text(f"date,rpe\n{alone['local_date']},9\n{twice},5\n")
    here = ("--library", library, "--today", sample_data.TODAY)
    assert kneedrive("log", "import", tmp_path / "form.csv", *here).status == 3
    with closing(sqlite3.connect(library / "library.sqlite")) as db:
        ((session,),) = db.execute("SELECT json_extract(content, '$.session') FROM diary")
    assert session == alone["id"]
