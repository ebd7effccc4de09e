"""`kneedrive exercises`: the exercise library, for the one doing it on a mat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context

if TYPE_CHECKING:
    from rich.table import Table

    from adaptive.programme.cards import Card

__all__ = ["exercises"]

_ROOMY, _WIDE = 70, 100
"""Columns from which a table also has room for minutes and phase, and for equipment."""


def exercises(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One exercise, by id, name or a part of it."),
    ] = None,
) -> None:
    """Show the exercises with your doses, or how one is done."""
    from adaptive.programme.rulebook import standard

    here = context(ctx)
    one = standard().find(name) if name else None
    found = _cards(here)
    if here.as_json:
        document = found[one.id].to_json() if one else [card.to_json() for card in found.values()]
        here.answer(document)
    elif one:
        _print_card(here, found[one.id])
    else:
        here.out.print(_table(found, here.out.width))
        here.out.print("[dim]How one is done: kneedrive exercises NAME[/dim]")


def _cards(here: Context) -> dict[str, Card]:
    """The cards at the athlete's levels; as the programme starts where no library knows them."""
    from adaptive.programme.cards import cards
    from adaptive.programme.rulebook import standard

    if not (here.folder / "library.sqlite").exists():
        return cards(standard())
    from adaptive import service

    with here.open() as store:
        return service.exercises(store, here.today, here.now)


def _table(found: dict[str, Card], width: int) -> Table:
    from rich.table import Table

    from adaptive.wording import how_much

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    columns = {"exercise": 0, "your dose": 0, "min": _ROOMY, "block": _ROOMY, "needs": _WIDE}
    for column, wanted in columns.items():
        if width >= wanted:
            table.add_column(column, justify="right" if column == "min" else "left")
    for card in found.values():
        cells = (
            card.exercise.name,
            how_much(card.dose) if not card.against else f"not now: {_instead(card)}",
            f"{card.minutes:.1f}",
            card.block or "stand-in",
            ", ".join(card.equipment) or "nothing",
        )
        kept = [
            cell for cell, wanted in zip(cells, columns.values(), strict=True) if width >= wanted
        ]
        table.add_row(*kept, style="dim" if card.against or not card.block else None)
    return table


def _print_card(here: Context, card: Card) -> None:
    from rich.padding import Padding
    from rich.table import Table

    from adaptive.wording import how_much

    one, out = card.exercise, here.out
    where = card.block or "stand-in"
    out.print(f"[bold]{one.name}[/bold] · {where}")
    if card.against:
        out.print(f"[yellow]Not for you at present: {_instead(card)}[/yellow]")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    level = f", level {card.level} of {card.top_level}" if card.top_level else ""
    rest = f"; {one.rest_s:g} s rest between sets" if one.rest_s else ""
    leave_out = [
        *(f"with {why}" for why in card.avoid_if),
        *(f"when {why}" for why in one.not_when),
    ]
    for head, words in (
        ("dose", f"{how_much(card.dose)} (about {card.minutes:.0f} min{level})"),
        ("for now", card.dose.note or ""),
        ("needs", ", ".join(card.equipment) or "nothing"),
        ("set-up", one.setup),
        ("do", one.cue),
        ("tempo", f"{card.tempo}{rest}" if card.tempo else ""),
        ("look for", one.self_check),
        ("easier", one.easier or "" if card.level else ""),
        ("harder", ", then ".join(one.harder)),
        ("leave out", "; ".join(leave_out)),
        ("instead", ", or ".join(s.name for s in card.stand_ins)),
    ):
        if words:
            grid.add_row(head, words)
    out.print(Padding(grid, (0, 0, 0, 2)))
    out.print("[dim]Training information, no diagnosis. Stop at pain.[/dim]")


def _instead(card: Card) -> str:
    return f"{card.against}; do {card.instead.name}" if card.instead else card.against
