"""What a policy is worth: both what it protects and what it costs, and whether it was right."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from math import inf, nan
from pathlib import Path

import numpy as np

from adaptive.condition import standing
from adaptive.plans import Plan
from adaptive.shifts import Shift
from adaptive.week import PlanInputs
from benchmarks.policy.athletes import BEGIN, DAYS
from benchmarks.policy.policies import ACTIVATION_DAYS, TRUE_ENOUGH, Adaptive, Oracle
from benchmarks.policy.trial import Trial

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "adaptive"))
import week_checker

__all__ = ["MEASURES", "Event", "Outcome", "difference", "events", "outcome", "summary"]

violations: Callable[[PlanInputs, Plan], list[str]] = week_checker.violations
"""The tests' own checker of hard rules, which shares nothing with the planner."""

WEEKS = DAYS / 7
NOT_QUITE = 0.7
"""The evidence score calls ready who succeeds in 90 % of checks and not ready who does in 50 %: on
this side of the middle of them a step back for bad checks is unfounded."""

CALM = 3.0
"""Tension begins to count at 4 and no longer counts below 3: a hold or a step back for it is
unfounded where less than this was to be expected."""

LOOKED_BACK = 7
"""Days over which the truth is averaged: about what the last four logs show."""

EVE = timedelta(hours=20)
"""Before a hard session strengthening at the usual levels ends so long before it."""

FACTS = {"illness", "recovery", "layoff", "skipped", "long_activation"}
"""Conditions that follow from facts and judge nothing."""

TENSE = "hold"
"""A week without a step up, for tense logs or soreness."""

TODAY = "symptoms"
"""What a single log changes on its own day; a hold that goes on beneath it is still the same."""

FIRST_STEP = "activation to strengthening"

RESAMPLED = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """A decision about the athlete on a day of the programme, and whether it was unfounded.

    A shift is what the phase machine decides, a move or a hold; `back` tells one that is no step
    forward. What is no shift only eases the work for some days: a hold or a setback of the level.
    """

    day: int
    what: str
    unfounded: bool
    shift: bool
    back: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """The measures of one trial; NaN where there is nothing to measure, infinite for never."""

    premature: float
    promotion_day: float
    late_days: float
    overload_days: float
    false_shifts: float
    false_eases: float
    violations: float
    strengthening: float
    on_hard_day: float
    on_eve: float
    fatigue_at_key: float
    minutes_before_key: float
    gain_pct: float
    minutes_a_week: float
    messages_a_week: float
    moved_a_week: float


def events(trial: Trial) -> list[Event]:
    """Every move, hold and setback that the policy decided, in order.

    A promotion is unfounded where a check is good with less than 60 %. A step back, a setback or
    a hold is where over the last week less than 3 points of tension were to be expected, no
    overload was on, and checks were good with 70 % or more; of a hold for tense logs the checks
    are no excuse. Days off through illness, and what follows gaps, are facts.
    """
    found = [_judged(trial, one) for one in trial.policy.shifts if one.kind != "ask"]
    return sorted([*filter(None, found), *_holds(trial)], key=lambda event: event.day)


def _judged(trial: Trial, one: Shift) -> Event | None:
    day = (one.day - BEGIN).days
    if one.reason in {"layoff", "cleared", "boost"}:
        return None
    if one.kind == "move" and one.reason in {"ready", "on_cadence", "time"}:
        what = f"{one.before} to {one.phase}"
        premature = trial.mornings[min(day, DAYS - 1)].ready < TRUE_ENOUGH
        return Event(day, what, premature, shift=True, back=False)
    return Event(day, one.rule, _sound(trial, day, one.rule), shift=True)


def _sound(trial: Trial, day: int, rule: str) -> bool:
    """Whether nothing was the matter lately that the rule speaks of."""
    days = range(max(0, day - LOOKED_BACK + 1), min(day, DAYS - 1) + 1)
    lately = [trial.mornings[one] for one in days]
    overloaded = any(one in trial.athlete.overload for one in days)
    good = rule == TENSE or np.mean([one.ready for one in lately]) >= NOT_QUITE
    calm = np.mean([one.tension for one in lately]) < CALM
    return bool(good and calm and not overloaded)


def _held(trial: Trial) -> list[str]:
    """For each day the rule by which the athlete is held back, "" on the others."""
    policy = trial.policy
    if not isinstance(policy, Adaptive) or isinstance(policy, Oracle):
        return [""] * DAYS
    last = BEGIN + timedelta(days=DAYS - 1)
    conditions = standing(policy.known(last), BEGIN, last).conditions
    held = [""]
    for one in (conditions.get(BEGIN + timedelta(days=n)) for n in range(DAYS)):
        if not one or not one.overlay or one.rule in FACTS:
            held.append("")
        else:
            held.append(held[-1] if one.rule == TODAY else one.rule)
    return held[1:]


def _holds(trial: Trial) -> Iterator[Event]:
    """Each stretch of days on which the condition holds the athlete back, by its first rule."""
    of_shifts = {one.rule for one in trial.policy.shifts}
    before = ""
    for day, rule in enumerate(_held(trial)):
        if rule and not before and rule not in of_shifts:
            yield Event(day, rule, _sound(trial, day, rule), shift=False)
        before = rule


