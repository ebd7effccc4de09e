"""`kneedrive me`: facts about the athlete, all optional."""

from __future__ import annotations

from typing import Annotated

import typer

from adaptive.cli.context import context

__all__ = ["app"]

app = typer.Typer(help="Facts about you, all optional.", invoke_without_command=True)


@app.callback()
def me(ctx: typer.Context) -> None:
    """Show what is known about you."""
    if ctx.invoked_subcommand is not None:
        return
    from adaptive import facts

    here = context(ctx)
    with here.open() as store:
        known = facts.known(store)
    if here.as_json:
        here.answer(known)
        return
    for name, value in known.items():
        here.out.print(f"{name}: {'not told' if value is None else value}")


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as time_zone.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Such as Europe/Berlin.")],
) -> None:
    """Tell a fact; the latest counts."""
    from adaptive import facts

    here = context(ctx)
    with here.open(create=True) as store:
        facts.tell(store, name, value, here.today)
        known = facts.known(store)
    if here.as_json:
        here.answer(known)
    else:
        here.out.print(f"{name}: {known[name]}")
