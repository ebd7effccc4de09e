"""Run the notebooks and store what they show: python docs/make_notebooks.py.

Code hosts show only pictures that stand still, so a figure is stored as a PNG, with the sentence of
what it shows beside; whoever runs a notebook gets the interactive one. What is stored is the same
every time: no times of execution, no names of places on this machine.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
PLOTLY = "application/vnd.plotly.v1+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDTH, HEIGHT = 860, 420
BROWSERS = ("google-chrome", "chromium", "chromium-browser")


def executed(path: Path) -> NotebookNode:
    """A notebook run from top to bottom in a folder of its own; figures are Plotly's JSON."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook, timeout=300, record_timing=False, resources={"metadata": {"path": folder}}
        )
        client.execute(env={**os.environ, "PLOTLY_RENDERER": "plotly_mimetype"})
    return notebook


def figures(cell: NotebookNode) -> list[dict[str, Any]]:
    """The figures that a cell drew when it was run."""
    return [one.data[PLOTLY] for one in cell.get("outputs", ()) if PLOTLY in one.get("data", {})]


def says(figure: dict[str, Any]) -> str:
    """The sentence of what a figure shows."""
    return str(figure["layout"]["meta"]["says"])


def words(cell: NotebookNode) -> list[str]:
    """What the outputs of a cell say: printed, shown as text, or by a figure."""
    found = []
    for one in cell.get("outputs", ()):
        data = one.get("data", {})
        text = says(data[PLOTLY]) if PLOTLY in data else one.get("text") or data["text/plain"]
        found.append(text.strip())
    return found


def stored(notebook: NotebookNode) -> NotebookNode:
    """The same with pictures in place of figures, and nothing that differs from run to run."""
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            if PLOTLY in output.get("data", {}):
                figure = output.data[PLOTLY]
                output.data = NotebookNode(
                    {"image/png": picture(figure), "text/plain": says(figure)}
                )
    notebook.metadata = METADATA
    return notebook


def picture(figure: dict[str, Any]) -> str:
    """A figure as a PNG in base64."""
    import plotly.io as pio

    drawn = pio.from_json(json.dumps({"data": figure["data"], "layout": figure["layout"]}))
    size = {"width": WIDTH, "height": drawn.layout.height or HEIGHT}
    return base64.b64encode(pio.to_image(drawn, format="png", **size)).decode()


if __name__ == "__main__":
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser:
        os.environ.setdefault("BROWSER_PATH", browser)
    for path in sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(stored(executed(path)), path)
        print(f"wrote {path} ({path.stat().st_size / 1000:.0f} kB)")
