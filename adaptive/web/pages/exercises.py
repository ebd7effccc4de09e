"""Exercises: all of them with the athlete's doses, and each as it is done on the mat."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from adaptive import service
from adaptive.programme.rulebook import standard
from adaptive.web.pages.today import Step
from adaptive.web.site import get, site_of

__all__ = ["routes"]


def page(request: Request) -> Response:
    """The list, by the block that they stand in."""
    site = site_of(request)
    with site.open() as store:
        cards = service.exercises(store, site.today, site.now)
    blocks = dict.fromkeys(card.block for card in cards.values())
    by_block = {block: [card for card in cards.values() if card.block == block] for block in blocks}
    return site.page(request, "exercises.html", by_block=by_block)


def one(request: Request) -> Response:
    """One exercise, by id, name or a part of it."""
    site, name = site_of(request), request.path_params["name"]
    exercise = standard().find(name)
    if exercise.id != name:
        return site.go(f"/exercises/{exercise.id}")
    with site.open() as store:
        card = service.exercises(store, site.today, site.now)[name]
    return site.page(request, "exercise.html", card=card, step=Step(card.dose, exercise))


routes = [get("/exercises", page), get("/exercises/{name}", one)]
