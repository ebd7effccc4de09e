"""Form of the athlete's runs and rides, from the library: what is seen, and what it says.

`gathering` reads the minutes, `reading` says on Mondays whether cadence has changed, `report` says
all there is to say of a day, `session` of one session. How signals are worked out is
`models.form`'s business.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from adaptive.form.reading import Reader

if TYPE_CHECKING:
    import pandas as pd

    from adaptive.assessing import Assessed
    from adaptive.library.recordings import Json
    from adaptive.library.store import Store

__all__ = ["Reader", "frame", "of_session"]


def frame(store: Store, today: date) -> pd.DataFrame:
    """See `adaptive.form.table.frame`; what it needs loads on first use."""
    from adaptive.form import table

    return table.frame(store, today)


def of_session(store: Store, one: Assessed) -> Json | None:
    """See `adaptive.form.session.of_session`."""
    from adaptive.form import session

    return session.of_session(store, one)
