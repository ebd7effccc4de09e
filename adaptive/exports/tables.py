"""What the library tells as tables, for spreadsheets and for text.

Columns are named as in the commands' JSON, with their units. Days and instants are ISO 8601, what
is not known is empty. Values within a value become columns of their own ("aerobic_value"), lists
of words are joined by "; ", and what is no table at all stands as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from adaptive import load_report, planning, service, threshold_report
from ingest.errors import KneedriveError

if TYPE_CHECKING:
    import pandas as pd

    from adaptive.library.store import Store

__all__ = ["NAMES", "csv", "markdown", "tables"]

Row = Mapping[str, Any]

NAMES = ("sessions", "week", "blocks", "load", "thresholds", "form", "diary")
"""The names of the tables."""

_MARKUP = re.compile(r"[\\|<\[`]")
"""What would end a cell, or be a link, a picture or HTML where the text is shown."""

_FORMULA = ("=", "+", "-", "@", "\t")
"""With these in front a spreadsheet takes a text for a formula, whoever wrote it."""


def tables(store: Store, today: date, now: datetime | None) -> dict[str, pd.DataFrame]:
    """All tables by name.

    `sessions` and `load` (a row a day) as their commands' JSON; `week`, this week's sessions, and
    `blocks`, its psoas work with a row an exercise; `thresholds`; `form`, a row a session and
    signal; `diary`, what was logged. Looking at the plan writes nothing.

    Args:
        store: the library.
        today: the day from which to look; later things are not yet known.
        now: what of today is over; None for none of it.
    """
    from adaptive import form
    from adaptive.telling import entries

    try:
        plan = planning.plan(store, today, now, start=False).to_json()
    except KneedriveError:  # there is nothing yet to plan from
        plan = {"days": []}
    reported = threshold_report.report(store, today)["thresholds"]
    rows: dict[str, Iterable[Mapping[Any, Any]]] = {
        "sessions": service.sessions(store, today),
        "week": _planned_sessions(plan),
        "blocks": _doses(plan),
        "load": load_report.daily_load(store, today).to_json(),
        "thresholds": ({**row, "aerobic": row["aerobic"] or {}} for row in reported),
        "form": form.frame(store, today).to_dict("records"),
        "diary": map(entries.to_json, store.diary.entries(until=today, as_of=today)),
    }
    return {name: _frame(rows[name]) for name in NAMES}


def csv(frame: pd.DataFrame) -> str:
    """A table as CSV (RFC 4180, but lines end with a line feed).

    A text that a spreadsheet would run as a formula has an apostrophe in front, which marks it
    as text there; numbers stay numbers. Every line break within a text is a line feed.
    """
    return _texts(frame, _harmless).to_csv(index=False, lineterminator="\n")


def markdown(frame: pd.DataFrame) -> str:
    """A table as Markdown understands it on code hosts: one line a row, numbers to the right."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    shown = _texts(frame, _on_one_line)
    ruled = [
        "---:" if is_numeric_dtype(kind) and not is_bool_dtype(kind) else "---"
        for kind in frame.dtypes
    ]
    rows = ([_shown(value) for value in row] for row in shown.itertuples(index=False, name=None))
    lines = [list(map(_on_one_line, frame.columns)), ruled, *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _planned_sessions(plan: Row) -> Iterator[Row]:
    for day in plan["days"]:
        yield from ({"date": day["date"], **session} for session in day["sessions"])


def _doses(plan: Row) -> Iterator[Row]:
    for day in plan["days"]:
        for block in day["blocks"]:
            where = {name: block[name] for name in ("kind", "pair", "slot", "start", "minutes")}
            placed = {"date": day["date"], "block": block["id"], **where}
            for dose in block["exercises"]:
                yield {**placed, "exercise": dose["id"], **{k: dose[k] for k in dose if k != "id"}}


def _frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame([dict(_cells(row)) for row in rows]).convert_dtypes()
    # Of a column without any value nothing tells what it would hold.
    unknown = frame.columns[frame.isna().all()]
    return frame.astype(dict.fromkeys(unknown, "string"))


def _cells(row: Mapping[Any, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _cells(value, f"{within}{name}_")
        else:
            yield f"{within}{name}", _cell(value)


def _cell(value: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if not isinstance(value, (list, tuple)):
        return None if value == "" else value
    if all(isinstance(one, str) for one in value):
        return "; ".join(value) or None
    return json.dumps(value, ensure_ascii=False, default=str)


def _texts(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """The same with every text changed."""
    return frame.map(lambda value: change(value) if isinstance(value, str) else value)


def _harmless(text: str) -> str:
    text = "\n".join(text.replace("\r\n", "\n").split("\r"))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _on_one_line(text: str) -> str:
    return " ".join(_MARKUP.sub(r"\\\g<0>", text).split())


def _shown(value: Any) -> str:  # noqa: ANN401 - a cell of any column
    import pandas as pd

    return "" if pd.isna(value) else str(value)
