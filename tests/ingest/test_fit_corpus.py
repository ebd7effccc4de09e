"""Real files: each has the outcome, the day, the sports and the samples that it should."""

import csv
from collections import Counter

import numpy as np
import pytest

from ingest import read_activity
from ingest.errors import KneedriveError, NotAnActivityError
from ingest.formats.fit_decode import decode

RECORD = 20


def fit_files(corpus):
    return sorted(corpus.rglob("*.fit"))


# What is in the folder of damaged files: damaged, but for what only other readers stumble over.
SOUND_FOR_US = (
    "tpv-dev-fields", "null-compressed-speed-dist", "no-application-id", "misaligne",
    "fenxi2-multispo", "activity-settings.fit",
)  # fmt: skip
# An activity by its own word, with three records without a time.
TIMELESS = "activity_dynastream-9001_dev_dtcooper_developerdata.fit"
# Kinds that the first part of a file's name in the corpus says in another word.
OTHER_WORDS = {"49": "sleep", "unknown": "typeless FIT", "monitoring-b": "monitoring"}


def expected_outcome(path, folder):
    """What must become of a file, by where it lies and how it is called."""
    kind = path.name.split("_")[0]
    if folder == "notactivity" or kind == "course":
        return "skipped", OTHER_WORDS.get(kind, kind)
    if path.name == TIMELESS:
        return "failed", "nothing in this FIT file says when it was recorded"
    if folder == "damaged" and not any(name in path.name for name in SOUND_FOR_US):
        return "damaged", None
    return "imported", None


def outcome(path):
    try:
        activity = read_activity(path)
    except NotAnActivityError as error:
        return "skipped", error.file_kind
    except KneedriveError as error:
        return "failed", error.message
    assert (np.diff(activity.samples.time_s) > 0).all(), path.name
    assert activity.sessions, path.name
    assert activity.timer_runs, path.name
    stops = [session.rows.stop for session in activity.sessions if session.rows.stop]
    assert not stops or max(stops) == len(activity.samples), path.name
    return "damaged" if activity.damaged else "imported", None


def test_every_fit_file_has_the_outcome_that_its_place_in_the_corpus_foretells(corpus):
    outcomes = Counter()
    for path in fit_files(corpus):
        folder = path.relative_to(corpus).parts[0]
        found = outcome(path)
        assert found == expected_outcome(path, folder), path.name
        outcomes[found[0]] += 1
    manifest = (corpus / "manifest.csv").read_text(encoding="utf-8").splitlines()
    listed = sum(row["file"].endswith(".fit") for row in csv.DictReader(manifest))
    assert sum(outcomes.values()) == listed
    assert outcomes == {"imported": 356, "damaged": 10, "skipped": 50, "failed": 1}


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


def test_history_days_are_the_athletes_own(corpus):
    folder = corpus / "history" / "garmin-coros-multisport"
    offsets = {read_activity(path).utc_offset_s for path in sorted(folder.glob("*.fit"))}
    assert offsets == {28_800}
