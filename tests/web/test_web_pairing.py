"""The phone beside the mat: paired once, sees today and log, and can be sent away."""

import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from starlette.testclient import TestClient

import sample_data
from adaptive.library import schema
from adaptive.library.store import Store
from adaptive.web import phones
from adaptive.web.app import create
from adaptive.web.phones import COOKIE, Pairing, device_name, is_private
from adaptive.web.site import Site

HERE = "http://127.0.0.1:8765"
LAN = "http://192.168.1.5:8765"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def home(tmp_path: Path) -> SimpleNamespace:
    """A page with `--lan` over an empty library, its clock, and visitors of either door."""
    Store.open(tmp_path, create=True).close()
    clock = SimpleNamespace(now=0.0)
    site = Site(tmp_path, sample_data.TODAY, pairing=Pairing(LAN, lambda: clock.now))
    app = create(site)

    def visitor(door: str, client: str) -> TestClient:
        headers = {"Origin": door, "User-Agent": IPHONE}
        return TestClient(
            app, base_url=door, client=(client, 50000), headers=headers, follow_redirects=False
        )

    return SimpleNamespace(
        site=site,
        clock=clock,
        desk=visitor(HERE, "127.0.0.1"),
        phone=visitor(LAN, "192.168.1.7"),
        other=visitor(LAN, "192.168.1.8"),
        stranger=visitor(LAN, "203.0.113.9"),
        phones=lambda: _phones(tmp_path),
    )


def _phones(folder: Path) -> list:
    with Store.open(folder) as store:
        return store.phones.all()


def token(home: SimpleNamespace) -> str:
    link = home.site.pairing.link()
    assert link.startswith(f"{LAN}/pair?token=")
    return link.partition("=")[2]


def pair(home: SimpleNamespace) -> None:
    assert home.phone.post("/pair", data={"token": token(home)}).status_code == 303


def test_a_phone_that_is_not_paired_sees_nothing_but_how_to_pair(home):
    for path in ("/", "/log", "/exercises", "/week", "/phones", "/nowhere"):
        assert home.phone.get(path).status_code == 403, path
    assert "not paired" in home.phone.get("/").text
    assert home.phone.get("/static/style.css").status_code == 200
    assert home.phone.get("/pair?token=x").status_code == 200


def test_the_link_asks_first_so_that_a_preview_of_it_uses_nothing_up(home):
    for _ in range(3):
        assert "Pair this phone" in home.phone.get(f"/pair?token={token(home)}").text
    pair(home)


def test_a_paired_phone_sees_the_pages_for_the_mat_and_no_others(home):
    pair(home)
    assert home.phone.get("/pair").status_code == 200
    for path in ("/", "/log", "/exercises", "/static/page.js"):
        assert home.phone.get(path).status_code != 403, path
    others = ["/week", "/sessions", "/sessions/last", "/load", "/form", "/phase", "/calendar"]
    for path in [*others, "/import", "/exports", "/phones", f"{LAN}//week", "/logs", "/feed/x.ics"]:
        answer = home.phone.get(path)
        assert answer.status_code in {403, 404}, path
        assert home.phone.post(path).status_code in {403, 404, 405}, path
    assert "today, log and the exercises" in home.phone.get("/week").text


def test_its_pages_lead_to_no_page_that_it_may_not_see(home):
    pair(home)
    links = re.findall(r'<a href="(/[a-z]*)"', home.phone.get("/week").text)
    assert set(links) == {"/", "/log", "/exercises"}
    assert "/phones" in home.desk.get("/phones").text


def test_the_secret_is_kept_by_the_phone_alone(home):
    answer = home.phone.post("/pair", data={"token": token(home)})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    secret = home.phone.cookies[COOKIE]
    assert len(secret) >= 32
    with sqlite3.connect(home.site.folder / "library.sqlite") as db:
        (kept,) = db.execute("SELECT hash FROM phones").fetchone()
    db.close()
    assert secret not in kept
    assert len(kept) == 64


def test_a_token_lets_one_phone_in(home):
    used = token(home)
    pair(home)
    again = home.other.post("/pair", data={"token": used})
    assert again.status_code == 403
    assert "does not hold any more" in again.text
    assert home.other.get("/").status_code == 403
    assert len(home.phones()) == 1


def test_a_token_holds_for_ten_minutes(home):
    old = token(home)
    home.clock.now = 601.0
    assert home.site.pairing.link() is None
    assert home.phone.post("/pair", data={"token": old}).status_code == 403
    assert "too old" in home.desk.get("/phones").text
    home.desk.post("/phones/renew")
    assert token(home) != old
    pair(home)


def test_a_new_token_ends_the_one_before(home):
    old = token(home)
    home.desk.post("/phones/renew")
    assert home.phone.post("/pair", data={"token": old}).status_code == 403
    pair(home)


@pytest.mark.parametrize("wrong", ["", "x", "é", "x" * 24])
def test_a_wrong_token_lets_nobody_in(home, wrong):
    assert home.phone.post("/pair", data={"token": wrong}).status_code == 403
    assert not home.phones()
    pair(home)


def test_who_guesses_waits_a_minute(home):
    for _ in range(10):
        home.other.post("/pair", data={"token": "guess"})
    assert home.phone.post("/pair", data={"token": token(home)}).status_code == 403
    home.clock.now = 61.0
    pair(home)


