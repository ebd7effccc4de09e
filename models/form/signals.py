"""The signals of form: what each is, how much it varies, and what of it may be called better.

The one table of them. A score is what remains of a session's readings once speed, grade and so
on have been taken out. It is kept in the signal's own unit, or in percent of the athlete's own
level where spreads are known as shares (`relative`).

Spreads of running cadence, step length, ground contact, oscillation and ratio were measured on
five runners' histories with their slow drift taken out. The others are guesses that an athlete's
own sessions replace.

No study ties any of them to how well a hip flexor works. Directions are expectations, and for
what a rider's pedals tell there is none: a rounder stroke is not a better one (Edwards 2009, and
Kaplan's eight weeks of pedalling technique that changed nothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SIGNALS", "Direction", "Signal", "pooled_sd", "worthwhile"]

Direction = Literal[-1, 0, 1]

_PRIOR_SESSIONS = 12
"""As many sessions as the prior spread counts for, and from which on an athlete's own is taken."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of form.

    `unit` is that of its level, `score_unit` of its scores, spreads and changes: the same, or
    "%" of the level. `typical` bounds what most people show. `prior_sd` is the spread between
    sessions of one athlete, `typical_error` what measuring alone adds (NaN: not known).
    `better` is the direction that better hip-flexor function is expected to take, `worse` the
    one that is read as a sign of the opposite; 0 where there is none. `needs_sensor`: from the
    wrist alone it only repeats speed and cadence. `column` is the one of the minutes' columns it
    is read from, "" where it is worked out of several.
    """

    name: str
    label: str
    family: Literal["run", "ride"]
    unit: str
    typical: tuple[float, float]
    prior_sd: float
    prior_worthwhile: float
    better: Direction = 0
    worse: Direction = 0
    relative: bool = False
    needs_sensor: bool = False
    typical_error: float = float("nan")
    column: str = ""
    note: str = ""

    @property
    def score_unit(self) -> str:
        """The unit of scores, spreads and changes."""
        return "%" if self.relative else self.unit


_RUN = (
    Signal(
        "cadence",
        "cadence",
        "run",
        "spm",
        (150, 190),
        prior_sd=2.2,
        prior_worthwhile=1.1,
        worse=-1,
        typical_error=1.2,
        column="cadence_spm",
        note="a fall is a slower swing of the leg, a rise shorter steps: tightness, not progress",
    ),
    Signal(
        "step_length",
        "step length",
        "run",
        "m",
        (0.9, 1.4),
        prior_sd=1.4,
        prior_worthwhile=0.7,
        relative=True,
        column="step_length_m",
        note="cadence seen from its other side: watches work it out from speed and cadence",
    ),
    Signal(
        "ground_contact",
        "ground contact",
        "run",
        "ms",
        (200, 300),
        prior_sd=2.4,
        prior_worthwhile=1.2,
        better=-1,
        worse=1,
        relative=True,
        needs_sensor=True,
        column="ground_contact_ms",
        note="repeats well and is not accurate; from the wrist it follows speed and cadence",
    ),
    Signal(
        "vertical_oscillation",
        "vertical oscillation",
        "run",
        "mm",
        (60, 100),
        prior_sd=4.0,
        prior_worthwhile=2.0,
        relative=True,
        needs_sensor=True,
        column="vertical_oscillation_mm",
        note="its level is the device's own",
    ),
    Signal(
        "vertical_ratio",
        "vertical ratio",
        "run",
        "%",
        (6, 10),
        prior_sd=3.1,
        prior_worthwhile=1.6,
        better=-1,
        worse=1,
        relative=True,
        needs_sensor=True,
        column="vertical_ratio_pct",
        note="oscillation over step length",
    ),
    Signal(
        "contact_balance",
        "contact balance, left",
        "run",
        "pp",
        (49, 51),
        prior_sd=0.5,
        prior_worthwhile=0.4,
        needs_sensor=True,
        column="contact_balance_left_pct",
        note="nearer to 50 would be better; told by a strap or pod alone",
    ),
    Signal(
        "leg_stiffness",
        "leg stiffness",
        "run",
        "kN/m",
        (7, 12),
        prior_sd=4.0,
        prior_worthwhile=2.0,
        better=1,
        worse=-1,
        relative=True,
        needs_sensor=True,
        column="leg_stiffness_kn_m",
        note="on the flat alone: worked out from contact times, it is not valid on slopes",
    ),
    Signal(
        "form_power",
        "form power",
        "run",
        "W",
        (50, 110),
        prior_sd=4.0,
        prior_worthwhile=2.0,
        relative=True,
        needs_sensor=True,
        column="form_power_w",
        note="a pod's estimate of what bobbing up and down costs",
    ),
    Signal(
        "late_decay",
        "late-run change of step length",
        "run",
        "%",
        (-1, 2),
        prior_sd=1.5,
        prior_worthwhile=0.75,
        better=1,
        worse=-1,
        note="the last fifth of a run of an hour or more against its fresh part",
    ),
    Signal(
        "brick_shift",
        "step length off the bike",
        "run",
        "%",
        (-8, 0),
        prior_sd=2.5,
        prior_worthwhile=1.2,
        better=1,
        worse=-1,
        note="about six bricks before and after are needed to see a change of 2 %",
    ),
)

_RIDE = (
    Signal(
        "cadence_at_power",
        "cadence at power",
        "ride",
        "rpm",
        (80, 95),
        prior_sd=2.5,
        prior_worthwhile=1.2,
        worse=-1,
        column="cadence_rpm",
        note="a habit as much as an ability: a fall is asked about, a rise means nothing",
    ),
    Signal(
        "torque_effectiveness",
        "torque effectiveness",
        "ride",
        "pp",
        (60, 100),
        prior_sd=3.0,
        prior_worthwhile=1.5,
        needs_sensor=True,
        note="describes; higher is not better",
    ),
    Signal(
        "pedal_smoothness",
        "pedal smoothness",
        "ride",
        "pp",
        (20, 35),
        prior_sd=1.5,
        prior_worthwhile=0.8,
        needs_sensor=True,
        note="mean over peak power; describes; rounder is not better",
    ),
    Signal(
        "power_phase_start",
        "start of the power phase",
        "ride",
        "deg",
        (-10, 20),
        prior_sd=3.0,
        prior_worthwhile=2.0,
        needs_sensor=True,
        note="crank angle from the top; an earlier start would be weak support at most",
    ),
    Signal(
        "platform_offset",
        "platform offset",
        "ride",
        "mm",
        (-10, 25),
        prior_sd=2.0,
        prior_worthwhile=1.0,
        needs_sensor=True,
        note="where the foot presses: tells of the bike's fit",
    ),
    Signal(
        "pedal_balance",
        "power balance, right",
        "ride",
        "pp",
        (47, 53),
        prior_sd=1.0,
        prior_worthwhile=0.6,
        needs_sensor=True,
        column="power_balance_right_pct",
        note="uneven pedals do not make a slower rider (Bini 2016)",
    ),
)

SIGNALS: Mapping[str, Signal] = {signal.name: signal for signal in (*_RUN, *_RIDE)}
"""All signals by name."""


def pooled_sd(scores: ArrayLike, prior_sd: float) -> NDArray[np.float64]:
    """The spread of scores (..., n) between sessions: the athlete's own, drawn to the usual one.

    The prior counts like 12 sessions, since the SD of a handful of runs can be anything.
    """
    values = np.asarray(scores, dtype=np.float64)
    n = values.shape[-1]
    own = (n - 1) * values.var(axis=-1, ddof=1) if n > 1 else 0.0
    variance: NDArray[np.float64] = np.asarray(
        (_PRIOR_SESSIONS * prior_sd**2 + own) / (_PRIOR_SESSIONS - 1 + max(n, 1))
    )
    return np.sqrt(variance)


def worthwhile(signal: Signal, scores: NDArray[np.float64]) -> float:
    """The smallest change worth a word, in `score_unit`; the signal's own below 12 sessions.

    A fifth of the spread between sessions, and no less than half of what measuring alone adds.
    """
    if len(scores) < _PRIOR_SESSIONS:
        return signal.prior_worthwhile
    fifth = 0.2 * float(np.std(scores, ddof=1))
    error = signal.typical_error
    return fifth if np.isnan(error) else max(fifth, error / 2)
