"""Several kneedrives at work on one library at the same time.

    python benchmarks/side_by_side.py --seconds 60

Two imports of overlapping folders, a page that takes forms, and loops of logging, labelling,
planning, looking over and backing up. Afterwards every write that was confirmed must be there once,
no answer may have spoken of a locked database, and the doctor must find nothing wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import sample_data
from adaptive.keeping.examining import examine

TODAY = sample_data.TODAY
MAIN = "from adaptive.cli import main; main()"

_LOOP = """
import contextlib, io, json, sys, time
from adaptive.cli import main

name, until, *words = sys.argv[1:]
number = 0
while time.time() < float(until):
    out, err, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([word.replace("NUMBER", f"{name}-{number}") for word in words])
        except SystemExit as end:
            status = int(end.code or 0)
    print(json.dumps([number, status, err.getvalue()[-500:]]), flush=True)
    number += 1
"""


def main() -> None:
    """Run them all for so long; end with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="side-by-side-") as name:
        faults, said = run(Path(name), asked.seconds)
    print(said)
    for one in faults:
        print(f"FAULT {one}")
    sys.exit(bool(faults))


def run(top: Path, seconds: float) -> tuple[list[str], str]:
    """What was not as it should be, and what was done, in words."""
    library = top / "library"
    halves = _overlapping(top)
    there = ["--library", str(library), "--today", str(TODAY)]
    _kneedrive("import", str(halves[0] / "first"), *there)
    until = str(time.time() + seconds)
    loops = {
        "note": ["log", "note", "NUMBER"],
        "note too": ["log", "note", "NUMBER"],
        "label": ["label", "last", "easy"],
        "plan": ["plan", "--json"],
        "doctor": ["doctor", "--json"],
        "backup": ["backup", str(top), "--json"],
        "import": ["import", str(halves[0])],
        "import too": ["import", str(halves[1]), "--workers", "2"],
    }
    page = _Page(there)
    running = {
        name: subprocess.Popen(
            [sys.executable, "-c", _LOOP, name.replace(" ", "-"), until, *words, *there],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, words in loops.items()
    }
    posted = page.post_until(float(until))
    answers = {}
    faults: list[str] = []
    for name, process in running.items():
        out, err = process.communicate()
        answers[name] = [json.loads(line) for line in out.splitlines()]
        if process.returncode:
            faults.append(f"{name} ended: {err[-500:]}")
        faults += [
            f"{name}: {said}"
            for _, status, said in answers[name]
            if status not in {0, 3} or "locked" in said
        ]
    faults += page.close()
    faults += _lost(library, answers, posted, halves)
    counts = ", ".join(f"{len(found)} x {name}" for name, found in answers.items())
    return faults, f"{counts}, {len(posted)} forms posted; {len(faults)} faults"


def _lost(
    library: Path, answers: dict[str, list[list[object]]], posted: list[str], halves: list[Path]
) -> list[str]:
    """What was confirmed and is not there, or is there twice."""
    with closing(sqlite3.connect(library / "library.sqlite")) as database:
        notes = [
            json.loads(content).get("text")
            for (content,) in database.execute("SELECT content FROM diary WHERE kind = 'note'")
        ]
        (labels,) = database.execute("SELECT count(*) FROM labels").fetchone()
        activities = {name for (name,) in database.execute("SELECT id FROM activities")}
    expected = [
        f"{name.replace(' ', '-')}-{number}"
        for name in ("note", "note too")
        for number, status, _ in answers[name]
        if status == 0
    ] + posted
    found = [f"{one}: {notes.count(one)} times" for one in expected if notes.count(one) != 1]
    confirmed = sum(status == 0 for _, status, _ in answers["label"])
    if labels != confirmed:
        found.append(f"{labels} labels, {confirmed} confirmed")
    files = {path.name for half in halves for path in half.rglob("*.fit*")}
    if len(activities) < len(files) - 1:  # one is no activity
        found.append(f"{len(activities)} recordings of {len(files)} files")
    checkup = examine(library, TODAY, repair=False)
    return found + [one.what for one in checkup.findings if one.severity == "damage"]


class _Page:
    """A page in a process of its own, to which notes are posted."""

    def __init__(self, there: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", MAIN, "serve", "--no-open", *there],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stdout is not None
        said = next(line for line in self._process.stdout if "http://" in line)
        found = re.search(r"http://[\d.:]+", said)
        assert found, said
        self._address = found[0]
        self._faults: list[str] = []

    def post_until(self, until: float) -> list[str]:
        """The notes that the page said it has taken."""
        taken = []
        while time.time() < until:
            note = f"page-{len(taken)}"
            form = urllib.parse.urlencode({"text": note}).encode()
            headers = {"Origin": self._address, "Sec-Fetch-Site": "same-origin"}
            asked = urllib.request.Request(f"{self._address}/log/note", form, headers)
            try:
                with urllib.request.urlopen(asked, timeout=90) as answer:
                    answer.read()
                    taken.append(note)
                with urllib.request.urlopen(f"{self._address}/", timeout=90) as answer:
                    answer.read()
            except urllib.error.HTTPError as error:
                self._faults.append(f"the page answered {error.code}: {error.read()[:300]!r}")
                break
        return taken

    def close(self) -> list[str]:
        """End it: the faults that it showed."""
        self._process.terminate()
        self._process.communicate()
        return self._faults


def _overlapping(top: Path) -> list[Path]:
    """Two folders with most of the recordings in both, and a few of them for a beginning."""
    every = sorted(sample_data.folder().iterdir())
    halves = [top / "one", top / "other"]
    for half, some in zip(halves, (every[:70], every[20:]), strict=True):
        (half / "first").mkdir(parents=True)
        for number, path in enumerate(some):
            shutil.copy(path, half / "first" if number < 20 else half)
    return halves


def _kneedrive(*words: str) -> None:
    subprocess.run([sys.executable, "-c", MAIN, *words], check=False, capture_output=True)


if __name__ == "__main__":
    main()
