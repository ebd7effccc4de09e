"""TCX: activities, laps, tracks and points become sessions, laps, pauses and samples."""

from datetime import UTC, datetime

import numpy as np
import pytest

from ingest.errors import NotAnActivityError, ReadingError
from ingest.formats import identify, read

MINUTE = "2024-05-01T06:{:02d}:{:02d}Z"


def time(second):
    return MINUTE.format(*divmod(second, 60))


def point(second, inside=""):
    return f"<Trackpoint><Time>{time(second)}</Time>{inside}</Trackpoint>"


def track(seconds, inside=""):
    return f"<Track>{''.join(point(s, inside) for s in seconds)}</Track>"


def lap(start, inside="", seconds=60, metres=200):
    return (
        f'<Lap StartTime="{time(start)}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters>{inside}</Lap>"
    )


def activity(inside, sport="Running"):
    return f'<Activity Sport="{sport}"><Id>{time(0)}</Id>{inside}</Activity>'


def tcx(*activities, attributes='xmlns="http://www.garmin.com/xmlschemas/v2"'):
    inside = f"<Activities>{''.join(activities)}</Activities>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase {attributes}>'
        f"{inside}</TrainingCenterDatabase>"
    )


def reading(document):
    return read(document if isinstance(document, bytes) else document.encode(), "a test")


def codes(found):
    return [issue.code for issue in found.issues]


def test_every_channel_of_a_point_is_read_under_our_name():
    inside = """<Position><LatitudeDegrees>50.5</LatitudeDegrees>
      <LongitudeDegrees>-5.25</LongitudeDegrees></Position>
      <AltitudeMeters>12.5</AltitudeMeters><DistanceMeters>{}</DistanceMeters>
      <HeartRateBpm xsi:type="HeartRateInBeatsPerMinute_t"><Value>123</Value></HeartRateBpm>
      <Cadence>88</Cadence><Extensions><ns3:TPX CadenceSensor="Bike"><ns3:Speed>7.5</ns3:Speed>
      <ns3:Watts>210</ns3:Watts></ns3:TPX></Extensions>"""
    points = "".join(point(s, inside.format(10 * s)) for s in range(3))
    found = reading(tcx(activity(lap(0, f"<Track>{points}</Track>"), "Biking")))
    assert found.sessions[0].sport == "cycling"
    assert {name: column[-1] for name, column in found.samples.columns.items()} == {
        "latitude_deg": 50.5, "longitude_deg": -5.25, "altitude_m": 12.5, "distance_m": 20,
        "heart_rate_bpm": 123, "cadence_rpm": 88, "speed_mps": 7.5, "power_w": 210,
    }  # fmt: skip
    assert found.samples.time_s.tolist() == [0, 1, 2]
    assert found.start == datetime(2024, 5, 1, 6, tzinfo=UTC)
    assert found.utc_offset_s is None


@pytest.mark.parametrize("element", ["RunCadence", "Cadence"])
def test_running_cadence_counts_the_steps_of_both_feet(element):
    strides = f"<Extensions><TPX><{element}>85</{element}></TPX></Extensions>"
    found = reading(tcx(activity(lap(0, track(range(5), strides)))))
    assert found.samples["cadence_spm"].tolist() == [170] * 5
    assert not codes(found)


def test_a_device_that_stores_steps_is_not_doubled_and_told_of():
    steps = "<Extensions><TPX><RunCadence>172</RunCadence></TPX></Extensions>"
    found = reading(tcx(activity(lap(0, track(range(5), steps)))))
    assert found.samples["cadence_spm"].tolist() == [172] * 5
    assert codes(found) == ["cadence_in_steps"]


def test_laps_keep_what_the_device_told_and_last_until_the_next():
    told = """<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>
      <MaximumHeartRateBpm><Value>160</Value></MaximumHeartRateBpm>
      <Intensity>Resting</Intensity><TriggerMethod>Distance</TriggerMethod>{}
      <Extensions><LX><AvgSpeed>3.5</AvgSpeed><AvgWatts>201</AvgWatts></LX></Extensions>"""
    found = reading(tcx(activity(lap(0, told.format(track(range(61)))) + lap(70, seconds=30))))
    first, second = found.laps
    assert (first.start_s, first.elapsed_s, first.timer_s, first.distance_m) == (0, 70, 60, 200)
    assert (first.avg_heart_rate_bpm, first.avg_speed_mps, first.avg_power_w) == (150, 3.5, 201)
    assert (first.intensity, first.trigger) == ("rest", "distance")
    assert (second.start_s, second.elapsed_s) == (70, 30)
    session = found.sessions[0]
    assert (session.elapsed_s, session.timer_s, session.distance_m) == (100, 90, 400)


