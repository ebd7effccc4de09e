"""A library may share its folder: the doctor looks at its own files and lets all others be."""

import os

import pytest

import sample_data
from adaptive.keeping.examining import examine
from adaptive.web.receiving import sweep

TODAY = sample_data.TODAY
LONG_AGO = 1_000_000_000


@pytest.fixture
def shared_folder(library):
    """A library in a folder in which somebody works."""
    (library / ".ssh").mkdir(mode=0o755)
    (library / ".ssh" / "key").write_text("mine")
    (library / ".stversions").mkdir(mode=0o755)
    (library / ".report.7").write_text("mine, and named nearly as kneedrive names files")
    (library / "upload-to-coach").mkdir(mode=0o755)
    (library / "upload-pictures").mkdir(mode=0o755)
    (library / "upload-pictures" / "me.jpg").write_text("mine")
    (library / "tool").write_text("#!/bin/sh\n")
    (library / "tool").chmod(0o755)
    for path in library.iterdir():
        if path.name not in {"library.sqlite", "originals", "samples"}:
            os.utime(path, (LONG_AGO, LONG_AGO))
    return library


def everything(folder):
    return {path: path.lstat().st_mode for path in folder.rglob("*")}


def test_what_others_keep_in_the_folder_is_let_be(shared_folder):
    before = everything(shared_folder)
    mode = shared_folder.stat().st_mode
    found = examine(shared_folder, TODAY)
    assert not found.findings
    assert everything(shared_folder) == before
    assert shared_folder.stat().st_mode == mode


LEFT = [
    f"originals/ab/.{'ab' * 32}.gz.999999999",
    f"samples/ab/.{'ab' * 32}.parquet.999999999",
    ".library.before-schema-7.sqlite.of-999999999",
    "..library.before-schema-7.sqlite.of-999999999.999999999",
    ".kneedrive-2026-11-24.zip.999999999",
    "..kneedrive-2026-11-24.zip.sqlite.999999999.999999999",
]


@pytest.mark.parametrize("name", LEFT)
def test_what_an_ended_kneedrive_left_goes_though_others_share_the_folder(shared_folder, name):
    left = shared_folder / name
    left.parent.mkdir(exist_ok=True, mode=0o700)
    left.write_bytes(b"half")
    left.chmod(0o600)
    before = everything(shared_folder)
    (told,) = examine(shared_folder, TODAY).findings
    assert (told.code, told.repaired) == ("unfinished", True)
    assert before.keys() - everything(shared_folder).keys() == {left}


@pytest.mark.parametrize("name", [".library.sqlite.rebuilt", "upload-a1b2c3_d"])
def test_what_names_no_process_goes_once_nobody_touched_it_for_a_day(shared_folder, name):
    left = shared_folder / name
    left.mkdir(mode=0o700)
    assert not examine(shared_folder, TODAY).findings
    os.utime(left, (LONG_AGO, LONG_AGO))
    (told,) = examine(shared_folder, TODAY).findings
    assert (told.code, told.repaired) == ("unfinished", True)
    assert not left.exists()


def test_what_a_living_process_writes_is_let_be(library):
    being_written = next((library / "originals").iterdir()) / f".{'ab' * 32}.gz.{os.getpid()}"
    being_written.write_bytes(b"half")
    being_written.chmod(0o600)
    assert not examine(library, TODAY).findings
    assert being_written.exists()


def test_the_library_of_a_shared_folder_is_closed_to_others(shared_folder):
    originals = next((shared_folder / "originals").iterdir())
    originals.chmod(0o755)
    (shared_folder / "library.before-schema-7.sqlite").write_bytes(b"")
    (shared_folder / "library.before-schema-7.sqlite").chmod(0o644)
    found = examine(shared_folder, TODAY)
    assert [one.code for one in found.findings if one.severity != "note"] == ["permissions"]
    assert found.healthy
    assert originals.stat().st_mode & 0o077 == 0
    assert (shared_folder / "tool").stat().st_mode & 0o777 == 0o755
    assert (shared_folder / ".ssh").stat().st_mode & 0o777 == 0o755


def test_a_folder_that_is_the_librarys_alone_is_closed_to_others(library):
    library.chmod(0o755)
    found = examine(library, TODAY)
    assert [one.code for one in found.findings] == ["permissions"]
    assert library.stat().st_mode & 0o777 == 0o700


def test_the_page_sweeps_up_its_own_uploads_and_nothing_else(shared_folder):
    own = shared_folder / "upload-a1b2c3_d"
    own.mkdir(mode=0o700)
    (own / "0").write_bytes(b"half")
    os.utime(own, (LONG_AGO, LONG_AGO))
    sweep(shared_folder)
    assert not own.exists()
    assert (shared_folder / "upload-pictures" / "me.jpg").read_text() == "mine"
    assert (shared_folder / "upload-to-coach").is_dir()
