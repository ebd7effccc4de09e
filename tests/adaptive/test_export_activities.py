"""Recordings for sharing: the same training, and nothing that says whose it was."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given
from hypothesis import strategies as st

import ingest
import sample_data
from adaptive import importing, service
from adaptive.exports import activities
from adaptive.exports.anonymous import anonymous
from adaptive.exports.fit_files import encoded, stamp, timer_message
from adaptive.exports.moving_places import moved, turn
from adaptive.library.store import Store
from ingest.errors import KneedriveError, ReadingError

TODAY = sample_data.TODAY
EARTH_M = 6_371_000
START = datetime(2026, 5, 2, 6, 30, tzinfo=UTC)
NAMES = ["Paula Private", "Home round with Tim", "Tim's secret steps", "Paula's phone", "Patch 7"]
SERIAL = 3_141_592_653
HOME = (47.376887, 8.541694)


def by_garmin(data):
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read(
        convert_datetimes_to_dates=False
    )
    assert not errors
    return messages


def distances_m(latitude, longitude):
    """(n - 1,) great-circle distances between neighbours."""
    a, b = np.radians(latitude), np.radians(longitude)
    points = np.array([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)])
    return EARTH_M * np.linalg.norm(np.diff(points), axis=0)


@pytest.fixture
def told(tmp_path) -> Path:
    """A recording in which the device wrote down all that it should not have."""
    begin, minutes = stamp(START), 20
    person, workout, step, phone, field = NAMES
    semicircles = 2**31 / 180
    developer = {"application_id": list(range(16)), "developer_data_index": 0}
    described = {
        "developer_data_index": 0,
        "field_definition_number": 0,
        "fit_base_type_id": 136,
        "field_name": field,
        "units": "kN",
    }
    maker = {"manufacturer": "garmin", "product": 3589, "serial_number": SERIAL}
    messages = [
        ("file_id", {"type": "activity", "time_created": begin, **maker}),
        ("developer_data_id", developer),
        ("field_description", described),
        ("device_info", {"timestamp": begin, "device_index": 0, "product_name": phone, **maker}),
        ("device_info", {"timestamp": begin, "device_index": 1, "source_type": "antplus",
                         "device_type": 120, "serial_number": SERIAL}),
        ("user_profile", {"friendly_name": person, "weight": 61.5, "age": 41, "gender": "female",
                          "resting_heart_rate": 47}),
        ("zones_target", {"max_heart_rate": 187, "threshold_heart_rate": 168}),
        ("workout", {"wkt_name": workout, "sport": "running", "num_valid_steps": 1}),
        ("workout_step", {"message_index": 0, "wkt_step_name": step, "notes": step,
                          "duration_type": "time", "duration_value": 1_200_000,
                          "intensity": "active", "target_type": "speed", "target_value": 0,
                          "custom_target_value_low": 2900, "custom_target_value_high": 3100}),
        timer_message(begin, "start", by_hand=True),
        *(
            ("record", {
                "timestamp": begin + second, "distance": 3.0 * second, "enhanced_speed": 3.0,
                "heart_rate": 120 + second % 30, "cadence": 84, "enhanced_altitude": 408.0,
                "position_lat": round((HOME[0] + second * 2e-5) * semicircles),
                "position_long": round((HOME[1] + second * 1e-5) * semicircles),
                "developer_fields": {field: 9.5},
            })
            for second in range(60 * minutes)
        ),
        timer_message(begin + 60 * minutes, "stop_all", by_hand=True),
        ("lap", {"message_index": 0, "timestamp": begin + 60 * minutes, "start_time": begin,
                 "total_elapsed_time": 60 * minutes, "total_timer_time": 60 * minutes,
                 "wkt_step_index": 0, "intensity": "active", "lap_trigger": "time"}),
        ("session", {"timestamp": begin + 60 * minutes, "start_time": begin, "sport": "running",
                     "sub_sport": "trail", "total_elapsed_time": 60 * minutes,
                     "total_timer_time": 60 * minutes, "total_distance": 3600.0}),
        ("activity", {"timestamp": begin + 60 * minutes, "num_sessions": 1,
                      "local_timestamp": begin + 60 * minutes + 7200}),
    ]  # fmt: skip
    path = tmp_path / "told.fit"
    path.write_bytes(encoded(messages))
    return path


def without_owner(path, weeks=60, angle=77):
    activity = ingest.read_activity(path)
    places = [activity.samples[name] for name in ("latitude_deg", "longitude_deg")]
    known = np.flatnonzero(np.isfinite(places).all(axis=0))
    starts = [(places[0][known[0]], places[1][known[0]])] if len(known) else []
    turned = turn(starts, angle)
    offset = activity.utc_offset_s or 0
    return activity, anonymous(activity, turned, weeks_back=weeks, utc_offset_s=offset)


def texts_in(messages) -> Iterator[str]:
    for rows in messages.values():
        for row in rows:
            for name, value in row.items():
                if isinstance(value, str) and any(
                    word in str(name) for word in ("name", "notes", "desc", "label", "text", "url")
                ):
                    yield value


def test_no_name_number_or_place_of_the_source_is_in_the_bytes(told):
    source = told.read_bytes()
    assert all(name.encode() in source for name in NAMES)
    _, data = without_owner(told)
    for secret in [*NAMES, "Paula", "Tim", "secret", "kN"]:
        assert secret.encode() not in data
    for number in (SERIAL, *(round(degree * 2**31 / 180) for degree in HOME)):
        assert number.to_bytes(4, "little") not in data
    messages = by_garmin(data)
    assert not list(texts_in(messages))
    assert not {"developer_data_id_mesgs", "field_description_mesgs"} & set(messages)
    (about,) = messages["user_profile_mesgs"]
    assert about == {"resting_heart_rate": 47}
    assert not any("serial_number" in row for rows in messages.values() for row in rows)


def test_what_training_is_judged_by_is_as_it_was(told, tmp_path):
    before, data = without_owner(told)
    path = tmp_path / "anonymous.fit"
    path.write_bytes(data)
    after = ingest.read_activity(path)
    assert before.start - after.start == timedelta(weeks=60)
    assert after.utc_offset_s == before.utc_offset_s == 7200
    (one,), (other,) = before.sessions, after.sessions
    for field in ("sport", "sub_sport", "elapsed_s", "timer_s", "distance_m", "rows"):
        assert getattr(one, field) == getattr(other, field)
    assert set(after.samples.columns) == set(before.samples.columns) - {"Patch 7"}
    for name in ("heart_rate_bpm", "speed_mps", "cadence_spm", "distance_m", "altitude_m"):
        np.testing.assert_allclose(after.samples[name], before.samples[name])
    places = [
        distances_m(run.samples["latitude_deg"], run.samples["longitude_deg"])
        for run in (before, after)
    ]
    np.testing.assert_allclose(*places, atol=0.03)
    assert after.timer_runs == before.timer_runs
    assert after.laps == before.laps
    assert after.name is None
    assert after.athlete_values == {
        "resting_heart_rate_bpm": 47, "max_heart_rate_bpm": 187, "threshold_heart_rate_bpm": 168
    }  # fmt: skip
    (step,) = after.workout.steps
    (planned,) = before.workout.steps
    assert (step.duration, step.target_low, step.target_high) == (
        planned.duration, planned.target_low, planned.target_high
    )  # fmt: skip
    assert step.name is None
    assert [sensor.kind for sensor in after.sensors] == ["heart_rate"]


degrees = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@given(st.lists(degrees, min_size=2, max_size=20), degrees, st.floats(0, 360))
def test_places_keep_their_distances_and_home_comes_to_the_sea(places, home, angle):
    turned = turn([home], angle)
    latitude, longitude = np.array(places).T
    away = moved(turned, latitude, longitude)
    np.testing.assert_allclose(distances_m(*away), distances_m(latitude, longitude), atol=0.1)
    at_sea = moved(turned, *(np.array([degree]) for degree in home))
    np.testing.assert_allclose(at_sea, 0, atol=1e-6)


def test_a_gap_in_the_positions_stays_one():
    away = moved(turn([HOME], 5), np.array([47.0, np.nan]), np.array([8.0, 8.1]))
    assert np.isnan(away).tolist() == [[False, True], [False, True]]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A library with three weeks of the sample athlete, and what it exports without a name."""
    folder = tmp_path_factory.mktemp("trained")
    recordings = sorted(path for path in sample_data.folder().iterdir() if ".fit" in path.name)
    with Store.open(folder / "library", create=True) as store:
        importing.import_recordings(store, recordings[-24:], TODAY)
        written = folder / "anonymous"
        written.mkdir()
        for name, data in activities.anonymous(store, random.Random(8)):
            (written / name).write_bytes(data)
        yield store, written


