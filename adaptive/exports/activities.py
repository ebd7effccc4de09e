"""The library's recordings, as they came or made anonymous."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.errors import KneedriveError, ReadingError

if TYPE_CHECKING:
    from adaptive.library.recordings import StoredSession
    from adaptive.library.store import Store

__all__ = ["anonymous", "originals"]

_WEEKS_BACK = (52, 156)
"""Far enough that a start time finds no public entry of the same run."""


def originals(store: Store) -> Iterator[tuple[str, bytes]]:
    """The recordings byte for byte, oldest first, under names that say day, hour and sport.

    Raises:
        KneedriveError: an original is missing or damaged.
    """
    for first in _first_sessions(store):
        recorded = store.activity(first.activity_id)
        name = f"{first.local_start:%Y-%m-%d-%H%M}-{first.sport}-{recorded.id[:6]}"
        yield f"{name.replace('_', '-')}.{recorded.format}", _original(store, recorded.id)


def anonymous(store: Store, chance: random.Random | None = None) -> Iterator[tuple[str, bytes]]:
    """The recordings without names, at other places and on other days, oldest first.

    Args:
        store: the library.
        chance: what decides where and when they are moved to; nobody knows it if not given.

    Raises:
        KneedriveError: an original is missing or damaged.
    """
    from adaptive.exports.anonymous import anonymous as without_names
    from adaptive.exports.moving_places import turn
    from ingest import formats

    chance = chance or random.SystemRandom()
    firsts = _first_sessions(store)
    turned = turn(
        [one.start_place for one in firsts if one.start_place], angle_deg=chance.uniform(0, 360)
    )
    weeks = chance.randint(*_WEEKS_BACK)
    for number, first in enumerate(firsts, start=1):
        activity = formats.read(_original(store, first.activity_id), "")
        offset = first.local_start - first.start.replace(tzinfo=None)
        content = without_names(
            activity,
            turned,
            weeks_back=weeks,
            utc_offset_s=round(offset / timedelta(seconds=1)),
        )
        yield f"recording-{number:04d}.fit", content


def _first_sessions(store: Store) -> list[StoredSession]:
    """The first session of each recording, oldest first."""
    found = {one.activity_id: one for one in reversed(store.recorded_sessions())}
    return sorted(found.values(), key=lambda one: (one.start, one.activity_id))


def _original(store: Store, name: str) -> bytes:
    from ingest.exports import Found

    try:
        return Found(store.originals.path(name), named=True).read()
    except ReadingError as error:
        raise KneedriveError(
            f"the original of recording {name[:12]} cannot be read: {error.message}",
            hint="Import it again from where it came.",
        ) from error
