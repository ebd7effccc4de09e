"""The doctor finds what is wrong, mends what can be mended, and says what cannot."""

import gzip
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from library_dump import dump

import sample_data
from adaptive import assessing, refreshing
from adaptive.keeping.examining import examine
from adaptive.library.store import Store
from ingest.errors import KneedriveError

TODAY = sample_data.TODAY


def look(folder, **options):
    return examine(folder, TODAY, **options)


def codes(checkup):
    return {one.code for one in checkup.findings}


def one_of(folder: Path, pattern: str) -> Path:
    return sorted(folder.glob(pattern))[5]


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(statement)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


@pytest.fixture
def judged(lived_library, tmp_path):
    """A library with everything in it, all sessions judged."""
    folder = Path(shutil.copytree(lived_library, tmp_path / "library"))
    with Store.open(folder) as store:
        assessing.assess(store)
    look(folder)
    return folder


def test_a_sound_library_is_well_and_left_as_it_is(judged):
    before = dump(judged)
    found = look(judged)
    assert found.healthy
    assert not [one for one in found.findings if one.severity != "note"]
    assert found.counts["recordings"] == len(before["activities"])
    assert dump(judged) == before


MENDED = {
    "samples that are gone": (lambda f: one_of(f, "samples/*/*").unlink(), "samples"),
    "a bit of samples that flipped": (lambda f: flip(one_of(f, "samples/*/*")), "samples"),
    "samples that were cut off": (lambda f: os.truncate(one_of(f, "samples/*/*"), 999), "samples"),
    "all samples gone": (
        lambda f: [path.unlink() for path in f.glob("samples/*/*")],
        "samples",
    ),
    "sessions that no longer say what they were": (
        lambda f: change(f, "UPDATE sessions SET details = 'x{' WHERE rowid % 7 = 0"),
        "value",
    ),
    "a profile that is gone": (
        lambda f: change(f, "UPDATE profiles SET facts = '' WHERE rowid = 3"),
        "value",
    ),
    "an assessment that is none": (
        lambda f: change(f, "UPDATE assessments SET assessment = '{' WHERE rowid = 4"),
        "value",
    ),
    "sessions without their recording": (
        lambda f: change(f, "DELETE FROM activities WHERE rowid IN (3, 8)"),
        "reference",
    ),
    "recordings that an earlier kneedrive read": (
        lambda f: change(f, "UPDATE activities SET reading = 0"),
        "outdated",
    ),
    "what others could open": (lambda f: one_of(f, "originals/*/*").chmod(0o644), "permissions"),
    "what a killed import left": (
        lambda f: (one_of(f, "originals/*/*").parent / ".abc.gz.999999999").write_bytes(b"x"),
        "unfinished",
    ),
}


@pytest.mark.parametrize(("harm", "code"), MENDED.values(), ids=MENDED)
def test_what_can_be_made_again_is_as_it_was(judged, harm, code):
    before = dump(judged)
    harm(judged)
    found = look(judged, repair=False)
    assert code in codes(found)
    found = look(judged)
    assert found.healthy
    assert code in codes(found)
    with Store.open(judged) as store:
        assessing.assess(store)
    after = dump(judged)
    moved = {"imports", "outcomes"}
    for table in before.keys() - moved:
        assert after[table] == before[table], table
    assert not [one for one in look(judged).findings if one.severity != "note"]


def test_looking_alone_changes_nothing(judged):
    one_of(judged, "samples/*/*").unlink()
    change(judged, "UPDATE profiles SET facts = '' WHERE rowid = 3")
    before = dump(judged)
    assert not look(judged, repair=False).healthy
    assert dump(judged) == before


