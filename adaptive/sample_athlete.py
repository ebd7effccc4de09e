"""The way of the synthetic athlete of `sample_data`, as far as she had come on its last day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import sample_data
from adaptive import diary, planning
from adaptive.library.store import Store

__all__ = ["lived_through"]


def lived_through(store: Store) -> None:
    """Plan, train and log as she did since she began: by the day of the demo she is in phase two.

    Her holds grew from nine seconds to fifteen, and she did what was planned.
    """
    day = sample_data.PROGRAMME_START
    while day < sample_data.TODAY:
        decided = planning.decide(store, day, None)
        if day.weekday() == 0 or (decided and decided.fresh):
            planning.plan(store, day, None)
        midnight = datetime.combine(day, time())
        for block in store.way.blocks(midnight, midnight + timedelta(days=1)):
            at, content = diary.work_done(
                block.kind, day, block, at=block.start.time(), now=None, usual=block
            )
            store.diary.add("done", day, at, content, day)
            if block.kind == "activation":
                held = min(9 + (day - sample_data.PROGRAMME_START).days, 15)
                check = {"march_left_s": held, "march_right_s": held, "smooth": True}
                store.diary.add("check", day, at, check, day)
        day += timedelta(days=1)
