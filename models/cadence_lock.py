"""Heart rate that was the step rate: believed, left out, or the whole session's dropped.

`ingest.repair` tells where an optical sensor may have counted steps. Whether it did, the
athlete's own runs say: at that speed the heart has been beating much more slowly.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from ingest.activity import FloatArray, Issue
from ingest.repair.cadence_lock import SUSPECTED, seconds_of
from ingest.stream import Stream
from models.grade import level_speed

if TYPE_CHECKING:
    from models.digests import Past

__all__ = ["confirmed"]

_CONFIRMED = "cadence_lock"
_HEART_RATE = "heart_rate_bpm"

# Fewer runs don't tell what is usual, and those of long ago tell of another athlete.
_LEAST_RUNS, _LATEST_RUNS = 8, 20
# In three minutes of other runs, heart rate is so far above the usual once in fifteen times,
# and so far above it *and* rippling with the steps never in 96 runs.
_FAR_BPM = 15.0
_DROP_SHARE = 0.2


def confirmed(stream: Stream, past: Past, on: date) -> Stream:
    """The stream without the heart rate that was the step rate.

    Args:
        stream: a session with the issues that cleaning found.
        past: the athlete's sessions; runs before `on` say what is usual.
        on: the local day of the session.

    Returns:
        The same stream where nothing was suspected or too little is known of the athlete;
        else one without heart rate where it was far from usual, told as issue
        "cadence_lock". Without any, where that was more than a fifth of the session.
    """
    suspected = [issue for issue in stream.issues if issue.code == SUSPECTED]
    usual = _usual_heart_rate(past, on) if suspected else None
    if usual is None:
        return stream
    slope, level = usual
    distance_bpm = stream[_HEART_RATE] - (level + slope * level_speed(stream))
    locked = np.zeros(len(stream), bool)
    issues = list(stream.issues)
    for issue in suspected:
        seconds = seconds_of(stream, issue)
        far_bpm = _median(distance_bpm[seconds])
        if abs(far_bpm) >= _FAR_BPM:
            locked |= seconds
            issues[issues.index(issue)] = _told(issue, far_bpm)
    if not locked.any():
        return stream
    heart_rate = np.where(locked, np.nan, stream[_HEART_RATE])
    share = locked.mean()
    if share > _DROP_SHARE:
        heart_rate[:] = np.nan
        message = f"heart rate was the step rate for {share:.0%} of the session; none of it counts"
        issues.append(Issue("heart_rate_dropped", "note", message))
    columns = {**stream.columns, _HEART_RATE: heart_rate}
    return replace(stream, columns=columns, issues=tuple(issues))


def _usual_heart_rate(past: Past, on: date) -> tuple[float, float] | None:
    """Heart rate on level speed, (slope, intercept), by least squares over the latest runs.

    Not the line by which threshold speed is found (reduced major axis): that one is steeper,
    and for a walk it expects hardly any heartbeat.
    """
    runs = past["run"]
    steady = np.isfinite(runs["steady_intensity"])
    told = np.flatnonzero((runs["day"] < on.toordinal()) & steady.any(axis=1))[-_LATEST_RUNS:]
    speed = runs["steady_intensity"][told][steady[told]]
    if len(told) < _LEAST_RUNS or not speed.std():
        return None
    bpm = runs["steady_heart_rate_bpm"][told][steady[told]]
    slope = float(np.mean((speed - speed.mean()) * (bpm - bpm.mean())) / speed.var())
    return slope, float(bpm.mean() - slope * speed.mean())


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _told(issue: Issue, far_bpm: float) -> Issue:
    above = "above" if far_bpm > 0 else "below"
    message = (
        f"heart rate was the step rate, {abs(far_bpm):.0f} beats/min {above} what is usual for "
        "you at this speed; left out"
    )
    return replace(issue, code=_CONFIRMED, message=message)
