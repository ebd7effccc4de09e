"""TCX and GPX as strangers send them: damaged, hostile, and as real exporters write them."""

import contextlib
import gzip
import math
import xml.etree.ElementTree as ET
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import KneedriveError, NotAnActivityError, ReadingError
from ingest.formats import identify, read

COUNT = 12
FORMATS = {"gpx": "trkpt", "tcx": "Trackpoint"}


def gpx_point(i):
    return f'<trkpt lat="50" lon="{5 + i / 1e5}"><time>{time(i)}</time><hr>{100 + i}</hr></trkpt>'


def tcx_point(i):
    value = f"<HeartRateBpm><Value>{100 + i}</Value></HeartRateBpm>"
    return f"<Trackpoint><Time>{time(i)}</Time>{value}</Trackpoint>"


def time(i):
    return f"2024-05-01T06:00:{i:02d}Z"


def document(kind, points=None, note=""):
    """A whole document; `points` replace the usual twelve."""
    if kind == "gpx":
        inside = "".join(points or map(gpx_point, range(COUNT)))
        text = f"<gpx><trk><name>{note}</name><type>run</type><trkseg>\n{inside}\n"
        text += "</trkseg></trk></gpx>"
    else:
        inside = "".join(points or map(tcx_point, range(COUNT)))
        text = (
            f"<TrainingCenterDatabase><Folders>{note}</Folders><Activities><Activity "
            f'Sport="Running"><Lap StartTime="{time(0)}"><Track>\n{inside}\n</Track></Lap>'
            "</Activity></Activities></TrainingCenterDatabase>"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def beats(found):
    return found.samples["heart_rate_bpm"].tolist()


def the_issue(found):
    (issue,) = found.issues
    return issue.code, issue.severity


@pytest.mark.parametrize(
    ("kind", "cut"),
    [("gpx", "<hr>10"), ("gpx", "T06:00:0"), ("gpx", "<tr"), ("gpx", "</"),
     ("tcx", "<Value>10"), ("tcx", "T06:00:0"), ("tcx", "<Tr"), ("tcx", "</")],
)  # fmt: skip
def test_a_document_cut_off_gives_every_point_before_the_cut(kind, cut):
    whole = document(kind)
    at = whole.rindex(cut.encode(), 0, whole.index(b"106")) + len(cut)
    found = read(whole[:at], "a test")
    complete = whole[:at].count(f"</{FORMATS[kind]}>".encode())
    assert 2 <= complete < COUNT
    assert beats(found) == [100 + i for i in range(complete)]
    assert the_issue(found) == ("truncated", "damage")
    assert found.issues[0].where.startswith("line ")
    assert found.sessions[0].sport == "running"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_cut_between_two_points_loses_neither(kind):
    whole = document(kind)
    end = f"</{FORMATS[kind]}>".encode()
    at = whole.index(b"105")
    found = read(whole[: whole.index(end, at) + len(end)], "a test")
    assert beats(found) == [100 + i for i in range(6)]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [("gpx", b"</hr>", b"</gr>"), ("tcx", b"</Value>", b"</Vague>")]
    + [(kind, b"105", bad) for kind in FORMATS for bad in (b"1\x005", b"1\xff5", b"1&5")],
)
def test_a_damaged_point_is_left_out_and_told_of(kind, good, bad):
    whole = document(kind)
    at = whole.index(b"105")
    found = read(whole[:at] + whole[at:].replace(good, bad, 1), "a test")
    assert beats(found) == [100 + i for i in range(COUNT) if i != 5]
    assert the_issue(found) == ("bad_xml", "damage")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_missing_piece_mixes_no_two_points(kind):
    whole = document(kind)
    begin, end = whole.index(b"105"), whole.index(b":08Z")
    found = read(whole[: begin + 1] + whole[end:], "a test")
    assert set(beats(found)) <= {100 + i for i in range(COUNT)} - {105, 106, 107, 108}
    assert beats(found)[:5] == [100, 101, 102, 103, 104]
    assert beats(found)[-3:] == [109, 110, 111]
    assert found.damaged


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("note", ["Tom & Jerry", "a&nbsp;b", "caf\udce9", "a\x01b"])
def test_a_fault_in_a_title_loses_nothing(kind, note):
    whole = document(kind, note="NOTE").replace(b"NOTE", note.encode(errors="surrogateescape"))
    found = read(whole, "a test")
    assert len(found.samples) == COUNT
    assert the_issue(found) == ("bad_xml", "note")
    assert not found.damaged


