"""Out of a damaged database comes a sound one, with all that can be read."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from library_dump import dump

import sample_data
from adaptive import assessing
from adaptive.keeping.examining import examine
from adaptive.keeping.rebuilding import rebuild
from adaptive.library.store import Store

TODAY = sample_data.TODAY


@pytest.fixture
def lived(lived_library, tmp_path):
    folder = Path(shutil.copytree(lived_library, tmp_path / "library"))
    with Store.open(folder) as store:
        assessing.assess(store)
    with closing(sqlite3.connect(folder / "library.sqlite")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def rebuilt(folder):
    told = rebuild(folder, TODAY)
    found = examine(folder, TODAY)
    assert found.healthy, found.findings
    with Store.open(folder) as store:
        assessing.assess(store)
    return told


def test_out_of_a_sound_database_comes_the_same(lived):
    before = dump(lived)
    told = rebuilt(lived)
    assert [one.code for one in told] == ["set_aside"]
    assert dump(lived) == before
    assert (lived / f"library.damaged-{TODAY}.sqlite").exists()


def test_without_any_database_that_can_be_read_all_recordings_come_back(lived):
    before = dump(lived)
    (lived / "library.sqlite").write_bytes(b"SQLite format 3\0" + bytes(8000))
    told = rebuilt(lived)
    assert "diary" in " ".join(one.what for one in told)
    after = dump(lived)
    assert after["form"] == before["form"]
    assert after["originals"] == before["originals"]
    assert after["samples"] == before["samples"]
    assert len(after["sessions"]) == len(before["sessions"])


@pytest.mark.parametrize("seed", range(8))
def test_whatever_pages_are_lost_the_library_is_sound_and_every_recording_there(lived, seed):
    chance = Random(seed)
    before = dump(lived)
    data = bytearray((lived / "library.sqlite").read_bytes())
    for _ in range(chance.choice((1, 3, 10))):
        page = chance.randrange(1, len(data) // 4096)
        junk = bytes(4096) if chance.random() < 0.5 else chance.randbytes(4096)
        data[4096 * page : 4096 * (page + 1)] = junk
    (lived / "library.sqlite").write_bytes(data)
    rebuilt(lived)
    after = dump(lived)
    assert len(after["activities"]) == len(before["activities"])
    assert after["samples"] == before["samples"]
    for table in ("diary", "facts", "plans", "shifts"):
        assert set(after[table]) <= set(before[table])


def test_the_command_says_what_it_did(lived, kneedrive):
    data = bytearray((lived / "library.sqlite").read_bytes())
    data[4096 * 3 : 4096 * 9] = bytes(4096 * 6)
    (lived / "library.sqlite").write_bytes(data)
    assert kneedrive("doctor", "--library", lived).status == 1
    answer = kneedrive("doctor", "--rebuild", "--library", lived, "--today", TODAY)
    assert answer.status == 0, answer.out + answer.err
    assert "library.damaged-" in answer.out
    assert kneedrive("sessions", "--library", lived, "--today", TODAY).status == 0


@pytest.mark.parametrize("words", [["sessions"], ["plan"], ["load"], ["show", "last"]])
def test_damage_that_is_met_on_the_way_is_told_in_words(lived, kneedrive, words):
    data = bytearray((lived / "library.sqlite").read_bytes())
    data[4096 * 120 :] = b"\x55" * (len(data) - 4096 * 120)
    (lived / "library.sqlite").write_bytes(data)
    answer = kneedrive(*words, "--library", lived, "--today", TODAY)
    assert answer.status == 1
    assert "is damaged" in answer.err
    assert "kneedrive doctor --rebuild" in answer.err


def test_an_empty_folder_has_nothing_to_rebuild(tmp_path, kneedrive):
    answer = kneedrive("doctor", "--rebuild", "--library", tmp_path)
    assert answer.status == 1
    assert "there is no database" in answer.err
