"""Numbers as bars of signs, on any terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["bars", "on_log_time"]

# From nothing to full; the second for terminals that know no block elements.
_BLOCKS, _ASCII = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588", " .:-=+*%#"


def bars(
    values: Sequence[float], console: Console, *, rows: int = 1, low: float = 0.0
) -> list[str]:
    """One column a value, the highest as high as the rows, `low` as nothing; NaN is "?".

    Args:
        values: (n,) what to draw.
        console: where it goes; decides about the signs.
        rows: how many lines high.
        low: the value without a bar; anything above has at least a trace of one.

    Returns:
        The lines, the top first.
    """
    signs = _ASCII if console.options.ascii_only else _BLOCKS
    full = len(signs) - 1
    span = max((v for v in values if math.isfinite(v)), default=low) - low
    lines = []
    for row in reversed(range(rows)):
        line = ""
        for value in values:
            if not math.isfinite(value):
                line += " " if row else "?"
                continue
            height = math.ceil((value - low) / span * rows * full - 1e-9) if span > 0 else 0
            line += signs[min(max(height - row * full, 0), full)]
        lines.append(line.rstrip())
    return lines


def on_log_time(
    durations_s: Sequence[int], best: Sequence[float], marks: Sequence[tuple[int, str]], width: int
) -> tuple[list[float], str]:
    """A curve at evenly spaced places of logarithmic time, and the line of its marks.

    Args:
        durations_s: (k,) rising.
        best: (k,) the curve at these.
        marks: (seconds, words) to be named below it; those that would overlap are left out.
        width: how many places, from the first to the last mark that the curve reaches.
    """
    import numpy as np

    reached = [(seconds, words) for seconds, words in marks if seconds <= durations_s[-1]]
    first, last = math.log(reached[0][0]), math.log(max(reached[-1][0], reached[0][0] + 1))
    places = np.linspace(first, last, width)
    values: list[float] = np.interp(places, np.log(durations_s), best).tolist()
    line = ""
    for seconds, words in reached:
        at = round((math.log(seconds) - first) / (last - first) * (width - 1))
        at = min(at, width - len(words))
        if at > len(line) or not line:
            line = line.ljust(at) + words
    return values, line
