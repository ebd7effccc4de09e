"""The preferences P1 to P12 in penalty points, and the best of all legal choices.

The search is exhaustive: a week holds some thirty options and at most two are chosen.
Words, sources and points stand in `programme/rules.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise

from adaptive.planner import hard_rules
from adaptive.planner.options import Option, Refusal, strengthening_options
from adaptive.planner.situation import Situation, hours_between

__all__ = ["Choice", "choose", "cost_of", "own_cost", "within_limits"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The strengthening of the week: what was chosen, at what cost, and what was refused.

    `wanted` counts what the phase still wants this week, `options` are all legal ones.
    """

    chosen: tuple[Option, ...]
    cost: float
    wanted: int
    options: tuple[Option, ...]
    refusals: tuple[Refusal, ...]

    @property
    def relaxed(self) -> tuple[str, ...]:
        """The rules that gave way."""
        return ("H4",) if _alone(self.chosen) else ()


def choose(situation: Situation, other_minutes: dict[date, float]) -> Choice:
    """The cheapest legal set of options.

    Where fewer fit than the phase wants, first strengthening may wait within the hour
    after its session, then H4 gives way on days without training, for as few of them as
    fill the week. `other_minutes` are those of activation that stands in the week
    already, by day.
    """
    wanted = _wanted(situation)
    use = situation.inputs.settings.rest_days == "use" and "H4" in situation.book.relaxation
    best = _cheapest(situation, other_minutes, wanted, standalone=0, waits=False)
    for standalone in range(wanted + 1 if use else 1):
        if len(best.chosen) == wanted:
            break
        wider = _cheapest(situation, other_minutes, wanted, standalone=standalone, waits=True)
        more = len(wider.chosen) > len(best.chosen)
        best = wider if more else replace(wider, chosen=best.chosen, cost=best.cost)
    return best


def _wanted(situation: Situation) -> int:
    """How many strengthening sessions the rest of the week should still get."""
    per_week = max(
        (situation.phase(day).strengthening_per_week for day in situation.open_days),
        default=0,
    )
    done = sum(block.kind == "strengthening" for block in situation.done_this_week)
    return max(per_week - done, 0)


def _cheapest(
    situation: Situation,
    other_minutes: dict[date, float],
    wanted: int,
    *,
    standalone: int,
    waits: bool,
) -> Choice:
    """The cheapest legal set with at most so many options on days without training."""
    if not wanted:
        return Choice((), cost_of((), situation, other_minutes), 0, (), ())
    options, refusals = strengthening_options(situation, rest_days=standalone > 0, waits=waits)
    options.sort(key=_order)
    best: tuple[float, tuple[Option, ...]] | None = None
    for size in range(wanted + 1):
        for chosen in combinations(options, size):
            if _alone(chosen) > standalone:
                continue
            if not within_limits(chosen, situation, other_minutes):
                continue
            cost = round(cost_of(chosen, situation, other_minutes), 6)
            if best is None or cost < best[0]:
                best = (cost, chosen)
    assert best is not None  # choosing nothing is always within the limits
    cost, chosen = best
    return Choice(chosen, cost, wanted, tuple(options), tuple(refusals))


def _alone(chosen: Sequence[Option]) -> int:
    return sum(option.slot == "standalone" for option in chosen)


def _order(option: Option) -> tuple[datetime, str, bool]:
    """Earlier first, then by the session's id: what decides between equal costs."""
    session = option.place.session
    return option.place.start, (session.id or "") if session else "", option.activation is None


def within_limits(
    chosen: Sequence[Option], situation: Situation, other_minutes: dict[date, float]
) -> bool:
    """H5, H13 and H14, which look at several options together."""
    if not chosen:
        return True
    done = [block.start for block in situation.done if block.kind == "strengthening"]
    if not hard_rules.spaced([option.place.start for option in chosen], done, situation):
        return False
    total = sum(option.minutes for option in chosen) + sum(other_minutes.values())
    most = situation.rules["H14"]["minutes"]
    return total <= hard_rules.weekly_minutes(situation) and all(
        option.minutes + other_minutes.get(option.place.day, 0) <= most for option in chosen
    )


def cost_of(
    chosen: Sequence[Option], situation: Situation, other_minutes: dict[date, float]
) -> float:
    """The penalty of a week with these options: P1, P2, P8 together, the others one by one."""
    rules = situation.rules
    done = [b.start for b in situation.done_this_week if b.kind == "strengthening"]
    starts = sorted(done + [option.place.start for option in chosen])
    gains = (rules["P1"]["first"], rules["P1"]["second"])
    gaps = (hours_between(earlier, later) for earlier, later in pairwise(starts))
    minutes = sum(option.minutes for option in chosen) + sum(other_minutes.values())
    return (
        sum(gains[: len(starts)])
        + sum(abs(gap - rules["P2"]["best_gap_h"]) / rules["P2"]["hours_per_point"] for gap in gaps)
        + abs(minutes - rules["P8"]["minutes"]) * rules["P8"]["per_minute"]
        + sum(own_cost(option, situation) for option in chosen)
    )


def own_cost(option: Option, situation: Situation) -> float:
    """What one option costs by itself: P3 to P7, P9, P12."""
    return sum(points for _, points in penalties(option, situation))


def penalties(option: Option, situation: Situation) -> Iterable[tuple[str, float]]:
    """The preferences that an option goes against, with their points."""
    rules, place = situation.rules, option.place
    if following := situation.next_hard(place.end):
        short = rules["P3"]["hours"] - hours_between(place.end, following.start)
        if short > 0:
            yield "P3", short * rules["P3"]["per_hour"]
    if option.slot == "standalone":
        yield "P6", rules["P6"]["points"]
    elif place.session and place.session.kind != "recovery":
        yield "P4", rules["P4"]["points"]
    if option.activation is None and place.day not in situation.activated_days:
        yield "P5", rules["P5"]["points"]
    yesterday = situation.by_day.get(place.day - timedelta(days=1), ())
    if any(session.kind == "race" for session in yesterday):
        yield "P7", rules["P7"]["race"]
    elif any(session.kind == "long" and session.family == "run" for session in yesterday):
        yield "P7", rules["P7"]["long_run"]
    previous = situation.inputs.previous
    if previous and place.day.weekday() not in previous:
        yield "P9", rules["P9"]["per_move"]
    if place.day in situation.inputs.tiring_days:
        yield "P12", rules["P12"]["points"]
