"""GPX: tracks, segments and points become sessions, pauses and samples."""

from datetime import UTC, datetime

import numpy as np
import pytest

from ingest.errors import NotAnActivityError
from ingest.formats import identify, read
from ingest.formats.sport_words import certain_sport, sport_of

# Degrees of latitude, and so metres, between points of equal distance.
DEGREES_PER_METRE = 1 / 111_194.93
GARMIN = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"


def point(second, inside="", metres=None):
    metres = 3 * second if metres is None else metres
    time = f"2024-05-01T{6 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
    return (
        f'<trkpt lat="{50 + metres * DEGREES_PER_METRE:.9f}" lon="5"><ele>12.5</ele>'
        f"<time>{time}</time>{inside}</trkpt>"
    )


def segment(seconds, inside=""):
    return f"<trkseg>{''.join(point(s, inside) for s in seconds)}</trkseg>"


def track(inside, kind="<type>running</type>"):
    return f"<trk>{kind}{inside}</trk>"


def gpx(inside, namespaces=f'xmlns:gpxtpx="{GARMIN}"'):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="A watch" '
        f'xmlns="http://www.topografix.com/GPX/1/1" {namespaces}>{inside}</gpx>'
    )


def reading(document):
    return read(document if isinstance(document, bytes) else document.encode(), "a test")


def codes(found):
    return [issue.code for issue in found.issues]


def test_a_track_is_a_session_and_its_points_are_samples():
    found = reading(gpx(track("<name>Evening</name>" + segment(range(61)))))
    session = found.sessions[0]
    assert (session.sport, session.elapsed_s, session.timer_s) == ("running", 60, 60)
    assert session.start == datetime(2024, 5, 1, 6, tzinfo=UTC)
    assert session.distance_m is None  # left to be derived from the positions
    assert found.samples.columns.keys() == {"latitude_deg", "longitude_deg", "altitude_m"}
    assert (found.name, found.device.product, found.utc_offset_s) == ("Evening", "A watch", None)


# Garmin, with the power of its later extension, whose prefix is never declared.
BY_GARMIN = """<extensions><gpxtpx:TrackPointExtension><gpxtpx:atemp>21</gpxtpx:atemp>
  <gpxtpx:hr>141</gpxtpx:hr><gpxtpx:cad>81</gpxtpx:cad></gpxtpx:TrackPointExtension>
  <pwr:PowerInWatts>230</pwr:PowerInWatts></extensions>"""
# Strava: power stands bare.
BY_STRAVA = """<extensions><power>230</power><gpxtpx:TrackPointExtension><gpxtpx:atemp>21
  </gpxtpx:atemp><gpxtpx:hr>141</gpxtpx:hr><gpxtpx:cad>81</gpxtpx:cad>
  </gpxtpx:TrackPointExtension></extensions>"""
# Cluetrust, as Suunto writes it too.
BY_CLUETRUST = """<extensions xmlns:d="http://www.cluetrust.com/XML/GPXDATA/1/0"><d:hr>141</d:hr>
  <d:cadence>81</d:cadence><d:temp>21</d:temp><d:power>230</d:power></extensions>"""
# Without any namespace, in other letters, and outside of extensions.
BY_OTHERS = """<heartRate>141</heartRate><Cadence>81</Cadence><Temperature> 21 </Temperature>
  <Watts><![CDATA[230]]></Watts>"""


@pytest.mark.parametrize("inside", [BY_GARMIN, BY_STRAVA, BY_CLUETRUST, BY_OTHERS])
def test_extensions_of_all_makers_give_the_same_channels(inside):
    found = reading(gpx(track(segment(range(5), inside), "<type>cycling</type>")))
    named = {"heart_rate_bpm": 141, "cadence_rpm": 81, "temperature_c": 21, "power_w": 230}
    assert {name: found.samples[name].tolist() for name in named} == {
        name: [value] * 5 for name, value in named.items()
    }
    assert not codes(found)


def test_speed_and_a_growing_distance_are_taken():
    inside = "<extensions><speed>3</speed><distance>{}</distance></extensions>"
    points = "".join(point(s, inside.format(3 * s)) for s in range(5))
    found = reading(gpx(track(f"<trkseg>{points}</trkseg>")))
    assert found.samples["speed_mps"].tolist() == [3] * 5
    assert found.samples["distance_m"].tolist() == [0, 3, 6, 9, 12]
    assert found.sessions[0].distance_m == 12


def test_distances_from_point_to_point_are_no_distance_since_the_start():
    inside = "<extensions><distance>{}</distance></extensions>"
    points = "".join(point(s, inside.format(3 + s % 3)) for s in range(30))
    assert "distance_m" not in reading(gpx(track(f"<trkseg>{points}</trkseg>"))).samples


def test_cadence_of_a_run_counts_the_steps_of_both_feet():
    strides = "<extensions><gpxtpx:cad>84</gpxtpx:cad></extensions>"
    found = reading(gpx(track(segment(range(5), strides))))
    assert found.samples["cadence_spm"].tolist() == [168] * 5


def test_segments_are_the_timers_runs():
    found = reading(gpx(track(segment(range(60)) + segment(range(100, 131)))))
    assert found.timer_runs == ((0, 59), (100, 130))
    assert (found.sessions[0].elapsed_s, found.sessions[0].timer_s) == (130, 89)


