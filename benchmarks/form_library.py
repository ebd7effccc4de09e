"""How long form takes on a library of thousands of sessions: python benchmarks/form_library.py."""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import sample_data
from adaptive import assessing, form, importing
from adaptive.form.report import report
from adaptive.library.store import Store
from adaptive.week import PhaseEntry, monday_of

_COPIES = {
    "activities": ("id", ("start",)),
    "sessions": ("id", ("start", "local_start", "local_date")),
    "form": ("session_id", ()),
    "assessments": ("session_id", ()),
}
"""Tables of which a session is made: the column that names it, and those that tell when."""


def library(folder: Path, sessions: int, today: date) -> int:
    """Fill a library with `sample_data`, and with copies of it from ever earlier twelve weeks."""
    with Store.open(folder, create=True) as store:
        importing.import_recordings(store, [sample_data.folder()], today)
        assessing.assess(store)
        with store.transaction() as db:
            known = len(store.sessions())
            for copy in range(1, -(-sessions // known)):
                for table, (key, times) in _COPIES.items():
                    _copy(db, table, key, times, copy)
        store.way.enter(PhaseEntry(sample_data.PROGRAMME_START, "activation", "start"))
        return len(store.sessions())


def _copy(db: sqlite3.Connection, table: str, key: str, times: tuple[str, ...], copy: int) -> None:
    """Add the rows of the original sessions once more, so many times twelve weeks earlier."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    days = f"-{84 * copy} days"
    told = {name: f"'copy{copy}-' || {name}" for name in (key, "activity_id", "merged_into")}
    told |= {
        name: f"CASE length({name}) WHEN 10 THEN date({name}, '{days}') "
        f"ELSE strftime('%Y-%m-%dT%H:%M:%S', {name}, '{days}') || substr({name}, 20) END"
        for name in times
    }
    values = ", ".join(told.get(name, name) for name in columns)
    db.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {key} NOT LIKE 'copy%'")


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the quicker of two turns."""
    turns = []
    for _ in range(2):
        began = time.process_time()
        work()
        turns.append(time.process_time() - began)
    return min(turns)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=3000)
    wanted, today = parser.parse_args().sessions, sample_data.TODAY
    monday = monday_of(today)
    mondays = [monday - timedelta(weeks=week) for week in range(52)]
    with tempfile.TemporaryDirectory() as folder:
        count = library(Path(folder), wanted, today)
        with Store.open(Path(folder)) as store:

            def readings(asked: list[date]) -> Callable[[], object]:
                def read() -> None:
                    reader = form.Reader(store, today)
                    for day in asked:
                        reader.on(day, [], frozenset())

                return read

            print(f"{count} sessions, processor time")
            print(f"  one Monday's reading of cadence  {seconds(readings([monday])):.2f} s")
            print(f"  those of 52 Mondays              {seconds(readings(mondays)):.2f} s")
            print(
                f"  the whole report                 {seconds(lambda: report(store, today)):.2f} s"
            )


if __name__ == "__main__":
    main()
