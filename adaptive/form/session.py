"""Form of one session, beside the athlete's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from adaptive.assessing import Assessed
from adaptive.form.bricks import brick_runs
from adaptive.form.seen import Seen, level_at, told
from adaptive.library.recordings import Json
from adaptive.library.store import Store
from models.form.bins import FormBins
from models.form.signals import SIGNALS, pooled_sd

__all__ = ["of_session"]


def of_session(store: Store, one: Assessed) -> Json | None:
    """The session's part of `show --json`, by what was known on its day; None without minutes.

    `signals` are those that it has a score of, each with the athlete's own level and band then.
    """
    day = one.stored.local_date
    seen = Seen.of(store, day, date.max)
    bins = seen.gathered.sessions.get(one.stored.id)
    if bins is None:
        return None
    bricks = brick_runs(store, day, seen) if one.brick else []
    return {
        "steady_min": int(np.count_nonzero(bins.steady)),
        "left_out_min": dict(bins.left_out),
        "signals": list(_signals(seen, one, bins)),
        "off_the_bike": next((b.to_json() for b in bricks if b.session_id == one.stored.id), None),
    }


def _signals(seen: Seen, one: Assessed, bins: FormBins) -> Iterator[Json]:
    for name, signal in SIGNALS.items():
        if signal.family != bins.family or name == "brick_shift":
            continue
        scores = seen.scores(name, one.stored.local_date + timedelta(days=1))
        if one.stored.id not in scores.ids:
            continue
        row = scores.ids.index(one.stored.id)
        before = scores.values[:row][scores.usable[:row]]
        value = float(scores.values[row])
        yield {
            "signal": name,
            "label": signal.label,
            "unit": signal.unit,
            "level": told(level_at(scores, value)),
            "change_unit": signal.score_unit,
            "change": told(value - float(before.mean())) if len(before) else None,
            "band": told(float(pooled_sd(before, signal.prior_sd))) if len(before) else None,
            "steady_min": int(scores.minutes[row]),
            "n": len(before),
            "usable": bool(scores.usable[row]),
        }
