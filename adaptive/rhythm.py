"""The week that an athlete's own history predicts when no calendar is given.

People train in weekly habits: Tuesday's intervals, the long run on Sunday. For each
weekday and family of sport the last four weeks tell how often it happened, when it
started, how long it took and whether it was hard.

In: past sessions in local time. Out: one predicted session per weekday and family
that happened in at least half of those weeks. A weekday that was hard now and then is
predicted as uncertain, which the planner treats as hard. A race is never predicted:
nobody races out of habit, and what looks like a weekly race is hard training.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import median

from adaptive.week import SessionClass, WeekSession

__all__ = ["Rhythm", "learn"]

WEEKS_REMEMBERED = 4
"""On three irregular real histories four weeks foretold the next one better than six
(F1 of weekday and sport 0.38 against 0.31); weights by age or a pull towards the athlete's
overall share of hard days did not improve on them."""

LIKELY = 0.5
"""A session is predicted when it happened in at least this share of the weeks."""

HARD = 0.5
"""A predicted session is hard when at least this share of its past ones were."""

MAYBE_HARD = 0.25
"""From this share of hard ones on, nobody can promise that it will be easy."""

_PREDICTED_FAMILIES = ("run", "ride", "swim", "strength")
_NO_HABIT = {None, "race"}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The habits of some weeks: `weeks` is how many were seen, `habits` by weekday.

    `trained` counts the days of training in them, those of each sport by themselves, and
    `regular` how many of these kept to a habit.
    """

    weeks: int
    habits: tuple[tuple[WeekSession, ...], ...]
    trained: int
    regular: int

    def on(self, day: date) -> list[WeekSession]:
        """The sessions predicted for a day, in order of their start."""
        return [
            replace(
                habit,
                start=datetime.combine(day, habit.start.time()),
                brick_id=f"predicted-{day}" if habit.session_class == "brick" else None,
            )
            for habit in self.habits[day.weekday()]
        ]


def learn(sessions: Sequence[WeekSession], today: date) -> Rhythm:
    """The rhythm of the last weeks before a day.

    Args:
        sessions: past sessions, any order; later ones and those of `today` are not used.
        today: the day from which the coming week is looked at.

    Returns:
        A rhythm of as many weeks as are known, four at most. One occurrence is no habit:
        without a second on the same weekday nothing is predicted.
    """
    days_known = max(((today - session.start.date()).days for session in sessions), default=0)
    weeks = min(WEEKS_REMEMBERED, -(-days_known // 7))
    first = today - timedelta(weeks=weeks)
    groups: defaultdict[tuple[int, str], list[WeekSession]] = defaultdict(list)
    for session in sessions:
        if first <= session.start.date() < today and session.family in _PREDICTED_FAMILIES:
            groups[session.start.weekday(), session.family].append(session)
    habits: list[list[WeekSession]] = [[] for _ in range(7)]
    trained = regular = 0
    for (weekday, _), past in sorted(groups.items()):
        days = len({session.start.date() for session in past})
        trained += days
        if days >= 2 and days / weeks >= LIKELY:
            habits[weekday].append(_habit(past, days / weeks))
            regular += days
    ordered = (tuple(sorted(day, key=lambda habit: habit.start.time())) for day in habits)
    return Rhythm(weeks, tuple(ordered), trained, regular)


def _habit(past: list[WeekSession], probability: float) -> WeekSession:
    """One session that stands for several on the same weekday."""
    by_day: defaultdict[date, list[WeekSession]] = defaultdict(list)
    for session in past:
        by_day[session.start.date()].append(session)
    # A warm-up recorded apart from the main run belongs to it: the longest speaks for a day.
    main = [max(day, key=lambda session: session.duration_min) for day in by_day.values()]

    def share(is_such: Callable[[WeekSession], bool]) -> float:
        return sum(any(map(is_such, day)) for day in by_day.values()) / len(by_day)

    session_class: SessionClass
    kind: str | None
    if share(lambda session: session.session_class == "brick") >= HARD:
        session_class, kind = "brick", None
    elif share(lambda session: session.session_class in {"key", "brick"}) >= HARD:
        kinds = [session.kind for session in past if session.session_class == "key"]
        session_class, kind = "key", _commonest([kind for kind in kinds if kind not in _NO_HABIT])
    else:
        session_class = "other" if past[0].family == "strength" else "easy"
        kind = None
    latest = max(main, key=lambda session: session.start)
    minutes_of_day = median(s.start.hour * 60 + s.start.minute for s in main)
    loads = [session.load_tss for session in main if session.load_tss is not None]
    return WeekSession(
        id=None,
        start=datetime.combine(latest.start.date(), time(*divmod(int(minutes_of_day), 60))),
        duration_min=round(median(session.duration_min for session in main)),
        sport=latest.sport,
        family=latest.family,
        session_class=session_class,
        kind=kind,
        origin="predicted",
        uncertain=session_class == "easy" and share(lambda session: session.hard) >= MAYBE_HARD,
        probability=probability,
        load_tss=median(loads) if loads else None,
    )


def _commonest(kinds: list[str | None]) -> str | None:
    return max(sorted(filter(None, set(kinds))), key=kinds.count, default=None)
