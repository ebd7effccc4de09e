"""How a run starts off the bike, against the athlete's own starts with fresh legs.

Every run has a start-up, so what matters is by how much more the first kilometre of a brick run
differs from its later minutes than that of a run on its own. To be expected are steps shorter by 0
to 8 %, mostly gone after four or five minutes; the pattern of moving itself does not change
(Olcina 2019, Jensen 2007, Weich 2022). One brick tells little: with the usual scatter, six before
and six after show a change of 2 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.form.bins import FormBins
from models.form.lines import Line

__all__ = ["MIN_FRESH", "OffTheBike", "StartUp", "brick_signature", "last_cadence_rpm", "start_up"]

MIN_FRESH = 5
"""Runs on their own that tell how the athlete usually starts."""

LEAST_MINUTES = 12
SHOWN_MINUTES = 20
"""The part of a run that is looked at."""

_EARLY_MIN, _EARLY_M = (1, 6), 1000.0
_LATE_MIN = (8, SHOWN_MINUTES)
_LEAST_EARLY, _LEAST_LATE = 2, 4
_SETTLED_MIN, _SETTLED_SD = 3, 2.0
"""Settled is what stays so near its later level for so many minutes: as near as its later minutes
do. Within one SD a fresh run would settle after ten minutes, while in studies it takes 450 m."""
_LAST_MIN = 5
"""The faster riders pedal at last, the faster they step for the next kilometres."""


@dataclass(frozen=True, slots=True)
class StartUp:
    """The first twenty minutes of one run, for one signal, at equal speed and grade.

    `curve` (20,) holds how far each minute lies from the athlete's line, less the later level
    where that is known; NaN where not recorded. `early` is the mean of minute 1 to the end of the
    first kilometre, at most six minutes, and `late` of minutes 8 to 20, of steady ones; both are in
    the signal's score unit. It settled `settled_min` minutes, `settled_m` metres, after the start,
    NaN if it never did. `reason` says why nothing is known: "indoors", "short", "unsteady".
    """

    signal: str
    curve: FloatArray
    early: float = float("nan")
    late: float = float("nan")
    settled_min: float = float("nan")
    settled_m: float = float("nan")
    n_early: int = 0
    n_late: int = 0
    reason: str = ""

    @property
    def shift(self) -> float:
        """What the start has over the later minutes."""
        return self.early - self.late


@dataclass(frozen=True, slots=True)
class OffTheBike:
    """The start of a brick run against the athlete's usual start, for one signal.

    `shift` is what the brick's start-up has over the median of `n_fresh` runs on their own, and
    `uncertainty` the standard error of that, as single runs scatter. `fresh_settled_min` and
    `fresh_settled_m` are the medians of those runs, `fresh_curve` (20,) minute by minute. NaN with
    a `reason`: that of the brick's start-up, or "few runs".
    """

    brick: StartUp
    n_fresh: int
    fresh_curve: FloatArray
    shift: float = float("nan")
    uncertainty: float = float("nan")
    fresh_settled_min: float = float("nan")
    fresh_settled_m: float = float("nan")
    reason: str = ""


def start_up(run: FormBins, line: Line) -> StartUp:
    """How a signal was in the first minutes of a run.

    Args:
        run: its minutes.
        line: the athlete's own, of the signal.
    """
    curve = np.full(SHOWN_MINUTES, np.nan)
    if run.indoor or len(run) < LEAST_MINUTES:
        return StartUp(line.signal.name, curve, reason="indoors" if run.indoor else "short")
    residuals = line.residuals(run)[:SHOWN_MINUTES]
    curve[: len(residuals)] = residuals
    minute = np.arange(len(residuals))
    ran_m = 60 * np.cumsum(np.nan_to_num(run["speed_mps"][:SHOWN_MINUTES]))
    known = run.steady[:SHOWN_MINUTES] & np.isfinite(residuals)
    early = known & _within(minute, _EARLY_MIN) & (ran_m <= _EARLY_M)
    late = known & _within(minute, _LATE_MIN)
    n_early, n_late = int(np.count_nonzero(early)), int(np.count_nonzero(late))
    if n_early < _LEAST_EARLY or n_late < _LEAST_LATE:
        return StartUp(line.signal.name, curve, n_early=n_early, n_late=n_late, reason="unsteady")
    level = float(residuals[late].mean())
    near = np.abs(curve - level) <= _SETTLED_SD * float(residuals[late].std(ddof=1))
    lasting = np.flatnonzero(np.convolve(near, np.ones(_SETTLED_MIN), "valid") == _SETTLED_MIN)
    settled = int(lasting[0]) if len(lasting) else None
    return StartUp(
        line.signal.name,
        curve - level,
        early=float(residuals[early].mean()),
        late=level,
        settled_min=float("nan") if settled is None else float(settled),
        settled_m=float("nan") if settled is None else float(np.pad(ran_m, (1, 0))[settled]),
        n_early=n_early,
        n_late=n_late,
    )


def _within(minute: npt.NDArray[np.intp], between: tuple[int, int]) -> npt.NDArray[np.bool_]:
    return (minute >= between[0]) & (minute < between[1])


def brick_signature(brick: StartUp, fresh: Sequence[StartUp]) -> OffTheBike:
    """A brick run's start-up beside those of runs on their own.

    Args:
        brick: of the run off the bike.
        fresh: of runs on their own, of the same signal and line; those without a shift are passed
            over.
    """
    known = [one for one in fresh if not one.reason]
    curves = np.array([one.curve for one in known]).reshape(-1, SHOWN_MINUTES)
    curve = np.array([_median(column) for column in curves.T])
    reason = brick.reason or ("few runs" if len(known) < MIN_FRESH else "")
    if reason:
        return OffTheBike(brick, len(known), curve, reason=reason)
    shifts = np.array([one.shift for one in known])
    # The brick is one run more of the same scatter; a median of n runs scatters by pi/2 more
    # than their mean.
    scatter = float(shifts.std(ddof=1)) * float(np.sqrt(1 + np.pi / 2 / len(shifts)))
    return OffTheBike(
        brick,
        len(known),
        curve,
        shift=brick.shift - float(np.median(shifts)),
        uncertainty=scatter,
        fresh_settled_min=_median(np.array([one.settled_min for one in known])),
        fresh_settled_m=_median(np.array([one.settled_m for one in known])),
    )


def last_cadence_rpm(ride: FormBins) -> float:
    """The mean cadence of a ride's last five minutes; NaN where it was not recorded."""
    cadence = ride["cadence_rpm"][-_LAST_MIN:].astype(np.float64)
    known = cadence[np.isfinite(cadence)]
    return float(known.mean()) if len(known) else float("nan")


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