def test_a_lost_original_is_told_kept_and_healed_by_the_next_import(judged, kneedrive):
    before = dump(judged)
    path = one_of(judged, "originals/*/*.gz")
    data = path.read_bytes()
    flip(path)
    found = look(judged)
    assert not found.healthy
    (told,) = [one for one in found.findings if one.code == "original"]
    assert "Import the file again" in told.remedy
    assert path.with_name(f"{path.name}.damaged").exists()
    assert kneedrive("doctor", "--library", judged).status == 1
    answer = kneedrive("import", sample_data.folder(), "--library", judged, "--json")
    assert answer.json()["counts"]["known"] >= 1
    assert gzip.decompress(path.read_bytes()) == gzip.decompress(data)
    assert look(judged).healthy
    assert dump(judged)["sessions"] == before["sessions"]


def test_an_original_that_no_row_names_is_taken_in(judged):
    name = "0" * 64
    stray = judged / "originals" / "00" / f"{name}.gz"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(gzip.compress(b"garbage"))
    found = look(judged)
    assert found.healthy
    assert stray.with_name(f"{stray.name}.damaged").exists()
    with Store.open(judged) as store:
        count = len(store.recorded_sessions())
    change(judged, "DELETE FROM sessions WHERE activity_id IN (SELECT id FROM activities LIMIT 4)")
    change(judged, "DELETE FROM activities WHERE id NOT IN (SELECT activity_id FROM sessions)")
    found = look(judged)
    assert "stray" in codes(found)
    with Store.open(judged) as store:
        assert len(store.recorded_sessions()) == count


def test_what_was_said_of_a_session_comes_back_with_it(judged):
    with Store.open(judged) as store:
        told = store.recorded_sessions()[3]
        store.merges.separate(told.id, TODAY)
    before = dump(judged)["separated"]
    assert len(before) == 1
    change(judged, f"DELETE FROM activities WHERE id = '{told.activity_id}'")
    found = look(judged)
    assert found.healthy
    assert {"reference", "stray"} <= codes(found)
    assert dump(judged)["separated"] == before
    assert not [one for one in look(judged).findings if one.severity != "note"]


def test_what_cannot_be_made_again_is_not_called_mended(judged, monkeypatch):
    one_of(judged, "samples/*/*").unlink()
    monkeypatch.setattr(refreshing, "refresh", lambda *_: None)
    found = look(judged)
    assert not found.healthy
    assert not any(one.repaired for one in found.findings)


def test_what_the_athlete_told_is_never_changed(judged):
    change(judged, "UPDATE diary SET content = '{' WHERE rowid = 1")
    before = dump(judged)["diary"]
    found = look(judged)
    assert not found.healthy
    (told,) = [one for one in found.findings if one.code == "value"]
    assert "rows 1" in told.what
    assert "restore" in told.remedy
    assert dump(judged)["diary"] == before


@pytest.mark.parametrize(
    "harm",
    [
        "CREATE TRIGGER t AFTER INSERT ON diary BEGIN DELETE FROM diary; END",
        "CREATE VIEW v AS SELECT 1",
        "DROP INDEX diary_by_day",
        "ALTER TABLE diary ADD COLUMN more TEXT",
    ],
)
def test_a_schema_that_is_not_ours_is_told(judged, harm):
    change(judged, harm)
    found = look(judged)
    assert not found.healthy
    assert "schema" in codes(found)


def test_a_database_that_is_none_is_told_and_left(judged):
    path = judged / "library.sqlite"
    path.write_bytes(b"no database at all" * 1000)
    for side in judged.glob("library.sqlite-*"):
        side.unlink()
    found = look(judged)
    assert not found.healthy
    assert codes(found) == {"database"}
    assert path.read_bytes().startswith(b"no database")


def test_samples_that_are_gone_are_told_where_they_are_needed(judged):
    for path in judged.glob("samples/*/*"):
        path.unlink()
    with Store.open(judged) as store, pytest.raises(KneedriveError) as told:
        store.recorded_stream(store.sessions()[0])
    assert "kneedrive doctor makes them again" in (told.value.hint or "")


def test_no_library_is_no_finding(tmp_path, kneedrive):
    answer = kneedrive("doctor", "--library", tmp_path / "none")
    assert answer.status == 1
    assert "nothing was imported yet" in answer.err
    assert not (tmp_path / "none").exists()
