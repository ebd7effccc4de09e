"""Form: cadence and its companions beside the athlete's own, bricks, and what was left out."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from adaptive.form import saying
from adaptive.form.report import report
from adaptive.form.shown import signals
from adaptive.library.store import Store
from adaptive.web.site import get, site_of

__all__ = ["routes"]

_SHOWN = timedelta(days=365)


def page(request: Request) -> Response:
    """The page."""
    site = site_of(request)
    with site.open() as store:
        # What is told of shoes, illness, checks or cadence counts at once.
        name = ("form page", site.today, store.told())
        values = store.remembered(name, lambda: _shown(store, site.today))
    return site.page(request, "form.html", status=200, **values)


def _shown(store: Store, today: date) -> dict[str, object]:
    """What the page shows; a dozen charts take longer to make than to send."""
    from adaptive import figures

    found, since = report(store, today), today - _SHOWN
    return {
        "known": found.known,
        "signals": list(signals(found, since)),
        "bricks": figures.bricks(found, since),
        "lines": list(saying.lines(found, since)),
        "notes": list(saying.notes(found)),
    }


routes = [get("/form", page)]
