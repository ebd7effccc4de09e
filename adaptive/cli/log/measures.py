"""`log check`, `knee-lift`, `cadence`, `effort`, `change`, `note`: what was seen and measured."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from adaptive.cli.context import context
from adaptive.cli.log.entering import (
    AtOption,
    BackOption,
    DateOption,
    HipPullOption,
    logged,
    tell,
)
from adaptive.cli.prompting import complete, interruptible

__all__ = ["cadence", "change", "check", "effort", "knee_lift", "note"]

_Seconds = Annotated[str | None, typer.Option(metavar="SECONDS", help="Of the march hold.")]


def check(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LEFT RIGHT WORD...]",
            help="Such as: 15 15 ok, or 8 15 shaky arched front back 3.",
        ),
    ] = None,
    left: _Seconds = None,
    right: _Seconds = None,
    smooth: Annotated[
        bool | None, typer.Option("--smooth/--not-smooth", help="How the march went.")
    ] = None,
    deep: Annotated[
        bool | None, typer.Option("--deep/--front", help="Where you felt the lift.")
    ] = None,
    flat: Annotated[
        bool | None,
        typer.Option("--dead-bug-flat/--dead-bug-arched", help="The back in the dead bug."),
    ] = None,
    bug_range: Annotated[
        str | None, typer.Option("--range", metavar="full|half", help="Of the dead bug.")
    ] = None,
    back: BackOption = None,
    hip_pull: HipPullOption = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """The self-check: the last sets of march hold and dead bug. What you leave out was good."""
    from adaptive.telling import lifting

    told = {
        "march_left_s": left,
        "march_right_s": right,
        "smooth": smooth,
        "feel": None if deep is None else "deep" if deep else "front",
        "dead_bug_flat": flat,
        "dead_bug_range": bug_range,
        "back": back,
        "hip_pull": hip_pull,
    }
    logged(context(ctx), "check", words, lambda said: lifting.check(said, told), on, at)


def knee_lift(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LEFT RIGHT]", help="Degrees, or like 62cm 60cm."),
    ] = None,
    left: Annotated[str | None, typer.Option(metavar="DEG", help="90 is level.")] = None,
    right: Annotated[str | None, typer.Option(metavar="DEG", help="90 is level.")] = None,
    left_cm: Annotated[str | None, typer.Option(metavar="CM", help="Height of the knee.")] = None,
    right_cm: Annotated[str | None, typer.Option(metavar="CM", help="Height of the knee.")] = None,
    height_cm: Annotated[
        str | None, typer.Option(metavar="CM", help="Height of both knees, or of --side.")
    ] = None,
    side: Annotated[
        Literal["left", "right", "both"], typer.Option(help="Which knee --height-cm is of.")
    ] = "both",
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """How high the knee comes, as an angle of the thigh or a height: it counts as a check."""
    from adaptive.telling import lifting

    heights = {"left_cm": left_cm, "right_cm": right_cm}
    if height_cm is not None:
        heights |= {f"{one}_cm": height_cm for one in ("left", "right") if side in {one, "both"}}
    told = {"left_deg": left, "right_deg": right, **heights}
    logged(context(ctx), "knee_lift", words, lambda said: lifting.knee_lift(said, told), on, at)


def cadence(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CADENCE [PACE]]", help="Such as: 172 5:30/km, or 88 210w."),
    ] = None,
    pace: Annotated[
        str | None, typer.Option(metavar="M:SS", help="Like 5:30/km or 8:50/mi.")
    ] = None,
    speed: Annotated[str | None, typer.Option(metavar="KMH", help="In place of a pace.")] = None,
    power: Annotated[str | None, typer.Option(metavar="W", help="On the bike.")] = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """Steps a minute at a pace, or turns a minute at a power: it counts as one session."""
    from adaptive.telling import pacing

    logged(
        context(ctx),
        "cadence",
        words,
        lambda said: pacing.cadence(said, pace=pace, speed=speed, power=power),
        on,
        at,
    )


def effort(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="SESSION RPE", help="First digits of its id, a date or last; 1-10."),
    ] = None,
) -> None:
    """How hard a session felt: your word wins over the file's, and its load follows."""
    from adaptive.telling.words import effort_of
    from adaptive.telling.work import session_effort

    here = context(ctx)
    with here.open() as store, interruptible(here, "nothing was logged."):
        name, felt = complete(here, words or (), effort_of)
        tell(here, store, [session_effort(store, name, felt, here.today)])


def change(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHAT [NAME]", help="shoes, device, bike or pedals."),
    ] = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """Something new that moves cadence by itself: form is read anew from this day on."""
    from adaptive.telling.words import change as read

    logged(context(ctx), "change", words, read, on, at)


def note(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="Your words.")] = None,
    on: DateOption = None,
    at: AtOption = None,
) -> None:
    """Words for yourself, kept with the day."""
    from adaptive.telling.words import note as read

    logged(context(ctx), "note", words, read, on, at)
