"""The week that an athlete's own history predicts where no calendar says more.

People train in weekly habits: Tuesday's intervals, the long run on Sunday. For each weekday and
family of sport the past weeks tell how likely it is to happen, when it starts, how long it takes
and how likely it is to be hard; what was lately counts more.

In: past sessions in local time. Out: what is more likely than not to happen, and beside it what
is only possible but would be hard, so that a plan is safe whichever of them comes about. A race
is never predicted: nobody races out of habit, and what looks like a weekly race is hard training.

`benchmarks/rhythm.py` measures all this on real and simulated athletes, and what the plans made
from it are worth; the choices below are those it rewarded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import floor
from statistics import median

from adaptive.week import SessionClass, WeekSession

__all__ = ["Rhythm", "learn", "warning"]

WEEKS_REMEMBERED = 12
HALF_LIFE_WEEKS = 3.0
"""A week counts twice as much as one three weeks earlier. Against four weeks that all count alike
hard days are found more often, and what is told as so likely comes about as often."""

PRIOR_WEEKS = 2.0
"""So many weeks' worth of the athlete's usual share of days are mixed into each weekday's: what
happened on one Tuesday need not happen on the next (the rule of succession)."""

LIKELY = 0.5
"""From this probability on a session is expected; with less it is at most possible."""

HARD = 0.5
"""An expected session is hard when at least this share of its past ones were."""

MAYBE_HARD = 0.06
"""From this probability of a hard session on, a weekday is not promised to be without one: one
such day in the last five weeks is enough. Higher limits let more strengthening stand before hard
sessions; this one costs hardly any, for what has to keep away from one day mostly finds another."""

ODD_STARTS = 0.1
"""So many of the earliest and of the latest starts do not count towards the hours of a habit."""

RECENT_WEEKS = 4
"""How regular somebody is, these show."""

REGULAR = 0.75
"""In weeks that began with a smaller share of the recent sessions fitting a habit, strengthening
stood too near to a hard session some four times as often as in the others."""

_PREDICTED_FAMILIES = ("run", "ride", "swim", "strength")
_NO_HABIT = {None, "race"}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is to be expected by weekday (`habits`, Monday first).

    `trained` counts the days of training of the last `weeks` (four at most), those of each sport
    by themselves, and `regular` how many of these kept to a habit.
    """

    weeks: int
    habits: tuple[tuple[WeekSession, ...], ...]
    trained: int
    regular: int

    @property
    def irregular(self) -> bool:
        """Whether the athlete's weeks are too different for one to foretell the next."""
        return self.regular < REGULAR * self.trained

    def on(self, day: date) -> list[WeekSession]:
        """What may take place on a day, in order of start.

        Expected sessions have a `probability` of one half or more. One with less is only
        `possible`: its probability is that of taking place and being hard.
        """
        expected = [
            replace(
                habit,
                start=habit.start + (day - habit.day),
                earliest=habit.earliest and habit.earliest + (day - habit.day),
                latest=habit.latest and habit.latest + (day - habit.day),
                brick_id=f"predicted-{day}" if habit.session_class == "brick" else None,
            )
            for habit in self.habits[day.weekday()]
        ]
        return sorted(_off_the_bike(expected), key=lambda session: session.start)


def _off_the_bike(day: Sequence[WeekSession]) -> Iterator[WeekSession]:
    """A day whose brick runs begin after their ride: each leg's own usual times may overlap."""
    for session in day:
        rides = [s.end for s in day if s.family == "ride" and s.start < session.start < s.end]
        if session.session_class == "brick" and session.family == "run" and rides:
            start = max(rides)
            yield replace(
                session, start=start, latest=session.latest and max(session.latest, start)
            )
        else:
            yield session


def learn(
    sessions: Sequence[WeekSession], today: date, ignore: Collection[date] = frozenset()
) -> Rhythm:
    """The rhythm of the weeks before a day.

    Args:
        sessions: past sessions, any order; later ones and those of `today` are not used.
        today: the day from which the coming week is looked at.
        ignore: days that say nothing of the athlete's habits (ill, away); as many days
            further back are looked at in their place.

    Returns:
        A rhythm of as many weeks as are known, twelve at most.
    """
    first = min((session.day for session in sessions), default=today)
    ages = _ages(first, today, ignore)
    groups: defaultdict[tuple[int, str], list[WeekSession]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: session.start):
        if session.day in ages and session.family in _PREDICTED_FAMILIES:
            groups[session.day.weekday(), session.family].append(session)
    chances = _Chances(ages, groups)
    habits: list[list[WeekSession]] = [[] for _ in range(7)]
    trained = regular = 0
    for (weekday, family), past in sorted(groups.items()):
        habit = _habit(past, chances, weekday, family)
        recent = sum(ages[day] < RECENT_WEEKS for day in {session.day for session in past})
        trained += recent
        if habit:
            habits[weekday].append(habit)
            regular += 0 if habit.possible else recent
    return Rhythm(
        min(RECENT_WEEKS, max(ages.values(), default=-1) + 1),
        tuple(tuple(sorted(day, key=lambda habit: habit.start.time())) for day in habits),
        trained,
        regular,
    )


