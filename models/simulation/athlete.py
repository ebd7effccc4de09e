"""The truth about a synthetic athlete: what the estimators are meant to find again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

__all__ = ["SyntheticAthlete", "draw_athlete"]


@dataclass(frozen=True, slots=True)
class SyntheticAthlete:
    """Constants of one athlete's body and technique.

    `threshold_speed_mps` is the grade-adjusted running speed, and `critical_power_w` the
    cycling power, at which heart rate settles on its threshold in cool air. Heart-rate
    anchors are those of running; on the bike threshold and maximum lie
    `ride_heart_rate_drop_bpm` lower. `rise_s` and `fall_s` are the time constants of
    heart rate, `drift_per_min` the relative rise per minute at constant work. The
    offsets set this athlete's technique apart from the population's.
    """

    sex: Literal["female", "male"] = "female"
    age_years: int = 36
    mass_kg: float = 64
    height_cm: float = 171
    critical_power_w: float = 215
    w_prime_j: float = 16_000
    threshold_speed_mps: float = 3.55
    d_prime_m: float = 180
    swim_speed_mps: float = 1.05
    resting_heart_rate_bpm: float = 50
    threshold_heart_rate_bpm: float = 168
    max_heart_rate_bpm: float = 187
    ride_heart_rate_drop_bpm: float = 5
    rise_s: float = 28
    fall_s: float = 42
    drift_per_min: float = 0.0008
    heat_bpm_per_c: float = 0.6
    cadence_offset_spm: float = 2
    ground_contact_offset_ms: float = 0
    oscillation_offset_mm: float = 0
    bike_cadence_rpm: float = 88
    power_balance_right_pct: float = 50.8

    def best_power_w(self, duration_s: float) -> float:
        """The mean power of an all-out ride of `duration_s`: CP + W'/t."""
        return self.critical_power_w + self.w_prime_j / duration_s

    def best_speed_mps(self, duration_s: float) -> float:
        """The mean flat speed of an all-out run of `duration_s`: threshold + D'/t."""
        return self.threshold_speed_mps + self.d_prime_m / duration_s


def draw_athlete(rng: np.random.Generator) -> SyntheticAthlete:
    """One athlete at random.

    The distributions are our own wide guesses at people who train for endurance,
    except maximum heart rate, which scatters around Tanaka's 208 - 0.7 * age.
    """
    female = bool(rng.random() < 0.5)
    age = int(rng.integers(20, 61))
    height = float(rng.normal(167 if female else 180, 6))
    mass = float(np.clip(rng.normal(62 if female else 76, 8), 45, 110))
    rest = float(np.clip(rng.normal(52, 7), 38, 70))
    peak = float(rng.normal(208 - 0.7 * age, 9))
    return SyntheticAthlete(
        sex="female" if female else "male",
        age_years=age,
        mass_kg=mass,
        height_cm=height,
        critical_power_w=mass * float(rng.lognormal(np.log(3.0), 0.2)) * (0.9 if female else 1.0),
        w_prime_j=float(np.clip(rng.normal(18_000, 4000), 8000, 30_000)),
        threshold_speed_mps=float(np.clip(rng.normal(3.4 if female else 3.7, 0.4), 2.4, 5.2)),
        d_prime_m=float(np.clip(rng.normal(180, 40), 80, 300)),
        swim_speed_mps=float(np.clip(rng.normal(1.1, 0.15), 0.7, 1.5)),
        resting_heart_rate_bpm=rest,
        threshold_heart_rate_bpm=rest + float(rng.normal(0.85, 0.03)) * (peak - rest),
        max_heart_rate_bpm=peak,
        ride_heart_rate_drop_bpm=float(np.clip(rng.normal(5, 3), 0, 12)),
        rise_s=float(rng.uniform(20, 40)),
        fall_s=float(rng.uniform(30, 60)),
        drift_per_min=float(rng.uniform(0.0005, 0.0015)),
        cadence_offset_spm=float(rng.normal(0, 8)),
        ground_contact_offset_ms=float(rng.normal(0, 10)),
        oscillation_offset_mm=float(rng.normal(0, 8)),
        bike_cadence_rpm=float(np.clip(rng.normal(87, 5), 70, 100)),
        power_balance_right_pct=float(rng.normal(50, 1.2)),
    )