def test_several_tracks_in_a_lap_are_the_timers_runs():
    pausing = lap(0, track(range(10)) + track(range(40, 61)), seconds=30)
    found = reading(tcx(activity(pausing + lap(61, track(range(61, 91)), seconds=30))))
    assert found.timer_runs == ((0, 9), (40, 91))
    assert found.sessions[0].timer_s == 60
    assert found.sessions[0].elapsed_s == 91


def test_tracks_of_a_single_point_each_are_no_pauses():
    found = reading(tcx(activity(lap(0, "".join(track([s]) for s in range(20)), seconds=19))))
    assert found.timer_runs == ((0, 19),)


def test_a_multisport_session_gives_its_legs_and_transitions_in_time_order():
    transition = lap(100, track(range(100, 121)), 20, 50).replace("Lap", "Transition")
    legs = (
        f"<MultiSportSession><Id>{time(0)}</Id>"
        f"<FirstSport>{activity(lap(0, track(range(101))), 'Biking')}</FirstSport>"
        f"<NextSport>{transition}{activity(lap(120, track(range(121, 181))))}</NextSport>"
        "</MultiSportSession>"
    )
    found = reading(tcx(legs))
    assert [session.sport for session in found.sessions] == ["cycling", "transition", "running"]
    rows = [session.rows for session in found.sessions]
    # The second at which the ride ends and the transition begins is one sample.
    assert rows == [slice(0, 101), slice(101, 121), slice(121, 181)]
    assert [len(found.samples.part(r)) for r in rows] == [101, 20, 60]
    assert found.timer_runs == ((0, 100), (100, 120), (120, 180))


def test_activities_in_any_order_become_sessions_in_time_order():
    run, ride = (
        activity(lap(120, track(range(120, 180)))),
        activity(lap(0, track(range(60))), "Biking"),
    )
    found = reading(tcx(run, ride))
    assert [session.sport for session in found.sessions] == ["cycling", "running"]
    assert (np.diff(found.samples.time_s) > 0).all()


def test_of_overlapping_activities_the_longer_keeps_its_samples():
    found = reading(
        tcx(activity(lap(10, track(range(10, 20)))), activity(lap(0, track(range(60)))))
    )
    assert codes(found) == ["overlapping_activities"]
    assert found.damaged
    assert sorted(len(found.samples.part(s.rows)) for s in found.sessions) == [0, 60]


def test_device_and_name_are_taken_from_creator_and_plan():
    about = """<Training><Plan Type="Workout"><Name>6 x 400</Name></Plan></Training>
      <Notes>It rained.</Notes><Creator xsi:type="Device_t"><Name>Forerunner 935</Name>
      <Version><VersionMajor>6</VersionMajor><VersionMinor>10</VersionMinor></Version></Creator>"""
    document = tcx(activity(lap(0, track(range(3))) + about))
    author = "<Author><Name>An exporter</Name></Author></TrainingCenterDatabase>"
    found = reading(document.replace("</TrainingCenterDatabase>", author))
    assert (found.device.product, found.device.software) == ("Forerunner 935", "6.10")
    assert found.name == "6 x 400"


def test_a_pool_swim_without_points_is_a_session_of_its_laps():
    found = reading(tcx(activity(lap(0) + lap(60, metres=300), "Other")))
    session = found.sessions[0]
    assert (session.timer_s, session.distance_m, len(found.samples)) == (120, 500, 0)
    assert session.sport == "generic"


def test_distance_that_grows_by_lengths_of_a_pool_is_a_swim():
    walls = {0: 0, 30: 25, 62: 50, 130: 100, 165: 125}
    metres = [max(m for s, m in walls.items() if s <= second) for second in range(170)]
    points = "".join(
        point(s, f"<DistanceMeters>{m}</DistanceMeters>") for s, m in enumerate(metres)
    )
    found = reading(tcx(activity(lap(0, f"<Track>{points}</Track>"), "Other")))
    session = found.sessions[0]
    assert (session.sport, session.sub_sport) == ("swimming", "lap_swimming")
    assert session.pool_length_m == 25
    assert [(length.start_s, length.elapsed_s) for length in found.lengths] == [
        (0, 30), (30, 32), (62, 34), (96, 34), (130, 35),
    ]  # fmt: skip
    assert codes(found) == ["sport_guessed"]


