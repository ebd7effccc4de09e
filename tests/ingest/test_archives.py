"""Archives that are broken, absurd or made to do harm: one outcome each, and the rest goes on."""

import gzip
import io
import multiprocessing
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from exports_builder import packed
from fit_bytes import ride
from hypothesis import given
from hypothesis import strategies as st

from ingest import archives, exports
from ingest.archives import Place
from ingest.errors import ReadingError

FIT = ride(3)
GOOD = {"1.fit": FIT, "2.fit": FIT[::-1]}
MB = 1024**2


def outcomes(path: Path) -> dict[str, bytes | str]:
    """What became of each file: its bytes, or the reason why there are none."""
    return {str(found.path.relative_to(path)): outcome(found) for found in exports.find([path])}


def outcome(found: exports.Found) -> bytes | str:
    try:
        return found.read()
    except ReadingError as error:
        return error.message


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def patched(archive: bytes, name: str, at: int, value: bytes) -> bytes:
    """The archive with a value changed at an offset of one file's entry in the directory."""
    start = archive.index(b"PK\x01\x02")
    while archive[start + 46 :][: len(name)] != name.encode():
        start = archive.index(b"PK\x01\x02", start + 4)
    return archive[: start + at] + value + archive[start + at + len(value) :]


FLAGS, METHOD, CRC, PACKED_SIZE, SIZE, OFFSET = 8, 10, 16, 20, 24, 42  # in a directory entry


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [
        (FLAGS, b"\x01\x00", "encrypted"),
        (FLAGS, b"\x20\x00", "cannot be unpacked"),  # a patch to some other file
        (METHOD, b"\x0c\x00", "by a method that is not read"),  # bzip2
        (METHOD, b"\x63\x00", "by a method that is not read"),
        (CRC, b"\0\0\0\0", "Bad CRC"),
        (SIZE, struct.pack("<I", 600 * MB), "larger than any recording"),
        (SIZE, struct.pack("<I", 500 * MB), "many times its size"),
        (SIZE, struct.pack("<I", 10), "Bad CRC"),
        (PACKED_SIZE, struct.pack("<I", 10), "Bad CRC"),
        (OFFSET, struct.pack("<I", 5), "cannot be unpacked"),
    ],
)
def test_an_entry_with_a_fault_fails_with_its_reason_and_alone(
    tmp_path: Path, at: int, value: bytes, reason: str
):
    archive = written(tmp_path / "a.zip", patched(packed(GOOD), "1.fit", at, value))
    found = outcomes(archive)
    assert found["2.fit"] == GOOD["2.fit"]
    bad = found["1.fit"]
    assert isinstance(bad, str)
    assert reason in bad


def test_an_entry_that_is_longer_than_it_says_is_not_unpacked_further(tmp_path: Path):
    archive = packed({"1.fit": bytes(100 * MB), "2.fit": FIT})
    short = patched(archive, "1.fit", SIZE, struct.pack("<I", 100))
    tracemalloc.start()
    try:
        found = outcomes(written(tmp_path / "a.zip", short))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "Bad CRC" in found["1.fit"]
    assert found["2.fit"] == FIT
    assert peak_bytes < 5 * MB


