"""The report for a coach is one file that needs nothing else, and holds no more than it says."""

import html
import re
import shutil
from datetime import datetime, time, timedelta
from html.parser import HTMLParser

import pytest

import sample_data
from adaptive import phase_report, planning, service
from adaptive.agenda import changing
from adaptive.condition import safety
from adaptive.exports.report import report
from adaptive.library.store import Store
from ingest.errors import KneedriveError

TODAY = sample_data.TODAY


@pytest.fixture(scope="module")
def store(lived_library, tmp_path_factory):
    folder = shutil.copytree(lived_library, tmp_path_factory.mktemp("report") / "library")
    with Store.open(folder) as opened:
        planning.plan(opened, TODAY, None)
        yield opened


@pytest.fixture(scope="module")
def page(store):
    return report(store, TODAY, None)


def words(text):
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(plain))


def test_nothing_is_loaded_and_nothing_else_may_run(page):
    loads = []

    class Loads(HTMLParser):
        def handle_starttag(self, tag, attrs):
            loads.extend(
                (tag, name, value)
                for name, value in attrs
                if name in {"src", "href", "srcset", "data", "action", "poster"}
            )
            assert tag not in {"link", "img", "iframe", "object", "base"}

    Loads().feed(page)
    assert loads == []
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    assert policy.startswith("default-src 'none'")
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy.split("script-src")[1]


def test_the_plan_stands_in_it_with_every_block_and_its_why(store, page):
    seen = words(page)
    made = planning.plan(store, TODAY, None, start=False)
    assert made.blocks
    for block in made.blocks:
        assert block.why in seen
        for dose in block.exercises:
            assert dose.name in seen
    for item in made.unplaced:
        assert item.why in seen


def test_phase_sessions_thresholds_and_stop_signs_stand_in_it(store, page):
    seen = words(page)
    found = phase_report.phase(store, TODAY).progress
    for gate in found.next.gates:
        assert gate.says in seen
    for one in found.evidence:
        assert one.says in seen
    for row in service.sessions(store, TODAY, since=TODAY - timedelta(days=14)):
        assert row["reasons"][0] in seen
    assert "critical power" in seen
    for flag in safety.standard().red_flags.values():
        assert flag.name[1:] in seen


def test_every_chart_says_what_it_shows_so_that_it_can_be_read_without_script(page):
    charts = re.findall(r'aria-label="([^"]+)">\s*<script type="application/json">', page)
    assert len(charts) >= 5
    seen = words(page)
    assert all(html.unescape(one) in seen for one in charts)
    assert "<noscript>" in page


def test_what_was_done_and_skipped_is_counted(store, tmp_path):
    folder = shutil.copytree(store.folder, tmp_path / "copy")
    with Store.open(folder) as copy:
        midnight = datetime.combine(TODAY - timedelta(days=7), time())
        block = copy.way.blocks(midnight, midnight + timedelta(days=7))[0]
        copy.diary.add(
            "skip", block.start.date(), None, {"block": block.kind, "why": "lazy"}, TODAY
        )
        seen = words(report(copy, TODAY, None))
    row = re.search(r"Activation (\d+) (\d+) (\d+) ", seen)
    assert int(row[1]) > 0
    assert int(row[3]) == 1
    assert "lazy" not in seen


def test_a_title_commands_nothing_and_a_name_stands_in_it_only_where_one_is_given(store, tmp_path):
    folder = shutil.copytree(store.folder, tmp_path / "copy")
    with Store.open(folder) as copy:
        evil = "</script><script>alert(1)</script>"
        changing.add(copy, TODAY, None, f"Easy run {evil}", {}, TODAY)
        page = report(copy, TODAY, None, athlete=evil)
    assert evil not in page
    assert page.count(html.escape(evil)) == 3  # above it twice, and in the plan
    assert page.count("<script>") == 2


def test_positions_files_and_devices_do_not_stand_in_it(store, page):
    seen = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    for one in service.sessions(store, TODAY):
        assert one["id"] not in seen
    assert ".fit" not in seen
    assert "latitude" not in seen
    assert str(store.folder) not in seen


def test_before_the_first_plan_there_is_a_report_too(sample_library, tmp_path):
    folder = shutil.copytree(sample_library, tmp_path / "fresh")
    with Store.open(folder) as fresh:
        seen = words(report(fresh, TODAY, None))
        assert "The programme has not begun yet" in seen
        assert not planning.programme(fresh, TODAY)


def test_of_nothing_there_is_no_report(tmp_path):
    with (
        Store.open(tmp_path / "empty", create=True) as empty,
        pytest.raises(KneedriveError, match="session"),
    ):
        report(empty, TODAY, None)


def test_the_command_writes_the_file_and_says_so(kneedrive, store, tmp_path):
    path = tmp_path / "week.html"
    call = ("export", "html", path, "--name", "Ada", "--library", store.folder, "--today", TODAY)
    answer = kneedrive(*call)
    assert answer.status == 0, answer.err
    assert "<h1>Ada: week 48" in path.read_text(encoding="utf-8")
