"""The signals of form as a page and a report show them: in words, with a chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from adaptive.form import saying

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from adaptive.form.report import FormReport

__all__ = ["Shown", "signals"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A signal in words, and its chart.

    `leads` are the ones with a verdict; `reading` is the verdict's word, empty without one.
    """

    label: str
    leads: bool
    reading: str
    now: str
    change: str
    says: str
    n: int
    coverage: float | None
    explanations: tuple[str, ...]
    figure: Figure | None


def signals(found: FormReport, since: date) -> Iterator[Shown]:
    """Every signal that has a score, those with a verdict first.

    Args:
        found: form on a day.
        since: where the charts begin; who has no score since then has no chart.
    """
    from adaptive import figures

    begin = np.datetime64(since, "D")
    known = [one for one in found.signals if len(one.scores)]
    for one in sorted(known, key=lambda one: one.verdict is None):
        told = one.to_json(found.on)
        yield Shown(
            label=one.signal.label[:1].upper() + one.signal.label[1:],
            leads=one.verdict is not None,
            reading=one.verdict.verdict if one.verdict else "",
            now=saying.now(one),
            change=saying.change(one),
            says=saying.signal(one),
            n=told["n"],
            coverage=told["coverage"],
            explanations=tuple(told["explanations"]),
            figure=figures.trend(one, found, since) if (one.scores.days >= begin).any() else None,
        )
