"""From record columns in file order to samples: times that make sense, our channels.

In: `Records` and the sessions. Out: rows in strictly increasing time and columns by the names
of `channels`. Records without a usable time are left out, records of the same second are
merged, the later value counting; each with an Issue where data was lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Issue
from ingest.cadence import channel as cadence_channel
from ingest.cadence import steps_per_minute
from ingest.formats.fit_channels import CHANNEL_OF_FIELD, FACTOR_OF_UNIT
from ingest.formats.fit_messages import fields_of
from ingest.formats.fit_records import Records
from ingest.formats.fit_summary import (
    EARLIEST_TIME,
    FILE_ID,
    Clock,
    Messages,
    SessionSummary,
)
from ingest.formats.fit_walk import RECORD
from ingest.formats.timeline import Timeline, near_most
from ingest.formats.timeline import timeline as in_order

__all__ = ["channels", "clock_of", "rows_of_sessions", "stands_in", "timeline"]

_DAY_S = 86_400
_RIGHT_FLAG, _SHARE_MASK = 0x80, 0x7F


def clock_of(records: Records, messages: Messages, issues: list[Issue]) -> Clock:
    """How the times of this file are to be read."""
    times = records.timestamp_s
    relative = times[times < EARLIEST_TIME]  # NaN is neither
    if not len(relative) or (times >= EARLIEST_TIME).any():
        return Clock()
    created = [m.number("time_created") for m in messages.get(FILE_ID, [])]
    begin = next((t for t in created if t is not None and t >= EARLIEST_TIME), None)
    message = "the device did not know the time of day: the day of this recording is wrong"
    if begin is not None:
        message = "the device did not know the time of day: the file's date was taken"
    issues.append(Issue("no_clock", "note", message))
    return Clock(0 if begin is None else begin - float(relative.min()))


def timeline(
    records: Records, clock: Clock, sessions: list[SessionSummary], issues: list[Issue]
) -> Timeline:
    """The records whose time can be believed, in order, one a second."""
    times = clock.absolute(records.timestamp_s)
    timed = int(np.count_nonzero(~np.isnan(times)))
    usable = _near(times, timed, sessions) if timed else np.zeros(len(times), bool)
    return in_order(times, usable, issues)


def _near(times: FloatArray, timed: int, sessions: list[SessionSummary]) -> npt.NDArray[np.bool_]:
    """Which of the `timed` times are near the sessions, or near most others where those mislead."""
    if sessions:
        begin = min(s.start for s in sessions) - _DAY_S
        end = max(s.end for s in sessions) + _DAY_S
        near: npt.NDArray[np.bool_] = (times >= begin) & (times <= end)
        if 2 * np.count_nonzero(near) > timed:
            return near
    return near_most(times)


def rows_of_sessions(sessions: list[SessionSummary], time_s: FloatArray) -> list[slice]:
    """Each session's samples; those between two sessions belong to the nearer one."""
    owners = [session for session in sessions if session.has_samples]
    borders = [b.start if a.end >= b.start else (a.end + b.start) / 2 for a, b in pairwise(owners)]
    cuts = pairwise([0, *np.searchsorted(time_s, borders).tolist(), len(time_s)])
    return [slice(*next(cuts)) if s.has_samples else slice(0, 0) for s in sessions]


def channels(
    records: Records,
    samples: Timeline,
    sessions: list[SessionSummary],
    rows: list[slice],
    issues: list[Issue],
) -> dict[str, FloatArray]:
    """The samples' columns by channel; channels without any value are left out."""
    fields = dict(records.columns)
    for developer, field in stands_in(records).items():
        unit = records.described[developer].units.lower()
        factor = FACTOR_OF_UNIT.get((field, unit), 1)
        fields.setdefault(field, records.developer[developer] * factor)
    columns: dict[str, FloatArray] = {}
    for field, (channel, factor) in CHANNEL_OF_FIELD.items():
        if field in fields:
            values = samples.column(fields[field])
            columns[channel] = values if factor == 1 else values * factor
    if "left_right_balance" in fields:
        columns |= _balance(samples.column(fields["left_right_balance"]))
    columns |= _cadence(fields, samples, sessions, rows, issues)
    return {name: column for name, column in columns.items() if _has_values(column)}


def _has_values(column: FloatArray) -> bool:
    """Whether anything was recorded; most often the value in the middle tells."""
    if not len(column):
        return False
    return not np.isnan(column[len(column) // 2]) or not np.isnan(column).all()


def stands_in(records: Records) -> dict[str, str]:
    """The record field that each developer field stands in for, if any."""
    profile = fields_of(RECORD)
    found = {}
    for name, described in records.described.items():
        if described.native is not None and described.native[0] == RECORD:
            field = profile.get(described.native[1])
            if field is not None:
                found[name] = field.name if field.fills is None else profile[field.fills].name
    return found


def _balance(stored: FloatArray) -> dict[str, FloatArray]:
    """Power balance by its flag: known to be the right leg's share, or just one leg's."""
    known = (stored >= 0) & (stored <= 0xFF)
    value = np.where(known, stored, 0).astype(np.int64)
    share = np.where(known, value & _SHARE_MASK, np.nan)
    share[share > 100] = np.nan
    right = (value & _RIGHT_FLAG).astype(bool)
    return {
        "power_balance_right_pct": np.where(right, share, np.nan),
        "power_balance_pct": np.where(right, np.nan, share),
    }


def _cadence(
    fields: Mapping[str, FloatArray],
    samples: Timeline,
    sessions: list[SessionSummary],
    rows: list[slice],
    issues: list[Issue],
) -> dict[str, FloatArray]:
    """Revolutions or steps a minute, by what each session's sport makes of cadence."""
    whole, fraction, fine = (
        samples.column(fields[name]) if name in fields else None
        for name in ("cadence", "fractional_cadence", "cadence256")
    )
    if whole is not None and fraction is not None:
        whole = whole + np.where(np.isnan(fraction), 0, fraction)
    if whole is not None and fine is not None:
        whole = np.where(np.isnan(whole), fine, whole)
    cadence = fine if whole is None else whole
    columns: dict[str, FloatArray] = {}
    for session, part in zip(sessions, rows, strict=True):
        name = cadence_channel(session.sport, session.sub_sport)
        if cadence is None or name is None:
            continue
        if name not in columns:
            columns[name] = np.full(len(cadence), np.nan)
        counted = cadence[part]
        on_foot = name == "cadence_spm"
        columns[name][part] = steps_per_minute(counted, issues) if on_foot else counted
    return columns
