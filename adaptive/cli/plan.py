"""`kneedrive plan` and today's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from adaptive import wording
from adaptive.cli.context import Context, context, shown
from ingest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adaptive.plans import Plan
    from adaptive.replanning.moving import Moved, Since

__all__ = ["app", "plan", "print_plan", "today"]

app = typer.Typer(
    help="Place this week's psoas work, and say why there. What you pin or move stays; "
    "everything else moves as little as possible when sessions change.",
    short_help="Place this week's psoas work, and say why there.",
    invoke_without_command=True,
)

_Name = Annotated[
    str,
    typer.Argument(
        metavar="BLOCK",
        help="Such as strengthening, or an id such as 2026-11-26-strengthening "
        "(shown by kneedrive plan --explain).",
    ),
]


@app.callback()
def plan(
    ctx: typer.Context,
    week: Annotated[
        str | None, typer.Option(metavar="2026-W48", help="Another week than this one.")
    ] = None,
    weeks: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="This week and those after it, in short.")
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Name the rules behind each decision, why free days are free, and the next best "
            "weeks with their cost.",
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="What changed since the last plan, and why.")
    ] = False,
) -> None:
    """Place this week's psoas work, and say why there."""
    if ctx.invoked_subcommand is not None:
        return
    if weeks is not None and (week or diff):
        raise UsageError("--weeks goes with neither --week nor --diff", hint="Ask one by one.")
    from adaptive import planning

    here = context(ctx)
    monday = planning.parse_week(week) if week else None
    with here.open() as store:
        if weeks is not None:
            _answer_weeks(here, planning.ahead(store, here.today, here.now, weeks), explain=explain)
            return
        made = planning.plan(store, here.today, here.now, monday)
        if diff:
            from adaptive.replanning import moving

            _answer_diff(here, made, moving.since_last(store, here.today, here.now, monday))
        elif here.as_json:
            here.answer(made.to_json())
        else:
            print_plan(here, made, explain=explain)


@app.command("pin", no_args_is_help=True)
def pin(ctx: typer.Context, block: _Name) -> None:
    """Keep a block on its day, whatever else changes."""
    from adaptive.replanning import moving

    here = context(ctx)
    with here.open() as store:
        _answer_move(here, moving.pin(store, block, here.today, here.now))


@app.command("move", no_args_is_help=True)
def move(
    ctx: typer.Context,
    block: _Name,
    day: Annotated[
        str, typer.Argument(metavar="DAY", help="Such as 2026-11-28 or sat; of the same week.")
    ],
    at: Annotated[str | None, typer.Argument(metavar="[AT]", help="Such as 18:30.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the rules that a move would break.")
    ] = False,
) -> None:
    """Put a block on another day, where it then stays; or say which rule that would break."""
    from adaptive.agenda.days import day_named, time_named
    from adaptive.replanning import moving

    here = context(ctx)
    to, hour = day_named(day, here.today), time_named(at) if at else None
    with here.open() as store:
        _answer_move(
            here, moving.move(store, block, to, hour, here.today, here.now), explain=explain
        )


@app.command("unpin", no_args_is_help=True)
def unpin(ctx: typer.Context, block: _Name) -> None:
    """Let a block that you pinned or moved go where it is best."""
    from adaptive.replanning import moving

    here = context(ctx)
    with here.open() as store:
        _answer_move(here, moving.unpin(store, block, here.today, here.now))


def _answer_move(here: Context, moved: Moved, *, explain: bool = False) -> None:
    """What came of it; a move that would break a rule is none, and leaves with status 1."""
    from adaptive.cli import render
    from adaptive.replanning.changes import sentences

    if here.as_json:
        here.answer(moved.to_json())
    elif moved.refused:
        here.out.print("[bold]It stays where it is.[/bold]")
        for one in moved.refused:
            rule = f" [dim]({one.rule})[/dim]" if explain else ""
            here.out.print(render.bullet(shown(one.why) + rule))
        if moved.advice:
            here.out.print(moved.advice)
    else:
        if pinned := moved.pin:
            at = f" at {pinned.at:%H:%M}" if pinned.at else ""
            name = wording.BLOCK_NAMES[pinned.kind]
            here.out.print(f"[bold]{name}: {render.day_name(pinned.day)}{at}, pinned[/bold]")
        else:
            here.out.print("[bold]It may go where it is best.[/bold]")
        for line in _escaped(sentences(moved.changes) or ["Nothing else changed."]):
            here.out.print(render.bullet(line))
        here.out.print("[dim]The whole week: kneedrive plan[/dim]")
    if moved.refused:
        raise typer.Exit(1)


def _answer_diff(here: Context, made: Plan, since: Since) -> None:
    from adaptive.cli import render

    if here.as_json:
        changes = [change.to_json(made.zone) for change in since.changes]
        here.answer({**made.to_json(), "since": since.day, "changes": changes})
    elif since.day is None:
        here.out.print(
            f"Nothing changed in the plan of week {made.week[-2:]} since it was first made."
        )
    else:
        here.out.print(f"[bold]Since the plan of {render.day_name(since.day)}[/bold]")
        for line in _escaped(since.sentences):
            here.out.print(render.bullet(line))
        here.out.print("[dim]The whole week: kneedrive plan[/dim]")


