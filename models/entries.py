"""An entry of a calendar in plain letters, and whether it is training at all.

A calendar holds the rest of a life too, and to take a meeting for a run is worse than to miss a
run that the athlete can still name. So an entry counts where a platform vouches for it, where it
says something that means training and nothing else, or where two words that may mean it stand
together; and a word of something else ends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from models.amounts import distances_m
from models.plan_words import (
    ABBREVIATED,
    BRICK,
    FILLERS,
    KIND_ALONE,
    NO_TRAINING,
    REST,
    SPORTS,
    TIERS,
    Sport,
    Tier,
    expression,
    sport_expression,
    symbol_sport,
)
from models.titles import REPEATS, Meaning, any_of, meaning, plain
from models.verdicts import Kind

__all__ = [
    "CUES", "GIVEN_PRIORITY", "IN_BRACKETS", "Entry", "abbreviated", "disciplines", "is_rest_day",
    "is_training", "names_brick", "sports",
]  # fmt: skip

LONGEST_FIRST_LINE = 80
"""Characters; a longer line is an instruction, and speaks of many things."""

_OWN_LINE = re.compile(
    r"(?:workout type|planned time|actual|distance|speed|pace|tss|if|view|https?|id|description)\b"
)
_TYPE_LINE = re.compile(r"workout type: (?!other|custom|note)([a-z][a-z -]*)")
_PLATFORM = re.compile(
    r"workout type: (?!other|custom|note)|\bplanned time:|\btss\b|runna app|trainerroad|% ?ftp"
    r"|trainingpeaks|final ?surge|intervals\.icu|connect\.garmin"
)
"""Lines and links by which platforms mark the sessions they put into calendars."""

_RACE_WORD = (
    r"(?:race|rennen|wettkampf|event|course|carrera|gara|wedstrijd|prova|\u6bd4\u8d5b|\u8d5b)"
)
# "A race", "B-Wettkampf", "Prio C", "race: A"
GIVEN_PRIORITY = re.compile(
    rf"(?<![a-z0-9])(?:([abc])[ -]?(?:{_RACE_WORD}(?! (?:to|the|against)\b)|prio\w*)"
    rf"|prio\w*[ :-]*([abc])"
    rf"|{_RACE_WORD}[ :_-]*([abc])(?=$|[\])])|([abc])[\u7ea7\u7c7b])(?![a-z0-9])"
)

# "Berlin 10k (A)"
IN_BRACKETS = re.compile(r"[(\[]([abc])[)\]]")

CUES: Mapping[Sport, re.Pattern[str]] = {
    "cycling": re.compile(r"\bftp\b|\bwatts?\b|\bsst\b|\d ?w\b"),
    "running": re.compile(
        r"/ ?(?:km|mi)\b|@ ?\d+ ?k\b|\d ?x ?\d{3,4}(?! ?(?:w|s))|\b(?:3|5|10)k\b|strides|vma"
    ),
}
"""What tells the sport where no word for one does: watts are ridden, repeats in metres are run."""

_COMPANY = re.compile(r"\b(?:with|w/|mit|avec|con|met|com) [a-z]+")
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(r"[^\W\d_]|['\":]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in plain letters.

    `type` is the sport that a platform or a category names beside the title. `notes` is the
    description, `first` its first line that is not one of the platform's own and short enough
    to be a title.
    """

    said: str
    type: str
    notes: str
    first: str
    symbol: Sport | None

    @classmethod
    def of(cls, title: str, description: str = "", categories: Sequence[str] = ()) -> Entry:
        """An entry as a calendar holds it."""
        rows = [plain(row) for row in description.splitlines()]
        first = next((row for row in rows if row and not _OWN_LINE.match(row)), "")
        typed = next((found[1] for row in rows if (found := _TYPE_LINE.match(row))), "")
        named = (plain(one).replace("_", " ") for one in categories)
        return cls(
            said=plain(title),
            type=typed or next((one for one in named if _tells_training(one)), ""),
            notes=" | ".join(rows),
            first=first if len(first) <= LONGEST_FIRST_LINE else "",
            symbol=symbol_sport(title),
        )


