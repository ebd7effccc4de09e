"""Whatever is pressed on the page, in whatever order: no plan breaks a hard rule."""

import random
import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient
from week_checker import violations

import sample_data
from adaptive import planning
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.site import Site
from adaptive.week import monday_of

TODAY = sample_data.TODAY
HOME = "http://127.0.0.1:8765"
MONDAY = monday_of(TODAY)
DAYS = [(MONDAY + timedelta(days=n)).isoformat() for n in range(14)]


@pytest.fixture
def ask(strengthening):
    strengthening("calendar", "import", sample_data.calendar())
    return strengthening


def presses(chance, client, sessions):
    """What may be pressed next: each time another address and other fields, drawn by chance."""
    day, week = chance.choice(DAYS), chance.choice(["", "?week=2026-W49"])
    blocks = re.findall(r'class="block" id="([^"]+)"', client.get(f"/week{week}").text)
    block = f"/week/blocks/{chance.choice(blocks or ['strengthening'])}"
    entries = re.findall(r'"/calendar/entries/([^"/?]+)"', client.get("/calendar").text)
    entry = f"/calendar/entries/{chance.choice(entries or ['none'])}"
    classes = ["easy", "key", "other", "-"]
    titles = ["Easy run 45 min", "5x1000 m", "Long ride 4 h", "Race 10 km", "Rest day"]
    times = ["", "06:00", "12:30", "18:00"]
    yield f"{block}/move", {"day": day, "at": chance.choice(["", *times])}
    yield f"{block}/move", {"day": chance.choice(DAYS[:7]), "at": ""}
    yield f"{block}/pin", {}
    yield f"{block}/unpin", {}
    yield f"/sessions/{chance.choice(sessions)}/class", {"class": chance.choice(classes)}
    added = {"day": day, "at": chance.choice(times), "title": chance.choice(titles)}
    yield "/calendar/add", added
    yield f"{entry}/change", {"day": day, "class": chance.choice(classes[:3])}
    yield f"{entry}/{chance.choice(['remove', 'put-back', 'back'])}", {}
    yield (
        "/calendar/available",
        {"mon": "18:00-20:00", "wed": chance.choice(["none", "06:00-07:00"])},
    )
    yield "/calendar/away", {"first": day, "free": chance.choice(["yes", ""])}
    yield "/log/symptom", {"back": str(chance.randrange(8))}
    yield "/log/check", {"left": "15", "right": "12", "march": "smooth"}
    yield f"/log/{chance.choice(['ill', 'well', 'undo'])}", {}
    yield "/log/done", {"block": chance.choice(blocks or ["activation"])}
    yield "/phase/set", {"phase": chance.choice(["activation", "strengthening", "integration"])}
    yield "/you", {"strength_days": chance.choice(["easy", "hard", ""])}


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_breaks_a_hard_rule_and_page_and_terminal_tell_the_same(ask, library, seed):
    chance = random.Random(seed)
    client = TestClient(create(Site(library, TODAY)), base_url=HOME, headers={"Origin": HOME})
    with Store.open(library) as store:
        sessions = [one.id for one in store.sessions(since=TODAY - timedelta(days=14))]
    for _ in range(12):
        path, told = chance.choice(list(presses(chance, client, sessions)))
        assert client.post(path, data=told).status_code == 200, (path, told)
        with Store.open(library) as store:
            for monday in (MONDAY, MONDAY + timedelta(weeks=1)):
                inputs = planning.inputs_of(store, TODAY, None, monday)
                plan = planning.plan(store, TODAY, None, monday)
                assert violations(inputs, plan) == [], (path, told)
    page, plan = unescape(client.get("/week").text), ask("plan")
    of_terminal = [block for day in plan["days"] for block in day["blocks"]]
    on_page = re.findall(r'class="block" id="([^"]+)"', page)
    assert sorted(on_page) == sorted(block["id"] for block in of_terminal)
    assert all(block["why"] in page for block in of_terminal)
