"""Decisions to sentences: why a block stands where it stands, and why something does not.

The planner hands over facts (sessions, hours, counts); the words are all here. Rule ids
never stand in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from adaptive.week import PhaseState, WeekSession

__all__ = [
    "DAYS_PASSED",
    "activation_has_no_room",
    "class_question",
    "daily_activation",
    "drills",
    "few_drills",
    "halted",
    "halted_on",
    "hard_days_policy",
    "no_pedalling",
    "obstacle",
    "pedalling",
    "preparing",
    "rest_day_used",
    "session_name",
    "strengthening",
    "stretch",
    "too_little_strengthening",
    "transition",
]

DAYS_PASSED = "the days before today have passed"

_KINDS = {
    "recovery": "recovery",
    "endurance": "easy",
    "interval": "interval",
    "tempo": "tempo",
    "long": "long",
    "hilly_hard": "hilly",
}
_FAMILIES = {"strength": "gym session", "run": "run", "ride": "ride", "swim": "swim"}
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven")
_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")


def session_name(session: WeekSession) -> str:
    """A session as a runner would call it: "Tuesday's predicted easy run"."""
    return f"{session.day:%A}'s {_what(session)}"


def _what(session: WeekSession) -> str:
    sport = _FAMILIES.get(session.family, session.sport.replace("_", " "))
    plain = "easy" if session.session_class == "easy" else "hard"
    if session.kind == "race":
        what = "race"
    elif session.session_class == "brick":
        what = f"brick {sport}"
    elif session.uncertain or session.session_class == "other":
        what = sport
    else:
        what = f"{_KINDS.get(session.kind or '', plain)} {sport}"
    return f"predicted {what}" if session.origin == "predicted" else what


def strengthening(
    session: WeekSession | None,
    start: datetime,
    end: datetime,
    next_hard: WeekSession | None,
    *,
    number: int,
    wanted: int,
) -> str:
    """Why strengthening stands where it stands."""
    if session is None:
        place = f"On {start:%A}, a day without training, as too few easy sessions leave room for it"
    elif session.hard:
        place = f"Hours after {session_name(session)}, as you keep hard days hard"
    elif start.date() == session.day and (start - session.end).total_seconds() > 3600:
        place = f"Later on the day of {session_name(session)}"
    elif session.family == "strength":
        place = f"At the end of {session_name(session)}"
    else:
        place = f"After {session_name(session)}"
    return f"{place}: {_until(end, next_hard)}. {_count(number, wanted)}"


def _until(end: datetime, next_hard: WeekSession | None) -> str:
    if next_hard is None:
        return "no hard session is in sight"
    hours = int((next_hard.start - end).total_seconds() // 3600)
    if next_hard.uncertain:
        name = session_name(next_hard)
        return (
            f"the next session that may be hard is {name} at {next_hard.start:%H:%M}, "
            f"{hours} hours later"
        )
    predicted = "predicted for " if next_hard.origin == "predicted" else ""
    return f"the next hard session is {predicted}{next_hard.start:%A %H:%M}, {hours} hours later"


def _count(number: int, wanted: int) -> str:
    return (
        "The one of this week."
        if wanted == 1
        else f"{_ORDINALS[number]} of {_NUMBERS[wanted]} this week."
    )


def preparing(session: WeekSession | None, *, before: bool) -> str:
    """Why activation stands with strengthening."""
    if session and before:
        return (
            f"Before {session_name(session)}: light work that wakes the hip flexors, "
            "and prepares the strengthening that follows the session."
        )
    return "Straight before the strengthening, which it prepares."


def daily_activation(
    session: WeekSession | None,
    day: date,
    state: PhaseState,
    length_days: int | None,
    hard: Sequence[WeekSession],
    apart_h: float,
    *,
    free: bool,
) -> str:
    """Why the daily activation stands where it stands; `free` is a day without training."""
    count = f"Day {state.day} of {length_days}" if length_days else f"Day {state.day}"
    if session:
        return (
            f"{count} of activation: before {session_name(session)}, so that it starts fresh "
            "and the hips are awake."
        )
    if free:
        return f"{count} of activation: {day:%A} is free of training, so any other hour will do."
    if not hard:
        return f"{count} of activation: {day:%A} has no easy session ahead that it could precede."
    if unsure := [s for s in hard if s.uncertain and s.origin != "done"]:
        return (
            f"{count} of activation: {session_name(unsure[0])} may be hard, so this keeps "
            f"{apart_h:g} hours from it. If it is an easy one, do this right before it instead."
        )
    return (
        f"{count} of activation: {apart_h:g} hours or more from {session_name(hard[0])}, "
        "so that it takes nothing from it."
    )


def drills(run: WeekSession, *, number: int, wanted: int) -> str:
    """Why drills stand in a warm-up."""
    return (
        f"Last part of the warm-up of {session_name(run)}, so that the run starts with "
        f"the knee lift awake. {_count(number, wanted)}"
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


def obstacle(
    rule: str,
    day: date,
    offered: WeekSession | None,
    cause: WeekSession | None,
    hours: float | None,
    needed: float | None,
) -> str:
    """What stood in the way of strengthening on one day, as a clause without full stop.

    `offered` is the session it could have followed, `cause` the one the rule is about,
    with the hours there are and the hours the rule needs.
    """
    if rule == "H4":
        return _no_easy_session(day, cause)
    place = f"after {session_name(offered)}" if offered else f"on {day:%A}"
    if cause and rule == "H2":
        unsure = ", which may be hard" if cause.uncertain else ""
        return (
            f"{place} only {int(hours or 0)} hours would remain until "
            f"{session_name(cause)}{unsure} ({needed:g} are needed)"
        )
    if cause and rule == "H3":
        return f"{place} it would be {int(hours or 0)} hours before {session_name(cause)}"
    if cause and rule == "H15":
        return f"{place} it would be too soon after {session_name(cause)}"
    return {
        "H5": f"{day:%A} is too close to other strengthening (48 hours apart, two in seven days)",
        "H6": f"{day:%A} comes before the strengthening phase, or is the first day of a phase",
        "H13": f"{day:%A} would take the week over its minutes",
        "H15": f"the load of {day:%A} is unusually high",
        "H17": f"the time {place} has passed",
        "P1": f"{day:%A} would be possible, but costs more than a second session brings",
    }[rule]


def _no_easy_session(day: date, cause: WeekSession | None) -> str:
    if cause is None:
        return f"{day:%A} has no easy session"
    if not cause.hard:
        return f"{session_name(cause)} leaves no time"
    what = _what(cause)
    article = "an" if what[0] in "aeiou" else "a"
    unsure = " that may be hard" if cause.uncertain else ""
    return f"{cause.day:%A} has {article} {what}{unsure}"


def too_little_strengthening(placed: int, wanted: int, clauses: Sequence[str]) -> str:
    """Why fewer strengthening sessions stand in the week than the phase wants."""
    head = (
        f"Strengthening has a place {'once' if placed == 1 else 'twice'}, "
        f"not {_NUMBERS[wanted]} times, this week"
        if placed
        else "No strengthening fits this week"
    ).replace("two times", "twice")
    return f"{head}: {'; '.join(clauses)}."


def activation_has_no_room(day: date, blocking: Sequence[WeekSession], apart_h: float) -> str:
    """Why a day of the activation phase has no activation."""
    if not blocking:
        return f"No activation on {day:%A}: too little of the day or of the week's minutes is left."
    in_order = sorted(blocking, key=lambda session: session.start)
    names = " and ".join(dict.fromkeys(session_name(session) for session in in_order))
    return f"No activation on {day:%A}: no free time of the day is {apart_h:g} hours from {names}."


def few_drills(placed: int, wanted: int, races: Sequence[WeekSession]) -> str:
    """Why fewer warm-ups than wanted carry drills."""
    head = f"Drills stand in {_NUMBERS[placed]} of {_NUMBERS[wanted]} warm-ups"
    if races:
        return f"{head}: after {session_name(races[0])} there is nothing but activation for now."
    return (
        f"{head}: the rest of the week has no other day with a run that has a warm-up of its own."
    )


def no_pedalling(causes: Sequence[tuple[WeekSession, float]], races: Sequence[WeekSession]) -> str:
    """Why no ride carries single-leg pedalling; `causes` are hard rides and hours to them."""
    if races:
        return f"No single-leg pedalling: {session_name(races[0])} is too close."
    if not causes:
        return "No single-leg pedalling: the rest of the week has no easy ride long enough for it."
    reasons = "; ".join(
        f"{session_name(session)} starts {int(hours)} hours after the easy ride"
        for session, hours in causes
    )
    return f"No single-leg pedalling, as it never comes before a hard ride: {reasons}."


def halted(state: PhaseState) -> str:
    """Why a paused or stopped athlete gets no psoas work."""
    if state.overlay == "stop":
        return "A stop sign ended all psoas work until you are cleared."
    return "You are paused: there is no psoas work until you are well."


def halted_on(day: date) -> str:
    """That a day lies in a pause or a stop, as a clause without full stop."""
    return f"{day:%A} lies in a pause"


def class_question(session: WeekSession) -> str:
    """The question about a recorded session whose class is not certain."""
    return (
        f"Was {session_name(session)} ({session.start:%d %b, %H:%M}) easy or hard? "
        "Until you say, it counts as hard."
    )


def hard_days_policy() -> str:
    """That the athlete's setting lets strengthening follow hard sessions."""
    return (
        "You keep hard days hard: strengthening may follow a key session by six hours when the "
        "next day is easy."
    )


def rest_day_used(day: date) -> str:
    """That a day without training was used, and how to prevent it."""
    return (
        f"{day:%A} has no training but was used for strengthening; "
        "the setting rest_days keep leaves such days free."
    )
