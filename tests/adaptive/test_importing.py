"""Importing: every file one outcome, nothing stored twice, nothing lost."""

import csv
import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import sample_data
from adaptive.library.store import Store
from ingest import pipeline

FILES = sorted(sample_data.folder().iterdir())
with (sample_data.folder().parent / sample_data.MANIFEST).open() as table:
    TRUNCATED = [
        sample_data.folder() / row["file"]
        for row in csv.DictReader(table)
        if "truncated" in row["note"]
    ]


def contents(library):
    """All that a library holds, but for the record of the imports themselves."""
    with sqlite3.connect(library / "library.sqlite") as db:
        tables = {
            table: sorted(db.execute(f"SELECT * FROM {table}"))
            for table in ("activities", "sessions", "assessments", "programme")
        }
    db.close()
    files = {
        path.relative_to(library): path.read_bytes()
        for folder in ("originals", "samples")
        for path in (library / folder).rglob("*")
        if path.is_file()
    }
    return tables, files


def test_the_outcomes_add_up_to_the_files_found(kneedrive, tmp_path):
    answer = kneedrive(
        "import", sample_data.folder(), "--library", tmp_path / "library", "--json"
    ).json()
    assert sum(answer["counts"].values()) == len(answer["files"]) == len(FILES)
    assert answer["counts"] == {
        "imported": len(FILES) - 2,
        "skipped": 1,
        "damaged": 1,
    }


def test_importing_twice_changes_nothing(kneedrive, tmp_path):
    library = tmp_path / "library"
    kneedrive("import", *FILES[:6], "--library", library)
    before = contents(library)
    again = kneedrive("import", *FILES[:6], "--library", library, "--json")
    assert again.status == 0
    assert again.json()["counts"] == {"known": 6}
    assert contents(library) == before


def test_a_recording_is_known_by_its_content_not_by_its_name_or_packing(kneedrive, tmp_path):
    packed = next(file for file in FILES if file.name.endswith("running.fit.gz"))
    plain = tmp_path / "renamed.FIT"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    answer = kneedrive("import", packed, plain, "--library", tmp_path / "library", "--json")
    assert [file["outcome"] for file in answer.json()["files"]] == ["imported", "known"]


def test_the_order_of_importing_makes_no_difference(kneedrive, tmp_path):
    some = FILES[:8]
    for name, files in (("first", some), ("second", some[::-1])):
        for file in files:
            kneedrive("import", file, "--library", tmp_path / name, "--quiet")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_the_original_is_kept_to_the_byte(kneedrive, tmp_path):
    library = tmp_path / "library"
    kneedrive("import", FILES[0], "--library", library)
    (original,) = (library / "originals").rglob("*.gz")
    assert gzip.decompress(original.read_bytes()) == gzip.decompress(FILES[0].read_bytes())


def test_a_damaged_file_gives_what_can_be_read_and_says_so(kneedrive, tmp_path):
    (truncated,) = TRUNCATED
    answer = kneedrive("import", truncated, "--library", tmp_path, "--json")
    (file,) = answer.json()["files"]
    assert answer.status == 3
    assert file["outcome"] == "damaged"
    assert "byte" in file["reason"]
    shown = kneedrive("show", "last", "--library", tmp_path, "--json").json()
    assert shown["duration_s"] > 600
    assert any(issue["severity"] == "damage" for issue in shown["issues"])


def test_an_interruption_keeps_what_was_reported_and_can_be_gone_on_from(
    kneedrive, tmp_path, monkeypatch
):
    library = tmp_path / "library"
    read, calls = pipeline.read, []

    def interrupted_at_the_fourth(*args, **kwargs):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return read(*args, **kwargs)

    monkeypatch.setattr(pipeline, "read", interrupted_at_the_fourth)
    first = kneedrive("import", *FILES[:6], "--library", library, "--json")
    assert first.status == 130
    assert first.json()["interrupted"]
    assert first.json()["counts"] == {"imported": 3}
    second = kneedrive("import", *FILES[:6], "--library", library, "--json")
    assert second.status == 0
    assert second.json()["counts"] == {"known": 3, "imported": 3}


def test_a_failure_while_storing_leaves_no_trace_of_the_recording(kneedrive, tmp_path, monkeypatch):
    library = tmp_path / "library"
    kneedrive("import", FILES[0], "--library", library)
    before = contents(library)[0]
    monkeypatch.setattr(
        "adaptive.library.import_log.insert_outcomes",
        lambda *_: (_ for _ in ()).throw(OSError("full")),
    )
    refused = kneedrive("import", FILES[1], "--library", library)
    assert refused.status == 1
    assert "cannot be written: full" in refused.err
    monkeypatch.undo()
    assert contents(library)[0] == before
    kneedrive("import", FILES[1], "--library", library)
    assert len(contents(library)[0]["activities"]) == 2


def test_a_path_that_does_not_exist_is_wrong_usage(kneedrive, tmp_path):
    answer = kneedrive("import", tmp_path / "nowhere", "--library", tmp_path / "library")
    assert answer.status == 2
    assert "there is nothing at" in answer.err
    assert not answer.out


def test_an_empty_folder_says_so(kneedrive, tmp_path):
    (tmp_path / "empty").mkdir()
    answer = kneedrive("import", tmp_path / "empty", "--library", tmp_path / "library")
    assert answer.status == 1
    assert "there are no files in" in answer.err


