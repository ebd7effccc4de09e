"""The programme as checked values: exercises, blocks, phases, rules, preferences.

In: the TOML files that stand beside this module. Out: one frozen `Rulebook`. A rulebook
with faults does not load, and the error lists all of them at once.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from adaptive.programme import records
from adaptive.programme.checking import contradictions
from adaptive.programme.values import (
    AvoidIf,
    BlockType,
    Equipment,
    Exercise,
    PhaseType,
    Rule,
    Rulebook,
    StateNumbers,
)
from ingest.errors import KneedriveError

__all__ = [
    "AvoidIf",
    "BlockType",
    "Equipment",
    "Exercise",
    "PhaseType",
    "Rule",
    "Rulebook",
    "RulebookError",
    "StateNumbers",
    "load",
    "standard",
]

FILES = ("exercises", "stand_ins", "vocabulary", "phases", "rules")


class RulebookError(KneedriveError):
    """The programme's files contradict themselves; `faults` lists every place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"the programme has {len(self.faults)} fault(s): " + "; ".join(self.faults),
            hint="correct the files of adaptive/programme, or reinstall kneedrive",
        )


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands once; everything else is a list of records."""

    version: str
    relaxation: tuple[str, ...]
    state: StateNumbers


_LISTS: Mapping[str, type] = {
    "exercise": Exercise,
    "equipment": Equipment,
    "condition": AvoidIf,
    "phase": PhaseType,
    "block": BlockType,
    "rule": Rule,
    "preference": Rule,
}


@cache
def standard() -> Rulebook:
    """The programme as shipped."""
    return load(files("adaptive.programme"))


def load(folder: Traversable) -> Rulebook:
    """Read and check the programme's files in a folder.

    Raises:
        RulebookError: naming every fault of all files.
    """
    faults: list[str] = []
    tables = _tables(folder, faults)
    lists = {name: _records(name, tables.pop(name, None), faults) for name in _LISTS}
    head = records.read(_Head, tables, "rules.toml", faults)
    if faults or head is None:
        raise RulebookError(faults)
    book = Rulebook(
        version=head.version,
        exercises={one.id: one for one in lists["exercise"]},
        blocks=tuple(lists["block"]),
        phases=tuple(lists["phase"]),
        rules={one.id: one for one in lists["rule"] + lists["preference"]},
        relaxation=head.relaxation,
        equipment={one.id: one for one in lists["equipment"]},
        conditions={one.id: one for one in lists["condition"]},
        state=head.state,
    )
    if found := list(contradictions(book)):
        raise RulebookError(found)
    return book


def _tables(folder: Traversable, faults: list[str]) -> dict[str, Any]:
    """The tables of all files together; lists of one name are joined."""
    tables: dict[str, Any] = {}
    for name in FILES:
        try:
            document = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(f"{name}.toml: {error}")
            continue
        for key, value in document.items():
            joined = isinstance(value, list) and isinstance(tables.get(key), list)
            tables[key] = tables[key] + value if joined else value
    return tables


def _records(kind: str, rows: object, faults: list[str]) -> list[Any]:
    """The records of [[kind]], those with faults left out."""
    if not isinstance(rows, list):
        faults.append(f"there is no [[{kind}]]")
        return []
    found = [
        (str(row.get("id", number)) if isinstance(row, dict) else str(number), row)
        for number, row in enumerate(rows, 1)
    ]
    faults += [
        f"{kind} {name}: the id occurs {times} times"
        for name, times in Counter(name for name, _ in found).items()
        if times > 1
    ]
    read = (records.read(_LISTS[kind], row, f"{kind} {name}", faults) for name, row in found)
    return [record for record in read if record]
