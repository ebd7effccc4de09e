"""A copy of a library to try things on."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from adaptive.library.store import Store

__all__ = ["copied"]


def copied(store: Store) -> Store:
    """The library with a copy of its database in memory: what is changed there is forgotten."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with closing(sqlite3.connect(store.folder / "library.sqlite")) as database:
        database.backup(memory)
    return Store(store.folder, memory)
