"""Week: sessions and psoas work day by day, with every reason; and the athlete's hand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive import planning, wording
from adaptive.agenda.days import day_name, day_named, time_named
from adaptive.programme.rulebook import Rule, standard
from adaptive.replanning import moving
from adaptive.replanning.changes import sentences
from adaptive.web.presenting import week_path
from adaptive.web.site import Message, get, post, site_of
from adaptive.week import DoneBlock, WeekSession, monday_of, week_name
from ingest.errors import KneedriveError, UsageError

if TYPE_CHECKING:
    from adaptive.plans import Block, Plan, PlanDay

__all__ = ["routes"]

WEEKS_AHEAD = 8
"""Two months: a race to prepare for. Each week rests on all before it, so further ones wait."""

_ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a day: a session, a block, or psoas work that is over; one of the three.

    `place` is where a block hangs, `otherwise` what to do instead of it; `rules` are those that
    put it there, by id.
    """

    session: WeekSession | None = None
    done: DoneBlock | None = None
    block: Block | None = None
    place: str = ""
    otherwise: str = ""
    rules: tuple[tuple[str, Rule], ...] = ()

    @property
    def order(self) -> tuple[datetime, int]:
        """By start; between bike and run the work comes first, else after what it goes with."""
        if self.block:
            return self.block.start, 0 if self.block.slot == "transition" else 2
        one = self.session or self.done
        assert one is not None
        return one.start, 1


def page(request: Request) -> Response:
    """A week as it is planned, and as far as it is over as it was."""
    site = site_of(request)
    asked, this = request.query_params.get("week"), monday_of(site.today)
    monday = planning.parse_week(asked) if asked else this
    if monday > this + WEEKS_AHEAD * _ONE_WEEK:
        raise UsageError(
            f"week {week_name(monday)} is too far ahead",
            hint=f"The plan looks {WEEKS_AHEAD} weeks ahead.",
        )
    plan, before = None, None
    with site.open() as store:
        try:
            plan = planning.plan(store, site.today, site.now, monday)
        except KneedriveError as error:
            # A week before the programme has no plan; its sessions stand in their list.
            if monday >= this:
                raise
            before = str(error)
    return site.page(
        request,
        "week.html",
        monday=monday,
        this=this,
        earlier=plan and monday - _ONE_WEEK,
        later=monday + _ONE_WEEK if monday < this + WEEKS_AHEAD * _ONE_WEEK else None,
        span=wording.span(monday, monday + timedelta(days=6)),
        plan=plan,
        before=before,
        days=[(day, _items(plan, day)) for day in plan.days] if plan else [],
        others=[(_starts(one.starts), one) for one in plan.runners_up] if plan else [],
        rulebook=standard().rules,
    )


def places(request: Request) -> Response:
    """The days of a block's week: where on each it would stand, or which rule forbids it."""
    site, name = site_of(request), request.path_params["block"]
    with site.open() as store:
        found = moving.places(store, name, site.today, site.now)
    return site.page(
        request,
        "places.html",
        block=found.block,
        places=found.days,
        rules=sorted({one.rule for place in found.days for one in place.refused}),
        rulebook=standard().rules,
    )


def changes(request: Request) -> Response:
    """What changed in a week since the last plan that said otherwise, and why."""
    site, asked = site_of(request), request.query_params.get("week")
    monday = planning.parse_week(asked) if asked else monday_of(site.today)
    with site.open() as store:
        since = moving.since_last(store, site.today, site.now, monday)
    return site.page(request, "changes.html", since=since, monday=monday)


def move(request: Request, form: FormData) -> Response:
    """Put a block on another day, at another time where one is given."""
    site, name = site_of(request), request.path_params["block"]
    day = day_named(str(form.get("day", "")), site.today)
    hour = _time(form)
    with site.open() as store:
        moved = moving.move(store, name, day, hour, site.today, site.now)
    return _answered(request, moved)


def pin(request: Request, _: FormData) -> Response:
    """Keep a block where it stands."""
    site = site_of(request)
    with site.open() as store:
        moved = moving.pin(store, request.path_params["block"], site.today, site.now)
    return _answered(request, moved)


def unpin(request: Request, _: FormData) -> Response:
    """Let a block go where it is best."""
    site = site_of(request)
    with site.open() as store:
        moved = moving.unpin(store, request.path_params["block"], site.today, site.now)
    return _answered(request, moved)


def _answered(request: Request, moved: moving.Moved) -> Response:
    """Back to the week, with what else changed, or the rules that were in the way."""
    path = week_path(moved.plan.first)
    if moved.refused:
        why = tuple(f"{one.why} ({one.rule})" for one in moved.refused)
        message = Message("It stays where it is.", "refused", moved.advice, why)
        return site_of(request).go(path, message)
    text = "It may go where it is best."
    if stays := moved.pin:
        at = f" at {stays.at:%H:%M}" if stays.at else ""
        text = f"{wording.BLOCK_NAMES[stays.kind]}: {day_name(stays.day)}{at}, pinned"
    told = sentences(moved.changes) or ["Nothing else changed."]
    return site_of(request).go(path, Message(text, details=tuple(told)))


def _time(form: FormData) -> time | None:
    text = str(form.get("at", "")).strip()
    return time_named(text) if text else None


def _items(plan: Plan, of: PlanDay) -> list[Item]:
    """All of a day in its order."""
    found = [Item(session=one) for one in of.sessions]
    found += [Item(done=one) for one in of.done]
    found += [
        Item(
            block=block,
            place=wording.place_words(block.slot, block.session_index, of.sessions),
            otherwise=wording.otherwise_words(block.otherwise, block, plan)
            if block.otherwise
            else "",
            rules=tuple((name, standard().rules[name]) for name in block.rules),
        )
        for block in plan.blocks_on(of.day)
    ]
    return sorted(found, key=lambda one: one.order)


def _starts(starts: Sequence[datetime]) -> str:
    return " and ".join(f"{start:%a %H:%M}" for start in starts) or "no strengthening"


_BLOCK = "/week/blocks/{block}"

routes = [
    get("/week", page),
    get("/week/changes", changes),
    get(f"{_BLOCK}/places", places),
    post(f"{_BLOCK}/move", move),
    post(f"{_BLOCK}/pin", pin),
    post(f"{_BLOCK}/unpin", unpin),
]
