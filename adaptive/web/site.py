"""What every page needs: which library, which day it is, templates, and a word to say next."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from threading import Event
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message as Received
from starlette.types import Receive

from adaptive.library.remembering import Memory
from adaptive.library.store import Store
from adaptive.web import presenting
from adaptive.web.phones import Pairing

__all__ = ["Message", "Site", "get", "post", "site_of"]


class _Number(Convertor[int]):
    """A number in a path, of no more digits than Python and the database take."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", _Number())


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
        allowed_hosts: names by which a reverse proxy shows these pages.
        pairing: how phones are let in; None where they are not (`--lan`).
        stopping: is set when the server is to end. Streams, and work that takes long, look at it.
    """

    folder: Path
    fixed_today: date | None = None
    allowed_hosts: frozenset[str] = frozenset()
    pairing: Pairing | None = None
    stopping: Event = field(default_factory=Event)
    _memory: Memory = field(default_factory=Memory)
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
        return Store.open(self.folder, create=create, memory=self._memory)

    def page(
        self, request: Request, template: str, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        """A page out of its template, with what was said last and the list of pages."""
        message = self._messages.pop(request.query_params.get("said", ""), None)
        html = (
            presenting.templates()
            .get_template(template)
            .render(
                request=request,
                here=request.url.path,
                message=message,
                today=self.today,
                on_phone=request.state.on_phone,
                **values,
            )
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

_MAX_FORM_BYTES = 2**20
"""Enough for all that is typed; forms with files name their own."""


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    found = request.app.state.site
    assert isinstance(found, Site)
    return found


def get(path: str, handler: Callable[[Request], Response]) -> Route:
    """A page that is looked at; it runs in a thread of its own, as the library is on a disk."""
    return Route(path, handler, methods=["GET"])


def post(
    path: str, handler: Callable[[Request, FormData], Response], *, max_bytes: int = _MAX_FORM_BYTES
) -> Route:
    """What a form does; it answers with a redirect (`Site.go`), so that reloading repeats nothing.

    A KneedriveError becomes a message on the page that the form stands on. A form of more than
    `max_bytes`, files included, is refused.
    """

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        limited = Request(request.scope, _at_most(max_bytes, request))
        async with limited.form() as form:
            return await run_in_threadpool(handler, limited, form)

    return Route(path, endpoint, methods=["POST"])


def _at_most(max_bytes: int, request: Request) -> Receive:
    """The body of a request, until it is too long."""
    taken = 0

    async def receive() -> Received:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > max_bytes:
            raise HTTPException(413, f"this is more than {max_bytes / 2**20:.0f} MB")
        return message

    return receive
