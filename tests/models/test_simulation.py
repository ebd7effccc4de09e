"""The simulator puts in what the estimators are meant to find again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.channels import CHANNELS
from models.grade import blend_factor, grade
from models.simulation import (
    Step,
    Stop,
    SyntheticAthlete,
    draw_athlete,
    draw_stops,
    draw_terrain,
    faults,
    repeat,
    simulate_ride,
    simulate_run,
    simulate_strength,
    simulate_swim,
    simulate_transition,
    steady,
)
from models.simulation.physiology import heart_rate

ATHLETE = SyntheticAthlete()
INTERVALS = (
    Step(900, 0.72, "warmup"),
    *repeat(5, Step(240, 1.05, "interval"), Step(120, 0.6, "recovery")),
    Step(600, 0.7, "cooldown"),
)


def rng(seed=1):
    return np.random.default_rng(seed)


def loop(ascent_m_per_km=0.0, length_m=5000):
    return draw_terrain(rng(7), length_m=length_m, ascent_m_per_km=ascent_m_per_km)


def of_kind(recording, intent):
    """The rows of each lap of one intent."""
    for lap in recording.laps:
        if lap.step.intent == intent:
            yield slice(*np.searchsorted(recording.elapsed_s, (lap.start_s, lap.end_s)))


def assert_same(one, other):
    assert one.pauses == other.pauses
    assert one.columns.keys() == other.columns.keys()
    for name in one.columns:
        np.testing.assert_array_equal(one[name], other[name])


# --- every recording ------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    first, again, other = (
        simulate_run(ATHLETE, INTERVALS, rng(seed), terrain=loop()) for seed in (3, 3, 4)
    )
    assert_same(first, again)
    assert not np.array_equal(first["heart_rate_bpm"], other["heart_rate_bpm"])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_channel_of_any_athlete_is_known_and_plausible(seed):
    source = rng(seed)
    athlete = draw_athlete(source)
    hills = draw_terrain(source, length_m=4000, ascent_m_per_km=float(source.uniform(0, 25)))
    plan = (Step(300, 0.7), Step(180, 1.1, "interval"), Step(120, 0.0, "rest"), Step(300, 0.6))
    stops = draw_stops(source, 800, 20)
    recordings = [
        simulate_run(athlete, plan, source, terrain=hills, stops=stops),
        simulate_run(athlete, plan, source, sub_sport="treadmill"),
        simulate_ride(athlete, plan, source, terrain=hills, stops=stops, auto_pause=False),
        simulate_ride(athlete, plan, source, sub_sport="indoor_cycling"),
        simulate_swim(athlete, [(8, 0.9, 20), (4, 1.0, 0)], source),
        simulate_strength(athlete, 20, source),
        simulate_transition(athlete, 90, source, terrain=hills, start_heart_rate_bpm=140),
    ]
    for recording in recordings:
        assert len(recording.elapsed_s) == recording.timer_s
        assert recording.laps[-1].end_s == recording.duration_s
        for name, column in recording.columns.items():
            known = column[np.isfinite(column)]
            assert len(known) > 0
            assert known.min() >= CHANNELS[name].low, name
            assert known.max() <= CHANNELS[name].high, name


def test_with_auto_pause_nothing_is_recorded_while_standing():
    stops = (Stop(300, 40), Stop(700, 90))
    paused = simulate_run(ATHLETE, steady(20, 0.75), rng(), terrain=loop(), stops=stops)
    assert paused.pauses == ((300.0, 340.0), (740.0, 830.0))
    assert (paused.timer_s, paused.duration_s) == (1200.0, 1330.0)
    for start, end in paused.pauses:
        assert not ((paused.elapsed_s >= start) & (paused.elapsed_s < end)).any()


def test_without_auto_pause_standing_is_recorded_as_no_speed():
    stops = (Stop(300, 40),)
    whole = simulate_run(
        ATHLETE, steady(20, 0.75), rng(), terrain=loop(), stops=stops, auto_pause=False
    )
    assert whole.pauses == ()
    assert whole.timer_s == whole.duration_s == 1240
    assert (whole["speed_mps"][300:340] == 0).all()


def test_a_stop_beyond_the_end_of_the_plan_is_refused():
    with pytest.raises(ValueError, match="before the end"):
        simulate_run(ATHLETE, steady(5, 0.7), rng(), stops=(Stop(300, 10),))


def test_a_stream_starts_a_new_stretch_after_a_pause_of_more_than_a_minute_only():
    stops = (Stop(300, 40), Stop(700, 90))
    stream = simulate_run(ATHLETE, steady(20, 0.75), rng(), stops=stops).stream()
    assert np.unique(stream.stretch, return_counts=True)[1].tolist() == [700, 500]


def test_laps_follow_the_steps_of_the_plan():
    run = simulate_run(ATHLETE, INTERVALS, rng(), terrain=loop())
    assert [lap.step for lap in run.laps] == list(INTERVALS)
    assert [lap.end_s - lap.start_s for lap in run.laps] == [s.duration_s for s in INTERVALS]


# --- the heart ------------------------------------------------------------------------------


def test_heart_rate_settles_on_its_threshold_at_threshold_effort():
    calm = replace(ATHLETE, drift_per_min=0.0)
    rate = heart_rate(calm, np.ones(1800), rng())
    assert rate[600:].mean() == pytest.approx(ATHLETE.threshold_heart_rate_bpm, abs=1.5)


def test_heart_rate_rises_faster_than_it_falls():
    athlete = replace(ATHLETE, drift_per_min=0.0)
    rate = heart_rate(athlete, np.repeat([0.6, 1.0, 0.6], 600), rng())
    low, high = rate[500:600].mean(), rate[1100:1200].mean()
    middle = (low + high) / 2
    rising = np.argmax(rate[600:] > middle)
    falling = np.argmax(rate[1200:] < middle)
    assert 5 < rising < falling < 60


def test_heart_rate_drifts_upwards_at_constant_effort():
    rate = heart_rate(ATHLETE, np.full(5400, 0.75), rng())
    assert rate[4800:].mean() - rate[600:1200].mean() > 3


def test_heat_raises_heart_rate():
    cool, hot = (heart_rate(ATHLETE, np.full(3600, 0.75), rng(), temperature_c=t) for t in (15, 30))
    assert (hot - cool)[1800:].mean() == pytest.approx(6, abs=1)


def test_heart_rate_never_passes_its_maximum():
    assert heart_rate(ATHLETE, np.full(1200, 2.0), rng()).max() <= ATHLETE.max_heart_rate_bpm


def test_the_heart_beats_slower_on_the_bike_than_on_foot_at_the_same_effort():
    run = simulate_run(ATHLETE, steady(30, 0.9), rng())
    ride = simulate_ride(ATHLETE, steady(30, 0.9), rng())
    difference = run["heart_rate_bpm"][600:].mean() - ride["heart_rate_bpm"][600:].mean()
    assert difference == pytest.approx(ATHLETE.ride_heart_rate_drop_bpm, abs=2.5)


# --- running --------------------------------------------------------------------------------


def test_flat_running_keeps_the_speed_that_was_planned():
    run = simulate_run(ATHLETE, INTERVALS, rng(), terrain=loop())
    for rows in of_kind(run, "interval"):
        work = run["speed_mps"][rows][30:]
        assert work.mean() == pytest.approx(1.05 * ATHLETE.threshold_speed_mps, rel=0.04)


def test_on_hills_it_is_the_grade_adjusted_speed_that_keeps_to_the_plan():
    run = simulate_run(ATHLETE, steady(50, 0.75), rng(), terrain=loop(15))
    slope = grade(run["distance_m"], run["altitude_m"], 40)
    level = run["speed_mps"] * blend_factor(slope)
    assert run["speed_mps"].std() > 0.2
    assert level[60:].mean() == pytest.approx(0.75 * ATHLETE.threshold_speed_mps, rel=0.03)
    assert level[60:].std() < 0.8 * run["speed_mps"][60:].std()


def test_distance_is_the_sum_of_speed_and_the_track_is_as_long():
    run = simulate_run(ATHLETE, steady(40, 0.75), rng(), terrain=loop())
    np.testing.assert_allclose(run["distance_m"], np.cumsum(run["speed_mps"]))
    # Every tenth position, so that the wander of the satellites does not add up.
    north, east = (111_320 * run[name][::10] for name in ("latitude_deg", "longitude_deg"))
    track = np.hypot(np.diff(north), np.diff(east)).sum()
    assert track == pytest.approx(run["distance_m"][-1], rel=0.03)


def test_faster_running_means_more_steps_longer_steps_and_shorter_contact():
    run = simulate_run(ATHLETE, INTERVALS, rng(), terrain=loop())
    work = np.r_[tuple(of_kind(run, "interval"))]
    easy = np.r_[tuple(of_kind(run, "warmup"))]
    for name, sign in (("cadence_spm", 1), ("step_length_m", 1), ("ground_contact_ms", -1)):
        assert sign * (np.nanmean(run[name][work]) - np.nanmean(run[name][easy])) > 0


def test_step_length_times_cadence_is_speed():
    run = simulate_run(ATHLETE, steady(20, 0.75), rng(), terrain=loop())
    product = run["step_length_m"] * run["cadence_spm"] / 60
    np.testing.assert_allclose(product[5:], run["speed_mps"][5:])


def test_cadence_follows_speed_and_the_persons_own_offset():
    one, other = (
        simulate_run(
            replace(ATHLETE, cadence_offset_spm=o), steady(20, 0.75), rng(), terrain=loop()
        )
        for o in (-5, 9)
    )
    assert (other["cadence_spm"] - one["cadence_spm"])[60:].mean() == pytest.approx(14, abs=0.5)


def test_walking_breaks_have_no_running_dynamics():
    plan = (Step(300, 0.75), Step(120, 0.35, "rest"), Step(300, 0.75))
    run = simulate_run(ATHLETE, plan, rng(), terrain=loop())
    (rest,) = of_kind(run, "rest")
    assert np.isnan(run["ground_contact_ms"][rest][20:]).all()
    assert (run["cadence_spm"][rest][20:] < 140).all()


def test_a_treadmill_gives_no_positions_and_a_wrong_distance():
    run = simulate_run(ATHLETE, steady(40, 0.75), rng(), sub_sport="treadmill")
    assert not {"latitude_deg", "longitude_deg", "altitude_m"} & run.columns.keys()
    true_m = 2400 * 0.75 * ATHLETE.threshold_speed_mps
    assert 0.004 < abs(run["distance_m"][-1] / true_m - 1) < 0.12


# --- riding ---------------------------------------------------------------------------------


def test_an_erg_trainer_holds_power_to_a_few_per_cent():
    plan = repeat(3, Step(480, 0.95, "interval"), Step(240, 0.5, "rest"))
    ride = simulate_ride(ATHLETE, plan, rng(), sub_sport="indoor_cycling")
    for rows in of_kind(ride, "interval"):
        power = ride["power_w"][rows]
        assert power.mean() == pytest.approx(0.95 * ATHLETE.critical_power_w, rel=0.01)
        assert power.std() < 0.02 * power.mean()
    assert "latitude_deg" not in ride.columns


def test_on_the_road_power_is_restless_and_coasting_stops_the_cranks():
    ride = simulate_ride(ATHLETE, steady(60, 0.65), rng(), terrain=loop(8, 20_000))
    power = ride["power_w"]
    assert 0.3 < power.std() / power.mean() < 0.7
    assert 0.03 < (power == 0).mean() < 0.25
    np.testing.assert_array_equal(power == 0, ride["cadence_rpm"] == 0)
    assert np.isnan(ride["left_torque_effectiveness_pct"][power == 0]).all()


def test_riding_is_slower_uphill_than_downhill_for_more_power():
    ride = simulate_ride(ATHLETE, steady(90, 0.65), rng(), terrain=loop(15, 20_000))
    slope = grade(ride["distance_m"], ride["altitude_m"], 60)
    up, down = slope > 0.02, slope < -0.02
    assert ride["speed_mps"][up].mean() < ride["speed_mps"][down].mean() - 2
    assert ride["power_w"][up].mean() > ride["power_w"][down].mean()


def test_a_rider_slows_down_before_a_stop():
    ride = simulate_ride(
        ATHLETE, steady(20, 0.65), rng(), terrain=loop(2, 20_000), stops=(Stop(600, 30),)
    )
    assert ride["speed_mps"][580] > 4
    assert ride["speed_mps"][599] < 1.5


def test_a_bike_without_a_power_meter_records_no_power_and_no_pedalling():
    ride = simulate_ride(ATHLETE, steady(10, 0.65), rng(), power_meter=False)
    assert not {name for name in ride.columns if "power" in name or "torque" in name}


def test_the_best_efforts_follow_critical_power_and_speed():
    assert ATHLETE.best_power_w(720) == pytest.approx(215 + 16_000 / 720)
    assert ATHLETE.best_speed_mps(720) == pytest.approx(3.55 + 180 / 720)


# --- pool and terrain -----------------------------------------------------------------------


def test_a_swim_is_made_of_whole_lengths_without_gaps():
    swim = simulate_swim(ATHLETE, [(12, 0.85, 30), (8, 0.95, 20), (4, 0.8, 0)], rng())
    assert sum(length.strokes > 0 for length in swim.lengths) == 24
    assert swim["distance_m"][-1] == 600
    ends = [length.end_s for length in swim.lengths]
    assert [length.start_s for length in swim.lengths] == [0, *ends[:-1]]
    assert ends[-1] == swim.duration_s


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    length_m=st.integers(400, 60_000),
    ascent=st.floats(0, 25),
)
def test_a_loop_closes_and_climbs_as_much_as_was_asked(seed, length_m, ascent):
    terrain = draw_terrain(rng(seed), length_m=length_m, ascent_m_per_km=ascent)
    assert terrain.length_m == length_m
    assert terrain.ascent_m_per_km == pytest.approx(ascent, abs=1e-6)
    gaps = np.hypot(
        np.diff(terrain.east_m, append=terrain.east_m[0]),
        np.diff(terrain.north_m, append=terrain.north_m[0]),
    )
    # A metre of the loop is a metre; only its corners are cut a little.
    assert gaps.min() > 0.98
    assert gaps.max() < 1.02


# --- faults ---------------------------------------------------------------------------------


def test_a_fault_changes_its_channel_only_and_leaves_the_original_alone():
    run = simulate_run(ATHLETE, steady(40, 0.75), rng(), terrain=loop())
    before = {name: column.copy() for name, column in run.columns.items()}
    for name, worse in (
        ("heart_rate_bpm", faults.drop_out(run, "heart_rate_bpm", rng())),
        ("heart_rate_bpm", faults.cadence_lock(run, rng())),
        ("speed_mps", faults.spike(run, "speed_mps", rng())),
    ):
        changed = {n for n in before if not np.array_equal(before[n], worse[n], equal_nan=True)}
        assert changed == {name}
    for name, column in before.items():
        np.testing.assert_array_equal(run[name], column)


def test_a_locked_sensor_shows_the_step_rate():
    run = simulate_run(ATHLETE, steady(40, 0.7), rng(), terrain=loop())
    locked = faults.cadence_lock(run, rng())
    wrong = locked["heart_rate_bpm"] != run["heart_rate_bpm"]
    assert wrong.sum() >= 180
    apart = np.abs(locked["heart_rate_bpm"] - run["cadence_spm"])[wrong]
    assert np.median(apart) < 2


def test_smart_recording_keeps_key_points_and_both_sides_of_every_pause():
    run = simulate_run(ATHLETE, steady(40, 0.75), rng(), terrain=loop(), stops=(Stop(600, 60),))
    thin = faults.smart_recording(run, rng())
    assert 0.15 < len(thin.elapsed_s) / len(run.elapsed_s) < 0.35
    assert {0, 599, 660, run.elapsed_s[-1]} <= set(thin.elapsed_s)
    rows = np.searchsorted(run.elapsed_s, thin.elapsed_s)
    np.testing.assert_array_equal(thin["distance_m"], run["distance_m"][rows])
    with pytest.raises(ValueError, match="every second"):
        thin.stream()