def test_a_text_file_named_fit_is_refused_with_a_reason(kneedrive, tmp_path):
    (tmp_path / "notes.fit").write_text("intervals on Tuesday\n")
    answer = kneedrive("import", tmp_path / "notes.fit", "--library", tmp_path / "l", "--json")
    assert answer.status == 3
    (file,) = answer.json()["files"]
    assert file["outcome"] == "failed"
    assert "text" in file["reason"]


def test_a_stray_note_beside_recordings_is_no_failure(kneedrive, tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    shutil.copy(FILES[0], exports)
    (exports / "readme.txt").write_text("my watch\n")
    (exports / ".DS_Store").write_bytes(b"\0\1")
    answer = kneedrive("import", exports, "--library", tmp_path / "library", "--json")
    assert answer.status == 0
    assert answer.json()["counts"] == {"imported": 1, "skipped": 1}


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open every folder"
)
def test_a_folder_without_permission_is_named_and_the_rest_goes_on(kneedrive, tmp_path):
    exports = tmp_path / "exports"
    (exports / "closed").mkdir(parents=True)
    shutil.copy(FILES[0], exports)
    (exports / "closed").chmod(0)
    try:
        answer = kneedrive("import", exports, "--library", tmp_path / "library", "--json")
    finally:
        (exports / "closed").chmod(0o700)
    assert answer.status == 3
    assert answer.json()["counts"] == {"imported": 1, "failed": 1}


def test_a_named_folder_without_permission_is_wrong_usage(kneedrive, tmp_path, monkeypatch):
    """Root may open everything, so the system's answer is given here for it."""
    (tmp_path / "closed").mkdir()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.R_OK and may(path, mode))
    answer = kneedrive("import", tmp_path / "closed", "--library", tmp_path / "library")
    assert answer.status == 2
    assert "may not be opened by you" in answer.err


def test_a_folder_that_cannot_be_opened_is_one_outcome_with_its_reason(
    kneedrive, tmp_path, monkeypatch
):
    """The same law where permissions do not bind, as for root."""
    iterdir = Path.iterdir

    def refuse(path):
        if path.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return iterdir(path)

    exports = tmp_path / "exports"
    (exports / "closed").mkdir(parents=True)
    shutil.copy(FILES[0], exports)
    monkeypatch.setattr(Path, "iterdir", refuse)
    answer = kneedrive("import", exports, "--library", tmp_path / "library", "--json").json()
    assert answer["counts"] == {"imported": 1, "failed": 1}
    assert "cannot be opened: Permission denied" in answer["files"][-1]["reason"]


def test_the_second_reader_gives_the_same_sessions(kneedrive, tmp_path):
    run = next(file for file in FILES if file.name.endswith("running.fit.gz"))
    rows = []
    for reader in ("columnar", "fitparse"):
        kneedrive("import", run, "--reader", reader, "--library", tmp_path / reader)
        (row,) = kneedrive("sessions", "--library", tmp_path / reader, "--json").json()
        rows.append(row)
    assert rows[0] == rows[1]


def test_every_file_of_the_corpus_has_one_outcome(kneedrive, corpus, tmp_path):
    answer = kneedrive("import", corpus, "--library", tmp_path, "--json")
    files = [path for path in corpus.rglob("*") if path.is_file()]
    assert answer.status == 3
    assert sum(answer.json()["counts"].values()) == len(files)
    for file in answer.json()["files"]:
        stored = file["outcome"] in {"imported", "damaged", "merged"}
        assert bool(file["sessions"]) == stored, file
        assert file["outcome"] == "imported" or file["reason"], file


def test_whatever_damage_a_file_has_the_rest_is_imported_and_all_is_judged(kneedrive, tmp_path):
    chance = random.Random(7)
    packed = [file for file in FILES if file.suffix == ".gz"]
    small = sorted(packed, key=lambda file: file.stat().st_size)[:30]
    exports = tmp_path / "exports"
    exports.mkdir()
    for number in range(60):
        data = bytearray(gzip.decompress(small[number // 2].read_bytes()))
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(14, len(data))] = chance.randrange(256)
        (exports / f"{number}.fit").write_bytes(data[: chance.choice((len(data), len(data) // 2))])
    answer = kneedrive("import", exports, "--library", tmp_path / "library", "--json")
    assert answer.status == 3
    assert sum(answer.json()["counts"].values()) == 60
    rows = kneedrive("sessions", "--library", tmp_path / "library", "--json").json()
    # Two damaged copies of each recording: what is left of them is one session.
    assert 20 <= len(rows) <= 45
    assert all(0 <= row["load_tss"] < 10_000 for row in rows)


def test_two_imports_at_once_store_every_recording_once(kneedrive, tmp_path):
    """The second one learns within its own writing that the first was faster."""
    library = tmp_path / "library"
    words = [sys.executable, "-c", "from adaptive.cli import main; main()"]
    words += ["import", str(sample_data.folder()), "--library", str(library), "--json"]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [json.loads(process.communicate()[0]) for process in both]
    stored = Counter(
        file["outcome"] for answer in answers for file in answer["files"] if file["sessions"]
    )
    assert stored.total() == len(FILES) - 1
    for answer in answers:
        assert sum(answer["counts"].values()) == len(FILES)
    alone = tmp_path / "alone"
    kneedrive("import", sample_data.folder(), "--library", alone)
    assert contents(library) == contents(alone)


def test_judgements_made_without_knowing_a_session_are_not_kept(kneedrive, tmp_path):
    kneedrive("import", FILES[0], "--library", tmp_path)
    with Store.open(tmp_path) as store:
        (session_id,) = store.assessments()
        assert not store.save_assessments({session_id: {"stale": True}}, state=store.state() - 1)
        assert "stale" not in store.assessments()[session_id]
