"""Folders, devices and the exports of makers: every file found once, and what is said of it."""

import gzip
import os
import pickle
from pathlib import Path

import pytest
from exports_builder import (
    ENGLISH,
    GERMAN,
    JPEG,
    Activity,
    Layout,
    garmin_takeout,
    laid_out,
    packed,
    strava_export,
)
from fit_bytes import ride

import sample_data
from ingest import exports
from ingest.errors import ReadingError, UsageError

FIT = ride(3)
GPX = b'<?xml version="1.0"?><gpx version="1.1"><trk><trkseg/></trk></gpx>'
TCX = b'          <?xml version="1.0"?><TrainingCenterDatabase/>'  # Strava's have this indent


def find(*paths: Path) -> list[exports.Found]:
    return list(exports.find(paths))


def names(found: list[exports.Found], top: Path) -> list[str]:
    return [str(file.path.relative_to(top)) for file in found]


@pytest.fixture(scope="module")
def recordings() -> dict[str, bytes]:
    """Some of the sample recordings, unpacked."""
    files = sorted(sample_data.folder().glob("*.fit*"))[:6]
    return {file.name.removesuffix(".gz"): exports.Found(file).read() for file in files}


def test_a_folder_is_searched_to_its_end_in_a_fixed_order(tmp_path: Path):
    laid_out({"b/2.fit": FIT, "b/1.fit": FIT, "a.gpx": GPX, "b/c/d/3.tcx": TCX}, tmp_path)
    assert names(find(tmp_path), tmp_path) == ["a.gpx", "b/1.fit", "b/2.fit", "b/c/d/3.tcx"]


def test_what_the_system_hides_is_left_out_of_folders_and_archives(tmp_path: Path):
    files = {"1.fit": FIT, ".DS_Store": b"x", "__MACOSX/._1.fit": b"x", ".trash/2.fit": FIT}
    laid_out(files, tmp_path / "folder")
    (tmp_path / "archive.zip").write_bytes(packed(files))
    assert names(find(tmp_path), tmp_path) == ["archive.zip/1.fit", "folder/1.fit"]


def test_the_same_file_counts_once_however_often_it_is_reached(tmp_path: Path):
    laid_out({"a/1.fit": FIT, "b/2.fit": FIT}, tmp_path)
    (tmp_path / "a" / "again.fit").symlink_to(tmp_path / "b" / "2.fit")
    (tmp_path / "c").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "circle").symlink_to(tmp_path)
    (tmp_path / "root").symlink_to("/")
    found = find(tmp_path / "b" / "2.fit", tmp_path, tmp_path / "a", tmp_path / "a" / "1.fit")
    assert names(found, tmp_path) == ["b/2.fit", "a/1.fit"]


def test_a_linked_folder_is_searched_where_it_leads_elsewhere(tmp_path: Path):
    laid_out({"elsewhere/1.fit": FIT, "here/2.fit": FIT}, tmp_path)
    (tmp_path / "here" / "link").symlink_to(tmp_path / "elsewhere")
    found = find(tmp_path / "here")
    assert names(found, tmp_path / "here") == ["2.fit", "link/1.fit"]
    assert found[1].read() == FIT


def test_links_to_themselves_or_nowhere_are_told_and_stop_nothing(tmp_path: Path):
    (tmp_path / "itself").symlink_to("itself")
    (tmp_path / "nowhere.fit").symlink_to("gone.fit")
    laid_out({"z.fit": FIT}, tmp_path)
    *broken, good = find(tmp_path)
    assert good.read() == FIT
    for file in broken:
        with pytest.raises(ReadingError, match="cannot be opened"):
            file.read()


def test_pipes_and_sockets_are_never_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.fit")
    [pipe] = find(tmp_path)
    assert "pipe" in str(pipe.skipped)
    with pytest.raises(ReadingError):
        pipe.read()


def test_a_folder_that_cannot_be_listed_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    laid_out({"broken/1.fit": FIT, "good/2.fit": FIT}, tmp_path)
    iterdir = Path.iterdir

    def failing(folder: Path):
        if folder.name == "broken":
            raise OSError(5, "Input/output error")
        return iterdir(folder)

    monkeypatch.setattr(Path, "iterdir", failing)
    broken, good = find(tmp_path)
    assert broken.unreadable == "this folder cannot be opened: Input/output error"
    assert good.read() == FIT


def test_a_device_that_fails_in_the_midst_gives_outcomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    laid_out({"1.fit": FIT, "2.fit": FIT}, tmp_path)
    ask = Path.stat

    def failing(path: Path, **kwargs: bool):
        if path.name == "1.fit":
            raise OSError(5, "Input/output error")
        return ask(path, **kwargs)

    monkeypatch.setattr(Path, "stat", failing)
    assert [file.stamp != "" for file in find(tmp_path)] == [False, True]


