"""Has a signal changed? One look a week at the latest runs against the athlete's own baseline.

In: scores of sessions in time order, what remains of a signal once speed, grade and so on have
been taken out. Out: what a Monday's look at them says. A reading is a function of the scores
before its Monday, so any Monday can be asked for, in any order.

The look is a contrast of two means: the last six sessions and the half year before them. Runs of
one athlete resemble their neighbours, and levels drift, so the standard error is widened by an
autocorrelation of at least 0.5; a margin of 0.3 SD is taken off, two Mondays in a row must agree,
and each must have new sessions to tell of. This is the normal approximation of a hierarchical
local-level model. The baseline moves along with the drift: one that stays with the
first twenty runs of each half-year finds more than twice as many changes where there is none
(`benchmarks/contrast.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.form.signals import SIGNALS, Direction, Signal, pooled_sd

__all__ = [
    "DEFAULT",
    "RARE",
    "Contrast",
    "Explanation",
    "Reading",
    "Rule",
    "Verdict",
    "contrast",
    "gait_composite",
    "lag_one",
    "reading",
]

Verdict = Literal["better", "same", "worse", "unknown"]

_Values = NDArray[np.float64]
_Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one Monday's look at a signal says.

    `direction` is that of this Monday's contrast: -1 lower, +1 higher, 0 not beyond what chance
    and drift explain. `confirmed`: the Monday before said the same, each with new sessions.
    `verdict` draws the conclusion: "unknown" with too few sessions, in silent times, or while a
    first contrast waits to be confirmed; "same" without a contrast; "worse" and "better" only
    confirmed. A confirmed rise of running cadence is neither: its verdict is "same" and
    `direction` +1.
    `level`, `baseline`, `change` and `uncertainty` (a standard error) are in `unit`;
    NaN where unknown. `explanations` are what else may be behind a change (a new shoe, heat).
    """

    signal: str
    on: date
    verdict: Verdict
    unit: str
    direction: Literal[-1, 0, 1] = 0
    confirmed: bool = False
    level: float = float("nan")
    baseline: float = float("nan")
    change: float = float("nan")
    uncertainty: float = float("nan")
    z: float = float("nan")
    n_baseline: int = 0
    n_window: int = 0
    explanations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of the weekly look; those of `DEFAULT` were found on real histories.

    A contrast needs `window` sessions of the last `window_days`, `new` of them of the last week,
    and `decisive` sessions before them in `baseline_days`. Where there are more, up to `apart`
    sessions between the two belong to neither, lest a change is soon its own baseline. `shown`
    sessions over `shown_days` are enough to show numbers. `margin` is in SD. The autocorrelation
    is the athlete's own from `rho_sessions` on, but always from `rho_least` to `rho_most`.
    Nothing is read of silent days and of the `quiet_days` after them: who comes back from illness
    or a race runs differently.
    """

    z: float = 2.0
    margin: float = 0.3
    window: int = 6
    window_days: int = 42
    new: int = 2
    decisive: int = 20
    apart: int = 6
    baseline_days: int = 182
    shown: int = 12
    shown_days: int = 21
    rho_least: float = 0.5
    rho_most: float = 0.8
    rho_sessions: int = 40
    quiet_days: int = 21


DEFAULT = Rule()

RARE = replace(DEFAULT, window_days=182, baseline_days=364)
"""For what only some sessions tell: a brick every third week is six in four months."""


class Explanation(NamedTuple):
    """What else may have changed a signal, and when. `excuses`: it suffices to explain it."""

    day: date
    words: str
    excuses: bool = False


class Contrast(NamedTuple):
    """The difference of two means, its standard error, and by how many of those it stands out.

    `z` has no sign: it is what `change` exceeds the margin by, negative within it.
    """

    change: _Values
    se: _Values
    z: _Values


def lag_one(scores: ArrayLike) -> _Values:
    """The correlation of scores (..., n) with those before them; NaN where all are the same."""
    values = np.asarray(scores, dtype=np.float64)
    apart = values - values.mean(axis=-1, keepdims=True)
    total = (apart**2).sum(axis=-1)
    shared = (apart[..., 1:] * apart[..., :-1]).sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray(shared / total, dtype=np.float64)


def contrast(
    baseline: ArrayLike, window: ArrayLike, *, sd: ArrayLike, rho: ArrayLike, margin: float
) -> Contrast:
    """The mean of the latest scores against that of the baseline.

    Args:
        baseline: scores (..., n0) of the baseline.
        window: the latest scores (..., W).
        sd: spread of scores between sessions.
        rho: autocorrelation of neighbouring sessions, below 1.
        margin: changes up to so many SD are not worth a word.
    """
    before, now = np.asarray(baseline, np.float64), np.asarray(window, np.float64)
    spread, shared = np.asarray(sd, np.float64), np.asarray(rho, np.float64)
    change = now.mean(axis=-1) - before.mean(axis=-1)
    fewness = 1 / before.shape[-1] + 1 / now.shape[-1]
    se = spread * np.sqrt((1 + shared) / (1 - shared) * fewness)
    return Contrast(change, se, (np.abs(change) - margin * spread) / se)


def reading(
    signal: Signal,
    days: Sequence[date] | _Days,
    values: ArrayLike,
    monday: date,
    *,
    anchors: Iterable[date] = (),
    silent: AbstractSet[date] = frozenset(),
    explanations: Iterable[Explanation] = (),
    rule: Rule = DEFAULT,
) -> Reading:
    """What is to be said on a Monday of the sessions before it.

    Args:
        signal: whose scores they are.
        days: local days of the sessions (n,), in order.
        values: their scores (n,) in `signal.score_unit`, NaN where there is none; those of a new
            shoe's or device's first sessions are left out, or its level is taken out.
        monday: the day of the look; sessions of that day and later do not count.
        anchors: days on which the baseline begins anew: the change found by then is the new
            level, so it begins with the six sessions before that day.
        silent: days of which nothing is read, nor of the three weeks after each.
        explanations: what else may be behind a change; told where one is near. Of a change that
            one of them excuses nothing is concluded.
        rule: the numbers.
    """
    looks = _Looks.of(signal, days, values, anchors, silent, rule)
    now, before = looks.on(monday), looks.on(monday - timedelta(weeks=1))
    since = looks.since(monday)
    near = [one for one in explanations if since <= one.day < monday]
    if any(one.excuses for one in near):
        now = now._replace(decided=False, direction=0)
    confirmed = now.direction == before.direction != 0
    verdict: Verdict = "same"
    if not now.decided or (now.direction and not confirmed):
        verdict = "unknown"
    elif now.direction and now.direction == signal.worse:
        verdict = "worse"
    elif now.direction and (now.direction == signal.better or looks.undoes_a_fall(monday)):
        verdict = "better"
    return Reading(
        signal=signal.name,
        on=monday,
        verdict=verdict,
        unit=signal.score_unit,
        direction=now.direction,
        confirmed=confirmed,
        level=now.level,
        baseline=now.baseline,
        change=now.level - now.baseline,
        uncertainty=now.se,
        z=now.z,
        n_baseline=now.n_baseline,
        n_window=now.n_window,
        explanations=tuple(dict.fromkeys(one.words for one in near)),
    )


def gait_composite(z: Mapping[str, float], *, sensor: bool) -> float:
    """How the companions of cadence speak together: a mean z, positive where they speak well.

    Args:
        z: change over its standard error by name of signal; NaN or absent where unknown.
        sensor: a strap or pod told them; from the wrist, contact and stiffness do not count.

    Returns:
        The mean; NaN where none counts. Cadence and step length are one signal and count once:
        a fall of cadence, against the athlete. A rise is tightness and says nothing here.
    """
    counted = ("late_decay", *(("leg_stiffness", "ground_contact") if sensor else ()))
    aligned = [SIGNALS[name].better * z.get(name, float("nan")) for name in counted]
    cadence = z.get("cadence", float("nan"))
    fall = -z.get("step_length", float("nan")) if np.isnan(cadence) else cadence
    known = [one for one in aligned if not np.isnan(one)] + ([fall] if fall < 0 else [])
    return float(np.mean(known)) if known else float("nan")


class _Look(NamedTuple):
    """One Monday's contrast.

    `decided`: there was enough to read. Chance and drift explain changes below `limit`. The
    baseline ends on `since`.
    """

    decided: bool = False
    direction: Direction = 0
    level: float = float("nan")
    baseline: float = float("nan")
    se: float = float("nan")
    z: float = float("nan")
    limit: float = float("nan")
    n_baseline: int = 0
    n_window: int = 0
    since: date = date.max


@dataclass(frozen=True, slots=True)
class _Looks:
    """One signal's scores, all of which may be read, to be looked at on any Monday."""

    signal: Signal
    days: _Days
    values: _Values
    anchors: Sequence[date]
    silent: _Days
    rule: Rule

    @classmethod
    def of(
        cls,
        signal: Signal,
        days: Sequence[date] | _Days,
        values: ArrayLike,
        anchors: Iterable[date],
        silent: AbstractSet[date],
        rule: Rule,
    ) -> _Looks:
        all_days = np.asarray(days, dtype="datetime64[D]")
        scores = np.asarray(values, dtype=np.float64)
        still = np.asarray(sorted(silent), dtype="datetime64[D]")
        read = ~np.isnan(scores) & ~_quiet(all_days, still, rule)
        return cls(signal, all_days[read], scores[read], sorted(anchors), still, rule)

    def on(self, monday: date) -> _Look:
        """The contrast of a Monday, by the sessions before it."""
        rule, day = self.rule, np.datetime64(monday, "D")
        end = self._first_on(day)
        first = max(end - rule.window, self._first_on(day - rule.window_days))
        begin = min(self._begin(monday), first)
        until = first - min(max(first - begin - rule.decisive, 0), rule.apart)
        base, window = self.values[begin:until], self.values[first:end]
        few = len(window) < rule.window or len(base) + len(window) < rule.shown
        if few or until == begin or not self._spans(begin, end - 1):
            return _Look(n_baseline=len(base), n_window=len(window))
        sd, rho = pooled_sd(base, self.signal.prior_sd), self._rho(until)
        found = contrast(base, window, sd=sd, rho=rho, margin=rule.margin)
        decided = (
            len(base) >= rule.decisive
            and end - self._first_on(day - 7) >= rule.new
            and not _quiet(np.array([day]), self.silent, rule)[0]
        )
        direction: Direction = 0
        if decided and found.z >= rule.z:
            direction = 1 if found.change > 0 else -1
        return _Look(
            decided=decided,
            direction=direction,
            level=float(window.mean()),
            baseline=float(base.mean()),
            se=float(found.se),
            z=float(found.z),
            limit=float(rule.margin * sd + rule.z * found.se),
            since=self.days[until - 1].item(),
            n_baseline=len(base),
            n_window=len(window),
        )

    def since(self, monday: date) -> date:
        """The last day of the baseline when a contrast was first there; without one, no day."""
        since, look = date.max, self.on(monday)
        direction = look.direction
        while direction and look.direction == direction:
            since = look.since
            monday -= timedelta(weeks=1)
            look = self.on(monday)
        return since

    def undoes_a_fall(self, monday: date) -> bool:
        """Whether a rise only leads back to where a confirmed fall of the last half year began.

        Where no direction is better, that is the one way to better; pedals have not even that.
        """
        now, worse = self.on(monday), self.signal.worse
        if self.signal.family == "ride" or now.direction != -worse:
            return False
        weeks = range(self.rule.baseline_days // 7 + 1)
        looks = [self.on(monday - timedelta(weeks=n)) for n in weeks]
        return any(
            look.direction == earlier.direction == worse and now.level - look.baseline < look.limit
            for look, earlier in pairwise(looks)
        )

    def _first_on(self, day: np.datetime64) -> int:
        """The first session of a day or after it."""
        return int(np.searchsorted(self.days, day))

    def _begin(self, monday: date) -> int:
        """Where the baseline begins: half a year ago, or with the change anchored last."""
        begin = self._first_on(np.datetime64(monday, "D") - self.rule.baseline_days)
        passed = bisect_left(self.anchors, monday)
        if not passed:
            return begin
        anchor = np.datetime64(self.anchors[passed - 1], "D")
        return max(begin, self._first_on(anchor) - self.rule.window)

    def _spans(self, first: int, last: int) -> bool:
        return int((self.days[last] - self.days[first]).astype(int)) >= self.rule.shown_days

    def _rho(self, until: int) -> float:
        """The athlete's own autocorrelation, drift and all, where enough sessions tell it."""
        rule = self.rule
        own = float(lag_one(self.values[:until])) if until >= rule.rho_sessions else float("nan")
        most = rule.rho_most
        return rule.rho_least if np.isnan(own) else float(np.clip(own, rule.rho_least, most))


def _quiet(days: _Days, silent: _Days, rule: Rule) -> NDArray[np.bool_]:
    if not len(silent):
        return np.zeros(len(days), dtype=bool)
    last = np.searchsorted(silent, days, side="right") - 1
    since = (days - silent[last]).astype(int)
    return (last >= 0) & (since <= rule.quiet_days)
