"""Pictures of thresholds and load, from the frames of `adaptive.Library`, and of evaluations.

matplotlib comes with `pip install kneedrive[notebooks]`; it is loaded when a picture is drawn.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from adaptive.library.profiles import Channel
from adaptive.threshold_report import MODEL_S, MODELS
from models import evaluation
from models.athlete import NINE_IN_TEN_SD
from models.evaluation import Scored

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from adaptive.evaluation_report import Seen

__all__ = [
    "BLUE",
    "GREY",
    "RED",
    "confusion",
    "curve",
    "date_axis",
    "load",
    "panels",
    "reliability",
    "risk_coverage",
    "session",
    "svg",
]

BLUE, RED, GREY = "#30638e", "#d1495b", "#9aa0a6"
_MARKS = (
    *((1, "1 s"), (5, "5 s"), (15, "15 s"), (60, "1 min"), (300, "5 min"), (1200, "20 min")),
    *((3600, "1 h"), (7200, "2 h"), (14400, "4 h"), (28800, "8 h"), (86400, "24 h")),
)
_BELOW, _ABOVE = 0.9, 1.08
_HALF_A_DAY = np.timedelta64(12, "h")

_UNITS: Mapping[Channel, str] = {
    "power_w": "power (W)",
    "speed_mps": "pace (min:s/km)",
    "heart_rate_bpm": "heart rate (bpm)",
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
    if best.empty:
        raise ValueError("nothing was recorded that a curve could be drawn of")
    figure, (axis,) = panels(1, height=3.8)
    axis.semilogx(best.index, best["best"], color=BLUE, lw=2, label="season's best")
    if thresholds is not None and (model := MODELS.get(channel)):
        *names, words = model
        # Of a mere guess there is nothing to compare with.
        if set(names) <= set(thresholds.index) and "prior" not in set(thresholds.origin[names]):
            _draw_model(axis, thresholds.loc[names], f"{words}, 90 % band")
    reached = [(s, mark) for s, mark in _MARKS if best.index[0] <= s <= best.index[-1]]
    axis.set_xticks([s for s, _ in reached], [mark for _, mark in reached])
    axis.minorticks_off()
    # Watts count from nothing; nobody's speed or heart rate comes near it.
    lowest = 0 if channel == "power_w" else _BELOW * best["best"].min()
    axis.set(xlim=(best.index[0], best.index[-1]), ylim=(lowest, _ABOVE * axis.dataLim.ymax))
    axis.set(xlabel="duration", ylabel=f"best mean {_UNITS[channel]}")
    if channel == "speed_mps":
        slowest, fastest = (1000 / speed for speed in axis.get_ylim())
        paces = range(math.ceil(fastest / 30) * 30, math.floor(slowest) + 1, 30)
        axis.set_yticks([1000 / s for s in paces], [f"{s // 60}:{s % 60:02d}" for s in paces])
    axis.legend(frameon=False, loc="upper right")
    return figure


def _draw_model(axis: Axes, parameters: pd.DataFrame, words: str) -> None:
    (critical, reserve), (critical_sd, reserve_sd) = parameters["value"], parameters["sd"]
    time_s = np.geomspace(*MODEL_S, 50)
    fitted = critical + reserve / time_s
    spread = NINE_IN_TEN_SD * np.hypot(critical_sd, reserve_sd / time_s)
    axis.plot(time_s, fitted, color=RED, lw=1.5, label=words)
    axis.fill_between(time_s, fitted - spread, fitted + spread, color=RED, alpha=0.15, lw=0)
    efforts = [one for one in parameters["efforts"].iloc[0] if one["duration_s"]]
    axis.scatter(
        [one["duration_s"] for one in efforts],
        [one["rate"] for one in efforts],
        s=[12 + 36 * one["weight"] for one in efforts],
        color=RED,
        zorder=3,
        label="efforts behind it" if efforts else None,
    )


def load(daily: pd.DataFrame) -> Figure:
    """Load day by day, and the fitness, fatigue and form that it leaves.

    Args:
        daily: `Library.daily_load()` or some of its rows. Days that are not known are shaded.
    """
    figure, (top, bottom) = panels(2, height=4.8)
    top.bar(daily.index, daily["load"], color=BLUE, width=0.9)
    top.set_ylabel("load (TSS)")
    bottom.plot(daily.index, daily["fitness"], color=BLUE, lw=2, label="fitness")
    bottom.plot(daily.index, daily["fatigue"], color=RED, lw=1, label="fatigue")
    bottom.fill_between(daily.index, daily["form"], color=GREY, alpha=0.4, lw=0, label="form")
    bottom.axhline(0, color="black", lw=0.5)
    bottom.set_ylabel("TSS a day")
    for n, day in enumerate(daily.index[~daily["known"]]):
        span = (day - _HALF_A_DAY, day + _HALF_A_DAY)
        top.axvspan(*span, color=GREY, alpha=0.2, lw=0)
        bottom.axvspan(*span, color=GREY, alpha=0.2, lw=0, label="" if n else "not known")
    date_axis(bottom)
    bottom.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1))
    return figure


def confusion(rows: Sequence[Scored]) -> Figure:
    """How many sessions of each class were called what; only the classes that occur."""
    found = {row.truth for row in rows} | {row.predicted for row in rows}
    names = [name for name in evaluation.CLASSES if name in found]
    pairs = Counter((row.truth, row.predicted) for row in rows)
    counts = np.array([[pairs[truth, said] for said in names] for truth in names])
    figure, (axis,) = panels(1, height=2.9, width=3.0)
    shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
    axis.pcolormesh(shares, cmap="Blues", vmin=0, vmax=1.4)
    axis.invert_yaxis()
    for (i, j), count in np.ndenumerate(counts):
        axis.text(j + 0.5, i + 0.5, str(count), ha="center", va="center")
    axis.set_xticks(np.arange(len(names)) + 0.5, names)
    axis.set_yticks(np.arange(len(names)) + 0.5, names)
    axis.set(xlabel="called", ylabel="it was")
    return figure


def reliability(rows: Sequence[Scored]) -> Figure:
    """The probability of key beside how often it was key; the larger a point the more sessions."""
    bins = evaluation.reliability(rows)
    figure, (axis,) = panels(1, height=2.9, width=3.0)
    axis.plot((0, 1), (0, 1), color=GREY, lw=1)
    total = sum(one.n for one in bins)
    axis.scatter(
        [one.probability for one in bins],
        [one.key_share for one in bins],
        s=[20 + 400 * one.n / total for one in bins],
        color=BLUE,
        alpha=0.8,
    )
    axis.set(xlim=(-0.05, 1.05), ylim=(-0.05, 1.05))
    axis.set(xlabel="probability of key", ylabel="share that was key")
    return figure


def risk_coverage(rows: Sequence[Scored]) -> Figure:
    """How often the class is wrong among the surest; a cross marks those that are not uncertain."""
    figure, (axis,) = panels(1, height=2.9, width=3.0)
    axis.plot(*evaluation.risk_coverage(rows), color=BLUE, lw=2)
    found = evaluation.scores(rows)
    axis.plot(found.coverage, 1 - found.accuracy_certain, "x", color=RED, ms=9, mew=2)
    axis.set(xlim=(0, 1.02), xlabel="share of sessions, the surest first", ylabel="wrong")
    axis.set_ylim(bottom=0)
    return figure


def session(seen: Seen) -> Figure:
    """A session over its minutes, as shares of threshold, with the intervals found in it."""
    figure, (axis,) = panels(1, height=2.2, width=7)
    for begin, end in seen.intervals:
        axis.axvspan(begin, end, color=BLUE, alpha=0.15, lw=0)
    axis.axhline(1, color=GREY, lw=1)
    for values, color, label in (
        (seen.effort, BLUE, f"of {seen.measure}"),
        (seen.heart_rate, RED, "of threshold heart rate"),
    ):
        if np.isfinite(values).any():
            axis.plot(seen.minutes, values, color=color, lw=1.2, label=label)
            axis.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
    axis.set(xlabel="minutes", xlim=(0, max(seen.minutes.max(initial=0), 1)))
    return figure


def svg(figure: Figure) -> str:
    """A picture to stand within a page: its text stays text, and it is the same every time."""
    from matplotlib import rc_context

    written = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "kneedrive"}):
        figure.savefig(written, format="svg", metadata=nothing)
    text = written.getvalue()
    return text[text.index("<svg") :]


def date_axis(axis: Axes) -> None:
    """Name the days of an axis as briefly as they can be told apart."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def panels(
    rows: int, height: float, width: float = 9, *, share_x: bool = True
) -> tuple[Figure, Sequence[Axes]]:
    """A figure of panels below each other, that nobody else holds: pyplot would keep it open."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = list(figure.subplots(rows, sharex=share_x, squeeze=False)[:, 0])
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    return figure, axes
