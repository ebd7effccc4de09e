"""Import: files dropped or chosen, the account of what became of them, and undoing a merge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adaptive import reconciling
from adaptive.reconciling import OUTCOME_IN_SHORT, OUTCOME_WORDS
from adaptive.web.background import Import, Imports
from adaptive.web.receiving import receive
from adaptive.web.site import Message, get, post, site_of

__all__ = ["routes"]

_NOTHING: Mapping[str, Any] = {"imports": [], "merged": [], "separated": [], "folders": []}

_BEGINNING = Lock()


def page(request: Request) -> Response:
    """Where files are dropped, and what was imported before."""
    site = site_of(request)
    account = _NOTHING
    if not site.is_new:
        with site.open() as store:
            account = reconciling.account(store)
    return site.page(
        request,
        "importing.html",
        account=account,
        is_new=not account["imports"],
        short=OUTCOME_IN_SHORT,
        at_work=_imports(request).at_work,
    )


def report(request: Request) -> Response:
    """What became of each file of one import."""
    site = site_of(request)
    with site.open() as store:
        (one,) = reconciling.account(store, request.path_params["number"])["imports"]
    order = list(OUTCOME_WORDS)
    # What went wrong comes first: it is what one looks for.
    files = sorted(one["files"], key=lambda file: -order.index(file["outcome"]))
    return site.page(request, "import.html", one=one, files=files, words=OUTCOME_WORDS)


async def upload(request: Request) -> Response:
    """Files of a form. To the script of the page it says where to ask how far it is."""
    folder, files = await receive(request, site_of(request).folder)
    one = _imports(request).begin(folder, files)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"progress": f"/import/progress/{one.number}"}, status_code=202)
    return await run_in_threadpool(_ended, request, one)


def again(request: Request, _: FormData) -> Response:
    """Look through the remembered folders once more."""
    return _ended(request, _imports(request).begin())


def progress(request: Request) -> Response:
    """How far an import is, for the script; at its end where to go."""
    one = _imports(request).asked(request.path_params["number"])
    if one is None:
        raise HTTPException(404, "there is no such import")
    to = _ended(request, one).headers["location"] if one.finished.done() else None
    return JSONResponse({**one.to_json(), "to": to}, headers={"Cache-Control": "no-store"})


def separate(request: Request, form: FormData) -> Response:
    """Let a merged session stand for itself again."""
    site = site_of(request)
    with site.open() as store:
        reconciling.separate(store, str(form.get("session", "")), site.today)
    return site.go("/import#merged", Message("It stands for itself again."))


def rejoin(request: Request, form: FormData) -> Response:
    """Take back a separation."""
    site = site_of(request)
    with site.open() as store:
        reconciling.rejoin(store, str(form.get("session", "")))
    return site.go("/import#merged", Message("It may be put together with the other again."))


def forget(request: Request, form: FormData) -> Response:
    """Look through a folder no more; it has to be one of the list."""
    site = site_of(request)
    with site.open() as store:
        reconciling.forget_folder(store, Path(str(form.get("folder", ""))))
    return site.go("/import#folders", Message("That folder is looked through no more."))


def _ended(request: Request, one: Import) -> Response:
    """Wait for the end of an import, and go where it is told."""
    one.finished.result()
    return site_of(request).go(one.at, one.message)


def _imports(request: Request) -> Imports:
    """Those of this site, from the first that asks."""
    state = request.app.state
    with _BEGINNING:
        if not hasattr(state, "imports"):
            state.imports = Imports(site_of(request))
    found = state.imports
    assert isinstance(found, Imports)
    return found


routes = [
    get("/import", page),
    Route("/import", upload, methods=["POST"]),
    get("/import/progress/{number:number}", progress),
    get("/import/{number:number}", report),
    post("/import/again", again),
    post("/import/separate", separate),
    post("/import/rejoin", rejoin),
    post("/import/folders/forget", forget),
]
