"""Recordings read again from their originals, once reading and repairing have improved."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from adaptive.intake import Job, Taken, take_in
from adaptive.jobs import Workers
from adaptive.library.recordings import NewRecording, StoredActivity
from adaptive.library.store import Store
from ingest.exports import Found, Note

__all__ = ["refresh"]

_BATCH = 16


def refresh(
    store: Store,
    workers: Workers,
) -> int:
    """Read recordings again whose rows an earlier kneedrive made; how many there were.

    What the athlete said stays. A recording whose original cannot be read keeps its rows.
    """
    outdated = {activity.id: activity for activity in store.outdated()}
    if not outdated:
        return 0
    zone = store.fact("time_zone")
    files = [
        Found(store.originals.path(name), named=True, note=Note(**export) if export else None)
        for name, activity in outdated.items()
        for export in [activity.details.get("export")]
    ]
    with closing(
        workers.run(
            take_in,
            files,
            lambda some: Job(store.folder, some, None if zone is None else str(zone), again=True),
            batch=_BATCH,
        )
    ) as results:
        for _, taken in results:
            remade = [_renamed(one, outdated) for one in taken or () if one.recording]
            if remade:
                store.replace(remade)
    return len(outdated)


def _renamed(taken: Taken, outdated: dict[str, StoredActivity]) -> NewRecording:
    """The recording read again, under the name that it came by."""
    assert taken.recording is not None
    activity = taken.recording.activity
    before = outdated[activity.id]
    return replace(taken.recording, activity=replace(activity, source=before.source))
