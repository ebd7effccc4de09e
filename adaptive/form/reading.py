"""What the recordings say of cadence on a Monday, for the phase of the programme."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from adaptive.library.store import Store

if TYPE_CHECKING:
    from adaptive.form.seen import Seen
    from models.contrast import Reading

__all__ = ["Reader"]


class Reader:
    """Reads cadence in a library; it is an `adaptive.shifts.CadenceReader`.

    The library is looked at when a Monday is first asked for, and no more after that.

    Args:
        store: an open library.
        today: what was recorded or told later is not yet known.
    """

    def __init__(self, store: Store, today: date) -> None:
        self._store = store
        self._today = today

    @cached_property
    def seen(self) -> Seen:
        """What the library holds of runs and rides."""
        from adaptive.form.seen import Seen  # numpy loads on first use

        return Seen.of(self._store, self._today)

    def on(self, monday: date, anchors: Sequence[date], silent: AbstractSet[date]) -> Reading:
        """The reading of a Monday: of running cadence, or else of cadence at power.

        Who runs too seldom to be read, or not at present, is read on the bike. What a new shoe or
        device, heat or hills explain is read as unknown.
        """
        run, ride = (
            self.seen.reading(signal, monday, anchors, silent)
            for signal in ("cadence", "cadence_at_power")
        )
        return ride if _enough(ride) and not _enough(run) else run

    def composites(self, anchors: Sequence[date], silent: AbstractSet[date]) -> dict[str, float]:
        """See `adaptive.form.report.composites`, by what has been read already."""
        from adaptive.form import report

        return report.composites(self._store, self._today, self.seen, (anchors, silent))


def _enough(found: Reading) -> bool:
    """Whether there are enough sessions for a verdict."""
    from models.contrast import DEFAULT

    return found.n_baseline >= DEFAULT.decisive and found.n_window >= DEFAULT.window
