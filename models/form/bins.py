"""What the minutes of a run or ride say of form: all that a look at form needs of a session.

Form is asked of a whole history again and again, a session's samples are read only once. So each
full minute of it becomes a row of means, and a minute that was no steady running or riding says
so: it counts in no score. NaN is not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Session
from ingest.sports import family, is_indoor, is_indoor_run
from ingest.stream import Stream
from models.grade import RIDE_WINDOW_M, RUN_WINDOW_M, grade_pct

__all__ = ["MIN_MINUTES", "FormBins"]

MIN_MINUTES = 10
"""Fewer steady minutes say too little: those of one run resemble each other."""

BoolArray = npt.NDArray[np.bool_]

_MINUTE = 60
_KNOWN_S = 30
"""Seconds of a minute that must be recorded: a device that stores key points leaves gaps, and the
mean of some sixteen steps already tells a runner's own (Godin et al. 2024)."""
_SETTLING_S = 20
"""This long before and after standing nobody runs or rides steadily."""
_STANDING_MPS = 1.0
_RUNNING_MPS, _RUNNING_SPM = 1.8, 120.0
"""Slower is walking, in speed or in steps."""
_BROKEN_S = 6
"""Seconds of a minute that may be walked or coasted."""
_EVEN = 0.08
"""The most that speed may vary within a minute (coefficient of variation)."""
_LEVEL_PCT = 3.0
_PEDALLING_RPM = 30.0
# Below these a pedal measures mostly noise.
_PRESSING_W, _TURNING_RPM = 80.0, 50.0

_RUN = (
    "cadence_spm",
    "ground_contact_ms",
    "vertical_oscillation_mm",
    "contact_balance_left_pct",
    "power_w",
)
# Stryd's own fields, under the names that its app gives them.
_DEVELOPER = {"leg_stiffness_kn_m": "Leg Spring Stiffness", "form_power_w": "Form Power"}
_RIDE = ("power_w", "cadence_rpm")
_PEDALS = (
    "power_balance_right_pct",
    *(
        f"{side}_{what}"
        for what in (
            "torque_effectiveness_pct",
            "pedal_smoothness_pct",
            "power_phase_start_deg",
            "power_phase_end_deg",
            "platform_offset_mm",
        )
        for side in ("left", "right")
    ),
)
_SENSORS = {
    "balance": "contact_balance_left_pct",
    "dynamics": "ground_contact_ms",
    "stryd": "leg_stiffness_kn_m",
    "pedals": "left_torque_effectiveness_pct",
}


@dataclass(frozen=True, slots=True)
class FormBins:
    """The minutes of one run or ride; row i is the timer's minute i, a last part left out.

    `columns` are (n,) float32 means over each minute, under the names of `ingest.channels` and
    `grade_pct`; of a run also Stryd's `leg_stiffness_kn_m` and `form_power_w`. A ride's cadence and
    power are those of pedalling, its pedals' values those of pedalling with some force; a
    power phase starts between -180 and 180 degrees from the top. What was not recorded is absent.
    `steady` (n,) marks minutes of steady running (no walk, no standing within 20 s, even speed,
    a grade within 3 %) or riding (pedalled throughout, no standing within 20 s), `left_out` counts
    the others by reason. `indoor`: a run at a guessed speed, or a ride on a trainer. `device` is
    the recording device's name.
    """

    family: Literal["run", "ride"]
    indoor: bool
    device: str
    steady: BoolArray
    columns: Mapping[str, npt.NDArray[np.float32]]
    left_out: Mapping[str, int]

    def __post_init__(self) -> None:
        for column in (self.steady, *self.columns.values()):
            column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __len__(self) -> int:
        return len(self.steady)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> FloatArray:
        """The column, or all NaN where it was not recorded.

        `step_length_m` and `vertical_ratio_pct` follow from the others, as in the watches.
        """
        if name == "step_length_m":
            return 60 * self["speed_mps"] / self["cadence_spm"]
        if name == "vertical_ratio_pct":
            return self["vertical_oscillation_mm"] / self["step_length_m"] / 10
        column = self.columns.get(name)
        return np.full(len(self), np.nan) if column is None else column.astype(np.float64)

    @property
    def sensors(self) -> tuple[str, ...]:
        """What measured in at least half of the steady minutes: "balance" is a strap or pod."""
        steady = np.count_nonzero(self.steady)
        return tuple(
            sensor
            for sensor, column in _SENSORS.items()
            if 2 * np.count_nonzero(np.isfinite(self[column][self.steady])) >= steady > 0
        )

    @classmethod
    def of(cls, stream: Stream, session: Session, device: str = "") -> Self | None:
        """The minutes of a session; None of what is neither run nor ride or is too short.

        Args:
            stream: the session, cleaned, one row a second.
            session: its sport decides what is looked at.
            device: the name of what recorded it, "" where unknown.
        """
        sport = family(session.sport, session.sub_sport)
        if sport not in {"run", "ride"} or len(stream) < _MINUTE:
            return None
        run = sport == "run"
        columns, reasons = (_run if run else _ride)(stream)
        left_out = {why: int(np.count_nonzero(minutes)) for why, minutes in reasons.items()}
        return cls(
            family="run" if run else "ride",
            indoor=(is_indoor_run if run else is_indoor)(session.sub_sport),
            device=device,
            steady=~np.logical_or.reduce(list(reasons.values())),
            columns={
                name: column.astype(np.float32)
                for name, column in columns.items()
                if np.isfinite(column).any()
            },
            left_out={why: count for why, count in left_out.items() if count},
        )

    @classmethod
    def told(cls, sport: Literal["run", "ride"], **values: float) -> Self:
        """What an athlete counted, as the fewest minutes that make a session.

        Args:
            sport: whether it was a run or a ride.
            values: what was counted, and at what, by the names of columns.
        """
        columns = {name: np.full(MIN_MINUTES, value, np.float32) for name, value in values.items()}
        return cls(sport, False, "counted", np.ones(MIN_MINUTES, np.bool_), columns, {})

    # -- as bytes ------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """All but the numbers of the minutes, as plain values for JSON."""
        return {
            "family": self.family,
            "indoor": self.indoor,
            "device": self.device,
            "minutes": len(self),
            "columns": list(self.columns),
            "left_out": dict(self.left_out),
        }

    def to_bytes(self) -> bytes:
        """`steady` and the columns, one after another, as little-endian float32."""
        return np.stack([self.steady, *self.columns.values()]).astype("<f4").tobytes()

    @classmethod
    def from_parts(cls, facts: Mapping[str, Any], minutes: bytes) -> Self:
        """The minutes that `facts` and `to_bytes` wrote."""
        rows = np.frombuffer(minutes, "<f4").reshape(-1, facts["minutes"])
        return cls(
            family=facts["family"],
            indoor=facts["indoor"],
            device=facts["device"],
            steady=rows[0] > 0,
            columns=dict(zip(facts["columns"], rows[1:], strict=True)),
            left_out=facts["left_out"],
        )


