"""`kneedrive phase`: where the athlete is, what is missing for the next step, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from adaptive.cli.context import Context, context, shown

if TYPE_CHECKING:
    from adaptive.phase_report import PhaseReport, Step
    from adaptive.shifting import Progress

__all__ = ["app"]

app = typer.Typer(
    help="Where you are in the programme, what speaks for and against moving on, and what is "
    "missing for it.",
    short_help="Where you are in the programme, and what comes next.",
)

_BAR = 12

_Explain = Annotated[
    bool,
    typer.Option("--explain", help="Rules, numbers and weights, and the whole history."),
]


@app.callback(invoke_without_command=True)
def phase(ctx: typer.Context, explain: _Explain = False) -> None:
    """Where you are in the programme, and what comes next."""
    if ctx.invoked_subcommand is not None:
        return
    from adaptive import phase_report

    here = context(ctx)
    with here.open() as store:
        _answer(here, phase_report.phase(store, here.today), explain=explain)


@app.command("set")
def set_(
    ctx: typer.Context,
    wanted: Annotated[
        Literal["activation", "strengthening", "integration", "maintenance"],
        typer.Argument(metavar="PHASE", help="The phase that holds from today on."),
    ],
) -> None:
    """Move yourself to another phase; this is recorded as your own decision."""
    from adaptive import phase_report

    here = context(ctx)
    with here.open() as store:
        _answer(here, phase_report.set_phase(store, wanted, here.today))


@app.command("undo")
def undo(ctx: typer.Context) -> None:
    """Take back the last move or hold; this is recorded as your own decision."""
    from adaptive import phase_report

    here = context(ctx)
    with here.open() as store:
        _answer(here, phase_report.undo_phase(store, here.today))


def _answer(here: Context, report: PhaseReport, *, explain: bool = False) -> None:
    from adaptive.phase_report import SHOWN_STEPS

    if here.as_json:
        here.answer(report.to_json())
        return
    _print_state(here, report.progress)
    _print_next(here, report.progress, explain=explain)
    _print_evidence(here, report.progress, explain=explain)
    for question in report.progress.questions:
        asked = f"{question.text} {question.hint}".rstrip()
        here.out.print(f"\n[bold]Asked:[/bold] {shown(asked)}")
    here.out.print("\n[bold]How you came here[/bold]")
    for step in report.steps() if explain else report.steps()[-SHOWN_STEPS:]:
        here.out.print(f"  {_step(step)}")
    here.out.print(
        "[dim]Move yourself: kneedrive phase set PHASE · take the last step back: "
        "kneedrive phase undo[/dim]"
    )


def _print_state(here: Context, now: Progress) -> None:
    from adaptive.cli import render

    for line in now.advice:
        here.out.print(f"[bold red]{shown(line)}[/bold red]")
    overlay = f" ({now.state.overlay})" if now.state.overlay else ""
    here.out.print(
        f"[bold]{now.state.phase.capitalize()}[/bold]{overlay} · day {now.state.day}, programme "
        f"week {now.state.week} · since {render.day_name(now.state.since)}"
    )
    for reason in filter(None, now.condition.reason.split("; ")):
        here.out.print(render.bullet(shown(reason)))


def _print_next(here: Context, now: Progress, *, explain: bool) -> None:
    """The next phase, and of each thing it needs whether it is there."""
    if not now.next.phase:
        return
    here.out.print(f"\n[bold]To {now.next.phase}[/bold]: {now.word}")
    if now.countdown:
        here.out.print(f"  {shown(now.countdown)}")
    for gate in now.next.gates:
        mark = "[green]✓[/green]" if gate.met else "[yellow]·[/yellow]"
        rule = f" [dim]{gate.rule}[/dim]" if explain else ""
        here.out.print(f"  {mark} {shown(gate.says)}{rule}")


def _print_evidence(here: Context, now: Progress, *, explain: bool) -> None:
    """What speaks for and against, the weightiest first, each with its sign and a bar."""
    if not now.evidence:
        return
    here.out.print("\n[bold]What speaks for and against[/bold]")
    most = max(1.0, *(abs(one.weight) for one in now.evidence))
    for one in now.evidence:
        length = round(abs(one.weight) / most * _BAR)
        colour = "green" if one.weight > 0 else "yellow"
        side = "+" if one.weight > 0 else "-" if one.weight < 0 else " "
        bar = f"[{colour}]{side} {'■' * length}[/{colour}]" + " " * (_BAR - length)
        weight = f" [dim]{one.weight:+.2f}[/dim]" if explain else ""
        here.out.print(f"  {bar} {shown(one.says)}{weight}")
    if explain:
        found = now.verdicts
        here.out.print(
            f"  [dim]verdicts: knee lift {found.knee_lift}, cadence {found.cadence}, "
            f"symptoms {found.symptoms} · P(ready) {now.probability:.2f}[/dim]"
        )


def _step(step: Step) -> str:
    """A line of the history."""
    why = f": {shown(step.why)}" if step.decided else f" [dim]({step.why})[/dim]"
    undone = f" [dim](undone {step.undone})[/dim]" if step.undone else ""
    return f"[dim]{step.day}[/dim] {step.what}{why}{undone}"
