"""From a session's samples to a stream: timer clock, gaps filled, faults masked.

In: what the device wrote, at its own times, with spikes and drop-outs. Out: one row
for each second in which the timer ran (`ingest.stream.Stream`). A gap is filled only as far
as the quantity behind it can be trusted to have moved smoothly; beyond that it
stays NaN. What was masked, filled or looks wrong is told in the stream's issues, with
place and size. The recording itself stays as it is.
"""

from __future__ import annotations

import numpy as np

from ingest.activity import Activity, Session
from ingest.repair import cadence_lock, clock, faults, gaps, motion, notes
from ingest.sports import family
from ingest.stream import Stream

__all__ = ["clean"]

_PAUSE_SPLITS_STRETCH_S = 60.0


def clean(activity: Activity, session: Session) -> Stream:
    """The session on its timer clock, one row a second.

    Args:
        activity: the recording; its `timer_runs` say when the timer ran.
        session: one of its sessions.

    Returns:
        A stream of about `session.timer_s` rows. A session without samples gives rows
        without columns. NaN is a reading that was never made, was masked as a fault,
        or lies in a gap too long to fill. Heart rate that seems to be the step rate is
        only told of (issue "cadence_lock_suspected"): one recording alone doesn't prove it.
    """
    kind = family(session.sport, session.sub_sport)
    samples = activity.samples.part(session.rows)
    start_s = (session.start - activity.start).total_seconds()
    readings = motion.with_motion(samples)
    clock_s = clock.timer_clock(
        activity, session, start_s, samples.time_s, readings.get("distance_m")
    )
    bridge = gaps.Bridge(samples.time_s, clock_s, readings)
    elapsed_s = clock_s - start_s
    issues = notes.totals(session, samples, elapsed_s)
    columns = {}
    no_running = np.zeros(len(samples), bool)
    for name, values in readings.items():
        bad = faults.found(name, samples.time_s, readings, kind)
        if bad is None:
            columns[name] = bridge.column(name, values)
            continue
        columns[name] = bridge.column(name, np.where(bad, np.nan, values))
        if kind == "run" and name in faults.RUNNING_DYNAMICS:
            no_running |= bad
        else:
            issues.append(notes.masked(name, samples.time_s - start_s, values, bad))
    if no_running.any():
        issues.append(notes.no_running(samples.time_s - start_s, no_running))
    columns |= motion.pool_swim(activity, session, start_s, clock_s)
    issues += notes.gaps(elapsed_s, columns, bridge)
    if kind == "run" and activity.heart_rate_sensor != "strap":
        issues += cadence_lock.suspected(elapsed_s, columns)
    stretch = np.cumsum(np.diff(clock_s, prepend=clock_s[:1]) > _PAUSE_SPLITS_STRETCH_S)
    return Stream(elapsed_s, stretch.astype(np.int32), columns, tuple(issues))
