"""`kneedrive answer`: what is asked, and answering it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, shown
from ingest.errors import KneedriveError

if TYPE_CHECKING:
    from adaptive.shifts import Question

__all__ = ["answer"]


def answer(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[N CHOICE]", help="The question's number, and your answer."),
    ] = None,
) -> None:
    """List what you are asked, or answer one question: a word or its first letters will do."""
    from adaptive.asking.answering import answer as keep
    from adaptive.asking.listing import open_questions
    from adaptive.cli.log import entering
    from adaptive.cli.prompting import complete, interruptible

    here = context(ctx)
    with here.open() as store, interruptible(here, "nothing was answered."):
        asked = open_questions(store, here.today, here.now)
        if not words:
            _list(here, asked)
            return
        question = _numbered(asked, words[0])
        logged = complete(here, words[1:], lambda said: keep(store, question, said, here.today))
        entering.answer(here, store, logged)


def _numbered(asked: Sequence[Question], number: str) -> Question:
    """The question of a number in the list, or of an id."""
    by_name = {str(n): one for n, one in enumerate(asked, 1)} | {one.id: one for one in asked}
    if number not in by_name:
        raise KneedriveError(
            f"there is no open question {number}",
            hint="kneedrive answer lists them with their numbers; "
            "what you answered is taken back by kneedrive log undo.",
        )
    return by_name[number]


def _list(here: Context, asked: Sequence[Question]) -> None:
    from rich.padding import Padding

    if here.as_json:
        here.answer({"questions": [{"n": n, **asdict(one)} for n, one in enumerate(asked, 1)]})
        return
    if not asked:
        here.out.print("Nothing is asked.")
        return
    for n, one in enumerate(asked, 1):
        here.out.print(f"[bold]{n}[/bold]  {shown(one.text)}")
        how = " · ".join(one.choices) or one.hint
        here.out.print(Padding(f"[dim]{shown(how)}[/dim]", (0, 0, 0, 3)))
    here.out.print(
        "[dim]Answer: kneedrive answer N CHOICE · take it back: kneedrive log undo[/dim]"
    )
