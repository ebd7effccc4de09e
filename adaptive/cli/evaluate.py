"""`kneedrive evaluate`: how well sessions are classed, honestly."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, shown
from ingest.errors import KneedriveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from adaptive.evaluation_report import Evaluation
    from adaptive.library.store import Store
    from models.evaluation import Scored

__all__ = ["evaluate"]

_FILE = "evaluation.html"
_ROOMY = 60
_WAYS = "compared with"
_SEED = 2026


def evaluate(
    ctx: typer.Context,
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="Recordings whose class is known: columns file, class (and kind, athlete). What "
            "lies beside a file is its athlete's past.",
        ),
    ] = None,
    squad: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many simulated athletes instead.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which simulated athletes.")] = _SEED,
    with_plan: Annotated[
        bool, typer.Option("--with-plan", help="Don't hide workouts, their names and titles.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="PATH", help="A page with pictures: file or folder.")
    ] = None,
) -> None:
    """Measure how well sessions are classed, on those whose class you or others told."""
    here = context(ctx)
    if squad and (labels or with_plan):
        raise UsageError("--squad goes with neither --labels nor --with-plan")
    found = _measured(here, labels, squad, seed, with_plan=with_plan)
    page = report and _written(found, report)
    if here.as_json:
        here.answer(found.to_json())
    else:
        _print(here, found)
        if page:
            here.out.print(f"Pictures, and each miss by its stream: {shown(str(page))}")
    if found.unread:
        raise typer.Exit(3)


def _measured(
    here: Context, labels: Path | None, squad: int | None, seed: int, *, with_plan: bool
) -> Evaluation:
    from rich.progress import Progress

    from adaptive import evaluating, label_file
    from adaptive.jobs import Workers

    if not (labels or squad):
        with here.open() as store:
            return evaluating.of_library(store, here.today, with_plan=with_plan)
    on_screen = here.err.is_terminal and not here.quiet
    with Progress(console=here.err, transient=True, disable=not on_screen) as bar:
        task = bar.add_task("")

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=shown(Path(what).name), completed=done, total=total)

        if squad:
            return evaluating.of_squad(squad, seed, progress=progress)
        assert labels
        table = label_file.read(labels.expanduser())
        with Workers() as workers, _library_if_any(here) as library:
            return evaluating.of_files(
                table,
                here.today,
                library=library,
                with_plan=with_plan,
                workers=workers,
                progress=progress,
            )


def _library_if_any(here: Context) -> AbstractContextManager[Store | None]:
    return here.open() if (here.folder / "library.sqlite").exists() else nullcontext()


def _written(found: Evaluation, place: Path) -> Path:
    """Write the page; the path of its file."""
    from adaptive import evaluation_page
    from adaptive.library.files import replacing

    place = place.expanduser()
    if place.is_dir() or not place.suffix:
        place /= _FILE
    try:
        with replacing(place) as file:
            file.write(evaluation_page.page(found).encode())
    except OSError as error:
        raise KneedriveError(f"{place} cannot be written: {error.strerror}") from error
    return place


def _print(here: Context, found: Evaluation) -> None:
    from adaptive import evaluation_report as words
    from models.evaluation import baselines, intervals

    out = here.out
    out.print(f"[bold]{words.headline(found)}[/bold]")
    if found.judged:
        ranges = intervals(found.rows)
        out.print(_summary(found.rows, ranges.bounds))
        for remark in words.remarks(found, ranges.over):
            out.print(remark, style="dim")
        ways = {words.BASELINE_WORDS.get(k, k): v for k, v in baselines(found.rows).items()}
        groups = {"by tier": found.by_tier(), "by time": found.by_time(), _WAYS: ways}
        if cases := found.by_case():
            groups["simulated"] = cases
        for head, rows in groups.items():
            out.print()
            out.print(_groups(head, rows, out.width))
        told = (f"{name} {words.TIER_WORDS[name]}" for name in found.by_tier())
        out.print(
            f"right: class right; keys: key called key; false: easy called key. Judged by: "
            f"{'; '.join(told)}.",
            style="dim",
        )
        if found.source != "squad":
            _print_misses(here, found)
    for file, reason in found.unread:
        out.print(f"not read: {shown(file)}: {shown(reason)}")


def _summary(rows: Sequence[Scored], bounds: Mapping[str, tuple[float, float]]) -> Table:
    from adaptive import evaluation_report as words
    from models.evaluation import scores

    table = _plain_table("", "", "")
    measures = scores(rows)
    for name, label in words.MEASURE_WORDS.items():
        value = words.measure_words(name, getattr(measures, name))
        if value != "-":
            table.add_row(label, value, f"[dim]({words.range_words(name, *bounds[name])})[/dim]")
    return table


def _groups(head: str, groups: Mapping[str, Sequence[Scored]], width: int) -> Table:
    from adaptive import evaluation_report as words
    from models.evaluation import scores

    columns = {
        "accuracy": "right",
        "key_recall": "keys",
        "false_key_rate": "false",
        "coverage": "sure",
        "calibration_error": "calib.",
    }
    told = 2 if width < _ROOMY else 5 if head.startswith("by") else 3
    kept = list(columns)[:told]
    table = _plain_table(head, "n", *(columns[name] for name in kept))
    for group, rows in groups.items():
        found = scores(rows)
        values = (words.measure_words(name, getattr(found, name)) for name in kept)
        table.add_row(shown(group), str(found.n), *values)
    return table


def _plain_table(*heads: str) -> Table:
    from rich.table import Table

    table = Table(
        box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0), show_header=any(heads)
    )
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=bool(number))
    return table


def _print_misses(here: Context, found: Evaluation) -> None:
    from rich.padding import Padding

    from adaptive import evaluation_report as words

    if not (misses := found.misses):
        here.out.print("\nEach of them has the class that it should have.")
        return
    here.out.print("\n[bold]Classed otherwise[/bold]")
    for row, _ in misses:
        here.out.print(shown(row.session), soft_wrap=True)
        told = [f"was {words.verdict_words(row)}", *row.reasons]
        for line in told:
            here.out.print(Padding(shown(line), (0, 0, 0, 4), expand=False), style="dim")
