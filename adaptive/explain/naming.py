"""How sessions, days and counts are called in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from adaptive.week import BlockKind, Pin, WeekSession

__all__ = [
    "KIND_WORDS",
    "agreeing",
    "counted",
    "listed",
    "names",
    "number",
    "pinned_place",
    "sentence",
    "session_name",
    "timed",
    "what",
]

KIND_WORDS: Mapping[BlockKind, str] = {
    "activation": "activation",
    "strengthening": "strengthening",
    "drills": "warm-up drills",
    "single_leg_pedalling": "single-leg pedalling",
    "transition": "transition activation",
    "stretch": "stretches",
}
"""What athletes call the kinds of psoas work."""

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
    return f"{session.day:%A}'s {what(session)}"


def what(session: WeekSession) -> str:
    """A session without its day: "predicted easy run"."""
    sport = _FAMILIES.get(session.family, session.sport.replace("_", " "))
    plain = "easy" if session.session_class == "easy" else "hard"
    if session.uncertain or session.session_class == "other":
        found = sport
    elif session.kind == "race":
        found = "race"
    elif session.session_class == "brick":
        found = f"brick {sport}"
    else:
        found = f"{_KINDS.get(session.kind or '', plain)} {sport}"
    if session.possible:
        return f"possible {found}"
    return f"predicted {found}" if session.origin == "predicted" else found


def timed(session: WeekSession) -> str:
    """When a session starts: the day, with its hour where that is sure."""
    sure = session.earliest is None and session.latest is None
    return f"{session.start:%A %H:%M}" if sure else f"{session.start:%A}"


def pinned_place(pin: Pin) -> str:
    """Where a pin holds: the day, with its hour where the athlete named one."""
    return f"{pin.day:%A} {pin.at:%H:%M}" if pin.at else f"{pin.day:%A}"


def number(count: int) -> str:
    """A small number as a word."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def names(sessions: Sequence[WeekSession]) -> list[str]:
    """The names of sessions, each once."""
    return list(dict.fromkeys(session_name(session) for session in sessions))


def listed(words: Iterable[str], last_by: str = "and") -> str:
    """Words as a sentence lists them, each once: "A, B and C"; empty where there are none."""
    *others, last = dict.fromkeys(words) or [""]
    return f"{', '.join(others)} {last_by} {last}" if others else last


def counted(count: int, total: int) -> str:
    """Which of the week's this is."""
    if total == 1:
        return "The one of this week."
    return f"{_ORDINALS[count]} of {_NUMBERS[total]} this week."


def agreeing(clause: str, days: Sequence[str]) -> str:
    """A clause whose marks {days}, {is} and {has} are filled in for one day or several."""
    words = clause.replace("{days}", listed(days))
    for mark, one, several in _AGREEING:
        words = words.replace(mark, one if len(days) == 1 else several)
    return words


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop."""
    return f"{clause[:1].upper()}{clause[1:]}".rstrip(".") + "."
