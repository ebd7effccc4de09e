"""The answer to `log import`: what became of the rows of a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from adaptive.cli.context import Context, shown
from adaptive.cli.log.entering import print_follows
from adaptive.telling.entries import to_json
from adaptive.telling.following import follows

if TYPE_CHECKING:
    from adaptive.feedback_file import FeedbackReport
    from adaptive.library.store import Store

__all__ = ["answer"]


def answer(here: Context, store: Store, report: FeedbackReport) -> None:
    """Say how many rows had which outcome, each refused one with its reason, and what follows."""
    if here.as_json:
        told = {
            "rows": [asdict(row) for row in report.rows],
            "counts": report.counts,
            "ignored": list(report.ignored),
            "logged": [to_json(entry) for entry in report.logged],
        }
        here.answer({**told, **asdict(follows(store, here.today, here.now))})
        return
    counts = ", ".join(f"{n} {outcome}" for outcome, n in sorted(report.counts.items()))
    here.out.print(f"[bold]{len(report.rows)} rows[/bold]: {counts or 'none tells anything'}")
    if report.ignored:
        here.out.print(f"[dim]columns left alone: {shown(', '.join(report.ignored))}[/dim]")
    for row in report.rows:
        if row.outcome == "refused":
            here.out.print(f"  [yellow]line {row.line}[/yellow]: {shown(row.reason or '')}")
    print_follows(here, store)
