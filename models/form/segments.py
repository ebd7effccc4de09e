"""Segments: stretches of a history measured by the same device with the same shoes.

Another watch moves the level of cadence by up to 4 steps a minute, and of oscillation by a tenth;
so may a strap, a pod, other shoes. Such a step is no change of the athlete's. A segment is a key
rather than a stretch of time: of two watches worn in turn, each keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.form.bins import FormBins

__all__ = ["BURN_IN", "Change", "absorb", "segment"]

BURN_IN = 6
"""A new segment's first sessions tell how its level differs from what came before."""

_BEFORE = 12
"""Usable sessions that tell the level so far: more would still tell that of months ago."""

_COUNTED_ANYWAY = frozenset({"pedals"})  # they add values, and change none that others measure


class Change(NamedTuple):
    """From a day on the athlete used something else: new shoes, another bike.

    `kind` is what was changed ("shoes"), `words` is what it was changed to.
    """

    day: date
    kind: str
    words: str


def segment(bins: FormBins, day: date, changes: Iterable[Change] = ()) -> str:
    """The key of a session's segment: device, worn sensors, and what the athlete said.

    Args:
        bins: the session's minutes.
        day: its local day.
        changes: what the athlete changed, in time order; each kind holds until the next of it.
    """
    told = {change.kind: change.words for change in changes if change.day <= day}
    worn = (sensor for sensor in bins.sensors if sensor not in _COUNTED_ANYWAY)
    parts = [bins.device, *worn, *(f"{kind} {words}" for kind, words in sorted(told.items()))]
    return " · ".join(part for part in parts if part)


def absorb(values: FloatArray, segments: Sequence[str]) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Scores without the steps between segments.

    The mean of a new segment's first `BURN_IN` sessions is set to that of the usable ones before
    the last of them. Should the athlete have changed with the device, that is lost: nobody could
    tell the two apart.

    Args:
        values: (n,) scores in time order, each with its segment's own level.
        segments: (n,) their keys.

    Returns:
        (n,) the scores at the level of the first segment, and (n,) whether each may be used: not
        those of the burn-in of a later one.
    """
    keys = np.asarray(segments, dtype=object)
    rows = [np.flatnonzero(keys == key) for key in dict.fromkeys(segments)]
    level, usable = values.copy(), np.zeros(len(values), np.bool_)
    if rows:
        usable[rows[0]] = True
    for mine in sorted(rows[1:], key=lambda mine: mine[:BURN_IN][-1]):
        burn_in, rest = mine[:BURN_IN], mine[BURN_IN:]
        before = np.flatnonzero(usable[: burn_in[-1]])[-_BEFORE:]
        level[mine] += level[before].mean() - level[burn_in].mean()
        usable[rest] = True
    return level, usable
