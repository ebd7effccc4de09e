"""Which classes to ask the athlete about: few, and only those whose answer moves something.

A session of uncertain class counts as hard, which is safe and may cost a place for
strengthening. Asking is worth it where the plan would be another one were the session easy; the
planner itself says whether it would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice

from adaptive.plans import Plan
from adaptive.week import WeekSession

__all__ = ["MEMORY", "MOST_A_WEEK", "worth_asking"]

MOST_A_WEEK = 2
"""More questions than this are not answered."""

MEMORY = timedelta(weeks=4)
"""Nobody remembers longer how a session was meant, nor does the rhythm of the week."""

_MOST_TRIED = 8


def worth_asking(
    unsure: Sequence[WeekSession],
    made: Plan,
    plan_with: Callable[[Sequence[WeekSession]], Plan],
    *,
    told_this_week: int,
) -> tuple[WeekSession, ...]:
    """The sessions to ask about this week.

    Alone an answer may move nothing, because another uncertain session stands in the way too.
    So it counts as well what one session would spoil if all the others turned out to be easy.

    Args:
        unsure: recorded sessions of uncertain class, those to ask about first in front.
        made: the plan as it stands.
        plan_with: the plan if some of them are as handed over.
        told_this_week: answers that were given this week already.
    """
    left = max(0, MOST_A_WEEK - told_this_week)
    easy = [one.if_easy() for one in unsure]
    if not (left and easy) or (best := _work(plan_with(easy))) == (now := _work(made)):
        return ()
    telling = (
        session
        for session, told in zip(unsure[:_MOST_TRIED], easy, strict=False)
        if _work(plan_with([told])) != now
        or _work(plan_with([other for other in easy if other is not told])) != best
    )
    return tuple(islice(telling, left))


def _work(made: Plan) -> list[tuple[object, ...]]:
    """What the athlete is to do, without the words about it."""
    return [(b.kind, b.slot, b.start, b.minutes, b.session_index) for b in made.blocks]