def _answer_weeks(here: Context, plans: Sequence[Plan], *, explain: bool) -> None:
    """Several weeks: their tables, and what is in the blocks once."""
    from adaptive.cli import render_plan

    if here.as_json:
        here.answer({"weeks": [made.to_json() for made in plans]})
        return
    if ahead := render_plan.foreseen(plans):
        here.out.print(f"[bold]Foreseen:[/bold] {'; '.join(ahead)}")
    for made in plans:
        _print_week(here, made, why=explain, explain=explain)
        _print_list(here, "Without a place this week", _escaped(u.why for u in made.unplaced))
    _print_list(here, "What to do", render_plan.exercise_lines(plans))


def print_plan(here: Context, made: Plan, *, explain: bool = False) -> None:
    """The week as a table, and under it everything that is assumed, missing or asked."""
    from adaptive.cli import render_plan

    _print_week(here, made, why=True, explain=explain)
    doses = render_plan.exercise_lines([made], notes=explain)
    _print_list(here, "What to do (how: kneedrive exercises NAME)", doses)
    _print_list(here, "Without a place this week", _escaped(item.why for item in made.unplaced))
    if explain:
        from adaptive.programme.rulebook import standard

        _print_list(here, "Days without strengthening", render_plan.free_day_lines(made))
        _print_list(here, "The next best weeks", render_plan.other_week_lines(made))
        _print_list(here, "The rules behind it", render_plan.rule_lines(made, standard()))
    _print_list(here, "Mind", _escaped(made.warnings))
    _print_list(here, "Assumed", _escaped(made.assumptions))
    _print_list(here, "Asked (kneedrive answer)", _escaped(made.questions))


def _print_week(here: Context, made: Plan, *, why: bool, explain: bool) -> None:
    """The head of a week, what comes before all else, and its table."""
    from adaptive.cli import render_plan

    state, today = made.phase, here.today
    for line in _escaped(made.advice):
        here.out.print(f"[bold red]{line}[/bold red]")
    overlay = f" ({state.overlay})" if state.overlay else ""
    here.out.print(
        f"[bold]Week {made.week[-2:]}, {wording.span(made.first, made.last)}[/bold] · "
        f"{state.phase}{overlay}, day {state.day} (programme week {state.week}) · "
        f"{made.psoas_minutes:.0f} min of psoas work"
    )
    here.out.print(render_plan.plan_view(made, today, here.out.width, why=why, explain=explain))
    if made.countdown:
        here.out.print(f"[bold]Next step[/bold] {shown(made.countdown)} [dim]kneedrive phase[/dim]")


def _print_list(here: Context, heading: str, lines: Sequence[str]) -> None:
    from adaptive.cli import render

    if lines:
        here.out.print(f"[bold]{heading}[/bold]")
        for line in lines:
            here.out.print(render.bullet(line))


def _escaped(lines: Iterable[str]) -> list[str]:
    """Sentences, which may name what files say, as Rich prints them."""
    return [shown(line) for line in lines]


def today(here: Context) -> None:
    """Today's card: what to do, when, why in one line, and what is asked."""
    from adaptive import planning
    from adaptive.cli import render, render_plan
    from adaptive.condition import safety

    with here.open() as store:
        made = planning.plan(store, here.today, here.now)
    blocks = made.blocks_on(here.today)
    of_today = next(day for day in made.days if day.day == here.today)
    sessions = of_today.sessions
    if here.as_json:
        whole = made.to_json()
        day = next(day for day in whole["days"] if day["date"] == here.today.isoformat())
        told = ("phase", "questions", "advice")
        here.answer({**day, **{name: whole[name] for name in told}})
        return
    for line in made.advice:
        here.out.print(f"[bold red]{shown(line)}[/bold red]")
    overlay = f" ({made.phase.overlay})" if made.phase.overlay else ""
    here.out.print(f"[bold]{render.day_name(here.today)}[/bold] · {made.phase.phase}{overlay}")
    for session in sessions:
        here.out.print(f"  {render_plan.session_line(session)}")
    for over in of_today.done:
        here.out.print(f"  {render_plan.done_line(over)}")
    for block in blocks:
        here.out.print(f"  {render_plan.block_line(block, sessions)}")
        here.out.print(f"    [dim]{shown(block.why)}[/dim]")
        if block.otherwise:
            here.out.print(f"    {render_plan.otherwise_line(block.otherwise, block, made)}")
    if not blocks:
        _no_more_today(here, made)
    # What is asked before strengthening can wait for a day that has some.
    waits = not any(block.kind == "strengthening" for block in blocks)
    asked = [one for one in made.questions if not (waits and one == safety.standard().question)]
    for question in asked[:1]:
        here.out.print(f"  [bold]Asked:[/bold] {shown(question)}")
    if made.countdown:
        here.out.print(f"  [dim]{shown(made.countdown)}[/dim]")
    here.out.print("[dim]The whole week: kneedrive plan · all commands: kneedrive --help[/dim]")


def _no_more_today(here: Context, made: Plan) -> None:
    """That the day is free, for which reason the programme rests if it does, and what is next."""
    here.out.print("  No more psoas work today.")
    for item in made.unplaced if made.phase.overlay in {"paused", "hold", "stop"} else ():
        here.out.print(f"    [dim]{shown(item.why)}[/dim]")
    if following := wording.next_words(made, here.today):
        here.out.print(f"  Next this week: {following}")