def test_a_file_that_vanishes_after_it_was_found_is_told(tmp_path: Path):
    laid_out({"1.fit": FIT, "2.zip": packed({"3.fit": FIT})}, tmp_path)
    found = find(tmp_path)
    for name in ("1.fit", "2.zip"):
        (tmp_path / name).unlink()
    for file in found:
        with pytest.raises(ReadingError, match="cannot be opened: No such file"):
            file.read()


def test_nothing_is_found_where_one_of_the_paths_does_not_exist(tmp_path: Path):
    laid_out({"1.fit": FIT}, tmp_path)
    with pytest.raises(UsageError, match="there is nothing at"):
        next(exports.find([tmp_path, tmp_path / "gone"]))


def test_a_name_of_any_kind_can_be_searched_and_read(tmp_path: Path):
    odd = ["new\nline.fit", "träning.fit", " ", "%s", os.fsdecode(b"\xff.fit")]
    for name in odd:
        (tmp_path / name).write_bytes(FIT)
    assert [file.read() for file in find(tmp_path)] == [FIT] * len(odd)


def test_archives_are_known_by_content_and_by_no_name(tmp_path: Path):
    archive = packed({"1.fit": FIT})
    laid_out({"a.fit": archive, "b": archive, "c.dat": archive, "d.zip": FIT}, tmp_path)
    assert names(find(tmp_path), tmp_path) == ["a.fit/1.fit", "b/1.fit", "c.dat/1.fit", "d.zip"]


@pytest.mark.parametrize("suffix", [".fit.gz", ".tcx.gz", ".gpx", ".fit"])
def test_recordings_come_unpacked_from_archives_and_gzip(tmp_path: Path, suffix: str):
    """TrainingPeaks and Suunto pack their exports like this."""
    data = gzip.compress(FIT) if suffix.endswith(".gz") else FIT
    (tmp_path / "export.zip").write_bytes(packed({f"2026/workout{suffix}": data}))
    [file] = find(tmp_path / "export.zip")
    assert file.read() == FIT
    assert file.head(14) == FIT[:14]
    assert file.claims_recording


def test_documents_that_happen_to_be_archives_are_one_thing(tmp_path: Path):
    document = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
    photos = {f"{n}.jpg": JPEG for n in range(300)}
    route = {"doc.kml": b"<kml/>"}
    for name, files in (("a.docx", document), ("b.zip", photos), ("c.kmz", route), ("d.zip", {})):
        (tmp_path / name).write_bytes(packed(files))
    (tmp_path / "e.zip").write_bytes(packed({"notes.docx": packed(document), "1.fit": FIT}))
    found = find(tmp_path)
    assert names(found, tmp_path) == [
        "a.docx",
        "b.zip",
        "c.kmz",
        "d.zip",
        "e.zip/notes.docx",
        "e.zip/1.fit",
    ]
    assert [file.skipped is not None for file in found] == [True] * 5 + [False]
    assert "300" in str(found[1].skipped)


