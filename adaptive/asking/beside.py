"""What is asked beside the questions of a plan itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adaptive.asking.blocks import ticks
from adaptive.condition import safety
from adaptive.condition.symptoms import signs_due
from adaptive.diary import answers
from adaptive.library.store import Store
from adaptive.programme.rulebook import standard
from adaptive.shifts import Question

if TYPE_CHECKING:
    from adaptive.planning.gathering import Gathered
    from adaptive.shifting import Progress

__all__ = ["beside_plan"]


def beside_plan(gathered: Gathered, store: Store, progress: Progress) -> list[Question]:
    """What the phase asks (checks, cadence), which recordings were blocks, and the signs."""
    asked = ticks(store, gathered.known, answers(gathered.diary), gathered.today)
    found = [*progress.questions, *(tick.question for tick in asked)]
    if signs_due(gathered.diary, gathered.today, standard().state.signs_days):
        found.append(_signs())
    return found


def _signs() -> Question:
    """The list of signs, gone through once and then every four weeks."""
    signs = safety.standard().signs
    listed = "; ".join(f"{one.name} ({one.id})" for one in signs.values())
    return Question(
        "signs",
        f"Which of these do you notice: {listed}?",
        ("none", *signs),
        "Name them, or none: kneedrive answer",
    )
