"""Calendar: what is coming, told by a calendar or by the athlete, and where there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from secrets import token_urlsafe
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from adaptive import wording
from adaptive.agenda import changing, free_time, listing
from adaptive.agenda.days import WEEKDAYS, day_named, time_named, windows_named
from adaptive.agenda.entries import Entry, entries, find
from adaptive.agenda.reading import Imported, take_in
from adaptive.agenda.usual import usual_of
from adaptive.facts import TAKEN_BACK
from adaptive.programme.rulebook import standard
from adaptive.web.site import Message, Site, get, post, site_of
from adaptive.week import Priority, SessionClass, monday_of
from ingest.calendars import CalendarError
from ingest.calendars.components import MAX_BYTES
from ingest.errors import KneedriveError, UsageError
from models.verdicts import Kind

if TYPE_CHECKING:
    from adaptive.library.store import Store

__all__ = ["routes"]

_TOLD = ("sport", "class", "kind", "minutes", "priority")
_CORRECTED = {"session_class": "class", "duration_min": "minutes", "race_priority": "priority"}
"""The athlete's words by the names of an entry's fields; the others are called the same."""

_FEW = 8
_UNDECIDED = 2
"""So many files wait for the athlete's word; they are kept in memory."""


def page(request: Request) -> Response:
    """The coming entries, and everything that can be told of the weeks to come."""
    site, told = site_of(request), request.query_params
    until = date.max if "all" in told else site.today + listing.LISTED
    with site.open() as store:
        known, usual = entries(store.calendar, site.today), usual_of(store, site.today)
        available = store.calendar.availability(site.today)
        days_off = store.calendar.days_off(site.today)
    ahead = [one for one in known if one.day >= site.today]
    coming = [one for one in ahead if one.training or (one.rest and not one.removed)]
    rows = [listing.entry_row(one, usual) for one in coming if one.day <= until]
    apart = [one for one in ahead if one.family is None and not one.rest and not one.removed]
    file_name, _ = _undecided(request).get(told.get("undecided", ""), ("", b""))
    return site.page(
        request,
        "calendar.html",
        weeks=[(monday, list(some)) for monday, some in groupby(rows, _monday)],
        later=[one for one in coming if one.day > until],
        apart=apart,
        removed=[one for one in ahead if one.removed],
        sources=listing.sources(known, site.today),
        told=told,
        listing=listing,
        day_of=date.fromisoformat,
        undecided=file_name and told["undecided"],
        file_name=file_name,
        choices=_CHOICES,
        weekdays=[
            (name, told.get(name, _hours_text(available.by_weekday.get(n))))
            for n, name in enumerate(WEEKDAYS)
        ],
        equipment=[one for one in standard().equipment.values() if not one.always],
        away=listing.spans(off for off in days_off.values() if off.day >= site.today),
    )


def entry_page(request: Request) -> Response:
    """One entry, to be corrected, moved, swapped or taken away."""
    site = site_of(request)
    with site.open() as store:
        one, usual = _entry(store, request), usual_of(store, site.today)
        coming = [
            other
            for other in entries(store.calendar, site.today)
            if other.training and other.day >= site.today and other.id != one.id
        ]
    return site.page(
        request,
        "entry.html",
        row=listing.entry_row(one, usual),
        shown={**_shown(one), **request.query_params},
        others=coming,
        choices=_CHOICES,
        listing=listing,
    )


# -- sessions and races ---------------------------------------------------------------


def add(request: Request, form: FormData) -> Response:
    """Add a session, a race or a day of rest; what was refused stands in the form again."""
    site, said = site_of(request), _said(form)
    told = {name: said[name] for name in _TOLD if said.get(name)}
    try:
        if not said.get("title"):
            raise UsageError("what is it?", hint='Such as "Easy run 45 min", or "Rest day".')
        day = day_named(said.get("day", ""), site.today)
        at = time_named(said["at"]) if said.get("at") else None
        with site.open(create=True) as store:
            one = changing.add(store, day, at, said["title"], told, site.today)
            return _answered(site, store, [one], "Added")
    except KneedriveError as error:
        return _refused(site, f"/calendar?{urlencode(said)}#add", error)


