"""`kneedrive sessions`, `show` and `label`: what was recorded and what it counts as."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from adaptive import wording
from adaptive.cli.context import Context, context, parse_day, shown

__all__ = ["label", "sessions", "show"]


def sessions(
    ctx: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")] = None,
    sport: Annotated[
        str | None, typer.Option(help="Only this sport, such as running or cycling.")
    ] = None,
    class_: Annotated[
        Literal["easy", "key", "brick", "other"] | None,
        typer.Option("--class", help="Only this class."),
    ] = None,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Only those whose class is not sure.")
    ] = False,
) -> None:
    """List the sessions with class, reason and load."""
    from adaptive import service

    here = context(ctx)
    with here.open() as store:
        rows = service.sessions(
            store,
            here.today,
            since=parse_day(since) if since else None,
            until=parse_day(until) if until else None,
            sport=sport,
            session_class=class_,
            uncertain=uncertain,
        )
    if here.as_json:
        here.answer(rows)
    elif rows:
        from adaptive.cli import render

        table = render.sessions_table(rows, here.out)
        if here.out.color_system:
            here.out.print(table)
        else:  # thousands of lines take Rich longer than finding them did
            here.out.out(table.plain, highlight=False)
        unsure = sum(row["uncertain"] for row in rows)
        if unsure:
            here.out.print(f"[dim]? {unsure} not sure: the plan treats them as hard.[/dim]")
        for question in filter(None, (row.get("question") for row in rows)):
            here.out.print(f"[bold]Asked:[/bold] {shown(question)}")
    elif uncertain and not (since or until or sport or class_):
        here.out.print(
            "No session of the last six weeks is in doubt. --since DATE looks further back."
        )
    else:
        here.out.print("No session fits.")


def show(
    ctx: typer.Context,
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="First digits of its id, a date, or: last")
    ],
) -> None:
    """Show one session: class with reasons, load with threshold, intervals, laps."""
    from adaptive import service

    here = context(ctx)
    with here.open() as store:
        found = service.find_sessions(store, session, here.today)
        facts = [service.show(store, one) for one in found]
    if here.as_json:
        if len(facts) > 1:
            raise service.several(session, found)
        here.answer(facts[0])
        return
    for one in facts:
        _print_session(here, one)


def label(
    ctx: typer.Context,
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="First digits of its id, a date, or: last")
    ],
    class_: Annotated[
        Literal["easy", "key", "brick", "other", "-"],
        typer.Argument(metavar="easy|key|brick|other", help="What it was; - takes it back."),
    ],
) -> None:
    """Say what a session was: your word wins for ever, and the classifier learns from it.

    Key is what was meant to be hard, and long sessions and races.
    """
    from adaptive import service
    from adaptive.cli import render

    here = context(ctx)
    with here.open() as store:
        before, after = service.label(store, session, None if class_ == "-" else class_, here.today)
    if here.as_json:
        here.answer(after.to_json())
        return
    stored = after.stored
    sport = wording.sport_word(stored.sport, stored.sub_sport)
    what = f"{render.day_name(stored.local_date)} {sport}"
    now = render.class_text(after.session_class, after.kind, uncertain=after.uncertain)
    said = "as you said" if after.label else "as it looks without your word"
    out = f"{what} [dim]{stored.id}[/dim]: {now}, {said}"
    if (was := before.session_class) != after.session_class or before.uncertain != after.uncertain:
        words = wording.class_words(was, before.kind, uncertain=before.uncertain)
        out += f" [dim](before: {words})[/dim]"
    here.out.print(out)
    here.out.print("[dim]The plan follows: kneedrive plan[/dim]")


def _print_session(here: Context, facts: dict[str, Any]) -> None:
    from adaptive.cli import render

    out = here.out
    head = f"{render.day_name(facts['local_date'])} {facts['local_start']:%H:%M}"
    sport = wording.sport_word(facts["sport"], facts["sub_sport"])
    out.print(f"[bold]{head}  {sport}[/bold]  [dim]{facts['id']} · {shown(facts['device'])}[/dim]")
    if facts["title"]:
        out.print(f"  {shown(facts['title'])}", style="italic")
    out.print("  " + " · ".join(wording.measured(facts)))
    sure = wording.sure_words(facts)
    words = render.class_text(facts["class"], facts["kind"], uncertain=facts["uncertain"])
    out.print(f"  class: {words}  [dim]{sure}[/dim]")
    for reason in facts["reasons"]:
        out.print(f"    - {shown(reason)}")
    _print_load(here, facts)
    if facts["structure"]:
        out.print(f"  structure: {facts['structure']}")
    _print_form(here, facts)
    if facts["laps"]:
        out.print(_laps_table(facts["laps"]))
    if len(facts["recordings"]) > 1:
        _print_recordings(here, facts["recordings"])
    for issue in wording.recorded_issues(facts):
        where = f" [dim]({shown(issue['where'])})[/dim]" if issue["where"] else ""
        words = shown(issue["message"])
        out.print(f"  [yellow]{issue['severity']}[/yellow]: {words}{where}")


def _print_load(here: Context, facts: dict[str, Any]) -> None:
    from rich.padding import Padding

    from adaptive.cli import render

    load, *remarks = map(shown, wording.load_lines(facts["load"], facts["sport"]))
    here.out.print(f"  load: {load}")
    for remark in remarks:
        here.out.print(f"    - {remark}")
    if (table := render.device_table(facts)) is not None:
        here.out.print(Padding(table, (0, 0, 0, 2)))


def _print_form(here: Context, facts: dict[str, Any]) -> None:
    if facts["form"]:
        from adaptive.cli.render_form import session_lines

        for line in session_lines(facts["form"]):
            here.out.print(f"  {line}")


def _print_recordings(here: Context, recordings: list[dict[str, Any]]) -> None:
    out = here.out
    for one in recordings:
        out.print(
            f"  recorded by {shown(one['device'])} [dim]{shown(one['source'])}[/dim]",
            soft_wrap=True,
        )
        if one["reason"]:
            out.print(f"    {shown(one['reason'])}")
        if one["channels"]:
            out.print(f"    gives {shown(', '.join(one['channels']))}")


def _laps_table(laps: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - rich is imported late
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, title_justify="left")
    # Many devices call every lap the same; that says nothing about the session.
    told = len({lap["intensity"] for lap in laps}) > 1
    for name in ("lap", "time", "km", "bpm", "W", *(["intensity"] if told else [])):
        table.add_column(name, justify="right")
    for number, lap in enumerate(laps, 1):
        table.add_row(
            str(number),
            wording.clock(lap["timer_s"] if lap["timer_s"] is not None else lap["elapsed_s"]),
            f"{lap['distance_m'] / 1000:.2f}" if lap["distance_m"] else "",
            f"{lap['avg_heart_rate_bpm']:.0f}" if lap["avg_heart_rate_bpm"] else "",
            f"{lap['avg_power_w']:.0f}" if lap["avg_power_w"] else "",
            *([lap["intensity"] or ""] if told else []),
        )
    return table
