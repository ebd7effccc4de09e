"""What an evaluation found: each session beside its truth, and the figures that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal, NamedTuple, Self

import numpy as np

from adaptive.library.recordings import Json
from ingest.activity import FloatArray
from models.athlete import Thresholds
from models.evaluation import (
    CLASSES,
    HARD_INTENSITY,
    Scored,
    baselines,
    grouped,
    intervals,
    kappa,
    reliability,
    risk_coverage,
    scores,
)
from models.intensity import NEW_DAYS, Intensity
from models.profile import Profile
from models.verdicts import SessionClass

__all__ = [
    "BASELINE_WORDS",
    "MEASURE_WORDS",
    "TIER_WORDS",
    "Evaluation",
    "Judged",
    "Seen",
    "headline",
    "measure_words",
    "range_words",
    "remarks",
    "verdict_words",
]

_COLD = f"first {NEW_DAYS} days"

_POINTS = 600
"""So many are enough for a picture of a session."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the stream of a session shows, in shares of the thresholds of its day.

    `minutes` (n,) are those on the clock, `effort` and `heart_rate` (n,) 30-s means, NaN where
    unknown; `measure` says what effort is a share of. `intervals` begin and end at minutes.
    `numbers` are what the rules weigh.
    """

    measure: str
    minutes: FloatArray
    effort: FloatArray
    heart_rate: FloatArray
    intervals: tuple[tuple[float, float], ...]
    numbers: Mapping[str, float]

    @classmethod
    def of(cls, profile: Profile, thresholds: Thresholds) -> Self:
        """Hold a session against thresholds."""
        intensity = Intensity.of(profile, thresholds)
        seen = intensity.evidence()
        few = slice(None, None, len(intensity.clock_s) // _POINTS + 1)

        def share(values: FloatArray, threshold: float) -> FloatArray:
            known = values if len(values) else np.zeros(len(intensity.clock_s))
            return np.where(known > 0, known, nan)[few] / threshold

        return cls(
            measure=intensity.measure,
            minutes=intensity.clock_s[few] / 60,
            effort=share(intensity.effort, seen.threshold_effort),
            heart_rate=share(intensity.heart, seen.threshold_heart),
            intervals=tuple((one.start_s / 60, one.end_s / 60) for one in seen.intervals),
            numbers={
                "best_10_min": seen.best_10,
                "best_10_min_heart_rate": seen.best_10_heart,
                "intensity_factor": seen.intensity_factor,
                "hard_min": float(seen.hard_min),
                "heart_rate_hard_min": float(seen.heart_hard_min),
                "intervals": float(len(seen.intervals)),
            },
        )


class Judged(NamedTuple):
    """A session with its class, and its stream where the class is another one than it should be."""

    row: Scored
    seen: Seen | None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Sessions with the class they should have and the one they got.

    `unread` are files that could not be found or read, and why. `opinions` are what a first and a
    second person called the same session. `planned` are the classes that a workout or a title
    told, each with the one that was found without it: how far what was done agrees with the
    plan, which is not accuracy.
    """

    source: Literal["files", "library", "squad"]
    judged: Sequence[Judged]
    with_plan: bool
    unread: Sequence[tuple[str, str]] = ()
    opinions: Sequence[tuple[SessionClass, SessionClass]] = ()
    planned: Sequence[tuple[str, str]] = ()

    @property
    def rows(self) -> list[Scored]:
        """All sessions."""
        return [one.row for one in self.judged]

    @property
    def misses(self) -> list[Judged]:
        """Those that got another class, first the keys that pass for surely easy."""
        wrong = [one for one in self.judged if not one.row.right]
        return sorted(
            wrong, key=lambda one: (one.row.truth != "key", one.row.uncertain, one.row.start)
        )

    def confusion(self) -> dict[str, dict[str, int]]:
        """By what it was, then by what it was called, how many sessions."""
        pairs = Counter((row.truth, row.predicted) for row in self.rows)
        return {truth: {said: pairs[truth, said] for said in CLASSES} for truth in CLASSES}

    def by_tier(self) -> dict[str, list[Scored]]:
        """The rows by what there was to go by."""
        return grouped(self.rows, lambda row: row.tier)

    def by_time(self) -> dict[str, list[Scored]]:
        """The rows of each athlete's first weeks, and the later ones."""
        return grouped(
            self.rows, lambda row: _COLD if row.history_days < NEW_DAYS else "known longer"
        )

    def by_case(self) -> dict[str, list[Scored]]:
        """The rows by what was simulated."""
        return grouped([row for row in self.rows if row.case], lambda row: row.case)

    def to_json(self) -> Json:
        """The answer of `evaluate --json`."""
        coverage, risk = risk_coverage(self.rows)
        return {
            "source": self.source,
            "with_plan": self.with_plan,
            **scores(self.rows).to_json(),
            "intervals": intervals(self.rows).to_json() if self.rows else None,
            "by_tier": _to_json(self.by_tier()),
            "baselines": _to_json(baselines(self.rows)),
            "first_28_days": scores(self.by_time().get(_COLD, ())).to_json(),
            "by_case": _to_json(self.by_case()),
            "confusion": self.confusion(),
            "reliability": [bin_._asdict() for bin_ in reliability(self.rows)],
            "risk_coverage": list(zip(coverage.tolist(), risk.tolist(), strict=True)),
            "second_opinions": len(self.opinions),
            "kappa": _or_none(kappa(*zip(*self.opinions, strict=True))) if self.opinions else None,
            "planned": len(self.planned),
            "planned_agreement": (
                sum(plan == found for plan, found in self.planned) / len(self.planned)
                if self.planned
                else None
            ),
            "unread": [{"file": file, "reason": reason} for file, reason in self.unread],
            "misses": [_miss(*one) for one in self.misses],
        }


