"""Teaching without a teacher: rules of thumb that vote, and how far each is to be believed.

Nobody has labelled most sessions. Each labelling function looks at one side of a session and says
which class it is, or abstains. How often each is right is found from how far they agree with each
other (Dawid and Skene 1979; as weak supervision, Ratner et al. 2017), and out come the shares of
the classes that the model learns from. What only a vote may know, a title say, is no feature.
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
from models.learning.model import CLASSES
from models.titles import Meaning
from models.verdicts import Kind

__all__ = ["FUNCTIONS", "Told", "accuracies", "class_of", "shares", "vote"]

Votes = npt.NDArray[np.int_]
"""(n, functions) the class that each function votes for; ABSTAINS where it says nothing."""

ABSTAINS = -1
EASY, INTERVAL, TEMPO, LONG = range(len(CLASSES))

_CLASS_OF: dict[Kind, int] = {
    "interval": INTERVAL,
    "tempo": TEMPO,
    "race": TEMPO,
    "hilly_hard": TEMPO,
    "long": LONG,
}

PRIOR_VOTES = 10.0
"""How many sessions it takes to believe that a function is better or worse than `PRIOR_RIGHT`."""

PRIOR_RIGHT = 0.8


class Told(NamedTuple):
    """What is known of a session beside its recording; None was not told.

    `plan` is the kind that the workout on the watch asked for.
    """

    meaning: Meaning | None = None
    plan: Kind | None = None
    rpe: float | None = None
    commute: bool = False


def class_of(kind: Kind | None) -> int:
    """Which of the model's classes a kind of session is."""
    return EASY if kind is None else _CLASS_OF.get(kind, EASY)


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
    return EASY if s.seen.hard_min < 1 and s.seen.best_10 < 0.88 else ABSTAINS


def _heart_minutes(s: Sight, _: Told) -> int:
    """By heart rate; not where heat alone may have raised it."""
    if s.seen.heart_hard_early_min >= 12 and not s.seen.session.air_c > 25:
        return TEMPO
    return EASY if s.seen.peak_heart < 0.92 else ABSTAINS


def _tempo_block(s: Sight, _: Told) -> int:
    return TEMPO if s.seen.hard_block_min >= 8 else ABSTAINS


def _long(s: Sight, _: Told) -> int:
    return LONG if s.case.minutes >= s.long_min else ABSTAINS


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
    return EASY if even and s.seen.intensity_factor < HARD - 0.10 else ABSTAINS


def _more_than_usual(s: Sight, _: Told) -> int:
    """Beside the athlete's own earlier sessions, whatever the thresholds."""
    past = s.history.best_10
    best = s.seen.session.profile.best_10
    if len(past) < 12 or isnan(best):
        return ABSTAINS
    usual = np.median(past)
    if best > 1.15 * usual:
        return TEMPO
    return EASY if best < 0.97 * usual else ABSTAINS


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


def shares(votes: Votes, rounds: int = 50) -> FloatArray:
    """(n, 4) how probable each class is, from (n, functions) votes.

    Expectation and maximization in turn: classes by the votes of functions as good as thought,
    then functions as good as these classes say. A wrong vote may stand for any other class.
    Sessions on which all abstain are as the others are in general.
    """
    found, _, _ = _agreed(votes, rounds)
    return found


def accuracies(votes: Votes, rounds: int = 50) -> FloatArray:
    """(functions,) how often each is thought to be right where it does not abstain."""
    _, right, _ = _agreed(votes, rounds)
    return right


def _agreed(votes: Votes, rounds: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    count = len(CLASSES)
    says = votes[:, :, None] == np.arange(count)
    speaks = votes != ABSTAINS
    right = np.full(votes.shape[1], PRIOR_RIGHT)
    prior = np.array([0.7, 0.1, 0.1, 0.1])
    for _ in range(rounds):
        agrees, differs = np.log(right), np.log((1 - right) / (count - 1))
        weight = (says * (agrees - differs)[:, None]).sum(axis=1)
        log_share = np.log(prior) + weight
        share = np.exp(log_share - np.logaddexp.reduce(log_share, axis=1, keepdims=True))
        hits = (says * share[:, None, :]).sum(axis=(0, 2))
        right = (hits + PRIOR_VOTES * PRIOR_RIGHT) / (speaks.sum(axis=0) + PRIOR_VOTES)
        prior = (share.sum(axis=0) + 1) / (len(votes) + count)
    return share, right, prior
