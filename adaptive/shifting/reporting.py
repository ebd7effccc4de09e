"""Where the athlete stands: verdicts, evidence, what is missing, and what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from adaptive.agenda.days import day_name
from adaptive.cadence_answers import CHOICES, answer, question_id
from adaptive.condition import Known
from adaptive.diary import answers
from adaptive.programme.rulebook import Rulebook
from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifting import cadence, table
from adaptive.shifting.evidence import probability, terms
from adaptive.shifting.facts import Facts
from adaptive.shifting.gates import Gate, gates
from adaptive.shifting.table import PHASES, Path
from adaptive.shifting.verdicts import Verdicts, verdicts
from adaptive.shifts import CadenceReader, Evidence, Question
from adaptive.week import Condition, Phase, PhaseEntry, PhaseState

__all__ = ["NextStep", "Progress", "Word", "foreseen", "report"]

Word = Literal["ready", "not yet", "slipping", "too few checks"]

_DAY = timedelta(days=1)

_COUNTED = ("A1", "A2", "A3", "S1", "M1", "M2", "S3", "C1")
"""The gates that can be counted down; the others are a matter of yes or no."""

_TIPS: Mapping[str, str] = {
    "A2": "log each activation with its check: kneedrive log check 15 15 ok",
    "A3": "a shorter range and a hand on the wall: a clean lift counts, not a high one",
    "A4": "hold the march for as long as it is smooth, a second longer every other day",
    "A5": "breathe out with each dead bug, and lower the leg only as far as the back stays flat",
}
"""What helps with a gate that stays shut."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows, and the gates on the way; `phase` is None where nothing does.

    `earliest` is the day on which it may be if all goes well, None where something holds that has
    no known end. `path` is what one moves on.
    """

    phase: Phase | None
    path: Path
    gates: tuple[Gate, ...]
    earliest: date | None

    @property
    def met(self) -> tuple[Gate, ...]:
        """Those that are open."""
        return tuple(gate for gate in self.gates if gate.met)

    @property
    def missing(self) -> tuple[Gate, ...]:
        """Those that are not."""
        return tuple(gate for gate in self.gates if not gate.met)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the athlete is, what speaks for and against moving on, and what is asked.

    `probability` is that of being ready; it is shown and decides nothing. `evidence` begins with
    what weighs most. `countdown` is the next step in short.
    """

    state: PhaseState
    condition: Condition
    verdicts: Verdicts
    word: Word
    probability: float
    evidence: tuple[Evidence, ...]
    next: NextStep
    countdown: str
    questions: tuple[Question, ...]
    advice: tuple[str, ...]


def report(
    known: Known,
    reader: CadenceReader | None = None,
    rulebook: Rulebook | None = None,
    composites: Mapping[str, float] = MappingProxyType({}),
) -> Progress:
    """Where the athlete stands on `known.today`.

    Args:
        known: of the athlete, with all that was decided.
        reader: of cadence; None where there is none to be had.
        rulebook: the programme, the standard one unless given.
        composites: "gait" and "pedalling", as z scores that are positive where they are better.
    """
    facts = Facts(known, reader, rulebook or standard_book(), table.standard())
    said = verdicts(facts)
    step = _next(facts, said)
    found = terms(facts, composites)
    read = cadence.reading(facts)
    return Progress(
        state=facts.state,
        condition=facts.condition,
        verdicts=said,
        word=_word(facts, said, step),
        probability=probability(found),
        evidence=(*found, *([cadence.evidence(read)] if read else [])),
        next=step,
        countdown=_countdown(step, facts.day),
        questions=tuple(_questions(facts, said)),
        advice=(*facts.standing.advice, *_advice(facts, step)),
    )


def foreseen(known: Known, until: date, rulebook: Rulebook | None = None) -> tuple[PhaseEntry, ...]:
    """The moves to come up to a day, each at its earliest, if all goes well."""
    facts = Facts(known, None, rulebook or standard_book(), table.standard())
    step = _next(facts, verdicts(facts))
    moves: list[PhaseEntry] = []
    phase, day = step.phase, step.earliest
    while phase and day and day <= until:
        moves.append(PhaseEntry(max(day, known.today + _DAY), phase, "ready"))
        length = facts.book.phase(phase).days
        phase = _after(phase)
        day = moves[-1].day + length * _DAY if length else None
    return tuple(moves)


