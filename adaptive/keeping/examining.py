"""Looking a library over: what is wrong with it, and mending what can be mended without a choice.

What is made of recordings is made again from their originals. What the athlete told is never
changed, and nothing that cannot be made again is deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adaptive import joining, refreshing
from adaptive.importing import import_handed
from adaptive.jobs import Progress, Workers
from adaptive.keeping import database, files
from adaptive.keeping.files import Fault, FilesJob
from adaptive.keeping.findings import Checkup, Finding
from adaptive.library import merges
from adaptive.library.faults import database_fault, is_damage
from adaptive.library.files import cannot_write, is_stale
from adaptive.library.store import Store
from ingest.errors import KneedriveError

__all__ = ["examine"]

_BATCH = 64


def examine(
    folder: Path,
    today: date,
    *,
    repair: bool = True,
    workers: Workers | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Checkup:
    """Look a library over.

    Args:
        folder: the library.
        today: the day under which an import is noted that repair makes.
        repair: whether to mend what can be mended.
        workers: processes; without them all is done in this one.
        progress: called with recordings done and in all.

    Raises:
        KneedriveError: there is no library, it was written by a newer kneedrive, another process
            keeps it locked, or its disk does not take what is written.
    """
    workers = workers or Workers(1)
    try:
        with Store.open(folder) as store, closing(_database(folder)) as db:
            look = _Look(store, db, today, repair=repair, workers=workers, progress=progress)
            found = tuple(look.over())
            return Checkup(look.counts(), found)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise database_fault(folder, error) from error
        return _malformed(error)
    except KneedriveError as error:
        if isinstance(error.__cause__, sqlite3.Error) and is_damage(error.__cause__):
            return _malformed(error.__cause__)
        raise
    except OSError as error:
        raise cannot_write(folder, error) from error


def _database(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "library.sqlite", timeout=60, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _malformed(error: sqlite3.Error) -> Checkup:
    what = f"the database is damaged: {error}"
    return Checkup({}, (Finding("database", "damage", what, "kneedrive doctor --rebuild"),))


@dataclass
class _Look:
    """One look over an open library."""

    store: Store
    db: sqlite3.Connection
    today: date
    repair: bool
    workers: Workers
    progress: Progress

    def over(self) -> Iterator[Finding]:
        """All that is found, mended as it comes."""
        folder = self.store.folder
        # What the athlete told of sessions goes with these, and comes back with them.
        separated = merges.separated_rows(self.db)
        yield from database.look_over(self.db, repair=self.repair)
        found = self.faults(self.recordings())
        yield from self.originals([one for one in found if one.original])
        yield from self.samples([one for one in found if one.samples])
        yield from self.unread()
        yield from self.strays()
        if self.repair:
            with self.store.transaction() as db:
                merges.put_back_separated(db, separated)
        if self.repair and not self.store.merges.all_joined():
            joining.join(self.store, self.workers)
        yield from files.leftovers(folder, repair=self.repair)
        yield from files.permissions(folder, repair=self.repair)
        yield from self.notes()

    def counts(self) -> dict[str, int]:
        """What was looked at."""
        tables = {"recordings": "activities", "sessions": "sessions", "logs": "diary"}
        return {
            name: self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of ours
            for name, table in tables.items()
        }

    def recordings(self) -> dict[str, int]:
        """How many sessions each recording has, by its id."""
        return dict(
            self.db.execute(
                "SELECT activities.id, count(sessions.id) FROM activities "
                "LEFT JOIN sessions ON activity_id = activities.id GROUP BY activities.id"
            ).fetchall()
        )

    def faults(self, recordings: Mapping[str, int]) -> list[Fault]:
        """Those of some recordings whose files are not whole."""
        found: list[Fault] = []
        done = 0
        with closing(
            self.workers.run(
                files.faults,
                list(recordings.items()),
                lambda some: FilesJob(self.store.folder, dict(some)),
                batch=_BATCH,
            )
        ) as results:
            for job, faults in results:
                found += faults or ()
                done += len(job.recordings)
                self.progress(done, len(recordings))
        return found

    def originals(self, found: Sequence[Fault]) -> Iterator[Finding]:
        """Originals that are lost: the next import of the file that they came from heals them."""
        for one in found:
            (source,) = self.db.execute(
                "SELECT source FROM activities WHERE id = ?", (one.recording,)
            ).fetchone()
            if self.repair:
                path = self.store.originals.path(one.recording)
                if path.exists():  # what can be read of it may still be of use
                    path.replace(path.with_name(f"{path.name}.damaged"))
                self.db.execute(
                    "UPDATE outcomes SET stamp = NULL WHERE sha256 = ?", (one.recording,)
                )
            yield Finding(
                "original",
                "damage",
                f"the original of {source} {one.original}; its sessions are kept",
                "Import the file again from where it came: kneedrive import PATH",
            )

    def samples(self, found: Sequence[Fault]) -> Iterator[Finding]:
        """Samples that are lost, made again where the original is whole."""
        whole = {one.recording for one in found if not one.original}
        mended: set[str] = set()
        if self.repair and whole:
            self.read_again(whole)
            counts = {name: n for name, n in self.recordings().items() if name in whole}
            mended = whole - {one.recording for one in self.faults(counts)}
        for one in found:
            yield Finding(
                "samples",
                "damage",
                f"the samples of recording {one.recording[:12]} {one.samples}",
                "They are made again once its original is there." if one.original else "",
                repaired=one.recording in mended,
            )

    def unread(self) -> Iterator[Finding]:
        """Recordings that an earlier state of reading made, or of which a row was damaged."""
        outdated = self.store.outdated()
        if not outdated:
            return
        if self.repair:
            refreshing.refresh(self.store, outdated, self.workers)
        left = self.store.outdated()
        yield Finding(
            "outdated",
            "damage" if self.repair and left else "leftover",
            f"{len(outdated)} recordings are to be read again from their originals",
            f"{len(left)} of them cannot be read; please report this." if left else "",
            repaired=self.repair and not left,
        )

    def read_again(self, recordings: Collection[str]) -> None:
        """Make rows and samples of recordings again."""
        self.db.executemany(
            "UPDATE activities SET reading = 0 WHERE id = ?", [(name,) for name in recordings]
        )
        refreshing.refresh(self.store, self.store.outdated(), self.workers)

    def strays(self) -> Iterator[Finding]:
        """Originals that no recording names: of an import that was ended, or of a lost database."""
        known = {name for (name,) in self.db.execute("SELECT id FROM activities")}
        found = [
            path
            for path in sorted(self.store.originals.folder.glob("??/*.gz"))
            if path.stem not in known
        ]
        broken = {p for p in found if files.original_fault(self.store.originals, p.stem)}
        whole = [path for path in found if path not in broken]
        if whole and self.repair:
            named = [(path, f"recovered/{path.name}") for path in whole]
            import_handed(self.store, named, self.today, workers=self.workers)
        if whole:
            yield Finding(
                "stray",
                "leftover",
                f"{len(whole)} originals were stored and not yet taken in",
                repaired=self.repair,
            )
        if broken:
            if self.repair:
                for path in broken:
                    path.replace(path.with_name(f"{path.name}.damaged"))
            yield Finding(
                "stray",
                "leftover",
                f"{len(broken)} originals of an import that was ended are not whole",
                "Import their folder again.",
                repaired=self.repair,
            )
        yield from self.stray_samples(known)

    def stray_samples(self, known: set[str]) -> Iterator[Finding]:
        """Samples of no recording; what an import at work has written is let be."""
        left = [
            path
            for path in self.store.samples.folder.glob("??/*.parquet")
            if path.stem not in known and is_stale(path)
        ]
        for path in left if self.repair else ():
            path.unlink(missing_ok=True)
        if left:
            what = f"{len(left)} files of samples belong to no recording"
            yield Finding("stray_samples", "leftover", what, repaired=self.repair)

    def notes(self) -> Iterator[Finding]:
        """Copies that lie about, which hold what the library held then."""
        for path in sorted(self.store.folder.glob("library.*-*.sqlite")):
            yield Finding(
                "copy", "note", f"{path.name} is a copy of the database of an earlier day"
            )
