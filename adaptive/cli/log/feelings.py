"""`log symptom`, `ill`, `well` and `cleared`: body and health."""

from __future__ import annotations

from typing import Annotated

import typer

from adaptive.cli.context import context
from adaptive.cli.log.entering import (
    SCORE,
    AtOption,
    BackOption,
    DateOption,
    HipPullOption,
    day_of,
    logged,
    tell,
    time_of,
)

__all__ = ["cleared", "ill", "symptom", "well"]


def symptom(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="Such as: back 3 hip none stiff_back."),
    ] = None,
    back: BackOption = None,
    hip_pull: HipPullOption = None,
    soreness: Annotated[
        str | None, typer.Option(metavar="N", help=f"Soreness a day after: {SCORE}")
    ] = None,
    sharp: Annotated[bool, typer.Option("--sharp", help="Pain is sharp.")] = False,
    sign: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A sign of tightness or weakness, such as stiff_back."),
    ] = None,
    red_flag: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What ends training at once, such as chest_pain."),
    ] = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """How back and hips feel, and signs that change what is good for you."""
    from adaptive.telling import words as reading

    here = context(ctx)
    told = {
        "back": back,
        "hip_pull": hip_pull,
        "soreness": soreness,
        "sharp": sharp,
        "signs": sign or [],
        "red_flags": red_flag or [],
    }
    logged(here, "symptom", words, lambda said: reading.symptom(said, told), on, at)


def ill(
    ctx: typer.Context,
    fever: Annotated[bool, typer.Option("--fever", help="With fever.")] = False,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """You are ill: the programme pauses until you log well."""
    logged(context(ctx), "ill", None, lambda _: {"fever": fever}, on, at)


def well(ctx: typer.Context, on: DateOption = None, at: AtOption = None) -> None:
    """The first day without symptoms."""
    from adaptive.telling.health import well as entry_of

    here = context(ctx)
    day, moment = day_of(here, on), time_of(at)
    with here.open(create=True) as store:
        tell(here, store, [entry_of(store, day, here.today, moment)])


def cleared(ctx: typer.Context, on: DateOption = None, at: AtOption = None) -> None:
    """A professional has cleared you after a stop; the programme begins again."""
    from adaptive.telling.health import cleared as entry_of

    here = context(ctx)
    day, moment = day_of(here, on), time_of(at)
    with here.open(create=True) as store:
        tell(here, store, [entry_of(store, day, here.today, moment)])
