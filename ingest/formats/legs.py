"""From the legs of a recording to an `Activity`: what TCX and GPX share.

In: `Leg`s, each with its points as they stand in the file. Out: an activity with one session a
leg, in time order. Points without a usable time are left out, those of one moment merged; a
leg that ran at the same time as a longer one loses its samples, with an Issue.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest import cadence
from ingest.activity import Activity, Device, FloatArray, Issue, Lap, Samples, Session
from ingest.errors import NotAnActivityError, ReadingError
from ingest.formats.sport_by_motion import pool_lengths, sport_by_motion
from ingest.formats.sport_words import Sport
from ingest.formats.timeline import near_most, timeline

__all__ = ["UNNAMED_SPORT", "Leg", "Points", "activity_of", "moment", "number", "what_instead"]

_DAY_S = 86_400
# A history of many years in one file, as Garmin's Training Center wrote it, has so many; each
# costs time, so a hostile file must not go on for ever.
_MOST_LEGS = 2000
# As far as devices count seconds: the year 2106.
_LATEST_S = 2**32
# No channel holds more; a damaged file may state anything.
_GREATEST = 1e9
# Offsets of inhabited places from UTC.
_LEAST_OFFSET_S, _GREATEST_OFFSET_S = -12 * 3600, 14 * 3600
# A sum of metres falls at most where the device corrected itself.
_FALLING_SHARE = 0.1
_DAMAGED_EARLY = "this file is damaged before its second sample"
_POSITION = ("latitude_deg", "longitude_deg")


def number(text: str | None) -> float | None:
    """The number a text holds; None where it holds none that can be."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) <= _GREATEST else None


def moment(text: str | None) -> tuple[float, int] | None:
    """Seconds since 1970 and the offset from UTC; None where a text is no time of a recording.

    A time without an offset is taken as UTC, as both formats prescribe. An offset of 0 says
    nothing about where the athlete was: most exporters write all times so.
    """
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    offset = time.utcoffset()
    if offset is None:
        time = time.replace(tzinfo=UTC)
    seconds = time.timestamp()
    if not 0 <= seconds <= _LATEST_S:
        return None
    offset_s = int(offset.total_seconds()) if offset else 0
    return seconds, offset_s if _LEAST_OFFSET_S <= offset_s <= _GREATEST_OFFSET_S else 0


def what_instead(kind: str | None, document: str, issues: list[Issue]) -> ReadingError:
    """The error for a document ("GPX") without an activity; `kind` is what it holds instead."""
    if kind is None and _damaged(issues):
        return ReadingError(_DAMAGED_EARLY)
    return NotAnActivityError(kind or f"metadata-only {document}")


class Points:
    """The points of one leg in file order, gathered one by one."""

    def __init__(self) -> None:
        self.time_s = array("d")
        self.columns: dict[str, array[float]] = {}
        # The points at which the recording went on after a break.
        self.breaks: list[int] = []
        # The first offset from UTC, other than 0, that a time had.
        self.utc_offset_s: int | None = None

    def __len__(self) -> int:
        return len(self.time_s)

    def add(self, time: str | None, values: Iterable[tuple[str, str]]) -> None:
        """One point: the text of its time, and the texts of channels by name."""
        at = len(self.time_s)
        for name, text in values:
            value = number(text)
            if value is None:
                continue
            column = self.columns.setdefault(name, array("d"))
            # Of two texts for one channel the later counts.
            del column[at:]
            column.extend([math.nan] * (at - len(column)))
            column.append(value)
        when = moment(time)
        self.time_s.append(math.nan if when is None else when[0])
        if self.utc_offset_s is None and when and when[1]:
            self.utc_offset_s = when[1]

    def has_times(self) -> bool:
        """Whether any point says when it was."""
        return not all(map(math.isnan, self.time_s))

    def column(self, name: str) -> FloatArray:
        """(n,) a channel, NaN where a point has none."""
        column = np.full(len(self), np.nan)
        stored = self.columns.get(name, ())
        column[: len(stored)] = stored
        return column


# What a file that only says "Other" says; some sports have no word in TCX.
UNNAMED_SPORT: Sport = ("generic", None)


@dataclass
class Leg:
    """One sport of a recording; `sport` is None where the file does not say.

    The laps' `start_s` is still in seconds since 1970, and their `elapsed_s` unknown (0).
    """

    sport: Sport | None = None
    points: Points = field(default_factory=Points)
    laps: list[Lap] = field(default_factory=list)


