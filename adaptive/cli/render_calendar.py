"""Entries of the calendar, free hours and days away, as words and tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table

from adaptive.agenda import listing
from adaptive.agenda.days import WEEKDAYS
from adaptive.cli import render
from adaptive.cli.context import Context, shown

if TYPE_CHECKING:
    from adaptive.agenda.reading import Imported
    from adaptive.week import Availability, DayOff

__all__ = [
    "FOLLOWS",
    "available_json",
    "entry_line",
    "off_json",
    "print_available",
    "print_away",
    "print_imported",
    "print_rows",
]

FOLLOWS = "[dim]The plan follows: kneedrive plan[/dim]"

_FEW = 8
_ROOMY = 90


def entry_line(row: Mapping[str, Any]) -> str:
    """An entry in one line, for Rich."""
    day = render.day_name(date.fromisoformat(row["date"]))
    parts = [f"[bold]{day}{' ' + row['at'] if row['at'] else ''}[/bold] {shown(row['title'])}"]
    if row["sport"]:
        sport = filter(None, [listing.sport_words(row)])
        parts += [*sport, _class_text(row), f"{listing.minutes_words(row)} min"]
    elif row["rest"]:
        parts.append("rest")
    else:
        parts.append("no training")
    parts += [f"{row['race_priority']} race"] if row["race_priority"] else []
    return ", ".join(parts) + f"  [dim]{row['id'][:6]}[/dim]"


def _class_text(row: Mapping[str, Any]) -> str:
    return render.class_text(row["class"], row["kind"], uncertain=row["uncertain"])


def print_rows(here: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    """Entries as a table, or one a line where the terminal is narrow."""
    if here.out.width < _ROOMY:
        for row in rows:
            here.out.print(entry_line(row) + _remark(row))
    else:
        table = Table(box=None, header_style="bold", pad_edge=False)
        for head in ("id", "day", "at", "title", "sport", "class", "min", "race", "from"):
            whole = head in {"id", "day", "at", "min"}
            table.add_column(head, no_wrap=whole, justify="right" if head == "min" else "left")
        for row in rows:
            table.add_row(
                f"[dim]{row['id'][:6]}[/dim]",
                render.day_name(date.fromisoformat(row["date"])),
                row["at"] or "",
                shown(row["title"]) + _remark(row),
                listing.sport_words(row),
                _class_text(row) if row["class"] else "rest" if row["rest"] else "",
                listing.minutes_words(row),
                row["race_priority"] or ("B" if row["kind"] == "race" else ""),
                shown(row["source"]),
            )
        here.out.print(table)
    if any(row["duration_basis"] for row in rows):
        here.out.print("[dim]~ is how long it usually takes you.[/dim]")
    if unsure := sum(row["uncertain"] and row["training"] for row in rows):
        says, that = ("says", "it") if unsure == 1 else ("say", "these")
        here.out.print(
            f"[dim]? {unsure} {says} nothing of how hard: the plan treats {that} as hard. "
            "kneedrive calendar change ENTRY --class easy[/dim]"
        )


def _remark(row: Mapping[str, Any]) -> str:
    if row["removed"]:
        return " [dim](taken away)[/dim]"
    if not row["corrected"]:
        return ""
    return f" [dim](you: {listing.corrected_words(row)})[/dim]"


def print_imported(here: Context, found: Imported) -> None:
    """What an import changed, what it left out, and what could not be read."""
    out = here.out
    out.print(
        f"[bold]{shown(found.calendar)}[/bold], {found.first} to {found.last}: "
        f"{listing.counts(found)}."
    )
    lines = listing.lines(found)
    for line in lines[:_FEW]:
        out.print(f"  {shown(line)}")
    if len(lines) > _FEW:
        out.print(f"  and {len(lines) - _FEW} more")
    apart = [one for one in found.not_training if not one.rest]
    if apart:
        titles = ", ".join(dict.fromkeys(shown(one.title) for one in apart[:_FEW]))
        more = " ..." if len(apart) > _FEW else ""
        out.print(
            f"No training was read in {listing.many(apart)}: {titles}{more} [dim](correct one: "
            "kneedrive calendar list --all, kneedrive calendar change ENTRY --sport run)[/dim]"
        )
    for remark in found.remarks:
        out.print(shown(remark))
    for problem in found.problems:
        out.print(f"[yellow]not read:[/yellow] {shown(problem)}")
    out.print(FOLLOWS)


def available_json(known: Availability) -> list[dict[str, Any]]:
    """The answer of `calendar available --json`: the weekdays of which hours were told."""
    return [
        {"weekday": WEEKDAYS[n], "windows": [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in windows]}
        for n, windows in sorted(known.by_weekday.items())
    ]


def print_available(here: Context, known: Availability, *, changed: bool) -> None:
    """The free hours of each weekday."""
    for n, name in enumerate(WEEKDAYS):
        windows = known.by_weekday.get(n)
        words = "[dim]the usual hours[/dim]" if windows is None else "no time"
        if windows:
            words = ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in windows)
        here.out.print(f"{name.capitalize():<10} {words}")
    here.out.print(
        FOLLOWS if changed else "[dim]Tell: kneedrive calendar available mon 18:00-20:30[/dim]"
    )


def off_json(off: DayOff) -> dict[str, Any]:
    """A day of the answer of `away --json`; equipment None is the same as at home."""
    return {
        "date": off.day.isoformat(),
        "free_of_psoas_work": off.blocked,
        "equipment": None if off.equipment is None else sorted(off.equipment),
    }


def print_away(here: Context, days: Sequence[DayOff], *, changed: bool) -> None:
    """Days away, those that are alike in one line."""
    for first, last, off in listing.spans(days):
        until = f" to {render.day_name(last)}" if last > first else ""
        here.out.print(f"{render.day_name(first)}{until}: {listing.off_words(off)}")
    if not days:
        here.out.print("No days away are known.")
    here.out.print(
        FOLLOWS if changed else "[dim]Tell: kneedrive away FROM TO (--equipment band)[/dim]"
    )
