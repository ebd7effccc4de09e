"""Red flags, safety questions and signs as checked values.

In: `safety.toml`, which stands beside this module. Out: one frozen `Safety`. A file with faults
does not load, and the error lists all of them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

from adaptive.programme import records
from adaptive.programme.rulebook import RulebookError
from adaptive.week import Emphasis
from ingest.errors import UsageError

__all__ = ["RedFlag", "Safety", "Screen", "Sign", "load", "named", "standard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """`name` stands in sentences, `also` are other words for the id."""

    id: str
    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag(_Named):
    """Something that ends the plan until a professional has cleared the athlete."""

    urgency: Literal["now", "today", "soon"]
    do: str

    def rank(self) -> int:
        """The most urgent has the lowest."""
        return ("now", "today", "soon").index(self.urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(_Named):
    """A safety question: what a yes bars until clearance, and which exercises it rules out."""

    bars: Literal["everything", "loading"]
    do: str
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(_Named):
    """A sign of tight or of weak hip flexors."""

    side: Emphasis


@dataclass(frozen=True, slots=True)
class Safety:
    """All of them by id."""

    red_flags: Mapping[str, RedFlag]
    screen: Mapping[str, Screen]
    signs: Mapping[str, Sign]

    @property
    def asks(self) -> str:
        """How the question begins, for whoever lists the answers."""
        return "Before you strengthen, does any of this hold for you"

    @property
    def question(self) -> str:
        """What is asked before the first strengthening, and how to answer."""
        names = "; ".join(item.name for item in self.screen.values())
        return (
            f"{self.asks}: {names}? If none: kneedrive me "
            "set safety clear. Else name it in place of clear, and see a professional first."
        )

    @property
    def stop_list(self) -> str:
        """At what to stop and what to do then, the most urgent first."""
        by_need: dict[str, list[str]] = {}
        for flag in sorted(self.red_flags.values(), key=RedFlag.rank):
            by_need.setdefault(flag.do, []).append(flag.name)
        needs = [f"{do[0].upper()}{do[1:]}: {'; '.join(names)}." for do, names in by_need.items()]
        return (
            f"Stop at any of these signs. {' '.join(needs)} "
            "Then tell: kneedrive log symptom --red-flag NAME"
        )


_Item = TypeVar("_Item", bound=_Named)


@cache
def standard() -> Safety:
    """The lists as shipped."""
    return load(files("adaptive.condition").joinpath("safety.toml").read_text(encoding="utf-8"))


def load(text: str) -> Safety:
    """Read and check the lists.

    Raises:
        RulebookError: naming every fault.
    """
    document = tomllib.loads(text)
    faults: list[str] = []
    made = Safety(
        red_flags=_items(document, "red_flag", RedFlag, faults),
        screen=_items(document, "screen", Screen, faults),
        signs=_items(document, "sign", Sign, faults),
    )
    if faults:
        raise RulebookError(faults)
    return made


def named(text: str, among: Mapping[str, _Item]) -> str:
    """The id that a word means: an id, or another word for it.

    Raises:
        UsageError: it means none of them.
    """
    word = text.strip().lower().replace(" ", "_").replace("-", "_")
    known = {name: item.id for item in among.values() for name in (item.id, *item.also)}
    if word in known:
        return known[word]
    near = get_close_matches(word, known, n=3) or list(among)
    raise UsageError(f"{text!r} is not known", hint=f"Known: {', '.join(near)}.")


def _items(
    document: Mapping[str, Any], kind: str, make: type[_Item], faults: list[str]
) -> dict[str, _Item]:
    rows = document.get(kind) or []
    if not rows:
        faults.append(f"safety.toml: there is no [[{kind}]]")
    read = [records.read(make, row, f"{kind} {row.get('id', '?')}", faults) for row in rows]
    found = [item for item in read if item]
    names = Counter(name for item in found for name in (item.id, *item.also))
    faults += [f"{kind} {name} is named {n} times" for name, n in names.items() if n > 1]
    return {item.id: item for item in found}