def _tells_training(category: str) -> bool:
    return category in {"workout", "race a", "race b", "race c", "race"} or any(
        found[0] == category for tier in ("SURE", "WEAK") for found in sports(tier, category)
    )


def is_training(entry: Entry) -> bool:
    """Whether an entry is training, beyond reasonable doubt."""
    said = entry.said
    if entry.type:
        return not expression(REST).fullmatch(entry.type)
    if entry.symbol or _PLATFORM.search(entry.notes):
        return True
    if expression(NO_TRAINING).search(said):
        return False
    if sports("SURE", said) or GIVEN_PRIORITY.search(said) or len(disciplines(said)) > 1:
        return True
    found, far = meaning(said), distances_m(said)
    if found and _is_clear(found, said):
        return True
    weak, faint, race = sports("WEAK", said), sports("FAINT", said), names_race(said)
    short = abbreviated(said)
    if ((weak or faint) and (found or far)) or (weak and short) or ((race or short) and far):
        return True
    if IN_BRACKETS.search(said) and (weak or faint or race or far):
        return True
    alone = weak or expression(KIND_ALONE).search(said) or names_brick(said)
    return bool(alone) and _says_nothing_else(said)


def sports(tier: Tier, said: str) -> list[re.Match[str]]:
    """Where words of this strength for a sport stand; the last group's name is the sport."""
    return list(sport_expression(tier).finditer(said))


def disciplines(said: str) -> list[str]:
    """Those of a triathlon that are named, in order."""
    named = sorted([*sports("SURE", said), *sports("WEAK", said)], key=lambda one: one.start())
    order = dict.fromkeys(one.lastgroup or "" for one in named)
    return [one for one in order if one in {"swimming", "cycling", "running"}]


def abbreviated(said: str) -> tuple[Kind, str] | None:
    """The kind that plans write in a few letters, and in which."""
    for kind, words in ABBREVIATED.items():
        if found := expression(words).search(said):
            return kind, found[0]
    return None


def names_race(said: str) -> bool:
    """Whether a word for a race is said, and nothing that makes it another session."""
    found = meaning(said) or abbreviated(said)
    return found is not None and (found.kind if isinstance(found, Meaning) else found[0]) == "race"


def names_brick(said: str) -> bool:
    """Whether a word for a ride with a run after it is said."""
    return bool(expression(BRICK).search(said))


def _is_clear(found: Meaning, said: str) -> bool:
    """Whether words for a kind of training can hardly mean anything else."""
    if any(cue.search(said) for cue in CUES.values()):
        return True
    if repeats := REPEATS.match(found.words):
        return bool(_UNIT.search(found.words[repeats.end("work") :]))
    return not expression(KIND_ALONE).fullmatch(found.words)


def _says_nothing_else(said: str) -> bool:
    """Whether no word is left beside those of training, numbers and company."""
    rest = _vocabulary().sub(" ", _COMPANY.sub(" ", said))
    return not _LETTER.search(_vocabulary().sub(" ", re.sub(r"\d", " ", rest)))


def is_rest_day(title: str) -> bool:
    """Whether a title says that there is no training that day."""
    words = " ".join(re.sub(r"[^\w/&' -]|_", " ", plain(title)).split())
    words = re.sub(r"^(?:day off|other) +(?=\S)", "", words).strip(" -/")
    return bool(expression(REST).fullmatch(words))


@cache
def _vocabulary() -> re.Pattern[str]:
    """Any word of training, and any that says nothing."""
    tables = [table for tier in TIERS for table in SPORTS[tier].values()]
    tables += [*ABBREVIATED.values(), BRICK, KIND_ALONE, FILLERS]
    return re.compile("|".join(map(any_of, tables)))