def test_the_anonymous_export_is_the_same_training_when_it_is_imported(trained, tmp_path):
    store, written = trained
    with Store.open(tmp_path / "other", create=True) as other:
        report = importing.import_recordings(other, [written], TODAY)
        assert set(report.to_json()["counts"]) == {"imported"}
        before, after = (service.sessions(one, TODAY) for one in (store, other))
    assert len(before) == len(after) >= 20
    (shift,) = {a["local_start"] - b["local_start"] for a, b in zip(before, after, strict=True)}
    assert shift % timedelta(weeks=1) == timedelta()
    assert shift >= timedelta(weeks=52)
    alike = (
        "sport", "sub_sport", "class", "kind", "part_class", "duration_s", "elapsed_s",
        "distance_m", "ascent_m", "load_method", "avg_heart_rate_bpm",
    )  # fmt: skip
    for one, two in zip(before, after, strict=True):
        assert {name: one[name] for name in alike} == {name: two[name] for name in alike}
        assert two["load_tss"] == pytest.approx(one["load_tss"], abs=0.2)
        assert (one["brick_id"] is None) == (two["brick_id"] is None)


def test_where_and_when_they_go_is_chance(trained):
    store, written = trained
    again = dict(activities.anonymous(store, random.Random(8)))
    assert again == {path.name: path.read_bytes() for path in written.iterdir()}
    name, data = next(activities.anonymous(store))
    assert again[name] != data


