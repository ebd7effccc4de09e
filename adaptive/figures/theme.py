"""One look for all figures: fonts, colours and what a figure says of itself.

The colours are those that people with any colour vision tell apart (Okabe and Ito, 2008), kept to
the middle of the scale: each stands out from light paper as from dark, so that a page may change
its paper without drawing anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from plotly.graph_objects.layout import Template

__all__ = [
    "BLUE",
    "CLASSES",
    "GREEN",
    "GREY",
    "HEIGHT_PX",
    "PURPLE",
    "RED",
    "faded",
    "figure",
    "panels",
]

BLUE, RED, GREEN, PURPLE, GREY = "#2b7bba", "#d55e00", "#009e73", "#b0689e", "#7f8790"

CLASSES: Mapping[str, str] = {"easy": GREEN, "key": RED, "brick": PURPLE, "other": GREY}
"""Session classes; whoever draws them names them too, for colour alone tells nothing."""

PAPER = "#fbfaf7"
"""Around a mark that lies on a bar."""

HEIGHT_PX = 320
"""Of a figure with one panel."""

_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_INK, _LINE = "#1c2127", "#d9dbd6"
_MARGIN_PX = {"l": 56, "r": 12, "t": 40, "b": 40}


def figure(says: str, *, height: int = HEIGHT_PX, **layout: Any) -> Figure:  # noqa: ANN401
    """An empty figure in this look.

    Args:
        says: what it shows, in a sentence for who cannot see it; kept as `layout.meta["says"]`.
        height: in px; the width is that of where it stands.
        layout: what else the layout is to have, as `plotly.graph_objects.Layout` takes it.
    """
    import plotly.graph_objects as go

    return go.Figure(
        layout=go.Layout(template=_template(), meta={"says": says}, height=height, **layout)
    )


def panels(
    heights: Sequence[float], says: str, *, height: int, share_x: bool = True, gap_px: int = 28
) -> Figure:
    """An empty figure of panels below each other, in this look.

    Args:
        heights: of the panels, as shares of the whole.
        says: as for `figure`.
        height: of all together, px.
        share_x: whether they lie over the same days.
        gap_px: between two panels.
    """
    from plotly.subplots import make_subplots

    found: Figure = make_subplots(
        rows=len(heights),
        shared_xaxes=share_x,
        row_heights=list(heights),
        vertical_spacing=gap_px / height if len(heights) > 1 else 0,
    )
    return found.update_layout(template=_template(), meta={"says": says}, height=height)


def faded(colour: str, share: float) -> str:
    """A colour that lets the paper through: 0 is nothing of it, 1 all.

    Args:
        colour: as "#rrggbb".
        share: how much of it is seen.
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {share:g})"


@cache
def _template() -> Template:
    import plotly.graph_objects as go

    axis = {"gridcolor": _LINE, "zerolinecolor": _LINE, "automargin": True, "ticks": ""}
    return go.layout.Template(
        layout={
            "font": {"family": _FONT, "size": 13, "color": _INK},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "colorway": [BLUE, RED, GREEN, PURPLE, GREY],
            "margin": _MARGIN_PX,
            "hovermode": "closest",
            "xaxis": {**axis, "showgrid": False},
            "yaxis": axis,
            "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
        }
    )
