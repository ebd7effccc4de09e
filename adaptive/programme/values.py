"""What the programme is made of: exercises, blocks, phases, rules, and the words for them.

Plain frozen values, as they stand in the TOML files beside this module; `rulebook.load`
reads and checks them. A field that is left out there has the default given here.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from adaptive.plans import Dose
from adaptive.week import BlockKind, Phase
from ingest.errors import UsageError

__all__ = [
    "AvoidIf",
    "BlockType",
    "Equipment",
    "Exercise",
    "PhaseType",
    "Rule",
    "Rulebook",
    "StateNumbers",
]

Sport = Literal["run", "ride"]
Side = Literal["both", "each", "alternating"]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: how it is set up and done, its dose, and when to leave it out.

    `reps`, `hold_s` and `work_s` are (low, high); `reps` are per side where `side` is not
    "both". `tempo_s` names the parts of one repetition in seconds, of one set where a distance
    is covered. `easier` is the form of level 0, `grows` the range whose top is level 2,
    `heavier` the load of levels 3 and 4. `equipment`, `avoid_if` and `alternatives` are ids.
    """

    id: str
    name: str
    phase: Literal[Phase, "any", "recovery"]
    sports: tuple[Sport, ...]
    equipment: tuple[str, ...]
    setup: str
    cue: str
    side: Side
    sets: int
    self_check: str
    avoid_if: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    reps: tuple[int, int] | None = None
    hold_s: tuple[float, float] | None = None
    work_s: tuple[float, float] | None = None
    distance_m: float | None = None
    rest_s: float = 0
    ready_s: float = 0
    tempo_s: Mapping[str, float] = field(default_factory=dict)
    cadence_rpm: tuple[int, int] | None = None
    load: str | None = None
    easier: str | None = None
    grows: Literal["reps", "hold_s", "work_s"] | None = None
    heavier: tuple[str, str] | None = None
    heavier_needs: str | None = None
    harder: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    fit_name: tuple[str, str] | None = None
    alternatives: tuple[str, ...] = ()

    def top_level(self, equipment: frozenset[str] | None = None) -> int:
        """The highest level that there is for it with this equipment (None: with any).

        Level 0 is the easier form, 1 the whole movement, 2 the top of its range, 3 and 4 a
        small and a moderate load.
        """
        needs = self.heavier_needs
        if self.heavier and (equipment is None or needs is None or needs in equipment):
            return 4
        return 2 if self.grows else 1 if self.easier else 0

    def dose(self, level: int = 0) -> Dose:
        """The exercise as prescribed at a level."""
        top = self.grows if level >= 2 else None
        return Dose(
            id=self.id,
            name=self.name,
            sets=self.sets,
            reps=self.reps and self.reps[top == "reps"],
            hold_s=self.hold_s and self.hold_s[top == "hold_s"],
            side=self.side,
            load=self.heavier[level - 3] if self.heavier and level >= 3 else self.load,
            work_s=self.work_s and self.work_s[top == "work_s"],
            distance_m=self.distance_m,
            level=level if self.top_level() else None,
            note=self.easier if level == 0 else None,
        )

    def seconds(self, dose: Dose) -> float:
        """How long a dose of it takes, getting ready and rests between sets included."""
        sets, sides = dose.sets or 1, 1 if self.side == "both" or self.distance_m else 2
        hold = 0 if "hold" in self.tempo_s else dose.hold_s or 0
        repetition = sum(self.tempo_s.values()) + hold + (dose.work_s or 0)
        return (
            self.ready_s + sets * (dose.reps or 1) * sides * repetition + (sets - 1) * self.rest_s
        )


@dataclass(frozen=True, slots=True)
class BlockType:
    """Exercises that are placed as one piece; `pair` is "A" or "B" for strengthening.

    `minutes` are what the starting doses come to.
    """

    kind: BlockKind
    minutes: float
    exercises: tuple[str, ...]
    pair: Literal["A", "B"] | None = None

    @property
    def name(self) -> str:
        """How it is called: "strengthening A", "single leg pedalling"."""
        return f"{self.kind.replace('_', ' ')} {self.pair or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class PhaseType:
    """What a phase is for, what to expect of it, and what it wants in a week.

    `days` is None where it has no end by time.
    """

    id: Phase
    aim: str
    expect: str
    first_week: int
    activation: Literal["daily", "before_strengthening"]
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
    numbers: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, number: str) -> float:
        return self.numbers[number]


