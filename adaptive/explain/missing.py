"""Why something does not stand where it could, or nowhere at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from adaptive.explain.naming import (
    KIND_WORDS,
    agreeing,
    listed,
    names,
    number,
    pinned_place,
    sentence,
    session_name,
    what,
)
from adaptive.week import Overlay, PhaseState, Pin, WeekSession

__all__ = [
    "DAYS_PASSED",
    "FOR_THIS_REASON",
    "activation_has_no_room",
    "as_good",
    "few_drills",
    "halted",
    "no_pedalling",
    "not_as_pinned",
    "obstacle",
    "pinning",
    "runner_up",
    "too_early",
    "too_little_strengthening",
    "worse",
]

DAYS_PASSED = "the days before today have passed"
FOR_THIS_REASON = "on {days} for this reason"

_WORSE = {
    "P2": "the two would be spaced less well",
    "P3": "less time would remain until the next hard session",
    "P4": "it would follow an endurance session, not a recovery session",
    "P5": "no activation would come before it",
    "P6": "it would take a day without training",
    "P7": "it would come the day after a long run or a race",
    "P8": "the week would be further from its 50 minutes",
    "P9": "it would leave the weekdays of last week",
    "P12": "it would come on a tiring day",
    "P13": "it would move what this week's last plan had",
    "P14": "it would stand further from its usual hour",
}
"""What a week that scores worse by a preference has against it."""


def obstacle(
    rule: str,
    day: date,
    offered: WeekSession | None = None,
    cause: WeekSession | None = None,
    hours: float | None = None,
    needed: float | None = None,
    about: str = "",
    state: str = "",
) -> str:
    """What stood in the way of work, mostly strengthening, on one day: a clause, no full stop.

    `offered` is the session it could have followed, `cause` the one the rule is about,
    with the hours there are and the hours the rule needs; `about` tells apart what one rule
    forbids, `state` says what the athlete's state is. Where the same may hold of other days, the
    clause has marks for `agreeing` to fill in.
    """
    if rule == "H4" and cause and about == "order":
        return f"on {day:%A} it comes after {session_name(cause)}, not before it"
    if rule == "H4" and cause and needed is not None:
        return f"on {day:%A} {needed:g} hours must lie between it and {session_name(cause)}"
    if rule == "H4":
        return _no_easy_session(day, cause)
    place = _offer(day, offered, cause, hours)
    if cause and rule == "H2":
        return f"{place} {_too_few_hours(cause, hours or 0, needed or 0)}"
    if cause and rule == "H3":
        return f"{{days}} {{is}} too close to {session_name(cause)}"
    if cause and rule == "H15":
        return f"{{days}} {{is}} too soon after {session_name(cause)}"
    if cause and rule in {"H1", "H8"}:
        return f"too little time would lie between it and {session_name(cause)}"
    if cause and rule == "H9":
        return f"{session_name(cause)} follows within 20 hours"
    return {
        ("H7", ""): "by itself it belongs to the activation phase; later it goes with the "
        "strengthening",
        ("H9", ""): "{days} {has} no easy ride with room for it",
        ("H10", ""): "{days} {has} no run off the bike",
        ("H11", ""): "{days} {has} no run, or none that needs it, with a warm-up of its own",
        ("H12", ""): "it would not come after the last session of the day",
        ("P1", ""): "the phase wants no more of it this week",
        ("H5", ""): "{days} {is} too close to other strengthening (48 hours apart, two in seven "
        "days)",
        ("H6", ""): "{days} {is} too early in the programme",
        ("H13", ""): "{days} would take the week over its minutes",
        ("H14", ""): "{days} would have more than its 30 minutes",
        ("H15", "load"): "the load of {days} is unusually high",
        ("H15", "state"): f"on {{days}} there is none, as {state}"
        if state
        else "{days} {is} within a pause",
        ("H17", "past"): f"the time {place} has passed",
        ("H17", "hours"): f"{place} no open hour is left",
        ("H17", "blocked"): "you keep {days} free",
        ("H17", "equipment"): "nothing of it can be done on {days} with what is at hand",
    }[rule, about]


def _too_few_hours(cause: WeekSession, hours: float, needed: float) -> str:
    unsure = ", which may be hard" if cause.uncertain else ""
    kept = max(0, int(hours))
    remain = f"only {kept} hours would remain" if kept != 1 else "only one hour would remain"
    sure = "" if cause.earliest is None else " at the earliest"
    return f"{remain} until {session_name(cause)}{unsure}{sure} ({needed:g} are needed)"


def _offer(
    day: date, offered: WeekSession | None, cause: WeekSession | None, hours: float | None
) -> str:
    """When strengthening would come: after a session, or later that day, at its first free hour."""
    if not offered:
        return f"on {day:%A}"
    first = cause.first_start if cause else None
    if first and hours is not None and offered.last_end < first - timedelta(hours=hours + 2):
        return f"later on {day:%A}"
    return f"after {session_name(offered)}"


def _no_easy_session(day: date, cause: WeekSession | None) -> str:
    if cause is None:
        return "{days} {has} no easy session"
    if not cause.hard:
        return f"{session_name(cause)} leaves no time"
    found = what(cause)
    article = "an" if found[0] in "aeiou" else "a"
    unsure = " that may be hard" if cause.uncertain else ""
    has = "{days} {has}" if cause.day == day else f"{cause.day:%A} has"
    return f"{has} {article} {found}{unsure}"


def too_little_strengthening(
    placed: int, wanted: int, clauses: Sequence[tuple[date, str]], states: Sequence[str] = ()
) -> str:
    """Why fewer strengthening sessions stand in the week than the phase wants.

    What the athlete's state says comes first; what holds of several days is said once.
    """
    days: dict[str, list[str]] = {}
    for day, clause in clauses:
        days.setdefault(clause, []).append(f"{day:%A}")
    told = [agreeing(clause, names_of_days) for clause, names_of_days in days.items()]
    head = (
        f"Strengthening has a place {'once' if placed == 1 else 'twice'}, "
        f"not {number(wanted)} times, this week"
        if placed
        else "No strengthening fits this week"
    ).replace("two times", "twice")
    first = "".join(f"{sentence(state)} " for state in states)
    return f"{first}{head}: {'; '.join(told)}."


def worse(day: date, preferences: Sequence[str]) -> str:
    """Why a day on which strengthening is legal has none: what the week would lose by it."""
    return f"{day:%A} would be possible, but {_against(preferences)}"


def as_good(day: date) -> str:
    """That a day was not taken only because another one comes earlier."""
    return f"{day:%A} would be as good; the earlier day is taken"


def runner_up(days: Sequence[date], preferences: Sequence[str]) -> str:
    """Another week and what speaks against it."""
    where = listed(f"{day:%A}" for day in days)
    return f"{where}: {_against(preferences) if preferences else 'as good, but later'}."


def _against(preferences: Sequence[str]) -> str:
    return listed(_WORSE[name] for name in preferences if name in _WORSE) or "it costs more"


def pinning(pin: Pin, clause: str) -> str:
    """Why a pinned block cannot stand: the place, then what is in the way."""
    day = f"{pin.day:%A}"
    words = agreeing(clause, [day]).removeprefix(f"on {day} ")
    if pin.at is None and words.startswith(f"{day} "):
        return f"{words}."
    return f"{pinned_place(pin)}: {words}."


def not_as_pinned(pin: Pin, reasons: Sequence[str]) -> str:
    """That the plan does not obey a pin, and why."""
    why = " ".join(reasons) or "It has no place beside what else you pinned."
    return f"Your pin of {KIND_WORDS[pin.kind]} on {pinned_place(pin)} cannot stand. {why}"


def activation_has_no_room(
    day: date, blocking: Sequence[WeekSession], apart_h: float, about: str = ""
) -> str:
    """Why a day of the activation phase has no activation."""
    if about == "blocked":
        return f"No activation on {day:%A}: you keep {day:%A} free."
    if about == "equipment":
        return f"No activation on {day:%A}: nothing of it can be done with what is at hand."
    if not blocking:
        return f"No activation on {day:%A}: too little of the day or of the week's minutes is left."
    near = listed(names(sorted(blocking, key=lambda session: session.start)))
    return f"No activation on {day:%A}: no free time left is {apart_h:g} hours from {near}."


def few_drills(placed: int, wanted: int, races: Sequence[WeekSession]) -> str:
    """Why fewer warm-ups than wanted carry drills."""
    head = f"Drills stand in {number(placed)} of {number(wanted)} warm-ups"
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


def too_early(day: date, state: PhaseState) -> str:
    """That the phase has no strengthening on a day, as a clause without full stop."""
    if state.phase == "activation":
        return "{days} {is} still in the activation phase"
    return f"the {state.phase} phase begins on {day:%A}, and strengthening waits for the day after"


def halted(overlay: Overlay | None, reason: str) -> str:
    """Why a paused or stopped athlete gets no psoas work; `reason` as the state tells it."""
    if overlay == "stop":
        return "A stop sign ended all psoas work until you are cleared."
    if reason:
        return f"There is no psoas work for now: {reason.rstrip('.')}."
    return "You are paused: there is no psoas work until you are well."