def activity_of(
    legs: list[Leg], data: bytes, source: str, *, device: Device, name: str | None,
    issues: list[Issue],
) -> Activity:  # fmt: skip
    """The activity that these legs are.

    Raises:
        ReadingError: there is neither a sample nor a lap, or too little before the damage.
    """
    if len(legs) > _MOST_LEGS:
        message = f"of {len(legs)} activities only the first {_MOST_LEGS} were taken"
        issues.append(Issue("too_many_sessions", "damage", message))
    parts = _apart([part for leg in legs[:_MOST_LEGS] if (part := _part(leg, issues))], issues)
    count = sum(len(part.time_s) for part in parts)
    if (
        count < 2
        and _damaged(issues)
        and not any(lap.timer_s for part in parts for lap in part.told_laps)
    ):
        raise ReadingError(_DAMAGED_EARLY)
    if not parts:
        raise ReadingError("this file holds neither samples nor laps with a time")
    origin = min(part.start for part in parts)
    names = dict.fromkeys(name for part in parts for name in part.columns)
    sessions, begin = [], 0
    for part in parts:
        sessions.append(part.session(slice(begin, begin + len(part.time_s))))
        begin += len(part.time_s)
    offsets = (leg.points.utc_offset_s for leg in legs)
    return Activity(
        id=hashlib.sha256(data).hexdigest(),
        source=source,
        start=_instant(origin),
        utc_offset_s=next((offset for offset in offsets if offset is not None), None),
        device=device,
        sessions=tuple(sessions),
        laps=tuple(lap for part in parts for lap in part.laps(origin)),
        samples=Samples(
            np.concatenate([part.time_s for part in parts]) - origin,
            {name: np.concatenate([part.column(name) for part in parts]) for name in names},
        ),
        lengths=tuple(
            replace(length, start_s=length.start_s - origin)
            for part in parts
            for length in part.lengths
        ),
        timer_runs=_in_turn((a - origin, b - origin) for part in parts for a, b in part.runs()),
        name=name,
        issues=tuple(issues),
    )


@dataclass
class _Part:
    """A leg whose times are understood: all times in seconds since 1970, in order."""

    sport: Sport
    told_laps: list[Lap]
    time_s: FloatArray
    columns: dict[str, FloatArray]
    lengths: list[Lap]
    pauses: list[tuple[float, float]]
    start: float
    end: float

    @property
    def sampled(self) -> tuple[float, float]:
        """The first and the last sample's time; without samples the start, twice."""
        return (self.time_s[0], self.time_s[-1]) if len(self.time_s) else (self.start, self.start)

    def keep(self, rows: slice) -> None:
        """Leave out all samples but these."""
        self.time_s = self.time_s[rows]
        kept = {name: column[rows] for name, column in self.columns.items()}
        self.columns = {name: column for name, column in kept.items() if _has_values(column)}

    def column(self, name: str) -> FloatArray:
        """(n,) a channel, NaN where this leg has none."""
        return self.columns.get(name, np.full(len(self.time_s), np.nan))

    def runs(self) -> list[tuple[float, float]]:
        """The stretches between pauses."""
        edges = [self.start, *(edge for pause in self.pauses for edge in pause), self.end]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def session(self, rows: slice) -> Session:
        elapsed_s = self.end - self.start
        timers_s = [lap.timer_s for lap in self.told_laps]
        told_s = sum(timer_s or 0 for timer_s in timers_s)
        timer_s = told_s if told_s and None not in timers_s else sum(b - a for a, b in self.runs())
        distance_m = sum(lap.distance_m or 0 for lap in self.told_laps)
        if not distance_m and "distance_m" in self.columns:
            distance_m = float(np.nanmax(self.columns["distance_m"]))
        return Session(
            sport=self.sport[0],
            sub_sport=self.sport[1],
            start=_instant(self.start),
            elapsed_s=elapsed_s,
            timer_s=min(timer_s, elapsed_s),
            rows=rows,
            distance_m=distance_m or None,
            pool_length_m=self.lengths[0].distance_m if self.lengths else None,
        )

    def laps(self, origin: float) -> list[Lap]:
        starts = [lap.start_s for lap in self.told_laps]
        return [
            replace(lap, start_s=begin - origin, elapsed_s=max(end - begin, 0))
            for lap, (begin, end) in zip(self.told_laps, pairwise([*starts, self.end]), strict=True)
        ]


