"""`kneedrive export activities`: the recordings, as they came or without their owner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adaptive.cli.context import context
from adaptive.cli.export.writing import folder_for, tell, write_all
from ingest.errors import KneedriveError

__all__ = ["activities"]

_AS_RECORDED = (
    "These are your recordings as they came, with places, times, and whatever names and serial "
    "numbers your devices wrote into them. --anonymous leaves those out."
)
_ANONYMOUS = (
    "Names, titles and serial numbers are left out, places are moved together, and dates go back "
    "by whole weeks. The shape of a route and its climbs stay, and so does what your heart did: "
    "share them with people you trust, and keep them out of folders that you import from."
)


def activities(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go; made if it isn't there.")
    ],
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Move positions and dates; leave names out."),
    ] = False,
) -> None:
    """Write the recordings of the library into a folder, for sharing.

    Files of the same name are replaced.
    """
    from rich.progress import track

    from adaptive.exports import activities as exports

    here = context(ctx)
    folder = folder_for(folder)
    with here.open() as store:
        files = exports.anonymous(store) if anonymous else exports.originals(store)
        shown = track(
            files,
            "writing",
            total=len(store.recorded_by()),
            console=here.err,
            transient=True,
            disable=here.quiet or not here.err.is_terminal,
        )
        written = write_all(folder, shown)
    if not written:
        raise KneedriveError(
            "there is no recording yet", hint="kneedrive import FOLDER takes in recordings."
        )
    tell(here, written, anonymous=anonymous)
    here.err.print(_ANONYMOUS if anonymous else _AS_RECORDED, style="dim")