def change(request: Request, form: FormData) -> Response:
    """Correct an entry: what is as it was shown is not told, what was emptied is taken back."""
    site, said = site_of(request), _said(form)
    try:
        with site.open() as store:
            one = _entry(store, request)
            before = _shown(one)
            told = {
                name: text or TAKEN_BACK
                for name, text in said.items()
                if name in before and text != before[name]
            }
            return _answered(
                site, store, [changing.change(store, one, told, site.today)], "Changed"
            )
    except KneedriveError as error:
        path = f"/calendar/entries/{request.path_params['entry']}?{urlencode(said)}"
        return _refused(site, path, error)


def back(request: Request, _: FormData) -> Response:
    """Take back all that the athlete told of an entry over its calendar's words."""

    def as_calendar_says(store: Store, one: Entry, today: date) -> list[Entry]:
        told = {_CORRECTED.get(name, name): TAKEN_BACK for name in one.corrected}
        return [changing.change(store, one, told, today)]

    return _done(request, "As the calendar says", as_calendar_says)


def remove(request: Request, _: FormData) -> Response:
    """Take an entry away."""

    def take_away(store: Store, one: Entry, today: date) -> list[Entry]:
        changing.take_away(store, one, today)
        return [one]

    return _done(request, "Taken away", take_away)


def put_back(request: Request, _: FormData) -> Response:
    """Bring back an entry that was taken away."""
    return _done(request, "Back", lambda store, one, today: [changing.put_back(store, one, today)])


def swap(request: Request, form: FormData) -> Response:
    """Exchange an entry with another one, or all of a day with another day."""
    site = site_of(request)
    with site.open() as store:
        one, other = str(form.get("one", "")), str(form.get("other", ""))
        return _answered(site, store, changing.swap(store, one, other, site.today), "Swapped")


def _done(
    request: Request, word: str, act: Callable[[Store, Entry, date], Sequence[Entry]]
) -> Response:
    site = site_of(request)
    with site.open() as store:
        return _answered(site, store, act(store, _entry(store, request), site.today), word)


def _answered(site: Site, store: Store, changed: Sequence[Entry], word: str) -> Response:
    """Back to the calendar, with what became of entries and what speaks against it."""
    warnings = listing.clashes_of(store, changed, site.today, site.now)
    usual = usual_of(store, site.today)
    told = [listing.entry_words(listing.entry_row(one, usual)) for one in changed]
    careful = [f"Careful: {clash}" for clash in warnings]
    message = Message(f"{word}: {told[0]}", details=(*told[1:], *careful))
    return site.go("/calendar", message)


def _refused(site: Site, path: str, error: KneedriveError) -> Response:
    return site.go(path, Message(str(error), "refused", error.hint or ""))


# -- a calendar file -------------------------------------------------------------------


def import_(request: Request, form: FormData) -> Response:
    """Take in a calendar file.

    One that has nothing in common with the calendar of its name waits until the athlete has said
    whether it is another calendar, by which name, or takes that one's place.
    """
    site, waiting = site_of(request), _undecided(request)
    file, ticket = form.get("file"), str(form.get("undecided", ""))
    name = str(form.get("name", "")).strip() or None
    if isinstance(file, UploadFile) and file.filename:
        file_name, data = file.filename.replace("\\", "/").rpartition("/")[2], file.file.read()
    elif ticket in waiting:
        file_name, data = waiting[ticket]
    else:
        raise UsageError("no file was chosen", hint="Choose the .ics file of your calendar.")
    try:
        with site.open(create=True) as store:
            found = take_in(
                store, data, file_name, site.today, name=name, replace="replace" in form
            )
    except CalendarError as error:
        return _refused(site, "/calendar#import", error)
    except KneedriveError as error:
        ticket = token_urlsafe(8)
        waiting[ticket] = file_name, data
        while len(waiting) > _UNDECIDED:
            del waiting[next(iter(waiting))]
        hint = "Say below what it is. Nothing was changed."
        path = f"/calendar?undecided={ticket}#import"
        return site.go(path, Message(str(error), "refused", hint))
    waiting.pop(ticket, None)
    return site.go("/calendar", _imported(found))


def _imported(found: Imported) -> Message:
    """What an import changed, what it left out, and what could not be read."""
    lines = listing.lines(found)
    details = lines[:_FEW]
    if len(lines) > _FEW:
        details.append(f"and {len(lines) - _FEW} more")
    if apart := [one for one in found.not_training if not one.rest]:
        titles = ", ".join(dict.fromkeys(one.title for one in apart[:_FEW]))
        more = " ..." if len(apart) > _FEW else ""
        details.append(f"No training was read in {listing.many(apart)}: {titles}{more}")
    details += found.remarks
    details += [f"not read: {problem}" for problem in found.problems]
    text = f"{found.calendar}, {found.first} to {found.last}: {listing.counts(found)}."
    return Message(text, details=tuple(details))


