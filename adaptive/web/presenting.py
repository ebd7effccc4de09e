"""Values as pages show them: the filters of the templates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from adaptive import wording
from adaptive.agenda.days import day_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["FILTERS", "chart_json"]


def chart_json(figure: Figure) -> Markup:
    """A figure as JSON that may stand within a script element."""
    text = figure.to_json()
    assert text is not None
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - it can end no element


def says(figure: Figure) -> str:
    """What a figure shows, in a sentence for who cannot see it."""
    meta = figure.layout.meta or {}
    return str(meta.get("says", ""))


def as_json(value: Any) -> Markup:  # noqa: ANN401 - whatever a script is to read
    """A value as JSON that may stand within a script element."""
    return Markup(json.dumps(value).replace("<", "\\u003c"))  # noqa: S704 - as above


def week_path(day: date) -> str:
    """Where the week of a day is shown."""
    year, week, _ = day.isocalendar()
    return f"/week?week={year}-W{week:02d}"


FILTERS: Mapping[str, Callable[..., object]] = {
    "as_json": as_json,
    "block_name": wording.block_name,
    "chart_json": chart_json,
    "class_words": wording.class_words,
    "clock": wording.clock,
    "day": day_name,
    "dose": wording.dose_words,
    "planned_sport": wording.planned_sport,
    "says": says,
    "session_words": wording.session_words,
    "sport": wording.sport_word,
    "vague": wording.vague,
    "week_path": week_path,
}