def test_recordings_without_a_telling_name_are_found_in_archives_too(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(packed({"no suffix": FIT, "packed": gzip.compress(FIT)}))
    assert [file.read() for file in find(tmp_path)] == [FIT, FIT]


def test_a_stamp_changes_with_content_and_notes_and_with_nothing_else(tmp_path: Path):
    first, second = Activity(FIT, ".fit", title="A"), Activity(FIT + b"x", ".fit", title="A")
    renamed = Activity(FIT, ".fit", title="B")

    def stamp(activity: Activity) -> str:
        laid_out(strava_export([activity]), tmp_path / "export")
        for file in (tmp_path / "export").rglob("*.*"):
            os.utime(file, (0, 0))
        [stamp] = [file.stamp for file in find(tmp_path) if file.claims_recording]
        return stamp

    assert stamp(first) == stamp(first) != stamp(second)
    assert stamp(first) != stamp(renamed)


def test_a_stamp_in_an_archive_changes_with_the_archive(tmp_path: Path):
    archive = tmp_path / "a.zip"

    def stamp(data: bytes, modified: int) -> str:
        archive.write_bytes(packed({"1.fit": data}))
        os.utime(archive, (0, modified))
        [file] = find(archive)
        return file.stamp

    assert stamp(FIT, 1) == stamp(FIT, 1)
    assert len({stamp(FIT, 1), stamp(FIT, 2), stamp(FIT[::-1], 1)}) == 3


def test_what_is_found_can_be_sent_to_another_process(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(packed(strava_export([Activity(FIT, ".fit.gz")])))
    file = next(file for file in find(tmp_path) if file.claims_recording)
    message = pickle.dumps(file)
    assert len(message) < 1000
    assert pickle.loads(message) == file
    assert pickle.loads(message).read() == FIT


@pytest.mark.parametrize("layout", [ENGLISH, GERMAN])
@pytest.mark.parametrize("zipped", [True, False])
def test_strava_s_export_gives_each_recording_its_note(
    tmp_path: Path, recordings: dict[str, bytes], layout: Layout, zipped: bool
):
    suffixes = [".fit.gz", ".fit", ".fit.gz"]
    activities = [
        Activity(data, suffix, title=name, rpe="4", description="a\nb")
        for suffix, (name, data) in zip(suffixes, recordings.items(), strict=False)
    ]
    files = strava_export([*activities, Activity(title="Gym")], layout)
    if zipped:
        top = tmp_path / "export_12345.zip"
        top.write_bytes(packed(files))
    else:
        top = laid_out(files, tmp_path / "export_12345")
    found = {str(file.path.relative_to(top)): file for file in find(top)}
    assert found.keys() == files.keys()
    recorded = [file for file in found.values() if file.claims_recording]
    assert [file.read() for file in recorded] == [activity.data for activity in activities]
    assert [file.note.title for file in recorded if file.note] == list(recordings)[:3]
    assert {file.note.rpe for file in recorded if file.note} == {4.0}
    told = found["activities.csv"].skipped
    assert told is not None
    assert "3 with a recording" in told
    assert "1 without one" in told


def test_notes_reach_files_that_somebody_unpacked(tmp_path: Path):
    files = strava_export([Activity(gzip.compress(FIT), ".fit.gz", title="Unpacked")])
    plain = {name.removesuffix(".gz"): data for name, data in files.items()}
    [note] = [file.note for file in find(laid_out(plain, tmp_path)) if file.note]
    assert note.title == "Unpacked"


def test_lists_of_other_makers_and_broken_lists_are_ordinary_files(tmp_path: Path):
    laid_out({"a/activities.csv": b"id,name\n1,x\n", "b/activities.csv": b"\xff\xfe\x00"}, tmp_path)
    assert [(file.skipped, file.note) for file in find(tmp_path)] == [(None, None)] * 2


@pytest.mark.parametrize(
    "folder", ["DI-Connect-Uploaded-Files", "DI-Connect-Fitness-Uploaded-Files"]
)
def test_garmin_s_takeout_is_read_through_its_inner_archives(
    tmp_path: Path, recordings: dict[str, bytes], folder: str
):
    takeout = garmin_takeout(recordings, folder=folder)
    (tmp_path / "takeout.zip").write_bytes(packed(takeout))
    found = find(tmp_path / "takeout.zip")
    recorded = [file for file in found if file.claims_recording]
    assert sorted(file.read() for file in recorded) == sorted(recordings.values())
    inner = tmp_path / "takeout.zip" / "DI_CONNECT" / folder / "UploadedFiles_0-_Part1.zip"
    assert {file.path.parent for file in recorded} == {
        inner,
        inner.with_name("UploadedFiles_0-_Part2.zip"),
    }
    others = [file for file in found if not file.claims_recording]
    assert len(others) == len([name for name in takeout if name.endswith(".json")])
    assert all(file.skipped or file.head(8) for file in others)


def test_garmin_s_takeout_may_lie_unpacked(tmp_path: Path, recordings: dict[str, bytes]):
    folder = laid_out(garmin_takeout(recordings), tmp_path)
    assert sum(file.claims_recording for file in find(folder)) == len(recordings)


def test_real_recordings_pass_through_both_exports_unchanged(tmp_path: Path, corpus: Path):
    files = sorted([*(corpus / "run").iterdir(), *(corpus / "formats").glob("*.[gt][pc]x")])[::9]
    real = {file.name: exports.Found(file).read() for file in files}
    takeout = tmp_path / "takeout.zip"
    takeout.write_bytes(packed(garmin_takeout(real, parts=3)))
    strava = tmp_path / "strava.zip"
    rows = [Activity(data, f"{Path(name).suffix}.gz") for name, data in real.items()]
    strava.write_bytes(packed(strava_export(rows)))
    for export in (takeout, strava):
        read = [file.read() for file in find(export) if file.claims_recording]
        assert sorted(read) == sorted(real.values())
    assert sum(file.note is not None for file in find(strava)) == len(real)


def test_polar_s_own_sessions_are_told_apart_from_photos(tmp_path: Path):
    session = {"training-session-2026-11-09-1-a.json": b'{"exportVersion": "1.6"}'}
    (tmp_path / "polar.zip").write_bytes(packed(session))
    laid_out(session, tmp_path / "polar")
    assert ["Polar Flow" in str(file.skipped) for file in find(tmp_path)] == [True, True]


@pytest.mark.parametrize(
    "text",
    ["a.fit\nsome folder/b.fit\n", "a.fit\r\nsome folder/b.fit", "a.fit\0some folder/b.fit\0"],
)
def test_a_list_of_paths_is_one_a_line_or_parted_by_nul(text: str):
    expected = [Path("a.fit"), Path("some folder/b.fit")]
    assert exports.listed(text) == exports.listed(text.encode()) == expected


def test_a_list_of_paths_keeps_every_name_there_can_be():
    name = b"\xff \x1c\n.fit"
    assert exports.listed(name + b"\0") == [Path(os.fsdecode(name))]
    assert exports.listed("\n\n") == []
