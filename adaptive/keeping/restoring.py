"""A library out of a backup, on this computer or another."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from adaptive import assessing, joining, refreshing
from adaptive.jobs import Progress, Workers
from adaptive.keeping import backups, database
from adaptive.keeping.backups import DATABASE, Backup
from adaptive.library.database import connect
from adaptive.library.files import (
    cannot_write,
    make_lasting,
    private_folder,
    replacing,
    unused,
)
from adaptive.library.originals import Originals
from adaptive.library.store import Store
from ingest.errors import KneedriveError, UsageError

__all__ = ["Restored", "restore"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `aside` is where the library that was there lies now."""

    backup: Backup
    folder: Path
    sessions: int
    aside: Path | None

    def to_json(self) -> dict[str, Any]:
        """The answer of `restore --json`."""
        return {
            **self.backup.to_json(),
            "library": str(self.folder),
            "sessions": self.sessions,
            "aside": self.aside and str(self.aside),
        }


def restore(
    path: Path,
    folder: Path,
    today: date,
    *,
    replace: bool = False,
    workers: Workers | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Restored:
    """Make the library of a backup, its samples and all that is computed included.

    It is made beside the place where it is to be and moved there at the end: until then nothing
    has changed, and afterwards it is whole.

    Args:
        path: the backup.
        folder: where the library is to be.
        today: the day, for the name of what is moved aside.
        replace: whether a library that is there may be moved aside.
        workers: processes; without them all is done in this one.
        progress: called with parts done and in all.

    Raises:
        UsageError: there is no such file, or the folder holds other files and no library.
        KneedriveError: it is no sound backup, a library is there, or the disk does not take it.
    """
    with backups.opened(path):
        pass  # whether there is such a file is told before anything else
    folder = folder.absolute()
    if (folder / DATABASE).exists() and not replace:
        raise KneedriveError(
            f"there is a library in {folder} already",
            hint="Name another folder with --library; or --replace moves that one aside first.",
        )
    if folder.exists() and not (folder / DATABASE).exists() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} holds other files and no library",
            hint="Name a folder that is empty or not there with --library.",
        )
    made = folder.with_name(f".{folder.name}.restoring")
    aside = None
    try:
        shutil.rmtree(made, ignore_errors=True)  # of a restore that was ended
        private_folder(made)
        backup = _lay_out(path, made, progress)
        with Store.open(made) as store:
            refreshing.refresh(store, store.outdated(), workers or Workers(1))
            joining.join(store, workers)
            assessing.assess(store)
            sessions = len(store.sessions())
        if (folder / DATABASE).exists():
            aside = unused(folder.parent, f"{folder.name}.before-restore-{today}")
            folder.rename(aside)
        elif folder.exists():
            folder.rmdir()
        made.rename(folder)
        make_lasting([folder / DATABASE])
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return Restored(backup, folder, sessions, aside)


def _lay_out(path: Path, folder: Path, progress: Progress) -> Backup:
    """Database and originals of a backup in a folder; all recordings are to be read again."""
    originals = Originals(folder / "originals")

    def keep(sha256: str, packed: bytes) -> None:
        place = originals.path(sha256)
        private_folder(place.parent)
        with replacing(place) as file:
            file.write(packed)

    backup = backups.check(path, progress, keep)
    with (
        backups.opened(path) as archive,
        archive.open(DATABASE) as source,
        replacing(folder / DATABASE) as file,
    ):
        shutil.copyfileobj(source, file)
    _must_be_plain(path, folder / DATABASE)
    with closing(connect(folder / DATABASE)) as db:
        wrong = [one.what for one in database.look_over(db, repair=False)]
        if wrong:
            raise backups.no_backup(path, wrong[0])
        db.execute("UPDATE activities SET reading = 0")
    for earlier in folder.glob("library.before-schema-*.sqlite"):
        earlier.unlink()  # the backup is what was before
    return backup


def _must_be_plain(path: Path, file: Path) -> None:
    """Refuse a database that would do something when it is opened: triggers and views."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute(
                "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"
            ).fetchall()
    except sqlite3.DatabaseError as error:
        raise backups.no_backup(path, str(error)) from error
    if found:
        raise backups.no_backup(path, f"its database holds {found[0][0]!r}")
