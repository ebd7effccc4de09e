"""Figures, drawn once and shown on pages, in reports, by commands and in notebooks.

Each function takes what `adaptive.Library` or a report gives and returns a Plotly figure, which
says in `layout.meta["says"]` what it shows. What is not known is a gap, never a nought.

Plotly is loaded when a figure is drawn, so that nobody pays for it who draws none.
"""

from adaptive.figures.curves import curve
from adaptive.figures.evaluations import confusion, missed, reliability, risk_coverage
from adaptive.figures.forms import bricks, form, trend
from adaptive.figures.session import session
from adaptive.figures.training import load
from adaptive.figures.ways import knee_lift, phases

__all__ = [
    "bricks",
    "confusion",
    "curve",
    "form",
    "knee_lift",
    "load",
    "missed",
    "phases",
    "reliability",
    "risk_coverage",
    "session",
    "trend",
]
