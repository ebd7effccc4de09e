"""The best of a session: highest mean over each duration, shortest time over each distance.

Values come once a second on the timer clock. NaN is missing: a window counts as long as
at most one reading in twenty is missing from it, and its mean is that of the others. No window
reaches over the end of a stretch (a pause longer than a minute).

The means of all windows of one width are one difference of running sums, and every one of them
is looked at. GoldenCheetah (`RideFileCache.cpp`, an idea of Mark Rages) passes over blocks whose
sum bounds the windows within. That was tried here and left out: to subtract takes a millisecond
for 200 widths and six hours, to decide where not to takes as long or longer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = [
    "DURATIONS_S",
    "best_over_distance",
    "best_windows",
    "mean_maximal",
    "mean_maximal_curve",
    "mean_maximal_start",
    "rolling_mean",
    "season_best",
]

_ROUNDING_M = 1e-9
_MOST_MISSING = 20  # one reading in so many

# Durations that people ask for or that thresholds are read from.
_ASKED_FOR_S = (
    *(1, 5, 10, 15, 30, 60),
    *(120, 150, 180, 240, 300, 360, 420, 480, 600, 720, 900, 1080, 1200, 1500, 1800, 2400, 3600),
    *(5400, 7200, 10800, 14400, 18000, 21600, 28800, 36000, 43200, 86400, 172800),
)
_RATIO = 1.046  # about 200 durations up to six hours


def _durations_s() -> tuple[int, ...]:
    steps = np.arange(int(np.log(_ASKED_FOR_S[-1]) / np.log(_RATIO)) + 1)
    return tuple(np.union1d(_ASKED_FOR_S, np.rint(_RATIO**steps).astype(int)).tolist())


DURATIONS_S = _durations_s()
"""The durations of every mean-maximal curve: each second up to 25, then steps of 4.6 % up to
48 h, and between them those that people ask for. They are the same for every session, so that
the best of a season is a plain maximum."""


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


def mean_maximal_curve(
    values: FloatArray, stretch: npt.NDArray[np.int32] | None = None
) -> FloatArray:
    """The highest mean over each of `DURATIONS_S`, exact.

    The session's own length is seldom one of them: its mean belongs to the session, not here.

    Args:
        values: (n,) one value a second, NaN where missing.
        stretch: (n,) numbers of the stretches that no window may leave; None = one stretch.

    Returns:
        (k,) best means over the first k of `DURATIONS_S`, up to the longest that has a window;
        NaN at a shorter one that has none. Empty where nothing was recorded. The curve may rise
        a little: of 10, 0, 10 the best two average 5, all three 6.7.
    """
    best = mean_maximal(values, DURATIONS_S, stretch)
    return best[: np.flatnonzero(np.isfinite(best)).max(initial=-1) + 1]


def season_best(curves: Sequence[FloatArray]) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """The best of several curves at each of `DURATIONS_S`, as far as the longest reaches.

    Args:
        curves: of `mean_maximal_curve`, each as long as its session allowed.

    Returns:
        (k,) best means and (k,) the curve that each comes from, the first of equals;
        NaN and -1 where no curve has a value.
    """
    # A row more than there are curves, so that even none have a maximum.
    table = np.full((len(curves) + 1, max(map(len, curves), default=0)), -np.inf)
    for row, curve in zip(table, curves, strict=False):
        row[: len(curve)] = np.where(np.isfinite(curve), curve, -np.inf)
    best, which = table.max(axis=0), table.argmax(axis=0)
    none = np.isneginf(best)
    return np.where(none, np.nan, best), np.where(none, -1, which)


def best_windows(
    values: FloatArray,
    durations_s: Sequence[int] | npt.NDArray[np.int_],
    stretch: npt.NDArray[np.int32] | None = None,
) -> tuple[FloatArray, list[int | None]]:
    """`mean_maximal`, and the row at which the first best window of each duration starts.

    Returns:
        (k,) best means and k rows; NaN and None where no window of that length exists.
    """
    windows = _Windows(values, stretch)
    found = [windows.best(int(width)) for width in durations_s]
    return np.array([mean for mean, _ in found]), [start for _, start in found]


def mean_maximal_start(
    values: FloatArray, duration_s: int, stretch: npt.NDArray[np.int32] | None = None
) -> int | None:
    """The row at which the best window of one duration starts; None if there is none."""
    return best_windows(values, (duration_s,), stretch)[1][0]


def rolling_mean(
    values: FloatArray, width_s: int, stretch: npt.NDArray[np.int32] | None = None
) -> FloatArray:
    """Trailing mean over full windows; (n,), NaN where no full window ends."""
    rolled = np.full(len(values), np.nan)
    if width_s <= len(values):
        means = _Windows(values, stretch).means(width_s)
        rolled[width_s - 1 :] = np.where(np.isneginf(means), np.nan, means)
    return rolled


class _Windows:
    """Running sums of a session, from which the mean of any window is a difference.

    Where readings are missing or there are several stretches, readings are counted as they are
    summed. From one stretch to the next the count drops by more than there are readings, so
    that a window that reaches over has too few of them.
    """

    def __init__(self, values: FloatArray, stretch: npt.NDArray[np.int32] | None) -> None:
        n = len(values)
        known = np.isfinite(values)
        parts = _lengths(n, stretch)
        self._longest = int(parts.max())
        self._missing = n - int(np.count_nonzero(known))
        self._complete = self._missing == 0 and len(parts) == 1
        sums = np.zeros((1 if self._complete else 2, n + 1))
        np.cumsum(values if self._complete else np.where(known, values, 0.0), out=sums[0, 1:])
        if not self._complete:
            np.cumsum(known, out=sums[1, 1:])
        self._before: FloatArray = sums[:, :-1]
        self._after: FloatArray = sums[:, 1:]
        if len(parts) > 1:
            drop = np.repeat(np.arange(len(parts)) * (n + 1.0), parts)
            self._before, self._after = self._before.copy(), self._after.copy()
            self._before[1] -= drop
            self._after[1] -= drop
            self._missing = n  # for all that a window knows
        self._room: FloatArray = np.empty_like(self._before)

    def _differences(self, width: int) -> FloatArray:
        """(1 or 2, n - width + 1) totals and counts of the windows, good until the next call."""
        found = self._room[:, : self._room.shape[1] - width + 1]
        np.subtract(self._after[:, width - 1 :], self._before[:, : found.shape[1]], out=found)
        return found

    def means(self, width: int) -> FloatArray:
        """(n - width + 1,) means, good until the next call; -inf where too much is missing."""
        found = self._differences(width)
        total: FloatArray = found[0]
        if self._complete:
            total /= width
            return total
        with np.errstate(invalid="ignore"):  # nothing by nothing is not enough either
            total /= found[1]
        most = width // _MOST_MISSING
        if self._missing > most:
            total[found[1] < width - most] = -np.inf
        return total

    def best(self, width: int) -> tuple[float, int | None]:
        """The highest of the means, and the first row at which such a window starts."""
        if width > self._longest:
            return np.nan, None
        if self._complete:  # all windows count as much: only the best need be divided
            total = self._differences(width)[0]
            row = int(total.argmax())
            return float(total[row]) / width, row
        means = self.means(width)
        row = int(means.argmax())
        mean = float(means[row])
        return (mean, row) if mean > -np.inf else (np.nan, None)


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
    # A little early: on reaching the place where the athlete then stands, not on leaving it; and
    # a set of 400 m in a pool is 400 m, whatever its lengths add up to in binary.
    length -= _ROUNDING_M
    starts = int(np.searchsorted(d, d[-1] - length, side="right"))
    if starts == 0:
        return np.inf
    reached = np.interp(d[:starts] + length, d, t)
    return float((reached - t[:starts]).min())


def _lengths(n: int, stretch: npt.NDArray[np.int32] | None) -> npt.NDArray[np.intp]:
    """Lengths of the stretches, in their order."""
    changes = np.flatnonzero(np.diff(stretch)) + 1 if stretch is not None else ()
    lengths: npt.NDArray[np.intp] = np.diff(changes, prepend=0, append=n).astype(np.intp)
    return lengths


def _parts(values: FloatArray, stretch: npt.NDArray[np.int32] | None) -> list[FloatArray]:
    """The values of each stretch."""
    return np.split(values, np.cumsum(_lengths(len(values), stretch))[:-1])
