"""Laps, pool lengths and sessions: what a device sums up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from adaptive.exports.fit_files import RECORD_FIELDS, Message
from ingest.activity import FloatArray
from models.load import normalized_power
from models.simulation import Recording, Stretch, SyntheticAthlete
from sample_data.records import Clock
from sample_data.workouts import Followed, step_numbers

__all__ = ["lap_messages", "laps_of", "length_messages", "session_fields"]

_AUTO_LAP_M = {"running": 1000.0, "cycling": 10_000.0}
_KJ_PER_KCAL = 4.184
_EFFICIENCY = 0.23
# Columns that laps and sessions give the mean of, as "avg_" + the record's field.
_AVERAGED = (
    "heart_rate_bpm",
    "power_w",
    "temperature_c",
    "ground_contact_ms",
    "contact_balance_left_pct",
    "vertical_oscillation_mm",
    "vertical_ratio_pct",
    "step_length_m",
    "left_torque_effectiveness_pct",
    "right_torque_effectiveness_pct",
    "left_pedal_smoothness_pct",
    "right_pedal_smoothness_pct",
)
# Barometers tremble; less than this is no climb.
_CLIMB_M = 2.0


def laps_of(leg: Recording, *, structured: bool) -> list[tuple[Stretch, str]]:
    """The laps and what ended each: the workout's steps, or even distances."""
    if structured or leg.lengths or leg.sport not in _AUTO_LAP_M:
        trigger = "manual" if leg.lengths or leg.sport == "training" else "time"
        return [(lap, trigger) for lap in leg.laps]
    distance = leg["distance_m"]
    marks = np.arange(_AUTO_LAP_M[leg.sport], distance[-1], _AUTO_LAP_M[leg.sport])
    # A lap ends with the record that passes the mark.
    ends = (leg.elapsed_s[np.searchsorted(distance, marks)] + 1).tolist()
    bounds = [0.0, *ends, leg.duration_s]
    step = leg.laps[0].step
    laps = [Stretch(a, b, step) for a, b in pairwise(bounds) if b > a]
    return [*((lap, "distance") for lap in laps[:-1]), (laps[-1], "session_end")]


def lap_messages(
    leg: Recording,
    clock: Clock,
    marks: Sequence[tuple[Stretch, str]],
    workout: Followed | None,
    first: int,
) -> Iterator[Message]:
    """The laps `marks` (from `laps_of`), numbered from `first`."""
    followed = step_numbers(workout) if workout is not None else []
    for index, (lap, trigger) in enumerate(marks):
        fields = {
            "message_index": first + index,
            "event": "lap",
            "event_type": "stop",
            "lap_trigger": trigger,
            **_summary(leg, clock, lap.start_s, lap.end_s),
        }
        if followed:
            fields |= {"wkt_step_index": followed[index], "intensity": lap.step.intent}
        if leg.lengths:
            inside = [p for p in leg.lengths if lap.start_s <= p.start_s < lap.end_s]
            fields |= {
                "first_length_index": leg.lengths.index(inside[0]),
                "num_lengths": len(inside),
                "num_active_lengths": sum(p.strokes > 0 for p in inside),
            }
        yield "lap", fields


def length_messages(leg: Recording, clock: Clock, first: int) -> Iterator[Message]:
    """The pool lengths and the rests between them."""
    for index, length in enumerate(leg.lengths):
        seconds = length.end_s - length.start_s
        fields = {
            "message_index": first + index,
            "timestamp": clock.stamp(length.end_s),
            "start_time": clock.stamp(length.start_s),
            "event": "length",
            "event_type": "stop",
            "total_elapsed_time": seconds,
            "total_timer_time": seconds,
            "length_type": "active" if length.strokes else "idle",
        }
        if length.strokes and leg.pool_length_m:
            fields |= {
                "total_strokes": length.strokes,
                "avg_speed": leg.pool_length_m / seconds,
                "swim_stroke": "freestyle",
                "avg_swimming_cadence": round(60 * length.strokes / seconds),
            }
        yield "length", fields


