"""`kneedrive plan kept`: the plans that were made of a week, and any of them made again."""

from __future__ import annotations

from typing import Annotated

import typer

from adaptive.cli.context import context

__all__ = ["kept"]


def kept(
    ctx: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="Make this one again from its inputs.")
    ] = None,
    week: Annotated[
        str | None, typer.Option(metavar="2026-W48", help="Another week than this one.")
    ] = None,
) -> None:
    """List the plans made of a week, or make one again from all it was made from."""
    from adaptive import planning
    from adaptive.cli import render
    from adaptive.cli.plan import print_plan
    from adaptive.replanning.kept import again, of_week
    from adaptive.week import monday_of

    here = context(ctx)
    monday = planning.parse_week(week) if week else monday_of(here.today)
    with here.open() as store:
        if number is not None:
            made = again(store, monday, number, here.today)
            if here.as_json:
                here.answer(made.to_json())
                return
            told = "as it was told" if made.same else f"by today's programme, not {made.version}"
            here.out.print(f"Made again from what was known on {made.day}, {told}:\n")
            print_plan(here, made.plan)
            return
        plans = of_week(store, monday, here.today)
        if here.as_json:
            here.answer(
                [
                    {"number": n, "made": one.day, "week": one.week, "version": one.version}
                    for n, one in enumerate(plans, 1)
                ]
            )
            return
        for n, one in enumerate(plans, 1):
            places = [
                f"{block.start:%a %H:%M}" for block in one.blocks if block.kind == "strengthening"
            ]
            count = f"{len(one.blocks)} block{'s' * (len(one.blocks) != 1)}"
            strengthening = f", strengthening {', '.join(places)}" if places else ""
            here.out.print(f"{n}  made {render.day_name(one.day)}: {count}{strengthening}")
