"""The season's best over each duration, and what critical power or speed lets expect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from adaptive import wording
from adaptive.figures import theme
from adaptive.figures.theme import BLUE, RED
from adaptive.library.profiles import Channel
from adaptive.threshold_report import MODEL_S, MODELS
from models.athlete import NINE_IN_TEN_SD

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

__all__ = ["curve"]

_MARKS = (
    *((1, "1 s"), (5, "5 s"), (15, "15 s"), (60, "1 min"), (300, "5 min"), (1200, "20 min")),
    *((3600, "1 h"), (7200, "2 h"), (14400, "4 h"), (28800, "8 h"), (86400, "24 h")),
)
_TOLD = (5, 60, 300, 1200, 3600)
_BELOW, _ABOVE = 0.9, 1.08
_PACE_STEP_S = 30

_NAMES: Mapping[Channel, tuple[str, str]] = {
    "power_w": ("power", "W"),
    "speed_mps": ("pace", "m/s"),
    "heart_rate_bpm": ("heart rate", "bpm"),
}


def curve(
    best: pd.DataFrame, thresholds: pd.DataFrame | None = None, *, channel: Channel = "power_w"
) -> Figure:
    """The season's best over each duration, with what critical power or speed lets expect.

    Args:
        best: `Library.curves(channel)`; its column `best` in W, m/s or beats/min by `duration_s`.
        channel: of what.
        thresholds: `Library.thresholds()`. With it, critical power (or critical speed) is drawn
            where the model holds, with its 90 % band and the efforts behind it, unless it is a
            population guess. The band takes the two parameters for independent, so it is rather
            too wide.

    Raises:
        ValueError: the curve is empty.
    """
    import plotly.graph_objects as go

    if best.empty:
        raise ValueError("nothing was recorded that a curve could be drawn of")
    name, unit = _NAMES[channel]
    told = [
        f"{words} {wording.amount(best['best'][s], unit)}"
        for s, words in _MARKS
        if s in _TOLD and s in best.index
    ]
    says = f"Best mean {name} over each duration: {', '.join(told)}."
    figure = theme.figure(says, height=380)
    figure.add_trace(
        go.Scatter(
            x=best.index,
            y=best["best"],
            name="season's best",
            mode="lines",
            line={"color": BLUE, "width": 3},
            text=[wording.amount(value, unit) for value in best["best"]],
            customdata=[wording.clock(s) for s in best.index],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    if thresholds is not None and (model := MODELS.get(channel)):
        *names, words = model
        # Of a mere guess there is nothing to compare with.
        if set(names) <= set(thresholds.index) and "prior" not in set(thresholds.origin[names]):
            _draw_model(figure, thresholds.loc[names], words)
            figure.layout.meta = {"says": f"{says} The line: {words}, 90 % band."}
    reached = [(s, mark) for s, mark in _MARKS if best.index[0] <= s <= best.index[-1]]
    figure.update_xaxes(
        type="log",
        title_text="duration",
        tickvals=[s for s, _ in reached],
        ticktext=[mark for _, mark in reached],
        range=np.log10([best.index[0], best.index[-1]]).tolist(),
    )
    # Watts count from nothing; nobody's speed or heart rate comes near it.
    lowest = 0 if channel == "power_w" else _BELOW * best["best"].min()
    highest = _ABOVE * max(np.nanmax(np.asarray(one.y, float)) for one in figure.data)
    axis = f"best mean {name}" + (f", {unit}" if channel != "speed_mps" else ", min:s per km")
    figure.update_yaxes(title_text=axis, range=[lowest, highest])
    if channel == "speed_mps":
        first = math.ceil(1000 / highest / _PACE_STEP_S) * _PACE_STEP_S
        paces = range(first, math.floor(1000 / lowest) + 1, _PACE_STEP_S)
        figure.update_yaxes(
            tickvals=[1000 / s for s in paces], ticktext=[wording.clock(s) for s in paces]
        )
    return figure


def _draw_model(figure: Figure, parameters: pd.DataFrame, words: str) -> None:
    import plotly.graph_objects as go

    (critical, reserve), (critical_sd, reserve_sd) = parameters["value"], parameters["sd"]
    time_s = np.geomspace(*MODEL_S, 50)
    fitted = critical + reserve / time_s
    spread = NINE_IN_TEN_SD * np.hypot(critical_sd, reserve_sd / time_s)
    figure.add_trace(
        go.Scatter(
            x=np.concatenate([time_s, time_s[::-1]]),
            y=np.concatenate([fitted + spread, (fitted - spread)[::-1]]),
            name="90 % band",
            fill="toself",
            fillcolor=theme.faded(RED, 0.18),
            line_width=0,
            mode="lines",
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=time_s, y=fitted, name=words, mode="lines",
            line={"color": RED, "width": 2, "dash": "dash"}, hoverinfo="skip",
        )
    )  # fmt: skip
    efforts = [one for one in parameters["efforts"].iloc[0] if one["duration_s"] and one["rate"]]
    if efforts:
        figure.add_trace(
            go.Scatter(
                x=[one["duration_s"] for one in efforts],
                y=[one["rate"] for one in efforts],
                name="efforts behind it",
                mode="markers",
                marker={"color": RED, "size": [6 + 6 * one["weight"] for one in efforts]},
                text=[f"{one['date']}" for one in efforts],
                hovertemplate="%{text}<extra></extra>",
            )
        )