@pytest.mark.parametrize(
    ("written", "offset_s"),
    [("Z", None), ("", None), ("+00:00", None), ("+02:00", 7200), ("-03:30", -12600),
     ("+23:00", None)],
)  # fmt: skip
def test_the_offset_is_known_only_where_the_times_have_one(written, offset_s):
    document = tcx(activity(lap(0, track(range(3)))))
    found = reading(document.replace("Z</Time>", f"{written}</Time>"))
    assert found.utc_offset_s == offset_s
    hours = 23 if written == "+23:00" else (offset_s or 0) / 3600
    first = found.start.timestamp() + found.samples.time_s[0]
    assert first == datetime(2024, 5, 1, 6, tzinfo=UTC).timestamp() - 3600 * hours


def test_fractions_of_seconds_are_kept():
    found = reading(tcx(activity(lap(0, track(range(3))))).replace("Z</Time>", ".250Z</Time>"))
    assert found.samples.time_s.tolist() == [0.25, 1.25, 2.25]


def test_points_out_of_order_twice_or_without_time_are_put_right():
    beat = "<HeartRateBpm><Value>{}</Value></HeartRateBpm>"
    points = [point(s, beat.format(100 + s)) for s in (0, 1, 3, 2, 2, 4)]
    points[4] = points[4].replace("102", "199")
    points.append("<Trackpoint><Time>soon</Time></Trackpoint>")
    found = reading(tcx(activity(lap(0, f"<Track>{''.join(points)}</Track>"))))
    assert found.samples.time_s.tolist() == [0, 1, 2, 3, 4]
    assert found.samples["heart_rate_bpm"].tolist() == [100, 101, 199, 103, 104]
    assert codes(found) == ["no_time", "time_goes_back"]


def test_placeholders_are_not_taken_for_values():
    inside = """<Position><LatitudeDegrees>0.0</LatitudeDegrees><LongitudeDegrees>0.0
      </LongitudeDegrees></Position><DistanceMeters>0</DistanceMeters>
      <HeartRateBpm><Value>0</Value></HeartRateBpm><AltitudeMeters>none</AltitudeMeters>"""
    found = reading(tcx(activity(lap(0, track(range(5), inside), metres=0))))
    assert not found.samples.columns
    assert found.sessions[0].distance_m is None


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        (
            f"<Courses><Course><Name>A hill</Name>{lap(0)}{track(range(9))}</Course></Courses>",
            "course",
        ),
        ("<Workouts><Workout Sport='Running'><Name>6 x 400</Name></Workout></Workouts>", "workout"),
        ("<Author><Name>An exporter</Name></Author>", "metadata-only TCX"),
    ],
)
def test_what_is_no_activity_is_named(inside, kind):
    with pytest.raises(NotAnActivityError) as caught:
        reading(f"<TrainingCenterDatabase>{inside}</TrainingCenterDatabase>")
    assert caught.value.file_kind == kind


def test_an_activity_without_laps_and_points_is_refused():
    with pytest.raises(ReadingError, match="neither samples nor laps"):
        reading(tcx(activity("")))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: ("\n\n          " + text).encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16-be"),
        lambda text: text.replace('xmlns="http://www.garmin.com/xmlschemas/v2"', "").encode(),
        lambda text: text.replace("</", "</_:").replace("<", "<t:").replace("t:/_:", "/t:")
        .replace("t:?", "?").replace("xmlns=", "xmlns:t=").encode(),
        lambda text: text.encode() + b"\0\0\0\n",
    ],
)  # fmt: skip
def test_marks_encodings_white_space_and_prefixes_make_no_difference(change):
    data = change(tcx(activity(lap(0, track(range(5), "<AltitudeMeters>3</AltitudeMeters>")))))
    assert identify(data) == "tcx"
    found = reading(data)
    assert found.samples["altitude_m"].tolist() == [3] * 5
    assert found.sessions[0].sport == "running"
    assert not codes(found)
