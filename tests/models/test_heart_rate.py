"""Heart-rate anchors; golden value G-HR5."""

from datetime import date, timedelta

import numpy as np
import pytest

from models.aerobic import SHARES, aerobic
from models.athlete import Athlete, Estimate
from models.digests import Past
from models.efforts import Efforts
from models.heart_rate import (
    hard_twenties,
    max_heart_rate,
    peaks,
    resting_heart_rate,
    threshold_heart_rate,
)

TODAY = date(2026, 6, 1)
NOBODY = Athlete()
IN_1986 = Athlete(birth_year=1986)
MAX = Estimate(190.0, 3.0, "device")
RESTING = Estimate(50.0, 4.0, "device")


def ago(days):
    return TODAY - timedelta(days=days)


def run(days, bpm=None, pace=None, **more):
    """A run with the highest heart rate of 10 s and the pace of the minute that led to it."""
    return Efforts("run", ago(days), 3600.0, heart_rate_10s_bpm=bpm, peak_intensity=pace, **more)


def device(days=5, family="run", **values):
    return Efforts(family, ago(days), 60.0, device_values=values)


def highest(*sessions, athlete=NOBODY, sport="run", hard_from=None):
    return max_heart_rate(Past.of(sessions), TODAY, athlete, sport, hard_from)


class TestResting:
    def test_the_devices_latest_value_is_believed(self):
        told = [
            device(9, resting_heart_rate_bpm=52.0),
            device(2, "ride", resting_heart_rate_bpm=48.0),
        ]
        found = resting_heart_rate(Past.of(told))
        assert (found.value, found.origin, found.since) == (48.0, "device", ago(2))

    def test_without_a_device_it_is_a_wide_guess(self):
        found = resting_heart_rate(Past.of([]))
        assert (found.value, found.sd, found.origin) == (60.0, 8.0, "prior")


class TestMax:
    def test_age_and_sex_shape_the_guess(self):
        assert highest().value == 190.0
        assert highest(athlete=IN_1986).value == pytest.approx(180.0)
        assert highest(athlete=Athlete("female", 1986)).value == pytest.approx(175.0)
        assert highest(athlete=IN_1986).sd < highest().sd

    def test_an_easy_week_says_nothing_about_it(self):
        found = highest(*(run(d, 159.0, 2.6) for d in range(1, 8)), hard_from=3.6)
        assert (found.value, found.origin) == (190.0, "prior")

    def test_a_year_of_easy_runs_says_no_more(self):
        found = highest(*(run(d, 150.0 + d % 10, 2.6) for d in range(1, 360)), hard_from=3.6)
        assert (found.value, found.origin) == (190.0, "prior")

    def test_what_hard_work_led_to_measures_it(self):
        """Its peaks, of up to 174, stay about 3 % below the maximum."""
        hard = [run(d, 172.0 + d % 3, 4.0) for d in range(1, 25)]
        found = highest(*hard, athlete=IN_1986, hard_from=3.6)
        assert found.value == pytest.approx(179.5, abs=1)
        assert (found.origin, found.since) == ("measured", ago(2))
        assert found.sd < 5.5
        assert found.basis == "highest of 24 hard sessions, and a guess by age"

    def test_one_hard_run_is_not_enough(self):
        assert highest(run(1, 172.0, 4.0), hard_from=3.6).origin == "prior"

    def test_far_above_the_easy_pace_is_hard_even_under_a_threshold_that_is_too_high(self):
        easy = [run(d, 150.0, 2.8, intensity_20min=2.7) for d in range(10)]
        fast = [run(d, 176.0, 3.5, intensity_20min=3.0) for d in (3, 13)]
        assert highest(*easy, hard_from=4.4).origin == "prior"
        assert highest(*easy, *fast, hard_from=4.4).origin == "measured"

    def test_of_rides_only_power_near_the_threshold_tells(self):
        easy, climbs = (
            [
                Efforts(
                    "ride",
                    ago(d),
                    3600.0,
                    heart_rate_10s_bpm=bpm,
                    peak_intensity=watts,
                    intensity_20min=120.0,
                )
                for d in range(10)
            ]
            for bpm, watts in ((120.0, 130.0), (150.0, 180.0))
        )
        assert highest(*easy, *climbs, sport="ride", hard_from=250.0).origin == "prior"
        assert highest(*easy, *climbs, sport="ride", hard_from=185.0).origin == "measured"

    def test_more_than_the_guess_was_seen_shifts_and_narrows_it(self):
        found = highest(run(3, 196.0), run(2, 195.0))
        assert 196.0 < found.value < 206.0
        assert found.sd < 8.0
        assert (found.origin, found.since) == ("estimated", ago(3))

    @pytest.mark.parametrize("bpm", [190.1, 200.0, 215.0, 220.0])
    def test_it_is_never_below_what_was_seen(self, bpm):
        seen = [run(d, bpm, 4.0) for d in range(3)]
        assert highest(*seen).value >= bpm
        assert highest(*seen, hard_from=3.6).value >= bpm

    def test_what_no_heart_reaches_is_a_fault_however_often_it_was_seen(self):
        faults = [run(d, 229.0, 4.0) for d in range(4)]
        beats = [run(d, 195.0, 4.0) for d in range(5, 8)]
        for hard_from in (None, 3.6):
            assert highest(*faults, *beats, hard_from=hard_from).value < 205.0

    def test_a_lone_peak_is_passed_over(self):
        runs = [run(3, 214.0), run(2, 196.0), run(1, 195.0)]
        assert highest(*runs) == highest(*runs[1:], run(4, 195.0))

    def test_a_device_is_believed_until_it_is_outrun(self):
        told = run(5, 170.0, device_values={"max_heart_rate_bpm": 175.0})
        assert (highest(told).value, highest(told).origin) == (175.0, "device")
        found = highest(told, run(3, 181.0), run(2, 182.0))
        assert (found.value, found.origin) == (182.0, "estimated")

    def test_riding_lies_below_running_where_only_running_is_known(self):
        told = device(max_heart_rate_bpm=185.0)
        assert highest(told, sport="ride").value == 180.0
        own = device(3, "ride", max_heart_rate_bpm=183.0)
        assert highest(told, own, sport="ride").value == 183.0
        assert highest(own).value == 190.0
        assert highest(sport="ride").value == 185.0

    def test_the_peaks_behind_it_are_told_with_those_that_do_not_count(self):
        hard = [run(d, 180.0 + d, 4.0) for d in range(3)]
        told = peaks(Past.of([*hard, run(4, 214.0, 4.0), run(5, 178.0, 2.0)]), "run", 3.6)
        found = [(e.heart_rate_bpm, e.weight) for e in told]
        assert found == [(182, 1), (181, 1), (180, 1), (214, 0), (178, 0)]
        assert (told[0].rate, told[0].duration_s, told[0].date) == (4.0, 10.0, ago(2))
        assert peaks(Past.of([run(1)]), "run", None) == []

    def test_of_peaks_without_hard_work_the_highest_so_far_counts(self):
        told = peaks(Past.of([run(3, 204.0), run(2, 193.0), run(1, 184.0)]), "run", None)
        assert [(e.heart_rate_bpm, e.weight) for e in told] == [(193, 1), (204, 0), (184, 0)]


