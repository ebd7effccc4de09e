"""Pictures of form: a trend in the athlete's own band, and starts off the bike over fresh ones."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from adaptive import figures
from adaptive.form.bricks import BrickRun
from adaptive.form.report import FormReport, SignalForm
from ingest.errors import KneedriveError
from models.form.signals import SIGNALS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["form", "save"]

_BRICKS = 6
"""As many brick runs as are drawn: more lines nobody could tell apart."""


def form(found: FormReport, since: date = date.min) -> Figure:
    """The trends of the signals that have a verdict (or the one that was asked for), and bricks.

    Args:
        found: form on a day.
        since: where trends begin, and brick runs.

    Raises:
        KneedriveError: no signal is known since then.
    """
    begin = np.datetime64(since, "D")
    known = [one for one in found.signals if (one.scores.days >= begin).any()]
    trends = [one for one in known if one.verdict or len(found.signals) == 1] or known[:1]
    bricks = [one for one in found.bricks if one.compared and one.day >= since][-_BRICKS:]
    if not trends:
        raise KneedriveError(f"no session since {since} tells anything of form to be drawn")
    rows = len(trends) + bool(bricks)
    figure, axes = figures.panels(rows, height=2.8 * rows, share_x=False)
    for axis, one in zip(axes, trends, strict=False):
        _trend(axis, one, found, since)
    if bricks:
        _off_the_bike(axes[-1], bricks)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a picture; its kind is told by the name's end. The same picture gives the same file."""
    if path.suffix.lower() == ".svg":
        path.write_text(figures.svg(figure), encoding="utf-8")
    else:
        figure.savefig(path)


def _trend(axis: Axes, one: SignalForm, found: FormReport, since: date) -> None:
    from matplotlib.dates import date2num

    begin = max(since, one.scores.days[0].item()) - timedelta(days=1)
    shown = one.scores.days >= np.datetime64(begin, "D")
    days, usable = one.scores.days[shown], one.scores.usable[shown]
    levels = np.array([one.level(value) for value in one.scores.values[shown]])
    middle = float(one.recent.mean()) if len(one.recent) else 0.0
    band = (one.level(middle - one.band), one.level(middle + one.band))
    axis.axhspan(*band, color=figures.BLUE, alpha=0.12, lw=0, label="your own band")
    axis.axhline(one.level(middle), color=figures.BLUE, lw=1)
    axis.plot(days[usable], levels[usable], "o", color=figures.BLUE, ms=4, label="a session")
    if not usable.all():
        label = "first with something new"
        axis.plot(
            days[~usable], levels[~usable], "o", mfc="none", c=figures.GREY, ms=4, label=label
        )
    top = axis.get_xaxis_transform()
    for day, name in found.phases:
        if begin <= day <= found.on:
            at = date2num(day)  # type: ignore[no-untyped-call]
            axis.axvline(at, color=figures.RED, lw=1)
            axis.annotate(
                f"{name} ",
                (at, 0.98),
                xycoords=top,
                color=figures.RED,
                ha="right",
                va="top",
                rotation=90,
            )
    for n, (day, _) in enumerate(one.segments):
        label = "" if n else "another device, sensor or shoes"
        if begin <= day <= found.on:
            at = date2num(day)  # type: ignore[no-untyped-call]
            axis.axvline(at, color=figures.GREY, lw=1, ls="--", label=label)
    axis.set_ylabel(f"{one.signal.label} ({one.signal.unit})")
    figures.date_axis(axis)
    axis.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1))


def _off_the_bike(axis: Axes, bricks: list[BrickRun]) -> None:
    minutes = np.arange(len(bricks[0].step_length.fresh_curve)) + 0.5
    for age, one in enumerate(reversed(bricks)):
        curve = one.step_length.brick.curve
        axis.plot(minutes, curve, color=figures.RED, alpha=0.9 / (1 + age), label=f"{one.day}")
    fresh = bricks[-1].step_length.fresh_curve
    axis.plot(minutes, fresh, color=figures.BLUE, lw=2, label="fresh runs, median")
    axis.axhline(0, color="black", lw=0.5)
    unit = SIGNALS["step_length"].score_unit
    axis.set(xlabel="minutes off the bike", ylabel=f"step length ({unit} of later)")
    axis.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1))
