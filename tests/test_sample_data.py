"""The sample recordings are what the manifest, the diary and FIT say they are."""

import csv
import gzip
import hashlib
import os
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import fitparse
import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream

import sample_data
from ingest.errors import NotAnActivityError
from ingest.formats import read
from sample_data.diary import FIRST_DAY, entries
from sample_data.make import COLUMNS, main, sample_files

FOLDER = sample_data.folder()
with (FOLDER.parent / sample_data.MANIFEST).open(newline="", encoding="utf-8") as sheet:
    ROWS = list(csv.DictReader(sheet))
BY_LENGTH = sorted(ROWS, key=lambda row: -int(row["minutes"]))
# The shortest of each sport and peculiarity, and of each sport alone.
SHOWN = {(row["sport"], row["sub_sport"], row["note"]): row for row in BY_LENGTH}
HANDFUL = {(row["sport"], row["sub_sport"]): row for row in BY_LENGTH}
# All files take garmin-fit-sdk and fitparse the best part of a minute.
FULL = os.environ.get("KNEEDRIVE_FULL") == "1"
SOUND = [
    row["file"]
    for row in ROWS
    if "truncated" not in row["note"]
    and (FULL or row in HANDFUL.values() or "beat-to-beat" in row["note"])
]


def content(name):
    data = (FOLDER / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def noted(note):
    """The first file whose note mentions this."""
    return next(row["file"] for row in ROWS if note in row["note"])


def activity(name):
    return read(content(name), name)


def of_sport(**wanted):
    return next(row["file"] for row in ROWS if wanted.items() <= row.items())


# --- the folder -----------------------------------------------------------------------------


def test_the_manifest_names_every_file_and_its_hash():
    assert tuple(ROWS[0]) == COLUMNS
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.iterdir()}
    assert {row["file"]: row["sha256"] for row in ROWS} == there


def test_all_recordings_take_less_than_ten_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 10e6


