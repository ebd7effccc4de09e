"""The minutes of a session: which of them are steady, and what is kept of them."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ingest import read_activity
from ingest.activity import Session
from ingest.errors import ReadingError
from ingest.repair import clean
from ingest.stream import Stream
from models.form import MIN_MINUTES, FormBins

START = datetime(2026, 7, 1, 6, tzinfo=UTC)


def session(sport="running", sub_sport=None):
    return Session(sport, sub_sport, START, 0.0, 0.0, slice(0))


def stream(minutes=20, elapsed_s=None, **columns):
    seconds = round(minutes * 60)
    clock = np.arange(float(seconds)) if elapsed_s is None else elapsed_s
    full = {name: np.broadcast_to(value, seconds).astype(float) for name, value in columns.items()}
    return Stream(clock, np.zeros(seconds, np.int32), full)


def run(minutes=20, sub_sport=None, **columns):
    seconds = round(minutes * 60)
    columns = {"speed_mps": 3.0, "cadence_spm": 170.0, **columns}
    covered = np.cumsum(np.broadcast_to(columns["speed_mps"], seconds))
    columns.setdefault("distance_m", covered)
    return FormBins.of(stream(minutes, **columns), session(sub_sport=sub_sport))


def ride(minutes=20, **columns):
    columns = {"power_w": 200.0, "cadence_rpm": 90.0, **columns}
    return FormBins.of(stream(minutes, **columns), session("cycling"))


def during(minute, seconds, usual, then):
    """A value that is another one for the first seconds of a minute."""
    values = np.full(20 * 60, float(usual))
    values[60 * minute : 60 * minute + seconds] = then
    return values


def test_each_full_minute_is_a_row_and_the_rest_is_left_out():
    assert len(run(12.9)) == 12


@pytest.mark.parametrize("minutes", [0, 0.5])
def test_less_than_a_minute_is_nothing(minutes):
    assert run(minutes) is None


def test_a_swim_has_no_form():
    assert FormBins.of(stream(speed_mps=1.0), session("swimming")) is None


def test_a_run_is_steady_from_its_second_minute_to_the_one_before_its_last():
    bins = run()
    assert bins.steady.tolist() == [False, *[True] * 18, False]
    assert bins.left_out == {"start_or_stop": 2}


@pytest.mark.parametrize(
    ("why", "columns"),
    [
        ("walking", {"cadence_spm": during(8, 7, 170, 110)}),
        ("walking", {"speed_mps": during(8, 7, 3.0, 1.7)}),
        ("uneven", {"speed_mps": during(8, 30, 3.0, 3.6)}),
        ("unknown", {"cadence_spm": during(8, 31, 170, np.nan)}),
    ],
)
def test_a_minute_that_is_not_steady_says_why(why, columns):
    bins = run(**columns)
    assert not bins.steady[8]
    assert bins.steady[10]
    assert bins.left_out == {"start_or_stop": 2, why: 1}


def test_twenty_seconds_around_standing_are_not_steady():
    bins = run(speed_mps=during(8, 10, 3.0, 0.0))
    assert np.flatnonzero(~bins.steady).tolist() == [0, 7, 8, 19]


@pytest.mark.parametrize(
    "columns",
    [
        {"cadence_spm": during(8, 6, 170, 110)},
        {"speed_mps": during(8, 30, 3.0, 3.5)},
        {"cadence_spm": during(8, 30, 170, np.nan)},
    ],
)
def test_a_minute_at_the_bounds_is_steady(columns):
    assert run(**columns).steady[8]


@pytest.mark.parametrize(("grade", "steady"), [(0.029, True), (0.031, False), (-0.031, False)])
def test_a_grade_within_three_per_cent_counts_as_steady(grade, steady):
    bins = run(altitude_m=grade * 3.0 * np.arange(20 * 60))
    assert bins.steady[8] == steady
    assert bins["grade_pct"][8] == pytest.approx(100 * grade, abs=0.01)
    assert bins.left_out.get("hilly", 0) == (0 if steady else 18)


@pytest.mark.parametrize(
    ("second", "steady"), [(459, True), (460, False), (510, False), (559, False), (560, True)]
)
def test_no_second_of_a_steady_minute_is_within_twenty_of_a_pause_of_the_timer(second, steady):
    clock = np.arange(1200.0) + 30 * (np.arange(1200) >= second)
    assert run(elapsed_s=clock).steady[8] == steady


def test_a_minute_is_the_mean_of_what_was_run_in_it():
    bins = run(cadence_spm=during(8, 5, 170, 90), ground_contact_ms=during(8, 30, 250, 260))
    assert bins["cadence_spm"][8] == pytest.approx(170)
    assert bins["ground_contact_ms"][8] == pytest.approx((25 * 260 + 30 * 250) / 55)


def test_step_length_and_vertical_ratio_follow_from_speed_and_cadence():
    bins = run(vertical_oscillation_mm=80.0)
    assert bins["step_length_m"][8] == pytest.approx(60 * 3.0 / 170)
    assert bins["vertical_ratio_pct"][8] == pytest.approx(8 / (60 * 3.0 / 170))


def test_what_was_not_recorded_is_unknown_and_takes_no_room():
    bins = run(temperature_c=np.nan)
    assert "temperature_c" not in bins
    assert np.isnan(bins["temperature_c"]).all()
    assert np.isnan(bins["contact_balance_left_pct"]).all()


def test_a_strap_shows_by_its_balance_and_a_foot_pod_by_its_stiffness():
    assert run().sensors == ()
    assert run(ground_contact_ms=250).sensors == ("dynamics",)
    assert run(contact_balance_left_pct=50.2).sensors == ("balance",)
    assert run(**{"Leg Spring Stiffness": 9.5}).sensors == ("stryd",)
    seldom = np.where(np.arange(1200) < 400, 50.2, np.nan)
    assert run(contact_balance_left_pct=seldom).sensors == ()


def test_what_a_watch_does_not_tell_of_walking_it_measured_all_the_same():
    walking = np.arange(1200) < 700
    bins = run(
        cadence_spm=np.where(walking, 110, 170), ground_contact_ms=np.where(walking, np.nan, 250)
    )
    assert bins.sensors == ("dynamics",)


def test_a_pods_noughts_are_no_readings():
    bins = run(**{"Leg Spring Stiffness": during(8, 20, 9.5, 0)})
    assert bins["leg_stiffness_kn_m"][8] == pytest.approx(9.5)


def test_a_treadmill_is_indoors():
    assert run(sub_sport="treadmill").indoor
    assert not run().indoor


def test_a_minute_with_coasting_is_no_steady_riding():
    bins = ride(cadence_rpm=during(8, 7, 90, 0), power_w=during(8, 7, 200, 0))
    assert bins.left_out == {"start_or_stop": 2, "coasting": 1}
    assert bins["cadence_rpm"][8] == pytest.approx(90)
    assert bins["power_w"][8] == pytest.approx(200)


@pytest.mark.parametrize("every_s", [1, 2])
def test_a_device_that_stores_every_other_second_tells_enough(every_s):
    kept = np.arange(1200) % every_s == 0
    assert run(cadence_spm=np.where(kept, 170.0, np.nan)).steady[1:-1].all()
    assert ride(cadence_rpm=np.where(kept, 90.0, np.nan)).steady[1:-1].all()


def test_pedals_count_while_they_are_pressed():
    bins = ride(power_w=during(8, 20, 200, 79), left_torque_effectiveness_pct=during(8, 20, 75, 20))
    assert bins["left_torque_effectiveness_pct"][8] == pytest.approx(75)


def test_a_power_phase_around_the_top_has_a_mean_near_the_top():
    starts = np.where(np.arange(1200) % 2, 350.0, 14.0)
    assert ride(left_power_phase_start_deg=starts)["left_power_phase_start_deg"][
        8
    ] == pytest.approx(2)


def test_what_is_kept_comes_back():
    bins = run(ground_contact_ms=during(8, 60, 250, np.nan), temperature_c=21.0)
    again = FormBins.from_parts(json.loads(json.dumps(bins.facts())), bins.to_bytes())
    assert again.facts() == bins.facts()
    assert again.steady.tolist() == bins.steady.tolist()
    for name in (*bins.columns, "step_length_m"):
        np.testing.assert_array_equal(again[name], bins[name])


def test_a_minute_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        run().steady[0] = True


def test_what_an_athlete_counted_stands_for_the_fewest_minutes_that_make_a_session():
    told = FormBins.told("run", cadence_spm=172, speed_mps=3.1)
    assert told.steady.sum() == MIN_MINUTES
    assert FormBins.from_parts(told.facts(), told.to_bytes())["cadence_spm"].tolist() == [172] * 10


_NUMBERS = st.floats(-1e4, 1e4) | st.just(float("nan"))
_COLUMNS = (
    "speed_mps", "cadence_spm", "cadence_rpm", "power_w", "distance_m", "altitude_m",
    "temperature_c", "left_power_phase_start_deg", "Form Power",
)  # fmt: skip


@given(st.data(), st.sampled_from(["running", "cycling", "swimming"]), st.integers(0, 400))
def test_any_stream_gives_minutes_or_none(data, sport, seconds):
    columns = {
        name: data.draw(arrays(float, seconds, elements=_NUMBERS, fill=_NUMBERS))
        for name in data.draw(st.sets(st.sampled_from(_COLUMNS)))
    }
    clock = np.cumsum(data.draw(arrays(float, seconds, elements=st.sampled_from([1.0, 1.0, 90.0]))))
    bins = FormBins.of(Stream(clock, np.zeros(seconds, np.int32), columns), session(sport))
    if bins is None:
        assert sport == "swimming" or seconds < 60
        return
    assert len(bins) == seconds // 60
    assert np.count_nonzero(~bins.steady) == sum(bins.left_out.values())
    again = FormBins.from_parts(bins.facts(), bins.to_bytes())
    assert again.facts() == bins.facts()


def test_every_real_run_and_ride_says_what_became_of_each_minute(corpus):
    seen = 0
    for path in [*corpus.glob("run/*.fit"), *corpus.glob("ride/*.fit")][::4]:
        try:
            activity = read_activity(path)
        except ReadingError:
            continue
        for one in activity.sessions:
            bins = FormBins.of(clean(activity, one), one, str(activity.device))
            if bins is not None:
                assert int(bins.steady.sum()) + sum(bins.left_out.values()) == len(bins)
                seen += len(bins)
    assert seen > 500
