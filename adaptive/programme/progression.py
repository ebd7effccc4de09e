"""How far each exercise has come: levels folded over what was logged.

Pure. Silence changes nothing: only logged blocks move a level. An exercise that went as
prescribed in two sessions in a row may step up, one exercise a session at most; one whose
technique failed twice in a row steps down. One that changed keeps its level for a week. The
levels are those of `Exercise.top_level`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from adaptive.plans import Dose
from adaptive.programme.prescribing import fitting
from adaptive.programme.values import Exercise, Rulebook
from adaptive.week import Condition, DoneBlock, DoneExercise, monday_of

__all__ = ["Appearance", "appearances", "levels"]

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where an exercise stands: its level, and whether its technique held, session by session.

    `technique` are the last two logged sessions with it, fewer where there were fewer.
    """

    level: int
    technique: tuple[bool, ...]


def levels(
    history: Iterable[DoneBlock],
    book: Rulebook,
    *,
    conditions: Mapping[date, Condition] = MappingProxyType({}),
    phase_changes: Iterable[date] = (),
    soreness: Mapping[date, float] = MappingProxyType({}),
    equipment: frozenset[str] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> dict[str, int]:
    """The level (0 to 4) of every exercise that was logged.

    Args:
        history: Done blocks in any order.
        book: The programme.
        conditions: What the athlete's state allowed on each day of the history. On a day that
            shortened the work, or on which nothing may step up, no exercise does; nor does one
            in the first week that may have more strengthening again than the one before it.
        phase_changes: The days on which a phase began; in their weeks (Monday to Sunday)
            nothing steps up.
        soreness: What was felt on a day, 0 to 10; nothing logged counts as none.
        equipment: What the athlete has, which bounds the loads; None: everything.
        avoid: What speaks against exercises, and so chose stand-ins.
    """
    found: dict[str, int] = {}
    well, badly = Counter[str](), Counter[str]()
    changed = {monday_of(day) for day in phase_changes}
    bounded = {monday_of(d) for d, one in conditions.items() if one.strengthening_per_week}
    rested: dict[str, date] = {}
    rest = timedelta(days=book.state.step_rest_days)
    for block in sorted((b for b in history if b.logged), key=lambda b: (b.start, repr(b))):
        day = block.start.date()
        allowed = conditions.get(day, Condition())
        lasting = (
            (block.effort or 0) <= book.state.step_effort
            and soreness.get(day + timedelta(days=1), 0) <= book.state.step_soreness
            and allowed.sets_share == 1
            and not allowed.level_drop
        )
        ready = []
        for exercise, done in _logged(block, book, equipment, avoid):
            name = exercise.id
            level = found.setdefault(name, 0)
            badly[name] = 0 if done.technique_ok else badly[name] + 1
            if badly[name] == book.state.step_sessions:
                found[name], badly[name] = max(level - 1, 0), 0
                rested[name] = day + rest
            good = lasting and done.technique_ok and _all_reps(done, exercise.dose(level))
            well[name] = well[name] + 1 if good else 0
            top = exercise.top_level(equipment)
            waited = day >= rested.get(name, day)
            if well[name] >= book.state.step_sessions and level < top and waited:
                ready.append(name)
        week = monday_of(day)
        more = not allowed.strengthening_per_week and not bounded.isdisjoint({week, week - _WEEK})
        if ready and allowed.may_step_up and week not in changed and not more:
            # The one that is furthest behind; the others wait for their next session.
            stepping = min(ready, key=lambda name: (found[name], -well[name]))
            found[stepping], well[stepping] = found[stepping] + 1, 0
            rested[stepping] = day + rest
    return found


def appearances(
    history: Iterable[DoneBlock],
    book: Rulebook,
    found: Mapping[str, int],
    *,
    equipment: frozenset[str] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> dict[str, Appearance]:
    """Every strengthening exercise that the athlete can do, and those that stand in for others.

    Args:
        history: Done blocks in any order; those that nobody spoke of say nothing of technique.
        book: The programme.
        found: The levels, 0 where missing.
        equipment: What the athlete has; None: everything.
        avoid: What speaks against exercises.
    """
    technique: defaultdict[str, list[bool]] = defaultdict(list)
    for block in sorted((b for b in history if b.logged), key=lambda b: (b.start, repr(b))):
        for exercise, done in _logged(block, book, equipment, avoid):
            technique[exercise.id].append(done.technique_ok)
    names = [
        fit.done.id
        for block in book.blocks
        if block.kind == "strengthening"
        for fit in fitting(book, block.kind, block.pair, equipment=equipment, avoid=avoid)
        if fit.done
    ]
    return {name: Appearance(found.get(name, 0), tuple(technique[name][-2:])) for name in names}


def _logged(
    block: DoneBlock, book: Rulebook, equipment: frozenset[str] | None, avoid: frozenset[str]
) -> Iterator[tuple[Exercise, DoneExercise]]:
    """The exercises of a logged block; what nobody told about went as prescribed."""
    told = {one.id: one for one in block.exercises if one.id in book.exercises}
    known = {(one.kind, one.pair) for one in book.blocks}
    names: dict[str, None] = {}
    if (block.kind, block.pair) in known:  # strengthening may be logged without its pair
        fits = fitting(book, block.kind, block.pair, equipment=equipment, avoid=avoid)
        names = {fit.done.id: None for fit in fits if fit.done}
    for name in names | dict.fromkeys(told):
        yield book.exercises[name], told.get(name, DoneExercise(name))


def _all_reps(done: DoneExercise, prescribed: Dose) -> bool:
    return done.reps is None or done.reps >= (prescribed.reps or 0)
