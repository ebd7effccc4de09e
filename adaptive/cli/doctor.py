"""`kneedrive doctor`: whether the library is whole, and mending what can be mended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, shown

if TYPE_CHECKING:
    from adaptive.keeping.findings import Checkup, Finding

__all__ = ["doctor"]


def doctor(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair/--no-repair", help="Mend what can be mended.")
    ] = True,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="Make a new database of what can be read of a damaged one, which is set aside, "
            "and read all recordings anew.",
        ),
    ] = False,
) -> None:
    """Check that nothing in the library is lost or damaged, and mend what can be mended."""
    from adaptive.jobs import Workers
    from adaptive.keeping.examining import examine

    here = context(ctx)
    saved = []
    if rebuild:
        from adaptive.keeping.rebuilding import rebuild as made_anew

        saved = made_anew(here.folder, here.today)
    with Workers() as workers, here.progress() as bar:
        looking = bar.add_task("looking it over", total=None)
        found = examine(
            here.folder,
            here.today,
            repair=repair,
            workers=workers,
            progress=lambda done, total: bar.update(looking, completed=done, total=total),
        )
    found = replace(found, findings=(*saved, *found.findings))
    if here.as_json:
        here.answer(found.to_json())
    else:
        _tell(here, found)
    if not found.healthy:
        raise typer.Exit(1)


def _tell(here: Context, found: Checkup) -> None:
    counts = found.counts
    if counts:
        here.out.print(
            f"Looked over {counts['recordings']} recordings (originals and samples), "
            f"{counts['sessions']} sessions, {counts['logs']} logs."
        )
    for one in found.findings:
        here.out.print(f"  {_mark(one)}  {shown(one.what)}")
        if one.remedy and not one.repaired:
            here.out.print(f"       {shown(one.remedy)}")
    if not found.healthy:
        here.out.print("[bold]Something is wrong that only you can mend.[/bold]")
    elif any(one.severity != "note" for one in found.findings):
        here.out.print("[bold]All is well now.[/bold]")
    else:
        here.out.print("[bold]All is well.[/bold]")


def _mark(one: Finding) -> str:
    if one.repaired:
        return "mended"
    return "[bold]wrong[/bold]" if one.severity == "damage" else "note"
