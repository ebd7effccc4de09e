"""A disk that is full or read-only: a clear word, nothing broken, and the same command goes on."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

import sample_data
from adaptive.keeping.examining import examine

TODAY = sample_data.TODAY


@pytest.fixture
def small_disk(tmp_path):
    """A disk of so many KiB, as the system makes one in memory."""
    place = tmp_path / "disk"
    mounted = []

    def mount(size_kib: int) -> Path:
        place.mkdir(exist_ok=True)
        options = f"size={size_kib}k,mode=0700"
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        if os.name != "posix" or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("no small disk can be made here (mount needs root)")
        mounted.append(place)
        return place

    yield mount
    for one in mounted:
        subprocess.run(["umount", "-l", str(one)], check=False)


def resize(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


@pytest.mark.parametrize("size_kib", [64, 200, 600, 2000, 5000, 9000, 15000])
def test_an_import_that_fills_the_disk_keeps_what_it_reported_and_goes_on(
    small_disk, kneedrive, size_kib
):
    library = small_disk(size_kib) / "library"
    there = ("--library", library, "--today", TODAY)
    answer = kneedrive("import", sample_data.folder(), *there, "--workers", "1")
    assert answer.status == 1
    assert "full" in answer.err
    assert "Traceback" not in answer.err
    resize(library.parent, "size=100m")
    if (library / "library.sqlite").exists():
        found = examine(library, TODAY, repair=False)
        assert not [one for one in found.findings if one.severity == "damage"]
    done = kneedrive("import", sample_data.folder(), *there, "--workers", "1", "--json")
    assert done.status in {0, 3}, done.err
    counts = done.json()["counts"]
    assert sum(counts[name] for name in counts.keys() - {"skipped"}) == 92
    assert examine(library, TODAY).healthy


WRITING = ("log check 15 15 ok", "plan", "label last easy", "me set mass_kg 70", "phase")


def test_what_is_told_on_a_full_disk_is_refused_in_words_and_taken_later(
    small_disk, kneedrive, library
):
    disk = small_disk(100_000)
    moved = Path(shutil.copytree(library, disk / "library"))
    there = ("--library", moved, "--today", TODAY)
    kneedrive("sessions", *there)
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    refused = 0
    for line in WRITING:
        answer = kneedrive(*line.split(), *there)
        assert "Traceback" not in answer.err
        if answer.status:
            refused += 1
            assert "cannot be written" in answer.err or "full" in answer.err, answer.err
    assert refused
    filler.unlink()
    assert examine(moved, TODAY, repair=False).healthy
    for line in WRITING:
        assert kneedrive(*line.split(), *there).status == 0


def test_a_disk_that_became_read_only_is_named(small_disk, kneedrive, library):
    disk = small_disk(100_000)
    moved = Path(shutil.copytree(library, disk / "library"))
    there = ("--library", moved, "--today", TODAY)
    kneedrive("sessions", *there)
    resize(disk, "ro")
    for line in ("log check 15 15 ok", "plan", "sessions", "doctor", "import"):
        answer = kneedrive(*line.split(), *there)
        assert answer.status in {0, 1, 2}
        assert "Traceback" not in answer.err
        if answer.status == 1:
            assert str(moved) in answer.err
    resize(disk, "rw")
    assert kneedrive("log", "check", "15", "15", "ok", *there).status == 0
    assert examine(moved, TODAY).healthy
