"""`kneedrive export ics`: the plan as a calendar file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adaptive.cli.context import context

__all__ = ["ics"]


def ics(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help='Such as plan.ics; "-" prints it.')],
    weeks: Annotated[
        int, typer.Option(metavar="N", min=1, help="This week and those after it.")
    ] = 4,
    alarm: Annotated[
        int | None,
        typer.Option(metavar="MINUTES", min=0, max=1440, help="Remind so long before each block."),
    ] = None,
) -> None:
    """Write the blocks to come as a calendar file; a later file updates an earlier one.

    Your sessions are not in it, as your calendar has them already. kneedrive serve has the same
    as an address to subscribe to, which follows the plan by itself.
    """
    from datetime import timezone

    from adaptive.agenda.home import home_zone
    from adaptive.cli.export.writing import write
    from adaptive.exports.ics import calendar

    here = context(ctx)
    with here.open() as store:
        content = calendar(store, here.today, here.now, weeks=weeks, alarm_min=alarm)
        zone = home_zone(store)
    write(here, path, content)
    if isinstance(zone, timezone):
        here.err.print(
            "Its times have no time zone, as yours is not known; calendars take them as their "
            "own. To name it: kneedrive me set time_zone Europe/Berlin"
        )
