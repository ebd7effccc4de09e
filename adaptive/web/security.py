"""Who may see the pages, and what browsers are told about them.

A page on this computer is in reach of every site that its browser visits, so a request has to show
that it is meant: by the name it came to (DNS rebinding gives another site this address, never this
name) and, where it changes something, by the page it came from. Paired phones come through a door
of their own, the address in the home network, and see the pages for the mat only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adaptive.web.phones import COOKIE, is_private
from adaptive.web.site import Site

__all__ = ["Guard", "is_name"]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; "
        "style-src 'self' 'unsafe-inline'; "  # charts come with styles of their own
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

_PHONE_PAGES = {"", "today", "log", "exercises", "static"}
"""The first part of the paths that paired phones may see."""

_UNPAIRED_PAGES = {"pair", "static"}

_HOST = re.compile(
    r"(?:\[(?P<v6>[0-9a-f]*:[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?"
)

Refuse = Callable[[Request, int, str, str], Response]
"""Makes a page of status, sentence and hint."""


class Guard:
    """Lets through what is meant for these pages, and answers the rest itself.

    Args:
        app: the pages.
        site: what they show.
        refuse: tells a person why not.
    """

    def __init__(self, app: ASGIApp, site: Site, refuse: Refuse) -> None:
        self._app = app
        self._site = site
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})  # there are none here
            return
        address = (scope.get("server") or ("", None))[0]
        # Whatever came to another address than the computer's own is no more than a phone.
        on_phone = address not in {"127.0.0.1", "::1"}
        scope.setdefault("state", {})["on_phone"] = on_phone

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, on_phone=on_phone)
            await send(message)

        refused = self._strange(scope) or (await self._no_phone(scope) if on_phone else None)
        if refused:
            answer = self._refuse(Request(scope, receive), *refused)
            await answer(scope, receive, send_safely)
        else:
            await self._app(scope, receive, send_safely)

    def _strange(self, scope: Scope) -> tuple[int, str, str] | None:
        """What is wrong with a request that some other site had a browser send."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_own(scope, host):
            hint = (
                "Open it by the address that kneedrive serve prints. "
                "A reverse proxy's name is told with --allow-host."
            )
            return 421, f"This page is not called {_short(host)}.", hint
        site = headers.get("sec-fetch-site")
        if scope["method"] in _SAFE_METHODS:
            # A link from elsewhere is fine; being a part of another page is not.
            foreign = site in {"cross-site", "same-site"} and (
                headers.get("sec-fetch-mode") != "navigate"
                or headers.get("sec-fetch-dest") not in {None, "document"}
            )
        elif "origin" in headers:
            origin = headers["origin"]
            foreign = not self._is_own_origin(origin, host) or site not in {None, "same-origin"}
        else:
            # Browsers say where a form stands, all of them since 2020. What says nothing is
            # either older, so that any site could speak through it, or no browser: who writes
            # programs has the command line.
            foreign = site != "same-origin"
        if foreign:
            return 403, "Another site asked for this, so nothing was done.", "Open the page itself."
        return None

    def _is_own(self, scope: Scope, host: str) -> bool:
        """Whether a Host header names this page as it was reached."""
        name, port = _split(host)
        if name in self._site.allowed_hosts:
            return True
        address, own_port = scope.get("server") or ("", None)
        names = {address, "localhost"} if address in {"127.0.0.1", "::1"} else {address}
        return name in names and port == own_port

    def _is_own_origin(self, origin: str, host: str) -> bool:
        scheme, _, own = origin.partition("://")
        if scheme not in {"http", "https"}:  # "null" has none
            return False
        return own == host or _split(own)[0] in self._site.allowed_hosts

    async def _no_phone(self, scope: Scope) -> tuple[int, str, str] | None:
        """Why a request from the home network is not answered; None where it is."""
        client = (scope.get("client") or ("", 0))[0]
        if self._site.pairing is None or not is_private(client):
            return 403, "This page is shown in the home network only.", ""
        part = scope["path"].lstrip("/").partition("/")[0]
        if part in _UNPAIRED_PAGES:
            return None
        if not await run_in_threadpool(self._is_paired, Headers(scope=scope)):
            return (
                403,
                "This phone is not paired.",
                "On the computer where kneedrive runs, open Phones, and scan the code there.",
            )
        if part not in _PHONE_PAGES:
            return (
                403,
                "Phones see today, log and the exercises only.",
                "Everything else is on the computer where kneedrive runs.",
            )
        return None

    def _is_paired(self, headers: Headers) -> bool:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        if cookie is None or self._site.is_new:
            return False
        with self._site.open() as store:
            return store.phones.knows(cookie.value, self._site.today)


def _add_headers(message: MutableMapping[str, object], *, on_phone: bool) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    if not on_phone:  # browsers complain about it where there is no TLS
        headers["Cross-Origin-Opener-Policy"] = "same-origin"


def _split(host: str) -> tuple[str, int]:
    """Name and port of a Host header or an origin; port 80 where none is told.

    Neither has a user, a path or anything else in it; where one does it names nobody.
    """
    found = _HOST.fullmatch(host.lower())
    return (found["v6"] or found["name"], int(found["port"] or 80)) if found else ("", 0)


def is_name(text: str) -> bool:
    """Whether it is the bare name or address of a host, as a Host header has it without a port."""
    return bool(text) and _split(text)[0] == text.lower()


def _short(text: str) -> str:
    return repr(text) if len(text) <= 60 else f"{text[:60]!r}..."
