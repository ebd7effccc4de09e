"""`kneedrive me`: facts about the athlete, all optional."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context
from adaptive.cli.prompting import interruptible, line, may_ask, refused

if TYPE_CHECKING:
    from adaptive.facts import Value
    from adaptive.library.store import Store

__all__ = ["app"]

app = typer.Typer(
    help="Facts about you, all optional, and what each is good for. A fact holds for all days, "
    "also for those before you told it; a threshold that you set holds from its day on.",
    short_help="Facts about you, all optional.",
    invoke_without_command=True,
)


@app.callback()
def me(ctx: typer.Context) -> None:
    """Show what is known about you, and what else you may tell."""
    if ctx.invoked_subcommand is not None:
        return
    from adaptive import facts

    here = context(ctx)
    asks = may_ask(here)
    with here.open(create=asks) as store:
        known = facts.known(store)
        if asks and not any(value is not None for value in known.values()):
            with interruptible(here, "nothing was told."):
                wanted = line(f"Answer {len(facts.QUESTIONS)} short questions now? [Y/n]").lower()
            if wanted in {"", "y", "yes"}:
                _interview(here, store)
                known = facts.known(store)
    if here.as_json:
        here.answer(known)
    else:
        _print_facts(here, known)


@app.command()
def ask(ctx: typer.Context) -> None:
    """Go through the questions whose answers change most; Enter passes one over."""
    from adaptive.facts import QUESTIONS
    from ingest.errors import UsageError

    here = context(ctx)
    if not may_ask(here):
        raise UsageError(
            "questions are asked at a terminal only",
            hint=f"Tell them one by one: kneedrive me set NAME VALUE, for {', '.join(QUESTIONS)}.",
        )
    with here.open(create=True) as store:
        _interview(here, store)


def _interview(here: Context, store: Store) -> None:
    """Ask, keep each answer at once, and ask again where it makes no sense."""
    from adaptive import facts
    from ingest.errors import UsageError

    here.out.print("[dim]Enter passes a question over; Ctrl-C ends, what you told stays.[/dim]")
    with interruptible(here, "what you told before is kept: kneedrive me"):
        for number, (name, question) in enumerate(facts.QUESTIONS.items(), 1):
            known = store.fact(name)
            now = "" if known is None else f" (now: {facts.FACTS[name].words(known)})"
            here.out.print(f"[bold]{number}/{len(facts.QUESTIONS)}[/bold] {question}{now}")
            here.out.print(f"[dim]{facts.FACTS[name].allowed}[/dim]")
            while said := line("  "):
                try:
                    facts.tell(store, name, said, here.today)
                except UsageError as wrong:
                    refused(here, wrong)
                else:
                    break


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as birth_year.")],
    value: Annotated[
        list[str],
        typer.Argument(
            metavar="VALUE", help="Such as 1984, or several words; - takes the fact back."
        ),
    ],
) -> None:
    """Tell a fact; the latest counts, and sessions and plans follow it."""
    from adaptive import facts

    here = context(ctx)
    with here.open(create=True) as store:
        facts.tell(store, name, " ".join(value), here.today)
        known = facts.known(store)
    if here.as_json:
        here.answer(known)
    else:
        here.out.print(f"{name}: {facts.FACTS[name].words(known[name])}")


def _print_facts(here: Context, known: dict[str, Value]) -> None:
    from rich.table import Table

    from adaptive.facts import FACTS
    from models.athlete import Athlete

    roomy = here.out.width >= 80
    table = Table(box=None, pad_edge=False)
    table.add_column("fact", no_wrap=True)
    for head in ("value", "may be", "is used for")[: 3 if roomy else 2]:
        table.add_column(head, overflow="fold")
    for name, value in known.items():
        fact = FACTS[name]
        words = fact.words(value)
        if value is None and (assumed := getattr(Athlete(), name, None)) is not None:
            words += f": {fact.words(assumed)}"
        table.add_row(*(name, words, fact.allowed, f"[dim]{fact.use}[/dim]")[: 4 if roomy else 3])
    here.out.print(table)
    here.out.print(
        "[dim]Tell one: kneedrive me set NAME VALUE · take it back: kneedrive me set NAME - · "
        "be asked: kneedrive me ask[/dim]"
    )
