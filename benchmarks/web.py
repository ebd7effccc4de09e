"""How long the server takes for each page: with thousands of sessions, and with few.

A library of `sample_data` is held against one that has copies of it from ever earlier weeks. Each
page is asked for in turns of both, within the process, so that only the server's own work counts.
"First" is the first look after sessions have changed (a new import, a corrected class): everything
is read anew. "Logged" is the first after something was logged, "again" one that nothing preceded.

    python benchmarks/web.py [--sessions N] [--rounds N] [--write]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from form_library import library
from report import machine, write_section
from starlette.testclient import TestClient

import sample_data
from adaptive.library.store import Store
from adaptive.web.app import create
from adaptive.web.site import Site

PAGES = (
    *("/", "/week", "/log", "/sessions", "/sessions/last", "/phase", "/form", "/load", "/calendar"),
    *("/exercises", "/import", "/exports", "/phones"),
)

ABOUT = """\
The server's processor time for a page, median in milliseconds, and in brackets by how much it is
that of a library with few sessions. "First" is the first look after the sessions have changed, by
an import or a corrected class: everything is read anew. "Logged" is the first after something was
logged, "again" any other.
"""


class Visited:
    """A library with its page, and a visitor of it."""

    def __init__(self, folder: Path, sessions: int) -> None:
        self.sessions = library(folder, sessions, sample_data.TODAY)
        self._site = Site(folder, sample_data.TODAY)
        self._client = TestClient(create(self._site), base_url="http://127.0.0.1:8765")

    def change(self) -> None:
        """As an import does that adds to the last day."""
        with Store.open(self._site.folder) as store, store.transaction() as db:
            db.execute("UPDATE state SET sessions = sessions + 1, joined = joined + 1")

    def log(self) -> None:
        """Note something that no session is judged by."""
        today = sample_data.TODAY
        with Store.open(self._site.folder) as store:
            store.diary.add("note", today, None, {"text": "slept well"}, today)

    def milliseconds(self, path: str) -> float:
        """Processor time of a page."""
        began = time.process_time()
        answer = self._client.get(path)
        taken = time.process_time() - began
        answer.raise_for_status()
        return 1e3 * taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sessions", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        small, large = Visited(Path(few), 1), Visited(Path(many), args.sessions)
        before: dict[str, Callable[[Visited], None]] = {
            "first": Visited.change,
            "logged": Visited.log,
            "again": lambda _: None,
        }
        rows = []
        for path in PAGES:
            for one in (small, large):
                one.milliseconds(path)  # what is imported only once
            cells = []
            for prepare in before.values():
                taken: dict[Visited, list[float]] = {small: [], large: []}
                for _ in range(args.rounds):
                    for one, found in taken.items():
                        prepare(one)
                        found.append(one.milliseconds(path))
                little, much = (statistics.median(found) for found in taken.values())
                cells.append(f"{much:.0f} ({much / little:.1f})")
            rows.append(f"| `{path}` | " + " | ".join(cells) + " |")
        head = ["| page | " + " | ".join(before) + " |", "|---|" + "--:|" * len(before)]
        sizes = f"{large.sessions} sessions against {small.sessions}. {machine()}"
    text = "\n".join([ABOUT, *head, *rows, "", sizes])
    print(text)
    if args.write:
        write_section("web", text)


if __name__ == "__main__":
    main()
