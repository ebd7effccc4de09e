"""`kneedrive demo`: the main job on a synthetic triathlete, in a library that is thrown away."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import typer

from adaptive.cli.context import context

__all__ = ["demo"]


def demo(ctx: typer.Context) -> None:
    """Try kneedrive on the recordings that come with it; nothing of yours is touched."""
    import sample_data
    from adaptive import planning, service
    from adaptive.cli import imports, plan, render

    with tempfile.TemporaryDirectory(prefix="kneedrive-demo-") as folder:
        here = replace(context(ctx), folder=Path(folder), today=sample_data.TODAY, now=None)
        report = imports.run_import(here, [sample_data.folder()])
        with here.open() as store:
            # The programme began some weeks before, so that strengthening is due.
            planning.plan(store, sample_data.PROGRAMME_START, None)
            known = service.sessions(store, here.today)
            made = planning.plan(store, here.today, None)
        if here.as_json:
            here.answer({"import": report.to_json(), "sessions": known, "plan": made.to_json()})
            return
        here.out.print("[bold]Twelve weeks of a synthetic triathlete[/bold]")
        imports.print_report(here, report)
        here.out.print("\n[bold]Her last two weeks[/bold]")
        here.out.print(render.sessions_table(known[-14:], here.out))
        here.out.print()
        plan.print_plan(here, made)
        here.out.print(
            "\nYour own files: [bold]kneedrive import FOLDER[/bold], then kneedrive plan"
        )
