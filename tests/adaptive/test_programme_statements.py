"""Each of the article's 24 statements has a test that names it; the pages show where."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture
def pages(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("make_programme")


@pytest.mark.parametrize("number", range(1, 25))
def test_a_statement_of_the_article_is_held_by_a_test_of_its_name(pages, number):
    assert pages.article_tests()[number]


def test_there_is_no_test_of_a_statement_that_the_page_does_not_know(pages):
    assert set(pages.article_tests()) == set(pages.STATEMENTS) == set(range(1, 25))


def test_every_place_that_a_statement_is_said_to_live_in_is_there(pages):
    rules = pages.standard().rules
    for _, homes in pages.STATEMENTS.values():
        for home in homes:
            if home.endswith(".toml"):
                assert (ROOT / pages.PROGRAMME / home).is_file()
            elif "/" in home:
                assert (ROOT / home).is_dir()
            else:
                assert home in rules


@pytest.mark.parametrize(
    ("page", "draw"),
    [("programme.md", "draw"), ("phases.svg", "draw_phases"), ("article.md", "draw_article")],
)
def test_a_page_made_from_the_programme_is_what_the_programme_makes(pages, page, draw):
    stored = (DOCS / page).read_text(encoding="utf-8")
    assert getattr(pages, draw)() == stored, "make docs writes it again"


def test_the_picture_loads_nothing_and_names_every_phase(pages):
    picture = pages.draw_phases()
    assert picture.count("http") == 1
    assert 'xmlns="http://www.w3.org/2000/svg"' in picture
    assert all(f">{phase.id}<" in picture for phase in pages.standard().phases)