@dataclass(frozen=True, slots=True)
class Equipment:
    """Something an exercise needs; what is `always` there is never asked for."""

    id: str
    name: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class AvoidIf:
    """Something that speaks against exercises, and the yes-or-no question that asks for it."""

    id: str
    name: str
    question: str


@dataclass(frozen=True, slots=True)
class StateNumbers:
    """The numbers by which the athlete's state shortens, lightens or stops the work.

    What each means, and where it comes from, stands beside it in rules.toml.
    """

    layoff_repeat_days: int
    layoff_lighter_days: int
    layoff_refresh_days: int
    layoff_restart_days: int
    lighter_days: int
    lighter_level_drop: int
    lighter_sets_share: float
    refresh_days: int
    restart_days: int
    illness_activation_days: int
    illness_easy_sessions: int
    illness_level_drop: int
    taper_days: int
    taper_sets_share: float
    race_week_days: int
    race_week_activation_minutes: float
    no_step_before_race_days: int
    hold_days: int
    hold_tension: float
    hold_logs: int
    hold_of_last: int
    hold_soreness: float
    ease_tension: float
    ease_level_drop: int
    ease_sets_share: float
    stop_tension: float
    calm_below: float
    calm_logs: int
    calm_of_logs: int
    setback_recent_days: int
    setback_tension: float
    setback_tense_logs: int
    setback_of_logs: int
    setback_rise: float
    setback_bad_checks: int
    setback_of_checks: int
    setback_soreness: float
    setback_level_drop: int
    setback_fewer_sets_day: int
    setback_sets_share: float
    setback_once_a_week_day: int
    setback_per_week: int
    setback_repeats: int
    setback_repeat_days: int
    long_activation_days: int
    long_activation_per_week: int
    signs_days: int
    step_sessions: int
    step_effort: float
    step_soreness: float
    step_rest_days: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole programme. `rules` holds hard rules (H) and preferences (P) by id."""

    version: str
    exercises: Mapping[str, Exercise]
    blocks: tuple[BlockType, ...]
    phases: tuple[PhaseType, ...]
    rules: Mapping[str, Rule]
    relaxation: tuple[str, ...]
    equipment: Mapping[str, Equipment]
    conditions: Mapping[str, AvoidIf]
    state: StateNumbers

    def phase(self, name: Phase) -> PhaseType:
        """The phase of that name."""
        return next(phase for phase in self.phases if phase.id == name)

    def block(self, kind: BlockKind, pair: str | None = None) -> BlockType:
        """The block of that kind (and pair)."""
        return next(block for block in self.blocks if (block.kind, block.pair) == (kind, pair))

    def hours_before_hard(self, level: int) -> float:
        """H2: the hours that strengthening of a level keeps before a hard session."""
        return self.rules["H2"]["hours" if level <= 2 else f"hours_level_{level}"]

    def find(self, text: str) -> Exercise:
        """The exercise of that id, alias or name, or the only one whose name has the text in it.

        Raises:
            UsageError: there is none, or more than one; the hint names those that come near.
        """
        wanted = _plain(text)
        names = {
            _plain(word): one
            for one in self.exercises.values()
            for word in (one.id, one.name, *one.aliases)
        }
        if wanted in names:
            return names[wanted]
        found = {one.id: one for word, one in names.items() if wanted and wanted in word}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise UsageError(
                f"{text!r} may be any of {len(found)} exercises", hint=f"Say {', '.join(found)}."
            )
        like = difflib.get_close_matches(wanted, names, cutoff=0.5)
        near = dict.fromkeys(names[word].id for word in like)
        raise UsageError(
            f"there is no exercise {text!r}",
            hint=f"Near to it: {', '.join(near)}." if near else "All: kneedrive exercises",
        )


def _plain(text: str) -> str:
    """A name as it may be typed: without case and signs."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
