"""Several recordings of one session are one session, nothing is lost, and it can be undone."""

import json
import sqlite3
from datetime import timedelta
from itertools import permutations

import pytest
from two_devices import START, fit, gpx, power

WATCH = fit(START - timedelta(seconds=40), 1900, device="fr945", channels=("heart_rate",))
COMPUTER = fit(device="edge_530", channels=("power",), position=(52.5, 13.4))
EXPORT = gpx()


@pytest.fixture
def files(tmp_path):
    """A watch's and a bike computer's recording of a ride, and a site's export of it."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in (("watch.fit", WATCH), ("computer.fit", COMPUTER), ("export.gpx", EXPORT)):
        (folder / name).write_bytes(data)
    return folder


def sessions(kneedrive, library):
    return kneedrive("sessions", "--library", library, "--json").json()


def test_a_ride_by_watch_computer_and_export_is_one_session(kneedrive, files, tmp_path):
    answer = kneedrive("import", files, "--library", tmp_path / "l", "--json").json()
    assert answer["counts"] == {"imported": 1, "merged": 2}
    (row,) = sessions(kneedrive, tmp_path / "l")
    # Heart rate is the watch's, power the bike computer's.
    assert row["avg_heart_rate_bpm"] > 100
    assert row["avg_power_w"] == pytest.approx(180, abs=5)
    assert row["load_method"] == "power"
    for file in answer["files"]:
        assert file["sessions"] == [row["id"]]
        if file["outcome"] == "merged":
            assert "the same ride by" in file["reason"]


def test_the_merged_stream_is_as_long_as_its_own_clock_and_true_to_the_second(
    kneedrive, files, tmp_path
):
    from datetime import date

    from adaptive.notebook import Library

    kneedrive("import", files, "--library", tmp_path / "l")
    (row,) = sessions(kneedrive, tmp_path / "l")
    with Library.open(tmp_path / "l", today=date(2026, 11, 1)) as library:
        samples = library.samples(row["id"])
    at = START + timedelta(seconds=600)
    begin = START if row["device"] == "garmin edge_530" else START - timedelta(seconds=40)
    place = round((at - begin).total_seconds())
    assert samples["power_w"][place] == power(at)


def test_the_order_of_arrival_makes_no_difference(kneedrive, files, tmp_path):
    seen = []
    for order in permutations(sorted(files.iterdir())):
        library = tmp_path / f"library{len(seen)}"
        for file in order:
            kneedrive("import", file, "--library", library)
        with sqlite3.connect(library / "library.sqlite") as db:
            merged = db.execute("SELECT id, merged_into FROM sessions ORDER BY id").fetchall()
            whole = db.execute("SELECT * FROM merged").fetchall()
        db.close()
        seen.append((merged, whole, sessions(kneedrive, library)))
    for other in seen[1:]:
        assert other[:2] == seen[0][:2]
        assert other[2] == seen[0][2]


def test_a_merge_is_listed_with_its_reason_and_can_be_undone_and_redone(kneedrive, files, tmp_path):
    library = tmp_path / "l"
    kneedrive("import", files, "--library", library)
    before = sessions(kneedrive, library)
    merged = kneedrive("imports", "--library", library, "--json").json()["merged"]
    assert len(merged) == 2
    other = merged[0]["other"]
    assert merged[0]["reason"] in kneedrive("imports", "--library", library).out.replace("\n", " ")

    after = kneedrive("imports", "--separate", other, "--library", library, "--json").json()
    assert after["separated"] == [other]
    assert {row["id"] for row in sessions(kneedrive, library)} == {before[0]["id"], other}
    # Nothing merges it again, not even another import.
    kneedrive("import", files, "--library", library)
    assert len(sessions(kneedrive, library)) == 2

    kneedrive("imports", "--rejoin", other[:6], "--library", library)
    assert sessions(kneedrive, library) == before


def test_separating_what_is_not_merged_is_wrong_usage(kneedrive, files, tmp_path):
    kneedrive("import", files / "watch.fit", "--library", tmp_path / "l")
    answer = kneedrive("imports", "--separate", "abc", "--library", tmp_path / "l")
    assert answer.status == 2
    assert "no merged session begins with 'abc'" in answer.err


def test_show_tells_which_recordings_a_session_is_made_of(kneedrive, files, tmp_path):
    kneedrive("import", files, "--library", tmp_path / "l")
    shown = kneedrive("show", "last", "--library", tmp_path / "l", "--json").json()
    assert len(shown["recordings"]) == 3
    own = next(one for one in shown["recordings"] if one["id"] == shown["id"])
    assert own["reason"] is None
    taken = {channel for one in shown["recordings"] for channel in one["channels"]}
    assert {"heart_rate_bpm", "power_w"} <= taken
    words = kneedrive("show", "last", "--library", tmp_path / "l").out
    assert "recorded by" in words
    # A merged recording is shown by its own id as well.
    other = next(one for one in shown["recordings"] if one["id"] != shown["id"])
    again = kneedrive("show", other["id"], "--library", tmp_path / "l", "--json").json()
    assert again["id"] == shown["id"]


def test_an_edited_export_replaces_nothing(kneedrive, tmp_path):
    """Cropped to the first half and called a run, it is still the same training."""
    (tmp_path / "ride.fit").write_bytes(fit(channels=("power", "heart_rate")))
    library = tmp_path / "l"
    kneedrive("import", tmp_path / "ride.fit", "--library", library)
    (before,) = sessions(kneedrive, library)
    (tmp_path / "cropped.fit").write_bytes(fit(seconds=900, channels=("heart_rate",)))
    answer = kneedrive("import", tmp_path / "cropped.fit", "--library", library, "--json").json()
    assert answer["counts"] == {"merged": 1}
    assert sessions(kneedrive, library) == [before]
    assert json.dumps(before)  # a row is plain JSON
