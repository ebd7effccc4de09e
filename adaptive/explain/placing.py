"""Why a block stands where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from adaptive.explain.naming import counted, pinned_place, session_name, timed
from adaptive.explain.naming import number as in_words
from adaptive.week import PhaseState, Pin, WeekSession

__all__ = [
    "daily_activation",
    "drills",
    "if_easy",
    "pedalling",
    "pinned",
    "preparing",
    "strengthening",
    "stretch",
    "transition",
]


def strengthening(
    session: WeekSession | None,
    start: datetime,
    end: datetime,
    next_hard: WeekSession | None,
    *,
    number: int,
    total: int,
    prepared: bool = True,
    chosen: bool = False,
) -> str:
    """Why strengthening stands where it stands.

    It is number so and so of a total this week; `prepared` is whether activation comes before,
    `chosen` whether the athlete chose the place.
    """
    if session is None:
        why = "" if chosen else ", as too few easy sessions leave room for it"
        place = f"On {start:%A}, when no training is expected{why}"
    elif session.hard:
        place = f"Hours after {session_name(session)}, as you keep hard days hard"
    elif start.date() == session.day and (start - session.end).total_seconds() > 3600:
        place = f"Later on the day of {session_name(session)}"
    elif session.family == "strength":
        place = f"At the end of {session_name(session)}"
    else:
        place = f"After {session_name(session)}"
    gently = "" if prepared else " Begin gently, as no activation fits before it."
    return f"{place}: {_until(end, next_hard)}. {counted(number, total)}{gently}"


def _until(end: datetime, next_hard: WeekSession | None) -> str:
    if next_hard is None:
        return "no hard session is expected in the days after it"
    later = _later(end, next_hard.first_start)
    when = timed(next_hard)
    if next_hard.uncertain:
        at = f" at {next_hard.start:%H:%M}" if when != f"{next_hard.start:%A}" else ""
        return f"the next session that may be hard is {session_name(next_hard)}{at}, {later}"
    predicted = "predicted for " if next_hard.origin == "predicted" else ""
    return f"the next hard session is {predicted}{when}, {later}"


def _later(earlier: datetime, moment: datetime) -> str:
    """How much later: hours where they can decide, from two days on whole days."""
    hours = int((moment - earlier).total_seconds() // 3600)
    return f"{hours} hours later" if hours < 48 else f"at least {in_words(hours // 24)} days later"


def preparing(session: WeekSession | None, *, before: bool) -> str:
    """Why activation stands with strengthening."""
    if session and before:
        name = session_name(session)
        return f"Before {name}: it wakes the hip flexors for the strengthening after it."
    return "Straight before the strengthening, which it prepares."


def daily_activation(
    session: WeekSession | None,
    start: datetime,
    state: PhaseState,
    length_days: int | None,
    hard: Sequence[WeekSession],
    apart_h: float,
    *,
    free: bool,
) -> str:
    """Why the daily activation stands where it stands; `free` is a day without training."""
    day = start.date()
    within = length_days and state.day <= length_days
    count = f"Day {state.day} of {length_days}" if within else f"Day {state.day}"
    if session:
        return (
            f"{count} of activation: before {session_name(session)}, so that it starts fresh "
            "and the hips are awake."
        )
    if free:
        return (
            f"{count} of activation: no training is expected on {day:%A}, so any hour will do; "
            "right before an easy session if one comes."
        )
    if not hard:
        return f"{count} of activation: {day:%A} has no easy session ahead that it could precede."
    if unsure := [s for s in hard if s.uncertain and s.origin != "done"]:
        return (
            f"{count} of activation: {session_name(unsure[0])} may be hard, so this keeps "
            f"{apart_h:g} hours from it."
        )
    if ahead := [s for s in hard if s.start > start]:
        return (
            f"{count} of activation: {apart_h:g} hours or more before {session_name(ahead[0])}, "
            "so that it takes nothing from it."
        )
    return (
        f"{count} of activation: {apart_h:g} hours or more after {session_name(hard[-1])}, "
        "on rested hips."
    )


def drills(run: WeekSession, *, number: int, total: int) -> str:
    """Why drills stand in a warm-up."""
    return (
        f"Last part of the warm-up of {session_name(run)}, so that the run starts with "
        f"the knee lift awake. {counted(number, total)}"
    )


def pedalling(ride: WeekSession, hours: float) -> str:
    """Why single-leg pedalling stands in a ride."""
    return (
        f"Within {session_name(ride)}, after some minutes of easy riding, indoors or free of "
        f"traffic: no hard ride follows within {hours:g} hours."
    )


def transition(run: WeekSession) -> str:
    """Why the transition sequence stands before a run."""
    return (
        f"Between the bike and {session_name(run)}, as before every run off the bike: it takes "
        "the hips from bent to extended work. Then start easily."
    )


def stretch(session: WeekSession | None, day: date) -> str:
    """Why static stretches stand where they stand."""
    place = (
        f"After {session_name(session)}, the last session of the day"
        if session
        else f"On {day:%A}, a day without training"
    )
    return f"{place}: long holds come only when no session follows."


def if_easy(session: WeekSession) -> str:
    """When a block's other place holds, as a clause."""
    return f"if {session_name(session)} turns out to be easy"


def pinned(pin: Pin, why: str) -> str:
    """That the athlete put a block where it stands; `why` as the plan would have said it."""
    return f"You pinned it to {pinned_place(pin)}. {why}"
