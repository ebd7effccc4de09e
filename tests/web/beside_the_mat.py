"""What the tests of Today, Log, Exercises and You share: a client, and pages read as words."""

import re
from html import unescape

from starlette.testclient import TestClient

import sample_data
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.phones import COOKIE, Pairing
from adaptive.web.site import Site

TODAY = sample_data.TODAY
HOME = "http://127.0.0.1:8765"
SECRET = "known-to-one-phone"
LAN = "http://192.168.1.5:8765"


def browser(folder, page="/"):
    """A browser on the computer itself, whose forms stand on a page."""
    headers = {"Origin": HOME, "Referer": HOME + page}
    return TestClient(create(Site(folder, TODAY)), base_url=HOME, headers=headers)


def phone(folder):
    """A paired phone."""
    with Store.open(folder, create=True) as store:
        store.phones.pair("phone", SECRET, TODAY)
    app = create(Site(folder, TODAY, pairing=Pairing(LAN)))
    return TestClient(
        app,
        base_url=LAN,
        headers={"Origin": LAN},
        client=("192.168.1.7", 50000),
        cookies={COOKIE: SECRET},
    )


def words(html):
    """The text of a page as it is read."""
    main = re.sub(r"<script.*?</script>", " ", html.partition("<main")[2], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def said(answer):
    """The message that a page begins with, and whether it is a refusal."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'<div class="said (\w+)".*?>(.*?)</div>', answer.text, re.DOTALL)
    return found[1], words("<main" + found[2])


def links(html):
    """The pages that a page's main part leads to."""
    main = html.partition("<main")[2]
    return {unescape(one) for one in re.findall(r'href="([^"#?]*)', main)} - {""}


def hidden(html, name):
    """The value of the first hidden field of a name."""
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', html)[1])
