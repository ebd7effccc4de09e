"""The scores of a library as a DataFrame."""

from __future__ import annotations

from datetime import date

import pandas as pd

from adaptive.form.report import report
from adaptive.library.store import Store

__all__ = ["frame"]


def frame(store: Store, today: date) -> pd.DataFrame:
    """One row a session and signal, in order of time, for notebooks.

    Columns: `id` and `local_date` of the session, `signal`, `value` at the athlete's usual speed or
    power in `unit`, `score` over the athlete's own line in `score_unit`, `steady_min` that it is
    the mean of, `segment` (device, sensors, shoes), `usable` (false for the first sessions of a
    new segment).
    """
    columns = ["id", "local_date", "signal", "value", "unit", "score", "score_unit"]
    columns += ["steady_min", "segment", "usable"]
    rows = [
        {**row, "signal": kind.name, "unit": kind.unit, "score_unit": kind.score_unit}
        for one in report(store, today).signals
        for kind in [one.signal]
        for row in one.trend()
    ]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["local_date", "signal"], kind="stable", ignore_index=True)