class TestThreshold:
    @staticmethod
    def found(*sessions, maximum=MAX, hard_from=None):
        past = Past.of(sessions)
        return threshold_heart_rate(past, TODAY, "run", maximum, RESTING, hard_from)

    def test_the_fallback_is_85_percent_of_reserve(self):
        """G-HR5."""
        assert self.found().value == pytest.approx(169.0)
        assert self.found().origin == "estimated"

    def test_it_is_as_uncertain_as_the_maximum(self):
        guess = Estimate(190.0, 12.0, "prior")
        assert self.found(maximum=guess).origin == "prior"
        assert self.found(maximum=guess).sd > 1.7 * self.found().sd

    def test_a_hard_20_min_measures_it(self):
        hard = run(4, heart_rate_20min_bpm=180.0, intensity_20min=3.7)
        found = self.found(hard, hard_from=3.6)
        assert 0.98 * 180 - 4 < found.value < 0.98 * 180
        assert (found.origin, found.since) == ("measured", ago(4))
        assert found.basis == "1 hard 20 min in 90 days, 85 % of heart rate reserve"
        assert found.sd < self.found().sd

    def test_one_that_may_have_been_a_tempo_never_lowers_it(self):
        tempo = run(4, heart_rate_20min_bpm=160.0, intensity_20min=3.7)
        assert self.found(tempo, hard_from=3.6) == self.found()

    def test_slower_ones_and_those_of_last_season_do_not(self):
        slow = run(4, heart_rate_20min_bpm=180.0, intensity_20min=3.5)
        old = run(100, heart_rate_20min_bpm=180.0, intensity_20min=3.7)
        assert self.found(slow, old, hard_from=3.6) == self.found()

    def test_the_device_counts_as_well(self):
        told = device(threshold_heart_rate_bpm=160.0)
        found = self.found(told)
        assert 160 < found.value < 165
        assert (found.origin, found.since) == ("device", ago(5))

    def test_the_hard_20_min_behind_it_are_told(self):
        rows = [
            run(4, heart_rate_20min_bpm=160.0, intensity_20min=3.7),
            run(2, heart_rate_20min_bpm=150.0, intensity_20min=3.0),
        ]
        (told,) = hard_twenties(Past.of(rows), TODAY, "run", 3.6)
        assert (told.date, told.rate, told.duration_s) == (ago(4), 3.7, 1200.0)
        assert told.heart_rate_bpm == 160.0


def test_the_guess_covers_people_whose_maximum_scatters_as_the_formula_says():
    """Drawn about 208 - 0.7 age with an SD of 9, seen up to what a hard session reaches."""
    rng = np.random.default_rng(4)
    within = []
    for _ in range(200):
        age = int(rng.integers(20, 61))
        truth = rng.normal(208 - 0.7 * age, 9)
        hard = [run(d, truth * rng.uniform(0.93, 0.99), 4.0) for d in range(6)]
        found = highest(*hard, athlete=Athlete(birth_year=2026 - age), hard_from=3.6)
        within.append(abs(found.value - truth) < 1.645 * found.sd)
    assert 0.85 <= np.mean(within) <= 1.0


def test_the_aerobic_threshold_is_a_share_that_is_no_surer_than_the_threshold():
    lower = aerobic(
        Estimate(170.0, 3.0, "measured", TODAY, "3 hard 20 min"),
        SHARES["run_threshold_heart_rate_bpm"],
    )
    assert lower.value == pytest.approx(149.6)
    assert lower.sd == pytest.approx(np.hypot(0.88 * 3.0, 0.04 * 149.6))
    assert (lower.origin, lower.since) == ("measured", TODAY)
    assert lower.basis == "88 % of the threshold"
    assert aerobic(Estimate(250.0, 9.0, "prior"), SHARES["critical_power_w"]).value == 200.0
