"""All that a library holds, in a form that can be compared."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

_OF_THE_MOMENT = {
    "state": {"sessions", "joined"},  # random
    "imports": {"id", "day", "began", "seconds", "unchanged"},
    "outcomes": {"import_id", "stamp", "path"},
    "activities": {"source"},
}
"""Columns that differ between libraries of the same content."""


def dump(folder: Path, leave_out: set[str] = frozenset()) -> dict[str, list[str]]:
    """The rows of all tables, each as text, and the samples."""
    with closing(sqlite3.connect(folder / "library.sqlite")) as database:
        database.row_factory = sqlite3.Row
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {
            table: sorted(
                json.dumps(
                    {
                        name: value.hex() if isinstance(value, bytes) else value
                        for name, value in dict(row).items()
                        if name not in _OF_THE_MOMENT.get(table, ())
                    },
                    sort_keys=True,
                )
                for row in database.execute(f"SELECT * FROM {table}")
            )
            for table in tables
            if table not in leave_out
        }
    found["samples"] = [
        f"{path.name} {digest(path)}" for path in sorted(folder.glob("samples/*/*.parquet"))
    ]
    found["originals"] = sorted(path.name for path in folder.glob("originals/*/*.gz"))
    return found


def digest(path: Path) -> str:
    """The values of a file of samples, whatever wrote it."""
    table = pq.read_table(path)
    return str(
        hash(
            tuple(
                (name, np.asarray(table.column(name)).tobytes())
                for name in sorted(table.column_names)
            )
        )
    )
