"""A backup is whole or not there, and gives back the library that it was made of."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from library_dump import dump

import sample_data
from adaptive import assessing
from adaptive.keeping import backups
from adaptive.keeping.examining import examine
from adaptive.keeping.restoring import restore
from adaptive.library.store import Store
from ingest.errors import KneedriveError, UsageError

TODAY = sample_data.TODAY
NOW = datetime.fromisoformat("2026-11-23T18:30:00")


@pytest.fixture
def lived(lived_library, tmp_path):
    folder = Path(shutil.copytree(lived_library, tmp_path / "library"))
    with Store.open(folder) as store:
        assessing.assess(store)
    return folder


@pytest.fixture
def backup(lived, tmp_path):
    with Store.open(lived) as store:
        return backups.write(store, tmp_path / "kept.zip", NOW)


def repacked(path: Path, change) -> Path:
    """The backup with its members changed by a function of name and content."""
    other = path.with_name(f"{path.stem}-changed.zip")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w") as made:
        for name in archive.namelist():
            for new_name, content in change(name, archive.read(name)):
                made.writestr(zipfile.ZipInfo(new_name), content)
    return other


def told_anew(path: Path, **facts) -> Path:
    """The backup with what it says of itself changed."""

    def change(name, content):
        told = json.dumps(json.loads(content) | facts) if name == "backup.json" else content
        return [(name, told)]

    return repacked(path, change)


def with_database(path: Path, *statements: str) -> Path:
    """The backup with another database, of which it says the right hash."""
    place = path.with_name("other.sqlite")
    with zipfile.ZipFile(path) as archive:
        place.write_bytes(archive.read("library.sqlite"))
    with closing(sqlite3.connect(place, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for one in statements:
            database.execute(one)
    content = place.read_bytes()

    def change(name, data):
        if name == "library.sqlite":
            return [(name, content)]
        if name == "backup.json":
            digest = hashlib.sha256(content).hexdigest()
            return [(name, json.dumps(json.loads(data) | {"database_sha256": digest}))]
        return [(name, data)]

    return repacked(path, change)


def test_what_is_restored_elsewhere_is_what_was_there(lived, backup, tmp_path):
    before = dump(lived)
    shutil.rmtree(lived)
    elsewhere = tmp_path / "another" / "machine"
    done = restore(backup.path, elsewhere, TODAY)
    assert dump(elsewhere) == before
    assert done.aside is None
    found = examine(elsewhere, TODAY)
    assert found.healthy
    assert not found.findings


def test_the_plan_is_the_same_and_importing_again_changes_nothing(
    lived, backup, tmp_path, kneedrive
):
    there = tmp_path / "there"
    restore(backup.path, there, TODAY)
    plans = [
        kneedrive("plan", "--library", folder, "--today", TODAY, "--json").json()
        for folder in (lived, there)
    ]
    assert plans[0] == plans[1]
    counts = kneedrive("import", sample_data.folder(), "--library", there, "--json").json()[
        "counts"
    ]
    assert set(counts) <= {"known", "skipped"}


def test_a_backup_says_what_it_holds_and_only_its_owner_reads_it(lived, backup):
    with Store.open(lived) as store:
        assert backup.recordings == len(store.recorded_by())
    assert backup.made == NOW
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert backups.check(backup.path) == backup
    with zipfile.ZipFile(backup.path) as archive:
        assert archive.testzip() is None
    assert sorted(path.name for path in backup.path.parent.iterdir()) == ["kept.zip", "library"]


def test_a_backup_is_never_written_over(lived, backup, tmp_path):
    before = backup.path.read_bytes()
    with Store.open(lived) as store:
        with pytest.raises(UsageError, match="no backup is ever written over"):
            backups.write(store, backup.path, NOW)
        names = [backups.write(store, tmp_path, NOW).path.name for _ in range(3)]
    assert backup.path.read_bytes() == before
    assert names == [f"kneedrive-2026-11-23{n}.zip" for n in ("", "-2", "-3")]


def test_whoever_took_the_name_meanwhile_keeps_it(lived, tmp_path, monkeypatch):
    place = tmp_path / "kept.zip"
    proved = backups.check

    def check(path, *rest):
        place.write_bytes(b"of another")
        return proved(path, *rest)

    monkeypatch.setattr(backups, "check", check)
    with Store.open(lived) as store, pytest.raises(UsageError, match="another kneedrive"):
        backups.write(store, place, NOW)
    assert place.read_bytes() == b"of another"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.zip", "library"]


def test_a_disk_without_second_names_takes_a_backup(lived, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with Store.open(lived) as store:
        assert backups.write(store, tmp_path / "kept.zip", NOW).path.exists()


def test_a_place_that_is_not_there_is_wrong_usage(lived, tmp_path, kneedrive):
    for words in (["backup", tmp_path / "none" / "x.zip"], ["restore", tmp_path / "none.zip"]):
        answer = kneedrive(*words, "--library", lived)
        assert answer.status == 2
        assert "there is no" in answer.err


def test_a_disk_that_is_full_leaves_no_part(lived, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = dump(lived)
    monkeypatch.setattr(backups, "make_lasting", full)
    with Store.open(lived) as store, pytest.raises(KneedriveError, match="No space left") as told:
        backups.write(store, tmp_path / "kept.zip", NOW)
    assert "library is as it was" in (told.value.hint or "")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]
    assert dump(lived) == before


def test_an_original_that_was_lost_is_named_and_the_rest_is_kept(lived, tmp_path):
    path = sorted(lived.glob("originals/*/*.gz"))[3]
    path.write_bytes(b"\x1f\x8bnothing")
    with Store.open(lived) as store:
        made = backups.write(store, tmp_path / "kept.zip", NOW)
    assert made.missing == (path.stem,)
    restore(made.path, tmp_path / "there", TODAY)
    assert not examine(tmp_path / "there", TODAY).healthy


def test_a_library_that_is_there_stays_unless_it_may_be_moved_aside(lived, backup, tmp_path):
    before = dump(lived)
    with pytest.raises(KneedriveError, match=r"a library in .* already"):
        restore(backup.path, lived, TODAY)
    with Store.open(lived) as store:
        store.set_fact("mass_kg", 70.0, TODAY)
    done = restore(backup.path, lived, TODAY, replace=True)
    assert dump(lived) == before
    assert done.aside is not None
    with Store.open(done.aside) as store:
        assert store.fact("mass_kg") == 70.0


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _flipped(path: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    return _written(path, bytes(data))


def test_a_folder_of_other_files_is_never_moved(backup, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("mine")
    for replace in (False, True):
        with pytest.raises(UsageError, match="holds other files"):
            restore(backup.path, home, TODAY, replace=replace)
    assert [path.name for path in home.iterdir()] == ["letter.txt"]
    (home / "letter.txt").unlink()
    assert restore(backup.path, home, TODAY).aside is None


SPOILED = {
    "no archive": lambda path: _written(path, b"PK no archive"),
    "cut off": lambda path: _written(path, path.read_bytes()[: path.stat().st_size // 2]),
    "a bit flipped": _flipped,
    "another recording under a name": lambda path: repacked(
        path, lambda name, data: [(name, data if name[0] != "o" else b"\x1f\x8b\x08junk")]
    ),
    "a recording left out": lambda path: repacked(
        path, lambda name, data: [] if name.startswith("originals/0") else [(name, data)]
    ),
    "no account of itself": lambda path: repacked(
        path, lambda name, data: [] if name == "backup.json" else [(name, data)]
    ),
    "an account that is none": lambda path: told_anew(path, made=7),
    "a name that leads out": lambda path: repacked(
        path, lambda name, data: [(name, data), *([("../out", b"x")] if name[0] == "b" else [])]
    ),
    "an absolute name": lambda path: repacked(
        path, lambda name, data: [(name, data), *([("/tmp/out", b"x")] if name[0] == "b" else [])]
    ),
    "a database of others": lambda path: with_database(path, "CREATE TABLE other (x)"),
    "a database with a trigger": lambda path: with_database(
        path, "CREATE TRIGGER t AFTER UPDATE ON activities BEGIN DELETE FROM diary; END"
    ),
    "a database with a view": lambda path: with_database(path, "CREATE VIEW v AS SELECT 1"),
    "a database with rows astray": lambda path: with_database(
        path, "DELETE FROM activities WHERE rowid = 1"
    ),
    "a newer schema": lambda path: told_anew(path, schema=99),
    "a newer database": lambda path: with_database(path, "PRAGMA user_version = 99"),
    "a newer form": lambda path: told_anew(path, format=99),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_what_is_no_sound_backup_is_refused_and_nothing_is_written(backup, tmp_path, spoil):
    spoiled = spoil(backup.path)
    there = tmp_path / "deep" / "there"
    there.parent.mkdir()
    with pytest.raises(KneedriveError) as told:
        restore(spoiled, there, TODAY)
    assert "nothing was changed" in (told.value.hint or "")
    assert list(there.parent.iterdir()) == []
    assert not (tmp_path / "out").exists()


def test_a_file_that_unpacks_without_end_is_refused(backup):
    import gzip

    bomb = gzip.compress(bytes(80 * 2**20))
    name = "originals/00/" + "0" * 64 + ".gz"
    spoiled = repacked(
        backup.path, lambda n, d: [(n, d), *([(name, bomb)] if n == "backup.json" else [])]
    )
    told = told_anew(spoiled, recordings=backup.recordings + 1)
    with pytest.raises(KneedriveError, match="not what it was"):
        backups.check(told)


def test_commands_answer_in_words_and_in_json(lived, tmp_path, kneedrive):
    place = tmp_path / "kept.zip"
    made = kneedrive("backup", place, "--library", lived)
    assert made.status == 0
    assert "kneedrive restore" in made.out
    assert kneedrive("backup", "--check", place, "--library", lived).status == 0
    back = kneedrive("restore", place, "--library", tmp_path / "there", "--json").json()
    assert back["recordings"] == 92
    assert back["sessions"] > 80
    assert back["aside"] is None
