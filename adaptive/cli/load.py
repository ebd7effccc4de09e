"""`kneedrive load`: what was trained, and what it leaves: fitness, fatigue, form."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
        here.out.print(_today(found))
    for remark in _remarks(found, shown):
        here.out.print(remark, style="dim")


def _table(weeks: list[Week], width: int) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    columns = {
        "week": [f"{week.monday:%G-W%V}" for week in weeks],
        "load": [_load(week) for week in weeks],
        "sessions": [str(week.sessions) for week in weeks],
        "fitness": [f"{week.fitness:.0f}" for week in weeks],
        "fatigue": [f"{week.fatigue:.0f}" for week in weeks],
        "form": [f"{round(week.form):+d}" for week in weeks],
        "ramp": [_ramp(week) for week in weeks],
        "monotony": [_known(week, week.monotony, 1) for week in weeks],
        "strain": [_known(week, week.strain) for week in weeks],
    }
    left_out = {"monotony", "strain"} if width < _ROOMY else set()
    left_out |= {"sessions", "fatigue"} if width < _NARROW else set()
    kept = [name for name in columns if name not in left_out]
    for name in kept:
        table.add_column(name, justify="left" if name == "week" else "right", no_wrap=True)
    for row in zip(*(columns[name] for name in kept), strict=True):
        table.add_row(*row)
    return table


def _load(week: Week) -> str:
    if not week.unknown_days:
        return f"{week.load_tss:.0f}"
    return f"{week.load_tss:.0f}+?" if week.load_tss else "?"


def _known(week: Week, value: float, digits: int = 0) -> str:
    if math.isnan(value):
        return "?" if week.unknown_days else "-"
    return f"{value:.{digits}f}"


def _ramp(week: Week) -> str:
    from models.fitness import RAMP_AMBER, RAMP_RED

    ramp = round(week.ramp, 1) + 0.0  # no negative zero
    words = "-" if math.isnan(ramp) else f"{ramp:+.1f}"
    if week.ramp > RAMP_RED:
        return f"[red]!! {words}[/red]"
    return f"[yellow]! {words}[/yellow]" if week.ramp > RAMP_AMBER else words


def _today(found: DailyLoad) -> str:
    """How the athlete stands in the morning, which the day before has left behind."""
    series = found.series
    words = f"form {round(series.form[-1]):+d}"
    if len(series) > 1:
        words = f"fitness {series.fitness[-2]:.0f}, fatigue {series.fatigue[-2]:.0f}, {words}"
    so_far = f" Today so far: {series.load[-1]:.0f} TSS." if found.sessions[-1] else ""
    return f"[bold]This morning: {words}.[/bold]{so_far}"


def _remarks(found: DailyLoad, shown: list[int]) -> Iterator[str]:
    from adaptive.cli.render import day_name
    from models.fitness import RAMP_AMBER, RAMP_RED, START_DAYS, START_KNOWN_DAYS

    yield (
        "Fitness, fatigue and form at the end of the week, TSS a day. Ramp: fitness gained in "
        f"seven days, ! above {RAMP_AMBER:g}, !! above {RAMP_RED:g}."
    )
    unknown = [i for i in shown if not found.series.known[i]]
    if unknown:
        since = f" since {day_name(found.imported)}" if found.imported else ""
        days = "1 day is" if len(unknown) == 1 else f"{len(unknown)} days are"
        yield (
            f"? {days} unknown, for nothing was imported{since}. Fitness goes on with your usual "
            "load; kneedrive import fetches what is new."
        )
    if found.series.warming_up[shown[-1]]:
        yield (
            f"Warming up: fewer than {START_KNOWN_DAYS} of the first {START_DAYS} days are known, "
            "so fitness says more about how long you have recorded than about you. kneedrive me "
            "set usual_hours_per_week N gives it a start."
        )
