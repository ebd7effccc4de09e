"""All that is seen of form in a library, and how each signal stands on a day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Self

import numpy as np

from adaptive.form.gathering import Gathered, gather
from adaptive.form.gathering import told as told_of_form
from adaptive.library.store import Store
from models.contrast import DEFAULT, RARE, Explanation, Reading, Rule, reading
from models.form.bins import FormBins
from models.form.decay import late_decay
from models.form.lines import HEAT_FROM_C
from models.form.pedalling import RideHistory
from models.form.running import History
from models.form.scores import Scores
from models.form.signals import SIGNALS

__all__ = ["Seen", "level_at", "rule", "told"]

HOTTER_C = 5.0
"""Mean degrees above 15 that the latest sessions had more: cadence may follow the heat then."""

HILLIER = 0.25
"""So much more of the latest runs was too steep to count: tired legs are no other legs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The runs and rides that are known on a day, and what was made of them so far."""

    gathered: Gathered
    runs: History
    rides: RideHistory
    _scores: dict[tuple[str, date | None], Scores] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, today: date, until: date | None = None) -> Self:
        """Read the library.

        Args:
            store: an open library.
            today: what was told later is not yet known.
            until: the day of the latest recordings; today by default. Who asks about many days
                reads all once, and asks for scores before a day.
        """
        by, last = told_of_form(store, today), until or today
        # What was told is part of the name, as a representation: logs change no session.
        name = ("form", last, repr(by))
        return store.remembered(name, lambda: cls._read(gather(store, last, by)))

    @classmethod
    def _read(cls, gathered: Gathered) -> Self:
        return cls(gathered, History(gathered.runs), RideHistory(gathered.rides))

    def scores(self, signal: str, until: date | None = None) -> Scores:
        """A signal's scores of the sessions before a day, or of all."""
        if (signal, until) not in self._scores:
            if signal == "late_decay":
                found = self._late_decays(until)
            else:
                history = self.runs if SIGNALS[signal].family == "run" else self.rides
                found = history.scores(signal, until)
            self._scores[signal, until] = found
        return self._scores[signal, until]

    def _late_decays(self, until: date | None) -> Scores:
        """How step length changed late in the long runs before a day."""
        line = self.runs.line("step_length", until)
        runs = [run for run in self.runs.runs if until is None or run.day < until]
        decays = [late_decay(run.bins, line) if line else np.nan for run in runs]
        rows = np.flatnonzero(np.isfinite(decays))
        return Scores(
            signal="late_decay",
            ids=tuple(runs[row].id for row in rows),
            days=np.array([runs[row].day for row in rows], "datetime64[D]"),
            values=np.array([decays[row] for row in rows]),
            minutes=np.array([np.count_nonzero(runs[row].bins.steady) for row in rows], np.int64),
            effort=np.full(len(rows), np.nan),
            segments=tuple(runs[row].segment for row in rows),
            usable=np.ones(len(rows), np.bool_),
            level=0.0,
        )

    def reading(
        self,
        signal: str,
        on: date,
        anchors: Sequence[date] = (),
        silent: AbstractSet[date] = frozenset(),
    ) -> Reading:
        """What is to be said of a signal on a day, by the sessions before it."""
        scores = self.scores(signal, on)
        return reading(
            SIGNALS[signal],
            scores.days[scores.usable],
            scores.values[scores.usable],
            on,
            anchors=anchors,
            silent=silent,
            explanations=self._explanations(scores),
            rule=rule(signal),
        )

    def _explanations(self, scores: Scores) -> Iterator[Explanation]:
        """What else may have changed a signal's level lately."""
        usable = np.flatnonzero(scores.usable)
        lately, before = usable[-DEFAULT.window :], usable[: -DEFAULT.window]
        if not len(before):
            return
        earlier = {scores.segments[row] for row in before}
        for row in lately:
            if scores.segments[row] not in earlier:
                words = f"it was recorded with something new: {scores.segments[row]}"
                yield Explanation(scores.days[row].item(), words, excuses=True)
                break
        last = scores.days[lately[-1]].item()
        sessions = self.gathered.sessions
        now, then = (
            [_around(sessions[scores.ids[row]]) for row in rows]
            for rows in (lately, before[-DEFAULT.decisive :])
        )
        hotter, hillier = np.mean(now, axis=0) - np.mean(then, axis=0)
        if hotter >= HOTTER_C:
            yield Explanation(last, f"it was {hotter:.0f} °C hotter", excuses=True)
        if hillier >= HILLIER:
            yield Explanation(last, f"{hillier:.0%} more of the minutes were hilly", excuses=True)


def rule(signal: str) -> Rule:
    """The numbers that a signal is looked at by."""
    return RARE if signal in {"late_decay", "brick_shift"} else DEFAULT


def _around(bins: FormBins) -> tuple[float, float]:
    """A session's mean degrees above 15 (0 where none were told), and its share of hills."""
    heat = np.clip(np.nan_to_num(bins["temperature_c"] - HEAT_FROM_C), 0, None)
    return float(heat.mean()), bins.left_out.get("hilly", 0) / len(bins)


def level_at(scores: Scores, score: float) -> float:
    """What a score stands for, in the signal's own unit, at the athlete's usual effort."""
    if SIGNALS[scores.signal].relative:
        return scores.level * math.exp(score / 100)
    return scores.level + score


def told(value: float) -> float | None:
    """A number for an answer; None is not known."""
    return round(value, 3) + 0.0 if math.isfinite(value) else None  # + 0.0: no negative zero