@pytest.mark.parametrize(
    "name",
    [
        "/etc/1.fit",
        "../../1.fit",
        "C:\\Windows\\1.fit",
        "a\x1b[31m\n1.fit",
        "\u202e1.fit",
        "..",
        "/",
    ],
)
def test_names_made_to_do_harm_do_none_and_their_content_is_read(tmp_path: Path, name: str):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as writer:
        info = zipfile.ZipInfo("x")
        info.filename = name
        writer.writestr(info, FIT)
        writer.writestr("2.fit", FIT)
    archive = written(tmp_path / "a.zip", buffer.getvalue())
    before = sorted(tmp_path.rglob("*"))
    found = list(exports.find([archive]))
    assert all(file.path.is_relative_to(archive) and ".." not in file.path.parts for file in found)
    assert all(str(file.path).isprintable() for file in found)
    assert [outcome(file) for file in found] == [FIT] * (1 if name == "/" else 2)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_the_same_name_are_told_apart(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as writer:
        for data in (FIT, FIT[::-1]):
            writer.writestr("a/1.fit.gz", data)
    assert outcomes(written(tmp_path / "a.zip", buffer.getvalue())) == {
        "a/1.fit.gz": FIT,
        "a/(2) 1.fit.gz": FIT[::-1],
    }


def test_an_archive_that_is_cut_off_is_one_file_with_a_hint(tmp_path: Path):
    archive = packed(GOOD)
    reason = outcomes(written(tmp_path / "a.zip", archive[: len(archive) // 2]))["."]
    assert "fetch it again" in reason


def test_a_broken_archive_in_a_good_one_spares_the_others(tmp_path: Path):
    inner = packed(GOOD)
    outer = packed({"1.zip": inner[:-30], "2.zip": inner, "3.fit": FIT})
    found = outcomes(written(tmp_path / "a.zip", outer))
    assert list(found) == ["1.zip", "2.zip/1.fit", "2.zip/2.fit", "3.fit"]
    assert "cannot be unpacked" in found["1.zip"]
    assert found["2.zip/2.fit"] == GOOD["2.fit"]


def test_archives_are_followed_three_deep_and_no_further(tmp_path: Path):
    nest = packed({"1.fit": FIT})
    for depth in (2, 3):
        nest = packed({f"{depth}.zip": nest})
    assert outcomes(written(tmp_path / "a.zip", nest)) == {"3.zip/2.zip/1.fit": FIT}
    found = outcomes(written(tmp_path / "b.zip", packed({"4.zip": nest})))
    assert list(found) == ["4.zip/3.zip/2.zip"]
    assert "too deep" in found["4.zip/3.zip/2.zip"]


def test_an_archive_that_unpacks_to_absurd_size_is_refused_and_the_rest_read(tmp_path: Path):
    bomb = packed({"bomb.fit": bytes(65 * MB), "good.fit": FIT})
    nested = packed({"bomb.zip": packed({"1.fit": FIT}) + bytes(65 * MB), "good.fit": FIT})
    assert len(bomb) < MB
    found = outcomes(written(tmp_path / "a.zip", bomb))
    assert "many times its size" in found["bomb.fit"]
    assert found["good.fit"] == FIT
    found = outcomes(written(tmp_path / "b.zip", nested))
    assert "many times its size" in found["bomb.zip"]
    assert found["good.fit"] == FIT


def test_a_gzip_bomb_is_refused_wherever_it_lies(tmp_path: Path):
    bomb = gzip.compress(bytes(65 * MB))
    assert "many times its size" in outcomes(written(tmp_path / "1.fit.gz", bomb))["."]
    found = outcomes(written(tmp_path / "a.zip", packed({"1.fit.gz": bomb, "2.fit": FIT})))
    assert "many times its size" in found["1.fit.gz"]
    assert found["2.fit"] == FIT


def test_an_archive_whose_files_overlap_is_refused(tmp_path: Path):
    """As in Fifield's bomb of 2019, in which all entries share one packed kernel."""
    kernel = packed({"0.fit": bytes(MB)})
    directory = kernel.index(b"PK\x01\x02")
    end = kernel.index(b"PK\x05\x06")
    entry = kernel[directory:end]
    many = entry * 1000
    tail = struct.pack("<HHII", 1000, 1000, len(many), directory)
    overlapping = kernel[:directory] + many + kernel[end : end + 8] + tail + b"\0\0"
    assert len(zipfile.ZipFile(io.BytesIO(overlapping)).infolist()) == 1000
    assert "overlap" in outcomes(written(tmp_path / "a.zip", overlapping))["."]


def test_a_gzip_file_that_is_cut_off_gives_what_came_before(tmp_path: Path):
    data = os.urandom(200_000)
    got = outcomes(written(tmp_path / "1.fit.gz", gzip.compress(data)[:150_000]))["."]
    assert isinstance(got, bytes)
    assert len(got) > 100_000
    assert data.startswith(got)


def test_a_gzip_file_in_several_parts_is_one(tmp_path: Path):
    parts = gzip.compress(FIT[:50]) + gzip.compress(FIT[50:])
    assert outcomes(written(tmp_path / "1.fit.gz", parts))["."] == FIT


def test_a_gzip_file_with_nothing_to_save_says_so(tmp_path: Path):
    assert "gzip" in outcomes(written(tmp_path / "1.fit.gz", b"\x1f\x8b\x08\xff\xff"))["."]


def test_an_archive_that_is_replaced_meanwhile_is_opened_anew(tmp_path: Path):
    archive = written(tmp_path / "a.zip", packed({"1.fit": FIT, "2.fit": FIT}))
    first, second = exports.find([archive])
    assert outcome(first) == FIT
    written(archive, packed({"1.fit": FIT[::-1]}))
    assert outcome(first) == FIT[::-1]
    assert "cannot be unpacked" in outcome(second)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("in_memory_bytes", [100, 8 * MB])
def test_processes_that_fork_read_the_same_archive_independently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory_bytes: int
):
    monkeypatch.setattr(archives, "_IN_MEMORY_BYTES", in_memory_bytes)
    files = {f"{n}.fit": os.urandom(50_000) for n in range(40)}
    archive = written(tmp_path / "a.zip", packed({**files, "inner.zip": packed(files)}))
    found = list(exports.find([archive]))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        read = pool.map(outcome, found, chunksize=1)
    assert read == [*files.values()] * 2


def test_few_archives_stay_open_and_what_was_closed_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(archives, "_IN_MEMORY_BYTES", 100)  # a temporary file for each
    inner = packed({"1.fit": FIT})
    archive = written(tmp_path / "a.zip", packed({f"{n}.zip": inner for n in range(8)}))
    archives.release()
    before = len(list(Path("/dev/fd").iterdir()))
    found = list(exports.find([archive]))
    assert len(list(Path("/dev/fd").iterdir())) == before
    assert [outcome(file) for file in found * 2] == [FIT] * 16
    assert len(list(Path("/dev/fd").iterdir())) <= before + 3


def test_listing_reads_no_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    archive = written(tmp_path / "a.zip", packed({f"{n}.fit.gz": FIT for n in range(500)}))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert len(list(exports.find([archive]))) == 500


def test_the_head_of_a_large_file_is_had_without_the_rest(tmp_path: Path):
    film = os.urandom(3 * MB)
    archive = written(tmp_path / "a.zip", packed({"film.mp4": film, "1.fit": FIT}))
    found = next(exports.find([archive]))
    unpacked: list[int] = []
    read = zipfile.ZipExtFile.read

    def counting(stream: zipfile.ZipExtFile, size: int = -1) -> bytes:
        data = read(stream, size)
        unpacked.append(len(data))
        return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipExtFile, "read", counting)
        assert found.head(16) == film[:16]
    assert sum(unpacked) <= 4096


@given(st.binary(max_size=200), st.integers(min_value=0), st.sampled_from(["1.fit", "1.zip"]))
def test_whatever_is_damaged_ends_in_outcomes(
    tmp_path_factory: pytest.TempPathFactory, damage: bytes, place: int, name: str
):
    inner = packed(GOOD)
    archive = packed({"1.zip": inner, "3.fit": FIT})
    at = place % len(archive)
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(archive[:at] + damage + archive[at + len(damage) :])
    assert outcomes(path)


@given(st.binary(max_size=300))
def test_any_bytes_that_call_themselves_an_archive_end_in_an_outcome(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
):
    path = tmp_path_factory.mktemp("any") / "a.zip"
    path.write_bytes(b"PK\x03\x04" + data + b"PK\x05\x06" + data[:18].ljust(18, b"\0"))
    assert outcomes(path)


def test_a_place_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ReadingError, match="cannot be opened"):
        archives.entries(Place(tmp_path / "gone.zip"))
    written(tmp_path / "a.zip", packed(GOOD))
    with pytest.raises(ReadingError, match="cannot be unpacked"):
        archives.read(Place(tmp_path / "a.zip", (7,)))
