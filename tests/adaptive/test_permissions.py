"""Whatever the umask, only the athlete can open the library and what is copied of it."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

import sample_data
from adaptive.importing import import_recordings
from adaptive.jobs import Workers
from adaptive.keeping import backups
from adaptive.keeping.restoring import restore
from adaptive.library.store import Store

TODAY = sample_data.TODAY

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")


@pytest.fixture(params=[0o000, 0o022], ids=["no umask", "the usual umask"])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[Path]:
    return [path for path in [folder, *folder.rglob("*")] if path.lstat().st_mode & 0o077]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_import_writes_for_its_owner_alone(umask, tmp_path, workers):
    with Store.open(tmp_path / "new" / "library", create=True) as store, Workers(workers) as some:
        import_recordings(store, [sample_data.folder()], TODAY, workers=some)
        assert not open_to_others(tmp_path / "new" / "library")  # the log of the database as well


def test_a_backup_and_what_is_restored_too(umask, lived_library, tmp_path):
    shutil.copytree(lived_library, tmp_path / "library")
    with Store.open(tmp_path / "library") as store:
        made = backups.write(store, tmp_path / "kept.zip", datetime(2026, 11, 23, 8, 0))  # noqa: DTZ001
    assert made.path.stat().st_mode & 0o777 == 0o600
    restore(made.path, tmp_path / "restored", TODAY)
    assert not open_to_others(tmp_path / "restored")
