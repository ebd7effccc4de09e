"""What cleaning found, in words: what, how much of it, and where in the session.

Places are seconds since the session's start, pauses included.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Issue, Samples, Session
from ingest.channels import CHANNELS
from ingest.repair.gaps import Bridge
from ingest.repair.motion import Readings

__all__ = ["Place", "gaps", "masked", "no_running", "place", "totals"]

# Channels whose gaps change load or class. They are told of where they make up a hundredth of
# the session; nearly every recording has a gap of a few seconds.
_TOLD = ("heart_rate_bpm", "power_w", "speed_mps", "cadence_rpm", "cadence_spm")
_TOLD_SHARE, _TOLD_S = 0.01, 10.0
_NONE = np.empty(0, np.intp)

# Totals of a device and of its samples never agree to the last digit.
_DISTANCE_SHARE, _DISTANCE_M = 0.03, 100.0
_TIMER_SHARE, _TIMER_S = 0.01, 10.0


class Place(TypedDict):
    """The fields of an `Issue` that say where."""

    where: str
    start_s: float
    end_s: float


def place(first_s: float, last_s: float, count: int = 1) -> Place:
    """From the first to the last second concerned, in `count` places."""
    first, last = _clock_time(first_s), _clock_time(last_s)
    if count > 1:
        where = f"{count} places between {first} and {last}"
    else:
        where = first if first == last else f"{first} to {last}"
    return Place(where=where, start_s=float(first_s), end_s=float(last_s))


def masked(
    name: str, elapsed_s: FloatArray, values: FloatArray, bad: npt.NDArray[np.bool_]
) -> Issue:
    """The readings of a channel that were left out; at least one of `bad` is true."""
    rows = np.flatnonzero(bad)
    low, high = float(values[rows].min()), float(values[rows].max())
    size = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    message = (
        f"{len(rows)} implausible reading{'s' * (len(rows) > 1)} of {_words(name)} left out: "
        f"{size} {CHANNELS[name].unit}"
    )
    return Issue(f"masked_{name}", "note", message, **_places(elapsed_s, rows))


def no_running(elapsed_s: FloatArray, bad: npt.NDArray[np.bool_]) -> Issue:
    """One note for all running dynamics: watches go on writing them while their wearer walks."""
    rows = np.flatnonzero(bad)
    message = f"{len(rows)} readings of running dynamics left out: they show no running"
    return Issue("masked_running_dynamics", "note", message, **_places(elapsed_s, rows))


def gaps(elapsed_s: FloatArray, columns: Readings, bridge: Bridge) -> list[Issue]:
    """Where readings were filled in, and where they stay missing.

    Args:
        elapsed_s: (m,) seconds of the clock.
        columns: the channels on the clock, (m,) each.
        bridge: what brought them there.
    """
    issues = []
    least = max(_TOLD_S, _TOLD_SHARE * len(elapsed_s))
    if bridge.smart:
        share = len(bridge.silent) / max(len(elapsed_s), 1)
        message = f"only key points were stored; {share:.0%} of the seconds lie between them"
        issues.append(Issue("smart_recording", "note", message))
    for name in _TOLD:
        if name not in columns:
            continue
        missing = np.flatnonzero(np.isnan(columns[name]))
        if len(missing) == len(elapsed_s):
            continue
        told = [
            (rows, f"{len(rows)} s {fate}")
            for rows, fate in ((bridge.filled.get(name, _NONE), "filled in"), (missing, "missing"))
            if len(rows) > least
        ]
        if told:
            rows = np.sort(np.concatenate([rows for rows, _ in told]))
            message = f"{_words(name)}: {', '.join(words for _, words in told)}"
            issues.append(Issue(f"gaps_{name}", "note", message, **_places(elapsed_s, rows)))
    return issues


def totals(session: Session, samples: Samples, elapsed_s: FloatArray) -> list[Issue]:
    """Where the device's distance or timer disagrees with its own samples.

    Pool swims are left out: their samples stand still where the swimmer rests.
    """
    if not len(samples) or session.pool_length_m:
        return []
    issues = []
    timed, heard = session.timer_s, float(len(elapsed_s))
    if abs(heard - timed) > max(_TIMER_S, _TIMER_SHARE * timed):
        message = f"{_clock_time(timed)} was timed, the samples tell of {_clock_time(heard)}"
        issues.append(Issue("timer_differs", "note", message))
    if session.distance_m and "distance_m" in samples:
        counted = samples["distance_m"][np.isfinite(samples["distance_m"])]
        metres = float(counted[-1] - counted[0]) if len(counted) else 0.0
        off = abs(metres - session.distance_m)
        if off > max(_DISTANCE_M, _DISTANCE_SHARE * session.distance_m):
            counted_km, told_km = session.distance_m / 1000, metres / 1000
            message = f"{counted_km:.2f} km was counted, the samples tell of {told_km:.2f} km"
            issues.append(Issue("distance_differs", "note", message))
    return issues


def _places(elapsed_s: FloatArray, rows: npt.NDArray[np.intp]) -> Place:
    """Where some rows are; neighbours are one place."""
    return place(
        elapsed_s[rows[0]], elapsed_s[rows[-1]], 1 + int(np.count_nonzero(np.diff(rows) > 1))
    )


def _words(name: str) -> str:
    """A channel's name without its unit."""
    return name.rpartition("_")[0].replace("_", " ")


def _clock_time(seconds: float) -> str:
    minutes, s = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{s:02}"
