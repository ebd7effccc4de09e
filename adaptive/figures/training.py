"""Load day by day, and what it leaves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from adaptive.agenda.days import day_name
from adaptive.figures import theme
from adaptive.figures.theme import BLUE, GREEN, GREY, RED
from models.fitness import RAMP_AMBER, RAMP_RED

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

__all__ = ["load"]

_HEIGHT_PX = 520
_HALF_A_DAY = timedelta(hours=12)


def load(daily: pd.DataFrame) -> Figure:
    """Load day by day, the fitness, fatigue and form that it leaves, and the ramp of fitness.

    Args:
        daily: `Library.daily_load()` or some of its rows. Days that are not known are shaded, and
            their load is left out.

    Raises:
        ValueError: there is no day.
    """
    import plotly.graph_objects as go

    if daily.empty:
        raise ValueError("there is no day whose load could be drawn")
    days = [day.date() for day in daily.index]
    # Ten years are thousands of days: their names are made once.
    names = [str(day) for day in days]
    figure = theme.panels([0.3, 0.47, 0.23], _says(daily, days), height=_HEIGHT_PX)
    lines = (
        ("fitness", BLUE, {"width": 3}, None),
        ("fatigue", RED, {"width": 1.5, "dash": "dot"}, None),
        ("form", GREEN, {"width": 1.5}, "tozeroy"),
    )
    figure.add_trace(
        go.Bar(x=names, y=daily["load"], name="load", marker_color=GREY, showlegend=False), 1, 1
    )
    for name, colour, line, fill in lines:
        figure.add_trace(
            go.Scatter(
                x=names,
                y=daily[name],
                name=name,
                mode="lines",
                line={"color": colour, **line},
                fill=fill,
                fillcolor=theme.faded(colour, 0.15),
            ),
            2,
            1,
        )
    figure.add_trace(
        go.Scatter(
            x=names, y=daily["ramp"], name="ramp", mode="lines", line_color=BLUE, showlegend=False
        ),
        3,
        1,
    )
    for limit, words in ((RAMP_AMBER, "steep"), (RAMP_RED, "too steep")):
        if (daily["ramp"] > limit / 2).any():
            figure.add_hline(
                limit, row=3, col=1, line={"color": RED, "dash": "dash", "width": 1},
                annotation={"text": words, "font": {"size": 11}},
                annotation_position="top left",
            )  # fmt: skip
    for first, last in _unknown(daily, days):
        figure.add_vrect(
            str(first - _HALF_A_DAY), str(last + _HALF_A_DAY), fillcolor=GREY, opacity=0.2,
            line_width=0, name="not known",
        )  # fmt: skip
    figure.update_yaxes(title_text="load, TSS", row=1, col=1)
    figure.update_yaxes(title_text="TSS a day", row=2, col=1)
    figure.update_yaxes(title_text="ramp", row=3, col=1)
    figure.update_layout(hovermode="x unified")
    return figure


def _says(daily: pd.DataFrame, days: list[date]) -> str:
    last = daily.iloc[-1]
    words = (
        f"Load from {day_name(days[0])} {days[0].year} to {day_name(days[-1])} {days[-1].year}. "
        f"The last day ends at fitness {last['fitness']:.0f} and fatigue {last['fatigue']:.0f} TSS "
        f"a day; form that morning was {round(last['form']):+d}"
    )
    if math.isfinite(last["ramp"]):
        words += f"; fitness changed by {last['ramp']:+.1f} in seven days"
    unknown = int((~daily["known"]).sum())
    if unknown:
        words += f". Shaded: {unknown} day{'s' * (unknown != 1)} of which nothing is known"
    return words + "."


def _unknown(daily: pd.DataFrame, days: list[date]) -> Iterator[tuple[date, date]]:
    """The spans of days that are not known."""
    first: date | None = None
    for day, known in zip(days, daily["known"], strict=True):
        if not known:
            first = first or day
        elif first:
            yield first, day - timedelta(days=1)
            first = None
    if first:
        yield first, days[-1]
