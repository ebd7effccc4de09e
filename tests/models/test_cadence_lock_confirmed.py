"""What the athlete's own runs say about heart rate that may have been the step rate."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from ingest.activity import Issue, Session
from ingest.repair.cadence_lock import trusted_heart_rate
from ingest.stream import Stream
from models.cadence_lock import confirmed
from models.digests import Past
from models.efforts import Efforts, extract

TODAY = date(2026, 5, 30)


def runs(count=8, *, last=TODAY - timedelta(days=1), **changes):
    """Runs whose heart rate is 30 + 40 times speed in m/s."""
    fields = {
        "family": "run",
        "duration_s": 3600.0,
        "steady_heart_rate_bpm": (138.0, 142.0, 150.0, 154.0),
        "steady_intensity": (2.7, 2.8, 3.0, 3.1),
    }
    return [Efforts(date=last - timedelta(days=i), **{**fields, **changes}) for i in range(count)]


def run(heart_rate=175.0, suspected=((600.0, 899.0),), *, speed=3.0, seconds=3600):
    beats = np.full(seconds, 150.0)
    for first, last in suspected:
        beats[int(first) : int(last) + 1] = heart_rate
    steady = np.full(seconds, speed)
    issues = tuple(
        Issue("cadence_lock_suspected", "note", "may be", start_s=first, end_s=last)
        for first, last in suspected
    )
    columns = {"heart_rate_bpm": beats, "speed_mps": steady, "distance_m": np.cumsum(steady)}
    return Stream(np.arange(float(seconds)), np.zeros(seconds, np.int32), columns, issues)


def codes(stream):
    return [issue.code for issue in stream.issues]


def test_far_above_what_is_usual_it_is_left_out_and_told():
    stream = confirmed(run(), Past.of(runs()), TODAY)
    gone = np.isnan(stream["heart_rate_bpm"])
    assert np.flatnonzero(gone).tolist() == list(range(600, 900))
    (issue,) = stream.issues
    assert (issue.code, issue.start_s, issue.end_s) == ("cadence_lock", 600.0, 899.0)
    assert "25 beats/min above" in issue.message


def test_half_the_step_rate_lies_as_far_below():
    stream = confirmed(run(86.0), Past.of(runs()), TODAY)
    assert codes(stream) == ["cadence_lock"]
    assert "64 beats/min below" in stream.issues[0].message


@pytest.mark.parametrize(("speed", "heart_rate"), [(3.5, 172.0), (3.0, 160.0), (2.7, 145.0)])
def test_what_is_usual_at_that_speed_is_believed(speed, heart_rate):
    stream = run(heart_rate, speed=speed)
    assert confirmed(stream, Past.of(runs()), TODAY) is stream


@pytest.mark.parametrize(
    "known",
    [
        [],
        runs(7),
        runs(9, last=TODAY + timedelta(days=1)),
        runs(9, family="ride"),
        runs(9, steady_intensity=(), steady_heart_rate_bpm=()),
        runs(9, steady_intensity=(3.0, 3.0), steady_heart_rate_bpm=(140.0, 150.0)),
    ],
    ids=["none", "few", "later ones", "rides", "unsteady", "one speed"],
)
def test_without_enough_runs_before_nobody_can_say(known):
    stream = run()
    assert confirmed(stream, Past.of(known), TODAY) is stream


def test_without_a_speed_nobody_can_say():
    stream = run(speed=np.nan)
    assert confirmed(stream, Past.of(runs()), TODAY) is stream


def test_only_the_latest_runs_tell_what_is_usual():
    unfit = runs(20, last=TODAY - timedelta(days=100), steady_heart_rate_bpm=(180.0,) * 4)
    assert codes(confirmed(run(), Past.of(unfit + runs(20)), TODAY)) == ["cadence_lock"]


def test_a_session_without_suspicion_is_untouched():
    stream = run(suspected=())
    assert confirmed(stream, Past.of(runs()), TODAY) is stream


def test_more_than_a_fifth_of_the_session_drops_its_heart_rate():
    stream = confirmed(run(suspected=((600.0, 1399.0),)), Past.of(runs()), TODAY)
    assert stream.coverage["heart_rate_bpm"] == 0.0
    assert codes(stream) == ["cadence_lock", "heart_rate_dropped"]
    assert "22%" in stream.issues[1].message


def test_each_stretch_is_judged_by_itself():
    stream = run(suspected=((600.0, 899.0), (2000.0, 2299.0)))
    beats = stream["heart_rate_bpm"].copy()
    beats[2000:2300] = 152.0
    mixed = Stream(
        stream.elapsed_s,
        stream.stretch,
        {**stream.columns, "heart_rate_bpm": beats},
        stream.issues,
    )
    judged = confirmed(mixed, Past.of(runs()), TODAY)
    assert codes(judged) == ["cadence_lock", "cadence_lock_suspected"]
    assert np.isfinite(judged["heart_rate_bpm"][2000:2300]).all()


class TestEvidence:
    @staticmethod
    def digest(stream):
        start = datetime(2026, 5, 30, 6, tzinfo=UTC)
        session = Session("running", None, start, 3600.0, 3600.0, slice(0))
        return extract(stream, session, "run", {})

    def test_what_may_be_the_step_rate_is_none(self):
        digest = self.digest(run(188.0, ((600.0, 1399.0),)))
        assert digest.heart_rate_10s_bpm == digest.heart_rate_60s_bpm == 150.0
        assert set(digest.steady_heart_rate_bpm) == {150.0}

    def test_a_session_without_suspicion_counts_in_full(self):
        stream = run(suspected=())
        assert trusted_heart_rate(stream) is stream["heart_rate_bpm"]
        assert len(self.digest(stream).steady_heart_rate_bpm) == 18
