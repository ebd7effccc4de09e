"""Why not: the days without strengthening, what found no place, and the weeks that came second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adaptive import explain
from adaptive.planner import preferences
from adaptive.planner.companions import Daily, Within
from adaptive.planner.hard_rules import Obstacle
from adaptive.planner.search import Choice, Week, fits
from adaptive.planner.situation import Situation
from adaptive.plans import FreeDay, RunnerUp, Unplaced
from adaptive.week import BlockKind, WeekSession

__all__ = ["Kept", "clause", "free_days", "kept_free", "runners_up", "unplaced"]

# Where several rules forbid a place, the sentence names the one that explains most.
_TOLD_FIRST = ("H6", "H17", "H4", "H3", "H2", "H15", "H14", "H13", "H5")

RUNNERS_UP = 3
"""Other weeks worth telling about."""

NOTED = 0.05
"""Fewer points than this make no difference that words could tell."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A day without strengthening: why, as a clause, and because of which rules.

    `state` is the athlete's state where that is the reason.
    """

    day: date
    clause: str
    rules: tuple[str, ...]
    state: str = ""


def kept_free(situation: Situation, choice: Choice, fixed: Mapping[date, float]) -> list[Kept]:
    """Why each open day that was not chosen has no strengthening."""
    chosen = set(choice.best.days)
    return [
        _kept(day, situation, choice, fixed) for day in situation.open_days if day not in chosen
    ]


def _kept(day: date, situation: Situation, choice: Choice, fixed: Mapping[date, float]) -> Kept:
    legal = [option for option in choice.options if option.place.day == day]
    if legal:
        broken = [fits(option, situation, fixed) for option in legal]
        if None not in broken:
            rule = next(rule for rule in ("H13", "H14", "H5") if rule in broken)
            return Kept(day, explain.obstacle(rule, day), (rule,))
        other = next((week for week in choice.others if day in week.days), None)
        if other is None:
            return _crowded(day, situation, choice)
        lost = _lost(other, choice.best, situation, fixed)
        words = explain.worse(day, lost) if lost else explain.as_good(day)
        return Kept(day, words, lost or ("P1",))
    refusals = [refusal for refusal in choice.refusals if refusal.day == day]
    if not refusals:
        return _crowded(day, situation, choice)
    nearest = min(refusals, key=lambda refusal: len(refusal.obstacles))
    rules = tuple(dict.fromkeys(obstacle.rule for obstacle in nearest.obstacles))
    first = min(nearest.obstacles, key=lambda obstacle: _TOLD_FIRST.index(obstacle.rule))
    state = situation.inputs.condition(day).reason if first.about == "state" else ""
    words = explain.FOR_THIS_REASON if state else clause(day, nearest.session, first, situation)
    return Kept(day, words, rules, state)


def _crowded(day: date, situation: Situation, choice: Choice) -> Kept:
    """A day that is legal by itself, but in no week of as many."""
    if situation.why_less_strengthening and len(choice.chosen) == choice.wanted:
        return Kept(day, explain.FOR_THIS_REASON, ("H5",), situation.why_less_strengthening)
    if choice.chosen:
        return Kept(day, explain.obstacle("H5", day), ("H5",))
    return Kept(day, explain.worse(day, ()), ("P1",))


def clause(day: date, offered: WeekSession | None, obstacle: Obstacle, situation: Situation) -> str:
    """One obstacle in words."""
    if obstacle.rule == "H6":
        return explain.too_early(day, situation.state(day))
    return explain.obstacle(
        obstacle.rule,
        day,
        offered,
        obstacle.session,
        obstacle.hours,
        obstacle.needed,
        obstacle.about,
        situation.inputs.condition(day).reason,
    )


def free_days(situation: Situation, kept: Sequence[Kept]) -> Iterator[FreeDay]:
    """The days of a phase that wants strengthening and that have none."""
    for one in kept:
        if situation.phase(one.day).strengthening_per_week:
            words = one.state or explain.agreeing(one.clause, [f"{one.day:%A}"])
            yield FreeDay(one.day, explain.sentence(words), one.rules)


def runners_up(
    situation: Situation, choice: Choice, fixed: Mapping[date, float]
) -> Iterator[RunnerUp]:
    """The cheapest weeks on other days, and what speaks against them."""
    for week in choice.others[:RUNNERS_UP]:
        yield RunnerUp(
            tuple(option.place.start for option in week.chosen),
            round(week.cost - choice.best.cost, 2),
            explain.runner_up(week.days, _lost(week, choice.best, situation, fixed)),
        )


def _lost(
    week: Week, best: Week, situation: Situation, fixed: Mapping[date, float]
) -> tuple[str, ...]:
    """The preferences by which a week scores worse than the best one, the gravest first."""
    points = preferences.breakdown(week.chosen, situation, fixed)
    fewer = preferences.breakdown(best.chosen, situation, fixed)
    more = {name: points[name] - fewer.get(name, 0) for name in points}
    return tuple(sorted((n for n in more if more[n] > NOTED), key=lambda n: (-more[n], n)))


def unplaced(
    situation: Situation,
    daily: Sequence[Daily],
    choice: Choice,
    kept: Sequence[Kept],
    drills: Within,
    pedalling: Within,
) -> Iterator[Unplaced]:
    """What the phase wants and the week has no place for."""
    if situation.open_days and all(map(situation.halted, situation.open_days)):
        kind: BlockKind = "strengthening" if choice.wanted else "activation"
        day = situation.open_days[0]
        reason = situation.inputs.condition(day).reason
        yield Unplaced(kind, explain.halted(situation.overlay(day), reason), ("H15",))
        return
    apart = situation.rules["H8"]["hours"]
    for item in daily:
        if item.place is None:
            blocking = [o.session for o in item.obstacles if o.session]
            rules = tuple(sorted({obstacle.rule for obstacle in item.obstacles}))
            about = item.obstacles[0].about
            why = explain.activation_has_no_room(item.day, blocking, apart, about)
            yield Unplaced("activation", why, rules)
    if len(choice.chosen) < choice.wanted:
        yield _strengthening(situation, choice, kept)
    if len(drills.sessions) < drills.wanted:
        races = [obstacle.session for obstacle in drills.obstacles if obstacle.session]
        placed = drills.done + len(drills.sessions)
        why = explain.few_drills(placed, drills.done + drills.wanted, races)
        yield Unplaced("drills", why, ("H11", "H15") if races else ("H11",))
    if len(pedalling.sessions) < pedalling.wanted:
        found = [(o.rule, o.session, o.hours or 0) for o in pedalling.obstacles if o.session]
        causes = [(session, hours) for rule, session, hours in found if rule == "H9"]
        races = [session for rule, session, _ in found if rule == "H15"]
        why = explain.no_pedalling(causes, races)
        yield Unplaced("single_leg_pedalling", why, ("H9", "H15") if races else ("H9",))


def _strengthening(situation: Situation, choice: Choice, kept: Sequence[Kept]) -> Unplaced:
    """Why each open day has no (further) strengthening, a clause a day."""
    clauses = [(one.day, one.clause) for one in kept]
    rules = [rule for one in kept for rule in one.rules]
    if situation.inputs.today > situation.inputs.week_start:
        clauses.insert(0, (situation.inputs.week_start, explain.DAYS_PASSED))
        rules.insert(0, "H17")
    done = situation.count_done("strengthening")
    states = list(dict.fromkeys(one.state for one in kept if one.state))
    placed, wanted = len(choice.chosen) + done, choice.wanted + done
    why = explain.too_little_strengthening(placed, wanted, clauses, states)
    return Unplaced("strengthening", why, tuple(dict.fromkeys(rules)))
