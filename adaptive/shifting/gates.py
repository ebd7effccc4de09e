"""The gates between phases: each is met or not, with its numbers in words.

What each asks stands in `shifts.toml`. A gate that is not met says from which day on it may be,
if one good check a day and two sessions a week are logged; None where that is not for time to
say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from statistics import median

from adaptive.checks import GOOD_HOLD_S
from adaptive.condition import standing
from adaptive.condition.exercises import exercise_levels
from adaptive.programme.prescribing import fitting
from adaptive.programme.progression import appearances
from adaptive.shifting import cadence
from adaptive.shifting.facts import Facts
from adaptive.shifting.table import Criterion, Path
from adaptive.shifting.verdicts import knee_lift
from adaptive.week import Overlay

__all__ = ["Gate", "enough_good", "gate", "gates", "open_gates"]

_DAY = timedelta(days=1)

_HELD: Mapping[Overlay, str] = {
    "hold": "something holds you",
    "taper": "a race is near",
    "paused": "you are ill, or not long well again",
    "stop": "a sign stands against training",
}
"""What overlays the phase, in short: the whole reason stands with the phase."""

_LOOKED_AHEAD = timedelta(days=28)
"""What holds for longer than this has no end that one could count down to."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a gate is met, in words with its numbers.

    `earliest` is the first day on which it may be met; None where time alone does not tell.
    """

    rule: str
    met: bool
    says: str
    earliest: date | None


def gates(facts: Facts, path: Path) -> tuple[Gate, ...]:
    """All gates on the way out of the phase."""
    return tuple(gate(facts, one) for one in facts.table.leaving(facts.state.phase, path))


def open_gates(facts: Facts, path: Path) -> bool:
    """Whether there is a way out of the phase, and every gate on it is met."""
    leaving = facts.table.leaving(facts.state.phase, path)
    return bool(leaving) and all(gate(facts, one).met for one in leaving)


def gate(facts: Facts, criterion: Criterion) -> Gate:
    """One gate on a day."""
    met, says, earliest = _GATES[criterion.id](facts, criterion)
    return Gate(criterion.id, met, says, facts.day if met else earliest)


_Found = tuple[bool, str, date | None]


def _length(facts: Facts, _: Criterion) -> _Found:
    """A1, M1: the days of the phase are over."""
    length = facts.length_days or 0
    left = length - (facts.state.day - 1)
    says = f"day {facts.state.day} of {length}" if left > 0 else f"all {length} days"
    return left <= 0, says, facts.day + left * _DAY


def _practised(facts: Facts, asks: Criterion) -> _Found:
    """A2: activation and checks on enough days."""
    days = len(facts.activated)
    made = sum(one.on_day >= facts.since for one in facts.checks)
    if facts.short:
        return True, "a short stay", None
    missing = max(asks["days"] - days, asks["checks"] - made)
    says = _counted(made, asks["checks"], "checks")
    if days < made:
        says = f"activation on {_counted(days, asks['days'], 'days')}"
    return missing <= 0, says, _next_check(facts) + (missing - 1) * _DAY


def _good_of_late(facts: Facts, asks: Criterion) -> _Found:
    """A3: enough of the last checks good, the last ones among them, none of them too old.

    Where activation is wanted less often the checks may lie further apart.
    """
    long = facts.state.day >= facts.book.state.long_activation_days
    days = asks["days_when_long" if long else "days"]
    made = [(one.on_day, one.ok) for one in facts.checks if one.on_day > facts.day - days * _DAY]
    further = next(
        n for n in count() if enough_good([*made, *_good(facts, n)], _last(facts, n), asks, days)
    )
    says = _shares(made[-asks["of_last"] :], asks["of_last"])
    return further == 0, says, _last(facts, further)


def enough_good(
    made: Sequence[tuple[date, bool]], day: date, asks: Criterion, within_days: int
) -> bool:
    """Whether so many of the last checks were good, seen from a day.

    Args:
        made: the checks, in order: the day, and whether it was good.
        day: that counts back.
        asks: how many of how many.
        within_days: how long ago the first of them may be.
    """
    last = made[-asks["of_last"] :]
    return (
        len(last) == asks["of_last"]
        and last[0][0] > day - within_days * _DAY
        and sum(ok for _, ok in last) >= asks["good"]
        and all(ok for _, ok in last[-asks["last_good"] :])
    )


def _held(facts: Facts, asks: Criterion) -> _Found:
    """A4: the march hold is long enough on both sides."""
    last = facts.checks[-asks["last"] :]
    held = [one.held for one in last]
    shortest = min((min(one.holds_s) for one in last if one.holds_s), default=None)
    says = (
        f"march hold of {GOOD_HOLD_S} s: {len(last)} of {asks['last']} checks"
        if len(last) < asks["last"]
        else f"march hold of {shortest:g} s or more"
        if shortest is not None
        else "knee lifts in place of holds"
    )
    missing = next(
        n
        for n in count()
        if len(seen := [*held, *[True] * n][-asks["last"] :]) == asks["last"] and all(seen)
    )
    return missing == 0, says, _last(facts, missing)


def _calm_back(facts: Facts, asks: Criterion) -> _Found:
    """A5: the back is calm."""
    return _calm(facts, asks, ("back",))


def _calm_felt(facts: Facts, asks: Criterion) -> _Found:
    """S4: back and hip are calm."""
    return _calm(facts, asks, ("back", "hip_pull"))


def _calm(facts: Facts, asks: Criterion, where: Sequence[str]) -> _Found:
    most = asks.numbers.get("most", 10)

    def met(logs: Sequence[float]) -> bool:
        last = logs[-asks["last"] :]
        return not last or (median(last) <= asks["median"] and max(last) <= most)

    missing, says = 0, []
    for name in where:
        logs = [told for one in facts.felt if (told := getattr(one, name)) is not None]
        missing = max(missing, next(n for n in count() if met([*logs, *[0.0] * n])))
        last = logs[-asks["last"] :]
        words = f"median {median(last):g}, highest {max(last):g}" if last else "nothing logged"
        says.append(f"{name.replace('_', ' ')}: {words}")
    return missing == 0, "; ".join(says), facts.day + missing * _DAY


def _free(facts: Facts, _: Criterion) -> _Found:
    """A6: nothing overlays the phase."""
    if facts.state.overlay is None:
        return True, "nothing holds you", None
    ahead = standing(facts.known, facts.day + _DAY, facts.day + _LOOKED_AHEAD, facts.book)
    free = next(
        (
            day
            for day, state in ahead.states.items()
            # The easy sessions that end a recovery are yet to come.
            if state.overlay is None or ahead.conditions[day].rule == "recovery"
        ),
        None,
    )
    return False, _HELD[facts.state.overlay], free


def _strengthened(facts: Facts, asks: Criterion) -> _Found:
    """S1: weeks and sessions of strengthening."""
    over, says, earliest = _length(facts, asks)
    done = len({block.start.date() for block in facts.done("strengthening")})
    missing = asks["sessions"] - done
    return (
        over and missing <= 0,
        f"{says}, {_counted(done, asks['sessions'], 'sessions')}",
        max(earliest or facts.day, _sessions_on(facts, missing)),
    )


def _mastered(facts: Facts, asks: Criterion) -> _Found:
    """S2: exercises at their levels, with good technique."""
    known = facts.known
    through = standing(known, facts.known.entries[0].day, facts.day, facts.book)
    seen = appearances(
        known.done,
        facts.book,
        exercise_levels(known, through, facts.book),
        equipment=known.equipment,
        avoid=known.avoid | through.avoid,
    ).values()
    able = [
        one.level >= asks["level"] and len(one.technique) >= asks["last"] and all(one.technique)
        for one in seen
    ]
    high = sum(one.level >= asks["half_at"] for one in seen)
    says = (
        f"{sum(able)} of {len(seen)} exercises at level {asks['level']} or higher with good "
        f"technique, {high} at level {asks['half_at']}"
    )
    return all(able) and 2 * high >= len(seen), says, None


def _good_checks(facts: Facts, asks: Criterion) -> _Found:
    """S3: the verdict of the knee lift."""
    made = [(one.on_day, one.ok) for one in facts.checks][-asks["of_last"] :]

    def met(further: int) -> bool:
        last = [*(ok for _, ok in made), *[True] * further][-asks["of_last"] :]
        return len(last) == asks["of_last"] and sum(last) >= asks["good"]

    further = next(n for n in count() if met(n))
    if better := knee_lift(facts) == "better":
        return better, _shares(made, asks["of_last"]), None
    fresh = sum(facts.recent(one.on_day) for one in facts.checks)
    further = max(further, facts.table.numbers.checks_to_know - fresh)
    return better, _shares(made, asks["of_last"]), _last(facts, further)


def _settled(facts: Facts, asks: Criterion) -> _Found:
    """S5: nothing had to be taken back of late."""
    ends = [min(one.until, facts.day + _DAY) for one in facts.standing.setbacks]
    back = {"setback", "cadence_drop"}
    ends += [one.day for one in facts.known.entries if one.reason in back]
    last = max(ends, default=date.min)
    free = last + asks["days"] * _DAY if ends else facts.day
    if facts.day >= free:
        return True, f"no setback within {asks['days']} days", None
    return False, f"a setback within {asks['days']} days", free


def _carried_over(facts: Facts, asks: Criterion) -> _Found:
    """M2: the work went into warm-ups and rides."""
    known = facts.known
    able = any(
        one.done
        for kind in ("drills", "single_leg_pedalling")
        for one in fitting(
            facts.book,
            kind,
            None,
            equipment=known.equipment,
            avoid=known.avoid | facts.standing.avoid,
        )
    )
    done = len({block.start.date() for block in facts.done("drills", "single_leg_pedalling")})
    missing = asks["sessions"] - done if able else 0
    says = _counted(done, asks["sessions"], "warm-ups") if able else "no drills that you could do"
    return missing <= 0, says, _sessions_on(facts, missing)


def _steady(facts: Facts, _: Criterion) -> _Found:
    """C1: cadence is steady."""
    found = [cadence.reading(facts, weeks) for weeks in (0, 1)]
    steady = [
        one is not None and one.verdict in {"same", "better"} and not cadence.rose(one)
        for one in found
    ]
    return all(steady), f"{sum(steady)} of 2 Mondays steady", None


def _calm_for_weeks(facts: Facts, asks: Criterion) -> _Found:
    """C2: nothing was felt."""
    worst = [
        (told, one.day)
        for one in facts.felt
        for told in (one.tension, one.soreness)
        if told is not None and told > asks["most"]
    ]
    if not worst:
        return True, f"nothing above {asks['most']} logged", None
    last = max(day for _, day in worst)
    forgotten = last + facts.table.numbers.memory_days * _DAY
    return False, f"{max(worst)[0]:g} of 10 logged", forgotten


_GATES: Mapping[str, Callable[[Facts, Criterion], _Found]] = {
    "A1": _length,
    "A2": _practised,
    "A3": _good_of_late,
    "A4": _held,
    "A5": _calm_back,
    "A6": _free,
    "S1": _strengthened,
    "S2": _mastered,
    "S3": _good_checks,
    "S4": _calm_felt,
    "S5": _settled,
    "M1": _length,
    "M2": _carried_over,
    "C1": _steady,
    "C2": _calm_for_weeks,
}


def _next_check(facts: Facts) -> date:
    """The day of the next check, if there is one a day."""
    return facts.day + any(one.on_day == facts.day for one in facts.checks) * _DAY


def _last(facts: Facts, further: int) -> date:
    """The day on which so many further checks have been made; today where none are needed."""
    return _next_check(facts) + (further - 1) * _DAY if further else facts.day


def _good(facts: Facts, further: int) -> list[tuple[date, bool]]:
    """So many further good checks, one a day."""
    return [(_next_check(facts) + n * _DAY, True) for n in range(further)]


def _sessions_on(facts: Facts, missing: int) -> date:
    """The day on which so many further sessions have been done, at two a week."""
    return facts.day + (7 * max(missing, 0) // 2) * _DAY


def _shares(made: Sequence[tuple[date, bool]], wanted: int) -> str:
    good = sum(ok for _, ok in made)
    if len(made) < wanted:
        return f"{good} of {len(made)} checks good, {wanted} are needed"
    return f"{good} of {wanted} checks good"


def _counted(done: int, wanted: int, what: str) -> str:
    return f"{done} {what}" if done > wanted else f"{done} of {wanted} {what}"
