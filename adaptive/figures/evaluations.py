"""How well sessions are classed: what was called what, how sure, and how a miss looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from adaptive.figures import theme
from adaptive.figures.theme import BLUE, GREY, RED
from models import evaluation
from models.evaluation import Scored

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from adaptive.evaluation_report import Seen

__all__ = ["confusion", "missed", "reliability", "risk_coverage"]


def confusion(rows: Sequence[Scored]) -> Figure:
    """How many sessions of each class were called what; only the classes that occur."""
    import plotly.graph_objects as go

    found = {row.truth for row in rows} | {row.predicted for row in rows}
    names = [name for name in evaluation.CLASSES if name in found]
    pairs = Counter((row.truth, row.predicted) for row in rows)
    counts = np.array([[pairs[truth, said] for said in names] for truth in names])
    figure = theme.figure("What sessions were, and what they were called.")
    figure.add_trace(
        go.Heatmap(
            x=names,
            y=names,
            z=counts / counts.sum(axis=1, keepdims=True).clip(1),
            zmin=0,
            zmax=1,
            colorscale=[[0, theme.faded(BLUE, 0)], [1, theme.faded(BLUE, 0.6)]],
            showscale=False,
            text=counts,
            texttemplate="%{text}",
            hovertemplate="%{y}, called %{x}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text="called")
    figure.update_yaxes(title_text="it was", autorange="reversed", showgrid=False)
    return figure


def reliability(rows: Sequence[Scored]) -> Figure:
    """The probability of key beside how often it was key; the larger a point the more sessions."""
    import plotly.graph_objects as go

    bins = evaluation.reliability(rows)
    total = sum(one.n for one in bins)
    figure = theme.figure(
        "Where points lie on the line, the probability of key can be taken at its word."
    )
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line_color=GREY, hoverinfo="skip")
    )
    figure.add_trace(
        go.Scatter(
            x=[one.probability for one in bins],
            y=[one.key_share for one in bins],
            mode="markers",
            marker={"color": BLUE, "size": [6 + 24 * (one.n / total) ** 0.5 for one in bins]},
            text=[f"{one.n} sessions" for one in bins],
            hovertemplate="%{x:.0%} said, %{y:.0%} key, %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text="probability of key", range=[-0.05, 1.05])
    figure.update_yaxes(title_text="share that was key", range=[-0.05, 1.05])
    return figure.update_layout(showlegend=False)


def risk_coverage(rows: Sequence[Scored]) -> Figure:
    """How often the class is wrong among the surest; a cross marks those that are not uncertain."""
    import plotly.graph_objects as go

    share, wrong = evaluation.risk_coverage(rows)
    found = evaluation.scores(rows)
    figure = theme.figure(
        f"Errors among the surest sessions. The cross: the {found.coverage:.0%} that are not "
        f"called unsure, of which {1 - found.accuracy_certain:.0%} are wrong."
    )
    figure.add_trace(go.Scatter(x=share, y=wrong, mode="lines", line={"color": BLUE, "width": 3}))
    figure.add_trace(
        go.Scatter(
            x=[found.coverage],
            y=[1 - found.accuracy_certain],
            mode="markers",
            marker={"color": RED, "symbol": "x", "size": 11},
        )
    )
    figure.update_xaxes(title_text="share of sessions, the surest first", range=[0, 1.02])
    figure.update_yaxes(title_text="wrong", rangemode="tozero")
    return figure.update_layout(showlegend=False)


def missed(seen: Seen) -> Figure:
    """A session over its minutes, as shares of threshold, with the intervals found in it."""
    import plotly.graph_objects as go

    told = (
        f"Shaded: {len(seen.intervals)} intervals found."
        if seen.intervals
        else ("No intervals were found.")
    )
    figure = theme.figure(f"The session as shares of its thresholds. {told}", height=240)
    for values, colour, label in (
        (seen.effort, BLUE, f"of {seen.measure}"),
        (seen.heart_rate, RED, "of threshold heart rate"),
    ):
        if np.isfinite(values).any():
            figure.add_trace(
                go.Scatter(
                    x=seen.minutes, y=values, name=label, mode="lines", showlegend=True,
                    line={"color": colour, "width": 1.5},
                )
            )  # fmt: skip
    for begin, end in seen.intervals:
        figure.add_vrect(begin, end, fillcolor=BLUE, opacity=0.15, line_width=0)
    figure.add_hline(1, line={"color": GREY, "width": 1})
    figure.update_xaxes(title_text="minutes", range=[0, max(seen.minutes.max(initial=0), 1)])
    return figure
