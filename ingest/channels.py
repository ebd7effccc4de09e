"""The one table of sample columns: name, unit, plausible range, meaning.

Every reader renames its fields to these names at the border; from there on only
these names and units exist. The unit is the end of the name. Developer fields
(a foot pod's power, a core-temperature patch) keep their own names and are not in
this table.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CHANNELS", "Channel"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of sample. Values outside `low`..`high` are sensor faults."""

    name: str
    unit: str
    low: float
    high: float
    meaning: str


def _table(*rows: tuple[str, str, float, float, str]) -> dict[str, Channel]:
    return {row[0]: Channel(*row) for row in rows}


CHANNELS: dict[str, Channel] = _table(
    ("heart_rate_bpm", "beats/min", 30, 230, "heart rate"),
    ("power_w", "W", 0, 2500, "mechanical power (bike), estimated power (run)"),
    ("cadence_rpm", "rev/min", 0, 220, "crank revolutions, wheel sports and rowing"),
    ("cadence_spm", "steps/min", 0, 280, "steps of both feet, running and walking"),
    ("speed_mps", "m/s", 0, 40, "speed over ground, or of the belt or wheel"),
    ("distance_m", "m", 0, 2_000_000, "distance since the start of the activity"),
    ("altitude_m", "m", -500, 9000, "height above sea level"),
    ("latitude_deg", "deg", -90, 90, "WGS 84 latitude"),
    ("longitude_deg", "deg", -180, 180, "WGS 84 longitude"),
    ("temperature_c", "degC", -60, 70, "air temperature as the device feels it"),
    ("grade_pct", "%", -100, 100, "slope as recorded by the device"),
    ("vertical_speed_mps", "m/s", -20, 20, "vertical speed as recorded by the device"),
    ("respiration_rate_brpm", "breaths/min", 1, 100, "breathing rate"),
    ("ground_contact_ms", "ms", 100, 600, "ground contact time of one step"),
    ("contact_balance_left_pct", "%", 40, 60, "left foot's share of ground contact time"),
    ("vertical_oscillation_mm", "mm", 10, 250, "rise and fall of the trunk in one step"),
    ("vertical_ratio_pct", "%", 1, 30, "vertical oscillation over step length"),
    ("step_length_m", "m", 0.1, 3, "distance from one footfall to the next"),
    ("power_balance_right_pct", "%", 0, 100, "right leg's share of power, where known"),
    ("power_balance_pct", "%", 0, 100, "one leg's share of power, the device does not say which"),
    ("left_torque_effectiveness_pct", "%", 0, 100, "positive over total torque, left leg"),
    ("right_torque_effectiveness_pct", "%", 0, 100, "positive over total torque, right leg"),
    ("left_pedal_smoothness_pct", "%", 0, 100, "mean over peak power, left leg"),
    ("right_pedal_smoothness_pct", "%", 0, 100, "mean over peak power, right leg"),
    ("combined_pedal_smoothness_pct", "%", 0, 100, "mean over peak power, both legs"),
    ("left_platform_offset_mm", "mm", -127, 127, "force centre from pedal centre, left"),
    ("right_platform_offset_mm", "mm", -127, 127, "force centre from pedal centre, right"),
    ("left_power_phase_start_deg", "deg", 0, 360, "crank angle where left power begins"),
    ("left_power_phase_end_deg", "deg", 0, 360, "crank angle where left power ends"),
    ("left_power_phase_peak_start_deg", "deg", 0, 360, "start of the left power peak"),
    ("left_power_phase_peak_end_deg", "deg", 0, 360, "end of the left power peak"),
    ("right_power_phase_start_deg", "deg", 0, 360, "crank angle where right power begins"),
    ("right_power_phase_end_deg", "deg", 0, 360, "crank angle where right power ends"),
    ("right_power_phase_peak_start_deg", "deg", 0, 360, "start of the right power peak"),
    ("right_power_phase_peak_end_deg", "deg", 0, 360, "end of the right power peak"),
    ("accumulated_power_j", "J", 0, 1e9, "sum of power since the start, one reading a second"),
    ("calories_kcal", "kcal", 0, 50_000, "energy since the start, the device's estimate"),
    ("gps_accuracy_m", "m", 0, 255, "position error as the device estimates it"),
)
