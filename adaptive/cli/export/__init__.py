"""`kneedrive export`: the plan and what it rests on, for other programs and other people.

A module for each command; `writing` is what they share, `tables` what both kinds of tables do.
"""

from __future__ import annotations

import typer

from adaptive.cli.export import activities, csv, fit, html, ics, markdown

__all__ = ["app"]

app = typer.Typer(
    help="Take the plan along: calendar, watch, report, tables.",
    no_args_is_help=True,
)

app.command("ics", no_args_is_help=True)(ics.ics)
app.command("fit", no_args_is_help=True)(fit.fit)
app.command("html", no_args_is_help=True)(html.html)
app.command("csv", no_args_is_help=True)(csv.csv)
app.command("markdown", no_args_is_help=True)(markdown.markdown)
app.command("activities", no_args_is_help=True)(activities.activities)
