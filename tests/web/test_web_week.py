"""The page Week shows what the plan says, and what the athlete does there is the library's."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

import sample_data
from adaptive.library.store import Store
from adaptive.programme.rulebook import standard
from adaptive.replanning import moving
from adaptive.web.app import create
from adaptive.web.presenting import week_path
from adaptive.web.site import Site

TODAY = sample_data.TODAY
HOME = "http://127.0.0.1:8765"


@pytest.fixture
def ask(strengthening):
    """`strengthening` in a week that has a third day for it: Friday's run is early."""
    strengthening("calendar", "import", sample_data.calendar())
    strengthening("calendar", "change", "fri", "--at", "06:30")
    # A plan keeps to the one before it: from the second on they are the same.
    strengthening("plan")
    return strengthening


@pytest.fixture
def client(ask, library):
    app = create(Site(library, TODAY))
    return TestClient(app, base_url=HOME, headers={"Origin": HOME})


def words(html):
    """The text of a page as it is read."""
    main = html.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def pins(library):
    with Store.open(library) as store:
        return store.pins.of(TODAY, TODAY + timedelta(weeks=1), TODAY)


def placed(plan, kind="strengthening"):
    return [block for day in plan["days"] for block in day["blocks"] if block["kind"] == kind]


def days_of(client, block):
    """The seven days of a block's panel, each with its button or the sentences against it."""
    page = client.get(f"/week/blocks/{block}/places").text
    rows = re.findall(r"<li(?: class=\"refused\")?>(.*?)</li>", page, re.DOTALL)
    assert len(rows) == 7
    return rows


@pytest.mark.parametrize("day", ["0001-01-01", "4000-01-01", "9999-12-31"])
def test_weeks_that_no_plan_reaches_are_refused_at_once(client, day):
    week = "{:04d}-W{:02d}".format(*date.fromisoformat(day).isocalendar())
    for path in (f"/week/blocks/{day}/places", f"/week/changes?week={week}", f"/week?week={week}"):
        assert "too far" in client.get(path).text


def test_every_session_block_and_reason_of_the_plan_is_on_the_page(client, ask):
    plan, page = ask("plan"), client.get("/week").text
    text = words(page)
    for day in plan["days"]:
        assert f'id="{day["date"]}"' in page
        for session in day["sessions"]:
            assert (session["title"] or "") in text
            assert f"{session['duration_min']:.0f} min" in text
        for block in day["blocks"]:
            assert f'id="{block["id"]}"' in page
            assert block["why"] in text
            for rule in block["rules"]:
                assert f"{rule} {standard().rules[rule].text}" in text
            for dose in block["exercises"]:
                assert dose["name"] in text
        assert page.count('class="block"') == sum(len(one["blocks"]) for one in plan["days"])
    for free in plan["free_days"]:
        assert free["why"] in text
    for one in plan["unplaced"]:
        assert one["why"] in text
    assert f"{plan['psoas_minutes']:.0f} min of psoas work" in text
    assert plan["countdown"] in text


def test_the_page_names_no_command(client):
    assert not re.search(r"kneedrive [a-z]+ ", words(client.get("/week").text))


def test_today_is_marked_and_the_weeks_lead_to_each_other(client):
    page = client.get("/week").text
    assert f'id="{TODAY}" aria-current="date"' in page
    assert f'href="{week_path(TODAY + timedelta(weeks=1))}"' in page
    coming = client.get(week_path(TODAY + timedelta(weeks=1)))
    assert coming.status_code == 200
    assert 'href="/week">This week' in coming.text
    assert 'aria-current="date"' not in coming.text


def test_a_week_that_is_over_shows_what_was_done(client, ask):
    last = TODAY - timedelta(weeks=1)
    plan, page = ask("plan", "--week", f"{last:%G-W%V}"), client.get(week_path(last)).text
    done = [one for day in plan["days"] for one in day["sessions"]]
    assert done
    for session in done:
        assert f'href="/sessions/{session["id"]}"' in page
    for day in plan["days"]:
        assert all(one["logged"] or "counts as done" in page for one in day["done"])
    assert "/places" not in page


def test_a_week_before_the_programme_leads_to_its_sessions(client):
    monday = sample_data.PROGRAMME_START - timedelta(weeks=3)
    monday -= timedelta(days=monday.weekday())
    page = client.get(week_path(monday))
    assert page.status_code == 200
    assert f"/sessions?since={monday}" in page.text


