"""The programme as checked values: exercises, blocks, phases, rules, preferences.

In: three TOML files that stand beside this module. Out: one frozen `Rulebook`. A
rulebook with faults does not load, and the error lists all of them at once.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from adaptive.plans import Dose
from adaptive.week import BlockKind, Phase
from ingest.errors import KneedriveError

__all__ = [
    "BlockType",
    "Exercise",
    "PhaseType",
    "Rule",
    "Rulebook",
    "RulebookError",
    "load",
    "standard",
]

# The numbers the planner reads: a rulebook without one of them must not load.
_RULES: dict[str, tuple[str, ...]] = {
    "H1": ("window_min",),
    "H2": ("hours",),
    "H3": ("days_a", "hours_b", "hours_c"),
    "H4": ("window_min", "hours_after_hard"),
    "H5": ("hours", "per_week"),
    "H6": (),
    "H7": ("minutes",),
    "H8": ("hours",),
    "H9": ("hours",),
    "H10": (),
    "H11": (),
    "H12": (),
    "H13": ("activation_minutes", "minutes"),
    "H14": ("minutes",),
    "H15": ("hours_after_race", "hours_after_long_race", "long_race_min"),
    "H16": (),
    "H17": (),
}
_PREFERENCES: dict[str, tuple[str, ...]] = {
    "P1": ("first", "second"),
    "P2": ("best_gap_h", "hours_per_point"),
    "P3": ("hours", "per_hour"),
    "P4": ("points",),
    "P5": ("points",),
    "P6": ("points",),
    "P7": ("long_run", "race"),
    "P8": ("minutes", "per_minute"),
    "P9": ("per_move",),
    "P10": ("per_missing",),
    "P11": ("points",),
    "P12": ("points",),
}
_NEVER_RELAXED = frozenset({"H1", "H2", "H3", "H12", "H15"})
_PHASES: tuple[Phase, ...] = ("activation", "strengthening", "integration", "maintenance")
_KINDS = frozenset(
    {"activation", "strengthening", "drills", "single_leg_pedalling", "transition", "stretch"}
)
_SPORTS = frozenset({"run", "ride"})
_SIDES = frozenset({"both", "each", "alternating"})


class RulebookError(KneedriveError):
    """The programme's files contradict themselves; `faults` lists every place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"the programme has {len(self.faults)} fault(s): " + "; ".join(self.faults),
            hint="correct the files of adaptive/programme, or reinstall kneedrive",
        )


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: how it is set up and done, its dose, and when to leave it out.

    `reps`, `hold_s`, `work_s` and `minutes` are (low, high); `tempo_s` names the parts
    of one repetition in seconds. `reps` are per side where `side` is not "both".
    """

    id: str
    name: str
    phase: str
    sports: tuple[str, ...]
    equipment: tuple[str, ...]
    setup: str
    cue: str
    side: str
    sets: int
    minutes: tuple[float, float]
    self_check: str
    avoid_if: tuple[str, ...]
    reps: tuple[int, int] | None = None
    hold_s: tuple[float, float] | None = None
    work_s: tuple[float, float] | None = None
    distance_m: float | None = None
    load: str | None = None
    tempo_s: Mapping[str, float] | None = None
    progression: tuple[str, ...] = ()
    regression: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def starting_dose(self) -> Dose:
        """The lower end of every range."""
        return Dose(
            id=self.id,
            name=self.name,
            sets=self.sets,
            reps=self.reps[0] if self.reps else None,
            hold_s=self.hold_s[0] if self.hold_s else None,
            side=self.side,
            load=self.load,
            work_s=self.work_s[0] if self.work_s else None,
            distance_m=self.distance_m,
        )


@dataclass(frozen=True, slots=True)
class BlockType:
    """Exercises that are placed as one piece; `pair` is "A" or "B" for strengthening."""

    id: str
    kind: BlockKind
    minutes: float
    exercises: tuple[str, ...]
    pair: str | None = None


@dataclass(frozen=True, slots=True)
class PhaseType:
    """What a phase wants in a week. `days` is None where it has no end by time."""

    id: Phase
    first_week: int
    activation: str
    strengthening_per_week: int
    drills_per_week: int
    pedalling_per_week: tuple[int, int]
    source: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule or a preference, with the numbers it works by."""

    id: str
    text: str
    source: str
    numbers: Mapping[str, float]

    def __getitem__(self, number: str) -> float:
        return self.numbers[number]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole programme. `rules` holds hard rules (H) and preferences (P) by id."""

    version: str
    exercises: Mapping[str, Exercise]
    blocks: tuple[BlockType, ...]
    phases: tuple[PhaseType, ...]
    rules: Mapping[str, Rule]
    relaxation: tuple[str, ...]
    safety_question: str
    stop_list: str

    def phase(self, name: Phase) -> PhaseType:
        """The phase of that name."""
        return next(phase for phase in self.phases if phase.id == name)

    def block(self, kind: BlockKind, pair: str | None = None) -> BlockType:
        """The block of that kind (and pair)."""
        return next(block for block in self.blocks if (block.kind, block.pair) == (kind, pair))

    def doses(self, block: BlockType) -> tuple[Dose, ...]:
        """The exercises of a block as prescribed at the start."""
        return tuple(self.exercises[name].starting_dose for name in block.exercises)


@cache
def standard() -> Rulebook:
    """The programme as shipped."""
    return load(files("adaptive.programme"))


def load(folder: Traversable) -> Rulebook:
    """Read and check `exercises.toml`, `phases.toml` and `rules.toml` of a folder.

    Raises:
        RulebookError: naming every fault of all three files.
    """
    faults: list[str] = []
    documents = {name: _document(folder, name, faults) for name in ("exercises", "phases", "rules")}
    reader = _Reader(faults)
    exercises = reader.records(documents["exercises"], "exercise", _EXERCISE)
    blocks = reader.records(documents["exercises"], "block", _BLOCK)
    phases = reader.records(documents["phases"], "phase", _PHASE)
    rules = reader.records(documents["rules"], "rule", _RULE)
    preferences = reader.records(documents["rules"], "preference", _RULE)
    head = reader.record(documents["rules"], "rules.toml", _HEAD)
    safety = reader.record(head.get("safety") or {}, "safety", _SAFETY)
    if not faults:
        numbers = {row["id"]: row.get("numbers", {}) for row in rules}
        longest = numbers.get("H7", {}).get("minutes", math.inf)
        faults += _contradictions(exercises, blocks, phases, longest)
        faults += _incomplete(rules, _RULES, "rule")
        faults += _incomplete(preferences, _PREFERENCES, "preference")
        faults += [
            f"rules.toml: {name} is never relaxed or unknown"
            for name in head["relaxation"]
            if name in _NEVER_RELAXED or name not in _RULES
        ]
    if faults:
        raise RulebookError(faults)
    return Rulebook(
        version=head["version"],
        exercises={row["id"]: Exercise(**row) for row in exercises},
        blocks=tuple(BlockType(**row) for row in blocks),
        phases=tuple(PhaseType(**row) for row in phases),
        rules={row["id"]: Rule(**{"numbers": {}} | row) for row in rules + preferences},
        relaxation=head["relaxation"],
        safety_question=safety["question"],
        stop_list=safety["stop"],
    )


def _document(folder: Traversable, name: str, faults: list[str]) -> dict[str, Any]:
    path = folder / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{name}.toml: {error}")
        return {}


# One kind of field: what it must look like in words, and how its value is read. A reader
# returns None for a value of the wrong shape.
_Field = tuple[str, Callable[[Any], Any]]


def _text(value: Any) -> str | None:  # noqa: ANN401
    return value if isinstance(value, str) and value.strip() else None


def _number(value: Any) -> float | None:  # noqa: ANN401
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(value: Any) -> int | None:  # noqa: ANN401
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _texts(value: Any) -> tuple[str, ...] | None:  # noqa: ANN401
    fits = isinstance(value, list) and all(_text(item) is not None for item in value)
    return tuple(value) if fits else None


def _range(value: Any) -> tuple[float, float] | None:  # noqa: ANN401
    if not isinstance(value, list) or len(value) != 2 or None in map(_number, value):
        return None
    low, high = value
    return (low, high) if 0 <= low <= high else None


def _numbers(value: Any) -> dict[str, float] | None:  # noqa: ANN401
    fits = isinstance(value, dict) and all(_number(item) is not None for item in value.values())
    return value if fits else None


def _one_of(allowed: Iterable[str]) -> _Field:
    words = sorted(allowed)
    return f"one of {', '.join(words)}", lambda value: value if value in words else None


_TEXT: _Field = ("a text", _text)
_TEXTS: _Field = ("a list of texts", _texts)
_NUMBER: _Field = ("a number", _number)
_COUNT: _Field = ("a whole number from 0", _count)
_RANGE: _Field = ("two numbers, low and high", _range)
_NUMBERS: _Field = ("a table of numbers", _numbers)
_TABLES: _Field = ("tables", lambda value: value if isinstance(value, list) else None)

# The fields of each kind of record; a name that ends in "?" may be left out.
_EXERCISE: dict[str, _Field] = {
    "id": _TEXT,
    "name": _TEXT,
    "phase": _one_of({*_PHASES, "any", "recovery"}),
    "sports": _TEXTS,
    "equipment": _TEXTS,
    "setup": _TEXT,
    "cue": _TEXT,
    "side": _one_of(_SIDES),
    "sets": _COUNT,
    "minutes": _RANGE,
    "self_check": _TEXT,
    "avoid_if": _TEXTS,
    "reps?": _RANGE,
    "hold_s?": _RANGE,
    "work_s?": _RANGE,
    "distance_m?": _NUMBER,
    "load?": _TEXT,
    "tempo_s?": _NUMBERS,
    "progression?": _TEXTS,
    "regression?": _TEXTS,
    "aliases?": _TEXTS,
}
_BLOCK: dict[str, _Field] = {
    "id": _TEXT,
    "kind": _one_of(_KINDS),
    "minutes": _NUMBER,
    "exercises": _TEXTS,
    "pair?": _one_of({"A", "B"}),
}
_PHASE: dict[str, _Field] = {
    "id": _one_of(_PHASES),
    "first_week": _COUNT,
    "activation": _one_of({"daily", "before_strengthening"}),
    "strengthening_per_week": _COUNT,
    "drills_per_week": _COUNT,
    "pedalling_per_week": _RANGE,
    "source": _TEXT,
    "days?": _COUNT,
}
_RULE: dict[str, _Field] = {"id": _TEXT, "text": _TEXT, "source": _TEXT, "numbers?": _NUMBERS}
_SAFETY: dict[str, _Field] = {"question": _TEXT, "stop": _TEXT}
_HEAD: dict[str, _Field] = {
    "version": _TEXT,
    "relaxation": _TEXTS,
    "safety": ("a table", lambda value: value if isinstance(value, dict) else None),
    "rule": _TABLES,
    "preference": _TABLES,
}


class _Reader:
    """Turns tables to records of known fields, noting what is missing, wrong or unknown."""

    def __init__(self, faults: list[str]) -> None:
        self._faults = faults

    def records(
        self, document: Mapping[str, Any], kind: str, fields: Mapping[str, _Field]
    ) -> list[dict[str, Any]]:
        rows = document.get(kind)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._faults.append(f"there is no [[{kind}]]")
            return []
        names = [str(row.get("id", f"number {n}")) for n, row in enumerate(rows, 1)]
        self._faults += [
            f"{kind} {name}: the id occurs {times} times"
            for name, times in Counter(names).items()
            if times > 1
        ]
        return [
            self.record(row, f"{kind} {name}", fields)
            for name, row in zip(names, rows, strict=True)
        ]

    def record(
        self, table: Mapping[str, Any], where: str, fields: Mapping[str, _Field]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, (shape, read) in fields.items():
            key = name.removesuffix("?")
            if key not in table:
                if key == name:
                    self._faults.append(f"{where}: {key} is missing")
                continue
            values[key] = read(table[key])
            if values[key] is None:
                self._faults.append(f"{where}: {key} must be {shape}")
        known = {name.removesuffix("?") for name in fields}
        self._faults += [f"{where}: {key} is not a field" for key in table if key not in known]
        return values


def _incomplete(
    rows: list[dict[str, Any]], wanted: Mapping[str, tuple[str, ...]], kind: str
) -> Iterable[str]:
    found = {row["id"]: row.get("numbers", {}) for row in rows}
    for name, numbers in wanted.items():
        if name not in found:
            yield f"{kind} {name} is missing"
        else:
            yield from (
                f"{kind} {name}: the number {number} is missing"
                for number in numbers
                if number not in found[name]
            )
    yield from (f"{kind} {name}: nothing obeys it" for name in found if name not in wanted)


def _contradictions(
    exercises: list[dict[str, Any]],
    blocks: list[dict[str, Any]],
    phases: list[dict[str, Any]],
    longest_activation: float,
) -> Iterable[str]:
    for exercise in exercises:
        if strangers := set(exercise["sports"]) - _SPORTS:
            yield f"exercise {exercise['id']}: unknown sports {', '.join(sorted(strangers))}"
    minutes = {row["id"]: row["minutes"] for row in exercises}
    for block in blocks:
        yield from _block_faults(block, minutes)
        if block["kind"] == "activation" and block["minutes"] > longest_activation:
            yield f"block {block['id']}: longer than H7 allows"
    yield from _kind_faults(blocks)
    if tuple(phase["id"] for phase in phases) != _PHASES:
        yield f"phases must be {', '.join(_PHASES)}, in this order"
    for earlier, later in pairwise(phases):
        if "days" in earlier and later["first_week"] != earlier["first_week"] + earlier["days"] / 7:
            yield f"phase {later['id']}: its first week does not follow {earlier['id']}"


def _kind_faults(blocks: list[dict[str, Any]]) -> Iterable[str]:
    wanted = [(kind, None) for kind in sorted(_KINDS - {"strengthening"})]
    for kind, pair in [*wanted, ("strengthening", "A"), ("strengthening", "B")]:
        count = sum((row["kind"], row.get("pair")) == (kind, pair) for row in blocks)
        if count != 1:
            yield f"there must be one block of kind {kind}{f' {pair}' if pair else ''}, not {count}"
    if len({row["minutes"] for row in blocks if row["kind"] == "strengthening"}) > 1:
        yield "both pairs of strengthening must take the same minutes, as they share places"


def _block_faults(
    block: dict[str, Any], minutes: Mapping[str, tuple[float, float]]
) -> Iterable[str]:
    if unknown := [name for name in block["exercises"] if name not in minutes]:
        yield f"block {block['id']}: unknown exercises {', '.join(unknown)}"
        return
    low, high = (sum(minutes[name][end] for name in block["exercises"]) for end in (0, 1))
    if not low <= block["minutes"] <= high:
        yield (
            f"block {block['id']}: {block['minutes']} minutes, "
            f"but its exercises take {low:.1f} to {high:.1f}"
        )
