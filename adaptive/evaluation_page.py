"""An evaluation as one page with pictures that needs nothing else and loads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from adaptive import evaluation_report as report
from adaptive import figures
from adaptive.evaluation_report import Evaluation, Seen
from adaptive.exports.document import document
from models.evaluation import Scored, baselines, intervals, scores

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from models.evaluation import Scores

    _Line = tuple[str, int, list[tuple[str, str]]]

__all__ = ["page"]

_TOLD = 60
"""So many misses are told one by one."""

_COLUMNS = ("accuracy", "coverage", "key_recall", "false_key_rate", "calibration_error")

_EVIDENCE = {
    "best_10_min": "best 10 min, of {measure}",
    "best_10_min_heart_rate": "heart rate there, of threshold",
    "intensity_factor": "normalized, of {measure}",
    "hard_min": "minutes above 0.95 of {measure}",
    "heart_rate_hard_min": "minutes above 0.95 of threshold heart rate",
    "intervals": "intervals found",
}


def page(evaluation: Evaluation) -> str:
    """The page, as HTML."""
    rows = evaluation.rows
    found = scores(rows) if rows else None
    ranges = intervals(rows) if rows else None
    return document(
        "evaluation.html",
        headline=report.headline(evaluation),
        summary=list(_summary(found, ranges.bounds)) if found and ranges else [],
        remarks=list(report.remarks(evaluation, ranges.over)) if ranges else [],
        charts=list(_charts(evaluation, found)) if found else [],
        columns=[report.MEASURE_WORDS[name] for name in _COLUMNS],
        groups=list(_groups(evaluation)) if rows else [],
        n_misses=len(evaluation.misses),
        misses=[_Miss(*one) for one in evaluation.misses[:_TOLD]],
        unread=evaluation.unread,
    )


def _charts(evaluation: Evaluation, found: Scores) -> Iterator[Figure]:
    yield figures.confusion(evaluation.rows)
    if isfinite(found.brier):
        yield figures.reliability(evaluation.rows)
        yield figures.risk_coverage(evaluation.rows)


def _summary(
    found: Scores, bounds: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[str, str, str]]:
    for name, words in report.MEASURE_WORDS.items():
        value = getattr(found, name)
        if isfinite(value):
            told = report.measure_words(name, value)
            yield words, told, report.range_words(name, *bounds[name])


def _groups(evaluation: Evaluation) -> Iterator[tuple[str, list[_Line]]]:
    """The tables, each with its heading."""
    rows = evaluation.rows
    beside = {"this": rows, **baselines(rows)}
    yield "By what there was to go by", _table(evaluation.by_tier(), report.TIER_WORDS)
    yield "Beside simpler ways", _table(beside, report.BASELINE_WORDS, ranges=False)
    yield "New athletes", _table(evaluation.by_time(), {})
    if cases := evaluation.by_case():
        yield "By what was simulated", _table(cases, {}, ranges=False)


def _table(
    groups: Mapping[str, Sequence[Scored]], words: Mapping[str, str], *, ranges: bool = True
) -> list[_Line]:
    lines: list[_Line] = []
    for group, rows in groups.items():
        found, bounds = scores(rows), intervals(rows).bounds if ranges else {}
        name = f"{group}: {words[group]}" if group in report.TIER_WORDS else words.get(group, group)
        cells = [
            (
                report.measure_words(measure, getattr(found, measure)),
                report.range_words(measure, *bounds[measure]) if measure in bounds else "",
            )
            for measure in _COLUMNS
        ]
        lines.append((name, found.n, cells))
    return lines


@dataclass(frozen=True, slots=True)
class _Miss:
    """A session that got another class than it should have, with its stream."""

    row: Scored
    seen: Seen | None

    @property
    def verdict(self) -> str:
        """What it was and what it was called."""
        return report.verdict_words(self.row)

    @property
    def figure(self) -> Figure | None:
        """Its stream, as far as there is one."""
        return figures.missed(self.seen) if self.seen else None

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """What the rules weigh."""
        return [
            (_EVIDENCE[name].format(measure=self.seen.measure), f"{value:.3g}")
            for name, value in (self.seen.numbers.items() if self.seen else ())
            if self.seen and isfinite(value)
        ]
