"""What holds for every route there is, those that are added later included."""

import re
from urllib.parse import unquote

import pytest
from page_schema import ROUTES as EVERY
from starlette.testclient import TestClient

import sample_data
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.phones import COOKIE, Pairing
from adaptive.web.site import Site

HERE = "http://127.0.0.1:8765"
LAN = "http://192.168.1.5:8765"
SECRET = "known-to-one-phone"

ROUTES = [(method, re.sub(r"\{[^}]*\}", "1", path)) for method, path in EVERY]
FORMS = [path for method, path in ROUTES if method == "POST"]
FOR_PHONES = re.compile(r"/|/(today|log|exercises)(/.*)?")
FOR_ANYBODY = {"/pair"}


@pytest.fixture
def folder(tmp_path):
    with Store.open(tmp_path, create=True) as store:
        store.phones.pair("phone", SECRET, sample_data.TODAY)
    return tmp_path


@pytest.fixture
def site(folder):
    return Site(folder, sample_data.TODAY, pairing=Pairing(LAN))


@pytest.fixture
def untouched(folder):
    """Gives what the library holds, to be the same before and after."""

    def dump():
        with Store.open(folder) as store:
            return list(store._connection.iterdump())

    return dump


def visitor(site, door, **more):
    return TestClient(create(site), base_url=door, follow_redirects=False, **more)


def as_written(site, path):
    """The pages, asked for a path as a server takes it off the wire: no client tidies it up."""
    app = create(site)

    async def asked(scope, receive, send):
        if scope["type"] == "http":
            scope |= {"path": unquote(path), "raw_path": path.encode()}
        await app(scope, receive, send)

    return asked


def phone(site, secret=None, app=None):
    return TestClient(
        app or create(site),
        base_url=LAN,
        follow_redirects=False,
        client=("192.168.1.7", 50000),
        headers={"Origin": LAN},
        cookies={COOKIE: secret} if secret else {},
    )


def test_all_routes_are_pages_and_forms():
    assert {method for method, _ in ROUTES} == {"GET", "POST"}
    assert len(FORMS) > 30


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": "http://127.0.0.1:99999999"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Host": "evil.example"},
        {"Origin": "http://evil.example", "Host": "evil.example"},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"},
        {"Origin": "https://evil.example", "Forwarded": "host=evil.example"},
    ],
    ids=str,
)
def test_no_form_is_taken_from_another_site(site, untouched, headers):
    before, client = untouched(), visitor(site, HERE)
    for path in FORMS:
        answer = client.post(path, data={"x": "1"}, headers=headers)
        assert answer.status_code in {403, 421}, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert untouched() == before


def test_without_pairing_nothing_is_shown_or_taken_in_the_home_network(site, untouched):
    before, client = untouched(), phone(site)
    for method, path in ROUTES:
        if path not in FOR_ANYBODY:
            answer = client.request(method, path)
            assert answer.status_code == 403, path
            assert "not paired" in answer.text
    assert untouched() == before


def test_a_paired_phone_reaches_the_pages_for_the_mat_and_nothing_else(site, untouched):
    before, client = untouched(), phone(site, SECRET)
    for method, path in ROUTES:
        if path not in FOR_ANYBODY and not FOR_PHONES.fullmatch(path):
            answer = client.request(method, path)
            assert answer.status_code == 403, path
            assert "today, log and the exercises only" in answer.text
    assert untouched() == before
    for path in ("/", "/log", "/exercises"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/log/../week",
        "/log/..%2fweek",
        "/log/%2e%2e/week",
        "/log/..%5cweek",
        "/log%2f..%2fweek",
        "/today%2f..%2fweek",
        "/today/../week",
        "/static/../week",
        "/static/..%2f..%2fsite.py",
        "/static/%2e%2e/%2e%2e/week",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/exercises/..%2fweek",
        "/exercises/%2e%2e%2fsessions",
        "//week",
        "///week",
        "/./week",
        "/%2e/week",
        "/%2fweek",
        "/week%00",
        "/WEEK",
        "/log;/../week",
        "/pair/../week",
        "/pair%2f..%2fweek",
    ],
)
@pytest.mark.parametrize("secret", [SECRET, None])
def test_no_way_of_writing_a_path_leads_a_phone_elsewhere(site, path, secret):
    answer = phone(site, secret, as_written(site, path)).get("/")
    assert answer.status_code in {403, 404}
    assert "<h1>Week" not in answer.text


@pytest.mark.parametrize("path", ["/week/", "//evil.example/", "//evil.example/week/", "/static"])
def test_a_path_with_a_slash_too_many_never_leads_to_another_site(site, path):
    client = TestClient(as_written(site, path), base_url=HERE, follow_redirects=False)
    answer = client.get("/")
    assert answer.headers.get("location", HERE).startswith(HERE)


@pytest.mark.parametrize("on", ["//evil.example/", "///evil.example", "/\\evil.example", "/%09/x"])
@pytest.mark.parametrize("path", ["/phones/revoke", "/week/blocks/1/pin", "/import/separate"])
def test_a_refused_form_never_leads_to_another_site(folder, path, on):
    client = visitor(Site(folder), HERE, headers={"Origin": HERE, "Referer": HERE + on})
    to = client.post(path).headers["location"]
    assert re.match(r"/(?![/\\])", to)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "x"])
def test_other_methods_do_nothing(site, untouched, method):
    before = untouched()
    client = visitor(site, HERE, headers={"Origin": HERE})
    assert client.request(method, "/phones/revoke").status_code == 405
    assert untouched() == before


@pytest.mark.parametrize(
    "host",
    [
        "someone@127.0.0.1:8765",
        "127.0.0.1:8765/x",
        "127.0.0.1:8765?x",
        "127.0.0.1:8765#x",
        "127.0.0.1:8765\\x",
        "127.0.0.1:8765.",
        "127.0.0.1.:8765",
        "localhost.:8765",
        "[127.0.0.1]:8765",
        "[::1]:8765",
        "[::ffff:127.0.0.1]:8765",
        "127.1:8765",
        "2130706433:8765",
        "127.0.0.1:08765x",
        "127.0.0.1:8765, evil.example",
    ],
)
def test_a_name_with_anything_else_in_it_is_not_this_page(site, host):
    assert visitor(site, HERE).get("/phones", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("phone", ["0", "2", "-1", "²", "x", "9" * 30, "9" * 5000, " "])
def test_only_the_phone_that_is_named_is_revoked(site, folder, phone):
    visitor(site, HERE, headers={"Origin": HERE}).post("/phones/revoke", data={"phone": phone})
    with Store.open(folder) as store:
        assert len(store.phones.all()) == 1


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "GET"])
def test_looking_changes_nothing_of_what_forms_change(site, untouched, method):
    before, client = untouched(), visitor(site, HERE)
    for path in FORMS:
        if ("GET", path) not in ROUTES:
            assert client.request(method, path).status_code in {404, 405}, path
    assert untouched() == before
