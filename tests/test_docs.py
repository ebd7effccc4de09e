"""What the docs show is what the code does; `make docs` writes them again."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module


@pytest.mark.parametrize("name", ["reference", "metrics"])
def test_a_page_made_from_the_code_is_what_the_code_makes(script, name):
    stored = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert script(f"make_{name}").draw() == stored, "make docs writes it again"


def words(picture):
    return [text.replace("&#160;", " ") for text in re.findall(r"<text[^>]*>([^<]*)<", picture)]


def test_the_picture_of_the_plan_says_what_the_demo_prints_today(script, tmp_path):
    stored = (DOCS / "plan.svg").read_text(encoding="utf-8")
    assert words(script("make_pictures").draw(tmp_path)) == words(stored)


def test_pictures_load_nothing_from_elsewhere():
    stored = (DOCS / "plan.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"'\s<]+", stored)) <= {"http://www.w3.org/2000/svg"}


PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/*.md"), *ROOT.glob("docs/*/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_docs_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
