"""`kneedrive backup` and `kneedrive restore`."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, shown

if TYPE_CHECKING:
    from adaptive.keeping.backups import Backup

__all__ = ["backup", "restore"]


def backup(
    ctx: typer.Context,
    place: Annotated[
        Path,
        typer.Argument(help="File, or folder in which it is named by its day."),
    ] = Path(),
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="Prove an earlier backup instead."),
    ] = None,
) -> None:
    """Write all that you recorded and told into one file, for another disk."""
    from adaptive.keeping import backups

    here = context(ctx)
    with here.progress() as bar:
        task = bar.add_task("writing and proving" if check is None else "proving", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        if check is not None:
            found = backups.check(check.expanduser(), progress)
        else:
            now = here.now or datetime.combine(here.today, time())
            with here.open() as store:
                found = backups.write(store, place.expanduser(), now, progress)
    if here.as_json:
        here.answer(found.to_json())
        return
    _tell(here, found)
    if check is None:
        here.out.print("Keep it on another disk: it holds your health answers, and is not locked.")
        here.out.print(f"It comes back with: kneedrive restore {shown(str(found.path))}")


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a library that is there aside first.")
    ] = False,
) -> None:
    """Make the library of a backup again, here or on another computer."""
    from adaptive.jobs import Workers
    from adaptive.keeping.restoring import restore as carry_out

    here = context(ctx)
    with here.progress() as bar, Workers() as workers:
        task = bar.add_task("proving, then reading anew", total=None)
        done = carry_out(
            file.expanduser(),
            here.folder,
            here.today,
            replace=replace,
            workers=workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if here.as_json:
        here.answer(done.to_json())
        return
    _tell(here, done.backup)
    here.out.print(f"Restored to {shown(str(done.folder))}, {done.sessions} sessions.")
    if done.aside:
        here.out.print(f"What was there before lies in {shown(str(done.aside))}.")


def _tell(here: Context, found: Backup) -> None:
    here.out.print(
        f"[bold]{shown(str(found.path))}[/bold] is whole: {found.recordings} recordings and "
        f"{found.logs} logs of {found.made:%Y-%m-%d %H:%M}, {found.bytes / 2**20:.1f} MB."
    )
    if found.missing:
        here.out.print(
            f"It lacks {len(found.missing)} originals that the library had lost: kneedrive doctor"
        )
