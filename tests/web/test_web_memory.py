"""A page that has been open for long shows what one opened just now shows, whatever happened."""

import shutil
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

import sample_data
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.site import Site

TODAY = sample_data.TODAY
HOME = "http://127.0.0.1:8765"

PAGES = ("/week", "/sessions", "/sessions/last", "/load", "/form", "/phase")
"""Those that show what was made of sessions, which is what is kept in memory."""

CHANGES = [
    "label last key",
    "label last -",
    "label 2026-10-06 key",
    "thresholds set critical_power_w 265 --from 2026-11-01",
    "thresholds set run_threshold_heart_rate_bpm 171 --from 2026-10-01",
    "me set mass_kg 64",
    "me set time_zone America/New_York",
    "me set sports run",
    "log effort last 9",
    "log undo",
    "log change shoes new --date 2026-11-10",
    "log cadence 180 5:00",
    "log check 9 8 shaky arched",
    "log ill --date 2026-11-21",
    "log undo",
    "phase set integration",
]


def shown(site):
    client = TestClient(create(site), base_url=HOME)
    return {path: client.get(path).text for path in PAGES}


@pytest.fixture
def long_open(library):
    """A site that has shown all its pages before."""
    site = Site(library, TODAY)
    shown(site)
    return site


def same(long_open):
    old = shown(long_open)
    new = shown(Site(long_open.folder, long_open.today))
    return [path for path in PAGES if old[path] != new[path]]


def test_whatever_is_told_at_the_terminal_is_on_every_page_at_once(strengthening, long_open):
    for words in CHANGES:
        strengthening(*words.split())
        assert same(long_open) == [], words


def test_a_day_later_the_pages_are_those_of_that_day(long_open):
    for days in (1, 7, -30, 0):
        long_open.fixed_today = TODAY + timedelta(days=days)
        assert same(long_open) == [], days


def test_what_is_imported_or_put_apart_is_on_every_page_at_once(kneedrive, tmp_path):
    recordings = sorted(sample_data.folder().iterdir())
    site = Site(tmp_path / "library", TODAY)
    shown(site)
    for some in (recordings[:4], recordings[4:12]):
        kneedrive("import", *some, "--library", site.folder, "--today", TODAY)
        assert same(site) == []


def test_a_library_begun_anew_is_another_even_where_its_file_has_the_old_number(
    kneedrive, tmp_path
):
    # Disks give the number of a file that was removed to the next one.
    recordings = sorted(sample_data.folder().iterdir())
    site = Site(tmp_path / "library", TODAY)
    for first in (0, 1, 2):
        shutil.rmtree(site.folder, ignore_errors=True)
        some = recordings[first : first + 3]
        kneedrive("import", *some, "--library", site.folder, "--today", TODAY)
        assert same(site) == []


def test_a_copy_put_back_and_changed_otherwise_is_another_library(library, long_open):
    database = library / "library.sqlite"
    before = database.read_bytes()
    with Store.open(library) as store:
        ids = [one.id for one in store.sessions()]
        store.labels.tell(ids[-1], "key", TODAY)
    shown(long_open)
    # In place, as a backup program writes it: the file is the same one.
    for log in library.glob("library.sqlite-*"):
        log.unlink()
    database.write_bytes(before)
    with Store.open(library) as store:
        store.labels.tell(ids[-2], "key", TODAY)
    assert same(long_open) == []
