"""Form: a trend in the athlete's own band, and starts off the bike over fresh ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from adaptive.agenda.days import day_name
from adaptive.figures import theme
from adaptive.figures.theme import BLUE, GREY, RED
from adaptive.form import saying
from ingest.errors import KneedriveError
from models.form.signals import SIGNALS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from adaptive.form.bricks import BrickRun
    from adaptive.form.report import FormReport, SignalForm

__all__ = ["bricks", "form", "trend"]

_BRICKS = 6
"""As many brick runs are drawn: more lines nobody could tell apart."""

_PANEL_PX = 300


def form(found: FormReport, since: date = date.min) -> Figure:
    """The trends of the signals that have a verdict (or the one that was asked for), and bricks.

    Args:
        found: form on a day, `adaptive.form.report.report(...)`.
        since: where trends begin, and brick runs.

    Raises:
        KneedriveError: no signal is known since then.
    """
    begin = np.datetime64(since, "D")
    known = [one for one in found.signals if (one.scores.days >= begin).any()]
    trends = [one for one in known if one.verdict or len(found.signals) == 1] or known[:1]
    compared = _compared(found, since)
    if not trends:
        raise KneedriveError(f"no session since {since} tells anything of form to be drawn")
    rows = len(trends) + bool(compared)
    says = [_trend_says(one) for one in trends] + [_bricks_says(compared)] * bool(compared)
    figure = theme.panels(
        [1] * rows, " ".join(says), height=_PANEL_PX * rows, share_x=False, gap_px=70
    )
    for row, one in enumerate(trends, 1):
        _draw_trend(figure, row, one, found, since)
    if compared:
        _draw_bricks(figure, rows, compared)
    return figure


def trend(one: SignalForm, found: FormReport, since: date = date.min) -> Figure:
    """One signal, session by session, in the athlete's own band, with phases and new devices.

    Args:
        one: of `found.signals`; it has a score since then.
        found: form on a day.
        since: where the trend begins.
    """
    figure = theme.panels([1], _trend_says(one), height=_PANEL_PX)
    _draw_trend(figure, 1, one, found, since)
    return figure


def bricks(found: FormReport, since: date = date.min) -> Figure | None:
    """Step length in the first minutes off the bike over that of fresh runs; None without any.

    Args:
        found: form on a day.
        since: brick runs from this day on, the last six of them.
    """
    compared = _compared(found, since)
    if not compared:
        return None
    figure = theme.panels([1], _bricks_says(compared), height=_PANEL_PX)
    _draw_bricks(figure, 1, compared)
    return figure


def _compared(found: FormReport, since: date) -> list[BrickRun]:
    return [one for one in found.bricks if one.compared and one.day >= since][-_BRICKS:]


def _trend_says(one: SignalForm) -> str:
    words = saying.signal(one)
    return f"{one.signal.label.capitalize()}, session by session: {words}."


def _bricks_says(compared: list[BrickRun]) -> str:
    last = compared[-1]
    return (
        f"Step length in the first minutes of {len(compared)} brick "
        f"run{'s' * (len(compared) != 1)} beside that of fresh runs. On {day_name(last.day)} the "
        f"first kilometre lay {last.step_length.shift:+.1f} {SIGNALS['step_length'].score_unit} "
        "beside fresh."
    )


def _draw_trend(figure: Figure, row: int, one: SignalForm, found: FormReport, since: date) -> None:
    import plotly.graph_objects as go

    begin = max(since, one.scores.days[0].item()) - timedelta(days=1)
    shown = one.scores.days >= np.datetime64(begin, "D")
    days, usable = one.scores.days[shown].astype(object), one.scores.usable[shown]
    levels = np.array([one.level(value) for value in one.scores.values[shown]])
    middle = float(one.recent.mean()) if len(one.recent) else 0.0
    low, high = sorted((one.level(middle - one.band), one.level(middle + one.band)))
    first = row == 1
    span = [begin, found.on + timedelta(days=1)]
    figure.add_trace(
        go.Scatter(
            x=[*span, *span[::-1]], y=[low, low, high, high], name="your own band", fill="toself",
            fillcolor=theme.faded(BLUE, 0.16), line_width=0, mode="lines", hoverinfo="skip",
            showlegend=first,
        ),
        row, 1,
    )  # fmt: skip
    for kept, name, symbol, colour in (
        (usable, "a session", "circle", BLUE),
        (~usable, "first with something new", "circle-open", GREY),
    ):
        if kept.any():
            figure.add_trace(
                go.Scatter(
                    x=days[kept],
                    y=levels[kept],
                    name=name,
                    mode="markers",
                    marker={"color": colour, "symbol": symbol, "size": 7},
                    hovertemplate=f"%{{x|%d %b %Y}}: %{{y:.4g}} {one.signal.unit}<extra></extra>",
                    showlegend=first,
                ),
                row,
                1,
            )
    marks = [
        *((day, name, RED, "solid") for day, name in found.phases),
        *((day, "something new", GREY, "dash") for day, _ in one.segments),
    ]
    for day, words, colour, dash in marks:
        if begin <= day <= found.on:
            figure.add_vline(
                str(day), row=row, col=1, line={"color": colour, "dash": dash, "width": 1}
            )
            figure.add_annotation(
                x=str(day), y=1, yref="y domain", text=words, showarrow=False, textangle=-90,
                xanchor="right", yanchor="top", font={"size": 11}, row=row, col=1,
            )  # fmt: skip
    lowest, highest = min(low, *levels), max(high, *levels)
    room = 0.2 * (highest - lowest) or 1.0  # beyond the band, so that it is seen as one
    figure.update_yaxes(
        title_text=f"{one.signal.label}, {one.signal.unit}",
        range=[lowest - room, highest + room],
        row=row,
        col=1,
    )
    figure.update_xaxes(range=[str(day) for day in span], row=row, col=1)


def _draw_bricks(figure: Figure, row: int, compared: list[BrickRun]) -> None:
    import plotly.graph_objects as go

    minutes = np.arange(len(compared[0].step_length.fresh_curve)) + 0.5
    for age, one in enumerate(reversed(compared)):
        figure.add_trace(
            go.Scatter(
                x=minutes, y=one.step_length.brick.curve, name=str(one.day), mode="lines",
                line={"color": RED, "width": 2 if age == 0 else 1},
                opacity=max(0.9 / (1 + age), 0.45),
            ),
            row, 1,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=minutes, y=compared[-1].step_length.fresh_curve, name="fresh runs, median",
            mode="lines", line={"color": BLUE, "width": 3, "dash": "dash"},
        ),
        row, 1,
    )  # fmt: skip
    unit = SIGNALS["step_length"].score_unit
    figure.update_xaxes(title_text="minutes off the bike", row=row, col=1)
    figure.update_yaxes(title_text=f"step length, {unit} of later", row=row, col=1)
