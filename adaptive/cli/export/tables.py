"""What `kneedrive export csv` and `kneedrive export markdown` share: where which table goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context
from adaptive.cli.export.writing import folder_for, tell, write, write_all
from ingest.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Name", "Place", "export"]

Place = Annotated[
    Path,
    typer.Argument(
        metavar="PATH",
        help="A folder, which gets a file for each table; with --table a file, or - to print it.",
    ),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="NAME",
        help="One of sessions, week, blocks, load, thresholds, form, diary.",
    ),
]


def export(
    here: Context, path: Path, name: str | None, ending: str, text: Callable[[pd.DataFrame], str]
) -> None:
    """Write one table, or all of them."""
    from adaptive.exports import tables

    if name is not None and name not in tables.NAMES:
        raise UsageError(f"there is no table {name!r}", hint=f"Say {', '.join(tables.NAMES)}.")
    if name is None and str(path) == "-":
        raise UsageError("only one table can be printed", hint="Name it: --table sessions")
    folder = folder_for(path) if name is None else path
    with here.open() as store:
        made = tables.tables(store, here.today, here.now)
    if name is not None:
        write(here, path, text(made[name]).encode())
    else:
        files = ((f"{one}.{ending}", text(frame).encode()) for one, frame in made.items())
        tell(here, write_all(folder, files))
