"""How well sessions are classed, told honestly.

In: one row a session whose class somebody who knows has told, with what was said of it. Out:
shares of right and wrong answers, how far a probability can be taken at its word, and how far
all of these would wander had other athletes been asked.

Sessions of one athlete resemble each other, those of one week most of all. So whoever learns
from some rows and is tested on others parts them by athlete or by time (`leave_athletes_out`,
`forward_in_time`), never at random; and intervals come from drawing athletes, not sessions.

Every measure is made of sums over rows. Drawing athletes again thousands of times then is one
product of matrices; the tests hold the measures against scikit-learn's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import pairwise
from math import isfinite, nan
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from models.verdicts import SessionClass

__all__ = [
    "CLASSES",
    "HARD_INTENSITY",
    "MEASURES",
    "Bin",
    "Intervals",
    "Scored",
    "Scores",
    "baselines",
    "forward_in_time",
    "grouped",
    "intervals",
    "kappa",
    "leave_athletes_out",
    "reliability",
    "risk_coverage",
    "scores",
]

CLASSES: tuple[SessionClass, ...] = get_args(SessionClass)

BINS = 10
"""Equal bins of P(key) in which it is compared with what was so."""

HARD_INTENSITY = 0.85
"""The rule of thumb to beat: an intensity factor above this makes a session hard."""

NINE_IN_TEN = (0.05, 0.95)

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Scored:
    """One session: what it was, and what was said of it. An athlete has one `session` of a name.

    `predicted` is the class as it stands, `uncertain` or not, and `cascade` what the rules alone
    say (None: not known). `probability` is that of key, NaN where there is none. `tier` tells
    which sensors there were, `case` what was simulated, `history_days` how long before the
    athlete's first known session was.
    """

    athlete: str
    session: str
    start: datetime
    tier: str
    truth: SessionClass
    predicted: SessionClass
    probability: float = nan
    uncertain: bool = False
    truth_kind: str | None = None
    predicted_kind: str | None = None
    cascade: SessionClass | None = None
    intensity_factor: float = nan
    reasons: tuple[str, ...] = ()
    case: str = ""
    history_days: float = nan

    @property
    def right(self) -> bool:
        """Whether the class is the one that it should be."""
        return self.predicted == self.truth

    @property
    def treated_as_hard(self) -> bool:
        """Whether the plan keeps strengthening away from it: what is uncertain may be hard."""
        return self.predicted in {"key", "brick"} or self.uncertain


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares, 0 to 1; NaN where there is nothing to count.

    Attributes:
        n: sessions.
        athletes: whose they are.
        coverage: sessions whose class is not uncertain.
        accuracy: of all sessions, those whose class as it stands is right.
        accuracy_certain: the same of those that are not uncertain.
        macro_f1: mean of the F1 scores of easy and key, of those that occur.
        key_recall: of the key sessions, those called key.
        key_protected: of the key sessions, those that the plan treats as hard.
        false_key_rate: of the easy sessions, those called key.
        false_hard_rate: of the easy sessions, those that the plan treats as hard.
        calibration_error: mean distance of P(key) from the share of keys, over ten equal bins of
            it, each by its sessions; of the easy and key sessions with a probability.
        brier: mean square of P(key) less 1 for key, 0 for easy, over the same.
        kind_accuracy: of the sessions of right class whose kind was told, those of right kind.
        recalls: by class, of its sessions those called so.
    """

    n: int
    athletes: int
    coverage: float
    accuracy: float
    accuracy_certain: float
    macro_f1: float
    key_recall: float
    key_protected: float
    false_key_rate: float
    false_hard_rate: float
    calibration_error: float
    brier: float
    kind_accuracy: float
    recalls: Mapping[SessionClass, float]

    def to_json(self) -> dict[str, object]:
        """All of them by name, null where there is nothing to count."""
        return {
            "n": self.n,
            "athletes": self.athletes,
            **{name: _or_none(getattr(self, name)) for name in MEASURES},
            "recalls": {name: _or_none(value) for name, value in self.recalls.items()},
        }


MEASURES = tuple(
    field.name for field in fields(Scores) if field.name not in {"n", "athletes", "recalls"}
)
"""The names of the shares that `Scores` holds."""


def scores(rows: Sequence[Scored]) -> Scores:
    """All measures of some rows, in any order."""
    measures = _measures({name: values.sum(axis=0) for name, values in _tally(rows).items()})
    return Scores(
        n=len(rows),
        athletes=len({row.athlete for row in rows}),
        **{name: float(measures[name]) for name in MEASURES},
        recalls={name: float(measures[f"recall_{name}"]) for name in CLASSES},
    )


