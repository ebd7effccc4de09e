"""What a simulated athlete notices and logs, and what the watch says of the runs.

All of it is noisy, some of it is never logged, and none of it is the truth of `body`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from adaptive.diary import DiaryEntry
from adaptive.shifts import Shift
from adaptive.week import DoneBlock
from benchmarks.policy.athletes import BEFORE, BEGIN, DAYS, Athlete
from benchmarks.policy.body import Body
from models.contrast import Reading, reading
from models.form.signals import SIGNALS

__all__ = ["OVERLOADED", "Diary", "EwmaReader", "Recordings", "WeeklyReader", "tension"]

LOGGED = 0.8
"""A check that was made and work that was done are logged so often, skipped work half the time, and
back tension alone, on days without a check, in a quarter of the days."""

SKIP_LOGGED, SCORED = 0.5, 0.25
MISREPORTED = 0.05
SMOOTH = 0.5
OVERLOADED = 3.0

ANSWERED = 0.5
CHECKED_WHEN_ASKED = 0.6

SPM_PER_PCT = 1.7
BURN_IN_RUNS = 6
"""After a change of shoes that was told, so many runs are left out, and the step with them."""

HEAT_DAYS = 56

EWMA_WEIGHT, EWMA_LIMIT, BASELINE_RUNS = 0.2, 2.7, 20

_CHECK, _WRONG, _FEEL, _TOLD, _HOW, _ANSWER, _REASON, _ASKED = _CHANCES = range(10, 18)
_TENSION, _LEFT, _RIGHT = _NORMALS = range(18, 21)
_RUNS = 21


def tension(body: Body, *, overloaded: bool) -> float:
    """The back tension (0 to 10) to be expected, without the scatter from day to day."""
    felt = 1.5 + 1.2 * body.f + 1.0 * body.q + OVERLOADED * overloaded
    return min(max(felt, 0.0), 10.0)


@dataclass
class Diary:
    """What the athlete logs, day by day."""

    athlete: Athlete
    luck: dict[int, np.ndarray] = field(init=False)
    entries: list[DiaryEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.luck = {what: self.athlete.chance(what) for what in _CHANCES}
        self.luck |= {what: self.athlete.normal(what) for what in _NORMALS}

    def tell(
        self,
        day: int,
        body: Body,
        done: Sequence[DoneBlock],
        left: Sequence[DoneBlock],
        asked: Iterable[Shift] = (),
    ) -> None:
        """The evening's entries.

        Args:
            day: of the programme.
            body: in the morning of the day.
            done: the psoas work of the day.
            left: what was planned and not done.
            asked: the questions of the day before.
        """
        self._health(day)
        told = self.luck[_TOLD][day] < LOGGED
        questions = [one for one in asked if one.kind == "ask"]
        activated = any(block.kind == "activation" for block in done)
        if activated:
            checked = told
        else:
            checked = bool(questions) and self.luck[_ASKED][day] < CHECKED_WHEN_ASKED
        if checked:
            self._add(day, "check", self._check(day, body))
        elif self.luck[_TOLD][day] < SCORED:
            self._add(day, "symptom", {"back": self._back(day, body)})
        if told:
            for block in done:
                self._add(day, "done", _work(block) | {"effort": 6.0, "exercises": []})
        if self.luck[_TOLD][day] < SKIP_LOGGED:
            for block in left:
                self._add(day, "skip", _work(block))
        for one in questions:
            self._answer(day, one)

    def _health(self, day: int) -> None:
        athlete = self.athlete
        if athlete.ill and day == athlete.ill.start:
            self._add(day, "ill", {"fever": athlete.fever})
        if athlete.ill and day == athlete.ill.stop:
            self._add(day, "well", {})
        if day == athlete.gait.shoes_day and athlete.gait.shoes_told:
            self._add(day, "change", {"what": "shoes", "name": "new"})

    def _check(self, day: int, body: Body) -> dict[str, Any]:
        """A check that is not good fails by a short hold, or in half of the cases by its manner."""
        noise, luck = self.athlete.noise, self.luck
        good = luck[_CHECK][day] < body.ready
        good ^= luck[_WRONG][day] < MISREPORTED * noise
        usual = 6 + 12 * body.m - 3 * body.f
        holds = [min(15.0, usual + 2.5 * noise * luck[side][day]) for side in (_LEFT, _RIGHT)]
        if good:
            holds = [max(10.0, hold) for hold in holds]
        deep = luck[_FEEL][day] < 0.5 + 0.35 * (body.m - 0.5)
        return {
            "march_left_s": round(max(0.0, holds[0])),
            "march_right_s": round(max(0.0, holds[1])),
            "smooth": bool(good or luck[_HOW][day] < SMOOTH),
            "dead_bug_flat": bool(good or luck[_HOW][day] >= SMOOTH),
            "feel": "deep" if deep else "front",
            "back": self._back(day, body),
        }

    def _back(self, day: int, body: Body) -> float:
        expected = tension(body, overloaded=day in self.athlete.overload)
        felt = expected + self.athlete.noise * self.luck[_TENSION][day]
        return float(np.clip(round(felt, 1), 0, 10))

    def _answer(self, day: int, asked: Shift) -> None:
        if self.luck[_ANSWER][day] >= ANSWERED:
            return
        gait = self.athlete.gait
        known = 0 <= day - gait.shoes_day < HEAT_DAYS or abs(day - gait.heat_day) < HEAT_DAYS / 2
        likely = ("something else", "don't know") if known else ("don't know", "intended")
        choice = likely[int(self.luck[_REASON][day] > 0.7)]
        self._add(day, "answer", {"question": f"cadence:{asked.day}", "choice": choice})

    def _add(self, day: int, kind: str, content: dict[str, Any]) -> None:
        on = BEGIN + timedelta(days=day)
        self.entries.append(DiaryEntry(kind, on, None, content, told=on))


def _work(block: DoneBlock) -> dict[str, Any]:
    return {
        "block": block.kind,
        "planned": block.start.isoformat(),
        "minutes": block.minutes,
        "pair": block.pair,
    }


@dataclass
class Recordings:
    """The cadence of the usable runs: spm beside the athlete's own line, one score a run.

    Strength lengthens the step and so lowers the cadence, slowly and in many not at all; beside
    it stand the noise, which remembers the run before, a trend, a hot season and new shoes.
    """

    athlete: Athlete
    days: list[date] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    _noise: Iterator[float] = field(init=False)
    _burning_in: int = 0

    def __post_init__(self) -> None:
        gait = self.athlete.gait
        fresh = self.athlete.normal(_RUNS, BEFORE + DAYS)
        noise = [fresh[0]]
        for one in fresh[1:]:
            noise.append(gait.lag * noise[-1] + np.sqrt(1 - gait.lag**2) * one)
        self._noise = iter(self.athlete.noise * gait.sd_spm * np.array(noise))
        for day in range(-BEFORE, 0):
            self.record(day, strength=1.0)

    def record(self, day: int, strength: float) -> None:
        """The day's run, if there is one that stands alone."""
        gait = self.athlete.gait
        if day == gait.shoes_day and gait.shoes_told:
            self._burning_in = BURN_IN_RUNS
        if not any(one.family == "run" for one in self.athlete.trainings[day]):
            return
        score = next(self._noise) - SPM_PER_PCT * gait.strength_pct * (strength - 1)
        score += gait.trend_spm * day / DAYS
        score += gait.heat_spm * max(0.0, 1 - abs(day - gait.heat_day) / (HEAT_DAYS / 2))
        if day >= gait.shoes_day and not gait.shoes_told:
            score += gait.shoes_spm
        if self._burning_in:
            self._burning_in -= 1
            return
        self.days.append(BEGIN + timedelta(days=day))
        self.scores.append(float(score))


