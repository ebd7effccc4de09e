"""What was made of a library's sessions, kept in memory for as long as they are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")

_KEPT = 32


class Memory:
    """Values by name, the latest of them; all are forgotten once there is another revision.

    Threads may share it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known_at: Hashable = None
        self._values: dict[Hashable, Any] = {}

    def get(self, revision: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a name in a revision, made where it is not known.

        The revision is to be looked up before: what changes while the value is made is noticed
        the next time.
        """
        with self._lock:
            if revision != self._known_at:
                self._values.clear()
                self._known_at = revision
            if key in self._values:
                known: T = self._values[key]
                return known
        value = make()
        with self._lock:
            if revision == self._known_at:
                self._values[key] = value
                while len(self._values) > _KEPT:
                    del self._values[next(iter(self._values))]
        return value