def _next(facts: Facts, said: Verdicts) -> NextStep:
    path: Path = "knee_lift"
    if said.knee_lift == "unknown" and facts.state.phase != "activation" and facts.reader:
        path = "cadence"
    to = _after(facts.state.phase)
    asked = (*gates(facts, path), *(_waits(facts) if to else ()))
    known = [gate.earliest for gate in asked if gate.earliest]
    held = any(gate.rule == "A6" and gate.earliest is None for gate in asked)
    earliest = None if held or to is None else max([*known, facts.day])
    return NextStep(to, path, asked, earliest)


def _waits(facts: Facts) -> Iterator[Gate]:
    """What keeps the athlete where they are for a while, however well all gates are met."""
    if facts.moved and facts.day < facts.cool_until:
        says = f"no further move before {day_name(facts.cool_until)}, after that of "
        yield Gate("cool_down", False, says + day_name(facts.moved.day), facts.cool_until)
    if asked := cadence.open_ask(facts):
        yield Gate("cadence", False, "a change of cadence is asked about", asked.until)


def _after(phase: Phase) -> Phase | None:
    return dict(pairwise(PHASES)).get(phase)


def _word(facts: Facts, said: Verdicts, step: NextStep) -> Word:
    setback = any(one.on(facts.day) for one in facts.standing.setbacks)
    if said.knee_lift == "worse" or said.cadence == "worse" or setback:
        return "slipping"
    if said.knee_lift == "unknown":
        return "too few checks"
    return "not yet" if step.missing or said.knee_lift != "better" else "ready"


def _countdown(step: NextStep, today: date) -> str:
    if step.phase is None:
        return ""
    parts = [gate.says for gate in step.gates if gate.rule in _COUNTED]
    if not step.missing and step.path == "knee_lift":
        parts.append("the next good check moves you")
    elif step.earliest:
        near = step.earliest < today + 7 * _DAY
        when = f"{step.earliest:%A}" if near else day_name(step.earliest)
        parts.append(f"earliest move {'today' if step.earliest == today else when}")
    return " · ".join(parts)


def _questions(facts: Facts, said: Verdicts) -> Iterator[Question]:
    asked = cadence.open_ask(facts)
    if asked and answer(asked, facts.known.diary) is None:
        yield Question(
            id=question_id(asked),
            text=f"{asked.why.split(':')[0]}. Was it intended (a new cue, a longer stride), or "
            "something else (shoes, heat, a sensor, a comeback)?",
            choices=CHOICES,
        )
    if (
        asked
        and asked.rule == "cadence_worse"
        and not any(one.told >= asked.day for one in facts.checks)
    ):
        yield Question(
            id=f"check:{asked.day}",
            text="How is a self-check? It says whether the hip is behind the lower cadence.",
            choices=(),
            hint="kneedrive log check 15 15 ok",
        )
    numbers, state = facts.table.numbers, facts.state
    if state.phase == "activation" and state.day >= numbers.backfill_day:
        missing = state.day - 1 - len(facts.activated)
        asks = f"backfill:{facts.since}"
        if missing > 0 and said.knee_lift != "better" and asks not in answers(facts.known.diary):
            yield Question(
                id=asks,
                text=f"Nothing is logged on {missing} days of activation. Did you do it and forget "
                "to log it?",
                choices=("no",),
                hint="kneedrive log check 15 15 ok --date DAY; if you or your coach know better: "
                "kneedrive phase set strengthening",
            )


def _advice(facts: Facts, step: NextStep) -> Iterator[str]:
    if facts.state.phase != "activation":
        return
    if facts.state.day >= facts.book.state.long_activation_days:
        for gate in step.missing:
            if gate.rule in _TIPS:
                yield f"{gate.says}: {_TIPS[gate.rule]}".capitalize() + "."
    if facts.state.day >= facts.table.numbers.physiotherapist_day:
        yield (
            f"Activation for {facts.state.day} days and not ready yet: a physiotherapist should "
            "have a look at it."
        )
