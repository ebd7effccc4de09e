"""docs/frames.md says of frames, files and tables what they are."""

import importlib
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.api import types

import sample_data
from adaptive import Library
from adaptive.columns import FRAMES, KINDS, SAMPLE_FILES, frame
from ingest.channels import CHANNELS

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("make_frames")


def test_the_page_is_what_the_code_makes(script):
    stored = (DOCS / "frames.md").read_text(encoding="utf-8")
    assert script.draw() == stored, "make docs writes it again"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    from adaptive.sample_athlete import lived_through

    folder = tmp_path_factory.mktemp("frames")
    with Library.open(folder, today=sample_data.TODAY, create=True) as opened:
        opened.files = opened.add(sample_data.folder())
        lived_through(opened.store)
        opened.add_calendar(sample_data.calendar())
        yield opened


def real(library, name):
    calls = {
        "files": lambda: library.files,
        "curves": lambda: library.curves("power_w"),
        "laps": lambda: library.laps("2026-11-17"),
        "intervals": lambda: library.intervals("2026-11-17"),
        "places": lambda: library.places("2026-11-25-strengthening"),
        "changes": lambda: library.what_if().away("wed", free=True).changes(),
    }
    return calls.get(name, getattr(library, name, None))()


HOLDS = {
    "text": lambda values: all(isinstance(value, str) for value in values),
    "number": types.is_float_dtype,
    "count": types.is_integer_dtype,
    "flag": types.is_bool_dtype,
    "day": lambda values: all(
        isinstance(day, date) and not isinstance(day, datetime) for day in values
    ),
    "instant": lambda values: isinstance(values.dtype, pd.DatetimeTZDtype),
    "local": lambda values: types.is_datetime64_dtype(values.dtype),
    "list": lambda values: all(isinstance(value, list | tuple) for value in values),
    "mapping": lambda values: all(isinstance(value, dict) for value in values),
}


def check(column, values):
    known = values.dropna()
    assert column.missing or len(known) == len(values), f"{column.name}: what does missing mean?"
    if len(known):
        told = values if column.kind in {"number", "count", "flag"} else known
        assert HOLDS[column.kind](told), f"{column.name} is no {column.kind}: {values.dtype}"


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_has_the_columns_that_the_page_names(library, name):
    about, found = FRAMES[name], real(library, name)
    assert len(found)
    assert list(found.columns) == [column.name for column in about.columns]
    for column in about.columns:
        check(column, found[column.name])
    assert found.index.name == (about.index and about.index.name)
    if about.index:
        check(about.index, found.index.to_series())


@pytest.mark.parametrize("name", ["laps", "week", "blocks", "places", "changes", "diary"])
def test_an_empty_frame_has_the_same_columns(name):
    assert list(frame(name, []).columns) == [column.name for column in FRAMES[name].columns]


def test_every_kind_is_explained_and_can_be_checked():
    used = {column.kind for one in FRAMES.values() for column in one.columns}
    assert used <= KINDS.keys() == HOLDS.keys()


def test_samples_have_the_columns_that_the_page_names(library):
    known = {column.name for column in SAMPLE_FILES} | CHANNELS.keys()
    developers = {"Leg Spring Stiffness"}
    files = sorted((library.store.folder / "samples").glob("*/*.parquet"))
    assert files
    for file in files:
        told = pq.read_schema(file)
        assert set(told.names) <= known | developers
        for column in SAMPLE_FILES:
            assert str(told.field(column.name).type) == (
                "double" if column.kind == "number" else "int32"
            )
        assert all(str(told.field(name).type) == "double" for name in told.names[3:])
    samples = library.samples("last")
    assert set(samples.columns) <= known - {"session"}
    check(SAMPLE_FILES[1], samples["elapsed_s"])
    check(SAMPLE_FILES[2], samples["stretch"])


def test_the_tables_of_the_database_are_those_that_the_page_names(library, script):
    told = {one.name: [column[0] for column in one.columns] for one in script.tables()}
    with closing(sqlite3.connect(library.store.folder / "library.sqlite")) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        real = {
            name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
        }
    assert told == real
