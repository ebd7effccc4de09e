"""What shifts an athlete between phases: gates, verdicts, evidence, one table and one pure step.

Two kinds of feedback move the phase in both directions: knee lift, which the athlete logs, and
cadence, which the recordings show; symptoms are a veto. Whatever moves, holds or asks is a
`Shift`; the table of phases and events stands in `shifts.toml`.

Pure: the day is an argument, and everything known is a value (`Known`). `advance` decides about
days, `report` says where the athlete stands and what is missing.
"""

from adaptive.shifting.advancing import advance
from adaptive.shifting.cadence import read_by
from adaptive.shifting.gates import Gate
from adaptive.shifting.own_word import override, override_refused, undo
from adaptive.shifting.reporting import NextStep, Progress, foreseen, report
from adaptive.shifting.verdicts import Verdicts

__all__ = [
    "Gate",
    "NextStep",
    "Progress",
    "Verdicts",
    "advance",
    "foreseen",
    "override",
    "override_refused",
    "read_by",
    "report",
    "undo",
]
