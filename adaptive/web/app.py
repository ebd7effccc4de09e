"""The application: all pages, the files they use, and who may see them."""

from __future__ import annotations

import sqlite3
from functools import partial
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from adaptive import wording
from adaptive.web.pages import PAGES
from adaptive.web.security import Guard
from adaptive.web.site import Message, Site, get, site_of
from ingest.errors import KneedriveError

__all__ = ["create"]


def create(site: Site) -> ASGIApp:
    """The application for a site, behind its guard; `serving` runs it."""
    app = Starlette(
        routes=[
            *(route for page in PAGES for route in page.routes),
            get("/charts/plotly.min.js", plotly_script),
            Mount("/static", StaticFiles(packages=[("adaptive.web", "static")]), name="static"),
        ],
        exception_handlers={
            KneedriveError: refused,
            HTTPException: http_error,
            sqlite3.OperationalError: busy,
            Exception: crashed,
        },
    )
    app.state.site = site
    return Guard(app, site, partial(told, site))


def plotly_script(_: Request) -> Response:
    """Plotly's script out of its installed package: it never changes while the page runs."""
    from plotly.offline import get_plotlyjs

    return Response(
        get_plotlyjs(),
        media_type="text/javascript",
        headers={"Cache-Control": "max-age=86400"},
    )


def refused(request: Request, error: Exception) -> Response:
    """What could not be done, told where it was asked for."""
    assert isinstance(error, KneedriveError)
    site = site_of(request)
    hint = wording.plain(error.hint or "")
    if request.method == "POST":
        message = Message(str(error), "refused", hint)
        return site.go(_came_from(request), message)
    if site.is_new:
        return site.go("/import")
    return told(site, request, 404, str(error), hint)


def http_error(request: Request, error: Exception) -> Response:
    """A page that is not there, or a method that a page does not take."""
    assert isinstance(error, HTTPException)
    return told(
        site_of(request), request, error.status_code, f"{error.status_code}: {error.detail}"
    )


def busy(request: Request, error: Exception) -> Response:
    """The database stayed locked, or its disk failed, for longer than a store waits."""
    hint = "Perhaps a long import is at work. Load this page again in a moment."
    return told(
        site_of(request), request, 503, f"The library cannot be read just now: {error}.", hint
    )


def crashed(request: Request, _: Exception) -> Response:
    """A fault of kneedrive; the server writes what happened to the terminal."""
    hint = (
        "What was stored before is safe. The terminal in which kneedrive serve runs says more; "
        "please report it with that."
    )
    return told(
        site_of(request), request, 500, "Something went wrong here, and it was not you.", hint
    )


def told(site: Site, request: Request, status: int, text: str, hint: str = "") -> Response:
    """A page that only says why there is no other."""
    title = "That is not here" if status == 404 else "That did not work"
    message = Message(text, "refused", hint)
    return site.page(request, "error.html", status=status, title=title, error=message)


def _came_from(request: Request) -> str:
    """The path of the page that a form stood on; never another site's."""
    found = urlsplit(request.headers.get("referer", ""))
    if found.netloc != request.headers.get("host"):
        return "/"
    kept = [part for part in found.query.split("&") if part and not part.startswith("said=")]
    # To a browser what begins with two slashes, or a slash and a backslash, is another site.
    path = "/" + found.path.lstrip("/\\")
    return path + ("?" + "&".join(kept) if kept else "")
