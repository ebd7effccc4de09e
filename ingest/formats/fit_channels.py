"""Which FIT field becomes which of our names: data for the modules that interpret."""

from __future__ import annotations

__all__ = [
    "ATHLETE_RANGES",
    "ATHLETE_VALUES",
    "CHANNEL_OF_FIELD",
    "DEVICE_VALUES",
    "FACTOR_OF_UNIT",
]

_DEGREES_PER_SEMICIRCLE = 180 / 2**31

# Profile field of a record -> (channel, factor from the profile's unit to ours).
CHANNEL_OF_FIELD: dict[str, tuple[str, float]] = {
    "heart_rate": ("heart_rate_bpm", 1),
    "power": ("power_w", 1),
    "enhanced_speed": ("speed_mps", 1),
    "distance": ("distance_m", 1),
    "enhanced_altitude": ("altitude_m", 1),
    "position_lat": ("latitude_deg", _DEGREES_PER_SEMICIRCLE),
    "position_long": ("longitude_deg", _DEGREES_PER_SEMICIRCLE),
    "temperature": ("temperature_c", 1),
    "grade": ("grade_pct", 1),
    "vertical_speed": ("vertical_speed_mps", 1),
    "enhanced_respiration_rate": ("respiration_rate_brpm", 1),
    "stance_time": ("ground_contact_ms", 1),
    "stance_time_balance": ("contact_balance_left_pct", 1),
    "vertical_oscillation": ("vertical_oscillation_mm", 1),
    "vertical_ratio": ("vertical_ratio_pct", 1),
    "step_length": ("step_length_m", 0.001),
    "left_torque_effectiveness": ("left_torque_effectiveness_pct", 1),
    "right_torque_effectiveness": ("right_torque_effectiveness_pct", 1),
    "left_pedal_smoothness": ("left_pedal_smoothness_pct", 1),
    "right_pedal_smoothness": ("right_pedal_smoothness_pct", 1),
    "combined_pedal_smoothness": ("combined_pedal_smoothness_pct", 1),
    "left_pco": ("left_platform_offset_mm", 1),
    "right_pco": ("right_platform_offset_mm", 1),
    "left_power_phase_0": ("left_power_phase_start_deg", 1),
    "left_power_phase_1": ("left_power_phase_end_deg", 1),
    "left_power_phase_peak_0": ("left_power_phase_peak_start_deg", 1),
    "left_power_phase_peak_1": ("left_power_phase_peak_end_deg", 1),
    "right_power_phase_0": ("right_power_phase_start_deg", 1),
    "right_power_phase_1": ("right_power_phase_end_deg", 1),
    "right_power_phase_peak_0": ("right_power_phase_peak_start_deg", 1),
    "right_power_phase_peak_1": ("right_power_phase_peak_end_deg", 1),
    "accumulated_power": ("accumulated_power_j", 1),
    "calories": ("calories_kcal", 1),
    "gps_accuracy": ("gps_accuracy_m", 1),
}

# Apps describe their fields in units of their own. Where one stands in for a record field of
# the profile: (field, unit in lower case) -> factor to the profile's unit.
FACTOR_OF_UNIT: dict[tuple[str, str], float] = {
    ("vertical_oscillation", "centimeters"): 10,
    ("vertical_oscillation", "cm"): 10,
    ("step_length", "centimeters"): 10,
    ("step_length", "cm"): 10,
    ("step_length", "meters"): 1000,
    ("step_length", "m"): 1000,
    ("stance_time", "seconds"): 1000,
    ("stance_time", "s"): 1000,
    ("enhanced_speed", "km/h"): 1 / 3.6,
    ("enhanced_speed", "kph"): 1 / 3.6,
    ("enhanced_speed", "mph"): 0.44704,
    ("distance", "km"): 1000,
}

# What a device computed for a session: name with unit -> profile fields, best first.
DEVICE_VALUES: dict[str, tuple[str, ...]] = {
    "avg_heart_rate_bpm": ("avg_heart_rate",),
    "max_heart_rate_bpm": ("max_heart_rate",),
    "avg_power_w": ("avg_power",),
    "max_power_w": ("max_power",),
    "normalized_power_w": ("normalized_power",),
    "training_stress_score": ("training_stress_score",),
    "intensity_factor": ("intensity_factor",),
    "threshold_power_w": ("threshold_power",),
    "training_effect": ("total_training_effect",),
    "anaerobic_training_effect": ("total_anaerobic_training_effect",),
    "training_load_peak": ("training_load_peak",),
    "avg_speed_mps": ("enhanced_avg_speed",),
    "max_speed_mps": ("enhanced_max_speed",),
    "total_ascent_m": ("total_ascent",),
    "total_descent_m": ("total_descent",),
    "calories_kcal": ("total_calories",),
    "work_j": ("total_work",),
    "avg_temperature_c": ("avg_temperature",),
    "moving_time_s": ("total_moving_time",),
    "avg_vertical_oscillation_mm": ("avg_vertical_oscillation",),
    "avg_ground_contact_ms": ("avg_stance_time",),
    "workout_feel_pct": ("workout_feel",),
    "workout_rpe": ("workout_rpe",),
}

# What a device was told or believes about the athlete: name with unit ->
# (message number, profile field, factor), the most specific source first.
_USER_PROFILE, _ZONES_TARGET, _TIME_IN_ZONE = 3, 7, 216
ATHLETE_VALUES: dict[str, tuple[tuple[int, str, float], ...]] = {
    "resting_heart_rate_bpm": (
        (_TIME_IN_ZONE, "resting_heart_rate", 1),
        (_USER_PROFILE, "resting_heart_rate", 1),
    ),
    "max_heart_rate_bpm": (
        (_TIME_IN_ZONE, "max_heart_rate", 1),
        (_ZONES_TARGET, "max_heart_rate", 1),
    ),
    "threshold_heart_rate_bpm": (
        (_TIME_IN_ZONE, "threshold_heart_rate", 1),
        (_ZONES_TARGET, "threshold_heart_rate", 1),
    ),
    "threshold_power_w": (
        (_TIME_IN_ZONE, "functional_threshold_power", 1),
        (_ZONES_TARGET, "functional_threshold_power", 1),
    ),
    "mass_kg": ((_USER_PROFILE, "weight", 1),),
    "height_cm": ((_USER_PROFILE, "height", 100),),
}

# What these values can be for an adult who trains; anything else was never told, or damaged.
ATHLETE_RANGES: dict[str, tuple[float, float]] = {
    "resting_heart_rate_bpm": (25, 100),
    "max_heart_rate_bpm": (120, 240),
    "threshold_heart_rate_bpm": (100, 220),
    "threshold_power_w": (40, 700),
    "mass_kg": (25, 250),
    "height_cm": (100, 250),
}