def _miss(row: Scored, seen: Seen | None) -> Json:
    return {
        "file": row.session,
        "athlete": row.athlete,
        "start": row.start,
        "tier": row.tier,
        "truth": row.truth,
        "truth_kind": row.truth_kind,
        "predicted": row.predicted,
        "predicted_kind": row.predicted_kind,
        "uncertain": row.uncertain,
        "probability": _or_none(row.probability),
        "reasons": list(row.reasons),
        "evidence": seen and {name: _or_none(value) for name, value in seen.numbers.items()},
    }


def _to_json(groups: Mapping[str, Sequence[Scored]]) -> Json:
    return {name: scores(rows).to_json() for name, rows in groups.items()}


def _or_none(value: float) -> float | None:
    return round(value, 4) if isfinite(value) else None


# -- in words --------------------------------------------------------------------------

MEASURE_WORDS = {
    "accuracy": "class right",
    "coverage": "sure of the class",
    "accuracy_certain": "right where sure",
    "key_recall": "key called key",
    "key_protected": "key taken for hard",
    "false_key_rate": "easy called key",
    "false_hard_rate": "easy taken for hard",
    "kind_accuracy": "kind right as well",
    "macro_f1": "macro-F1",
    "calibration_error": "calibration error",
    "brier": "Brier score",
}
"""The measures in the order in which they are told. What is not sure is taken for hard."""

TIER_WORDS = {
    "T1": "power or pace, and heart rate",
    "T2": "power or pace",
    "T3": "heart rate",
    "T4": "duration and felt effort",
    "T5": "duration",
}

BASELINE_WORDS = {
    "majority": "always the most usual",
    "intensity factor": f"intensity above {HARD_INTENSITY}",
    "cascade": "rules alone",
}

_NO_SHARES = {"macro_f1", "calibration_error", "brier", "kappa"}


def measure_words(name: str, value: float) -> str:
    """A measure as people read it: 93%, 0.05, or - where there is nothing to count."""
    if not isfinite(value):
        return "-"
    return f"{value:.2f}" if name in _NO_SHARES else f"{value:.0%}"


def range_words(name: str, low: float, high: float) -> str:
    """The range of a measure: 81-100%."""
    if not isfinite(low):
        return ""
    return f"{measure_words(name, low).rstrip('%')}-{measure_words(name, high)}"


def _class_words(session_class: str, kind: str | None) -> str:
    """A class with its kind."""
    return f"{session_class}, {kind}" if kind else session_class


def verdict_words(row: Scored) -> str:
    """What a session was, and what it was called."""
    said = _class_words(row.predicted, row.predicted_kind)
    sure = "not sure" if row.uncertain else "sure"
    chance = f", probability of key {row.probability:.0%}" if isfinite(row.probability) else ""
    return f"{_class_words(row.truth, row.truth_kind)}; called {said} ({sure}{chance})"


def headline(evaluation: Evaluation) -> str:
    """What was measured."""
    n, athletes = len(evaluation.rows), len({row.athlete for row in evaluation.rows})
    sessions = f"{n} session{'s' * (n != 1)}"
    whose = {
        "files": f"{sessions} of {athletes} athlete{'s' * (athletes != 1)}",
        "library": f"The {sessions} whose class you told",
        "squad": f"{sessions} of {athletes} simulated athlete{'s' * (athletes != 1)}",
    }[evaluation.source]
    how = "with" if evaluation.with_plan else "without"
    return f"{whose}, classed {how} workouts and titles"


def remarks(evaluation: Evaluation, over: str) -> Iterator[str]:
    """What a reader must know to take the figures for what they are.

    Args:
        evaluation: what was measured.
        over: what was drawn again for the ranges, "athletes" or "sessions".
    """
    if evaluation.source == "squad":
        yield (
            "Simulated athletes, no people: this compares methods and shows that all works "
            "together. It is not accuracy. Who has several sensors is also looked at with fewer."
        )
    else:
        yield (
            "Each session is judged by what its athlete had recorded up to its day. What was "
            "learned beforehand was learned from simulated athletes."
        )
    if over == "athletes":
        yield (
            "In brackets where nine of ten such groups of athletes would lie (bootstrap). What "
            "rests on one athlete is drawn from sessions and says little about others."
        )
    else:
        yield (
            "In brackets where nine of ten such groups of sessions would lie (bootstrap). They "
            "are of one athlete and say little about others."
        )
    if evaluation.opinions:
        agreement = kappa(*zip(*evaluation.opinions, strict=True))
        yield (
            f"A second person classed {len(evaluation.opinions)} of them: Cohen's kappa "
            f"{measure_words('kappa', agreement)}."
        )
    if evaluation.planned:
        same = sum(plan == found for plan, found in evaluation.planned)
        yield (
            f"Apart from that: of {len(evaluation.planned)} sessions a workout or a title says "
            f"what they were to be; without it {same} are classed the same. That is agreement "
            "with the plan, not accuracy."
        )
