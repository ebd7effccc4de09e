"""The notebooks run from top to bottom on the sample data, as they are stored."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

# Cells that promise a picture.
DRAWS = re.compile(r"^plt\.show\(\)|^figures\.", re.MULTILINE)
NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


def test_there_is_a_notebook():
    assert NOTEBOOKS


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_draws_what_it_promises(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    pictures = [cell for cell in notebook.cells if DRAWS.search(cell.source)]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    for cell in pictures:
        kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
        assert "image/svg+xml" in kinds


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_with_small_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    assert path.stat().st_size < 1_000_000
    assert all(cell.outputs for cell in notebook.cells if DRAWS.search(cell.source))
