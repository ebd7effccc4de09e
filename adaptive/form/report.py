"""What there is to say of form on a day: each signal beside the athlete's own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from adaptive.form import saying
from adaptive.form.bricks import BrickRun, brick_runs
from adaptive.form.reading import Reader
from adaptive.form.seen import Seen, level_at, told
from adaptive.library.recordings import Json
from adaptive.library.store import Store
from adaptive.week import monday_of
from ingest.activity import FloatArray
from models.contrast import DEFAULT, RARE, Reading, gait_composite, reading
from models.form.bins import MIN_MINUTES, FormBins
from models.form.running import REPEATS
from models.form.scores import Scores
from models.form.signals import SIGNALS, Signal, pooled_sd, worthwhile

__all__ = ["FormReport", "ReadBy", "SignalForm", "composites", "report"]

LOOKED_AT = timedelta(days=DEFAULT.baseline_days)
"""What is counted is counted over the half year that a baseline looks at."""

ReadBy = tuple[Sequence[date], AbstractSet[date]]
"""The days on which baselines begin anew, and those of which nothing is read."""


@dataclass(frozen=True, slots=True)
class SignalForm:
    """One signal on a day.

    `reading` looks at all sessions up to the day, `verdict` is the one of the day's Monday, None
    for the signals that have none: asked one by one, so many companions of cadence would raise an
    alarm every few weeks by chance alone. `repeats` is the share of a channel that speed and
    cadence explain, NaN where that is not asked. `sessions` counts those of the last half year.
    """

    signal: Signal
    reading: Reading
    verdict: Reading | None
    scores: Scores
    sessions: int
    repeats: float

    @property
    def own(self) -> bool:
        """Whether it says something that speed and cadence do not."""
        return not self.repeats >= REPEATS

    @property
    def recent(self) -> FloatArray:
        """The usable scores of the last half year."""
        since = np.datetime64(self.reading.on - LOOKED_AT, "D")
        values: FloatArray = self.scores.values[self.scores.usable & (self.scores.days >= since)]
        return values

    @property
    def band(self) -> float:
        """How far a session usually lies from the athlete's own level (one SD), in score units."""
        return float(pooled_sd(self.recent, self.signal.prior_sd))

    def level(self, score: float) -> float:
        """What a score stands for, in the signal's own unit, at the athlete's usual effort."""
        return level_at(self.scores, score)

    @property
    def now(self) -> float:
        """The level of the latest sessions; NaN without any."""
        latest = self.recent[-DEFAULT.window :]
        return self.level(float(latest.mean())) if len(latest) else math.nan

    def to_json(self, since: date = date.min) -> Json:
        """The signal's part of `form --json`; None is not known."""
        found, verdict, run = self.reading, self.verdict, self.signal.family == "run"
        return {
            "signal": self.signal.name,
            "label": self.signal.label,
            "sport": self.signal.family,
            "unit": self.signal.unit,
            "level": told(self.now),
            "at_speed_mps": told(self.scores.at_effort) if run else None,
            "at_power_w": None if run else told(self.scores.at_effort),
            "baseline": told(self.level(found.baseline)),
            "change_unit": self.signal.score_unit,
            "change": told(found.change),
            "uncertainty": told(found.uncertainty),
            "band": told(self.band),
            "worthwhile_change": told(worthwhile(self.signal, self.recent)),
            "n": len(self.recent),
            "n_window": found.n_window,
            "n_baseline": found.n_baseline,
            "coverage": told(self._recorded / self.sessions) if self.sessions else None,
            "follows_speed_and_cadence": told(self.repeats),
            "verdict": verdict and verdict.verdict,
            "direction": verdict and verdict.direction,
            "confirmed": verdict and verdict.confirmed,
            "explanations": list((verdict or found).explanations),
            "says": saying.signal(self),
            "segments": [{"since": day, "segment": name} for day, name in self.segments],
            "trend": [row for row in self.trend() if row["local_date"] >= since],
        }

    @property
    def segments(self) -> list[tuple[date, str]]:
        """The days on which something new was used, and what is recorded by from then on."""
        first: dict[str, date] = {}
        for day, name in zip(self.scores.days.tolist(), self.scores.segments, strict=True):
            first.setdefault(name, day)
        return [(day, name) for name, day in first.items()][1:]

    @property
    def _recorded(self) -> int:
        return int(np.count_nonzero(self.scores.days >= np.datetime64(self.reading.on - LOOKED_AT)))

    def trend(self) -> list[Json]:
        """One row a session that has a score, in order of time."""
        columns = zip(
            self.scores.ids,
            self.scores.days.tolist(),
            self.scores.values.tolist(),
            self.scores.minutes.tolist(),
            self.scores.segments,
            self.scores.usable.tolist(),
            strict=True,
        )
        return [
            {
                "id": name,
                "local_date": day,
                "value": told(self.level(value)),
                "score": told(value),
                "steady_min": minutes,
                "segment": segment,
                "usable": usable,
            }
            for name, day, value, minutes, segment, usable in columns
        ]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a half year's runs or rides counts in no score, and why.

    `used` sessions have a score of cadence; `sessions` counts the others by reason, `minutes` the
    minutes of all of them, the steady ones among them.
    """

    used: int
    sessions: Mapping[str, int]
    minutes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FormReport:
    """Form on a day.

    `slope` is the rise of cadence with speed, spm for each m/s, with its standard error; None
    without runs. `phases` are the days on which one began, with its name.
    """

    on: date
    signals: tuple[SignalForm, ...]
    left_out: Mapping[Literal["run", "ride"], LeftOut]
    slope: tuple[float, float] | None
    bricks: tuple[BrickRun, ...]
    phases: tuple[tuple[date, str], ...]

    @property
    def known(self) -> bool:
        """Whether any signal is known at all."""
        return any(len(one.scores) for one in self.signals)

    def to_json(self, since: date = date.min) -> Json:
        """The answer of `form --json`; `since` is where trends begin."""
        return {
            "on": self.on,
            "signals": [one.to_json(since) for one in self.signals],
            "cadence_slope_spm_per_mps": self.slope and told(self.slope[0]),
            "cadence_slope_uncertainty": self.slope and told(self.slope[1]),
            "off_the_bike": [one.to_json() for one in self.bricks if one.day >= since],
            "left_out": {
                sport: {"used": one.used, "sessions": one.sessions, "minutes": one.minutes}
                for sport, one in self.left_out.items()
            },
            "phases": [{"since": day, "phase": name} for day, name in self.phases],
            "notes": list(saying.notes(self)),
        }


def report(store: Store, today: date, signal: str | None = None) -> FormReport:
    """All there is to say of form on a day, or of one signal.

    Args:
        store: an open library.
        today: what was recorded or told later is not yet known.
        signal: the name of a signal in `models.form.signals.SIGNALS`; None is all of them.
    """
    reader = Reader(store, today)
    seen = reader.seen
    bricks = brick_runs(store, today, seen)
    read_by = _read_by(store, today, reader)
    found = [
        _signal(seen, name, today, read_by, bricks) for name in ([signal] if signal else SIGNALS)
    ]
    line = seen.runs.line("cadence")
    return FormReport(
        on=today,
        signals=tuple(found),
        left_out={sport: _left_out(seen, sport, today) for sport in ("run", "ride")},
        slope=line.speed_slope() if line else None,
        bricks=tuple(bricks),
        phases=tuple(_phases(store, today)),
    )


def composites(store: Store, today: date, seen: Seen, read_by: ReadBy) -> dict[str, float]:
    """How the signals speak together, as mean z by "gait" and "pedalling", as far as is known.

    Positive is better. Neither is more than a hint. A change that was explained does not speak
    against anybody, so the baselines are those of the verdicts.
    """
    z = {name: _z(seen.reading(name, today, *read_by)) for name in _GAIT}
    sensor = not _from_the_wrist(seen, SIGNALS["ground_contact"])
    brick = _reading(_shifts(brick_runs(store, today, seen)), today)
    slower = _z(seen.reading("cadence_at_power", today, *read_by))
    pedalling = [
        *([_z(brick)] if math.isfinite(_z(brick)) else []),
        *([slower] if slower < 0 else []),
    ]
    found = {
        "gait": gait_composite(z, sensor=sensor),
        "pedalling": float(np.mean(pedalling)) if pedalling else math.nan,
    }
    return {name: value for name, value in found.items() if math.isfinite(value)}


_GAIT = ("late_decay", "leg_stiffness", "ground_contact", "cadence", "step_length")
_DECIDING = frozenset({"cadence", "cadence_at_power"})
"""The signals that may move a phase, so that they are read with its anchors and silent days."""

_SENSORS = frozenset({"balance", "stryd"})
"""What a strap or pod leaves behind."""


def _z(found: Reading) -> float:
    return found.change / found.uncertainty


def _read_by(store: Store, today: date, reader: Reader) -> ReadBy:
    """The days on which the baseline began anew, and those of which nothing is read."""
    from adaptive import planning, shifting

    if not planning.programme(store, today):
        return (), frozenset()
    return shifting.read_by(planning.gather(store, today, None, today, reader).told())


def _signal(
    seen: Seen, name: str, today: date, read_by: ReadBy, bricks: Sequence[BrickRun]
) -> SignalForm:
    signal, tomorrow = SIGNALS[name], today + timedelta(days=1)
    sport = seen.runs.runs if signal.family == "run" else seen.rides.rides
    sessions = sum(one.day > today - LOOKED_AT for one in sport)
    if name == "brick_shift":
        scores = _shifts(bricks)
        found = _reading(scores, tomorrow)
        sessions = sum(one.day > today - LOOKED_AT for one in bricks)
    else:
        scores = seen.scores(name)
        # What has a verdict has it since Monday, and is told as it was read then.
        found = seen.reading(name, monday_of(today) if name in _DECIDING else tomorrow, *read_by)
    return SignalForm(
        signal=signal,
        reading=found,
        verdict=found if name in _DECIDING else None,
        scores=scores,
        sessions=sessions,
        repeats=seen.runs.repeats(name) if _from_the_wrist(seen, signal) else math.nan,
    )


def _from_the_wrist(seen: Seen, signal: Signal) -> bool:
    """Whether a watch may have worked a signal out that takes a sensor."""
    # A cadence that was counted tells nothing of what is worn.
    steps = (run.bins for run in reversed(seen.runs.runs) if "ground_contact_ms" in run.bins)
    latest = next(steps, None)
    worn = set(latest.sensors) if latest else set()
    return signal.family == "run" and signal.needs_sensor and not worn & _SENSORS


def _shifts(bricks: Sequence[BrickRun]) -> Scores:
    """Off the bike, what the steps of the first kilometre are shorter by, as scores."""
    known = [(one, one.step_length) for one in bricks if one.compared]
    return Scores(
        signal="brick_shift",
        ids=tuple(one.session_id for one, _ in known),
        days=np.array([one.day for one, _ in known], "datetime64[D]"),
        values=np.array([start.shift for _, start in known], np.float64),
        minutes=np.array([start.brick.n_early for _, start in known], np.int64),
        effort=np.full(len(known), np.nan),
        segments=("",) * len(known),
        usable=np.ones(len(known), np.bool_),
        level=0.0,
    )


def _reading(scores: Scores, on: date) -> Reading:
    return reading(SIGNALS[scores.signal], scores.days, scores.values, on, rule=RARE)


def _left_out(seen: Seen, sport: Literal["run", "ride"], today: date) -> LeftOut:
    """What of the last half year counts in no score of cadence, and why."""
    run = sport == "run"
    scores = seen.scores("cadence" if run else "cadence_at_power")
    usable = {name for name, counts in zip(scores.ids, scores.usable, strict=True) if counts}
    sessions: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    used = 0
    for one in seen.gathered.runs if run else seen.gathered.rides:
        if one.day <= today - LOOKED_AT:
            continue
        minutes.update(one.bins.left_out)
        minutes["steady"] += int(np.count_nonzero(one.bins.steady))
        if one.id in usable:
            used += 1
        else:
            sessions[_why(one.bins, new=one.id in scores.ids)] += 1
    return LeftOut(used, dict(sessions), dict(minutes))


def _why(bins: FormBins, *, new: bool) -> str:
    """Why a session has no score that counts."""
    if new:
        return "something_new"
    if bins.family == "run" and bins.indoor:
        return "treadmill"
    if bins.left_out.get("unknown", 0) > len(bins) / 2:
        return "not_recorded"
    if np.count_nonzero(bins.steady) < MIN_MINUTES:
        others = {why: n for why, n in bins.left_out.items() if why != "unknown"}
        return max(others, key=others.__getitem__) if others else "short"
    return "other_power" if bins.family == "ride" and "power_w" in bins else "not_recorded"


def _phases(store: Store, today: date) -> list[tuple[date, str]]:
    """The days on which a phase began."""
    begun = [(one.day, one.phase) for one in store.way.entries() if one.day <= today]
    moved = [
        (one.day, one.phase)
        for one in store.shifts.all(today)
        if one.kind == "move" and not one.undone
    ]
    return sorted(dict([*begun, *moved]).items())  # of several on one day the last one holds
