"""Asking a person at a terminal. Without one nothing is asked: the command says how to tell it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import typer

from adaptive.cli.context import Context, shown
from ingest.errors import UsageError

if TYPE_CHECKING:
    from adaptive.telling.words import MissingError

__all__ = ["complete", "interruptible", "line", "may_ask", "refused"]

_T = TypeVar("_T")


def may_ask(here: Context) -> bool:
    """Whether a person sits there who can be asked."""
    return not here.as_json and sys.stdin.isatty() and sys.stdout.isatty()


def line(text: str) -> str:
    """What is answered to a question; empty where it is passed over."""
    return input(f"{text}: ").strip()


def refused(here: Context, error: UsageError) -> None:
    """Say why an answer makes no sense, before it is asked for again."""
    here.out.print(f"[yellow]{shown(error.message)}[/yellow]")
    if error.hint:
        here.out.print(f"[dim]{shown(error.hint)}[/dim]")


def complete(here: Context, words: Sequence[str], read: Callable[[list[str]], _T]) -> _T:
    """Read words, and on a terminal ask for what is missing until they make sense.

    Raises:
        UsageError: the words make no sense, or too little was told where nobody can be asked.
    """
    from adaptive.telling.words import MissingError

    told = list(words)
    try:
        return read(told)
    except MissingError as missing:
        if not may_ask(here):
            raise
        asks: MissingError = missing
    while True:
        more = line(asks.asks).split()
        try:
            return read([*told, *more])
        except MissingError as missing:
            told, asks = [*told, *more], missing
        except UsageError as wrong:
            refused(here, wrong)


@contextmanager
def interruptible(here: Context, kept: str) -> Iterator[None]:
    """Ctrl-C or the end of input stop the questions; `kept` says what was done by then."""
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        here.err.print(f"\nInterrupted: {kept}")
        raise typer.Exit(130) from None
