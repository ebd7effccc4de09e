"""Who may see the page: hosts, origins, headers, sizes."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

import sample_data
from adaptive.web import app as application
from adaptive.web.app import create
from adaptive.web.site import Site, post

HERE = "http://127.0.0.1:8765"
OWN = {"Origin": HERE}


@pytest.fixture(scope="module")
def looked_at(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample library: who looks at today's plan begins the programme."""
    return Path(shutil.copytree(sample_library, tmp_path_factory.mktemp("looked") / "library"))


@pytest.fixture
def visit(looked_at: Path) -> Callable[..., TestClient]:
    """A visitor of a page over that library."""

    def visitor(*, base_url: str = HERE, hosts: frozenset[str] = frozenset(), **more: Any):
        site = Site(looked_at, sample_data.TODAY, allowed_hosts=hosts)
        return TestClient(create(site), base_url=base_url, follow_redirects=False, **more)

    return visitor


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765"])
def test_the_page_is_known_by_the_names_of_this_computer(visit, host):
    assert visit().get("/phones", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1.evil.example:8765",
        "localhost.evil.example:8765",
        "127.0.0.1:8765@evil.example",
        "192.168.1.5:8765",
        "0.0.0.0:8765",
        "[::1",
        "127.0.0.1:port",
        "",
    ],
)
def test_any_other_name_is_refused(visit, host):
    answer = visit().get("/phones", headers={"Host": host})
    assert answer.status_code == 421
    assert "This page is not called" in answer.text


def test_a_form_of_this_page_is_taken(visit):
    assert visit().post("/phones/renew", headers=OWN).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "http://localhost:8765"},
        {"Origin": "file://127.0.0.1:8765"},
        {"Origin": "http://127.0.0.1:8765.evil.example"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_does_not_come_from_this_page_changes_nothing(visit, headers, method):
    assert visit().request(method, "/phones/renew", headers=headers).status_code == 403


def test_a_browser_that_hides_the_origin_may_still_say_that_it_is_this_page(visit):
    answer = visit().post("/phones/renew", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


def test_a_link_from_another_site_is_fine_and_being_part_of_it_is_not(visit):
    link = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert visit().get("/phones", headers=link).status_code == 200
    frame = {**link, "Sec-Fetch-Dest": "iframe"}
    assert visit().get("/phones", headers=frame).status_code == 403
    script = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert visit().get("/phones", headers=script).status_code == 403


@pytest.mark.parametrize("origin", ["https://home.example", "http://home.example:8443"])
@pytest.mark.parametrize("host", ["home.example", "home.example:8443", "127.0.0.1:8765"])
def test_a_reverse_proxy_may_be_known_by_its_own_name(visit, host, origin):
    proxied = visit(hosts=frozenset({"home.example"}))
    assert proxied.get("/phones", headers={"Host": host}).status_code == 200
    headers = {"Host": host, "Origin": origin}
    assert proxied.post("/phones/renew", headers=headers).status_code == 303
    elsewhere = {**headers, "Origin": "https://evil.example"}
    assert proxied.post("/phones/renew", headers=elsewhere).status_code == 403
    assert visit().get("/phones", headers={"Host": "home.example"}).status_code == 421


@pytest.mark.parametrize(
    "path", ["/phones", "/static/style.css", "/nowhere", "/charts/plotly.min.js"]
)
def test_every_answer_tells_browsers_to_be_careful(visit, path):
    headers = visit().get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers


def test_refusals_carry_these_headers_too(visit):
    answer = visit().get("/", headers={"Host": "evil.example"})
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_pages_are_kept_by_no_browser_and_plotly_is(visit):
    assert visit().get("/phones").headers["cache-control"] == "no-store"
    assert "max-age" in visit().get("/charts/plotly.min.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/week", "/log", "/phones", "/pair"])
def test_no_page_needs_a_script_or_handler_within_it(visit, path):
    text = visit().get(path).text
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
    assert not re.search(r"<[^>]*\son[a-z]+=", text)


def test_a_form_longer_than_a_megabyte_is_refused_unread(visit):
    long = visit().post("/phones/renew", headers=OWN, data={"a": "x" * 2**20})
    assert long.status_code == 413
    assert "more than 1 MB" in long.text


def test_a_form_may_name_a_limit_of_its_own(sample_library, monkeypatch):
    taken = []

    def take(request, form):
        taken.append(form["file"].size)
        return application.site_of(request).go("/phones")

    class Page:
        routes = (post("/long", take, max_bytes=3 * 2**20),)

    monkeypatch.setattr(application, "PAGES", (*application.PAGES, Page))
    client = TestClient(create(Site(sample_library)), base_url=HERE, headers=OWN)
    client.post("/long", files={"file": b"x" * 2**21}, follow_redirects=False)
    assert taken == [2**21]
    assert client.post("/long", files={"file": b"x" * 2**22}).status_code == 413
    assert len(taken) == 1


def test_a_fault_of_kneedrive_is_told_without_its_traceback(sample_library, monkeypatch):
    def broken(*_args, **_more):
        raise ZeroDivisionError("a secret of the code")

    site = Site(sample_library)
    client = TestClient(create(site), base_url=HERE, raise_server_exceptions=False)
    monkeypatch.setattr(Site, "open", broken)
    answer = client.get("/phones")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_library_that_stays_locked_is_told_in_words(sample_library, monkeypatch):
    def locked(*_args, **_more):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(Site, "open", locked)
    answer = TestClient(create(Site(sample_library)), base_url=HERE).get("/phones")
    assert answer.status_code == 503
    assert "Load this page again in a moment" in answer.text


def test_web_sockets_are_not_answered(visit):
    with pytest.raises(WebSocketDisconnect), visit().websocket_connect("/"):
        pass
