"""All that load and class need of a session, taken from its stream once.

Thresholds are estimated anew as more is known of the athlete, so a session may be judged many
times; its stream is read only once, when it is imported. A profile says what was done, in
watts, metres and heartbeats; what that means for this athlete (`models.intensity`,
`models.load`) is then a matter of arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Lap, Session
from ingest.sports import Family, family, is_indoor, is_indoor_run
from ingest.stream import Stream
from models.curves import mean_maximal_start, rolling_mean
from models.efforts import swum_m
from models.grade import grade_adjusted_speed, grade_pct
from models.load import normalized_power

__all__ = ["MIN_COVERAGE", "Profile"]

MIN_COVERAGE = 0.8
"""Below this share of seconds a channel says too little about the session."""

CLIMB_PCT = 4.0
"""Grade from which a second is one of climbing."""

LONGEST_PAUSE_S = 900
"""Pauses are rest between intervals; beyond a quarter of an hour more is no more rest."""

MOVING_MPS = {"run": 0.42, "ride": 1.1, "swim": 0.14}
"""1.5, 4 and 0.5 km/h: slower is standing about."""

LEAST_MOVING = 0.5
"""Who moved for less of a session had a speed sensor that did not."""

# Traces are kept as small numbers: power in tenths of a watt, speed in mm/s, whole heartbeats.
_STEPS: Mapping[Family, float] = {"ride": 10.0}
_STEPS_OF_SPEED = 1000.0
_NO_EFFORT, _NO_HEART = np.uint16(65535), np.uint8(255)
_MOST_STEPS, _MOST_BEATS = 65534.0, 254.0


@dataclass(frozen=True, slots=True)
class Profile:
    """One session, before any threshold.

    `seconds` of timer are its length. `effort` (n,) is power (W) of a ride, grade-adjusted speed
    (m/s) of a run, speed of a swim, a value a second; empty where too little was recorded, or
    what was recorded cannot be trusted (a treadmill's speed). `heart_rate_bpm` (seconds,) is
    empty without readings. `climbing` (n,) marks seconds of climbing. `pauses` (row, seconds) is
    what passed on the clock before rows at which the timer went on.

    NaN is not recorded. `normalized_power_w` and `normalized_speed_mps` (grade-adjusted; of
    runs) are fourth-power means, `normalized_effort` that of `effort`. `best_10` is the best
    10-min mean of smoothed effort, or of all of a shorter session, `best_10_heart_bpm` the mean
    heart rate there; `best_20` is the best 20-min mean, of no shorter session, `best_1` the best
    minute, `hardest_4` the mean of the hardest four minutes, on end or not. `exceeded_25_min`
    what effort was above for 25 min of moving in all: easy minutes more do not change it.
    `best_heart_10_bpm` is the highest 10-min mean heart rate, wherever effort was
    (`best_10_heart_bpm` is too where effort is unknown). `swum_s` and `swum_m` leave out rests at
    the wall, `moving_s` standing about out of doors. `temperature_c` is the median of what the
    device felt. `coverage` is the share of seconds with readings, by channel.
    """

    family: Family
    indoor_run: bool
    seconds: int
    effort: FloatArray
    heart_rate_bpm: FloatArray
    climbing: npt.NDArray[np.bool_]
    pauses: tuple[tuple[int, int], ...]
    coverage: Mapping[str, float]
    normalized_power_w: float = np.nan
    normalized_speed_mps: float = np.nan
    normalized_effort: float = np.nan
    best_10: float = np.nan
    best_10_heart_bpm: float = np.nan
    exceeded_25_min: float = np.nan
    mean_heart_rate_bpm: float = np.nan
    swum_s: float = np.nan
    swum_m: float = np.nan
    best_1: float = np.nan
    hardest_4: float = np.nan
    best_20: float = np.nan
    best_heart_10_bpm: float = np.nan
    moving_s: float = np.nan
    temperature_c: float = np.nan

    @property
    def has_effort(self) -> bool:
        """Whether power or speed was recorded well enough to tell the class."""
        return len(self.effort) > 0

    @property
    def has_heart(self) -> bool:
        """Whether heart rate was; in water the wrist reads too little and too late."""
        return self.coverage.get("heart_rate_bpm", 0.0) >= MIN_COVERAGE and self.family != "swim"

    @property
    def _rows(self) -> int:
        """Those of effort, which in a pool has rows of its own; else those of heart rate."""
        return len(self.effort) or len(self.heart_rate_bpm)

    @property
    def clock_s(self) -> npt.NDArray[np.int64]:
        """(n,) whole seconds from the first row, pauses included up to `LONGEST_PAUSE_S`."""
        steps = np.ones(self._rows, np.int64)
        steps[:1] = 0
        for row, seconds in self.pauses:
            steps[row] = seconds
        return np.cumsum(steps)

    @classmethod
    def of(cls, stream: Stream, session: Session, lengths: Sequence[Lap] = ()) -> Self:
        """The profile of a session.

        Args:
            stream: the session, cleaned, one row a second.
            session: its sport decides what effort is: power on the bike, grade-adjusted speed on
                foot, speed in water. Treadmill speed is not trusted, nor is a ride's speed.
            lengths: the lengths of a pool swim; where given, they are its effort.
        """
        sport = family(session.sport, session.sub_sport)
        slope_pct = grade_pct(stream) if sport == "run" else None
        level_mps = np.empty(0)
        if slope_pct is not None:
            level_mps = grade_adjusted_speed(stream["speed_mps"], slope_pct / 100.0)
        heart_rate = stream["heart_rate_bpm"]
        covered_m = swum_m(stream["distance_m"]) if sport == "swim" else np.empty(0)
        whole = cls(
            family=sport,
            indoor_run=is_indoor_run(session.sub_sport),
            seconds=len(stream),
            effort=np.empty(0),
            heart_rate_bpm=_counted(heart_rate) if "heart_rate_bpm" in stream else np.empty(0),
            climbing=np.empty(0, np.bool_),
            pauses=(),
            coverage={
                name: stream.coverage.get(name, 0.0)
                for name in ("power_w", "speed_mps", "distance_m", "heart_rate_bpm")
            },
            normalized_power_w=_normalized(stream, stream["power_w"]),
            normalized_speed_mps=_normalized(stream, level_mps),
            swum_s=float(len(covered_m)) or np.nan,
            swum_m=float(covered_m.sum()) or np.nan,
            moving_s=np.nan if is_indoor(session.sub_sport) else _moving_s(stream, sport),
            temperature_c=_median(stream["temperature_c"]),
        )
        if sport == "swim" and lengths:
            stream = _swim_stream(lengths, session.pool_length_m)
        effort = {"ride": stream["power_w"], "run": level_mps, "swim": stream["speed_mps"]}.get(
            sport, np.empty(0)
        )
        enough = np.count_nonzero(np.isfinite(effort)) >= MIN_COVERAGE * len(stream)
        if whole.indoor_run or not enough or not len(effort):
            effort = np.empty(0)
        steep = slope_pct if slope_pct is not None else grade_pct(stream)
        return whole._with_effort(
            _measured(effort, sport), stream, steep > CLIMB_PCT if len(effort) else np.empty(0)
        )

    def _with_effort(self, effort: FloatArray, stream: Stream, climbing: npt.NDArray[Any]) -> Self:
        if not (len(effort) or len(self.heart_rate_bpm)):
            return self
        with_effort = replace(
            self,
            effort=effort,
            climbing=climbing.astype(np.bool_),
            pauses=_pauses(stream.elapsed_s),
        )
        smoothed = _smooth(effort, stream.stretch)
        one = _best(smoothed, 60) or slice(0)
        ten = _best(smoothed, 600) or slice(None)
        twenty = _best(smoothed, 1200) or slice(0)
        moving = ~(stream["speed_mps"] < MOVING_MPS.get(self.family, 0.0))
        moved = smoothed[moving & np.isfinite(smoothed)] if len(smoothed) else smoothed
        heart = np.empty(0)
        if with_effort.has_heart:
            heart = _smooth(self.heart_rate_bpm, stream.stretch)
        hot = _best(heart, 600) or slice(None)
        return replace(
            with_effort,
            normalized_effort=_normalized(stream, effort),
            best_1=_mean(smoothed[one]),
            hardest_4=_mean(_hardest(effort, 240)),
            best_10=_mean(smoothed[ten]),
            best_20=_mean(smoothed[twenty]),
            best_10_heart_bpm=_mean(heart[ten if len(effort) else hot]),
            exceeded_25_min=_exceeded(moved, 1500) if len(moved) else np.nan,
            best_heart_10_bpm=_mean(heart[hot]),
            mean_heart_rate_bpm=_mean(heart),
        )

    # -- as bytes ------------------------------------------------------------------

    def traces(self) -> tuple[bytes, bytes, bytes]:
        """Effort (uint16), heart rate (uint8) and climbing (bits), little-endian."""
        steps = np.round(self.effort * _steps(self.family))
        effort = np.where(np.isfinite(steps), steps, _NO_EFFORT).astype("<u2")
        beats = self.heart_rate_bpm
        heart = np.where(np.isfinite(beats), beats, _NO_HEART).astype(np.uint8)
        return effort.tobytes(), heart.tobytes(), np.packbits(self.climbing).tobytes()

    def facts(self) -> dict[str, Any]:
        """All but the traces, as plain values for JSON; NaN is left out."""
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        for trace in ("effort", "heart_rate_bpm", "climbing"):
            del content[trace]
        return {name: value for name, value in content.items() if value == value}  # noqa: PLR0124

    @classmethod
    def from_parts(
        cls, facts: Mapping[str, Any], effort: bytes, heart_rate: bytes, climbing: bytes
    ) -> Self:
        """The profile that `facts` and `traces` wrote; facts of other states are passed over."""
        steps = np.frombuffer(effort, "<u2")
        values = steps / _steps(facts["family"])
        values[steps == _NO_EFFORT] = np.nan
        beats = np.frombuffer(heart_rate, np.uint8).astype(np.float64)
        beats[beats == _NO_HEART] = np.nan
        bits = np.unpackbits(np.frombuffer(climbing, np.uint8), count=len(values))
        return cls(
            **{
                **{name: value for name, value in facts.items() if name in _FACTS},
                "pauses": tuple((row, seconds) for row, seconds in facts["pauses"]),
            },
            effort=values,
            heart_rate_bpm=beats,
            climbing=bits.view(np.bool_),
        )


_FACTS = {field.name for field in fields(Profile)}


def _smooth(values: FloatArray, stretch: npt.NDArray[np.int32]) -> FloatArray:
    """Centred 31-s mean within each stretch; NaN in its first and last 15 s."""
    if not len(values):
        return values
    return np.append(rolling_mean(values, 31, stretch)[15:], np.full(min(15, len(values)), np.nan))


def _best(smoothed: FloatArray, seconds: int) -> slice | None:
    """Where the best window of a length lies; None where none is so long."""
    start = mean_maximal_start(smoothed, seconds) if len(smoothed) else None
    return None if start is None else slice(start, start + seconds)


def _hardest(effort: FloatArray, seconds: int) -> FloatArray:
    """So many of the hardest seconds, or all where there are fewer; in no order."""
    known = effort[np.isfinite(effort)]
    return np.partition(known, -seconds)[-seconds:] if len(known) > seconds else known


def _exceeded(effort: FloatArray, seconds: int) -> float:
    """What effort was above for so many seconds, on end or not; 0 where there are no more."""
    return float(_hardest(effort, seconds + 1).min()) if len(effort) > seconds else 0.0


def _moving_s(stream: Stream, sport: Family) -> float:
    """Seconds of a run or ride not spent standing; NaN where speed does not tell.

    Rolling resistance has to be overcome: who pushes the pedals moves, though a wheel's sensor
    does not say so.
    """
    if sport == "swim" or stream.coverage.get("speed_mps", 0.0) < MIN_COVERAGE:
        return np.nan
    stands = stream["speed_mps"] < MOVING_MPS.get(sport, 0.0)
    if "power_w" in stream:
        stands &= ~(stream["power_w"] > 0)
    moving = len(stream) - np.count_nonzero(stands)
    return float(moving) if moving >= LEAST_MOVING * len(stream) else np.nan


def _steps(sport: Family) -> float:
    return _STEPS.get(sport, _STEPS_OF_SPEED)


def _measured(effort: FloatArray, sport: Family) -> FloatArray:
    """Effort as finely as it is kept, so that a session is judged the same at any time."""
    steps = _steps(sport)
    kept: FloatArray = np.round(np.clip(effort, 0.0, _MOST_STEPS / steps) * steps) / steps
    return kept


def _counted(heart_rate_bpm: FloatArray) -> FloatArray:
    """Whole heartbeats."""
    return np.round(np.clip(heart_rate_bpm, 0.0, _MOST_BEATS)).astype(np.float64)


def _normalized(stream: Stream, values: FloatArray) -> float:
    return normalized_power(values, stream.stretch) if len(values) else np.nan


def _pauses(elapsed_s: FloatArray) -> tuple[tuple[int, int], ...]:
    """Where more than a second passed from one row to the next: (row, seconds)."""
    steps = np.clip(np.diff(elapsed_s, prepend=elapsed_s[:1]).round(), 1, LONGEST_PAUSE_S)
    rows = np.flatnonzero(steps > 1)
    return tuple(zip(rows.tolist(), steps[rows].astype(int).tolist(), strict=True))


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _swim_stream(lengths: Sequence[Lap], pool_length_m: float | None) -> Stream:
    """A pool swim second by second, from its lengths; rest at the wall is a pause.

    A watch that misses a turn, or sees one too many, makes lengths of half and of double
    speed: those are unknown.
    """
    swum = [
        (length.start_s - lengths[0].start_s, length.elapsed_s, speed)
        for length in lengths
        if length.intensity == "active"
        and length.elapsed_s > 0
        and (speed := length.avg_speed_mps or (pool_length_m or 0) / length.elapsed_s)
    ]
    usual = float(np.median([speed for _, _, speed in swum])) if swum else np.nan
    seconds = [start + np.arange(round(elapsed)) for start, elapsed, _ in swum]
    speeds = [
        np.full(round(elapsed), speed if 0.6 < speed / usual < 1.6 else np.nan)
        for _, elapsed, speed in swum
    ]
    at = np.concatenate([np.empty(0), *seconds])
    return Stream(
        elapsed_s=at,
        stretch=np.zeros(len(at), dtype=np.int32),
        columns={"speed_mps": np.concatenate([np.empty(0), *speeds])},
    )