def test_they_fill_twelve_weeks_from_monday_to_the_sunday_before_today():
    days = [datetime.fromisoformat(row["local_start"]).date() for row in ROWS if row["local_start"]]
    assert FIRST_DAY.weekday() == 0
    assert min(days) == FIRST_DAY == sample_data.TODAY - timedelta(weeks=12)
    assert max(days) == sample_data.TODAY - timedelta(days=1)
    weekly = Counter((day - FIRST_DAY).days // 7 for day in days)
    assert all(6 <= weekly[week] <= 10 for week in range(12)), weekly


def test_they_lie_in_the_order_of_time():
    starts = [row["local_start"] for row in ROWS if row["local_start"]]
    assert starts == sorted(starts)


def test_every_kind_of_training_occurs_and_some_days_have_two_sessions():
    meant = Counter((row["class"], row["kind"]) for row in ROWS)
    for kind in ("interval", "tempo", "long", "race"):
        assert meant["key", kind] >= 1
    assert meant["easy", "endurance"] > 20
    assert meant["brick", "endurance"] >= 5
    assert meant["other", ""] >= 8
    doubles = Counter(row["local_start"][:10] for row in ROWS if row["class"] not in {"", "brick"})
    assert max(doubles.values()) == 2


# --- made again -----------------------------------------------------------------------------


def test_making_a_file_twice_gives_the_same_bytes():
    race_eve = date(2026, 10, 17)
    first, again = (list(sample_files(lambda entry: entry.day == race_eve)) for _ in range(2))
    assert len(first) == 1
    assert first == again


def test_the_files_are_what_the_script_writes():
    """Compared by value: another processor may round the last digit of a sine differently."""
    days = {date(2026, 8, 31), date(2026, 10, 13), date(2026, 11, 12)}
    made = list(sample_files(lambda entry: entry.day in days))
    assert len(made) == 3
    for file in made:
        fresh = read(gzip.decompress(file.content), file.name)
        kept = activity(file.name)
        assert fresh.samples.columns.keys() == kept.samples.columns.keys()
        np.testing.assert_array_equal(fresh.samples.time_s, kept.samples.time_s)
        for name, column in fresh.samples.columns.items():
            unequal = ~np.isclose(column, kept.samples[name], rtol=1e-3, equal_nan=True)
            assert unequal.mean() < 0.01, name


def test_the_script_writes_recordings_and_manifest_side_by_side(tmp_path: Path, monkeypatch):
    kept = list(entries())[:1]
    monkeypatch.setattr("sample_data.make.entries", lambda: iter(kept))
    main([str(tmp_path / "recordings")])
    (written,) = (tmp_path / "recordings").iterdir()
    assert written.name == ROWS[0]["file"]
    assert (tmp_path / sample_data.MANIFEST).read_text().startswith("file,sha256,")


# --- other readers --------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOUND)
def test_official_decoder_and_fitparse_read_it_without_complaint(name):
    data = content(name)
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    records = list(fitparse.FitFile(data).get_messages("record"))
    assert len(records) == len(messages.get("record_mesgs", []))


def test_the_truncated_file_is_damaged_and_most_of_it_can_be_read():
    name = noted("truncated")
    assert not Decoder(Stream.from_byte_array(bytearray(content(name)))).check_integrity()
    broken = activity(name)
    assert broken.damaged
    assert len(broken.samples) > 1000


def test_the_workout_file_is_no_activity():
    with pytest.raises(NotAnActivityError, match="workout"):
        activity(noted("no recording"))


# --- what is in them ------------------------------------------------------------------------


@pytest.mark.parametrize("row", SHOWN.values(), ids=lambda row: row["file"])
def test_a_recording_is_what_the_manifest_says(row):
    if row["class"] == "" or "truncated" in row["note"]:
        return
    recording = activity(row["file"])
    assert "+".join(s.sport for s in recording.sessions) == row["sport"]
    assert "+".join(s.sub_sport or "generic" for s in recording.sessions) == row["sub_sport"]
    assert sum(s.timer_s for s in recording.sessions) / 60 == pytest.approx(
        float(row["minutes"]), abs=0.5
    )
    local = recording.start + timedelta(seconds=recording.utc_offset_s)
    assert f"{local:%Y-%m-%dT%H:%M:%S}" == row["local_start"]
    assert recording.issues == ()


def test_summer_time_ends_on_the_last_sunday_of_october():
    offsets = {
        name[:10]: activity(name).utc_offset_s
        for name in (row["file"] for row in ROWS)
        if name[:10] in {"2026-10-24", "2026-10-25"}
    }
    assert offsets == {"2026-10-24": 7200, "2026-10-25": 3600}


def test_nobody_lives_where_she_trains():
    for row in SHOWN.values():
        if row["class"] and "truncated" not in row["note"]:
            samples = activity(row["file"]).samples
            for name in ("latitude_deg", "longitude_deg"):
                known = samples[name][np.isfinite(samples[name])]
                assert ((known > 1.5) & (known < 2.5)).all()


def test_a_brick_is_one_file_of_three_sports_or_two_files_minutes_apart():
    whole = activity(noted("one file"))
    assert [s.sport for s in whole.sessions] == ["cycling", "transition", "running"]
    assert (np.diff(whole.samples["distance_m"]) >= 0).all()
    assert np.nanmax(np.abs(np.diff(whole.samples["latitude_deg"]))) < 3e-4
    ride, run = (activity(row["file"]) for row in [r for r in ROWS if "two" in r["note"]][:2])
    gap = run.start - (ride.start + timedelta(seconds=ride.sessions[0].elapsed_s))
    assert timedelta(minutes=2) < gap < timedelta(minutes=10)


def test_intervals_carry_the_workout_that_was_followed():
    workout = activity(of_sport(kind="interval", sport="running")).workout
    assert workout is not None
    repeat = next(step for step in workout.steps if step.duration_kind == "repeat")
    work = workout.steps[repeat.repeat_from]
    assert work.target_kind == "speed"
    assert work.target_low > workout.steps[0].target_high


def test_pool_swims_have_lengths_that_add_up():
    swim = activity(of_sport(sport="swimming"))
    active = [length for length in swim.lengths if length.intensity == "active"]
    assert len(active) * swim.sessions[0].pool_length_m == swim.sessions[0].distance_m


def test_auto_pause_leaves_gaps_that_the_timer_events_explain():
    ride = activity(of_sport(sport="cycling", sub_sport="road"))
    assert len(ride.timer_runs) > 2
    ends = [end for _, end in ride.timer_runs[:-1]]
    starts = [start for start, _ in ride.timer_runs[1:]]
    for end, start in zip(ends, starts, strict=True):
        inside = (ride.samples.time_s >= end) & (ride.samples.time_s < start)
        assert not inside.any()


def test_indoor_rides_have_power_and_no_positions():
    ride = activity(of_sport(sub_sport="indoor_cycling"))
    assert "power_w" in ride.samples
    assert "latitude_deg" not in ride.samples


def test_road_rides_have_cycling_dynamics_of_both_legs():
    ride = activity(of_sport(sport="cycling", sub_sport="road")).samples
    for side in ("left", "right"):
        assert 60 < np.nanmedian(ride[f"{side}_torque_effectiveness_pct"]) < 95
        assert 190 < np.nanmedian(ride[f"{side}_power_phase_end_deg"]) < 230
    assert 48 < np.nanmedian(ride["power_balance_right_pct"]) < 54


def test_one_run_has_heartbeats_and_some_have_a_foot_pod():
    beats = activity(noted("beat-to-beat")).heart_beats_s
    assert beats is not None
    assert 0.3 < np.median(beats) < 0.6
    pod = activity(noted("foot pod"))
    assert pod.developer_units == {"Leg Spring Stiffness": "kN/m"}
    stiffness = pod.samples["Leg Spring Stiffness"]
    assert 6 < np.median(stiffness[stiffness > 0]) < 14


def test_smart_recording_leaves_seconds_out_and_drop_outs_leave_values_out():
    smart = activity(noted("smart")).samples
    assert 2 <= np.median(np.diff(smart.time_s)) <= 7
    heart = activity(noted("drop-outs")).samples["heart_rate_bpm"]
    assert 10 <= np.isnan(heart).sum() < 0.2 * len(heart)
