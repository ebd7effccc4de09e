"""The application: all pages, the files they use, and who may see them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from adaptive.web.pages import PAGES
from adaptive.web.site import Message, Site, get, site_of
from ingest.errors import KneedriveError

__all__ = ["create"]


def create(site: Site) -> Starlette:
    """The application for a site; `serving` runs it."""
    app = Starlette(
        routes=[
            *(route for page in PAGES for route in page.routes),
            get("/charts/plotly.min.js", plotly_script),
            Mount("/static", StaticFiles(packages=[("adaptive.web", "static")]), name="static"),
        ],
        exception_handlers={KneedriveError: refused, HTTPException: http_error},
    )
    app.state.site = site
    return app


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
    message = Message(str(error), "refused", error.hint or "")
    if request.method == "POST":
        return site.go(_came_from(request), message)
    if site.is_new:
        return site.go("/import")
    return site.page(request, "error.html", status=404, error=message)


def http_error(request: Request, error: Exception) -> Response:
    """A page that is not there, or a method that a page does not take."""
    assert isinstance(error, HTTPException)
    message = Message(f"{error.status_code}: {error.detail}", "refused")
    return site_of(request).page(request, "error.html", status=error.status_code, error=message)


def _came_from(request: Request) -> str:
    """The path of the page that a form stood on; never another site's."""
    from urllib.parse import urlsplit

    found = urlsplit(request.headers.get("referer", ""))
    if found.netloc != request.headers.get("host") or not found.path.startswith("/"):
        return "/"
    kept = [part for part in found.query.split("&") if part and not part.startswith("said=")]
    return found.path + ("?" + "&".join(kept) if kept else "")
