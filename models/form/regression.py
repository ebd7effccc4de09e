"""Slopes of one athlete's sessions: what a signal does as speed, power or grade do.

Sessions have many minutes that resemble each other, and levels of their own. So slopes are learned
from the minutes within each session and from the sessions of a segment beside each other, drawn
towards nought by how far they may be expected to lie from it (ridge). All of it rests on a few
sums for each session, so that a history can be looked at as of any day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray

__all__ = ["Slopes", "Sums", "ridge"]

_RESEMBLANCE = 8.0
"""Minutes of one run resemble each other (neighbours by 0.4 to 0.9): eight count as one. Then the
standard errors are those that drawing runs anew (bootstrap) gives on real histories."""


class Sums(NamedTuple):
    """What slopes are learned from, a row for each of k sessions.

    `minutes` (k,) count; `y` (k,) and `x` (k, p) are their means of the signal and of the p
    terms, `xx` (k, p, p) and `xy` (k, p) the sums of products of what minutes have over the means
    of their session. `segments` (k,) number the segments.
    """

    segments: npt.NDArray[np.intp]
    minutes: npt.NDArray[np.intp]
    y: FloatArray
    x: FloatArray
    xx: FloatArray
    xy: FloatArray

    @classmethod
    def of(cls, segments: Sequence[str], y: Sequence[FloatArray], x: Sequence[FloatArray]) -> Self:
        """The sums of k sessions, at least one, by the minutes of each.

        Args:
            segments: the key of each session's segment.
            y: of each session the signal, (n,) none of them NaN.
            x: of each the terms, (n, p); NaN where unknown. A session that knows nothing of a term
                has an unknown mean of it.
        """
        minutes = np.array([len(one) for one in y], np.intp)
        starts = np.cumsum(minutes) - minutes
        values, about = np.concatenate(y), np.concatenate(x)
        known = np.isfinite(about)
        with np.errstate(invalid="ignore"):
            mean_x = np.add.reduceat(np.where(known, about, 0.0), starts)
            mean_x /= np.add.reduceat(known, starts, dtype=np.float64)
        mean_y = np.add.reduceat(values, starts) / minutes
        dx = np.nan_to_num(about - np.repeat(mean_x, minutes, axis=0))
        dy = values - np.repeat(mean_y, minutes)
        numbers = {key: number for number, key in enumerate(dict.fromkeys(segments))}
        return cls(
            segments=np.array([numbers[key] for key in segments], np.intp),
            minutes=minutes,
            y=mean_y,
            x=mean_x,
            xx=np.add.reduceat(dx[:, :, None] * dx[:, None, :], starts),
            xy=np.add.reduceat(dx * dy[:, None], starts),
        )

    def first(self, count: int) -> Sums:
        """Those of the first sessions, at least one; unknown terms are as usual among these."""
        x = self.x[:count]
        unknown = np.isnan(x)
        usual = np.nansum(x, axis=0) / np.maximum(np.count_nonzero(~unknown, axis=0), 1)
        return Sums(
            self.segments[:count],
            self.minutes[:count],
            self.y[:count],
            np.where(unknown, usual, x),
            self.xx[:count],
            self.xy[:count],
        )


class Slopes(NamedTuple):
    """Slopes (p,), their covariance (p, p), and what is left of sessions within segments (k,).

    The covariance is in units of the variance between sessions.
    """

    values: FloatArray
    covariance: FloatArray
    left: FloatArray


def ridge(sums: Sums, expected: FloatArray) -> Slopes:
    """Slopes by the minutes within sessions and the sessions within segments.

    A session scatters about the line as a minute about its session: so much was measured, and so
    the slopes depend on no estimate of the scatter.

    Args:
        sums: of at least one session, no term unknown.
        expected: (p,) how far each slope may be expected to lie from nought, in standard
            deviations between sessions.
    """
    weight = 1 / (1 + _RESEMBLANCE / sums.minutes)
    total = np.bincount(sums.segments, weight)
    total = np.where(total > 0, total, 1.0)  # a segment that comes later has no session yet

    def within(column: FloatArray) -> FloatArray:
        mean = np.bincount(sums.segments, weight * column) / total
        return column - mean[sums.segments]

    dx, dy = np.column_stack([within(column) for column in sums.x.T]), within(sums.y)
    information = (
        sums.xx.sum(axis=0) / _RESEMBLANCE + (weight * dx.T) @ dx + np.diag(1 / expected**2)
    )
    covariance = np.linalg.inv(information)
    values = covariance @ (sums.xy.sum(axis=0) / _RESEMBLANCE + (weight * dx.T) @ dy)
    return Slopes(values, covariance, dy - dx @ values)
