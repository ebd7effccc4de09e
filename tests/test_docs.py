"""What the docs show is what the code does; `make docs` writes them again."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def script(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_made_from_the_code_as_it_is():
    assert script("make_reference").draw() == (DOCS / "reference.md").read_text(encoding="utf-8")


def words(picture):
    return [text.replace("&#160;", " ") for text in re.findall(r"<text[^>]*>([^<]*)<", picture)]


def test_the_picture_of_the_plan_says_what_the_demo_prints_today(tmp_path):
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
