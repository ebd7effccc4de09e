"""`log done` and `log skip`: what became of the blocks of the plan."""

from __future__ import annotations

from typing import Annotated

import typer

from adaptive.cli.context import context
from adaptive.cli.log.entering import AtOption, DateOption, day_of, tell, time_of
from adaptive.cli.prompting import complete, interruptible

__all__ = ["done", "skip"]


def done(
    ctx: typer.Context,
    blocks: Annotated[
        list[str] | None,
        typer.Argument(metavar="BLOCK...", help="Such as strengthening, or a block's id."),
    ] = None,
    effort: Annotated[
        str | None, typer.Option(metavar="N", help="How hard it felt, 1 to 10.")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="EXERCISE=REPS", help="Repetitions a set, if others."),
    ] = None,
    not_ok: Annotated[
        list[str] | None,
        typer.Option("--not-ok", metavar="EXERCISE", help="Its technique did not hold."),
    ] = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """Work is done: as prescribed and with good technique, unless you say more."""
    from adaptive.telling import words, work

    here = context(ctx)
    felt = None if effort is None else words.effort(effort)
    exercises = work.exercises(sets or (), not_ok or ())
    day, begun = day_of(here, on), time_of(at)
    with here.open(create=True) as store, interruptible(here, "nothing was logged."):
        entries = complete(
            here,
            blocks or (),
            lambda named: work.done(
                store,
                named,
                day,
                here.today,
                at=begun,
                now=here.now,
                effort=felt,
                told=exercises,
            ),
        )
        tell(here, store, entries)


def skip(
    ctx: typer.Context,
    blocks: Annotated[
        list[str] | None,
        typer.Argument(metavar="BLOCK...", help="Such as drills, or a block's id."),
    ] = None,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="For yourself.")] = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """Work is left out; it is not made up for before a hard session."""
    from adaptive.telling import work

    here = context(ctx)
    day, begun = day_of(here, on), time_of(at)
    with here.open(create=True) as store, interruptible(here, "nothing was logged."):
        entries = complete(
            here,
            blocks or (),
            lambda named: work.skip(store, named, day, here.today, at=begun, why=why),
        )
        tell(here, store, entries)
