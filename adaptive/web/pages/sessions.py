"""Sessions: what was recorded, what it counts as, and saying otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive import assessing, planning, service
from adaptive.agenda.days import day_name
from adaptive.assessing import Assessed
from adaptive.replanning.changes import sentences
from adaptive.replanning.telling import Told, tell_class
from adaptive.web.site import Message, get, post, site_of
from adaptive.week import SessionClass, monday_of
from adaptive.wording import DECIDERS, class_words, span, sport_word
from ingest.errors import UsageError

__all__ = ["CLASSES", "routes"]

CLASSES: tuple[SessionClass, ...] = get_args(SessionClass)

_A_PAGE = 100

_TAKE_BACK = "-"


@dataclass(frozen=True, slots=True)
class _Filter:
    """What is looked for; empty for all."""

    since: date | None
    until: date | None
    sport: str
    session_class: str
    uncertain: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> _Filter:
        """What a query asks for.

        Raises:
            UsageError: a day that is none.
        """
        asked = query.get("class", "")
        return cls(
            _day(query.get("since", "")),
            _day(query.get("until", "")),
            query.get("sport", ""),
            asked if asked in CLASSES else "",
            bool(query.get("uncertain")),
        )

    def query(self, **more: object) -> str:
        """The same as a query."""
        asked = {
            "since": self.since,
            "until": self.until,
            "sport": self.sport,
            "class": self.session_class,
            "uncertain": "on" if self.uncertain else "",
            **more,
        }
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class _Week:
    """The sessions of a week, the newest first; `planned` is whether it has a plan."""

    monday: date
    rows: Sequence[Mapping[str, Any]]
    planned: bool

    @property
    def name(self) -> str:
        """Its days."""
        return span(self.monday, self.monday + timedelta(days=6))


def page(request: Request) -> Response:
    """The list, the newest first."""
    site = site_of(request)
    wanted = _Filter.of(request.query_params)
    with site.open() as store:
        rows = service.sessions(
            store,
            site.today,
            since=wanted.since,
            until=wanted.until,
            sport=wanted.sport or None,
            session_class=wanted.session_class or None,
            uncertain=wanted.uncertain,
        )
        sports = sorted({one.stored.sport for one in assessing.assessed(store, site.today)})
        begun = min((entry.day for entry in planning.programme(store, site.today)), default=None)
    rows.reverse()
    number = _page_number(request, len(rows))
    shown = rows[(number - 1) * _A_PAGE : number * _A_PAGE]
    return site.page(
        request,
        "sessions.html",
        weeks=list(_weeks(shown, begun)),
        total=len(rows),
        unsure=sum(row["uncertain"] for row in rows),
        wanted=wanted,
        sports=sports,
        classes=CLASSES,
        deciders=DECIDERS,
        then=_path(wanted.query(page=number if number > 1 else "")),
        newer=number > 1 and _path(wanted.query(page=number - 1)),
        older=number * _A_PAGE < len(rows) and _path(wanted.query(page=number + 1)),
    )


def tell(request: Request, form: FormData) -> Response:
    """The athlete's word about a session."""
    site = site_of(request)
    word = form.get("class")
    if word not in (*CLASSES, _TAKE_BACK):
        raise UsageError(f"a session is {', '.join(CLASSES)}, not {word}")
    with site.open() as store:
        told = tell_class(
            store,
            request.path_params["name"],
            None if word == _TAKE_BACK else word,  # type: ignore[arg-type] # it is one of CLASSES
            site.today,
            site.now,
        )
    then = str(form.get("then", ""))
    own = then == "/sessions" or then.startswith(("/sessions?", "/sessions/"))
    return site.go(then if own else f"/sessions/{told.after.stored.id}", _answer(told))


def _answer(told: Told) -> Message:
    before, after = told.before, told.after
    said = "as you said" if after.label else "as it looks without your word"
    words, was = _class(after), _class(before)
    text = f"{_name(after)}: {words}, {said}" + (f" (before: {was})" if was != words else "")
    moved = sentences(told.changes)
    return Message(text, details=tuple(moved or ["This week's plan stays as it is."]))


def _name(one: Assessed) -> str:
    sport = sport_word(one.stored.sport, one.stored.sub_sport)
    return f"{day_name(one.stored.local_date)} {sport}"


def _class(one: Assessed) -> str:
    return class_words(one.session_class, one.kind, uncertain=one.uncertain)


def _weeks(rows: Sequence[Mapping[str, Any]], begun: date | None) -> Iterator[_Week]:
    for monday, group in groupby(rows, key=lambda row: monday_of(row["local_date"])):
        planned = begun is not None and begun <= monday + timedelta(days=6)
        yield _Week(monday, list(group), planned)


def _page_number(request: Request, rows: int) -> int:
    """The page that is asked for, as far as there are so many."""
    asked = request.query_params.get("page", "1")
    last = max(-(-rows // _A_PAGE), 1)
    return min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 9 else 1


def _path(query: str) -> str:
    return f"/sessions?{query}" if query else "/sessions"


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day", hint="Days are written like 2026-11-23.") from None


routes = [get("/sessions", page), post("/sessions/{name}/class", tell)]
