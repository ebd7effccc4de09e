"""Form on the bike: cadence at power, and what pedals tell."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.form.bins import FormBins
from models.form.pedalling import Ride, RideHistory, power_band_w, torque_effectiveness_pct
from models.form.signals import SIGNALS

FIRST = date(2026, 3, 2)
RIDING = [name for name, one in SIGNALS.items() if one.family == "ride"]


def minutes(power_w, cadence_rpm, indoor=False, steady=None, **columns):
    power = np.asarray(power_w, float)
    n = len(power)
    known = {"power_w": power, "cadence_rpm": np.broadcast_to(cadence_rpm, n), **columns}
    return FormBins(
        family="ride",
        indoor=indoor,
        device="computer",
        steady=np.ones(n, np.bool_) if steady is None else steady,
        columns={name: np.array(column, float) for name, column in known.items()},
        left_out={},
    )


def rides(*all_minutes, segment="bike", threshold_w=250.0):
    return [
        Ride(str(n), FIRST + timedelta(days=2 * n), segment, bins, threshold_w)
        for n, bins in enumerate(all_minutes)
    ]


def ridden(n, seed=0, fall=0.0, noise=1.0):
    """Rides at changing powers; cadence is 80 + 4 for each 100 W, from ride 30 on lower."""
    rng = np.random.default_rng(seed)
    return [
        minutes(power, 80 + power * 0.04 + rng.normal(0, noise) - fall * (one >= 30))
        for one in range(n)
        for power in [rng.uniform(120, 215) + rng.normal(0, 15, 50)]
    ]


def test_torque_effectiveness_meets_the_golden_value():
    """G-G4: 300 W forwards, 30 W against it."""
    assert torque_effectiveness_pct(300, -30) == pytest.approx(90.0)


def test_cadence_is_scored_at_equal_power():
    """Harder rides have a quicker cadence, and no higher score."""
    scores = RideHistory(rides(*ridden(40, noise=0.0))).scores("cadence_at_power")
    raw = np.array([80 + one * 0.04 for one in scores.effort])
    assert raw.std() > 0.8
    assert scores.values.std() < 0.15 * raw.std()
    assert scores.level == pytest.approx(80 + scores.at_effort * 0.04, abs=0.1)


def test_a_lower_cadence_at_the_same_power_is_a_lower_score():
    scores = RideHistory(rides(*ridden(60, fall=6.0))).scores("cadence_at_power")
    assert scores.values[:30].mean() - scores.values[30:].mean() == pytest.approx(6, abs=0.7)


def test_only_steady_minutes_at_half_to_85_percent_of_the_threshold_count():
    power = np.r_[np.full(9, 100.0), np.full(12, 125.0), np.full(3, 200.0), np.full(9, 240.0)]
    steady = np.ones(len(power), np.bool_)
    steady[9:11] = False
    scores = RideHistory(rides(minutes(power, 85, steady=steady))).scores("cadence_at_power")
    assert scores.minutes.tolist() == [13]
    assert len(RideHistory(rides(minutes(power[:15], 85))).scores("cadence_at_power")) == 0


def test_without_a_threshold_the_rides_own_median_power_stands_in():
    power = np.r_[np.full(5, 90.0), np.full(20, 200.0), np.full(4, 260.0)]
    (ride,) = rides(minutes(power, 85), threshold_w=None)
    assert power_band_w(ride) == pytest.approx((130, 220))
    assert RideHistory([ride]).scores("cadence_at_power").minutes.tolist() == [20]


def test_a_ride_without_power_has_no_score_and_is_no_error():
    bins = minutes(np.full(30, np.nan), 85)
    assert np.isnan(power_band_w(*rides(bins, threshold_w=None))).all()
    assert len(RideHistory(rides(bins)).scores("cadence_at_power")) == 0


def test_both_legs_are_averaged_and_one_alone_stands_for_both():
    left, right = np.full(20, 70.0), np.r_[np.full(10, 80.0), np.full(10, np.nan)]
    both = minutes(
        np.full(20, 180.0),
        85,
        left_torque_effectiveness_pct=left,
        right_torque_effectiveness_pct=right,
    )
    one = minutes(np.full(20, 180.0), 85, left_torque_effectiveness_pct=left)
    assert RideHistory(rides(both)).scores("torque_effectiveness").level == pytest.approx(72.5)
    assert RideHistory(rides(one)).scores("torque_effectiveness").level == pytest.approx(70.0)


def test_a_pedal_that_tells_nought_all_the_time_tells_nothing():
    bins = minutes(np.full(20, 180.0), 85, left_platform_offset_mm=np.zeros(20))
    assert len(RideHistory(rides(bins)).scores("platform_offset")) == 0


def test_rides_indoors_are_no_comparison_for_those_outdoors():
    outdoors, indoors = ridden(20), ridden(20, seed=1)
    inside = [minutes(one["power_w"], one["cadence_rpm"] + 9, indoor=True) for one in indoors]
    scores = RideHistory(rides(*outdoors, *inside)).scores("cadence_at_power")
    assert scores.usable.tolist() == [True] * 20 + [False] * 6 + [True] * 14
    assert abs(scores.values[26:].mean() - scores.values[:20].mean()) < 1.5


def test_no_later_ride_has_a_part_in_a_score():
    all_rides = rides(*ridden(50, fall=5.0))
    day = all_rides[20].day
    then = RideHistory(all_rides[:20]).scores("cadence_at_power")
    now = RideHistory(all_rides).scores("cadence_at_power", day)
    assert now.ids == then.ids
    assert now.values == pytest.approx(then.values)
    assert (now.level, now.at_effort) == pytest.approx((then.level, then.at_effort))


@given(
    st.lists(st.floats(0, 400) | st.just(float("nan")), min_size=1, max_size=25),
    st.sampled_from(RIDING),
    st.booleans(),
)
def test_any_minutes_give_scores_or_none(power, signal, known):
    columns = {
        name: np.resize([75.0, np.nan, 60.0], len(power))
        for name in ("left_torque_effectiveness_pct", "power_balance_right_pct")
    }
    bins = minutes(power, np.resize([85.0, np.nan], len(power)), **columns)
    history = RideHistory(rides(bins, bins, threshold_w=250.0 if known else None))
    scores = history.scores(signal)
    assert np.isfinite(scores.values).all()
    assert len(scores) in {0, 2}


def test_the_pedals_of_the_corpus_lie_where_pedals_do(ridden_in_corpus):
    for signal in ("cadence_at_power", "torque_effectiveness", "pedal_smoothness"):
        scores = RideHistory(ridden_in_corpus).scores(signal)
        low, high = SIGNALS[signal].typical
        assert len(scores) > 3
        assert low - 10 < scores.level < high + 25


@pytest.fixture(scope="module")
def ridden_in_corpus(corpus):
    from ingest import read_activity
    from ingest.repair import clean

    found = []
    for path in sorted(corpus.glob("ride/*pwr*.fit")):
        activity = read_activity(path)
        for session in activity.sessions:
            bins = FormBins.of(clean(activity, session), session, str(activity.device))
            if bins is not None and bins.family == "ride":
                day = activity.local_start(session).date()
                found.append(Ride(path.name, day, str(activity.device), bins))
    return sorted(found, key=lambda ride: ride.day)