def _part(leg: Leg, issues: list[Issue]) -> _Part | None:
    """The leg in order; None where nothing in it has a time."""
    points = leg.points
    times = np.array(points.time_s)
    usable = near_most(times) if np.isfinite(times).any() else np.zeros(len(times), bool)
    line = timeline(times, usable, issues)
    time_s = line.time_s
    laps = sorted(leg.laps, key=lambda lap: lap.start_s)
    bounds = [lap.start_s for lap in laps] + [lap.start_s + (lap.timer_s or 0) for lap in laps]
    if len(time_s):
        first, last = float(time_s[0]), float(time_s[-1])
        near = [lap for lap in laps if first - _DAY_S <= lap.start_s <= last + _DAY_S]
        if len(near) < len(laps):
            message = f"{len(laps) - len(near)} laps days away from the samples were left out"
            issues.append(Issue("absurd_time", "damage", message))
        laps = near
        bounds = [b for b in bounds if first - _DAY_S <= b <= last + _DAY_S] + [first, last]
    if not bounds:
        return None
    columns = {name: line.column(points.column(name)) for name in points.columns}
    _leave_out_what_says_nothing(columns)
    counted, strides = columns.pop("cadence", None), columns.pop("run_cadence", None)
    sport, lengths = _sport(leg, Samples(time_s, columns), issues)
    channel = cadence.channel(*sport)
    if strides is not None:
        counted = strides if counted is None else np.where(np.isnan(strides), counted, strides)
        # Garmin Connect calls a hike or a walk "Other".
        channel = "cadence_spm" if sport == UNNAMED_SPORT else channel
    if counted is not None and channel is not None:
        on_foot = channel == "cadence_spm"
        columns[channel] = cadence.steps_per_minute(counted, issues) if on_foot else counted
    pauses = _pauses(points.breaks, times, usable)
    return _Part(sport, laps, time_s, columns, lengths, pauses, min(bounds), max(bounds))


def _sport(leg: Leg, samples: Samples, issues: list[Issue]) -> tuple[Sport, list[Lap]]:
    """The leg's sport as told, else by how it moved; and its lengths if that was in a pool."""
    if leg.sport not in {None, UNNAMED_SPORT}:
        return leg.sport, []
    lengths = pool_lengths(samples)
    guess: Sport | None = ("swimming", "lap_swimming") if lengths else None
    if leg.sport is None:
        guess = guess or sport_by_motion(samples)
    if guess is None:
        return UNNAMED_SPORT, []
    message = f"the file does not name the sport; by the way it moved it is {guess[0]}"
    issues.append(Issue("sport_guessed", "note", message))
    return guess, lengths


def _leave_out_what_says_nothing(columns: dict[str, FloatArray]) -> None:
    """Remove placeholders: neither format has a sign for a value that was not recorded."""
    latitude, longitude = (columns.get(name) for name in _POSITION)
    if latitude is not None and longitude is not None:
        nowhere = (latitude == 0) & (longitude == 0)
        latitude[nowhere] = longitude[nowhere] = np.nan
    if "heart_rate_bpm" in columns:
        columns["heart_rate_bpm"][columns["heart_rate_bpm"] == 0] = np.nan
    for name in [name for name, column in columns.items() if not _has_values(column)]:
        del columns[name]
    if "distance_m" in columns and not _is_sum(columns["distance_m"]):
        del columns["distance_m"]


def _has_values(column: FloatArray) -> bool:
    return not np.isnan(column).all()


def _is_sum(distance_m: FloatArray) -> bool:
    """Whether a distance grows from the start; some write zeros, or each step's length."""
    steps = np.diff(distance_m[~np.isnan(distance_m)])
    return bool((steps > 0).any()) and float(np.mean(steps < 0)) < _FALLING_SHARE


def _pauses(
    breaks: list[int], times: FloatArray, usable: npt.NDArray[np.bool_]
) -> list[tuple[float, float]]:
    """The breaks as times; none where a break stands at most points and so means nothing."""
    if 2 * len(breaks) > len(times):
        return []
    rows = [row for row in breaks if row < len(times) and usable[row - 1] and usable[row]]
    pauses = [(float(times[row - 1]), float(times[row])) for row in rows]
    return list(_in_turn(sorted(pause for pause in pauses if pause[1] > pause[0])))


def _in_turn(spans: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Spans in order, each from the end of the one before it; at least one if there was any."""
    found: list[tuple[float, float]] = []
    for begin, end in spans:
        free = max(begin, found[-1][1]) if found else begin
        if end > free or not found:
            found.append((free, end))
    return tuple(found)


def _apart(parts: list[_Part], issues: list[Issue]) -> list[_Part]:
    """The legs in time order, no two with samples of the same time.

    Of one that ran beside a longer one only what its laps tell is kept.
    """
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda part: len(part.time_s), reverse=True):
        first, last = part.sampled
        beside = (other for other in kept if first < other.sampled[1] and last > other.sampled[0])
        if len(part.time_s) and any(beside):
            message = "activities in one file overlap; the samples of the shorter were left out"
            issues.append(Issue("overlapping_activities", "damage", message))
            if not part.told_laps:
                continue
            part.keep(slice(0, 0))
        kept.append(part)
    kept.sort(key=lambda part: part.sampled[0])
    end = -math.inf
    for part in kept:
        # Where one leg ends in the moment in which the next begins, that sample is the first's.
        part.keep(slice(int(np.searchsorted(part.time_s, end, side="right")), None))
        end = max([end, *part.time_s[-1:]])
    return kept


def _damaged(issues: list[Issue]) -> bool:
    return any(issue.severity == "damage" for issue in issues)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
