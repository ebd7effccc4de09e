"""Imports beside the pages: one after the other, in a thread, with what a page asks of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from adaptive.web.receiving import sweep
from adaptive.web.site import Message, Site
from ingest.errors import InterruptedWorkError, KneedriveError

if TYPE_CHECKING:
    from adaptive.importing import ImportReport

__all__ = ["Import", "Imports"]

Files = Sequence[tuple[Path, str]]

State = Literal["waiting", "reading", "classing", "done", "failed"]


@dataclass
class Import:
    """One import that was asked for: how far it is, and where its end is told."""

    number: int
    state: State = "waiting"
    done: int = 0
    total: int = 0
    at: str = ""
    message: Message | None = None
    finished: Future[None] = field(default_factory=Future)

    def to_json(self) -> dict[str, Any]:
        """What the script of the page asks for."""
        return {"state": self.state, "done": self.done, "total": self.total}


class Imports:
    """The imports of a site; a second one waits until the first has come to its end."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._asked: list[Import] = []
        sweep(site.folder)

    def begin(self, folder: Path | None = None, files: Files | None = None) -> Import:
        """Import files that lie in a folder, which then is removed; else the remembered folders."""
        one = Import(len(self._asked) + 1)
        self._asked.append(one)
        self._thread.submit(self._run, one, folder, files)
        return one

    def asked(self, number: int) -> Import | None:
        """The import of a number."""
        return self._asked[number - 1] if 0 < number <= len(self._asked) else None

    @property
    def at_work(self) -> Import | None:
        """The last one that has not ended."""
        return next((one for one in reversed(self._asked) if not one.finished.done()), None)

    def _run(self, one: Import, folder: Path | None, files: Files | None) -> None:
        try:
            self._import(one, files)
        except KneedriveError as error:
            one.state, one.at = "failed", "/import"
            one.message = Message(str(error), "refused", error.hint or "")
        except Exception:
            one.state, one.at = "failed", "/import"
            one.message = Message(
                "kneedrive stumbled over it",
                "refused",
                "What was read is kept. The terminal in which kneedrive serve runs says more.",
            )
            raise
        finally:
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
            one.finished.set_result(None)

    def _import(self, one: Import, files: Files | None) -> None:
        from adaptive import assessing, importing
        from adaptive.jobs import Workers

        def told(state: State) -> Callable[[int, int], None]:
            def progress(done: int, total: int) -> None:
                one.state, one.done, one.total = state, done, total
                if self._site.stopping.is_set():
                    raise KeyboardInterrupt  # as at the terminal: what was read is kept

            return progress

        today = self._site.today
        with self._site.open(create=True) as store, Workers() as workers:
            if files is None:
                report = importing.import_recordings(
                    store, [], today, workers=workers, progress=told("reading")
                )
            else:
                report = importing.import_handed(
                    store, files, today, workers=workers, progress=told("reading")
                )
            if not report.interrupted:
                # What an interruption leaves unclassed, the next page classes.
                with suppress(InterruptedWorkError):
                    assessing.assess(store, told("classing"))
        one.state, one.at, one.message = "done", f"/import/{report.number}", _said(report)


def _said(report: ImportReport) -> Message:
    files = len(report.files)
    details = []
    if report.joined:
        many = "session was" if report.joined == 1 else "sessions were"
        details.append(f"{report.joined} {many} recorded more than once and put together.")
    details += [f"Not there now: {folder}" for folder in report.away]
    if report.interrupted:
        details.append(f"It was interrupted, with {report.left} files left.")
    return Message(f"{files} file{'' if files == 1 else 's'} looked at", details=tuple(details))
