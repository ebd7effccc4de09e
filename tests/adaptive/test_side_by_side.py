"""Several kneedrives share a library: nothing that was confirmed is lost, and a wait is told."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import sample_data
from adaptive.library import database
from adaptive.library.store import Store

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "side_by_side.py"
TODAY = sample_data.TODAY


def test_imports_a_page_and_six_commands_at_once_lose_nothing():
    """`python benchmarks/side_by_side.py --seconds 60` is the long form."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--seconds", "6"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout


def hold(library: Path, held: threading.Event, enough: threading.Event) -> None:
    """Write to a library, and take one's time."""
    with closing(sqlite3.connect(library / "library.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        held.set()
        enough.wait(30)
        other.execute("ROLLBACK")


def test_who_has_to_wait_is_told_and_served(library, kneedrive, monkeypatch):
    with Store.open(library):
        pass
    monkeypatch.setattr(database, "_TOLD_AFTER_S", 0.05)
    held, enough = threading.Event(), threading.Event()
    other = threading.Thread(target=hold, args=[library, held, enough])
    other.start()
    held.wait()
    threading.Timer(0.8, enough.set).start()
    answer = kneedrive("log", "check", "15", "15", "ok", "--library", library, "--today", TODAY)
    other.join()
    assert answer.status == 0
    assert answer.err.count("Another kneedrive is writing to this library; waiting") == 1


def test_who_waits_in_vain_hears_of_the_other_and_of_no_full_disk(library, kneedrive, monkeypatch):
    with Store.open(library):
        pass
    monkeypatch.setattr(database, "_PATIENCE_S", 0.2)
    held, enough = threading.Event(), threading.Event()
    other = threading.Thread(target=hold, args=[library, held, enough])
    other.start()
    held.wait()
    answer = kneedrive("log", "check", "15", "15", "ok", "--library", library, "--today", TODAY)
    enough.set()
    other.join()
    assert answer.status == 1
    assert "another kneedrive has been writing" in answer.err
    assert "locked" not in answer.err
    assert "full" not in answer.err
    assert kneedrive("log", "--library", library, "--today", TODAY).status == 0


def test_who_has_nothing_to_write_does_not_wait(library, kneedrive):
    kneedrive("sessions", "--library", library, "--today", TODAY)
    held, enough = threading.Event(), threading.Event()
    other = threading.Thread(target=hold, args=[library, held, enough])
    other.start()
    held.wait()
    answer = kneedrive("sessions", "--library", library, "--today", TODAY)
    enough.set()
    other.join()
    assert answer.status == 0
    assert "waiting" not in answer.err