def _undecided(request: Request) -> dict[str, tuple[str, bytes]]:
    """The files that wait for the athlete's word, with their names, by ticket."""
    state = request.app.state
    if not hasattr(state, "undecided"):
        state.undecided = {}
    found: dict[str, tuple[str, bytes]] = state.undecided
    return found


# -- time and places --------------------------------------------------------------------


def available(request: Request, form: FormData) -> Response:
    """Note the free hours of the weekdays; an empty field is the usual hours."""
    site, said = site_of(request), _said(form)
    hours = {name: said.get(name, "").replace(",", " ").split() for name in WEEKDAYS}
    try:
        # All or nothing.
        for words in filter(None, hours.values()):
            windows_named(words)
        with site.open(create=True) as store:
            known = store.calendar.availability(site.today).by_weekday
            for n, (name, words) in enumerate(hours.items()):
                if " ".join(words) != _hours_text(known.get(n)):
                    free_time.set_available(store, name, words or [TAKEN_BACK], site.today)
    except KneedriveError as error:
        return _refused(site, f"/calendar?{urlencode(said)}#time", error)
    return site.go("/calendar#time", Message("Your hours are noted."))


def away(request: Request, form: FormData) -> Response:
    """Note days away from home or kept free, or take them back."""
    site, said = site_of(request), _said(form)
    free, back = said.get("free") == "yes", "back" in said
    kit = ",".join(str(one) for one in form.getlist("equipment"))
    try:
        first = day_named(said.get("first", ""), site.today)
        last = day_named(said["last"], site.today) if said.get("last") else first
        with site.open(create=True) as store:
            free_time.set_away(
                store, first, last, site.today, equipment=kit or None, free=free, back=back
            )
    except KneedriveError as error:
        return _refused(site, f"/calendar?{urlencode(said)}#away", error)
    words = "at home again" if back else "kept free of psoas work" if free else "away"
    span = wording.span(first, last) if last > first else f"{first:%A} {first.day} {first:%B}"
    return site.go("/calendar#away", Message(f"{span}: {words}."))


# -- what forms say ---------------------------------------------------------------------


_CHOICES: Mapping[str, Sequence[str]] = {
    "sport": tuple(changing.SPORTS.values()),
    "class": get_args(SessionClass),
    "kind": get_args(Kind),
    "priority": get_args(Priority),
}


def _said(form: FormData) -> dict[str, str]:
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def _entry(store: Store, request: Request) -> Entry:
    known = entries(store.calendar, site_of(request).today)
    return find(known, request.path_params["entry"])


def _shown(entry: Entry) -> dict[str, str]:
    """What a form shows of an entry, by the names that `changing.change` knows.

    What is not known for certain is empty: choosing is telling.
    """
    sure = entry.family is not None and not entry.uncertain
    return {
        "day": entry.day.isoformat(),
        "at": f"{entry.at:%H:%M}" if entry.at else "",
        "title": entry.title,
        "sport": changing.SPORTS.get(entry.sport or "", ""),
        "class": entry.session_class if sure else "",
        "kind": entry.kind or "",
        "minutes": f"{entry.duration_min:g}" if entry.duration_min else "",
        "priority": entry.race_priority or "",
    }


def _hours_text(windows: Sequence[tuple[object, object]] | None) -> str:
    """Free hours as one writes them; empty for the usual ones."""
    if windows is None:
        return ""
    return " ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in windows) or "none"


def _monday(row: Mapping[str, str]) -> date:
    return monday_of(date.fromisoformat(row["date"]))


_ENTRY = "/calendar/entries/{entry}"

routes = [
    get("/calendar", page),
    post("/calendar/add", add),
    post("/calendar/import", import_, max_bytes=MAX_BYTES),
    post("/calendar/swap", swap),
    post("/calendar/available", available),
    post("/calendar/away", away),
    get(_ENTRY, entry_page),
    post(f"{_ENTRY}/change", change),
    post(f"{_ENTRY}/back", back),
    post(f"{_ENTRY}/remove", remove),
    post(f"{_ENTRY}/put-back", put_back),
]
