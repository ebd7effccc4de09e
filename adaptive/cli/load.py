"""`kneedrive load`: what was trained, and what it leaves: fitness, fatigue, form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, parse_day
from ingest.errors import KneedriveError

if TYPE_CHECKING:
    from rich.table import Table

    from adaptive.load_report import DailyLoad, Week

__all__ = ["load"]

_WEEKS = 8
_NARROW, _ROOMY = 56, 84
_RAMP_STYLES = {"!": "yellow", "!!": "red"}


def load(
    ctx: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")] = None,
    weeks: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The last N weeks; 8, in JSON all days.")
    ] = None,
) -> None:
    """Show load week by week, and the fitness, fatigue and form that it leaves."""
    from adaptive import load_report

    here = context(ctx)
    last = min(parse_day(until), here.today) if until else here.today
    first = parse_day(since) if since else None
    if first is None and (weeks or not here.as_json):
        first = last - timedelta(days=last.weekday() + 7 * ((weeks or _WEEKS) - 1))
    first = first or date.min
    with here.open() as store:
        found = load_report.daily_load(store, here.today)
    if not len(found.series):
        raise KneedriveError(
            f"no session is known up to {here.today}",
            hint="kneedrive import FOLDER takes in recordings.",
        )
    if here.as_json:
        here.answer(found.to_json(first, last))
    else:
        _print_load(here, found, first, last)


def _print_load(here: Context, found: DailyLoad, first: date, last: date) -> None:
    from adaptive.cli.bars import bars

    weeks = found.weeks(first, last)
    if not weeks:
        here.out.print("There is no day in that span.")
        return
    here.out.print(_table(weeks, here.out.width))
    here.out.print()
    shown = [i for i, day in enumerate(found.days) if first <= day <= last]
    for name, values in (("load", found.series.load), ("fitness", found.series.fitness)):
        kept = values[shown[-(here.out.width - 10) :]].tolist()
        # Fitness moves slowly: from nothing on, its bars would look the same.
        line = bars(kept, here.out, low=0.8 * min(kept) if name == "fitness" else 0.0)[0]
        here.out.print(f"{name:<8} [cyan]{line}[/cyan]")
    if last == here.today:
        morning, *so_far = found.morning()
        here.out.print(" ".join([f"[bold]{morning}[/bold]", *so_far]))
    for remark in found.remarks(first, last):
        here.out.print(remark, style="dim")


def _table(weeks: list[Week], width: int) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    rows = [week.words() for week in weeks]
    left_out = {"monotony", "strain"} if width < _ROOMY else set()
    left_out |= {"sessions", "fatigue"} if width < _NARROW else set()
    kept = [name for name in rows[0] if name not in left_out]
    for name in kept:
        table.add_column(name, justify="left" if name == "week" else "right", no_wrap=True)
    for row in rows:
        style = _RAMP_STYLES.get(row["ramp"].split()[0])
        cells = row | {"ramp": f"[{style}]{row['ramp']}[/{style}]"} if style else row
        table.add_row(*(cells[name] for name in kept))
    return table
