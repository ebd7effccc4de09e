"""kneedrive ended by kill -9 at any moment of what it does.

    python benchmarks/crashes.py --kills 300

Each time a process does one thing on a copy of a library and is killed at a random moment of it.
Then the library must open, the doctor must find nothing wrong in it, what was reported as stored
must be there, and going on must end where an undisturbed run ends.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import sample_data
from adaptive import assessing, planning
from adaptive.importing import import_recordings
from adaptive.jobs import Workers
from adaptive.keeping import backups
from adaptive.keeping.examining import examine
from adaptive.keeping.forgetting import forget
from adaptive.keeping.restoring import restore
from adaptive.library.store import Store
from adaptive.sample_athlete import lived_through

TODAY = sample_data.TODAY
NOW = datetime.combine(TODAY, datetime.min.time())
STORED = Path(__file__).resolve().parents[1] / "tests" / "adaptive" / "stored_libraries"

Report = Callable[[int], None]
"""Told how many things are stored by now."""


@dataclass(frozen=True)
class Operation:
    """Something that kneedrive does in a folder, in which `library` is the library.

    `prepare` makes the folder; `act` does it, or goes on with it; `stored` counts what is there of
    what is reported.
    """

    prepare: Callable[[Path], None]
    act: Callable[[Path, Report], None]
    stored: Callable[[Path], int] = lambda _: 0


def rows(folder: Path, table: str) -> int:
    """How many rows a table has; none where there is no library."""
    place = folder / "library" / "library.sqlite"
    if not place.exists():
        return 0
    with closing(sqlite3.connect(place)) as database:
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
        if (table,) not in tables:
            return 0
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def outcomes(folder: Path) -> int:
    """How many files an import has accounted for."""
    return rows(folder, "outcomes")


def import_all(folder: Path, report: Report, workers: int = 1) -> None:
    """Import the sample recordings."""
    with (
        Store.open(folder / "library", create=True) as store,
        Workers(workers) as processes,
    ):
        found = import_recordings(
            store,
            [sample_data.folder()],
            TODAY,
            workers=processes,
            progress=lambda done, _: report(done),
        )
        assert not found.interrupted
        assessing.assess(store)


def log_checks(folder: Path, report: Report) -> None:
    """Log twenty things, one after the other."""
    with Store.open(folder / "library") as store:
        for number in range(rows(folder, "diary"), 20 + BEFORE["diary"]):
            store.diary.add("note", TODAY, None, {"text": f"note {number}"}, TODAY)
            report(number + 1)


def label_sessions(folder: Path, report: Report) -> None:
    """Label sessions, and class all others by it."""
    with Store.open(folder / "library") as store:
        names = [one.id for one in store.sessions()][:15]
        for number, name in list(enumerate(names))[rows(folder, "labels") - BEFORE["labels"] :]:
            store.labels.tell(name, "key" if number % 2 else "easy", TODAY)
            report(number + 1 + BEFORE["labels"])
        assessing.assess(store)


def plan_weeks(folder: Path, report: Report) -> None:
    """Plan this week, with all that is decided on the way."""
    del report
    with Store.open(folder / "library") as store:
        planning.plan(store, TODAY, None)


def migrate(folder: Path, report: Report) -> None:
    """Open a library of an earlier schema."""
    del report
    with Store.open(folder / "library"):
        pass


def back_up(folder: Path, report: Report) -> None:
    """Write a backup."""
    if not (folder / "kept.zip").exists():
        with Store.open(folder / "library") as store:
            backups.write(store, folder / "kept.zip", NOW)
    report(1)


def put_back(folder: Path, report: Report) -> None:
    """Restore a backup."""
    if not (folder / "library" / "library.sqlite").exists():
        restore(folder / "kept.zip", folder / "library", TODAY)
    report(1)


def mend(folder: Path, report: Report) -> None:
    """Make lost samples again."""
    del report
    assert examine(folder / "library", TODAY).healthy
    with Store.open(folder / "library") as store:
        assessing.assess(store)


def forget_all(folder: Path, report: Report) -> None:
    """Delete what was told of health; what ended between deleting and shredding is done again."""
    with Store.open(folder / "library") as store:
        forget(store, TODAY)
    report(1)


def forgotten(folder: Path) -> bool:
    """Whether neither a word nor a free page is left."""
    kept = b"".join(path.read_bytes() for path in folder.glob("library/library*"))
    return b"hip_rest_pain" not in kept


def complaining(folder: Path) -> None:
    """A library in which a stop sign was told."""
    lived(folder)
    with Store.open(folder / "library") as store:
        flag = {"red_flags": ["hip_rest_pain"]}
        store.diary.add("symptom", TODAY, None, flag, TODAY)


def nothing(folder: Path) -> None:
    """An empty folder."""
    folder.mkdir()


def lived(folder: Path) -> None:
    """The sample athlete's library; files that are never written to are shared with others."""

    def linked(source: str, target: str) -> None:
        if ".sqlite" in source:
            shutil.copy(source, target)
        else:
            os.link(source, target)

    shutil.copytree(BASE, folder, copy_function=linked)


def kept_only(folder: Path) -> None:
    """A backup alone."""
    lived(folder)
    with Store.open(folder / "library") as store:
        backups.write(store, folder / "kept.zip", NOW)
    shutil.rmtree(folder / "library")


def harmed(folder: Path) -> None:
    """A library that has lost a third of its samples."""
    lived(folder)
    for path in sorted(folder.glob("library/samples/*/*"))[::3]:
        path.unlink()


