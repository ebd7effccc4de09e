"""What is told of the coming weeks: entries, what an import changed, calendars, days away.

Values and words for every surface; terminal and page give them their look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adaptive import wording
from adaptive.agenda.coming import minutes_of
from adaptive.agenda.days import day_name
from adaptive.library.calendar import OWN
from adaptive.programme.rulebook import standard
from adaptive.week import monday_of

if TYPE_CHECKING:
    from adaptive.agenda.clashes import Clash
    from adaptive.agenda.entries import Entry
    from adaptive.agenda.reading import Imported
    from adaptive.agenda.usual import Usual
    from adaptive.library.store import Store
    from adaptive.week import DayOff

__all__ = [
    "LISTED",
    "Source",
    "clashes_of",
    "corrected_words",
    "counts",
    "entry_row",
    "entry_words",
    "field_words",
    "imported_json",
    "lines",
    "many",
    "minutes_words",
    "off_words",
    "sources",
    "spans",
    "sport_words",
    "titled",
]

LISTED = timedelta(weeks=4)
"""What one looks at without asking for more."""

_FIELD_NAMES = {"session_class": "class", "duration_min": "minutes", "race_priority": "priority"}

_UNSPOKEN = {"family", "uncertain", "reasons", "legs", "steps", "rest"}


# -- entries ------------------------------------------------------------------------


def entry_row(entry: Entry, usual: Usual) -> dict[str, Any]:
    """An entry as JSON, with its estimated duration where none was told, and what that rests on."""
    if entry.family is None:
        return {**entry.to_json(), "duration_basis": None}
    minutes = minutes_of(entry, usual)
    return {**entry.to_json(), "duration_min": minutes.value, "duration_basis": minutes.basis}


def entry_words(row: Mapping[str, Any]) -> str:
    """A row in one line: day, hour, title, how it was read."""
    day = day_name(date.fromisoformat(row["date"]))
    parts = [f"{day}{' ' + row['at'] if row['at'] else ''} {row['title']}"]
    if row["sport"]:
        found = wording.class_words(row["class"], row["kind"], uncertain=row["uncertain"])
        parts += [*filter(None, [sport_words(row)]), found, f"{minutes_words(row)} min"]
    else:
        parts.append("rest" if row["rest"] else "no training")
    parts += [f"{row['race_priority']} race"] if row["race_priority"] else []
    return ", ".join(parts)


def sport_words(row: Mapping[str, Any]) -> str:
    """The sport of a row; a brick's class says it all."""
    if row["family"] == "strength":
        return "strength"
    return wording.sport_word(row["sport"]) if row["sport"] not in {None, "multisport"} else ""


def minutes_words(row: Mapping[str, Any]) -> str:
    """How long a row takes, with a ~ where that is only what is usual."""
    if row["duration_min"] is None:
        return ""
    return f"{'~' if row['duration_basis'] else ''}{row['duration_min']:.0f}"


def corrected_words(row: Mapping[str, Any]) -> str:
    """The fields of a row that the athlete told over the calendar's; empty where none."""
    return ", ".join(_FIELD_NAMES.get(name, name) for name in row["corrected"])


def titled(entry: Entry) -> str:
    """An entry by day and title."""
    return f"{day_name(entry.day)} {entry.title}"


def many(some: Sequence[Entry]) -> str:
    """So many entries, in words."""
    return "1 entry" if len(some) == 1 else f"{len(some)} entries"


def clashes_of(
    store: Store, changed: Iterable[Entry], today: date, now: datetime | None
) -> list[Clash]:
    """What speaks against entries as they stand now: finished work too close before them."""
    # Planning itself reads the agenda.
    from adaptive import planning
    from adaptive.agenda.clashes import clashes

    # Nothing needs longer after strengthening than an A race.
    soon = today + timedelta(days=standard().rules["H3"]["days_a"])
    near = [one for one in changed if one.training and one.day <= soon]
    ids = {one.id for one in near}
    return [
        clash
        for monday in sorted({monday_of(one.day) for one in near})
        for clash in clashes(planning.inputs_of(store, today, now, monday), ids, standard())
    ]


# -- imports ------------------------------------------------------------------------


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


def counts(found: Imported) -> str:
    """How many entries an import brought, changed, took away and left: "3 new, 1 changed"."""
    told = (
        (found.added, "new"),
        (found.changed, "changed"),
        (found.gone, "gone"),
        (found.unchanged, "as before"),
    )
    return ", ".join(f"{len(some)} {word}" for some, word in told if some) or "no entries"


def lines(found: Imported) -> list[str]:
    """What an import changed and took away, an entry each."""
    changed = [
        f"changed: {titled(one.entry)}: {field_words(one.fields)}"
        + (f" (your own {field_words(one.kept)} stays)" if one.kept else "")
        for one in found.changed
    ]
    return changed + [f"gone: {titled(one)}" for one in found.gone]


def field_words(fields: Collection[str]) -> str:
    """The fields that a person knows; of one that follows from another nothing is said."""
    known = [_FIELD_NAMES.get(name, name) for name in fields if name not in _UNSPOKEN]
    return ", ".join(known) or "details"


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar that was imported: how many entries it has from today on, and its last day."""

    name: str
    coming: int
    last: date


def sources(known: Iterable[Entry], today: date) -> list[Source]:
    """The calendars that entries come from, by name; the athlete's own entries are none."""
    days: dict[str, list[date]] = {}
    for entry in known:
        if entry.source != OWN:
            days.setdefault(entry.source, []).append(entry.day)
    return [
        Source(name, sum(day >= today for day in some), max(some))
        for name, some in sorted(days.items())
    ]


# -- days away -----------------------------------------------------------------------


def off_words(off: DayOff) -> str:
    """What holds on a day away."""
    if off.blocked:
        return "free of psoas work"
    kit = ", ".join(sorted(off.equipment or ())) or "no equipment but mat, wall and chair"
    return f"away, with {kit.replace('_', ' ')}"


def spans(days: Iterable[DayOff]) -> list[tuple[date, date, DayOff]]:
    """Days that follow each other and are alike, as first and last."""
    found: list[tuple[date, date, DayOff]] = []
    for off in days:
        if found:
            first, last, before = found[-1]
            alike = (before.blocked, before.equipment) == (off.blocked, off.equipment)
            if alike and off.day == last + timedelta(days=1):
                found[-1] = (first, off.day, before)
                continue
        found.append((off.day, off.day, off))
    return found
