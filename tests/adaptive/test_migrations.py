"""A library of any earlier schema opens, keeps what it held, and lies beside as it was."""

import gzip
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import sample_data
from adaptive.library import schema
from adaptive.library.originals import Originals
from adaptive.library.schema import SCHEMA_VERSION, version_of
from adaptive.library.store import Store
from ingest.errors import KneedriveError
from ingest.exports import Found

STORED = Path(__file__).parent / "stored_libraries"
EARLIER = range(1, SCHEMA_VERSION)

TOLD = {
    *("folders", "separated", "facts", "settings", "labels", "calendar", "available", "days_off"),
    *("pins", "diary", "plans", "planned", "shifts", "decided", "phones", "events", "words"),
    *("imports", "outcomes"),
}
"""Tables of what cannot be made again."""


@pytest.fixture
def stored(tmp_path):
    """Lays out the library that an earlier kneedrive wrote; its samples are gone."""

    def lay_out(version: int) -> Path:
        folder = tmp_path / f"schema-{version}"
        folder.mkdir()
        packed = STORED / f"schema-{version}.sqlite.gz"
        (folder / "library.sqlite").write_bytes(gzip.decompress(packed.read_bytes()))
        with closing(sqlite3.connect(folder / "library.sqlite")) as database:
            ids = {row[0] for row in database.execute("SELECT id FROM activities")}
            if version > 1:  # the samples are not kept: they are to be made again
                database.execute("UPDATE activities SET reading = 0")
                database.commit()
        originals = Originals(folder / "originals")
        for path in sample_data.folder().iterdir():
            data = Found(path, named=True).read()
            name = hashlib.sha256(data).hexdigest()
            if name in ids:
                originals.write(name, data)
        assert len(list(folder.glob("originals/*/*.gz"))) == len(ids) == 16
        return folder

    return lay_out


def rows_of(database: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for (name,) in names
        }


def schema_of(database: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


@pytest.mark.parametrize("version", EARLIER)
class TestEverySchema:
    def test_what_was_told_is_there_row_by_row(self, stored, version):
        folder = stored(version)
        before = rows_of(folder / "library.sqlite")
        with Store.open(folder):
            pass
        after = rows_of(folder / "library.sqlite")
        for table, rows in before.items():
            if table in TOLD:
                for row, now in zip(rows, after[table], strict=True):
                    assert row.items() <= now.items(), table
        assert before["programme"] == after["programme"][: len(before["programme"])]
        sessions = [row["id"] for row in before["sessions"]]
        assert [row["id"] for row in after["sessions"]] == sessions

    def test_it_lies_beside_as_it_was(self, stored, version):
        folder = stored(version)
        before = rows_of(folder / "library.sqlite")
        with Store.open(folder):
            pass
        kept = folder / f"library.before-schema-{SCHEMA_VERSION}.sqlite"
        assert rows_of(kept) == before
        with closing(sqlite3.connect(kept)) as copy:
            assert version_of(copy) == version
        assert kept.stat().st_mode & 0o777 == 0o600

    def test_its_schema_is_that_of_a_new_library(self, stored, version, tmp_path):
        folder = stored(version)
        for place in (folder, tmp_path / "new"):
            with Store.open(place, create=True):
                pass
        assert schema_of(folder / "library.sqlite") == schema_of(tmp_path / "new/library.sqlite")

    def test_the_next_import_reads_its_recordings_anew_and_all_commands_answer(
        self, stored, version, kneedrive
    ):
        folder = stored(version)
        there = ("--library", folder, "--today", "2026-09-16", "--json")
        assert kneedrive("import", sample_data.calendar(), *there).status in {0, 3}
        for words in (
            *(["plan"], ["phase"], ["form"], ["load"], ["thresholds"], ["imports"], ["me"]),
            *(["calendar", "list"], ["show", "last"]),
        ):
            answer = kneedrive(*words, *there)
            assert answer.status == 0, answer.err
        sessions = kneedrive("sessions", *there).json()
        assert len(sessions) == 18
        if version >= 4:
            labelled = [one for one in sessions if one["label_source"] == "athlete"]
            assert {one["class"] for one in labelled} == {"key", "easy"}

    def test_a_step_that_fails_leaves_it_as_it_was_and_the_next_opening_goes_on(
        self, stored, version, monkeypatch
    ):
        folder = stored(version)
        before = rows_of(folder / "library.sqlite")
        steps = schema._MIGRATIONS
        broken = (*steps[:-1], steps[-1] + "INSERT INTO no_such_table VALUES (1);\n")
        monkeypatch.setattr(schema, "_MIGRATIONS", broken)
        with pytest.raises(KneedriveError, match="cannot be opened"):
            Store.open(folder)
        assert rows_of(folder / "library.sqlite") == before
        monkeypatch.setattr(schema, "_MIGRATIONS", steps)
        with Store.open(folder) as store:
            assert store.sessions()


def test_only_the_copy_of_the_last_migration_is_kept(stored):
    folder = stored(6)
    (folder / "library.before-schema-3.sqlite").write_bytes(b"older")
    with Store.open(folder):
        pass
    kept = [path.name for path in folder.glob("library.before-*")]
    assert kept == [f"library.before-schema-{SCHEMA_VERSION}.sqlite"]


def test_a_library_of_a_newer_kneedrive_is_refused_and_untouched(stored):
    folder = stored(6)
    with closing(sqlite3.connect(folder / "library.sqlite")) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = (folder / "library.sqlite").read_bytes()
    with pytest.raises(KneedriveError, match="written by a newer kneedrive") as refused:
        Store.open(folder)
    assert "Update kneedrive" in (refused.value.hint or "")
    assert (folder / "library.sqlite").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["library.sqlite", "originals"]


def test_the_current_schema_opens_without_a_copy(stored):
    folder = stored(SCHEMA_VERSION)
    with Store.open(folder) as store:
        assert store.fact("equipment") == ["step", "band"]
    assert not list(folder.glob("library.before-*"))
