"""Values as pages show them: the filters of the templates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from adaptive import wording
from adaptive.agenda.days import day_name
from adaptive.web import commands

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["FILTERS", "templates"]


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


@cache
def templates() -> Environment:
    """The templates of pages and of files, with these filters; everything is escaped."""
    found = Environment(
        loader=PackageLoader("adaptive.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= FILTERS
    return found


@pass_context
def linked(context: Context, text: str) -> Markup:
    """A sentence with links to pages in place of commands; on a phone only to those it may see."""
    return commands.linked(text, on_phone=bool(context.get("on_phone")))


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
    "done_words": wording.done_words,
    "dose": wording.dose_words,
    "how_much": wording.how_much,
    "plain": wording.plain,
    "linked": linked,
    "planned_sport": wording.planned_sport,
    "says": says,
    "session_origin": wording.session_origin,
    "session_words": wording.session_words,
    "sport": wording.sport_word,
    "vague": wording.vague,
    "week_path": week_path,
}
