"""`kneedrive plan`, `kneedrive phase` and today's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from adaptive.cli.context import Context, context

if TYPE_CHECKING:
    from adaptive.plans import Plan
    from adaptive.service import PhaseReport

__all__ = ["phase_app", "plan", "print_plan", "today"]

phase_app = typer.Typer(help="Where you are in the programme, and what comes next.")


def plan(
    ctx: typer.Context,
    week: Annotated[
        str | None, typer.Option(metavar="2026-W48", help="Another week than this one.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the rules behind each decision.")
    ] = False,
) -> None:
    """Place this week's psoas work, and say why there."""
    from adaptive import planning

    here = context(ctx)
    with here.open() as store:
        monday = planning.parse_week(week) if week else None
        made = planning.plan(store, here.today, here.now, monday)
    if here.as_json:
        here.answer(made.to_json())
    else:
        print_plan(here, made, explain=explain)


def print_plan(here: Context, made: Plan, *, explain: bool = False) -> None:
    """The week as a table, and under it everything that is assumed, missing or asked."""
    from rich.markup import escape

    from adaptive.cli import render

    out = here.out
    state = made.phase
    out.print(
        f"[bold]Week {made.week[-2:]}, {render.span(made.first, made.last)}[/bold] · "
        f"{state.phase}, day {state.day} (programme week {state.week}) · "
        f"{made.psoas_minutes:.0f} min of psoas work"
    )
    out.print(render.plan_view(made, here.today, out.width, explain=explain))
    for heading, lines in (
        ("What to do", render.exercise_lines(made)),
        ("Without a place this week", [escape(item.why) for item in made.unplaced]),
        ("Mind", [escape(line) for line in made.warnings]),
        ("Assumed", [escape(line) for line in made.assumptions]),
        ("Asked", [escape(line) for line in made.questions]),
    ):
        if lines:
            out.print(f"[bold]{heading}[/bold]")
            for line in lines:
                out.print(render.bullet(line))
    if explain and made.relaxed:
        out.print(f"[dim]relaxed rules: {', '.join(made.relaxed)}[/dim]")


def today(here: Context) -> None:
    """Today's card: what to do, when, why in one line, and what is asked."""
    from rich.markup import escape

    from adaptive import planning
    from adaptive.cli import render

    with here.open() as store:
        made = planning.plan(store, here.today, here.now)
    blocks = made.blocks_on(here.today)
    sessions = next(day.sessions for day in made.days if day.day == here.today)
    if here.as_json:
        whole = made.to_json()
        day = next(day for day in whole["days"] if day["date"] == here.today.isoformat())
        here.answer({**day, "phase": whole["phase"], "questions": whole["questions"]})
        return
    here.out.print(f"[bold]{render.day_name(here.today)}[/bold] · {made.phase.phase}")
    for session in sessions:
        here.out.print(f"  {render.session_line(session)}")
    for block in blocks:
        here.out.print(f"  {render.block_line(block, sessions)}")
        here.out.print(f"    [dim]{escape(block.why)}[/dim]")
    if not blocks:
        here.out.print("  No more psoas work today.")
        if following := next((b for b in made.blocks if b.day > here.today), None):
            words = f"{render.BLOCK_NAMES[following.kind].lower()}, {following.start:%A %H:%M}"
            here.out.print(f"  Next this week: {words}")
    for question in made.questions[:1]:
        here.out.print(f"  [bold]Asked:[/bold] {escape(question)}")
    here.out.print("[dim]The whole week: kneedrive plan · all commands: kneedrive --help[/dim]")


@phase_app.callback(invoke_without_command=True)
def phase(ctx: typer.Context) -> None:
    """Where you are in the programme, and what comes next."""
    if ctx.invoked_subcommand is None:
        from adaptive import service

        here = context(ctx)
        with here.open() as store:
            _answer_phase(here, service.phase(store, here.today))


@phase_app.command("set")
def phase_set(
    ctx: typer.Context,
    wanted: Annotated[
        Literal["activation", "strengthening", "integration", "maintenance"],
        typer.Argument(metavar="PHASE", help="The phase that holds from today on."),
    ],
) -> None:
    """Move yourself to another phase; this is recorded as your own decision."""
    from adaptive import service

    here = context(ctx)
    with here.open() as store:
        _answer_phase(here, service.set_phase(store, wanted, here.today))


def _answer_phase(here: Context, report: PhaseReport) -> None:
    from rich.markup import escape

    from adaptive.cli import render

    if here.as_json:
        here.answer(report.to_json())
        return
    state, following = report.state, report.next
    here.out.print(
        f"[bold]{state.phase.capitalize()}[/bold] · day {state.day}, programme week "
        f"{state.week} · since {render.day_name(state.since)}"
    )
    if following.phase and following.on:
        here.out.print(f"  next: {following.phase}, {render.day_name(following.on)}")
    for words in (*following.met, *following.missing):
        here.out.print(f"    - {escape(words)}")
    here.out.print("    - move yourself: kneedrive phase set PHASE")
    for entry in report.history:
        here.out.print(f"  [dim]{entry.day} {entry.phase} ({entry.reason})[/dim]")
