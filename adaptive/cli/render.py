"""Numbers to words and tables for a terminal. The only place that knows colours."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from adaptive.agenda.days import day_name
from ingest.sports import Family, family

if TYPE_CHECKING:
    from rich.console import Console

    from adaptive.plans import Dose

__all__ = [
    "amount",
    "bullet",
    "clock",
    "day_name",
    "device_table",
    "dose_words",
    "load_lines",
    "origin_words",
    "sessions_table",
    "span",
    "sport_word",
]

_CLASS_STYLES = {"easy": "green", "key": "red", "brick": "magenta", "other": "dim"}

_METHOD_UNITS = {"power": "W", "pace": "m/s", "heart_rate": "bpm"}

_ORIGINS = {
    "athlete": "set by you",
    "device": "read from the device",
    "measured": "measured",
    "estimated": "estimated",
    "prior": "estimated",
}

_SPORT_WORDS = {
    "running": "run",
    "cycling": "ride",
    "swimming": "swim",
    "walking": "walk",
    "hiking": "hike",
    "e_biking": "e-bike ride",
}


def clock(seconds: float | None) -> str:
    """Seconds as 1:02:03 or 45:06."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def amount(value: float, unit: str, of: Family | None = None) -> str:
    """A value with its unit; speeds as the pace that runners and swimmers tell."""
    if unit == "m/s":
        metres, per = (100, "100 m") if of == "swim" else (1000, "km")
        return f"{clock(metres / value)}/{per}" if value > 0 else f"0 {unit}"
    if unit == "J":
        return f"{value / 1000:.1f} kJ"
    return f"{value:.0f} {unit}"


def sport_word(sport: str, sub_sport: str | None = None) -> str:
    """A sport as people say it."""
    if sub_sport == "strength_training":
        return "strength"
    return _SPORT_WORDS.get(sport, sport.replace("_", " "))


def class_text(session_class: str, kind: str | None, *, uncertain: bool) -> str:
    """A class with its colour; uncertain ones carry a question mark."""
    style = _CLASS_STYLES[session_class]
    return f"[{style}]{class_words(session_class, kind, uncertain=uncertain)}[/{style}]"


def class_words(session_class: str, kind: str | None, *, uncertain: bool) -> str:
    """A class with its kind; uncertain ones carry a question mark."""
    words = session_class if kind in (None, session_class) else f"{session_class}, {kind}"
    return words.replace("_", " ") + " ?" * uncertain


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


def load_lines(load: dict[str, Any], sport: str) -> Iterator[str]:
    """A load with the threshold it rests on, then all that explains or qualifies it."""
    method = _method(load["method"])
    words = f"{load['tss']:.0f} TSS by {method}"
    if load["threshold"] is not None:
        unit = _METHOD_UNITS[load["method"]]
        words += f" against {amount(load['threshold'], unit, family(sport))}"
        words += f" of {load['threshold_from']}" if load["threshold_from"] else ""
        words += f" ({escape(origin_words(load['threshold_origin'], load['threshold_basis']))})"
    yield words
    if load["factor"] != 1:
        side = "lower" if load["factor"] > 1 else "higher"
        yield (
            f"already times {load['factor']:.2f}: by {method} your loads have so far read {side} "
            "than by better methods"
        )
    if (share := f"{load['coverage']:.0%}") != "100%":
        yield f"measured over {share} of the session"
    for name, why in load["silent"].items():
        yield f"not by {_method(name)}: {escape(why)}"
    if load["others"]:
        others = (f"{tss:.0f} by {_method(name)}" for name, tss in load["others"].items())
        yield f"it would be {', '.join(others)}"


def _method(name: str) -> str:
    return {"rpe": "felt effort"}.get(name, name.replace("_", " "))


def origin_words(origin: str, basis: str) -> str:
    """Where an estimate comes from; guesses and hints are never called measured."""
    words = _ORIGINS[origin]
    return words if basis in {"", words} else f"{words}: {basis}"


def device_table(facts: dict[str, Any]) -> Table | None:
    """What the device itself made of a session beside what is made of it here."""
    recorded, load = facts["device_values"], facts["load"]
    by_power = load["method"] == "power"
    rows = (
        ("normalized power, W", "normalized_power_w", facts["normalized_power_w"], 0),
        (
            "intensity factor",
            "intensity_factor",
            facts["intensity_factor"] if by_power else None,
            2,
        ),
        ("TSS", "training_stress_score", load["tss"], 0),
        ("threshold power, W", "threshold_power_w", load["threshold"] if by_power else None, 0),
        ("training effect, 0 to 5", "training_effect", None, 1),
        ("  anaerobic", "anaerobic_training_effect", None, 1),
        ("training load", "training_load_peak", None, 0),
    )
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("", "device", "here"):
        table.add_column(head, justify="right" if head else "left", no_wrap=True)
    for words, name, ours, digits in rows:
        if recorded.get(name) is not None:
            values = (recorded[name], ours)
            table.add_row(words, *("-" if v is None else f"{v:.{digits}f}" for v in values))
    return table if table.row_count else None


def bullet(text: str) -> Padding:
    """A line of a list; what does not fit in one is indented below it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row("-", text)
    return Padding(grid, (0, 0, 0, 2))


def dose_words(dose: Dose) -> str:
    """An exercise with its dose: "Dead bug 3 x 8 per side", "March hold 3 x 10 s per side"."""
    sets, reps = dose.sets or 1, dose.reps or 1
    times = [str(count) for count in (sets, reps) if count > 1] or ["1"]
    held = f", {dose.hold_s:g} s held" if dose.hold_s and reps > 1 and sets > 1 else ""
    if dose.distance_m:
        times.append(f"{dose.distance_m:g} m")
    elif dose.work_s:
        times.append(f"{dose.work_s:g} s")
    elif dose.hold_s and not held:
        times.append(f"{dose.hold_s:g} s")
    amount = " x ".join(times) if len(times) > 1 else f"{times[0]} times"
    sided = " per side" if dose.side in {"each", "alternating"} and not dose.distance_m else ""
    load = f", {dose.load}" if dose.load else ""
    return f"{dose.name} {amount}{sided}{held}{load}"


def span(first: date, last: date) -> str:
    """A span of days as 20-26 July 2026."""
    if first.month == last.month:
        return f"{first.day}-{last.day} {last:%B %Y}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} - {last.day} {last:%B %Y}"
