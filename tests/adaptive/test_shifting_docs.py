"""The page and the picture of what moves an athlete are those of the table."""

import importlib
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from adaptive.shifting.table import PHASES, standard

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def make(monkeypatch):
    """The script that writes them."""
    monkeypatch.setattr(sys, "path", [str(DOCS), *sys.path])
    return importlib.import_module("make_shifts")


@pytest.mark.parametrize(("page", "draw"), [("shifts.md", "draw"), ("shifts.svg", "draw_shifts")])
def test_what_stands_in_docs_is_what_the_table_says(make, page, draw):
    assert (DOCS / page).read_text(encoding="utf-8") == getattr(make, draw)()


def test_every_move_of_the_table_is_drawn(make):
    picture = ET.fromstring(make.draw_shifts())
    words = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    arrows = {
        (phase, event.to(phase))
        for event in standard().events.values()
        for phase in PHASES
        if event.to(phase)
    }
    drawn = [
        path
        for path in picture.iter("{http://www.w3.org/2000/svg}path")
        if path.get("class") in {"up", "down"}
    ]
    assert len(drawn) == len(arrows)
    for event in standard().events.values():
        moves = sum(event.to(phase) is not None for phase in PHASES)
        assert words.count(event.id.replace("_", " ")) == moves


def test_every_gate_and_event_is_on_the_page(make):
    page = make.draw()
    assert all(gate.text in page for gate in standard().gates.values())
    assert all(event.means in page for event in standard().events.values())
