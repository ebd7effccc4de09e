"""The athlete's way through the programme, and the knee lift that leads it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from adaptive.agenda.days import day_name
from adaptive.checks import GOOD_HOLD_S
from adaptive.figures import theme
from adaptive.figures.theme import BLUE, GREEN, GREY, PURPLE, RED
from adaptive.shifting.table import PHASES
from adaptive.shifts import Shift

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from adaptive.phase_report import PhaseReport

__all__ = ["knee_lift", "phases"]

_COLOURS = dict(zip(PHASES, (BLUE, RED, PURPLE, GREEN), strict=True))


_SHORTEST = timedelta(weeks=2)
"""Of less the axis would show hours."""


def phases(report: PhaseReport, today: date) -> Figure:
    """The phases over the days as bars, with the holds, questions and moves between them.

    Args:
        report: `adaptive.phase_report.phase(...)`.
        today: where the last phase ends for now.
    """
    import plotly.graph_objects as go

    moves = [one for one in report.history if not _stayed(one)]
    ends = [*(one.day for one in moves[1:]), today + timedelta(days=1)]
    spans = [(one.phase, one.day, end) for one, end in zip(moves, ends, strict=True)]
    told = [f"{name} from {day_name(day)} {day.year}" for name, day, _ in spans]
    figure = theme.figure(f"Your way: {', then '.join(told)}.", height=240)
    for name, first, end in spans:
        figure.add_trace(
            go.Bar(
                x=[(end - first) / timedelta(milliseconds=1)],
                y=[name],
                base=[str(first)],
                orientation="h",
                name=name,
                marker_color=theme.faded(_COLOURS[name], 0.75),
                hovertemplate=f"{name}: {first} to {end - timedelta(days=1)}<extra></extra>",
                showlegend=False,
            )
        )
    for kind, words, symbol in (
        ("hold", "held", "square"),
        ("ask", "asked", "circle"),
        ("move", "moved", "diamond"),
    ):
        steps = [one for one in report.history if isinstance(one, Shift) and one.kind == kind]
        if steps:
            figure.add_trace(
                go.Scatter(
                    x=[one.day for one in steps],
                    y=[one.phase for one in steps],
                    mode="markers",
                    name=words,
                    marker={
                        "symbol": symbol,
                        "size": 11,
                        "color": GREY,
                        "line": {"width": 1.5, "color": theme.PAPER},
                    },
                    text=[f"{one.day}: {one.why}" for one in steps],
                    hovertemplate="%{text}<extra></extra>",
                )
            )
    figure.update_yaxes(categoryorder="array", categoryarray=PHASES, range=[-0.6, 3.6])
    first = min(moves[0].day, today - _SHORTEST)
    figure.update_xaxes(type="date", range=[str(first), str(today + timedelta(days=1))])
    figure.update_layout(barmode="overlay", bargap=0.35)
    return figure


def _stayed(one: object) -> bool:
    """Whether a step of the history moved nobody, or does so no more."""
    return isinstance(one, Shift) and (one.kind != "move" or one.undone is not None)


def knee_lift(report: PhaseReport) -> Figure | None:
    """How long the knee is held up in each self-check, left and right; None without any.

    Args:
        report: `adaptive.phase_report.phase(...)`.
    """
    import plotly.graph_objects as go

    held = [(one, one.holds_s) for one in report.checks if one.holds_s]
    if not held:
        return None
    good = sum(one.ok for one, _ in held)
    last, (left, right) = held[-1]
    says = (
        f"Seconds the knee is held up in {len(held)} self-check{'s' * (len(held) != 1)}, {good} of "
        f"them good; the last on {day_name(last.on_day)}: left {left:g} s, right {right:g} s. "
        f"Good begins at {GOOD_HOLD_S} s on both sides."
    )
    figure = theme.figure(says, height=260)
    for side, (name, colour, symbol, size) in enumerate(
        (("left", BLUE, "circle", 13), ("right", RED, "diamond", 7))
    ):
        figure.add_trace(
            go.Scatter(
                x=[one.on_day for one, _ in held],
                y=[sides[side] for _, sides in held],
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 1},
                marker={
                    "size": size,
                    "symbol": [symbol if one.ok else f"{symbol}-open" for one, _ in held],
                },
                hovertemplate="%{x|%d %b}: %{y:g} s<extra>" + name + "</extra>",
            )
        )
    figure.add_hline(
        GOOD_HOLD_S, line={"color": GREEN, "dash": "dash", "width": 1},
        annotation={"text": "good", "font": {"size": 11}}, annotation_position="bottom right",
    )  # fmt: skip
    figure.update_yaxes(title_text="seconds", rangemode="tozero")
    return figure
