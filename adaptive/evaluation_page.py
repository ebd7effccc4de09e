"""An evaluation as one page with pictures that needs nothing else and loads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from math import isfinite

from adaptive import evaluation_report as report
from adaptive import figures
from adaptive.evaluation_report import Evaluation, Judged
from models.evaluation import Scored, baselines, intervals, scores

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

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums;
  display: block; max-width: 100%; overflow-x: auto }
th, td { padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #ddd; text-align: right }
th[scope=row] { text-align: left; font-weight: normal; min-width: 8rem }
small { color: #666; white-space: nowrap }
figure { display: inline-table; margin: 0 .5rem 1rem 0; max-width: 100% }
figcaption { display: table-caption; caption-side: bottom; font-size: .85rem; color: #444 }
svg { max-width: 100%; height: auto }
article { border-top: 1px solid #ccc; margin-top: 1.5rem }
h3 { overflow-wrap: anywhere }
"""


def page(evaluation: Evaluation) -> str:
    """The page, as HTML. It needs matplotlib."""
    title = escape(report.headline(evaluation))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        # Even what a name might smuggle in could load nothing.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>How well sessions are classed</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>How well sessions are classed</h1>\n<p>{title}.</p>\n"
        + "\n".join(_parts(evaluation))
        + "\n</body>\n</html>\n"
    )


def _parts(evaluation: Evaluation) -> Iterator[str]:
    rows = evaluation.rows
    if rows:
        yield from _summary(evaluation)
        yield "<h2>By what there was to go by</h2>"
        yield _table(evaluation.by_tier(), report.TIER_WORDS, ranges=True)
        yield "<h2>Beside simpler ways</h2>"
        yield _table({"this": rows, **baselines(rows)}, report.BASELINE_WORDS, ranges=False)
        yield "<h2>New athletes</h2>"
        yield _table(evaluation.by_time(), {}, ranges=True)
        if cases := evaluation.by_case():
            yield "<h2>By what was simulated</h2>"
            yield _table(cases, {}, ranges=False)
        yield from _misses(evaluation.misses)
    if evaluation.unread:
        yield "<h2>Not read</h2><ul>"
        for file, reason in evaluation.unread:
            yield f"<li>{escape(file)}: {escape(reason)}</li>"
        yield "</ul>"


def _summary(evaluation: Evaluation) -> Iterator[str]:
    found, ranges = scores(evaluation.rows), intervals(evaluation.rows)
    lines = [
        (
            escape(words),
            report.measure_words(name, getattr(found, name)),
            f"<small>({report.range_words(name, *ranges.bounds[name])})</small>",
        )
        for name, words in report.MEASURE_WORDS.items()
        if isfinite(getattr(found, name))
    ]
    yield _lines(lines)
    for remark in report.remarks(evaluation, ranges.over):
        yield f"<p>{escape(remark)}</p>"
    rows = evaluation.rows
    yield _figure(figures.svg(figures.confusion(rows)), "What sessions were, and were called.")
    if isfinite(found.brier):
        yield _figure(
            figures.svg(figures.reliability(rows)),
            "Points on the line: the probability of key can be taken at its word.",
        )
        yield _figure(
            figures.svg(figures.risk_coverage(rows)),
            "Errors among the surest sessions; the cross: those that are not called unsure.",
        )


def _table(
    groups: Mapping[str, Sequence[Scored]], words: Mapping[str, str], *, ranges: bool
) -> str:
    heads = ("", "sessions", *(report.MEASURE_WORDS[name] for name in _COLUMNS))
    lines = []
    for group, rows in groups.items():
        found, bounds = scores(rows), intervals(rows).bounds if ranges else {}
        name = f"{group}: {words[group]}" if group in report.TIER_WORDS else words.get(group, group)
        cells = [escape(name), str(found.n)]
        for measure in _COLUMNS:
            cell = report.measure_words(measure, getattr(found, measure))
            if measure in bounds:
                cell += f" <small>({report.range_words(measure, *bounds[measure])})</small>"
            cells.append(cell)
        lines.append(cells)
    return _lines(lines, heads)


def _misses(misses: Sequence[Judged]) -> Iterator[str]:
    yield f"<h2>Classed otherwise ({len(misses)})</h2>"
    yield "<p>Sessions that got another class than they should have, and their streams.</p>"
    for row, seen in misses[:_TOLD]:
        yield f"<article><h3>{escape(row.session)}</h3>"
        yield f"<p>It was {escape(report.verdict_words(row))}.</p><ul>"
        yield from (f"<li>{escape(reason)}</li>" for reason in row.reasons)
        yield "</ul>"
        if seen:
            told = [
                (escape(_EVIDENCE[name].format(measure=seen.measure)), f"{value:.3g}")
                for name, value in seen.numbers.items()
                if isfinite(value)
            ]
            caption = "Shaded: intervals found." if seen.intervals else "No intervals were found."
            yield _figure(figures.svg(figures.session(seen)), caption)
            yield _lines(told)
        yield "</article>"
    if len(misses) > _TOLD:
        yield f"<p>And {len(misses) - _TOLD} more; kneedrive evaluate --json lists all.</p>"


def _lines(lines: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """A table of cells that are HTML already; the first of each line names it."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    top = top and f"<tr>{top}</tr>\n"
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in lines
    )
    return f"<table>\n{top}{body}\n</table>"


def _figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"
