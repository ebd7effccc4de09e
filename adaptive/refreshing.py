"""Recordings read again from their originals, once reading and repairing have improved."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace

from adaptive import facts
from adaptive.intake import Job, take_in
from adaptive.jobs import Workers
from adaptive.library.recordings import Json, NewRecording
from adaptive.library.store import Store
from ingest.exports import Found, Note

__all__ = ["refresh"]

_BATCH = 16


def refresh(
    store: Store, outdated: Mapping[str, tuple[str, Json | None]], workers: Workers
) -> None:
    """Read recordings again whose rows an earlier kneedrive made (`Store.outdated`).

    What the athlete said stays. A recording whose original cannot be read keeps its rows.
    """
    zone = facts.time_zone(store)
    files = [
        Found(store.originals.path(name), named=True, note=Note(**note) if note else None)
        for name, (_, note) in outdated.items()
    ]
    with closing(
        workers.run(
            take_in,
            files,
            lambda some: Job(store.folder, some, zone, again=True),
            batch=_BATCH,
        )
    ) as results:
        for _, taken in results:
            remade = [one.recording for one in taken or () if one.recording]
            if remade:
                store.replace([_renamed(one, outdated[one.activity.id][0]) for one in remade])


def _renamed(recording: NewRecording, source: str) -> NewRecording:
    """The recording read again, under the name that it first came by."""
    return replace(recording, activity=replace(recording.activity, source=source))
