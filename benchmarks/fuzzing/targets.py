"""What is fuzzed: how an input is taken in, what to begin with, and how that is changed."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sample_data
from benchmarks.fuzzing import mutations
from benchmarks.fuzzing.fit_pieces import essence
from ingest.errors import KneedriveError
from ingest.exports import Found

if TYPE_CHECKING:
    from ingest.activity import Activity

__all__ = ["TARGETS", "Target"]

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

_BERLIN = ZoneInfo("Europe/Berlin")
_SEED_BYTES = 6_000
_SEEDS = 400


@dataclass(frozen=True)
class Target:
    """One kind of input.

    `run` takes an input in and raises only where that is a fault: what kneedrive refuses in words
    is none.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    mutated: Callable[[bytes, Random, int], bytes]

    def warm(self) -> bytes:
        """An input that has everything loaded."""
        return self.seeds()[0]


def read_recording(data: bytes) -> None:
    """Read a recording, and go on with it as an import does."""
    from ingest import formats

    try:
        activity = formats.read(data, "fuzzed")
    except KneedriveError:
        return
    take_in(activity)


def take_in(activity: Activity) -> None:
    """All that an import makes of an activity before anything is written."""
    from adaptive import intake

    streams, sessions = intake.digest(activity)
    assert len(streams) == len(sessions) == len(activity.sessions)
    for stream, new in zip(streams, sessions, strict=True):
        assert len(stream) >= 0
        json.dumps([new.session.details, new.efforts, new.recorded])


def read_calendar(data: bytes) -> None:
    """Read a calendar as `calendar import` does."""
    from ingest.calendars.reading import read_calendar as read

    try:
        read(data, zone=_BERLIN, since=date(2026, 8, 1), until=date(2027, 1, 1))
    except KneedriveError:
        return


def read_archive(data: bytes) -> None:
    """List and read an export; nothing in it may do harm."""
    from ingest import exports, pipeline

    with TemporaryDirectory() as folder:
        place = Path(folder) / "export.zip"
        place.write_bytes(data)
        found = list(exports.find([place]))
        for one in found[:50]:
            assert pipeline.read(one, ()).outcome
        assert [path.name for path in Path(folder).iterdir()] == ["export.zip"]


def read_labels(data: bytes) -> None:
    """Read a table of labels and a form's table of feedback."""
    from adaptive import feedback_file, label_file
    from adaptive.library.schema import migrate
    from adaptive.library.store import Store

    with suppress(KneedriveError), TemporaryDirectory() as folder:
        place = Path(folder) / "told.csv"
        place.write_bytes(data)
        label_file.read(place)
    with suppress(KneedriveError), closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        feedback_file.take_in(Store(Path("nowhere"), db), data, "told.csv", date(2026, 9, 20))


def read_journal(data: bytes) -> None:
    """Read Strava's list of activities."""
    from ingest import strava

    strava.journal(data)


def _recordings(suffixes: set[str]) -> Iterable[bytes]:
    folder = CORPUS if CORPUS.is_dir() else sample_data.folder()
    for path in sorted(folder.rglob("*")):
        plain = path.with_suffix("") if path.suffix == ".gz" else path
        if plain.suffix.lower() in suffixes:
            try:
                yield Found(path, named=True).read()
            except KneedriveError:
                continue


def fit_seeds() -> list[bytes]:
    """The first messages of each kind of recordings, and the smallest recordings."""
    found = {essence(data) for data in _recordings({".fit"}) if len(data) > 14}
    return sorted(one for one in found if len(one) <= _SEED_BYTES)[:_SEEDS]


def xml_seeds(suffix: str) -> list[bytes]:
    """The beginning and end of documents."""
    found = [
        data if len(data) <= _SEED_BYTES else data[:4000] + data[-1500:]
        for data in _recordings({suffix})
    ]
    return found or [_SMALL[suffix]]


def calendar_seeds() -> list[bytes]:
    """The sample calendar and what recurs."""
    return [sample_data.calendar().read_bytes(), _CALENDAR]


def archive_seeds() -> list[bytes]:
    """Small archives, one within the other."""
    inner = _zipped({"a.gpx": _SMALL[".gpx"], "activities.csv": _JOURNAL})
    return [inner, _zipped({"inner.zip": inner, "b/c.tcx": _SMALL[".tcx"]})]


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


