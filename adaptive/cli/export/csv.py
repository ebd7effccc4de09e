"""`kneedrive export csv`: the tables for spreadsheets."""

from __future__ import annotations

import typer

from adaptive.cli.context import context
from adaptive.cli.export.tables import Name, Place, export

__all__ = ["csv"]


def csv(ctx: typer.Context, path: Place, table: Name = None) -> None:
    """Write sessions, plan, load, thresholds, form and diary as CSV tables."""
    from adaptive.exports import tables

    export(context(ctx), path, table, "csv", tables.csv)
