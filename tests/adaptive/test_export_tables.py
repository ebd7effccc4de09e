"""Tables for spreadsheets and for text: whole, harmless, and the same when read again."""

import csv as plain_csv
import io
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import sample_data
from adaptive import service
from adaptive.exports import tables
from adaptive.library.store import Store

TODAY = sample_data.TODAY
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# What a file of text can hold: surrogates are no characters, and csv ends at NUL.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture
def lived(strengthening, library):
    """All tables of an athlete who has a plan and a diary."""
    strengthening("plan")
    strengthening("log", "symptom", "--back", 2)
    strengthening("log", "note", "=1+1 | done")
    with Store.open(library) as store:
        yield tables.tables(store, TODAY, None)


def test_each_table_is_the_same_when_pandas_reads_it_again(lived):
    for name, frame in lived.items():
        assert len(frame), name
        text = tables.csv(frame)
        again = pd.read_csv(io.StringIO(text), dtype=frame.dtypes.to_dict())
        if name == "diary":
            again["text"] = again["text"].str.removeprefix("'")
        assert_frame_equal(again, frame, obj=name)


def test_the_tables_are_those_that_the_help_names(lived):
    assert tuple(lived) == tables.NAMES


def test_columns_are_those_of_the_json(lived, ask):
    assert set(lived["sessions"].columns) == {name for row in ask("sessions") for name in row}
    assert set(lived["load"].columns) == set(ask("load")[0])
    (row,) = ask("sessions", "--since", "2026-11-22", "--until", "2026-11-22")
    last = lived["sessions"].iloc[-1]
    assert last["id"] == row["id"]
    assert last["load_tss"] == row["load_tss"]
    assert last["reasons"] == "; ".join(row["reasons"])
    assert last["local_date"] == row["local_date"]


def test_the_plan_has_a_row_for_each_exercise_of_each_block(lived, strengthening):
    plan = strengthening("plan")
    doses = [
        (block["id"], dose["id"], dose["sets"])
        for day in plan["days"]
        for block in day["blocks"]
        for dose in block["exercises"]
    ]
    rows = lived["blocks"][["block", "exercise", "sets"]].itertuples(index=False, name=None)
    assert list(rows) == doses
    assert len(lived["week"]) == sum(len(day["sessions"]) for day in plan["days"])


def test_a_library_without_recordings_has_empty_tables(tmp_path):
    with Store.open(tmp_path / "new", create=True) as store:
        made = tables.tables(store, TODAY, None)
        assert service.sessions(store, TODAY) == []
    assert all(frame.empty for name, frame in made.items())
    assert all(isinstance(tables.csv(frame), str) for frame in made.values())
    assert all(isinstance(tables.markdown(frame), str) for frame in made.values())


def test_what_lies_ahead_of_the_day_is_not_told(strengthening, library):
    strengthening("log", "note", "later", today=TODAY)
    with Store.open(library) as store:
        before = tables.tables(store, TODAY - timedelta(days=1), None)
    assert "note" not in set(before["diary"].get("kind", ()))


@given(TEXTS)
def test_no_text_is_a_formula_and_all_of_it_is_there(text):
    frame = pd.DataFrame({"title": [text, "end"]})
    (_, (cell,), _) = plain_csv.reader(io.StringIO(tables.csv(frame), newline=""))
    told = text.replace("\r\n", "\n").replace("\r", "\n")
    assert not cell.startswith(DANGEROUS)
    assert cell == (f"'{told}" if told.startswith(DANGEROUS) else told)


def test_negative_numbers_stay_numbers():
    frame = pd.DataFrame({"form": [-8.2, None], "sets": pd.array([-1, None], dtype="Int64")})
    assert tables.csv(frame) == "form,sets\n-8.2,-1\n,\n"


@given(TEXTS)
def test_a_row_of_markdown_is_one_line_with_as_many_cells_whatever_it_says(text):
    frame = pd.DataFrame({"title": [text], "n": [1]})
    head, rule, row = tables.markdown(frame).splitlines()
    assert (head, rule) == ("| title | n |", "| --- | ---: |")
    unescaped = row.replace("\\\\", "").replace("\\|", "")
    assert unescaped.count("|") == 3


def test_a_title_is_no_markup_in_markdown():
    titles = ["<img src=x>", "![here](http://x.example)", "`a`", "a|b"]
    rows = tables.markdown(pd.DataFrame({"title": titles})).splitlines()[2:]
    assert rows == [
        "| \\<img src=x> |",
        "| !\\[here](http://x.example) |",
        r"| \`a\` |",
        r"| a\|b |",
    ]


def test_unknown_is_empty_in_markdown():
    frame = pd.DataFrame({"load": pd.array(["band", None], dtype="string")})
    assert tables.markdown(frame) == "| load |\n| --- |\n| band |\n|  |\n"


@pytest.mark.parametrize(("command", "ending"), [("csv", "csv"), ("markdown", "md")])
def test_a_folder_gets_a_file_for_each_table(ask, tmp_path, command, ending):
    place = tmp_path / "new" / "tables"
    told = ask("export", command, place)
    assert sorted(told["files"]) == sorted(map(str, place.iterdir()))
    assert {path.name for path in place.iterdir()} == {f"{n}.{ending}" for n in tables.NAMES}
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}


def test_one_table_goes_to_a_file_or_to_standard_output(kneedrive, library, tmp_path):
    where = ("--library", library, "--today", TODAY)
    path = tmp_path / "load.csv"
    assert kneedrive("export", "csv", path, "--table", "load", *where).status == 0
    printed = kneedrive("export", "csv", "-", "--table", "load", *where)
    assert printed.out.encode() == path.read_bytes()
    assert printed.out.startswith("date,load_tss,")
    assert [one.name for one in tmp_path.glob("*.csv")] == ["load.csv"]


@pytest.mark.parametrize(
    "words", [("ics",), ("html",), ("csv", "--table", "load"), ("markdown", "--table", "load")]
)
def test_json_names_the_one_file_that_was_written(ask, tmp_path, words):
    path = tmp_path / "one"
    assert ask("export", words[0], path, *words[1:]) == {"files": [str(path)]}
    assert path.stat().st_size


@pytest.mark.parametrize("command", ["fit", "activities"])
def test_several_files_are_not_printed(kneedrive, library, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    answer = kneedrive("export", command, "-", "--library", library, "--today", TODAY)
    assert answer.status == 2
    assert "several files cannot be printed" in answer.err
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-",), "only one table can be printed"),
        (("x", "--table", "loads"), "there is no table 'loads'"),
        (("FILE",), "is a file"),
        (("FOLDER", "--table", "load"), "is a folder"),
        (("missing/load.csv", "--table", "load"), "there is no folder"),
    ],
)
def test_a_place_that_cannot_be_is_refused(kneedrive, library, tmp_path, monkeypatch, words, said):
    (tmp_path / "FILE").touch()
    (tmp_path / "FOLDER").mkdir()
    monkeypatch.chdir(tmp_path)
    answer = kneedrive("export", "csv", *words, "--library", library, "--today", TODAY)
    assert answer.status == 2
    assert said in " ".join(answer.err.split())
