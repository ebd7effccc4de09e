"""What the athlete told about themself, and what follows from it at once."""

from __future__ import annotations

from datetime import date

from adaptive.library.store import Store
from ingest.errors import UsageError

__all__ = ["known", "tell"]

_NAMES = ("time_zone",)


def known(store: Store) -> dict[str, str | float | None]:
    """All facts by name, None where they were not told."""
    return {name: store.fact(name) for name in _NAMES}


def tell(store: Store, name: str, value: str, today: date) -> None:
    """Note a fact.

    Raises:
        UsageError: there is no fact of this name, or the value makes no sense.
    """
    if name not in _NAMES:
        raise UsageError(f"{name!r} is no fact about you", hint=f"Known: {', '.join(_NAMES)}.")
    _move_to_zone(store, value)
    store.set_fact(name, value, today)


def _move_to_zone(store: Store, name: str) -> None:
    """Put the sessions on the wall clock of a zone that do not know their own."""
    from ingest.zones import local_time, zone_named

    zone = zone_named(name)
    store.set_wall_clocks(
        {
            session.id: local_time(session.start, zone)
            for session in store.recorded_sessions()
            if session.zone_from in {"athlete", "computer"}
        }
    )