def test_several_tracks_are_several_sessions_in_time_order():
    run = track(segment(range(200, 300)), "<type>9</type>")
    found = reading(gpx(run + track(segment(range(100)), "<type>1</type>")))
    assert [session.sport for session in found.sessions] == ["cycling", "running"]
    assert [session.rows for session in found.sessions] == [slice(0, 100), slice(100, 200)]
    assert found.timer_runs == ((0, 99), (200, 299))


def test_a_track_that_is_there_twice_counts_once():
    found = reading(gpx(track(segment(range(100))) * 2))
    assert len(found.sessions) == 1
    assert codes(found) == ["overlapping_activities"]


@pytest.mark.parametrize(
    ("words", "sport"),
    [
        ("running", ("running", None)), ("Run", ("running", None)), ("9", ("running", None)),
        ("TrailRun", ("running", "trail")), ("trail_running", ("running", "trail")),
        ("treadmill_running", ("running", "treadmill")),
        ("VirtualRun", ("running", "virtual_activity")),
        ("cycling", ("cycling", None)), ("Biking", ("cycling", None)), ("1", ("cycling", None)),
        ("MountainBikeRide", ("cycling", "mountain")), ("mountain biking", ("cycling", "mountain")),
        ("VirtualRide", ("cycling", "virtual_activity")),
        ("GravelRide", ("cycling", "gravel_cycling")),
        ("EBikeRide", ("e_biking", None)), ("e_bike_fitness", ("e_biking", None)),
        ("open_water_swimming", ("swimming", "open_water")), ("Walk", ("walking", None)),
        ("10", ("walking", None)), ("4", ("hiking", None)),
        ("WeightTraining", ("training", "strength_training")), ("Yoga", ("training", "yoga")),
        ("Other", None), ("unknown", None), ("StandUpPaddling", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_the_words_for_a_sport_are_those_of_many_makers(words, sport):
    assert sport_of(words) == sport


@pytest.mark.parametrize(
    ("title", "sport"),
    [
        ("Morning Run", "running"), ("Lunch Ride", "cycling"), ("Running 8/31/19 12:35", "running"),
        ("Strides after brunch", None), ("Bike & run", None), ("1", None), ("Weights", None),
    ],
)  # fmt: skip
def test_a_title_tells_the_sport_only_beyond_doubt(title, sport):
    assert (certain_sport(title) or (None,))[0] == sport


def moving(speeds_mps):
    """A track without a type at these speeds, ten seconds each."""
    metres = np.cumsum(np.repeat(speeds_mps, 10))
    points = "".join(point(s, metres=m) for s, m in enumerate(metres))
    return reading(gpx(track(f"<trkseg>{points}</trkseg>", "")))


@pytest.mark.parametrize(
    ("speeds_mps", "sport"),
    [
        ([3.0, 3.2, 2.9, 3.1] * 20, "running"),
        ([5.0, 8.5, 9.0, 12.0, 3.0] * 20, "cycling"),
        ([2.0, 5.0, 3.5, 0.0, 4.5] * 20, "generic"),  # a slow ride, or an interval run
        ([1.4] * 80, "generic"),
        ([33.0] * 80, "generic"),
        ([3.0] * 10, "generic"),
    ],
)
def test_a_track_without_a_type_is_named_by_its_speed_only_if_that_is_clear(speeds_mps, sport):
    found = moving(speeds_mps)
    assert found.sessions[0].sport == sport
    assert codes(found) == ["sport_guessed"] * (sport != "generic")


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<rte><rtept lat='1' lon='2'><time>2024-05-01T06:00:00Z</time></rtept></rte>", "route"),
        ("<wpt lat='1' lon='2'><time>2024-05-01T06:00:00Z</time></wpt><rte/>", "route"),
        ("<wpt lat='1' lon='2'/>", "waypoint"),
        (track("<trkseg><trkpt lat='1' lon='2'/><trkpt lat='1' lon='3'/></trkseg>"), "course"),
        ("<metadata><time>2024-05-01T06:00:00Z</time></metadata><trk><src/></trk>",
         "metadata-only GPX"),
    ],
)  # fmt: skip
def test_what_is_no_activity_is_named(inside, kind):
    with pytest.raises(NotAnActivityError) as caught:
        reading(gpx(inside))
    assert caught.value.file_kind == kind


def test_places_at_times_that_no_athlete_can_keep_are_a_course():
    points = "".join(point(s, metres=500 * s) for s in range(10))
    with pytest.raises(NotAnActivityError, match="course"):
        reading(gpx(track(f"<trkseg>{points}</trkseg>")))
    measured = points.replace("</trkpt>", "<hr>120</hr></trkpt>")
    assert len(reading(gpx(track(f"<trkseg>{measured}</trkseg>"))).samples) == 10


def test_gpx_1_0_is_read_as_well():
    document = gpx(track(segment(range(5), "<course>12</course><speed>3.25</speed>")))
    document = document.replace("GPX/1/1", "GPX/1/0").replace('"1.1"', '"1.0"')
    assert reading(document).samples["speed_mps"].tolist() == [3.25] * 5


def test_content_decides_and_not_the_words_in_it():
    assert identify(b'<!-- <gpx> --> \n<html lang="en"><gpx></html>') != "gpx"
    assert identify(b"\xef\xbb\xbf\n\n<gpx:gpx xmlns:gpx='a'>") == "gpx"
    assert identify(b"<gpxdata>") is None
