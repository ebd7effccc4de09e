"""Sessions, laps and pauses of a FIT file: when they were, also where the device says it wrong."""

from datetime import UTC, datetime, timedelta

import fit_bytes as fb
import numpy as np
import pytest

from ingest.formats import read
from ingest.formats.fit_records import FIT_EPOCH_S

START = datetime.fromtimestamp(fb.START + FIT_EPOCH_S, tz=UTC)
RUNNING, CYCLING, TRANSITION, SWIMMING = 1, 2, 3, 5


def activity(*parts):
    return read(fb.fit(fb.file_id(), *parts), "a test")


def codes(found):
    return [issue.code for issue in found.issues]


def test_each_leg_of_a_multisport_file_has_its_samples_and_its_kind_of_cadence():
    legs = [(SWIMMING, 0, 20), (TRANSITION, 20, 5), (CYCLING, 25, 20), (RUNNING, 45, 15)]
    summaries = [fb.session(s, fb.START + begin, seconds) for s, begin, seconds in legs]
    for parts in ([*summaries, fb.records(60)], [fb.records(60), *reversed(summaries)]):
        race = activity(*parts)
        assert [s.sport for s in race.sessions] == ["swimming", "transition", "cycling", "running"]
        assert [(s.rows.start, s.rows.stop) for s in race.sessions] == [
            (0, 20), (20, 25), (25, 45), (45, 60),
        ]  # fmt: skip
        assert race.sessions[2].start == START + timedelta(seconds=25)
        known = {
            name: np.flatnonzero(~np.isnan(race.samples[name])).tolist()
            for name in ("cadence_rpm", "cadence_spm")
        }
        assert known["cadence_rpm"] == list(range(25, 45))
        assert known["cadence_spm"] == [*range(20, 25), *range(45, 60)]


def test_samples_outside_all_sessions_belong_to_the_nearest():
    two = activity(
        fb.session(CYCLING, fb.START + 5, 20),
        fb.session(RUNNING, fb.START + 35, 20),
        fb.records(60),
    )
    # The border lies at second 30, in the middle of the gap.
    assert [(s.rows.start, s.rows.stop) for s in two.sessions] == [(0, 30), (30, 60)]
    assert two.start == START
    assert two.sessions[0].start == START + timedelta(seconds=5)


def test_without_a_session_message_one_is_made_from_the_samples():
    sport = fb.table(4, 12, [(0, 1, fb.ENUM), (1, 1, fb.ENUM)], [[CYCLING, 6]])
    ride = activity(sport, fb.timer(fb.START, fb.START + 40), fb.records(60))
    session = ride.sessions[0]
    assert (session.sport, session.sub_sport) == ("cycling", "indoor_cycling")
    assert (session.elapsed_s, session.timer_s) == (59, 40)
    assert session.distance_m == 5 * 59
    assert codes(ride) == ["no_session"]


def test_a_session_without_samples_is_an_activity_too():
    swim = activity(fb.session(SWIMMING))
    assert len(swim.samples) == 0
    assert swim.sessions[0].rows == slice(0, 0)
    assert swim.timer_runs == ((0, 60),)


def test_pauses_part_the_timer_runs():
    stop_and_go = [(0, 0, 0), (20, 0, 4), (30, 0, 0), (50, 0, 1), (55, 0, 0)]
    rows = [[fb.START + second, event, kind] for second, event, kind in stop_and_go]
    fields = [fb.TIMESTAMP, (0, 1, fb.ENUM), (1, 1, fb.ENUM)]
    ride = activity(fb.table(3, fb.EVENT, fields, rows), fb.records(), fb.session())
    assert ride.timer_runs == ((0, 20), (30, 50), (55, 60))
    assert [(e.time_s, e.name, e.action) for e in ride.events[:2]] == [
        (0, "timer", "start"), (20, "timer", "stop_all"),
    ]  # fmt: skip


def test_a_session_days_away_from_its_samples_takes_their_time():
    ride = activity(fb.session(start=fb.START - 90 * 86_400), fb.records(60))
    assert ride.start == START
    assert ride.sessions[0].start == START
    assert ride.sessions[0].rows == slice(0, 60)
    assert codes(ride) == ["absurd_time"]


@pytest.mark.parametrize("hours", [-8, 2])
def test_sessions_noted_by_another_clock_than_their_samples_take_the_samples_time(hours):
    shifted = fb.START + 3600 * hours
    legs = fb.session(CYCLING, shifted, 40) + fb.session(RUNNING, shifted + 40, 20)
    brick = activity(fb.records(60), legs)
    assert brick.start == START
    assert [(s.start, s.rows) for s in brick.sessions] == [
        (START, slice(0, 40)), (START + timedelta(seconds=40), slice(40, 60)),
    ]  # fmt: skip
    assert codes(brick) == ["absurd_time"]


