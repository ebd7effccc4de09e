"""Take along: the plan for the calendar, the watch, the coach; and the feed calendars subscribe to.

All files are made when they are asked for, and none is written to the disk.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adaptive.agenda.home import home_zone
from adaptive.exports import ics
from adaptive.web.site import Message, get, post, site_of

__all__ = ["routes"]

WEEKS = (1, 2, 4, 8, 12)
ALARMS = {"": "No reminder", "0": "When it begins", "10": "10 minutes before", "30": "30 minutes"}
TABLES_IN_WORDS = ("week", "blocks")
"""Tables short enough to be read in a message."""

_CALENDAR = "text/calendar; charset=utf-8"


def page(request: Request) -> Response:
    """What there is to take along."""
    site = site_of(request)
    if site.is_new:
        return site.go("/import")
    with site.open() as store:
        path = f"/feed/{store.exported.word('feed')}.ics"
        zone = home_zone(store)
    address = f"{request.url.netloc}{path}"
    return site.page(
        request,
        "exports.html",
        feed=f"http://{address}",
        subscribe=f"webcal://{address}",
        zone_known=isinstance(zone, ZoneInfo),
        weeks=WEEKS,
        usual_weeks=ics.WEEKS,
        alarms=ALARMS,
    )


def renew(request: Request, _: FormData) -> Response:
    """Give the feed another address."""
    site = site_of(request)
    with site.open() as store:
        store.exported.renew("feed")
    return site.go(
        "/exports#feed",
        Message("The feed has a new address; the old one leads nowhere now."),
    )


def feed(request: Request) -> Response:
    """The calendar that programs on this computer subscribe to; 304 while it says the same."""
    site = site_of(request)
    if site.is_new:
        raise HTTPException(404)
    with site.open() as store:
        if not secrets.compare_digest(
            request.path_params["secret"].encode(), store.exported.word("feed").encode()
        ):
            raise HTTPException(404)
        content, last = ics.feed(store, site.today, site.now)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(last, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if _is_known(request.headers, tag, last):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_CALENDAR, headers=headers)


def _is_known(headers: Mapping[str, str], tag: str, last: datetime) -> bool:
    """Whether who asks has it already; a tag, where one is sent, decides alone (RFC 9110)."""
    if (tags := headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or tag in (
            one.strip().removeprefix("W/") for one in tags.split(",")
        )
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return last <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def calendar_file(request: Request) -> Response:
    """The calendar file."""
    site = site_of(request)
    weeks, alarm = (request.query_params.get(name, "") for name in ("weeks", "alarm"))
    with site.open() as store:
        content = ics.calendar(
            store,
            site.today,
            site.now,
            weeks=int(weeks) if re.fullmatch(r"[0-9]{1,2}", weeks) else ics.WEEKS,
            alarm_min=int(alarm) if alarm in ALARMS and alarm else None,
        )
    return _download(content, f"kneedrive-{site.today}.ics", _CALENDAR)


def watch(request: Request) -> Response:
    """The blocks to come as workouts for a watch, zipped."""
    from adaptive.exports.watch import workouts

    site = site_of(request)
    with site.open() as store:
        files = workouts(store, site.today, site.now)
    if not files:
        return site.go(
            "/exports",
            Message("No block of this week is still to come.", "refused"),
        )
    return _zip(files, f"kneedrive-watch-{site.today}.zip", site.today)


def report(request: Request) -> Response:
    """The week and the state as one page to send on."""
    from adaptive.exports.report import report as report_of

    site = site_of(request)
    with site.open() as store:
        html = report_of(store, site.today, site.now)
    return _download(html.encode(), f"kneedrive-{site.today}.html", "text/html; charset=utf-8")


def tables(request: Request) -> Response:
    """All tables, zipped."""
    from adaptive.exports import tables as made

    site = site_of(request)
    with site.open() as store:
        frames = made.tables(store, site.today, site.now)
    files = {f"{name}.csv": made.csv(frame).encode() for name, frame in frames.items()}
    return _zip(files, f"kneedrive-tables-{site.today}.zip", site.today)


def words(request: Request) -> Response:
    """This week's tables as Markdown."""
    from adaptive.exports import tables as made

    site = site_of(request)
    with site.open() as store:
        frames = made.tables(store, site.today, site.now)
    text = "\n".join(
        f"## {name.capitalize()}\n\n{made.markdown(frames[name])}" for name in TABLES_IN_WORDS
    )
    return _download(text.encode(), f"kneedrive-{site.today}.md", "text/markdown; charset=utf-8")


def _zip(files: Mapping[str, bytes], name: str, day: date) -> Response:
    """Files as one; the same files always give the same zip."""
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        for file, data in files.items():
            entry = ZipInfo(file, (day.year, day.month, day.day, 0, 0, 0))
            packed.writestr(entry, data, ZIP_DEFLATED)
    return _download(content.getvalue(), name, "application/zip")


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


routes = [
    get("/exports", page),
    post("/exports/feed", renew),
    get("/exports/calendar.ics", calendar_file),
    get("/exports/watch.zip", watch),
    get("/exports/report.html", report),
    get("/exports/tables.zip", tables),
    get("/exports/week.md", words),
    get("/feed/{secret}.ics", feed),
]
