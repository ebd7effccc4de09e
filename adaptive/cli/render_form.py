"""Form in words and tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from adaptive.cli.bars import bars
from adaptive.cli.context import shown
from adaptive.cli.render import bullet
from adaptive.form import saying

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from adaptive.form.report import FormReport, SignalForm
    from adaptive.library.recordings import Json

__all__ = ["print_form", "session_lines"]

_NARROW = 72


def print_form(console: Console, found: FormReport, since: date) -> None:
    """The answer of `form` for people."""
    known = [one for one in found.signals if len(one.scores)]
    if console.width < _NARROW:
        for one in known:
            level = f"{saying.now(one)} {saying.change(one)}".rstrip()
            console.print(f"[bold]{one.signal.label}[/bold]: {level}")
            console.print(bullet(shown(saying.signal(one))))
    else:
        console.print(_table(known))
    for one in known:
        if one.verdict or len(found.signals) == 1:
            console.print(_trend(one, since, console))
    console.print()
    for line in saying.lines(found, since):
        console.print(bullet(shown(line)))
    for line in saying.notes(found):
        console.print(line, style="dim")


def session_lines(form: Json) -> Iterator[str]:
    """Form of one session, as lines of `show`."""
    for level, change in saying.session(form):
        yield f"{level} [dim]({change})[/dim]" if change else level


def _table(known: Sequence[SignalForm]) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("signal", "now", "change", "n"):
        table.add_column(name, justify="left" if name == "signal" else "right", no_wrap=True)
    table.add_column("says")
    for one in known:
        says, count = shown(saying.signal(one)), str(len(one.recent))
        table.add_row(one.signal.label, saying.now(one), saying.change(one), count, says)
    return table


def _trend(one: SignalForm, since: date, console: Console) -> str:
    """Session by session, from below the band (nothing) to above it (full)."""
    pairs = zip(one.scores.days.tolist(), one.scores.values, one.scores.usable, strict=True)
    values = [float(value) for day, value, usable in pairs if usable and day >= since]
    kept = values[-(console.width - len(one.signal.label) - 2) :]
    low = min(kept, default=0.0) - one.band / 2
    return f"{one.signal.label}  [cyan]{bars(kept, console, low=low)[0]}[/cyan]"
