"""Numbers to words and tables for a terminal. The only place that knows colours."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from adaptive.agenda.days import day_name
from adaptive.wording import class_words, clock, device_rows, sport_word

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "bullet",
    "class_text",
    "day_name",
    "device_table",
    "sessions_table",
]

_CLASS_STYLES = {"easy": "green", "key": "red", "brick": "magenta", "other": "dim"}


def class_text(session_class: str, kind: str | None, *, uncertain: bool) -> str:
    """A class with its colour; uncertain ones carry a question mark."""
    style = _CLASS_STYLES[session_class]
    return f"[{style}]{class_words(session_class, kind, uncertain=uncertain)}[/{style}]"


def sessions_table(rows: Sequence[dict[str, Any]], console: Console) -> Text:
    """Sessions, one a line; ids, distances and reasons where there is room for them.

    Ten years of them are thousands of lines, which a Rich table takes seconds to lay out.
    """
    width = console.width
    narrow, wide = width < 80, width >= 100
    heads = ["day", "sport", "time", "load", "class"]
    if not narrow:
        heads = ["day", "id", "sport", "time", "km", "load", "class"]
    day_format = "%Y-%m-%d %a %H:%M" if wide else "%Y-%m-%d" if width >= _ROOM_FOR_YEAR else "%m-%d"
    table = [heads]
    for row in rows:
        cells = {
            "day": f"{row['local_start']:{day_format}}",
            "id": row["id"],
            "sport": sport_word(row["sport"], row["sub_sport"]),
            "time": clock(row["duration_s"]),
            "km": f"{row['distance_m'] / 1000:.1f}" if row["distance_m"] else "",
            "load": f"{row['load_tss']:.0f}" if row["load_tss"] is not None else "",
            "class": class_words(
                row["class"],
                row["kind"] if width >= _ROOM_FOR_KIND else None,
                uncertain=row["uncertain"],
            ),
        }
        table.append([cells[head] for head in heads])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    room = width - sum(widths) - 2 * len(heads)
    if room < _LEAST_ROOM:
        room = 0
    text = Text(no_wrap=True, overflow="ignore")
    for line, of in zip(table, [None, *rows], strict=True):
        text.append("\n" * (of is not None))
        for head, cell, size in zip(heads, line, widths, strict=True):
            padded = cell.rjust(size) if head in _NUMBERS else cell.ljust(size)
            text.append(padded, "bold" if of is None else _style(head, of))
            text.append("  " * (head != heads[-1] or room > 0))
        if room > 0:
            reason = "because" if of is None else (of["reasons"] or [""])[0]
            text.append(textwrap.fill(reason, room).replace("\n", "\n" + " " * (width - room)))
    return text


_NUMBERS = {"time", "km", "load"}
_ROOM_FOR_YEAR, _ROOM_FOR_KIND = 48, 60
_LEAST_ROOM = 28  # a reason in a narrower column is hard to read


def _style(head: str, row: dict[str, Any]) -> str:
    if head == "class":
        return _CLASS_STYLES[row["class"]]
    return "dim" if head == "id" else ""


def device_table(facts: dict[str, Any]) -> Table | None:
    """What the device itself made of a session beside what is made of it here."""
    rows = device_rows(facts)
    if not rows:
        return None
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("", "device", "here"):
        table.add_column(head, justify="right" if head else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def bullet(text: str) -> Padding:
    """A line of a list; what does not fit in one is indented below it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row("-", text)
    return Padding(grid, (0, 0, 0, 2))