def grouped(rows: Sequence[Scored], of: Callable[[Scored], str]) -> dict[str, list[Scored]]:
    """The rows by something they have, such as their tier, in order of its name."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for row in rows:
        groups[of(row)].append(row)
    return dict(sorted(groups.items()))


# -- how far the figures would wander --------------------------------------------------


class Intervals(NamedTuple):
    """By measure the range that holds it nine times in ten, and what was drawn for it."""

    over: Literal["athletes", "sessions"]
    bounds: Mapping[str, tuple[float, float]]

    def to_json(self) -> dict[str, object]:
        """What was drawn, and the bounds by measure, null where there is nothing to count."""
        bounds = {name: [_or_none(end) for end in ends] for name, ends in self.bounds.items()}
        return {"over": self.over, **bounds}


def intervals(rows: Sequence[Scored], *, resamples: int = 2000, seed: int = 0) -> Intervals:
    """Bootstrap: athletes are drawn again, with replacement, as if others had been asked.

    Where there is only one athlete her sessions are drawn, which says nothing of others. Draws
    without, say, any key session do not count for the recall of key.

    Args:
        rows: at least one.
        resamples: how often.
        seed: of the draws.
    """
    ordered = sorted(rows, key=lambda row: (row.athlete, row.start, row.session))
    tally = _tally(ordered)
    first = np.array([True] + [a.athlete != b.athlete for a, b in pairwise(ordered)])
    over: Literal["athletes", "sessions"] = "athletes"
    if first.sum() > 1:
        begins = np.flatnonzero(first)
        tally = {name: np.add.reduceat(values, begins) for name, values in tally.items()}
    else:
        over = "sessions"
    units = len(tally["n"])
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(units, np.full(units, 1 / units), size=resamples).astype(float)
    measures = _measures({name: drawn @ values for name, values in tally.items()})
    return Intervals(over, {name: _bounds(measures[name]) for name in MEASURES})


def _bounds(values: FloatArray) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return nan, nan
    low, high = np.quantile(known, NINE_IN_TEN).tolist()
    return low, high


# -- the measures, made of sums --------------------------------------------------------


def _tally(rows: Sequence[Scored]) -> dict[str, FloatArray]:
    """What each row adds to the sums: (n,) by name, (n, bins) for those of calibration."""
    truth = np.array([row.truth for row in rows], dtype=object)
    called = np.array([row.predicted for row in rows], dtype=object)
    unsure = np.array([row.uncertain for row in rows], dtype=bool)
    hard = np.array([row.treated_as_hard for row in rows], dtype=bool)
    chance = np.array([row.probability for row in rows], dtype=float)
    kind_told = np.array([row.right and bool(row.truth_kind) for row in rows], dtype=bool)
    kind_right = np.array([row.truth_kind == row.predicted_kind for row in rows], dtype=bool)
    right, easy, key = truth == called, truth == "easy", truth == "key"

    forecast = (easy | key) & np.isfinite(chance)
    chance = np.where(forecast, chance, 0.0)
    bins = np.arange(BINS) == np.minimum(chance * BINS, BINS - 1).astype(int)[:, np.newaxis]
    bins &= forecast[:, np.newaxis]
    found = {
        "n": np.ones(len(rows)),
        "certain": ~unsure,
        "right": right,
        "right_certain": right & ~unsure,
        "key_hard": key & hard,
        "easy_key": easy & (called == "key"),
        "easy_hard": easy & hard,
        "kind_told": kind_told,
        "kind_right": kind_told & kind_right,
        "forecast": forecast,
        "squared": np.where(forecast, (chance - key) ** 2, 0.0),
        "bin_gap": bins * (chance - key)[:, np.newaxis],
    }
    for name in CLASSES:
        found[f"is_{name}"] = truth == name
        found[f"called_{name}"] = called == name
        found[f"right_{name}"] = right & (truth == name)
    return {name: values.astype(float) for name, values in found.items()}


def _measures(sums: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """The measures of one or (along the first axis) many sets of sums."""
    recalls = {
        f"recall_{name}": _share(sums[f"right_{name}"], sums[f"is_{name}"]) for name in CLASSES
    }
    f1 = np.stack(
        [
            _share(2 * sums[f"right_{name}"], sums[f"is_{name}"] + sums[f"called_{name}"])
            for name in ("easy", "key")
        ]
    )
    occurs = np.isfinite(f1)
    return {
        "coverage": _share(sums["certain"], sums["n"]),
        "accuracy": _share(sums["right"], sums["n"]),
        "accuracy_certain": _share(sums["right_certain"], sums["certain"]),
        "macro_f1": _share(np.where(occurs, f1, 0.0).sum(axis=0), occurs.sum(axis=0)),
        "key_recall": recalls["recall_key"],
        "key_protected": _share(sums["key_hard"], sums["is_key"]),
        "false_key_rate": _share(sums["easy_key"], sums["is_easy"]),
        "false_hard_rate": _share(sums["easy_hard"], sums["is_easy"]),
        "calibration_error": _share(np.abs(sums["bin_gap"]).sum(axis=-1), sums["forecast"]),
        "brier": _share(sums["squared"], sums["forecast"]),
        "kind_accuracy": _share(sums["kind_right"], sums["kind_told"]),
        **recalls,
    }


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    share = np.full(np.shape(whole), nan)
    np.divide(part, whole, out=share, where=np.asarray(whole) > 0)
    return share


def _or_none(value: float) -> float | None:
    return value if isfinite(value) else None


# -- probabilities ---------------------------------------------------------------------


class Bin(NamedTuple):
    """Sessions whose P(key) is alike: its mean, and the share of them that were key."""

    low: float
    high: float
    n: int
    probability: float
    key_share: float


def reliability(rows: Sequence[Scored]) -> list[Bin]:
    """P(key) beside what was so, in ten equal bins of it; empty ones are left out."""
    told = _forecasts(rows)
    found = []
    for number in range(BINS):
        within = [row for row in told if min(int(row.probability * BINS), BINS - 1) == number]
        if within:
            mean = sum(row.probability for row in within) / len(within)
            keys = sum(row.truth == "key" for row in within) / len(within)
            found.append(Bin(number / BINS, (number + 1) / BINS, len(within), mean, keys))
    return found


def risk_coverage(rows: Sequence[Scored]) -> tuple[FloatArray, FloatArray]:
    """How often the class is wrong among the surest, by how many of them are looked at.

    Returns:
        The share of the sessions, rising, and the share of these whose class is wrong. Sessions of
        which one is equally sure come together.
    """
    told = _forecasts(rows)
    sure = np.array([max(row.probability, 1 - row.probability) for row in told])
    order = np.argsort(-sure, kind="stable")
    wrong = np.array([not row.right for row in told], dtype=float)[order]
    last = np.flatnonzero(np.diff(-sure[order], append=np.inf) > 0)
    return (last + 1) / max(len(told), 1), np.cumsum(wrong)[last] / (last + 1)


def _forecasts(rows: Sequence[Scored]) -> list[Scored]:
    return [row for row in rows if row.truth in {"easy", "key"} and isfinite(row.probability)]


# -- what to compare with --------------------------------------------------------------


def baselines(rows: Sequence[Scored]) -> dict[str, list[Scored]]:
    """The same rows as simpler ways would class them, by the name of the way.

    "majority" calls all of them what most of them are. "intensity factor" knows one number.
    "cascade" are the rules without what was learned, where that is known of every row.
    """
    (most, _), *_ = Counter(sorted(row.truth for row in rows)).most_common() or [("easy", 0)]
    ways: dict[str, Callable[[Scored], SessionClass | None]] = {
        "majority": lambda _row: most,
        "intensity factor": lambda row: "key" if row.intensity_factor > HARD_INTENSITY else "easy",
        "cascade": lambda row: row.cascade,
    }
    found = {}
    for name, way in ways.items():
        classes = [way(row) for row in rows]
        if None not in classes:
            found[name] = [
                replace(row, predicted=said, probability=nan, uncertain=False, truth_kind=None)
                for row, said in zip(rows, classes, strict=True)
                if said
            ]
    return found


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa: how far two people agree beyond what chance would have it.

    NaN where all sessions are called the same by both, for then nothing can be said.
    """
    if len({*first, *second}) < 2:
        return nan
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(list(first), list(second)))


