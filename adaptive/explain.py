"""Decisions to sentences: why a block stands where it stands, and why something does not.

The planner hands over facts (sessions, hours, counts); the words are all here. Rule ids
never stand in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from adaptive.week import DoneBlock, PhaseState, WeekSession

__all__ = [
    "DAYS_PASSED",
    "HALTED_ON",
    "activation_has_no_room",
    "class_question",
    "daily_activation",
    "drills",
    "expectation",
    "few_drills",
    "halted",
    "hard_days_policy",
    "no_pedalling",
    "obstacle",
    "pedalling",
    "preparing",
    "rest_days_used",
    "session_name",
    "strengthening",
    "stretch",
    "taken_as_done",
    "too_early",
    "too_little_strengthening",
    "transition",
    "treated_as_hard",
]

# Clauses of `too_little_strengthening`, as `obstacle` gives them.
DAYS_PASSED = "the days before today have passed"
HALTED_ON = "{days} {is} within a pause"
_AGREEING = (("{is}", "is", "are"), ("{has}", "has", "have"))

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
    if session.uncertain or session.session_class == "other":
        what = sport
    elif session.kind == "race":
        what = "race"
    elif session.session_class == "brick":
        what = f"brick {sport}"
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
    total: int,
    prepared: bool = True,
) -> str:
    """Why strengthening stands where it stands.

    It is number so and so of a total this week; `prepared` is whether activation comes before.
    """
    if session is None:
        place = (
            f"On {start:%A}, when no training is expected, as too few easy sessions leave room "
            "for it"
        )
    elif session.hard:
        place = f"Hours after {session_name(session)}, as you keep hard days hard"
    elif start.date() == session.day and (start - session.end).total_seconds() > 3600:
        place = f"Later on the day of {session_name(session)}"
    elif session.family == "strength":
        place = f"At the end of {session_name(session)}"
    else:
        place = f"After {session_name(session)}"
    gently = "" if prepared else " Begin gently, as no activation fits before it."
    return f"{place}: {_until(end, next_hard)}. {_count(number, total)}{gently}"


def _until(end: datetime, next_hard: WeekSession | None) -> str:
    if next_hard is None:
        return "no hard session is expected in the days after it"
    later = _later(end, next_hard.start)
    if next_hard.uncertain:
        name = session_name(next_hard)
        return f"the next session that may be hard is {name} at {next_hard.start:%H:%M}, {later}"
    predicted = "predicted for " if next_hard.origin == "predicted" else ""
    return f"the next hard session is {predicted}{next_hard.start:%A %H:%M}, {later}"


def _later(earlier: datetime, moment: datetime) -> str:
    """How much later: hours where they can decide, from two days on whole days."""
    hours = int((moment - earlier).total_seconds() // 3600)
    return f"{hours} hours later" if hours < 48 else f"at least {_number(hours // 24)} days later"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _names(sessions: Sequence[WeekSession]) -> list[str]:
    return list(dict.fromkeys(session_name(session) for session in sessions))


def _list(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "A, B and C"."""
    return " and ".join([", ".join(words[:-1]), *words[-1:]] if len(words) > 1 else words)


