"""What a plan says beside its blocks: assumptions, questions, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adaptive.explain.naming import KIND_WORDS, listed, names, number, session_name
from adaptive.week import DoneBlock, WeekSession

__all__ = [
    "class_question",
    "eased",
    "expectation",
    "hard_days_policy",
    "rest_days_used",
    "taken_as_done",
    "treated_as_hard",
]


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
        f"Strengthening stands on {listed(f'{day:%A}' for day in days)}, when no training is "
        "expected. Should you train on such a day: after an easy session do it then, with a "
        "hard one leave it out."
    )


def eased(days: Sequence[date]) -> str:
    """That strengthening is done at a lower level on some days, so that it fits."""
    return (
        f"Strengthening is lighter than your level on {listed(f'{day:%A}' for day in days)}: "
        "so it needs fewer hours before the next hard session."
    )


def expectation(weeks: int, trained: int, regular: int, *, calendar: bool = False) -> str:
    """Where sessions that no calendar tells come from, and how far they are to be trusted."""
    if not trained:
        return (
            "No run, ride, swim or gym session of the last four weeks is known, so none is "
            "expected. A hard session moves the work before it: plan again then."
        )
    span = f"{number(weeks)} weeks" if weeks > 1 else "week"
    source = (
        "Beside those of your calendar, sessions are expected that"
        if calendar
        else "No calendar was given, so the coming sessions are what"
    )
    return (
        f"{source} your own weekly rhythm lets "
        f"expect: {regular} of the {trained} times you trained in the last {span} fit it. "
        "A hard session that comes unexpectedly moves the work before it: plan again then."
    )


def taken_as_done(blocks: Sequence[DoneBlock]) -> str:
    """What was planned for earlier days of the week and counts as done."""
    days: dict[str, list[str]] = {}
    for block in blocks:
        days.setdefault(KIND_WORDS[block.kind], []).append(f"{block.start:%A}")
    kinds: dict[str, list[str]] = {}
    for kind, on in days.items():
        kinds.setdefault(listed(on), []).append(kind)
    parts = [f"{listed(what)} on {when}" for when, what in kinds.items()]
    return f"You did what was planned: {'; '.join(parts)}."


def treated_as_hard(sessions: Sequence[WeekSession]) -> str:
    """That recorded sessions of uncertain class count as hard."""
    named = names(sessions)
    are = "are" if len(named) > 1 else "is"
    return f"{listed(named)} {are} not surely easy, so treated as hard."