def test_tokens_differ_and_are_long():
    found = {Pairing(LAN).link() for _ in range(50)}
    assert len(found) == 50
    assert all(len(link.partition("=")[2]) * 6 >= 128 for link in found)


def test_another_site_cannot_pair_a_phone(home):
    answer = home.phone.post(
        "/pair", data={"token": token(home)}, headers={"Origin": "http://evil.example"}
    )
    assert answer.status_code == 403
    pair(home)


def test_nobody_is_paired_on_the_computer_itself(home):
    assert home.desk.post("/pair", data={"token": token(home)}).status_code == 403
    pair(home)


def test_a_revoked_phone_sees_nothing_from_then_on(home):
    pair(home)
    assert home.phone.get("/exercises").status_code != 403
    (known,) = home.phones()
    assert known.name == "iPhone, Safari"
    assert known.name in home.desk.get("/phones").text
    home.desk.post("/phones/revoke", data={"phone": str(known.id)})
    assert home.phone.get("/exercises").status_code == 403
    assert not home.phones()


def test_all_phones_can_be_revoked_at_once(home):
    pair(home)
    home.desk.post("/phones/renew")
    home.other.post("/pair", data={"token": token(home)})
    assert len(home.phones()) == 2
    home.desk.post("/phones/revoke")
    assert not home.phones()
    assert home.phone.get("/log").status_code == home.other.get("/log").status_code == 403


def test_a_phone_revokes_and_renews_nothing(home):
    pair(home)
    assert home.phone.post("/phones/revoke").status_code == 403
    assert home.phone.post("/phones/renew").status_code == 403
    assert len(home.phones()) == 1


@pytest.mark.parametrize("cookie", ["", "x", 'x"; y', "\x00", "a=b; c"])
def test_a_made_up_cookie_is_no_phone(home, cookie):
    pair(home)
    home.other.cookies.clear()
    answer = home.other.get("/", headers={"Cookie": f"{COOKIE}={cookie}".encode("latin-1")})
    assert answer.status_code == 403


def test_who_does_not_come_from_a_private_address_gets_nothing(home):
    pair(home)
    home.stranger.cookies = home.phone.cookies
    for path in ("/", "/log", "/pair", "/static/style.css"):
        assert home.stranger.get(path).status_code == 403


def test_the_home_network_is_let_in_with_lan_only(home):
    pair(home)
    home.site.pairing = None
    assert home.phone.get("/").status_code == 403
    assert "serve --lan" in home.desk.get("/phones").text


def test_a_phone_calls_the_page_by_its_address_only(home):
    pair(home)
    for host in ("kneedrive.example:8765", "127.0.0.1:8765", "192.168.1.6:8765", "192.168.1.5"):
        assert home.phone.get("/", headers={"Host": host}).status_code == 421, host


def test_it_is_noted_when_a_phone_last_came(home):
    pair(home)
    later = sample_data.TODAY + timedelta(days=3)
    home.site.fixed_today = later
    home.phone.get("/exercises")
    (known,) = home.phones()
    assert (known.paired, known.seen) == (sample_data.TODAY, later)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("172.32.0.1", False),
        ("192.168.178.20", True),
        ("169.254.7.7", True),
        ("fd12:3456::1", True),
        ("fe80::1%eth0", True),
        ("::ffff:192.168.1.7", True),
        ("::ffff:203.0.113.9", False),
        ("203.0.113.9", False),
        ("100.64.0.1", False),
        ("2a00:1450::1", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("testclient", False),
        ("", False),
    ],
)
def test_private_addresses_are_told_from_public_ones(address, private):
    assert is_private(address) is private


def test_of_this_computers_addresses_only_private_ones_are_used():
    class Way:
        def __init__(self, family, _kind):
            self.way = iter(["203.0.113.7"])

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def connect(self, to):
            self.to = to[0]

        def getsockname(self):
            own = {"192.0.2.1": "203.0.113.7", "192.168.0.1": "192.168.0.9", "fd00::1": "fe80::2"}
            return (own.get(self.to, "192.168.0.9"), 1)

    with patch.object(phones.socket, "socket", Way):
        assert phones.own_addresses() == ["192.168.0.9"]


def test_devices_are_named_in_plain_words():
    assert device_name(IPHONE) == "iPhone, Safari"
    android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit Chrome/131 Mobile Safari/537.36"
    assert device_name(android) == "Android phone, Chrome"
    assert device_name("<b>") == "a device"


def test_a_library_of_the_version_before_learns_of_phones(tmp_path):
    with (
        patch.object(schema, "SCHEMA_VERSION", 6),
        patch.object(schema, "_MIGRATIONS", schema._MIGRATIONS[:6]),
        Store.open(tmp_path, create=True) as store,
    ):
        store.set_fact("sports", ["run"], date(2026, 1, 1))
        with pytest.raises(sqlite3.OperationalError, match="no such table: phones"):
            store.phones.all()
    with Store.open(tmp_path) as store:
        assert store.fact("sports") == ["run"]
        store.phones.pair("iPhone", "secret", date(2026, 11, 23))
        assert store.phones.knows("secret", date(2026, 11, 23))
        assert not store.phones.knows("another", date(2026, 11, 23))
