"""`kneedrive import`: recordings into the library, with an account of every file."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from adaptive.cli.context import Context, context
from ingest.errors import UsageError

if TYPE_CHECKING:
    from adaptive.importing import ImportReport

__all__ = ["import_", "print_report", "run_import"]

_WORDS = {
    "imported": "imported",
    "damaged": "imported as far as readable",
    "merged": "same session from another source",
    "known": "known from before",
    "skipped": "no activity, left out",
    "failed": "could not be read",
}

_NAMED = 3
"""So many files are named of those that share a reason."""


def import_(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH...", help="Files or folders with .fit recordings.", readable=False
        ),
    ] = None,
    reader: Annotated[
        Literal["columnar", "fitparse"],
        typer.Option(help="fitparse is slow and serves as a second opinion."),
    ] = "columnar",
) -> None:
    """Take in recordings; importing again changes nothing."""
    if not paths:
        raise UsageError(
            "no file or folder was named", hint="For example: kneedrive import ~/Garmin/Activity"
        )
    here = context(ctx)
    report = run_import(here, paths, reader)
    if here.as_json:
        here.answer(report.to_json())
    else:
        print_report(here, report)
    if report.interrupted:
        raise typer.Exit(130)
    if report.troubled:
        raise typer.Exit(3)


def run_import(
    here: Context, paths: list[Path], reader: Literal["columnar", "fitparse"] = "columnar"
) -> ImportReport:
    """Import with a progress bar on a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from adaptive import assessing
    from adaptive.importing import import_recordings

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    shown = here.err.is_terminal and not here.quiet
    with (
        here.open(create=True) as store,
        Progress(*columns, console=here.err, transient=True, disable=not shown) as bar,
    ):
        reading = bar.add_task("reading", total=None)
        report = import_recordings(
            store,
            paths,
            here.today,
            reader=reader,
            progress=lambda done, total, _: bar.update(reading, completed=done, total=total),
        )
        if not report.interrupted:
            classing = bar.add_task("classing", total=None)
            # Whatever an interruption leaves unclassed here, the next command classes.
            with contextlib.suppress(KeyboardInterrupt):
                assessing.assess(
                    store,
                    progress=lambda done, total: bar.update(classing, completed=done, total=total),
                )
    return report


def print_report(here: Context, report: ImportReport) -> None:
    """Say what became of the files; those with trouble by reason, with their names."""
    from rich.markup import escape

    total = len(report.files)
    counts = report.counts
    here.out.print(f"[bold]{total} file{'s' * (total != 1)}[/bold] in {report.seconds:.1f} s")
    for outcome, words in _WORDS.items():
        if counts.get(outcome):
            here.out.print(f"  {counts[outcome]:>5}  {words}")
    by_reason: dict[tuple[str, str], list[str]] = {}
    for file in report.troubled:
        lead = "read in part" if file.outcome == "damaged" else "not read"
        by_reason.setdefault((lead, file.reason or ""), []).append(file.path)
    for (lead, reason), paths in by_reason.items():
        here.out.print(f"{lead}: {escape(reason)}")
        for path in paths[:_NAMED]:
            here.out.print(f"    {escape(path)}", style="dim", overflow="fold")
        if len(paths) > _NAMED:
            here.out.print(f"    and {len(paths) - _NAMED} more; --json names them all")
    if report.interrupted:
        here.out.print(
            f"Interrupted with {report.left} files left. What is counted above is stored; "
            "the same command goes on from here."
        )
    elif counts.keys() & {"imported", "damaged", "known"}:
        here.out.print("Next: [bold]kneedrive plan[/bold]")
