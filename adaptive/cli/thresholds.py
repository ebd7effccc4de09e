"""`kneedrive thresholds`: what separates easy from hard, what it rests on, and setting it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from adaptive import threshold_words, wording
from adaptive.cli.context import Context, context, parse_day, shown

if TYPE_CHECKING:
    from adaptive.library.profiles import Channel

__all__ = ["app"]

app = typer.Typer(
    help="Your thresholds with their uncertainty, where each comes from and the efforts behind it, "
    "and your best power, pace and heart rate over each duration. "
    "What you set holds from its day on and never changes earlier sessions.",
    short_help="Your thresholds, how sure they are and why.",
    invoke_without_command=True,
)

_FEW_EFFORTS = 3
_ROOMY = 60

_CURVE_NAMES = {"power_w": "power", "speed_mps": "pace", "heart_rate_bpm": "heart rate"}
_CURVE_UNITS = {"power_w": "W", "speed_mps": "m/s", "heart_rate_bpm": "bpm"}
_MARKS = ((5, "5 s"), (60, "1 min"), (300, "5 min"), (1200, "20 min"), (3600, "1 h"))
_CURVE_WIDTH, _CURVE_ROWS = 60, 4


@app.callback()
def thresholds(
    ctx: typer.Context,
    sport: Annotated[
        Literal["ride", "run", "swim"] | None, typer.Option(help="Only of this sport.")
    ] = None,
    days: Annotated[
        int, typer.Option(min=1, metavar="N", help="Curves: the best of so many days.")
    ] = 90,
    efforts: Annotated[
        bool, typer.Option("--efforts", help="All efforts behind each value, not only the first.")
    ] = False,
) -> None:
    """Show the thresholds of the day, the efforts behind them, and the season's best."""
    if ctx.invoked_subcommand is not None:
        return
    from adaptive import threshold_report

    here = context(ctx)
    with here.open() as store:
        found = threshold_report.report(store, here.today, sport=sport, days=days)
    if here.as_json:
        here.answer(found)
    else:
        _print_report(here, found, days, most=None if efforts else _FEW_EFFORTS)


@app.command("set", no_args_is_help=True)
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as critical_power_w or ftp_w.")],
    value: Annotated[
        str,
        typer.Argument(metavar="VALUE", help="Such as 262, 4:30/km or 1:35/100m; - takes it back."),
    ],
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day it holds; today.")
    ] = None,
) -> None:
    """Set a threshold from a day on; the sessions before it keep their load and class."""
    from adaptive import threshold_settings

    here = context(ctx)
    day = parse_day(since) if since else here.today
    with here.open(create=True) as store:
        change = threshold_settings.set_threshold(store, name, value, day, here.today)
    if here.as_json:
        here.answer(asdict(change))
    else:
        here.out.print(threshold_words.change(change, here.today))


def _print_report(here: Context, found: dict[str, Any], days: int, most: int | None) -> None:
    from adaptive.threshold_settings import KINDS

    told = found["thresholds"]
    if not told:
        here.out.print(
            f"No session up to {threshold_words.day(found['on'], date.min)} tells "
            "anything about thresholds."
        )
        return
    here.out.print(f"[bold]Thresholds on {threshold_words.day(found['on'], date.min)}[/bold]")
    for family, words in threshold_words.SPORTS.items():
        rows = [row for row in told if KINDS[row["name"]].family == family]
        if rows:
            here.out.print(f"\n[bold]{words}[/bold]")
        told_already: list[dict[str, Any]] = []
        for row in rows:
            _print_threshold(here, row)
            if row["efforts"] != told_already:  # what follows from another rests on the same
                _print_efforts(here, row, most)
            told_already = row["efforts"]
    by_name = {row["name"]: row for row in told}
    for channel, curve in found["curves"].items():
        _print_curve(here, channel, curve, days, by_name)
    here.out.print(
        "\n[dim]Ranges hold the true value nine times in ten. "
        "Set one: kneedrive thresholds set NAME VALUE --from DATE[/dim]"
    )


def _print_threshold(here: Context, row: dict[str, Any]) -> None:
    from rich.padding import Padding

    from adaptive.threshold_settings import KINDS

    kind = KINDS[row["name"]]
    value, likely = threshold_words.value_and_range(row, kind)
    if here.out.width >= _ROOMY:
        here.out.print(f"  {kind.words:<22}[bold]{value:>12}[/bold]   {likely}")
    else:
        here.out.print(f"  {kind.words} [bold]{value}[/bold], {likely}")
    why = threshold_words.basis(row, here.today)
    here.out.print(Padding(shown(why), (0, 0, 0, 4), expand=False), style="dim")


def _print_efforts(here: Context, row: dict[str, Any], most: int | None) -> None:
    from rich.padding import Padding

    from adaptive.threshold_settings import KINDS

    told = row["efforts"]
    if most is not None:
        told = [one for one in told if one["weight"]] or told
    efforts = [threshold_words.effort(one, KINDS[row["name"]], here.today) for one in told]
    lines = efforts
    if most is not None:
        left = len(efforts) - most
        lines = [", ".join(efforts[:most]) + (f" and {left} more" if left > 0 else "")]
    for line in filter(None, lines):
        here.out.print(Padding(line, (0, 0, 0, 4), expand=False), style="dim")


def _print_curve(
    here: Context,
    channel: Channel,
    curve: dict[str, Any],
    days: int,
    thresholds: dict[str, dict[str, Any]],
) -> None:
    from rich.padding import Padding

    from adaptive.cli.bars import bars, on_log_time
    from adaptive.threshold_report import MODEL_S, MODELS

    unit, family = _CURVE_UNITS[channel], curve["sport"]
    best = dict(zip(curve["durations_s"], curve["best"], strict=True))
    told = [(seconds, words) for seconds, words in _MARKS if seconds in best]
    if len(told) < 2:
        return
    out = here.out
    values, axis = on_log_time(
        curve["durations_s"], curve["best"], _MARKS, min(out.width - 4, _CURVE_WIDTH)
    )
    spread = max(values) - min(values)
    low = min(values) - 0.1 * spread if spread else 0.0
    of = f", {threshold_words.SPORTS[family].lower()}" if family else ""
    out.print(f"\n[bold]Best {_CURVE_NAMES[channel]}{of}, last {days} days[/bold]")
    for line in [*bars(values, out, rows=_CURVE_ROWS, low=low), axis]:
        out.print(f"  {line}", style="dim" if line == axis else "cyan", highlight=False)
    spelled = [f"{words} {wording.amount(best[s], unit, family)}" for s, words in told]
    out.print(Padding(", ".join(spelled), (0, 0, 0, 2), expand=False))
    *names, model = MODELS.get(channel, ("",))
    rows = [thresholds[name] for name in names if name in thresholds]
    # With a guess there is nothing to compare.
    if rows and all(row["origin"] != "prior" for row in rows):
        critical, reserve = (row["value"] for row in rows)
        expected = [
            f"{words} {wording.amount(critical + reserve / s, unit, family)}"
            for s, words in _MARKS
            if MODEL_S[0] <= s <= MODEL_S[1]
        ]
        level = ", on level ground" if channel == "speed_mps" else ""
        line = f"{model} say{level}: {', '.join(expected)}"
        out.print(Padding(line, (0, 0, 0, 2), expand=False), style="dim")
