"""What moves or holds an athlete in the programme, as it is shown and kept.

Plain values: `adaptive.shifting` decides, the library keeps, commands and pages show.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

from adaptive.week import Phase, PhaseEntry, Reason

if TYPE_CHECKING:
    from models.contrast import Reading

__all__ = ["CadenceReader", "Evidence", "Question", "Shift", "ShiftKind"]

ShiftKind = Literal["move", "hold", "ask"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against moving on.

    `value`, `baseline`, `change` and `uncertainty` (a standard error) are in `unit`, None where
    there is no such number; `n` counts what it rests on. `weight` is its share of the log odds
    of being ready, negative where it speaks against; 0 where it is only shown. `says` is the
    sentence for the athlete.
    """

    signal: str
    value: float | None
    unit: str
    says: str
    baseline: float | None = None
    change: float | None = None
    uncertainty: float | None = None
    n: int = 0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Shift:
    """A move to another phase, a hold or a question, on the day on which it was decided.

    `before` is the phase of that day, `phase` the one from then on (the same unless it is a
    move). `reason` says what kind of move it is, `rule` names the gate or rule, `why` is one
    sentence. `numbers` are what it rests on, `explanations` what else might explain them. A hold
    ends before `until`. `days` is how long the phase lasts at least where that is not its own
    length. `undone` is the day on which the athlete undid it, None as long as it holds.
    """

    day: date
    kind: ShiftKind
    before: Phase
    phase: Phase
    reason: Reason
    rule: str
    why: str
    numbers: tuple[Evidence, ...] = ()
    explanations: tuple[str, ...] = ()
    until: date | None = None
    days: int | None = None
    undone: date | None = None

    @property
    def entry(self) -> PhaseEntry:
        """The move as the days of the programme are counted by it."""
        return PhaseEntry(self.day, self.phase, self.reason, self.days)


@dataclass(frozen=True, slots=True)
class Question:
    """Something open that the athlete is asked, and the answers there are.

    `id` stays the same as long as it is the same question: a kind and what it is about, such as
    "cadence:2026-11-23". `hint` says how else it can be answered, with a command.
    """

    id: str
    text: str
    choices: tuple[str, ...]
    hint: str = ""


class CadenceReader(Protocol):
    """What the recordings say of cadence, asked on Mondays."""

    def on(self, monday: date, anchors: Sequence[date], silent: AbstractSet[date]) -> Reading:
        """The reading of a Monday, by what was recorded before it.

        Args:
            monday: the day it is made on.
            anchors: days on which the athlete's own baseline begins anew.
            silent: days of which nothing is read, with the days that follow them.
        """
        ...
