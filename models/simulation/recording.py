"""What a device would hold after a simulated session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Samples
from ingest.stream import Stream
from models.simulation.plan import Step, Timeline

__all__ = ["Length", "Recording", "Stretch", "record"]

# A longer pause interrupts an effort (see `ingest.stream.Stream.stretch`).
_BREAK_S = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start_s` to `end_s`, in elapsed seconds, the athlete followed one step."""

    start_s: float
    end_s: float
    step: Step


@dataclass(frozen=True, slots=True)
class Length:
    """One pool length, or (`strokes` 0) a rest at the wall."""

    start_s: float
    end_s: float
    strokes: int


@dataclass(frozen=True, slots=True)
class Recording:
    """One session of one sport.

    `elapsed_s` (n,) are whole seconds since the start at which a record was written:
    1 Hz, without the seconds inside `pauses`, where the timer stood still. Columns are
    (n,) under the names of `ingest.channels`; NaN means the sensor gave nothing. `laps`
    follow the plan's steps. `duration_s` is the elapsed time with pauses.
    """

    sport: str
    sub_sport: str
    duration_s: float
    elapsed_s: FloatArray
    columns: Mapping[str, FloatArray]
    laps: tuple[Stretch, ...]
    pauses: tuple[tuple[float, float], ...] = ()
    lengths: tuple[Length, ...] = ()
    pool_length_m: float | None = None

    @property
    def timer_s(self) -> float:
        """Elapsed time without the pauses."""
        return self.duration_s - sum(end - start for start, end in self.pauses)

    def __getitem__(self, name: str) -> FloatArray:
        """The column of that name."""
        return self.columns[name]

    def samples(self) -> Samples:
        """The records as a reader would give them."""
        return Samples(self.elapsed_s.copy(), {k: v.copy() for k, v in self.columns.items()})

    def stream(self) -> Stream:
        """The records as the models take them: one row per timer second.

        Raises:
            ValueError: Records were thinned out, so rows are no longer timer seconds.
        """
        if len(self.elapsed_s) != self.timer_s:
            raise ValueError("only a recording with every second makes a stream")
        stretch = np.cumsum(np.diff(self.elapsed_s, prepend=0) > _BREAK_S).astype(np.int32)
        return Stream(
            self.elapsed_s.copy(), stretch, {k: v.copy() for k, v in self.columns.items()}
        )


def record(
    sport: str,
    sub_sport: str,
    plan: tuple[Step, ...],
    course: Timeline,
    columns: Mapping[str, FloatArray],
    *,
    auto_pause: bool,
) -> Recording:
    """What of these (n,) elapsed seconds the device keeps: all, or only where one moved."""
    seconds = np.arange(len(course.step), dtype=np.float64)
    kept = ~course.halted if auto_pause else np.ones(len(seconds), dtype=bool)
    starts = np.searchsorted(course.step, np.arange(len(plan)))
    ends = np.append(starts[1:], len(seconds))
    return Recording(
        sport=sport,
        sub_sport=sub_sport,
        duration_s=float(len(seconds)),
        elapsed_s=seconds[kept],
        columns={name: column[kept] for name, column in columns.items()},
        laps=tuple(
            Stretch(float(a), float(b), step) for a, b, step in zip(starts, ends, plan, strict=True)
        ),
        pauses=_runs(~kept),
    )


def _runs(mask: npt.NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Where a mask is true, as half-open ranges."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return tuple((float(a), float(b)) for a, b in edges.reshape(-1, 2))
