"""Threshold speed of runners, against runners whose truth is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Session
from models.athlete import Athlete, Estimate
from models.digests import Past
from models.efforts import RUN_DISTANCES_M, STEADY_S, Efforts, extract
from models.run_thresholds import critical_speed, efforts, speed_line, steady_runs
from models.simulation import (
    Step,
    draw_athlete,
    draw_terrain,
    repeat,
    simulate_run,
    steady,
)
from models.thresholds import estimate

TODAY = date(2026, 6, 1)
NOBODY = Athlete()
RESTING = Estimate(50.0, 4.0, "device")
DEVICE = {
    "threshold_heart_rate_bpm": 170.0,
    "max_heart_rate_bpm": 190.0,
    "resting_heart_rate_bpm": 50.0,
}


def ago(days):
    return TODAY - timedelta(days=days)


def run(days, *, speed=3.0, spread=0.15, bpm_per_mps=33.3, seed=0, windows=10, **more):
    """Steady running of an athlete who holds 3.6 m/s at 170 beats/min."""
    noise = np.random.default_rng(seed + days).normal(0, 1, (2, windows))
    pace = speed + spread * noise[0]
    beats = 170 + bpm_per_mps * (pace - 3.6) + noise[1]
    values = {
        "best_times_s": tuple(np.array(RUN_DISTANCES_M) / speed),
        "steady_heart_rate_bpm": tuple(beats),
        "steady_intensity": tuple(pace),
        "heart_rate_10s_bpm": float(beats.max()),
        "heart_rate_60s_bpm": float(beats.max()),
        "device_values": DEVICE,
    }
    return Efforts("run", ago(days), 3600.0, **{**values, **more})


def line_of(runs, on=TODAY, resting=RESTING):
    return speed_line(Past.of(runs)["run"], on, resting)


class TestLine:
    def test_it_gives_the_speed_at_threshold_heart_rate(self):
        found = estimate([run(d) for d in range(1, 40, 4)], TODAY, NOBODY)
        at_threshold = 3.6 + (found.run_threshold_heart_rate_bpm.value - 170) / 33.3
        assert found.run_speed_mps.value == pytest.approx(at_threshold, abs=0.08)
        assert found.run_speed_mps.origin == "estimated"
        assert found.run_speed_mps.basis == "speed at threshold heart rate, 10 runs in 42 days"
        assert found.run_speed_mps.since == ago(1)

    def test_runs_that_are_all_alike_are_extended_in_proportion_to_the_rise_above_rest(self):
        alike = [
            run(d, steady_heart_rate_bpm=(150.0,) * 10, steady_intensity=(3.0,) * 10)
            for d in range(5)
        ]
        found = line_of(alike).at(Estimate(170.0, 3.0, "device"))
        assert found.value == pytest.approx(3.0 * 120 / 100, rel=0.02)
        assert found.sd > line_of([run(d) for d in range(5)]).at(Estimate(170, 3, "device")).sd

    @given(
        st.lists(
            st.tuples(st.floats(90, 200).map(lambda x: round(x, 1)), st.floats(1.5, 6)),
            min_size=1,
            max_size=6,
        )
    )
    def test_any_steady_windows_give_a_speed_that_rises_with_the_threshold(self, windows):
        bpm, mps = zip(*(windows * 25), strict=True)
        line = line_of([run(1, steady_heart_rate_bpm=bpm, steady_intensity=mps)])
        low, high = (line.at(Estimate(bpm, 3.0, "device")) for bpm in (150.0, 170.0))
        assert low.value < high.value
        assert low.sd > 0.0

    def test_a_wide_range_of_paces_speaks_for_itself(self):
        steep = [run(d, speed=3.0 + 0.05 * (d % 9), spread=0.3, bpm_per_mps=60) for d in range(40)]
        assert line_of(steep).mps_per_bpm == pytest.approx(1 / 60, rel=0.05)

    def test_the_further_away_the_threshold_the_less_is_known(self):
        line = line_of([run(d) for d in range(5)])
        near, far = (line.at(Estimate(bpm, 3.0, "device")) for bpm in (155.0, 185.0))
        assert far.sd > near.sd

    def test_an_uncertain_threshold_makes_an_uncertain_speed(self):
        line = line_of([run(d) for d in range(5)])
        sure, unsure = (line.at(Estimate(170.0, sd, "device")) for sd in (3.0, 11.0))
        assert unsure.sd > 2 * sure.sd

    def test_it_is_measured_only_where_threshold_heart_rate_is(self):
        line = line_of([run(d) for d in range(5)])
        assert line.at(Estimate(170.0, 3.0, "measured")).origin == "measured"
        guessed = line.at(Estimate(170.0, 3.0, "prior"))
        assert guessed.origin == "estimated"
        assert "guessed threshold heart rate" in guessed.basis

    def test_too_few_windows_make_no_line(self):
        assert line_of([run(1), run(2)]) is None
        assert line_of([run(1), run(2), run(60)]).basis == "3 runs in 90 days"
        assert line_of([run(1), run(2), run(95)]) is None
        assert line_of([]) is None

    def test_heart_rate_at_rest_makes_no_line(self):
        asleep = [run(d, steady_heart_rate_bpm=(55.0,) * 10) for d in range(5)]
        assert line_of(asleep) is None

    def test_later_runs_change_nothing(self):
        runs = [run(d) for d in range(30)]
        assert line_of(runs, ago(10)) == line_of(runs[10:], ago(10))

    def test_the_runs_behind_it_are_told(self):
        told = steady_runs(Past.of([run(1), run(2, windows=20), run(200)])["run"], TODAY)
        assert [(e.date, e.duration_s) for e in told] == [(ago(1), 1800), (ago(2), 20 * STEADY_S)]
        assert [e.weight for e in told] == pytest.approx([1 / 3, 2 / 3])
        assert told[0].rate == pytest.approx(3.0, abs=0.2)
        assert steady_runs(Past.of([run(1), run(2)])["run"], TODAY) == []
        assert told[0].heart_rate_bpm == pytest.approx(150, abs=7)


class TestCriticalSpeed:
    def hard(self, days, speed=4.0):
        times = (np.array(RUN_DISTANCES_M) - 180.0) / speed
        return Efforts(
            "run", ago(days), 3600.0, best_times_s=tuple(times), heart_rate_60s_bpm=186.0
        )

    def test_hard_runs_tell_it_together_with_the_reserve(self):
        highest = Estimate(190.0, 3.0, "device")
        runs = Past.of([self.hard(2), self.hard(8)])["run"]
        critical, reserve = critical_speed(runs, TODAY, NOBODY, highest)
        assert critical.value == pytest.approx(4.0, rel=0.05)
        assert reserve.value == pytest.approx(180.0, abs=40)
        assert critical.sd >= 0.2
        assert {e.date for e in efforts(runs, TODAY, NOBODY, highest)} <= {ago(2), ago(8)}

    def test_it_stands_in_where_no_heart_rate_tells_the_threshold(self):
        runs = [replace(self.hard(d), device_values=DEVICE) for d in (2, 8)]
        found = estimate(runs, TODAY, NOBODY).run_speed_mps
        assert "hard runs" in found.basis
        assert 3.2 < found.value < 4.2

    def test_women_are_guessed_a_little_slower(self):
        nothing = Past.of([])["run"]
        highest = Estimate(190.0, 10.0, "prior")
        (woman, _), (anyone, _) = (
            critical_speed(nothing, TODAY, one, highest) for one in (Athlete("female"), NOBODY)
        )
        assert anyone.value - woman.value == pytest.approx(0.3)
        assert woman.origin == anyone.origin == "prior"

    def test_a_first_easy_run_does_not_make_a_slow_athlete(self):
        easy = run(1, speed=2.2)
        found = estimate([easy], TODAY, NOBODY).run_speed_mps
        assert (found.origin, found.value) == ("prior", pytest.approx(3.2))


# --- simulated runners ------------------------------------------------------------------------


def eight_weeks(rng, runner, *, only_easy):
    """Four runs a week on two loops; heart rate has better and worse days, and warm ones."""
    loops = [draw_terrain(rng, length_m=5000, ascent_m_per_km=ascent) for ascent in (3.0, 9.0)]
    digests = []
    for day in (d for week in range(8) for d in (7 * week, 7 * week + 2, 7 * week + 4)):
        kind = "easy" if only_easy or rng.random() < 0.6 else rng.choice(["tempo", "repeats"])
        minutes, easy = float(rng.uniform(35, 60)), float(rng.uniform(0.70, 0.82))
        plan = {
            "easy": steady(minutes, easy),
            "tempo": (
                Step(900, 0.74),
                Step(int(rng.integers(20, 40)) * 60, float(rng.uniform(0.93, 1.0))),
            ),
            "repeats": (Step(900, 0.74), *repeat(5, Step(240, 1.05), Step(120, 0.6))),
        }[kind]
        form = rng.normal(0, 2.5)
        today = replace(
            runner,
            resting_heart_rate_bpm=runner.resting_heart_rate_bpm + form,
            threshold_heart_rate_bpm=min(
                runner.threshold_heart_rate_bpm + form, runner.max_heart_rate_bpm - 3
            ),
        )
        recording = simulate_run(
            today,
            plan,
            rng,
            terrain=loops[day % 2],
            temperature_c=float(rng.normal(15, 6)),
            dynamics=False,
        )
        start = datetime(2026, 4, 6, 6, tzinfo=UTC) + timedelta(days=day)
        session = Session("running", None, start, recording.duration_s, recording.timer_s, slice(0))
        digests.append(extract(recording.stream(), session, "run", {}))
    return digests


@pytest.fixture(scope="module")
def runners():
    """Runners, what they told, and their eight weeks: every third has only run easily."""
    found = []
    for seed in range(36):
        rng = np.random.default_rng(seed)
        runner = draw_athlete(rng)
        told = Athlete(sex=runner.sex, birth_year=2026 - runner.age_years)
        found.append((runner, told, eight_weeks(rng, runner, only_easy=seed % 3 == 0)))
    return found


def test_the_estimates_of_simulated_runners_are_unbiased_and_know_how_sure_they_are(runners):
    names = {
        "run_speed_mps": "threshold_speed_mps",
        "run_threshold_heart_rate_bpm": "threshold_heart_rate_bpm",
        "run_max_heart_rate_bpm": "max_heart_rate_bpm",
    }
    for name, truth_name in names.items():
        found = [getattr(estimate(e, TODAY, told), name) for _, told, e in runners]
        truth = np.array([getattr(runner, truth_name) for runner, _, _ in runners])
        value, sd = np.array([(one.value, one.sd) for one in found]).T
        assert abs(np.median(value / truth - 1)) < 0.03, name
        # 36 times a chance of nine in ten: 29 to 36 in 98 cases of 100.
        assert np.mean(np.abs(value - truth) < 1.645 * sd) > 0.8, name


def test_easy_running_alone_is_never_a_measurement_and_leaves_a_wide_margin(runners):
    for _, told, digests in runners[::3]:
        found = estimate(digests, TODAY, told)
        assert found.run_speed_mps.origin == "estimated"
        assert found.run_threshold_heart_rate_bpm.origin != "measured"
        assert found.run_speed_mps.sd > 0.06 * found.run_speed_mps.value
