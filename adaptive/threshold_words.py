"""Thresholds in plain words: value, likely range, what each rests on, and what setting one did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from adaptive import wording
from adaptive.threshold_settings import KINDS

if TYPE_CHECKING:
    from adaptive.threshold_settings import Change, Kind
    from ingest.sports import Family

__all__ = ["SPORTS", "Row", "basis", "change", "day", "effort", "rows", "value_and_range"]

_EFFORTS = 3
"""So many of the efforts behind a value are told: the weightiest come first."""

SPORTS: Mapping[Family | None, str] = {
    "ride": "Riding",
    "run": "Running",
    "swim": "Swimming",
    None: "All sports",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A threshold in words: whose it is, its value with the likely range, and what it rests on."""

    sport: str
    words: str
    value: str
    likely: str
    basis: str
    efforts: str


def rows(found: Mapping[str, Any], today: date) -> list[Row]:
    """The thresholds of `threshold_report.report`, as a page or a report shows them."""
    told = []
    for row in found["thresholds"]:
        kind = KINDS[row["name"]]
        counted = [one for one in row["efforts"] if one["weight"]][:_EFFORTS]
        told.append(
            Row(
                SPORTS[kind.family],
                kind.words,
                *value_and_range(row, kind),
                basis(row, today),
                ", ".join(effort(one, kind, today) for one in counted),
            )
        )
    return told


def value_and_range(numbers: dict[str, float], kind: Kind) -> tuple[str, str]:
    """A value as people write it, and the range that holds it nine times in ten."""
    value, *ends = (
        wording.amount(numbers[key], kind.unit, kind.family)
        for key in ("value", "low_90", "high_90")
    )
    if kind.unit == "m/s":
        ends.reverse()  # the higher speed is the shorter time
    return value, f"{ends[0].split('/')[0].split()[0]}-{ends[1]}"


def basis(row: Mapping[str, Any], today: date) -> str:
    """Since when a threshold of `threshold_report.report` holds, and what it rests on."""
    kind = KINDS[row["name"]]
    why = [
        f"{row['value']:.2f} m/s" if kind.unit == "m/s" else "",
        f"since {day(row['since'], today)}" if row["since"] else "",
        wording.origin_words(row["origin"], row["basis"]),
    ]
    if row["aerobic"]:
        value, likely = value_and_range(row["aerobic"], kind)
        why.append(f"aerobic threshold {value} ({likely})")
    return ", ".join(filter(None, why))


def effort(told: dict[str, Any], kind: Kind, today: date) -> str:
    """An effort as people tell it: "20:00 at 251 W (14 Nov)", "5.0 km in 21:40 (3 Nov)"."""
    words, at = wording.clock(told["duration_s"]), []
    if metres := told["distance_m"]:
        length = f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"
        words = f"{length} in {words}"
    elif told["rate"]:
        at.append(wording.amount(told["rate"], "W" if kind.family == "ride" else "m/s"))
    if told["heart_rate_bpm"]:
        at.append(wording.amount(told["heart_rate_bpm"], "bpm"))
    if kind.unit == "bpm":
        at.reverse()
    left_out = "" if told["weight"] else ", does not count"
    return f"{words}{' at ' * bool(at)}{' and '.join(at)} ({day(told['date'], today)}){left_out}"


def change(made: Change, today: date) -> str:
    """What setting a threshold changed."""
    span = f"from {day(made.since, today)}" + (
        f" to {day(made.until, today)}" if made.until else " on"
    )
    if made.value is None:
        words = f"{made.name} {span} is what your sessions say, or what you set before"
    else:
        amount = wording.amount(made.value, made.unit, KINDS[made.name].family)
        words = f"{made.name} is {amount} {span}"
    sessions = "1 session is" if made.judged_anew == 1 else f"{made.judged_anew} sessions are"
    return f"{words}; {sessions} judged anew, none before."


def day(one: date, today: date) -> str:
    """A day; its year where that is another one."""
    return f"{one.day} {one:%b}" if one.year == today.year else f"{one.day} {one:%b %Y}"
