"""`kneedrive export html`: the week and the state as one file, to mail to a coach."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adaptive.cli.context import context

__all__ = ["html"]


def html(
    ctx: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="The file to write, such as week.html.")
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="A name to stand above it; else none.")
    ] = "",
) -> None:
    """Write the week, the phase, load and form as one page to mail to a coach.

    It needs nothing else and asks no address for anything; any browser shows it and prints it as
    PDF. It holds no positions, no file names and no notes.
    """
    from adaptive.cli.export.writing import write
    from adaptive.exports.report import report

    here = context(ctx)
    with here.open() as store:
        page = report(store, here.today, here.now, athlete=name)
    write(here, path, page.encode())
