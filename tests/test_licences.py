"""docs/licences.md names all that is installed with kneedrive, and nothing comes in unseen."""

import importlib
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("make_licences")


def test_every_package_is_on_the_page_with_its_licence(script):
    page = script.PAGE.read_text(encoding="utf-8")
    missing = [
        name for name in script.packages() if f"| {name} | {script.licence(name)} |" not in page
    ]
    assert not missing, "make docs writes it again"


def test_every_licence_is_one_that_was_accepted(script):
    told = {name: re.split(" (?:AND|OR) ", script.licence(name)) for name in script.packages()}
    strange = {name: words for name, words in told.items() if not set(words) <= script.ACCEPTED}
    assert not strange


def test_a_package_under_another_licence_would_be_seen(script, monkeypatch):
    monkeypatch.setattr(script, "ACCEPTED", script.ACCEPTED - {"LGPL-3.0-or-later"})
    assert any(script.licence(name) not in script.ACCEPTED for name in script.packages())
