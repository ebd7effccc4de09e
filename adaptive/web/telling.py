"""What the forms of Today and Log share: which day is meant, keeping what was told, taking it back.

The entries are those of the command line; here they only come out of a form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import wraps
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive.agenda.days import time_named
from adaptive.asking.answering import undo as take_back
from adaptive.diary import DiaryEntry
from adaptive.library.store import Store
from adaptive.telling.entries import details, headline, to_json, unsaid
from adaptive.telling.following import Follows, follows, meanings
from adaptive.telling.words import MissingError
from adaptive.telling.work import day_told
from adaptive.web.site import Message, Site, site_of
from adaptive.wording import plain
from ingest.errors import KneedriveError

__all__ = [
    "Last",
    "Told",
    "answered",
    "day_and_time",
    "entry_line",
    "flag",
    "kept",
    "last_entry",
    "several",
    "text",
    "told",
    "undone",
    "what_follows",
]

Told = Callable[[Site, Store, FormData], Message]


def told(kind: str, tell: Told) -> Callable[[Request, FormData], Response]:
    """A form that tells something of a kind, and goes back to where it stands.

    That is the part of Log of that name, unless it stands elsewhere and says so (`from`).

    What makes no sense is said there, and nothing is kept.
    """

    @wraps(tell)
    def act(request: Request, form: FormData) -> Response:
        site = site_of(request)
        try:
            with site.open() as store:
                message = tell(site, store, form)
        except MissingError:
            message = Message("Not logged: fill in or choose what you want to tell.", "refused")
        except KneedriveError as wrong:
            message = Message(f"Not logged: {wrong}", "refused", plain(wrong.hint or ""))
        part = quote(text(form, "from") or kind)
        on_log = request.url.path.startswith("/log/") and part != "today"
        return site.go(f"/log?open={part}#{part}" if on_log else "/", message)

    return act


def text(form: FormData, name: str) -> str | None:
    """What stands in a field; None where it was left empty."""
    value = form.get(name)
    return value.strip() or None if isinstance(value, str) else None


def several(form: FormData, name: str) -> list[str]:
    """All that was chosen under a name."""
    return [one for one in form.getlist(name) if isinstance(one, str) and one]


def flag(form: FormData, name: str, good: str, bad: str) -> bool | None:
    """Which of two words was chosen; None where neither was."""
    return {good: True, bad: False}.get(text(form, name) or "")


def day_and_time(site: Site, form: FormData) -> tuple[date, time | None]:
    """The day and the time that a form names.

    Raises:
        UsageError: they are none, or lie ahead.
    """
    at = text(form, "at")
    return day_told(text(form, "date"), site.today), time_named(at) if at else None


def kept(site: Site, store: Store, entries: Sequence[DiaryEntry]) -> Message:
    """Keep what is not said yet, and answer with what it means."""
    new = unsaid(entries, store.diary.entries(as_of=site.today))
    if not new:
        return Message("That is logged already.")
    store.diary.add_all(new)
    return answered(site, store, new)


def answered(site: Site, store: Store, entries: Sequence[DiaryEntry]) -> Message:
    """What was logged, what it means and what follows; whom to see comes before all else."""
    lines = [
        f"Logged: {entry_line(entry)}" + (f" · {meaning}" if meaning else "")
        for entry, meaning in zip(entries, meanings(store, entries, site.today), strict=True)
    ]
    found = follows(store, site.today, site.now)
    if found.advice:
        first, *rest = found.advice
        return Message(first, "refused", details=(*rest, *lines))
    first, *rest = lines
    return Message(first, details=(*rest, *_sentences(found)))


def what_follows(site: Site, store: Store) -> tuple[str, ...]:
    """What follows from all that was told, in sentences."""
    return _sentences(follows(store, site.today, site.now))


def _sentences(found: Follows) -> tuple[str, ...]:
    if found.advice:
        return found.advice
    today = (f"Today: {found.today}.",) if found.today else ()
    return (*found.decided, *today)


def entry_line(entry: DiaryEntry) -> str:
    """An entry in one line; its day and time tell the session, whose id would tell nobody."""
    content = {name: value for name, value in entry.content.items() if name != "session"}
    said = details(replace(entry, content=content))
    return f"{headline(entry)}: {said}" if said else headline(entry)


@dataclass(frozen=True, slots=True)
class Last:
    """The entry that would be taken back, and the mark by which a form means this one."""

    line: str
    mark: str
    told: date


def last_entry(store: Store, today: date) -> Last | None:
    """The entry that was told last."""
    last = store.diary.last(today)
    return Last(entry_line(last), _mark(last), last.told) if last else None


def undone(site: Site, store: Store, form: FormData) -> Message:
    """Take back the last entry, if it still is the one that the form showed."""
    last = store.diary.last(site.today)
    if last and text(form, "entry") not in {None, _mark(last)}:
        return Message("That is taken back already, or something was logged since.", "refused")
    gone = take_back(store, site.today)
    more = (*map(entry_line, gone[1:]), *what_follows(site, store))
    return Message(f"Taken back: {entry_line(gone[0])}", details=more)


def _mark(entry: DiaryEntry) -> str:
    return json.dumps(to_json(entry), sort_keys=True)