def test_the_originals_are_written_byte_for_byte_under_names_to_read(trained):
    store, _ = trained
    sources = {
        gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        for data in (path.read_bytes() for path in sample_data.folder().iterdir())
    }
    found = dict(activities.originals(store))
    assert len(found) == 24
    assert set(found.values()) <= sources
    assert all(name[:4] == "2026" and name.endswith(".fit") for name in found)
    assert list(found) == sorted(found)


def test_a_lost_original_is_named_with_what_helps(trained, tmp_path, monkeypatch):
    store, _ = trained
    monkeypatch.setattr(store.originals, "folder", tmp_path)
    with pytest.raises(KneedriveError, match="the original of recording") as error:
        next(activities.originals(store))
    assert "Import it again" in error.value.hint


def test_the_command_says_what_its_files_still_tell(kneedrive, told, tmp_path):
    library, where = tmp_path / "library", ("--today", TODAY, "--library", tmp_path / "library")
    assert kneedrive("import", told, *where).status == 0
    plain = kneedrive("export", "activities", tmp_path / "plain", *where)
    assert plain.status == 0
    assert "as they came, with places" in " ".join(plain.err.split())
    (copy,) = (tmp_path / "plain").iterdir()
    assert copy.read_bytes() == told.read_bytes()
    shared = kneedrive("export", "activities", tmp_path / "shared", "--anonymous", *where, "--json")
    assert shared.json() == {
        "files": [str(tmp_path / "shared" / "recording-0001.fit")],
        "anonymous": True,
    }
    assert "shape of a route" in " ".join(shared.err.split())
    assert library.is_dir()


def test_the_corpus_without_its_owners_tells_no_texts_and_no_places(corpus):
    paths = sorted(path for path in corpus.rglob("*.fit") if path.stat().st_size < 150_000)
    read = 0
    for path in paths[:: max(1, len(paths) // 12)]:
        try:
            before, data = without_owner(path)
        except ReadingError:
            continue
        read += 1
        messages = by_garmin(data)
        assert not list(texts_in(messages))
        tables = ingest.read_messages(path)
        for name in tables.counts:
            frame = tables[name]
            for column in frame.columns[frame.columns.str.contains("name|notes|descr")]:
                for text in {str(value) for value in frame[column].dropna()}:
                    assert len(text) < 4 or text.encode() not in data
        recorded = {
            tuple(place)
            for place in zip(
                *(before.samples[f"{axis}itude_deg"].round(3) for axis in ("lat", "long")),
                strict=True,
            )
        }
        shown = {
            (
                round(row["position_lat"] * 180 / 2**31, 3),
                round(row["position_long"] * 180 / 2**31, 3),
            )
            for row in messages.get("record_mesgs", [])
            if "position_lat" in row
        }
        assert not recorded & shown
    assert read >= 5
