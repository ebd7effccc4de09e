"""`kneedrive log`: what the athlete did, felt, measured and fell ill with, told in seconds.

`work` is about blocks, `feelings` about body and health, `measures` about checks, cadence, effort
and equipment; `entering` is what they share.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adaptive.cli.context import context
from adaptive.cli.log import entering, feelings, measures, work

__all__ = ["app"]

app = typer.Typer(
    help="Tell what you did, felt or fell ill with; the plan follows. Alone: the last entries.",
    short_help="Tell what you did, felt or fell ill with.",
    invoke_without_command=True,
)

_SHOWN = 20
"""Entries that a look at the diary shows: about two weeks of daily logging."""


@app.callback()
def log(ctx: typer.Context) -> None:
    """Show what was logged last."""
    if ctx.invoked_subcommand is not None:
        return
    from adaptive.telling.entries import to_json

    here = context(ctx)
    with here.open() as store:
        entries = store.diary.entries(until=here.today, as_of=here.today)[-_SHOWN:]
    if here.as_json:
        here.answer({"entries": [to_json(entry) for entry in entries]})
        return
    for entry in entries:
        here.out.print(entering.line(entry))
    if not entries:
        here.out.print("Nothing is logged yet. What can be: kneedrive log --help")


app.command("check")(measures.check)
app.command("done")(work.done)
app.command("skip")(work.skip)
app.command("symptom")(feelings.symptom)
app.command("knee-lift")(measures.knee_lift)
app.command("cadence")(measures.cadence)
app.command("effort")(measures.effort)
app.command("ill")(feelings.ill)
app.command("well")(feelings.well)
app.command("cleared")(feelings.cleared)
app.command("change")(measures.change)
app.command("note")(measures.note)


@app.command("import", no_args_is_help=True)
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A form's export, or your own.")],
) -> None:
    """Take in a table, one row a day or a check; importing again changes nothing."""
    from adaptive.cli.log import imported
    from adaptive.feedback_file import import_feedback

    here = context(ctx)
    with here.open(create=True) as store:
        report = import_feedback(store, file.expanduser(), here.today)
        imported.answer(here, store, report)
    if report.counts.get("refused"):
        raise typer.Exit(3)


@app.command()
def undo(ctx: typer.Context) -> None:
    """Take back the last entry; again, the one before it."""
    from adaptive.asking.answering import undo as taken_back
    from adaptive.telling.entries import to_json

    here = context(ctx)
    with here.open() as store:
        gone = taken_back(store, here.today)
        if here.as_json:
            here.answer({"undone": to_json(gone[0]), "with": [*map(to_json, gone[1:])]})
            return
        for entry in gone:
            here.out.print(f"taken back: {entering.line(entry)}")
        entering.print_follows(here, store)