@pytest.mark.parametrize("kind", FORMATS)
def test_damage_before_the_second_point_leaves_nothing_to_read(kind):
    whole = document(kind)
    with pytest.raises(ReadingError):
        read(whole[: whole.index(b"101")], "a test")
    with pytest.raises(ReadingError, match="damaged before"):
        read(whole[: whole.index(FORMATS[kind].encode()) - 1], "a test")


def entities(kind, definition):
    whole = document(kind, note="&lol;")
    return whole.replace(b"?>\n", f"?>\n<!DOCTYPE a [{definition}]>\n".encode())


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "definition",
    [
        '<!ENTITY lol "lol">',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY lol "&b;&b;&b;&b;">',
        '<!ENTITY lol SYSTEM "file:///etc/hostname">',
        '<!ENTITY % lol SYSTEM "http://127.0.0.1/x.dtd"> %lol;',
    ],
)
def test_a_document_that_defines_entities_is_refused(kind, definition):
    for encoding in ("utf-8", "utf-16"):
        hostile = entities(kind, definition).decode().replace("UTF-8", encoding).encode(encoding)
        assert identify(hostile) == kind
        with pytest.raises(ReadingError, match="entities"):
            read(hostile, "a test")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_doctype_that_defines_nothing_does_no_harm(kind):
    whole = document(kind).replace(b"?>\n", b'?>\n<!DOCTYPE gpx SYSTEM "file:///no/such.dtd">\n')
    assert len(read(whole, "a test").samples) == COUNT


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "filler",
    ["<x>" * 50_000, "<x/>" * 200_000, "<Value>" * 3_000, "x" * 12_000_000,
     "<x " + " ".join(f"a{i}=''" for i in range(50_000)) + "/>",
     "".join(f"<a{i}>1</a{i}>" for i in range(20_000))],
    ids=["deep", "many", "wrapped", "long", "attributes", "names"],
)  # fmt: skip
def test_monstrous_documents_end_in_an_activity_or_an_error(kind, filler):
    points = [gpx_point(0), gpx_point(1)] if kind == "gpx" else [tcx_point(0), tcx_point(1)]
    for place in (0, 1):
        shown = [
            *points[:place],
            points[place].replace("</", f"{filler}</", 1),
            *points[place + 1 :],
        ]
        with contextlib.suppress(ReadingError):
            assert len(read(document(kind, shown), "a test").samples) <= 2


@pytest.mark.parametrize("kind", FORMATS)
def test_thousands_of_activities_are_bounded(kind):
    if kind == "gpx":
        inside = f"<trk><trkseg>{gpx_point(1)}</trkseg></trk>" * 5000
        many = f"<gpx>{inside}</gpx>".encode()
    else:
        inside = f"<Activity><Lap StartTime='{time(0)}'/></Activity>" * 5000
        many = f"<TrainingCenterDatabase>{inside}</TrainingCenterDatabase>".encode()
    try:
        found = read(many, "a test")
    except ReadingError:
        return
    assert len(found.sessions) <= 2000
    assert "too_many_sessions" in [issue.code for issue in found.issues]


# --- laws ---------------------------------------------------------------------------------

VALUES = [
    "0", "-1", "1e9", "1e300", "nan", "inf", "", "x", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", "2024-05-01T06:00:03+05:00",
    "2024-05-01", "<!--", "]]>", "<Track>", "</trkseg><trkseg>", "</trk><trk>", "</Lap>",
]  # fmt: skip


@st.composite
def mutated(draw):
    data = bytearray(document(draw(st.sampled_from(sorted(FORMATS))), note="a"))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 120))
        other = draw(st.integers(0, len(data)))
        pieces = [
            b"", bytes(data[other : other + size]), draw(st.binary(max_size=4)),
            draw(st.sampled_from(VALUES)).encode(),
        ]  # fmt: skip
        data[at : at + size * draw(st.booleans())] = draw(st.sampled_from(pieces))
    return bytes(data)


def assert_sound(found):
    assert (np.diff(found.samples.time_s) > 0).all()
    assert np.isfinite(found.samples.time_s).all()
    edges = [edge for run in found.timer_runs for edge in run]
    assert edges
    assert edges == sorted(edges)
    rows = [session.rows for session in found.sessions]
    assert [r.start for r in rows] == [0, *(r.stop for r in rows[:-1])]
    assert rows[-1].stop == len(found.samples)
    for session in found.sessions:
        assert session.start >= found.start
        assert 0 <= session.timer_s <= session.elapsed_s
    for column in found.samples.columns.values():
        assert not np.isinf(column).any()


