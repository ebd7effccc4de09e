"""Every golden value, worked out apart from this code, as a case with its name.

The numbers are written here. Where the files they came from lie beside the repository, a
second test sees to it that none was forgotten or mistyped.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from models.athlete import Athlete
from models.critical import Curve, critical_power, critical_speed, envelope_weights, posterior
from models.digests import Past
from models.efforts import Efforts
from models.fitness import DailySeries
from models.form import flight_time_s, morin
from models.form.lines import usual_cadence_spm
from models.form.pedalling import torque_effectiveness_pct
from models.grade import blend_factor, minetti_cost, minetti_factor
from models.intervals import LONG_EFFORTS, Levels, Trace, detect, segments
from models.load import (
    edwards_points,
    heart_rate_tss,
    intensity_factor,
    lucia_points,
    normalized_power,
    rpe_stress,
    session_rpe,
    swim_stress,
    time_in_zones,
    training_stress,
    trimp,
    zonal_heart_rate_tss,
)
from models.simulation import SyntheticAthlete
from models.simulation.physiology import heart_rate
from models.thresholds import estimate

FILES = Path(__file__).resolve().parents[3] / "shared" / "design" / "golden"


class Case(NamedTuple):
    """A golden value: its place in the golden files, "" for those that stand in no file."""

    name: str
    key: str
    value: Any
    ours: Callable[[], Any]
    tolerance: float = 0.01


# --- power and pace ---------------------------------------------------------------------


def constant(level: float, seconds: int = 3600) -> np.ndarray:
    return np.full(seconds, level)


def plan(*parts: tuple[int, float]) -> np.ndarray:
    return np.concatenate([constant(level, seconds) for seconds, level in parts])


FIVE_BY_FOUR = plan((600, 150), *[(240, 300), (180, 130)] * 5, (600, 140))


def scored(rate: np.ndarray, threshold: float) -> tuple[float, float, float]:
    normalized = normalized_power(rate)
    intensity = intensity_factor(normalized, threshold)
    return normalized, intensity, training_stress(len(rate), intensity)


def rides(name: str, key: str, power: np.ndarray, *values: float) -> list[Case]:
    """Average and normalized power, intensity factor, stress and variability at 250 W FTP."""
    average, normalized, intensity, stress, variability = values
    return [
        Case(name, f"{key}/AP", average, power.mean),
        Case(name, f"{key}/NP_full", normalized, lambda: normalized_power(power)),
        Case(name, f"{key}/IF_ftp250", intensity, lambda: scored(power, 250)[1], 1e-4),
        Case(name, f"{key}/TSS_ftp250", stress, lambda: scored(power, 250)[2]),
        Case(name, f"{key}/VI", variability, lambda: normalized_power(power) / power.mean(), 1e-4),
    ]


POWER = [
    *rides("G-P1", "NP_const250_3600", constant(250), 250.0, 250.0, 1.0, 100.0, 1.0),
    *rides(
        "G-P2", "NP_alt30_300_100_3600", plan(*[(30, 300), (30, 100)] * 60),
        200.0, 221.851, 0.8874, 78.749, 1.1093,
    ),
    *rides(
        "G-P3", "NP_alt60_300_100_3600", plan(*[(60, 300), (60, 100)] * 30),
        200.0, 239.1, 0.9564, 91.47, 1.1955,
    ),
    *rides(
        "G-P4", "NP_warm600@150_5x(240@300,180@130)_cool600@140", FIVE_BY_FOUR,
        197.273, 235.68, 0.9427, 81.466, 1.1947,
    ),
    *rides("G-P5", "NP_easy5400@160", constant(160, 5400), 160.0, 160.0, 0.64, 61.44, 1.0),
    *rides("20 s", "NP_short20s@400", constant(400, 20), 400.0, 400.0, 1.6, 1.422, 1.0),
]  # fmt: skip

HILLY = np.repeat([2.6, 3.6], 600) * minetti_factor(np.repeat([0.05, -0.05], 600))

PACE = [
    Case("G-R1", "rTSS_45min_3.4_flat_vT4.0", 54.1875, lambda: scored(constant(3.4, 2700), 4.0)[2]),
    Case("G-R4", "hilly_gap_up", 3.38375, lambda: HILLY[0], 1e-5),
    Case("G-R4", "hilly_gap_down", 2.74592, lambda: HILLY[-1], 1e-5),
    Case("G-R4", "hilly_NGP", 3.11272, lambda: scored(HILLY, 4.0)[0], 1e-5),
    Case("G-R4", "hilly_rTSS_vT4.0", 20.1855, lambda: scored(HILLY, 4.0)[2]),
    Case("G-S1", "sTSS_3000m_50min_CSS1:30", 60.75, lambda: swim_stress(3000, 3000, 100 / 90)),
]

# --- heart rate and felt effort ---------------------------------------------------------

EASY, HARD = constant(50 + 0.70 * 140), constant(169)
THREE_LEVELS = plan((1200, 120), (1200, 150), (1200, 169))


def banister(bpm: np.ndarray, sex: Any) -> Callable[[], float]:
    return lambda: trimp(bpm, 50, 190, sex)


def relative(bpm: np.ndarray, sex: Any) -> Callable[[], float]:
    return lambda: heart_rate_tss(bpm, 50, 169, 190, sex)


def threshold_by_reserve() -> float:
    values = {"resting_heart_rate_bpm": 50.0, "max_heart_rate_bpm": 190.0}
    past = Past.of([Efforts("run", date(2026, 5, 1), 60.0, device_values=values)])
    return estimate(past, date(2026, 5, 2), Athlete()).run_threshold_heart_rate_bpm.value


def max_at_forty() -> float:
    nothing: list[Efforts] = []
    athlete = Athlete(birth_year=1986)
    return estimate(nothing, date(2026, 5, 2), athlete).run_max_heart_rate_bpm.value


class Calm(np.random.Generator):
    """A generator of no noise."""

    def __init__(self) -> None:
        super().__init__(np.random.PCG64(0))

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        del scale
        return loc if size is None else np.full(size, loc)


def step_of_heart_rate(seconds: int) -> float:
    """From 100 to 150 with a time constant of 30 s, as the simulated heart does it.

    It takes a step a second: a share of 1 / 30.5 of what is left is the same as exp(-1 / 30).
    """
    athlete = SyntheticAthlete(
        resting_heart_rate_bpm=50, threshold_heart_rate_bpm=170, max_heart_rate_bpm=190,
        rise_s=1 / -np.expm1(-1 / 30), drift_per_min=0,
    )  # fmt: skip
    return float(heart_rate(athlete, constant(100 / 120, 90), Calm(), start_bpm=100)[seconds - 1])


RPE_TABLE = (20, 30, 40, 50, 60, 70, 80, 100, 120, 140)

HEART = [
    Case("G-HR1", "TRIMP_60min_x0.70_m_banister", 103.0673, banister(EASY, "male")),
    Case("G-HR2", "TRIMP_60min_x0.70_f_banister", 116.2621, banister(EASY, "female")),
    Case("G-HR3", "TRIMP_60min_x0.85_m", 166.924, banister(HARD, "male")),
    Case("G-HR3", "TRIMP_60min_x0.85_f_banister", 181.3634, banister(HARD, "female")),
    Case("G-HR4", "hrTSS_60min_x0.70_LT0.85_m", 61.7451, relative(EASY, "male")),
    Case("G-HR4", "hrTSS_60min_x0.70_LT0.85_f", 64.1045, relative(EASY, "female")),
    Case("G-HR5", "LTHR_HRR85_rest50_max190", 169.0, threshold_by_reserve),
    Case("G-HR6", "TRIMP_stream_120_150_169", 108.388, banister(THREE_LEVELS, "male")),
    Case(
        "G-HR6", "TRIMP_avgHR_same", 99.025, banister(constant(THREE_LEVELS.mean()), "male")
    ),
    Case("G-HR6", "hrTSS_stream_120_150_169", 64.9325, relative(THREE_LEVELS, "male")),
    Case(
        "G-HR6", "hrTSS_zonal_table_120_150_169", 66.6667,
        lambda: zonal_heart_rate_tss(THREE_LEVELS, 169),
    ),
    Case(
        "G-HR6", "Edwards_120_150_169_max190", 180.0, lambda: edwards_points(THREE_LEVELS, 190)
    ),
    Case("G-HR6", "Lucia_VT1_145_VT2_165", 120.0, lambda: lucia_points(THREE_LEVELS, 145, 165)),
    Case("G-HR7", "", 131.606, lambda: step_of_heart_rate(30)),
    Case("G-HR7", "", 143.233, lambda: step_of_heart_rate(60)),
    Case("G-HR7", "", 147.511, lambda: step_of_heart_rate(90)),
    Case("Tanaka", "HRmax_Tanaka_age40", 180.0, max_at_forty),
    Case("sRPE", "sRPE_60min_rpe7", 420, lambda: session_rpe(3600, 7)),
    *[
        Case("sRPE", f"sRPE_TSS_default_table/{rpe}", hour, lambda rpe=rpe: rpe_stress(3600, rpe))
        for rpe, hour in enumerate(RPE_TABLE, 1)
    ],
]  # fmt: skip

# --- grade ------------------------------------------------------------------------------

COST = {
    "-0.45": 4.03231, "-0.30": 2.46224, "-0.20": 1.80003, "-0.10": 2.15171, "-0.05": 2.74592,
    "+0.00": 3.6, "+0.05": 4.6852, "+0.10": 5.96821, "+0.15": 7.41702, "+0.20": 9.00669,
    "+0.30": 12.57928, "+0.45": 19.42601,
}  # fmt: skip
FACTOR = {
    "-0.20": 0.50001, "-0.10": 0.5977, "-0.05": 0.76276, "+0.00": 1.0, "+0.05": 1.30144,
    "+0.10": 1.65784, "+0.20": 2.50186,
}  # fmt: skip
BLEND = {
    -0.25: 1.2675, -0.20: 1.09, -0.15: 0.93, -0.10: 0.88, -0.05: 0.90, -0.01: 0.975,
    0.05: 1.30144, 0.10: 1.65784,
}  # fmt: skip
SLOPES = np.linspace(-0.45, 0.45, 90_001)

GRADE = [
    *[
        Case("G-R2", f"Minetti_Cr/{i}", cost, lambda i=i: minetti_cost(float(i)), 1e-5)
        for i, cost in COST.items()
    ],
    Case("G-R2", "Minetti_min_cost", 1.7813, lambda: minetti_cost(SLOPES).min(), 1e-4),
    Case("G-R2", "Minetti_min_at", -0.1814, lambda: SLOPES[minetti_cost(SLOPES).argmin()], 1e-4),
    *[
        Case("G-R3", f"Minetti_factor_vs_flat/{i}", f, lambda i=i: minetti_factor(float(i)), 1e-5)
        for i, f in FACTOR.items()
    ],
    *[
        Case("G-R5", "", factor, lambda slope=slope: blend_factor(slope), 1e-5)
        for slope, factor in BLEND.items()
    ],
]

# --- daily series -----------------------------------------------------------------------

FIRST = date(2026, 1, 1)
WEEK = [60.0, 0.0, 90.0, 45.0, 0.0, 120.0, 75.0]


def daily(column: str, day: int, loads: Any = (100.0,) * 42, **how: Any) -> Callable[[], float]:
    """The value of a column on a day, counted from 1; days after the last load are rest."""

    def ours() -> float:
        dates = [FIRST + timedelta(days=i) for i in range(len(loads))]
        until = FIRST + timedelta(days=day - 1)
        series = DailySeries.of(dates, loads, until=until, **{"initial": 0.0, **how})
        return float(series.columns()[column][day - 1])

    return ours


def form_by_step(step: str, suffix: str, *values: float) -> list[Case]:
    first_fitness, first_fatigue, fitness, fatigue, week_fatigue, form, rested = values
    name = {"exp": "G-L1", "frac": "G-L2"}[suffix]
    return [
        Case(name, f"CTL_day1_{suffix}", first_fitness, daily("fitness", 1, step=step), 1e-4),
        Case(name, f"ATL_day1_{suffix}", first_fatigue, daily("fatigue", 1, step=step), 1e-4),
        Case(name, f"CTL42_{suffix}", fitness, daily("fitness", 42, step=step), 1e-4),
        Case(name, f"ATL42_{suffix}", fatigue, daily("fatigue", 42, step=step), 1e-4),
        Case(name, f"ATL7_{suffix}", week_fatigue, daily("fatigue", 7, step=step), 1e-4),
        Case(name, f"TSB_day43_{suffix}", form, daily("form", 43, step=step), 1e-4),
        Case(
            "G-L3", f"CTL_10d_rest_from60_{suffix}", rested,
            daily("fitness", 10, (0.0,), step=step, initial=60.0), 1e-4,
        ),
    ]  # fmt: skip


SERIES = [
    *form_by_step(
        "exponential", "exp",
        2.35283, 13.31221, 63.21206, 99.75212, 63.21206, -36.54007, 47.28766,
    ),
    Case("G-L1", "ramp7_day42_exp", 6.67188, daily("ramp", 42), 1e-4),
    *form_by_step(
        "fraction", "frac",
        2.38095, 14.28571, 63.6544, 99.84575, 66.00833, -36.19134, 47.15165,
    ),
    Case("G-L4", "Foster_week", WEEK, lambda: [daily("load", d, WEEK)() for d in range(1, 8)]),
    Case(
        "G-L4", "Foster_mean", 55.7143,
        lambda: daily("strain", 7, WEEK)() / daily("monotony", 7, WEEK)() / 7, 1e-4,
    ),
    Case("G-L4", "Foster_monotony_ddof1", 1.2447, daily("monotony", 7, WEEK), 1e-4),
    Case("G-L4", "Foster_strain_ddof1", 485.4324, daily("strain", 7, WEEK), 1e-3),
]  # fmt: skip

# --- critical power and speed -----------------------------------------------------------

T = np.array([180.0, 300.0, 480.0, 720.0, 1200.0])
CLEAN = 250.0 + 20_000.0 / T
ONE_EASY = CLEAN * [1, 1, 0.9, 1, 1]
TIMES_S, DISTANCES_M = [50.0, 150.0, 1200.0], [400.0, 800.0, 5000.0]


def fitted(power: np.ndarray) -> list[float]:
    found = critical_power(T, power)
    return [found.critical, found.reserve]


def from_one_effort() -> Curve:
    power = np.array([250 + 20_000 / 1200])
    return posterior(Curve(220, 18_000, 45, 6_000), np.array([1200.0]), power, 0.03 * power)


ONE_EFFORT = "CP_map_single_20min_266.7W_prior220/45_18k/6k_sig3%"

CRITICAL = [
    *[
        Case("G-CP1", f"CP_points/{t:.0f}", watts, lambda t=t: Curve(250, 20_000).rate(t), 1e-4)
        for t, watts in zip(T, (361.1111, 316.6667, 291.6667, 277.7778, 266.6667), strict=True)
    ],
    Case("G-CP1", "CP_fit_clean", [250.0, 20_000.0], lambda: fitted(CLEAN)),
    Case("G-CP2", "CP_env_one_submax480_-10%", [248.893, 20_143.4], lambda: fitted(ONE_EASY), 0.1),
    Case(
        "G-CP2", "CP_env_weights", [1.0, 1.0, 0.1, 1.0, 1.0],
        lambda: envelope_weights(T, ONE_EASY), 1e-3,
    ),
    Case("G-CP3", f"{ONE_EFFORT}/CP", 250.334, lambda: from_one_effort().critical),
    Case("G-CP3", f"{ONE_EFFORT}/sdCP", 9.233, lambda: from_one_effort().critical_sd),
    Case("G-CP3", f"{ONE_EFFORT}/W", 18_449.4, lambda: from_one_effort().reserve, 0.1),
    Case("G-CP3", f"{ONE_EFFORT}/sdW", 5964.4, lambda: from_one_effort().reserve_sd, 0.1),
    Case(
        "G-CS1", "CS_400_800_5000/times", TIMES_S,
        lambda: DISTANCES_M / Curve(4.0, 200.0).rate(TIMES_S),
    ),
    Case("G-CS1", "CS_400_800_5000/CS", 4.0, lambda: critical_speed(TIMES_S, DISTANCES_M).critical),
    Case(
        "G-CS1", "CS_400_800_5000/Dprime", 200.0,
        lambda: critical_speed(TIMES_S, DISTANCES_M).reserve,
    ),
]  # fmt: skip

# --- intervals --------------------------------------------------------------------------

LEVELS = Levels(on=0.90, off=0.82, contrast=0.12)
THIRTY_THIRTY = plan((600, 150), *[(30, 330), (30, 120)] * 12, (600, 140)) / 250
TWO_TWENTIES = plan((900, 0.6), (1200, 0.96), (300, 0.6), (1200, 0.96), (300, 0.6))
SURGES = plan((2000, 0.66), (35, 1.68), (1365, 0.66), (20, 1.68), (1980, 0.66))
SWEET_SPOT = plan((600, 0.6), *[(600, 0.92), (300, 0.6)] * 3)


def work(intensity: np.ndarray) -> list[list[float]]:
    found = detect(Trace(intensity), levels=LEVELS)
    return [[part.start_s, part.end_s, part.intensity] for part in found]


def intervals(name: str, key: str, intensity: np.ndarray, *values: list[float]) -> list[Case]:
    return [
        Case(name, f"{key}/n", len(values), lambda: len(work(intensity))),
        Case(name, f"{key}/seg", [*values], lambda: work(intensity), 0.001),
    ]


def long_pass() -> list[Any]:
    return list(segments(Trace(THIRTY_THIRTY), LONG_EFFORTS, LEVELS))


def shares_of_zones() -> np.ndarray:
    """Of a 30-s centred mean, cut short at the ends."""
    padded = np.r_[np.full(15, np.nan), FIVE_BY_FOUR / 250, np.full(14, np.nan)]
    windows = np.lib.stride_tricks.sliding_window_view(padded, 30)
    # Some windows are at 0.8 but for the last digits of a float.
    return time_in_zones(np.nanmean(windows, axis=1).round(9), (0.80, 0.95)) / len(windows)


INTERVALS = [
    *intervals(
        "G-I1", "5x4min clean", FIVE_BY_FOUR / 250,
        [600, 841, 1.197], [1021, 1261, 1.197], [1441, 1681, 1.197], [1861, 2101, 1.197],
        [2281, 2521, 1.197],
    ),
    Case("G-I2", "12x30/30 default/n", 0, lambda: len(long_pass())),
    Case("G-I2", "12x30/30 default/seg", [], long_pass),
    *intervals(
        "G-I2", "12x30/30 w=7,min_on=15,min_off=8", THIRTY_THIRTY, [599, 631, 1.271],
        *[[start, start + 31, 1.293] for start in range(660, 1261, 60)],
    ),
    *intervals("G-I3", "tempo 40min @0.86", plan((600, 0.6), (2400, 0.86), (600, 0.6))),
    *intervals("G-I3", "easy+2 surges", SURGES, [1996, 2040, 1.471]),
    *intervals("G-I3", "2x20 @0.96 clean", TWO_TWENTIES, [905, 2098, 0.96], [2405, 3598, 0.96]),
    *intervals(
        "G-I3", "3x10 sweet spot @0.92", SWEET_SPOT,
        [607, 1197, 0.92], [1507, 2097, 0.92], [2407, 2997, 0.92],
    ),
    Case("G-I4", "", [0.6279, 0.0188, 0.3533], shares_of_zones, 1e-4),
]  # fmt: skip

# --- form -------------------------------------------------------------------------------


def morins(field: str) -> Any:
    # A leg of 0.9275 m belongs to a height of 1.75 m.
    step = {"speed_mps": 3.5, "contact_s": 0.25, "flight_s": 0.10}
    return getattr(morin(mass_kg=70, height_m=1.75, **step), field)


def usual_steps(speed_mps: float) -> tuple[float, float]:
    cadence_spm = float(usual_cadence_spm(np.array(speed_mps)))
    return cadence_spm, 60 * speed_mps / cadence_spm


STIFFNESS = "Morin_70kg_3.5_L0.9275_tc250_tf100"

FORM = [
    Case("G-G1", f"{STIFFNESS}/Fmax", 1510.132, lambda: morins("peak_force_n")),
    Case("G-G1", f"{STIFFNESS}/dy", 0.05997, lambda: morins("drop_m"), 1e-5),
    Case("G-G1", f"{STIFFNESS}/dL", 0.16964, lambda: morins("compression_m"), 1e-5),
    Case("G-G1", f"{STIFFNESS}/kvert", 25.1798, lambda: morins("vertical_kn_m"), 1e-3),
    Case("G-G1", f"{STIFFNESS}/kleg", 8.9019, lambda: morins("leg_kn_m"), 1e-3),
    *(
        Case(
            "G-G2",
            f"vanOeveren/{speed}/{name}",
            value,
            lambda speed=speed, n=n: usual_steps(speed)[n],
            1e-3,
        )
        for speed, values in (
            (2.5, (165.05, 0.90882)),
            (3.0, (168.056, 1.07107)),
            (3.5, (171.062, 1.22763)),
            (4.0, (174.068, 1.37877)),
        )
        for n, (name, value) in enumerate(zip(("spm", "step_m"), values, strict=True))
    ),
    Case("G-G4", "torque_eff_P+300_P-_-30", 90.0, lambda: torque_effectiveness_pct(300, -30)),
    Case("G-G3", "tf_from_cad170_gct250ms", 0.10294, lambda: flight_time_s(170, 0.25), 1e-5),
]

CASES = [*POWER, *PACE, *HEART, *GRADE, *SERIES, *CRITICAL, *INTERVALS, *FORM]

NOT_OURS = {
    "NP_minperiods1": "windows cut short at the start; ours are full (Coggan)",
    "NP_gc_zeropad": "GoldenCheetah starts from a buffer of zeros",
    "_gc": "GoldenCheetah's impulse: men's weight for women",
    "StravaFit_Elevate": "a polynomial fitted to Strava's model; we use the table behind it",
    "Foster_monotony_ddof0": "ours is the standard deviation of a sample",
    "Foster_strain_ddof0": "ours is the standard deviation of a sample",
    "CP_ols_": "plain least squares, which the envelope is there to beat",
    "noise6%": "the noise was not kept; a test of the detector makes its own",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} {case.key}".strip())
def test_a_golden_value_is_met(case):
    ours = case.ours()
    if np.ndim(case.value) == 2:
        assert np.shape(ours) == np.shape(case.value)
        assert np.abs(np.subtract(ours, case.value)).max() <= case.tolerance
    else:
        assert ours == pytest.approx(case.value, abs=case.tolerance, rel=0)


def flattened(content: Any, path: str = "") -> dict[str, Any]:
    """The leaves of a golden file by their path; lists are leaves."""
    if not isinstance(content, dict):
        return {path: content}
    leaves: dict[str, Any] = {}
    for key, value in content.items():
        leaves |= flattened(value, f"{path}/{key}" if path else key)
    return leaves


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    if not FILES.is_dir():
        pytest.skip("the golden files are not beside this checkout")
    files = ("golden.json", "intervals_golden.json")
    return {
        k: v for name in files for k, v in flattened(json.loads((FILES / name).read_text())).items()
    }


def test_the_values_written_here_are_those_of_the_files(golden):
    written = {case.key: case.value for case in CASES if case.key}
    assert written == {key: golden.get(key) for key in written}


def test_no_golden_value_is_forgotten(golden):
    written = {case.key for case in CASES}
    left = [key for key in golden if key not in written]
    assert [key for key in left if not any(word in key for word in NOT_OURS)] == []
    assert [word for word in NOT_OURS if not any(word in key for key in left)] == []
