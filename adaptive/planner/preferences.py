"""The preferences P1 to P9 and P12 to P14 in penalty points.

Words, sources and points stand in `programme/rules.toml`; what drills and single-leg pedalling
lack (P10, P11) costs the same in every week, so it is no part of the choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from adaptive.planner.options import Option
from adaptive.planner.situation import Situation, hours_between

__all__ = ["breakdown", "of_option", "of_week"]


def of_week(
    starts: Sequence[datetime], minutes: float, situation: Situation
) -> Iterator[tuple[str, float]]:
    """P1, P2 and P8: what strengthening starts and the minutes of a week cost together.

    `starts` are in order, those done this week included.
    """
    rules = situation.rules
    yield "P1", sum((rules["P1"]["first"], rules["P1"]["second"])[: len(starts)])
    best, per_point = rules["P2"]["best_gap_h"], rules["P2"]["hours_per_point"]
    gaps = (hours_between(earlier, later) for earlier, later in pairwise(starts))
    yield "P2", sum(abs(gap - best) / per_point for gap in gaps)
    yield "P8", abs(minutes - rules["P8"]["minutes"]) * rules["P8"]["per_minute"]


def of_option(option: Option, situation: Situation) -> Iterator[tuple[str, float]]:
    """The preferences that one option goes against, with their points."""
    rules, place = situation.rules, option.place
    if following := situation.next_hard(place):
        short = rules["P3"]["hours"] - hours_between(place.last_end, following.first_start)
        yield "P3", max(short, 0) * rules["P3"]["per_hour"]
    if option.slot == "standalone":
        yield "P6", rules["P6"]["points"]
    elif place.session and place.session.kind != "recovery":
        yield "P4", rules["P4"]["points"]
    if option.lead is None and place.day not in situation.activated_days:
        yield "P5", rules["P5"]["points"]
    yield "P14", option.away_h * rules["P14"]["per_hour"]
    yield from _of_day(place.day, situation)


def _of_day(day: date, situation: Situation) -> Iterator[tuple[str, float]]:
    """The preferences that strengthening on a day goes against, whatever the hour."""
    rules, inputs = situation.rules, situation.inputs
    yesterday = situation.by_day.get(day - timedelta(days=1), ())
    if any(session.kind == "race" for session in yesterday):
        yield "P7", rules["P7"]["race"]
    elif any(session.kind == "long" and session.family == "run" for session in yesterday):
        yield "P7", rules["P7"]["long_run"]
    if inputs.previous and day.weekday() not in inputs.previous:
        yield "P9", rules["P9"]["per_move"]
    if day in inputs.tiring_days:
        yield "P12", rules["P12"]["points"]
    intended = {start.date() for start in situation.intended("strengthening")}
    if intended and day not in intended:
        yield "P13", rules["P13"]["per_move"]


def breakdown(
    chosen: Sequence[Option], situation: Situation, fixed: Mapping[date, float]
) -> dict[str, float]:
    """What a whole week of strengthening costs, preference by preference."""
    done = (b.start for b in situation.done_this_week if b.kind == "strengthening")
    starts = sorted([*done, *(option.place.start for option in chosen)])
    minutes = sum(fixed.values()) + sum(option.minutes for option in chosen)
    points: defaultdict[str, float] = defaultdict(float)
    own = (pair for option in chosen for pair in of_option(option, situation))
    for name, cost in (*of_week(starts, minutes, situation), *own):
        points[name] += cost
    return dict(points)