def outcome(trial: Trial) -> Outcome:
    """All measures of a trial."""
    promoted = next(
        ((one.day - BEGIN).days for one in trial.policy.shifts if one.phase == "strengthening"), inf
    )
    truly = next(
        (
            n
            for n, one in enumerate(trial.mornings)
            if n >= ACTIVATION_DAYS - 1 and one.ready >= TRUE_ENOUGH
        ),
        inf,
    )
    found = events(trial)
    strengthening = [one for one in trial.done if one.kind == "strengthening"]
    hard = [one for one in trial.sessions if one.hard]
    hard_days = {one.day for one in hard}
    before_hard = [
        one.fatigue
        for n, one in enumerate(trial.mornings)
        if BEGIN + timedelta(days=n) in hard_days
    ]
    eve = sum(
        any(timedelta() <= key.start - one.end < EVE for key in hard) for one in strengthening
    )
    per = 100 / max(1, len(strengthening))
    before_key = [
        sum(
            one.minutes
            for one in strengthening
            if timedelta() <= key.start - one.end < timedelta(days=1)
        )
        for key in hard
    ]
    made = trial.policy.made
    return Outcome(
        premature=any(one.unfounded and one.what == FIRST_STEP for one in found),
        promotion_day=promoted,
        late_days=nan if truly == inf else promoted - truly,
        overload_days=_found_after(trial, found),
        false_shifts=sum(event.unfounded and event.shift for event in found),
        false_eases=sum(event.unfounded and not event.shift for event in found),
        violations=sum(len(violations(one.inputs, one.plan)) for one in made) if made else nan,
        strengthening=len(strengthening),
        on_hard_day=per * sum(one.start.date() in hard_days for one in strengthening),
        on_eve=per * eve,
        fatigue_at_key=float(np.mean(before_hard)),
        minutes_before_key=float(np.mean(before_key)),
        gain_pct=100 * (trial.strength - 1),
        minutes_a_week=sum(
            one.minutes for one in trial.done if one.kind in {"activation", "strengthening"}
        )
        / WEEKS,
        messages_a_week=len(trial.policy.shifts) / WEEKS,
        moved_a_week=sum(one.moved for one in made) / WEEKS if made else nan,
    )


def _found_after(trial: Trial, found: Sequence[Event]) -> float:
    """Days until the first hold, setback or step back of an overload; NaN without one.

    NaN as well where the athlete was held already, for whatever reason: there is nothing to find.
    """
    overload = trial.athlete.overload
    if not overload or _held(trial)[overload.start - 1]:
        return nan
    back = (event.day - overload.start for event in found if event.back and event.day in overload)
    return min(back, default=inf)


Statistic = Callable[[np.ndarray], float]


def _mean(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else nan


def _median(values: np.ndarray) -> float:
    return float(np.nanquantile(values, 0.5, method="lower"))


def _p90(values: np.ndarray) -> float:
    return float(np.nanquantile(values, 0.9, method="lower"))


def _share(values: np.ndarray) -> float:
    return 100 * _mean(values)


def _missed(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return 100 * float(np.isinf(known).mean()) if len(known) else nan


MEASURES: Sequence[tuple[str, str, Statistic, int]] = (
    ("premature promotions, %", "premature", _share, 1),
    ("promotion to strengthening, median day", "promotion_day", _median, 0),
    ("the same, 90 % by day", "promotion_day", _p90, 0),
    ("never promoted, %", "promotion_day", _missed, 1),
    ("days after true readiness, median", "late_days", _median, 0),
    ("days to find overload, median", "overload_days", _median, 0),
    ("overload not found, %", "overload_days", _missed, 1),
    ("false shifts in 26 weeks", "false_shifts", _mean, 2),
    ("levels held or lowered without cause", "false_eases", _mean, 2),
    ("hard rules broken in 26 weeks", "violations", _mean, 2),
    ("strengthening sessions", "strengthening", _mean, 1),
    ("of 100 on a hard day", "on_hard_day", _mean, 1),
    ("of 100 on the eve of one", "on_eve", _mean, 1),
    ("fatigue before key sessions", "fatigue_at_key", _mean, 3),
    ("strengthening in the 24 h before, min", "minutes_before_key", _mean, 2),
    ("gain of strength, %", "gain_pct", _mean, 1),
    ("minutes a week", "minutes_a_week", _mean, 0),
    ("messages a week", "messages_a_week", _mean, 2),
    ("blocks moved a week", "moved_a_week", _mean, 2),
)
"""Label, field, statistic over the athletes, and decimals."""

_NAMES = {field.name for field in fields(Outcome)}


def summary(outcomes: Sequence[Outcome], measure: int) -> str:
    """A measure over the athletes with its 95 % bootstrap interval."""
    _, name, statistic, decimals = MEASURES[measure]
    return _interval(_column(outcomes, name), statistic, decimals)


def difference(ours: Sequence[Outcome], theirs: Sequence[Outcome], name: str, decimals: int) -> str:
    """The mean difference of the same athletes under two policies, with its interval."""
    assert name in _NAMES
    return _interval(_column(ours, name) - _column(theirs, name), _mean, decimals)


def _column(outcomes: Sequence[Outcome], name: str) -> np.ndarray:
    return np.array([getattr(one, name) for one in outcomes], dtype=float)


def _interval(values: np.ndarray, statistic: Statistic, decimals: int) -> str:
    if np.isnan(values).all():
        return ""
    rng = np.random.default_rng(1)
    drawn = rng.choice(values, size=(RESAMPLED, len(values)))
    spread = [statistic(one) for one in drawn if not np.isnan(one).all()]
    low, high = np.quantile(spread, (0.025, 0.975), method="nearest")
    value, *bounds = (_number(one, decimals) for one in (statistic(values), low, high))
    return f"{value} [{', '.join(bounds)}]"


def _number(value: float, decimals: int) -> str:
    return "never" if value == inf else f"{value:.{decimals}f}"