def warning(rhythm: Rhythm) -> str | None:
    """What an irregular athlete has to know of a plan made from it."""
    if not rhythm.irregular:
        return None
    why = "Your weeks differ" if rhythm.weeks == RECENT_WEEKS else "Few weeks of yours are known"
    return (
        f"{why}, so the sessions expected here are guesses, and strengthening keeps away from "
        "every day that may turn out hard. Your calendar would say more: "
        "kneedrive calendar import FILE.ics"
    )


def _ages(first: date, today: date, ignore: Collection[date]) -> dict[date, int]:
    """The days that are looked at, with how many of the same weekday came after them."""
    ages: dict[date, int] = {}
    counted = [0] * 7
    day = today - timedelta(days=1)
    while day >= first and min(counted) < WEEKS_REMEMBERED:
        weekday = day.weekday()
        if day not in ignore and counted[weekday] < WEEKS_REMEMBERED:
            ages[day] = counted[weekday]
            counted[weekday] += 1
        day -= timedelta(days=1)
    return ages


class _Chances:
    """How likely something is on the next day of a weekday, after the days on which it was."""

    def __init__(
        self, ages: Mapping[date, int], groups: Mapping[tuple[int, str], Iterable[WeekSession]]
    ) -> None:
        self.weights: dict[date, float] = {
            day: 0.5 ** (age / HALF_LIFE_WEEKS) for day, age in ages.items()
        }
        self._of_weekday = [0.0] * 7
        for day, weight in self.weights.items():
            self._of_weekday[day.weekday()] += weight
        # Of what came before the first known day nothing is known: less than a week is no share.
        everything = max(sum(self.weights.values()), 7.0)
        self._usual: defaultdict[tuple[str, bool], float] = defaultdict(float)
        for (_, family), past in groups.items():
            for hard in (False, True):
                days = {one.day for one in past if one.hard or not hard}
                self._usual[family, hard] += self.weight(days) / everything

    def weight(self, days: Iterable[date]) -> float:
        """What some days count together."""
        return sum(self.weights[day] for day in days)

    def of(self, days: Iterable[date], weekday: int, family: str, *, hard: bool = False) -> float:
        """The chance of what was on these days of the weekday."""
        usual = PRIOR_WEEKS * self._usual[family, hard]
        return (self.weight(days) + usual) / (self._of_weekday[weekday] + PRIOR_WEEKS)


def _habit(
    past: Sequence[WeekSession], chances: _Chances, weekday: int, family: str
) -> WeekSession | None:
    """What the sessions of a weekday let expect or fear, if anything."""
    by_day: defaultdict[date, list[WeekSession]] = defaultdict(list)
    for session in past:
        by_day[session.day].append(session)
    hard = {day: some for day, some in by_day.items() if any(one.hard for one in some)}
    chance = chances.of(by_day, weekday, family)
    chance_hard = chances.of(hard, weekday, family, hard=True)
    maybe_hard = bool(hard) and chance_hard >= MAYBE_HARD
    if chance >= LIKELY:
        return _session(by_day, chances, chance, uncertain=maybe_hard)
    return _session(hard, chances, chance_hard, uncertain=True) if maybe_hard else None


def _session(
    by_day: Mapping[date, Sequence[WeekSession]],
    chances: _Chances,
    probability: float,
    *,
    uncertain: bool,
) -> WeekSession:
    """One session that stands for those of several days, easy and `uncertain` or hard."""

    def share(classes: Collection[SessionClass]) -> float:
        such = [d for d, some in by_day.items() if any(s.session_class in classes for s in some)]
        return chances.weight(such) / chances.weight(by_day)

    # A warm-up recorded apart from the main run belongs to it: one of them speaks for a day.
    main = [max(day, key=lambda one: (one.hard, one.duration_min)) for day in by_day.values()]
    latest = max(main, key=lambda session: session.start)
    session_class: SessionClass = "other" if latest.family == "strength" else "easy"
    kind = None
    if share({"brick"}) >= HARD:
        session_class = "brick"
    elif share({"key", "brick"}) >= HARD:
        session_class = "key"
        kinds = [s.kind for day in by_day.values() for s in day if s.session_class == "key"]
        kind = _commonest([kind for kind in kinds if kind not in _NO_HABIT])
    minutes = sorted(session.start.hour * 60 + session.start.minute for session in main)
    odd = int(ODD_STARTS * len(minutes))
    loads = [session.load_tss for session in main if session.load_tss is not None]
    return WeekSession(
        id=None,
        start=_at(latest.day, median(minutes)),
        duration_min=round(median(session.duration_min for session in main)),
        sport=latest.sport,
        family=latest.family,
        session_class=session_class,
        kind=kind,
        origin="predicted",
        uncertain=uncertain and (session_class == "easy" or probability < LIKELY),
        # Never rounded up to what would be expected.
        probability=floor(100 * probability) / 100,
        load_tss=median(loads) if loads else None,
        earliest=_at(latest.day, minutes[odd]),
        latest=_at(latest.day, minutes[-1 - odd]),
    )


def _at(day: date, minute: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=int(minute))


def _commonest(kinds: list[str | None]) -> str | None:
    return max(sorted(filter(None, set(kinds))), key=kinds.count, default=None)