_GPX = b"""<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">
<trk><type>run</type><trkseg>
<trkpt lat="1" lon="2"><ele>3</ele><time>2026-10-01T10:00:00Z</time></trkpt>
<trkpt lat="1.0001" lon="2"><ele>3</ele><time>2026-10-01T10:00:10Z</time></trkpt>
</trkseg></trk></gpx>"""
_TCX = b"""<?xml version="1.0"?><TrainingCenterDatabase
xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities><Activity Sport="Running">
<Id>2026-10-01T10:00:00Z</Id><Lap StartTime="2026-10-01T10:00:00Z">
<TotalTimeSeconds>10</TotalTimeSeconds>
<Track><Trackpoint><Time>2026-10-01T10:00:00Z</Time>
<HeartRateBpm><Value>120</Value></HeartRateBpm></Trackpoint>
<Trackpoint><Time>2026-10-01T10:00:10Z</Time><DistanceMeters>30</DistanceMeters></Trackpoint></Track></Lap>
</Activity></Activities></TrainingCenterDatabase>"""
_SMALL = {".gpx": _GPX, ".tcx": _TCX}
_CALENDAR = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r
DTSTART;TZID=Europe/Berlin:20260901T180000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=9\r
EXDATE:20260908T160000Z\r\nSUMMARY:5 x 1000 m\r\nDESCRIPTION:hard\\, then easy\r\nEND:VEVENT\r
BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20260905\r\nSUMMARY:Race A\r\nEND:VEVENT\r
END:VCALENDAR\r\n"""
_JOURNAL = b"""Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename\r
1,"Oct 1, 2026, 10:00:00 AM",Race,Run,,activities/a.gpx\r
2,"Oct 2, 2026, 6:00:00 PM",Easy,Ride,,\r
"""
_LABELS = b"file,class,kind\r\na.fit,key,interval\r\nb.fit,easy,\r\n"
_FEEDBACK = (
    b"date,kind,left,right,smooth\r\n2026-09-10,check,15,14,yes\r\n2026-09-11,symptom,,,\r\n"
)

_XML_WORDS = (
    *(b"<", b">", b"</trkpt>", b"<Lap>", b"1e400", b"NaN", b"-0", b"9" * 60, b"&a;", b"&#0;"),
    *(b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+99:99", b"\xff\xfe", b"<![CDATA[", b"inf"),
)
_ICS_WORDS = (
    *(
        b"RRULE:FREQ=SECONDLY",
        b";COUNT=999999999",
        b";UNTIL=99991231",
        b"\r\n ",
        b"BEGIN:VEVENT\r\n",
    ),
    *(
        b"END:VCALENDAR\r\n",
        b";TZID=Nowhere",
        b"00010101T000000Z",
        b"99991231T235959Z",
        b"-P9999999W",
    ),
    *(b"RDATE:20260901", b"RECURRENCE-ID:20260908T180000\r\n", b"BYDAY=-5SU,53MO", b"\\n", b"\0"),
)
_CSV_WORDS = (
    b",",
    b'"',
    b"\r\n",
    b"\0",
    b"\xff",
    b"9" * 50,
    b"1e400",
    b"nan",
    b"2026-99-99",
    b";",
    b"=1+1",
)

TARGETS = {
    "fit": Target(read_recording, fit_seeds, mutations.mutated_fit),
    "tcx": Target(read_recording, lambda: xml_seeds(".tcx"), mutations.mutated_text(_XML_WORDS)),
    "gpx": Target(read_recording, lambda: xml_seeds(".gpx"), mutations.mutated_text(_XML_WORDS)),
    "ics": Target(read_calendar, calendar_seeds, mutations.mutated_text(_ICS_WORDS)),
    "zip": Target(read_archive, archive_seeds, mutations.mutated_bytes),
    "csv": Target(read_labels, lambda: [_LABELS, _FEEDBACK], mutations.mutated_text(_CSV_WORDS)),
    "strava": Target(read_journal, lambda: [_JOURNAL], mutations.mutated_text(_CSV_WORDS)),
}
