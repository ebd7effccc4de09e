"""Who came to a phase by time, as it was in earlier versions, stays there in a library of today."""

import sqlite3
from contextlib import closing
from unittest.mock import patch

import pytest

from adaptive.library import schema


@pytest.mark.parametrize(
    ("last_planned", "phases"),
    [
        ("2026-08-10", ["activation"]),
        ("2026-08-20", ["activation", "strengthening"]),
        ("2026-11-20", ["activation", "strengthening", "integration"]),
    ],
)
def test_a_library_from_before_plans_were_kept_knows_by_its_planned_work(last_planned, phases):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        with (
            patch.object(schema, "SCHEMA_VERSION", 4),
            patch.object(schema, "_MIGRATIONS", schema._MIGRATIONS[:4]),
        ):
            schema.migrate(db)
        db.execute(
            "INSERT INTO programme (day, phase, reason) VALUES (?, ?, ?)",
            ("2026-08-01", "activation", "start"),
        )
        db.execute(
            "INSERT INTO planned VALUES (?, ?, ?, ?)",
            (f"{last_planned}T18:00:00", "activation", 10, None),
        )
        schema.migrate(db)
        rows = db.execute("SELECT phase FROM programme ORDER BY day").fetchall()
    assert [phase for (phase,) in rows] == phases