def session_fields(leg: Recording, clock: Clock, athlete: SyntheticAthlete) -> dict[str, Any]:
    """The session message of one leg, but for its place in the file."""
    fields = {
        "event": "session",
        "event_type": "stop",
        "trigger": "activity_end",
        "total_calories": _calories_kcal(leg, athlete),
        **_summary(leg, clock, 0.0, leg.duration_s),
    }
    if "power_w" in leg.columns and leg.sport == "cycling":
        threshold = round(athlete.critical_power_w)
        normalized = normalized_power(np.nan_to_num(leg["power_w"]))
        factor = normalized / threshold
        fields |= {
            "threshold_power": threshold,
            "normalized_power": round(normalized),
            "intensity_factor": factor,
            "training_stress_score": leg.timer_s / 36 * factor**2,
            "total_work": int(np.nansum(leg["power_w"])),
        }
    if leg.lengths:
        active = [p for p in leg.lengths if p.strokes]
        fields |= {
            "pool_length": leg.pool_length_m,
            "pool_length_unit": "metric",
            "num_lengths": len(leg.lengths),
            "num_active_lengths": len(active),
            "swim_stroke": "freestyle",
            "total_cycles": sum(p.strokes for p in active),
        }
    return fields


def _summary(leg: Recording, clock: Clock, start_s: float, end_s: float) -> dict[str, Any]:
    """What laps and sessions say alike of the stretch between two elapsed seconds."""
    rows = slice(*np.searchsorted(leg.elapsed_s, (start_s, end_s)))
    paused = sum(max(0.0, min(end_s, stop) - max(start_s, begin)) for begin, stop in leg.pauses)
    timer_s = end_s - start_s - paused
    fields: dict[str, Any] = {
        "timestamp": clock.stamp(end_s),
        "start_time": clock.stamp(start_s),
        "sport": leg.sport,
        "sub_sport": leg.sub_sport,
        "total_elapsed_time": end_s - start_s,
        "total_timer_time": timer_s,
    }
    for name in _AVERAGED:
        column = leg.columns.get(name, np.empty(0))[rows]
        if np.isfinite(column).any():
            field = RECORD_FIELDS[name]
            mean = float(np.nanmean(column)) * field.factor
            fields[f"avg_{field.name}"] = round(mean) if field.whole else mean
    for name, top in (("heart_rate_bpm", "max_heart_rate"), ("power_w", "max_power")):
        column = leg.columns.get(name, np.empty(0))[rows]
        if np.isfinite(column).any():
            fields[top] = round(float(np.nanmax(column)))
    if "distance_m" in leg.columns and timer_s > 0:
        before = leg["distance_m"][rows.start - 1] if rows.start else 0.0
        distance = float(leg["distance_m"][rows.stop - 1] - before)
        fields["total_distance"] = distance
        fields["enhanced_avg_speed"] = distance / timer_s
        fields["enhanced_max_speed"] = float(leg["speed_mps"][rows].max(initial=0.0))
    if "altitude_m" in leg.columns:
        fields["total_ascent"], fields["total_descent"] = _climbs(leg["altitude_m"][rows])
    fields |= _cycles(leg, rows)
    return fields


def _cycles(leg: Recording, rows: slice) -> dict[str, Any]:
    """Strides or crank turns: their number and rate."""
    if "cadence_spm" in leg.columns:
        strides = leg["cadence_spm"][rows] / 2
    elif "cadence_rpm" in leg.columns:
        strides = leg["cadence_rpm"][rows]
    else:
        return {}
    moving = strides[strides > 0]
    if not len(moving):
        return {}
    mean = float(moving.mean())
    return {
        "total_cycles": round(float(np.nansum(strides)) / 60),
        "avg_cadence": int(mean),
        "avg_fractional_cadence": mean % 1,
        "max_cadence": int(moving.max()),
    }


def _climbs(altitude_m: FloatArray) -> tuple[int, int]:
    """Total ascent and descent (m), in moves of at least `_CLIMB_M`."""
    up = down = 0.0
    level = altitude_m[0] if len(altitude_m) else 0.0
    for height in altitude_m.tolist():
        if abs(height - level) >= _CLIMB_M:
            up += max(0.0, height - level)
            down += max(0.0, level - height)
            level = height
    return round(up), round(down)


def _calories_kcal(leg: Recording, athlete: SyntheticAthlete) -> int:
    """Work over efficiency on the bike, a kcal per kg and km on foot, else by the clock."""
    if "power_w" in leg.columns:
        return round(float(np.nansum(leg["power_w"])) / 1000 / _KJ_PER_KCAL / _EFFICIENCY)
    if leg.sport == "running":
        return round(athlete.mass_kg * float(leg["distance_m"][-1]) / 1000)
    return round(0.11 * athlete.mass_kg * leg.timer_s / 60)
