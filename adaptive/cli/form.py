"""`kneedrive form`: cadence and its companions beside the athlete's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from adaptive.cli.context import context, parse_day
from ingest.errors import KneedriveError, UsageError

__all__ = ["form"]


def form(
    ctx: typer.Context,
    signal: Annotated[
        str | None, typer.Option(metavar="NAME", help="One signal alone, such as: cadence")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Trends from this day on.")
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Draw the trend into this file: .html, or .svg, .png or .pdf by a browser.",
        ),
    ] = None,
) -> None:
    """Show cadence and its companions beside your own baseline, and starts off the bike."""
    from adaptive.form.report import report

    here = context(ctx)
    first = parse_day(since) if since else date.min
    if figure:
        from adaptive.exports.document import check_picture

        check_picture(figure)
    with here.open() as store:
        found = report(store, here.today, _named(signal))
    if not found.known:
        raise KneedriveError(
            f"no run or ride up to {here.today} tells anything of {signal or 'form'}",
            hint="A run needs ten steady minutes with cadence and speed, a ride cadence and power. "
            "kneedrive log cadence 172 --pace 5:30/km counts as one; so does an import.",
        )
    if figure:
        from adaptive import figures
        from adaptive.exports import document

        document.save(figures.form(found, first), figure)
        here.err.print(f"wrote {figure}")
    if here.as_json:
        here.answer(found.to_json(first))
    elif not figure:
        from adaptive.cli import render_form

        render_form.print_form(here.out, found, first)


def _named(signal: str | None) -> str | None:
    from models.form.signals import SIGNALS

    if signal is None:
        return None
    name = signal.lower().replace("-", "_").replace(" ", "_")
    if name not in SIGNALS:
        raise UsageError(
            f"{signal!r} is no signal of form", hint=f"It may be {', '.join(SIGNALS)}."
        )
    return name
