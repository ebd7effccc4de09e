"""Teaching without a teacher: rules of thumb that vote.

Nobody has labelled most sessions. Each labelling function looks at one side of a session and says
which class it is, or abstains (weak supervision, Ratner et al. 2017). Out come shares of the
classes that a model can learn from. What only a vote may know, a title say, is no feature.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.intensity import HARD
from models.learning.features import Sight
from models.learning.model import CLASSES, class_of
from models.quantile import quantile
from models.titles import Meaning
from models.verdicts import Kind

__all__ = ["FUNCTIONS", "Told", "shares", "vote"]

Votes = npt.NDArray[np.int_]
"""(n, functions) the class that each function votes for; ABSTAINS where it says nothing."""

ABSTAINS = -1
EASY, INTERVAL, TEMPO, LONG = range(len(CLASSES))

RIGHT = 0.8
"""How often a vote is right."""

IN_GENERAL = (0.7, 0.1, 0.1, 0.1)
"""Shares of the classes among all sessions."""


class Told(NamedTuple):
    """What is known of a session beside its recording; None was not told.

    `plan` is the kind that the workout on the watch asked for.
    """

    meaning: Meaning | None = None
    plan: Kind | None = None
    rpe: float | None = None
    commute: bool = False


def _easy(s: Sight, *, sure: bool) -> int:
    """A session without effort is easy unless it is long."""
    return (
        EASY
        if sure and s.case.minutes < min(s.case.long_from_min, s.usually_long_min)
        else ABSTAINS
    )


def _race_name(_: Sight, told: Told) -> int:
    return TEMPO if told.meaning and told.meaning.kind == "race" else ABSTAINS


def _title(_: Sight, told: Told) -> int:
    meaning = told.meaning
    if meaning is None or meaning.kind == "race":
        return ABSTAINS
    if meaning.session_class == "key" and class_of(meaning.kind) == EASY:
        return TEMPO
    return class_of(meaning.kind)


def _plan(_: Sight, told: Told) -> int:
    return ABSTAINS if told.plan is None else class_of(told.plan)


def _structure(s: Sight, _: Told) -> int:
    if s.work_min >= 5 and len(s.work) >= 3:
        return INTERVAL
    return ABSTAINS


def _hard_minutes(s: Sight, _: Told) -> int:
    """By effort."""
    if s.seen.hard_min >= 10:
        return TEMPO
    return _easy(s, sure=s.seen.hard_min < 1 and s.seen.best_10 < 0.88)


def _heart_minutes(s: Sight, _: Told) -> int:
    """By heart rate; not where heat alone may have raised it."""
    if s.seen.heart_hard_early_min >= 12 and not s.seen.session.air_c > 25:
        return TEMPO
    return _easy(s, sure=s.seen.peak_heart < 0.92)


def _tempo_block(s: Sight, _: Told) -> int:
    return TEMPO if s.seen.hard_block_min >= 8 else ABSTAINS


def _long(s: Sight, _: Told) -> int:
    return LONG if s.case.minutes >= s.case.long_from_min else ABSTAINS


def _recovery(s: Sight, _: Told) -> int:
    short = s.case.short_min is not None and s.case.minutes <= s.case.short_min
    light = s.seen.best_10 <= 0.80 or (isnan(s.seen.best_10) and s.seen.mean_heart <= 0.80)
    return EASY if short and light else ABSTAINS


def _felt(s: Sight, told: Told) -> int:
    """Effort that the athlete told, beside what she told of other sessions."""
    if told.rpe is None or len(s.history.rpes) < 6:
        return ABSTAINS
    usual, upper = np.quantile(s.history.rpes, (1 / 2, 2 / 3))
    if told.rpe > upper:
        return TEMPO
    return EASY if told.rpe < usual else ABSTAINS


def _commute(_: Sight, told: Told) -> int:
    return EASY if told.commute else ABSTAINS


def _exhausting(s: Sight, _: Told) -> int:
    """Efforts near the most that anyone with this threshold could do in the time."""
    profile, threshold = s.seen.session.profile, s.seen.threshold_effort
    if profile.best_20 >= 0.97 * threshold or profile.best_10 >= 1.0 * threshold:
        return TEMPO
    return INTERVAL if profile.best_1 >= 1.15 * threshold else ABSTAINS


def _even(s: Sight, _: Told) -> int:
    """A session without any change of effort is easy unless it is hard as a whole."""
    even = s.seen.intensity_factor - s.seen.exceeded_25_min < 0.06
    return _easy(s, sure=even and s.seen.intensity_factor < HARD - 0.10)


def _more_than_usual(s: Sight, _: Told) -> int:
    """Beside the athlete's own earlier sessions, whatever the thresholds."""
    past = s.history.best_10
    best = s.seen.session.profile.best_10
    if len(past) < 12 or isnan(best):
        return ABSTAINS
    usual = quantile(past, 0.5)
    if best > 1.15 * usual:
        return TEMPO
    return _easy(s, sure=best < 0.97 * usual)


FUNCTIONS: tuple[Callable[[Sight, Told], int], ...] = (
    _race_name,
    _title,
    _plan,
    _structure,
    _hard_minutes,
    _heart_minutes,
    _tempo_block,
    _long,
    _recovery,
    _felt,
    _commute,
    _exhausting,
    _even,
    _more_than_usual,
)


def vote(sight: Sight, told: Told) -> list[int]:
    """What each function says of a session."""
    return [function(sight, told) for function in FUNCTIONS]


def shares(votes: Votes) -> FloatArray:
    """(n, 4) how probable each class is, from (n, functions) votes.

    All functions are believed alike (`RIGHT`), and a wrong vote may stand for any other class. To
    find out from their agreement whom to believe (Dawid and Skene 1979) was tried and made it
    worse: each speaks of one or two classes only, so those that speak of easy, which is most of
    them, outvote the one that sees intervals. Of what nobody speaks is as sessions are in general.
    """
    for_class = (votes[:, :, np.newaxis] == np.arange(len(CLASSES))).sum(axis=1)
    belief = np.log(RIGHT / ((1 - RIGHT) / (len(CLASSES) - 1)))
    log_share = np.log(IN_GENERAL) + belief * for_class
    found: FloatArray = np.exp(log_share - np.logaddexp.reduce(log_share, axis=1, keepdims=True))
    return found