def test_a_session_may_go_on_long_after_its_last_sample():
    gym = activity(fb.records(60), fb.session(10, fb.START, 3600))
    assert gym.sessions[0].elapsed_s == 3600
    assert codes(gym) == []


def test_a_summary_of_the_whole_event_beside_its_legs_is_no_session():
    legs = fb.session(CYCLING, fb.START, 40) + fb.session(RUNNING, fb.START + 40, 20)
    race = activity(fb.records(60), fb.session(18, fb.START, 60), legs)
    assert [s.sport for s in race.sessions] == ["cycling", "running"]
    alone = activity(fb.records(60), fb.session(18, fb.START, 60))
    assert [s.sport for s in alone.sessions] == ["multisport"]


def test_sessions_of_the_same_time_share_its_samples_out_without_overlap():
    same = activity(fb.records(60), fb.session(CYCLING), fb.session(RUNNING), fb.session(CYCLING))
    assert sorted(s.sport for s in same.sessions) == ["cycling", "running"]
    assert sorted(s.rows.stop - s.rows.start for s in same.sessions) == [0, 60]


def test_laps_that_all_begin_with_the_session_follow_one_another():
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (7, 4, fb.UINT32)]
    rows = [[fb.START + 60, fb.START, 1000 * seconds] for seconds in (30, 20, 10)]
    laps = activity(fb.table(4, fb.LAP, fields, rows), fb.records(), fb.session()).laps
    assert [(lap.start_s, lap.elapsed_s) for lap in laps] == [(0, 30), (30, 20), (50, 10)]


def test_a_lap_without_a_start_begins_so_long_before_its_end():
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (7, 4, fb.UINT32)]
    rows = [[fb.START + 60, None, 20_000], [None, None, 20_000]]
    laps = activity(fb.table(4, fb.LAP, fields, rows), fb.records(), fb.session()).laps
    assert [(lap.start_s, lap.elapsed_s) for lap in laps] == [(40, 20)]


def test_lengths_of_the_same_time_are_all_kept():
    """Garmin's watches note the metres of a drill as lengths with the time of the whole drill."""
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (3, 4, fb.UINT32), (12, 1, fb.ENUM)]
    rows = [[fb.START + 20, fb.START, 20_000, 1]] + [[fb.START + 60, fb.START + 20, 40_000, 1]] * 3
    swim = activity(fb.table(4, 101, fields, rows), fb.session(SWIMMING), fb.records())
    assert [length.start_s for length in swim.lengths] == [0, 20, 20, 20]


def test_a_device_without_a_clock_counts_from_the_date_of_the_file():
    rows = [[500 + i, *fb.record_row(i)[1:]] for i in range(20)]
    ride = activity(
        fb.table(2, fb.RECORD, fb.RECORD_FIELDS, rows), fb.session(start=500, seconds=20)
    )
    assert ride.start == START
    assert ride.samples.time_s.tolist() == list(range(20))
    assert codes(ride) == ["no_clock"]


def offsets(activity_local=None, correlated=None, set_to=None):
    """Messages that tell the offset from UTC: three kinds, each if given."""
    kinds = ((fb.ACTIVITY, 5, activity_local), (162, 3, correlated))
    parts = [
        fb.table(4, kind, [fb.TIMESTAMP, (field, 4, fb.UINT32)], [[fb.START, fb.START + offset_s]])
        for kind, field, offset_s in kinds
        if offset_s is not None
    ]
    if set_to is not None:
        parts.append(fb.table(5, 2, [(2, 4, fb.UINT32)], [[set_to % 2**32]]))
    return b"".join(parts)


@pytest.mark.parametrize(
    ("told", "offset_s"),
    [
        ({"activity_local": 28_800}, 28_800),
        ({"activity_local": 20_700 + 13}, 20_700),
        ({"activity_local": -34_200}, -34_200),
        ({"activity_local": 0}, 0),
        ({"activity_local": 90_000}, None),
        ({"activity_local": 1080}, None),  # no multiple of a quarter of an hour
        ({}, None),
        ({"correlated": 36_000}, 36_000),
        ({"activity_local": 225, "correlated": 36_000}, 36_000),
        ({"activity_local": 3600, "correlated": 36_000, "set_to": 7200}, 3600),
        ({"set_to": 7200}, 7200),
        ({"set_to": -18_000}, -18_000),
        ({"set_to": 2100}, None),
        # Apps and bike computers that don't know better.
        ({"correlated": 0}, None),
        ({"set_to": 0}, None),
    ],
)
def test_the_offset_from_utc_is_a_plausible_quarter_of_an_hour_or_unknown(told, offset_s):
    assert activity(fb.records(), fb.session(), offsets(**told)).utc_offset_s == offset_s


