"""One session: its picture, what it counts as and why, and all else that is known of it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from adaptive import joining, service, wording
from adaptive.form import saying
from adaptive.web.pages.sessions import CLASSES
from adaptive.web.site import get, site_of

__all__ = ["routes"]


def page(request: Request) -> Response:
    """Everything that `show` tells, with the picture."""
    from adaptive.figures.session import session as picture

    site = site_of(request)
    with site.open() as store:
        found = service.find_sessions(store, request.path_params["name"], site.today)
        if len(found) > 1:  # a day on which there were several
            return site.page(request, "several.html", found=found)
        facts = service.show(store, found[0])
        samples = joining.stream(store, found[0].stored).frame()
    load, *remarks = wording.load_lines(facts["load"], facts["sport"])
    return site.page(
        request,
        "session.html",
        facts=facts,
        figure=picture(samples, facts) if len(samples) else None,
        measured=wording.measured(facts),
        sure=wording.sure_words(facts),
        load=load,
        remarks=remarks,
        device_rows=wording.device_rows(facts),
        form=list(saying.session(facts["form"])) if facts["form"] else [],
        issues=list(wording.recorded_issues(facts)),
        # Many devices call every lap the same; that says nothing about the session.
        lap_words=len({lap["intensity"] for lap in facts["laps"]}) > 1,
        classes=CLASSES,
    )


routes = [get("/sessions/{name}", page)]
