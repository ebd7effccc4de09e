"""`kneedrive forget`: delete the health answers, and lift nothing by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, shown
from adaptive.cli.prompting import interruptible, line, may_ask
from ingest.errors import KneedriveError, UsageError

if TYPE_CHECKING:
    from adaptive.keeping.forgetting import Forgotten

__all__ = ["forget"]


def forget(
    ctx: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete all health answers for good: symptoms, illness, safety answers, notes."""
    from adaptive.keeping import forgetting

    here = context(ctx)
    with here.open() as store, interruptible(here, "nothing is deleted."):
        if not yes and not may_ask(here):
            raise UsageError("this deletes your health answers", hint="If so: --yes")
        if not yes:
            here.err.print(
                f"{forgetting.told(store)} entries and answers say something of your health. They "
                "are deleted for good,\nwith past plans and what they say. What bars work stays "
                "barred."
            )
            if line("Delete them? [y/N]").lower() not in {"y", "yes"}:
                raise KneedriveError("nothing is deleted")
    with here.open() as store:
        found = forgetting.forget(store, here.today)
    if here.as_json:
        here.answer(found.to_json())
    else:
        _tell(here, found)


def _tell(here: Context, found: Forgotten) -> None:
    here.out.print(
        f"Deleted: {found.entries} entries of the diary, {found.answers} answers, {found.plans} "
        f"past plans, {found.copies} copies of earlier databases."
    )
    open_ended = [one for one in found.held if one.until is None]
    ends = [one.until for one in found.held if one.until]
    if open_ended:
        here.out.print(
            "[bold]The plan stays as closed as it was, until a professional has cleared you: "
            "kneedrive log cleared[/bold]"
        )
    if ends:
        here.out.print(f"Until {max(ends)} nothing is stepped up, and what was eased stays so.")
    if found.left_out:
        here.out.print(f"No plan takes {shown(', '.join(found.left_out))}: kneedrive me set avoid")
    here.out.print(
        "Backups and files that you made before still hold what they held: delete them yourself."
    )
