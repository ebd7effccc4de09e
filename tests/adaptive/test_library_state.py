"""Nothing in a library rests on a state that is no more, whoever changed it meanwhile."""

import gzip
import zipfile
from datetime import date, timedelta

import pytest
import two_devices
from two_devices import START, fit

from adaptive import assessing, facts, joining
from adaptive.importing import import_recordings
from adaptive.library.merges import Merges
from adaptive.library.store import Store
from ingest import archives
from ingest.errors import ReadingError

TODAY = date(2026, 11, 1)
BOTH = ("power", "heart_rate")


@pytest.fixture
def library(tmp_path):
    return tmp_path / "library"


def answer(kneedrive, *words):
    return kneedrive(*words, "--json").json()


def test_a_hard_evening_counts_for_the_morning_too_whichever_was_imported_first(
    kneedrive, tmp_path, monkeypatch
):
    morning, evening = tmp_path / "morning.fit", tmp_path / "evening.fit"
    morning.write_bytes(fit(START - timedelta(hours=6), channels=BOTH))
    monkeypatch.setattr(two_devices, "power", lambda _: 380)
    monkeypatch.setattr(two_devices, "heart_rate", lambda _: 185)
    evening.write_bytes(fit(START, channels=BOTH))
    seen = []
    for number, order in enumerate(((morning, evening), (evening, morning))):
        for file in order:
            kneedrive("import", file, "--library", tmp_path / str(number))
        seen.append(answer(kneedrive, "sessions", "--library", tmp_path / str(number)))
    assert seen[0] == seen[1]


def test_what_was_judged_before_a_zone_was_named_is_not_kept(tmp_path, library, monkeypatch):
    late = START.replace(hour=22)
    files = [tmp_path / f"{day}.fit" for day in range(3)]
    for day, file in enumerate(files):
        file.write_bytes(fit(late + timedelta(days=day), channels=BOTH, utc_offset=None))
    kept = []
    save = Store.save_assessments

    def noted(self, assessments, **state):
        kept.append(save(self, assessments, **state))
        return kept[-1]

    def elsewhere(*_):
        if not kept:
            with Store.open(library) as other:
                facts.tell(other, "time_zone", "Asia/Tokyo", TODAY)

    with Store.open(library, create=True) as store:
        import_recordings(store, files, TODAY)
        monkeypatch.setattr(Store, "save_assessments", noted)
        assessing.assess(store, elsewhere)
        assert kept == [False, True]
        assert store.all_assessed()


def test_a_session_that_is_merged_while_others_are_judged_is_passed_over(
    tmp_path, library, monkeypatch
):
    (tmp_path / "a.fit").write_bytes(fit(channels=("power",)))
    (tmp_path / "b.fit").write_bytes(fit(START - timedelta(seconds=30), device="fr945"))
    with Store.open(library, create=True) as store:
        with monkeypatch.context() as patch:
            patch.setattr(joining, "join", lambda *_: 0)
            import_recordings(store, [tmp_path / "a.fit", tmp_path / "b.fit"], TODAY)
        assert len(store.sessions()) == 2

        def late(*_):
            with Store.open(library) as other:
                joining.join(other)

        assessing.assess(store, late)
        assert len(store.sessions()) == 1
        assert set(store.assessments()) == {session.id for session in store.sessions()}


def test_of_two_imports_the_one_that_knows_less_does_not_have_the_last_word(
    tmp_path, library, monkeypatch
):
    a, b, c = (tmp_path / f"{name}.fit" for name in "abc")
    a.write_bytes(fit(channels=("power",)))
    b.write_bytes(fit(START - timedelta(seconds=30), device="fr945"))
    whole = fit(START - timedelta(seconds=60), 1900, channels=BOTH, position=(52.5, 13.4))
    c.write_bytes(whole)
    save = Merges.save

    def late(self, *arguments, **state):
        monkeypatch.setattr(Merges, "save", save)
        with Store.open(library) as other:
            import_recordings(other, [c], TODAY)
        return save(self, *arguments, **state)

    with Store.open(library, create=True) as store:
        monkeypatch.setattr(Merges, "save", late)
        import_recordings(store, [a, b], TODAY)
        (session,) = store.sessions()
        # The whole recording leads, which only the other import knew.
        assert session.start == START - timedelta(seconds=60)
        assert {into for into, _ in store.merges.leaders().values()} == {session.id}


def test_a_file_that_could_not_be_reached_is_tried_again(kneedrive, tmp_path, library, monkeypatch):
    """What one may open changes neither a file's size nor its time."""
    (tmp_path / "a.fit").write_bytes(fit())

    def refuse(*_, **__):
        raise ReadingError("it cannot be opened: Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(archives, "read", refuse)
        first = answer(kneedrive, "import", tmp_path / "a.fit", "--library", library)
    assert first["counts"] == {"failed": 1}
    again = answer(kneedrive, "import", tmp_path / "a.fit", "--library", library)
    assert again["counts"] == {"imported": 1}


def test_a_session_is_on_the_wall_clock_that_any_of_its_recordings_knows(
    kneedrive, tmp_path, library
):
    """The computer that leads knows no offset; the watch does."""
    late = START.replace(hour=23)
    (tmp_path / "computer.fit").write_bytes(fit(late, channels=("power",), utc_offset=None))
    (tmp_path / "watch.fit").write_bytes(fit(late + timedelta(seconds=9), 1500, device="fr945"))
    for name in ("computer", "watch"):
        kneedrive("import", tmp_path / f"{name}.fit", "--library", library)
    (row,) = answer(kneedrive, "sessions", "--library", library)
    assert row["avg_power_w"]
    assert row["local_start"] == "2026-09-02T01:00:00"
    # Where the athlete lives says less than what a recording of that hour says.
    kneedrive("me", "set", "time_zone", "Asia/Tokyo", "--library", library)
    (row,) = answer(kneedrive, "sessions", "--library", library)
    assert row["local_start"] == "2026-09-02T01:00:00"
    (merged,) = answer(kneedrive, "imports", "--library", library)["merged"]
    kneedrive("imports", "--separate", merged["other"], "--library", library)
    rows = answer(kneedrive, "sessions", "--library", library)
    assert [one["local_start"] for one in rows] == ["2026-09-02T08:00:00", "2026-09-02T01:00:09"]


def test_a_broken_file_with_a_title_stops_nothing(kneedrive, tmp_path, library):
    listed = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
        "Distance,Relative Effort,Commute,Activity Gear,Filename\n"
        + "".join(
            f'{n},"Sep 1, 2026, 3:00:00 PM",Ride,Ride,,1800,14.4,,false,,activities/{n}.fit.gz\n'
            for n in (1, 2)
        )
    )
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("activities.csv", listed)
        archive.writestr("activities/1.fit.gz", gzip.compress(b"no recording at all"))
        archive.writestr("activities/2.fit.gz", gzip.compress(fit()))
    taken = answer(kneedrive, "import", tmp_path / "export.zip", "--library", library)
    assert taken["counts"] == {"skipped": 1, "failed": 1, "imported": 1}
