"""Looking back at imports, remembered folders, lists of files, and what the athlete told."""

import gzip
import io
import os
import re
import shutil
import sqlite3
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console
from two_devices import START, fit, gpx

import sample_data
from adaptive.cli import imports as cli_imports
from adaptive.cli.context import Context
from adaptive.library import schema
from adaptive.library.store import Store

FILES = sorted(sample_data.folder().iterdir())


@pytest.fixture
def library(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def synced(tmp_path):
    """A folder that a watch's app keeps in step."""
    folder = tmp_path / "synced"
    folder.mkdir()
    for file in FILES[:3]:
        shutil.copy(file, folder)
    return folder


def written(folder):
    """Which files there are, and when each was written."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [(file.name, file.stat().st_ino, file.stat().st_mtime_ns) for file in files]


def answer(kneedrive, *words):
    return kneedrive(*words, "--json").json()


# --- remembered folders -------------------------------------------------------------------


def test_without_a_path_the_folders_imported_before_are_looked_through_again(
    kneedrive, synced, library
):
    kneedrive("import", synced, "--library", library)
    shutil.copy(FILES[3], synced)
    again = answer(kneedrive, "import", "--library", library)
    assert again["counts"] == {"known": 3, "imported": 1}


def test_a_single_file_is_not_remembered(kneedrive, synced, library):
    kneedrive("import", FILES[0], "--library", library)
    refused = kneedrive("import", "--library", library)
    assert refused.status == 2
    assert "none is remembered" in refused.err


def test_a_folder_within_a_remembered_one_is_looked_through_once(kneedrive, synced, library):
    (synced / "new").mkdir()
    kneedrive("import", synced, "--library", library)
    kneedrive("import", synced / "new", synced / ".." / "synced", "--library", library)
    account = answer(kneedrive, "imports", "--library", library)
    assert account["folders"] == [{"path": str(synced.resolve()), "there": True}]


def test_a_watch_that_is_not_plugged_in_is_said_and_the_rest_goes_on(
    kneedrive, synced, library, tmp_path
):
    watch = tmp_path / "watch"
    watch.mkdir()
    shutil.copy(FILES[5], watch)
    kneedrive("import", synced, watch, "--library", library)
    watch.rename(tmp_path / "unplugged")
    again = answer(kneedrive, "import", "--library", library)
    assert again["away"] == [str(watch)]
    assert again["counts"] == {"known": 3}
    synced.rename(tmp_path / "gone")
    nothing = kneedrive("import", "--library", library)
    assert nothing.status == 1
    assert "is there now" in nothing.err


def test_a_folder_can_be_forgotten(kneedrive, synced, library):
    kneedrive("import", synced, "--library", library)
    account = answer(kneedrive, "imports", "--forget", synced, "--library", library)
    assert account["folders"] == []
    assert kneedrive("imports", "--forget", synced, "--library", library).status == 2


# --- lists of files -----------------------------------------------------------------------


def test_a_dash_reads_the_paths_from_standard_input(kneedrive, library, monkeypatch):
    text = "\n".join(str(file) for file in FILES[:2])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    taken = answer(kneedrive, "import", "-", "--library", library)
    assert [file["path"] for file in taken["files"]] == [str(file) for file in FILES[:2]]


def test_an_empty_list_is_wrong_usage(kneedrive, library, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    assert kneedrive("import", "-", "--library", library).status == 2


# --- looking back -------------------------------------------------------------------------


def test_every_import_can_be_looked_up_again_and_adds_up(kneedrive, synced, library):
    (synced / "notes.fit").write_text("no recording")
    first = answer(kneedrive, "import", synced, "--library", library)
    second = answer(kneedrive, "import", synced, "--library", library)
    account = answer(kneedrive, "imports", "--library", library)["imports"]
    assert [one["counts"] for one in account] == [first["counts"], second["counts"]]
    assert all(one["finished"] for one in account)
    (one,) = answer(kneedrive, "imports", "1", "--library", library)["imports"]
    assert {(file["path"], file["outcome"], file["reason"]) for file in one["files"]} == {
        (file["path"], file["outcome"], file["reason"]) for file in first["files"]
    }
    assert "notes.fit" in kneedrive("imports", "1", "--library", library).out


def test_an_import_that_never_was_is_named(kneedrive, synced, library):
    kneedrive("import", synced, "--library", library)
    refused = kneedrive("imports", "9", "--library", library)
    assert refused.status == 1
    assert "there is no import 9" in refused.err


# --- unchanged files ----------------------------------------------------------------------


def test_an_unchanged_file_is_not_opened_again(kneedrive, synced, library, monkeypatch):
    kneedrive("import", synced, "--library", library)
    monkeypatch.setattr("ingest.pipeline.read", lambda *_, **__: pytest.fail("it was opened"))
    again = answer(kneedrive, "import", synced, "--library", library)
    assert again["counts"] == {"known": 3}


def test_a_file_with_new_content_under_its_old_name_is_read(kneedrive, library, tmp_path):
    file = tmp_path / "latest.fit"
    file.write_bytes(fit())
    kneedrive("import", file, "--library", library)
    file.write_bytes(fit(START + timedelta(days=1)))
    again = answer(kneedrive, "import", file, "--library", library)
    assert again["counts"] == {"imported": 1}
    assert len(answer(kneedrive, "sessions", "--library", library)) == 2


def test_a_refused_file_stays_refused_with_its_reason_until_it_changes(
    kneedrive, library, tmp_path
):
    file = tmp_path / "a.fit"
    file.write_text("no recording")
    first = answer(kneedrive, "import", file, "--library", library)["files"]
    assert answer(kneedrive, "import", file, "--library", library)["files"] == first
    file.write_bytes(fit())
    assert answer(kneedrive, "import", file, "--library", library)["counts"] == {"imported": 1}


# --- exports ------------------------------------------------------------------------------

STRAVA = """Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,\
Elapsed Time,Distance,Relative Effort,Commute,Activity Gear,Filename
1,"Sep 1, 2026, 3:00:00 PM",Hill repeats with Jo,Ride,"windy, cold",1800,14.4,,false,,\
activities/1.fit.gz
"""


def test_a_title_comes_along_with_a_strava_export_even_later(kneedrive, library, tmp_path):
    (tmp_path / "from_device.fit").write_bytes(fit(channels=("power", "heart_rate")))
    kneedrive("import", tmp_path / "from_device.fit", "--library", library)
    with zipfile.ZipFile(tmp_path / "export_1.zip", "w") as archive:
        archive.writestr("activities.csv", STRAVA)
        recording = fit(channels=("power", "heart_rate"))
        archive.writestr("activities/1.fit.gz", gzip.compress(recording))
    taken = answer(kneedrive, "import", tmp_path / "export_1.zip", "--library", library)
    assert taken["counts"] == {"known": 1, "skipped": 1}
    shown = answer(kneedrive, "show", "last", "--library", library)
    assert shown["title"] == "Hill repeats with Jo"
    assert shown["export"]["description"] == "windy, cold"
    assert shown["export"]["type"] == "Ride"
    # The archive has not changed: neither it nor what is in it is opened again.
    again = answer(kneedrive, "import", tmp_path / "export_1.zip", "--library", library)
    assert again["counts"] == {"known": 1, "skipped": 1}


def test_the_sport_that_an_export_names_is_the_same_whether_it_came_first_or_last(
    kneedrive, library, tmp_path
):
    recording = fit(sport="generic")
    (tmp_path / "device.fit").write_bytes(recording)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("activities.csv", STRAVA)
        archive.writestr("activities/1.fit.gz", gzip.compress(recording))
    rows = []
    for number, order in enumerate((("device.fit", "export.zip"), ("export.zip", "device.fit"))):
        for name in order:
            kneedrive("import", tmp_path / name, "--library", library / str(number))
        rows.append(answer(kneedrive, "sessions", "--library", library / str(number)))
    assert [row["sport"] for row in rows[0]] == ["cycling"]
    for mine, other in zip(*rows, strict=True):
        assert mine | {"source": ""} == other | {"source": ""}


# --- time zone ----------------------------------------------------------------------------


def test_naming_a_zone_moves_the_sessions_that_know_no_other(kneedrive, library, tmp_path):
    late = START.replace(hour=22)
    (tmp_path / "own.fit").write_bytes(fit(late))
    nowhere = late + timedelta(hours=24)
    (tmp_path / "nowhere.fit").write_bytes(fit(nowhere, utc_offset=None))
    placed = late + timedelta(hours=48)
    (tmp_path / "placed.fit").write_bytes(fit(placed, utc_offset=None, position=(40.7, -74.0)))
    for name in ("own", "nowhere", "placed"):
        kneedrive("import", tmp_path / f"{name}.fit", "--library", library)
    told = answer(kneedrive, "me", "set", "time_zone", "Asia/Tokyo", "--library", library)
    assert told["time_zone"] == "Asia/Tokyo"
    rows = answer(kneedrive, "sessions", "--library", library)
    assert [row["local_start"] for row in rows] == [
        "2026-09-02T00:00:00",  # the file says two hours
        "2026-09-03T07:00:00",  # Tokyo
        "2026-09-03T18:00:00",  # New York
    ]
    assert answer(kneedrive, "me", "--library", library) == told


def test_what_makes_no_sense_is_no_fact(kneedrive, library):
    assert kneedrive("me", "set", "time_zone", "Mars", "--library", library).status == 2
    assert kneedrive("me", "set", "shoe_size", "44", "--library", library).status == 2


# --- improved reading ---------------------------------------------------------------------


def test_recordings_of_an_earlier_reading_are_read_again_from_their_originals(
    kneedrive, synced, library
):
    kneedrive("import", synced, "--library", library)
    before = answer(kneedrive, "sessions", "--library", library)
    with sqlite3.connect(library / "library.sqlite") as db:
        db.execute("UPDATE activities SET reading = 0")
        db.execute("UPDATE sessions SET sport = 'rowing', recorded = 'null'")
    db.close()
    for file in (library / "samples").rglob("*.parquet"):
        file.unlink()
    originals = written(library / "originals")
    answer(kneedrive, "import", synced, "--library", library)
    assert answer(kneedrive, "sessions", "--library", library) == before
    with Store.open(library) as store:
        assert not store.outdated()
    assert originals == written(library / "originals")
    assert all(Path(row["source"]).parent == synced for row in before)


def test_a_library_of_the_schema_before_opens_and_is_judged_anew(kneedrive, synced, library):
    kneedrive("import", synced, "--library", library)
    before = answer(kneedrive, "sessions", "--library", library)
    with sqlite3.connect(library / "library.sqlite") as db:
        for table in re.findall(r"CREATE TABLE (\w+)", "".join(schema._MIGRATIONS[2:])):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version = 2")
        db.execute("UPDATE activities SET reading = 2")
        db.execute("UPDATE assessments SET assessment = json_set(assessment, '$.load.old', 1)")
    db.close()
    assert answer(kneedrive, "sessions", "--library", library) == before
    answer(kneedrive, "import", synced, "--library", library)
    assert answer(kneedrive, "sessions", "--library", library) == before


# --- progress -----------------------------------------------------------------------------


def test_progress_tells_how_many_are_done_how_fast_and_how_long_it_takes(monkeypatch, tmp_path):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, color_system=None)
    monkeypatch.setattr(Context, "err", console)
    here = Context.of(tmp_path, None, as_json=False, quiet=False)
    with cli_imports._progress(here, shown=True) as bar:
        task = bar.add_task("reading", total=None)
        bar.refresh()
        for done in range(0, 100, 10):
            bar.update(task, completed=done, total=100)
            time.sleep(0.002)
        bar.refresh()
    assert "90/100" in screen.getvalue()
    assert "/s" in screen.getvalue()


# --- what is in files, and what they are called ----------------------------------------------


def test_a_name_cannot_command_the_terminal(kneedrive, library, tmp_path):
    odd = tmp_path / "esc\x1b]0;owned\x07[31m.fit"
    odd.write_text("no recording")
    taken = kneedrive("import", odd, "--library", library)
    listed = kneedrive("imports", "1", "--library", library)
    assert "owned" in taken.out
    for text in (taken.out, taken.err, listed.out):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_brackets_in_a_file_are_shown_as_they_are(kneedrive, library, tmp_path):
    recording = gpx().replace(b'creator="Some Site"', b'creator="Site [/b] 1"')
    (tmp_path / "a.gpx").write_bytes(recording)
    kneedrive("import", tmp_path / "a.gpx", "--library", library)
    assert "Site [/b] 1" in kneedrive("show", "last", "--library", library).out


def test_a_folder_whose_name_is_no_text_is_remembered_too(kneedrive, library, tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfedir"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes no such names")
    (folder / "a.fit").write_bytes(fit())
    kneedrive("import", folder, "--library", library)
    assert answer(kneedrive, "import", "--library", library)["counts"] == {"known": 1}


def test_a_track_without_a_sum_has_the_distance_of_its_positions(kneedrive, library, tmp_path):
    (tmp_path / "a.gpx").write_bytes(gpx(seconds=1800))
    kneedrive("import", tmp_path / "a.gpx", "--library", library)
    (row,) = answer(kneedrive, "sessions", "--library", library)
    # 7e-5 degrees of latitude a second are 7.78 m.
    assert row["distance_m"] == pytest.approx(1800 * 7.784, rel=0.01)


def test_an_interruption_while_classing_is_an_interruption(kneedrive, synced, library, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("adaptive.assessing.assess", interrupted)
        assert kneedrive("import", synced, "--library", library).status == 130
    # The next command classes what was left.
    assert len(answer(kneedrive, "sessions", "--library", library)) == 3


def test_undoing_says_what_was_done(kneedrive, library, tmp_path):
    for name, data in (("a.fit", fit(channels=("power",))), ("b.gpx", gpx())):
        (tmp_path / name).write_bytes(data)
        kneedrive("import", tmp_path / name, "--library", library)
    (merged,) = answer(kneedrive, "imports", "--library", library)["merged"]
    separated = kneedrive("imports", "--separate", merged["other"], "--library", library)
    assert separated.out.strip() == f"{merged['other']} stands for itself again."
    assert kneedrive("imports", "--separate", "", "--library", library).status == 2
