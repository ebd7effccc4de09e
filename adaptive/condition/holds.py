"""Holds: every level stays where it is while something speaks against a step up.

Tension and soreness hold for a week, and each log that is not calm begins that week anew; enough
calm ones end it at once. Fitness that rises too fast holds to the end of its week. What the phase
machine decided to hold lasts as long as it said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from adaptive.cadence_answers import cancelled
from adaptive.condition.felt import Felt, episodes
from adaptive.condition.known import Known, as_clause
from adaptive.programme.values import StateNumbers
from adaptive.shifts import Shift
from adaptive.week import Condition, Emphasis, monday_of

__all__ = ["conditions", "emphasis"]


def conditions(
    known: Known,
    felt: Sequence[Felt],
    numbers: StateNumbers,
    days: Sequence[date],
    held: AbstractSet[date],
) -> Iterator[tuple[date, Condition]]:
    """The holds of each day; on those that a setback holds it says all there is of feelings."""
    for since, until, why in (*_tense(felt, numbers), *_sore(felt, numbers)):
        hold = _hold("hold", why)
        yield from ((day, hold) for day in days if since <= day < until and day not in held)
    fast = _hold("ramp", "your fitness rises fast: nothing is stepped up this week")
    for day in days:
        if any(monday_of(day) <= red <= day for red in known.ramp_red):
            yield day, fast
    for shift in known.shifts:
        decision = _hold(shift.rule, as_clause(shift.why))
        yield from ((day, decision) for day in days if _decided(shift, day, known))


def emphasis(known: Known) -> frozenset[Emphasis]:
    """Shorter steps at the same speed are the shuffle of a tight hip, as long as that holds."""
    tight = any(
        one.rule == "cadence_rise" and _decided(one, known.today, known) for one in known.shifts
    )
    return frozenset({"tightness"}) if tight else frozenset()


def _decided(shift: Shift, day: date, known: Known) -> bool:
    """Whether the phase machine decided a hold that lasts on a day."""
    lasts = shift.kind == "hold" and shift.day <= day < (shift.until or date.max)
    return lasts and not cancelled(shift, known.diary)


def _hold(rule: str, why: str) -> Condition:
    return Condition(overlay="hold", rule=rule, reason=why, may_step_up=False)


def _tense(felt: Sequence[Felt], numbers: StateNumbers) -> Iterator[tuple[date, date, str]]:
    logs = [(one.day, one.tension) for one in felt if one.tension is not None]
    tense = [tension >= numbers.hold_tension for _, tension in logs]

    def begins(n: int) -> bool:
        return tense[n] and sum(tense[: n + 1][-numbers.hold_of_last :]) >= numbers.hold_logs

    calm = [tension < numbers.hold_tension - numbers.calm_below for _, tension in logs]
    why = (
        f"back or hip was tense in {numbers.hold_logs} of {numbers.hold_of_last} logs: "
        "the level stays"
    )
    for episode in episodes([day for day, _ in logs], begins, calm, numbers.hold_days, numbers):
        yield episode.since, episode.until, why


def _sore(felt: Sequence[Felt], numbers: StateNumbers) -> Iterator[tuple[date, date, str]]:
    logs = [(one.day, one.soreness) for one in felt if one.soreness is not None]
    sore = [soreness >= numbers.hold_soreness for _, soreness in logs]
    calm = [soreness < numbers.hold_soreness - numbers.calm_below for _, soreness in logs]
    why = "you were very sore: the level stays"
    days = [day for day, _ in logs]
    for episode in episodes(days, sore.__getitem__, calm, numbers.hold_days, numbers):
        yield episode.since, episode.until, why
