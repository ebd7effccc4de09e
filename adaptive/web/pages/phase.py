"""Phase: where the athlete is, what speaks for and against moving on, and their own word on it."""

from __future__ import annotations

from typing import get_args

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive import phase_report, planning
from adaptive.phase_report import PhaseReport
from adaptive.web.site import Message, get, post, site_of
from adaptive.week import Phase
from ingest.errors import UsageError

__all__ = ["routes"]


def page(request: Request) -> Response:
    """The page; before the first plan it says how the programme begins."""
    from adaptive import figures

    site = site_of(request)
    with site.open() as store:
        if not planning.programme(store, site.today):
            return site.page(request, "phase.html", now=None)
        found = phase_report.phase(store, site.today)
    return site.page(
        request,
        "phase.html",
        now=found.progress,
        steps=found.steps()[::-1],
        shown=phase_report.SHOWN_STEPS,
        phases=[one for one in get_args(Phase) if one != found.progress.state.phase],
        way=figures.phases(found, site.today),
        knee_lift=figures.knee_lift(found),
    )


def put(request: Request, form: FormData) -> Response:
    """Move the athlete to another phase, by their own word."""
    site = site_of(request)
    wanted = next((one for one in get_args(Phase) if one == form.get("phase")), None)
    if wanted is None:
        raise UsageError("choose the phase that you want to be in")
    with site.open() as store:
        found = phase_report.set_phase(store, wanted, site.today)
    return site.go("/phase", _message(found))


def back(request: Request, _: FormData) -> Response:
    """Take back what was decided last."""
    site = site_of(request)
    with site.open() as store:
        found = phase_report.undo_phase(store, site.today)
    return site.go("/phase", _message(found))


def _message(found: PhaseReport) -> Message:
    state = found.progress.state
    return Message(
        f"You are in {state.phase}, day {state.day}. It is recorded as your own decision.",
        details=found.progress.advice,
    )


routes = [get("/phase", page), post("/phase/set", put), post("/phase/undo", back)]
