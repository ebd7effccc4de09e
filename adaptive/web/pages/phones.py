"""Phones: which may see the pages for the mat, and how another one is paired.

The link in the QR code leads to a page with one button. Only the button uses the token up, so that
a messenger's preview of the link does not.
"""

from __future__ import annotations

import secrets

import segno
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adaptive.web.phones import COOKIE, device_name
from adaptive.web.site import Message, get, post, site_of

__all__ = ["routes"]

# Browsers forget a cookie after 400 days at the latest.
_COOKIE_HOLDS_S = 400 * 24 * 3600


def page(request: Request) -> Response:
    """The paired phones, and the code for another one."""
    site = site_of(request)
    link = site.pairing and site.pairing.link()
    phones = []
    if not site.is_new:
        with site.open() as store:
            phones = store.phones.all()
    return site.page(
        request,
        "phones.html",
        lan=site.pairing is not None,
        phones=phones,
        link=link,
        code=link and _svg(link),
        minutes=site.pairing and site.pairing.minutes_left(),
    )


def renew(request: Request, _: FormData) -> Response:
    """Show another code."""
    site = site_of(request)
    if site.pairing:
        site.pairing.renew()
    return site.go("/phones#pair")


def revoke(request: Request, form: FormData) -> Response:
    """Let one phone in no more, or all of them."""
    site = site_of(request)
    which = str(form.get("phone", ""))
    with site.open() as store:
        known = {str(one.id): one.id for one in store.phones.all()}
        if which in known or not which:
            store.phones.revoke(known.get(which), site.today)
    text = "That phone sees nothing any more." if which else "No phone sees anything any more."
    return site.go("/phones", Message(text))


def ask(request: Request) -> Response:
    """On the phone: whether it is to be paired."""
    return site_of(request).page(
        request, "pair.html", token=request.query_params.get("token", ""), failed=False
    )


def pair(request: Request, form: FormData) -> Response:
    """On the phone: it is paired, if the token is right."""
    site = site_of(request)
    if not request.state.on_phone or site.pairing is None:
        raise HTTPException(403, "only a phone in the home network is paired here")
    if not site.pairing.take(str(form.get("token", ""))):
        return site.page(request, "pair.html", status=403, token="", failed=True)
    secret = secrets.token_urlsafe(32)
    with site.open(create=True) as store:
        name = device_name(request.headers.get("user-agent", ""))
        store.phones.pair(name, secret, site.today)
    answer = site.go("/", Message("This phone is paired. Keep this page as a bookmark."))
    # Not "secure": the home network speaks plain http.
    answer.set_cookie(COOKIE, secret, _COOKIE_HOLDS_S, httponly=True, samesite="strict")
    return answer


def _svg(link: str) -> Markup:
    """The QR code as part of a page: dark on light in either colour scheme."""
    drawn = segno.make(link, error="m").svg_inline(
        scale=5, light="#fff", dark="#000", omitsize=True, title="QR code for the phone"
    )
    return Markup(drawn)  # noqa: S704 - segno escapes what it is given


routes = [
    get("/phones", page),
    post("/phones/renew", renew),
    post("/phones/revoke", revoke),
    get("/pair", ask),
    post("/pair", pair),
]