@pytest.mark.parametrize(
    ("longitude_deg", "sub_sport", "offset_s"), [(-6, 0, 0), (-90, 0, None), (166, 58, 0)]
)
def test_an_offset_of_zero_is_none_far_from_greenwich_but_on_virtual_roads(
    longitude_deg, sub_sport, offset_s
):
    fields = [fb.TIMESTAMP, (0, 4, fb.SINT32), (1, 4, fb.SINT32)]
    rows = [[fb.START + i, 2**29, int(longitude_deg / 180 * 2**31)] for i in range(3)]
    session = fb.session(CYCLING, seconds=3, sub_sport=sub_sport)
    ride = activity(fb.table(2, fb.RECORD, fields, rows), session, offsets(activity_local=0))
    assert ride.utc_offset_s == offset_s


def test_laps_carry_intensity_trigger_and_workout_step():
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (7, 4, fb.UINT32), (8, 4, fb.UINT32)]
    fields += [(9, 4, fb.UINT32), (13, 2, fb.UINT16), (15, 1, fb.UINT8), (23, 1, fb.ENUM)]
    fields += [(24, 1, fb.ENUM), (71, 2, fb.UINT16)]
    rows = [
        [fb.START + 60, fb.START + 30, 30_000, 29_000, 15_000, 5000, 150, 4, 0, None],
        [fb.START + 30, fb.START, 30_000, None, None, None, None, 0, 2, 3],
    ]
    laps = activity(fb.table(4, fb.LAP, fields, rows), fb.records(), fb.session()).laps
    assert [(lap.start_s, lap.elapsed_s, lap.timer_s) for lap in laps] == [
        (0, 30, None), (30, 30, 29),
    ]  # fmt: skip
    assert [(lap.intensity, lap.trigger, lap.workout_step) for lap in laps] == [
        ("active", "distance", 3), ("recovery", "manual", None),
    ]  # fmt: skip
    assert (laps[1].distance_m, laps[1].avg_speed_mps, laps[1].avg_heart_rate_bpm) == (150, 5, 150)


@pytest.mark.parametrize("elapsed_s", [4_294_967, 30 * 86_400])
def test_a_session_cannot_go_on_for_days_after_its_last_sample(elapsed_s):
    ride = activity(fb.records(60), fb.session(CYCLING, seconds=elapsed_s - 1))
    assert ride.sessions[0].elapsed_s == ride.sessions[0].timer_s == 59
    assert ride.timer_runs == ((0, 59),)
    assert codes(ride) == ["absurd_time"]


def test_a_session_that_does_not_say_when_it_was_still_tells_the_sport():
    told = fb.table(1, fb.SESSION, [fb.TIMESTAMP, (5, 1, fb.ENUM)], [[fb.START + 60, RUNNING]])
    run = activity(fb.records(60), told)
    assert [(s.sport, s.start, s.elapsed_s) for s in run.sessions] == [("running", START, 59)]
    assert codes(run)[0] == "no_session"


def test_hundreds_of_sessions_are_damage_and_only_the_first_are_taken():
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (5, 1, fb.ENUM)]
    rows = [[fb.START + i + 1, fb.START + i, CYCLING] for i in range(300)]
    ride = activity(fb.records(300), fb.table(1, fb.SESSION, fields, rows))
    assert codes(ride) == ["too_many_sessions"]
    assert len(ride.sessions) == 200
    assert ride.sessions[-1].rows.stop == 300


def test_of_sessions_that_go_on_for_weeks_and_overlap_the_shortest_are_believed():
    fields = [fb.TIMESTAMP, (2, 4, fb.UINT32), (7, 4, fb.UINT32), (5, 1, fb.ENUM)]
    weeks = [[fb.START, fb.START - i, 3_000_000_000 + i, RUNNING] for i in range(9)]
    rows = [fb.record_row(i) for i in (0, 1, 2, 2_000_000, 4_000_000)]
    ride = activity(
        fb.table(1, fb.SESSION, fields, weeks),
        fb.session(CYCLING, seconds=3),
        fb.table(2, fb.RECORD, fb.RECORD_FIELDS, rows),
    )
    assert [(s.sport, s.elapsed_s) for s in ride.sessions] == [("cycling", 3)]
    assert "too_many_sessions" in codes(ride)
