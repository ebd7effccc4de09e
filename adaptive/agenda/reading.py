"""A calendar file comes into the library, for the first time or again after changes.

Kept is what matters for a week: day, hour, title and what the title was read as, no description.
What the athlete told stays whatever the file says. An entry that the file no longer has is gone
from today on; what lies behind stays as history.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from adaptive.agenda.entries import Entry, entries, fields_of
from adaptive.agenda.home import home_zone
from adaptive.agenda.usual import usual_of
from adaptive.library.calendar import OWN, Key
from adaptive.library.exported import OWN_DOMAIN
from adaptive.library.recordings import Json
from adaptive.week import monday_of
from ingest.errors import KneedriveError, UsageError
from models.planned import is_rest_day, read_planned

if TYPE_CHECKING:
    from adaptive.library.store import Store
    from ingest.calendars import CalendarEvent, CalendarFile

__all__ = ["Change", "Imported", "import_calendar", "take_in"]

BEHIND, AHEAD = timedelta(weeks=4), timedelta(days=366)
"""What is read of a calendar: enough of the past to know its weeks, and the season's races."""

_COPY = re.compile(r"(?: ?\(\d+\)| - copy| copy|-\d)$", re.IGNORECASE)
"""What browsers add to the name of a file that was downloaded before."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that the calendar tells otherwise than before; `fields` are those that differ.

    `kept` are those among them of which the athlete's own word stays.
    """

    entry: Entry
    fields: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a calendar: every entry of its window is in one of the first four.

    `not_training` are those of the added, changed and unchanged in which no training was read.
    `gone` entries are as they were. `remarks` and `problems` are sentences for the athlete; a
    problem is something of the file that could not be read.
    """

    calendar: str
    first: date
    last: date
    added: tuple[Entry, ...]
    changed: tuple[Change, ...]
    gone: tuple[Entry, ...]
    unchanged: tuple[Entry, ...]
    not_training: tuple[Entry, ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


def import_calendar(
    store: Store, path: Path, today: date, *, name: str | None = None, replace: bool = False
) -> Imported:
    """Read an iCalendar file and note what is new in it.

    Args:
        store: the library.
        path: the file.
        today: the day it is told.
        name: of the calendar; its own if it has one, else that of the file.
        replace: whether the file may take the place of a calendar with which it has no entry in
            common. Without that it is taken for another one, and refused.

    Raises:
        UsageError: there is no such file, or it is a folder.
        KneedriveError: it cannot be read, or has nothing in common with the calendar of its name.
    """
    return take_in(store, _bytes(path), path.name, today, name=name, replace=replace)


def take_in(
    store: Store,
    data: bytes,
    file_name: str,
    today: date,
    *,
    name: str | None = None,
    replace: bool = False,
) -> Imported:
    """Note what is new in the bytes of a calendar file; the rest is as in `import_calendar`.

    Raises:
        CalendarError: it is no calendar.
        KneedriveError: it has nothing in common with the calendar of its name.
    """
    from ingest.calendars import read_calendar

    zone = home_zone(store)
    file = read_calendar(data, zone=zone, since=today - BEHIND, until=today + AHEAD, name=file_name)
    source = (name or file.name or _COPY.sub("", Path(file_name).stem)).strip()
    if source.lower() == OWN:
        source = f"{source} calendar"
    known = {
        said.key: said.calendar
        for said in store.calendar.said(today)
        if said.key.source == source and said.calendar is not None
    }
    events = [event for event in file.events if not event.uid.endswith(OWN_DOMAIN)]
    alive = [event for event in events if not event.cancelled]
    keys = _keys(source, alive, known)
    sport = usual_of(store, today).sport
    contents = {keys[at]: _content(event, sport) for at, event in enumerate(alive)}
    gone = _gone(file, contents, known, today)
    if gone and not contents.keys() & known.keys() and not replace:
        raise KneedriveError(
            f"{file_name} has no entry in common with the calendar {source!r} that was imported "
            f"before ({len(gone)} coming {'entry' if len(gone) == 1 else 'entries'})",
            hint="If it is another calendar, name it: --name NAME. If it takes the place of the "
            "earlier one: --replace. Nothing was changed.",
        )
    before = {entry.key: entry for entry in entries(store.calendar, today)}
    words: dict[Key, Json | None] = {
        key: content for key, content in contents.items() if known.get(key) != content
    }
    store.calendar.say("calendar", {**words, **dict.fromkeys(gone)}, today)
    after = {entry.key: entry for entry in entries(store.calendar, today)}
    return Imported(
        calendar=source,
        first=today - BEHIND,
        last=today + AHEAD,
        added=tuple(after[key] for key in words if key not in known),
        changed=tuple(
            _change(after[key], known[key], contents[key]) for key in words if key in known
        ),
        gone=tuple(before[key] for key in gone),
        unchanged=tuple(after[key] for key in contents if key not in words),
        not_training=tuple(after[key] for key in contents if after[key].family is None),
        problems=file.problems,
        remarks=tuple(
            _remarks(file, zone, [before[key] for key in gone], len(file.events) - len(events))
        ),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"there is no file {path}",
            hint="Export or download your calendar as an .ics file and name that.",
        ) from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder", hint="Name the .ics file in it.") from None
    except OSError as error:
        raise KneedriveError(
            f"{path} cannot be opened: {error.strerror}", hint="Check its permissions."
        ) from error


def _content(event: CalendarEvent, usual_sport: str | None) -> Json:
    """The fields of an entry, as far as an event tells them."""
    content: Json = {"day": event.start.date().isoformat(), "title": event.title}
    length_min = None
    if not event.all_day:
        content["at"] = f"{event.start:%H:%M}"
        if event.end is not None:
            length_min = (event.end - event.start).total_seconds() / 60
    planned = read_planned(
        event.title,
        description=event.description,
        categories=event.categories,
        duration_min=length_min,
        all_day=event.all_day,
        usual_sport=usual_sport,
    )
    if planned is None and is_rest_day(event.title):
        content["rest"] = True
    return {**content, **fields_of(planned)}


def _keys(source: str, events: list[CalendarEvent], known: Mapping[Key, Json]) -> dict[int, Key]:
    """By position, the key of each event: that of the entry it was before, else its own.

    A series that moves to another hour names its occurrences anew, and some calendars name every
    event anew each time they are exported. So what is left over on both sides is matched by its
    event and day, or the day beside it (in another zone an early session is on the day before),
    then by its title and day, then by its event and week: a series that moves to another weekday.
    """
    keys: dict[int, Key] = {}
    left = dict.fromkeys(range(len(events)))

    def match(
        of_event: Callable[[CalendarEvent], Hashable], of_key: Callable[[Key], Hashable]
    ) -> None:
        taken = set(keys.values())
        candidates: defaultdict[Hashable, list[Key]] = defaultdict(list)
        for key in known:
            if key not in taken:
                candidates[of_key(key)].append(key)
        asking: defaultdict[Hashable, list[int]] = defaultdict(list)
        for at in left:
            asking[of_event(events[at])].append(at)
        for common in asking.keys() & candidates.keys():
            # In their order: of two sessions with one name on one day the earlier is the earlier.
            for at, key in zip(asking[common], sorted(candidates[common]), strict=False):
                keys[at] = key
                del left[at]

    match(lambda event: (event.uid, event.occurrence), lambda key: (key.uid, key.occurrence))
    match(
        lambda event: (event.uid, event.occurrence[:10] or str(event.start.date())),
        lambda key: (key.uid, key.occurrence[:10] or known[key]["day"]),
    )

    def beside(days: int) -> Callable[[CalendarEvent], Hashable]:
        return lambda event: (event.uid, event.start.toordinal() + days)

    for days in (1, -1):
        match(
            beside(days), lambda key: (key.uid, date.fromisoformat(known[key]["day"]).toordinal())
        )
    match(
        lambda event: (event.title, str(event.start.date())),
        lambda key: (known[key]["title"], known[key]["day"]),
    )
    match(
        lambda event: (event.uid, _week(event.occurrence[:10] or str(event.start.date()))),
        lambda key: (key.uid, _week(key.occurrence[:10] or known[key]["day"])),
    )
    keys.update({at: Key(source, events[at].uid, events[at].occurrence) for at in left})
    return keys


def _week(day: str) -> date:
    return monday_of(date.fromisoformat(day))


def _gone(
    file: CalendarFile, contents: Mapping[Key, Json], known: Mapping[Key, Json], today: date
) -> list[Key]:
    """The coming entries that the file should have and has not."""
    if not file.complete:
        return []
    coming = (str(today), str(today + AHEAD))
    return [
        key
        for key, content in known.items()
        if key not in contents
        and key.uid not in file.unread
        and coming[0] <= content["day"] <= coming[1]
    ]


def _change(entry: Entry, before: Json, after: Json) -> Change:
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    kept = tuple(name for name in fields if name in entry.corrected)
    return Change(entry, tuple(fields), kept)


def _remarks(file: CalendarFile, zone: tzinfo, gone: Iterable[Entry], own: int) -> Iterable[str]:
    if own:
        blocks = "One event is a block" if own == 1 else f"{own} events are blocks"
        yield f"{blocks} that kneedrive planned and exported itself: left out, no session."
    if not file.complete:
        yield "Parts of the file could not be read, so entries that it does not name are kept."
    if isinstance(zone, timezone):
        yield (
            f"Times of other zones are read at {zone}, where your last recording was made. "
            "Name your zone so that summer time counts: kneedrive me set time_zone Europe/Berlin"
        )
    for entry in gone:
        if entry.corrected and not entry.removed:
            yield (
                f'"{entry.title}" of {entry.day} is gone from the calendar, though you had '
                "corrected it. Your word stays noted; it counts again if the entry comes back."
            )
