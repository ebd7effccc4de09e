"""The best of a session: highest mean over each duration, shortest time over each distance.

Values come once a second on the timer clock. NaN is missing: a window counts as long as
at most one reading in twenty is missing from it, and its mean is that of the others. No window
reaches over the end of a stretch (a pause longer than a minute).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = [
    "best_over_distance",
    "best_windows",
    "mean_maximal",
    "mean_maximal_start",
    "rolling_mean",
]

_MOST_MISSING = 0.05


def mean_maximal(
    values: FloatArray,
    durations_s: Sequence[int] | npt.NDArray[np.int_],
    stretch: npt.NDArray[np.int32] | None = None,
) -> FloatArray:
    """The highest mean over each duration, exact.

    Args:
        values: (n,) one value a second, NaN where missing.
        durations_s: (k,) whole seconds, at least 1.
        stretch: (n,) numbers of the stretches that no window may leave; None = one stretch.

    Returns:
        (k,) best means; NaN where no window of that length exists.
    """
    return best_windows(values, durations_s, stretch)[0]


def best_windows(
    values: FloatArray,
    durations_s: Sequence[int] | npt.NDArray[np.int_],
    stretch: npt.NDArray[np.int32] | None = None,
) -> tuple[FloatArray, list[int | None]]:
    """`mean_maximal`, and the row at which the first best window of each duration starts.

    Returns:
        (k,) best means and k rows; NaN and None where no window of that length exists.
    """
    best = np.full(len(durations_s), np.nan)
    start: list[int | None] = [None] * len(best)
    offset = 0
    for part in _parts(values, stretch):
        sums = _Sums(part)
        for i, width in enumerate(durations_s):
            if width <= len(part):
                means = sums.means(width)
                row = int(means.argmax())
                if np.isfinite(means[row]) and not means[row] <= best[i]:
                    best[i], start[i] = means[row], offset + row
        offset += len(part)
    return best, start


def mean_maximal_start(
    values: FloatArray, duration_s: int, stretch: npt.NDArray[np.int32] | None = None
) -> int | None:
    """The row at which the best window of one duration starts; None if there is none."""
    return best_windows(values, (duration_s,), stretch)[1][0]


def rolling_mean(
    values: FloatArray, width_s: int, stretch: npt.NDArray[np.int32] | None = None
) -> FloatArray:
    """Trailing mean over full windows; (n,), NaN where no full window ends."""
    means = []
    for part in _parts(values, stretch):
        head = min(width_s - 1, len(part))
        means.append(np.full(head, np.nan))
        if width_s <= len(part):
            tail = _Sums(part).means(width_s)
            means.append(np.where(np.isfinite(tail), tail, np.nan))
    return np.concatenate(means) if means else np.empty(0)


class _Sums:
    """Running sums of one stretch, from which the mean of any window is a difference."""

    def __init__(self, values: FloatArray) -> None:
        known = np.isfinite(values)
        self._count = None if known.all() else _running(known)
        self._sum = _running(values if self._count is None else np.where(known, values, 0.0))

    def means(self, width: int) -> FloatArray:
        """(n - width + 1,) means of the windows; -inf where too much is missing."""
        total = self._sum[width:] - self._sum[:-width]
        if self._count is None:
            return total / width
        count = self._count[width:] - self._count[:-width]
        enough = count >= max(1.0, (1 - _MOST_MISSING) * width)
        return np.where(enough, total / np.maximum(count, 1.0), -np.inf)


def _running(values: FloatArray | npt.NDArray[np.bool_]) -> FloatArray:
    """(n + 1,) the sum of what stands before each row, and of all."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


def best_over_distance(
    distance_m: FloatArray,
    distances_m: Sequence[float] | FloatArray,
    stretch: npt.NDArray[np.int32] | None = None,
) -> FloatArray:
    """The shortest time over each distance, exact for straight lines between the seconds.

    Args:
        distance_m: (n,) distance so far, one value a second, never falling, NaN unknown.
        distances_m: (k,) metres, above 0.
        stretch: (n,) numbers of the stretches that no effort may leave; None = one stretch.

    Returns:
        (k,) seconds; NaN where the distance was never covered.
    """
    best = np.full(len(distances_m), np.inf)
    for part in _parts(distance_m, stretch):
        t = np.flatnonzero(np.isfinite(part)).astype(np.float64)
        if len(t) < 2:
            continue
        d = part[np.isfinite(part)]
        for i, length in enumerate(distances_m):
            # The shortest time starts or ends on a reading; running the track backwards
            # turns ends into starts.
            best[i] = min(best[i], _shortest(t, d, length), _shortest(-t[::-1], -d[::-1], length))
    return np.where(np.isfinite(best), best, np.nan)


def _shortest(t: FloatArray, d: FloatArray, length: float) -> float:
    """The shortest time to cover `length`, starting on a reading."""
    starts = int(np.searchsorted(d, d[-1] - length, side="right"))
    if starts == 0:
        return np.inf
    # A nanometre early: on reaching the place where the athlete then stands, not on leaving it.
    reached = np.interp(d[:starts] + (length - 1e-9), d, t)
    return float((reached - t[:starts]).min())


def _parts(values: FloatArray, stretch: npt.NDArray[np.int32] | None) -> Iterator[FloatArray]:
    if stretch is None or not len(stretch) or stretch[0] == stretch[-1]:
        yield values
    else:
        yield from np.split(values, np.flatnonzero(np.diff(stretch)) + 1)
