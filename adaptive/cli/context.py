"""What every command needs: where the library is, which day it is, where answers go."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from adaptive.library.folder import default_folder
from ingest.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from adaptive.library.store import Store

__all__ = ["Context", "context", "parse_day", "printable", "shown"]


@dataclass(frozen=True)
class Context:
    """The global options of one call."""

    folder: Path
    today: date
    now: datetime | None
    as_json: bool
    quiet: bool

    @cached_property
    def out(self) -> Console:
        """Standard output for people; answers that were asked for."""
        from rich.console import Console

        return Console(highlight=False, soft_wrap=False)

    @cached_property
    def err(self) -> Console:
        """Standard error: progress and remarks."""
        from rich.console import Console

        return Console(stderr=True, highlight=False, quiet=self.quiet)

    def open(self, *, create: bool = False) -> Store:
        """Open the library."""
        from adaptive.library.store import Store

        return Store.open(self.folder, create=create, waiting=self._say_waiting)

    def progress(self) -> Progress:
        """A bar on standard error while something takes long; none where nobody looks."""
        from rich.progress import Progress

        off = self.quiet or not self.err.is_terminal
        return Progress(console=self.err, transient=True, disable=off)

    def _say_waiting(self) -> None:
        self.err.print("Another kneedrive is writing to this library; waiting for it ...")

    def answer(self, document: object) -> None:
        """Print one JSON document on standard output."""
        # With line breaks json takes ten times as long; a program needs none.
        indent = 1 if sys.stdout.isatty() else None
        plain = (sys.stdout.encoding or "").lower() not in {"utf-8", "utf8"}
        sys.stdout.write(json.dumps(document, ensure_ascii=plain, indent=indent, default=_plain))
        sys.stdout.write("\n")

    @classmethod
    def of(cls, library: Path | None, today: str | None, *, as_json: bool, quiet: bool) -> Context:
        """The context that the global options describe."""
        clock = datetime.now()  # noqa: DTZ005 - the athlete's wall clock is what is asked for
        return cls(
            folder=library.expanduser() if library else default_folder(),
            today=parse_day(today) if today else clock.date(),
            # A day that was named has no time of day: its answers are the same at any hour.
            now=None if today else clock,
            as_json=as_json,
            quiet=quiet,
        )


def context(ctx: typer.Context) -> Context:
    """The context of a running command."""
    found = ctx.obj
    assert isinstance(found, Context)
    return found


def printable(text: str) -> str:
    """Text out of files, names of files included, without what would command a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shown(text: str) -> str:
    """The same for Rich, where square brackets mean themselves."""
    from rich.markup import escape

    return escape(printable(text))


def parse_day(text: str) -> date:
    """A day written as 2026-11-23.

    Raises:
        UsageError: it is written otherwise.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day", hint="Write days like 2026-11-23.") from None


def _plain(value: Any) -> Any:  # noqa: ANN401 - json hands over whatever it cannot write
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