def earlier(folder: Path) -> None:
    """A library of schema 5, without its recordings."""
    (folder / "library").mkdir(parents=True)
    packed = (STORED / "schema-5.sqlite.gz").read_bytes()
    (folder / "library" / "library.sqlite").write_bytes(gzip.decompress(packed))


OPERATIONS = {
    "import": Operation(nothing, import_all, outcomes),
    "import, processes": Operation(nothing, lambda f, r: import_all(f, r, 2), outcomes),
    "import again": Operation(lived, lambda f, _: import_all(f, lambda _: None)),
    "log": Operation(lived, log_checks, lambda f: rows(f, "diary")),
    "label": Operation(lived, label_sessions, lambda f: rows(f, "labels")),
    "plan": Operation(lived, plan_weeks),
    "migrate": Operation(earlier, migrate),
    "backup": Operation(lived, back_up, lambda f: (f / "kept.zip").exists()),
    "restore": Operation(kept_only, put_back, lambda f: (f / "library/library.sqlite").exists()),
    "doctor": Operation(harmed, mend),
    "forget": Operation(complaining, forget_all, forgotten),
}

BASE = Path()
BEFORE: dict[str, int] = {}


def main() -> None:
    """Kill, look, go on; end with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="in all")
    parser.add_argument("--only", choices=OPERATIONS, action="append")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.exit(bool(run(asked.kills, asked.only or list(OPERATIONS), asked.seed)))


def run(kills: int, names: list[str], seed: int) -> list[str]:
    """What was not as it should be, in sentences."""
    global BASE  # noqa: PLW0603 - one library is prepared for all
    chance = Random(seed)
    faults: list[str] = []
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="crashes-") as place:
        top = Path(place)
        BASE = top / "base"
        nothing(BASE)
        import_all(BASE, lambda _: None)
        with Store.open(BASE / "library") as store:
            lived_through(store)
        BEFORE.update({table: rows(BASE, table) for table in ("diary", "labels")})
        for name in names:
            undisturbed = top / "undisturbed"
            OPERATIONS[name].prepare(undisturbed)
            began = time.monotonic()
            _in_process(OPERATIONS[name], undisturbed, None)
            duration = time.monotonic() - began
            expected = content(undisturbed)
            for _ in range(-(-kills // len(names))):
                folder = top / "killed"
                OPERATIONS[name].prepare(folder)
                moment = chance.uniform(0, 1.05 * duration)
                fault = survives(OPERATIONS[name], folder, moment, expected, counts, name)
                if fault:
                    faults.append(f"{name}, killed after {moment:.3f} s: {fault}")
                    print(f"FAULT {faults[-1]}", flush=True)
                shutil.rmtree(folder)
            shutil.rmtree(undisturbed)
            print(
                f"{name:<20}{counts[name]:>5} kills, {counts[name, 'ended']:>3} after its end, "
                f"{counts[name, 'reported']:>4} with something reported",
                flush=True,
            )
    total = sum(counts[name] for name in names)
    print(f"{total} kills, {total - len(faults)} survived")
    return faults


def survives(
    operation: Operation,
    folder: Path,
    moment: float,
    expected: dict[str, list[str]],
    counts: Counter,
    name: str,
) -> str | None:
    """Why an operation was not survived; None where it was."""
    reported, ended = _in_process(operation, folder, moment)
    counts[name] += 1
    counts[name, "ended"] += ended
    counts[name, "reported"] += reported > 0
    try:
        if operation.stored(folder) < reported:
            return f"{reported} were reported, {operation.stored(folder)} are there"
        if (folder / "library" / "library.sqlite").exists():
            found = examine(folder / "library", TODAY, repair=False)
            wrong = [one.what for one in found.findings if one.severity == "damage"]
            if wrong and operation.act is not mend and operation.prepare is not earlier:
                return f"the doctor finds: {wrong[0]}"
        if (folder / "kept.zip").exists():
            backups.check(folder / "kept.zip")
        operation.act(folder, lambda _: None)
        found_content = content(folder)
        different = [key for key in expected if found_content.get(key) != expected[key]]
        return f"going on ends elsewhere: {', '.join(different)}" if different else None
    except Exception:  # noqa: BLE001 - whatever it is, it was not survived
        return traceback.format_exc()


def _in_process(operation: Operation, folder: Path, moment: float | None) -> tuple[int, bool]:
    """Do it in a process of its own, killed after so many seconds: what it reported last."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.setsid()
        try:
            operation.act(folder, lambda count: os.write(writing, f"{count}\n".encode()))
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the parent is told
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    ended = False
    if moment is not None:
        deadline = time.monotonic() + moment
        while time.monotonic() < deadline and not ended:
            ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            time.sleep(min(0.001, max(0.0, deadline - time.monotonic())))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert moment is not None or status == 0, "it fails undisturbed"
    with os.fdopen(reading) as told:
        lines = told.read().split()
    return int(lines[-1]) if lines else 0, ended


_OF_THE_MOMENT = {"state", "imports", "outcomes", "words", "events"}
"""Tables of numbers, times and ways that differ between runs."""


def content(folder: Path) -> dict[str, list[str]]:
    """All that a library holds, in a form that can be compared."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(folder / "library" / "library.sqlite")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name not in _OF_THE_MOMENT:
                every = database.execute(f"SELECT * FROM {name}").fetchall()
                found[name] = sorted(json.dumps(row, default=bytes.hex) for row in every)
    for kind in ("originals", "samples"):
        places = sorted(folder.glob(f"library/{kind}/*/[!.]*"))
        found[kind] = [f"{path.name} {path.stat().st_size}" for path in places]
    return found


if __name__ == "__main__":
    main()
