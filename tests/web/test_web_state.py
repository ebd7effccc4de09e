"""The pages of load, form and phase show what the command line tells as JSON."""

import html
import json
import re
import shutil
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

import sample_data
from adaptive import phase_report, threshold_words
from adaptive.form.report import report
from adaptive.library.store import Store
from adaptive.load_report import daily_load
from adaptive.threshold_report import report as thresholds
from adaptive.web.app import create
from adaptive.web.site import Site
from ingest.errors import KneedriveError

TODAY = sample_data.TODAY
HOST = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def lived(habit_library, tmp_path_factory):
    return shutil.copytree(habit_library, tmp_path_factory.mktemp("state") / "library")


def client(folder):
    app = create(Site(folder, fixed_today=TODAY))
    return TestClient(app, base_url=HOST, headers={"Origin": HOST})


@pytest.fixture(scope="module")
def pages(lived):
    return client(lived)


@pytest.fixture
def own(lived, tmp_path):
    """A client of a copy that may be changed."""
    return client(shutil.copytree(lived, tmp_path / "own"))


def words(page):
    """What a person reads."""
    plain = re.sub(r"<script.*?</script>|<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(plain)).replace(" .", ".").replace(" ,", ",")


def charts(page):
    found = re.findall(r'<script type="application/json">(.*?)</script>', page, flags=re.DOTALL)
    return [json.loads(one) for one in found]


def test_load_shows_the_weeks_and_thresholds_as_they_are_told(pages, lived):
    page = pages.get("/load").text
    seen = words(page)
    with Store.open(lived) as store:
        daily = daily_load(store, TODAY)
        for week in daily.weeks(TODAY - timedelta(weeks=12)):
            assert " ".join(week.words().values()) in seen
        for row in threshold_words.rows(thresholds(store, TODAY), TODAY):
            assert f"{row.words} {row.value} {row.likely} {row.basis}" in seen
        assert daily.morning()[0] in seen
    assert charts(page)[0]["layout"]["meta"]["says"].startswith("Load from")


@pytest.mark.parametrize(("days", "first"), [("90", "2026-08-31"), ("all", "2026-08-31")])
def test_how_far_back_the_charts_look_is_chosen_by_links(pages, days, first):
    page = pages.get(f"/load?days={days}").text
    assert re.search(rf'href="/load\?days={days}" aria-current', page)
    assert charts(page)[0]["data"][0]["x"][0] == first


def test_a_threshold_of_my_own_is_set_and_taken_back(own):
    done = own.post("/load/thresholds", data={"name": "ftp_w", "value": "251", "since": str(TODAY)})
    assert "FTP is 251 W from 23 Nov on" in words(done.text)
    assert "FTP 251 W from 2026-11-23" in words(own.get("/load").text)
    gone = own.post("/load/thresholds", data={"name": "ftp_w", "value": "-", "since": str(TODAY)})
    assert "what your sessions say" in words(gone.text)
    assert "Set by you" not in words(own.get("/load").text)


def test_a_threshold_that_makes_no_sense_is_refused_where_it_was_typed(own):
    own.headers["Referer"] = f"{HOST}/load"
    seen = words(own.post("/load/thresholds", data={"name": "ftp_w", "value": "9999"}).text)
    assert "makes no sense" in seen
    assert "Set my own" in seen


def test_form_shows_every_signal_with_its_sentence_and_what_was_left_out(pages, lived):
    page = pages.get("/form").text
    seen = words(page).lower()
    with Store.open(lived) as store:
        found = report(store, TODAY)
    told = found.to_json()
    for one in told["signals"]:
        if one["n"]:
            assert one["says"].lower() in seen
    assert "left out" in seen
    assert "no watch measures the hip flexors" in seen
    known = sum(bool(len(one.scores)) for one in found.signals)
    assert len(charts(page)) == known + 1  # and the bricks


def test_phase_shows_gates_evidence_and_history(pages, lived):
    page = pages.get("/phase").text
    seen = words(page)
    with Store.open(lived) as store:
        found = phase_report.phase(store, TODAY)
    now = found.progress
    assert f"{now.state.phase.capitalize()}, day {now.state.day}" in seen
    for gate in now.next.gates:
        assert f"{'met' if gate.met else 'missing'} {gate.says}" in seen
    for one in now.evidence:
        side = "for" if one.weight > 0 else "against" if one.weight < 0 else "shown"
        assert f"{side} {one.says}" in seen
    for step in found.steps():
        assert step.why in seen
    assert f"Probability of being ready: {100 * now.probability:.0f} %" in seen


def test_the_last_step_is_taken_back_and_one_moves_oneself(own):
    seen = words(own.post("/phase/undo", data={}).text)
    assert "You are in activation" in seen
    seen = words(own.post("/phase/set", data={"phase": "strengthening"}).text)
    assert "You are in strengthening, day 1." in seen
    assert "your own decision" in seen


def test_what_speaks_against_a_phase_is_told_with_the_page_that_says_more(lived, tmp_path):
    folder = shutil.copytree(lived, tmp_path / "ill")
    with Store.open(folder) as store:
        phase_report.undo_phase(store, TODAY)
        store.diary.add("ill", TODAY, None, {"fever": True}, TODAY)
        with pytest.raises(KneedriveError) as refused:
            phase_report.set_phase(store, "integration", TODAY)
    pages = client(folder)
    pages.headers["Referer"] = f"{HOST}/phase"
    seen = words(pages.post("/phase/set", data={"phase": "integration"}).text)
    assert str(refused.value) in seen
    assert "kneedrive phase" not in seen


def test_a_phase_that_there_is_not_is_refused(own):
    own.headers["Referer"] = f"{HOST}/phase"
    assert "choose the phase" in words(own.post("/phase/set", data={"phase": "x"}).text)


def test_before_the_first_plan_the_page_says_how_it_begins(sample_library):
    seen = words(client(sample_library).get("/phase").text)
    assert "The programme has not begun yet" in seen


def test_without_a_session_the_pages_say_what_is_missing(tmp_path):
    with Store.open(tmp_path / "empty", create=True):
        pass
    pages = client(tmp_path / "empty")
    assert "No session is known yet" in words(pages.get("/load").text)
    assert "tells anything of form" in words(pages.get("/form").text)


def test_a_threshold_that_was_set_is_taken_back_by_its_button(library, ask):
    ask("thresholds", "set", "critical_power_w", "265", "--from", "2026-11-01")
    site = client(library)
    found = re.search(r'action="/load/thresholds">(.*?)</form>', site.get("/load").text, re.DOTALL)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', found[1]))
    assert site.post("/load/thresholds", data=fields).status_code == 200
    assert ask("thresholds")["settings"] == []
