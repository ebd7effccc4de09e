"""Sessions on the page: found, shown in full, and corrected with one click."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

import sample_data
from adaptive import assessing, joining, service
from adaptive.figures.session import session as picture
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.site import Site

_OWN = "http://127.0.0.1:8765"
_EASY = "2026-11-20"  # a run


def client_of(folder: Path) -> TestClient:
    app = create(Site(folder, sample_data.TODAY))
    return TestClient(app, base_url=_OWN, headers={"Origin": _OWN})


@pytest.fixture
def client(sample_library: Path) -> TestClient:
    """Of a library that no test here changes."""
    return client_of(sample_library)


def ids(page: str) -> list[str]:
    return re.findall(r'<li class="session[^"]*" id="s-([^"]+)"', page)


# -- the list ------------------------------------------------------------------------------------


def test_the_newest_session_stands_first_and_each_says_why(client, ask):
    rows = ask("sessions")
    page = client.get("/sessions").text
    assert ids(page) == [row["id"] for row in reversed(rows)]
    assert rows[-1]["reasons"][0] in page
    assert "16-22 November 2026" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sport=cycling", ["--sport", "cycling"]),
        ("class=key", ["--class", "key"]),
        ("since=2026-11-01&until=2026-11-10", ["--since", "2026-11-01", "--until", "2026-11-10"]),
        ("uncertain=on&since=2026-01-01", ["--uncertain", "--since", "2026-01-01"]),
    ],
)
def test_filters_find_what_the_command_finds(client, ask, query, words):
    found = ids(client.get(f"/sessions?{query}").text)
    assert found == [row["id"] for row in reversed(ask("sessions", *words))]


def test_pages_divide_the_list_and_lose_none(client, ask, monkeypatch):
    from adaptive.web.pages import sessions

    monkeypatch.setattr(sessions, "_A_PAGE", 40)
    found = [name for n in (1, 2, 3) for name in ids(client.get(f"/sessions?page={n}").text)]
    assert found == [row["id"] for row in reversed(ask("sessions"))]
    assert 'href="/sessions?page=2"' in client.get("/sessions").text
    for nonsense in ("99", "-3", "x", "²", "9" * 400):
        assert client.get(f"/sessions?page={quote(nonsense)}").status_code == 200


def test_a_filter_that_nothing_fits_says_so(client):
    assert "No session fits" in client.get("/sessions?sport=golf").text


def test_a_day_that_is_none_is_told(client):
    assert "is no day" in client.get("/sessions?since=never").text


# -- one session ---------------------------------------------------------------------------------


def test_everything_that_show_tells_is_on_the_page(client, ask):
    facts = ask("show", "2026-11-17")
    page = client.get(f"/sessions/{facts['id']}").text
    for told in (*facts["reasons"], facts["structure"], facts["device"]):
        assert told in page
    assert page.count('<th scope="row" class="number">') == len(facts["laps"])
    assert f"{facts['load']['tss']:.0f} TSS" in page
    figure = json.loads(re.search(r'<script type="application/json">(.+?)</script>', page)[1])
    assert figure["layout"]["meta"]["says"] in page


def test_a_day_with_several_sessions_asks_which(client):
    page = client.get("/sessions/2026-11-21").text
    assert "Which one?" in page
    assert page.count('href="/sessions/') == 2


def test_an_unknown_session_is_not_found(client):
    assert client.get("/sessions/nobody-knows").status_code == 404


def test_no_place_is_ever_shown(client):
    for name in ("last", "2026-11-17"):
        page = client.get(f"/sessions/{name}").text
        assert "latitude" not in page
        assert "longitude" not in page


# -- correcting ----------------------------------------------------------------------------------


def tell(client: TestClient, name: str, word: str, then: str = "/sessions"):
    return client.post(f"/sessions/{name}/class", data={"class": word, "then": then})


def test_a_correction_by_page_is_that_of_the_command(library, ask):
    client = client_of(library)
    answer = tell(client, _EASY, "key", f"/sessions?class=easy#s-{_EASY}")
    assert str(answer.url).startswith(f"{_OWN}/sessions?class=easy")
    assert "Fri 20 Nov run: key, as you said (before: easy, recovery)" in answer.text
    by_page = ask("show", _EASY)
    assert by_page["label_source"] == "athlete"
    tell(client, _EASY, "-")
    assert ask("show", _EASY)["class"] == "easy"
    assert ask("label", _EASY, "key")["class"] == by_page["class"] == "key"


def test_a_correction_says_what_it_changes_in_this_week_s_plan(library, ask):
    ask("plan", today=sample_data.PROGRAMME_START)
    ask("plan")
    client = client_of(library)
    before = ask("plan")["days"]
    rides = [row for row in ask("sessions", "--since", "2026-11-01") if row["class"] == "easy"]
    for row in reversed(rides):
        page = tell(client, row["id"], "key").text
        if "stays as it is" not in page:
            break
    else:
        pytest.fail("none of the corrections changed the plan")
    assert ask("plan")["days"] != before
    assert re.search(r"(added|dropped|moved)", page)


def test_before_the_programme_began_a_correction_starts_none(library, ask):
    tell(client_of(library), _EASY, "key")
    with Store.open(library) as store:
        assert store.way.entries() == []


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/log", "", "/sessionsx"]
)
def test_a_correction_leads_back_to_sessions_only(library, then):
    answer = tell(client_of(library), _EASY, "easy", then)
    assert str(answer.url).startswith(f"{_OWN}/sessions/")


def test_a_word_that_is_no_class_changes_nothing(library, ask):
    tell(client_of(library), _EASY, "gruelling")
    assert ask("show", _EASY)["label_source"] != "athlete"


# -- the picture ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ride() -> tuple[pd.DataFrame, dict]:
    """Six hours with a sprint, an hour's stop after three of them, and gaps."""
    n = 6 * 3600
    elapsed_s = np.arange(n, dtype=float)
    elapsed_s[n // 2 :] += 3600
    power_w = 180 + 20 * np.sin(np.arange(n) / 40)
    power_w[12_345] = 1240
    power_w[2000:3000] = np.nan
    samples = pd.DataFrame(
        {
            "elapsed_s": elapsed_s,
            "stretch": (np.arange(n) >= n // 2).astype(int),
            "power_w": power_w,
            "heart_rate_bpm": 140 + 10 * np.sin(np.arange(n) / 300),
            "cadence_rpm": np.full(n, 88.0),
            "altitude_m": 300 + 200 * np.sin(np.arange(n) / 3000),
        }
    )
    facts = {
        "sport": "cycling",
        "sub_sport": "road",
        "local_date": date(2026, 11, 1),
        "class": "key",
        "kind": "long",
        "uncertain": False,
        "duration_s": float(n),
        "structure": "",
        "laps": [{"start_s": 100.0}, {"start_s": 3700.0}],
        "intervals": [{"start_s": 600, "end_s": 900}, {"start_s": 12_800, "end_s": 13_000}],
    }
    return samples, facts


def trace(figure, name: str):
    return next(one for one in figure.data if one.name == name)


def test_a_sprint_in_six_hours_is_in_the_picture_and_the_picture_is_small(ride):
    figure = picture(*ride)
    assert np.nanmax(trace(figure, "power").y) == 1240
    assert all(len(one.x) <= 2000 for one in figure.data)
    assert len(figure.to_json()) < 250_000


def test_pauses_and_gaps_are_not_drawn_over(ride):
    power = trace(picture(*ride), "power")
    at_s = (np.asarray(power.x) - 86_400_000) / 1000
    holes = at_s[np.isnan(power.y)]
    assert ((holes > 2000) & (holes < 3000)).any()
    assert ((holes > 10_800) & (holes < 14_400)).any()


def test_laps_and_intervals_stand_on_the_clock_of_the_wall(ride):
    shapes = picture(*ride).layout.shapes
    at_s = [((one.x0 - 86_400_000) / 1000, (one.x1 - 86_400_000) / 1000) for one in shapes]
    # The stop of 3601 s counts 900 s on the clock of intervals.
    assert at_s == [(600, 900), (12_800 + 2701, 13_000 + 2701), (3600, 3600)]


def test_the_ground_lies_under_the_first_panel_and_leaves_its_scale_alone(ride):
    layout = picture(*ride).layout
    assert layout.yaxis.overlaying == "y9"  # else its paper covers the panel
    assert layout.yaxis.tickmode == "auto"  # else its ticks are those of the ground
    assert list(layout.yaxis.domain) == list(layout.yaxis9.domain)
    samples, facts = ride
    run = {**facts, "sport": "running", "intervals": []}
    paces = picture(samples.assign(speed_mps=3.0), run).layout.yaxis
    assert (paces.tickmode, paces.overlaying) == ("array", "y9")


def test_what_was_not_recorded_has_no_panel(ride):
    samples, facts = ride
    samples = samples.drop(columns=["power_w", "cadence_rpm", "altitude_m"])
    assert [one.name for one in picture(samples, facts).data] == ["heart rate"]
    bare = picture(samples[["elapsed_s", "stretch"]], facts)
    assert not bare.data
    assert "nothing to draw" in bare.layout.meta["says"]


def test_a_runner_who_stands_has_no_pace(ride):
    n = 600
    samples = pd.DataFrame(
        {
            "elapsed_s": np.arange(n, dtype=float),
            "stretch": 0,
            "speed_mps": np.where(np.arange(n) < 300, 0.0, 3.0),
        }
    )
    pace = trace(picture(samples, {**ride[1], "sport": "running", "intervals": []}), "pace")
    assert set(pace.text) == {"-", "5:33"}


def test_every_session_of_two_weeks_can_be_drawn(sample_library):
    since = sample_data.TODAY - timedelta(weeks=2)
    with Store.open(sample_library) as store:
        for one in assessing.assessed(store, sample_data.TODAY, since):
            facts = service.show(store, one)
            figure = picture(joining.stream(store, one.stored).frame(), facts)
            assert facts["class"] in figure.layout.meta["says"]
