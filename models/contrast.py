"""Has a signal changed? One look a week at the latest runs against the athlete's own baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Reading", "Verdict"]

Verdict = Literal["better", "same", "worse", "unknown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one Monday's look at a signal says.

    `direction` is that of this Monday's contrast: -1 lower, +1 higher, 0 not beyond what chance
    and drift explain. `confirmed`: the Monday before said the same, each with new sessions.
    `verdict` draws the conclusion: "unknown" with too few sessions, in silent times, or while a
    first contrast waits to be confirmed; "same" without a contrast; "worse" and "better" only
    confirmed. A confirmed rise of running cadence is neither: its verdict is "same" and
    `direction` +1.
    `level`, `baseline`, `change` and `uncertainty` (a standard error) are in `unit`;
    NaN where unknown. `explanations` are what else may be behind a change (a new shoe, heat).
    """

    signal: str
    on: date
    verdict: Verdict
    unit: str
    direction: Literal[-1, 0, 1] = 0
    confirmed: bool = False
    level: float = float("nan")
    baseline: float = float("nan")
    change: float = float("nan")
    uncertainty: float = float("nan")
    z: float = float("nan")
    n_baseline: int = 0
    n_window: int = 0
    explanations: tuple[str, ...] = ()
