"""`kneedrive demo`: the main job on a synthetic triathlete, in a library that is thrown away."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from adaptive.cli.context import Context, context

if TYPE_CHECKING:
    from adaptive.library.store import Store

__all__ = ["demo"]


def demo(ctx: typer.Context) -> None:
    """Try kneedrive on the recordings that come with it; nothing of yours is touched."""
    import sample_data
    from adaptive import planning, service
    from adaptive.agenda.reading import import_calendar
    from adaptive.cli import imports, plan, render, render_calendar
    from adaptive.sample_athlete import lived_through

    with tempfile.TemporaryDirectory(prefix="kneedrive-demo-") as folder:
        here = replace(context(ctx), folder=Path(folder), today=sample_data.TODAY, now=None)
        report = imports.run_import(here, [sample_data.folder()])
        with here.open() as store:
            lived_through(store)
            coming = import_calendar(store, sample_data.calendar(), here.today)
            known = service.sessions(store, here.today)
            made = planning.plan(store, here.today, None)
            page = _report(store, here)
        if here.as_json:
            told = {"import": report.to_json(), "sessions": known, "plan": made.to_json()}
            here.answer({**told, "report": page})
            return
        here.out.print("[bold]Twelve weeks of a synthetic triathlete[/bold]")
        imports.print_report(here, report)
        here.out.print("\n[bold]Her last two weeks[/bold]")
        here.out.print(render.sessions_table(known[-14:], here.out))
        here.out.print("\n[bold]Her coach's calendar[/bold]")
        render_calendar.print_imported(here, coming)
        here.out.print()
        plan.print_plan(here, made)
        here.out.print(f"\nThe same to look at, as for her coach: {page}", soft_wrap=True)
        here.out.print(
            "\nYour own files: [bold]kneedrive import FOLDER[/bold], then kneedrive plan; "
            "or as a page: kneedrive serve"
        )


def _report(store: Store, here: Context) -> Path:
    """Write the report beside the other things that the system throws away by itself."""
    from adaptive.exports.report import report

    page = Path(tempfile.mkdtemp(prefix="kneedrive-report-")) / "report.html"
    page.write_text(report(store, here.today, None, athlete="the sample athlete"), "utf-8")
    return page