def _count(number: int, total: int) -> str:
    return (
        "The one of this week."
        if total == 1
        else f"{_ORDINALS[number]} of {_NUMBERS[total]} this week."
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
    count = f"Day {state.day} of {length_days}" if length_days else f"Day {state.day}"
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
            f"{apart_h:g} hours from it. If it is an easy one, do this right before it instead."
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
        f"the knee lift awake. {_count(number, total)}"
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
    with the hours there are and the hours the rule needs. Where the same may hold of other
    days, the clause has the marks of `_AGREEING` for `too_little_strengthening` to fill in.
    """
    if rule == "H4":
        return _no_easy_session(day, cause)
    place = _offer(day, offered, cause, hours)
    if cause and rule == "H2":
        unsure = ", which may be hard" if cause.uncertain else ""
        return (
            f"{place} only {int(hours or 0)} hours would remain until "
            f"{session_name(cause)}{unsure} ({needed:g} are needed)"
        )
    if cause and rule == "H3":
        return f"{{days}} {{is}} too close to {session_name(cause)}"
    if cause and rule == "H15":
        return f"{{days}} {{is}} too soon after {session_name(cause)}"
    return {
        "H5": "{days} {is} too close to other strengthening (48 hours apart, two in seven days)",
        "H13": "{days} would take the week over its minutes",
        "H15": "the load of {days} is unusually high",
        "H17": f"the time {place} has passed",
        "P1": "{days} would be possible, but at a higher cost than a second session is worth",
    }[rule]


def _offer(
    day: date, offered: WeekSession | None, cause: WeekSession | None, hours: float | None
) -> str:
    """When strengthening would come: after a session, or later that day, at its first free hour."""
    if not offered:
        return f"on {day:%A}"
    if cause and hours is not None and offered.end < cause.start - timedelta(hours=hours + 2):
        return f"later on {day:%A}"
    return f"after {session_name(offered)}"


def _no_easy_session(day: date, cause: WeekSession | None) -> str:
    if cause is None:
        return "{days} {has} no easy session"
    if not cause.hard:
        return f"{session_name(cause)} leaves no time"
    what = _what(cause)
    article = "an" if what[0] in "aeiou" else "a"
    unsure = " that may be hard" if cause.uncertain else ""
    has = "{days} {has}" if cause.day == day else f"{cause.day:%A} has"
    return f"{has} {article} {what}{unsure}"


def too_little_strengthening(placed: int, wanted: int, clauses: Sequence[tuple[date, str]]) -> str:
    """Why fewer strengthening sessions stand in the week than the phase wants.

    What holds of several days is said once.
    """
    days: dict[str, list[str]] = {}
    for day, clause in clauses:
        days.setdefault(clause, []).append(f"{day:%A}")
    told = []
    for clause, names in days.items():
        words = clause.replace("{days}", _list(names))
        for mark, one, several in _AGREEING:
            words = words.replace(mark, one if len(names) == 1 else several)
        told.append(words)
    head = (
        f"Strengthening has a place {'once' if placed == 1 else 'twice'}, "
        f"not {_NUMBERS[wanted]} times, this week"
        if placed
        else "No strengthening fits this week"
    ).replace("two times", "twice")
    return f"{head}: {'; '.join(told)}."


def activation_has_no_room(day: date, blocking: Sequence[WeekSession], apart_h: float) -> str:
    """Why a day of the activation phase has no activation."""
    if not blocking:
        return f"No activation on {day:%A}: too little of the day or of the week's minutes is left."
    names = _list(_names(sorted(blocking, key=lambda session: session.start)))
    return f"No activation on {day:%A}: no free time left is {apart_h:g} hours from {names}."


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


def too_early(day: date, state: PhaseState) -> str:
    """That the phase has no strengthening on a day, as a clause without full stop."""
    if state.phase == "activation":
        return "{days} {is} still in the activation phase"
    return f"{state.phase} begins on {day:%A}, and strengthening waits for the day after"


def halted(state: PhaseState) -> str:
    """Why a paused or stopped athlete gets no psoas work."""
    if state.overlay == "stop":
        return "A stop sign ended all psoas work until you are cleared."
    return "You are paused: there is no psoas work until you are well."


def class_question(session: WeekSession) -> str:
    """The question about a recorded session whose class is not certain, and how to answer it."""
    what = f"{session_name(session)} ({session.start:%d %b, %H:%M})"
    asked = f"Was {what} easy or hard? For now it counts as hard."
    first, others = "easy", "key"
    if session.session_class == "brick":
        asked = f"Was {what} part of a brick, a run off the bike? For now it counts as one."
        first, others = "brick", "easy, or key"
    # No "easy|key": copied into a shell that would say easy, and pipe it into a command "key".
    return f"{asked} Tell: kneedrive label {session.id} {first} (or {others})"


def hard_days_policy() -> str:
    """That the athlete's setting lets strengthening follow hard sessions."""
    return (
        "You keep hard days hard: strengthening may follow a key session by six hours when the "
        "next day is easy."
    )


def rest_days_used(days: Sequence[date]) -> str:
    """That days without training are used, and what to do should one bring training."""
    return (
        f"Strengthening stands on {_list([f'{day:%A}' for day in days])}, when no training is "
        "expected. Should you train on such a day: after an easy session do it then, with a "
        "hard one leave it out."
    )


def expectation(weeks: int, trained: int, regular: int) -> str:
    """Where the coming sessions come from, and how far they are to be trusted."""
    if not trained:
        return (
            "No run, ride, swim or gym session of the last four weeks is known, so none is "
            "expected. A hard session moves the work before it: plan again then."
        )
    span = f"{_number(weeks)} weeks" if weeks > 1 else "week"
    return (
        "No calendar was given, so the coming sessions are what your own weekly rhythm lets "
        f"expect: {regular} of the {trained} times you trained in the last {span} fit it. "
        "A hard session that comes unexpectedly moves the work before it: plan again then."
    )


def taken_as_done(blocks: Sequence[DoneBlock]) -> str:
    """What was planned for earlier days of the week and counts as done."""
    days: dict[str, list[str]] = {}
    for block in blocks:
        days.setdefault(block.kind.replace("_", " "), []).append(f"{block.start:%A}")
    kinds: dict[str, list[str]] = {}
    for kind, names in days.items():
        kinds.setdefault(_list(list(dict.fromkeys(names))), []).append(kind)
    parts = [f"{_list(names)} on {when}" for when, names in kinds.items()]
    return f"You did what was planned: {'; '.join(parts)}."


def treated_as_hard(sessions: Sequence[WeekSession]) -> str:
    """That recorded sessions of uncertain class count as hard."""
    names = _names(sessions)
    are = "are" if len(names) > 1 else "is"
    return f"{_list(names)} {are} not surely easy, so treated as hard."
