"""What the athlete told about themself, and what follows from it at once."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from adaptive.library.store import Store
from ingest.errors import UsageError

__all__ = ["known", "tell", "time_zone"]

_NAMES = ("time_zone",)


def known(store: Store) -> dict[str, str | float | None]:
    """All facts by name, None where they were not told."""
    return {name: store.fact(name) for name in _NAMES}


def time_zone(store: Store) -> ZoneInfo | None:
    """The zone that the athlete named."""
    from ingest.zones import zone_named

    name = store.fact("time_zone")
    return None if name is None else zone_named(str(name))


def tell(store: Store, name: str, value: str, today: date) -> None:
    """Note a fact.

    Raises:
        UsageError: there is no fact of this name, or the value makes no sense.
    """
    if name not in _NAMES:
        raise UsageError(f"{name!r} is no fact about you", hint=f"Known: {', '.join(_NAMES)}.")
    from adaptive import joining
    from ingest.zones import zone_named

    store.set_wall_clocks(joining.wall_clocks(store, store.merges.leaders(), zone_named(value)))
    store.set_fact(name, value, today)