@pytest.mark.parametrize("week", ["2026-W99", "soon", "2031-W01", "0000-W01"])
def test_a_week_that_is_none_or_too_far_is_told(client, week):
    page = client.get("/week", params={"week": week})
    assert page.status_code == 404
    assert "week" in words(page.text)


def test_the_panel_offers_just_the_days_to_which_the_move_command_goes(client, ask, library):
    block = placed(ask("plan"))[0]["id"]
    with Store.open(library) as store:
        days = moving.places(store, block, TODAY, None).days
    for row, there in zip(days_of(client, block), days, strict=True):
        assert (f'name="day" value="{there.day}"' in row) == (not there.refused)
        for one in there.refused:
            assert one.why in unescape(row)
            assert f"({one.rule})" in row


def test_a_move_is_the_librarys_pin_and_tells_what_else_changed(client, ask, library):
    second, day = placed(ask("plan"))[1], str(TODAY + timedelta(days=4))
    answer = client.post(f"/week/blocks/{second['id']}/move", data={"day": day, "at": ""})
    assert answer.status_code == 200
    assert re.search("Strengthening: .*, pinned", words(answer.text))
    assert [(one.kind, str(one.day)) for one in pins(library)] == [("strengthening", day)]
    placed_now = {one["id"][:10]: one["pinned"] for one in placed(ask("plan"))}
    assert placed_now == {str(TODAY): False, day: True}
    assert f'action="/week/blocks/{day}-strengthening/unpin"' in answer.text


def test_a_forbidden_move_names_its_rule_and_changes_nothing(client, ask, library, kneedrive):
    before = ask("plan")
    block = placed(before)[0]["id"]
    rows = days_of(client, block)
    day = next(TODAY + timedelta(days=n) for n, row in enumerate(rows) if "<button" not in row)
    told = kneedrive(
        "plan", "move", block, day, "--library", library, "--today", TODAY, "--json"
    ).json()
    answer = client.post(f"/week/blocks/{block}/move", data={"day": str(day)})
    text = words(answer.text)
    assert "It stays where it is." in text
    for one in told["refused"]:
        assert f"{one['why']} ({one['rule']})" in text
    assert ask("plan") == before
    assert not pins(library)


def test_pinning_and_letting_go_are_one_button_each(client, ask):
    block = placed(ask("plan"))[0]["id"]
    page = client.post(f"/week/blocks/{block}/pin").text
    assert "pinned" in words(page)
    assert placed(ask("plan"))[0]["pinned"]
    page = client.post(f"/week/blocks/{block}/unpin").text
    assert "It may go where it is best." in words(page)
    assert not placed(ask("plan"))[0]["pinned"]


@pytest.mark.parametrize(
    ("block", "data"),
    [
        ("2026-11-24-moon", {"day": str(TODAY)}),
        ("nothing", {"day": str(TODAY)}),
        ("strengthening", {}),
        ("strengthening", {"day": "never"}),
        ("strengthening", {"day": str(TODAY), "at": "25:99"}),
        ("strengthening", {"day": str(TODAY + timedelta(weeks=2))}),
    ],
)
def test_bad_input_is_told_and_changes_nothing(client, ask, library, block, data):
    answer = client.post(
        f"/week/blocks/{block}/move", data=data, headers={"Referer": f"{HOME}/week"}
    )
    assert answer.status_code == 200
    assert 'class="said refused"' in answer.text
    assert not pins(library)


def test_a_block_that_is_not_there_has_no_panel(client):
    assert client.get("/week/blocks/2026-11-24-moon/places").status_code == 404


def test_what_changed_since_the_last_plan_is_what_plan_diff_says(client, ask):
    assert "Nothing changed in the plan" in words(client.get("/week/changes").text)
    ask("plan")
    ask("away", "tomorrow", "sun", "--free")
    plan = ask("plan", "--diff")
    assert plan["changes"]
    text = words(client.get("/week/changes").text)
    assert "Since the plan of" in text
    assert any(f"{date.fromisoformat(c['block'][:10]):%A}" in text for c in plan["changes"])


def test_a_title_is_text_and_no_markup(client, ask):
    ask("calendar", "add", TODAY + timedelta(days=1), "19:00", "Run <script>alert(1)</script> easy")
    page = client.get("/week").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
