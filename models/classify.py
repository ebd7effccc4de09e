"""The class of a session, easy or key, with its reasons and how far to trust it.

In: a session's profile, what the watch was told to do, the athlete's thresholds and how
long earlier sessions were. Out: a `Classification`.

What the workout on the watch asks for comes first, then the rules of `models.rules`. A
rule's answer is worth little where thresholds a few per cent off would turn it round.
The rules are therefore asked again with shifted thresholds: where the answer is another
one the class is uncertain (the planner then takes the session for key, and the athlete
may be asked).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from ingest.activity import Lap, Session, Workout
from ingest.sports import Family, family, is_assisted_or_commute
from models.athlete import Thresholds
from models.intensity import Intensity
from models.intervals import structure
from models.profile import Profile
from models.quantile import quantile
from models.rules import LONG_MIN, Case, is_key, judge
from models.verdicts import Classification
from models.workout import planned_key

__all__ = ["Classification", "Durations", "History", "classify"]

WINDOW_DAYS = 180
MIN_SESSIONS = 12
"""Fewer sessions say nothing about what is long for this athlete."""

LONG_QUANTILE, SHORT_QUANTILE = 0.85, 0.35
MIN_COUNTED_MIN = 20
"""Shorter sessions (a warm-up recorded alone) don't tell what is usual."""

DOUBT_SD = 1.0
"""Standard deviations by which thresholds may well be off. Higher ones may make a key session
easy, lower ones an easy one key; never the other way round."""

RACE = re.compile(
    r"\b(race|parkrun|marathon|halbmarathon|triathlon|duathlon|ironman|wettkampf)\b", re.IGNORECASE
)
NO_RACE = re.compile(
    r"\b(pace|prep|preparation|training|plan|week|warm|cool|simulation|tempo|workout)",
    re.IGNORECASE,
)


class History(NamedTuple):
    """What the athlete had done before a session.

    `minutes` are the timer minutes of the sessions of its family in the 180 days before it.
    """

    minutes: tuple[float, ...] = ()

    @classmethod
    def before(
        cls, start: datetime, sport: Family, rows: Iterable[tuple[datetime, str, float]]
    ) -> History:
        """The history of one session, from rows (start, family, timer_s) in any order.

        Rows at or after `start` are left out: a class never rests on later data. Whoever asks
        for many sessions lays the rows out once (`Durations`).
        """
        return Durations(rows).before(start, sport)

    def quantiles(self, *shares: float) -> list[float | None]:
        """Minutes that each share of the earlier sessions stayed below; None if they are few."""
        minutes = np.array(self.minutes)
        counted = minutes[minutes > MIN_COUNTED_MIN]
        enough = len(counted) >= MIN_SESSIONS
        return [quantile(counted, share) if enough else None for share in shares]


class Durations:
    """How long all sessions were, laid out so that each finds its own past at once.

    Args:
        rows: (start, family, timer_s) of the sessions, in any order.
    """

    def __init__(self, rows: Iterable[tuple[datetime, str, float]]) -> None:
        self._starts: dict[str, list[datetime]] = defaultdict(list)
        self._minutes: dict[str, list[float]] = defaultdict(list)
        for start, sport, timer_s in sorted(rows):
            self._starts[sport].append(start)
            self._minutes[sport].append(timer_s / 60)

    def before(self, start: datetime, sport: Family) -> History:
        """What came before a session of a sport that began at `start`."""
        starts, minutes = self._starts[sport], self._minutes[sport]
        since = bisect_left(starts, start - timedelta(days=WINDOW_DAYS))
        return History(tuple(minutes[since : bisect_left(starts, start)]))


def classify(
    profile: Profile,
    session: Session,
    *,
    thresholds: Thresholds,
    history: History,
    workout: Workout | None = None,
    laps: Sequence[Lap] = (),
    title: str | None = None,
) -> Classification:
    """Class one session as easy, key or (strength, walks and the rest) other.

    Args:
        profile: the session, cleaned.
        session: its sport and timer.
        thresholds: as known on the day of the session, from nothing later.
        history: what came before, see `History.before`.
        workout: the structured workout that was followed.
        laps: the session's laps.
        title: the activity's name.
    """
    sport = family(session.sport, session.sub_sport)
    if sport not in LONG_MIN:
        reason = f"{session.sport.replace('_', ' ')} counts as load only"
        return Classification("other", None, 1.0, False, (reason,), "T5")
    if is_assisted_or_commute(session.sport, session.sub_sport):
        reason = "a commute, or ridden with a motor's help"
        return Classification("easy", "recovery", 1.0, False, (reason,), "T5")

    intensity = Intensity.of(profile, thresholds)
    race_title = title if title and RACE.search(title) and not NO_RACE.search(title) else None
    long_min, short_min = history.quantiles(LONG_QUANTILE, SHORT_QUANTILE)
    case = Case(
        sport=sport,
        minutes=session.timer_s / 60,
        seen=intensity.evidence(),
        measure=intensity.measure,
        long_min=long_min,
        short_min=short_min,
        race_title=race_title,
    )
    plan = None if race_title else planned_key(workout, laps, thresholds, sport)
    if plan:
        return Classification(
            "key",
            plan.kind,
            1.0,
            False,
            (plan.reason,),
            intensity.tier,
            "plan",
            structure=_structure(case),
        )
    verdict = judge(case)
    shift = DOUBT_SD if verdict.session_class == "key" else -DOUBT_SD
    still_key = is_key(case._replace(seen=intensity.evidence(shift)))
    confidence = 1.0 if still_key == (verdict.session_class == "key") else 2 / 3
    reasons = [verdict.reason]
    if confidence < 1:
        other = "key" if verdict.session_class == "easy" else "easy"
        reasons.append(f"borderline: thresholds a little off would make it {other}")
    if verdict.doubt:
        reasons.append(verdict.doubt)
    return Classification(
        session_class=verdict.session_class,
        kind=verdict.kind,
        confidence=min(confidence, 0.5) if verdict.doubt else confidence,
        uncertain=confidence < 1 or bool(verdict.doubt),
        reasons=tuple(reasons),
        tier=intensity.tier,
        threshold_sensitive=confidence < 1,
        structure=_structure(case) if verdict.session_class == "key" else "",
    )


def _structure(case: Case) -> str:
    return structure(case.seen.intervals) if case.seen.regular else ""
