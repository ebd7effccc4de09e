"""Draw the README's pictures from what the demo prints: python docs/make_pictures.py."""

from __future__ import annotations

import io
import re
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console

import sample_data
from adaptive import importing, planning
from adaptive.agenda.reading import import_calendar
from adaptive.cli import plan, render
from adaptive.cli.context import Context
from adaptive.library.store import Store
from adaptive.sample_athlete import lived_through

FOLDER = Path(__file__).resolve().parent
WIDTH = 108


def draw(folder: Path, today: date = sample_data.TODAY) -> str:
    """The demo's plan as an SVG picture of a terminal."""
    context = Context.of(folder, today.isoformat(), as_json=False, quiet=True)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    vars(context)["out"] = console
    with Store.open(folder, create=True) as store:
        importing.import_recordings(store, [sample_data.folder()], today)
        lived_through(store)
        import_calendar(store, sample_data.calendar(), today)
        made = planning.plan(store, today, None)
    plan.print_plan(context, replace(made, questions=(), assumptions=(), warnings=()))
    picture = console.export_svg(title="kneedrive plan", unique_id="kneedrive")
    # Pictures load nothing from elsewhere: the reader's own monospace font will do.
    return re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        (FOLDER / "plan.svg").write_text(draw(Path(folder)), encoding="utf-8")
    print(f"wrote {FOLDER / 'plan.svg'} ({render.day_name(sample_data.TODAY)})")
