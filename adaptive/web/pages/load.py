"""Load: what was trained, what it leaves, and the thresholds that tell easy from hard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive import load_report, threshold_report, threshold_words
from adaptive.agenda.days import day_named
from adaptive.library.profiles import Channel
from adaptive.threshold_settings import KINDS, set_threshold
from adaptive.web.site import Message, get, post, site_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from adaptive.library.store import Store

__all__ = ["routes"]

_RANGES: Mapping[str, tuple[str, int | None]] = {
    "90": ("90 days", 90),
    "365": ("A year", 365),
    "all": ("All", None),
}
_WEEKS = 12
_CURVES: Mapping[Channel, str] = {"power_w": "Best power", "speed_mps": "Best pace"}


def page(request: Request) -> Response:
    """The page; `?days=` says how far back the charts look."""
    site = site_of(request)
    today = site.today
    chosen = request.query_params.get("days", "90")
    chosen = chosen if chosen in _RANGES else "90"
    days = _RANGES[chosen][1]
    with site.open() as store:
        daily = store.remembered(("load page", today), lambda: load_report.daily_load(store, today))
        known = len(daily.series)
        found = threshold_report.report(store, today)
        curves = _curves(store, today, days or known or 1, found) if known else []
    if not known:
        return site.page(request, "load.html", known=False)
    since = today - timedelta(days=days - 1) if days else daily.days[0]
    weeks = daily.weeks(max(since, today - timedelta(weeks=_WEEKS)))
    return site.page(
        request,
        "load.html",
        known=True,
        ranges=[(name, words) for name, (words, _) in _RANGES.items()],
        chosen=chosen,
        chart=_chart(daily, since),
        morning=daily.morning(),
        weeks=[week.words() for week in reversed(weeks)],
        remarks=list(daily.remarks(since)),
        thresholds=threshold_words.rows(found, today),
        settings=found["settings"],
        kinds=KINDS,
        sports=threshold_words.SPORTS,
        curves=curves,
    )


def _chart(daily: load_report.DailyLoad, since: date) -> Figure:
    from adaptive import figures

    return figures.load(daily.series.frame().loc[str(since) :])


def _curves(
    store: Store, today: date, days: int, found: Mapping[str, Any]
) -> list[tuple[str, Figure]]:
    """Power and pace over duration, as far as any is known."""
    import pandas as pd

    from adaptive import figures

    told = pd.DataFrame(found["thresholds"], columns=threshold_report.COLUMNS).set_index("name")
    drawn = []
    for channel, words in _CURVES.items():
        best = threshold_report.curve(store, today, channel, days).frame()
        if len(best):
            drawn.append((words, figures.curve(best, told, channel=channel)))
    return drawn


def set_own(request: Request, form: FormData) -> Response:
    """Set a threshold, or take back what was set."""
    site = site_of(request)
    since = str(form.get("since", "")).strip()
    day = day_named(since, site.today) if since else site.today
    with site.open() as store:
        made = set_threshold(
            store, str(form.get("name", "")), str(form.get("value", "")), day, site.today
        )
    told = threshold_words.change(made, site.today).replace(made.name, KINDS[made.name].words, 1)
    return site.go("/load#thresholds", Message(told[:1].upper() + told[1:]))


routes = [get("/load", page), post("/load/thresholds", set_own)]
