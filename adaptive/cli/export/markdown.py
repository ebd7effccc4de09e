"""`kneedrive export markdown`: the tables for notes and code hosts."""

from __future__ import annotations

import typer

from adaptive.cli.context import context
from adaptive.cli.export.tables import Name, Place, export

__all__ = ["markdown"]


def markdown(ctx: typer.Context, path: Place, table: Name = None) -> None:
    """Write sessions, plan, load, thresholds, form and diary as Markdown tables."""
    from adaptive.exports import tables

    export(context(ctx), path, table, "md", tables.markdown)