@dataclass
class WeeklyReader:
    """The weekly contrast, on the scores of simulated runs."""

    runs: Recordings

    def on(self, monday: date, anchors: Sequence[date], silent: AbstractSet[date]) -> Reading:
        """The reading of a Monday."""
        return reading(
            SIGNALS["cadence"],
            self.runs.days,
            np.array(self.runs.scores),
            monday,
            anchors=anchors,
            silent=frozenset(silent),
        )


@dataclass
class EwmaReader:
    """What should not be done: an alarm of a moving average stands at once for a change."""

    runs: Recordings

    def on(self, monday: date, anchors: Sequence[date], silent: AbstractSet[date]) -> Reading:
        """The reading of a Monday; silent days are read as all others."""
        del silent
        begin = max(anchors, default=date.min)
        pairs = zip(self.runs.days, self.runs.scores, strict=True)
        scores = [score for day, score in pairs if begin <= day < monday]
        first, later = np.array(scores[:BASELINE_RUNS]), scores[BASELINE_RUNS:]
        if not later:
            return Reading("cadence", monday, "unknown", "spm")
        average = first.mean()
        for score in later:
            average += EWMA_WEIGHT * (score - average)
        spread = first.std(ddof=1) * np.sqrt(EWMA_WEIGHT / (2 - EWMA_WEIGHT))
        change = float(average - first.mean())
        z = change / spread
        direction = 0 if abs(z) < EWMA_LIMIT else 1 if z > 0 else -1
        return Reading(
            signal="cadence",
            on=monday,
            verdict="worse" if direction < 0 else "same",
            unit="spm",
            direction=direction,  # type: ignore[arg-type]
            confirmed=direction != 0,
            level=float(average),
            baseline=float(first.mean()),
            change=change,
            uncertainty=float(spread),
            z=float(z),
            n_baseline=len(first),
            n_window=len(later),
        )
