"""Write the library of an earlier state of kneedrive, by that state's own code.

    python make.py CHECKOUT

`CHECKOUT` is an unpacked earlier commit (`git archive COMMIT | tar x -C CHECKOUT`), the last one
that wrote its schema. Imports a fortnight of sample_data with it, tells it all that it can
be told, and keeps the database as schema-N.sqlite.gz. The recordings are this repository's, so
only the database is kept.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECORDINGS = HERE.parents[2] / "sample_data" / "recordings"
FIRST, LAST = "2026-08-31", "2026-09-13"

# Day and words; what an earlier kneedrive had no command for is passed over.
TOLD = """
2026-08-31 import {recordings}
2026-08-31 plan
2026-09-10 me set time_zone Europe/Berlin
2026-09-10 me set birth_year 1990
2026-09-10 me set equipment step,band
2026-09-10 me set safety clear
2026-09-10 thresholds set critical_power_w 231 --from 2026-09-01
2026-09-10 plan
2026-09-11 label 2026-09-10 key
2026-09-11 label 2026-09-08 easy
2026-09-11 calendar import {calendar}
2026-09-11 calendar add 2026-09-15 run easy --minutes 45
2026-09-11 calendar available tue 18:00-20:00
2026-09-11 away 2026-09-19 2026-09-20
2026-09-11 plan
2026-09-11 log done activation
2026-09-11 log skip activation --why tired --date 2026-09-10
2026-09-11 log symptom --back 1 --soreness 2
2026-09-11 log check 15 12 ok
2026-09-11 log knee-lift --left 74 --right 71
2026-09-11 log effort last 6
2026-09-11 log change shoes Glide
2026-09-11 log note slept badly
2026-09-11 log ill
2026-09-12 log well
2026-09-12 log undo
2026-09-12 log well
2026-09-12 plan pin 2026-09-12-activation
2026-09-16 phase set strengthening
2026-09-16 plan
2026-09-13 form
2026-09-13 plan
2026-09-13 phase
2026-09-16 export ics {folder}/plan.ics
2026-09-16 export ics {folder}/plan.ics
"""

PLACES = (("outcomes", "path"), ("activities", "source"), ("folders", "path"))

_RUN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from adaptive.cli import main; main()"


def main() -> None:
    """Write one database."""
    checkout = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recordings = folder / "recordings"
        recordings.mkdir()
        for path in sorted(RECORDINGS.iterdir()):
            if FIRST <= path.name[:10] <= LAST:
                shutil.copy(path, recordings)
        library = folder / "library"
        places = {
            "recordings": recordings,
            "calendar": HERE.parents[2] / "sample_data" / "calendar.ics",
            "folder": folder,
        }
        for line in TOLD.strip().splitlines():
            day, *words = line.format(**places).split()
            command = [sys.executable, "-c", _RUN, str(checkout), "--library", str(library)]
            done = subprocess.run(
                [*command, "--today", day, "--json", *words],
                capture_output=True,
                text=True,
                check=False,
                cwd=folder,
                env={**os.environ, "COLUMNS": "100"},
            )
            if done.returncode not in {0, 3}:
                print(f"passed over: {line}: {' '.join(done.stderr.split())[-150:]}")
        keep(library / "library.sqlite", f"{folder}/")


def keep(database: Path, where: str) -> None:
    """Pack a database beside this file, under the number of its schema."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        # The folders of the machine that it was made on are nobody's business.
        for table, column in PLACES[: 2 if version == 1 else 3]:
            connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, '')", (where,))
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        counts = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in tables.fetchall()
        }
    kept = HERE / f"schema-{version}.sqlite.gz"
    kept.write_bytes(gzip.compress(database.read_bytes(), mtime=0))
    print(f"{kept.name}: {kept.stat().st_size / 1024:.0f} KiB, {counts}")


if __name__ == "__main__":
    main()
