"""`kneedrive export fit`: the week's blocks as workouts for the watch."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from adaptive.cli.context import context
from adaptive.cli.export.writing import folder_for, tell, write_all
from ingest.errors import KneedriveError

__all__ = ["fit"]


def fit(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the files go; made if it isn't there.")
    ],
    week: Annotated[
        str | None, typer.Option(metavar="2026-W48", help="Another week than this one.")
    ] = None,
) -> None:
    """Write a FIT workout for each block that is still to come, for the watch.

    Copy them into GARMIN/NewFiles of a watch on a cable. Files of the same name are replaced.
    """
    from adaptive import planning
    from adaptive.exports import watch
    from adaptive.week import monday_of

    here = context(ctx)
    monday = planning.parse_week(week) if week else None
    folder = folder_for(folder)
    with here.open() as store:
        made = watch.workouts(store, here.today, here.now, monday)
    if not made:
        following = (monday or monday_of(here.today)) + timedelta(weeks=1)
        raise KneedriveError(
            f"no block of {week or 'this week'} is still to come",
            hint=f"kneedrive plan shows the week; --week {following:%G-W%V} takes the next one.",
        )
    tell(here, write_all(folder, made.items()))
