"""Real files: the same records as the other readers find, whatever the device.

The other readers need seconds for a file, so by default each kind of file and each
device is represented by a few; with KNEEDRIVE_FULL=1 every file is compared.
"""

import csv
import io
import os
import zlib
from collections import Counter

import numpy as np
import pytest

from ingest import read_activity
from ingest.errors import KneedriveError, NotAnActivityError
from ingest.formats.fit_contents import READERS
from ingest.formats.fit_decode import decode
from ingest.formats.fit_records import record_columns

RECORD, HEART_RATE_STREAM = 20, 132
FIELDS = (
    "heart_rate", "power", "cadence", "distance", "speed", "enhanced_speed", "altitude",
    "enhanced_altitude", "position_lat", "position_long",
)  # fmt: skip
FULL = os.environ.get("KNEEDRIVE_FULL") == "1"
SAMPLE_SIZE = 40
LARGEST_SAMPLE_BYTES = 90_000

# garmin-fit-sdk refuses compressed times, and a developer field without bytes.
REFUSED_BY_GARMIN = ("Compressed timestamp", "list index out of range")
# fitparse refuses fields whose size contradicts their type, and a field without bytes.
REFUSED_BY_FITPARSE = ("Invalid field size", "Invalid struct format")


def fit_files(corpus):
    return sorted(corpus.rglob("*.fit"))


def sample(files):
    """All files, or a few: spread over folders, devices and sizes, always the same."""
    if FULL:
        return files
    small = [f for f in files if f.stat().st_size <= LARGEST_SAMPLE_BYTES]
    groups = Counter()
    ranked = []
    for path in sorted(small, key=lambda f: zlib.crc32(f.name.encode())):
        folder = path.parent.name
        ranked.append((groups[folder], folder, path))
        groups[folder] += 1
    return [path for _, _, path in sorted(ranked)[:SAMPLE_SIZE]]


def ours(data):
    """Our columns, with the heart rate that a strap remembered as in Garmin's decoder."""
    decoded = decode(data)
    if HEART_RATE_STREAM in decoded.messages:
        return READERS["columnar"](data).records
    return record_columns(decoded.messages.get(RECORD))


def garmin(data):
    """Record columns by garmin-fit-sdk, as far as it reads, and what stopped it."""
    from garmin_fit_sdk import Decoder, Stream

    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read(
        convert_datetimes_to_dates=False, convert_types_to_strings=False
    )
    return columns_of(messages.get("record_mesgs", [])), str(errors) if errors else None


def fitparse(data):
    """Record columns by fitparse, as far as it reads, and what stopped it."""
    from fitparse import FitFile

    rows, stopped = [], None
    try:
        for message in FitFile(io.BytesIO(data)).get_messages("record"):
            row = {}
            for field in message.fields:
                # A field stored as "no value" must not hide the same field expanded, or back.
                if field.value is not None:
                    raw = field.name == "timestamp"
                    row[field.name] = field.raw_value if raw else field.value
            rows.append(row)
    except Exception as error:  # noqa: BLE001 - it raises almost anything
        stopped = str(error)
    return columns_of(rows), stopped


def columns_of(rows):
    return {
        name: np.array([as_number(row.get(name)) for row in rows], dtype=float)
        for name in (*FIELDS, "timestamp")
    }


def as_number(value):
    if isinstance(value, list | tuple):
        value = next((v for v in value if v is not None), None)
    return np.nan if value is None or isinstance(value, str) else float(value)


def assert_equal_as_far_as_read(path, records, other, stopped):
    count = len(other["timestamp"])
    if stopped:
        # The last message before the end may already be misread.
        count = max(count - 1, 0)
    else:
        assert len(records.timestamp_s) == count, path.name
    assert len(records.timestamp_s) >= count, path.name
    for name in FIELDS:
        own = records.columns.get(name, np.full(len(records.timestamp_s), np.nan))[:count]
        np.testing.assert_array_equal(own, other[name][:count], err_msg=f"{path.name}: {name}")
    np.testing.assert_array_equal(
        records.timestamp_s[:count], other["timestamp"][:count], err_msg=path.name
    )


def test_record_columns_equal_those_of_garmin_fit_sdk(corpus):
    compared = 0
    for path in sample(fit_files(corpus)):
        data = path.read_bytes()
        other, stopped = garmin(data)
        if stopped and any(reason in stopped for reason in REFUSED_BY_GARMIN):
            continue
        assert_equal_as_far_as_read(path, ours(data), other, stopped)
        compared += 1
    assert compared >= SAMPLE_SIZE - 5


def test_record_columns_equal_those_of_fitparse(corpus):
    compared = 0
    for path in sample(fit_files(corpus)):
        data = path.read_bytes()
        other, stopped = fitparse(data)
        known = columns_known_to_fitparse(other)
        records = record_columns(decode(data).messages.get(RECORD))
        if not (stopped and any(reason in stopped for reason in REFUSED_BY_FITPARSE)):
            assert_equal_as_far_as_read(path, records, {**blank(records), **known}, stopped)
            compared += 1
    assert compared >= SAMPLE_SIZE - 10


def columns_known_to_fitparse(columns):
    """Its columns, the enhanced ones filled where it leaves them out."""
    for plain in ("speed", "altitude"):
        enhanced = columns[f"enhanced_{plain}"]
        enhanced[:] = np.where(np.isnan(enhanced), columns[plain], enhanced)
    return columns


def blank(records):
    return {name: np.full(len(records.timestamp_s), np.nan) for name in FIELDS}


