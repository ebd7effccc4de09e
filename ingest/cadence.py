"""What a device's cadence counts, by sport: revolutions, steps, or strokes no channel holds."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ingest.activity import FloatArray, Issue
from ingest.sports import family

__all__ = ["channel", "steps_per_minute"]

_FOOT_SPORTS = frozenset(
    {"running", "walking", "hiking", "mountaineering", "snowshoeing", "transition"}
)
_STROKE_SPORTS = frozenset({"swimming"})

# Nobody takes 110 strides of one foot a minute for half a run: such a device counts steps.
_STEPS_FROM_SPM = 110


def channel(sport: str, sub_sport: str | None) -> Literal["cadence_rpm", "cadence_spm"] | None:
    """The channel that cadence belongs to in this sport; None where it counts strokes."""
    if sport in _STROKE_SPORTS:
        return None
    on_foot = sport in _FOOT_SPORTS or family(sport, sub_sport) == "run"
    return "cadence_spm" if on_foot else "cadence_rpm"


def steps_per_minute(stored: FloatArray, issues: list[Issue]) -> FloatArray:
    """(n,) steps of both feet, from the cadence that was stored in one session on foot.

    Most devices store strides, the steps of one foot, and are doubled; an Issue tells of one
    that stores steps.
    """
    moving = stored[stored > 0]
    if len(moving) and np.median(moving) >= _STEPS_FROM_SPM:
        message = "the device stored steps a minute where strides are usual; not doubled"
        issues.append(Issue("cadence_in_steps", "note", message))
        return stored
    return stored * 2
