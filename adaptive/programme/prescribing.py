"""What an athlete gets of a block: exercises that fit, doses at their levels, and the minutes.

Pure. An exercise whose equipment is missing or that is to be avoided gives way to the first
of its stand-ins that fits, else it is left out; a note says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adaptive.plans import Dose
from adaptive.programme.values import Exercise, Rulebook
from adaptive.week import BlockKind, Condition, Emphasis

__all__ = ["Fitting", "Prescription", "against", "fitting", "prescribe"]

_Work = Sequence[tuple[Exercise, Dose]]


@dataclass(frozen=True, slots=True)
class Prescription:
    """The doses of a block, the whole minutes they take, and how heavy it is.

    `level` is the highest level among the doses of strengthening, 0 for everything else.
    """

    doses: tuple[Dose, ...]
    minutes: float
    level: int


@dataclass(frozen=True, slots=True)
class Fitting:
    """What an athlete does of a block's exercise: itself, a stand-in, or nothing (None).

    `against` says what spoke against the exercise itself, and is empty where nothing did.
    """

    planned: Exercise
    done: Exercise | None
    against: str = ""


def prescribe(
    book: Rulebook,
    kind: BlockKind,
    pair: str | None = None,
    *,
    levels: Mapping[str, int],
    equipment: frozenset[str] | None = None,
    avoid: frozenset[str] = frozenset(),
    condition: Condition | None = None,
    level_cap: int | None = None,
    emphasis: frozenset[Emphasis] = frozenset(),
) -> Prescription | None:
    """The block of a kind for one athlete on one day; None where nothing of it is left.

    Args:
        book: The programme.
        kind: Which block.
        pair: "A" or "B" for strengthening.
        levels: Level by exercise, 0 where missing; one that the equipment cannot load is lowered.
        equipment: What is at hand; None takes everything as there.
        avoid: Ids of the conditions that speak against exercises, and of exercises to leave out.
        condition: What shortens or lightens the work of the day. Whether the kind may be placed
            at all is not asked here.
        level_cap: No level above this one.
        emphasis: The sides of the signs that lead: with "weakness" the strict cue goes first.
    """
    day = condition or Condition()
    drop = day.level_drop if kind == "strengthening" else 0
    fits = fitting(book, kind, pair, equipment=equipment, avoid=avoid)
    work: _Work = [
        (fit.done, _dose(fit, fit.done, levels, drop, level_cap, equipment, emphasis))
        for fit in fits
        if fit.done
    ]
    if kind == "strengthening":
        work = _fewer_sets(work, day.sets_share)
    if kind == "activation" and day.activation_minutes is not None:
        while work and _seconds(work) > 60 * day.activation_minutes:
            work = _one_set_less(work)
    if not work:
        return None
    doses = [dose for _, dose in work]
    if missed := [f"{fit.planned.name} ({fit.against})" for fit in fits if not fit.done]:
        doses[-1] = replace(doses[-1], note=_said(doses[-1].note, f"left out: {', '.join(missed)}"))
    return Prescription(
        doses=tuple(doses),
        minutes=max(1, round(_seconds(work) / 60)),
        level=max(dose.level or 0 for dose in doses) if kind == "strengthening" else 0,
    )


def fitting(
    book: Rulebook,
    kind: BlockKind,
    pair: str | None = None,
    *,
    equipment: frozenset[str] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> tuple[Fitting, ...]:
    """The exercises of a block in order, each with what this athlete does in its place."""
    names = book.block(kind, pair).exercises
    taken = set(names)
    found = []
    for planned in (book.exercises[name] for name in names):
        done: Exercise | None = planned
        if reason := against(planned, book, equipment, avoid):
            stand_ins = (book.exercises[name] for name in planned.alternatives if name not in taken)
            done = next((s for s in stand_ins if not against(s, book, equipment, avoid)), None)
            taken |= {done.id} if done else set()
        found.append(Fitting(planned, done, reason))
    return tuple(found)


def against(
    exercise: Exercise, book: Rulebook, equipment: frozenset[str] | None, avoid: frozenset[str]
) -> str:
    """What speaks against an exercise, empty where nothing does; `avoid` may name it itself."""
    if exercise.id in avoid:
        return "you leave it out"
    for name in exercise.avoid_if:
        if name in avoid:
            return book.conditions[name].name
    for name in exercise.equipment:
        if not (equipment is None or name in equipment or book.equipment[name].always):
            return f"no {book.equipment[name].name}"
    return ""


def _dose(
    fit: Fitting,
    exercise: Exercise,
    levels: Mapping[str, int],
    drop: int,
    cap: int | None,
    equipment: frozenset[str] | None,
    emphasis: frozenset[Emphasis],
) -> Dose:
    level = min(levels.get(exercise.id, 0) - drop, exercise.top_level(equipment))
    dose = exercise.dose(max(0, level if cap is None else min(level, cap)))
    strict = exercise.self_check if "weakness" in emphasis else None
    instead = f"instead of {fit.planned.name}: {fit.against}" if fit.against else None
    note = _said(strict, instead, dose.note)
    return replace(dose, note=note) if note != dose.note else dose


def _said(*notes: str | None) -> str | None:
    return "; ".join(note.rstrip(".") for note in notes if note) or None


def _seconds(work: _Work) -> float:
    return sum(exercise.seconds(dose) for exercise, dose in work)


def _fewer_sets(work: _Work, share: float) -> _Work:
    """A share of all sets, one of each exercise at least: half of 3 and 3 is 2 and 1."""
    sets = sum(dose.sets or 1 for _, dose in work)
    for _ in range(sets - max(len(work), round(share * sets))):
        work = _one_set_less(work)
    return work


def _one_set_less(work: _Work) -> _Work:
    """Without a set of the last exercise that has most, or without the last one of single sets."""
    most = max(dose.sets or 1 for _, dose in work)
    if most == 1:
        return work[:-1]
    last = max(n for n, (_, dose) in enumerate(work) if dose.sets == most)
    exercise, dose = work[last]
    return [*work[:last], (exercise, replace(dose, sets=most - 1)), *work[last + 1 :]]
