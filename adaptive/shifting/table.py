"""The table of phases and events, and the gates between phases, as checked values.

In: `shifts.toml` beside this module. Out: one frozen `Table`. A file with faults does not load,
and the error lists all of them at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from adaptive.programme import records
from adaptive.programme.rulebook import RulebookError
from adaptive.week import Phase, Reason

__all__ = ["PHASES", "Criterion", "Event", "Lead", "Numbers", "Path", "Table", "load", "standard"]

Path = Literal["knee_lift", "cadence"]
Lead = Literal[Phase, "stays", "holds", "asks", "holds and asks", "as told"]
"""What an event does in a phase: it leads to a phase, or it holds or asks, or none of these."""

PHASES: tuple[Phase, ...] = get_args(Phase)
"""In their order."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that belong to no single gate or event; what each means stands beside it."""

    memory_days: int
    checks_to_know: int
    cool_down_days: int
    setback_days: int
    check_speaks_days: int
    agree_days: int
    boost_channels: int
    boost_weeks: int
    boost_baseline_days: int
    override_day: int
    backfill_day: int
    physiotherapist_day: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a gate asks of who leaves a phase, with the numbers it works by."""

    id: str
    leaves: tuple[Phase, ...]
    path: tuple[Path, ...]
    text: str
    source: str
    numbers: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, number: str) -> int:
        return int(self.numbers[number])


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, and what it leads to in each phase.

    `why` is the sentence for the athlete, with places for the numbers and the phases. `days` is
    how long a stay in activation lasts that it leads to, `hold_days` how long it holds; None
    where it does not, or for as long as something else says.
    """

    id: str
    means: str
    activation: Lead
    strengthening: Lead
    integration: Lead
    maintenance: Lead
    why: str
    reason: Reason = "setback"
    days: int | None = None
    hold_days: int | None = None

    def lead(self, phase: Phase) -> Lead:
        """What it leads to in a phase."""
        leads: Mapping[Phase, Lead] = {
            "activation": self.activation,
            "strengthening": self.strengthening,
            "integration": self.integration,
            "maintenance": self.maintenance,
        }
        return leads[phase]

    def to(self, phase: Phase) -> Phase | None:
        """The phase it leads to, if the table names one."""
        return next((one for one in PHASES if one == self.lead(phase)), None)


@dataclass(frozen=True, slots=True)
class Table:
    """All that moves, holds and asks. Gates and events are by id, in their order."""

    numbers: Numbers
    gates: Mapping[str, Criterion]
    events: Mapping[str, Event]

    def leaving(self, phase: Phase, path: Path) -> tuple[Criterion, ...]:
        """The gates that one passes on the way out of a phase."""
        return tuple(one for one in self.gates.values() if phase in one.leaves and path in one.path)


@cache
def standard() -> Table:
    """The table as shipped."""
    return load((files("adaptive.shifting") / "shifts.toml").read_text(encoding="utf-8"))


def load(text: str) -> Table:
    """Read and check a table.

    Raises:
        RulebookError: naming every fault.
    """
    document = tomllib.loads(text)
    faults: list[str] = []
    numbers = records.read(Numbers, document.get("numbers"), "numbers", faults)
    gates = [
        records.read(Criterion, row, f"gate {row.get('id')}", faults) for row in document["gate"]
    ]
    events = [
        records.read(Event, row, f"event {row.get('id')}", faults) for row in document["event"]
    ]
    if faults or numbers is None:
        raise RulebookError(faults)
    table = Table(
        numbers,
        {gate.id: gate for gate in gates if gate},
        {event.id: event for event in events if event},
    )
    faults += [
        f"event {event.id}: from {phase} it skips a phase"
        for event in table.events.values()
        for place, phase in enumerate(PHASES)
        if event.lead(phase) in PHASES[place + 2 :]
    ]
    if faults:
        raise RulebookError(faults)
    return table
