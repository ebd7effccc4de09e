"""`kneedrive import`: recordings into the library, with an account of every file."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from adaptive.cli.context import Context, context, shown
from ingest.errors import InterruptedWorkError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.text import Text

    from adaptive.importing import ImportReport

__all__ = ["import_", "imports", "print_report", "run_import"]

_NAMED = 3
"""So many files are named of those that share a reason."""


def import_(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Files, folders or zip exports; - reads a list of them from standard input. "
            "Without any, the folders imported before are looked through again.",
            readable=False,
            allow_dash=True,
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one per processor where that pays.")
    ] = None,
    reader: Annotated[
        Literal["columnar", "fitparse"],
        typer.Option(help="fitparse is slow and serves as a second opinion."),
    ] = "columnar",
) -> None:
    """Take in recordings; importing again changes nothing."""
    here = context(ctx)
    report = run_import(here, _named(paths or []), workers, reader)
    if here.as_json:
        here.answer(report.to_json())
    else:
        print_report(here, report)
    if report.interrupted:
        raise typer.Exit(130)
    if report.troubled:
        raise typer.Exit(3)


def _named(paths: list[Path]) -> list[Path]:
    """The paths, with those listed on standard input in place of a dash."""
    if Path("-") not in paths:
        return [path.expanduser() for path in paths]
    from ingest.exports import listed

    named = [path.expanduser() for path in paths if path != Path("-")]
    named += listed(sys.stdin.buffer.read())
    if not named:
        raise UsageError("standard input named no file", hint="It should hold one path a line.")
    return named


def run_import(
    here: Context,
    paths: list[Path],
    workers: int | None = None,
    reader: Literal["columnar", "fitparse"] = "columnar",
) -> ImportReport:
    """Import with a progress bar on a terminal."""
    from adaptive.importing import import_recordings
    from adaptive.jobs import Workers

    began = time.perf_counter()
    on_screen = here.err.is_terminal and not here.quiet
    with (
        here.open(create=True) as store,
        Workers(workers) as processes,
        _progress(here, shown=on_screen) as bar,
    ):
        reading = bar.add_task("reading", total=None)
        report = import_recordings(
            store,
            paths,
            here.today,
            reader=reader,
            workers=processes,
            progress=lambda done, total: bar.update(reading, completed=done, total=total),
        )
        if not report.interrupted and not store.all_assessed():
            from adaptive import assessing

            classing = bar.add_task("classing", total=None)
            try:
                assessing.assess(
                    store,
                    lambda done, total: bar.update(classing, completed=done, total=total),
                )
            except InterruptedWorkError:  # what is left unclassed, the next command classes
                report = replace(report, interrupted=True)
    return replace(report, seconds=time.perf_counter() - began)


def _progress(here: Context, *, shown: bool) -> Progress:
    """Bars with how many are done, how many a second, and the time left."""
    from rich import progress

    class Speed(progress.ProgressColumn):
        def render(self, task: progress.Task) -> Text:
            from rich.text import Text

            return Text(f"{task.speed:.0f}/s" if task.speed else "")

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=20),
        progress.MofNCompleteColumn(),
        Speed(),
        progress.TimeRemainingColumn(compact=True),
        console=here.err,
        transient=True,
        disable=not shown,
    )


def print_report(here: Context, report: ImportReport) -> None:
    """Say what became of the files; those with trouble by reason, with their names."""
    from adaptive.reconciling import OUTCOME_WORDS

    total = len(report.files)
    counts = report.counts
    here.out.print(f"[bold]{total} file{'s' * (total != 1)}[/bold] in {report.seconds:.1f} s")
    for outcome, words in OUTCOME_WORDS.items():
        if counts.get(outcome):
            here.out.print(f"  {counts[outcome]:>5}  {words}")
    _print_troubled(here, report)
    fresh = total > report.unchanged
    if fresh and counts.keys() & {"merged", "skipped", "damaged", "failed"}:
        here.out.print(f"Every file with its reason: kneedrive imports {report.number}")
    for folder in report.away:
        here.out.print(f"[yellow]not there now:[/yellow] {shown(folder)}", soft_wrap=True)
    if report.joined:
        one = report.joined == 1
        here.out.print(
            f"{report.joined} session{'' if one else 's'} recorded more than once: "
            "kneedrive imports shows them, and how to undo it."
        )
    if report.interrupted:
        when = f"with {report.left} files left" if report.left else "after the last file was read"
        here.out.print(
            f"Interrupted {when}. What is counted above is stored; "
            "the same command goes on from here."
        )
    elif counts.keys() & {"imported", "damaged", "known", "merged"}:
        here.out.print("Next: [bold]kneedrive plan[/bold]")


def _print_troubled(here: Context, report: ImportReport) -> None:
    fresh = len(report.files) > report.unchanged
    all_named = f"kneedrive imports {report.number}" if fresh else "--json"
    by_reason: dict[tuple[str, str], list[str]] = {}
    for file in report.troubled:
        lead = "read in part" if file.outcome == "damaged" else "not read"
        by_reason.setdefault((lead, file.reason or ""), []).append(file.path)
    for (lead, reason), paths in by_reason.items():
        here.out.print(f"{lead}: {shown(reason)}")
        for path in paths[:_NAMED]:
            here.out.print(f"    {shown(path)}", style="dim", soft_wrap=True)
        if len(paths) > _NAMED:
            here.out.print(f"    and {len(paths) - _NAMED} more; {all_named} names them all")


def imports(
    ctx: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="N", help="Only this import, with its files.")
    ] = None,
    separate: Annotated[
        str | None,
        typer.Option(metavar="SESSION", help="Let a merged session stand for itself again."),
    ] = None,
    rejoin: Annotated[
        str | None, typer.Option(metavar="SESSION", help="Take back such a separation.")
    ] = None,
    forget: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Look through this folder no more.", readable=False),
    ] = None,
) -> None:
    """Look back at imports: what became of the files, what was merged; and undo a merge."""
    from adaptive import reconciling

    here = context(ctx)
    done = []
    with here.open() as store:
        if separate is not None:
            name = reconciling.separate(store, separate, here.today)
            done.append(f"{name} stands for itself again.")
        if rejoin is not None:
            done.append(f"{reconciling.rejoin(store, rejoin)} may be merged again.")
        if forget is not None:
            reconciling.forget_folder(store, forget)
            done.append(f"{shown(str(forget))} is looked through no more.")
        answer = reconciling.account(store, number)
    if here.as_json:
        here.answer(answer)
    elif done:
        here.out.print("\n".join(done))
    elif number is not None:
        _print_files(here, answer["imports"][0])
    else:
        _print_account(here, answer)


def _print_account(here: Context, answer: dict[str, Any]) -> None:
    from rich.table import Table

    from adaptive.reconciling import OUTCOME_IN_SHORT

    if not answer["imports"]:
        here.out.print("Nothing was imported yet. Start with: kneedrive import FOLDER")
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("import", "day", "files", "what became of them"):
        table.add_column(name, justify="right" if name in {"import", "files"} else "left")
    for one in answer["imports"]:
        words = ", ".join(
            f"{count} {OUTCOME_IN_SHORT[name]}" for name, count in one["counts"].items()
        )
        stopped = "" if one["finished"] else " (interrupted)"
        total = sum(one["counts"].values())
        table.add_row(str(one["number"]), one["day"], str(total), words + stopped)
    if answer["imports"]:
        here.out.print(table)
    if answer["merged"]:
        here.out.print("\n[bold]Recorded more than once[/bold]")
        for merge in answer["merged"]:
            day = merge["local_date"]
            here.out.print(f"  {day}  {merge['session']} stands for {merge['other']}")
            here.out.print(f"      {shown(merge['reason'])}", style="dim")
        here.out.print("  Undo with: kneedrive imports --separate and the second id")
    if answer["separated"]:
        here.out.print("\nSeparated by you: " + ", ".join(answer["separated"]))
        here.out.print("  Take it back with: kneedrive imports --rejoin and the id")
    if answer["folders"]:
        here.out.print("\n[bold]Looked through by[/bold] kneedrive import")
        for folder in answer["folders"]:
            away = "" if folder["there"] else "  [yellow](not there now)[/yellow]"
            here.out.print(f"  {shown(folder['path'])}{away}")


def _print_files(here: Context, one: dict[str, Any]) -> None:
    for file in one["files"]:
        here.out.print(f"{file['outcome']:>8}  {shown(file['path'])}", soft_wrap=True)
        if file["reason"]:
            here.out.print(f"          {shown(file['reason'])}", style="dim")
    same = sum(one["unchanged"].values())
    if same:
        here.out.print(f"{same} more were as they had been when last looked at.")
