"""What the commands of `log` share: which day is meant, and the answer with what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adaptive.cli.context import Context, shown
from adaptive.cli.prompting import complete, interruptible

if TYPE_CHECKING:
    from adaptive.diary import DiaryEntry
    from adaptive.library.store import Store

__all__ = [
    "SCORE",
    "AtOption",
    "BackOption",
    "DateOption",
    "HipPullOption",
    "answer",
    "day_of",
    "line",
    "logged",
    "print_follows",
    "tell",
    "time_of",
]

DateOption = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day, if not today.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="HH:MM", help="The time; of work, when it began.")
]
SCORE = "0 to 10, or none, slight, moderate, severe."
BackOption = Annotated[
    str | None, typer.Option("--back", metavar="N", help=f"Tension of the lower back: {SCORE}")
]
HipPullOption = Annotated[
    str | None,
    typer.Option("--hip-pull", metavar="N", help=f"Pull in the front of the hip: {SCORE}"),
]


def day_of(here: Context, text: str | None) -> date:
    """The day that is spoken of.

    Raises:
        UsageError: it is written otherwise, or lies ahead.
    """
    from adaptive.telling.work import day_told

    return day_told(text, here.today)


def time_of(text: str | None) -> time | None:
    """The time of day that was told."""
    from adaptive.agenda.days import time_named

    return None if text is None else time_named(text)


def logged(
    here: Context,
    kind: str,
    words: Sequence[str] | None,
    read: Callable[[list[str]], dict[str, Any]],
    on: str | None,
    at: str | None,
) -> None:
    """Log an entry about a day, of which words tell the content.

    Raises:
        UsageError: they make no sense, or too little was told where nobody can be asked.
    """
    from adaptive.diary import DiaryEntry

    day, moment = day_of(here, on), time_of(at)
    with here.open(create=True) as store, interruptible(here, "nothing was logged."):
        content = complete(here, words or (), read)
        tell(here, store, [DiaryEntry(kind, day, moment, content, here.today)])


def tell(here: Context, store: Store, entries: Sequence[DiaryEntry]) -> None:
    """Keep entries, and answer with them."""
    store.diary.add_all(entries)
    answer(here, store, entries)


def answer(here: Context, store: Store, entries: Sequence[DiaryEntry]) -> None:
    """Say what was logged, what it means and what follows."""
    from adaptive.telling.entries import to_json
    from adaptive.telling.following import follows, meanings

    said = meanings(store, entries, here.today)
    if here.as_json:
        told = [{**to_json(one), "means": words} for one, words in zip(entries, said, strict=True)]
        here.answer({"logged": told, **asdict(follows(store, here.today, here.now))})
        return
    for entry, words in zip(entries, said, strict=True):
        here.out.print(f"logged: {line(entry)}" + (f" · {shown(words)}" if words else ""))
    if any(one.kind != "note" for one in entries):
        print_follows(here, store)


def print_follows(here: Context, store: Store) -> None:
    """What the state of the athlete is now, or whom to see."""
    from adaptive.telling.following import follows

    told = follows(store, here.today, here.now)
    for sentence in told.advice:
        here.out.print(f"[bold red]{shown(sentence)}[/bold red]")
    if told.advice:
        return
    for why in told.decided:
        here.out.print(f"[bold]{shown(why)}[/bold]")
    if told.today:
        here.out.print(f"Today: {shown(told.today)}.")
    here.out.print("[dim]The plan follows: kneedrive plan[/dim]")


def line(entry: DiaryEntry) -> str:
    """An entry for people."""
    from adaptive.telling.entries import details, headline

    told = details(entry)
    return f"{headline(entry)} [dim]{shown(told)}[/dim]" if told else headline(entry)
