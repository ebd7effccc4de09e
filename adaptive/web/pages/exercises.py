"""Exercises."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from adaptive.web.site import get, site_of

__all__ = ["routes"]


def page(request: Request) -> Response:
    """The page."""
    return site_of(request).page(request, "exercises.html")


routes = [get("/exercises", page)]
