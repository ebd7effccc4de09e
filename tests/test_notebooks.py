"""The notebooks run from top to bottom on the sample data, and show what is stored in them."""

import importlib
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Cells whose last line is a figure.
DRAWS = re.compile(r"^(figures\.\w+\(.*\)|figure)$")

of_each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    return importlib.import_module("make_notebooks")


@cache
def stored(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def draws(cell):
    return bool(DRAWS.match(cell.source.splitlines()[-1]))


def test_there_are_notebooks_for_every_part_of_the_way():
    assert [path.name[0] for path in NOTEBOOKS] == list("12345")


@pytest.mark.filterwarnings("ignore")
@of_each_notebook
def test_a_notebook_runs_and_shows_what_is_stored_in_it(path, script):
    executed = script.executed(path)
    for cell, kept in zip(code(executed), code(stored(path)), strict=True):
        assert cell.source == kept.source
        figures = script.figures(cell)
        assert len(figures) == draws(cell), cell.source
        assert all(any(trace.get("x") for trace in one["data"]) for one in figures), cell.source
        assert script.words(cell) == script.words(kept), "make notebooks stores it again"


@of_each_notebook
def test_a_notebook_is_stored_with_small_pictures_that_stand_still(path):
    assert path.stat().st_size < 300_000
    for number, cell in enumerate(code(stored(path)), start=1):
        assert cell.execution_count == number, "it was run in order, from the top"
        kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
        assert kinds <= {"image/png", "text/html", "text/plain"}
        assert ("image/png" in kinds) == draws(cell)


@of_each_notebook
def test_a_notebook_tells_nothing_of_the_machine_it_was_run_on(path):
    notebook = stored(path)
    outputs = str([cell.outputs for cell in code(notebook)])
    assert str(ROOT) not in outputs
    assert not re.search(r"(?<![\w.])/(home|tmp|work|root|Users|private|var)/", outputs)
    assert all(not cell.metadata for cell in notebook.cells)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


@of_each_notebook
def test_a_notebook_ends_with_the_readers_own_files(path):
    last = stored(path).cells[-1]
    assert last.cell_type == "markdown"
    assert "## Your own files" in last.source
    assert "Library.open()" in last.source
