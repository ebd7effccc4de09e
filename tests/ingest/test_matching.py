"""Which sessions are one, and which of them stands for the others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Activity, Device, Issue, Samples, Sensor, Session
from ingest.matching import Recorded, describe, groups
from ingest.stream import Stream

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RIDE = frozenset({"heart_rate_bpm", "speed_mps", "latitude_deg"})


def recorded(name, *stretches_min, sport="cycling", **more):
    """A session at work between these minutes after noon."""
    start_min = stretches_min[0][0]
    return Recorded(
        **{
            "id": name,
            "activity_id": name,
            "legs": 1,
            "sport": sport,
            "sub_sport": None,
            "start": NOON + timedelta(minutes=start_min),
            "stretches": tuple(
                ((a - start_min) * 60.0, (b - start_min) * 60.0) for a, b in stretches_min
            ),
            "channels": RIDE,
            "format": "fit",
            "device": "a watch",
            **more,
        }
    )


def leg(name, first_min, last_min, sport, **more):
    return recorded(
        name, (first_min, last_min), sport=sport, activity_id="multisport", legs=3, **more
    )


def found(*sessions, separated=()):
    """Each group as its first session and the set of the others."""
    return {
        group.primary: {other.id for other in group.others} for group in groups(sessions, separated)
    }


class TestOneSession:
    def test_a_watch_and_a_bike_computer_on_one_ride(self):
        assert len(found(recorded("watch", (0, 90)), recorded("computer", (1, 88)))) == 1

    def test_two_rides_one_after_the_other_are_two(self):
        assert found(recorded("out", (0, 60)), recorded("home", (60, 120))) == {}

    def test_a_recording_stopped_a_little_late_overlaps_the_next_and_is_no_part_of_it(self):
        assert found(recorded("out", (0, 60)), recorded("home", (55, 120))) == {}

    def test_more_than_half_of_the_shorter_decides(self):
        long = recorded("long", (0, 60))
        assert found(long, recorded("short", (50, 70))) == {}
        assert found(long, recorded("short", (49, 69))) == {"long": {"short"}}

    def test_a_run_in_a_ride_that_somebody_forgot_to_stop_is_no_ride(self):
        assert found(recorded("ride", (0, 90)), recorded("run", (60, 90), sport="running")) == {}

    @pytest.mark.parametrize("sport", ["generic", "training", "fitness_equipment"])
    def test_a_name_that_says_nothing_may_be_any_sport(self, sport):
        ride, vague = recorded("ride", (0, 60)), recorded("vague", (2, 61), sport=sport)
        assert found(ride, vague) == {"ride": {"vague"}}

    def test_strength_training_during_a_ride_is_another_session(self):
        gym = recorded("gym", (10, 50), sport="training", sub_sport="strength_training")
        assert found(recorded("ride", (0, 60)), gym) == {}

    def test_a_virtual_ride_is_the_ride_indoors(self):
        virtual = recorded("virtual", (30, 40), sub_sport="virtual_activity")
        indoors = recorded("indoors", (0, 60), sub_sport="indoor_cycling")
        assert found(virtual, indoors) == {"indoors": {"virtual"}}

    def test_indoor_rowing_is_rowing_whatever_the_machine_calls_it(self):
        machine = recorded("machine", (0, 20), sport="fitness_equipment", sub_sport="indoor_rowing")
        watch = recorded("watch", (0, 21), sport="rowing", sub_sport="indoor_rowing")
        assert len(found(machine, watch)) == 1

    def test_the_same_moments_under_another_sport_were_renamed_afterwards(self):
        run, ride = recorded("run", (0, 60), sport="running"), recorded("ride", (0, 60))
        assert len(found(run, ride)) == 1
        assert found(run, replace(ride, start=ride.start + timedelta(seconds=30))) == {}
        assert found(run, recorded("ride", (0, 59))) == {}

    def test_a_cropped_export_is_the_session_it_was_cut_from(self):
        assert found(recorded("full", (0, 60)), recorded("cropped", (10, 50))) == {
            "full": {"cropped"}
        }

    def test_a_ride_at_noon_is_not_part_of_the_commute_recorded_around_it(self):
        commute = recorded("commute", (-240, -220), (300, 320))
        assert found(commute, recorded("noon", (0, 60))) == {}

    def test_legs_of_one_recording_are_never_one(self):
        assert found(leg("first", 0, 60, "cycling"), leg("second", 0, 60, "cycling")) == {}

    def test_what_the_athlete_separated_stands_for_itself(self):
        a, b, c = (recorded(name, (0, 60)) for name in "abc")
        assert found(a, b, c) == {"a": {"b", "c"}}
        assert found(a, b, c, separated=["a"]) == {"b": {"c"}}
        assert found(a, b, separated=["b"]) == {}


class TestWhichLeads:
    def test_the_one_that_holds_clearly_more(self):
        pieces = [recorded("first", (0, 55)), recorded("second", (65, 120))]
        assert found(*pieces, recorded("whole", (0, 120))) == {"whole": {"first", "second"}}

    def test_two_rides_are_not_joined_by_a_third_between_them(self):
        between = recorded("between", (57, 63))
        assert found(recorded("out", (0, 61)), recorded("home", (59, 120)), between) == {
            "out": {"between"}
        }

    def test_a_leg_of_a_triathlon_even_where_a_computer_ran_on(self):
        legs = [leg("s", 0, 20, "swimming"), leg("b", 22, 62, "cycling")]
        legs.append(leg("r", 64, 90, "running"))
        assert found(*legs, recorded("computer", (22, 100))) == {"b": {"computer"}}

    def test_a_leg_does_not_where_a_button_was_pressed_too_early(self):
        ride = leg("b", 0, 5, "cycling")
        assert found(ride, recorded("computer", (0, 180))) == {"computer": {"b"}}

    def test_each_bike_leg_of_a_duathlon_stays_though_the_computer_has_all_of_them(self):
        rides = [leg(f"b{n}", 60 * n, 60 * n + 20, "cycling") for n in range(4)]
        computer = recorded("computer", *((60 * n, 60 * n + 20) for n in range(4)))
        assert found(*rides, computer) == {"b0": {"computer"}}

    def test_the_legs_of_two_exports_of_a_triathlon_come_from_the_same_one(self):
        legs = [leg("a0", 0, 20, "swimming"), leg("a1", 22, 62, "cycling")]
        again = [replace(one, id=f"b{n}", activity_id="b") for n, one in enumerate(legs)]
        assert found(*legs, *again) == {"a0": {"b0"}, "a1": {"b1"}}

    def test_sessions_that_know_their_sport_lead_one_that_spans_them(self):
        vague = recorded("vague", (0, 100), sport="generic")
        ride, run = recorded("ride", (0, 49)), recorded("run", (55, 100), sport="running")
        assert found(vague, ride, run) == {"ride": {"vague"}}

    def test_a_short_session_does_not_swallow_a_day_that_has_no_name(self):
        vague = recorded("vague", (0, 480), sport="generic")
        assert found(vague, recorded("ride", (100, 160))) == {}

    def test_of_two_that_are_as_long_the_one_with_the_channels_of_its_sport(self):
        meter = recorded("meter", (1, 59), channels=RIDE | {"power_w", "cadence_rpm"})
        watch = recorded("watch", (0, 60), channels=RIDE | set("abc"))
        assert found(watch, meter) == {"meter": {"watch"}}

    def test_an_intact_recording_before_a_damaged_one(self):
        broken = recorded("a", (0, 60), damaged=True, channels=RIDE | {"power_w"})
        assert found(broken, recorded("b", (0, 60))) == {"b": {"a"}}

    def test_then_fit_before_tcx_before_gpx_before_the_rest(self):
        exports = [recorded(n, (0, 60), format=n) for n in ("csv", "gpx", "tcx", "fit")]
        for first in ("fit", "tcx", "gpx"):
            assert list(found(*exports)) == [first]
            exports.pop()

    def test_then_the_one_that_recorded_more(self):
        more = recorded("more", (0, 60), channels=RIDE | {"temperature_c"})
        assert found(recorded("a", (0, 60)), more) == {"more": {"a"}}


class TestReasons:
    def test_they_name_device_start_and_share(self):
        other = recorded("other", (1, 61), device="wahoo ELEMNT", format="tcx")
        (group,) = groups([recorded("a", (0, 60), channels=RIDE | {"power_w"}), other])
        assert group.others[0].reason == (
            "the same ride by wahoo ELEMNT (tcx): starts 60 s later, 98 % of it lies within"
        )

    def test_they_tell_that_it_bore_another_name(self):
        other = recorded("other", (-3, 57), sport="fitness_equipment")
        (group,) = groups([recorded("a", (0, 60)), other])
        assert group.others[0].reason == (
            "the same ride by a watch (fit, there called fitness equipment): "
            "starts 3 min earlier, 95 % of it lies within"
        )


# --- laws -------------------------------------------------------------------------------


@st.composite
def a_library(draw):
    """Sessions of one day, some of them legs of one recording."""
    sessions = []
    for n in range(draw(st.integers(0, 9))):
        edges = sorted(draw(st.sets(st.integers(0, 90), min_size=2, max_size=6)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        recording = draw(st.sampled_from(["", "", "X", "Y"]))
        sessions.append(
            recorded(
                f"s{n}",
                *pairs,
                sport=draw(st.sampled_from(["cycling", "running", "generic"])),
                activity_id=recording or f"a{n}",
                legs=3 if recording else 1,
                format=draw(st.sampled_from(["fit", "gpx"])),
                channels=draw(st.sampled_from([RIDE, RIDE | {"power_w"}])),
            )
        )
    return sessions


@given(a_library(), st.randoms(use_true_random=False))
def test_the_order_of_sessions_changes_nothing(sessions, random):
    shuffled = list(sessions)
    random.shuffle(shuffled)
    assert groups(shuffled) == groups(sessions)


@given(a_library())
def test_every_session_is_in_one_group_at_most(sessions):
    names = [
        n for group in groups(sessions) for n in (group.primary, *(o.id for o in group.others))
    ]
    assert len(names) == len(set(names))


@given(a_library())
def test_nothing_stands_for_what_did_not_overlap_it_or_for_its_own_recording(sessions):
    of = {session.id: session for session in sessions}

    def minutes(session):
        begin_s = (session.start - NOON).total_seconds()
        return {m for a, b in session.stretches for m in range(int(begin_s + a), int(begin_s + b))}

    for group in groups(sessions):
        primary = of[group.primary]
        for other in group.others:
            assert minutes(primary) & minutes(of[other.id])
            assert primary.activity_id != of[other.id].activity_id


@given(a_library(), st.sets(st.sampled_from([f"s{n}" for n in range(9)])))
def test_separated_sessions_are_in_no_group(sessions, separated):
    names = {n for g in groups(sessions, separated) for n in (g.primary, *(o.id for o in g.others))}
    assert not names & separated


@given(a_library())
def test_among_those_that_remain_nothing_is_left_to_group(sessions):
    stood_for = {other.id for group in groups(sessions) for other in group.others}
    assert groups([s for s in sessions if s.id not in stood_for]) == []


# --- from a recording -------------------------------------------------------------------


def described(columns, *, sensors=(), elapsed_s=None, issues=()):
    columns = {name: np.array(values, dtype=np.float64) for name, values in columns.items()}
    n = len(next(iter(columns.values())))
    elapsed_s = np.arange(n, dtype=np.float64) if elapsed_s is None else elapsed_s
    session = Session("cycling", None, NOON, n, n, slice(0, n))
    activity = Activity(
        id="x",
        source="x.fit",
        start=NOON,
        utc_offset_s=0,
        device=Device("garmin", "fenix6"),
        sessions=(session,),
        laps=(),
        samples=Samples(elapsed_s.copy(), {name: v.copy() for name, v in columns.items()}),
        timer_runs=((0.0, float(n)),),
        sensors=sensors,
        issues=issues,
    )
    stream = Stream(elapsed_s, np.zeros(n, np.int32), columns)
    return describe(activity, session, stream, session_id="x-0", file_format="fit")


class TestDescribe:
    def test_a_computer_on_a_racked_bike_is_not_at_work(self):
        speed = np.r_[np.full(600, 8.0), np.zeros(900), np.full(30, 2.0)]
        assert described({"speed_mps": speed}).stretches == ((0.0, 600.0), (1500.0, 1530.0))

    def test_a_rest_of_a_minute_is_part_of_the_work(self):
        speed = np.r_[np.full(600, 8.0), np.zeros(60), np.full(600, 8.0)]
        assert described({"speed_mps": speed}).stretches == ((0.0, 1260.0),)

    def test_pauses_are_no_work(self):
        elapsed_s = np.r_[0.0:600.0, 5000.0:5600.0]
        watts = np.full(1200, 150.0)
        assert described({"power_w": watts}, elapsed_s=elapsed_s).worked_s == 1200

    def test_without_motion_all_of_it_was_work(self):
        still = {"heart_rate_bpm": np.full(600, 120.0), "speed_mps": np.r_[1.0, np.zeros(599)]}
        assert described(still).stretches == ((0.0, 600.0),)

    def test_a_channel_counts_if_it_is_there_half_of_the_time_and_not_always_zero(self):
        seldom = np.where(np.arange(100) < 40, 150.0, np.nan)
        columns = {
            "speed_mps": np.full(100, 8.0),
            "power_w": np.zeros(100),
            "heart_rate_bpm": seldom,
        }
        assert described(columns).channels == {"speed_mps"}

    def test_sensors_of_their_own_are_known(self):
        columns = {"heart_rate_bpm": np.full(100, 150.0), "power_w": np.full(100, 200.0)}
        assert described(columns).measured == frozenset()
        strap, meter = Sensor("heart_rate", source="antplus"), Sensor("bike_power")
        assert described(columns, sensors=(strap, meter)).measured == columns.keys()

    def test_damage_is_known(self):
        truncated = (Issue("truncated", "damage", "the file ends early"),)
        assert not described({"power_w": np.ones(9)}).damaged
        assert described({"power_w": np.ones(9)}, issues=truncated).damaged
