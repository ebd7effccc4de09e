"""What every page needs: which library, which day it is, templates, and a word to say next."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adaptive.library.store import Store
from adaptive.web import presenting

__all__ = ["Message", "Site", "get", "post", "site_of"]


@dataclass(frozen=True, slots=True)
class Message:
    """What the next page says first: that something was done, or why it was not.

    `hint` says what to do next, `details` are further sentences.
    """

    text: str
    kind: Literal["done", "refused"] = "done"
    hint: str = ""
    details: tuple[str, ...] = ()


@dataclass
class Site:
    """The library behind the pages, and the day from which they look.

    Attributes:
        folder: of the library; it need not exist before the first import.
        fixed_today: the day that `--today` named; the athlete's own day where None.
    """

    folder: Path
    fixed_today: date | None = None
    _messages: dict[str, Message] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day from which pages look."""
        return self.fixed_today or datetime.now().date()  # noqa: DTZ005 - the athlete's wall clock

    @property
    def now(self) -> datetime | None:
        """The athlete's wall clock; None where a day was named, whose answers hold at any hour."""
        return None if self.fixed_today else datetime.now()  # noqa: DTZ005 - as above

    @property
    def is_new(self) -> bool:
        """Whether nothing was imported or told yet."""
        return not (self.folder / "library.sqlite").exists()

    def open(self, *, create: bool = False) -> Store:
        """The library, opened for this one request; use it with `with`.

        Raises:
            KneedriveError: nothing was imported yet, or it cannot be opened.
        """
        return Store.open(self.folder, create=create)

    @cached_property
    def templates(self) -> Environment:
        """The templates, with the filters of `presenting`; everything is escaped."""
        found = Environment(
            loader=PackageLoader("adaptive.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        found.filters |= presenting.FILTERS
        return found

    def page(
        self, request: Request, template: str, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        """A page out of its template, with what was said last and the list of pages."""
        message = self._messages.pop(request.query_params.get("said", ""), None)
        html = self.templates.get_template(template).render(
            request=request,
            here=request.url.path,
            message=message,
            today=self.today,
            **values,
        )
        return HTMLResponse(html, status_code=status)

    def go(self, to: str, message: Message | None = None) -> RedirectResponse:
        """Leave a form for a page, which then says what came of it.

        A page that is loaded again says it no more.
        """
        if message:
            ticket = secrets.token_urlsafe(8)
            self._messages[ticket] = message
            # Who never follows the redirect must not fill the memory.
            while len(self._messages) > _KEPT_MESSAGES:
                del self._messages[next(iter(self._messages))]
            path, mark, anchor = to.partition("#")
            to = f"{path}{'&' if '?' in path else '?'}said={ticket}{mark}{anchor}"
        return RedirectResponse(to, status_code=303)


_KEPT_MESSAGES = 100


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    found = request.app.state.site
    assert isinstance(found, Site)
    return found


def get(path: str, handler: Callable[[Request], Response]) -> Route:
    """A page that is looked at; it runs in a thread of its own, as the library is on a disk."""
    return Route(path, handler, methods=["GET"])


def post(path: str, handler: Callable[[Request, FormData], Response]) -> Route:
    """What a form does; it answers with a redirect (`Site.go`), so that reloading repeats nothing.

    A KneedriveError becomes a message on the page that the form stands on.
    """

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        async with request.form() as form:
            return await run_in_threadpool(handler, request, form)

    return Route(path, endpoint, methods=["POST"])
