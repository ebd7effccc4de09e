"""When heart rate is suspected to be the step rate, and when it is not."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from ingest import read_activity
from ingest.activity import Activity, Device, Samples, Sensor, Session
from ingest.errors import ReadingError
from ingest.repair import clean

START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
SECONDS = np.arange(2400.0)
CHANCE = np.random.default_rng()


@pytest.fixture(autouse=True)
def _the_same_chance_for_each_test():
    CHANCE.bit_generator.state = np.random.default_rng(1).bit_generator.state


def ripple(size, *, slowness=0.9):
    """What a reading does from second to second without a reason."""
    steps = CHANCE.normal(0, 1, len(SECONDS))
    for i in range(1, len(steps)):
        steps[i] += slowness * steps[i - 1]
    return size * steps / steps.std()


def run(heart_rate, cadence, *, sensors=(), sport="running"):
    session = Session(sport, None, START, 2400.0, 2400.0, slice(0, 2400))
    columns = {"heart_rate_bpm": np.round(heart_rate), "cadence_spm": np.round(cadence)}
    activity = Activity(
        id="x",
        source="x.fit",
        start=START,
        utc_offset_s=0,
        device=Device(),
        sessions=(session,),
        laps=(),
        samples=Samples(SECONDS, columns),
        timer_runs=((0.0, 2400.0),),
        sensors=sensors,
    )
    return activity, session


def suspicions(heart_rate, cadence, **facts):
    stream = clean(*run(heart_rate, cadence, **facts))
    return [issue for issue in stream.issues if issue.code == "cadence_lock_suspected"]


def locked(first, last, cadence, *, late=3, beats_per_step=1.0):
    """An easy run's heart rate, with the step rate between two seconds."""
    true = 145 - 60 * np.exp(-SECONDS / 60) + ripple(1.0)
    steps = np.roll(np.convolve(cadence, np.ones(5) / 5, mode="same"), late) * beats_per_step
    wrong = steps + CHANCE.normal(0, 0.7, len(SECONDS))
    share = np.clip(np.minimum(SECONDS - first, last - SECONDS) / 8, 0, 1)
    return true * (1 - share) + wrong * share


@pytest.mark.parametrize("beats_per_step", [1.0, 0.5])
def test_a_lock_is_told_with_its_place_and_nothing_is_changed(beats_per_step):
    cadence = 174 + ripple(1.5)
    heart_rate = locked(600, 1200, cadence, beats_per_step=beats_per_step)
    (issue,) = suspicions(heart_rate, cadence)
    assert issue.start_s == pytest.approx(600, abs=20)
    assert issue.end_s == pytest.approx(1200, abs=20)
    assert issue.where.startswith(("0:09:", "0:10:"))
    assert "10 min" in issue.message
    stream = clean(*run(heart_rate, cadence))
    assert np.nanmedian(stream["heart_rate_bpm"][700:1100]) == pytest.approx(
        174 * beats_per_step, abs=2
    )


def test_a_sensor_that_answers_late_is_suspected_as_well():
    cadence = 174 + ripple(1.5)
    assert suspicions(locked(600, 1200, cadence, late=8), cadence)


def test_a_sensor_that_counted_steps_from_the_first_minute_on_is_suspected():
    cadence = 172 + ripple(1.5)
    (issue,) = suspicions(locked(10, 3000, cadence), cadence)
    assert issue.end_s - issue.start_s > 0.9 * len(SECONDS)


def test_a_strap_is_never_suspected():
    cadence = 174 + ripple(1.5)
    heart_rate = locked(600, 1200, cadence)
    assert suspicions(heart_rate, cadence)
    assert not suspicions(heart_rate, cadence, sensors=(Sensor("heart_rate", "garmin"),))


def test_no_other_sport_is_suspected():
    cadence = 174 + ripple(1.5)
    assert not suspicions(locked(600, 1200, cadence), cadence, sport="walking")


def test_less_than_two_minutes_are_not_told():
    cadence = 174 + ripple(1.5)
    assert not suspicions(locked(600, 690, cadence), cadence)


class TestTrueHeartRatesAtTheStepRate:
    def test_a_race_at_170_beats_and_170_steps(self):
        race = 170 - 80 * np.exp(-SECONDS / 30) + ripple(1.0)
        assert not suspicions(race, 170 + ripple(1.5))

    def test_a_drift_that_crosses_it(self):
        assert not suspicions(140 + SECONDS / 60 + ripple(1.0), 165 + ripple(1.0))

    def test_intervals_that_lift_both(self):
        work = (SECONDS // 240) % 2
        follows = np.convolve(work, np.exp(-np.arange(200) / 35) / 35)[: len(SECONDS)]
        assert not suspicions(150 + 28 * follows + ripple(1.0), 168 + 8 * work + ripple(1.5))

    def test_steadiness_of_both_to_the_last_digit(self):
        assert not suspicions(np.full(2400, 170.0), np.full(2400, 170.0))

    def test_those_of_real_runs(self, corpus):
        """No recording of the corpus is known to hold a lock of two minutes."""
        runs = 0
        for path in sorted(corpus.glob("run/*.fit")) + sorted(corpus.glob("history/coros*/*.fit")):
            try:
                activity = read_activity(path)
            except ReadingError:
                continue
            # As if all had measured at the wrist, which most did.
            activity = replace(activity, sensors=(), device=Device())
            for session in activity.sessions:
                codes = {issue.code for issue in clean(activity, session).issues}
                runs += "cadence_spm" in activity.samples
                assert "cadence_lock_suspected" not in codes, path.name
        assert runs > 60
