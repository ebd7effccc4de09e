"""Write metrics.md from the catalogue of metrics: python docs/make_metrics.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from make_reference import table

from models.catalogue import CATALOGUE, GRADES, LEFT_OUT, SOURCES, UNITS, LeftOut, Metric

METRICS = Path(__file__).resolve().parent / "metrics.md"

HEAD = """# Metrics

Every number that kneedrive computes or shows: what it says, where it misleads, how well it is
founded and where it is computed. Made from the code by `docs/make_metrics.py`; a test compares
them.

Under each name stand the names by which answers hold it, its unit and the sports it is for.
A method of load names its value in `others`, and is named by `load_method`. The letter says how
well a metric is founded:

"""


def draw() -> str:
    """The whole page."""
    parts = [
        HEAD + "".join(f"- **{grade}** {words}\n" for grade, words in GRADES.items()),
        "Units: " + ", ".join(f"{unit} {words}" for unit, words in UNITS.items()) + ".\n",
    ]
    for group, metrics in CATALOGUE.items():
        parts += [
            f"## {group}\n",
            table(("metric", "says", "mind", "founded on"), map(_row, metrics)),
        ]
    parts.append("## What we leave out, and why\n")
    parts.append("".join(map(_left_out, LEFT_OUT)))
    parts.append("## Sources\n")
    parts.append("".join(f"- **{short}**: {full}\n" for short, full in SOURCES.items()))
    return "\n".join(parts)


def _row(metric: Metric) -> tuple[str, ...]:
    keys = ", ".join(f"`{key}`" for key in metric.keys)
    unit = f"{metric.unit or 'words'}; {metric.sports}"
    grade = f"**{metric.grade}** {', '.join(metric.sources)}".rstrip()
    return (
        "<br>".join(filter(None, (f"**{metric.name}**", keys, unit))),
        metric.says,
        metric.mind,
        f"{grade}<br>{_code(metric.function)}",
    )


def _left_out(one: LeftOut) -> str:
    sources = f" ({', '.join(one.sources)})" if one.sources else ""
    computed = f" ({', '.join(map(_code, one.functions))})" if one.functions else ""
    return f"- **{one.name}**{sources}: {one.why}{computed}\n"


def _code(function: Callable[..., object]) -> str:
    return f"`{function.__module__}.{function.__qualname__}`"


if __name__ == "__main__":
    METRICS.write_text(draw(), encoding="utf-8")
    print(f"wrote {METRICS}")
