"""Write frames.md, the columns of all frames, files and tables: python docs/make_frames.py."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from make_reference import table

from adaptive.columns import FRAMES, KINDS, SAMPLE_FILES, Column, Frame
from adaptive.library import schema
from ingest.channels import CHANNELS

PAGE = Path(__file__).resolve().parent / "frames.md"

HEAD = """# Frames, files and tables

What `adaptive.Library` gives in notebooks, what the Parquet files hold and what stands in the
database, column by column. Made from the code by `docs/make_frames.py`; tests compare names and
dtypes with real ones. The [notebooks](../notebooks) show them at work, [metrics](metrics.md) says
what the numbers mean and where they mislead.

The kinds of columns:

"""

SAMPLES = """## library.samples(SESSION), and the files in samples/

One row a second in which the timer ran, faults masked. A column is there where the session has a
value of it, and all are float64; NaN is not recorded, or masked as a fault. `samples/` in the
library folder has one Parquet file a recording, under the first two digits of its name, which
DuckDB, Polars and pandas read as they are (`samples/*/*.parquet`):

    duckdb.sql("select filename, max(heart_rate_bpm) from "
               "read_parquet('samples/*/*.parquet', filename=true, union_by_name=true) group by 1")

Developer fields (a foot pod's own measures) keep the names that their makers gave them.
"""

TABLES = """## Tables of library.sqlite

For a look with `sqlite3` or DuckDB; write to them with kneedrive only. Times are ISO 8601 texts.
"""


def draw() -> str:
    """The whole page."""
    kinds = "".join(f"- **{kind}**: {words}\n" for kind, words in KINDS.items())
    channels = (Column(one.name, "number", one.unit, one.meaning) for one in CHANNELS.values())
    parts = [
        HEAD + kinds,
        *(part for one in FRAMES.values() for part in _frame(one)),
        SAMPLES,
        _columns([*SAMPLE_FILES, *channels]),
        TABLES,
    ]
    for one in tables():
        parts += [
            f"### {one.name}\n",
            f"{one.meaning}\n",
            table(("column", "type", "meaning"), one),
        ]
    return "\n".join(parts)


def _frame(one: Frame) -> tuple[str, ...]:
    index = [one.index] if one.index else []
    return (
        f"## {one.call}\n",
        f"One row is {one.row}.\n",
        _columns([*index, *one.columns], index=one.index),
    )


def _columns(columns: Iterable[Column], index: Column | None = None) -> str:
    return table(
        ("column", "kind", "unit", "meaning", "missing means"),
        (
            (
                f"`{one.name}`" + " (index)" * (one is index),
                one.kind,
                one.unit,
                one.meaning,
                one.missing,
            )
            for one in columns
        ),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database; its rows are name, type and meaning of each column."""

    name: str
    meaning: str
    columns: list[tuple[str, str, str]] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for name, kind, meaning in self.columns:
            yield f"`{name}`", kind, meaning


_TABLE = re.compile(r"CREATE TABLE (\w+) \(")
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (.*)")
_COLUMN = re.compile(r"\s*([a-z_0-9]+)\s+(INTEGER|TEXT|REAL|BLOB)\b([^-]*)(?:--\s*(.*))?")


def tables() -> list[Table]:
    """The tables as the commented SQL of `adaptive.library.schema` describes them."""
    found: dict[str, Table] = {}
    told: list[str] = []
    open_table: Table | None = None
    for line in inspect.getsource(schema).splitlines():
        if begun := _TABLE.match(line):
            open_table = found[begun[1]] = Table(begun[1], " ".join(told) or "-")
        elif line.startswith(")"):
            open_table = None
        elif open_table and (column := _COLUMN.match(line)):
            open_table.columns.append(_column(column, column[4] or ""))
        elif (added := _ADDED.match(line)) and (column := _COLUMN.match(added[2])):
            found[added[1]].columns.append(_column(column, column[4] or " ".join(told)))
        told = [*told, line[3:]] if line.startswith("-- ") else []
    return list(found.values())


def _column(found: re.Match[str], meaning: str) -> tuple[str, str, str]:
    name, kind, rest = found[1], found[2], found[3]
    always = "NOT NULL" in rest or "PRIMARY KEY" in rest
    return name, kind.lower() + ("" if always else ", may be null"), meaning


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
    print(f"wrote {PAGE}")
