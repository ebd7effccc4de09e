"""Entries of the calendar, free hours and days away, as words and tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rich.table import Table

from adaptive import wording
from adaptive.agenda.coming import minutes_of
from adaptive.agenda.days import WEEKDAYS
from adaptive.cli import render
from adaptive.cli.context import Context, shown

if TYPE_CHECKING:
    from adaptive.agenda.entries import Entry
    from adaptive.agenda.reading import Imported
    from adaptive.agenda.usual import Usual
    from adaptive.week import Availability, DayOff

__all__ = [
    "FOLLOWS",
    "available_json",
    "entry_line",
    "entry_row",
    "imported_json",
    "many",
    "off_json",
    "print_available",
    "print_away",
    "print_imported",
    "print_rows",
]

FOLLOWS = "[dim]The plan follows: kneedrive plan[/dim]"

_FEW = 8
_ROOMY = 90


def entry_row(entry: Entry, usual: Usual) -> dict[str, Any]:
    """An entry as JSON, with its estimated duration where none was told, and what that rests on."""
    if entry.family is None:
        return {**entry.to_json(), "duration_basis": None}
    minutes = minutes_of(entry, usual)
    return {**entry.to_json(), "duration_min": minutes.value, "duration_basis": minutes.basis}


def entry_line(row: Mapping[str, Any]) -> str:
    """An entry in one line, for Rich."""
    day = render.day_name(date.fromisoformat(row["date"]))
    parts = [f"[bold]{day}{' ' + row['at'] if row['at'] else ''}[/bold] {shown(row['title'])}"]
    if row["sport"]:
        parts += [*filter(None, [_sport(row)]), _class_text(row), f"{_minutes(row)} min"]
    elif row["rest"]:
        parts.append("rest")
    else:
        parts.append("no training")
    parts += [f"{row['race_priority']} race"] if row["race_priority"] else []
    return ", ".join(parts) + f"  [dim]{row['id'][:6]}[/dim]"


def _sport(row: Mapping[str, Any]) -> str:
    """Its sport; a brick's class says it all."""
    if row["family"] == "strength":
        return "strength"
    return wording.sport_word(row["sport"]) if row["sport"] not in {None, "multisport"} else ""


def _class_text(row: Mapping[str, Any]) -> str:
    return render.class_text(row["class"], row["kind"], uncertain=row["uncertain"])


def _minutes(row: Mapping[str, Any]) -> str:
    if row["duration_min"] is None:
        return ""
    return f"{'~' if row['duration_basis'] else ''}{row['duration_min']:.0f}"


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
                _sport(row),
                _class_text(row) if row["class"] else "rest" if row["rest"] else "",
                _minutes(row),
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
    words = ", ".join(_FIELD_NAMES.get(name, name) for name in row["corrected"])
    return f" [dim](you: {words})[/dim]"


_FIELD_NAMES = {"session_class": "class", "duration_min": "minutes", "race_priority": "priority"}


def imported_json(found: Imported) -> dict[str, Any]:
    """The answer of `calendar import --json`."""
    return {
        "calendar": found.calendar,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "added": [one.to_json() for one in found.added],
        "changed": [
            {**one.entry.to_json(), "fields": list(one.fields), "kept": list(one.kept)}
            for one in found.changed
        ],
        "gone": [one.to_json() for one in found.gone],
        "unchanged": len(found.unchanged),
        "not_training": [one.to_json() for one in found.not_training],
        "problems": list(found.problems),
        "remarks": list(found.remarks),
    }


def print_imported(here: Context, found: Imported) -> None:
    """What an import changed, what it left out, and what could not be read."""
    out = here.out
    counts = [
        f"{len(some)} {word}"
        for some, word in (
            (found.added, "new"),
            (found.changed, "changed"),
            (found.gone, "gone"),
            (found.unchanged, "as before"),
        )
        if some
    ]
    out.print(
        f"[bold]{shown(found.calendar)}[/bold], {found.first} to {found.last}: "
        f"{', '.join(counts) or 'no entries'}."
    )
    lines = [
        f"  changed: {_title(one.entry)}: {_field_words(one.fields)}"
        + (f" [dim](your own {_field_words(one.kept)} stays)[/dim]" if one.kept else "")
        for one in found.changed
    ] + [f"  gone: {_title(one)}" for one in found.gone]
    for line in lines[:_FEW]:
        out.print(line)
    if len(lines) > _FEW:
        out.print(f"  and {len(lines) - _FEW} more")
    apart = [one for one in found.not_training if not one.rest]
    if apart:
        titles = ", ".join(dict.fromkeys(shown(one.title) for one in apart[:_FEW]))
        more = " ..." if len(apart) > _FEW else ""
        out.print(
            f"No training was read in {many(apart)}: {titles}{more} [dim](correct one: kneedrive "
            "calendar list --all, kneedrive calendar change ENTRY --sport run)[/dim]"
        )
    for remark in found.remarks:
        out.print(shown(remark))
    for problem in found.problems:
        out.print(f"[yellow]not read:[/yellow] {shown(problem)}")
    out.print(FOLLOWS)


def _title(entry: Entry) -> str:
    return f"{render.day_name(entry.day)} {shown(entry.title)}"


def _field_words(fields: Sequence[str]) -> str:
    """The fields that a person knows; of one that follows from another nothing is said."""
    known = [_FIELD_NAMES.get(name, name) for name in fields if name not in _UNSPOKEN]
    return ", ".join(known) or "details"


_UNSPOKEN = {"family", "uncertain", "reasons", "legs", "steps", "rest"}


def many(some: Sequence[Entry]) -> str:
    """So many entries, in words."""
    return "1 entry" if len(some) == 1 else f"{len(some)} entries"


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
    for first, last, off in _spans(days):
        until = f" to {render.day_name(last)}" if last > first else ""
        kit = ", ".join(sorted(off.equipment or ())) or "no equipment but mat, wall and chair"
        words = "free of psoas work" if off.blocked else f"away, with {kit}"
        here.out.print(f"{render.day_name(first)}{until}: {words}")
    if not days:
        here.out.print("No days away are known.")
    here.out.print(
        FOLLOWS if changed else "[dim]Tell: kneedrive away FROM TO (--equipment band)[/dim]"
    )


def _spans(days: Sequence[DayOff]) -> list[tuple[date, date, DayOff]]:
    """Days that follow each other and are alike, as first and last."""
    spans: list[tuple[date, date, DayOff]] = []
    for off in days:
        if spans:
            first, last, before = spans[-1]
            alike = (before.blocked, before.equipment) == (off.blocked, off.equipment)
            if alike and off.day == last + timedelta(days=1):
                spans[-1] = (first, off.day, before)
                continue
        spans.append((off.day, off.day, off))
    return spans
