"""Plans of weeks written by hand, checked for their hard rules, and how tests look at them."""

from datetime import datetime, time, timedelta

from week_checker import violations
from week_strategies import MONDAY, week

from adaptive.planner import plan
from adaptive.programme.rulebook import standard

BOOK = standard()
TRIATHLETE = frozenset({"run", "ride", "swim"})


def planned(*sessions, **fields):
    inputs = week(*sessions, **fields)
    made = plan(inputs, BOOK)
    assert violations(inputs, made) == []
    return made


def of(made, kind):
    """The blocks of a kind as "Mon 07:45"."""
    return [f"{block.start:%a %H:%M}" for block in made.blocks if block.kind == kind]


def outline(made):
    return [(f"{b.start:%a %H:%M}", b.kind, b.slot, b.minutes) for b in made.blocks]


def at(day, hour, minute=0):
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute))
