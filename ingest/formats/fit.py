"""A FIT file as an `Activity`: what its messages mean.

In: bytes. Out: the activity with the names and units of `channels`, and an `Issue` for
whatever was missing, doubtful or damaged. Gaps stay NaN; nothing is interpolated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate

import numpy as np

from ingest.activity import Activity, FloatArray, Issue, Samples, Session
from ingest.errors import ReadingError
from ingest.formats import fit_devices, fit_samples, fit_summary
from ingest.formats.fit_channels import CHANNEL_OF_FIELD
from ingest.formats.fit_contents import READERS, Contents, Reader
from ingest.formats.fit_decode import is_header
from ingest.formats.fit_records import FIT_EPOCH_S, Records
from ingest.formats.fit_summary import Messages, SessionSummary
from ingest.formats.fit_workout import workout

__all__ = ["Reader", "is_fit", "read"]

_DAY_S = 86_400
# Nowhere does the legal time keep further from that of the sun than in western China.
_FARTHEST_FROM_SUN_H = 3.5
# Sessions as long as their samples, but so much earlier or later, have a wrong time.
_DISPLACED_S = 600
# The longest swimruns have a hundred legs and transitions, and no recording of several sessions
# goes on for weeks; what has more is damaged, and each session costs time.
_MOST_SESSIONS = 200
_LONGEST_IN_ALL_S = 14 * _DAY_S


def is_fit(data: bytes) -> bool:
    """Whether these bytes begin like a FIT file."""
    return is_header(data)


def read(data: bytes, source: str, *, reader: Reader = "columnar") -> Activity:
    """The activity in a FIT file, by the reader of that name in `READERS`.

    Raises:
        NotAnActivityError: if the file says that it is something else.
        ReadingError: if nothing could be read from it.
    """
    return _activity(READERS[reader](data), hashlib.sha256(data).hexdigest(), source)


def _activity(contents: Contents, activity_id: str, source: str) -> Activity:
    messages, records = contents.messages, contents.records
    issues = list(contents.issues)
    clock = fit_samples.clock_of(records, messages, issues)
    summaries = fit_summary.session_summaries(messages, clock)
    samples = fit_samples.timeline(records, clock, summaries, issues)
    time_s = samples.time_s
    if not summaries and not len(time_s):
        if len(records.timestamp_s):
            raise ReadingError("nothing in this FIT file says when it was recorded")
        raise ReadingError("this FIT file holds neither samples nor a session")
    if summaries:
        summaries = _credible(_checked(summaries, time_s, issues), issues)
    else:
        summaries = [_from_samples(messages, records, time_s)]
        message = "the device closed no session; it was made from the samples"
        issues.append(Issue("no_session", "note", message))
    origin = min([summaries[0].start, *time_s[:1].tolist()])
    end_s = max([*(s.end for s in summaries), *time_s[-1:].tolist()]) - origin
    events = fit_summary.events(messages, clock, origin)
    runs = _runs(fit_summary.timer_runs(events, end_s), summaries, origin)
    rows = fit_samples.rows_of_sessions(summaries, time_s)
    columns = fit_samples.channels(records, samples, summaries, rows, issues)
    own_name = {name: name + " (developer)" * (name in columns) for name in records.developer}
    developer = {own_name[n]: samples.column(v) for n, v in records.developer.items()}
    steps = workout(messages)
    return Activity(
        id=activity_id,
        source=source,
        start=_instant(origin),
        utc_offset_s=_utc_offset_s(messages, columns, summaries),
        device=fit_devices.device(messages),
        sensors=fit_devices.sensors(messages),
        sessions=tuple(
            _session(summary, part, runs, origin)
            for summary, part in zip(summaries, rows, strict=True)
        ),
        laps=fit_summary.laps(messages, clock, origin),
        samples=Samples(time_s - origin, columns | developer),
        timer_runs=runs,
        events=events,
        lengths=fit_summary.lengths(messages, clock, origin),
        workout=steps,
        name=steps.name if steps else None,
        heart_beats_s=contents.heart_beats_s,
        athlete_values=fit_summary.athlete_values(messages),
        developer_units={own_name[name]: f.units for name, f in records.described.items()},
        developer_channels={
            own_name[name]: CHANNEL_OF_FIELD[field][0]
            for name, field in fit_samples.stands_in(records).items()
            if field in CHANNEL_OF_FIELD
        },
        unknown_messages=contents.unknown_messages,
        issues=tuple(issues),
    )


def _utc_offset_s(
    messages: Messages, columns: Mapping[str, FloatArray], summaries: list[SessionSummary]
) -> int | None:
    """The offset as the file tells it; None where it is zero far from where it could be.

    The COROS PACE 2 notes UTC as local time, wherever it is. On virtual roads a position
    says nothing about the athlete's.
    """
    offset_s = fit_summary.utc_offset_s(messages)
    longitude_deg = columns.get("longitude_deg")
    virtual = any(summary.sub_sport == "virtual_activity" for summary in summaries)
    if offset_s == 0 and longitude_deg is not None and not virtual:
        hours_by_sun = float(np.nanmedian(longitude_deg)) / 15
        return 0 if abs(hours_by_sun) <= _FARTHEST_FROM_SUN_H else None
    return offset_s


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds + FIT_EPOCH_S, tz=UTC)


def _checked(
    summaries: list[SessionSummary], time_s: FloatArray, issues: list[Issue]
) -> list[SessionSummary]:
    """The sessions, with times of the samples where theirs are days away from all of them."""
    if not len(time_s):
        return summaries
    first, last = float(time_s[0]), float(time_s[-1])
    shift_s = first - summaries[0].start
    same_length = abs(last - max(s.end for s in summaries) - shift_s) < _DISPLACED_S / 2
    if abs(shift_s) >= _DISPLACED_S and same_length:
        # By another clock than the samples', that of local time perhaps.
        message = "the sessions' times are not those of their samples, which were taken"
        issues.append(Issue("absurd_time", "note", message))
        return [replace(summary, start=summary.start + shift_s) for summary in summaries]
    checked = []
    misdated = 0
    for summary in summaries:
        begins_near = first - _DAY_S <= summary.start <= last + _DAY_S
        if begins_near and summary.end <= last + _DAY_S:
            checked.append(summary)
            continue
        misdated += 1
        start = summary.start if begins_near else first
        longest_s = max(last - start, 0)
        elapsed_s = min(summary.elapsed_s, longest_s)
        timer_s = None if summary.timer_s is None else min(summary.timer_s, longest_s)
        checked.append(replace(summary, start=start, elapsed_s=elapsed_s, timer_s=timer_s))
    if misdated:
        which = (
            "a session's time lies" if misdated == 1 else f"the times of {misdated} sessions lie"
        )
        message = f"{which} days away from the samples; theirs was taken"
        issues.append(Issue("absurd_time", "note", message))
    return sorted(checked, key=lambda summary: summary.start)


def _credible(summaries: list[SessionSummary], issues: list[Issue]) -> list[SessionSummary]:
    """The sessions, or the shortest of them where they are more than one recording can hold."""
    shortest = sorted(summaries, key=lambda summary: summary.elapsed_s)[:_MOST_SESSIONS]
    in_all_s = accumulate(summary.elapsed_s for summary in shortest)
    room = sum(until_s <= _LONGEST_IN_ALL_S for until_s in in_all_s)
    kept = shortest[: max(room, 1)]
    if len(kept) == len(summaries):
        return summaries
    message = f"of {len(summaries)} sessions only {len(kept)} can be true"
    issues.append(Issue("too_many_sessions", "damage", message))
    return sorted(kept, key=lambda summary: summary.start)


def _from_samples(messages: Messages, records: Records, time_s: FloatArray) -> SessionSummary:
    """What the session message would say that the device never wrote, or not whole."""
    kinds = fit_summary.SESSION, fit_summary.SPORT, fit_summary.LAP
    told = [message for kind in kinds for message in messages.get(kind, [])]
    sport, sub_sport = fit_summary.sport_of(told[0]) if told else ("generic", None)
    distance = records.columns.get("distance", np.empty(0))
    known = distance[~np.isnan(distance)]
    return SessionSummary(
        sport,
        sub_sport,
        start=float(time_s[0]),
        elapsed_s=float(time_s[-1] - time_s[0]),
        timer_s=None,
        distance_m=float(known.max()) if len(known) else None,
    )


Runs = tuple[tuple[float, float], ...]


def _runs(noted: Runs, summaries: list[SessionSummary], origin: float) -> Runs:
    """The timer's runs: as noted by events, or the sessions where events don't account for them."""
    timer_s = sum(s.timer_s or 0 for s in summaries)
    if noted and sum(end - begin for begin, end in noted) >= timer_s / 2:
        return noted
    whole: list[tuple[float, float]] = []
    for summary in summaries:
        begin = max(summary.start - origin, whole[-1][1] if whole else 0)
        if summary.end - origin > begin or not whole:
            whole.append((begin, max(summary.end - origin, begin)))
    return tuple(whole)


def _session(summary: SessionSummary, rows: slice, runs: Runs, origin: float) -> Session:
    begin_s, end_s = summary.start - origin, summary.end - origin
    timer_s = summary.timer_s
    if timer_s is None:
        timer_s = sum(max(min(end, end_s) - max(begin, begin_s), 0) for begin, end in runs)
    return Session(
        sport=summary.sport,
        sub_sport=summary.sub_sport,
        start=_instant(summary.start),
        elapsed_s=summary.elapsed_s,
        timer_s=timer_s,
        rows=rows,
        distance_m=summary.distance_m,
        ascent_m=summary.ascent_m,
        pool_length_m=summary.pool_length_m,
        device_values=summary.device_values or {},
    )
