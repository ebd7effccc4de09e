"""What athletes write of themselves: `back 3 stiff_back`, `last 7`, `shoes Pegasus`.

In: words, and the same by the names of the diary's fields, as text. Out: the content of an entry
(see `adaptive.diary.DiaryEntry`). Reading is strict, and what is said twice must be the same;
where something is missing, `MissingError` knows what to ask for. Checks and knee lifts are read
by `adaptive.telling.lifting`, cadence by `adaptive.telling.pacing`.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from adaptive.condition import safety
from adaptive.diary import score
from ingest.errors import UsageError

__all__ = [
    "CHANGES",
    "Content",
    "MissingError",
    "Said",
    "change",
    "effort",
    "effort_of",
    "note",
    "score_after",
    "split",
    "symptom",
    "within",
]

Content = dict[str, Any]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

_SCORED = {
    "back": "back",
    **dict.fromkeys(("hip", "pull", "hip-pull"), "hip_pull"),
    **dict.fromkeys(("sore", "soreness"), "soreness"),
}
"""Words of a symptom that stand before their score."""

CHANGES = ("shoes", "device", "bike", "pedals")
"""What moves cadence by itself."""


class MissingError(UsageError):
    """Too little was told; `asks` is what to ask for, and more words would answer it."""

    def __init__(self, asks: str, *, hint: str) -> None:
        super().__init__(f"one thing is missing: {asks}", hint=hint)
        self.asks = asks


class Said:
    """What was said by field; nothing is said in two ways."""

    def __init__(self, hint: str) -> None:
        self.content: Content = {}
        self.hint = hint

    def say(self, name: str, value: object) -> None:
        """Note what was said.

        Raises:
            UsageError: something else was said before.
        """
        if self.content.setdefault(name, value) != value:
            what = name.replace("_", " ")
            raise UsageError(f"two things are said of {what}", hint=self.hint)


def effort(text: str) -> float:
    """A felt effort of 1 to 10, in a number or a word.

    Raises:
        UsageError: it is none.
    """
    felt = score(text)
    if felt < 1:
        raise UsageError("an effort is at least 1", hint="1 is very easy, 10 all you have.")
    return felt


def effort_of(words: Sequence[str]) -> tuple[str, float]:
    """A session, as the athlete names it, and how hard it felt.

    Raises:
        UsageError: it makes no sense.
    """
    hint = "Such as: kneedrive log effort last 7"
    if not words:
        raise MissingError("Which session: first digits of its id, its date, or last", hint=hint)
    if len(words) == 1:
        raise MissingError("How hard it felt, 1 to 10", hint=hint)
    return words[0], effort(" ".join(words[1:]))


def symptom(words: Iterable[str], told: Mapping[str, Any] | None = None) -> Content:
    """How back and hips feel, signs, and what ends training at once.

    Args:
        words: such as back 3 hip 2 soreness 4, sharp, and names of signs and red flags.
        told: the same by field; scores as text, `signs` and `red_flags` as lists of names.

    Raises:
        UsageError: a word means nothing here, or nothing was told.
    """
    lists = safety.standard()
    hint = (
        "Such as: kneedrive log symptom --back 2 --hip-pull none. "
        f"Signs: {', '.join(lists.signs)}. Red flags: {', '.join(lists.red_flags)}."
    )
    given = dict(told or {})
    signs, flags = [*given.pop("signs", ())], [*given.pop("red_flags", ())]
    flag_names = {name for one in lists.red_flags.values() for name in (one.id, *one.also)}
    found = Said(hint)
    waiting = iter(split(words))
    for word in waiting:
        name = word.replace("-", "_")
        if word in _SCORED:
            found.say(_SCORED[word], score_after(waiting))
        elif word == "sharp":
            found.say("sharp", value=True)
        else:
            (flags if name in flag_names else signs).append(name)
    for name, value in given.items():
        if value not in (None, False):
            found.say(name, score(value) if isinstance(value, str) else value)
    if signs:
        found.say("signs", list(dict.fromkeys(safety.named(one, lists.signs) for one in signs)))
    if flags:
        named = dict.fromkeys(safety.named(one, lists.red_flags) for one in flags)
        found.say("red_flags", list(named))
    if not found.content:
        raise MissingError("How back and hips are (such as back 2 hip 0 soreness 3)", hint=hint)
    return found.content


def change(words: Sequence[str]) -> Content:
    """What was changed, with its name if it has one.

    Raises:
        UsageError: it is none of what changes form.
    """
    hint = f"Such as: kneedrive log change shoes Pegasus. It may be {', '.join(CHANGES)}."
    if not words:
        raise MissingError(f"What is new ({', '.join(CHANGES)}), and its name", hint=hint)
    said = words[0].lower().rstrip("s")
    what = next((one for one in CHANGES if one.rstrip("s") == said), None)
    if what is None:
        raise UsageError(f"{words[0]!r} is nothing that changes form", hint=hint)
    return {"what": what, "name": " ".join(words[1:]) or None}


def note(words: Sequence[str]) -> Content:
    """Words that are only kept.

    Raises:
        UsageError: there are none.
    """
    if not (text := " ".join(words).strip()):
        raise MissingError("The note", hint="Such as: kneedrive log note hilly, into the wind")
    return {"text": text}


def split(words: Iterable[str]) -> list[str]:
    """Words one by one, in small letters, without commas between them."""
    parts = " ".join(words).lower().replace("_", "-").split()
    return [word for part in parts if (word := part.strip(",;"))]


def score_after(waiting: Iterator[str]) -> float:
    """The score that a word waits for: `hip 3` and `hip pull 3` are one.

    Raises:
        UsageError: there is none.
    """
    word = next(waiting, "")
    return score(next(waiting, "") if word == "pull" else word)


def within(text: str, low: float, high: float, unit: str, hint: str) -> float:
    """A number within bounds, with a point or a comma.

    Raises:
        UsageError: it is none.
    """
    written = text.strip().replace(",", ".")
    value = float(written) if _NUMBER.fullmatch(written) else None
    if value is None or not low <= value <= high:
        raise UsageError(f"{text!r} is not between {low:g} and {high:g} {unit}", hint=hint)
    return value