@given(mutated())
def test_any_bytes_end_in_a_sound_activity_or_a_reading_error(data):
    try:
        found = read(data, "a test")
    except ReadingError:
        return
    assert_sound(found)


@given(st.binary(max_size=300), st.sampled_from([b"<gpx>", b"<TrainingCenterDatabase>", b"<gpx\n"]))
def test_whatever_follows_a_first_element_ends_likewise(data, root):
    try:
        found = read(root + data, "a test")
    except ReadingError:
        return
    assert_sound(found)


# --- real files ---------------------------------------------------------------------------

# Beginning of the name in the corpus -> sport, samples, elapsed s, timer s, metres (None where
# the file does not tell them).
ACTIVITIES = {
    "activity_2013-03-09": ("generic", 560, 3245, 3245, None),  # a run with rests at lights
    "activity_2014-01-16": ("cycling", 669, 1656.5, 1656.5, 8548),
    "activity_2016-05-24": ("cycling", 207, 206, 206, None),
    "activity_2019-08-31": ("running", 626, 2009, 2009, None),
    "activity_2020-02-02": ("cycling", 5, 107, 42, None),
    "activity_2021-01-07_opentracks-debug_opentracksapp_gpx": ("generic", 1, 0, 0, None),
    "activity_2021-09-07_cruiser_opentracksapp_gpx11-with-": ("generic", 3, 101, 101, None),
    "activity_2021-09-07_cruiser_opentracksapp_gpx11-without": ("generic", 3, 101, 101, None),
    "activity_2023-04-17": ("running", 224, 224, 224, None),  # its laps and metres are all zero
    "biking_2009-01-09": ("cycling", 1424, 7767, 7687.1, 238.7),
    "biking_2013-10-12": ("cycling", 5, 18930.35, 18930.35, 180_219.88),  # a ride cut to 5 points
    "biking_2015-05-09": ("cycling", 486, 485, 485, 4677.9),
    "biking_2015-05-31": ("cycling", 72, 71, 71, 390.5),
    "biking_2016-05-24": ("cycling", 207, 206.5, 206.5, 1499.05),
    "biking_2020-06-01": ("cycling", 96, 126, 126, 668.2),
    "cycling_2020-06-01": ("cycling", 96, 126, 126, None),
    "cycling_2025-04-09": ("cycling", 695, 1630, 1630, None),
    "cycling_2025-09-26": ("cycling", 224, 840, 840, None),
    "hiking_2025-02-14": ("hiking", 378, 2627, 2627, None),
    "other_2017-11-17": ("swimming", 272, 272.1, 271.4, 150),
    "other_2019-02-22": ("generic", 356, 358, 358, None),
    "other_2022-07-16": ("generic", 111, 1113.5, 1112.3, 1157.5),
    "other_2022-07-26": ("generic", 260, 2746, 2745.6, 2806.9),
    "other_2022-07-28": ("generic", 145, 1691.4, 1690.4, 1990.5),
    "other_2022-08-26": ("swimming", 32, 1531, 1530.7, 1500),
    "running_2012-06-11": ("running", 252, 1469, 1305.6, 4028.1),
    "running_2017-11-24": ("running", 228, 1089, 1033, 1829.7),
    "running_2018-01-08": ("running", 308, 3293, 3170, 5548.3),
}
OTHERS = {
    "activity_2014-07-15": "metadata-only GPX",
    "activity_2021-01-07_opentracks-debug_opentracksapp_legacy": "course",  # made-up places
    "activity_2021-08-26": "course",
    "activity_2023-07-07": "metadata-only GPX",
    "activity_2023-10-26": "course",
    "activity_2025-05-06": "course",
    "activity_2025-05-15": "course",
    "activity_2025-05-24": "course",
    "activity_2025-05-27": "route",
    "activity_2025-06-24": "route",
    "activity_Jul": "metadata-only TCX",
    "course_2012-01-04": "course",
    "ride_stravagpx": "course",
}


def documents(corpus):
    """Names and bytes of the TCX and GPX files in the corpus."""
    for path in sorted((corpus / "formats").iterdir()):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if identify(data) in FORMATS:
            yield path.name, data


def expected(name, table):
    return next((table[begin] for begin in table if name.startswith(begin)), None)