def test_every_fit_file_is_an_activity_or_named_as_what_it_is(corpus):
    outcomes = Counter()
    named = {}
    for path in fit_files(corpus):
        folder = path.relative_to(corpus).parts[0]
        try:
            activity = read_activity(path)
        except NotAnActivityError as error:
            named[path] = error.file_kind
            outcomes["not an activity", folder] += 1
        except KneedriveError as error:
            outcomes[str(error), folder] += 1
        else:
            assert (np.diff(activity.samples.time_s) > 0).all(), path.name
            assert activity.sessions, path.name
            assert activity.timer_runs, path.name
            stops = [s.rows.stop for s in activity.sessions if s.rows.stop]
            assert not stops or max(stops) == len(activity.samples), path.name
            outcomes["activity", folder] += 1
    kinds = {"49": "sleep", "unknown": "typeless FIT", "monitoring-b": "monitoring"}
    for path, file_kind in named.items():
        stated = path.name.split("_")[0]
        assert file_kind == kinds.get(stated, stated), path.name
    assert outcomes["not an activity", "notactivity"] == 49
    # One truncated course among the damaged files, and one file of three timeless records.
    assert outcomes["not an activity", "damaged"] == 1
    assert outcomes["this FIT file holds neither samples nor a session", "other"] == 1
    assert sum(outcomes.values()) == 49 + 1 + 1 + sum(
        count for (outcome, _), count in outcomes.items() if outcome == "activity"
    )


def test_start_day_and_sport_are_those_of_the_manifest(corpus):
    checked = 0
    manifest = (corpus / "manifest.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(manifest):
        if not row["file"].endswith(".fit") or row["file"].split("/")[0] not in {"run", "ride"}:
            continue
        activity = read_activity(corpus / row["file"])
        if row["sport"]:
            assert [s.sport for s in activity.sessions] == row["sport"].split("|"), row["file"]
        if row["start"].startswith("20"):
            assert activity.start.date().isoformat() == row["start"][:10], row["file"]
        checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("name", "records", "code"),
    [
        ("nick", 14391, "bad_crc"),
        ("chained-activity-activity-pool", 3625, "overlapping_files"),
        ("lezyne-super-gps", 804, "damaged_bytes"),
        ("strava-android-app", 5329, "damaged_bytes"),
        ("unexpected-eof", 14, "truncated"),
        ("settings-nodata", 14, "truncated"),
        ("corruptheade", 14, "trailing_bytes"),
        ("2013-04-11-17-32-50", 1816, "absurd_time"),
        ("coros-pace-2-cycling-misaligne", 11272, None),
        ("tpv-dev-fields", 3400, None),
        ("fenxi2-multispo", 24239, "time_goes_back"),
    ],
)
def test_each_damaged_file_yields_its_readable_records(corpus, name, records, code):
    path = next(f for f in (corpus / "damaged").glob("*.fit") if name in f.name)
    assert len(decode(path.read_bytes()).messages[RECORD]) == records
    activity = read_activity(path)
    codes = [issue.code for issue in activity.issues]
    assert (code in codes) if code else not codes
    assert len(activity.samples) > 0


@pytest.mark.parametrize(
    ("name", "sports"),
    [
        ("fr910xt_msimms", "swimming cycling running"),
        ("920xt-triathlon", "swimming transition cycling transition running"),
        ("sample-mulitple-header", "swimming transition cycling transition running"),
        ("tri-garmin-fenix-3-hr", "swimming transition cycling transition running"),
        ("triathlon-summary-first", "swimming transition cycling transition running"),
        ("triathlon-summary-last", "swimming transition cycling transition running"),
        ("activity-multisport", "cycling running"),
        ("6471559601", "running transition rowing"),
    ],
)
def test_multisport_files_give_their_legs_each_with_its_samples(corpus, name, sports):
    path = next(f for f in (corpus / "multisport").glob("*.fit") if name in f.name)
    activity = read_activity(path)
    assert [s.sport for s in activity.sessions] == sports.split()
    position = 0
    for session in activity.sessions:
        assert session.rows.start == position
        position = session.rows.stop
        times = activity.samples.time_s[session.rows]
        begin = (session.start - activity.start).total_seconds()
        assert len(times)
        assert times[0] >= begin - 60
        assert times[-1] <= begin + session.elapsed_s + 60
        if session.sport == "running":
            cadence = activity.samples.part(session.rows)["cadence_spm"]
            if "cadence_spm" in activity.samples and np.nanmax(cadence) > 0:
                assert 140 < np.nanmedian(cadence[cadence > 0]) < 200
    assert position == len(activity.samples)


def test_summaries_first_or_last_make_no_difference(corpus):
    first, last = (
        read_activity(next((corpus / "multisport").glob(f"*triathlon-summary-{where}.fit")))
        for where in ("first", "last")
    )
    assert [(s.sport, s.start, s.rows, s.timer_s) for s in first.sessions] == [
        (s.sport, s.start, s.rows, s.timer_s) for s in last.sessions
    ]
    assert first.laps == last.laps


def test_both_readers_give_the_same_activity(corpus):
    chosen = [
        f for f in sample(fit_files(corpus)) if f.parent.name in {"run", "ride", "multisport"}
    ]
    for path in chosen[:12]:
        columnar, second = read_activity(path), read_activity(path, reader="fitparse")
        if any(issue.code == "fitparse_stopped" for issue in second.issues):
            continue
        assert columnar.sessions == second.sessions, path.name
        assert columnar.laps == second.laps, path.name
        assert columnar.timer_runs == second.timer_runs, path.name
        for name, column in columnar.samples.columns.items():
            if name in columnar.developer_units:
                continue
            np.testing.assert_allclose(column, second.samples[name], err_msg=f"{path.name}: {name}")


def test_history_days_are_the_athletes_own(corpus):
    folder = corpus / "history" / "garmin-coros-multisport"
    offsets = {read_activity(path).utc_offset_s for path in sorted(folder.glob("*.fit"))}
    assert offsets == {28_800}