# -- parting rows ----------------------------------------------------------------------


def leave_athletes_out(
    athletes: Sequence[str], folds: int | None = None
) -> Iterator[tuple[Indices, Indices]]:
    """Rows to learn from and rows to be tested on: of other athletes, as of a new user.

    Args:
        athletes: (n,) whose each row is; at least two of them.
        folds: parts of about equal size; None leaves out one athlete at a time.
    """
    from sklearn.model_selection import GroupKFold, LeaveOneGroupOut

    splitter = LeaveOneGroupOut() if folds is None else GroupKFold(folds)
    yield from splitter.split(np.zeros(len(athletes)), groups=list(athletes))


def forward_in_time(
    athletes: Sequence[str], starts: Sequence[datetime], folds: int = 4
) -> Iterator[tuple[Indices, Indices]]:
    """Rows to learn from and rows to be tested on: of the same athletes later, as of a known user.

    Each athlete's sessions are laid out in order of time and cut into one part more than `folds`.
    Each part but the first is a test of what was learned from those before it.
    """
    whose = np.array(athletes, dtype=object)
    began = np.array([start.timestamp() for start in starts])
    parts = []
    for athlete in sorted(set(athletes)):
        own = np.flatnonzero(whose == athlete)
        parts.append(np.array_split(own[np.argsort(began[own], kind="stable")], folds + 1))
    for fold in range(1, folds + 1):
        train, test = [], []
        for own_parts in parts:
            later = own_parts[fold]
            earlier = np.concatenate(own_parts[:fold])
            if len(later):
                # Two that began together belong on one side.
                train.append(earlier[began[earlier] < began[later].min()])
                test.append(later)
        if test:
            yield np.concatenate(train), np.concatenate(test)