def test_every_corpus_document_is_what_it_should_be(corpus):
    names = [name for name, _ in documents(corpus)]
    assert len(names) == 44
    for name, data in documents(corpus):
        if kind := expected(name, OTHERS):
            with pytest.raises(NotAnActivityError, match=f"this is a {kind} file"):
                read(data, name)
            continue
        found = read(data, name)
        sport, samples, elapsed_s, timer_s, metres = expected(name, ACTIVITIES)
        (session,) = found.sessions
        assert (session.sport, len(found.samples)) == (sport, samples), name
        assert session.elapsed_s == pytest.approx(elapsed_s, abs=0.1), name
        assert session.timer_s == pytest.approx(timer_s, abs=0.1), name
        assert session.distance_m == (metres and pytest.approx(metres, abs=0.1)), name
        assert not found.damaged, name
        assert_sound(found)


def test_channels_of_corpus_documents_are_those_of_a_plain_reading(corpus):
    """The values of each channel, found once more by the standard library's tree."""
    twice = {"cadence_spm": 2}
    tags = {
        "heart_rate_bpm": {"hr", "Value"}, "power_w": {"Watts", "PowerInWatts"},
        "altitude_m": {"ele", "AltitudeMeters"}, "temperature_c": {"atemp", "temp"},
        "latitude_deg": {"LatitudeDegrees", "@lat"}, "speed_mps": {"Speed", "speed"},
        "cadence_spm": {"cad", "RunCadence"}, "cadence_rpm": {"cad", "Cadence"},
    }  # fmt: skip
    compared = 0
    for name, data in documents(corpus):
        if not expected(name, ACTIVITIES):
            continue
        found = read(data, name)
        points = plain_points(data)
        for channel in found.samples.columns.keys() & tags.keys():
            values = [v for point in points for tag, v in point.items() if tag in tags[channel]]
            stored = np.nansum(found.samples[channel]) / twice.get(channel, 1)
            assert stored == pytest.approx(sum(values)), (name, channel)
            compared += 1
    assert compared > 80


def plain_points(data):
    """The numbers of each point by element, the later of two points of the same time counting."""
    found = defaultdict(dict)
    for point in ET.fromstring(data).iter():
        if not point.tag.endswith(("}trkpt", "}Trackpoint")):
            continue
        texts = {element.tag.rpartition("}")[2]: element.text or "" for element in point.iter()}
        texts |= {f"@{key}": text for key, text in point.attrib.items()}
        when = texts.pop("time", None) or texts.pop("Time", None)
        texts.pop("SensorState", None)
        found[when] |= {tag: float(text) for tag, text in texts.items() if text.strip()}
    return list(found.values())


@pytest.mark.parametrize(
    ("fit", "tcx", "gpx"),
    [
        ("ride/cycling_2016-05-24*lufbra.fit", "biking_2016-05-24*", "activity_2016-05-24*"),
        ("ride/cycling_2020-06-01*16-52-40.fit", "biking_2020-06-01*", "cycling_2020-06-01*"),
    ],
)
def test_three_formats_of_one_ride_agree(corpus, fit, tcx, gpx):
    paths = [next(corpus.glob(p)) for p in (fit, f"formats/{tcx}", f"formats/{gpx}")]
    of_fit, of_tcx, of_gpx = (read(path.read_bytes(), path.name) for path in paths)
    for other in (of_tcx, of_gpx):
        assert other.start == of_fit.start
        assert other.samples.time_s.tolist() == of_fit.samples.time_s.tolist()
        for name in other.samples.columns.keys() & of_fit.samples.columns.keys():
            assert other.samples[name] == pytest.approx(
                of_fit.samples[name], abs=2e-3, nan_ok=True
            ), name
    assert {"heart_rate_bpm", "cadence_rpm", "power_w"} <= of_tcx.samples.columns.keys()
    assert {"heart_rate_bpm", "cadence_rpm", "temperature_c"} <= of_gpx.samples.columns.keys()
    assert of_tcx.sessions[0].distance_m == pytest.approx(of_fit.sessions[0].distance_m, abs=0.01)
    assert len(of_tcx.laps) == len(of_fit.laps)
    for ours, theirs in zip(of_tcx.laps, of_fit.laps, strict=True):
        assert math.isclose(ours.distance_m, theirs.distance_m, abs_tol=0.01)


def test_damaged_corpus_documents_keep_their_beginning(corpus):
    for name, data in documents(corpus):
        if not expected(name, ACTIVITIES) or len(data) < 20_000 or name.startswith("biking_2009"):
            continue
        whole, half = read(data, name), None
        try:
            half = read(data[: len(data) // 2], name)
        except KneedriveError as error:
            pytest.fail(f"{name}: {error}")
        assert half.damaged, name
        count = len(half.samples)
        assert 0.3 * len(whole.samples) < count < 0.7 * len(whole.samples), name
        assert half.samples.time_s.tolist() == whole.samples.time_s[:count].tolist(), name