_Looked = tuple[dict[str, FloatArray], dict[str, BoolArray]]
"""Columns, and for each reason the minutes that it leaves out."""


def _run(stream: Stream) -> _Looked:
    speed, cadence = stream["speed_mps"], stream["cadence_spm"]
    slope = grade_pct(stream, RUN_WINDOW_M)
    walked = (cadence < _RUNNING_SPM) | (speed < _RUNNING_MPS)
    columns = {name: _means(stream[name], ~walked) for name in _RUN if name in stream}
    for name, field in _DEVELOPER.items():
        if field in stream:
            columns[name] = _means(stream[field], ~walked & (stream[field] > 0))
    columns |= _around(stream, slope)
    mean, square = columns["speed_mps"], _means(speed**2)
    with np.errstate(invalid="ignore"):
        spread = np.sqrt(np.maximum(square - mean**2, 0))
    return columns, _first_reasons(
        unknown=_count(np.isfinite(speed) & np.isfinite(cadence)) < _KNOWN_S,
        start_or_stop=_near_standing(stream, speed < _STANDING_MPS),
        walking=_count(walked) > _BROKEN_S,
        hilly=np.abs(columns["grade_pct"]) > _LEVEL_PCT,
        uneven=spread > _EVEN * mean,
    )


def _ride(stream: Stream) -> _Looked:
    power, cadence = stream["power_w"], stream["cadence_rpm"]
    pedalled = cadence >= _PEDALLING_RPM
    pressed = (power >= _PRESSING_W) & (cadence >= _TURNING_RPM)
    columns = {name: _means(stream[name], pedalled) for name in _RIDE if name in stream}
    for name in _PEDALS:
        if name in stream:
            values = stream[name]
            if name.endswith("phase_start_deg"):  # around the top the circle closes
                values = (values + 180) % 360 - 180
            columns[name] = _means(values, pressed)
    columns |= _around(stream, grade_pct(stream, RIDE_WINDOW_M))
    return columns, _first_reasons(
        unknown=_count(np.isfinite(cadence)) < _KNOWN_S,
        start_or_stop=_near_standing(stream, np.zeros(len(stream), np.bool_)),
        coasting=_count(cadence < _PEDALLING_RPM) > _BROKEN_S,
    )


def _around(stream: Stream, slope_pct: FloatArray) -> dict[str, FloatArray]:
    return {
        "speed_mps": _means(stream["speed_mps"]),
        "grade_pct": _means(slope_pct),
        "temperature_c": _means(stream["temperature_c"]),
    }


def _first_reasons(**reasons: BoolArray) -> dict[str, BoolArray]:
    """Each minute under the first reason that leaves it out."""
    left = np.ones(len(next(iter(reasons.values()))), np.bool_)
    first = {}
    for why, minutes in reasons.items():
        first[why] = minutes & left
        left = left & ~minutes
    return first


def _by_minute(seconds: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(n, 60) of the full minutes."""
    return seconds[: len(seconds) // _MINUTE * _MINUTE].reshape(-1, _MINUTE)


def _count(seconds: BoolArray) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = _by_minute(seconds).sum(axis=1, dtype=np.int64)
    return counts


def _means(values: FloatArray, where: BoolArray | None = None) -> FloatArray:
    """(n,) means over the seconds that count; NaN where they are less than half of a minute."""
    counts = np.isfinite(values) if where is None else np.isfinite(values) & where
    seconds = _count(counts)
    total = _by_minute(np.where(counts, values, 0.0)).sum(axis=1)
    return np.where(seconds >= _KNOWN_S, total / np.maximum(seconds, 1), np.nan)


def _near_standing(stream: Stream, standing: BoolArray) -> BoolArray:
    """Minutes with a second near the session's ends, a pause of the timer, or standing."""
    paused = np.diff(stream.elapsed_s, prepend=-np.inf) > 1
    still = standing | paused
    still[-1] = True
    stood = np.cumsum(np.pad(still, (_SETTLING_S + 1, _SETTLING_S)))
    return _count(stood[2 * _SETTLING_S + 1 :] > stood[: len(still)]) > 0
